"""Exact maximisation of one level: prices and cuts, then integer programs over price windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.engines.cpsat import find_partition
from peerpair.strategies.exact.branch import branch
from peerpair.strategies.exact.cuts import separate
from peerpair.strategies.exact.field import Window, best_per_resident
from peerpair.strategies.exact.linear import Linear
from peerpair.strategies.exact.prices import Prices, scale_for
from peerpair.strategies.exact.primal import cheapest, improve, round_off
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.stage import Stage

__all__ = ["Outcome", "maximise"]

_FIRST = 8
"""Columns per resident that the relaxation starts with."""

_EASY = 12_000
"""Columns of a window that an integer program searches without more ado."""

_WIDEST = 1_000_000
"""Columns that a window may have at all."""

_TRIES = 10
"""Neighbourhoods of the answer that are searched before branching."""

_ROUNDS = 60
"""Rounds of cuts at most."""

_STALE = 6
"""Rounds without progress after which cuts are left alone."""


@dataclass(frozen=True, eq=False)
class Outcome:
    """What is known about one level.

    Attributes
    ----------
    prices : Prices or None
        Valid prices; None when time ran out before any.
    bound : int or None
        Upper bound, by prices or by search.
    chosen : Columns or None
        The best columns found.
    value : int or None
        Their cost.
    infeasible : bool
        Proven that there is no solution.
    generated : Columns or None
        Columns of the relaxation.
    """

    prices: Prices | None
    bound: int | None
    chosen: Columns | None = None
    value: int | None = None
    infeasible: bool = False
    generated: Columns | None = None


def maximise(stage: Stage) -> Outcome:
    """Find the columns of greatest cost of a stage, and prove it."""
    relaxed = _relax(stage)
    if relaxed is None:
        return Outcome(None, 0, infeasible=True)
    if relaxed.prices is None:
        return Outcome(None, None, stage.chosen, stage.value)
    root = relaxed.prices
    stage.lower(root.bound)
    _cut(stage, relaxed)
    prices, generated = relaxed.prices, relaxed.columns
    infeasible = not stage.done() and _prove(stage, relaxed, prices)
    return Outcome(
        root if root.bound <= prices.bound else prices,
        stage.bound,
        None if infeasible else stage.chosen,
        None if infeasible else stage.value,
        infeasible,
        generated,
    )


def _relax(stage: Stage) -> Relaxation | None:
    """Solve the relaxation; None = it has no solution, proven by integer (Farkas) prices."""
    found: Relaxation | None = None
    known = _first_columns(stage)
    for factor in (10, 10**3, 10**6):  # a spare column must cost more than any group could gain
        found = Relaxation(
            stage.field,
            stage.cost,
            stage.rows,
            known,
            stage.limits,
            scale=scale_for(stage.largest),
            big=float((stage.largest + 1) * factor),
        )
        converged = found.solve()
        if found.missing <= 1e-6 or not converged:
            break
        farkas = Relaxation(
            stage.field,
            Linear.nothing(),
            stage.rows,
            found.columns,
            stage.limits,
            scale=1 << 20,
            big=1.0,
        )
        if farkas.solve() and farkas.missing > 1e-6:
            if farkas.prices is not None and farkas.prices.total < 0:
                return None
            break  # too close to call: the search decides
    return found


def _first_columns(stage: Stage) -> Columns:
    """Return each resident's best columns by their own measure, and the answer so far."""
    field = stage.field
    some = field.listed if field.listed is not None else field.compiled.columns
    if field.listed is None:
        some = Columns.joined([some, field.singles])
        some = some.take(np.flatnonzero(field.keeps_all(some)))
    sizes = some.sizes
    share = [-(6 * stage.cost.of(some) // sizes), -(6 * some.values // sizes)]
    at = best_per_resident(some.members, share, _FIRST)
    parts = [some.take(at)]
    if stage.chosen is not None:
        parts.append(stage.chosen)
    return Columns.joined(parts)


def _cut(stage: Stage, relaxed: Relaxation) -> None:
    """Add rows that the fractional solution breaks, as long as that brings the bound down."""
    stale = 0
    for number in range(_ROUNDS):
        whole = relaxed.integral
        if whole is not None:
            stage.offer(whole)
        if stage.done() or whole is not None:
            return
        if number == 0:
            round_off(stage, relaxed)
        cuts = separate(relaxed.columns.members, relaxed.levels, stage.field.n)
        before = relaxed.prices
        if stage.done() or not cuts or before is None:
            return
        relaxed.add_cuts(cuts)
        if not relaxed.solve() or relaxed.prices is None:
            return
        stage.lower(relaxed.prices.bound)
        # Progress is a hundredth of what is still open.
        left = relaxed.prices.total - relaxed.scale * (stage.value or 0)
        little = stage.value is not None and 100 * (before.total - relaxed.prices.total) < left
        stale = stale + 1 if little else 0
        if stale > _STALE:
            return


def _prove(stage: Stage, relaxed: Relaxation, prices: Prices) -> bool:
    """Close the gap; True = proven that there is no solution."""
    round_off(stage, relaxed)
    if stage.done():
        return False
    if stage.value is None:
        _first_answer(stage, prices)
        if stage.value is None:
            return not stage.limits.over() and _confirm_infeasible(stage, prices)
    improve(stage, prices, _TRIES)
    stage.solve(cheapest(stage.field, prices, _EASY // 2), prices)
    if stage.done():
        return False
    # Whatever is better than the answer uses no column outside the gap.
    assert stage.value is not None
    width = prices.total - prices.scale * (stage.value + 1)
    field = stage.field.narrowed(Window(prices, width))
    columns = field.within(prices, width, _EASY)
    if columns is not None:
        closed, _ = stage.solve(columns, prices)
        if closed:
            stage.lower(stage.value)
    else:
        branch(stage, relaxed, field)
    return False


def _first_answer(stage: Stage, prices: Prices) -> None:
    """Look for any answer among ever more of the cheapest columns."""
    count = _EASY // 2
    while stage.value is None and not stage.limits.over():
        columns = cheapest(stage.field, prices, count)
        stage.solve(columns, prices)
        if len(columns) < count:
            return
        count *= 4


def _confirm_infeasible(stage: Stage, prices: Prices) -> bool:
    """Ask a second, different solver before calling a problem infeasible."""
    columns = stage.field.within(prices, 2**61, _WIDEST)
    if columns is None:
        return False  # too many to ask: not proven
    rows = [(row.function.of(columns), row.limit) for row in stage.rows]
    found = find_partition(
        stage.field.n,
        columns.members,
        rows,
        seconds=stage.limits.remaining(),
        seed=stage.limits.seed,
    )
    if isinstance(found, bool):
        return not found
    stage.offer(columns.take(found))  # the first solver had come to no end
    return False
