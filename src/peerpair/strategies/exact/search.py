"""Exact maximisation of one level: prices and cuts, then integer programs over price windows."""

from __future__ import annotations

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.engines.cpsat import find_partition
from peerpair.engines.limits import OutOfTimeError
from peerpair.errors import InternalError
from peerpair.model.level import relative_gap
from peerpair.strategies.exact.branch import branch
from peerpair.strategies.exact.cuts import parts, separate
from peerpair.strategies.exact.field import EVERYTHING, Field
from peerpair.strategies.exact.keeps import PriceWindow
from peerpair.strategies.exact.linear import Linear
from peerpair.strategies.exact.matching import by_matching
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.primal import cheapest, improve, round_off
from peerpair.strategies.exact.ranking import best_per_resident
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.stage import LevelModel, Outcome

_FIRST = 8
"""Columns per resident that the relaxation starts with."""

_EASY = 12_000
"""Columns of a window that an integer program searches without more ado."""

_WIDEST = 1_000_000
"""Columns that a window may have at all."""

_LARGEST = 150_000
"""Columns of a window up to which windows grow, where those in play are too many to branch on."""

_NODES, _FIRST_NODES = 200_000, 20
"""Nodes of a program's own tree: over a window, and over each resident's cheapest columns."""

_TIME = 0.1
"""Of the time left that the latter may take."""

_WINDOW = 0.4
"""Of the time left that a window may take."""

_PATIENCE = 12
"""Neighbourhoods in a row that may bring no better answer before other means are tried."""

_EARLY, _FAR = 0.2, 0.001
"""Of the time left in which an answer among millions of candidates is bettered before there are
cuts, and the gap from which on it is: a smaller one is closed by cuts as a rule."""

_NEAR = 0.005
"""Gap up to which the whole columns of the relaxation lead to no better answer as a rule."""

_WHOLE, _FEW = 1e-6, 4
"""How far from 1 a column counts as used in part, and the share of residents in such that is few:
one in so many."""

_ROUNDS = 60
"""Rounds of cuts at most."""

_STALE, _STALE_OF_MANY = 6, 3
"""Rounds without progress after which cuts are left alone; of millions of candidates each is dear.
"""


def maximise(stage: LevelModel) -> Outcome:
    """Find the columns of greatest cost of a stage, and prove it."""
    try:
        return _maximise(stage)
    except OutOfTimeError:
        return Outcome(None, stage.bound, stage.chosen, stage.value)


def _maximise(stage: LevelModel) -> Outcome:
    if stage.done():
        return Outcome(None, stage.bound, stage.chosen, stage.value)
    matched = by_matching(stage)
    if matched is not None:
        return matched
    relaxed = stage.relaxed
    if relaxed is None:
        relaxed = _relax(stage)
    else:
        relaxed.limits = stage.limits
    if relaxed is None:
        return Outcome(None, 0, infeasible=True)
    if relaxed.prices is None:
        return Outcome(None, stage.bound, stage.chosen, stage.value)
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
        relaxed,
    )


def _relax(stage: LevelModel) -> Relaxation | None:
    """Solve the relaxation; None = it has no solution, proven by integer (Farkas) prices."""
    relaxed: Relaxation | None = None
    known = _first_columns(stage)
    for factor in (10, 10**3, 10**6):  # a spare column must cost more than any group could gain
        relaxed = Relaxation(
            stage.field,
            stage.cost,
            stage.rows,
            known,
            stage.limits,
            largest=stage.largest,
            factor=factor,
        )
        converged = relaxed.solve()
        if relaxed.missing <= 1e-6 or not converged:
            break
        farkas = Relaxation(
            stage.field,
            Linear.nothing(),
            stage.rows,
            relaxed.columns,
            stage.limits,
            largest=0,
            factor=1,
        )
        if farkas.solve() and farkas.missing > 1e-6:
            if farkas.prices is not None and farkas.prices.total < 0:
                return None
            break  # too close to call: the search decides
    return relaxed


def _first_columns(stage: LevelModel) -> Columns:
    """Return the columns known, or each resident's best ones, and the answer so far."""
    field = stage.field
    if stage.known is not None:
        known = stage.known.take(np.flatnonzero(field.keeps_all(stage.known)))
        return known if stage.chosen is None else Columns.joined([known, stage.chosen])
    some = field.listed if field.listed is not None else field.compiled.columns
    if field.listed is None:
        some = Columns.joined([some, field.singles])
        some = some.take(np.flatnonzero(field.keeps_all(some)))
    sizes = some.sizes
    share = [-(6 * stage.cost.of(some) // sizes), -(6 * some.values // sizes)]
    at = best_per_resident(some.members, share, _FIRST, stage.limits.check)
    parts = [some.take(at)]
    if stage.chosen is not None:
        parts.append(stage.chosen)
    return Columns.joined(parts)


def _cut(stage: LevelModel, relaxed: Relaxation) -> None:
    """Add rows that the fractional solution breaks, as long as that brings the bound down."""
    stale, most = 0, _STALE_OF_MANY if stage.field.listed is None else _STALE
    for number in range(_ROUNDS):
        whole = relaxed.integral
        if whole is not None:
            stage.offer(whole)
        if stage.done() or whole is not None:
            return
        if number == 0:
            _answer_early(stage, relaxed)
        if stage.done():
            return
        cuts = separate(relaxed.columns.members, relaxed.levels, stage.field.n, stage.limits.over)
        cuts = [*parts(stage.field), *cuts] if number == 0 else cuts
        before = relaxed.prices
        if stage.done() or not cuts or before is None:
            return
        relaxed.add_cuts(cuts)
        if not relaxed.solve() or relaxed.prices is None:
            return
        stage.lower(relaxed.prices.bound)
        # Progress is a hundredth of what is still open.
        left = relaxed.prices.total - relaxed.prices.scale * (stage.value or 0)
        little = stage.value is not None and 100 * (before.total - relaxed.prices.total) < left
        stale = stale + 1 if little else 0
        if stale > most:
            return


def _answer_early(stage: LevelModel, relaxed: Relaxation) -> None:
    """Look for an answer before there are cuts, first with groups that are known to lead to one."""
    if relaxed.prices is None:
        return
    if stage.relaxed is None:
        round_off(stage, relaxed)
        kept = None
        if stage.value is None and stage.first is not None:
            kept = stage.first(relaxed.prices)
        if kept is not None:
            round_off(stage, relaxed, kept=kept)
    many = stage.level is None and stage.field.listed is None
    if many and stage.value is not None and not (stage.done() or _within(stage, _FAR)):
        improve(stage, relaxed.prices, _PATIENCE, _EARLY)


def _prove(stage: LevelModel, relaxed: Relaxation, prices: Prices) -> bool:
    """Close the gap; True = proven that there is no solution.

    A window that an integer program has searched to its end holds no better answer, and a solution
    with a column outside it is worth less than the bound by its width.
    """
    if stage.field.listed is not None or not _within(stage, _NEAR) or _nearly_whole(relaxed):
        round_off(stage, relaxed)
    stage.solve(_cheap_for_all(stage, prices), prices, _TIME, _FIRST_NODES)
    if not _nearly_closed(stage, prices):
        improve(stage, prices, _PATIENCE)
    field, count = stage.field, _EASY
    while not stage.done():
        known = stage.value is not None
        if known:
            # Whatever is better than the answer uses no column outside the gap.
            field = field.narrowed(PriceWindow(prices, stage.gap_width(prices)))
            if count > (_LARGEST if field.listed is None else _EASY):
                branch(stage, relaxed, field)
                return False
        columns, width = _window(field, prices, count)
        share, nodes = (_WINDOW, _NODES) if known else (1.0, None)
        closed, best = stage.solve(columns, prices, share, nodes)
        outside = [] if width is None else [(prices.total - width - 1) // prices.scale]
        if closed and width is None and stage.value is None:
            return _confirm_infeasible(stage, columns)
        if not closed and not known and best is None:
            return False
        inside = [] if closed or best is None else [best]
        answer = [] if stage.value is None else [stage.value]
        if closed or best is not None:
            stage.lower(max(outside + inside + answer))
        count *= 3
    return False


def _within(stage: LevelModel, far: float) -> bool:
    """Tell whether the answer is so near to the bound."""
    gap = relative_gap(stage.value, stage.bound)
    return gap is not None and gap <= far


def _nearly_whole(relaxed: Relaxation) -> bool:
    """Tell whether the relaxation leaves few residents to groups that it uses in part."""
    levels, sizes = relaxed.levels, relaxed.columns.sizes
    if len(levels) < len(sizes):
        return False
    whole = int(sizes[levels > 1 - _WHOLE].sum())
    return _FEW * (relaxed.field.n - whole) <= relaxed.field.n


def _nearly_closed(stage: LevelModel, prices: Prices) -> bool:
    """Tell whether few columns can still be part of a better answer."""
    if stage.value is None:
        return False
    return stage.field.within(prices, stage.gap_width(prices), 2 * _EASY) is not None


def _cheap_for_all(stage: LevelModel, prices: Prices) -> Columns:
    """Return each resident's cheapest columns: the best answer is often among them."""
    count, some = 3 * _EASY, None
    if stage.value is not None:  # a better answer uses none beyond the gap
        some = stage.field.within(prices, stage.gap_width(prices), count)
    some = cheapest(stage.field, prices, count) if some is None else some
    return some.take(best_per_resident(some.members, [prices.slack(some)], _FIRST))


def _window(field: Field, prices: Prices, count: int) -> tuple[Columns, int | None]:
    """Return about `count` columns, all up to some slack, and that slack; None = all in play."""
    everything = field.within(prices, EVERYTHING, count)
    if everything is not None:
        return everything, None
    some = cheapest(field, prices, count)
    width = int(prices.slack(some).max(initial=0))
    whole = field.within(prices, width, _WIDEST)
    while whole is None:  # ties: as many as there are below the next slack
        width = width // 2 if width > 1 else -1
        whole = field.within(prices, width, _WIDEST)
    slack = prices.slack(whole)
    if len(slack) > 2 * count:  # the cheapest of each part of the cohort reach too far
        width = int(np.partition(slack, count)[count])
        whole = whole.take(np.flatnonzero(slack <= width))
    return whole, width


def _confirm_infeasible(stage: LevelModel, columns: Columns) -> bool:
    """Ask a second, different solver before calling a problem infeasible."""
    rows = [(row.function.of(columns), row.limit) for row in stage.rows]
    other = find_partition(
        stage.field.n,
        columns.members,
        rows,
        seconds=stage.limits.remaining(),
        seed=stage.limits.seed,
        stop=stage.limits.over,
    )
    if isinstance(other, bool):
        return not other
    raise InternalError("two solvers disagree on whether there is an answer")
