"""Triads that are valued only when their pairs leave it open whether prices cover them.

In a cohort of thousands there are more triads than memory holds.  A triad's slack is at least half
the sum of what its pairs have left (`peerpair.compile.triad_bound`), so those that can matter at
given prices are triangles of a sparse graph, found resident by resident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.compile.partners import best_triads
from peerpair.compile.triad_bound import triad_bound
from peerpair.levels.base import Count
from peerpair.model.arrays import Bools, Ints, in_parts
from peerpair.strategies.exact.prices import Prices

_NEVER = 2**58
"""What a pair that no group may hold has left: more than any window."""

_BATCH = 100_000
"""Triads that are valued together."""

_PARTNERS = 6
"""Partners of each resident whose triads are looked at first for the deepest."""


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
        self._rows: dict[int, Count] = dict(enumerate(compiled.counts, len(compiled.rows)))

    @classmethod
    def of(cls, compiled: Compiled) -> LazyTriads | None:
        """Return the triads of a problem, or None where nothing bounds them or rows weigh them."""
        if compiled.rows or compiled.floors or not compiled.oracle.blocked:
            return None
        return cls.unweighed(compiled)

    @classmethod
    def unweighed(cls, compiled: Compiled) -> LazyTriads | None:
        """Return the triads for prices that price no rule over the whole cohort."""
        counts = (count.sixths(compiled.oracle.cohort, 1) for count in compiled.counts)
        if compiled.oracle.problem.raw or any(table is None for table in counts):
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
        yield from self._gone_through(_Left.of(self, prices), lambda: width, ask)

    def deepest(
        self, prices: Prices, keep: Callable[[Columns], Bools], ask: Callable[[], None]
    ) -> int:
        """Return the least slack of a triad, or 0 where none is negative.

        Parameters
        ----------
        prices : Prices
            Any prices.
        keep : callable
            Which of some triads count.
        ask : callable
            Called between residents; raises where time is up.
        """
        left = _Left.of(self, prices)
        least = 0

        def look(columns: Columns) -> None:
            nonlocal least
            least = min(least, int(prices.slack(columns)[keep(columns)].min(initial=0)))

        # Those that the pairs leave most to come first, so that hardly any other can be deeper.
        look(self._valued(best_triads(left.pairs, _PARTNERS, ask)))
        for columns in self._gone_through(left, lambda: least - 1, ask):
            look(columns)
        return least

    def _gone_through(
        self, left: _Left, width: Callable[[], int], ask: Callable[[], None]
    ) -> Iterator[Columns]:
        """Yield the triads whose slack may be at most a width, which may shrink on the way."""

        def found() -> Iterator[Ints]:
            for first in range(self.compiled.n - 2):
                ask()
                yield left.below(first, width())

        yield from map(self._valued, in_parts(found(), _BATCH))

    def _valued(self, groups: Ints) -> Columns:
        listed = self.compiled.oracle.listed(groups)
        return Columns.picked(listed, np.arange(len(listed)))

    def pairs_left(self, prices: Prices) -> Ints:
        """Return int64[n, n]: six times a pair's share in the least slack of its triads."""
        rest = prices.rest
        least = 3 * (prices.residents[:, None] + prices.residents[None, :])
        if any(prices.cut_prices):
            # A set adds six times its price for each pair inside, less twelve times for a triad
            # that is inside whole, which has three such pairs.
            least += 2 * prices.pairs_in_sets[: prices.n, : prices.n]
        if rest.value:
            least = least + rest.value * self.pair_bounds
        if rest.table is not None:
            least += 2 * self._low(rest.table)
        for number, k in rest.rows:
            if k:
                sixths = self._rows[number].sixths(self.compiled.oracle.cohort, 1 if k > 0 else -1)
                assert sixths is not None
                least += abs(k) * sixths
        least[~self.compiled.oracle.pair_mask] = _NEVER
        return least

    def _low(self, table: Ints) -> Ints:
        """Return int64[1] or int64[n, n]: the least of a function of low codes over their triads.

        Three meet in no more weeks than any two of them: a triad counts wherever a pair in it does.
        """
        if self._weeks is None:
            return np.array([table.min()])
        codes = np.zeros(int(self._weeks.max(initial=0)) + 1, dtype=np.int64)
        for position, mark in enumerate(self.compiled.thresholds):
            codes[: mark + 1] |= 3 << (2 * position)
        least: Ints = np.minimum.accumulate(table[codes])
        return least[self._weeks]


@dataclass(frozen=True, eq=False)
class _Left:
    """What prices leave of triads at least, from what they leave of pairs.

    Attributes
    ----------
    pairs : int[n, n]
        `LazyTriads.pairs_left`.
    constant : int
        Six times a triad's least slack is the sum over its pairs and this.
    """

    pairs: Ints
    constant: int

    @classmethod
    def of(cls, triads: LazyTriads, prices: Prices) -> _Left:
        rest = prices.rest
        constant = 6 * int(rest.sizes[3]) + rest.value * triads.constant
        return cls(triads.pairs_left(prices), constant)

    @cached_property
    def _least(self) -> Ints:
        """int[n]: what the best pair of each resident has left."""
        least: Ints = self.pairs.min(axis=1)
        return least

    def below(self, first: int, width: int) -> Ints:
        """Return int[k, 3]: the triads of a first resident that may have a slack of a width."""
        most = 6 * width - self.constant
        own = self.pairs[first, first + 1 :]
        # Even with its best third a pair that has this much left is out.
        best = np.minimum(self._least[first + 1 :], 0) + min(self._least[first], 0)
        near = np.flatnonzero(own + best <= most)
        if len(near) < 2:
            return np.empty((0, 3), dtype=np.int64)
        some = near + first + 1
        sums = self.pairs[np.ix_(some, some)] + own[near]
        sums += own[near, None]
        one, other = np.nonzero(np.triu(sums <= most, 1))
        return np.column_stack([np.full(len(one), first), some[one], some[other]])
