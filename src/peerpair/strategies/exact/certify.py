"""The certificate: prices of the whole model, so that they hold for every candidate group."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.model.arrays import Bools
from peerpair.model.level import Level, LevelKind
from peerpair.strategies.base import OddSetPrice, Proof
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.keeps import Every, WorthAtLeast
from peerpair.strategies.exact.lazy import LazyTriads
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.model import size_rows
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.relaxation import Relaxation

_MOST = 5_000_000
"""Candidates over which the relaxation is solved once more; beyond, raised prices must do."""

_GRACE = 0.4
"""Seconds for which candidates are gone through once more though time is up."""


def certify(
    compiled: Compiled,
    level_rows: Sequence[ModelRow],
    levels: Sequence[Level],
    prices: Prices,
    known: Columns,
    limits: Limits,
) -> Proof | None:
    """Return prices that hold for every candidate, also for those the search left out.

    The search drops groups that no best answer can contain; a certificate must speak of them all.
    So the relaxation is solved once more over everything, each level standing as a row whose limit
    is its reported value.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    level_rows : sequence of ModelRow
        One for each count level.
    levels : sequence of Level
        The levels before the total, as reported.
    prices : Prices
        Of the total, as far as the search knows.
    known : Columns
        Columns worth starting with.
    limits : Limits
        Time left; without any, the prices prove less but still hold.

    Returns
    -------
    Proof or None
        None where sums could leave 64 bits.

    Raises
    ------
    OutOfTimeError
        If time is up, and a little more, before all candidates are gone through.
    """
    rows = [*size_rows(compiled), *level_rows]
    spare = [size for size in (2, 3) if size not in compiled.reachable]
    late = limits.late(_GRACE)
    field = Field(compiled, limits=late)
    # The reported minimum is part of being a candidate.
    floor = next((level for level in levels if level.kind is LevelKind.MAXMIN), None)
    least = None if floor is None else floor.value
    floors = [] if least is None else [WorthAtLeast(least)]
    field = field.narrowed(*floors) if floors else field
    # The search's own prices, raised where they do not cover what it left out.
    best = _free_prices(_stated(prices, rows), level_rows, compiled.largest)
    best = best.raised(field.violated(best, 1).lifts)
    for size in spare:
        best = _covering(best, size, compiled, floors, late)
    if best.bound > prices.bound and compiled.count((2, 3)) <= _MOST:
        whole = Field(compiled, (2, 3), limits=late)
        whole = whole.narrowed(*floors) if floors else whole
        relaxed = Relaxation(
            whole,
            Linear.of_value(),
            rows,
            known.take(np.flatnonzero(whole.keeps_all(known))),
            limits,
            largest=compiled.largest,
            factor=1000,
        )
        relaxed.add_cuts([c for c, z in zip(prices.cuts, prices.cut_prices, strict=True) if z])
        with suppress(OutOfTimeError):  # the prices so far hold as well
            relaxed.solve()
        if relaxed.prices is not None and relaxed.prices.tighter(best):
            best = relaxed.prices
    return _proof(best) if best.safe else None


def _stated(prices: Prices, rows: Sequence[ModelRow]) -> Prices:
    """Return prices with the rows of a certificate alone, the levels' limits as reported."""
    stated = {row.name: row for row in rows}
    kept = [
        (stated[row.name], u)
        for row, u in zip(prices.rows, prices.row_prices, strict=True)
        if row.name in stated
    ]
    return replace(prices, rows=tuple(row for row, _ in kept), row_prices=tuple(u for _, u in kept))


def _free_prices(prices: Prices, level_rows: Sequence[ModelRow], largest: int) -> Prices:
    """Return prices with a high price on each level that nothing may count at: it costs nothing.

    The search leaves out all groups that count at such a level; a price above all that a group
    could be short of covers them.
    """
    zero = {row.name: row for row in level_rows if row.limit == 0}
    own = {row.name: u for row, u in zip(prices.rows, prices.row_prices, strict=True)}
    if not zero:
        return prices
    short = prices.scale * (largest + 1) + 3 * int(np.abs(prices.residents).max(initial=0))
    # A group may count against a row as well as for one; were this too little, the prices of
    # residents are raised for the rest.
    short += sum(
        u * int(np.abs(row.function.sizes).max())
        for row, u in zip(prices.rows, prices.row_prices, strict=True)
        if row.name not in zero
    )
    rows = [*prices.rows, *(row for name, row in zero.items() if name not in own)]
    freed = replace(
        prices,
        rows=tuple(rows),
        row_prices=tuple(short if row.name in zero else own[row.name] for row in rows),
    )
    return freed if freed.safe else prices


def _covering(
    prices: Prices,
    size: int,
    compiled: Compiled,
    floors: Sequence[WorthAtLeast],
    limits: Limits,
) -> Prices:
    """Return prices raised to cover the groups of a size that the search never meets.

    Their number is limited to one or two, so a price on that row is often cheaper than raising
    residents.
    """
    name = {2: "pairs_max", 3: "triads_max"}[size]
    limit = next((row.limit for row in prices.rows if row.name == name), None)
    triads = LazyTriads.unweighed(compiled) if size == 3 and limit in (0, 1) else None
    if triads is not None:  # where the row is cheaper for certain, it asks for the deepest alone
        keep = Every(tuple(floors)).of if floors else _all
        return _row_raised(prices, name, -triads.deepest(prices, keep, limits.check))
    field = Field(compiled, [size], limits=limits)
    field = field.narrowed(*floors) if floors else field
    lifts = field.violated(prices, 1).lifts
    most = int(lifts.max(initial=0))
    if limit is not None and most * limit < int(lifts.sum()):
        return _row_raised(prices, name, most)
    return prices.raised(lifts)


def _row_raised(prices: Prices, name: str, lift: int) -> Prices:
    """Return the prices with a row's price raised."""
    pairs = zip(prices.rows, prices.row_prices, strict=True)
    return replace(
        prices, row_prices=tuple(u + lift if row.name == name else u for row, u in pairs)
    )


def _all(columns: Columns) -> Bools:
    return np.ones(len(columns), dtype=bool)


def _proof(prices: Prices) -> Proof:
    rows = {row.name: u for row, u in zip(prices.rows, prices.row_prices, strict=True)}
    sets = tuple(
        OddSetPrice(cut.residents, cut.divisor, z)
        for cut, z in zip(prices.cuts, prices.cut_prices, strict=True)
        if z
    )
    return Proof(prices.scale, prices.residents, rows, prices.bound, sets)
