"""Dates and times of one table, where the order of day and month follows from the whole table.

``8/3/2026`` may be March or August.  One program wrote the table, so one date that can only be read
one way decides for all; where there is none the other files of the folder tell, or the user is
asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time, timedelta

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.cells import midnight, read_clock, read_moment
from peerpair.read.dates.written import WrittenDate, read_heading, written_date
from peerpair.text import show

_CLOCK = re.compile(
    r" +(\d{3,4}|\d{1,2}(?:[:h]\d{2}){0,2} ?(?:[ap]\.?m?\.?|h|uhr)?)$", re.IGNORECASE | re.ASCII
)
_LONGEST = 60
_KEPT = 100_000
_NEAR = timedelta(days=14)
_MUCH = timedelta(days=7)
_SWAPPED = 3  # dates out of place, but for their order, from which on nobody believes in chance

_NAMES = {"m/d": "month/day/year", "d/m": "day/month/year"}

Cell = tuple[Place, str]
Orders = dict[str, Cell]
"""The first cell that shows each order of day and month, by the order."""


def orders_in(cells: Iterable[Cell]) -> Orders:
    """Return the orders of day and month that cells show."""
    shown: Orders = {}
    for cell in cells:
        for written in _dates_in(cell[1]):
            if order := written.order:
                shown.setdefault(order, cell)
    return shown


def _dates_in(text: str) -> tuple[WrittenDate, ...]:
    """Return the dates of a cell: a date, both ends of a range, or a date with a time."""
    if heading := read_heading(text):
        return heading.dates
    written, _ = _parts(text)
    return (written,) if written else ()


def _parts(text: str) -> tuple[WrittenDate | None, str]:
    """Return the date that a cell says, if it does, and what may be a clock time behind it."""
    text = text.strip()
    written = written_date(text)
    match = _CLOCK.search(text) if not written and len(text) <= _LONGEST else None
    return (written_date(text[: match.start()]), match[1]) if match else (written, "")


class Dates:
    """Reads the dates of one table.

    The `order` is ``m/d``, ``d/m``, or empty: then it is found among the `cells` that should hold
    dates, or `elsewhere`, when the first such date is met, and told once to `report`.  A date
    without a year is the one nearest to the `middle`.

    >>> table = [(Place.of("x.csv", 2), "8/3/2026"), (Place.of("x.csv", 3), "8/31/2026")]
    >>> dates = Dates("", lambda: table, print)
    >>> dates.day("8/3/2026")
    x.csv:3 dates are month/day/year, as '8/31/2026' shows
    datetime.date(2026, 8, 3)
    """

    def __init__(
        self,
        order: str,
        cells: Callable[[], Iterable[Cell]],
        report: Callable[[Place, str], None],
        elsewhere: Callable[[], Orders] = dict,
        middle: date | None = None,
    ) -> None:
        self._order = order
        self._cells, self._elsewhere = cells, elsewhere
        self._report, self._middle = report, middle
        self._values: dict[str, date | None] = {}

    def day(self, text: str) -> date | None:
        """Return the date that a cell says, perhaps with the midnight at which it begins, or None.

        Raises `ReadError` if day and month could be either way round and nothing tells.
        """
        value = self._value(text)
        if isinstance(value, datetime):
            return None if value.timetz() != time.min else value.date()
        return value

    def moment(self, text: str) -> datetime | None:
        """Return the date and time that a cell says, or None; raises as `day` does."""
        value = self._value(text)
        return value if isinstance(value, datetime) else None

    def stated(self, text: str) -> date | None:
        """Return the date that a cell begins with, whatever follows it."""
        text = text.strip()
        parts = text, text[:10], text.split(" ")[0]
        return _date_of(next(filter(None, map(self._value, parts)), None))

    def _value(self, text: str) -> date | None:
        """Return what a cell says, a date or a date and time, and keep it: tables repeat few."""
        if text not in self._values:
            if len(self._values) >= _KEPT:
                self._values.clear()
            self._values[text] = self._read(text)
        return self._values[text]

    def _read(self, text: str) -> date | None:
        if moment := read_moment(text):
            return moment
        written, behind = _parts(text)
        clock = read_clock(behind)
        day = self.whole(written, text) if written and (clock is not None or not behind) else None
        return day if day is None or clock is None else midnight(day) + clock

    def whole(self, written: WrittenDate, text: str) -> date | None:
        """Return a date with its year, or else with that in which it is nearest to the middle."""
        return next(iter(self.turned(written, text).near(self._middle)), None)

    def span(self, text: str) -> tuple[date | None, date | None]:
        """Return the first and the last date of a cell that holds a date or a range."""
        heading = read_heading(text)
        if heading is None or len(heading.dates) < 2:
            return (self.day(text),) * 2
        start, end = heading.dates
        last = self.whole(end, text)
        if start.year or not last:
            return self.whole(start, text), last
        before = (day for day in self.turned(start, text).near(last) if day <= last)
        return max(before, default=None), last

    def turned(self, written: WrittenDate, text: str) -> WrittenDate:
        """Return a date with month and day in their places; raises as `day` does."""
        return written.turned(self._order or self._find(text)) if written.either else written

    def _find(self, wanted: str) -> str:
        """Find the order in the whole table, or else in other files."""
        shown = orders_in(self._cells()) or self._elsewhere()
        if len(shown) == 1:
            [(self._order, (place, text))] = shown.items()
            self._report(place, f"dates are {_NAMES[self._order]}, as {show(text)} shows")
            return self._order
        hint = 'say which: dates="m/d" or dates="d/m"'
        if shown:
            (place, one), (second, other) = shown["m/d"], shown["d/m"]
            message = f"{show(one)} is month/day and {show(other)} (at {second}) is day/month"
            hint = "one of them is a typing error; " + hint
        else:
            dated = (cell for cell in self._cells() if any(_dates_in(cell[1])))
            place, text = next(dated, (Place.of("dates"), wanted))
            message = f"{show(text)} can be month/day or day/month, and so can every date here"
        raise ReadError(place, message, hint, IssueKind.DATE_ORDER)

    def settle(self, place: Place) -> None:
        """Raise `ReadError` if several cells have dates that seem to be exchanged."""
        if _exchanged({*filter(None, map(_date_of, self._values.values()))}):
            days = (_date_of(self._values.get(text)) for _, text in self._cells())
            refuse_exchanged(place, [*filter(None, days)])


def refuse_exchanged(place: Place, days: Collection[date]) -> None:
    """Raise `ReadError` if several dates are out of place but for day and month."""
    astray = _exchanged(days)
    if sum(day in astray for day in days) >= _SWAPPED:
        day = min(astray)
        message = f"dates such as {day} lie far from all others, "
        message += f"and among them with day and month exchanged ({astray[day]})"
        hint = "a spreadsheet may have exchanged them: write them as 2026-08-31"
        raise ReadError(place, message, hint, IssueKind.DATE_ORDER)


def _exchanged(days: Collection[date]) -> dict[date, date]:
    """Return the dates that are out of place but for day and month, with what they are then."""
    # A spreadsheet turns the cells it can; those whose day is over twelve show what belongs there.
    certain = [day for day in days if day.day > 12]
    if not certain:
        return {}
    low, high = min(certain), max(certain)

    def away(day: date) -> timedelta:
        return max(low - day, day - high)

    turned = {day: date(day.year, day.day, day.month) for day in days if day.day <= 12}
    return {
        day: other
        for day, other in turned.items()
        if away(other) <= _NEAR < away(day) > away(other) + _MUCH
    }


def _date_of(value: date | None) -> date | None:
    return value.date() if isinstance(value, datetime) else value
