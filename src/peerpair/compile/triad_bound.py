"""What a triad can be worth at most, from its pairs alone: most triads then need no valuing.

Three residents are never free together longer than two of them, and an objective over pairs adds
up.  So six times the value of a triad is at most a sum of one number for each of its pairs (and a
constant for what floors may round up), and prices that cover the pairs cover nearly all triads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.model.arrays import Ints
from peerpair.model.rules import PairObjective

__all__ = ["TriadBound", "mirrored", "triad_bound"]

_SIX = 6
"""Makes thirds and halves whole numbers."""


@dataclass(frozen=True, eq=False)
class TriadBound:
    """``6 x value(r, s, t) <= pairs[r, s] + pairs[r, t] + pairs[s, t] + constant``.

    Attributes
    ----------
    pairs : int[n, n]
        Symmetric.
    constant : int
        For each triad.
    """

    pairs: Ints
    constant: int


def triad_bound(oracle: Oracle) -> TriadBound | None:
    """Return the bound, or None where an objective is not of a kind that has one.

    Parameters
    ----------
    oracle : Oracle
        Of the problem.
    """
    problem, n = oracle.problem, oracle.n
    share = _SIX * (3 if problem.per == "resident" else 1)
    pairs = np.zeros((n, n), dtype=np.int64)
    constant = 0
    for rule in problem.objectives:
        weight = share * rule.weight
        if isinstance(rule, PairObjective):
            # floor(sum / (3 x per_pair)), and a negative weight rounds the other way.
            points = oracle.cohort.once(rule.pair_points).astype(np.int64)
            pairs += -(-weight * points // (3 * rule.per_pair))
            constant += max(0, -weight)
        elif rule.kind == "shared_time":
            pairs += _shared_time(oracle, max(0, weight))
        elif rule.kind == "size":
            some = oracle.batch(np.array([[0, 1, 2]]))
            constant += weight * int(rule.points(some)[0])
        elif rule.kind == "affinity":
            given = oracle.cohort.given(3)[1]
            constant += max(0, int((weight * given).max(initial=0)))
        else:
            return None
    return TriadBound(pairs, constant)


def mirrored(upper: Ints) -> Ints:
    """Return a symmetric int64[n, n] of which only the part above the diagonal is given.

    Examples
    --------
    >>> mirrored(np.array([[9, 1], [7, 9]])).tolist()
    [[0, 1], [1, 0]]
    """
    found: Ints = np.triu(upper, 1).astype(np.int64)
    found += found.T.copy()
    return found


def _shared_time(oracle: Oracle, weight: int) -> Ints:
    """Return what each pair adds to the bound of ``weight x shared-time points``."""
    problem = oracle.problem
    assert problem.horizon is not None
    assert oracle.kernel is not None
    cap = problem.meeting.cap_minutes_per_day
    # A member shares at most what it shares with either of the others; with a quorum, with both.
    most = 2 if oracle.kernel.quorum else 1
    minutes = most * (mirrored(oracle.kernel.pairs[0]) // 2)
    if cap is None:
        return -(-weight * minutes // 3)
    return -(-weight * 1000 * minutes // (3 * cap * problem.horizon.days))
