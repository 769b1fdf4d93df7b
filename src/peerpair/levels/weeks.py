"""As few residents as possible who can meet in few weeks alone; those with credit come first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.levels.base import Count
from peerpair.model.arrays import Ints
from peerpair.model.asked import Batch, Cohort, Facts, Members, ProblemView
from peerpair.model.level import Level, LevelKind
from peerpair.model.resident import Resident


@dataclass(frozen=True)
class LowWeeks(Count):
    """Residents who can meet in at most `threshold` weeks, of those with a credit.

    Parameters
    ----------
    threshold : int
        Weeks; a resident without a group meets in none.
    credit : int
        Only residents with as much credit count; 0 = all.
    """

    threshold: int
    credit: int = 0

    needs_weeks = True

    @property
    def level(self) -> Level:
        return Level(LevelKind.WEEKS, self.threshold, credit=self.credit)

    def counts(self, batch: Batch) -> Ints:
        who = batch.cohort.once(self._numbers)
        weeks = batch.weeks
        if len(weeks) == 1:  # all members share a number
            return (weeks[0] <= self.threshold) * batch.member_sum(who)
        own = zip(weeks, batch.member_numbers(who), strict=True)
        counts = np.zeros(batch.shape, dtype=np.int64)
        for met, counted in own:
            counts += (met <= self.threshold) * counted
        return counts

    def _numbers(self, cohort: Cohort) -> Ints:
        return np.array([r.credit >= self.credit for r in cohort.residents], dtype=np.int8)

    def count(self, group: Members, facts: Facts) -> int:
        met = facts.weeks_met(group)
        return sum(
            met[name] <= self.threshold and facts.resident(name).credit >= self.credit
            for name in group
        )

    def count_alone(self, resident: Resident) -> int:
        return int(resident.credit >= self.credit)

    def most(self, problem: ProblemView) -> int:
        return 3


def thresholds(weeks: int) -> tuple[int, ...]:
    """Return the distinct ``weeks * k // 4`` for k = 0 … 3, ascending.

    Examples
    --------
    >>> thresholds(4), thresholds(1), thresholds(6)
    ((0, 1, 2, 3), (0,), (0, 1, 3, 4))
    """
    return tuple(sorted({weeks * k // 4 for k in range(4)}))
