"""Batches of groups that rules compute on: a list of groups, or the triads of one resident."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.compile.shared_time import SharedTimeKernel, Strip
from peerpair.model.arrays import Bools, Ints

_UNTIMED = "a rule that needs a horizon was let through without one"


def _points(batch: GroupBatch | StripBatch) -> Ints:
    """Return int[shape]: shared minutes per mille of the cap, or windows without a cap."""
    problem = batch.cohort.problem
    assert problem.horizon is not None, _UNTIMED
    cap = problem.meeting.cap_minutes_per_day
    if cap is None:
        return batch.minutes // batch.size
    return 1000 * batch.minutes // (batch.size * cap * problem.horizon.days)


@dataclass
class GroupBatch:
    """A list of groups of one size; their shared time is computed when first asked for.

    Attributes
    ----------
    cohort : DenseCohort
        The residents.
    groups : int[m, k]
        Dense residents, ascending in each row.
    """

    cohort: DenseCohort
    groups: Ints
    kernel: SharedTimeKernel | None = field(repr=False)

    @property
    def size(self) -> int:
        """Members of each group."""
        return int(self.groups.shape[1])

    @property
    def shape(self) -> tuple[int, ...]:
        """One entry a group."""
        return (len(self.groups),)

    @cached_property
    def _measured(self) -> tuple[Ints, Ints]:
        assert self.kernel is not None, _UNTIMED
        return self.kernel.measure(self.groups)

    @property
    def _many_pairs(self) -> bool:
        """Whether a table over all pairs is less work than looking at pair by pair."""
        return self.size == 2 and len(self.groups) > len(self.cohort.residents)

    @property
    def minutes(self) -> Ints:
        """int[m]: capped shared minutes, summed over dates and members (starts without a cap)."""
        if self._many_pairs:
            assert self.kernel is not None, _UNTIMED
            return self.pair_sum(self.kernel.pairs[0])
        return self._measured[0]

    @property
    def shared_points(self) -> Ints:
        """int[m]: shared free time, per mille of the cap (windows without a cap)."""
        return _points(self)

    @property
    def weeks(self) -> Sequence[Ints]:
        """Weeks with a window: one array for all members, or int[m] for each."""
        if self._many_pairs:
            assert self.kernel is not None, _UNTIMED
            return [self.pair_sum(self.kernel.pairs[1])]
        return list(self._measured[1].T)

    @cached_property
    def _places(self) -> list[Ints]:
        """int[m] for each pair of members: where it stands in a flat table over all pairs."""
        n, columns = len(self.cohort.residents), self.groups.T
        return [one * n + other for one, other in combinations(columns, 2)]

    def member_numbers(self, numbers: Ints) -> Sequence[Ints]:
        """Return int[m] for each member, in order: a number that each resident has."""
        return [numbers[column] for column in self.groups.T]

    def member_sum(self, numbers: Ints | Bools) -> Ints:
        """int[m]: the sum over the members of a number for each resident."""
        sums: Ints = numbers.astype(np.int64)[self.groups[:, 0]]
        for place in range(1, self.size):
            sums += numbers[self.groups[:, place]]
        return sums

    def pair_sum(self, numbers: Ints | Bools) -> Ints:
        """int[m]: the sum over the pairs of members of a symmetric number[n, n]."""
        table = numbers.ravel()
        sums: Ints = table.take(self._places[0]).astype(np.int64, copy=False)
        for places in self._places[1:]:
            sums += table.take(places)
        return sums


@dataclass
class StripBatch:
    """Triads of one resident with some *s* and all later *t*, as a matrix.

    Cells on and below the diagonal (t not after s) mean nothing; whoever packs the upper triangle
    leaves them out.

    Attributes
    ----------
    cohort : DenseCohort
        The residents.
    first : int
        The resident that all triads share; the others come after it.
    rows : (int, int)
        First and last + 1 of the *s*; the *t* run from the first *s* to the last resident.
    strip : Strip or None
        Their shared time, for problems with a horizon.
    """

    cohort: DenseCohort
    first: int
    rows: tuple[int, int]
    strip: Strip | None = field(repr=False)
    size: int = 3

    @property
    def _n(self) -> int:
        return len(self.cohort.residents)

    @property
    def shape(self) -> tuple[int, ...]:
        """The *s* by the *t*."""
        return self.rows[1] - self.rows[0], self._n - self.rows[0]

    @cached_property
    def groups(self) -> Ints:
        """int[m, 3]: the cells row by row, written out."""
        cells = np.empty((*self.shape, 3), dtype=np.int64)
        cells[:, :, 0] = self.first
        cells[:, :, 1] = np.arange(*self.rows)[:, None]
        cells[:, :, 2] = np.arange(self.rows[0], self._n)[None, :]
        return np.sort(cells.reshape(-1, 3), axis=1)

    @cached_property
    def minutes(self) -> Ints:
        """int[shape]: capped shared minutes, summed over dates and members."""
        assert self.strip is not None, _UNTIMED
        return self.strip.minutes.astype(np.int64)

    @property
    def shared_points(self) -> Ints:
        """int[shape]: shared free time, per mille of the cap (windows without a cap)."""
        return _points(self)

    @property
    def weeks(self) -> Sequence[Ints]:
        """Weeks met: one array for all members, or with a quorum one for each."""
        assert self.strip is not None, _UNTIMED
        if not self.strip.weeks:
            raise TypeError("a rule reads the weeks of a batch, and does not say needs_weeks")
        return self.strip.weeks

    def member_numbers(self, numbers: Ints) -> Sequence[Ints]:
        """Return a number of each member, in order, as arrays that broadcast to the shape."""
        low, high = self.rows
        return [numbers[self.first], numbers[low:high, None], numbers[None, low:]]

    def member_sum(self, numbers: Ints | Bools) -> Ints:
        """int[shape]: the sum over the members of a number for each resident."""
        low, high = self.rows
        whole = numbers.astype(np.int64)
        total: Ints = (whole[low:high] + whole[self.first])[:, None] + whole[None, low:]
        return total

    def pair_sum(self, numbers: Ints | Bools) -> Ints:
        """int[shape]: the sum over the pairs of members of a symmetric number[n, n]."""
        low, high = self.rows
        own = numbers[self.first]
        sums: Ints = numbers[low:high, low:].astype(np.int64)
        sums += own[None, low:]
        sums += own[low:high, None]
        return sums
