"""As few pairs as possible who have met in an earlier round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from peerpair.levels.base import PairCount
from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, ProblemView
from peerpair.model.level import Level, LevelKind


@dataclass(frozen=True)
class Repeats(PairCount):
    """Pairs in groups who met before.

    Parameters
    ----------
    pairs : frozenset of frozenset of str, optional
        Who met; left out = in the problem's history.
    """

    pairs: frozenset[frozenset[str]] | None = None

    @property
    def level(self) -> Level:
        return Level(LevelKind.REPEATS)

    def pair_count(self, one: str, other: str, problem: ProblemView) -> int:
        met = problem.met_rounds if self.pairs is None else self.pairs
        return int(frozenset((one, other)) in met)

    def pair_counts(self, cohort: Cohort) -> Bools:
        return pairs_among(cohort.problem.met_rounds if self.pairs is None else self.pairs, cohort)


def pairs_among(pairs: Iterable[frozenset[str]], cohort: Cohort) -> Bools:
    """Return bool[n, n]: which two residents are one of some pairs."""
    n = len(cohort.residents)
    table = np.zeros((n, n), dtype=bool)
    for pair in pairs:
        if all(name in cohort.index for name in pair):
            i, j = (cohort.index[name] for name in pair)
            table[i, j] = table[j, i] = True
    return table
