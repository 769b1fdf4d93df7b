"""Time the members of a group are free together."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import ClassVar, Self

from peerpair.model.arrays import Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView, Timed
from peerpair.model.rules import TimeObjective


@dataclass(frozen=True)
class SharedTime(TimeObjective):
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

    kind: ClassVar[str] = "shared_time"
    needs_horizon: ClassVar[bool] = True

    def describe(self) -> str:
        return "time free together"

    def points(self, batch: Timed) -> Ints:
        return batch.shared_points

    def score(self, group: Members, facts: Facts) -> int:
        return facts.shared_points(group)

    def pair_bound(self, pairs: Batch, factor: int) -> tuple[Ints, int]:
        problem = pairs.cohort.problem
        assert problem.horizon is not None
        # A member shares at most what it shares with either other; with a quorum, with both.
        most = 2 if problem.meeting.quorum == 2 else 1
        minutes = most * (pairs.minutes // 2)
        cap = problem.meeting.cap_minutes_per_day
        if cap is not None:
            minutes = 1000 * minutes
        shares = 3 * (1 if cap is None else cap * problem.horizon.days)
        return -(-max(0, factor) * minutes // shares), 0

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
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.randint(1, 10))
