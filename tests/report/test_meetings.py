"""Which meetings are proposed, against a plain search over all windows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from peerpair.generate import generate
from peerpair.meetings.planner import Proposal, propose_meetings
from peerpair.model.group import Window
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon, Meeting
from peerpair.verify.calendar import listed
from peerpair.verify.facts import PlainFacts

MONDAY = date(2026, 8, 3)


@dataclass(frozen=True)
class Option:
    """One window of a group, as the plain facts know it."""

    start: datetime
    week: int
    away: int
    soft: int

    @property
    def late(self) -> int:
        return abs(60 * self.start.hour + self.start.minute - 18 * 60)

    @property
    def key(self) -> tuple[int, int, int]:
        return self.start.weekday(), self.start.hour, self.start.minute


def options(problem: Problem, facts: PlainFacts, group: tuple[str, ...]) -> list[Option]:
    """Return the windows that as many members attend as any of their week."""
    assert problem.horizon is not None
    attended, calendar = facts.attended(group), facts.calendar
    length = -(-problem.meeting.minutes // problem.meeting.slot_minutes)
    found = []
    for slot in listed(facts.windows(group)):
        start = calendar.clock.aware(calendar.begin + slot * calendar.step)
        touched = ((1 << length) - 1) << slot
        there = [m for m in group if attended[m] >> slot & 1]
        week = problem.horizon.week_of((start.date() - problem.horizon.start).days)
        soft = sum(bool(facts.soft(m) & touched) for m in there)
        found.append(Option(start, week, len(group) - len(there), soft))
    least = {week: min(o.away for o in found if o.week == week) for week in {o.week for o in found}}
    return [o for o in found if o.away == least[o.week]]


def expected(problem: Problem, facts: PlainFacts, group: tuple[str, ...]) -> tuple[list[Any], ...]:
    """Return when the weekly and the single meetings start, by trying every weekday and time."""
    every = options(problem, facts, group)
    series: dict[tuple[int, int, int], dict[int, Option]] = defaultdict(dict)
    for option in every:
        series[option.key].setdefault(option.week, option)  # the first of a longer last week
    weeks = {option.week for option in every}

    def rank(key: tuple[int, int, int]) -> tuple[Any, ...]:
        own = series[key].values()
        away, soft = sum(o.away for o in own), sum(o.soft for o in own)
        return -len(own), away, soft, next(iter(own)).late, key

    best = series[min(series, key=rank)] if series else {}
    if len(best) < max(2, len(weeks) / 2):
        best = {}
    single = [
        min(
            (o for o in every if o.week == week),
            key=lambda o: (o.away, o.soft, o.late, o.start),
        ).start
        for week in sorted(weeks - set(best))
    ]
    return [o.start for _, o in sorted(best.items())], single


@pytest.mark.parametrize(
    ("days", "hours"),
    [(28, ("07:00", "22:00")), (28, ("17:00", "19:00")), (32, ("16:30", "18:30"))],
)
@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("quorum", [None, 2])
def test_the_proposed_meetings_are_the_best_of_all(
    seed: int, quorum: int | None, days: int, hours: tuple[str, str]
) -> None:
    problem = generate(14, seed)
    problem = replace(
        problem,
        horizon=Horizon(MONDAY, MONDAY + timedelta(days=days)),
        meeting=replace(problem.meeting, quorum=quorum, hours=hours),
    )
    ids = [resident.id for resident in problem.active]
    groups = [*combinations(ids, 3), *combinations(ids, 2)]
    facts = PlainFacts(problem)
    kinds = set()
    for group, meetings in zip(groups, propose_meetings(problem, groups), strict=True):
        weekly, single = expected(problem, facts, group)
        assert [w.start for w in meetings.weekly] == weekly, group
        assert [w.start for w in meetings.single] == single, group
        for window in meetings.all:
            assert window.end - window.start == timedelta(minutes=problem.meeting.minutes)
        kinds.add((bool(weekly), bool(single), any(w.missing for w in meetings.all)))
    assert len(kinds) >= 2, "not every kind of proposal occurs"


def evenings(*busy: Assignment, people: str = "abc", **meeting: Any) -> Proposal:
    """Return what is proposed for four weeks of evenings, 18:00 to 20:00."""
    problem = Problem(
        tuple(Resident(name) for name in people),
        Horizon(MONDAY, MONDAY + timedelta(days=28)),
        "America/Chicago",
        busy,
        Meeting(**{"hours": ("18:00", "20:00"), "quorum": 2, **meeting}),
    )
    (found,) = propose_meetings(problem, [tuple(people)])
    return found


def entry(name: str, day: int, hours: tuple[int, int] = (0, 24), *, soft: bool = False) -> Any:
    begin = datetime(2026, 8, 3 + day)
    start, end = (begin + timedelta(hours=hour) for hour in hours)
    return Assignment(name, start, end, "ward", soft=soft)


def times(windows: tuple[Window, ...]) -> list[str]:
    return [f"{window.start:%a %d %H:%M}" for window in windows]


def test_a_week_in_which_all_can_come_leaves_nobody_out_for_a_series() -> None:
    # Thursdays alone: at 19:00 always two or three, at 18:00 all three in the first week only.
    off = [entry(name, day) for name in "abc" for day in range(28) if day % 7 != 3]
    early = [entry("b", 7 * week + 3, (18, 19)) for week in (1, 2, 3)]
    early += [entry("c", 7 * week + 3, (18, 19)) for week in (1, 2, 3)]
    late = [entry("a", 3, (19, 20))]
    found = evenings(*off, *early, *late)
    assert times(found.single) == ["Thu 06 18:00"]
    assert times(found.weekly) == ["Thu 13 19:00", "Thu 20 19:00", "Thu 27 19:00"]
    assert not any(window.missing for window in found.all)


def test_of_series_as_long_the_one_with_fewer_away_is_taken_though_it_is_later() -> None:
    # At 18:00 in weeks 0 and 1, at 19:00 in weeks 1 and 2; of these two all come to the second.
    off = [entry(name, day) for name in "abc" for day in range(28) if day % 7 or day == 21]
    only = [entry(name, 0, (19, 20)) for name in "ab"] + [entry("c", 0)]
    both = [entry("c", 7)]
    last = [entry(name, 14, (18, 19)) for name in "ab"]
    found = evenings(*off, *only, *both, *last)
    assert times(found.weekly) == ["Mon 10 19:00", "Mon 17 19:00"]
    assert times(found.single) == ["Mon 03 18:00"]
    assert [window.missing for window in found.all] == [("c",), ("c",), ()]


def test_of_series_as_long_the_one_without_calls_is_taken_though_it_is_later() -> None:
    calls = [entry("a", day, (18, 19), soft=True) for day in range(28)]
    found = evenings(*calls, people="ab", quorum=None)
    assert {f"{window.start:%H:%M}" for window in found.weekly} == {"19:00"}
    assert not any(window.soft for window in found.all)
    found = evenings(*calls[:7], people="ab", quorum=None)
    assert {f"{window.start:%a %H:%M}" for window in found.weekly} == {"Mon 19:00"}


def test_a_call_that_begins_within_the_meeting_counts() -> None:
    calls = [entry("a", day, (19, 20), soft=True) for day in range(28)]
    found = evenings(*calls, people="ab", quorum=None, slot_minutes=30)
    assert {f"{window.start:%H:%M}" for window in found.weekly} == {"18:00"}
    calls = [entry("b", day, (18, 20), soft=True) for day in range(28)]
    later = evenings(*calls, people="ab", quorum=None, hours=("17:30", "18:30"), slot_minutes=30)
    assert {f"{window.start:%H:%M}" for window in later.weekly} == {"17:30"}
    assert all(window.soft == ("b",) for window in later.all)


def test_of_series_as_good_the_one_nearest_to_six_is_taken() -> None:
    found = evenings(people="ab", hours=("12:00", "22:00"))
    assert times(found.weekly) == [f"Mon {day:02} 18:00" for day in (3, 10, 17, 24)]
    busy = [entry("a", day, (18, 19)) for day in range(28) if day % 7 != 2]
    found = evenings(*busy, people="ab", hours=("12:00", "22:00"))
    assert times(found.weekly) == [f"Wed {day:02} 18:00" for day in (5, 12, 19, 26)]


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
    busy = [entry("a", day) for day in range(28) if day not in (0, 8, 16, 24)]
    found = evenings(*busy, people="ab", hours=("18:00", "19:00"))
    assert found.weekly == ()
    assert [w.start.day for w in found.single] == [3, 11, 19, 27]


def test_without_a_horizon_nothing_is_proposed() -> None:
    problem = Problem((Resident("a"), Resident("b")))
    assert propose_meetings(problem, [("a", "b")])[0].all == ()
