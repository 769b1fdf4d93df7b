"""Windows of one group, and the few that are proposed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import Window

__all__ = ["group_windows", "propose"]

_PER_WEEK = 3
_BEST_CLOCK = 18 * 60
"""Of a date's windows the one nearest to 18:00 is proposed: after most duties, before the night."""


def group_windows(cohort: DenseCohort, members: Sequence[int]) -> tuple[Ints, Bools, Ints]:
    """Return the windows of a group.

    Parameters
    ----------
    cohort : DenseCohort
        Of a problem with a horizon.
    members : sequence of int
        Dense residents.

    Returns
    -------
    slots : int[w]
        Where the windows start, ascending.
    attends : bool[k, w]
        Which members attend.
    weeks : int[w]
        Week of each window.
    """
    problem, found = cohort.problem, cohort.availability
    assert problem.horizon is not None
    rows = found.usable[list(members)]
    quorum = 2 if problem.meeting.quorum == 2 and len(members) == 3 else len(members)
    slots = np.flatnonzero(rows.sum(axis=0) >= quorum)
    weeks = np.minimum(found.grid.dates[slots] // 7, problem.horizon.weeks - 1)
    if problem.meeting.mode == "in_person":
        sites = cohort.site_codes[list(members)]
        at_one = (sites == sites[0]).all(axis=0)
        slots, weeks = slots[at_one[weeks]], weeks[at_one[weeks]]
    return slots, rows[:, slots], weeks


def propose(cohort: DenseCohort, members: Sequence[int]) -> tuple[Window, ...]:
    """Return at most three windows a week, on distinct dates where possible, in order of time.

    Windows that more members attend come first, then those without a soft entry, then those
    nearest to 18:00.
    """
    problem, found = cohort.problem, cohort.availability
    slots, attends, weeks = group_windows(cohort, members)
    minutes, step = problem.meeting.minutes, problem.meeting.slot_minutes
    touched = np.arange(-(-minutes // step))
    names = [cohort.residents[m].id for m in members]
    soft = np.zeros(attends.shape, dtype=bool)
    for place, member in enumerate(members):
        leaning = found.soft[member][slots[:, None] + touched[None, :]].any(axis=1)
        soft[place] = leaning & attends[place]
    windows = []
    for week in np.unique(weeks):
        ranked = []
        for at in np.flatnonzero(weeks == week).tolist():
            local = problem.clock.local(found.grid.start + int(slots[at]) * found.grid.step)
            late = abs(local.hour * 60 + local.minute - _BEST_CLOCK)
            missing = int((~attends[:, at]).sum())
            ranked.append((missing, int(soft[:, at].sum()), late, at))
        ranked.sort()
        windows += _spread([at for *_, at in ranked], slots, found.grid.dates, len(touched))
    proposed = []
    for at in sorted(windows):
        start = found.grid.start + int(slots[at]) * found.grid.step
        proposed.append(
            Window(
                start=problem.clock.aware(start),
                end=problem.clock.aware(start + minutes * 60),
                missing=tuple(
                    n for n, there in zip(names, attends[:, at], strict=True) if not there
                ),
                soft=tuple(n for n, lean in zip(names, soft[:, at], strict=True) if lean),
            )
        )
    return tuple(proposed)


def _spread(ranked: list[int], slots: Ints, dates: Ints, length: int) -> list[int]:
    """Return the first three of a week's ranked windows on distinct dates, else apart in time."""
    chosen: list[int] = []
    taken: set[int] = set()
    for at in ranked:
        day = int(dates[slots[at]])
        if len(chosen) < _PER_WEEK and day not in taken:
            taken.add(day)
            chosen.append(at)
    for at in ranked:
        apart = all(abs(int(slots[at] - slots[other])) >= length for other in chosen)
        if len(chosen) < _PER_WEEK and apart:
            chosen.append(at)
    return chosen
