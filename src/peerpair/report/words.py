"""Dates, times and numbers in words; never by the machine's locale."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from peerpair.model.schedule import Topic
from peerpair.model.settings import Horizon

__all__ = [
    "TOPICS",
    "Timed",
    "count",
    "day_text",
    "meetings_text",
    "next_text",
    "number",
    "percent",
    "span_text",
    "tenths",
    "tied",
    "week_dates",
    "window_text",
]

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHOLE_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = timedelta(days=7)
_IN_DATE = re.compile(rf"(?<=\d) (?=(?:{'|'.join(_MONTHS)})\b)|(?<=\b[A-Z][a-z]{{2}}) (?=\d)")


class Timed(Protocol):
    """Anything from one local time to another."""

    @property
    def start(self) -> datetime:
        """When it begins."""

    @property
    def end(self) -> datetime:
        """When it ends."""


TOPICS = {
    Topic.UNKNOWN: "Time that became unknown",
    Topic.LEFT_OUT: "Left out",
    Topic.CHANGED: "Read differently from what is written",
    Topic.NOTE: "Worth knowing",
    Topic.OVERLAP: "Two entries at once",
    Topic.HOURS: "Long weeks",
    Topic.LONG_DUTY: "Long duties",
    Topic.SHORT_REST: "Short rests",
    Topic.NO_DAY_OFF: "No day off",
    Topic.ALIKE: "Names that are alike",
    Topic.NO_SCHEDULE: "No entries",
    Topic.ENDS_EARLY: "Dates that are not known",
}
"""Titles of issues by topic, what matters most first."""


def number(value: float) -> str:
    """Return a number with commas between thousands and a real minus sign.

    Examples
    --------
    >>> number(-1234567)
    '−1,234,567'
    """
    return f"{value:,}".replace("-", "\u2212")


def count(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    Examples
    --------
    >>> count(1, "group"), count(2, "group")
    ('1 group', '2 groups')
    """
    return f"{number(n)} {one if n == 1 else many or one + 's'}"


def tenths(value: float) -> str:
    """Return a mean with one decimal.

    Examples
    --------
    >>> tenths(21.25), tenths(3.0), tenths(-0.04)
    ('21.2', '3.0', '0.0')
    """
    return number(round(value, 1) + 0.0)


def percent(share: float) -> str:
    """Return a share in per cent, rounded up so that nothing is promised too much.

    Examples
    --------
    >>> percent(0.0), percent(0.01234), percent(0.00001)
    ('0%', '1.3%', '0.1%')
    """
    # The small term forgives the last bit of a binary fraction: 0.07 is 7.000000000000001%.
    tenths = math.ceil(share * 1000 - 1e-9) if share < 1e6 else round(share * 1000)
    return number(tenths / 10).removesuffix(".0") + "%"


def tied(text: str) -> str:
    r"""Return text in which no line ends inside a date.

    Examples
    --------
    >>> tied("Tue 4 Aug, 18:00")
    'Tue\xa04\xa0Aug, 18:00'
    """
    return _IN_DATE.sub("\u00a0", text)


def day_text(day: date) -> str:
    """Return ``Tue 4 Aug``."""
    return f"{_DAYS[day.weekday()]} {_short_date(day)}"


def window_text(start: datetime, end: datetime) -> str:
    """Return a meeting time.

    Examples
    --------
    >>> window_text(datetime(2026, 8, 4, 19), datetime(2026, 8, 4, 20))
    'Tue 4 Aug, 19:00–20:00'
    """
    return f"{day_text(start)}, {start:%H:%M}–{end:%H:%M}"


def meetings_text(
    weekly: Sequence[Timed], single: Sequence[Timed], *, most: int | None = None
) -> str:
    """Return the proposed meetings of a group in words; the empty string where there are none.

    Parameters
    ----------
    weekly : sequence of Timed
        Meetings on one weekday at one local clock time, in order.
    single : sequence of Timed
        Meetings in other weeks, in order.
    most : int or None
        How many of the single ones are written out; of the others their number is told.

    Examples
    --------
    >>> from peerpair.model.result import Window
    >>> tuesdays = [Window(datetime(2026, 8, d, 18), datetime(2026, 8, d, 19)) for d in (4, 18, 25)]
    >>> thursday = [Window(datetime(2026, 8, 13, 17), datetime(2026, 8, 13, 18))]
    >>> meetings_text(tuesdays, thursday)
    'Tuesdays 18:00–19:00, 4 Aug – 25 Aug, not 11 Aug; also Thu 13 Aug, 17:00–18:00'
    """
    readings = Counter(f"{m.start:%H:%M}–{m.end:%H:%M}" for m in weekly)
    usual = max(readings, key=readings.__getitem__, default="")
    # A meeting in which the clocks change ends at another reading, so it is told by itself.
    series = [m.start.date() for m in weekly if f"{m.start:%H:%M}–{m.end:%H:%M}" == usual]
    if len(series) < 2:
        series, others = [], sorted((*weekly, *single), key=lambda m: m.start)
    else:
        odd = (m for m in weekly if m.start.date() not in series)
        others = sorted((*odd, *single), key=lambda m: m.start)
    parts = (
        [f"{_WHOLE_DAYS[series[0].weekday()]}s {usual}, {_dates_text(series)}"] if series else []
    )
    told = [window_text(m.start, m.end) for m in others[:most]]
    more = len(others) - len(told)
    if more:
        told.append(f"{number(more)} more")
    if series and told:
        told[0] = f"also {told[0]}"
    return "; ".join(parts + told)


def _dates_text(dates: Sequence[date]) -> str:
    """Return dates that are whole weeks apart, as a span where most weeks are in it."""
    weeks = range((dates[-1] - dates[0]) // _WEEK + 1)
    absent = [day for day in (dates[0] + _WEEK * k for k in weeks) if day not in dates]
    if len(dates) == 2 or 2 * len(absent) >= len(dates):
        return ", ".join(map(_short_date, dates))
    span = f"{_short_date(dates[0])} – {_short_date(dates[-1])}"
    return f"{span}, not {', '.join(map(_short_date, absent))}" if absent else span


def _short_date(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"


def next_text(weekly: Sequence[Timed], single: Sequence[Timed]) -> str:
    """Return the first of the proposed meetings of a group, or the empty string.

    Examples
    --------
    >>> from peerpair.model.result import Window
    >>> next_text([], [Window(datetime(2026, 8, 13, 17), datetime(2026, 8, 13, 18))])
    'Thu 13 Aug, 17:00–18:00'
    """
    first = min((*weekly, *single), key=lambda meeting: meeting.start, default=None)
    return window_text(first.start, first.end) if first else ""


def span_text(horizon: Horizon) -> str:
    """Return the first and the last date.

    Examples
    --------
    >>> span_text(Horizon(date(2026, 8, 3), date(2026, 8, 31)))
    '3 Aug 2026 – 30 Aug 2026'
    """
    first, last = horizon.start, horizon.end - timedelta(days=1)
    return " – ".join(f"{_short_date(d)} {d.year}" for d in (first, last))


def week_dates(horizon: Horizon, week: int, last: int | None = None) -> str:
    """Return the dates of a week, or of all weeks from one to a `last` one.

    Examples
    --------
    >>> horizon = Horizon(date(2026, 8, 3), date(2026, 9, 2))
    >>> week_dates(horizon, 3), week_dates(horizon, 0, 1)
    ('24 Aug – 1 Sep', '3 – 16 Aug')
    """
    final = week if last is None else last
    first = horizon.start + _WEEK * week
    end = horizon.end - timedelta(days=1)
    if final < horizon.weeks - 1:
        end = first + _WEEK * (final - week + 1) - timedelta(days=1)
    start = f"{first.day} {_MONTHS[first.month - 1]}" if first.month != end.month else first.day
    return f"{start} – {end.day} {_MONTHS[end.month - 1]}"
