"""In every week some member has a light rotation."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import GroupRule


@dataclass(frozen=True)
class LightWeek(GroupRule):
    """In every week the main kind of at least one member is listed.

    The main kind of a week is the kind with most non-soft minutes in it, leave included.

    Parameters
    ----------
    kinds : tuple of str
        Kinds that count as light, such as ``"clinic"``.

    Examples
    --------
    >>> LightWeek(("clinic",)).describe()
    'in every week some member is mainly on clinic'
    """

    kinds: tuple[str, ...]

    kind: ClassVar[str] = "light_week"
    needs_horizon: ClassVar[bool] = True

    def describe(self) -> str:
        return f"in every week some member is mainly on {' or '.join(self.kinds)}"

    def allows(self, batch: Batch) -> Bools:
        light = batch.cohort.light(self.kinds)  # [n, weeks]
        allowed = np.ones(batch.shape, dtype=bool)
        for week in light.T:
            allowed &= batch.member_sum(week) > 0
        return allowed

    def forbids(self, group: Members, facts: Facts) -> bool:
        horizon = facts.problem.horizon
        assert horizon is not None
        return not all(
            any(facts.main_kind(member, week) in self.kinds for member in group)
            for week in range(horizon.weeks)
        )

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        kinds = sorted({a.kind for a in problem.busy if a.kind})
        return cls(tuple(rng.sample(kinds, max(1, len(kinds) // 2))))
