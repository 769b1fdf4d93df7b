"""What a level before the total counts.

Each is stated twice, as rules are: in bulk over arrays, for `compile`, and plainly over ids, for
the checker.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import combinations
from typing import final

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Cohort, Facts, Members, ProblemView
from peerpair.model.level import Level
from peerpair.model.resident import Resident


class LevelRule(ABC):
    """What one level before the total is about."""

    @property
    @abstractmethod
    def level(self) -> Level:
        """The level, without its numbers."""


class Count(LevelRule):
    """A level that adds up what groups, and residents without one, count."""

    needs_weeks: bool = False
    """Whether it reads the `weeks` of a batch."""

    @abstractmethod
    def counts(self, batch: Batch) -> Ints:
        """Return int[shape]: what each group of a batch counts."""

    @abstractmethod
    def count(self, group: Members, facts: Facts) -> int:
        """Return what one group counts.  Plain Python."""

    def count_alone(self, resident: Resident) -> int:
        """Return what a resident without a group counts."""
        return 0

    @abstractmethod
    def most(self, problem: ProblemView) -> int:
        """Return what no group, and no resident without one, counts more than."""

    def best(self, problem: ProblemView) -> int:
        """Return what the level comes to at best, whatever the groups."""
        return 0

    def sixths(self, cohort: Cohort, sign: int) -> Ints | None:
        """Return what bounds the counts of triads by their pairs; None where nothing does.

        Parameters
        ----------
        cohort : Cohort
            The residents.
        sign : int
            1 or -1: what multiplies the count.

        Returns
        -------
        int[n, n] or None
            ``6 x sign x count`` of a triad is at least the sum over its three pairs.
        """
        return None


class PairCount(Count):
    """A level that counts pairs in groups."""

    @abstractmethod
    def pair_count(self, one: str, other: str, problem: ProblemView) -> int:
        """Return what a pair counts, in either order: 0 or 1.  Plain Python."""

    @abstractmethod
    def pair_counts(self, cohort: Cohort) -> Bools:
        """Return bool[n, n], symmetric: which pairs count."""

    @final
    def counts(self, batch: Batch) -> Ints:
        """Return int[shape]: how many pairs of each group count."""
        return batch.pair_sum(batch.cohort.once(self._table))

    def _table(self, cohort: Cohort) -> Ints:
        return self.pair_counts(cohort).astype(np.int8)

    @final
    def count(self, group: Members, facts: Facts) -> int:
        """Return how many pairs of a group count."""
        return sum(self.pair_count(a, b, facts.problem) for a, b in combinations(group, 2))

    def most(self, problem: ProblemView) -> int:
        """Return 3: a triad has three pairs."""
        return 3

    def sixths(self, cohort: Cohort, sign: int) -> Ints:
        """Return six for each pair that counts."""
        table: Ints = 6 * sign * cohort.once(self._table).astype(np.int64)
        return table


class MemberCount(Count):
    """A level that counts members of groups by who they are and how large their group is."""

    @abstractmethod
    def member_count(self, resident: Resident, size: int) -> int:
        """Return what a member of a group of a size counts, at least 0.  Plain Python."""

    @final
    def counts(self, batch: Batch) -> Ints:
        """Return int[shape]: what the members of each group count."""
        return batch.member_sum(self._numbers(batch.cohort, batch.size))

    def _numbers(self, cohort: Cohort, size: int) -> Ints:
        return np.array([self.member_count(r, size) for r in cohort.residents], dtype=np.int64)

    @final
    def count(self, group: Members, facts: Facts) -> int:
        """Return what the members of a group count."""
        return sum(self.member_count(facts.resident(name), len(group)) for name in group)

    def sixths(self, cohort: Cohort, sign: int) -> Ints:
        """Return three for each member: it stands in two of a triad's pairs."""
        own = 3 * sign * self._numbers(cohort, 3)
        table: Ints = own[:, None] + own[None, :]
        return table
