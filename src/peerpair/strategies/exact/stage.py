"""One level as a set-partitioning model: what is known of it, and its integer programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.engines.limits import Limits
from peerpair.engines.partition import solve_partition
from peerpair.model.arrays import Ints
from peerpair.model.level import Level, LevelKind, relative_gap
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.model import next_sum
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.ranking import column_keys
from peerpair.strategies.exact.relaxation import Relaxation

_NEIGHBOURHOOD, _ANOTHER, _SECONDS = 0.25, 0.05, 2.0
"""Of the time left that the search of a neighbourhood may take, for a first answer and for a better
one; which has so many seconds in any case, if that is no more than for a first."""


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
    relaxed : Relaxation or None
        The relaxation, with its cuts, where it came to an end.
    """

    prices: Prices | None
    bound: int | None
    chosen: Columns | None = None
    value: int | None = None
    infeasible: bool = False
    generated: Columns | None = None
    relaxed: Relaxation | None = None


@dataclass
class LevelModel:
    """One level, with the best answer and bound so far.

    Attributes
    ----------
    field : Field
        The candidates in play.
    cost : Linear
        To be maximised.
    rows : sequence of ModelRow
        Limits.
    limits : Limits
        When to stop.
    level : Level or None
        What is settled; None = the total.
    largest : int
        Of the costs.
    chosen : Columns or None
        The best answer so far.
    sums : int[k] or None
        The costs that groups can add up to at all, ascending; None = any.
    step : int
        Divides every sum of costs.
    known : Columns or None
        Columns worth starting with; None = each resident's best.
    bound : int or None
        What no answer can beat.
    first : callable or None
        Given prices, groups on which a first answer can be built.
    relaxed : Relaxation or None
        Of the same candidates, costs and rows, solved before.
    size : float or None
        Residents in the last neighbourhood that was searched.
    """

    field: Field
    cost: Linear
    rows: Sequence[ModelRow]
    limits: Limits
    level: Level | None
    largest: int
    chosen: Columns | None
    sums: Ints | None = None
    step: int = 1
    known: Columns | None = None
    bound: int | None = None
    first: Callable[[Prices], Columns | None] | None = None
    relaxed: Relaxation | None = None
    size: float | None = None

    def __post_init__(self) -> None:
        # A tolerated gap concerns the total; the levels before it are always closed.
        self.gap = self.limits.gap if self.level is None else 0.0
        self.value = None if self.chosen is None else self.worth(self.chosen)
        self.tell()

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
        """Take a bound if it is better, down to the next sum that there is."""
        bound = next_sum(self.sums, bound // self.step * self.step)
        if self.bound is None or bound < self.bound:
            self.bound = bound
            self.tell()

    def gap_width(self, prices: Prices) -> int:
        """Return the slack beyond which no group is part of an answer better than the best."""
        assert self.value is not None
        better = self.value + self.step
        if self.sums is not None:
            at = int(np.searchsorted(self.sums, better))
            better = int(self.sums[at]) if at < len(self.sums) else better
        return prices.total - prices.scale * better

    def closed(self) -> bool:
        """Tell whether the gap is closed as far as wanted."""
        gap = relative_gap(self.value, self.bound)
        return gap is not None and gap <= self.gap

    def done(self) -> bool:
        """Tell whether there is nothing to do any more, or time is up."""
        return self.closed() or self.limits.over()

    def tell(self) -> None:
        """Report progress."""
        alone = 0 if self.chosen is None else int((self.chosen.sizes == 1).sum())
        self.report(self.value, self.bound, alone)

    def report(self, value: int | None, bound: int | None, alone: int) -> None:
        """Report an answer's cost, the bound, and how many residents the answer leaves alone.

        What max-min asks is whether, not how much: its steps are told above.
        """
        if self.level is None or self.level.kind is not LevelKind.MAXMIN:
            self.limits.tell(self.level, value, bound, dearer=self.dearer * alone)

    @property
    def dearer(self) -> int:
        """By how much an unplaced resident costs more than the model says."""
        compiled = self.field.compiled
        return compiled.penalty - compiled.effective_penalty if self.level is None else 0

    def solve(
        self,
        columns: Columns,
        prices: Prices,
        share: float = 1.0,
        nodes: int | None = None,
    ) -> tuple[bool, int | None]:
        """Solve the integer program over some columns; a better answer is taken.

        Parameters
        ----------
        columns : Columns
            What is searched.
        prices : Prices
            Of the stage.
        share : float
            Of the time left that this may take.
        nodes : int, optional
            Of the program's search tree at most.

        Returns
        -------
        closed : bool
            The program was solved to the end.
        bound : int or None
            Upper bound over solutions within these columns; None = there is no solution.
        """
        nothing = columns.take(np.empty(0, dtype=np.int64))
        return self._solve(columns, prices, nothing, share, nodes)

    def complete(self, kept: Columns, columns: Columns, prices: Prices, nodes: int) -> bool | None:
        """Look for the best answer that keeps some columns.

        Parameters
        ----------
        kept : Columns
            Columns without a common resident.
        columns : Columns
            Columns for the other residents alone.
        prices : Prices
            Of the stage.
        nodes : int
            Of the search tree at most.

        Returns
        -------
        bool or None
            Whether there is one; None if the search came to no end.
        """
        share = _NEIGHBOURHOOD
        if self.value is not None:
            least = _SECONDS / max(_SECONDS, self.limits.remaining())
            share = min(share, max(_ANOTHER, least))
        closed, best = self._solve(columns, prices, kept, share, nodes)
        return best is not None if closed else None

    def _solve(
        self, columns: Columns, prices: Prices, kept: Columns, share: float, nodes: int | None
    ) -> tuple[bool, int | None]:
        n = self.field.n
        placed = kept.members[kept.members >= 0]
        place = np.full(n + 1, -1)
        rest = np.setdiff1d(np.arange(n), placed)
        place[rest] = np.arange(len(rest))
        plain = self.cost.of(columns)
        costs, offset = _small_costs(plain, columns.members, prices, rest)
        rows = [
            (row.function.of(columns), row.limit - int(row.function.of(kept).sum()))
            for row in self.rows
        ]
        rows += [
            (
                cut.coefficients(columns.members, n),
                cut.limit - int(cut.coefficients(kept.members, n).sum()),
            )
            for cut, z in zip(prices.cuts, prices.cut_prices, strict=True)
            if z
        ]
        answer = solve_partition(
            len(rest),
            place[columns.members],
            costs,
            rows,
            seconds=share * self.limits.remaining(),
            seed=self.limits.seed,
            stop=self.limits.over,
            nodes=nodes,
            hint=self._hint(columns, kept),
            worker=self.limits.worker,
        )
        if answer.infeasible:
            return True, None
        if answer.chosen is not None:
            self.offer(Columns.joined([kept, columns.take(answer.chosen)]))
        if answer.bound is None:
            return False, None
        best = answer.bound + offset
        whole = answer.chosen is not None and best == int(plain[answer.chosen].sum())
        return whole, best + self.worth(kept)

    def _hint(self, columns: Columns, kept: Columns) -> Ints | None:
        """Return the answer so far as places in some columns; None where it is not among them."""
        if self.chosen is None:
            return None
        own, rest, all_keys = (
            column_keys(part.members, self.field.n) for part in (self.chosen, kept, columns)
        )
        wanted = own[~np.isin(own, rest)]
        places = np.flatnonzero(np.isin(all_keys, wanted))
        return places if len(wanted) == len(places) == len(own) - len(rest) else None


def _small_costs(plain: Ints, members: Ints, prices: Prices, residents: Ints) -> tuple[Ints, int]:
    """Return costs that rank solutions alike in smaller numbers, and what they leave out.

    The equations let any price be taken off each member; small numbers are kinder to a solver.
    """
    shift = prices.residents // prices.scale
    shifted = plain - np.append(shift, 0)[members].sum(axis=1)
    if np.abs(shifted).max(initial=0) < np.abs(plain).max(initial=0):
        return shifted, int(shift[residents].sum())
    return plain, 0
