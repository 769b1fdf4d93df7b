"""Dates, times and numbers in words; never by the machine's locale."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Protocol

from peerpair.model.schedule import IssueKind, Topic
from peerpair.model.settings import Horizon
from peerpair.model.time import Clock

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_WHOLE_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEK = timedelta(days=7)
_YEAR = 366
_IN_DATE = re.compile(rf"(?<=\d) (?=(?:{'|'.join(_MONTHS)})\b)|(?<=\b[A-Z][a-z]{{2}}) (?=\d)")


class ShownTime(Protocol):
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
KINDS = {
    IssueKind.OTHER: "Other things",
    IssueKind.FILE: "Files and sheets",
    IssueKind.READER: "Files whose reader failed",
    IssueKind.LIMIT: "Limits",
    IssueKind.NO_RESIDENTS: "Residents",
    IssueKind.COLUMN: "Columns",
    IssueKind.ROW: "Rows and cells",
    IssueKind.VALUE: "Values",
    IssueKind.DATE_ORDER: "Order of day and month",
    IssueKind.TIME: "Dates and times",
    IssueKind.ZONE: "Time zones",
    IssueKind.PERSON: "Names",
    IssueKind.DUPLICATE: "What stands twice",
    IssueKind.ROTATION: "Rotations",
    IssueKind.JOINED: "Rotations joined by a slash",
    IssueKind.COVERAGE: "Dates of rosters",
    IssueKind.PARTIAL: "Calls alone",
    IssueKind.NOT_BUSY: "Entries that take no time",
}
"""What issues are about, by kind."""


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


def listed(names: Sequence[str], most: int = 10) -> str:
    """Return names in a line: at most so many, and how many more there are.

    Examples
    --------
    >>> listed(["Ana", "Ben", "Cleo"]), listed(["Ana", "Ben", "Cleo"], 1)
    ('Ana, Ben, Cleo', 'Ana and 2 more')
    """
    more = f" and {number(len(names) - most)} more" if len(names) > most else ""
    return f"{', '.join(names[:most])}{more}"


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
    return f"{_DAYS[day.weekday()]} {_date_text(day, year=False)}"


def window_text(start: datetime, end: datetime, *, zone: str = "", year: bool = False) -> str:
    """Return a meeting time.

    Parameters
    ----------
    start, end : datetime
        On the local clock.
    zone : str
        The zone of that clock; a reading that occurs twice in it gets its UTC offset.
    year : bool
        The year is told, too.

    Examples
    --------
    >>> window_text(datetime(2026, 8, 4, 19), datetime(2026, 8, 4, 20))
    'Tue 4 Aug, 19:00–20:00'
    """
    return f"{_DAYS[start.weekday()]} {_date_text(start, year)}, {_hours_text(start, end, zone)}"


def _hours_text(start: datetime, end: datetime, zone: str) -> str:
    told = [f"{moment:%H:%M}{_offset_text(moment, zone)}" for moment in (start, end)]
    return (" – " if any("UTC" in text for text in told) else "–").join(told)


def _offset_text(moment: datetime, zone: str) -> str:
    """Return a UTC offset where the local clock shows the reading of a moment twice."""
    offset = moment.utcoffset()
    if not zone or offset is None:
        return ""
    # A reading is of a moment that was, so it is in no gap: two offsets mean that it repeats.
    local = moment.replace(tzinfo=Clock(zone).zone, fold=0)
    if local.utcoffset() == local.replace(fold=1).utcoffset():
        return ""
    hours, minutes = divmod(abs(offset) // timedelta(minutes=1), 60)
    sign = "+" if offset >= timedelta(0) else "\u2212"
    return f" UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")


def meetings_text(
    weekly: Sequence[ShownTime],
    single: Sequence[ShownTime],
    *,
    most: int | None = None,
    zone: str = "",
) -> str:
    """Return the proposed meetings of a group in words; the empty string where there are none.

    Parameters
    ----------
    weekly : sequence of ShownTime
        Meetings on one weekday at one local clock time, in order.
    single : sequence of ShownTime
        Meetings in other weeks, in order.
    most : int or None
        How many of the single ones are written out; of the others their number is told.
    zone : str
        As for `window_text`.

    Examples
    --------
    >>> from peerpair.model.group import Window
    >>> tuesdays = [Window(datetime(2026, 8, d, 18), datetime(2026, 8, d, 19)) for d in (4, 18, 25)]
    >>> thursday = [Window(datetime(2026, 8, 13, 17), datetime(2026, 8, 13, 18))]
    >>> meetings_text(tuesdays, thursday)
    'Tuesdays 18:00–19:00, 4 Aug – 25 Aug, not 11 Aug; also Thu 13 Aug, 17:00–18:00'
    """
    hours = [_hours_text(m.start, m.end, zone) for m in weekly]
    readings = Counter(hours)
    usual = max(readings, key=readings.__getitem__, default="")
    # A meeting in which the clocks change ends at another reading, so it is told by itself.
    series = [m.start.date() for m, own in zip(weekly, hours, strict=True) if own == usual]
    if len(series) < 2:
        series, others = [], sorted((*weekly, *single), key=lambda m: m.start)
    else:
        odd = (m for m in weekly if m.start.date() not in series)
        others = sorted((*odd, *single), key=lambda m: m.start)
    year = len({m.start.year for m in (*weekly, *single)}) > 1
    parts = []
    if series:
        parts = [f"{_WHOLE_DAYS[series[0].weekday()]}s {usual}, {_dates_text(series, year)}"]
    told = [window_text(m.start, m.end, zone=zone, year=year) for m in others[:most]]
    more = len(others) - len(told)
    if more:
        told.append(f"{number(more)} more")
    if series and told:
        told[0] = f"also {told[0]}"
    return "; ".join(parts + told)


def _dates_text(dates: Sequence[date], year: bool) -> str:
    """Return dates that are whole weeks apart, as a span where most weeks are in it."""
    weeks = range((dates[-1] - dates[0]) // _WEEK + 1)
    absent = [day for day in (dates[0] + _WEEK * k for k in weeks) if day not in dates]
    told, without = ([_date_text(day, year) for day in days] for days in (dates, absent))
    if len(dates) == 2 or 2 * len(absent) >= len(dates):
        return ", ".join(told)
    span = f"{told[0]} – {told[-1]}"
    return f"{span}, not {', '.join(without)}" if absent else span


def _date_text(day: date, year: bool) -> str:
    text = f"{day.day} {_MONTHS[day.month - 1]}"
    return f"{text} {day.year}" if year else text


def rhythm(weekly: Sequence[ShownTime], single: Sequence[ShownTime]) -> str:
    """Return whether the first meeting of a group is weekly from then on.

    Examples
    --------
    >>> from peerpair.model.group import Window
    >>> tuesdays = [Window(datetime(2026, 8, d, 18), datetime(2026, 8, d, 19)) for d in (4, 18, 25)]
    >>> rhythm(tuesdays, ()), rhythm(tuesdays[1:], ()), rhythm((), tuesdays[:1])
    ('mostly weekly', 'weekly', '')
    """
    if not weekly or any(m.start < weekly[0].start for m in single):
        return ""
    weeks = (weekly[-1].start.date() - weekly[0].start.date()) // _WEEK + 1
    return "weekly" if weeks == len(weekly) and not single else "mostly weekly"


def next_text(weekly: Sequence[ShownTime], single: Sequence[ShownTime], *, zone: str = "") -> str:
    """Return the first of the proposed meetings of a group, or the empty string.

    Examples
    --------
    >>> from peerpair.model.group import Window
    >>> next_text([], [Window(datetime(2026, 8, 13, 17), datetime(2026, 8, 13, 18))])
    'Thu 13 Aug, 17:00–18:00'
    """
    first = min((*weekly, *single), key=lambda meeting: meeting.start, default=None)
    return window_text(first.start, first.end, zone=zone) if first else ""


def span_text(horizon: Horizon) -> str:
    """Return the first and the last date.

    Examples
    --------
    >>> span_text(Horizon(date(2026, 8, 3), date(2026, 8, 31)))
    '3 Aug 2026 – 30 Aug 2026'
    """
    first, last = horizon.start, horizon.end - timedelta(days=1)
    return " – ".join(_date_text(day, year=True) for day in (first, last))


def week_dates(horizon: Horizon, week: int, last: int | None = None) -> str:
    """Return the dates of a week, or of all weeks from one to a `last` one.

    Years are told where the dates lie in two, or the horizon is longer than one.

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
    year = first.year != end.year or horizon.days > _YEAR
    near = (first.year, first.month) == (end.year, end.month)
    start = str(first.day) if near else _date_text(first, first.year != end.year)
    return f"{start} – {_date_text(end, year)}"


def text_width(text: str) -> int:
    """Return columns on a terminal: wide letters take two, combining marks none."""
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
