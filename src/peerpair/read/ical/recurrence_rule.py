"""The text of a recurrence rule (RFC 5545, section 3.3.10), taken apart and checked.

A rule is refused where its meaning is open or where writing its occurrences out would be an attack;
`recurrence` computes the occurrences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from peerpair.read.ical.property import NaiveMoment, naive_moment
from peerpair.text import show

LONGEST_RULE = 8_000  # characters of the longest rule
MOST_VALUES = 366  # values of one part, such as BYYEARDAY
MOST_TIMES = 1440  # times of day that BYHOUR, BYMINUTE and BYSECOND may make together
INTERVALS = range(1, 1001)

_FREQUENCIES = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Part, least and greatest number, and whether it may count from the end (0 is then no number).
_NUMBERS = {
    "BYSECOND": (0, 60, False),
    "BYMINUTE": (0, 59, False),
    "BYHOUR": (0, 23, False),
    "BYMONTHDAY": (1, 31, True),
    "BYYEARDAY": (1, 366, True),
    "BYWEEKNO": (1, 53, True),
    "BYMONTH": (1, 12, False),
    "BYSETPOS": (1, 366, True),
}
_BARRED = {  # the table of section 3.3.10
    "BYWEEKNO": ("HOURLY", "DAILY", "WEEKLY", "MONTHLY"),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYMONTHDAY": ("WEEKLY",),
    # The table allows it; it means next to nothing, and each hour must be gone through by itself.
    "BYSETPOS": ("HOURLY",),
}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", "RSCALE", "SKIP", *_NUMBERS}
_NUMBER = re.compile(r"[+-]?\d{1,3}", re.ASCII)
_DAY = re.compile(r"([+-]?\d{1,2})? ?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)


class RuleError(ValueError):
    """A rule that is not read; the message goes on from "the rule"."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True)
class Recurrence:
    """A rule, parts in order and without repetitions; an empty tuple is a part that it lacks."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: NaiveMoment | None = None
    by_second: tuple[int, ...] = ()
    by_minute: tuple[int, ...] = ()
    by_hour: tuple[int, ...] = ()
    by_day: tuple[tuple[int, int], ...] = ()  # ordinal (0 for every) and weekday, Monday being 0
    by_month_day: tuple[int, ...] = ()
    by_year_day: tuple[int, ...] = ()
    by_week: tuple[int, ...] = ()
    by_month: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0

    @property
    def is_plain(self) -> bool:
        """Whether there is one occurrence in each hour, day or week that counts."""
        bare = Recurrence(self.freq, self.interval, self.count, self.until)
        steady = self.freq in ("HOURLY", "DAILY", "WEEKLY")
        return steady and replace(self, week_start=0) == bare


def parse_rule(text: str) -> Recurrence:
    """Read the value of an RRULE.

    Small letters, blanks around parts and a semicolon at the end are let through, and so are
    ordinals of BYDAY in rules that are not monthly or yearly: they are left out, as other readers
    do, which makes more occurrences, never fewer.

    Raises `RuleError` if the rule is not readable or is not to be expanded.

    >>> parse_rule("FREQ=WEEKLY;BYDAY=TU,TH").by_day
    ((0, 1), (0, 3))
    >>> parse_rule("FREQ=DAILY;BYDAY=XX")
    Traceback (most recent call last):
    ...
    peerpair.read.ical.recurrence_rule.RuleError: BYDAY=XX names no weekday
    """
    parts = _split(text)
    freq = _frequency(parts)
    for name, barred in _BARRED.items():
        if name in parts and freq in barred:
            raise RuleError(f"has {name}, which does not go with FREQ={freq}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError("has both COUNT and UNTIL")
    numbers = {name: _numbers(parts, name) for name in _NUMBERS}
    # A leap second is no moment of its own here.
    seconds = tuple(sorted({min(second, 59) for second in numbers["BYSECOND"]}))
    minutes, hours = numbers["BYMINUTE"], numbers["BYHOUR"]
    if max(1, len(seconds)) * max(1, len(minutes)) * max(1, len(hours)) > MOST_TIMES:
        raise RuleError(f"has more than {MOST_TIMES} times of day")
    return Recurrence(
        freq=freq,
        interval=_interval(parts),
        count=_count(parts),
        until=_until(parts),
        by_second=seconds,
        by_minute=minutes,
        by_hour=hours,
        by_day=_days(parts, freq),
        by_month_day=numbers["BYMONTHDAY"],
        by_year_day=numbers["BYYEARDAY"],
        by_week=numbers["BYWEEKNO"],
        by_month=numbers["BYMONTH"],
        by_position=numbers["BYSETPOS"],
        week_start=_week_start(parts),
    )


def _split(text: str) -> dict[str, str]:
    if len(text) > LONGEST_RULE:
        raise RuleError(f"has more than {LONGEST_RULE} characters")
    parts: dict[str, str] = {}
    for part in text.split(";"):
        name, sign, value = part.upper().partition("=")
        name = name.strip()
        if not name and not sign:
            continue  # Google Calendar has ended rules with a semicolon
        if not part.isascii() or name not in _PARTS:
            raise RuleError(f"{_cite(part.strip())} is not understood")
        if name in parts:
            raise RuleError(f"has {name} twice")
        parts[name] = value.strip()
    if parts.get("RSCALE", "GREGORIAN") != "GREGORIAN" or "SKIP" in parts:
        name = "SKIP" if "SKIP" in parts else "RSCALE"
        raise _wrong(parts, name, "is not read")
    return parts


def _frequency(parts: dict[str, str]) -> str:
    freq = parts.get("FREQ")
    if freq is None:
        raise RuleError("has no FREQ")
    if freq not in _FREQUENCIES:
        fine = freq in ("SECONDLY", "MINUTELY")
        raise _wrong(parts, "FREQ", "is too fine" if fine else "is not understood")
    return freq


def _interval(parts: dict[str, str]) -> int:
    text = parts.get("INTERVAL", "1")
    if not re.fullmatch(r"\d{1,6}", text, re.ASCII) or int(text) not in INTERVALS:
        raise _wrong(parts, "INTERVAL", f"is not from {INTERVALS[0]} to {INTERVALS[-1]}")
    return int(text)


def _count(parts: dict[str, str]) -> int | None:
    text = parts.get("COUNT")
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,12}", text, re.ASCII) or int(text) < 1:
        raise _wrong(parts, "COUNT", "is no number of occurrences")
    return int(text)


def _until(parts: dict[str, str]) -> NaiveMoment | None:
    text = parts.get("UNTIL")
    if text is None:
        return None
    until = naive_moment(text)
    if until is None:
        raise _wrong(parts, "UNTIL", "is not a date or a time")
    return until


def _values(parts: dict[str, str], name: str) -> list[str]:
    if name not in parts:
        return []
    if parts[name].count(",") >= MOST_VALUES:
        raise RuleError(f"has more than {MOST_VALUES} values of {name}")
    return [value.strip() for value in parts[name].split(",")]


def _numbers(parts: dict[str, str], name: str) -> tuple[int, ...]:
    least, greatest, signed = _NUMBERS[name]
    numbers = set()
    for text in _values(parts, name):
        if not _NUMBER.fullmatch(text):
            raise RuleError(f"{name}={_cite(text)} is no number")
        number = int(text)
        if not least <= (abs(number) if signed else number) <= greatest:
            raise RuleError(f"{name}={text} is out of range")
        numbers.add(number)
    return tuple(sorted(numbers))


def _days(parts: dict[str, str], freq: str) -> tuple[tuple[int, int], ...]:
    weekdays = set()
    for text in _values(parts, "BYDAY"):
        match = _DAY.fullmatch(text)
        if not match:
            raise RuleError(f"BYDAY={_cite(text)} names no weekday")
        ordinal = int(match[1] or 0)
        if match[1] and not 1 <= abs(ordinal) <= 53:
            raise RuleError(f"BYDAY={text} is out of range")
        if ordinal and "BYWEEKNO" in parts:
            raise RuleError(f"BYDAY={text} does not go with BYWEEKNO")
        weekdays.add((ordinal if freq in ("MONTHLY", "YEARLY") else 0, _WEEK.index(match[2])))
    return tuple(sorted(weekdays))


def _week_start(parts: dict[str, str]) -> int:
    text = parts.get("WKST", "MO")
    if text not in _WEEK:
        raise _wrong(parts, "WKST", "names no weekday")
    return _WEEK.index(text)


def _wrong(parts: dict[str, str], name: str, what: str) -> RuleError:
    return RuleError(f"{name}={_cite(parts[name])} {what}")


def _cite(text: str) -> str:
    """Return text as it stands where that is short and plain."""
    return text if len(text) <= 60 and text.isascii() and text.isprintable() else show(text)
