"""Dates and times of one table, where the order of day and month follows from the whole table.

``8/3/2026`` may be March or August.  One program wrote the table, so one date that can only be read
one way decides for all; where there is none the user is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import TypeVar

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.cells import day_of, midnight, read_clock, read_date, read_moment
from peerpair.text import show

_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_PAIR = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2\d{2,4})?(?![\d/.-])", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4}|\d{2})", re.ASCII)
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})", re.ASCII)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+", re.IGNORECASE)
_CLOCK = re.compile(
    r" +(\d{3,4}|\d{1,2}(?::\d{2}){0,2} ?(?:[ap]\.?m?\.?)?)$", re.IGNORECASE | re.ASCII
)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_SHORT_YEARS = 2000
_KEPT = 100_000
_T = TypeVar("_T")

Cell = tuple[Place, str]


def bare_date(text: str) -> str:
    """Return a text without the weekday that it may begin with."""
    return _WEEKDAY.sub("", text.strip(), count=1)


class Dates:
    """Reads the dates of one table.

    The `order` is ``m/d``, ``d/m``, or empty: then it is found among the `cells` that should hold
    dates, when the first such date is met, and told once to `report`.

    >>> table = [(Place.of("x.csv", 2), "8/3/2026"), (Place.of("x.csv", 3), "8/31/2026")]
    >>> dates = Dates("", lambda: table, print)
    >>> dates.day("8/3/2026")
    x.csv:3 dates are month/day/year, as '8/31/2026' shows
    datetime.date(2026, 8, 3)
    """

    def __init__(
        self, order: str, cells: Callable[[], Iterable[Cell]], report: Callable[[Place, str], None]
    ) -> None:
        self._order = order
        self._cells = cells
        self._report = report
        self._days: dict[str, date | None] = {}
        self._moments: dict[str, datetime | None] = {}

    def day(self, text: str) -> date | None:
        """Return the date that a cell says, or None.

        Raises `ReadError` if day and month could be either way round and nothing in the table
        tells.
        """
        return self._kept(self._days, text, self._read_day)

    def _read_day(self, text: str) -> date | None:
        return read_date(text) or self._other(text.strip())

    def moment(self, text: str) -> datetime | None:
        """Return the date and time that a cell says, or None; raises as `day` does."""
        return self._kept(self._moments, text, self._read_moment)

    def _read_moment(self, text: str) -> datetime | None:
        return read_moment(text) or self._dated_clock(text)

    def _kept(self, known: dict[str, _T], text: str, read: Callable[[str], _T]) -> _T:
        """Return what was read before of a text, or read it: tables repeat few."""
        if text in known:
            return known[text]
        if len(known) >= _KEPT:
            known.clear()
        found = known[text] = read(text)
        return found

    def stated(self, text: str) -> date | None:
        """Return the date that a cell begins with, whatever follows it."""
        text = text.strip()
        whole = self.day(text) or self.day(text[:10]) or self.day(text.split(" ")[0])
        if whole is None and len(text) <= 60:
            match = _CLOCK.search(text)
            whole = self.day(text[: match.start()]) if match else None
        return whole

    def _dated_clock(self, text: str) -> datetime | None:
        text = text.strip()
        match = _CLOCK.search(text) if len(text) <= 60 else None
        if not match:
            return None
        day, clock = self.day(text[: match.start()]), read_clock(match[1])
        if day is None or clock is None:
            return None
        return midnight(day) + clock

    def _other(self, text: str) -> date | None:
        """Read the forms that a spreadsheet shows."""
        if len(text) > 40:
            return None
        text = bare_date(text)
        if match := _YEAR_FIRST.fullmatch(text):
            return day_of(*match.groups())
        if match := _DAY_FIRST.fullmatch(text):
            return day_of(_full(match[3]), _month(match[2]), match[1])
        if match := _MONTH_FIRST.fullmatch(text):
            return day_of(match[3], _month(match[1]), match[2])
        match = _SLASHED.fullmatch(text)
        if not match:
            return None
        month_first = (self._order or self._find(text)) == "m/d"
        month, day = (match[1], match[3]) if month_first else (match[3], match[1])
        return day_of(_full(match[4]), month, day)

    def _find(self, wanted: str) -> str:
        """Find the order in the whole table."""
        shown: dict[str, Cell] = {}
        first: Cell | None = None
        for place, text in self._cells():
            match = _PAIR.match(text.strip())
            if match:
                first = first or (place, text)
                if int(match[3]) > 12 >= int(match[1]):
                    shown.setdefault("m/d", (place, text))
                elif int(match[1]) > 12 >= int(match[3]):
                    shown.setdefault("d/m", (place, text))
        if len(shown) == 1:
            order, (place, text) = next(iter(shown.items()))
            words = "month/day/year" if order == "m/d" else "day/month/year"
            self._report(place, f"dates are {words}, as {show(text)} shows")
            self._order = order
            return order
        hint = 'say which: dates="m/d" or dates="d/m"'
        if shown:
            (one, text), (other, second) = shown["m/d"], shown["d/m"]
            message = f"{show(text)} is month/day and {show(second)} (at {other}) is day/month"
            hint = "one of them is a typing error; " + hint
            raise ReadError(one, message, hint, IssueKind.DATE_ORDER)
        place, text = first or (Place.of("dates"), wanted)
        message = f"{show(text)} can be month/day or day/month, and so can every date here"
        raise ReadError(place, message, hint, IssueKind.DATE_ORDER)


def _full(year: str) -> int:
    """Return a year that may have two digits."""
    return int(year) + (_SHORT_YEARS if len(year) == 2 else 0)


def _month(word: str) -> int:
    """Return the number of a month, whole or cut to three letters (or Sept); 0 for no month."""
    plain = word.casefold()
    for number, name in enumerate(_MONTHS, 1):
        if plain in (name, name[:3], "sept" if number == 9 else name):
            return number
    return 0
