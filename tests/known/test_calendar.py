"""When somebody is free, worked out by hand (specification, section 1)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.known.ask import away, dates, document, group_of, people

NEW_YORK = "America/New_York"


def starts(*busy: dict[str, Any], count: int = 1, **keys: Any) -> list[int]:
    """Return how many starts two residents share in each week, around the clock, hour by hour."""
    start, zone = keys.pop("start", "2026-08-03"), keys.pop("zone", NEW_YORK)
    meeting = {"hours": ["00:00", "24:00"], **keys.pop("meeting", {})}
    residents = keys.pop("residents", people("ab"))
    given = document(residents, busy=list(busy), **dates(count, start, zone, **meeting), **keys)
    found = group_of(given, "ab")
    per_week: list[int] = found["starts_per_week"]
    return per_week


def day(start: str, end: str, kind: str = "ward", **more: Any) -> dict[str, Any]:
    return away("a", f"2026-08-{start}", f"2026-08-{end}", kind, **more)


# what is busy, and the starts that are left of 48 on the 3rd and 4th
FREE: list[tuple[list[dict[str, Any]], int]] = [
    ([], 48),
    ([day("03T07:00", "03T19:00")], 36),  # a day shift: no rest
    ([day("03T07:30", "03T19:00")], 36),  # half an hour spoils its hour
    ([day("03T07:00", "03T19:30")], 35),
    ([day("03T00:00", "03T02:59")], 45),  # 2 h 59 of the night: no rest
    ([day("03T00:00", "03T03:00")], 37),  # 3 h of the night: and 8 h of rest
    ([day("03T03:00", "03T09:00")], 34),  # 3 h of the night: 6 + 8
    ([day("03T03:01", "03T09:00")], 42),  # 03:01 spoils 03:00 to 09:00 and gives no rest
    ([day("03T19:00", "04T07:00")], 28),  # 12 h and 8 h of rest
    ([day("03T07:00", "04T06:59")], 16),  # 23 h 59: the night's rest, to 14:59
    ([day("03T07:00", "04T07:00")], 10),  # 24 h: 14 h of rest, to 21:00
    ([day("03T07:00", "04T07:00", "leave")], 24),  # leave gives none
    ([day("03T07:00", "04T07:00", "Leave")], 10),  # kinds are taken by the letter
    ([day("03T00:00", "03T08:00", soft=True)], 48),  # on call from home is free
    # Duties that touch are one: three hours of night from two entries.
    ([day("03T00:00", "03T02:00"), day("03T02:00", "03T05:00")], 35),  # 5 + 8
    ([day("03T00:00", "03T02:00"), day("03T03:00", "03T05:00")], 44),
    ([day("03T00:00", "03T02:00"), day("03T01:00", "03T03:00")], 37),
    # A soft entry never joins duties.
    ([day("03T00:00", "03T02:00"), day("03T02:00", "03T03:00", soft=True)], 46),
    # The night before the horizon: rest to 15:00 on the 3rd.
    ([day("02T19:00", "03T07:00")], 33),
    ([day("02T07:00", "03T07:00")], 27),  # to 21:00
    ([day("01T07:00", "02T07:00")], 48),
]


@pytest.mark.parametrize(("busy", "left"), FREE)
def test_what_duties_leave(busy: list[dict[str, Any]], left: int) -> None:
    assert starts(*busy, count=2) == [left]


def test_rest_of_ones_own() -> None:
    night = day("03T00:00", "03T03:00")
    long = day("03T00:00", "04T00:00")
    rest = {"after_24h_minutes": 60, "after_night_minutes": 120}
    assert starts(night, count=2, rest=rest) == [43]  # 3 + 2
    assert starts(long, count=2, rest=rest) == [22]  # the longer of 1 and 2
    assert starts(long, count=2, rest={**rest, "after_night_minutes": 0}) == [23]
    ward = {**rest, "not_duty": ["ward"]}
    assert starts(night, count=2, rest=ward) == [45]


def test_buffers_widen_duties_alone() -> None:
    wide: dict[str, Any] = {"meeting": {"buffer_minutes": 1}}
    assert starts(day("03T10:00", "03T12:00"), **wide) == [20]  # 9 to 13
    assert starts(day("03T10:01", "03T11:59"), **wide) == [22]  # 10 to 12
    assert starts(day("03T10:00", "03T12:00", "leave"), **wide) == [22]
    hour: dict[str, Any] = {"meeting": {"buffer_minutes": 60}}
    # Rest runs from the duty's end, not from that of the buffer: 0 to 11 and no longer.
    assert starts(day("03T00:00", "03T03:00"), **hour) == [13]


def test_soft_and_unknown_time() -> None:
    call = day("03T00:00", "03T08:00", soft=True)
    assert starts(call, soft="busy") == [16]  # and no rest
    some = people("ab", a={"coverage": [["2026-08-04", "2026-08-06"]]})
    assert starts(count=4, residents=some) == [48]  # the 4th and 5th
    assert starts(count=4, residents=some, unknown="free") == [96]
    assert starts(count=4, residents=people("ab", a={"coverage": []})) == [0]
    two = [["2026-08-01", "2026-08-04"], ["2026-08-06", "2026-09-01"]]
    assert starts(count=4, residents=people("ab", a={"coverage": two})) == [48]


# zone, first date, dates, starts
CLOCKS = [
    (NEW_YORK, "2026-03-07", 1, 24),
    (NEW_YORK, "2026-03-08", 1, 23),
    (NEW_YORK, "2026-11-01", 1, 25),
    (NEW_YORK, "2026-10-31", 3, 73),
    ("Africa/Cairo", "2026-04-24", 1, 23),  # midnight itself is skipped
    ("Antarctica/Troll", "2026-03-29", 1, 22),  # two hours
    # Back by half an hour at 02:00: 24.5 hours, and the last half is cut by the horizon's end.
    ("Australia/Lord_Howe", "2026-04-05", 1, 24),
    # The slot from 23:30 to 00:30 lies on two dates, and half an hour is cut at the end.
    ("Australia/Lord_Howe", "2026-04-05", 2, 47),
    ("Asia/Kolkata", "2026-08-03", 1, 24),
]


@pytest.mark.parametrize(("zone", "start", "count", "expected"), CLOCKS)
def test_days_have_the_hours_that_the_clock_gives_them(
    zone: str, start: str, count: int, expected: int
) -> None:
    assert starts(zone=zone, start=start, count=count) == [expected]


@pytest.mark.parametrize(
    ("date", "start", "end", "left"),
    [
        # 7 to 7 through the spring night: 23 h elapsed, 24 h by the clock: 14 h of rest, to 21:00.
        ("2026-03-07", "2026-03-07T07:00", "2026-03-08T07:00", 7 + 3),
        # 7 to 6 through the autumn night: 24 h elapsed, 23 h by the clock: to 20:00.
        ("2026-10-31", "2026-10-31T07:00", "2026-11-01T06:00", 7 + 4),
        # 01:00 to 04:00 in spring: two hours, three by the clock: to 12:00.
        ("2026-03-07", "2026-03-08T01:00", "2026-03-08T04:00", 24 + 1 + 12),
        # 00:00 to 02:00 in autumn: three hours, two by the clock: to 10:00.
        ("2026-10-31", "2026-11-01T00:00", "2026-11-01T02:00", 24 + 14),
        # 02:00 to 03:00 in spring does not exist: nothing is busy.
        ("2026-03-07", "2026-03-08T02:00", "2026-03-08T03:00", 47),
        # 02:30 moves to 03:30: the hour from 03:00 and no other.
        ("2026-03-07", "2026-03-08T02:30", "2026-03-08T04:00", 46),
        # 01:30 in autumn is the first one: 01:30 to 02:00 is an hour and a half.
        ("2026-10-31", "2026-11-01T01:30", "2026-11-01T02:00", 47),
        ("2026-10-31", "2026-11-01T01:30-05:00", "2026-11-01T02:00", 48),  # the second
    ],
)
def test_clock_changes(date: str, start: str, end: str, left: int) -> None:
    assert starts(away("a", start, end, "ward"), start=date, count=2) == [left]


# hours, minutes of a meeting, minutes of a slot, starts of one date
HOURS = [
    (["07:00", "22:00"], 60, 30, 29),  # 07:00 to 21:00
    (["07:00", "22:00"], 60, 60, 15),
    (["18:00", "20:00"], 90, 30, 2),  # 18:00, 18:30
    (["18:00", "20:00"], 75, 30, 2),  # touches three slots
    (["18:00", "20:00"], 120, 30, 1),
    (["18:00", "20:00"], 121, 30, 0),
    (["17:15", "18:45"], 60, 30, 1),  # 17:30
    (["17:15", "18:45"], 60, 15, 3),  # 17:15, 17:30, 17:45
    (["23:00", "24:00"], 60, 30, 1),
    (["00:00", "01:00"], 60, 30, 1),  # the first slot of the horizon
    (["22:00", "24:00"], 90, 30, 2),
]


@pytest.mark.parametrize(("hours", "minutes", "slot", "expected"), HOURS)
def test_meeting_hours(hours: list[str], minutes: int, slot: int, expected: int) -> None:
    meeting = {"hours": hours, "minutes": minutes, "slot_minutes": slot}
    assert starts(meeting=meeting) == [expected]


def test_days_and_blackouts() -> None:
    for days, expected in ((None, 7), (["mon", "sun"], 2), ([], 0), (["wed"], 1)):
        assert starts(count=7, meeting={"hours": ["12:00", "13:00"], "days": days}) == [expected]
    closed = {"hours": ["12:00", "13:00"], "blackouts": ["2026-08-03", "2026-08-10"]}
    assert starts(count=7, meeting=closed) == [6]
    assert starts(count=7, meeting={**closed, "days": ["mon", "sun"]}) == [1]


def test_a_meeting_lies_on_one_date() -> None:
    around = {"hours": ["00:00", "24:00"], "minutes": 120}
    assert starts(count=2, meeting=around) == [46]  # 23:00 is out on both dates
    assert starts(count=1, meeting={**around, "minutes": 24 * 60}) == [1]
    assert starts(count=1, meeting={**around, "minutes": 24 * 60 + 1}) == [0]


def test_a_repeated_hour_counts_both_times() -> None:
    narrow = {"hours": ["01:00", "02:00"]}
    assert starts(start="2026-11-01", meeting=narrow) == [2]
    assert starts(start="2026-03-08", meeting={"hours": ["02:00", "03:00"]}) == [0]
