"""Hours, times and dates as lint messages write them; dates as in the messages of the readers."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from peerpair.model.settings import DAYS
from peerpair.model.time import Clock
from peerpair.text import show


def hours_text(seconds: int, *, up: bool = False) -> str:
    """Return a length in hours and minutes; with `up` a started minute counts.

    Examples
    --------
    >>> hours_text(28 * 3600 + 1, up=True), hours_text(8 * 3600 - 1), hours_text(60)
    ('28 h 1 min', '7 h 59 min', '1 min')
    """
    hours, minutes = divmod(-(-seconds // 60) if up else seconds // 60, 60)
    if minutes:
        return f"{hours} h {minutes} min" if hours else f"{minutes} min"
    return f"{hours} h"


def date_text(day: date) -> str:
    """Return ``Mon 2026-08-03``."""
    return f"{DAYS[day.weekday()].capitalize()} {day.isoformat()[:10]}"  # it may have a time


def dates_text(first: date, after: date) -> str:
    """Return the dates ``[first, after)``, the last one included.

    Examples
    --------
    >>> dates_text(date(2026, 8, 3), date(2026, 8, 10))
    'Mon 2026-08-03 to Sun 2026-08-09'
    """
    last = after - timedelta(days=1)
    return date_text(first) if first >= last else f"{date_text(first)} to {date_text(last)}"


def interval_text(start: int, end: int, clock: Clock) -> str:
    """Return an interval by the local clock; whole dates without times.

    Examples
    --------
    >>> clock = Clock("America/Chicago")
    >>> monday = clock.midnight(date(2026, 8, 3))
    >>> interval_text(monday + 7 * 3600, monday + 19 * 3600, clock)
    'Mon 2026-08-03 07:00–19:00'
    >>> interval_text(monday + 19 * 3600, monday + 31 * 3600, clock)
    'Mon 2026-08-03 19:00 to Tue 2026-08-04 07:00'
    >>> interval_text(monday, monday + 48 * 3600, clock)
    'Mon 2026-08-03 to Tue 2026-08-04'
    """
    first, last = clock.local(start), clock.local(end)
    if first.time() == last.time() == time() and first < last:
        return dates_text(first.date(), last.date())
    if last.date() == first.date():
        return f"{_moment(first)}–{last:%H:%M}"
    if last == datetime.combine(first.date() + timedelta(days=1), time()):
        return f"{_moment(first)}–24:00"
    return f"{_moment(first)} to {_moment(last)}"


def _moment(moment: datetime) -> str:
    return f"{date_text(moment)} {moment:%H:%M}"


def called(kind: str) -> str:
    """Return a kind of entry as it stands in a sentence."""
    return show(kind) if kind else "an entry without a kind"


def times_text(times: int, which: str = "first") -> str:
    """Return how often something happens, where that is more than once.

    Examples
    --------
    >>> times_text(1), times_text(3)
    ('', ' (3 times, this is the first)')
    """
    return f" ({times:,} times, this is the {which})" if times > 1 else ""
