"""One round of a plan by itself: what it comes to at best, with prices on its pairs."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np

from peerpair.compile.chunks import low_digits
from peerpair.compile.compile import compile_problem
from peerpair.engines.limits import Limits
from peerpair.levels.base import LevelRule
from peerpair.levels.unplaced import Unplaced
from peerpair.levels.weeks import LowWeeks
from peerpair.matching import match
from peerpair.model.arrays import Ints
from peerpair.plan.state import PlanState
from peerpair.strategies.base import Answer
from peerpair.strategies.exact.strategy import Exact

Pairs = list[tuple[int, int]]

_QUICK = 200_000
"""Groups up to which the least that can never meet are looked for; beyond, who can meet nobody
counts."""

_NEAR = 0.001
"""Relative gap of a round's own bound that will do: the rounds together leave more."""


class Single:
    """One round, whatever the others are.

    Parameters
    ----------
    state : PlanState
        The plan.
    number : int
        The round.
    limits : Limits
        When to stop.

    Attributes
    ----------
    least_unplaced, least_never : int
        How few can be without a group, and how few can never meet.
    certain : int[n]
        1 for each of the plan's residents who can meet nobody in this round.

    Raises
    ------
    OutOfTimeError
        If the limits are reached before that is known.
    """

    def __init__(self, state: PlanState, number: int, limits: Limits) -> None:
        self.problem = state.alone(number)
        self.places = state.places(number)
        self.timed = state.plan.timed
        marks: tuple[LevelRule, ...] = (LowWeeks(0),) if self.timed else ()
        self.compiled = compile_problem(self.problem, levels=marks, pulse=limits.check)
        self.certain = np.zeros(len(state.plan.rounds[0].residents), dtype=np.int64)
        weeks = self.compiled.pair_weeks if self.timed else None
        if weeks is not None:
            able = (self.compiled.oracle.pair_mask & (weeks > 0)).any(axis=1)
            self.certain[self.places[~able]] = 1
        self.least_unplaced = 0
        if self.problem.unplaced == "allow":
            self.least_unplaced = _least(self._solve((Unplaced(),), limits, None))
        self.least_never = int(self.certain.sum())
        if self.timed and self.compiled.count() <= _QUICK:
            self.least_never = max(self.least_never, _least(self._solve(marks, limits, None)))

    @property
    def pairs_alone(self) -> bool:
        """Whether all groups are pairs."""
        return 3 not in self.compiled.reachable

    def _solve(self, levels: tuple[LevelRule, ...], limits: Limits, bonus: Ints | None) -> Answer:
        compiled = compile_problem(self.problem, levels=levels, bonus=bonus, pulse=limits.check)
        return Exact().run(compiled, replace(limits, on_progress=None))

    def best(
        self, prices: Ints, scale: int, limits: Limits, *, tight: bool
    ) -> tuple[int, Pairs] | None:
        """Return a bound on the round's total less its pairs' prices, and pairs near to it.

        Parameters
        ----------
        prices : int[n, n]
            Of pairs of the plan's residents, above the diagonal, in parts of a point.
        scale : int
            How many parts a point has; the bound is in parts, too.
        limits : Limits
            When to stop.
        tight : bool
            Only answers count in which as few can never meet as possible.

        Returns
        -------
        (int, list of (int, int)) or None
            None where time ran out, or nothing is known.

        Raises
        ------
        OutOfTimeError
            If the limits are reached while candidates are looked at.
        """
        both = prices + prices.T
        own = both[np.ix_(self.places, self.places)]
        if self.pairs_alone:
            return self._matched(own, scale, limits, tight=tight)
        near = replace(limits, gap=_NEAR)
        answer = self._solve((LowWeeks(0),) if tight else (), near, -own // scale)
        settled = all(level.proven for level in answer.levels)
        if answer.groups is None or answer.bound is None or not settled:
            return None
        met = [
            pair
            for group in answer.groups.tolist()
            for pair in combinations([int(self.places[m]) for m in group if m >= 0], 2)
        ]
        return scale * answer.bound, met

    def _matched(
        self, own: Ints, scale: int, limits: Limits, *, tight: bool
    ) -> tuple[int, Pairs] | None:
        """Return the same where all groups are pairs, by matching alone."""
        compiled = self.compiled
        pairs = compiled.pairs_alone
        ends = pairs.members[:, :2]
        weights = scale * pairs.values - own[ends[:, 0], ends[:, 1]]
        alone = np.zeros(compiled.n, dtype=np.int64)
        heavy = 0
        if tight:  # more than all the rest together
            heavy = 1 + compiled.n * int(np.abs(weights).max(initial=0))
            weights = weights - heavy * low_digits(1)[pairs.low, 0]
            alone -= heavy
        must = compiled.must_place
        matched = match(compiled.n, ends, weights, alone, must, replace(limits, on_progress=None))
        if matched.infeasible or matched.chosen is None:
            return None
        bound = matched.bound + heavy * self.least_never
        chosen = self.places[ends[matched.chosen]]
        return bound, [(int(one), int(other)) for one, other in chosen]


def _least(answer: Answer) -> int:
    """Return what the one level of an answer comes to at least."""
    return (answer.levels[0].bound or 0) if answer.levels else 0
