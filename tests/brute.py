"""Brute force over all partitions: the answer that no method may beat or miss.

It asks only the plain facts and rules (never `compile`, a kernel or a solver) and is meant for
cohorts of up to eight residents.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from peerpair import Penalty, Problem, Status
from peerpair.levels.weeks import thresholds
from peerpair.model.asked import Members
from peerpair.verify import PlainFacts

Choice = tuple[tuple[Members, ...], tuple[str, ...]]


@dataclass(frozen=True)
class Best:
    """The optimum: status, level values, total, and how many choices reach it."""

    status: Status
    levels: tuple[int | None, ...] = ()
    value: int | None = None
    ties: int = 0


def choices(names: tuple[str, ...], may_stay: bool) -> Iterator[Choice]:
    """Yield every way to split the names into pairs, triads and residents left out."""
    if not names:
        yield (), ()
        return
    first, rest = names[0], names[1:]
    if may_stay:
        for groups, alone in choices(rest, may_stay):
            yield groups, (first, *alone)
    for size in (1, 2):
        for others in combinations(rest, size):
            left = tuple(name for name in rest if name not in others)
            for groups, alone in choices(left, may_stay):
                yield ((first, *others), *groups), alone


def allowed(problem: Problem, facts: PlainFacts, choice: Choice) -> bool:
    """Tell whether a choice keeps every rule."""
    groups, alone = choice
    if problem.raw and any(frozenset(group) not in problem.given for group in groups):
        return False
    limits = problem.size_limits
    for size, (low, high) in ((2, limits.pairs), (3, limits.triads)):
        count = sum(len(group) == size for group in groups)
        if count < low or (high is not None and count > high):
            return False
    for rule in problem.rules:
        if [*rule.breaches(groups, facts)]:
            return False
        if set(rule.placed()) & set(alone):
            return False
    return True


def key(problem: Problem, facts: PlainFacts, choice: Choice) -> tuple[int | None, ...]:
    """Return the levels and the total of a choice, in the document's sign."""
    groups, alone = choice
    found: list[int | None] = []
    if problem.unplaced == "allow":
        found.append(len(alone))
    if problem.fairness == "weeks":
        assert problem.horizon is not None
        met = [n for group in groups for n in facts.weeks_met(group).values()] + [0] * len(alone)
        of = {r.id: r.credit for r in problem.active}
        owed = [of[name] for group in groups for name in facts.weeks_met(group)]
        owed += [of[name] for name in alone]
        for t in thresholds(problem.horizon.weeks):
            for c in sorted({0, *of.values()}, reverse=True):
                found.append(sum(n <= t and d >= c for n, d in zip(met, owed, strict=True)))
    if problem.fairness == "maxmin":
        found.append(min((facts.shared_points(group) for group in groups), default=None))
    if problem.repeats == "avoid":
        past = {frozenset(p) for g in problem.history if g.met for p in combinations(g.members, 2)}
        found.append(sum(frozenset(p) in past for g in groups for p in combinations(g, 2)))
    sat_out = {r.id: r.sat_out for r in problem.active}
    if any(sat_out.values()) and not isinstance(problem.unplaced, Penalty):
        bearing = [*alone]
        if problem.triad_is_burden:
            bearing += [name for group in groups if len(group) == 3 for name in group]
        found.append(sum(sat_out[name] for name in bearing))
    penalty = problem.unplaced.points if isinstance(problem.unplaced, Penalty) else 0
    found.append(sum(facts.value(group) for group in groups) - penalty * len(alone))
    return tuple(found)


def solve_by_force(problem: Problem) -> Best:
    """Return the optimum by looking at every choice."""
    facts = PlainFacts(problem)
    names = tuple(resident.id for resident in problem.active)
    maxmin = problem.fairness == "maxmin"
    best: tuple[int, ...] | None = None
    shown: tuple[int | None, ...] = ()
    ties = 0
    for choice in choices(names, problem.unplaced != "forbid"):
        if not allowed(problem, facts, choice):
            continue
        values = key(problem, facts, choice)
        # Counts are minimised; a minimum, first but for the unplaced, and the total are maximised.
        floor = (problem.unplaced == "allow") if maxmin else -1
        more = {floor, len(values) - 1}
        rank = tuple(-(v or 0) if i in more else (v or 0) for i, v in enumerate(values))
        if best is None or rank < best:
            best, shown, ties = rank, values, 0
        ties += rank == best
    if best is None:
        return Best(Status.INFEASIBLE)
    return Best(Status.OPTIMAL, shown[:-1], shown[-1], ties)
