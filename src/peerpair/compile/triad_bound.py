"""What a triad can be worth at most, from its pairs alone: most triads then need no valuing.

An objective over pairs adds up, and three residents are never free together longer than two of
them.  So six times the value of a triad is at most a sum of one number for each of its pairs (and a
constant for what floors may round up), and prices that cover the pairs cover nearly all triads.
"""

from __future__ import annotations

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.model.arrays import Ints

_SIX = 6
"""Makes thirds and halves whole numbers."""


def triad_bound(oracle: Oracle) -> tuple[Ints, int] | None:
    """Return what bounds the values of triads, or None where an objective has no bound.

    Returns
    -------
    pairs : int[n, n]
        Symmetric.
    constant : int
        ``6 x value(r, s, t) <= pairs[r, s] + pairs[r, t] + pairs[s, t] + constant``.
    """
    if oracle.bonus is not None:
        return None
    share = _SIX * (3 if oracle.problem.per == "resident" else 1)
    at = np.triu_indices(oracle.n, 1)
    pairs = oracle.batch(np.column_stack(at))
    total, constant = np.zeros(pairs.shape, dtype=np.int64), 0
    for rule in oracle.problem.objectives:
        oracle.cohort.pulse()
        bound = rule.pair_bound(pairs, share * rule.weight)
        if bound is None:
            return None
        total += bound[0]
        constant += bound[1]
    oracle.cohort.pulse()
    table = np.zeros((oracle.n, oracle.n), dtype=np.int64)
    table[at] = total
    return mirrored(table), constant


def mirrored(upper: Ints) -> Ints:
    """Return a symmetric int64[n, n] of which only the part above the diagonal is given.

    Examples
    --------
    >>> mirrored(np.array([[9, 1], [7, 9]])).tolist()
    [[0, 1], [1, 0]]
    """
    both: Ints = np.triu(upper, 1).astype(np.int64)
    both += both.T.copy()
    return both
