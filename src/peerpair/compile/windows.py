"""Windows of single groups, and the few that are proposed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import Window

__all__ = ["Windows"]

_PER_WEEK = 3
_DAY = 24 * 60
_BEST_CLOCK = 18 * 60
"""Of a date's windows the one nearest to 18:00 is proposed: after most duties, before the night."""


class Windows:
    """The windows of any groups of a cohort.

    Parameters
    ----------
    cohort : DenseCohort
        Of a problem with a horizon.
    """

    def __init__(self, cohort: DenseCohort) -> None:
        self.cohort, self.found = cohort, cohort.availability
        problem, grid = cohort.problem, self.found.grid
        assert problem.horizon is not None
        self.meeting, self.clock, self.weeks = problem.meeting, problem.clock, problem.horizon.weeks
        self.week_of = np.minimum(grid.dates // 7, self.weeks - 1)
        self.late = np.abs(grid.clocks // 60 - _BEST_CLOCK)
        self.length = -(-self.meeting.minutes // self.meeting.slot_minutes)

    def of(self, members: Sequence[int]) -> tuple[Ints, Bools]:
        """Return the windows of a group.

        Parameters
        ----------
        members : sequence of int
            Dense residents.

        Returns
        -------
        slots : int[w]
            Where the windows start, ascending.
        attends : bool[k, w]
            Which members attend.
        """
        rows = self.found.usable[list(members)]
        quorum = 2 if self.meeting.quorum == 2 and len(members) == 3 else len(members)
        slots = np.flatnonzero(np.count_nonzero(rows, axis=0) >= quorum)
        if self.meeting.mode == "in_person":
            sites = self.cohort.site_codes[list(members)]
            at_one = (sites == sites[0]).all(axis=0)
            slots = slots[at_one[self.week_of[slots]]]
        return slots, rows[:, slots]

    def per_week(self, slots: Ints) -> tuple[int, ...]:
        """Return how many of some windows lie in each week."""
        return tuple(np.bincount(self.week_of[slots], minlength=self.weeks).tolist())

    def propose(self, members: Sequence[int], slots: Ints, attends: Bools) -> tuple[Window, ...]:
        """Return at most three windows a week, on distinct dates where possible, in order of time.

        Windows that more members attend come first, then those without a soft entry, then those
        nearest to 18:00.
        """
        soft = self._soft(members, slots) & attends
        rank = self.week_of[slots]
        for least_first, base in (
            (np.count_nonzero(~attends, axis=0), len(members) + 1),
            (np.count_nonzero(soft, axis=0), len(members) + 1),
            (self.late[slots], _DAY),
        ):
            rank = rank * base + least_first
        order = np.argsort(rank, kind="stable")
        ends = np.cumsum(self.per_week(slots))
        dates = self.found.grid.dates[slots]
        chosen: list[int] = []
        for week in np.split(order, ends[:-1]):
            chosen += _spread(week.tolist(), slots, dates, self.length)
        names = [self.cohort.residents[member].id for member in members]
        return tuple(
            self._window(names, slots[at], attends[:, at], soft[:, at]) for at in sorted(chosen)
        )

    def _soft(self, members: Sequence[int], slots: Ints) -> Bools:
        """Return bool[k, w]: the member has a soft entry at some time of the window."""
        rows = self.found.soft[list(members)]
        found = rows[:, slots]
        for ahead in range(1, self.length):
            found |= rows[:, slots + ahead]
        return found

    def _window(self, names: Sequence[str], slot: int, attends: Bools, soft: Bools) -> Window:
        start = self.found.grid.start + int(slot) * self.found.grid.step
        return Window(
            start=self.clock.aware(start),
            end=self.clock.aware(start + self.meeting.minutes * 60),
            missing=tuple(name for name, there in zip(names, attends, strict=True) if not there),
            soft=tuple(name for name, lean in zip(names, soft, strict=True) if lean),
        )


def _spread(ranked: Sequence[int], slots: Ints, dates: Ints, length: int) -> list[int]:
    """Return the first three of a week's ranked windows on distinct dates, else apart in time."""
    chosen: list[int] = []
    for at in ranked:
        if len(chosen) == _PER_WEEK:
            return chosen
        if all(dates[at] != dates[other] for other in chosen):
            chosen.append(at)
    for at in ranked:
        if len(chosen) == _PER_WEEK:
            break
        if all(abs(slots[at] - slots[other]) >= length for other in chosen):
            chosen.append(at)
    return chosen
