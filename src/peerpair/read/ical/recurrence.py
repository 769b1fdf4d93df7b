"""Occurrences of a recurrence rule inside a window (RFC 5545, section 3.3.10).

Days and hours are counted as integers.  A rule without COUNT is entered at the window, so that the
work depends on the window alone: an impossible rule costs no more than any other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import product

from peerpair.model.time import DAY
from peerpair.read.ical.recurrence_days import Days
from peerpair.read.ical.recurrence_rule import Recurrence, RuleError

_EACH = 50  # about what a set of moments takes, even an empty one
_KEPT = 25  # and what is done with an occurrence later
MOST_PERIODS = 50_000
"""Days, hours, ... that one expansion goes through: every day of 130 years, every hour of five."""
COUNTED_YEARS = 100  # years in which the occurrences of a rule with COUNT are counted
# Periods looked at in one go; a rule with COUNT may end after the first few.
_BATCH = {"HOURLY": 1000, "DAILY": 400, "WEEKLY": 100, "MONTHLY": 25, "YEARLY": 10}
_LENGTHS = {"HOURLY": 1, "DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
"""Days, or hours, of a period: each is looked at."""
_HOUR = 3600
_UNITS = {"HOURLY": _HOUR, "DAILY": DAY, "WEEKLY": 7 * DAY}
_ORIGIN = datetime(1, 1, 1)


class Effort:
    """What the rules of one file may take together: how many days and moments are gone through."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, steps: int) -> None:
        """Take some, or raise `RuleError` if there are none left."""
        self.left -= steps + _EACH
        if self.left < 0:
            raise RuleError("takes too long, together with the others of its file")


def expand(
    rule: Recurrence,
    start: datetime,
    low: datetime,
    high: datetime,
    *,
    most: int = 2000,
    until: datetime | None = None,
    whole_day: bool = False,
    with_start: bool = True,
    effort: Effort | None = None,
) -> list[datetime]:
    """Return the local starts of the occurrences in ``[low, high)``, in order.

    All moments are naive, on the local clock.  DTSTART is the first occurrence even where the rule
    does not make it (section 3.8.5.3), and even after `until`, the last moment at which an
    occurrence may start; without `with_start` it is left out unless the rule makes it.  Of a whole
    day, times of day in the rule mean nothing.  Raises `RuleError` if there are `most` occurrences
    or more in the window, or too many days to go through.

    >>> from peerpair.read.ical.recurrence_rule import parse_rule
    >>> rule = parse_rule("FREQ=MONTHLY;BYDAY=-1FR")
    >>> expand(rule, datetime(2026, 1, 30, 7), datetime(2026, 2, 1), datetime(2026, 4, 1))
    [datetime.datetime(2026, 2, 27, 7, 0), datetime.datetime(2026, 3, 27, 7, 0)]
    """
    if whole_day and rule.freq == "HOURLY":
        raise RuleError("FREQ=HOURLY does not go with a whole day")
    begin, bottom, top = _seconds(start), _ceiling(low), _ceiling(high)
    occurrences = [begin] if with_start and bottom <= begin < top else []
    first = begin + 1 if with_start else begin
    if until is not None:
        top = min(top, _seconds(until) + 1)
    left = None if rule.count is None else rule.count - with_start
    if rule.count and rule.is_plain:  # one in each period: the last is known without counting
        last = begin + (rule.count - 1) * rule.interval * _UNITS[rule.freq]
        top, left = min(top, last + 1), None
    if left == 0:
        top = begin
    counted = begin + COUNTED_YEARS * 366 * DAY
    lowest = begin if left is not None else max(begin, bottom)
    for moments in _sets(rule, start, whole_day, lowest, top, effort):
        lower = moments.before(first)
        upper = moments.size
        if left is not None:
            upper = min(upper, lower + left)
            left -= upper - lower
        lower, upper = max(lower, moments.before(bottom)), min(upper, moments.before(top))
        if len(occurrences) + upper - lower > most:
            raise RuleError(f"makes more than {most} occurrences")
        occurrences += [moments.at(number) for number in range(lower, upper)]
        if left == 0:
            break
        if left and counted < top and moments.size and moments.at(moments.size - 1) > counted:
            raise RuleError(f"has a COUNT that takes more than {COUNTED_YEARS} years")
    if effort:
        effort.spend(_KEPT * len(occurrences))
    return [_ORIGIN + timedelta(seconds=moment - DAY) for moment in occurrences]


def _sets(
    rule: Recurrence, start: datetime, whole_day: bool, lowest: int, top: int, effort: Effort | None
) -> Iterator[_Moments]:
    """Yield the moments of the rule's periods between two moments, many periods at a time.

    The first and the last set may reach over the ends.
    """
    if top <= lowest:
        return
    days = Days(rule, start)
    hourly = rule.freq == "HOURLY"
    unit = _HOUR if hourly else DAY
    offsets = _offsets(rule, start, whole_day)
    number = int if hourly else days.period
    origin = number(_seconds(start) // unit)
    # Only periods a whole number of intervals from that of DTSTART count.
    ahead = number(lowest // unit) - days.slack - origin
    first = origin - (-ahead // rule.interval) * rule.interval
    last = number((top - 1) // unit) + days.slack
    # BYSETPOS picks from each period by itself.
    batch = 1 if rule.by_position else _BATCH[rule.freq]
    gone = 0
    for period in range(first, last + 1, batch * rule.interval):
        periods = range(period, min(period + batch * rule.interval, last + 1), rule.interval)
        gone += len(periods)
        if gone > MOST_PERIODS:
            raise RuleError(f"goes through more than {MOST_PERIODS} periods")
        cells = _hours(rule, days, periods) if hourly else days.within(periods)
        moments = _Moments(cells, unit, offsets, rule.by_position)
        if effort:
            effort.spend(len(periods) * _LENGTHS[rule.freq] + moments.size)
        if cells:
            yield moments


def _hours(rule: Recurrence, days: Days, hours: range) -> list[int]:
    kept = []
    known, fits = 0, False
    for hour in hours:
        day, number = divmod(hour, 24)
        if day != known:
            known, fits = day, days.fits(day)
        if fits and (not rule.by_hour or number in rule.by_hour):
            kept.append(hour)
    return kept


def _offsets(rule: Recurrence, start: datetime, whole_day: bool) -> list[int]:
    """Return the seconds, from the start of the day or hour, at which the rule has occurrences."""
    if whole_day:
        return [0]
    hours = (0,) if rule.freq == "HOURLY" else rule.by_hour or (start.hour,)
    times = product(hours, rule.by_minute or (start.minute,), rule.by_second or (start.second,))
    return [hour * _HOUR + minute * 60 + second for hour, minute, second in times]


def _seconds(moment: datetime) -> int:
    """Return seconds from the day before the first of all, so that days are their ordinals."""
    time = moment.hour * _HOUR + moment.minute * 60 + moment.second
    return moment.toordinal() * DAY + time


def _ceiling(moment: datetime) -> int:
    return _seconds(moment) + (moment.microsecond > 0)


class _Moments:
    """All moments of `cells` (days or hours) and `offsets` in them: numbered, never written out."""

    def __init__(
        self, cells: list[int], unit: int, offsets: list[int], positions: Iterable[int] = ()
    ) -> None:
        self._cells, self._unit, self._offsets = cells, unit, offsets
        self.size = size = len(cells) * len(offsets)
        self._picked: list[int] | None = None
        if positions:
            numbers = {place - 1 if place > 0 else size + place for place in positions}
            self._picked = sorted(number for number in numbers if 0 <= number < size)
            self.size = len(self._picked)

    def before(self, moment: int) -> int:
        """Return how many moments are earlier."""
        cell, offset = divmod(moment, self._unit)
        place = bisect_left(self._cells, cell)
        number = place * len(self._offsets)
        if place < len(self._cells) and self._cells[place] == cell:
            number += bisect_left(self._offsets, offset)
        return number if self._picked is None else bisect_left(self._picked, number)

    def at(self, number: int) -> int:
        """Return a moment by its number."""
        if self._picked is not None:
            number = self._picked[number]
        cell, offset = divmod(number, len(self._offsets))
        return self._cells[cell] * self._unit + self._offsets[offset]
