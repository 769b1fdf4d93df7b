"""As many groups of an older result as possible are formed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import Annotated

import numpy as np

from peerpair.levels.base import Count, PairCount
from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Cohort, Facts, Members, ProblemView
from peerpair.model.level import Level, LevelKind
from peerpair.model.rules import CohortRule
from peerpair.shapes.noun import OUTSIDE


@dataclass(frozen=True)
class OlderGroups:
    """What is to be kept of an older result.

    Attributes
    ----------
    groups : tuple of tuple of str
        The older groups, disjoint.
    least_weeks : int
        A group that meets in fewer weeks may be formed again, but does not count as kept; without
        a horizon any counts.
    formed : int
        At least so many of them are formed again, whether they count as kept or not.
    """

    groups: tuple[Members, ...]
    least_weeks: int = 1
    formed: int = 0

    @cached_property
    def sets(self) -> frozenset[frozenset[str]]:
        """The groups as sets of ids."""
        return frozenset(map(frozenset, self.groups))

    @cached_property
    def pairs(self) -> frozenset[frozenset[str]]:
        """The pairs inside the groups."""
        pairs = (pair for group in self.groups for pair in combinations(group, 2))
        return frozenset(map(frozenset, pairs))

    def labels(self, cohort: Cohort, sizes: Sequence[int]) -> Ints:
        """Return int[n]: one number for the members of an older group of some size, others apart.

        Of a group that has lost somebody the others share its number: no group of theirs is as
        large.
        """
        labels = -1 - np.arange(len(cohort.residents))
        for number, group in enumerate(self.groups):
            if len(group) in sizes:
                labels[[cohort.index[name] for name in group if name in cohort.index]] = number
        return labels

    def of_pairs(self, cohort: Cohort) -> Ints:
        """Return the labels of pairs alone."""
        return self.labels(cohort, (2,))

    def of_triads(self, cohort: Cohort) -> Ints:
        """Return the labels of triads alone."""
        return self.labels(cohort, (3,))

    @property
    def rules(self) -> tuple[CohortRule, ...]:
        """What an answer has to keep to."""
        return (FormedAgain(self),) if self.formed else ()


@dataclass(frozen=True)
class FormedAgain(CohortRule):
    """At least so many of the older groups are formed again: a budget of changes."""

    kept: Annotated[OlderGroups, OUTSIDE] = OlderGroups(())

    def describe(self) -> str:
        return f"at least {self.kept.formed} of the earlier groups are formed again"

    def limit(self) -> int:
        return -self.kept.formed

    def coefficients(self, batch: Batch) -> Ints:
        return -_together(batch, self.kept).astype(np.int64)

    def coefficient(self, group: Members, facts: Facts) -> int:
        return -int(frozenset(group) in self.kept.sets)


@dataclass(frozen=True)
class GroupsKept(Count):
    """Groups that are formed again by the same members."""

    kept: OlderGroups

    needs_weeks = True

    @property
    def level(self) -> Level:
        return Level(LevelKind.GROUPS_KEPT)

    def counts(self, batch: Batch) -> Ints:
        same = _together(batch, self.kept)
        if batch.cohort.problem.horizon is not None:
            for met in batch.weeks:
                same &= met >= self.kept.least_weeks
        return same.astype(np.int64)

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
        labels = cohort.once(self.kept.of_triads)
        inside = labels[:, None] == labels[None, :]
        table: Ints = 2 * min(sign, 0) * inside.astype(np.int64)
        return table


@dataclass(frozen=True)
class PairsKept(PairCount):
    """Pairs of the older groups who are together again."""

    kept: OlderGroups

    @property
    def level(self) -> Level:
        return Level(LevelKind.PAIRS_KEPT)

    def pair_count(self, one: str, other: str, problem: ProblemView) -> int:
        return int(frozenset((one, other)) in self.kept.pairs)

    def best(self, problem: ProblemView) -> int:
        here = {resident.id for resident in problem.active}
        return sum(pair <= here for pair in self.kept.pairs)

    def pair_counts(self, cohort: Cohort) -> Bools:
        labels = self.kept.labels(cohort, (2, 3))
        together: Bools = labels[:, None] == labels[None, :]
        np.fill_diagonal(together, False)
        return together


def _together(batch: Batch, kept: OlderGroups) -> Bools:
    """Return bool[shape]: which groups of a batch are older groups."""
    labels = batch.cohort.once(kept.of_pairs if batch.size == 2 else kept.of_triads)
    first, *others = batch.member_numbers(labels)
    same = np.ones(batch.shape, dtype=bool)
    for other in others:
        same &= first == other
    return same
