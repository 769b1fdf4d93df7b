"""Meeting hours of several spans, by day: how many starts two free residents share."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings

import peerpair as pp
from peerpair.availability.availability import availability
from peerpair.meetings.planner import propose_meetings
from peerpair.verify import PlainFacts
from tests.hospitals import make_problem, seeds, some_hours
from tests.known.ask import best, dates, document, group_of, people

Days = dict[str, Any]
EVENING = [["17:00", "22:00"]]
LUNCH = [["12:00", "13:00"], ["17:00", "22:00"]]
BOTH = {"default": EVENING, "tue": LUNCH, "thu": LUNCH}
TWO = [["12:00", "12:40"], ["13:20", "14:00"]]


def given_hours(hours: object, count: int = 7, **more: Any) -> dict[str, Any]:
    """Return a problem of two residents over some dates from Monday, August 3."""
    start, zone = more.pop("start", "2026-08-03"), more.pop("zone", "America/New_York")
    return document(people("ab"), **dates(count, start, zone, **{"hours": hours, **more}))


# spans, minutes of a meeting, minutes of a slot, starts of each date from Monday to Sunday
SPANS: list[tuple[Days, int, int, list[int]]] = [
    (BOTH, 60, 60, [5, 6, 5, 6, 5, 5, 5]),
    (BOTH, 60, 30, [9, 10, 9, 10, 9, 9, 9]),  # 17:00 to 21:00, and 12:00
    (BOTH, 90, 30, [8, 8, 8, 8, 8, 8, 8]),  # too long for lunch
    ({"default": LUNCH}, 60, 60, [6] * 7),
    ({"default": [], "wed": [["00:00", "24:00"]]}, 60, 60, [0, 0, 24, 0, 0, 0, 0]),
    ({"default": EVENING, "sat": [], "sun": []}, 60, 60, [5, 5, 5, 5, 5, 0, 0]),
    ({"default": EVENING, "mon": None}, 60, 60, [5] * 7),  # null is a missing key
    ({"tue": [["23:00", "24:00"]]}, 60, 60, [15, 1, 15, 15, 15, 15, 15]),  # else 07:00 to 22:00
    ({}, 60, 60, [15] * 7),
    # A meeting of two slots never bridges what lies between two spans, nor does a slot.
    ({"default": [["12:00", "13:00"], ["13:30", "14:30"]]}, 60, 30, [2] * 7),
    ({"default": TWO}, 30, 30, [2] * 7),  # 12:00 and 13:30
    ({"default": TWO}, 60, 60, [0] * 7),
    ({"default": TWO}, 20, 20, [4] * 7),
    ({"default": [["12:00", "12:59"], ["13:00", "14:00"]]}, 60, 30, [1] * 7),  # 13:00
    ({"default": [["12:00", "12:01"], ["12:02", "12:03"], ["12:30", "13:00"]]}, 30, 30, [1] * 7),
]


@pytest.mark.parametrize(("spans", "minutes", "slot", "expected"), SPANS)
def test_spans_by_day(spans: Days, minutes: int, slot: int, expected: list[int]) -> None:
    keys = {"minutes": minutes, "slot_minutes": slot}
    shared = group_of(given_hours({"spans": spans}, **keys), "ab")
    assert shared["starts_per_week"] == [sum(expected)]
    for day, starts in enumerate(expected):
        closed = [f"2026-08-{3 + other:02}" for other in range(7) if other != day]
        alone = given_hours({"spans": spans}, blackouts=closed, **keys)
        assert group_of(alone, "ab")["starts_per_week"] == [starts]


@pytest.mark.parametrize(
    ("start", "spans", "expected"),
    [
        # The hour from 01:00 occurs twice on November 1, which is a Sunday.
        ("2026-11-01", {"sun": [["00:00", "02:00"], ["03:00", "04:00"]]}, 4),
        # The hour from 02:00 is skipped on March 8, a Sunday, and what lies around it touches.
        ("2026-03-08", {"sun": [["01:00", "02:00"], ["03:00", "04:00"]]}, 2),
        ("2026-03-08", {"default": [["02:00", "03:00"], ["04:00", "05:00"]]}, 1),
    ],
)
def test_spans_where_the_clock_changes(start: str, spans: Days, expected: int) -> None:
    found = group_of(given_hours({"spans": spans}, 1, start=start), "ab")
    assert found["starts_per_week"] == [expected]


def test_a_meeting_over_a_skipped_hour_lies_in_hours_throughout() -> None:
    spans = {"sun": [["01:00", "02:00"], ["03:00", "04:00"]]}
    long = given_hours({"spans": spans}, 1, start="2026-03-08", minutes=120)
    assert group_of(long, "ab")["starts_per_week"] == [1]


def test_days_and_blackouts_still_close_a_day() -> None:
    some = given_hours({"spans": BOTH}, days=["tue", "wed"], blackouts=["2026-08-05"])
    assert group_of(some, "ab")["starts_per_week"] == [6]


def test_proposals_lie_in_the_spans() -> None:
    noon = {"spans": {"default": [], "tue": [["12:00", "13:00"]], "thu": [["12:00", "13:00"]]}}
    problem = pp.Problem.from_document(given_hours(noon, 28))
    (proposal,) = propose_meetings(problem, [("a", "b")])
    assert [f"{window.start:%a %H:%M}" for window in proposal.all] == ["Tue 12:00"] * 4
    assert {f"{w.start:%a}" for w in pp.solve(problem).groups[0].windows} == {"Tue", "Thu"}


def test_a_forecast_counts_the_spans() -> None:
    problem = pp.Problem.from_document(given_hours({"spans": BOTH}, 7))
    assert pp.forecast(problem).weekly_hours == (37.0, 37.0)


def test_one_span_as_spans_is_the_same_problem_and_answer() -> None:
    plain = given_hours(["12:00", "13:00"], 28)
    as_spans = given_hours({"spans": {"default": [["12:00", "13:00"]]}}, 28)
    one, other = (pp.Problem.from_document(each) for each in (plain, as_spans))
    assert one == other
    assert one.sha256 == other.sha256
    assert json.dumps(one.to_document()) == json.dumps(other.to_document())
    told = [best(each) for each in (plain, as_spans)]
    for each in told:
        each.pop("seconds"), each.pop("peak_mb", None)
    assert told[0] == told[1]
    assert pp.Meeting(hours=pp.Hours()) == pp.Meeting()


def test_hours_in_python_are_those_of_documents() -> None:
    hours = pp.Hours(default=[("17:00", "22:00")], tue=LUNCH, thu=LUNCH)  # type: ignore[arg-type]
    meeting = pp.Meeting(hours=hours)
    assert meeting.to_document()["hours"] == {"spans": BOTH}
    assert pp.Meeting.from_document({"hours": {"spans": BOTH}}) == meeting
    assert len({meeting, replace(meeting)}) == 1


FAULTS = [
    ({"mon": [["13:00", "12:00"]]}, ".spans.mon[0]: must ascend from 13:00, got: '12:00'"),
    ({"mon": [["12:00", "13:00"], ["13:00", "14:00"]]}, ".spans.mon[1]: must begin after the span"),
    ({"mon": [["12:00", "14:00"], ["13:00", "15:00"]]}, "has ended at 14:00, got: '13:00'"),
    ({"mon": [["17:00", "18:00"], ["12:00", "13:00"]]}, ".spans.mon[1]: must begin after the span"),
    ({"default": [["7", "9:00"]]}, ".spans.default[0][1]: must be a time such as 07:00"),
    ({"mon": ["12:00", "13:00"]}, ".spans.mon[0]: must be a list of two values, got: '12:00'"),
    ({"tues": LUNCH}, ".spans.tues: unknown key. Maybe tue?"),
    (None, ".spans: must be an object, got null"),
]


@pytest.mark.parametrize(("spans", "words"), FAULTS)
def test_a_fault_names_its_place(spans: object, words: str) -> None:
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem.from_document(given_hours({"spans": spans}))
    assert all(fault.place.startswith("meeting.hours.spans") for fault in error.value.faults)
    assert words in str(error.value)


def test_spans_without_a_day_are_told_where_they_belong() -> None:
    with pytest.raises(pp.ProblemError, match=r"meeting\.hours: .* Maybe \{\"spans\": \{\"default"):
        pp.Problem.from_document(given_hours(LUNCH))


@settings(max_examples=60)
@given(seeds)
def test_open_slots_are_those_whose_every_minute_lies_in_a_span(seed: int) -> None:
    rng = random.Random(seed)
    problem = make_problem(seed, n=2, rules=0)
    meeting = replace(problem.meeting, hours=some_hours(rng), slot_minutes=rng.choice([20, 30, 60]))
    problem = replace(problem, meeting=meeting)
    assert problem.horizon is not None
    assert problem.timezone is not None
    zone, step = ZoneInfo(problem.timezone), meeting.slot_minutes
    begin = datetime.fromtimestamp(problem.clock.midnight(problem.horizon.start), UTC)
    expected = []
    for slot in range(len(availability(problem).grid.dates)):
        every = [begin + timedelta(minutes=slot * step + minute) for minute in range(step)]
        readings = [minute.astimezone(zone) for minute in every]
        one_date = len({reading.date() for reading in readings}) == 1
        if one_date and all(map(inside(meeting), readings)):
            expected.append(slot)
    assert np.flatnonzero(availability(problem).grid.open).tolist() == expected
    assert sorted(PlainFacts(problem).calendar.open_slots) == expected


def inside(meeting: pp.Meeting):  # type: ignore[no-untyped-def]
    spans = meeting.to_document()["hours"]["spans"]

    def is_inside(reading: datetime) -> bool:
        day, clock = f"{reading:%a}".lower(), f"{reading:%H:%M}"
        own = spans.get(day, spans["default"])
        held = meeting.days is None or day in meeting.days
        held = held and reading.date() not in meeting.blackouts
        return held and any(first <= clock < last for first, last in own)

    return is_inside
