"""When a group should meet: one weekday and time if that serves, else one time a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.meetings.windows import DAY, WindowFinder, Windows
from peerpair.model.group import Window
from peerpair.model.problem import Problem

_PER_WEEK = 3


@dataclass(frozen=True)
class Proposal:
    """What is proposed to a group: at most one meeting a week.

    Attributes
    ----------
    weekly : tuple of Window
        Two or more meetings on one weekday at one local clock time, in order; else empty.
    single : tuple of Window
        Meetings in other weeks, in order.
    """

    weekly: tuple[Window, ...] = ()
    single: tuple[Window, ...] = ()

    @cached_property
    def all(self) -> tuple[Window, ...]:
        """Every proposed meeting, in order of time."""
        return tuple(
            sorted((*self.weekly, *self.single), key=lambda window: window.start.timestamp())
        )


def propose_meetings(problem: Problem, groups: Iterable[Sequence[str]]) -> list[Proposal]:
    """Propose when groups meet.

    Of each week only the times that most members can attend are considered (with a quorum these
    may be two of three), so that nobody is left out of a week for the sake of a series.  Where the
    rosters repeat, the same weekday and time is proposed for as many weeks as possible (at least
    half of those in which the group can meet, and two); other weeks get their best time: nobody on
    call, near 18:00.

    Parameters
    ----------
    problem : Problem
        Without a horizon nothing is proposed.
    groups : iterable of sequence of str
        Ids of the members of each group.

    Examples
    --------
    >>> from datetime import date
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")],
    ...     pp.Horizon(date(2026, 8, 3), date(2026, 8, 31)), "America/Chicago")
    >>> proposal, = propose_meetings(problem, [("a", "b")])
    >>> [f"{window.start:%a %d %H:%M}" for window in proposal.weekly]
    ['Mon 03 18:00', 'Mon 10 18:00', 'Mon 17 18:00', 'Mon 24 18:00']
    """
    if problem.horizon is None:
        return [Proposal() for _ in groups]
    cohort = DenseCohort(problem)
    finder = WindowFinder(cohort)
    return [_proposal(finder.of([cohort.index[name] for name in group])) for group in groups]


def shortlist(windows: Windows) -> tuple[Window, ...]:
    """Return at most three windows a week, on distinct dates where possible, in order of time."""
    chosen = [at for week in windows.ranked() for at in _spread(week.tolist(), windows)]
    return windows.shown(sorted(chosen))


def _proposal(every: Windows) -> Proposal:
    if not len(every.slots):
        return Proposal()
    windows = every.fullest()
    best = [int(week[0]) for week in windows.ranked() if len(week)]
    weekly = _series(windows)
    if len(weekly) < max(2, -(-len(best) // 2)):
        weekly = []
    met = {int(windows.weeks[at]) for at in weekly}
    single = [at for at in best if int(windows.weeks[at]) not in met]
    return Proposal(windows.shown(weekly), windows.shown(single))


def _series(windows: Windows) -> list[int]:
    """Return the windows of the weekday and clock time that serve most weeks, in order.

    Of several the one with fewest members away, then fewest on call, then nearest to the best clock
    time, then the first of the week.
    """
    grid, slots = windows.finder.grid, windows.slots
    weekday = (grid.dates[slots] + windows.finder.first_weekday) % 7
    clock = grid.clocks[slots] // 60
    # An hour that a clock change repeats is one time of that date: the first of the two.  The
    # last week may be longer than seven dates; its weekday still counts once.
    times, first = np.unique(
        np.stack([weekday * DAY + clock, windows.weeks]), axis=1, return_index=True
    )
    keys, at, weeks = np.unique(times[0], return_index=True, return_counts=True)
    owner = np.repeat(np.arange(len(keys)), weeks)
    away, lean = (np.bincount(owner, each[first]) for each in (windows.away, windows.lean))
    chosen = np.lexsort((keys, windows.late[first[at]], lean, away, -weeks))[0]
    series: list[int] = first[at[chosen] : at[chosen] + weeks[chosen]].tolist()
    return series


def _spread(ranked: Sequence[int], windows: Windows) -> list[int]:
    """Return the first three of a week's ranked windows on distinct dates, else apart in time."""
    slots, length = windows.slots, windows.finder.length
    dates = windows.finder.grid.dates[slots]
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
