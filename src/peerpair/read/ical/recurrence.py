"""Recurrence rules (RFC 5545, section 3.3.10): taken apart, checked and expanded inside a window.

A rule is refused where its meaning is open or where writing its occurrences out would be an attack.

Whether a part of a rule makes days or takes some away comes to the same: within its period a day
must pass every part.  So all days are gone through and sifted, and the work depends on their number
alone: an impossible rule costs no more than any other.  Days are counted by their ordinals (1 is
0001-01-01, a Monday), moments in seconds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice, product
from math import prod

from peerpair.model.time import DAY
from peerpair.read.ical.property import NaiveMoment, naive_moment
from peerpair.text import show

LONGEST_RULE = 8_000  # characters of the longest rule
MOST_TIMES = 1440  # times of day that BYHOUR, BYMINUTE and BYSECOND may make together
MOST_DAYS = 100_000  # that one expansion goes through: 270 years

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
_KEPT = 25  # what is done with an occurrence later, in days gone through
_LONGEST = 372  # days of the longest period: a year, or all the weeks of one
_FIRST, _LAST = date(2, 1, 1).toordinal(), date(9998, 1, 1).toordinal()
_HOUR = 3600


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


class Effort:
    """What the rules of one file may take together: how many days and moments are gone through."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, steps: int) -> None:
        """Take some, or raise `RuleError` if there are none left."""
        self.left -= steps
        if self.left < 0:
            raise RuleError("takes too long, together with the others of its file")


def expand(
    rule: Recurrence,
    start: datetime,
    window: tuple[datetime, datetime],
    effort: Effort,
    *,
    most: int,
    until: datetime | None = None,
    whole_day: bool = False,
) -> list[datetime]:
    """Return the local starts of what a rule makes in a window, in order; its end is outside.

    All moments are naive, on the local clock.  `start` is DTSTART, `until` the last moment at which
    an occurrence may start.  Of a whole day, times of day in the rule mean nothing.  Raises
    `RuleError` if there are more than `most`, or too many days to go through.
    """
    if whole_day and rule.freq == "HOURLY":
        raise RuleError("FREQ=HOURLY does not go with a whole day")
    begin, low, high = map(_seconds, (start, *window))
    if until is not None:
        high = min(high, _seconds(until) + 1)
    first = begin if rule.count else max(begin, low)  # a COUNT counts from the start on
    moments = _Pattern(rule, start, whole_day).moments(first // DAY, high // DAY, effort)
    counted = islice((moment for moment in moments if begin <= moment < high), rule.count)
    inside = [*islice((moment for moment in counted if moment >= low), most + 1)]
    if len(inside) > most:
        raise RuleError(f"makes more than {most} occurrences")
    effort.spend(_KEPT * len(inside))
    return [datetime.min + timedelta(seconds=moment - DAY) for moment in inside]


class _Pattern:
    """A rule whose open parts are as in DTSTART."""

    def __init__(self, rule: Recurrence, start: datetime, whole_day: bool) -> None:
        self._rule = rule
        months, month_days, byday = rule.bymonth, rule.bymonthday, rule.byday
        day_known = month_days or byday or rule.byyearday
        if rule.freq == "WEEKLY" or rule.byweekno:
            byday = byday if day_known else ((0, start.weekday()),)
        elif rule.freq in ("MONTHLY", "YEARLY"):
            month_days = month_days if day_known else (start.day,)
            # Calendar programs write YEARLY;BYMONTHDAY=7 for a birthday: not one in each month.
            if rule.freq == "YEARLY" and month_days and not rule.byyearday:
                months = months or (start.month,)
        self._months, self._month_days = months or range(1, 13), month_days
        self._weekdays: dict[int, Collection[int]] = {}  # and their ordinals; none = every
        for weekday in range(7):
            ordinals = {ordinal for ordinal, day in byday if day == weekday}
            if ordinals or not byday:
                self._weekdays[weekday] = () if 0 in ordinals else ordinals
        self._by_year = rule.freq == "YEARLY" and not rule.bymonth  # ordinals count in years
        hours = rule.byhour or (range(24) if rule.freq == "HOURLY" else (start.hour,))
        times = product(hours, rule.byminute or (start.minute,), rule.bysecond or (start.second,))
        self._times = [hour * _HOUR + minute * 60 + second for hour, minute, second in times]
        if whole_day:
            self._times = [0]
        # Also where the start is in a week of the year before or after.
        self._origin = start.year if rule.freq == "YEARLY" else self._period(_seconds(start))

    def moments(self, first: int, last: int, effort: Effort) -> Iterator[int]:
        """Yield the moments on some days, in order, and perhaps some before and after them."""
        positions = self._rule.bysetpos
        if not positions:
            yield from self._sifted(first, last, effort)
            return
        around = self._sifted(first - _LONGEST, last + _LONGEST, effort)
        for _, each in groupby(around, self._period):
            period = [*each]
            for place, moment in enumerate(period):
                if place + 1 in positions or place - len(period) in positions:
                    yield moment

    def _sifted(self, first: int, last: int, effort: Effort) -> Iterator[int]:
        """Yield the moments on the days that pass every part of the rule but BYSETPOS."""
        rule = self._rule
        begin, last = max(first, _FIRST), min(last, _LAST)
        for name, month in _months(begin, last):
            if month.start - begin > MOST_DAYS:
                raise RuleError(f"goes on for more than {MOST_DAYS:,} days")
            effort.spend(len(month))
            if name not in self._months:
                continue
            days = self._days(range(max(begin, month.start), min(month.stop, last + 1)), month)
            moments = [day * DAY + time for day in days for time in self._times]
            effort.spend(len(moments))
            for moment in moments:
                if rule.interval == 1 or not (self._period(moment) - self._origin) % rule.interval:
                    yield moment

    def _days(self, days: Iterable[int], month: range) -> Iterator[int]:
        """Yield those of the days of a month that pass every part of the rule."""
        rule, year = self._rule, _year(month.start)
        for day in days:
            weekday = (day - 1) % 7
            if (
                weekday in self._weekdays
                and _among(self._month_days, day, month)
                and _among(rule.byyearday, day, year)
                and _among(self._weekdays[weekday], day, year if self._by_year else month, 7)
                and (not rule.byweekno or self._in_weeks(day))
            ):
                yield day

    def _in_weeks(self, day: int) -> bool:
        middle = self._middle(day)
        return _among(self._rule.byweekno, middle, _year(middle), 7)

    def _middle(self, day: int) -> int:
        """Return the fourth day of a week: the week is of its year."""
        return day - (day - 1 - self._rule.week_start) % 7 + 3

    def _period(self, moment: int) -> int:
        """Return the number of the hour, day, ... that a moment is in."""
        freq, day = self._rule.freq, moment // DAY
        if freq in ("HOURLY", "DAILY"):
            return moment // _HOUR if freq == "HOURLY" else day
        if freq == "WEEKLY":
            return self._middle(day) // 7
        at = date.fromordinal(self._middle(day) if self._rule.byweekno else day)
        return at.year if freq == "YEARLY" else at.year * 12 + at.month


def _among(numbers: Collection[int], day: int, span: range, step: int = 1) -> bool:
    """Tell whether a day of a span has one of the numbers, if any, from its beginning or end."""
    # With a step of seven, days of its weekday are counted.
    if not numbers:
        return True
    after = (span.stop - 1 - day) // step
    return (day - span.start) // step + 1 in numbers or -after - 1 in numbers


def _months(first: int, last: int) -> Iterator[tuple[int, range]]:
    """Yield the months of some days: the number in the year, and all days of the month."""
    day = date.fromordinal(first)
    start, number = first - day.day + 1, day.year * 12 + day.month
    while start <= last:
        after = date(number // 12, number % 12 + 1, 1).toordinal()
        yield (number - 1) % 12 + 1, range(start, after)
        start, number = after, number + 1


def _year(day: int) -> range:
    year = date.fromordinal(day).year
    return range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())


def _seconds(moment: datetime) -> int:
    """Return seconds from the day before the first of all, so that days are their ordinals."""
    return moment.toordinal() * DAY + moment.hour * _HOUR + moment.minute * 60 + moment.second
