"""One line of a calendar: name, parameters and value; and the dates and times in values.

Lines without quotes and escapes, which are nearly all, are split here; the icalendar package, which
takes ten times as long, splits the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

from peerpair.model.time import Clock

_SHORT = 100
_PLAIN = re.compile(r"""[\w-]+((?:;[\w-]+=[^\0:;=,"\\^]+)*):([^\0\\]*)""", re.ASCII)
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*:')
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?", re.ASCII)
_LENGTH = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


class Property(NamedTuple):
    """One line of an event: value, parameters, and the value as written."""

    value: str
    parameters: Mapping[str, str]
    raw: str


@dataclass(frozen=True)
class Stamp:
    """A date, or a local time on a clock."""

    local: datetime  # naive: the reading of the clock; midnight for a date
    clock: Clock
    whole_day: bool  # it is a date

    @cached_property
    def instant(self) -> int:
        """Seconds since 1970; see `Clock.instant`."""
        return self.clock.instant(self.local)


UTC_CLOCK = Clock("UTC")


def split_line(line: str) -> Property:
    r"""Return the property on a line.

    Raises `ValueError` if the line is none.

    >>> split_line("DTSTART;TZID=America/Chicago:20260803T070000").parameters
    {'TZID': 'America/Chicago'}
    """
    return _split_short(line) if len(line) <= _SHORT else _split(line)


def plain_value(rest: str) -> str | None:
    """Return what stands behind a property's name if it is a short text without parameters."""
    if len(rest) > _SHORT or rest[0] != ":" or "\\" in rest or "\0" in rest:
        return None
    return rest[1:].strip()


def _split(line: str) -> Property:
    match = _PLAIN.fullmatch(line)
    if match:
        pairs = [pair.split("=") for pair in match[1].split(";")[1:]]
        parameters = {key.upper(): text.strip() for key, text in pairs}
        if len(parameters) == len(pairs):
            value = match[2].strip()
            return Property(value, parameters, value)
    import icalendar

    if "\0" in line:
        raise ValueError("a null character")
    _, parameters, value = icalendar.parser.Contentline(line).parts()
    # A parameter that stands twice becomes a list: joined, it is no zone and nobody's name.
    plain = {k.upper(): p if isinstance(p, str) else ",".join(p) for k, p in parameters.items()}
    # Commas that part a list can be told from escaped ones only in the text as written.
    head = _HEAD.match(line)
    return Property(value.strip(), plain, line[head.end() if head else 0 :].strip())


# Most lines of a calendar are like others: titles, places, states.
_split_short = lru_cache(maxsize=4096)(_split)


@dataclass(frozen=True)
class NaiveMoment:
    """A moment as calendars write it: a date (at midnight), a local time, or one in UTC; naive."""

    moment: datetime
    form: Literal["date", "local", "utc"]


def naive_moment(text: str) -> NaiveMoment | None:
    """Read ``20260803``, ``20260803T070000`` or ``20260803T120000Z``; None for anything else."""
    match = _STAMP.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    try:
        # A leap second is no moment of its own here.
        moment = datetime(year, month, day, hour, minute, min(second, 59))
    except ValueError:
        return None
    form: Literal["date", "local", "utc"] = "utc" if match[7] else "local" if match[4] else "date"
    return NaiveMoment(moment, form) if second <= 60 else None


def read_length(text: str) -> tuple[timedelta, timedelta] | None:
    """Read a DURATION as days, which are nominal, and the rest, which is exact.

    >>> read_length("P1DT12H")
    (datetime.timedelta(days=1), datetime.timedelta(seconds=43200))
    """
    match = _LENGTH.fullmatch(text)
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    nominal = timedelta(weeks=weeks, days=days)
    return nominal, timedelta(hours=hours, minutes=minutes, seconds=seconds)
