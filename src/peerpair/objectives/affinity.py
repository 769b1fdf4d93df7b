"""Explicit points of a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import ListedObjective


@dataclass(frozen=True)
class AffinityPoints(ListedObjective):
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

    kind: ClassVar[str] = "affinity"
    names_candidates: ClassVar[bool] = True

    def describe(self) -> str:
        return "points given for the group"

    def points(self, batch: Batch) -> Ints:
        n = len(batch.cohort.residents)
        groups, points = batch.cohort.given(batch.size)
        if np.array_equal(groups, batch.groups):  # all of a raw instance
            return points
        given = np.zeros(len(batch.groups), dtype=np.int64)
        if len(groups):
            place = n ** np.arange(batch.size)[::-1]
            known, wanted = groups @ place, batch.groups @ place
            at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
            given = np.where(known[at] == wanted, points[at], 0)
        return given

    def score(self, group: Members, facts: Facts) -> int:
        return facts.given(group) or 0

    def pair_bound(self, pairs: Batch, factor: int) -> tuple[Ints, int]:
        _, points = pairs.cohort.given(3)
        return np.zeros(pairs.shape, dtype=np.int64), max(0, int((factor * points).max(initial=0)))

    def unusual(self, problem: ProblemView) -> Iterable[Members]:
        return [affinity.members for affinity in problem.affinities]
