"""Windows of single groups, and the few that are proposed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import Window

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
        self.horizon = problem.horizon
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
        dates = self.found.grid.dates[slots]
        chosen: list[int] = []
        for week in self._ranked(slots, attends, soft):
            chosen += _spread(week.tolist(), slots, dates, self.length)
        return self._windows(members, slots, attends, soft, sorted(chosen))

    def meet(self, members: Sequence[int]) -> tuple[tuple[Window, ...], tuple[Window, ...]]:
        """Return one window for each week in which a group can meet, as regular as may be.

        With a quorum only the windows of a week that most members attend are considered, so that
        nobody is left out of a week for the sake of a series.

        Returns
        -------
        weekly : tuple of Window
            Those on one weekday at one local clock time, if these are two or more, and cover at
            least half of the weeks in which the group can meet; else nothing.  The weekday and
            time that serve most weeks are taken, then those with fewest members away, then fewest
            on call, then the nearest to 18:00, then the first of the week.
        single : tuple of Window
            The best one of each other week.
        """
        slots, attends = self.of(members)
        if not len(slots):
            return (), ()
        slots, attends = self._fullest(slots, attends)
        soft = self._soft(members, slots) & attends
        best = [int(week[0]) for week in self._ranked(slots, attends, soft) if len(week)]
        weekly = self._weekly(slots, attends, soft)
        if len(weekly) < max(2, -(-len(best) // 2)):
            weekly = []
        met = {int(self.week_of[slots[at]]) for at in weekly}
        single = [at for at in best if int(self.week_of[slots[at]]) not in met]
        return (
            self._windows(members, slots, attends, soft, weekly),
            self._windows(members, slots, attends, soft, single),
        )

    def _fullest(self, slots: Ints, attends: Bools) -> tuple[Ints, Bools]:
        """Return the windows that as many members attend as any of their week."""
        away = np.count_nonzero(~attends, axis=0)
        least = np.full(self.weeks, len(attends))
        np.minimum.at(least, self.week_of[slots], away)
        kept = away == least[self.week_of[slots]]
        return slots[kept], attends[:, kept]

    def _weekly(self, slots: Ints, attends: Bools, soft: Bools) -> list[int]:
        """Return the windows of the weekday and clock time that serve most weeks, in order."""
        grid = self.found.grid
        weekday = (grid.dates[slots] + self.horizon.start.weekday()) % 7
        clock = grid.clocks[slots] // 60
        # An hour that a clock change repeats is one time of that date: the first of the two.  The
        # last week may be longer than seven dates; its weekday still counts once.
        times, first = np.unique(
            np.stack([weekday * _DAY + clock, self.week_of[slots]]), axis=1, return_index=True
        )
        keys, at, weeks = np.unique(times[0], return_index=True, return_counts=True)
        owner = np.repeat(np.arange(len(keys)), weeks)
        away = np.bincount(owner, np.count_nonzero(~attends, axis=0)[first])
        lean = np.bincount(owner, np.count_nonzero(soft, axis=0)[first])
        late = self.late[slots[first[at]]]
        chosen = np.lexsort((keys, late, lean, away, -weeks))[0]
        found: list[int] = first[at[chosen] : at[chosen] + weeks[chosen]].tolist()
        return found

    def _ranked(self, slots: Ints, attends: Bools, soft: Bools) -> list[Ints]:
        """Return the windows of each week, best first."""
        rank = self.week_of[slots]
        members = len(attends)
        for least_first, base in (
            (np.count_nonzero(~attends, axis=0), members + 1),
            (np.count_nonzero(soft, axis=0), members + 1),
            (self.late[slots], _DAY),
        ):
            rank = rank * base + least_first
        order = np.argsort(rank, kind="stable")
        return np.split(order, np.cumsum(self.per_week(slots))[:-1])

    def _soft(self, members: Sequence[int], slots: Ints) -> Bools:
        """Return bool[k, w]: the member has a soft entry at some time of the window."""
        rows = self.found.soft[list(members)]
        found = rows[:, slots]
        for ahead in range(1, self.length):
            found |= rows[:, slots + ahead]
        return found

    def _windows(
        self,
        members: Sequence[int],
        slots: Ints,
        attends: Bools,
        soft: Bools,
        chosen: Sequence[int],
    ) -> tuple[Window, ...]:
        names = [self.cohort.residents[member].id for member in members]
        return tuple(self._window(names, slots[at], attends[:, at], soft[:, at]) for at in chosen)

    def _window(self, names: Sequence[str], slot: int, attends: Bools, soft: Bools) -> Window:
        start = self.found.grid.start + int(slot) * self.found.grid.step
        return Window(
            start=self.clock.zoned(start),
            end=self.clock.zoned(start + self.meeting.minutes * 60),
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
