"""The tables as files: what stands in them, and that nothing in them is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from peerpair.generate import generate
from peerpair.meetings.planner import propose_meetings
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.schedule import Issue, Topic
from peerpair.report import build_view
from peerpair.report.formats.base import CsvReport
from peerpair.report.formats.groups_csv import GroupsCsv
from peerpair.report.formats.issues_csv import IssuesCsv
from peerpair.report.formats.residents_csv import ResidentsTable
from peerpair.report.formats.windows_csv import WindowsCsv
from peerpair.report.table import Value
from peerpair.report.view import ReportView
from peerpair.report.words import meetings_text, next_text
from peerpair.text import cell
from peerpair.verify.facts import PlainFacts
from tests.report.by_hand import consecutive, result_of

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def rows_of(report: CsvReport, view: ReportView) -> list[dict[str, str]]:
    data = report.write(view)
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert {len(row) for row in rows} <= {len(head)}
    return [dict(zip(head, row, strict=True)) for row in rows]


def some_view(seed: int = 3, n: int = 23, quorum: int | None = None) -> tuple[Problem, ReportView]:
    problem = generate(n, seed)
    problem = replace(problem, meeting=replace(problem.meeting, quorum=quorum))
    return problem, build_view(problem, result_of(problem, consecutive(problem)[1:]))


def test_every_active_resident_has_a_row_in_order() -> None:
    problem, view = some_view()
    away = replace(problem.residents[5], active=False)
    people = (*problem.residents[:5], away, *problem.residents[6:])
    problem = replace(problem, residents=people, preferences=())
    groups = consecutive(problem)[1:]
    view = build_view(problem, result_of(problem, groups))
    rows, facts = rows_of(ResidentsTable(), view), PlainFacts(problem)
    assert [row["id"] for row in rows] == [resident.id for resident in problem.active]
    plans = propose_meetings(problem, groups)
    shown = {resident.id: resident.name for resident in problem.active}
    for row, resident in zip(rows, problem.active, strict=True):
        assert row["name"] == resident.name
        assert row["specialty"] == resident.specialty
        assert row["pgy"] == str(resident.pgy)
        at = next((i for i, group in enumerate(groups) if resident.id in group), None)
        if at is None:
            assert (row["group"], row["partners"], row["weeks_met"]) == ("", "", "")
            assert row["note"].startswith("no group")
            continue
        others = [shown[other] for other in groups[at] if other != resident.id]
        met = facts.weeks_met(groups[at])[resident.id]
        assert row["group"] == str(at + 1)
        assert row["partners"] == ", ".join(others)
        assert (row["weeks_met"], row["weeks"]) == (str(met), "4")
        assert row["next_meeting"] == next_text(plans[at].weekly, plans[at].single)
        assert ("can never meet" in row["note"]) == (met == 0)
    assert sum(row["group"] == "" for row in rows) == 2


def test_a_resident_who_can_never_come_is_told_from_the_others_of_a_quorum() -> None:
    problem = generate(3, 0)
    problem = replace(problem, meeting=replace(problem.meeting, quorum=2))
    first, *others = problem.residents
    people = (replace(first, coverage=()), *others)
    problem = replace(problem, residents=people)
    rows = rows_of(
        ResidentsTable(), build_view(problem, result_of(problem, [tuple(r.id for r in people)]))
    )
    assert rows[0]["weeks_met"] == "0"
    assert rows[0]["note"] == "schedule unknown; can never meet"
    assert (rows[0]["schedule"], rows[1]["schedule"]) == ("unknown", "known")
    assert [row["note"] for row in rows[1:]] == ["", ""]
    assert all(int(row["weeks_met"]) > 0 for row in rows[1:])


def test_equal_names_do_not_hide_a_partner() -> None:
    problem = Problem((Resident("a", "Sam"), Resident("a\u200b", "Sam"), Resident("c", "Sam")))
    view = build_view(problem, result_of(problem, [("a", "a\u200b", "c")]))
    assert [row["partners"] for row in rows_of(ResidentsTable(), view)] == [
        "Sam (a), Sam (c)",
        "Sam (a), Sam (c)",
        "Sam (a), Sam (a)",
    ]


@pytest.mark.parametrize("quorum", [None, 2])
@pytest.mark.parametrize("seed", range(3))
def test_windows_hold_every_window_and_mark_the_proposed_meetings(
    seed: int, quorum: int | None
) -> None:
    problem, view = some_view(seed, 13, quorum)
    groups = consecutive(problem)[1:]
    result = result_of(problem, groups)
    rows = rows_of(WindowsCsv(), view)
    plans = propose_meetings(problem, groups)
    for number, (group, plan) in enumerate(zip(result.groups, plans, strict=True), 1):
        own = [row for row in rows if row["group"] == str(number)]
        starts = [datetime.fromisoformat(row["start"]) for row in own]
        assert all(start.utcoffset() is not None for start in starts)
        assert starts == sorted(set(starts))
        assert set(starts) == {w.start for w in (*group.windows, *plan.all)}
        for mark, windows in (("weekly", plan.weekly), ("single", plan.single)):
            marked = [s for s, row in zip(starts, own, strict=True) if row["meeting"] == mark]
            assert marked == [w.start for w in windows]
        known = {w.start: w for w in (*group.windows, *plan.all)}
        people = {r.id: r.name for r in problem.active}
        for start, row in zip(starts, own, strict=True):
            window = known[start]
            assert datetime.fromisoformat(row["end"]) == window.end
            assert row["missing"] == ", ".join(people[m] for m in window.missing)
            if row["meeting"]:  # the windows made by hand know of no home call
                assert row["on_call_or_backup"] == ", ".join(people[m] for m in window.soft)


def test_times_with_any_offset_are_shown_on_the_local_clock() -> None:
    problem, _ = some_view()
    result = result_of(problem, consecutive(problem)[1:])
    moved = tuple(
        replace(
            group,
            windows=tuple(
                replace(w, start=w.start.astimezone(UTC), end=w.end.astimezone(UTC))
                for w in group.windows
            ),
        )
        for group in result.groups
    )
    one, other = (
        WindowsCsv().write(build_view(problem, case))
        for case in (result, replace(result, groups=moved))
    )
    assert one == other
    assert b"-05:00" in one


def test_groups_say_when_they_meet() -> None:
    problem, view = some_view()
    plans = propose_meetings(problem, consecutive(problem)[1:])
    rows = rows_of(GroupsCsv(), view)
    assert [row["meetings"] for row in rows] == [meetings_text(p.weekly, p.single) for p in plans]
    assert [row["next_meeting"] for row in rows] == [next_text(p.weekly, p.single) for p in plans]


def test_issues_are_all_there() -> None:
    problem = generate(4, 1)
    issues = [
        Issue(Place.of("a.csv", 3), "odd", "dropped", Topic.LEFT_OUT, "=x", "y"),
        Issue(Place.of("b.csv"), "odder", "kept"),
    ]
    view = build_view(problem, result_of(problem, consecutive(problem)), issues)
    assert [[*row.values()] for row in rows_of(IssuesCsv(), view)] == [
        ["a.csv:3", "odd", "dropped", "left out", "'=x", "y"],
        ["b.csv", "odder", "kept", "note", "", ""],
    ]


def test_without_a_horizon_there_are_no_times() -> None:
    problem = Problem((Resident("a", pgy=-1), Resident("b"), Resident("c")))
    view = build_view(problem, result_of(problem, [("a", "b")]))
    rows = rows_of(ResidentsTable(), view)
    assert [row["note"] for row in rows] == ["", "", "no group"]
    assert {row["weeks"] + row["weeks_met"] + row["schedule"] for row in rows} == {""}
    assert rows_of(WindowsCsv(), view) == []


def test_numbers_stay_numbers() -> None:
    class Odd(CsvReport):
        head = ("a", "b", "c")

        def rows(self, view: ReportView) -> Iterable[tuple[Value, ...]]:
            return [(-1, "-1", None)]

    _, view = some_view()
    assert Odd().write(view).decode("utf-8-sig").splitlines() == ["a,b,c", "-1,'-1,"]
    assert cell("-1") == "'-1"
