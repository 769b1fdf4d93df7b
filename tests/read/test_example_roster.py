"""The example rosters: made again byte for byte, read, and stated as a problem."""

import subprocess
import sys
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.availability.availability import availability
from peerpair.read import read, read_exclusions, read_preferences

EXAMPLES = Path(__file__).parents[2] / "examples"
ROSTER = EXAMPLES / "roster"
DATES = ("2026-08-03", "2026-08-31")


@pytest.fixture(scope="module")
def schedule() -> pp.Schedule:
    return read(ROSTER, timezone="America/Chicago", published=DATES)


def contents(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_the_script_makes_the_committed_files(tmp_path: Path) -> None:
    script = EXAMPLES / "make_roster.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True, timeout=60)
    made, kept = contents(tmp_path), contents(ROSTER)
    assert list(made) == list(kept)
    assert made == kept
    assert sum(map(len, kept.values())) < 250_000


def test_everything_is_read(schedule: pp.Schedule) -> None:
    assert len(schedule.residents) == 60
    assert len({r.specialty for r in schedule.residents}) == 8
    assert [i.message for i in schedule.issues if "days of absence" not in i.message] == [
        "fm07 is in no roster"
    ]
    whole = {r.coverage for r in schedule.residents if r.id != "fm07"}
    assert [len(ranges or ()) for ranges in whole] == [1]
    assert next(r.coverage for r in schedule.residents if r.id == "fm07") == ()


def test_it_has_what_hospitals_have(schedule: pp.Schedule) -> None:
    kinds = {a.kind for a in schedule.assignments}
    assert {"ward", "night_float", "call", "icu_call", "vacation", "clinic", "ed"} <= kinds
    assert {a.site for a in schedule.assignments} == {"Main", "VA", None}
    assert {a.kind for a in schedule.assignments if a.soft} == {"home_call", "jeopardy"}
    assert any((a.end - a.start).total_seconds() == 86_400 for a in schedule.assignments)


def test_it_makes_a_problem(schedule: pp.Schedule) -> None:
    exclusions = read_exclusions(ROSTER / "exclusions.csv", schedule)
    preferences = read_preferences(ROSTER / "preferences.csv", schedule)
    assert [rule.private for rule in exclusions] == [True, True]
    assert len(preferences) == 25
    problem = pp.Problem.from_schedule(
        schedule, *DATES, constraints=exclusions, preferences=preferences
    )
    usable = availability(problem).usable.sum(axis=1)
    free = dict(zip((r.id for r in problem.active), usable.tolist(), strict=True))
    assert free.pop("fm07") == 0
    assert min(free.values()) > 150
