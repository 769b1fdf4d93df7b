"""The waist: a problem as integers for solvers.  Domain words stop here, solver words start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.compile.chunks import Chunk, low_digits, pairs_after
from peerpair.compile.columns import Columns
from peerpair.compile.partners import best_triads
from peerpair.compile.triad_bound import mirrored
from peerpair.levels.base import Count, LevelRule
from peerpair.model.arrays import Bools, Ints

BUDGET = 2 * 1024**3
"""Bytes of candidate numbers that are kept; what is beyond is computed again when needed."""

_LISTED = 1_500_000
"""Candidates up to which all are written out for strategies that look at them one by one."""

_PARTNERS = 20
"""Best partners of each resident whose triads are written out in a larger cohort."""

_AT_ONCE = 50_000
"""Of these triads so many are valued together."""


@dataclass(frozen=True)
class CohortRow:
    """A linear row over groups: ``sum of coefficients <= limit``; see `Columns.rows`."""

    name: str
    limit: int


@dataclass(frozen=True)
class CompiledLevel:
    """A level before the total, and where what it counts is found.

    Attributes
    ----------
    rule : LevelRule
        What it is about.
    position : int or None
        Of its threshold in low codes, where these say what it counts.
    row : int or None
        Of `Columns.rows`, where that is what it counts.
    """

    rule: LevelRule
    position: int | None = None
    row: int | None = None


@dataclass
class _Cache:
    """Chunks by size and number, and the memory they take."""

    chunks: dict[tuple[int, int], Chunk] = field(default_factory=dict)
    bytes: int = 0


@dataclass(frozen=True, eq=False)
class Compiled:
    """A problem in integers: limits, and its candidate groups chunk by chunk.

    Attributes
    ----------
    n : int
        Number of residents, 0 … n-1.
    oracle : Oracle
        Where the candidates come from.
    levels : tuple of CompiledLevel
        What is optimised before the total, the first first.
    thresholds : tuple of int
        Of the fairness levels.
    floors : bool
        Whether the smallest shared-time points are maximised first.
    pairs, triads : (int, int)
        Limits on their number, at most n.
    rows : tuple of CohortRow
        Rules over the whole cohort.
    counts : tuple of Count
        What levels count that has rows of its own, after those of the rules.
    must_place : bool[n]
        Residents who may not stay unplaced.
    penalty : int
        Cost of an unplaced resident; 0 where there is none.
    fewest_unplaced : bool
        Whether their number is minimised before anything else.
    reachable : tuple of int
        Sizes that occur in some partition; an even cohort in pairs has no triad for certain.
    """

    n: int
    oracle: Oracle
    levels: tuple[CompiledLevel, ...]
    thresholds: tuple[int, ...]
    floors: bool
    pairs: tuple[int, int]
    triads: tuple[int, int]
    rows: tuple[CohortRow, ...]
    counts: tuple[Count, ...]
    must_place: Bools
    penalty: int
    fewest_unplaced: bool
    reachable: tuple[int, ...]
    budget: int = BUDGET
    _kept: _Cache = field(default_factory=_Cache, repr=False)

    def chunk(self, size: int, number: int) -> Chunk:
        """Return one chunk of the candidates; it is kept while all that is fits into the budget."""
        wanted = self._kept.chunks.get((size, number))
        if wanted is None:
            self.oracle.cohort.pulse()
            wanted = self.oracle.part(size, number)
            if self._kept.bytes + wanted.nbytes <= self.budget:
                self._kept.chunks[size, number] = wanted
                self._kept.bytes += wanted.nbytes
        return wanted

    def chunks(self, sizes: Sequence[int] | None = None) -> Iterator[Chunk]:
        """Yield the candidates of some sizes (those that can occur), chunk by chunk."""
        for size, number in self.places(sizes):
            yield self.chunk(size, number)

    def places(self, sizes: Sequence[int] | None = None) -> list[tuple[int, int]]:
        """Return size and number of the chunks of some sizes (those that can occur)."""
        wanted = self.reachable if sizes is None else sizes
        return [(size, number) for size in wanted for number in range(self.parts(size))]

    def parts(self, size: int) -> int:
        """Return in how many chunks the groups of a size stand."""
        return max(0, self.n - 2) if size == 3 and self.oracle.blocked else 1

    def count(self, sizes: Sequence[int] | None = None) -> int:
        """Return how many groups the chunks of some sizes hold, allowed or not."""
        count = 0
        for size in self.reachable if sizes is None else sizes:
            if size == 3 and self.oracle.blocked:
                count += sum(pairs_after(self.n, first) for first in range(self.n - 2))
            else:
                count += sum(len(chunk) for chunk in self.chunks([size]))
        return count

    @property
    def width(self) -> int:
        """How many rows of coefficients there are: those of rules, then those of levels."""
        return len(self.rows) + len(self.counts)

    @cached_property
    def alone(self) -> tuple[Ints, ...]:
        """int[n] for each row: the coefficient of a resident who stays unplaced."""
        residents = self.oracle.cohort.residents
        rows = [[0] * self.n for _ in self.rows]
        rows += [[count.count_alone(r) for r in residents] for count in self.counts]
        return tuple(np.array(row, dtype=np.int64) for row in rows)

    @cached_property
    def largest(self) -> int:
        """The largest absolute value of a candidate that was written out."""
        if self.whole:
            return self._largest_of_all()
        return int(np.abs(self.columns.values).max(initial=0))

    def _largest_of_all(self) -> int:
        largest = 0
        for chunk in self.chunks():
            values = chunk.values if chunk.allowed is None else chunk.values[chunk.allowed]
            if len(values):
                largest = max(largest, int(values.max()), -int(values.min()))
        return largest

    @cached_property
    def effective_penalty(self) -> int:
        """The penalty, or a smaller one that decides by itself already and costs fewer digits."""
        if self.penalty <= self.n:
            return self.penalty
        return min(self.penalty, 2 * self.n * self._largest_of_all() + 1)

    @cached_property
    def whole(self) -> bool:
        """Whether all candidates are few enough to be written out."""
        return 3 not in self.reachable or self.count() <= _LISTED

    @cached_property
    def columns(self) -> Columns:
        """All candidates written out; in a large cohort the triads of good partners alone."""
        whole = self.whole
        sizes = self.reachable if whole else [size for size in self.reachable if size == 2]
        parts = [Columns.empty(self.width)]
        for chunk in self.chunks(sizes):
            at = np.arange(len(chunk)) if chunk.allowed is None else np.flatnonzero(chunk.allowed)
            parts.append(Columns.picked(chunk, at))
            self.oracle.cohort.pulse()
        if not whole:
            near = self._near()
            for first in range(0, len(near), _AT_ONCE):
                self.oracle.cohort.pulse()
                listed = self.oracle.listed(near[first : first + _AT_ONCE])
                parts.append(Columns.picked(listed, np.arange(len(listed))))
        return Columns.joined(parts)

    @cached_property
    def pair_weeks(self) -> Ints | None:
        """int[n, n]: weeks in which two meet, and so three at most; None where three meet in more.

        With a quorum a third makes up for whoever is away.
        """
        kernel = self.oracle.kernel
        return None if kernel is None or kernel.quorum else mirrored(kernel.pairs[1])

    @property
    def pairs_abound(self) -> bool:
        """Whether half of the residents may be in pairs."""
        return 4 * self.pairs[1] >= self.n

    @property
    def pairs_alone(self) -> Columns:
        """The pairs written out."""
        parts = [Columns.picked(chunk, np.arange(len(chunk))) for chunk in self.chunks([2])]
        return Columns.joined(parts)

    def _near(self) -> Ints:
        """Return the triads of each resident with two of the partners that it pairs best with."""
        worth = np.full((self.n, self.n), -np.iinfo(np.int64).max)
        for chunk in self.chunks([2]):
            members = chunk.members(np.arange(len(chunk)))
            worth[members[:, 0], members[:, 1]] = chunk.values
            worth[members[:, 1], members[:, 0]] = chunk.values
            self.oracle.cohort.pulse()
        return best_triads(-worth, _PARTNERS, self.oracle.cohort.pulse)

    def look_up(self, groups: Ints) -> Columns:
        """Return those of some groups (int[k, 3], padded with -1) that are candidates."""
        parts = [Columns.empty(self.width)]
        for size in (2, 3):
            some = groups[(groups >= 0).sum(axis=1) == size, :size].astype(np.int64)
            if len(some) and size in self.reachable:
                listed = self.oracle.candidates(some)
                parts.append(Columns.picked(listed, np.arange(len(listed))))
        return Columns.joined(parts)

    def level_costs(self, columns: Columns) -> list[Ints]:
        """Return int64[m] for each level that counts groups, the first first: less is better."""
        digits = low_digits(len(self.thresholds))
        costs: list[Ints] = []
        for level in self.levels:
            if level.position is not None:
                costs.append(digits[columns.low, level.position])
            elif level.row is not None:
                sign = 1 if level.rule.level.counts else -1
                costs.append(np.multiply(columns.rows[level.row], sign, dtype=np.int64))
        return costs

    def keeps_limits(self, chosen: Columns) -> bool:
        """Tell whether some candidates cover nobody twice and keep every limit."""
        inside = chosen.members
        covered = np.bincount(inside[inside >= 0], minlength=self.n)
        pairs = int((inside[:, 2] < 0).sum())
        triads = len(chosen) - pairs
        sums = [int(row.sum()) for row in chosen.rows[: len(self.rows)]]
        return bool(
            (covered <= 1).all()
            and (covered[self.must_place] == 1).all()
            and self.pairs[0] <= pairs <= self.pairs[1]
            and self.triads[0] <= triads <= self.triads[1]
            and all(total <= row.limit for total, row in zip(sums, self.rows, strict=True))
        )
