"""When a group should meet: one weekday and time if that serves, else one time a week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from peerpair.compile.cohort import DenseCohort
from peerpair.compile.windows import Windows
from peerpair.model.problem import Problem
from peerpair.model.result import Window

__all__ = ["Meetings", "propose_meetings"]


@dataclass(frozen=True)
class Meetings:
    """At most one proposed meeting a week.

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


def propose_meetings(problem: Problem, groups: Iterable[Sequence[str]]) -> list[Meetings]:
    """Propose when groups meet.

    Of each week only the times that most members can attend are considered (with a quorum these
    may be two of three).  Where the rosters repeat, the same weekday and time is proposed for as
    many weeks as possible (at least half of those in which the group can meet, and two); other
    weeks get their best time: nobody on call, near 18:00.

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
    >>> meetings, = propose_meetings(problem, [("a", "b")])
    >>> [f"{window.start:%a %d %H:%M}" for window in meetings.weekly]
    ['Mon 03 18:00', 'Mon 10 18:00', 'Mon 17 18:00', 'Mon 24 18:00']
    """
    listed = [tuple(group) for group in groups]
    if problem.horizon is None:
        return [Meetings() for _ in listed]
    cohort = DenseCohort(problem)
    windows = Windows(cohort)
    return [Meetings(*windows.meet([cohort.index[name] for name in group])) for group in listed]
