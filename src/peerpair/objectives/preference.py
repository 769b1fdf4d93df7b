"""What the members wish."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.asked import Cohort, Facts, Members
from peerpair.model.rules import PairObjective


@dataclass(frozen=True)
class PreferencePoints(PairObjective):
    """Stated preferences, averaged over the ordered pairs of members; none stated = 0.

    Parameters
    ----------
    weight : int
        Multiplies the points (-1000 to 1000).

    Examples
    --------
    >>> PreferencePoints(3).to_document()
    {'kind': 'preference', 'weight': 3}
    """

    kind: ClassVar[str] = "preference"
    per_pair: ClassVar[int] = 2  # each pair is two ordered pairs

    def describe(self) -> str:
        return "wishes of the members"

    def pair_points(self, cohort: Cohort) -> Ints:
        n = len(cohort.residents)
        matrix = np.zeros((n, n), dtype=np.int32)
        for wish in cohort.problem.preferences:
            one, other = cohort.index.get(wish.source), cohort.index.get(wish.target)
            if one is not None and other is not None:
                matrix[one, other] += wish.points
                matrix[other, one] += wish.points
        return matrix

    def pair_score(self, one: str, other: str, facts: Facts) -> int:
        stated = facts.problem.stated
        return stated.get((one, other), 0) + stated.get((other, one), 0)

    def reason(self, group: Members, facts: Facts) -> str:
        stated = facts.problem.stated
        wishes = sum(stated.get((a, b), 0) > 0 for a in group for b in group)
        return f"{wishes} of the members' wishes met" if wishes else ""
