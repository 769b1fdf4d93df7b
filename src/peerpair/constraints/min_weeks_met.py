"""Every group can meet in several weeks."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import GroupRule
from peerpair.shapes.basic import Integer


@dataclass(frozen=True)
class MinWeeksMet(GroupRule):
    """Every member of every group can attend a window in at least `weeks` weeks.

    Parameters
    ----------
    weeks : int
        Least number of weeks.

    Examples
    --------
    >>> MinWeeksMet(2).describe()
    'every group can meet in at least 2 weeks'
    """

    weeks: Annotated[int, Integer(0)]

    kind: ClassVar[str] = "min_weeks_met"
    needs_horizon: ClassVar[bool] = True
    needs_weeks: ClassVar[bool] = True

    def describe(self) -> str:
        unit = "week" if self.weeks == 1 else "weeks"
        return f"every group can meet in at least {self.weeks} {unit}"

    def allows(self, batch: Batch) -> Bools:
        allowed = np.ones(batch.shape, dtype=bool)
        for member in batch.weeks:
            allowed &= member >= self.weeks
        return allowed

    def least_weeks(self) -> int:
        return self.weeks

    def forbids(self, group: Members, facts: Facts) -> bool:
        return min(facts.weeks_met(group).values()) < self.weeks

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.randint(1, 2))
