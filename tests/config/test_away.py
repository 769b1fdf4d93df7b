"""Residents who are away: out of the round, or busy, and never free because of a doubt."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from peerpair.config import Round, read_config
from peerpair.errors import ProblemError
from tests.cli.programme import Programme


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return Programme(tmp_path)  # 2 to 15 January 2040


def stated(programme: Programme) -> Round:
    programme.write()
    config = read_config(programme.folder / "peerpair.toml")
    return config.state(config.read())


def inactive(round_: Round) -> set[str]:
    return {one.id for one in round_.problem.residents if not one.active}


def away(round_: Round, who: str) -> list[tuple[date, date]]:
    return [
        (entry.start.date(), entry.end.date())
        for entry in round_.problem.busy
        if entry.resident == who and entry.kind == "away"
    ]


def test_the_table_of_residents_says_who_is_away(programme: Programme) -> None:
    programme.columns["away"] = {
        "r1": "2039-12-01 to 2040-01-15",
        "r2": "2040-01-02 to 2040-01-08; 2040-01-09 to 2040-03-01",
        "r3": "2040-01-14 to 2040-01-20",
        "r4": "2039-11-01 to 2039-12-01",
        "r5": "2040-01-03",
    }
    programme.columns["Away from"] = {"r6": "2040-01-01", "r7": "2040-01-02"}
    programme.columns["Away to"] = {"r6": "2040-02-01", "r7": "2040-01-14"}
    round_ = stated(programme)
    assert inactive(round_) == {"r1", "r2", "r6"}
    assert away(round_, "r3") == [(date(2040, 1, 14), date(2040, 1, 21))]
    assert away(round_, "r5") == [(date(2040, 1, 3), date(2040, 1, 4))]
    assert away(round_, "r7") == [(date(2040, 1, 2), date(2040, 1, 15))]
    told = [str(issue) for issue in round_.issues]
    line = "residents.csv:2: Ana Lim (r1) is away from 2039-12-01 to 2040-01-15; not in this round"
    assert line in told
    assert any("Cy Adler (r3) is away" in text and "busy on these" in text for text in told)
    assert not any("Di Okoro" in text for text in told)
    programme.block(3)
    assert inactive(stated(programme)) == {"r2"}  # and the others are back


@pytest.mark.parametrize("cell", ["soon", "2040-01-09 to 2040-01-02", "?", "2040-01-03 to", "r 3"])
def test_a_doubt_is_never_free_time(programme: Programme, cell: str) -> None:
    programme.columns["away"] = {"r1": cell}
    programme.columns["away_from"] = {"r2": "2040-01-03"}
    programme.columns["away_to"] = {"r2": ""}
    round_ = stated(programme)
    coverage = {one.id: one.coverage for one in round_.problem.residents}
    assert coverage["r1"] == coverage["r2"] == ()
    assert coverage["r3"]
    lost = [issue for issue in round_.issues if "is no span of dates" in issue.message]
    assert {who for issue in lost for who in issue.residents} == {"r1", "r2"}


def test_the_settings_say_who_is_away_by_dates_or_rounds(programme: Programme) -> None:
    programme.rosters = (
        '[[away]]\nresident = "ana lim"\nfrom = 2040-01-01\nto = 2040-01-31\n'
        '[[away]]\nresident = "r2"\nrounds = [1, 3]\n'
        '[[away]]\nresident = "r3"\nfrom = 2040-01-10\nto = 2040-01-10\n'
    )
    round_ = stated(programme)
    assert inactive(round_) == {"r1", "r2"}
    assert away(round_, "r3") == [(date(2040, 1, 10), date(2040, 1, 11))]
    told = [str(issue) for issue in round_.issues]
    assert any("away[1]: Bo Yi (r2) is away in round 1; not in this round" in t for t in told)
    history = "round,from,to,member_1,member_2\n{},{},{},r4,r5\n"
    file = programme.folder / "history.csv"
    file.write_text(history.format(1, "2039-12-19", "2040-01-01"))
    assert inactive(stated(programme)) == {"r1"}  # it is round 2 now
    file.write_text(history.format(3, "2040-01-02", "2040-01-15"))
    assert inactive(stated(programme)) == {"r1", "r2"}  # and round 3 once more


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ('resident = "Nobody"\nrounds = [1]', "away[0].resident: unknown resident: 'Nobody'"),
        ('resident = "r1"', "away[0]: needs either from and to, or rounds"),
        ('resident = "r1"\nfrom = 2040-01-01', "away[0]: needs either from and to, or rounds"),
        (
            'resident = "r1"\nfrom = 2040-01-02\nto = 2040-01-01',
            "away[0].to: is before from 2040-01-02, got: '2040-01-01'",
        ),
        ('resident = "r1"\nfrom = 2040-01-02\nto = 2040-01-03\nrounds = [1]', "needs either"),
    ],
)
def test_what_is_wrong_with_a_pause_is_named(programme: Programme, lines: str, words: str) -> None:
    programme.rosters = f"[[away]]\n{lines}\n"
    with pytest.raises(ProblemError) as caught:
        stated(programme)
    assert words in str(caught.value)


def test_who_is_away_is_told_and_forms_no_group(programme: Programme) -> None:
    programme.columns["away"] = {"r1": "2040-01-01 to 2040-01-31", "r2": "2040-01-01 to 2040-01-31"}
    programme.write()
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    assert all(team.isdisjoint({"r1", "r2"}) for team in programme.groups(1))
    assert not [row for row in programme.rows() if row["group"] == "left out"]
    page = (programme.folder / "peerpair-out" / "report.html").read_text(encoding="utf-8")
    assert "Ana Lim (r1) is away from 2040-01-01 to 2040-01-31" in page
