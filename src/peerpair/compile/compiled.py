"""The waist: a problem as integers for solvers.  Domain words stop here, solver words start."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from peerpair.compile.candidates import GroupBatch, Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints
from peerpair.model.problem import Problem
from peerpair.model.settings import Penalty

__all__ = ["CohortRow", "Compiled", "compile_problem", "thresholds"]

_LISTED = 3_000_000
"""Triads of unreachable size are listed for the certificate only below this number."""


@dataclass(frozen=True)
class CohortRow:
    """A linear row over groups: ``sum of coefficients <= limit``."""

    name: str
    coefficients: Ints
    limit: int


@dataclass(frozen=True)
class Compiled:
    """Candidate groups as arrays, one row a group, pairs before triads.

    Attributes
    ----------
    n : int
        Number of residents, 0 … n-1.
    members : int[m, 3]
        Members ascending; the third is -1 for a pair.
    values : int[m]
        Value of each group.
    low : int[m, levels]
        Members with at most ``thresholds[j]`` weeks met; no column without such levels.
    thresholds : tuple of int
        Of the fairness levels.
    floor : int[m] or None
        Shared-time points where the smallest is maximised first.
    pairs, triads : (int, int)
        Limits on their number, at most n.
    rows : tuple of CohortRow
        Rules over the whole cohort.
    must_place : bool[n]
        Residents who may not stay unplaced.
    penalty : int
        Cost of an unplaced resident; 0 where there is none.
    fewest_unplaced : bool
        Whether their number is minimised before anything else.
    reachable : tuple of int
        Sizes that occur in some partition; an even cohort in pairs has no triad for certain.
    complete : bool
        Whether candidates of unreachable sizes are listed too, as a certificate needs them.
    """

    n: int
    members: Ints
    values: Ints
    low: Ints
    thresholds: tuple[int, ...]
    floor: Ints | None
    pairs: tuple[int, int]
    triads: tuple[int, int]
    rows: tuple[CohortRow, ...]
    must_place: Bools
    penalty: int
    fewest_unplaced: bool
    reachable: tuple[int, ...]
    complete: bool

    @property
    def sizes(self) -> Ints:
        """int[m]: number of members of each group."""
        found: Ints = (self.members >= 0).sum(axis=1)
        return found

    def keeps_limits(self, chosen: Ints) -> bool:
        """Tell whether a choice of rows covers nobody twice and keeps every limit."""
        inside = self.members[chosen]
        covered = np.bincount(inside[inside >= 0], minlength=self.n)
        pairs = int((inside[:, 2] < 0).sum())
        triads = len(chosen) - pairs
        return bool(
            (covered <= 1).all()
            and (covered[self.must_place] == 1).all()
            and self.pairs[0] <= pairs <= self.pairs[1]
            and self.triads[0] <= triads <= self.triads[1]
            and all(int(row.coefficients[chosen].sum()) <= row.limit for row in self.rows)
        )


def thresholds(weeks: int) -> tuple[int, ...]:
    """Return the distinct ``weeks * k // 4`` for k = 0 … 3, ascending.

    Examples
    --------
    >>> thresholds(4), thresholds(1), thresholds(6)
    ((0, 1, 2, 3), (0,), (0, 1, 3, 4))
    """
    return tuple(sorted({weeks * k // 4 for k in range(4)}))


def compile_problem(problem: Problem, oracle: Oracle | None = None) -> Compiled:
    """Enumerate the candidate groups of a problem with all numbers a strategy needs.

    Parameters
    ----------
    problem : Problem
        The problem.
    oracle : Oracle, optional
        Reused where the caller has one.

    Raises
    ------
    ProblemError
        If a value is beyond 32 bits.

    Examples
    --------
    >>> import peerpair as pp
    >>> compile_problem(pp.Problem([pp.Resident("a"), pp.Resident("b")])).members
    array([[ 0,  1, -1]])
    """
    oracle = oracle or Oracle(DenseCohort(problem))
    n = len(problem.active)
    limits = problem.size_limits
    pairs, triads = _clip(limits.pairs, n), _clip(limits.triads, n)
    most = {2: pairs[1], 3: triads[1]}
    counts = _largest_counts(n, most) if problem.unplaced == "forbid" else most
    reachable = tuple(size for size in (2, 3) if counts[size] > 0)
    complete = math.comb(n, 3) <= _LISTED
    # A size whose limit is 0 is out of reach, yet its groups are candidates that prices speak of.
    listed = [size for size in (2, 3) if complete or size in reachable]
    batches = [oracle.allowed(size) for size in listed]
    caps, rows = _rows(problem, batches)
    triads = triads[0], min([triads[1], *caps])
    must_place = np.zeros(n, dtype=bool)
    must_place[[oracle.cohort.index[r] for rule in problem.constraints for r in rule.placed()]] = (
        True
    )
    if problem.unplaced == "forbid":
        must_place[:] = True
    marks: tuple[int, ...] = ()
    if problem.fairness == "weeks" and problem.horizon is not None:
        marks = thresholds(problem.horizon.weeks)
    return Compiled(
        n=n,
        members=_stack([_padded(batch) for batch in batches], (0, 3)),
        values=_stack([oracle.values(batch) for batch in batches], (0,)),
        low=_stack([_count_low(batch, marks) for batch in batches], (0, len(marks))),
        thresholds=marks,
        floor=_stack([oracle.shared_points(batch) for batch in batches], (0,))
        if problem.fairness == "maxmin"
        else None,
        pairs=pairs,
        triads=triads,
        rows=rows,
        must_place=must_place,
        penalty=problem.unplaced.points if isinstance(problem.unplaced, Penalty) else 0,
        fewest_unplaced=problem.unplaced == "allow",
        reachable=reachable,
        complete=complete,
    )


def _clip(limits: tuple[int, int | None], n: int) -> tuple[int, int]:
    """Return limits with "no limit" as n; one group more than fit already says impossible."""
    low, high = limits
    return min(low, n + 1), n if high is None else min(high, n)


def _largest_counts(n: int, most: dict[int, int]) -> dict[int, int]:
    """Return the largest counts of pairs and of triads in any partition of n residents."""
    splits = [
        ((n - 3 * triads) // 2, triads)
        for triads in range(min(most[3], n // 3) + 1)
        if (n - 3 * triads) % 2 == 0 and (n - 3 * triads) // 2 <= most[2]
    ]
    return {size: max((split[size - 2] for split in splits), default=0) for size in (2, 3)}


def _padded(batch: GroupBatch) -> Ints:
    found = np.full((len(batch.groups), 3), -1, dtype=np.int64)
    found[:, : batch.groups.shape[1]] = batch.groups
    return found


def _stack(parts: list[Ints], empty: tuple[int, ...]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(empty, dtype=np.int64)


def _count_low(batch: GroupBatch, marks: tuple[int, ...]) -> Ints:
    """Return int[m, levels]: members whose weeks met do not exceed each threshold."""
    if not marks:
        return np.empty((len(batch.groups), 0), dtype=np.int64)
    return np.stack([(batch.weeks <= mark).sum(axis=1) for mark in marks], axis=1)


def _rows(problem: Problem, batches: list[GroupBatch]) -> tuple[list[int], tuple[CohortRow, ...]]:
    """Return limits on the number of triads, and the other rows of the cohort-wide rules."""
    triad = _stack([np.full(len(b.groups), b.groups.shape[1] == 3) for b in batches], (0,))
    caps: list[int] = []
    rows: list[CohortRow] = []
    for rule in problem.constraints:
        parts = [rule.coefficients(batch) for batch in batches]
        known = [part for part in parts if part is not None]
        if not known:
            continue
        coefficients = np.concatenate(known)
        if np.array_equal(coefficients, triad):
            caps.append(rule.limit())  # the size policy has a row for this already
        else:
            rows.append(CohortRow(f"{rule.kind}[{len(rows)}]", coefficients, rule.limit()))
    return caps, tuple(rows)
