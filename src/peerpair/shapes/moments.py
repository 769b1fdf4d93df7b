"""Dates and moments: as ISO 8601 text in documents, as `date` and `datetime` in Python."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from peerpair.shapes.basic import How, Shape
from peerpair.shapes.visit import FAILED, Visit

_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}(:?\d{2}(:\d{2})?)?)?",
    re.ASCII,
)
_SECOND = timedelta(seconds=1)


@lru_cache(maxsize=16_384)  # a roster repeats its moments
def parse_moment(text: str) -> datetime:
    """Read a moment; without an offset the result is naive (local).

    ``YYYY-MM-DDTHH:MM[:SS]`` with ``Z`` or ``+HH:MM`` or no offset, and as JavaScript and data
    bases write it: a space for the ``T``, fractions of a second (`Moment` rounds them).

    Raises
    ------
    ValueError
        If the text has another form or names no real date or time.

    Examples
    --------
    >>> parse_moment("2026-08-03T07:00"), parse_moment("2026-08-03 07:00:00.000")
    (datetime.datetime(2026, 8, 3, 7, 0), datetime.datetime(2026, 8, 3, 7, 0))
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        raise ValueError(text)
    moment = datetime.fromisoformat(text)
    fraction = match[2] or ""
    if len(fraction) > 7 and fraction[7:].strip("0") and not moment.microsecond:
        return moment.replace(microsecond=1)  # smaller than Python can hold, and yet not nothing
    return moment


def write_moment(moment: datetime) -> str:
    """Write a moment as `parse_moment` reads it; seconds only where there are any.

    Examples
    --------
    >>> write_moment(datetime(2026, 8, 3, 7, 0))
    '2026-08-03T07:00'
    """
    return moment.isoformat(timespec="auto" if moment.second or moment.microsecond else "minutes")


@dataclass(frozen=True)
class Moment(Shape):
    """A local time or an instant, in whole seconds; `late` ones, such as ends, are rounded up."""

    late: bool = False

    def sure(self, value: Any) -> bool:
        return type(value) is datetime and not value.microsecond

    def take(self, value: object, place: str, visit: Visit) -> Any:
        moment = value
        if isinstance(value, str):
            try:
                moment = parse_moment(value)
            except ValueError:
                visit.fault(place, "must be a time such as 2026-08-03T07:00, got", value)
                return FAILED
        elif _is_numpy_time(moment):
            moment = moment.astype("datetime64[us]").item()  # type: ignore[attr-defined]
        if not isinstance(moment, datetime) or moment != moment:  # pandas' NaT is a datetime
            visit.wrong_type(place, "a time such as 2026-08-03T07:00", value)
            return FAILED
        if type(moment) is not datetime:  # such as a pandas Timestamp, which counts nanoseconds
            moment = _plain(moment)
        if moment.microsecond:
            try:
                moment = moment.replace(microsecond=0) + (_SECOND if self.late else timedelta())
            except OverflowError:
                visit.fault(place, "is out of the range of calendars, got", str(value))
                return FAILED
        return moment

    def give(self, value: Any, how: How) -> Any:
        return (how.moment or write_moment)(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^{_MOMENT.pattern}$"}


def _is_numpy_time(value: object) -> bool:
    """Tell whether a value is a `numpy.datetime64`; numpy itself need not be loaded for that."""
    return type(value).__name__ == "datetime64"


def _plain(moment: Any) -> datetime:
    """Return a datetime of some other class as one of Python's own."""
    clock = (moment.hour, moment.minute, moment.second, moment.microsecond)
    plain = datetime(*(moment.year, moment.month, moment.day), *clock, moment.tzinfo)
    if not plain.microsecond and getattr(moment, "nanosecond", False):
        plain = plain.replace(microsecond=1)
    return plain.replace(fold=moment.fold)


@dataclass(frozen=True)
class DateText(Shape):
    """A date, ``YYYY-MM-DD``; in Python a local midnight too, as numpy and pandas have dates."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        day = date_of(value)
        if day is not None:
            return day
        if not isinstance(value, str):
            visit.wrong_type(place, "a date such as 2026-08-03", value)
            return FAILED
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        visit.fault(place, "must be a date such as 2026-08-03, got", value)
        return FAILED

    def give(self, value: Any, how: How) -> Any:
        return value.isoformat()

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def date_of(value: Any) -> date | None:
    """Return the date that a value of Python, numpy or pandas is, if it is one."""
    if _is_numpy_time(value):
        day = value.astype("datetime64[D]")
        value = day.item() if day == value else None  # NaT equals nothing
    if isinstance(value, datetime):
        is_day = value == value and value.isoformat().endswith("T00:00:00")  # NaT: not itself
        return date(value.year, value.month, value.day) if is_day else None
    return value if isinstance(value, date) else None
