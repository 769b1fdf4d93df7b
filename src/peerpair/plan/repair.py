"""Repair: an older result under a new problem, with as many groups kept as possible."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from peerpair.engines.limits import Progress
from peerpair.errors import check_argument
from peerpair.levels.kept import OlderGroups
from peerpair.model.asked import Members
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.rules import GroupRule
from peerpair.plan.changes import Change, changes_of
from peerpair.shapes.basic import Integer
from peerpair.shapes.containers import Nullable
from peerpair.shapes.noun import take_argument
from peerpair.verify import PlainFacts


@dataclass(frozen=True)
class Repair:
    """What became of an older result.

    Attributes
    ----------
    problem : Problem
        The new problem, its history without the round that is repaired and later ones.
    result : Result
        The answer; after the unplaced its levels say how many groups and pairs are kept.
    kept : OlderGroups
        What was to be kept; `verify` takes it, too.
    changes : tuple of Change
        What became of each older group, and why.
    """

    problem: Problem
    result: Result
    kept: OlderGroups
    changes: tuple[Change, ...]


def repair(
    result: Result | Iterable[Sequence[str]],
    problem: Problem,
    *,
    before: Problem | None = None,
    keep_if_weeks: int = 1,
    budget: int | None = None,
    round_number: int | None = None,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Repair:
    """Mend a result for a problem that has changed since: keep as many groups as possible.

    After the fewest unplaced residents come the most groups formed again by the same members, then
    the most pairs of older groups still together, and only then what else the problem asks for.

    Parameters
    ----------
    result : Result or iterable of sequence of str
        The older result, or its groups alone, by id.
    problem : Problem
        The new problem: other rosters, residents or rules.
    before : Problem, optional
        The older problem: with it, the changes say which entries are new.
    keep_if_weeks : int
        A group that can meet in fewer weeks now may stay, but does not count as kept; without a
        horizon any group counts.
    budget : int, optional
        At most so many of the older groups that could stay are not formed again.
    round_number : int, optional
        The round that is repaired: it and later ones are left out of the problem's history.
    seconds, gap, seed, on_progress, stop
        As in `peerpair.solve`.

    Returns
    -------
    Repair
        The answer, and what became of each older group.

    Raises
    ------
    ProblemError
        If a number is out of range.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident(name) for name in "abcd"]
    >>> older = pp.solve(pp.Problem(people))
    >>> new = pp.Problem([*people[:3], pp.Resident("e"), pp.Resident("f")])
    >>> mended = repair(older, new)
    >>> [group.members for group in older.groups]
    [('a', 'b'), ('c', 'd')]
    >>> mended.result.levels[0].name, mended.result.levels[0].value
    ('groups_kept', 1)
    """
    check_argument("result", result, Result, Iterable)
    check_argument("problem", problem, Problem)
    if before is not None:
        check_argument("before", before, Problem)
    keep_if_weeks = take_argument("keep_if_weeks", keep_if_weeks, Integer(0))
    budget = take_argument("budget", budget, Nullable(Integer(0)))
    round_number = take_argument("round_number", round_number, Nullable(Integer()))
    from peerpair.solve.run import run_solve  # loads the solvers

    if round_number is not None:
        earlier = [past for past in problem.history if past.round < round_number]
        problem = replace(problem, history=earlier)
    older = result if isinstance(result, Result) else None
    if isinstance(result, Result):
        groups = tuple(group.members for group in result.groups)
    else:
        groups = tuple(tuple(group) for group in result)
    kept = OlderGroups(groups, keep_if_weeks)
    if budget is not None:
        able = may_stay(problem, groups)
        kept = OlderGroups(groups, keep_if_weeks, max(0, len(able) - budget))
    options: dict[str, Any] = {
        "seconds": seconds,
        "gap": gap,
        "seed": seed,
        "threads": None,
        "start": None,
        "on_progress": on_progress,
        "stop": stop,
    }
    mended = run_solve(problem, "exact", **options, kept=kept)
    return Repair(problem, mended, kept, changes_of(older, mended, problem, kept, before))


def may_stay(problem: Problem, groups: Sequence[Members]) -> list[Members]:
    """Return those of some groups whose members are all there and allowed together."""
    here = {resident.id for resident in problem.active}
    facts = PlainFacts(problem)
    rules = [rule for rule in problem.rules if isinstance(rule, GroupRule)]
    return [
        group
        for group in groups
        if here.issuperset(group)
        and not (problem.raw and facts.given(group) is None)
        and not any(rule.forbids(group, facts) for rule in rules)
    ]
