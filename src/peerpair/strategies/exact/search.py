"""Exact maximisation of one level: prices, then mixed-integer programs over price windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.engines.cpsat import find_partition
from peerpair.engines.mathopt import solve_partition
from peerpair.errors import InternalError
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import relative_gap
from peerpair.strategies.base import Limits
from peerpair.strategies.exact.partition import Partition, best_per_resident
from peerpair.strategies.exact.pricing import Prices
from peerpair.strategies.exact.relaxation import Relaxed, relax

__all__ = ["Outcome", "maximise"]

_CHOICES = (30, 120)
"""Columns per resident in the first integer programs, which look for a good answer."""

_EASY = 20_000
"""Columns that a window may have to be searched whole without looking for better answers first."""


@dataclass(frozen=True)
class Outcome:
    """What is known about one level.

    Attributes
    ----------
    prices : Prices or None
        Valid prices; None when a resident is in no column at all.
    bound : int
        Upper bound, by prices or by search.
    chosen : int[k] or None
        The best columns found.
    value : int or None
        Their cost.
    infeasible : bool
        Proven that there is no solution.
    """

    prices: Prices | None
    bound: int
    chosen: Ints | None = None
    value: int | None = None
    infeasible: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing can be better."""
        return self.value is not None and self.value == self.bound


class _Search:
    """The state of one level's search."""

    def __init__(
        self, model: Partition, costs: Ints, chosen: Ints | None, limits: Limits, stage: str
    ) -> None:
        self.model, self.costs, self.limits, self.stage = model, costs, limits, stage
        # A tolerated gap concerns the total; the levels before it are always closed.
        self.gap = limits.gap if stage == "total" else 0.0
        self.chosen = chosen
        self.value = None if chosen is None else model.add_up(costs, chosen)
        self.bound = 0

    def offer(self, chosen: Ints) -> None:
        """Take an answer if it is better."""
        value = self.model.add_up(self.costs, chosen)
        if self.value is None or value > self.value:
            self.chosen, self.value = chosen, value
            self.tell()

    def lower(self, bound: int) -> None:
        """Take a bound if it is better."""
        if bound < self.bound:
            self.bound = bound
            self.tell()

    def done(self) -> bool:
        """Tell whether the gap is closed as far as wanted, or time is up."""
        gap = relative_gap(self.value, self.bound)
        return (gap is not None and gap <= self.gap) or self.limits.over()

    def tell(self) -> None:
        """Report progress."""
        self.limits.tell(self.stage, self.value, self.bound)

    def solve(self, keep: Bools, prices: Prices) -> tuple[bool, int | None]:
        """Solve the integer program over some columns.

        Returns
        -------
        closed : bool
            The program was solved to the end.
        bound : int or None
            Upper bound over solutions within these columns; None = there is no solution.
        """
        at = np.flatnonzero(keep)
        costs, offset = self._small_costs(at, prices)
        rows = [(row.coefficients[at], row.limit) for row in self.model.rows]
        answer = solve_partition(
            self.model.n,
            self.model.members[at],
            costs,
            rows,
            seconds=self.limits.remaining(),
            seed=self.limits.seed,
        )
        if answer.chosen is not None:
            self.offer(at[answer.chosen])
        if answer.infeasible:
            return True, None
        if answer.bound is None:
            return False, None
        best = answer.bound + offset
        closed = answer.chosen is not None and best == self.model.add_up(
            self.costs, at[answer.chosen]
        )
        return closed, best

    def _small_costs(self, at: Ints, prices: Prices) -> tuple[Ints, int]:
        """Return costs that rank solutions alike in smaller numbers, and what they leave out.

        The equations let any price be taken off each member; small numbers are kinder to a solver.
        """
        plain = self.costs[at]
        shift = prices.residents // prices.scale
        shifted = plain - np.append(shift, 0)[self.model.members[at]].sum(axis=1)
        if np.abs(shifted).max(initial=0) < np.abs(plain).max(initial=0):
            return shifted, int(shift.sum())
        return plain, 0


def maximise(
    model: Partition, costs: Ints, chosen: Ints | None, limits: Limits, stage: str
) -> Outcome:
    """Find columns of greatest cost, and prove it.

    Parameters
    ----------
    model : Partition
        Columns and rows.
    costs : int[m]
        To be maximised.
    chosen : int[k] or None
        An answer that satisfies the model.
    limits : Limits
        When to stop.
    stage : str
        Name for progress.
    """
    search = _Search(model, costs, chosen, limits, stage)
    if not _coverable(model):
        return Outcome(None, 0, infeasible=True)
    known = np.empty(0, dtype=np.int64) if chosen is None else chosen
    relaxed = relax(model, costs, known, limits)
    prices = relaxed.prices
    if relaxed.empty:
        return Outcome(prices, 0, infeasible=True)
    search.bound = prices.bound
    search.tell()
    _look(search, relaxed)
    if not search.done() and _prove(search, prices):
        return Outcome(prices, search.bound, infeasible=True)
    return Outcome(prices, search.bound, search.chosen, search.value)


def _coverable(model: Partition) -> bool:
    """Tell whether every resident is in some living column."""
    inside = model.members[model.alive]
    covered: Bools = np.bincount(inside[inside >= 0], minlength=model.n) > 0
    return bool(covered.all())


def _look(search: _Search, relaxed: Relaxed) -> None:
    """Search for a good answer among each resident's most promising columns."""
    model, prices = search.model, relaxed.prices
    sizes = (model.members >= 0).sum(axis=1)
    share = -(6 * model.values // sizes)
    for count in _CHOICES:
        if search.done() or (search.value is not None and _gap_columns(search, prices) < _EASY):
            return
        keep = relaxed.generated & model.alive
        for size in (1, 2, 3):  # every size has its turn: the limits may ask for any mix
            at = np.flatnonzero(model.alive & (sizes == size))
            scores = [prices.slack[at], share[at]]
            keep[at[best_per_resident(model.members[at], scores, count)]] = True
        if search.chosen is not None:
            keep[search.chosen] = True
        search.solve(keep, prices)


def _prove(search: _Search, prices: Prices) -> bool:
    """Close the gap through ever wider windows; True = proven that there is no solution."""
    model, scale = search.model, prices.scale
    living = int(model.alive.sum())
    width = _first_width(search, prices)
    while not search.done():
        keep = prices.window(width)
        whole = int(keep.sum()) == living
        held = search.chosen is not None and bool(keep[search.chosen].all())
        closed, best = search.solve(keep, prices)
        if closed and best is None and held:
            raise InternalError("the solver denies an answer that is known")
        if not closed:
            if best is not None:  # stopped: nothing inside beats `best`, nothing outside the rest
                outside = best if whole else (prices.total - width - 1) // scale
                search.lower(max(best, outside))
            return False
        if whole and best is None and search.value is None:
            return _confirm_infeasible(search)
        # A solution with a column outside the window is worth less than the bound by its width.
        bounds = [value for value in (best, search.value) if value is not None]
        if not whole:
            bounds.append((prices.total - width - 1) // scale)
        search.lower(max(bounds))
        if search.value == search.bound:
            return False
        if whole:
            raise InternalError("a search over all columns left a gap")
        width = _next_width(search, prices, width)
    return False


def _gap_columns(search: _Search, prices: Prices) -> int:
    """Return how many columns could be part of a better answer."""
    return int(prices.window(_gap_width(search, prices)).sum())


def _first_width(search: _Search, prices: Prices) -> int:
    if search.value is None:
        return int(np.quantile(prices.slack[search.model.alive], 0.25))
    return _gap_width(search, prices) // 8


def _gap_width(search: _Search, prices: Prices) -> int:
    """Return the width outside which no column can be part of a better answer."""
    assert search.value is not None
    return prices.total - prices.scale * (search.value + 1)


def _next_width(search: _Search, prices: Prices, width: int) -> int:
    if search.value is None:
        return int(prices.slack[search.model.alive].max())
    return min(max(4 * width, 1), max(_gap_width(search, prices), 0))


def _confirm_infeasible(search: _Search) -> bool:
    """Ask a second, different solver before calling a problem infeasible."""
    model = search.model
    at = np.flatnonzero(model.alive)
    rows = [(row.coefficients[at], row.limit) for row in model.rows]
    found = find_partition(
        model.n,
        model.members[at],
        rows,
        seconds=search.limits.remaining(),
        seed=search.limits.seed,
    )
    if isinstance(found, bool):
        return not found
    raise InternalError("two solvers disagree on whether there is an answer")
