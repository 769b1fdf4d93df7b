"""The certificate: prices of the whole model, so that they hold for every candidate group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.model.arrays import Ints
from peerpair.model.result import Level
from peerpair.strategies.base import Limits, Proof
from peerpair.strategies.exact.partition import Partition, Row
from peerpair.strategies.exact.relaxation import relax

__all__ = ["certify"]


def certify(
    compiled: Compiled,
    model: Partition,
    level_rows: Sequence[Row],
    levels: Sequence[Level],
    chosen: Ints,
    limits: Limits,
) -> Proof | None:
    """Return prices that hold for every candidate, also for those the search left out.

    The search drops groups that no best answer can contain; a certificate must speak of them all.
    So the relaxation is solved once more over everything, each level standing as a row whose limit
    is its reported value.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    model : Partition
        As built from it, before any level.
    level_rows : sequence of Row
        One for each count level.
    levels : sequence of Level
        The levels before the total, as reported.
    chosen : int[k]
        Columns of the answer.
    limits : Limits
        Time left; without any, the prices prove less but still hold.

    Returns
    -------
    Proof or None
        None where not every candidate was listed, so nothing can be said about all of them.
    """
    if not compiled.complete:
        return None
    candidate = np.ones(len(model.values), dtype=bool)
    if compiled.floor is not None and levels and levels[-1].value is not None:
        # The reported minimum is part of being a candidate.
        candidate[: len(compiled.floor)] = compiled.floor >= levels[-1].value
    whole = replace(model, rows=(*model.rows, *level_rows), alive=candidate)
    prices = relax(whole, model.values, chosen, limits).prices
    rows = {row.name: int(u) for row, u in zip(whole.rows, prices.rows, strict=True)}
    return Proof(prices.scale, prices.residents, rows, prices.bound)
