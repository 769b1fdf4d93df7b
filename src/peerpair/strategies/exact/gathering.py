"""A good answer for the residents in doubt, by tabu search: the counts' bounds are often reached.

The groups of those in doubt stand in slots, three a group; what is left of a slot is anybody, or
nobody in a pair.  Each step exchanges what two slots hold, the best exchange that was not just
made; what a group costs is read from a table.

References
----------
F. Glover, "Tabu search, part I", ORSA Journal on Computing 1(3), 1989,
https://doi.org/10.1287/ijoc.1.3.190.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import numpy as np

from peerpair.compile.chunks import low_digits
from peerpair.compile.columns import Columns
from peerpair.model.arrays import Ints

_TENURE = 8
"""Steps for which what was exchanged stays, at least; up to twice as many, at random."""

_STALE = 40
"""Steps for each resident without a better answer after which the search ends."""


_FORBIDDEN = 10**15
"""What a group costs that cannot be: more than all others together."""


def gather(
    columns: Columns, sizes: Ints, least: Ints, pairs: int, over: Callable[[], bool]
) -> Columns | None:
    """Return disjoint columns that hold all residents, with few members low, first level first.

    Parameters
    ----------
    columns : Columns
        What groups can be made of the residents, three, two or one of them.
    sizes : int[m]
        Members of each group, with those who are not among the residents.
    least : int[k]
        How many are low at each level at least: what has these counts is not bettered.  Of a group
        all members are low at a level or none, and who is low at one is low at the next.
    pairs : int
        How many groups may have two members.
    over : callable
        Asked between steps; ends the search.

    Returns
    -------
    Columns or None
        None where no answer was found.
    """
    n = int(columns.members.max(initial=-1)) + 1
    weights = (3 * n + 4) ** np.arange(len(least))[::-1]
    costs, places = _tables(columns, sizes, weights, n)
    rng = np.random.default_rng(0)
    slots = _Slots(costs, weights, n, min(pairs, n))
    best, found, stale = slots.total, slots.items.copy(), 0
    while stale < _STALE * n and best > (weights * least).sum() and not over():
        slots.step(rng, best)
        stale += 1
        if slots.total < best:
            best, found, stale = slots.total, slots.items.copy(), 0
    if best >= _FORBIDDEN:
        return None
    at = places[tuple(found.reshape(-1, 3).T)]
    return columns.take(np.sort(at[at >= 0]))


def _tables(columns: Columns, sizes: Ints, weights: Ints, n: int) -> tuple[Ints, Ints]:
    """Return int[n+2, n+2, n+2] twice: what a group costs, and its column (-1 = none)."""
    some = np.flatnonzero(sizes >= 2)
    rows = columns.members[some].astype(np.int64)
    rows[rows < 0] = n  # anybody
    rows[sizes[some] == 2, 2] = n + 1  # nobody
    low = low_digits(len(weights))[columns.low[some]] > 0
    worth = (low * weights).sum(axis=1) * sizes[some]
    costs = np.full((n + 2,) * 3, _FORBIDDEN)
    places = np.full((n + 2,) * 3, -1)
    empty = [[n, n, n], [n, n, n + 1]]
    for one, two, three in permutations(range(3)):
        at = rows[:, one], rows[:, two], rows[:, three]
        costs[at], places[at] = worth, some
        for row in empty:
            costs[row[one], row[two], row[three]] = 0
    return costs, places


class _Slots:
    """What the slots of the groups hold: residents 0 … n-1, anybody (n) or nobody (n + 1).

    Parameters
    ----------
    costs : int[n+2, n+2, n+2]
        What a group costs.
    weights : int[k]
        What a member costs who is low at each level.
    n : int
        Number of residents.
    pairs : int
        Slots that hold nobody.
    """

    def __init__(self, costs: Ints, weights: Ints, n: int, pairs: int) -> None:
        self.n, self.costs, self.width = n, costs.ravel(), n + 2
        groups = max(-(-n // 3) + n // 6 + 2, pairs)
        # Those who are low alone at the first levels come first, together.
        items = np.full((groups, 3), n)
        items.ravel()[:n] = np.argsort(-costs[np.arange(n), n, n], kind="stable")
        items[groups - pairs :, 2][items[groups - pairs :, 2] == n] = n + 1
        self.items = items.ravel()
        at = np.arange(3 * groups)
        self._group, first = at // 3, at - at % 3
        self._next, self._last = first + (at + 1) % 3, first + (at + 2) % 3
        self._free = np.zeros(n + 2, dtype=np.int64)  # from which step on an item may move again
        self._now = 0
        self._weights = weights
        self._own = self.costs[self._base() + self.items]
        self.total = int(self._own[::3].sum())

    def _base(self) -> Ints:
        """Return for each slot where the costs of its group begin, whatever it holds itself."""
        held = self.items
        bases: Ints = (held[self._next] * self.width + held[self._last]) * self.width
        return bases

    def step(self, rng: np.random.Generator, best: int) -> None:
        """Make the best exchange that may be made, if there is one.

        One of the two slots belongs to a group that costs as much as one low at some level, drawn
        at random: elsewhere most exchanges change nothing, and few of them lead on.

        Parameters
        ----------
        rng : Generator
            Draws the level, and settles ties.
        best : int
            Below this an exchange is made though it was just made.
        """
        items, base = self.items, self._base()
        some = np.flatnonzero(self._own >= rng.choice(self._weights))
        change = self.costs[base[some, None] + items] + self.costs[base + items[some, None]]
        change -= self._own[some, None] + self._own
        held = self._free[items] > self._now
        barred = (held[some, None] | held) & (self.total + change >= best)
        barred |= (self._group[some, None] == self._group) | (items[some, None] == items)
        change[barred] = _FORBIDDEN * self.width
        least = int(change.min(initial=_FORBIDDEN * self.width))
        self._now += 1
        if least >= _FORBIDDEN * self.width:
            return
        one, two = divmod(int(rng.choice(np.flatnonzero(change == least))), len(items))
        pair = [some[one], two]
        moved = items[pair]
        items[pair] = moved[::-1]
        self._free[moved] = self._now + rng.integers(_TENURE, 2 * _TENURE, 2)
        self._free[self.n :] = 0
        self._own = self.costs[self._base() + items]
        self.total += least
