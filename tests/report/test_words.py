"""Proposed meetings in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerpair.generate import generate
from peerpair.model.result import Window
from peerpair.report.meetings import propose_meetings
from peerpair.report.words import meetings_text, next_text, window_text
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
