"""The triads of each resident with two of its best partners: few, and the best are among them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peerpair.model.arrays import Ints


def best_triads(costs: Ints, count: int, ask: Callable[[], None] = lambda: None) -> Ints:
    """Return int[k, 3]: each resident with any two of the `count` partners of least cost.

    Parameters
    ----------
    costs : int[n, n]
        Symmetric; large on the diagonal.
    count : int
        Partners of each resident; at most n - 1 are looked at.
    ask : callable
        Called between steps; may raise.

    Examples
    --------
    >>> best_triads(np.array([[9, 1, 1, 5], [1, 9, 1, 5], [1, 1, 9, 2], [5, 5, 2, 9]]), 2)
    array([[0, 1, 2],
           [0, 2, 3]])
    """
    n = len(costs)
    count = min(count, n - 1)
    partners = np.argpartition(costs, count - 1, axis=1)[:, :count]
    ask()
    one, other = np.triu_indices(count, 1)
    own = np.repeat(np.arange(n), len(one))
    triads = np.stack([own, partners[:, one].ravel(), partners[:, other].ravel()], axis=1)
    # Told apart by one number each, which is much faster than row by row.
    keys = np.sort(triads, axis=1) @ [n * n, n, 1]
    ask()
    keys = np.unique(keys)
    ask()
    return np.stack([keys // (n * n), keys // n % n, keys % n], axis=1)
