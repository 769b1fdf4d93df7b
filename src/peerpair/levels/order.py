"""Which levels come before the total, and in which order."""

from __future__ import annotations

from collections.abc import Iterator

from peerpair.levels.base import LevelRule
from peerpair.levels.kept import GroupsKept, OlderGroups, PairsKept
from peerpair.levels.least_shared import LeastShared
from peerpair.levels.repeats import Repeats
from peerpair.levels.sat_out import SatOut
from peerpair.levels.unplaced import Unplaced
from peerpair.levels.weeks import LowWeeks, thresholds
from peerpair.model.problem import Problem
from peerpair.model.settings import Penalty


def levels_of(problem: Problem, kept: OlderGroups | None = None) -> tuple[LevelRule, ...]:
    """Return what is optimised before the total, the first level first.

    Parameters
    ----------
    problem : Problem
        The problem.
    kept : OlderGroups, optional
        What is to be kept of an older result.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident("a", sat_out=1), pp.Resident("b")]
    >>> problem = pp.Problem(people, unplaced="allow", repeats="avoid")
    >>> [rule.level.name for rule in levels_of(problem)]
    ['unplaced', 'repeats', 'sat_out']
    """
    return tuple(_levels(problem, kept))


def _levels(problem: Problem, kept: OlderGroups | None) -> Iterator[LevelRule]:
    if problem.unplaced == "allow":
        yield Unplaced()
    if kept is not None:
        yield GroupsKept(kept)
        yield PairsKept(kept)
    if problem.fairness == "weeks" and problem.horizon is not None:
        owed = sorted({r.credit for r in problem.active} | {0}, reverse=True)
        for mark in thresholds(problem.horizon.weeks):
            for credit in owed:
                yield LowWeeks(mark, credit)
    if problem.fairness == "maxmin":
        yield LeastShared()
    if problem.repeats == "avoid":
        yield Repeats()
    if any(r.sat_out for r in problem.active) and not isinstance(problem.unplaced, Penalty):
        yield SatOut(problem.triad_is_burden)
