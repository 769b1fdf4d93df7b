"""No group spans more than so many years of training."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, Facts, Members, ProblemView
from peerpair.model.resident import Resident
from peerpair.model.rules import PairRule
from peerpair.shapes.basic import Integer


@dataclass(frozen=True)
class MaxPgyGap(PairRule):
    """No two members are more than `years` postgraduate years apart.

    Parameters
    ----------
    years : int
        Largest difference allowed.

    Examples
    --------
    >>> MaxPgyGap(1).describe()
    'members are at most 1 year of training apart'
    """

    years: Annotated[int, Integer(0)]

    kind: ClassVar[str] = "max_pgy_gap"

    def describe(self) -> str:
        unit = "year" if self.years == 1 else "years"
        return f"members are at most {self.years} {unit} of training apart"

    def lacking(self, residents: Sequence[Resident]) -> tuple[str, Members]:
        return "pgy", tuple(r.id for r in residents if r.pgy is None)

    def allows_pairs(self, cohort: Cohort) -> Bools:
        years = np.array([r.pgy or 0 for r in cohort.residents], dtype=object)
        allowed: Bools = (abs(years[:, None] - years[None, :]) <= self.years).astype(bool)
        return allowed

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        years = [facts.resident(name).pgy or 0 for name in (one, other)]
        return max(years) - min(years) > self.years

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.randint(0, 2))
