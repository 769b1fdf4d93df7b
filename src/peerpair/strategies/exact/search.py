"""Exact maximisation of one level: prices and cuts, then integer programs over price windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.engines.cpsat import find_partition
from peerpair.engines.mathopt import solve_partition
from peerpair.errors import InternalError
from peerpair.model.arrays import Ints
from peerpair.model.result import relative_gap
from peerpair.strategies.base import Limits
from peerpair.strategies.exact.cuts import separate
from peerpair.strategies.exact.field import Field, Window, best_per_resident
from peerpair.strategies.exact.linear import Linear, Row
from peerpair.strategies.exact.prices import Cut, Prices, scale_for
from peerpair.strategies.exact.relaxation import Relaxation

__all__ = ["Outcome", "maximise"]

_FIRST = 8
"""Columns per resident that the relaxation starts with."""

_EASY = 12_000
"""Columns of a window that an integer program searches without more ado."""

_WIDEST = 1_000_000
"""Columns that a window may have at all."""

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


@dataclass
class Stage:
    """One level as a set-partitioning model, and what is known of it so far.

    Attributes
    ----------
    field : Field
        The candidates in play.
    cost : Linear
        To be maximised.
    rows : sequence of Row
        Limits.
    limits : Limits
        When to stop.
    name : str
        For progress.
    largest : int
        Of the costs.
    chosen : Columns or None
        The best answer so far.
    """

    field: Field
    cost: Linear
    rows: Sequence[Row]
    limits: Limits
    name: str
    largest: int
    chosen: Columns | None
    bound: int | None = None

    def __post_init__(self) -> None:
        # A tolerated gap concerns the total; the levels before it are always closed.
        self.gap = self.limits.gap if self.name == "total" else 0.0
        self.value = None if self.chosen is None else self.worth(self.chosen)

    def worth(self, columns: Columns) -> int:
        """Return the cost of an answer."""
        return int(self.cost.of(columns).sum())

    def offer(self, columns: Columns) -> None:
        """Take an answer if it is better."""
        value = self.worth(columns)
        if self.value is None or value > self.value:
            self.chosen, self.value = columns, value
            self.tell()

    def lower(self, bound: int) -> None:
        """Take a bound if it is better."""
        if self.bound is None or bound < self.bound:
            self.bound = bound
            self.tell()

    def closed(self) -> bool:
        """Tell whether the gap is closed as far as wanted."""
        gap = relative_gap(self.value, self.bound)
        return gap is not None and gap <= self.gap

    def done(self) -> bool:
        """Tell whether there is nothing to do any more, or time is up."""
        return self.closed() or self.limits.over()

    def tell(self) -> None:
        """Report progress."""
        self.limits.tell(self.name, self.value, self.bound)

    def solve(self, columns: Columns, prices: Prices) -> tuple[bool, int | None]:
        """Solve the integer program over some columns.

        Returns
        -------
        closed : bool
            The program was solved to the end.
        bound : int or None
            Upper bound over solutions within these columns; None = there is no solution.
        """
        costs, offset = _small_costs(self.cost.of(columns), columns.members, prices)
        rows = [(row.function.of(columns), row.limit) for row in self.rows]
        rows += [
            (cut.coefficients(columns.members, self.field.n), cut.limit)
            for cut, z in zip(prices.cuts, prices.cut_prices, strict=True)
            if z
        ]
        answer = solve_partition(
            self.field.n,
            columns.members,
            costs,
            rows,
            seconds=self.limits.remaining(),
            seed=self.limits.seed,
            stop=self.limits.over,
        )
        if answer.chosen is not None:
            self.offer(columns.take(answer.chosen))
        if answer.infeasible:
            return True, None
        if answer.bound is None:
            return False, None
        best = answer.bound + offset
        whole = answer.chosen is not None and best == self.worth(columns.take(answer.chosen))
        return whole, best


def _small_costs(plain: Ints, members: Ints, prices: Prices) -> tuple[Ints, int]:
    """Return costs that rank solutions alike in smaller numbers, and what they leave out.

    The equations let any price be taken off each member; small numbers are kinder to a solver.
    """
    shift = prices.residents // prices.scale
    shifted = plain - np.append(shift, 0)[members].sum(axis=1)
    if np.abs(shifted).max(initial=0) < np.abs(plain).max(initial=0):
        return shifted, int(shift.sum())
    return plain, 0


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
    prices = relaxed.prices
    infeasible = not stage.done() and _prove(stage, prices, relaxed.columns)
    return Outcome(
        root if root.bound <= prices.bound else prices,
        stage.bound,
        None if infeasible else stage.chosen,
        None if infeasible else stage.value,
        infeasible,
        relaxed.columns,
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
            _look(stage, relaxed)
            if stage.done():
                return
        cuts = separate(relaxed.columns.members, relaxed.levels, stage.field.n)
        if not cuts:
            return
        before = relaxed.prices
        relaxed.add_cuts(cuts)
        if not relaxed.solve() or relaxed.prices is None or before is None:
            return
        stage.lower(relaxed.prices.bound)
        # Progress is a hundredth of what is still open.
        left = relaxed.prices.total - relaxed.scale * (stage.value or 0)
        little = stage.value is not None and 100 * (before.total - relaxed.prices.total) < left
        stale = stale + 1 if little else 0
        if stale > _STALE:
            return


def _look(stage: Stage, relaxed: Relaxation) -> None:
    """Search the generated columns: the best answer is often among them."""
    assert relaxed.prices is not None
    columns = relaxed.columns
    if stage.chosen is not None:
        stage.solve(columns, relaxed.prices)
        return
    stage.solve(columns, relaxed.prices)


def _prove(stage: Stage, prices: Prices, generated: Columns) -> bool:
    """Close the gap through ever wider windows; True = proven that there is no solution."""
    scale = prices.scale
    stage.solve(generated, prices)
    if stage.done():
        return False
    field = stage.field
    if stage.value is not None:
        # Whatever is better than the answer uses no column outside the gap.
        field = field.narrowed(Window(prices, _gap_width(stage, prices)))
    width = _gap_width(stage, prices) if stage.value is not None else None
    tried = -1
    while not stage.done():
        columns, width = _window(field, prices, width, tried)
        whole = width is None
        held = stage.chosen is not None and bool(_inside(stage.chosen, prices, width))
        closed, best = stage.solve(columns, prices)
        if closed and best is None and held:
            raise InternalError("the solver denies an answer that is known")
        # A solution with a column outside the window is worth less than the bound by its width.
        outside = [] if width is None else [(prices.total - width - 1) // scale]
        if not closed:
            if best is not None:
                stage.lower(max([best, *outside]))
            return False
        if whole and best is None and stage.value is None:
            return _confirm_infeasible(stage, columns)
        bounds = [value for value in (best, stage.value) if value is not None]
        stage.lower(max(bounds + outside))
        if stage.closed():
            return False
        if whole:
            raise InternalError("a search over all columns left a gap")
        assert width is not None
        tried = width
        width = _gap_width(stage, prices) if stage.value is not None else None
    return False


def _inside(chosen: Columns, prices: Prices, width: int | None) -> bool:
    return width is None or bool((prices.slack(chosen) <= width).all())


def _window(
    field: Field, prices: Prices, width: int | None, tried: int
) -> tuple[Columns, int | None]:
    """Return the columns of the next window and its width; None = all columns in play.

    The widest window wanted, if it is easy; else one of a size that can be searched, wider than
    what was tried.
    """
    if width is None:
        everything = field.within(prices, 2**60, _WIDEST)
        if everything is not None and len(everything) <= _EASY:
            return everything, None
        width = 2**59
    columns = field.within(prices, width, _WIDEST)
    most = _EASY
    while tried >= 0:
        at_tried = field.within(prices, tried, _WIDEST)
        most = 3 * (len(at_tried) if at_tried is not None else _WIDEST)
        break
    if columns is not None and len(columns) <= most:
        return columns, width
    slack = None if columns is None else np.sort(prices.slack(columns))
    if slack is None:
        low, high = max(tried, 0), width
        while columns is None or len(columns) > most:
            high = (low + high) // 2
            columns = field.within(prices, high, _WIDEST)
        return columns, max(high, tried + 1)
    width = max(int(slack[most - 1]), tried + 1)
    chosen = field.within(prices, width, len(slack) + 1)
    assert chosen is not None
    return chosen, width


def _gap_width(stage: Stage, prices: Prices) -> int:
    """Return the width outside which no column can be part of a better answer."""
    assert stage.value is not None
    return max(0, prices.total - prices.scale * (stage.value + 1))


def _confirm_infeasible(stage: Stage, columns: Columns) -> bool:
    """Ask a second, different solver before calling a problem infeasible."""
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
    raise InternalError("two solvers disagree on whether there is an answer")


def used(cuts: Sequence[Cut], prices: Sequence[int]) -> list[Cut]:
    """Return the cuts that have a price."""
    return [cut for cut, z in zip(cuts, prices, strict=True) if z]
