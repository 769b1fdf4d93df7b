"""When single groups can meet, and which of these times suit best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints
from peerpair.model.group import Window

DAY = 24 * 60
"""Minutes of a day."""
_BEST_CLOCK = 18 * 60
"""Of a date's windows the one nearest to 18:00 is proposed: after most duties, before the night."""


class WindowFinder:
    """The windows of any groups of a cohort.

    Parameters
    ----------
    cohort : DenseCohort
        Of a problem with a horizon.
    """

    def __init__(self, cohort: DenseCohort) -> None:
        self.cohort, self.availability = cohort, cohort.availability
        problem, self.grid = cohort.problem, cohort.availability.grid
        assert problem.horizon is not None
        self.meeting, self.clock, self.weeks = problem.meeting, problem.clock, problem.horizon.weeks
        self.first_weekday = problem.horizon.start.weekday()
        self.week_of = np.minimum(self.grid.dates // 7, self.weeks - 1)
        self.late = np.abs(self.grid.clocks // 60 - _BEST_CLOCK)
        self.length = -(-self.meeting.minutes // self.meeting.slot_minutes)

    def of(self, members: Sequence[int]) -> Windows:
        """Return the windows of a group of dense residents."""
        rows = self.availability.usable[list(members)]
        quorum = 2 if self.meeting.quorum == 2 and len(members) == 3 else len(members)
        slots = np.flatnonzero(np.count_nonzero(rows, axis=0) >= quorum)
        if self.meeting.mode == "in_person":
            sites = self.cohort.site_codes[list(members)]
            at_one = (sites == sites[0]).all(axis=0)
            slots = slots[at_one[self.week_of[slots]]]
        return Windows(self, members, slots, rows[:, slots])


@dataclass(frozen=True)
class Windows:
    """The windows of one group.

    Attributes
    ----------
    finder : WindowFinder
        What all groups share.
    members : sequence of int
        Dense residents.
    slots : int[w]
        Where the windows start, ascending.
    attends : bool[k, w]
        Which members attend.
    """

    finder: WindowFinder
    members: Sequence[int]
    slots: Ints
    attends: Bools

    @cached_property
    def weeks(self) -> Ints:
        """int[w]: the week of each window."""
        return self.finder.week_of[self.slots]

    @cached_property
    def per_week(self) -> tuple[int, ...]:
        """How many windows lie in each week."""
        return tuple(np.bincount(self.weeks, minlength=self.finder.weeks).tolist())

    @cached_property
    def soft(self) -> Bools:
        """bool[k, w]: the member attends, and has a soft entry at some time of the window."""
        rows = self.finder.availability.soft[list(self.members)]
        ahead = range(self.finder.length)
        soft: Bools = np.any([rows[:, self.slots + k] for k in ahead], axis=0) & self.attends
        return soft

    @cached_property
    def away(self) -> Ints:
        """int[w]: how many members do not attend."""
        away: Ints = np.count_nonzero(~self.attends, axis=0)
        return away

    @cached_property
    def lean(self) -> Ints:
        """int[w]: how many members have a soft entry."""
        lean: Ints = np.count_nonzero(self.soft, axis=0)
        return lean

    @cached_property
    def late(self) -> Ints:
        """int[w]: minutes from the best clock time."""
        return self.finder.late[self.slots]

    def fullest(self) -> Windows:
        """Return the windows that as many members attend as any of their week."""
        least = np.full(self.finder.weeks, len(self.attends))
        np.minimum.at(least, self.weeks, self.away)
        kept = self.away == least[self.weeks]
        return Windows(self.finder, self.members, self.slots[kept], self.attends[:, kept])

    def ranked(self) -> list[Ints]:
        """Return the windows of each week: most members, then fewest soft, then best clock time."""
        rank, most = self.weeks, len(self.attends) + 1
        for least_first, base in ((self.away, most), (self.lean, most), (self.late, DAY)):
            rank = rank * base + least_first
        order = np.argsort(rank, kind="stable")
        return np.split(order, np.cumsum(self.per_week)[:-1])

    def shown(self, chosen: Iterable[int]) -> tuple[Window, ...]:
        """Return some of the windows with their times and the ids of their members."""
        return tuple(map(self._window, chosen))

    def _window(self, at: int) -> Window:
        finder, grid = self.finder, self.finder.grid
        names = [finder.cohort.residents[member].id for member in self.members]
        start = grid.start + int(self.slots[at]) * grid.step
        attends, soft = self.attends[:, at], self.soft[:, at]
        return Window(
            start=finder.clock.zoned(start),
            end=finder.clock.zoned(start + finder.meeting.minutes * 60),
            missing=tuple(name for name, there in zip(names, attends, strict=True) if not there),
            soft=tuple(name for name, lean in zip(names, soft, strict=True) if lean),
        )
