"""Integer prices: the bound they prove, and how far each column is from paying.

With integer prices ``p`` and row prices ``u >= 0`` in units of ``1 / scale``, a column's *slack* is
``sum of its p + sum of u x coefficients - scale x cost``.  If no slack is negative, weak duality
gives ``cost of any solution <= floor((sum p + sum u x limit) / scale)``, and a solution that is at
most g below that bound uses only columns with a slack of at most ``scale x g``: the reduced-cost
window that makes the exact search small.  All of it is integer arithmetic, so no tolerance of a
solver can spoil the proof.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.strategies.exact.partition import Partition

__all__ = ["Prices", "flat_prices", "scale_for"]


_ROOM = 2**60
"""No price, and no sum that makes a slack, may come near the end of 64 bits."""


def scale_for(costs: Ints) -> int:
    """Return the scale of prices: as fine as 64-bit sums allow, at most 2^20."""
    largest = int(np.abs(costs).max(initial=1))
    return 1 << max(0, min(20, 50 - largest.bit_length()))


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices that are valid for a cost over the living columns of a model.

    Attributes
    ----------
    model : Partition
        The columns and rows.
    costs : int[m]
        What is maximised.
    scale : int
        Prices are in units of ``1 / scale``.
    residents : int[n]
        Price of each resident's equation.
    rows : int[rows]
        Price of each row, not negative.
    """

    model: Partition
    costs: Ints
    scale: int
    residents: Ints
    rows: Ints

    @cached_property
    def slack(self) -> Ints:
        """int[m]: by how much the prices of a column exceed its cost."""
        padded = np.append(self.residents, 0)  # index -1, the padding, costs nothing
        found: Ints = padded[self.model.members].sum(axis=1) - self.scale * self.costs
        for price, row in zip(self.rows.tolist(), self.model.rows, strict=True):
            if price:
                found = found + price * row.coefficients
        return found

    @property
    def total(self) -> int:
        """The bound in units of ``1 / scale``."""
        limits = [row.limit for row in self.model.rows]
        priced = sum(u * limit for u, limit in zip(self.rows.tolist(), limits, strict=True))
        return int(sum(self.residents.tolist())) + int(priced)

    def tighter(self, other: Prices) -> bool:
        """Tell whether these prices prove less than others, exactly; scales may differ."""
        return self.total * other.scale < other.total * self.scale

    @property
    def bound(self) -> int:
        """Upper bound of the cost of any solution."""
        return self.total // self.scale

    @property
    def safe(self) -> bool:
        """Whether every slack is exact in 64 bits."""
        largest = int(np.abs(self.residents).max(initial=0))
        sums = 3 * largest + self.scale * int(np.abs(self.costs).max(initial=0))
        for price, row in zip(self.rows.tolist(), self.model.rows, strict=True):
            sums += price * int(np.abs(row.coefficients).max(initial=0))
        return bool(sums < _ROOM)

    def repaired(self) -> Prices:
        """Return prices without negative slack on living columns, raised as little as needed."""
        short = np.where(self.model.alive, -self.slack, 0)
        if short.max(initial=0) <= 0:
            return self
        sizes = (self.model.members >= 0).sum(axis=1)
        lift = int((-(-short // sizes)).max())
        return Prices(self.model, self.costs, self.scale, self.residents + lift, self.rows)

    def window_of(self, value: int) -> Bools:
        """Return the living columns that a solution of at least this cost may use."""
        return self.window(self.total - self.scale * value)

    def window(self, width: int) -> Bools:
        """Return the living columns with a slack of at most `width`."""
        found: Bools = self.model.alive & (self.slack <= width)
        return found


def flat_prices(model: Partition, costs: Ints) -> Prices:
    """Return prices that need no linear program: each resident's best share of any column."""
    scale = scale_for(costs)
    sizes = (model.members >= 0).sum(axis=1)
    share = -(-scale * costs // sizes)
    best = np.full(model.n, np.iinfo(np.int64).min // 4, dtype=np.int64)
    for place in range(3):
        at = model.alive & (model.members[:, place] >= 0)
        np.maximum.at(best, model.members[at, place], share[at])
    return Prices(model, costs, scale, best, np.zeros(len(model.rows), dtype=np.int64)).repaired()
