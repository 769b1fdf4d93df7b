"""Before anything is solved: who could meet, and whether everybody can have a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import cast

import numpy as np

from peerpair.compile.compile import compile_problem
from peerpair.compile.compiled import Compiled
from peerpair.engines.blas import one_blas_thread
from peerpair.engines.limits import Limits
from peerpair.engines.worker import Worker
from peerpair.errors import check_argument
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark
from peerpair.model.result import Status
from peerpair.registry import family
from peerpair.solve.conflicts import explain_by_counting, explain_infeasible, status_of
from peerpair.solve.counting import stranded_residents
from peerpair.solve.limits import check_limits
from peerpair.strategies.base import Strategy


class Outlook(StrEnum):
    """Whether groups can be formed; anything but `OPEN` is certain."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    OPEN = "open"


@dataclass(frozen=True)
class Forecast:
    """What can be said without looking for good groups.

    Attributes
    ----------
    outlook : Outlook
        Whether some groups keep every rule.
    reasons : tuple of Remark
        Why not, where it is impossible; a confidential rule is named by its place alone.
    weekly_hours : tuple of float
        Hours in which each resident could meet, per week, in the order of ``problem.active``;
        empty without a horizon.
    partners : tuple of int
        With how many others each resident could meet at all, whatever the rules are.
    """

    outlook: Outlook
    reasons: tuple[Remark, ...] = ()
    weekly_hours: tuple[float, ...] = ()
    partners: tuple[int, ...] = ()


def forecast(problem: Problem, *, seconds: float = 10.0) -> Forecast:
    """Say what can be known before the groups are formed.

    A quick try shows that groups for everybody are possible; where it fails, residents are counted
    against what the allowed groups hold of them, and then the rules alone are searched for a proof
    that they are not.  What any group is worth is not looked at.

    Parameters
    ----------
    problem : Problem
        The problem.
    seconds : float
        For the search; a forecast that needs more stays open.

    Examples
    --------
    >>> import peerpair as pp
    >>> print(*forecast(pp.Problem([pp.Resident("a")])).reasons)
    sizes: 1 resident cannot be split as the size policy 'pairs' asks
    """
    check_argument("problem", problem, Problem)
    check_limits(seconds=seconds)
    with one_blas_thread(), Worker() as worker:
        limits = Limits(seconds, worker=worker)
        compiled = compile_problem(problem)
        outlook, reasons = _outlook(problem, compiled, limits)
    if problem.horizon is None:
        return Forecast(outlook, tuple(reasons))
    usable = compiled.oracle.cohort.availability.usable
    hours = usable.sum(axis=1) * problem.meeting.slot_minutes / 60 / problem.horizon.weeks
    return Forecast(
        outlook, tuple(reasons), tuple(hours.round(1).tolist()), _partners(compiled, problem)
    )


def _outlook(
    problem: Problem, compiled: Compiled, limits: Limits
) -> tuple[Outlook, Sequence[Remark]]:
    greedy = cast(type[Strategy], family("strategies")["greedy"])()
    if not stranded_residents(compiled, limits):
        if greedy.run(compiled, limits.part(0.5)).status is Status.FEASIBLE:
            return Outlook.POSSIBLE, ()
        by_counting = explain_by_counting(problem, limits.part(0.5))
        if by_counting:
            return Outlook.IMPOSSIBLE, by_counting
        if status_of(problem, limits.part(0.5)) is not Status.INFEASIBLE:
            return Outlook.OPEN, ()
    return Outlook.IMPOSSIBLE, explain_infeasible(problem, limits)


def _partners(compiled: Compiled, problem: Problem) -> tuple[int, ...]:
    """Return for each resident the number of others who share some window as a pair."""
    cohort = compiled.oracle.cohort
    usable = cohort.availability.usable
    if problem.meeting.mode == "remote":
        shared = usable.astype(np.float32)
        together = shared @ shared.T > 0
    else:
        assert problem.horizon is not None
        week_of = np.minimum(cohort.availability.grid.dates // 7, problem.horizon.weeks - 1)
        together = np.zeros((compiled.n, compiled.n), dtype=bool)
        for week in range(problem.horizon.weeks):
            inside = usable[:, week_of == week].astype(np.float32)
            sites = cohort.site_codes[:, week]
            together |= (inside @ inside.T > 0) & (sites[:, None] == sites)
    np.fill_diagonal(together, val=False)
    return tuple(together.sum(axis=1).tolist())
