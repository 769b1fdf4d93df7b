"""A problem as the ground of rounds: who may still meet, and what one round leaves unplaced."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import combinations
from typing import NamedTuple, cast

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.compile import compile_problem
from peerpair.designs import Ground, Shape, find_rounds
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Members
from peerpair.model.level import LevelKind
from peerpair.model.problem import Problem
from peerpair.model.resident import PastGroup
from peerpair.model.result import Status
from peerpair.model.rules import CohortRule, GroupRule, PairRule
from peerpair.registry import family
from peerpair.strategies.base import Strategy

Rounds = tuple[tuple[Members, ...], ...]
"""Rounds of groups of ids."""


def plain(problem: Problem) -> Problem:
    """Return a problem without its horizon, what needs one, and all values.

    A raw instance keeps its objective: it says which groups are candidates at all.

    Examples
    --------
    >>> import peerpair as pp
    >>> plain(pp.generate(6)).horizon is None
    True
    """
    rules = [
        rule
        for rule in problem.constraints
        if not any(part.needs_horizon for _, part in rule.parts())
    ]
    return replace(
        problem,
        horizon=None,
        busy=(),
        preferences=(),
        constraints=tuple(rules),
        objectives=problem.objectives if problem.raw else (),
        unplaced="forbid" if problem.unplaced == "forbid" else "allow",
        fairness="total",
        repeats="forbid" if problem.repeats == "forbid" else "allow",
        residents=tuple(replace(r, credit=0, sat_out=0, coverage=None) for r in problem.residents),
    )


class Answer(NamedTuple):
    """One round from the exact search: its groups, and whether it is proven that there is none."""

    groups: tuple[Members, ...] | None
    none: bool = False
    least: bool = False
    """Whether none leaves fewer unplaced."""


class Cohorts:
    """The active residents of a plain problem, in whole numbers.

    Parameters
    ----------
    problem : Problem
        See `plain`.
    pulse : callable
        Called during long work; what it raises goes through.
    """

    def __init__(self, problem: Problem, pulse: Callable[[], None]) -> None:
        self.problem = problem
        self.oracle = Oracle(DenseCohort(problem, pulse))
        self.n = self.oracle.n

    @cached_property
    def private(self) -> list[int]:
        """Where the confidential rules stand."""
        return [i for i, rule in enumerate(self.problem.rules) if rule.private]

    @property
    def public(self) -> Problem:
        """The problem without confidential rules: whatever is told of it may name residents."""
        return self.problem.without(self.private)

    def shapes(self, out: int) -> list[Shape]:
        """Return what a round may look like that leaves so many out."""
        limits, left = self.problem.size_limits, self.n - out
        most = [left if high is None else high for _, high in (limits.pairs, limits.triads)]
        for rule in self.problem.rules:
            if isinstance(rule, CohortRule) and rule.counts is not None:
                most[rule.counts - 2] = min(most[rule.counts - 2], rule.limit())
        shapes = (Shape((left - 3 * t) // 2, t) for t in range(limits.triads[0], left // 3 + 1))
        return [
            shape
            for shape in shapes
            if shape.placed == left
            and limits.pairs[0] <= shape.pairs <= most[0]
            and shape.triads <= most[1]
            and shape.edges
        ]

    def outs(self) -> list[int]:
        """Return how many residents a round may leave out as far as numbers go, the least first."""
        most = 1 if self.problem.unplaced == "forbid" else self.n
        reached = self._reached
        return [out for out in range(most) if reached.intersection(self.shapes(out))]

    @cached_property
    def _reached(self) -> set[Shape]:
        """The numbers of pairs and triads that fit where some residents can never meet others."""
        fits = np.zeros((self.n // 2 + 1, self.n // 3 + 1), dtype=bool)
        fits[0, 0] = True
        for size in _parts(self.oracle.pair_mask):
            self.oracle.cohort.pulse()
            before, fits = fits, np.zeros_like(fits)
            for triads in range(size // 3 + 1):
                for pairs in range((size - 3 * triads) // 2 + 1):
                    moved = before[: len(before) - pairs, : before.shape[1] - triads]
                    fits[pairs:, triads:] |= moved
        return {Shape(pairs, triads) for pairs, triads in np.argwhere(fits).tolist()}

    @cached_property
    def _unmet(self) -> Bools:
        """bool[n, n]: who may be in one group and has not met."""
        free, index = self.oracle.pair_mask.copy(), self.oracle.cohort.index
        for pair in self.problem.met_rounds:
            if all(name in index for name in pair):
                one, other = (index[name] for name in pair)
                free[one, other] = free[other, one] = False
        return free

    def ground(self, out: int) -> Ground:
        """Return the ground of further rounds that leave so many out."""
        problem, free = self.problem, self._unmet
        ruled = problem.raw or any(
            isinstance(rule, GroupRule) and not isinstance(rule, PairRule) for rule in problem.rules
        )
        must = np.zeros(self.n, dtype=bool)
        must[[self.oracle.cohort.index[r] for rule in problem.rules for r in rule.placed()]] = True
        pairs = None
        if ruled:
            pairs = np.zeros_like(free)
            one, other = self.oracle.candidates(np.argwhere(np.triu(free))).groups.T
            pairs[one, other] = pairs[other, one] = True
        return Ground(
            free,
            self.shapes(out),
            pairs,
            self._triads if ruled else None,
            must if out and must.any() else None,
        )

    def _triads(self, groups: Ints) -> Bools:
        place = self.n ** np.arange(3)
        allowed = self.oracle.candidates(groups).groups.astype(np.int64)
        told: Bools = np.isin(groups @ place, allowed @ place)
        return told

    def keeps_rows(self, groups: Ints) -> bool:
        """Tell whether a round keeps the rules over the whole cohort."""
        parts = [groups[groups[:, 2] < 0, :2], groups[groups[:, 2] >= 0]]
        batches = [self.oracle.batch(part) for part in parts if len(part)]
        return all(
            sum(int(rule.coefficients(batch).sum()) for batch in batches) <= rule.limit()
            for rule in self.oracle.cohort_rules
        )

    def named(self, rounds: Sequence[Ints]) -> Rounds:
        """Return rounds with the ids of residents."""
        names = [resident.id for resident in self.problem.active]
        return tuple(
            tuple(tuple(names[v] for v in row if v >= 0) for row in groups.tolist())
            for groups in rounds
        )


def _parts(graph: Bools) -> list[int]:
    """Return the sizes of the connected parts of a graph with more than one vertex each."""
    left, sizes = np.ones(len(graph), dtype=bool), []
    while left.any():
        inside = np.zeros(len(graph), dtype=bool)
        new = np.zeros(len(graph), dtype=bool)
        new[left.argmax()] = True
        while new.any():
            inside |= new
            new = graph[new].any(axis=0) & ~inside
        left &= ~inside
        sizes.append(int(inside.sum()))
    return [size for size in sizes if size > 1]


def fewest_out(cohorts: Cohorts, limits: Limits) -> tuple[int | None, bool]:
    """Return how many residents one round leaves unplaced at least, and whether that is proven.

    None and True: there is no round.  The problem's own rules count alone, which may let residents
    meet again.
    """
    outs = cohorts.outs()
    if not outs:
        return None, True
    # What numbers allow and a search attains needs no proof.
    quick = find_rounds(cohorts.ground(outs[0]), 1, limits.part(0.2).over, seed=limits.seed)
    if any(cohorts.keeps_rows(groups) for groups in quick):
        return outs[0], True
    answer = _solved(cohorts.problem, limits)
    if answer.groups is None:
        return None, answer.none
    out = cohorts.n - sum(map(len, answer.groups))
    proven = answer.least or out == outs[0]
    return (out, proven) if answer.groups else (None, proven)


def one_round(problem: Problem, rounds: Rounds, out: int, limits: Limits) -> Answer:
    """Return one more round that leaves so many out, by the exact search."""
    number = problem.last_round
    met = [
        PastGroup(pair, number + later)
        for later, groups in enumerate(rounds, 1)
        for group in groups
        for pair in combinations(group, 2)
    ]
    history = (*problem.history, *met)
    answer = _solved(replace(problem, history=history, repeats="forbid"), limits)
    if answer.groups is None:
        return answer
    if len(problem.active) - sum(map(len, answer.groups)) > out or not answer.groups:
        return Answer(None, none=answer.least)
    return answer


def _solved(problem: Problem, limits: Limits) -> Answer:
    """Return any round with the fewest unplaced residents."""
    exact = cast(type[Strategy], family("strategies")["exact"])()
    names = [resident.id for resident in problem.active]
    with suppress(OutOfTimeError):
        answer = exact.run(compile_problem(problem, pulse=limits.check), limits)
        if answer.groups is not None:
            levels = [level for level in answer.levels if level.kind is LevelKind.UNPLACED]
            least = answer.status is Status.OPTIMAL or any(level.proven for level in levels)
            rows = [tuple(names[v] for v in row if v >= 0) for row in answer.groups.tolist()]
            return Answer(tuple(rows), least=least)
        return Answer(None, none=answer.status is Status.INFEASIBLE)
    return Answer(None)
