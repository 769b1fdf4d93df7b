"""Time the members of a group are free together."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from peerpair.model.arrays import Ints
from peerpair.model.rules import Batch, Facts, Members, Objective

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["SharedTime"]


@dataclass(frozen=True)
class SharedTime(Objective):
    """Shared free minutes per member and date, capped, per mille of the cap.

    Parameters
    ----------
    weight : int
        Multiplies the points (0 to 1000; without a cap the number of windows).

    Examples
    --------
    >>> SharedTime(weight=10).to_document()
    {'kind': 'shared_time', 'weight': 10}
    """

    weight: int = 1

    kind: ClassVar[str] = "shared_time"
    needs_horizon: ClassVar[bool] = True

    def describe(self) -> str:
        return "time free together"

    def points(self, batch: Batch) -> Ints:
        problem = batch.cohort.problem
        assert problem.horizon is not None
        size = batch.size
        cap = problem.meeting.cap_minutes_per_day
        found: Ints
        if cap is None:
            found = batch.minutes // size
        else:
            found = 1000 * batch.minutes // (size * cap * problem.horizon.days)
        return found

    def score(self, group: Members, facts: Facts) -> int:
        meeting, horizon = facts.problem.meeting, facts.problem.horizon
        assert horizon is not None
        counts = [n for dates in facts.starts(group).values() for n in dates.values()]
        cap = meeting.cap_minutes_per_day
        if cap is None:
            return sum(counts) // len(group)
        minutes = sum(min(cap, meeting.slot_minutes * count) for count in counts)
        return 1000 * minutes // (len(group) * cap * horizon.days)

    def reason(self, group: Members, facts: Facts) -> str:
        horizon = facts.problem.horizon
        assert horizon is not None
        weeks = min(facts.weeks_met(group).values())
        dates = {day for starts in facts.starts(group).values() for day, n in starts.items() if n}
        unit = "date" if len(dates) == 1 else "dates"
        return (
            f"free together on {len(dates)} {unit}; "
            f"everyone can come in {weeks} of {horizon.weeks} weeks"
        )

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        return cls(rng.randint(1, 10))
