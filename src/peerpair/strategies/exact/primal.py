"""Good answers early: the relaxation's whole columns are kept, the rest is searched exactly."""

from __future__ import annotations

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.model.arrays import Ints
from peerpair.strategies.exact.field import AWAY, Field
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.stage import Stage

__all__ = ["cheapest", "improve", "round_off"]

_SIZES = (60, 90, 120)
"""Residents whose groups are searched together, in turn."""

_COLUMNS = 2_500
"""Columns of such a search."""


def cheapest(field: Field, prices: Prices, count: int, inside: Ints | None = None) -> Columns:
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
    """
    if inside is not None:
        lifts = np.full(field.n, AWAY, dtype=np.int64)
        lifts[inside] = 0
        prices = prices.raised(lifts)
    return field.smallest(prices, count)


def round_off(stage: Stage, relaxed: Relaxation) -> None:
    """Keep the columns that the relaxation uses nearly whole, and search the rest exactly.

    Parameters
    ----------
    stage : Stage
        The level; a better answer is taken.
    relaxed : Relaxation
        Solved at least once.
    """
    if relaxed.prices is None or len(relaxed.levels) < len(relaxed.columns):
        return
    order = np.argsort(-relaxed.levels, kind="stable")
    order = order[relaxed.levels[order] > 0.501]
    for share in (1.0, 0.8, 0.5):  # fewer are kept when the rest cannot be placed
        kept = relaxed.columns.take(order[: int(share * len(order))])
        placed = kept.members[kept.members >= 0]
        rest = np.setdiff1d(np.arange(stage.field.n), placed)
        if not len(rest):
            continue  # whole, but not an answer: it breaks a row
        columns = _among(stage, relaxed, rest)
        if stage.limits.over() or stage.complete(kept, columns, relaxed.prices):
            return


def _among(stage: Stage, relaxed: Relaxation, rest: Ints) -> Columns:
    """Return columns of some residents alone: the cheapest, and those the relaxation uses."""
    assert relaxed.prices is not None
    inside = np.zeros(stage.field.n + 1, dtype=bool)
    inside[rest] = True
    inside[-1] = True  # padding
    own = relaxed.columns.take(np.flatnonzero(inside[relaxed.columns.members].all(axis=1)))
    found = cheapest(stage.field, relaxed.prices, _COLUMNS, rest)
    both = Columns.joined([found, own])
    _, first = np.unique(both.members, axis=0, return_index=True)
    return both.take(np.sort(first))


def improve(stage: Stage, prices: Prices, patience: int) -> None:
    """Search again among the residents of a few groups, those that pay least first.

    The gap is the sum of the slacks of the answer's groups, so it is these that can be bettered.

    Parameters
    ----------
    stage : Stage
        The level, with an answer.
    prices : Prices
        Its prices.
    patience : int
        Neighbourhoods in a row that may bring nothing.
    """
    rng = np.random.default_rng(stage.limits.seed)
    vain = tried = 0
    while vain < patience:
        if stage.chosen is None or stage.done():
            return
        chosen, before = stage.chosen, stage.value
        picked = _neighbourhood(chosen, prices, rng, _SIZES[tried % len(_SIZES)])
        if len(picked) == len(chosen):
            return
        kept = chosen.take(np.setdiff1d(np.arange(len(chosen)), picked))
        rest = np.setdiff1d(np.arange(stage.field.n), kept.members[kept.members >= 0])
        columns = cheapest(stage.field, prices, _COLUMNS, rest)
        both = Columns.joined([columns, chosen.take(picked)])
        _, first = np.unique(both.members, axis=0, return_index=True)
        stage.complete(kept, both.take(np.sort(first)), prices)
        vain, tried = 0 if stage.value != before else vain + 1, tried + 1


def _neighbourhood(chosen: Columns, prices: Prices, rng: np.random.Generator, size: int) -> Ints:
    """Return groups with about `size` members together, by chance those that pay little."""
    slack = np.maximum(prices.slack(chosen) / prices.scale, 0)
    weight = slack + slack.mean() / 4 + 1e-9
    order = np.argsort(-np.log(rng.random(len(chosen))) / weight)  # without replacement
    count = int(np.searchsorted(np.cumsum(chosen.sizes[order]), size)) + 1
    return np.sort(order[:count])
