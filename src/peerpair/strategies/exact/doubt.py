"""The problem of the residents in doubt alone, in which everybody else is to be had at any time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from peerpair.compile.chunks import low_code, low_digits
from peerpair.compile.columns import Columns
from peerpair.compile.compiled import CohortRow, Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Bools, Ints
from peerpair.model.level import Level
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.gathering import gather
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.search import maximise
from peerpair.strategies.exact.stage import LevelModel

_SIZES = ("unplaced", "pairs", "triads")
"""Rules of the small problem: of what size a group is, whoever of it is in doubt."""

_FILLERS = 100
"""Others of whom two may fill up a group."""

_SHARE = 0.4
"""Of the time left that one level may use, once there is an answer."""

_MANY = 2_000
"""Groups among which a good answer is looked for before they are searched to the end."""

_AT_ONCE = 100_000
"""Triads that are valued together."""


class Doubt:
    """The residents in doubt at one level, and what groups can make of them.

    Whoever is in doubt at later levels alone is one of the others here: with two others in a group,
    nobody counts who need not.  A group stands for all groups with the same residents in doubt, and
    counts what it counts for certain: so no answer of the whole problem is better than the best of
    this one.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    certain : bool[k, n]
        Who counts for certain at each threshold up to the level's: those at this one are in doubt.
    rows : sequence of ModelRow
        Limits of the whole problem; those on numbers of groups hold here, too.
    limits : Limits
        When to stop.

    Raises
    ------
    OutOfTimeError
        If the limits are reached before the groups are written out.
    """

    def __init__(
        self, compiled: Compiled, certain: Bools, rows: Sequence[ModelRow], limits: Limits
    ) -> None:
        self.whole, self.limits = compiled, limits
        self.who = np.flatnonzero(certain[-1])
        self.rows = [
            replace(row, function=_of_rules(row.function))
            for row in rows
            if _counts_groups(row.function)
        ]
        small = replace(
            compiled,
            n=len(self.who),
            rows=tuple(CohortRow(name, compiled.n) for name in _SIZES),
            counts=(),
            must_place=np.ones(len(self.who), dtype=bool),
        )
        self.field = Field.of(small, self._columns(certain[:, self.who]))
        self.chosen = self._gathered(certain)

    def settle(
        self, level: Level, count: Linear, sums: Ints | None, before: Sequence[ModelRow], least: int
    ) -> tuple[int, int | None]:
        """Return what a level's count is at least, and what it is in the best answer, if any.

        Parameters
        ----------
        level : Level
            The level, without its numbers.
        count : Linear
            What it counts.
        sums : int[k] or None
            The costs that groups can add up to.
        before : sequence of ModelRow
            Of the levels before.
        least : int
            What is known already of the count.
        """
        start = self._keeping(before)
        outcome = maximise(
            LevelModel(
                self.field,
                count.times(-1),
                [*self.rows, *before],
                self.limits if start is None else self.limits.part(_SHARE),
                level,
                3,
                start,
                sums=sums,
                bound=-least,
            )
        )
        if outcome.infeasible or outcome.bound is None:
            self.chosen = None
            return least, None
        self.chosen = outcome.chosen
        value = None if outcome.value is None else -outcome.value
        return max(least, -outcome.bound), value

    def _keeping(self, before: Sequence[ModelRow]) -> Columns | None:
        """Return the last answer if it keeps all rows."""
        chosen = self.chosen
        rows = [*self.rows, *before]
        kept = chosen is not None and all(r.function.of(chosen).sum() <= r.limit for r in rows)
        return chosen if kept else None

    def _gathered(self, certain: Bools) -> Columns | None:
        """Return a good answer to begin with, where it is not found at once by other means."""
        columns = self.field.listed
        assert columns is not None
        if len(columns) < _MANY:
            return None
        sizes = np.stack(columns.rows).argmax(axis=0) + 1
        limits = [row.limit for row in self.rows if row.function.rows == ((1, 1),)]
        pairs = min([self.whole.pairs[1], *limits])
        return gather(columns, sizes, certain.sum(axis=1), pairs, self.limits.over)

    def groups(self, prices: Prices) -> Columns | None:
        """Return groups for the answer at the last level, filled up with those who pay most.

        Parameters
        ----------
        prices : Prices
            Of the whole problem.

        Returns
        -------
        Columns or None
            None where there is no answer, or nobody to fill up a group with.
        """
        if self.chosen is None:
            return None
        free = np.ones(self.whole.n, dtype=bool)
        free[self.who] = False
        rows = np.stack(self.chosen.rows)
        found = [Columns.empty(self.whole.width)]
        for at in np.argsort(-self.chosen.sizes, kind="stable").tolist():
            size = int(rows[:, at].argmax()) + 1
            own = self.chosen.members[at]
            if size == 1:
                continue
            wanted = int(self.chosen.low[at])
            options = self._filled(self.who[own[own >= 0]], size, np.flatnonzero(free))
            options = options.take(np.flatnonzero(options.low == wanted))
            if not len(options):
                return None
            best = options.take(np.argsort(prices.slack(options))[:1])
            free[best.members[best.members >= 0]] = False
            found.append(best)
        return Columns.joined(found)

    def _filled(self, own: Ints, size: int, others: Ints) -> Columns:
        """Return groups of a size with some residents in doubt and some of the others."""
        missing = size - len(own)
        if missing == 2:  # more than enough to choose from
            others = others[np.linspace(0, len(others) - 1, min(len(others), _FILLERS)).astype(int)]
        ways = [*combinations(others.tolist(), missing)]
        more = np.array(ways, dtype=np.int64).reshape(len(ways), missing)
        groups = np.concatenate([np.tile(own, (len(more), 1)), more], axis=1)
        listed = self.whole.oracle.candidates(np.sort(groups, axis=1))
        return Columns.picked(listed, np.arange(len(listed)))

    def _columns(self, certain: Bools) -> Columns:
        """Return the groups by their residents in doubt, with what they count for certain."""
        parts = [Columns.empty(len(_SIZES))]
        one = np.arange(len(self.who))[:, None]
        pairs = np.argwhere(np.triu(self.whole.oracle.pair_mask[np.ix_(self.who, self.who)], 1))
        for size in self.whole.reachable:
            parts.append(_of_size(one, certain.T, size))
            parts.append(_of_size(pairs, self._low(pairs, certain), size))
        if 3 in self.whole.reachable:
            parts += self._triads(len(certain))
        alone = one[~self.whole.must_place[self.who]]
        parts.append(_of_size(alone, np.ones((len(alone), len(certain)), dtype=bool), 1))
        return Columns.joined(parts)

    def _low(self, pairs: Ints, certain: Bools) -> Bools:
        """Return bool[m, k]: where a group with two of those in doubt counts for certain."""
        weeks = self.whole.pair_weeks
        assert weeks is not None
        one, other = pairs.T
        met = weeks[self.who[one], self.who[other]]
        few = met[:, None] <= np.array(self.whole.thresholds[: len(certain)])
        low: Bools = few | certain[:, one].T | certain[:, other].T
        return low

    def _triads(self, levels: int) -> list[Columns]:
        """Return the triads of which all are in doubt, with what they count up to the level."""
        at = np.arange(len(self.who))
        place = np.full(self.whole.n, -1)
        place[self.who] = at
        one, other = np.triu_indices(len(at), 1)
        parts = []
        for first in range(0, len(one), step := max(1, _AT_ONCE // max(1, len(at)))):
            self.limits.check()
            pairs = np.stack([one[first : first + step], other[first : first + step]], axis=1)
            triads = np.concatenate(
                [np.repeat(pairs, len(at), axis=0), np.tile(at, len(pairs))[:, None]], axis=1
            )
            triads = triads[triads[:, 2] > triads[:, 1]]
            listed = self.whole.oracle.listed(self.who[triads])
            digits = low_digits(len(self.whole.thresholds))[listed.low]
            parts.append(_of_size(place[listed.groups], digits[:, :levels] > 0, 3))
        return parts


def _of_size(members: Ints, low: Bools, size: int) -> Columns:
    """Return columns for groups of a size (int[m, k] of it in doubt), all of them low or none."""
    count = len(members)
    padded = np.full((count, 3), -1, dtype=np.int32)
    padded[:, : members.shape[1]] = members
    nothing = np.zeros(count, dtype=np.int64)
    rows = [nothing] * len(_SIZES)
    rows[size - 1] = np.ones(count, dtype=np.int64)
    counts = [at.astype(np.uint8) * np.uint8(size) for at in low.T]
    return Columns(padded, nothing, low_code(counts), nothing, tuple(rows))


def _counts_groups(function: Linear) -> bool:
    """Tell whether a function counts groups by size, and none of it for less than nothing."""
    plain = function.table is None and not function.value and not function.rows
    return plain and bool((function.sizes >= 0).all())


def _of_rules(function: Linear) -> Linear:
    """Return a function of sizes as one of the small problem's rules."""
    sizes = enumerate(function.sizes[1:].tolist())
    return replace(Linear.nothing(), rows=tuple((number, k) for number, k in sizes if k))
