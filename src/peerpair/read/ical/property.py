"""One line of a calendar: name, parameters and value; and the dates and times in values.

Lines without quotes, which are nearly all, are split here; the icalendar package, which takes ten
times as long, splits the others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple

from peerpair.model.time import Clock

_PLAIN = re.compile(r"""[\w-]+((?:;[\w-]+=[^\0:;=,"\\^]+)*):([^\0]*)""", re.ASCII)
_ESCAPE = re.compile(r"\\([\\,;:nN])")
_SHORT = 100
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*:')
_STAMP = re.compile(r"(\d{8})(?:(T(?:[01]\d|2[0-3])\d\d)(\d\d)(Z?))?", re.ASCII)
_LENGTH = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)


class Property(NamedTuple):
    """One line of an event: value, parameters, and the value as written."""

    value: str
    parameters: Mapping[str, str]
    raw: str


class Stamp(NamedTuple):
    """A date, or a local time on a clock."""

    local: datetime  # naive: the reading of the clock; midnight for a date
    clock: Clock
    whole_day: bool  # it is a date

    @property
    def instant(self) -> int:
        """Seconds since 1970; see `Clock.instant`."""
        return self.clock.instant(self.local)


UTC_CLOCK = Clock("UTC")


def split_line(line: str) -> Property:
    """Return the property on a line; raise `ValueError` if the line is none."""
    match = _PLAIN.fullmatch(line)
    if match:
        pairs = [pair.split("=") for pair in match[1].split(";")[1:]]
        parameters = {key.upper(): text.strip() for key, text in pairs}
        if len(parameters) == len(pairs):
            return Property(unescaped(match[2]), parameters, match[2].strip())
    return _split_odd(line) if len(line) <= _SHORT else _split_odd.__wrapped__(line)


@lru_cache(maxsize=4096)  # the same attendee is in many events
def _split_odd(line: str) -> Property:
    import icalendar

    if "\0" in line:
        raise ValueError("a null character")
    _, parameters, value = icalendar.parser.Contentline(line).parts()
    # A parameter that stands twice becomes a list: joined, it is no zone and nobody's name.
    plain = {k.upper(): p if isinstance(p, str) else ",".join(p) for k, p in parameters.items()}
    # Commas that part a list can be told from escaped ones only in the text as written.
    head = _HEAD.match(line)
    return Property(value.strip(), plain, line[head.end() if head else 0 :].strip())


def unescaped(text: str) -> str:
    r"""Return a value without its escapes and the blanks around it.

    >>> unescaped(r" VA\, West ")
    'VA, West'
    """
    if "\\" in text:
        text = _ESCAPE.sub(lambda sign: "\n" if sign[1] in "nN" else sign[1], text)
    return text.strip()


class NaiveMoment(NamedTuple):
    """A moment as calendars write it: a date (at midnight), a local time, or one in UTC; naive."""

    moment: datetime
    form: Literal["date", "local", "utc"]


def naive_moment(text: str) -> NaiveMoment | None:
    """Read ``20260803``, ``20260803T070000`` or ``20260803T120000Z``; None for anything else."""
    match = _STAMP.fullmatch(text)
    if not match:
        return None
    day, minute, second, zulu = match.groups("")
    try:
        # A leap second is no moment of its own here.
        moment = datetime.fromisoformat(day + minute + second.replace("60", "59"))
    except ValueError:
        return None
    return NaiveMoment(moment, "utc" if zulu else "local" if minute else "date")


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
