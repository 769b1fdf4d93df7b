"""Every group spans several specialties."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Cohort, Facts, Members, ProblemView
from peerpair.model.resident import Resident
from peerpair.model.rules import GroupRule
from peerpair.shapes.basic import Integer


@dataclass(frozen=True)
class MinSpecialties(GroupRule):
    """Every group has members of at least `count` specialties.

    Parameters
    ----------
    count : int
        Least number of different specialties.

    Examples
    --------
    >>> MinSpecialties(2).describe()
    'every group has at least 2 specialties'
    """

    count: Annotated[int, Integer(0)]

    kind: ClassVar[str] = "min_specialties"

    def describe(self) -> str:
        unit = "specialty" if self.count == 1 else "specialties"
        return f"every group has at least {self.count} {unit}"

    def lacking(self, residents: Sequence[Resident]) -> tuple[str, Members]:
        return "specialty", tuple(r.id for r in residents if r.specialty is None)

    def allows(self, batch: Batch) -> Bools:
        alike = batch.pair_sum(batch.cohort.once(self._alike))
        # Of three members 0, 1 or all 3 pairs are alike: 3, 2 or 1 specialties.
        return batch.size - np.minimum(alike, 2) >= self.count

    def _alike(self, cohort: Cohort) -> Ints:
        """Return int[n, n]: 1 where two residents are of one specialty."""
        codes = cohort.codes(r.specialty for r in cohort.residents)
        alike: Ints = (codes[:, None] == codes[None, :]).astype(np.int64)
        return alike

    def forbids(self, group: Members, facts: Facts) -> bool:
        return len({facts.resident(member).specialty for member in group}) < self.count

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.choice([1, 2, 2, 3]))
