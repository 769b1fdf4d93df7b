"""Good answers early: the relaxation's whole columns are kept, the rest is searched exactly."""

from __future__ import annotations

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.model.arrays import Floats, Ints
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.picking import AWAY
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.ranking import best_per_resident
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.stage import LevelModel

_START, _GROWTH = 60, 1.15
"""Residents whose groups are searched together at first, and the factor by which they change."""

_MET = 6_000
"""Columns that the relaxation has met up to which all join such a search; else those it uses."""

_NODES = 40
"""Nodes of such a search at most."""

_UNENDED, _SHRINK = 6, 1.3
"""Searches that may come to no end, and the factor by which the next one is smaller."""

_NEAR = 15
"""Cheap groups for each resident that link groups of an answer."""

_COLUMNS, _EACH = 2_500, 15
"""Columns of such a search, and for each resident."""

_WIDE = 60_000
"""Columns among which these are."""

_POOL, _ENOUGH = 400_000, 4_000
"""Cheapest columns of all that are kept, and how many of them make another search needless."""


def cheapest(
    field: Field,
    prices: Prices,
    count: int,
    inside: Ints | None = None,
    most: int | None = None,
) -> Columns:
    """Return about `count` columns in play with the smallest slack.

    Parameters
    ----------
    field : Field
        The candidates in play.
    prices : Prices
        Their prices.
    count : int
        How many columns.
    inside : int[k], optional
        Residents; only columns of these alone are returned.
    most : int, optional
        Slack of columns that need not be returned.
    """
    if inside is not None:
        lifts = np.full(field.n, AWAY, dtype=np.int64)
        lifts[inside] = 0
        prices = prices.raised(lifts)
    return field.smallest(prices, count, most)


def round_off(
    stage: LevelModel,
    relaxed: Relaxation,
    field: Field | None = None,
    kept: Columns | None = None,
) -> None:
    """Keep the columns that the relaxation uses nearly whole, and search the rest exactly.

    Parameters
    ----------
    stage : LevelModel
        The level; a better answer is taken.
    relaxed : Relaxation
        Solved at least once.
    field : Field, optional
        The candidates in play, where they are not all of the level's.
    kept : Columns, optional
        Columns that are kept whatever the relaxation makes of them.
    """
    field = stage.field if field is None else field
    if relaxed.prices is None or len(relaxed.levels) < len(relaxed.columns):
        return
    order = np.argsort(-relaxed.levels, kind="stable")
    order = order[relaxed.levels[order] > 0.501]
    always = relaxed.columns.take(order[:0]) if kept is None else kept
    taken = np.isin(relaxed.columns.members[order], always.members[always.members >= 0])
    order = order[~taken.any(axis=1)]
    order = order[_fitting(stage, always, relaxed.columns.take(order))]
    for share in (1.0, 0.8, 0.5):  # fewer are kept when the rest cannot be placed
        kept = Columns.joined([always, relaxed.columns.take(order[: int(share * len(order))])])
        placed = kept.members[kept.members >= 0]
        rest = np.setdiff1d(np.arange(stage.field.n), placed)
        if not len(rest):
            continue  # whole, but not an answer: it breaks a row
        width = None if stage.value is None else stage.gap_width(relaxed.prices)
        columns = _among(field, relaxed, rest, width)
        if stage.limits.over() or stage.complete(kept, columns, relaxed.prices, _NODES):
            return


def _fitting(stage: LevelModel, always: Columns, columns: Columns) -> Ints:
    """Return which columns, one after the other, keep the rows beside those that are kept."""
    costs = [row.function.of(columns) for row in stage.rows]
    rows = [
        (cost.tolist(), row.limit - int(row.function.of(always).sum()))
        for cost, row in zip(costs, stage.rows, strict=True)
        if cost.min(initial=0) >= 0  # else what is left may grow again
    ]
    left = [limit for _, limit in rows]
    fitting = []
    for at in range(len(columns)):
        if all(cost[at] <= rest for (cost, _), rest in zip(rows, left, strict=True)):
            left = [rest - cost[at] for (cost, _), rest in zip(rows, left, strict=True)]
            fitting.append(at)
    return np.array(fitting, dtype=np.int64)


def _among(field: Field, relaxed: Relaxation, rest: Ints, width: int | None) -> Columns:
    """Return columns of some residents alone: the cheapest, and those the relaxation knows."""
    assert relaxed.prices is not None
    inside = np.zeros(field.n + 1, dtype=bool)
    inside[rest] = True
    inside[-1] = True  # padding
    fit = inside[relaxed.columns.members].all(axis=1)
    if np.count_nonzero(fit) > _MET:
        fit &= relaxed.levels > 0
    own = relaxed.columns.take(np.flatnonzero(fit))
    return _joined(_cheap_among(field, relaxed.prices, rest, width), own)


def _cheap_among(field: Field, prices: Prices, rest: Ints, width: int | None = None) -> Columns:
    """Return the cheapest columns of some residents alone, and of each of them the cheapest."""
    some = cheapest(field, prices, _WIDE, rest, width)
    return _least(some, prices.slack(some))


def _least(some: Columns, slack: Ints) -> Columns:
    """Return the columns of least slack, and of each resident those of least slack."""
    least = np.argsort(slack, kind="stable")[:_COLUMNS]
    return some.take(np.union1d(least, best_per_resident(some.members, [slack], _EACH)))


class _Cheap:
    """The cheapest columns in play: those of many residents alone are found among them."""

    def __init__(self, field: Field, prices: Prices) -> None:
        self.field, self.prices = field, prices
        self.columns = cheapest(field, prices, _POOL)
        self.slack = prices.slack(self.columns)

    def first(self, count: int) -> Ints:
        """Return the members of the cheapest."""
        order = np.argsort(self.slack, kind="stable")[:count]
        return self.columns.members[order]

    def among(self, rest: Ints) -> Columns:
        """Return the cheapest columns of some residents, as `_cheap_among` does."""
        inside = np.zeros(self.field.n + 1, dtype=bool)
        inside[rest] = True
        inside[-1] = True  # padding
        at = np.flatnonzero(inside[self.columns.members].all(axis=1))
        if len(at) < _ENOUGH and len(self.columns) >= _POOL:
            return _cheap_among(self.field, self.prices, rest)
        return _least(self.columns.take(at), self.slack[at])


def improve(stage: LevelModel, prices: Prices, patience: int, share: float = 1.0) -> None:
    """Search again among the residents of some groups, as many as can be searched to the end.

    The gap is the sum of the slacks of the answer's groups, so it is those that pay least that can
    be bettered, together with groups they would exchange residents with.

    Parameters
    ----------
    stage : LevelModel
        The level, with an answer.
    prices : Prices
        Its prices.
    patience : int
        Neighbourhoods in a row that may bring nothing.
    share : float
        Of the time left that this may take.
    """
    until = (1 - share) * stage.limits.remaining()
    rng = np.random.default_rng(stage.limits.seed)
    cheap = _Cheap(stage.field, prices)
    near = cheap.first(_NEAR * stage.field.n)
    size, vain, tried, unended = stage.size or float(_START), 0, 0, 0
    while vain < patience and unended < _UNENDED:
        if stage.chosen is None or stage.done() or stage.limits.remaining() < until:
            return
        chosen, before = stage.chosen, stage.value
        weight = _weights(chosen, prices)
        if tried % 2:
            picked = _weak(chosen, weight, rng, size)
        else:
            picked = _linked(chosen, weight, rng, size, near, stage.field.n)
        kept = chosen.take(np.setdiff1d(np.arange(len(chosen)), picked))
        rest = np.setdiff1d(np.arange(stage.field.n), kept.members[kept.members >= 0])
        columns = cheap.among(rest)
        # A better answer pays for the groups it keeps, too.
        width = stage.gap_width(prices) - int(prices.slack(kept).sum())
        columns = columns.take(np.flatnonzero(prices.slack(columns) <= width))
        ended = stage.complete(kept, _joined(columns, chosen.take(picked)), prices, _NODES)
        better = stage.value != before
        vain, tried = 0 if better else vain + 1, tried + 1
        if ended is None:
            unended += 1
            size = max(_START / 2, size / _SHRINK)
        elif not better:
            if not len(kept):
                return
            size *= _GROWTH
        stage.size = size


def _joined(columns: Columns, others: Columns) -> Columns:
    """Return all columns, each once."""
    both = Columns.joined([columns, others])
    _, first = np.unique(both.members, axis=0, return_index=True)
    return both.take(np.sort(first))


def _weights(chosen: Columns, prices: Prices) -> Floats:
    """Return how likely each group is to be picked: by what it does not pay."""
    slack = np.maximum(prices.slack(chosen) / prices.scale, 0)
    weights: Floats = slack + slack.mean() / 4 + 1e-9
    return weights


def _weak(chosen: Columns, weight: Floats, rng: np.random.Generator, size: float) -> Ints:
    """Return groups with about `size` members together, by chance those that pay little."""
    order = np.argsort(-np.log(rng.random(len(chosen))) / weight)  # without replacement
    count = int(np.searchsorted(np.cumsum(chosen.sizes[order]), size)) + 1
    return np.sort(order[:count])


def _linked(
    chosen: Columns,
    weight: Floats,
    rng: np.random.Generator,
    size: float,
    near: Ints,
    n: int,
) -> Ints:
    """Return groups with about `size` members together, linked by cheap groups across them.

    Parameters
    ----------
    near : int[m, 3]
        Cheap groups.
    n : int
        Number of residents.
    """
    group = np.full(n + 1, -1)  # index -1, the padding, is in none
    for place in chosen.members.T:
        group[place] = np.arange(len(chosen))
    group[-1] = -1
    across = group[near]
    sizes = chosen.sizes
    inside = np.zeros(len(chosen) + 1, dtype=bool)
    inside[-1] = True  # the padding
    inside[rng.choice(len(chosen), p=weight / weight.sum())] = True
    while sizes[inside[:-1]].sum() < size:
        known = inside[across]
        half = np.flatnonzero((known & (across >= 0)).any(axis=1) & ~known.all(axis=1))
        if len(half):
            inside[across[rng.choice(half)]] = True
        else:  # linked to no other: the next begins anew
            left = np.where(inside[:-1], 0, weight)
            if not left.any():
                break
            inside[rng.choice(len(chosen), p=left / left.sum())] = True
    return np.flatnonzero(inside[:-1])
