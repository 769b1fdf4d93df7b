"""The text of a recurrence rule (RFC 5545, section 3.3.10), taken apart and checked.

A rule is refused where its meaning is open or where writing its occurrences out would be an attack;
`recurrence` computes the occurrences.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from math import prod

from peerpair.read.ical.property import NaiveMoment, naive_moment
from peerpair.text import show

LONGEST_RULE = 8_000  # characters of the longest rule
MOST_TIMES = 1440  # times of day that BYHOUR, BYMINUTE and BYSECOND may make together

_WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_CHOICES = {
    "FREQ": ("HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"),
    "WKST": _WEEK,
    "RSCALE": ("GREGORIAN",),
}
_INTERVALS, _COUNTS = range(1, 1001), range(1, 10**12)
_LISTS = {
    "BYSECOND": (range(61),),
    "BYMINUTE": (range(60),),
    "BYHOUR": (range(24),),
    "BYMONTHDAY": (range(1, 32), range(-31, 0)),
    "BYYEARDAY": (range(1, 367), range(-366, 0)),
    "BYWEEKNO": (range(1, 54), range(-53, 0)),
    "BYMONTH": (range(1, 13),),
    "BYSETPOS": (range(1, 367), range(-366, 0)),
}
_ORDINALS = (range(1, 54), range(-53, 0))
_BARRED = {  # the table of section 3.3.10
    "BYWEEKNO": ("HOURLY", "DAILY", "WEEKLY", "MONTHLY"),
    "BYYEARDAY": ("DAILY", "WEEKLY", "MONTHLY"),
    "BYMONTHDAY": ("WEEKLY",),
    # The table allows it, but it means next to nothing.
    "BYSETPOS": ("HOURLY",),
}
_PARTS = {*_CHOICES, *_LISTS, "INTERVAL", "COUNT", "UNTIL", "BYDAY"}
_NUMBER = re.compile(r"[+-]?\d{1,12}", re.ASCII)
_DAY = re.compile(rf"([+-]?\d{{1,2}})? ?({'|'.join(_WEEK)})", re.ASCII)


class RuleError(ValueError):
    """A rule that is not read; the message goes on from "the rule"."""


@dataclass(frozen=True)
class Recurrence:
    """A rule; the lists in order and without repetitions, those that it lacks empty."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: NaiveMoment | None = None  # the last second; of a date, that of its day
    week_start: int = 0
    byday: tuple[tuple[int, int], ...] = ()  # ordinal (0 for every) and weekday, Monday being 0
    bysecond: tuple[int, ...] = ()
    byminute: tuple[int, ...] = ()
    byhour: tuple[int, ...] = ()
    bymonthday: tuple[int, ...] = ()
    byyearday: tuple[int, ...] = ()
    byweekno: tuple[int, ...] = ()
    bymonth: tuple[int, ...] = ()
    bysetpos: tuple[int, ...] = ()


def parse_rule(text: str) -> Recurrence:
    """Read the value of an RRULE; raise `RuleError` if it is not readable or not to be expanded.

    Small letters, blanks around parts and a semicolon at the end are let through, and so are
    ordinals of BYDAY in rules that are not monthly or yearly: they are left out, as other readers
    do, which makes more occurrences, never fewer.
    """
    parts = {"FREQ": "", "WKST": "MO", "RSCALE": "GREGORIAN", "INTERVAL": "1"} | _split(text)
    for name, choices in _CHOICES.items():
        if parts[name] not in choices:
            raise RuleError(f"{name}={_cite(parts[name])} is not one of {', '.join(choices)}")
    freq = parts["FREQ"]
    for name, barred in _BARRED.items():
        if name in parts and freq in barred:
            raise RuleError(f"has {name}, which does not go with FREQ={freq}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError("has both COUNT and UNTIL")
    until = naive_moment(parts.get("UNTIL", ""))
    if until is None and "UNTIL" in parts:
        raise RuleError(f"UNTIL={_cite(parts['UNTIL'])} is not a date or a time")
    if until and until.form == "date":
        until = NaiveMoment(datetime.combine(until.moment, time(23, 59, 59)), until.form)
    numbers = {name: _numbers(parts, name, *ranges) for name, ranges in _LISTS.items()}
    # A leap second is no moment of its own here.
    numbers["BYSECOND"] = tuple(sorted({min(second, 59) for second in numbers["BYSECOND"]}))
    if prod(len(numbers[name]) or 1 for name in ("BYHOUR", "BYMINUTE", "BYSECOND")) > MOST_TIMES:
        raise RuleError(f"has more than {MOST_TIMES} times of day")
    return Recurrence(
        freq=freq,
        interval=_number("INTERVAL", parts["INTERVAL"], _INTERVALS),
        count=_number("COUNT", parts["COUNT"], _COUNTS) if "COUNT" in parts else None,
        until=until,
        week_start=_WEEK.index(parts["WKST"]),
        byday=_days(parts),
        **{name.lower(): numbers[name] for name in _LISTS},
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
    return parts


def _values(parts: dict[str, str], name: str) -> list[str]:
    return [value.strip() for value in parts[name].split(",")] if name in parts else []


def _numbers(parts: dict[str, str], name: str, *ranges: range) -> tuple[int, ...]:
    return tuple(sorted({_number(name, text, *ranges) for text in _values(parts, name)}))


def _number(name: str, text: str, *ranges: range) -> int:
    if not _NUMBER.fullmatch(text) or not any(int(text) in numbers for numbers in ranges):
        allowed = " or ".join(f"from {numbers[0]} to {numbers[-1]}" for numbers in ranges)
        raise RuleError(f"{name}={_cite(text)} is not {allowed}")
    return int(text)


def _days(parts: dict[str, str]) -> tuple[tuple[int, int], ...]:
    weekdays = set()
    for text in _values(parts, "BYDAY"):
        match = _DAY.fullmatch(text)
        if not match:
            raise RuleError(f"BYDAY={_cite(text)} names no weekday")
        ordinal = _number("BYDAY", match[1], *_ORDINALS) if match[1] else 0
        if ordinal and "BYWEEKNO" in parts:
            raise RuleError(f"BYDAY={text} does not go with BYWEEKNO")
        kept = ordinal if parts["FREQ"] in ("MONTHLY", "YEARLY") else 0
        weekdays.add((kept, _WEEK.index(match[2])))
    return tuple(sorted(weekdays))


def _cite(text: str) -> str:
    """Return text as it stands where that is short and plain."""
    return text if len(text) <= 60 and text.isascii() and text.isprintable() else show(text)
