"""A level of pairs alone is a matching: odd sets close its relaxation, no search is needed."""

from __future__ import annotations

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.matching import Matched, match
from peerpair.model.arrays import Ints
from peerpair.strategies.exact.prices import Cut, Prices
from peerpair.strategies.exact.stage import LevelModel, Outcome

_WIDEST = 2**40
"""Weights that matching takes."""


def by_matching(stage: LevelModel) -> Outcome | None:
    """Solve a level whose groups are all pairs.

    Parameters
    ----------
    stage : LevelModel
        The level; answer and bound are noted there.

    Returns
    -------
    Outcome or None
        None where groups of three are in play, or a row keeps the matching from proving anything:
        then the search goes on from what was found.
    """
    field = stage.field
    if 3 in field.compiled.reachable or not field.n >= 2:
        return None
    pairs, singles = field.written_out(), field.singles
    weights = stage.cost.of(pairs)
    must = np.ones(field.n, dtype=bool)
    alone = np.zeros(field.n, dtype=np.int64)
    own = singles.members[:, 0]
    must[own] = False
    alone[own] = stage.cost.of(singles)
    if max(np.abs(weights).max(initial=0), np.abs(alone).max(initial=0)) >= _WIDEST:
        return None
    rows, numbers = [], []
    for number, row in enumerate(stage.rows):
        of_alone = np.zeros(field.n, dtype=np.int64)
        of_alone[own] = row.function.of(singles)
        of_pairs = row.function.of(pairs)
        if must.all() and len(of_pairs) and (of_pairs == of_pairs[0]).all():
            limit = row.limit - int(of_pairs[0]) * (field.n // 2)
            if limit >= 0:
                continue  # every matching of all residents keeps it
        if row.limit < 0 or of_pairs.any() or of_alone.any():
            rows.append((of_pairs, of_alone, row.limit))
            numbers.append(number)
    known = None if stage.chosen is None else _places(stage.chosen, pairs, field.n)
    matched = match(
        field.n,
        pairs.members[:, :2],
        weights,
        alone,
        must,
        stage.limits,
        known=known,
        gap=stage.gap,
        rows=rows,
        tell=stage.report,
    )
    if matched.infeasible:
        return Outcome(None, 0, infeasible=True)
    if matched.chosen is not None:
        covered = np.zeros(field.n, dtype=bool)
        covered[pairs.members[matched.chosen, :2]] = True
        stage.offer(
            Columns.joined(
                [pairs.take(matched.chosen), singles.take(np.flatnonzero(~covered[own]))]
            )
        )
    stage.lower(matched.bound)
    if not stage.closed() and not matched.interrupted:
        return None
    return Outcome(_prices(stage, matched, numbers), stage.bound, stage.chosen, stage.value)


def _places(chosen: Columns, pairs: Columns, n: int) -> Ints | None:
    """Return where the pairs of an answer stand; None where one is not in play."""
    own = chosen.members[chosen.sizes == 2].astype(np.int64)
    keys = pairs.members[:, 0].astype(np.int64) * n + pairs.members[:, 1]
    order = np.argsort(keys, kind="stable")
    wanted = own[:, 0] * n + own[:, 1]
    at = np.minimum(np.searchsorted(keys, wanted, sorter=order), max(0, len(keys) - 1))
    if not len(keys) or (keys[order[at]] != wanted).any():
        return None
    return np.sort(order[at])


def _prices(stage: LevelModel, matched: Matched, numbers: list[int]) -> Prices:
    """Return a matching's prices as prices of the level."""
    row_prices = [0] * len(stage.rows)
    for number, price in zip(numbers, matched.rows, strict=True):
        row_prices[number] = price
    cuts = tuple(Cut(tuple(members.tolist())) for members, _ in matched.sets)
    return Prices(
        stage.cost,
        tuple(stage.rows),
        cuts,
        matched.scale,
        matched.prices,
        tuple(row_prices),
        tuple(price for _, price in matched.sets),
    )
