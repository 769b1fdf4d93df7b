"""The linear relaxation: column generation over all candidates, rows, and cuts that are added."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.engines.limits import Limits
from peerpair.engines.mathopt import LpPrices, MasterLp
from peerpair.model.arrays import Bools, Floats
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.prices import Cut, Prices, scale_for
from peerpair.strategies.exact.ranking import best_per_resident, column_keys

_POOL = 30
"""Violated groups per resident that one look at all candidates brings along."""
_MORE = 5
"""Violated groups per resident that one round adds to the linear program."""
_SPARE = 1e-6
"""What the artificial columns may still carry in a solution."""
_DIGITS = 4
"""Bits by which prices are made shorter where sums might leave 64 of them."""


class Relaxation:
    """A linear program that grows by columns and cuts, and the best prices it has proven.

    Parameters
    ----------
    field : Field
        The candidates in play.
    cost : Linear
        What is maximised.
    rows : sequence of ModelRow
        Limits.
    known : Columns
        What the program starts with.
    limits : Limits
        When to stop; prices are valid whenever that happens.
    largest : int
        Of the costs.
    factor : int
        By which leaving a resident to an artificial column costs more.

    Attributes
    ----------
    prices : Prices or None
        Valid prices with the least bound so far; None before the first.
    columns : Columns
        Columns of the linear program.
    levels : float[m]
        How much of each the last solution uses.
    missing : float
        What artificial columns carry in it.
    """

    def __init__(
        self,
        field: Field,
        cost: Linear,
        rows: Sequence[ModelRow],
        known: Columns,
        limits: Limits,
        *,
        largest: int,
        factor: int,
    ) -> None:
        self.field, self.cost, self.rows, self.limits = field, cost, tuple(rows), limits
        self.scale, self.big = scale_for(largest), float((largest + 1) * factor)
        self.cuts: tuple[Cut, ...] = ()
        self.prices: Prices | None = None
        self.columns = Columns.empty(field.compiled.width)
        self.levels = np.zeros(0)
        self.missing = float("inf")
        self._pool = self.columns
        self._row_prices: Floats = np.zeros(0)
        self._keys = np.empty(0, dtype=np.int64)
        self._master = MasterLp(field.n, [row.limit for row in rows], self.big, largest=largest)
        self._add(known)

    def _add(self, columns: Columns) -> None:
        keys = column_keys(columns.members, self.field.n)
        _, first = np.unique(keys, return_index=True)
        fresh = np.sort(first[~np.isin(keys[first], self._keys)])
        columns = columns.take(fresh)
        rows = [row.function.of(columns) for row in self.rows]
        rows += [cut.coefficients(columns.members, self.field.n) for cut in self.cuts]
        self._master.add(columns.members, self.cost.of(columns), rows)
        self.columns = Columns.joined([self.columns, columns])
        self._keys = np.concatenate([self._keys, keys[fresh]])

    def add_cuts(self, cuts: Sequence[Cut]) -> None:
        """Add rows that every partition satisfies; those already there are skipped."""
        known = set(self.cuts)
        for cut in cuts:
            if cut not in known:
                self._master.add_row(
                    cut.coefficients(self.columns.members, self.field.n), cut.limit
                )
                self.cuts = (*self.cuts, cut)

    def drop_cuts(self, first: int) -> None:
        """Take away those cuts from the first on that bind nothing in the last solution."""
        count = len(self.rows)
        idle = np.zeros(count + len(self.cuts), dtype=bool)
        idle[count + first :] = self._row_prices[count + first :] <= 0.0
        self._master.drop_rows(idle)
        self._row_prices = self._row_prices[~idle]
        self.cuts = tuple(c for c, drop in zip(self.cuts, idle[count:], strict=True) if not drop)

    def at(self, field: Field, barred: Bools) -> None:
        """Go on with other candidates in play, some of the columns so far (bool[m]) being barred.

        The prices so far are forgotten: they speak of the former candidates.
        """
        self.field, self.prices = field, None
        self._pool = self._pool.take(np.empty(0, dtype=np.int64))
        self._master.bar(barred)

    def worth(self, barred: Bools) -> float | None:
        """Return what the columns so far are worth at most, some being barred; None = unknown."""
        self._master.bar(barred)
        solved = self._master.solve(self.limits.remaining(), self.limits.over)
        if solved is None:
            return None
        costs = self.cost.of(self.columns)
        return float(solved.columns @ costs) - self.big * solved.missing

    def solve(self) -> bool:
        """Generate columns until none is violated; tell whether it came to that."""
        while not self.limits.over():
            solved = self._master.solve(self.limits.remaining(), self.limits.over)
            if solved is None:
                return False
            self.levels, self.missing, self._row_prices = (
                solved.columns,
                solved.missing,
                solved.rows,
            )
            raw = self._whole(solved)
            if raw is None:
                return False  # no numbers to go by: the prices so far stay valid
            fresh = self._fresh(self._pool, raw)
            if not len(fresh):
                priced = self.field.violated(raw, _POOL, whole=False)
                if not priced.complete and not len(self._fresh(priced.columns, raw)):
                    priced = self.field.violated(raw, _POOL)
                valid = raw.raised(priced.lifts)
                if (
                    priced.complete
                    and valid.safe
                    and (self.prices is None or valid.tighter(self.prices))
                ):
                    self.prices = valid
                self._pool = priced.columns
                fresh = self._fresh(self._pool, raw)
                if not len(fresh):
                    return True
            self._add(fresh)
        return False

    def _fresh(self, pool: Columns, prices: Prices) -> Columns:
        """Return the most violated columns of a pool that the linear program lacks."""
        slack = prices.slack(pool)
        worth = slack < -max(2, prices.scale >> 18)
        worth[worth] = ~np.isin(column_keys(pool.members[worth], self.field.n), self._keys)
        at = np.flatnonzero(worth)
        return pool.take(at[best_per_resident(pool.members[at], [slack[at]], _MORE)])

    def _whole(self, solved: LpPrices) -> Prices | None:
        """Round a linear program's prices to integers; lifts make them valid again.

        None where they are too large for exact sums in 64 bits.
        """
        parts = (solved.residents, solved.rows)
        largest = max(float(np.abs(part).max(initial=0)) for part in parts)
        if not largest < 2.0**56:  # also when it is no number
            return None
        scale, count = min(self.scale, 1 << (56 - int(largest).bit_length())), len(self.rows)
        while scale:  # rows with large coefficients leave fewer digits
            residents = np.rint(solved.residents * scale).astype(np.int64)
            others = _rounded(solved.rows, scale)
            own, cuts = tuple(others[:count]), tuple(others[count:])
            prices = Prices(self.cost, self.rows, self.cuts, scale, residents, own, cuts)
            if prices.safe:
                return prices
            scale >>= _DIGITS
        return None

    @property
    def integral(self) -> Columns | None:
        """The last solution, if it is a partition."""
        if self.missing > _SPARE or len(self.levels) < len(self.columns):
            return None
        chosen = np.flatnonzero(self.levels > 0.5)
        if np.abs(self.levels - (self.levels > 0.5)).max(initial=0.0) > _SPARE:
            return None
        return self.columns.take(chosen)


def _rounded(prices: Floats, scale: int) -> list[int]:
    """Round prices of rows, which are never negative."""
    rounded = np.maximum(0, np.rint(prices * scale)).astype(np.int64)
    return [int(price) for price in rounded]
