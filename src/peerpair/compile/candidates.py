"""Candidate groups: every pair and triad that the constraints allow, with its numbers, in bulk."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.compile.shared_time import SharedTimeKernel
from peerpair.errors import Fault, ProblemError
from peerpair.model.arrays import Bools, Ints
from peerpair.model.rules import Objective
from peerpair.registry import family

__all__ = ["GroupBatch", "Oracle"]

LARGEST_VALUE = 2**31 - 1


@dataclass
class GroupBatch:
    """Groups of one size with their shared time, computed when first asked for.

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

    @cached_property
    def _measured(self) -> tuple[Ints, Ints]:
        assert self.kernel is not None, "a rule that needs a horizon was let through without one"
        return self.kernel.measure(self.groups)

    @property
    def minutes(self) -> Ints:
        """int[m]: capped shared minutes, summed over dates and members (starts without a cap)."""
        return self._measured[0]

    @property
    def weeks(self) -> Ints:
        """int[m, k]: weeks with a window that each member attends."""
        return self._measured[1]


class Oracle:
    """Which pairs and triads of a cohort are allowed, and what each is worth.

    Parameters
    ----------
    cohort : DenseCohort
        The residents.
    """

    def __init__(self, cohort: DenseCohort) -> None:
        self.cohort, self.problem = cohort, cohort.problem
        self.kernel = SharedTimeKernel(cohort) if self.problem.horizon else None

    def batch(self, groups: Ints) -> GroupBatch:
        """Return a batch over any groups of one size, allowed or not."""
        return GroupBatch(self.cohort, groups, self.kernel)

    def allowed(self, size: int) -> GroupBatch:
        """Return the batch of all allowed groups of a size, in lexicographic order."""
        if self.problem.raw:
            groups = self._listed(size)
        else:
            groups = self._pairs() if size == 2 else self._triads()
        return self.keep(groups)

    def keep(self, groups: Ints) -> GroupBatch:
        """Return the batch of those groups that every constraint allows."""
        mask = self.pair_mask
        ok = np.ones(len(groups), dtype=bool)
        for first in range(groups.shape[1]):
            for second in range(first + 1, groups.shape[1]):
                ok &= mask[groups[:, first], groups[:, second]]
        batch = self.batch(groups[ok])
        ok = np.ones(len(batch.groups), dtype=bool)
        for rule in self.problem.constraints:
            allows = rule.allows(batch)
            if allows is not None:
                ok &= allows
        return batch if ok.all() else self.batch(batch.groups[ok])

    @cached_property
    def pair_mask(self) -> Bools:
        """bool[n, n]: what the constraints on pairs allow."""
        n = len(self.cohort.residents)
        found = ~np.eye(n, dtype=bool)
        for rule in self.problem.constraints:
            allows = rule.allows_pairs(self.cohort)
            if allows is not None:
                found &= allows
        return found

    def _pairs(self) -> Ints:
        found: Ints = np.argwhere(np.triu(self.pair_mask, 1)).astype(np.int64)
        return found

    def _triads(self) -> Ints:
        mask, n = self.pair_mask, len(self.cohort.residents)
        parts = [np.empty((0, 3), dtype=np.int64)]
        for resident in range(n):
            later = np.flatnonzero(mask[resident, resident + 1 :]) + resident + 1
            inner = np.argwhere(np.triu(mask[np.ix_(later, later)], 1))
            first = np.full((len(inner), 1), resident, dtype=np.int64)
            parts.append(np.hstack([first, later[inner]]))
        return np.concatenate(parts)

    def _listed(self, size: int) -> Ints:
        """Return the groups of a raw instance: those that have an affinity."""
        index = self.cohort.index
        found = [
            sorted(index[name] for name in affinity.members)
            for affinity in self.problem.affinities
            if len(affinity.members) == size and all(name in index for name in affinity.members)
        ]
        return np.array(sorted(found), dtype=np.int64).reshape(len(found), size)

    def shared_points(self, batch: GroupBatch) -> Ints:
        """Return int[m]: shared-time points, whether or not they are an objective."""
        return cast(type[Objective], family("objectives")["shared_time"])().points(batch)

    def points(self, batch: GroupBatch) -> dict[str, Ints]:
        """Return the points of each group of a batch by objective."""
        return {rule.kind: rule.points(batch) for rule in self.problem.objectives}

    def values(self, batch: GroupBatch) -> Ints:
        """Return int[m]: the value of each group of a batch.

        Raises
        ------
        ProblemError
            If a value is outside 32 bits: weights or points are too large.
        """
        points = self.points(batch)
        total = np.zeros(len(batch.groups), dtype=np.int64)
        for rule in self.problem.objectives:
            total += rule.weight * points[rule.kind]
        if self.problem.per == "resident":
            total *= batch.groups.shape[1]
        if len(total) and max(-int(total.min()), int(total.max())) > LARGEST_VALUE:
            raise ProblemError(
                [Fault("objectives", "weights and points give a group a value beyond 2^31 - 1")]
            )
        return total
