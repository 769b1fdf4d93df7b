"""Which meetings are proposed, against a plain search over all windows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Window
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon, Meeting
from peerpair.report.meetings import propose_meetings
from peerpair.verify.calendar import listed
from peerpair.verify.facts import PlainFacts
from tests.report.by_hand import consecutive


def weeks_by_time(problem: Problem, group: tuple[str, ...]) -> dict[tuple[int, str], set[int]]:
    """Return weekday and clock time -> weeks in which the group has such a window."""
    facts, found = PlainFacts(problem), defaultdict(set)
    assert problem.horizon is not None
    for slot in listed(facts.windows(group)):
        at = facts.calendar.clock.local(facts.calendar.begin + slot * facts.calendar.step)
        week = problem.horizon.week_of((at.date() - problem.horizon.start).days)
        found[at.weekday(), f"{at:%H:%M}"].add(week)
    return found


def week(problem: Problem, window: Window) -> int:
    assert problem.horizon is not None
    return problem.horizon.week_of((window.start.date() - problem.horizon.start).days)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("quorum", [None, 2])
def test_every_week_with_a_window_gets_one_meeting(seed: int, quorum: int | None) -> None:
    problem = generate(26, seed)
    problem = replace(problem, meeting=replace(problem.meeting, quorum=quorum))
    groups = consecutive(problem)
    for group, meetings in zip(groups, propose_meetings(problem, groups), strict=True):
        times = weeks_by_time(problem, tuple(group))
        can = set().union(*times.values()) if times else set()
        assert sorted(week(problem, window) for window in meetings.all) == sorted(can)
        most = max((len(weeks) for weeks in times.values()), default=0)
        if most >= max(2, -(-len(can) // 2)):
            assert len(meetings.weekly) == most
        else:
            assert meetings.weekly == ()
        keys = {(w.start.weekday(), f"{w.start:%H:%M}") for w in meetings.weekly}
        assert len(keys) <= 1
        for key in keys:
            assert len(times[key]) == most
        for window in meetings.all:
            assert (window.start.weekday(), f"{window.start:%H:%M}") in times
            assert window.end - window.start == timedelta(minutes=problem.meeting.minutes)


def test_the_clock_time_stays_over_a_clock_change() -> None:
    people = (Resident("a"), Resident("b"))
    problem = Problem(people, Horizon(date(2026, 10, 19), date(2026, 11, 16)), "America/Chicago")
    (meetings,) = propose_meetings(problem, [("a", "b")])
    assert [f"{w.start:%a %H:%M%z}" for w in meetings.weekly] == [
        "Mon 18:00-0500",
        "Mon 18:00-0500",
        "Mon 18:00-0600",
        "Mon 18:00-0600",
    ]


def test_a_time_that_serves_too_few_weeks_is_no_series() -> None:
    # Free one evening a week, each week another one: nothing repeats.
    start = date(2026, 8, 3)
    busy = [
        Assignment("a", datetime(2026, 8, 3 + day), datetime(2026, 8, 4 + day), "away")
        for day in range(28)
        if day not in (0, 8, 16, 24)
    ]
    people = (Resident("a"), Resident("b"))
    problem = Problem(
        people,
        Horizon(start, start + timedelta(days=28)),
        "America/Chicago",
        busy,
        Meeting(hours=("18:00", "19:00")),
    )
    (meetings,) = propose_meetings(problem, [("a", "b")])
    assert meetings.weekly == ()
    assert [w.start.day for w in meetings.single] == [3, 11, 19, 27]


def test_without_a_horizon_nothing_is_proposed() -> None:
    problem = Problem((Resident("a"), Resident("b")))
    assert propose_meetings(problem, [("a", "b")])[0].all == ()
