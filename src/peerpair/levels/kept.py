"""As many groups of an older result as possible are formed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from peerpair.levels.base import Count, PairCount
from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Cohort, Facts, Members, ProblemView
from peerpair.model.level import Level, LevelKind


@dataclass(frozen=True)
class Kept:
    """What is to be kept of an older result.

    Attributes
    ----------
    groups : tuple of tuple of str
        The older groups, disjoint.
    least_weeks : int
        A group that meets in fewer weeks may be formed again, but does not count as kept; without
        a horizon any counts.
    """

    groups: tuple[Members, ...]
    least_weeks: int = 1

    @cached_property
    def sets(self) -> frozenset[frozenset[str]]:
        """The groups as sets of ids."""
        return frozenset(map(frozenset, self.groups))

    @cached_property
    def pairs(self) -> frozenset[frozenset[str]]:
        """The pairs inside the groups."""
        pairs = (pair for group in self.groups for pair in combinations(group, 2))
        return frozenset(map(frozenset, pairs))


@dataclass(frozen=True)
class GroupsKept(Count):
    """Groups that are formed again by the same members."""

    kept: Kept

    needs_weeks = True

    @property
    def level(self) -> Level:
        return Level(LevelKind.GROUPS_KEPT)

    def counts(self, batch: Batch) -> Ints:
        cohort = batch.cohort
        labels = cohort.once(self._of_pairs if batch.size == 2 else self._of_triads)
        first, *others = batch.member_numbers(labels)
        same = np.ones(batch.shape, dtype=bool)
        for other in others:
            same &= first == other
        if cohort.problem.horizon is not None:
            for met in batch.weeks:
                same &= met >= self.kept.least_weeks
        return same.astype(np.int64)

    def _of_pairs(self, cohort: Cohort) -> Ints:
        return self._labels(cohort, 2)

    def _of_triads(self, cohort: Cohort) -> Ints:
        return self._labels(cohort, 3)

    def _labels(self, cohort: Cohort, size: int) -> Ints:
        """Return int[n]: one number for the members of an older group of a size, others apart."""
        return _labels(cohort, self.kept, lambda group: len(group) == size)

    def count(self, group: Members, facts: Facts) -> int:
        if frozenset(group) not in self.kept.sets:
            return 0
        if facts.problem.horizon is None:
            return 1
        return int(min(facts.weeks_met(group).values()) >= self.kept.least_weeks)

    def most(self, problem: ProblemView) -> int:
        return 1

    def best(self, problem: ProblemView) -> int:
        here = {resident.id for resident in problem.active}
        return sum(here.issuperset(group) for group in self.kept.groups)

    def sixths(self, cohort: Cohort, sign: int) -> Ints:
        labels = cohort.once(self._of_triads)
        inside = labels[:, None] == labels[None, :]
        table: Ints = 2 * min(sign, 0) * inside.astype(np.int64)
        return table


@dataclass(frozen=True)
class PairsKept(PairCount):
    """Pairs of the older groups who are together again."""

    kept: Kept

    @property
    def level(self) -> Level:
        return Level(LevelKind.PAIRS_KEPT)

    def pair_count(self, one: str, other: str, problem: ProblemView) -> int:
        return int(frozenset((one, other)) in self.kept.pairs)

    def best(self, problem: ProblemView) -> int:
        here = {resident.id for resident in problem.active}
        return sum(pair <= here for pair in self.kept.pairs)

    def pair_counts(self, cohort: Cohort) -> Bools:
        labels = _labels(cohort, self.kept, lambda _: True)
        together: Bools = labels[:, None] == labels[None, :]
        np.fill_diagonal(together, False)
        return together


def _labels(cohort: Cohort, kept: Kept, wanted: Callable[[Members], bool]) -> Ints:
    """Return int[n]: one number for the members of an older group that is wanted, others apart."""
    labels = -1 - np.arange(len(cohort.residents))
    for number, group in enumerate(kept.groups):
        if wanted(group):
            labels[[cohort.index[name] for name in group if name in cohort.index]] = number
    return labels
