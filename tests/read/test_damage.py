"""Damage that leaves a trace makes nobody free who was busy: 300 cases of each form a run."""

import random

import pytest

from peerpair.read.coverage.known import Coverage

from .damage import FORMS, OPTIONS, PEOPLE, Form, Make, base, cases, read_files, wrong

CHUNK = 50


@pytest.mark.parametrize("first", range(0, 300, CHUNK))
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_nobody_busy_is_free_after_damage(form: Make, first: int) -> None:
    faults = [
        (number, case.words, people)
        for number, case in cases(form, first, CHUNK)
        if (people := wrong(case, published=bool(number % 2)))
    ]
    assert not faults


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_sound_rosters_are_read(form: Make) -> None:
    made: Form = form(random.Random(0))
    number, case = next(cases(form, 0, 50))
    schedule = read_files(case.sound, **OPTIONS)
    assert schedule is not None
    assert made.name in {source.place.file for source in schedule.sources}
    longer = {a.resident for a in schedule.assignments if a.start.hour != 8}
    assert longer, number


def test_the_second_roster_alone_knows_everybody() -> None:
    files: dict[str, str | bytes] = {
        "residents.csv": "id,name\n" + "".join(f"{w},{n}\n" for w, n in PEOPLE.items()),
        "base.csv": base(),
    }
    known = read_files(files, **OPTIONS)
    assert known is not None
    assert all(len(resident.coverage or ()) == 1 for resident in known.residents)


def test_a_lost_doubt_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Coverage, "lose", lambda *_: None)
    assert any(wrong(case, published=False) for _, case in cases(FORMS[4], 0, 60))
