"""As few pairs as possible who have met in an earlier round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.levels.base import PairCount
from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, ProblemView
from peerpair.model.level import Level, LevelKind


@dataclass(frozen=True)
class Repeats(PairCount):
    """Pairs in groups who met in the history."""

    @property
    def level(self) -> Level:
        return Level(LevelKind.REPEATS)

    def pair_count(self, one: str, other: str, problem: ProblemView) -> int:
        return int(frozenset((one, other)) in problem.met_rounds)

    def pair_counts(self, cohort: Cohort) -> Bools:
        n = len(cohort.residents)
        met = np.zeros((n, n), dtype=bool)
        for pair in cohort.problem.met_rounds:
            if all(name in cohort.index for name in pair):
                i, j = (cohort.index[name] for name in pair)
                met[i, j] = met[j, i] = True
        return met
