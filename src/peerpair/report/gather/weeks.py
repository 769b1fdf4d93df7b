"""How many residents can meet in how many weeks, beside groups drawn by lot."""

from __future__ import annotations

import math

from peerpair.report.gather.chance import Chance
from peerpair.report.view import BarView
from peerpair.report.words import count, number, tenths

MOST_BARS = 9


def bars(lots: Chance | None, *, unplaced: bool) -> tuple[BarView, ...]:
    """Return one bar for each number of weeks, most weeks first; a year is cut into quarters."""
    if lots is None:
        return ()
    weeks = len(lots.formed) - 1
    if weeks < MOST_BARS:
        parts = [range(week, week + 1) for week in range(weeks + 1)]
    else:
        ends = [weeks * k // 4 + 1 for k in range(5)]
        parts = [range(first, end) for first, end in zip((0, *ends), ends, strict=False)]
    single = all(len(part) == 1 for part in parts)  # percentiles of parts do not add up
    most = max(1, *(max(_sums(lots, part)) for part in parts), *(lots.high if single else ()))
    return tuple(_bar(lots, part, most, single, unplaced) for part in reversed(parts))


def _bar(lots: Chance, part: range, most: float, single: bool, unplaced: bool) -> BarView:
    residents, mean = _sums(lots, part)
    low, high = (lots.low[part[0]], lots.high[part[0]]) if single else (0, 0)
    return BarView(
        label=_label(part, len(lots.formed) - 1, unplaced),
        residents=int(residents),
        share=_share(residents, most),
        lot=tenths(mean),
        lot_share=_share(mean, most),
        span=f"{number(low)} to {number(high)}" if single else "",
        low_share=_share(low, most),
        high_share=_share(high, most),
    )


def _sums(lots: Chance, part: range) -> tuple[float, float]:
    weeks = slice(part.start, part.stop)
    return sum(lots.formed[weeks]), sum(lots.mean[weeks])


def _label(part: range, weeks: int, unplaced: bool) -> str:
    if part[-1] == 0:
        return "never, or no group" if unplaced else "never"
    span = str(part[0]) if len(part) == 1 else f"{part[0]} to {part[-1]}"
    return f"{span} of {count(weeks, 'week')}"


def _share(value: float, most: float) -> int:
    """Return a share in per cent, rounded up so that anything at all can be seen."""
    return math.ceil(100 * value / most - 1e-9)
