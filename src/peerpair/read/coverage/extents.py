"""Ranges of dates: those an entry may touch, and what is left of a coverage without them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

Extent = tuple[date, date | None]
"""Dates ``[first, after)``; None = for ever."""
ALWAYS: Extent = (date.min, None)
_DAY = timedelta(days=1)


def extent(start: date | None, end: date | None) -> Extent:
    """Return the dates that an entry can touch of which only some dates are known.

    One date is added at the end, because a night duty reaches into the next morning.

    >>> extent(date(2026, 8, 3), date(2026, 8, 3))
    (datetime.date(2026, 8, 3), datetime.date(2026, 8, 5))
    """
    if start is None or end is None:
        return (start or date.min, end and end + 2 * _DAY)
    return (min(start, end), max(start, end) + 2 * _DAY)


def joined(one: Extent, other: Extent) -> Extent:
    """Return the dates from the earlier beginning to the later end."""
    after = None if one[1] is None or other[1] is None else max(one[1], other[1])
    return min(one[0], other[0]), after


def widened(dates: Extent) -> Extent:
    """Return dates as they may be on the local clock, for dates written in another zone."""
    first, after = dates
    return (first - _DAY if first > date.min else first, after and after + _DAY)


def shifted(day: date, days: int) -> date:
    """Return a date some days later, or the last date there is."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def in_words(dates: Extent) -> str:
    """Return dates as the beginning of a sentence."""
    first, after = dates
    if after is None:
        return "everything becomes" if first == date.min else f"dates from {first} on become"
    if first == date.min:
        return f"dates up to {after - _DAY} become"
    return f"{first} to {after - _DAY} become"


def merged(ranges: Iterable[tuple[date, date]], gap: int = 0) -> list[tuple[date, date]]:
    """Return ranges of dates in order, as one where at most so many days lie between them."""
    runs: list[tuple[date, date]] = []
    for first, after in sorted(ranges):
        if runs and first <= shifted(runs[-1][1], gap):
            runs[-1] = (runs[-1][0], max(runs[-1][1], after))
        else:
            runs.append((first, after))
    return runs


def without(ranges: Iterable[tuple[date, date]], cuts: Iterable[Extent]) -> list[tuple[date, date]]:
    """Return the merged ranges of dates minus the cuts."""
    left = merged(ranges)
    for low, high in sorted({(low, high or date.max) for low, high in cuts}):
        pieces = []
        for first, after in left:
            pieces += [(first, min(after, low)), (max(first, high), after)]
        left = [(first, after) for first, after in pieces if first < after]
    return left
