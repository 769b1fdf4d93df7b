"""From the prices of the last level to a certificate that holds for every candidate group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.model.result import Level
from peerpair.model.rules import Bools, Ints
from peerpair.strategies.base import Proof
from peerpair.strategies.exact.pricing import Prices

__all__ = ["certify"]


def certify(compiled: Compiled, prices: Prices, levels: Sequence[Level]) -> Proof | None:
    """Return prices that hold for every candidate, also for those the search left out.

    Columns that count in a level of value 0 were dropped: a price on that level's row, whose limit
    is 0, lifts them at no cost to the bound.  Groups of a size that parity rules out were dropped
    too: the row that limits their number lifts them, and the bound rises by price times limit.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    prices : Prices
        Valid for the living columns of the last level.
    levels : sequence of Level
        The levels before the total, as reported.

    Returns
    -------
    Proof or None
        None where not every candidate was listed, so nothing can be said about all of them.
    """
    if not compiled.complete:
        return None
    model = prices.model
    slack = prices.slack.copy()
    candidate = _candidates(compiled, model.single, levels)
    rows = {row.name: int(u) for row, u in zip(model.rows, prices.rows, strict=True)}
    total = prices.total
    for row in reversed(model.rows):
        short = candidate & (slack < 0) & (row.coefficients > 0)
        if row.limit == 0 and short.any():
            lift = _lift(slack, short, row.coefficients)
            slack += lift * row.coefficients
            rows[row.name] += lift
    sizes = (model.members >= 0).sum(axis=1)
    for name, size, limit in (("pairs_max", 2, compiled.pairs[1]), ("triads_max", 3, compiled.triads[1])):
        counted = ((sizes == size) & ~model.single).astype(np.int64)
        short = candidate & (slack < 0) & (counted > 0)
        if short.any():
            lift = _lift(slack, short, counted)
            slack += lift * counted
            rows[name] = rows.get(name, 0) + lift
            total += lift * limit
    if (slack[candidate] < 0).any():
        return None
    return Proof(prices.scale, prices.residents, rows, total // prices.scale)


def _candidates(compiled: Compiled, single: Bools, levels: Sequence[Level]) -> Bools:
    """Return the columns a certificate speaks of; a reported minimum is part of being one."""
    found = np.ones(len(single), dtype=bool)
    if compiled.floor is not None and levels and levels[-1].value is not None:
        found[: len(compiled.floor)] = compiled.floor >= levels[-1].value
    return found


def _lift(slack: Ints, short: Bools, coefficients: Ints) -> int:
    return int((-(slack[short] // coefficients[short])).max())
