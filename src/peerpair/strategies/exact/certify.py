"""The certificate: prices of the whole model, so that they hold for every candidate group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.model.result import Level
from peerpair.strategies.base import Limits, OddSetPrice, Proof
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.keeps import AtLeast
from peerpair.strategies.exact.linear import Linear, Row
from peerpair.strategies.exact.model import size_rows
from peerpair.strategies.exact.prices import Prices, scale_for
from peerpair.strategies.exact.relaxation import Relaxation

__all__ = ["certify"]

_MOST = 400_000_000
"""Candidates that a certificate may have to speak of."""


def certify(
    compiled: Compiled,
    level_rows: Sequence[Row],
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
    level_rows : sequence of Row
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
        None where there are too many candidates to speak of all of them.
    """
    if compiled.count((2, 3)) > _MOST and 3 not in compiled.reachable:
        return None
    field = Field(compiled, (2, 3), threads=limits.threads)
    if compiled.floors and levels and levels[-1].value is not None:
        # The reported minimum is part of being a candidate.
        field = field.narrowed(AtLeast(levels[-1].value))
    rows = [*size_rows(compiled), *level_rows]
    largest = compiled.largest
    best: Prices | None = None
    stated = {row.name for row in rows}
    if {row.name for row in prices.rows} <= stated:
        # The search's own prices, raised where they do not cover what it left out.
        priced = field.violated(prices, 1)
        if priced.complete:
            best = prices.raised(priced.lifts)
            if best.bound == prices.bound:
                return _proof(best)
    relaxed = Relaxation(
        field,
        Linear.of_value(),
        rows,
        known.take(np.flatnonzero(field.keeps_all(known))),
        limits,
        scale=scale_for(largest),
        big=float((largest + 1) * 1000),
    )
    relaxed.add_cuts([c for c, z in zip(prices.cuts, prices.cut_prices, strict=True) if z])
    relaxed.solve()
    if relaxed.prices is not None and (best is None or relaxed.prices.tighter(best)):
        best = relaxed.prices
    return None if best is None or not best.safe else _proof(best)


def _proof(prices: Prices) -> Proof:
    rows = {row.name: u for row, u in zip(prices.rows, prices.row_prices, strict=True)}
    sets = tuple(
        OddSetPrice(cut.residents, cut.divisor, z)
        for cut, z in zip(prices.cuts, prices.cut_prices, strict=True)
        if z
    )
    return Proof(prices.scale, prices.residents, rows, prices.bound, sets)
