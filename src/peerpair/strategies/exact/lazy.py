"""Triads that are valued only when their pairs leave it open whether prices cover them.

In a cohort of thousands there are more triads than memory holds.  A triad's slack is at least half
the sum of what its pairs have left (`peerpair.compile.triad_bound`), so those that can matter at
given prices are triangles of a sparse graph, found resident by resident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.compile.triad_bound import triad_bound
from peerpair.model.arrays import Ints
from peerpair.strategies.exact.prices import Prices

_NEVER = 2**58
"""What a pair that no group may hold has left: more than any window."""

_BATCH = 100_000
"""Triads that are valued together."""


class LazyTriads:
    """The triads of a large cohort.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    bound : (int[n, n], int)
        `triad_bound` of its triads.
    """

    def __init__(self, compiled: Compiled, bound: tuple[Ints, int]) -> None:
        self.compiled, (self.pair_bounds, self.constant) = compiled, bound
        self._weeks = compiled.pair_weeks if compiled.thresholds else None

    @classmethod
    def of(cls, compiled: Compiled) -> LazyTriads | None:
        """Return the triads of a problem, or None where nothing bounds them or rows weigh them."""
        if compiled.rows or compiled.floors or not compiled.oracle.blocked:
            return None
        bound = triad_bound(compiled.oracle)
        return None if bound is None else cls(compiled, bound)

    def below(self, prices: Prices, width: int, ask: Callable[[], None]) -> Iterator[Columns]:
        """Yield all triads whose slack may be at most `width`, in batches, with others among them.

        Parameters
        ----------
        prices : Prices
            Any prices.
        width : int
            Of the window.
        ask : callable
            Called between residents; raises where time is up.
        """
        left = self._left(prices)
        rest = prices.rest
        most = 6 * (width - int(rest.sizes[3])) - rest.value * self.constant
        least = left.min(axis=1)
        groups: list[Ints] = []
        waiting = 0
        for first in range(prices.n - 2):
            ask()
            own = left[first, first + 1 :]
            # Even with its best third a pair that has this much left is out.
            near = np.flatnonzero(
                own + np.minimum(least[first + 1 :], 0) + min(least[first], 0) <= most
            )
            if len(near) < 2:
                continue
            some = near + first + 1
            sums = left[np.ix_(some, some)] + own[near]
            sums += own[near, None]
            one, other = np.nonzero(np.triu(sums <= most, 1))
            if len(one):
                triads = np.empty((len(one), 3), dtype=np.int64)
                triads[:, 0], triads[:, 1], triads[:, 2] = first, some[one], some[other]
                groups.append(triads)
                waiting += len(one)
            while waiting >= _BATCH:
                whole = np.concatenate(groups)
                yield self._valued(whole[:_BATCH])
                groups, waiting = [whole[_BATCH:]], len(whole) - _BATCH
        if waiting:
            yield self._valued(np.concatenate(groups))

    def _valued(self, groups: Ints) -> Columns:
        listed = self.compiled.oracle.listed(groups)
        return Columns.picked(listed, np.arange(len(listed)))

    def _left(self, prices: Prices) -> Ints:
        """Return int64[n, n]: six times a pair's share in the least slack of its triads."""
        rest = prices.rest
        least = 3 * (prices.residents[:, None] + prices.residents[None, :])
        if any(prices.cut_prices):
            # A set adds six times its price for each pair inside, less twelve times for a triad
            # that is inside whole, which has three such pairs.
            least += 2 * prices.pairs_in_sets[: prices.n, : prices.n]
        if rest.value:
            least = least + rest.value * self.pair_bounds
        if rest.table is not None and self._weeks is not None:
            # If two of three are low, the triad is: their low members count three, not two.
            marks = np.array(self.compiled.thresholds)
            codes = np.zeros(int(self._weeks.max(initial=0)) + 1, dtype=np.int64)
            for position, mark in enumerate(marks.tolist()):
                codes[: mark + 1] |= 2 << (2 * position)
            least += 3 * rest.table[codes][self._weeks]
        least[~self.compiled.oracle.pair_mask] = _NEVER
        return least
