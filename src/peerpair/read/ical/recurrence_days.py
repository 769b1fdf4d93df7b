"""The days that a recurrence rule allows, by their ordinals (1 is 0001-01-01, a Monday)."""

from __future__ import annotations

from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from peerpair.read.ical.recurrence_rule import Recurrence

_LAST = date.max.toordinal()


class Days:
    """The days of a rule, in its periods: years, months, weeks or single days.

    Whether a part of the rule makes days or takes some away (the table of section 3.3.10) comes to
    the same: within its period a day must pass every part.  What the rule leaves open is as in
    `start`.

    >>> days = Days(Recurrence("MONTHLY"), datetime(2026, 1, 31))
    >>> [date.fromordinal(day).isoformat() for day in days.within(range(24312, 24315))]
    ['2026-01-31', '2026-03-31']
    """

    def __init__(self, rule: Recurrence, start: datetime) -> None:
        self._freq, self._week_start = rule.freq, rule.week_start
        self._weeks = rule.by_week
        months, month_days, by_day = rule.by_month, rule.by_month_day, rule.by_day
        day_known = month_days or by_day or rule.by_year_day
        if rule.freq == "WEEKLY" or self._weeks:
            by_day = by_day if day_known else ((0, start.weekday()),)
        elif rule.freq in ("MONTHLY", "YEARLY"):
            month_days = month_days if day_known else (start.day,)
            # Calendar programs write YEARLY;BYMONTHDAY=7 for a birthday: not one in each month.
            if rule.freq == "YEARLY" and month_days and not rule.by_year_day:
                months = months or (start.month,)
        self._months = frozenset(months)
        self._month_days = frozenset(month_days)
        self._year_days = frozenset(rule.by_year_day)
        self._weekdays = frozenset(weekday for _, weekday in by_day)
        self._nth = frozenset(by_day) if any(ordinal for ordinal, _ in by_day) else frozenset()
        self._nth_of_year = rule.freq == "YEARLY" and not rule.by_month
        self._dated = bool(self._months or self._month_days or self._year_days or self._nth)

    @property
    def slack(self) -> int:
        """How many periods the days of a period may lie outside: week 1 may begin in December."""
        return 1 if self._weeks else 0

    def period(self, day: int) -> int:
        """Return the number of the period that a day is in."""
        if self._freq == "WEEKLY":
            return (day - 1 - self._week_start) // 7
        if self._freq in ("MONTHLY", "YEARLY"):
            moment = date.fromordinal(day)
            months = moment.year * 12 + moment.month - 1
            return moment.year if self._freq == "YEARLY" else months
        return day

    def within(self, periods: range) -> list[int]:
        """Return the days of some periods, in order."""
        return [day for day in self._candidates(periods) if self.fits(day)]

    def _candidates(self, periods: range) -> Iterable[int]:
        if self._freq == "YEARLY":
            made = self._in_weeks(periods) if self._weeks else self._in_years(periods)
        elif self._freq == "MONTHLY":
            made = (day for period in periods for day in self._in_month(*divmod(period, 12)))
        elif self._freq == "WEEKLY":
            week = [self._week_start + 1 + day for day in range(7)]
            made = (7 * period + day for period in periods for day in week)
        else:
            return periods
        return (day for day in made if 1 <= day <= _LAST)

    def _in_years(self, years: range) -> Iterator[int]:
        for year in years:
            if self._year_days:
                first, length = date(year, 1, 1).toordinal(), 366 if isleap(year) else 365
                places = {day - 1 if day > 0 else length + day for day in self._year_days}
                yield from sorted(first + place for place in places if 0 <= place < length)
            else:
                for month in sorted(self._months) or range(1, 13):
                    yield from self._in_month(year, month - 1)

    def _in_month(self, year: int, month: int) -> Iterable[int]:
        if self._months and month + 1 not in self._months:
            return ()
        first = date(year, month + 1, 1).toordinal()
        return range(first, first + monthrange(year, month + 1)[1])

    def _in_weeks(self, years: range) -> Iterator[int]:
        """Yield the days of the weeks asked for; a week is of the year that has most of it."""
        for year in years:
            first, after = self._first_week(year), self._first_week(year + 1)
            number = (after - first) // 7
            weeks = {week - 1 if week > 0 else number + week for week in self._weeks}
            for week in sorted(weeks):
                if 0 <= week < number:
                    yield from range(first + 7 * week, first + 7 * week + 7)

    def _first_week(self, year: int) -> int:
        before = year - 1
        fourth = 365 * before + before // 4 - before // 100 + before // 400 + 4
        return fourth - (fourth - 1 - self._week_start) % 7

    def fits(self, day: int) -> bool:
        """Tell whether a day passes every part of the rule but BYWEEKNO."""
        if self._weekdays and (day - 1) % 7 not in self._weekdays:
            return False
        if not self._dated:
            return True
        moment = date.fromordinal(day)
        if self._months and moment.month not in self._months:
            return False
        if self._month_days and moment.day not in self._month_days:
            length = monthrange(moment.year, moment.month)[1]
            if moment.day - length - 1 not in self._month_days:
                return False
        if self._year_days:
            place, length = _in_year(moment)
            if place not in self._year_days and place - length - 1 not in self._year_days:
                return False
        return not self._nth or self._is_nth(moment)

    def _is_nth(self, moment: date) -> bool:
        if self._nth_of_year:
            place, length = _in_year(moment)
        else:
            place, length = moment.day, monthrange(moment.year, moment.month)[1]
        weekday = moment.weekday()
        ordinals = (0, (place - 1) // 7 + 1, -((length - place) // 7 + 1))
        return any((ordinal, weekday) in self._nth for ordinal in ordinals)


def _in_year(moment: date) -> tuple[int, int]:
    """Return which day of its year a day is, and the days of that year."""
    return moment.timetuple().tm_yday, 366 if isleap(moment.year) else 365
