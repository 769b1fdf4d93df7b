"""At most so many triads are formed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import CohortRule
from peerpair.shapes.basic import Integer


@dataclass(frozen=True)
class MaxTriads(CohortRule):
    """At most `count` triads are formed: one row over all groups.

    Parameters
    ----------
    count : int
        Largest number of triads.

    Examples
    --------
    >>> MaxTriads(2).describe()
    'at most 2 triads are formed'
    """

    count: Annotated[int, Integer(0)]

    kind: ClassVar[str] = "max_triads"
    counts: ClassVar[int | None] = 3

    def describe(self) -> str:
        return f"at most {self.count} triad{' is' if self.count == 1 else 's are'} formed"

    def limit(self) -> int:
        return self.count

    def coefficients(self, batch: Batch) -> Ints:
        return np.full(batch.shape, int(batch.size == 3), dtype=np.int64)

    def coefficient(self, group: Members, facts: Facts) -> int:
        return int(len(group) == 3)

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.randint(0, 2))
