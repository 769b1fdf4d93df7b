"""Proposed meetings in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerpair.generate import generate
from peerpair.meetings.planner import propose_meetings
from peerpair.model.group import Window
from peerpair.model.settings import Horizon
from peerpair.model.time import Clock
from peerpair.report.words import meetings_text, next_text, rhythm, tied, week_dates, window_text
from tests.report.by_hand import consecutive

FIRST = datetime(2026, 8, 4, 18)
HOUR = timedelta(hours=1)


def tuesdays(*weeks: int) -> list[Window]:
    starts = (FIRST + timedelta(days=7 * week) for week in weeks)
    return [Window(start, start + HOUR) for start in starts]


@pytest.mark.parametrize(
    ("weeks", "text"),
    [
        ((0, 1, 2, 3), "4 Aug – 25 Aug"),
        ((0, 1), "4 Aug, 11 Aug"),
        ((0, 3), "4 Aug, 25 Aug"),
        ((0, 2, 3), "4 Aug – 25 Aug, not 11 Aug"),
        ((0, 2, 4), "4 Aug, 18 Aug, 1 Sep"),
        ((0, 1, 2, 4, 6), "4 Aug – 15 Sep, not 25 Aug, 8 Sep"),
    ],
)
def test_dates_of_a_series(weeks: Sequence[int], text: str) -> None:
    assert meetings_text(tuesdays(*weeks), []) == f"Tuesdays 18:00–19:00, {text}"


def test_single_meetings_follow_and_may_be_cut() -> None:
    others = tuesdays(4, 5, 6)
    assert meetings_text([], others[:1]) == "Tue 1 Sep, 18:00–19:00"
    assert meetings_text([], others, most=1) == "Tue 1 Sep, 18:00–19:00; 2 more"
    assert meetings_text(tuesdays(0, 1), others, most=2) == (
        "Tuesdays 18:00–19:00, 4 Aug, 11 Aug; "
        "also Tue 1 Sep, 18:00–19:00; Tue 8 Sep, 18:00–19:00; 1 more"
    )
    assert meetings_text(tuesdays(0, 1), others[:1], most=0).endswith("11 Aug; also 1 more")
    assert (meetings_text([], []), next_text([], [])) == ("", "")


def test_a_meeting_in_which_the_clocks_change_is_told_by_itself() -> None:
    summer, winter = timezone(-5 * HOUR), timezone(-6 * HOUR)
    days = [datetime(2026, 10, 25, 1), datetime(2026, 11, 1, 1), datetime(2026, 11, 8, 1)]
    windows = [
        Window(days[0].replace(tzinfo=summer), days[0].replace(hour=2, tzinfo=summer)),
        Window(days[1].replace(tzinfo=summer), days[1].replace(tzinfo=winter)),
        Window(days[2].replace(tzinfo=winter), days[2].replace(hour=2, tzinfo=winter)),
    ]
    text = "Sundays 01:00–02:00, 25 Oct, 8 Nov; also Sun 1 Nov, 01:00–01:00"
    assert meetings_text(windows, []) == text
    assert meetings_text(windows[1:], []) == "Sun 1 Nov, 01:00–01:00; Sun 8 Nov, 01:00–02:00"


def at(zone: str, when: str, minutes: int = 60) -> Window:
    clock = Clock(zone)
    start = clock.instant(datetime.fromisoformat(when))
    return Window(clock.aware(start), clock.aware(start + 60 * minutes))


@pytest.mark.parametrize(
    ("zone", "when", "text"),
    [
        ("America/Chicago", "2026-11-01T01:30-05:00", "01:30 UTC−5 – 01:30 UTC−6"),
        ("America/Chicago", "2026-11-01T01:30-06:00", "01:30 UTC−6 – 02:30"),
        ("America/Chicago", "2026-11-01T00:30-05:00", "00:30 – 01:30 UTC−5"),
        ("America/Chicago", "2026-11-01T02:00-06:00", "02:00–03:00"),
        ("America/Chicago", "2026-03-08T01:30-06:00", "01:30–03:30"),
        ("Australia/Lord_Howe", "2026-04-05T01:30+11:00", "01:30 UTC+11 – 02:00"),
        ("Australia/Lord_Howe", "2026-04-05T01:45+10:30", "01:45 UTC+10:30 – 02:45"),
        ("Europe/Berlin", "2026-10-25T02:00+01:00", "02:00 UTC+1 – 03:00"),
    ],
)
def test_a_reading_that_occurs_twice_has_its_offset(zone: str, when: str, text: str) -> None:
    window = at(zone, when)
    assert window_text(window.start, window.end, zone=zone).split(", ")[1] == text
    assert next_text([], [window], zone=zone).endswith(text)
    assert meetings_text([], [window], zone=zone).endswith(text)


def test_two_short_meetings_of_one_reading_are_told_apart() -> None:
    zone = "America/Chicago"
    texts = {
        window_text(window.start, window.end, zone=zone)
        for window in (at(zone, f"2026-11-01T01:00{offset}", 30) for offset in ("-05:00", "-06:00"))
    }
    assert len(texts) == 2


def test_a_series_over_a_repeated_hour_tells_it_by_itself() -> None:
    zone = "America/Chicago"
    sundays = [at(zone, f"2026-{day}T01:30") for day in ("10-18", "10-25", "11-01", "11-08")]
    assert meetings_text(sundays, [], zone=zone) == (
        "Sundays 01:30–02:30, 18 Oct – 8 Nov, not 1 Nov; also Sun 1 Nov, 01:30 UTC−5 – 01:30 UTC−6"
    )


def test_a_text_that_crosses_a_year_tells_the_years() -> None:
    text = meetings_text(tuesdays(*range(20, 23)), [])
    assert text == "Tuesdays 18:00–19:00, 22 Dec 2026 – 5 Jan 2027"
    text = meetings_text(tuesdays(0, 1), tuesdays(22))
    assert text == (
        "Tuesdays 18:00–19:00, 4 Aug 2026, 11 Aug 2026; also Tue 5 Jan 2027, 18:00–19:00"
    )
    assert tied(text).count("\xa0") == 2 + 2 + 3
    assert meetings_text(tuesdays(0, *range(2, 53)), []).startswith(
        "Tuesdays 18:00–19:00, 4 Aug 2026 – 3 Aug 2027, not 11 Aug 2026"
    )


def test_weeks_tell_their_years_where_these_are_not_clear() -> None:
    year = Horizon(date(2026, 8, 3), date(2027, 8, 2))
    assert week_dates(year, 0) == "3 – 9 Aug"
    assert week_dates(year, 21) == "28 Dec 2026 – 3 Jan 2027"
    assert week_dates(year, 0, 51) == "3 Aug 2026 – 1 Aug 2027"
    more = Horizon(date(2026, 8, 3), date(2027, 9, 6))
    assert week_dates(more, 0) == "3 – 9 Aug 2026"
    assert week_dates(more, 52) == "2 – 8 Aug 2027"
    assert week_dates(more, 4) == "31 Aug – 6 Sep 2026"
    assert week_dates(more, 0, 52) == "3 Aug 2026 – 8 Aug 2027"


def test_only_what_is_weekly_is_called_so() -> None:
    assert rhythm(tuesdays(0, 1, 2), []) == "weekly"
    assert rhythm(tuesdays(0, 1, 2), tuesdays(5)) == "mostly weekly"
    assert rhythm(tuesdays(0, 2, 3), []) == "mostly weekly"
    assert rhythm(tuesdays(1, 2), tuesdays(0)) == ""
    assert rhythm([], tuesdays(0)) == rhythm([], []) == ""


@given(st.integers(0, 20))
def test_the_next_meeting_is_the_first_of_all(seed: int) -> None:
    problem = generate(12, seed)
    for meetings in propose_meetings(problem, consecutive(problem)):
        first = meetings.all[0] if meetings.all else None
        told = next_text(meetings.weekly, meetings.single)
        assert told == (window_text(first.start, first.end) if first else "")
        text = meetings_text(meetings.weekly, meetings.single)
        assert bool(text) == bool(meetings.all)
        if meetings.weekly:
            assert text.count("; ") == len(meetings.single)
