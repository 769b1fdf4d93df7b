"""Occurrences of a recurrence rule inside a window (RFC 5545, section 3.3.10).

Whether a part of a rule makes days or takes some away comes to the same: within its period a day
must pass every part.  So all days are gone through and sifted, and the work depends on their number
alone: an impossible rule costs no more than any other.  Days are counted by their ordinals (1 is
0001-01-01, a Monday), moments in seconds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import groupby, islice, product

from peerpair.model.time import DAY
from peerpair.read.ical.recurrence_rule import Recurrence, RuleError

MOST_DAYS = 100_000  # that one expansion goes through: 270 years
_KEPT = 25  # what is done with an occurrence later, in days gone through
_LONGEST = 372  # days of the longest period: a year, or all the weeks of one
_FIRST, _LAST = date(2, 1, 1).toordinal(), date(9998, 1, 1).toordinal()
_HOUR = 3600


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
    """Tell whether a day of a span has one of the numbers, from its beginning or from its end.

    With a step of seven, days of its weekday are counted.  Without numbers every day passes.
    """
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
