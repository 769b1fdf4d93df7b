"""Residents who met in a recent round are not grouped again."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, Facts, ProblemView
from peerpair.model.rules import PairRule
from peerpair.shapes.basic import Integer


@dataclass(frozen=True)
class NoRepeat(PairRule):
    """Two residents who met in one of the last rounds are not in one group again.

    Parameters
    ----------
    rounds : int or None
        How many of the last rounds count; None = all.

    Examples
    --------
    >>> NoRepeat(2).describe()
    'nobody meets a partner of the last 2 rounds again'
    """

    rounds: Annotated[int | None, Integer(0)] = None

    kind: ClassVar[str] = "no_repeat"
    needs_history: ClassVar[bool] = True

    def describe(self) -> str:
        span = "an earlier round" if self.rounds is None else f"the last {self.rounds} rounds"
        return f"nobody meets a partner of {span} again"

    def _forbids(self, pair: frozenset[str], problem: ProblemView) -> bool:
        """Tell whether a pair met in the rounds that count."""
        oldest = None if self.rounds is None else problem.last_round - self.rounds + 1
        rounds = problem.met_rounds.get(pair, ())
        return any(oldest is None or number >= oldest for number in rounds)

    def allows_pairs(self, cohort: Cohort) -> Bools:
        n = len(cohort.residents)
        allowed = np.ones((n, n), dtype=bool)
        for pair in cohort.problem.met_rounds:
            if self._forbids(pair, cohort.problem) and all(name in cohort.index for name in pair):
                i, j = (cohort.index[name] for name in pair)
                allowed[i, j] = allowed[j, i] = False
        return allowed

    def idle(self, problem: ProblemView) -> str:
        return "" if problem.history else "there is no history"

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        return self._forbids(frozenset((one, other)), facts.problem)

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.choice([None, 1, 2]))
