"""Columns by name and by rank."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from peerpair.model.arrays import Ints

_AT_ONCE = 1 << 18
"""Columns that are ranked between two questions."""


def best_per_resident(
    members: Ints, scores: Sequence[Ints], count: int, ask: Callable[[], None] | None = None
) -> Ints:
    """Return the columns that are among the `count` best of any of their members, ascending.

    Parameters
    ----------
    members : int[m, 3]
        Columns, padded with -1.
    scores : sequence of int[m]
        Smaller is better; later ones break ties.
    count : int
        Columns kept for each resident.
    ask : callable, optional
        Called between parts of many columns; what it raises goes through.
    """
    if len(members) <= _AT_ONCE:
        return _best(members, scores, count)
    parts = []
    for low in range(0, len(members), _AT_ONCE):
        if ask is not None:
            ask()
        part = slice(low, low + _AT_ONCE)
        parts.append(low + _best(members[part], [score[part] for score in scores], count))
    some = np.concatenate(parts)  # what is not among the best of a part is not among those of all
    best: Ints = some[_best(members[some], [score[some] for score in scores], count)]
    return best


def _best(members: Ints, scores: Sequence[Ints], count: int) -> Ints:
    """Return the columns of `best_per_resident`, all ranked at once."""
    order = (
        np.lexsort(tuple(reversed(scores)))
        if len(scores) > 1
        else np.argsort(scores[0], kind="stable")
    )
    ranked = members[order].ravel()
    # A stable sort of small integers is a radix sort: far cheaper than sorting all three keys.
    kind = np.uint16 if ranked.max(initial=0) < 2**16 - 1 else np.uint64
    by_resident = np.argsort(ranked.astype(kind), kind="stable")  # the padding comes last
    ordered = ranked[by_resident]
    first = np.flatnonzero(np.diff(ordered, prepend=-2))
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff([*first, len(ordered)]))
    best = by_resident[(rank < count) & (ordered >= 0)]
    among_best: Ints = np.unique(order[best // members.shape[1]])
    return among_best


def column_keys(members: Ints, n: int) -> Ints:
    """Return one number for each column (int[m, 3], padded with -1), equal for equal members."""
    wide = members.astype(np.int64) + 1
    keys: Ints = (wide[:, 0] * (n + 1) + wide[:, 1]) * (n + 1) + wide[:, 2]
    return keys
