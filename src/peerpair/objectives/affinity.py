"""Explicit points of a group."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.rules import Batch, Facts, Members, Objective

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["AffinityPoints"]


@dataclass(frozen=True)
class AffinityPoints(Objective):
    """Points given in the problem for a pair or a triad as a whole; none given = 0.

    As the only objective it makes a raw instance: groups without points are no candidates.

    Parameters
    ----------
    weight : int
        Multiplies the points.

    Examples
    --------
    >>> AffinityPoints().to_document()
    {'kind': 'affinity', 'weight': 1}
    """

    weight: int = 1

    kind: ClassVar[str] = "affinity"

    def describe(self) -> str:
        return "points given for the group"

    def points(self, batch: Batch) -> Ints:
        index = batch.cohort.index
        n, size = len(index), batch.groups.shape[1]
        keys, values = [], []
        for affinity in batch.cohort.problem.affinities:
            if len(affinity.members) == size and all(m in index for m in affinity.members):
                members = sorted(index[m] for m in affinity.members)
                keys.append(sum(m * n**k for k, m in enumerate(members)))
                values.append(affinity.points)
        found = np.zeros(len(batch.groups), dtype=np.int64)
        if keys:
            order = np.argsort(keys)
            known, points = np.array(keys)[order], np.array(values, dtype=np.int64)[order]
            wanted = batch.groups @ (n ** np.arange(size))
            at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
            hit = known[at] == wanted
            found[hit] = points[at[hit]]
        return found

    def score(self, group: Members, facts: Facts) -> int:
        return facts.problem.given.get(frozenset(group), 0)

    def unusual(self, problem: Problem) -> Iterable[Members]:
        return [affinity.members for affinity in problem.affinities]

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        return cls(rng.randint(-2, 5))
