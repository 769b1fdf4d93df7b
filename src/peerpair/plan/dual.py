"""What a plan can come to at most: each round by itself, made to share by prices on pairs.

That two meet once at most ties the rounds together.  A price on each pair takes that tie away: for
any prices the rounds' best totals, each pair charged its price, and the prices of all pairs bound
every plan.  Prices are bettered by subgradient steps.

References
----------
M. L. Fisher, "The Lagrangian relaxation method for solving integer programming problems",
Management Science 27(1), 1981, https://doi.org/10.1287/mnsc.27.1.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np

from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.model.arrays import Floats, Ints
from peerpair.model.level import LevelKind
from peerpair.plan.single import Single
from peerpair.plan.state import PlanState, Worth
from peerpair.verify.plan import repeats_of

_STEP, _STALE, _LAST = 1.0, 5, 0.02
"""First share of the gap that a step aims at, steps without progress after which it is halved, and
where it ends."""

_SCALE, _MOST_STEPS, _STEPS = 64, 400, 12
"""Parts of a point that prices are counted in where all groups are pairs, steps at most then, and
steps where the engine has to be asked."""

_EACH = 0.4
"""Of the time left that is divided among the rounds before there are prices."""

_KEEP = 0.7
"""Of the direction of the last step that the next one keeps."""


@dataclass(frozen=True, eq=False)
class Bounds:
    """What is known of a plan.

    Attributes
    ----------
    levels : mapping of LevelKind to int
        What each level comes to at least.
    value : int or None
        What the total comes to at most, where the levels come to what is reported.
    prices : int[n, n] or None
        Of each pair of the plan's residents.
    """

    levels: Mapping[LevelKind, int] = field(default_factory=dict)
    value: int | None = None
    prices: Ints | None = None


def bounds_of(state: PlanState, worth: Worth, limits: Limits) -> Bounds:
    """Return bounds for plans whose levels come to what is reported.

    Parameters
    ----------
    state : PlanState
        The plan.
    worth : Worth
        Of the best rounds so far.
    limits : Limits
        When to stop.
    """
    plan = state.plan
    reported = dict(zip(state.kinds, worth.levels, strict=True))
    levels = {LevelKind.REPEATS: repeats_of(plan, [])}
    singles, count = [], len(plan.rounds)
    try:
        for number in range(count):
            singles.append(Single(state, number, limits.part(_EACH / (count - number))))
    except OutOfTimeError:
        return Bounds(levels)
    levels[LevelKind.UNPLACED] = sum(single.least_unplaced for single in singles)
    never = [single.least_never for single in singles]
    if plan.timed:
        levels[LevelKind.NEVER_MET] = sum(never)
        certain = np.sum([single.certain for single in singles], axis=0)
        spread = -(-sum(never) // len(certain))
        levels[LevelKind.WORST_RESIDENT] = max(int(certain.max(initial=0)), spread)
    # Where no round has more than it must have, each has just that.
    tight = plan.timed and reported[LevelKind.NEVER_MET] == sum(never)
    spare = reported.get(LevelKind.REPEATS, 0) - levels[LevelKind.REPEATS]
    value, prices = None, None
    if not state.remembers:
        prices, value = _priced(state, singles, worth, limits, tight=tight, spare=spare)
    if value is not None and plan.coverage_weight:
        value += plan.coverage_weight * state.most_coverage()
    return Bounds(levels, value, prices)


def _priced(
    state: PlanState,
    singles: list[Single],
    worth: Worth,
    limits: Limits,
    *,
    tight: bool,
    spare: int,
) -> tuple[Ints | None, int | None]:
    """Return the best prices found, and what they prove."""
    n = len(state.plan.rounds[0].residents)
    # A matching is quick and takes parts of points as prices; the engine takes whole ones.
    pairs = all(single.pairs_alone for single in singles)
    scale, most = (_SCALE, _MOST_STEPS) if pairs else (1, _STEPS)
    free = np.triu(np.ones((n, n), dtype=np.int64), 1)
    for one, other in state.met:
        free[one, other] = free[other, one] = 0  # to meet would be a repeat
    prices = np.zeros((n, n), dtype=np.int64)
    best: tuple[Ints, int] | None = None
    direction: Floats = np.zeros((n, n))
    step, stale = _STEP, 0
    for _ in range(most):
        if limits.over() or step < _LAST:
            break
        total = int((prices * free).sum()) + spare * int(prices.max(initial=0))
        meetings = np.zeros((n, n), dtype=np.int64)
        for number, single in enumerate(singles):
            share = limits if pairs else limits.part(1 / (len(singles) - number))
            solved = None
            with suppress(OutOfTimeError):  # the prices before this hold
                solved = single.best(prices, scale, share, tight=tight)
            if solved is None:
                return _in_points(best, scale)
            bound, groups = solved
            total += bound
            for one, other in groups:
                meetings[min(one, other), max(one, other)] += 1
        if best is None or total < best[1]:
            best, stale = (prices, total), 0
        else:
            stale += 1
            if stale >= _STALE:
                step, stale = step / 2, 0
        if state.plan.repeats == "allow" or total // scale <= worth.value:
            break
        direction = _KEEP * direction + (1 - _KEEP) * (meetings - free)
        active = (meetings > free) | (prices > 0)
        norm = float((direction[active] ** 2).sum())
        if not norm:
            break
        length = step * (best[1] - scale * worth.value) / norm
        moved = np.rint(prices + length * np.where(active, direction, 0.0))
        prices = np.triu(np.maximum(moved, 0).astype(np.int64), 1)
    return _in_points(best, scale)


def _in_points(best: tuple[Ints, int] | None, scale: int) -> tuple[Ints | None, int | None]:
    """Return prices and what they prove in whole points."""
    return (None, None) if best is None else (best[0] // scale, best[1] // scale)
