"""The linear relaxation by column generation, and what its prices prove."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.engines.mathopt import LpPrices, MasterLp
from peerpair.model.arrays import Bools, Ints
from peerpair.strategies.base import Limits
from peerpair.strategies.exact.partition import Partition, best_per_resident
from peerpair.strategies.exact.pricing import Prices, flat_prices, scale_for

__all__ = ["Relaxed", "relax"]

_FIRST = 8
"""Columns per resident that the relaxation starts with."""
_MORE = 4
"""Violated columns per resident that a round adds."""


@dataclass(frozen=True)
class Relaxed:
    """What the relaxation gives.

    Attributes
    ----------
    prices : Prices
        Valid integer prices.
    generated : bool[m]
        The columns it was solved over; the best answer is often among them.
    empty : bool
        The relaxation itself has no solution, proven by integer (Farkas) prices.
    """

    prices: Prices
    generated: Bools
    empty: bool = False


def relax(model: Partition, costs: Ints, known: Ints, limits: Limits) -> Relaxed:
    """Solve the relaxation over the living columns.

    Parameters
    ----------
    model : Partition
        Columns and rows.
    costs : int[m]
        To be maximised.
    known : int[k]
        Columns worth starting with, such as those of the best answer so far.
    limits : Limits
        When to stop; prices are valid whenever that happens.
    """
    largest = int(np.abs(costs).max(initial=0))
    for exponent in (3, 6):  # a spare column must cost more than any group could gain
        big = float((largest + 1) * 10**exponent)
        found, missing = _generate(model, costs, known, limits, big)
        if missing <= 1e-6:
            break
        nothing = np.zeros_like(costs)
        proof, missing = _generate(model, nothing, known, limits, 1.0)
        if missing > 1e-6:
            if proof.prices.total < 0:
                return Relaxed(proof.prices, proof.generated, empty=True)
            break  # out of time, or too close to call: the search decides
    return found


def _generate(
    model: Partition, costs: Ints, known: Ints, limits: Limits, big: float
) -> tuple[Relaxed, float]:
    """Return the relaxation and how much its spare columns still carry."""
    living = np.flatnonzero(model.alive)
    members = model.members[living]
    sizes = (members >= 0).sum(axis=1)
    share = -(6 * costs[living] // sizes)
    inside = np.zeros(len(costs), dtype=bool)
    inside[living[best_per_resident(members, [share], _FIRST)]] = True
    inside[known[model.alive[known]]] = True
    fresh = np.flatnonzero(inside)
    master = MasterLp(model.n, [row.limit for row in model.rows], big)
    scale = scale_for(costs)
    prices = flat_prices(model, costs)
    missing = float("inf")
    while len(fresh) and not limits.over():
        master.add(
            model.members[fresh], costs[fresh], [row.coefficients[fresh] for row in model.rows]
        )
        found = master.solve(limits.remaining())
        if found is None:
            break
        missing = found.missing
        raw = _whole(found, model, costs, scale)
        if raw is None:
            break  # no numbers to go by: the prices so far stay valid
        better = raw.repaired()
        if better.tighter(prices):
            prices = better
        short = model.alive & (raw.slack < -max(2, raw.scale >> 18)) & ~inside
        at = np.flatnonzero(short)
        fresh = at[best_per_resident(model.members[at], [raw.slack[at]], _MORE)]
        inside[fresh] = True
    return Relaxed(prices, inside), missing


def _whole(found: LpPrices, model: Partition, costs: Ints, scale: int) -> Prices | None:
    """Round a linear program's prices to integers; `repaired` makes them valid again.

    None where they are too large for exact sums in 64 bits.
    """
    largest = max(np.abs(found.residents).max(initial=0), np.abs(found.rows).max(initial=0))
    if not largest < 2.0**56:  # also when it is no number
        return None
    scale = min(scale, 1 << (56 - int(largest).bit_length()))
    residents = np.rint(found.residents * scale).astype(np.int64)
    rows = np.maximum(0, np.rint(found.rows * scale)).astype(np.int64)
    prices = Prices(model, costs, scale, residents, rows)
    return prices if prices.safe else None
