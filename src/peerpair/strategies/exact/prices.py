"""Integer prices: the bound they prove, and how far each group is from paying.

With integer prices ``p`` of residents, ``u >= 0`` of rows and ``z >= 0`` of sets in units of
``1 / scale``, a group's *slack* is ``sum of its p + sum of u x coefficients + sum of z x floor(|G
intersect S| / k) - scale x cost``.  If no slack is negative, weak duality gives ``cost of any
solution <= floor((sum p + sum of u x limit + sum of z x floor(|S| / k)) / scale)``, and a solution
that is at most g below that bound uses only groups with a slack of at most ``scale x g``: the
reduced-cost window that makes the exact search small.  All of it is integer arithmetic, so no
tolerance of a solver can spoil the proof.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property, reduce
from itertools import combinations

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.model.arrays import Ints
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.rough import Rough

_ROOM = 2**60
"""No price, and no sum that makes a slack, may come near the end of 64 bits."""

_EXACT = 2**53
"""Below, floats hold whole numbers and their sums."""

_WIDE = 64
"""Members of a set beyond which its pairs are not counted one by one."""

_WORD = 64
"""Large sets whose bits fit into one number."""

_SMALL = 24
"""Members of a set up to which its triples are written out."""


def scale_for(largest: int) -> int:
    """Return the scale of prices: as fine as 64-bit sums allow, at most 2^20."""
    return 1 << max(0, min(20, 50 - largest.bit_length()))


@dataclass(frozen=True)
class Cut:
    """An odd-set or subset-row cut: ``sum of floor(|G & S| / divisor) <= floor(|S| / divisor)``.

    Attributes
    ----------
    residents : tuple of int
        The set S, ascending.
    divisor : int
        2 or 3: of larger ones no group has enough members.

    References
    ----------
    Edmonds, "Maximum matching and a polyhedron with 0,1-vertices", Journal of Research of the
    National Bureau of Standards 69B, 1965, https://doi.org/10.6028/jres.069B.013; Jepsen et al.,
    "Subset-row inequalities applied to the vehicle-routing problem with time windows", Operations
    Research 56(2), 2008, https://doi.org/10.1287/opre.1070.0449.
    """

    residents: tuple[int, ...]
    divisor: int = 2

    @property
    def limit(self) -> int:
        """The right-hand side."""
        return len(self.residents) // self.divisor

    def coefficients(self, members: Ints, n: int) -> Ints:
        """Return int[m]: the left-hand side's coefficients of groups int[m, 3] padded with -1."""
        inside = np.zeros(n + 1, dtype=np.int64)  # index -1, the padding, is in no set
        inside[list(self.residents)] = 1
        count = inside[members[:, 0]] + inside[members[:, 1]] + inside[members[:, 2]]
        times: Ints = count // self.divisor
        return times


@dataclass(frozen=True, eq=False)
class Prices:
    """Prices of residents, rows and sets for a cost.

    Attributes
    ----------
    cost : Linear
        What is maximised.
    rows : tuple of ModelRow
        The rows.
    cuts : tuple of Cut
        The sets.
    scale : int
        Prices are in units of ``1 / scale``.
    residents : int[n]
        Price of each resident's equation.
    row_prices, cut_prices : tuple of int
        Price of each row and set, not negative.
    """

    cost: Linear
    rows: tuple[ModelRow, ...]
    cuts: tuple[Cut, ...]
    scale: int
    residents: Ints
    row_prices: tuple[int, ...]
    cut_prices: tuple[int, ...]

    @property
    def n(self) -> int:
        """Number of residents."""
        return len(self.residents)

    @cached_property
    def rest(self) -> Linear:
        """The share of a slack that does not depend on who the members are."""
        priced = [
            row.function.times(u) for row, u in zip(self.rows, self.row_prices, strict=True) if u
        ]
        return reduce(Linear.plus, priced, self.cost.times(-self.scale))

    @cached_property
    def rough(self) -> Rough | None:
        """These prices in 32 bits."""
        return Rough.of(self.residents, self.rest)

    def prepare(self) -> None:
        """Work out what slacks of many groups need, once for all chunks."""
        if any(self.cut_prices):
            _ = self.pairs_in_sets, self._triples_in_sets

    @property
    def total(self) -> int:
        """The bound in units of ``1 / scale``."""
        total = sum(self.residents.tolist())
        total += sum(u * r.limit for u, r in zip(self.row_prices, self.rows, strict=True))
        total += sum(z * c.limit for z, c in zip(self.cut_prices, self.cuts, strict=True))
        return int(total)

    @property
    def bound(self) -> int:
        """Upper bound of the cost of any solution, if no slack is negative."""
        return self.total // self.scale

    def tighter(self, other: Prices) -> bool:
        """Tell whether these prices prove less than others, exactly; scales may differ."""
        return self.total * other.scale < other.total * self.scale

    def raised(self, lifts: Ints) -> Prices:
        """Return the prices with each resident's raised (int[n], not negative)."""
        raised = replace(self, residents=self.residents + lifts)
        for name in ("pairs_in_sets", "_triples_in_sets"):  # the sets are the same
            if name in self.__dict__:
                raised.__dict__[name] = self.__dict__[name]
        return raised

    def slack(self, columns: Columns) -> Ints:
        """Return int64[m]: the slack of each column."""
        padded = np.append(self.residents, 0)  # index -1, the padding, costs nothing
        members = columns.members
        slack: Ints = padded[members[:, 0]] + padded[members[:, 1]] + padded[members[:, 2]]
        slack += self.rest.of(columns)
        return slack + self.of_sets(members)

    def of_sets(self, members: Ints) -> Ints:
        """Return int64[m]: what the sets add to the slack of groups int[m, 3] padded with -1."""
        added = np.zeros(len(members), dtype=np.int64)
        if not any(self.cut_prices):
            return added
        prepared = "pairs_in_sets" in self.__dict__
        if not prepared and len(members) * len(self.cuts) < self.n**2:  # a matrix is more work
            for cut, z in zip(self.cuts, self.cut_prices, strict=True):
                if z:
                    added += z * cut.coefficients(members, self.n)
            return added
        a, b, c = (members[:, place] for place in range(3))
        pairs, wide = self.pairs_in_sets.ravel(), np.int64(self.n + 1)
        added += pairs.take(a * wide + b)  # a padded b lands in the last column, which is 0
        triads = np.flatnonzero(c >= 0)
        if len(triads):
            one, two, three = (part[triads] for part in (a, b, c))
            added[triads] += pairs.take(one * wide + three) + pairs.take(two * wide + three)
            keys, worth, large = self._triples_in_sets
            key = _key(members[triads], self.n)
            if len(keys):
                at = np.minimum(np.searchsorted(keys, key), len(keys) - 1)
                added[triads] += np.where(keys[at] == key, worth[at], 0)
            for bits, corrections in large:
                held = bits[one] & bits[two] & bits[three]
                at = np.flatnonzero(held)
                masks, place = np.unique(held[at], return_inverse=True)
                each = masks[:, None] >> np.arange(_WORD, dtype=np.uint64) & np.uint64(1)
                added[triads[at]] += (each.astype(np.int64) @ corrections)[place]
        return added

    @cached_property
    def pairs_in_sets(self) -> Ints:
        """int[n + 1, n + 1]: prices of the sets of divisor 2 that hold two residents."""
        table = np.zeros((self.n + 1, self.n + 1), dtype=np.int64)
        priced = [
            (cut, z)
            for cut, z in zip(self.cuts, self.cut_prices, strict=True)
            if z and cut.divisor == 2
        ]
        large = [(cut, z) for cut, z in priced if len(cut.residents) > _WIDE]
        if sum(z for _, z in large) >= _EXACT:
            large = []
        if large:  # a product of matrices is faster; its sums are whole numbers that floats hold
            inside = np.zeros((len(large), self.n + 1))
            for row, (cut, _) in zip(inside, large, strict=True):
                row[list(cut.residents)] = 1.0
            weights = np.array([float(z) for _, z in large])
            table += (inside.T @ (inside * weights[:, None])).astype(np.int64)
        for cut, z in priced:
            if len(cut.residents) <= _WIDE or not large:
                table[np.ix_(cut.residents, cut.residents)] += z
        np.fill_diagonal(table, 0)
        return table

    @cached_property
    def _triples_in_sets(self) -> tuple[Ints, Ints, list[tuple[Ints, Ints]]]:
        """What a triad inside a set adds beyond its pairs: by triple, and by large set.

        Large sets are bits of words: uint64[n + 1], and int64[64] for the sets of the word.
        """
        worth: list[int] = []
        wide: list[tuple[Cut, int]] = []
        keys: list[Ints] = [np.empty(0, dtype=np.int64)]
        for cut, z in zip(self.cuts, self.cut_prices, strict=True):
            # Three of its members: three pairs, yet they count once (divisor 2); or once at all.
            correction = -2 * z if cut.divisor == 2 else z
            if z and len(cut.residents) > _SMALL:
                wide.append((cut, correction))
            elif z:
                triples = np.array(cut.residents)[_triples(len(cut.residents))]
                keys.append(_key(triples, self.n))
                worth += [correction] * len(triples)
        every, place = np.unique(np.concatenate(keys), return_inverse=True)
        sums = np.zeros(len(every), dtype=np.int64)
        np.add.at(sums, place, np.array(worth, dtype=np.int64))
        large: list[tuple[Ints, Ints]] = []
        for first in range(0, len(wide), _WORD):
            bits, corrections = (
                np.zeros(self.n + 1, dtype=np.uint64),
                np.zeros(_WORD, dtype=np.int64),
            )
            for bit, (cut, correction) in enumerate(wide[first : first + _WORD]):
                bits[list(cut.residents)] |= np.uint64(1 << bit)
                corrections[bit] = correction
            large.append((bits, corrections))
        return every, sums, large

    @property
    def safe(self) -> bool:
        """Whether every slack is exact in 64 bits."""
        parts = [3 * int(np.abs(self.residents).max(initial=0)), 3 * sum(self.cut_prices)]
        rest = self.rest
        parts.append(int(np.abs(rest.sizes).max()) + abs(rest.value) * 2**31)
        parts.append(0 if rest.table is None else int(np.abs(rest.table).max()))
        parts.append(sum(abs(k) for _, k in rest.rows) * 2**20)
        return sum(parts) < _ROOM


@cache
def _triples(count: int) -> Ints:
    """int[m, 3]: all three of so many places."""
    return np.array([*combinations(range(count), 3)], dtype=np.int64).reshape(-1, 3)


def _key(members: Ints, n: int) -> Ints:
    """Return one number for each triple, in lexicographic order."""
    wide = members.astype(np.int64)
    keys: Ints = (wide[:, 0] * n + wide[:, 1]) * n + wide[:, 2]
    return keys
