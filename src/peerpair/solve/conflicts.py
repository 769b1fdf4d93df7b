"""Why there is no answer: the residents or constraints concerned, never a private exclusion.

The explanation drops constraints and solves again.  What is infeasible without any private
exclusion is explained without them; otherwise only the places of the private ones needed are named.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from peerpair.compile.compiled import Compiled, compile_problem
from peerpair.engines.limits import Limits
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import Status
from peerpair.model.settings import Sizes
from peerpair.registry import family
from peerpair.strategies.base import Strategy


def explain_infeasible(problem: Problem, limits: Limits) -> list[Remark]:
    """Return what makes a problem infeasible.

    Parameters
    ----------
    problem : Problem
        Proven infeasible.
    limits : Limits
        Time left for the explanation; without any, the explanation is coarser.

    Examples
    --------
    >>> import peerpair as pp
    >>> print(*explain_infeasible(pp.Problem([pp.Resident("a")]), Limits()))
    sizes: 1 resident cannot be split as the size policy 'pairs' asks
    """
    n = len(problem.active)
    if is_infeasible(problem.without(range(len(problem.constraints))), limits):
        return _sizes_or_values(problem, n)
    private = [i for i, rule in enumerate(problem.constraints) if rule.private]
    public = [i for i, rule in enumerate(problem.constraints) if not rule.private]
    if private and not is_infeasible(problem.without(private), limits):
        needed = _shrink(private, problem, limits)
        return [Remark.of_rule(RemarkKind.NEEDED_RULE, i, problem.constraints[i]) for i in needed]
    return _explain_public(problem.without(private), public, limits)


def _sizes_or_values(problem: Problem, n: int) -> list[Remark]:
    """Explain what no constraint is to blame for."""
    relaxed = replace(problem, sizes=Sizes((0, None), (0, None)), constraints=())
    if problem.raw and n > 1 and is_infeasible(relaxed, Limits()):
        return [Remark(RemarkKind.AFFINITIES)]
    return [Remark(RemarkKind.SIZES, count=n, value=problem.sizes)]


def _explain_public(problem: Problem, places: Sequence[int], limits: Limits) -> list[Remark]:
    """Explain an infeasible problem that has no private exclusion.

    Parameters
    ----------
    problem : Problem
        Without private exclusions.
    places : sequence of int
        Where its constraints stand in the document.
    """
    everything = list(range(len(problem.constraints)))
    needed = _shrink(everything, problem, limits)
    stranded = [problem.active[i].id for i in stranded_residents(compile_problem(problem))]
    remarks = [Remark(RemarkKind.STRANDED, (name,)) for name in stranded]
    for i in needed:
        rule = problem.constraints[i]
        remarks.append(Remark.of_rule(RemarkKind.NEEDED_RULE, places[i], rule, rule.describe()))
    if needed and not stranded:
        remarks.append(Remark(RemarkKind.CLASH))
    return remarks


def stranded_residents(compiled: Compiled) -> list[int]:
    """Return the residents who must be placed and have no allowed group."""
    inside = np.zeros(compiled.n, dtype=bool)
    for chunk in compiled.chunks():
        at = np.arange(len(chunk)) if chunk.allowed is None else np.flatnonzero(chunk.allowed)
        members = chunk.members(at)
        inside[members[members >= 0]] = True
    stranded: list[int] = np.flatnonzero(compiled.must_place & ~inside).tolist()
    return stranded


def _shrink(candidates: Sequence[int], problem: Problem, limits: Limits) -> list[int]:
    """Return a set of candidates, none of which can go, that the rest makes infeasible.

    Halves are dropped first, so a few needed rules among many cost few solves.
    """

    def still(rest: Sequence[int]) -> bool:
        return is_infeasible(problem.without(set(candidates) - set(rest)), limits)

    return _delete(list(candidates), still, limits)


def _delete(kept: list[int], still: Callable[[Sequence[int]], bool], limits: Limits) -> list[int]:
    step = max(1, len(kept) // 2)
    while kept:
        at = 0
        while at < len(kept) and not limits.over():
            rest = kept[:at] + kept[at + step :]
            if still(rest):
                kept = rest
            else:
                at += step
        if step == 1 or limits.over():
            return kept
        step //= 2
    return kept


def is_infeasible(problem: Problem, limits: Limits) -> bool:
    """Tell whether a problem is proven infeasible; only its rules matter, not its values."""
    # A raw instance keeps its objective: it says which groups are candidates at all.
    objectives = problem.objectives if problem.raw else ()
    plain = replace(problem, objectives=objectives, fairness="total")
    spare = Limits(
        max(1.0, min(10.0, limits.remaining())),
        seed=limits.seed,
        stop=limits.stop,
        worker=limits.worker,
    )
    exact = cast(type[Strategy], family("strategies")["exact"])()
    return exact.run(compile_problem(plain), spare).status is Status.INFEASIBLE
