"""Residents are counted one way everywhere: summary, tiles, bars, tables, list of worries."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon, Meeting
from peerpair.report import ReportView, build_view
from peerpair.report.formats.html import HtmlReport
from peerpair.report.formats.residents_csv import ResidentsTable
from peerpair.report.formats.text import TextReport
from peerpair.verify.facts import PlainFacts
from tests.report.by_hand import result_of
from tests.report.page import Page

MONDAY = date(2026, 8, 3)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Problem, list[tuple[str, ...]]]:
    """Return a problem of four weeks or one, and groups of any sizes that may leave some out."""
    problem = generate(draw(st.integers(5, 14)), draw(st.integers(0, 99)))
    days = draw(st.sampled_from([7, 28, 63]))
    ids = draw(st.permutations([resident.id for resident in problem.active]))
    silent = draw(st.sets(st.sampled_from(ids), max_size=3))
    meeting = replace(
        problem.meeting,
        quorum=draw(st.sampled_from([None, 2, 2])),
        mode=draw(st.sampled_from(["remote", "in_person"])),
        hours=draw(st.sampled_from([("07:00", "22:00"), ("18:00", "19:00")])),
    )
    people = tuple(
        replace(resident, coverage=() if resident.id in silent else resident.coverage)
        for resident in problem.residents
    )
    problem = replace(
        problem,
        residents=people,
        meeting=meeting,
        horizon=Horizon(MONDAY, MONDAY + timedelta(days=days)),
    )
    sizes = draw(st.lists(st.sampled_from([2, 3, 3]), min_size=1, max_size=5))
    groups, rest = [], list(ids)
    for size in sizes:
        if size <= len(rest):
            groups.append(tuple(rest[:size]))
            rest = rest[size:]
    return problem, groups


def rows_of(view: ReportView) -> list[dict[str, str]]:
    text = ResidentsTable().write(view).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def told(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"\d+", text)]


@settings(max_examples=60)
@given(cases())
def test_every_part_counts_the_same_residents(case: tuple[Problem, list[tuple[str, ...]]]) -> None:
    problem, groups = case
    assert problem.horizon is not None
    facts, weeks, n = PlainFacts(problem), problem.horizon.weeks, len(problem.active)
    met = {name: own for group in groups for name, own in facts.weeks_met(group).items()}
    most = weeks if weeks < 9 else 3 * weeks // 4 + 1
    once, often = (sum(own >= least for own in met.values()) for least in (1, most))
    never = {name for name, own in met.items() if own == 0}
    view = build_view(problem, result_of(problem, groups))

    counts = told(view.summary.partition("have a group.")[2])
    if often == len(met):
        assert "All of them can meet" in view.summary
    elif weeks == 1:
        assert counts == [once]
    else:
        assert counts[:2] == [once, often]
    left = n - len(met)
    tiles = {tile.what: told(tile.figure) for tile in view.tiles}
    assert [tile for what, tile in tiles.items() if "meet every" in what or "or more" in what] == (
        [[often, n]] if weeks > 1 else []
    )
    assert [tile for what, tile in tiles.items() if "never" in what] == [[len(never) + left, n]]
    ends = {bar.label: bar.residents for bar in view.bars}
    assert ends["never, or no group" if left else "never"] == len(never) + left
    assert sum(ends.values()) == n
    if weeks < 9:
        assert [bar.residents for bar in reversed(view.bars)][1:] == [
            Counter(met.values())[own] for own in range(1, weeks + 1)
        ]
    rows = {row["id"]: row for row in rows_of(view)}
    assert {name: row["weeks_met"] for name, row in rows.items()} == {
        resident.id: str(met.get(resident.id, "")) for resident in problem.active
    }
    assert {name for name, row in rows.items() if "can never meet" in row["note"]} == never
    assert {resident.person.id for resident in view.never} == never
    numbers = [resident.group.number for resident in view.never if resident.group]
    assert numbers == sorted(numbers)
    assert len(numbers) == len(view.never)

    for group, shown in zip(groups, view.groups, strict=True):
        own = facts.weeks_met(group)
        assert shown.weeks_met == min(own.values())
        assert shown.never == (not facts.windows(group)) == (not shown.meetings)
        apart = {person.id: text for person, text in shown.apart}
        some = sum(week.windows > 0 for week in shown.weeks)
        assert apart == {name: f"in {k}" if k else "never" for name, k in own.items() if k < some}
        assert shown.met_text.startswith(f"{some} of {weeks} week")
    text = Page(HtmlReport().write(view)).text
    assert ("Residents who can never meet their group" in text) == bool(never)
    assert text.count("No common time") == sum(group.never for group in view.groups)
    calm = not (never or left or view.unknown or view.partly)
    assert ("Nothing needs attention" in text) == calm == (view.attention == 0)


def triad(**settings_of: Any) -> tuple[Problem, list[tuple[str, ...]]]:
    """Return two who are always free, and one who is always away."""
    away = Assignment("c", datetime(2026, 8, 3), datetime(2026, 8, 31), "away")
    people = (Resident("a", "Ana"), Resident("b", "Ben"), Resident("c", "Cal"))
    horizon = Horizon(MONDAY, MONDAY + timedelta(days=28))
    problem = Problem(
        people, horizon, "America/Chicago", (away,), Meeting(**{"quorum": 2, **settings_of})
    )
    return problem, [("a", "b", "c")]


def test_two_of_three_can_meet_and_the_third_is_named() -> None:
    problem, groups = triad()
    view = build_view(problem, result_of(problem, groups))
    assert view.summary == (
        "All 3 residents have a group. 2 of them can meet at least once, 2 every week."
    )
    page = Page(HtmlReport().write(view)).text.replace("\xa0", " ")
    assert "4 of 4 weeks; Cal never" in page
    assert "Mondays 18:00–19:00, 3 Aug – 24 Aug; without Cal 4 times" in page
    assert re.search(r"Residents who can never meet their group \(1\)\s+Cal \(c\), Group 1\n", page)
    assert "can never meet\n" not in page
    assert "No common time" not in page
    assert "4, 4, 0 of 4 weeks  Mon 3 Aug, 18:00–19:00, weekly" in TextReport().write(view).decode()


def test_a_group_without_any_window_is_called_so() -> None:
    problem, groups = triad(quorum=None)
    view = build_view(problem, result_of(problem, groups))
    assert view.summary.endswith("0 of them can meet at least once, 0 every week.")
    page = Page(HtmlReport().write(view)).text
    assert "No common time" in page
    assert "can never meet\n" in page
    assert len(view.never) == 3
    assert "0 of 4 weeks  no time" in TextReport().write(view).decode()


@pytest.mark.parametrize("coverage", [1, 2])
def test_a_schedule_with_gaps_needs_attention(coverage: int) -> None:
    known = ((MONDAY, MONDAY + timedelta(days=7 * coverage)),)
    people = (Resident("a"), Resident("b", coverage=known))
    horizon = Horizon(MONDAY, MONDAY + timedelta(days=14))
    problem = Problem(people, horizon, "America/Chicago", unknown="free")
    view = build_view(problem, result_of(problem, [("a", "b")]))
    assert view.attention == len(view.partly) == 2 - coverage


def test_a_roster_that_goes_on_after_the_horizon_is_known_as_far_as_it_reaches() -> None:
    known = ((MONDAY + timedelta(days=10), MONDAY + timedelta(days=90)),)
    before = ((MONDAY - timedelta(days=90), MONDAY + timedelta(days=3)), *known)
    people = (Resident("a", coverage=known), Resident("b", coverage=before))
    horizon = Horizon(MONDAY, MONDAY + timedelta(days=14))
    problem = Problem(people, horizon, "America/Chicago")
    view = build_view(problem, result_of(problem, [("a", "b")]))
    assert [text for _, text in view.partly] == ["known for 4 of 14 days", "known for 7 of 14 days"]
