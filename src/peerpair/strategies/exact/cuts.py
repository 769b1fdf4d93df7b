"""Separation: odd sets and subset-row cuts that a fractional solution breaks.

Any set S of residents gives a valid row: the groups of a partition share at most |S| members with
it, so ``sum of floor(|G & S| / 2) <= floor(|S| / 2)``.  Rows of three residents cut off most of
what fractional triads do; larger sets grow from sets that are nearly broken, two residents at a
time, which also finds the odd cycles of pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from peerpair.model.arrays import Bools, Floats, Ints
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.prices import Cut

_WHOLE = 1e-6
"""How far from 0 and 1 a column counts as fractional."""
_BROKEN = 0.02
"""By how much a row must be broken to be worth adding."""
_NEAR = 0.34
"""By how little a set may miss being broken and still be grown."""
_SEEDS = 240
"""Sets of three that are grown."""
_LARGEST = 11
"""Members up to which sets grow."""
_LINKS = (_WHOLE, 0.1, 0.3, 0.5)
"""How much two residents are together at least to hang together."""
_TRIPLES, _OTHERS = 60, 30
"""Rows of three and of more residents that one round returns at most."""
_PARTS = 100
"""Connected parts of a cohort whose rows are added at once."""
_AROUND = 24
"""Residents tried when a set grows."""


def separate(
    members: Ints, levels: Floats, n: int, over: Callable[[], bool] = lambda: False
) -> list[Cut]:
    """Return rows that a fractional solution breaks, the most broken first.

    Parameters
    ----------
    members : int[m, 3]
        Columns, padded with -1.
    levels : float[m]
        How much of each column the solution uses.
    n : int
        Number of residents.
    over : callable
        Asked between sets that grow; once it is true, what there is so far is returned.

    Examples
    --------
    >>> thirds = np.array([[0, 1, -1], [0, 2, -1], [1, 2, -1]])
    >>> separate(thirds, np.array([0.5, 0.5, 0.5]), 3)
    [Cut(residents=(0, 1, 2), divisor=2)]
    """
    at = np.flatnonzero((levels > _WHOLE) & (levels < 1 - _WHOLE))
    if not len(at):
        return []
    support = _Support(members[at], levels[at], n)
    triples = support.triples()
    broken = support.clusters()
    broken += [Cut(s) for excess, s in triples if excess > _BROKEN][:_TRIPLES]
    grown: dict[tuple[int, ...], float] = {}
    small = [(excess, s) for excess, s in triples if excess > -_NEAR][:_SEEDS]
    while small and len(small[0][1]) < _LARGEST:
        larger = dict(support.grow(s) for _, s in small if not over())
        small = sorted(((excess, s) for s, excess in larger.items()), key=_by_excess)
        grown |= {s: excess for excess, s in small if excess > _BROKEN}
        small = [(excess, s) for excess, s in small if -_NEAR < excess <= _BROKEN][: _SEEDS // 4]
    ranked = sorted(((excess, s) for s, excess in grown.items()), key=_by_excess)
    return list(dict.fromkeys([*broken, *(Cut(s) for _, s in ranked[:_OTHERS])]))


def parts(field: Field) -> list[Cut]:
    """Return rows of the connected parts of a cohort, whose numbers groups may not make up.

    Parameters
    ----------
    field : Field
        The candidates in play; nothing is known of their parts before they are written out.
    """
    if field.listed is None:
        return []
    linked = np.zeros((field.n, field.n), dtype=bool)
    members = field.listed.members
    for one, other in ((0, 1), (0, 2), (1, 2)):
        at = members[:, other] >= 0
        linked[members[at, one], members[at, other]] = True
    linked_parts = [part for part in components(linked | linked.T) if len(part) > 2]
    return [
        Cut(tuple(part.tolist()), divisor)
        for part in linked_parts[:_PARTS]
        for divisor in (2, 3)
        if len(part) % divisor
    ]


def _by_excess(entry: tuple[float, tuple[int, ...]]) -> tuple[float, tuple[int, ...]]:
    return -entry[0], entry[1]


def components(linked: Bools) -> list[Ints]:
    """Return the connected parts of a graph (bool[n, n], symmetric), ascending in each.

    Examples
    --------
    >>> components(np.array([[0, 0, 1], [0, 0, 0], [1, 0, 0]], dtype=bool))
    [array([0, 2]), array([1])]
    """
    label = np.arange(len(linked))
    while True:  # each takes the least label it touches, and the label of that
        least = np.where(linked, label[None, :], len(label)).min(axis=1, initial=len(label))
        fresh = np.minimum(label, least)
        fresh = fresh[fresh]
        if (fresh == label).all():
            return [np.flatnonzero(label == one) for one in np.unique(label)]
        label = fresh


class _Support:
    """The fractional columns of a solution."""

    def __init__(self, members: Ints, levels: Floats, n: int) -> None:
        self.levels = levels
        self.residents = np.unique(members[members >= 0])
        place = np.full(n + 1, -1)
        place[self.residents] = np.arange(len(self.residents))
        local = np.where(members >= 0, place[members], -1)
        count = len(self.residents)
        self.inside = np.zeros((len(members), count + 1))
        for column in local.T:
            self.inside[np.arange(len(members)), column] = 1.0
        self.inside = self.inside[:, :count]
        # How much each two residents are together.
        self.together = self.inside.T @ (self.inside * levels[:, None])
        np.fill_diagonal(self.together, 0.0)
        self.triads: dict[tuple[int, ...], float] = {}
        for row, level in zip(np.sort(local, axis=1).tolist(), levels.tolist(), strict=True):
            if row[0] >= 0:
                self.triads[tuple(row)] = self.triads.get(tuple(row), 0.0) + level

    def _named(self, local: Iterator[int] | list[int]) -> tuple[int, ...]:
        return tuple(sorted(int(self.residents[i]) for i in local))

    def clusters(self) -> list[Cut]:
        """Return broken rows of residents who hang together, whatever their number.

        Where the columns divide a set among themselves whose number they cannot make up, the set
        breaks its row; so do sets that hang together by columns used much, as odd cycles do.
        """
        broken: dict[Cut, float] = {}
        for threshold in _LINKS:
            for inside in components(self.together > threshold):
                count = self.inside[:, inside].sum(axis=1)
                for divisor in (2, 3):
                    used = float((self.levels * (count // divisor)).sum())
                    excess = used - len(inside) // divisor
                    if excess > _BROKEN:
                        broken[Cut(self._named(inside.tolist()), divisor)] = excess
        return sorted(broken, key=lambda cut: (-broken[cut], cut.residents))

    def triples(self) -> list[tuple[float, tuple[int, ...]]]:
        """Return triples of residents by how much they break their row, the most first."""
        broken: dict[tuple[int, ...], float] = {}
        for middle in range(len(self.residents)):
            near = np.flatnonzero(self.together[middle] > _WHOLE)
            own = self.together[middle, near]
            sums = own[:, None] + own[None, :] + self.together[np.ix_(near, near)]
            one, other = np.nonzero(np.triu(sums > 1 - _NEAR, 1))
            for a, b in zip(one.tolist(), other.tolist(), strict=True):
                triple = tuple(sorted((middle, int(near[a]), int(near[b]))))
                if triple not in broken:
                    broken[triple] = sums[a, b] - 2 * self.triads.get(triple, 0.0) - 1
        named = [(excess, self._named(list(triple))) for triple, excess in broken.items()]
        return sorted(named, key=_by_excess)

    def grow(self, members: tuple[int, ...]) -> tuple[tuple[int, ...], float]:
        """Return the set with the two more residents that break its row most, and by how much."""
        local = np.searchsorted(self.residents, members)
        count = self.inside[:, local].sum(axis=1)
        touching = self.together[:, local].sum(axis=1)
        touching[local] = -1.0
        near = np.argsort(-touching, kind="stable")[:_AROUND]
        near = near[touching[near] > -1.0]
        # A second newcomer may touch the first one alone.
        if len(near):
            linked = self.together[:, near[:4]].max(axis=1)
            linked[local] = -1.0
            near = np.union1d(near, np.argsort(-linked, kind="stable")[:_AROUND])
            near = near[~np.isin(near, local)]
        if len(near) < 2:
            return members, -1.0
        # floor(count / 2) grows by one newcomer where the count is odd, by two together if even.
        used = self.inside[:, near]
        odd = (count % 2)[:, None]
        level = self.levels[:, None]
        alone = (level * odd * used).sum(axis=0)
        both = (level * used).T @ ((1 - 2 * odd) * used)
        gains = alone[:, None] + alone[None, :] + both
        np.fill_diagonal(gains, -np.inf)
        best = int(np.argmax(gains))
        a, b = divmod(best, len(near))
        base = float((self.levels * (count // 2)).sum())
        chosen = [*local.tolist(), int(near[a]), int(near[b])]
        return self._named(chosen), base + float(gains[a, b]) - (len(members) + 2) // 2
