"""Single cells: dates, times, weekdays, yes and no.

Each function returns None for text it does not understand.  Nothing is guessed: ``8/3/2026`` may be
March or August, so it is not a date here; `dates` reads it where a whole table tells.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from peerpair.model.settings import NOT_DUTY
from peerpair.model.time import Clock
from peerpair.read.dates.words import TO, weekday_number

YEARS = range(1970, 2101)  # years that a roster may speak of; others are typing errors
AWAY = "away"
"""Kind of the dates on which a resident takes no part."""
ONE_DAY = timedelta(days=1)
SATURDAY = 5  # as `date.weekday` counts
LONGEST_ENTRY = timedelta(days=731)  # of rotations, absences, events; more is a typing error

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_CLOCK = re.compile(
    r"(\d{1,2})(?:(?:| ?[:h] ?)([0-5]\d)(?::([0-5]\d))?)?"
    r"(?: ?(?:([ap])\.?(?:m\.?)?|(h|hrs?|uhr)))?",
    re.ASCII | re.IGNORECASE,
)
_MOMENT = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ]\s*(\d{1,2}:\d{2}(?::\d{2})?)(?:(?<=:\d\d:\d\d)\.\d+)?"
    r"\s*((?:[Zz]|[+-]\d{2}:?\d{2})?)",
    re.ASCII,
)
_LONGEST = 60  # of hours; blanks take the square of their number
_TO = re.compile(rf"\s*[-\u2013\u2014]\s*|\s+{TO}\s+", re.IGNORECASE)
_PGY = re.compile(
    r"(?:(?:pgy|r|year|jahr|wbj)[- ]?)?(\d{1,2})"
    r"|(\d{1,2})(?:st|nd|rd|th|[.eo\xba]|er|\xe8me)? ?(?:years?|yr|jahr|ann[e\xe9]e|a[n\xf1]o)",
    re.ASCII | re.IGNORECASE,
)
_CA = re.compile(r"ca[- ]?([1-4])", re.ASCII | re.IGNORECASE)
_FLAGS = dict.fromkeys(("yes", "y", "true", "1"), True)
_FLAGS |= dict.fromkeys(("no", "n", "false", "0"), False)


def tidy(text: str) -> str:
    """Return text without capitals and with single blanks, for comparing names.

    >>> tidy("  Night   Float ")
    'night float'
    """
    return " ".join(text.casefold().split())


def read_date(text: str) -> date | None:
    """Read ``YYYY-MM-DD``."""
    match = _DATE.fullmatch(text.strip())
    return day_of(*match.groups()) if match else None


def day_of(year: str | int, month: str | int, day: str | int) -> date | None:
    """Return a date that a roster may speak of, or None."""
    try:
        return date(int(year), int(month), int(day)) if int(year) in YEARS else None
    except ValueError:
        return None


def midnight(day: date) -> datetime:
    """Return the local midnight at which a date begins."""
    return datetime(day.year, day.month, day.day)


def whole_days(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which the dates from `first` to `last` begin and end."""
    return midnight(first), midnight(last) + ONE_DAY


def dates_inside(start: datetime, end: datetime) -> tuple[date, date]:
    """Return the dates that lie wholly between two moments, as ``[first, after)``: perhaps none.

    >>> [str(day) for day in dates_inside(datetime(2026, 8, 3, 7), datetime(2026, 8, 5, 7))]
    ['2026-08-04', '2026-08-05']
    """
    first = start.date() + (start.time() > time.min) * ONE_DAY
    return first, max(first, end.date())


def plain_moment(clock: Clock, instant: int) -> datetime:
    """Return the local time of an instant where that says it all, else with its offset."""
    local = clock.local(instant)
    return local if clock.instant(local) == instant else clock.aware(instant)


def is_after(end: datetime, start: datetime, clock: Clock) -> bool:
    """Tell whether an end is after a start: as written, or in instants if only one is local."""
    if (start.tzinfo is None) == (end.tzinfo is None):
        return end > start
    return clock.instant(end) > clock.instant(start)


def is_by_day(start: timedelta, end: timedelta) -> bool:
    """Tell whether hours, from the midnight before, take up much of the middle of a day."""
    within = min(end, timedelta(hours=15)) - max(start, timedelta(hours=9))
    return within >= timedelta(hours=3)


def stated_date(text: str) -> date | None:
    """Return the date that a cell begins with, whatever follows it."""
    return read_date(text.strip()[:10])


def read_clock(text: str) -> timedelta | None:
    """Read a clock time as time since midnight; ``24:00`` is the end of the day.

    ``HH:MM`` with or without seconds, ``HHMM``, ``7h30``, ``7 Uhr``, and ``7am``, ``7:30 PM``.
    """
    match = _CLOCK.fullmatch(text.strip())
    if not match or not (match[2] or match[4] or match[5]):
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    if match[4]:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if match[4] in "pP" else 0)
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return clock if clock <= ONE_DAY else None


def read_hours(text: str) -> tuple[timedelta, timedelta] | None:
    """Read start and end: ``7a-7p``, ``8:00 to 17:00``, or ``19-07`` where 24 hours are counted."""
    parts = _TO.split(text.strip()) if len(text) <= _LONGEST else ()
    if len(parts) != 2:
        return None
    if all(part.isdigit() and len(part) == 2 for part in parts) and max(parts) > "12":
        parts = [f"{part}:00" for part in parts]
    start, end = map(read_clock, parts)
    return None if start is None or end is None else (start, end)


def read_moment(text: str) -> datetime | None:
    """Read ``YYYY-MM-DD HH:MM`` (or with a ``T``), with or without seconds and a UTC offset."""
    match = _MOMENT.fullmatch(text.strip())
    day, clock = (read_date(match[1]), read_clock(match[2])) if match else (None, None)
    if not match or day is None or clock is None:
        return None
    try:
        return datetime.fromisoformat((midnight(day) + clock).isoformat() + match[3].upper())
    except ValueError:
        return None


def read_days(text: str) -> frozenset[int] | None:
    """Read weekdays, Monday being 0: ``mon-fri``, ``sat``, ``sun-thu``, ``mon wed``, ``daily``."""
    # Blanks go first: a pattern that begins with many of them would be slow on a long cell.
    words = re.sub(r" ?[-\u2013] ?", "-", tidy(re.sub(r"[,;/|]", " ", text)))
    days: set[int] = set()
    for word in words.replace("daily", "mon-sun").split():
        first, dash, last = word.partition("-")
        start = weekday_number(first)
        end = weekday_number(last) if dash else start
        if start is None or end is None:
            return None
        days.update((start + ahead) % 7 for ahead in range((end - start) % 7 + 1))  # past Sunday
    return frozenset(days) or None


def read_flag(text: str) -> bool | None:
    """Read yes or no (y, n, true, false, 1, 0)."""
    return _FLAGS.get(text.strip().casefold())


def read_pgy(text: str) -> int | None:
    """Read a postgraduate year: ``2``, ``PGY-2``, ``R2``, ``2nd year``, ``Intern``.

    Clinical anaesthesia begins after the intern's year: ``CA-1`` is the second.
    """
    text = text.strip()
    if match := _CA.fullmatch(text):
        return int(match[1]) + 1
    match = _PGY.fullmatch(text)
    return int(match[1] or match[2]) if match else 1 if text.casefold() == "intern" else None


def read_kind(text: str) -> str | None:
    """Read a kind of entry; the kinds that are no duty are known in any case of letters."""
    kind = " ".join(text.split())
    return kind.casefold() if kind.casefold() in NOT_DUTY else kind or None


def is_open(text: str) -> bool:
    """Tell whether a cell is not answered yet: it begins with ``?``, perhaps before a proposal."""
    return text.lstrip().startswith("?")
