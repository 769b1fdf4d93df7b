"""A problem in, integers out: where domain words stop."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.compiled import BUDGET, CohortRow, Compiled, CompiledLevel
from peerpair.errors import check_argument
from peerpair.levels.base import Count, LevelRule
from peerpair.levels.kept import OlderGroups
from peerpair.levels.least_shared import LeastShared
from peerpair.levels.order import levels_of
from peerpair.levels.unplaced import Unplaced
from peerpair.levels.weeks import LowWeeks
from peerpair.model.arrays import Ints
from peerpair.model.problem import Problem
from peerpair.model.rules import CohortRule
from peerpair.model.settings import Penalty


def compile_problem(
    problem: Problem,
    *,
    kept: OlderGroups | None = None,
    levels: Sequence[LevelRule] | None = None,
    bonus: Ints | None = None,
    budget: int = BUDGET,
    pulse: Callable[[], None] | None = None,
) -> Compiled:
    """State a problem in integers.

    Parameters
    ----------
    problem : Problem
        The problem.
    kept : OlderGroups, optional
        What is to be kept of an older result.
    levels : sequence of LevelRule, optional
        What is optimised before the total; left out = what the problem says.
    bonus : int[n, n], optional
        Symmetric, over the active residents: what each pair in a group adds to its value.
    budget : int
        Bytes of candidate numbers to keep.
    pulse : callable, optional
        Called between steps, now and whenever candidates are computed; what it raises goes through.

    Raises
    ------
    ProblemError
        If a value is beyond 32 bits; where candidates are computed later, then.

    Examples
    --------
    >>> import peerpair as pp
    >>> compile_problem(pp.Problem([pp.Resident("a"), pp.Resident("b")])).columns.members
    array([[ 0,  1, -1]], dtype=int32)
    """
    check_argument("problem", problem, Problem)
    rules = levels_of(problem, kept) if levels is None else levels
    # Low codes have room for everybody's levels; those of residents with credit are rows.
    marks = tuple(r.threshold for r in rules if isinstance(r, LowWeeks) and not r.credit)
    floors = any(isinstance(rule, LeastShared) for rule in rules)
    counts = [rule for rule in rules if isinstance(rule, Count) and _in_a_row(rule)]
    more = () if kept is None else kept.rules
    cohort = DenseCohort(problem, pulse)
    oracle = Oracle(cohort, marks, floors=floors, counts=counts, more=more, bonus=bonus)
    n = oracle.n
    limits = problem.size_limits
    pairs, triads = _clip(limits.pairs, n), _clip(limits.triads, n)
    most = {2: pairs[1], 3: triads[1]}
    possible = _largest_counts(n, most) if problem.unplaced == "forbid" else most
    must_place = np.zeros(n, dtype=bool)
    must_place[[oracle.cohort.index[r] for rule in problem.constraints for r in rule.placed()]] = (
        True
    )
    if problem.unplaced == "forbid":
        must_place[:] = True
    return Compiled(
        n=n,
        oracle=oracle,
        levels=tuple(_compiled_level(rule, oracle) for rule in rules),
        thresholds=marks,
        floors=floors,
        pairs=_capped(problem, 2, pairs),
        triads=_capped(problem, 3, triads),
        rows=tuple(
            CohortRow(f"{rule.kind}[{i}]", rule.limit())
            for i, rule in enumerate(oracle.cohort_rules)
        ),
        counts=oracle.counts,
        must_place=must_place,
        penalty=problem.unplaced.points if isinstance(problem.unplaced, Penalty) else 0,
        fewest_unplaced=problem.unplaced == "allow",
        reachable=tuple(size for size in (2, 3) if possible[size] > 0),
        budget=budget,
    )


def _in_a_row(rule: Count) -> bool:
    """Tell whether what a level counts is a row of its own; sizes and low codes say the rest."""
    return not isinstance(rule, Unplaced) and not (isinstance(rule, LowWeeks) and not rule.credit)


def _compiled_level(rule: LevelRule, oracle: Oracle) -> CompiledLevel:
    """Return a level with the place of what it counts."""
    if isinstance(rule, LowWeeks) and not rule.credit:
        return CompiledLevel(rule, position=oracle.thresholds.index(rule.threshold))
    if isinstance(rule, Count) and _in_a_row(rule):
        row = len(oracle.cohort_rules) + oracle.counts.index(rule)
        return CompiledLevel(rule, row=row)
    return CompiledLevel(rule)


def _clip(limits: tuple[int, int | None], n: int) -> tuple[int, int]:
    """Return limits with "no limit" as n; one group more than fit already says impossible."""
    low, high = limits
    return min(low, n + 1), n if high is None else min(high, n)


def _capped(problem: Problem, size: int, limits: tuple[int, int]) -> tuple[int, int]:
    """Return the limits of a size, lowered by the rules that count its groups."""
    caps = [
        rule.limit()
        for rule in problem.constraints
        if isinstance(rule, CohortRule) and rule.counts == size
    ]
    return limits[0], min([limits[1], *caps])


def _largest_counts(n: int, most: dict[int, int]) -> dict[int, int]:
    """Return the largest counts of pairs and of triads in any partition of n residents."""
    splits = [
        ((n - 3 * triads) // 2, triads)
        for triads in range(min(most[3], n // 3) + 1)
        if (n - 3 * triads) % 2 == 0 and (n - 3 * triads) // 2 <= most[2]
    ]
    return {size: max((split[size - 2] for split in splits), default=0) for size in (2, 3)}
