"""Known answers about clocks, rest and coverage; and the arrays against the plain calendar."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings

from peerpair import Assignment, Horizon, Meeting, Problem, Resident, Rest
from peerpair.availability.availability import availability
from peerpair.availability.busy import duty_rest
from peerpair.model.time import Clock
from peerpair.verify import PlainFacts
from peerpair.verify.calendar import listed
from tests.hospitals import make_problem, seeds


@settings(max_examples=200)
@given(seeds)
def test_arrays_agree_with_the_plain_calendar(seed: int) -> None:
    problem = make_problem(seed)
    found, plain = availability(problem), PlainFacts(problem).calendar
    assert np.flatnonzero(found.grid.open).tolist() == sorted(plain.open_slots)
    for row, resident in enumerate(problem.active):
        assert np.flatnonzero(found.usable[row]).tolist() == [*listed(plain.usable(resident.id))]


def day(start: date, end: date, zone: str = "America/New_York", **meeting: object) -> Problem:
    return Problem(
        [Resident("a"), Resident("b")],
        Horizon(start, end),
        zone,
        meeting=Meeting(minutes=60, slot_minutes=60, hours=("00:00", "24:00"), **meeting),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("zone", "when", "hours"),
    [
        ("America/New_York", date(2026, 3, 7), 24),
        ("America/New_York", date(2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # midnight itself is skipped
        ("Antarctica/Troll", date(2026, 3, 29), 22),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a date that never was
    ],
)
def test_days_have_the_hours_the_clock_gives_them(zone: str, when: date, hours: int) -> None:
    problem = day(when, date.fromordinal(when.toordinal() + 1), zone)
    assert len(availability(problem).grid.dates) == hours


def test_a_slot_on_two_dates_is_never_usable() -> None:
    """Lord Howe goes back by half an hour, so whole-hour slots then straddle midnight."""
    grid = availability(day(date(2026, 4, 5), date(2026, 4, 7), "Australia/Lord_Howe")).grid
    assert (grid.dates == -1).any()
    assert not grid.open[grid.dates == -1].any()


def test_a_repeated_hour_counts_both_times() -> None:
    problem = day(date(2026, 11, 1), date(2026, 11, 2))
    narrow = Problem(
        problem.residents,
        problem.horizon,
        problem.timezone,
        meeting=Meeting(minutes=60, slot_minutes=60, hours=("01:00", "02:00")),
    )
    assert availability(narrow).usable.sum() == 2 * 2


DAY = timedelta(days=1)
REST = Rest()
LONG, NIGHT = REST.after_24h_minutes * 60, REST.after_night_minutes * 60


@pytest.mark.parametrize(
    ("start", "end", "owed"),
    [
        ((2026, 8, 3, 7), (2026, 8, 3, 19), 0),
        ((2026, 8, 3, 19), (2026, 8, 4, 7), NIGHT),
        ((2026, 8, 3, 21), (2026, 8, 4, 2, 59), 0),
        ((2026, 8, 3, 21), (2026, 8, 4, 3), NIGHT),
        ((2026, 8, 4, 3), (2026, 8, 4, 9), NIGHT),
        ((2026, 8, 4, 3, 1), (2026, 8, 4, 9), 0),
        ((2026, 8, 3, 7), (2026, 8, 4, 6, 59), NIGHT),
        ((2026, 8, 3, 7), (2026, 8, 4, 7), LONG),
        # 23 h elapsed but 24 h by the clock, and 24 h elapsed but 23 h by the clock
        ((2026, 3, 7, 7), (2026, 3, 8, 7), LONG),
        ((2026, 10, 31, 7), (2026, 11, 1, 6), LONG),
        # the spring night: 01:00 to 04:00 is two hours, yet three by the clock
        ((2026, 3, 8, 1), (2026, 3, 8, 4), NIGHT),
        # the autumn night: 00:00 to 02:00 is three hours, yet two by the clock
        ((2026, 11, 1, 0), (2026, 11, 1, 2), NIGHT),
    ],
)
def test_rest_after_duties(start: tuple[int, ...], end: tuple[int, ...], owed: int) -> None:
    clock = Clock("America/New_York")
    begin, finish = clock.instant(datetime(*start)), clock.instant(datetime(*end))  # type: ignore[arg-type]
    assert duty_rest(begin, finish, clock, REST) == owed


def hours(problem: Problem, name: str) -> list[int]:
    found = availability(problem)
    row = [resident.id for resident in problem.active].index(name)
    return np.flatnonzero(found.usable[row]).tolist()


def with_entries(*entries: Assignment, **settings: object) -> Problem:
    return Problem(
        [Resident("a"), Resident("b")],
        Horizon(date(2026, 8, 3), date(2026, 8, 4)),
        "America/New_York",
        busy=entries,
        meeting=Meeting(minutes=60, slot_minutes=60, hours=("00:00", "24:00")),
        **settings,  # type: ignore[arg-type]
    )


def entry(start: int, end: int, kind: str | None = "ward", **more: object) -> Assignment:
    return Assignment("a", datetime(2026, 8, 3, start), datetime(2026, 8, 3, end), kind, **more)  # type: ignore[arg-type]


def test_leave_is_busy_but_gives_no_rest() -> None:
    assert hours(with_entries(entry(0, 8, "leave")), "a") == list(range(8, 24))
    assert hours(with_entries(entry(0, 8, "ward")), "a") == list(range(16, 24))
    assert hours(with_entries(entry(0, 8, None)), "a") == list(range(16, 24))


def test_touching_duties_are_one_duty() -> None:
    apart = with_entries(entry(0, 2), entry(3, 5))
    joined = with_entries(entry(0, 2), entry(2, 5))
    assert hours(apart, "a") == [2, *range(5, 24)]
    assert hours(joined, "a") == list(range(13, 24))


def test_soft_entries_are_free_unless_told_otherwise() -> None:
    soft = entry(0, 8, soft=True)
    assert hours(with_entries(soft), "a") == list(range(24))
    assert hours(with_entries(soft, soft="busy"), "a") == list(range(8, 24))


def test_a_buffer_widens_duties_alone() -> None:
    meeting = Meeting(minutes=60, slot_minutes=60, hours=("00:00", "24:00"), buffer_minutes=1)
    problem = with_entries(entry(10, 12), entry(15, 16, "leave"))
    wide = Problem(
        problem.residents, problem.horizon, problem.timezone, busy=problem.busy, meeting=meeting
    )
    assert sorted(set(range(24)) - set(hours(wide, "a"))) == [9, 10, 11, 12, 15]


def test_entries_outside_the_horizon_still_give_rest() -> None:
    call = Assignment("a", datetime(2026, 8, 1, 7), datetime(2026, 8, 2, 12), "icu")
    assert hours(with_entries(call), "a") == list(range(2, 24))


def test_an_entry_for_ever_is_no_trouble() -> None:
    leave = Assignment("a", datetime(1, 1, 1), datetime(9999, 12, 31, 23), "ward")
    assert hours(with_entries(leave), "a") == []


def test_unknown_is_free_only_when_told_so() -> None:
    people = [Resident("a", coverage=()), Resident("b")]
    plain = with_entries()
    for unknown, expected in (("busy", []), ("free", list(range(24)))):
        problem = Problem(
            people, plain.horizon, plain.timezone, meeting=plain.meeting, unknown=unknown
        )
        assert hours(problem, "a") == expected


def test_a_skipped_time_moves_forward_and_an_emptied_entry_is_nothing() -> None:
    empty = Assignment("a", datetime(2026, 3, 8, 2, 0), datetime(2026, 3, 8, 3, 0), "ward")
    problem = Problem(
        [Resident("a"), Resident("b")],
        Horizon(date(2026, 3, 8), date(2026, 3, 9)),
        "America/New_York",
        busy=[empty],
        meeting=Meeting(minutes=60, slot_minutes=60, hours=("00:00", "24:00")),
    )
    assert hours(problem, "a") == list(range(23))


@pytest.mark.parametrize("seed", range(300))
def test_entries_far_from_the_horizon_say_nothing_of_it(seed: int) -> None:
    """Chains of duties that reach the horizon, or nearly, from far away; long rests and buffers."""
    rng = random.Random(seed)
    minutes = [0, 480, 840, 3 * 1440, 9 * 1440]
    rest = Rest(rng.choice(minutes), rng.choice(minutes), ("leave",))
    meeting = Meeting(buffer_minutes=rng.choice([0, 60, 4 * 1440]), hours=("00:00", "24:00"))
    entries = []
    for _ in range(rng.randint(1, 3)):
        end = datetime(2026, 8, 3) + timedelta(hours=rng.randint(-24 * 16, 24 * 8))
        if rng.random() < 0.7:  # as far away as its rest reaches
            ago = rng.choice([rest.after_24h_minutes, rest.after_night_minutes])
            end = datetime(2026, 8, 3, rng.randint(1, 6)) - timedelta(minutes=ago)
        for _ in range(rng.randint(1, 30)):
            start = end - timedelta(hours=rng.choice([1, 2, 3, 8, 12, 70]))
            times = start, end
            if rng.random() < 0.2:
                zone = timezone(timedelta(hours=rng.choice([-23, -12, 0, 14, 23])))
                times = start.replace(tzinfo=zone), end.replace(tzinfo=zone)
            entries.append(Assignment("a", *times, rng.choice(["ward", "leave", None])))
            end = start - timedelta(hours=rng.choice([0, 0, 0, 0, 5]))
    problem = with_entries(*entries, rest=rest)
    problem = replace(problem, meeting=meeting)
    every = replace(problem)
    every.__dict__["near"] = every.busy  # what the horizon would be without the shortcut
    assert availability(problem).state.tolist() == availability(every).state.tolist()
    one, other = PlainFacts(problem).calendar, PlainFacts(every).calendar
    assert one.usable("a") == other.usable("a")


def test_a_year_is_mostly_far_from_four_weeks() -> None:
    shifts = [
        Assignment("a", datetime(2026, 1, 1, 7) + k * DAY, datetime(2026, 1, 1, 19) + k * DAY)
        for k in range(365)
    ]
    near = with_entries(*shifts).near
    assert (near[0].start.date(), near[-1].start.date()) == (date(2026, 7, 28), date(2026, 8, 10))
