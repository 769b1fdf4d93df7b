"""Shared time of pairs and triads, in bulk: matrix products over usable starts.

``X[d]`` is the 0/1 matrix residents x usable starts of date *d*.  ``X[d] @ X[d].T`` counts the
starts that each pair shares; masking the rows with those of resident *r* first counts the starts
that all of *r*, *s*, *t* share, for every (s, t) at once.  Counts stay far below 2^24, so single
precision is exact and the products run in BLAS.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints, Singles

__all__ = ["SharedTimeKernel"]


class SharedTimeKernel:
    """Counts of windows per date, capped minutes and weeks met, for pairs and triads.

    Parameters
    ----------
    cohort : DenseCohort
        Of a problem with a horizon.
    """

    def __init__(self, cohort: DenseCohort) -> None:
        problem = cohort.problem
        assert problem.horizon is not None
        self.cohort = cohort
        self.quorum = problem.meeting.quorum == 2
        self.step = problem.meeting.slot_minutes
        # The cap never bites above a day of minutes, and a small number keeps products exact.
        cap = problem.meeting.cap_minutes_per_day
        self.cap = None if cap is None else min(cap, 10**5)
        self._block: tuple[int, Singles] = (-1, np.empty(0, dtype=np.float32))

    @cached_property
    def _starts(self) -> tuple[Singles, Ints]:
        """float[dates, n, starts] with the starts of each date side by side, and their weeks."""
        problem, found = self.cohort.problem, self.cohort.availability
        assert problem.horizon is not None
        usable = found.usable
        alive = np.flatnonzero(usable.sum(axis=0) >= 2)  # a window needs two
        dates, place = np.unique(found.grid.dates[alive], return_inverse=True)
        widths = np.bincount(place, minlength=len(dates))
        table = np.zeros((len(dates), len(usable), widths.max(initial=0)), dtype=np.float32)
        for day in range(len(dates)):
            table[day, :, : widths[day]] = usable[:, alive[place == day]]
        weeks = np.array([problem.horizon.week_of(int(day)) for day in dates], dtype=np.int64)
        return table, weeks

    @cached_property
    def _meets(self) -> Bools | None:
        """bool[dates, n, n]: both are at one site that week; None when sites do not matter."""
        if self.cohort.problem.meeting.mode == "remote":
            return None
        sites = self.cohort.site_codes[:, self._starts[1]].T  # [dates, n]
        found: Bools = sites[:, :, None] == sites[:, None, :]
        return found

    @cached_property
    def pairs(self) -> Singles:
        """float[dates, n, n]: starts that each pair shares (sites not yet looked at)."""
        table, _ = self._starts
        return table @ table.transpose(0, 2, 1)

    def _triads(self, resident: int) -> Singles:
        """Return float[dates, n, n]: starts that `resident` and each pair share."""
        if self._block[0] != resident:
            table, _ = self._starts
            masked = table * table[:, resident : resident + 1, :]
            self._block = resident, masked @ masked.transpose(0, 2, 1)
        return self._block[1]

    def measure(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return capped minutes and weeks met of groups.

        Parameters
        ----------
        groups : int[m, k]
            Dense residents; k is 2 or 3.  Runs fastest when equal first members stand together.

        Returns
        -------
        minutes : int[m]
            Summed over dates and members; starts instead of minutes where there is no cap.
        weeks : int[m, k]
            Weeks with a window that each member attends.
        """
        size = groups.shape[1]
        minutes = np.zeros(len(groups), dtype=np.int64)
        weeks = np.zeros(groups.shape, dtype=np.int64)
        if size == 2:
            counts = self.pairs[:, groups[:, 0], groups[:, 1]]
            minutes[:], weeks[:, 0] = self._add_up(self._at_one_site(counts, groups))
            weeks[:, 1] = weeks[:, 0]
            return 2 * minutes, weeks
        edges = np.flatnonzero(np.diff(groups[:, 0], prepend=-1, append=-1))
        for low, high in pairwise(edges.tolist()):
            part = groups[low:high]
            triple = self._triads(int(part[0, 0]))[:, part[:, 1], part[:, 2]]
            if not self.quorum:
                some, met = self._add_up(self._at_one_site(triple, part))
                minutes[low:high], weeks[low:high] = 3 * some, met[:, None]
                continue
            r, s, t = part.T
            shared = {(0, 1): self.pairs[:, r, s], (0, 2): self.pairs[:, r, t]}
            shared[1, 2] = self.pairs[:, s, t]
            for member in range(3):
                own = [count for pair, count in shared.items() if member in pair]
                counts = self._at_one_site(own[0] + own[1] - triple, part)
                some, weeks[low:high, member] = self._add_up(counts)
                minutes[low:high] += some
        return minutes, weeks

    def _at_one_site(self, counts: Singles, groups: Ints) -> Singles:
        """Clear the dates of weeks in which the members work at different sites."""
        if self._meets is None:
            return counts
        first = groups[:, 0]
        together = np.ones(counts.shape, dtype=bool)
        for other in groups.T[1:]:
            together &= self._meets[:, first, other]
        return np.where(together, counts, np.float32(0))

    def _add_up(self, counts: Singles) -> tuple[Ints, Ints]:
        """Return minutes and weeks of one member from float[dates, m] windows per date."""
        _, weeks = self._starts
        found = counts if self.cap is None else np.minimum(self.cap, self.step * counts)
        minutes: Ints = found.sum(axis=0, dtype=np.float64).astype(np.int64)
        met = np.zeros(counts.shape[1], dtype=np.int64)
        for week in np.unique(weeks):
            met += counts[weeks == week].any(axis=0)
        return minutes, met
