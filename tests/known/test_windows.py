"""Which windows and meetings are proposed, worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from peerpair.meetings.planner import propose_meetings
from peerpair.model.problem import Problem
from tests.known.ask import away, dates, document, group_of, people


def proposed(*busy: dict[str, Any], group: str = "ab", count: int = 1, **meeting: Any) -> list[str]:
    """Return the windows of a group: date and local time."""
    usual = {"slot_minutes": 30, "hours": ["16:00", "20:00"], **meeting}
    given = document(
        people("abc"), busy=list(busy), **dates(count, zone="America/Chicago", **usual)
    )
    return [window["start"][8:16] for window in group_of(given, group)["windows"]]


def entry(name: str, start: str, end: str, **more: Any) -> dict[str, Any]:
    return away(name, f"2026-08-{start}", f"2026-08-{end}", **more)


def test_one_date_has_three_windows_that_do_not_overlap() -> None:
    # 18:00 first; 17:30 and 18:30 overlap with it; 17:00 and 19:00 are exactly an hour apart.
    assert proposed() == ["03T17:00", "03T18:00", "03T19:00"]
    assert proposed(minutes=90) == ["03T16:30", "03T18:00"]
    assert proposed(minutes=45) == ["03T17:00", "03T18:00", "03T19:00"]  # touches two slots
    assert proposed(minutes=30) == ["03T17:30", "03T18:00", "03T18:30"]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (["07:00", "22:00"], "18:00"),
        (["07:00", "18:30"], "17:30"),
        (["19:00", "22:00"], "19:00"),
        (["17:30", "19:30"], "18:00"),
    ],
)
def test_of_a_date_the_window_nearest_to_six_is_proposed(hours: list[str], expected: str) -> None:
    windows = proposed(hours=hours, count=3)
    assert windows == [f"{day}T{expected}" for day in ("03", "04", "05")]


def test_as_near_before_as_after_is_before() -> None:
    busy = entry("a", "03T18:00", "03T18:30")
    assert proposed(busy, count=1, hours=["17:00", "19:30"]) == ["03T17:00", "03T18:30"]
    gone = [entry("a", f"{day}T17:30", f"{day}T18:30") for day in ("03", "04", "05")]
    # 16:30 is 90 minutes before six, 18:30 is 30 after.
    assert proposed(*gone, count=3) == ["03T18:30", "04T18:30", "05T18:30"]
    wide = [entry("a", f"{day}T17:30", f"{day}T19:00") for day in ("03", "04", "05")]
    assert proposed(*wide, count=3) == ["03T19:00", "04T19:00", "05T19:00"]
    even = [entry("a", f"{day}T18:00", f"{day}T18:30") for day in ("03", "04", "05")]
    # 17:00 is an hour before six, 18:30 half an hour after.
    assert proposed(*even, count=3) == ["03T18:30", "04T18:30", "05T18:30"]
    half = [entry("a", f"{day}T17:30", f"{day}T18:00") for day in ("03", "04", "05")]
    assert proposed(*half, count=3, hours=["16:00", "19:00"])[0] == "03T18:00"
    tie = [entry("a", f"{day}T17:59", f"{day}T18:31") for day in ("03", "04", "05")]
    # 16:30 ends in time, and 19:00 begins in time: 90 minutes before, 60 after.
    assert proposed(*tie, count=3) == ["03T19:00", "04T19:00", "05T19:00"]
    late = [entry("a", f"{day}T18:00", f"{day}T19:00") for day in ("03", "04", "05")]
    # 17:00 and 19:00 are equally near: the earlier one.
    assert proposed(*late, count=3) == ["03T17:00", "04T17:00", "05T17:00"]


def test_three_dates_of_a_week_and_each_week_by_itself() -> None:
    seven = proposed(count=7)
    assert seven == ["03T18:00", "04T18:00", "05T18:00"]
    assert len(proposed(count=14)) == 6
    # Two dates: the third window stands on one of them, apart from the other.
    only = [entry("a", "03T00:00", "08T00:00")]
    assert proposed(*only, count=7) == ["08T17:00", "08T18:00", "09T18:00"]


def test_windows_with_a_call_come_last() -> None:
    calls = [entry("a", f"{day:02}T00:00", f"{day + 1:02}T00:00", soft=True) for day in range(3, 6)]
    assert proposed(*calls, count=7) == ["06T18:00", "07T18:00", "08T18:00"]
    half = [entry("a", f"0{day}T18:30", f"0{day}T19:00", soft=True) for day in range(3, 10)]
    # 18:00 lasts to 19:00 and leans on the call; 17:30 ends as it begins.
    assert proposed(*half, count=7)[0] == "03T17:30"
    ends = [entry("a", f"0{day}T18:00", f"0{day}T18:30", soft=True) for day in range(3, 10)]
    assert proposed(*ends, count=7)[0] == "03T18:30"


def test_windows_that_more_members_attend_come_first() -> None:
    off = [entry("c", f"{day:02}T00:00", f"{day + 1:02}T00:00") for day in range(3, 7)]
    both = proposed(*off, group="abc", count=7, quorum=2)
    assert both == ["07T18:00", "08T18:00", "09T18:00"]
    calls = [
        entry("a", f"{day:02}T00:00", f"{day + 1:02}T00:00", soft=True) for day in range(7, 10)
    ]
    assert proposed(*off, *calls, group="abc", count=7, quorum=2) == both


def met(
    *busy: dict[str, Any], count: int = 35, group: str = "ab", **meeting: Any
) -> tuple[list[str], ...]:
    """Return the weekly and the single meetings that are planned: dates and times."""
    keys = dates(count, zone="America/Chicago", hours=["18:00", "20:00"], **meeting)
    problem = Problem.from_document(document(people("abc"), busy=list(busy), **keys))
    (found,) = propose_meetings(problem, [tuple(group)])
    both = (*found.weekly, *found.single)
    assert [*found.all] == sorted(both, key=lambda window: window.start.timestamp())
    listed = found.weekly, found.single
    return tuple([f"{window.start:%m-%d %H}" for window in windows] for windows in listed)


def free_on(*days: int, name: str = "a", count: int = 35) -> list[dict[str, Any]]:
    """Return leave on all dates but some, counted from the first."""
    begin = date(2026, 8, 3)
    stamps = [(begin + timedelta(days=day)).isoformat() for day in range(count + 1)]
    return [
        away(name, f"{stamps[day]}T00:00", f"{stamps[day + 1]}T00:00")
        for day in range(count)
        if day not in days
    ]


@pytest.mark.parametrize(
    ("days", "weekly", "single"),
    [
        # Five weeks: 2 of 5 on one weekday are less than half (rounded up, 3): no series.
        ((0, 7, 15, 23, 31), 0, 5),
        ((0, 7, 14, 23, 31), 3, 2),
        # Four weeks in which they can meet: 2 are half.
        ((0, 7, 15, 23), 2, 2),
        # Three: 2 are more than half, 1 is no series.
        ((0, 7, 15), 2, 1),
        ((0, 8, 16), 0, 3),
        # Two, on one weekday and not.
        ((0, 7), 2, 0),
        ((0, 8), 0, 2),
        ((0,), 0, 1),
        ((), 0, 0),
    ],
)
def test_a_series_serves_half_of_the_weeks_rounded_up(
    days: tuple[int, ...], weekly: int, single: int
) -> None:
    found = met(*free_on(*days))
    assert [len(windows) for windows in found] == [weekly, single]
    assert all(start.endswith(" 18") for windows in found for start in windows)


def test_the_weekday_of_most_weeks_is_taken() -> None:
    # Tuesdays in weeks 0, 1, 2 and Mondays in weeks 3 and 4: the Tuesdays, though Monday is first.
    found = met(*free_on(1, 8, 15, 21, 28))
    assert found == (["08-04 18", "08-11 18", "08-18 18"], ["08-24 18", "08-31 18"])


def test_a_longer_last_week_counts_its_weekday_once() -> None:
    # Ten dates are one week: both Mondays lie in it.
    assert met(count=10) == ([], ["08-03 18"])
    # Seventeen are two: Mondays 3rd, and 10th or 17th.
    assert met(*free_on(0, 7, 14, count=17), count=17) == (["08-03 18", "08-10 18"], [])


def test_a_week_in_which_all_can_come_is_not_given_to_two() -> None:
    # c can come on the second Tuesday alone; the Mondays serve a and b.
    found = met(*free_on(8, name="c"), *free_on(0, 7, 8, 14), group="abc", quorum=2, count=21)
    assert found == (["08-03 18", "08-17 18"], ["08-11 18"])


def test_the_single_meeting_of_a_week_is_its_best() -> None:
    calls = [away("b", "2026-08-03T00:00", "2026-08-04T00:00", soft=True)]
    found = met(*free_on(0, 2, count=7), *calls, count=7)
    assert found == ([], ["08-05 18"])  # nobody is on call on Wednesday


def test_one_more_who_comes_outweighs_all_on_call() -> None:
    # All three come on the 9th at 19:00, all on call; two come on the other dates at 18:00.
    off = [entry("c", f"0{day}T00:00", f"0{day + 1}T00:00") for day in range(3, 7)]
    shut = [entry(n, f"0{day}T00:00", f"0{day + 1}T00:00") for day in (7, 8) for n in "ab"]
    early = [entry(n, "09T12:00", "09T19:00") for n in "abc"]
    calls = [entry(n, "09T19:00", "09T20:00", soft=True) for n in "abc"]
    found = proposed(*off, *shut, *early, *calls, group="abc", count=7, quorum=2)
    assert found == ["03T18:00", "04T18:00", "09T19:00"]


def test_of_two_series_as_near_to_six_the_earlier_is_taken() -> None:
    # 18:00 is taken every day: 17:00 and 19:00 are an hour away.
    busy = [entry("a", f"{day:02}T18:00", f"{day:02}T19:00") for day in range(3, 31)]
    keys = dates(28, zone="America/Chicago", hours=["17:00", "20:00"])
    problem = Problem.from_document(document(people("ab"), busy=busy, **keys))
    (found,) = propose_meetings(problem, [("a", "b")])
    assert {f"{window.start:%a %H:%M}" for window in found.weekly} == {"Mon 17:00"}
    assert len(found.weekly) == 4


def test_of_series_as_good_the_first_weekday_is_taken_whatever_the_first_date() -> None:
    keys = dates(28, "2026-08-05", "America/Chicago", hours=["18:00", "19:00"])  # a Wednesday
    problem = Problem.from_document(document(people("ab"), **keys))
    (found,) = propose_meetings(problem, [("a", "b")])
    assert [f"{window.start:%a %d}" for window in found.weekly] == [
        *("Mon 10", "Mon 17", "Mon 24", "Mon 31"),
    ]
