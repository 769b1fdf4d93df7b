"""Members who have not met before."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.asked import Cohort, Facts, Members, ProblemView
from peerpair.model.rules import PairObjective
from peerpair.shapes.basic import Integer


def _points(rounds: int, half_life: int) -> int:
    """Return what a meeting so many rounds ago weighs; 0 once 1000 has been halved ten times."""
    halvings = rounds // half_life
    return 1000 >> halvings if halvings < 10 else 0


@dataclass(frozen=True)
class Novelty(PairObjective):
    """Minus 1000 for each earlier meeting of two members, halved every `half_life` rounds.

    Parameters
    ----------
    weight : int
        Multiplies the points (0 or less).
    half_life : int
        Rounds after which a meeting counts half.

    Examples
    --------
    >>> Novelty(2).to_document()
    {'kind': 'novelty', 'weight': 2, 'half_life': 1}
    """

    half_life: Annotated[int, Integer(1)] = 1

    kind: ClassVar[str] = "novelty"
    needs_history: ClassVar[bool] = True

    def describe(self) -> str:
        return "members who have not met before"

    def pair_points(self, cohort: Cohort) -> Ints:
        n = len(cohort.residents)
        matrix = np.zeros((n, n), dtype=np.int64)
        last = cohort.problem.last_round
        for past in cohort.problem.history:
            points = _points(last - past.round, self.half_life) if past.met else 0
            for one, other in combinations(past.members, 2):
                i, j = cohort.index.get(one), cohort.index.get(other)
                if i is not None and j is not None:
                    matrix[i, j] -= points
                    matrix[j, i] -= points
        return matrix

    def pair_score(self, one: str, other: str, facts: Facts) -> int:
        problem = facts.problem
        rounds = problem.met_rounds.get(frozenset((one, other)), ())
        return -sum(_points(problem.last_round - number, self.half_life) for number in rounds)

    def reason(self, group: Members, facts: Facts) -> str:
        if not facts.problem.history:
            return ""
        met = any(self.pair_score(one, other, facts) for one, other in combinations(group, 2))
        return "some have met before" if met else "nobody has met before"

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.randint(-2, 5), rng.randint(1, 3))
