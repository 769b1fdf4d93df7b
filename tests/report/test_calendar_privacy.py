"""What calendar files do not say."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.constraints import Exclude
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon
from peerpair.report.calendars import make_calendars
from peerpair.report.residents.invitation import invite
from tests.report.by_hand import result_of
from tests.report.calendar_model import NOW, events, numbers

CANARY = "CANARY"
PAIRS = [("a", "b"), ("c", "d")]


def problem_of(*excluded: tuple[str, str], ids: str = "abcdef") -> Problem:
    """Return residents everything about whom but the name is a canary."""
    people = [
        pp.Resident(i, f"Dr {i.upper()}", f"{CANARY}-SPECIALTY-{n}", n % 4 + 1, f"{CANARY}-SITE")
        for n, i in enumerate(ids)
    ]
    shifts = [
        Assignment(i, datetime(2026, 8, day, 7), datetime(2026, 8, day, 16), f"{CANARY}-ROTATION")
        for i in ids
        for day in range(3, 31)
        if day % 7
    ]
    return Problem(
        people,
        Horizon(date(2026, 8, 3), date(2026, 8, 31)),
        "America/Chicago",
        shifts,
        title=f"{CANARY}-TITLE",
        constraints=[Exclude(*pair, private=True) for pair in excluded],
    )


def files_of(
    problem: Problem, pairs: list[tuple[str, str]], result: Result | None = None
) -> dict[str, bytes]:
    given_out = invite(problem, result or result_of(problem, pairs))
    found: dict[str, bytes] = {}
    for per in ("group", "resident"):
        order = [resident.id for resident in problem.residents]
        made = make_calendars(given_out, now=NOW, draw=numbers(), per=per, order=order)
        found.update(made.files)
    return found


def test_private_exclusions_leave_no_trace() -> None:
    plain = files_of(problem_of(), PAIRS)
    assert len(plain) == 6
    for excluded in ([("a", "c")], [("b", "d"), ("a", "d")], [("e", "f")]):
        assert files_of(problem_of(*excluded), PAIRS) == plain


def test_no_word_of_a_roster_and_no_number_of_a_result() -> None:
    problem = problem_of()
    assert str(problem.to_document()).count(CANARY) > 100
    result = result_of(problem, PAIRS)
    groups = tuple(replace(group, value=987_654_321) for group in result.groups)
    files = files_of(problem, PAIRS, replace(result, value=987_654_321, groups=groups))
    for name, data in files.items():
        assert CANARY not in name
        assert CANARY.encode() not in data.replace(b"\r\n ", b"")
        assert b"987" not in data
    # Partners, and nobody else.
    said = files["group-001.ics"].decode()
    assert [f"Dr {i}" in said for i in "ABCDEF"] == [True, True, *[False] * 4]
    assert "Dr C" not in files["resident-001.ics"].decode()


def test_identifiers_do_not_depend_on_who_somebody_is() -> None:
    first = files_of(problem_of(), PAIRS)
    other = files_of(problem_of(ids="zyxwvu"), [("z", "y"), ("x", "w")])
    assert first.keys() == other.keys()
    for name, data in first.items():
        assert [e["UID"] for e in events(data)] == [e["UID"] for e in events(other[name])]


def test_identifiers_are_random() -> None:
    given_out = invite(problem_of(), result_of(problem_of(), PAIRS))
    uids = [
        str(e["UID"])
        for _ in range(2)
        for data in make_calendars(given_out, now=NOW).files.values()
        for e in events(data)
    ]
    assert len(set(uids)) == len(uids) == 4


SCRIPT = """
import hashlib
from tests.report.calendar_model import *
from tests.report.test_calendars import HOSTILE
for text in HOSTILE:
    people = [Partner(i, text) for i in "abc"]
    mondays = weekly("2026-08-03T18:00", (0, 1, 3), missing=(people[2],))
    found = made(group(*people, weekly=mondays), organizer="chief@example.org")
    for name, data in sorted(found.files.items()):
        for line in data.decode().split("\\r\\n"):
            if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in line) or len(line.encode()) > 75:
                raise SystemExit(repr(line))
        print(name, hashlib.sha256(data).hexdigest())
print(__debug__)
"""


@pytest.mark.parametrize("flags", [[], ["-O"], ["-OO"]])
def test_nothing_rests_on_assertions(flags: list[str]) -> None:
    root = Path(__file__).parents[2]
    run = [
        subprocess.run(
            [sys.executable, *each, "-c", SCRIPT], capture_output=True, text=True, cwd=root
        )
        for each in ([], flags)
    ]
    assert [r.stderr for r in run] == ["", ""]
    usual, other = (r.stdout.splitlines() for r in run)
    assert len(usual) > 14
    assert usual[:-1] == other[:-1]
    assert other[-1] == str(not flags)
