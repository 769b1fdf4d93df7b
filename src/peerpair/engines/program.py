"""Set partitioning as an integer program, what it must keep to, and what a solver answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.errors import InternalError
from peerpair.model.arrays import Ints

_ROW_TOTAL = 2**31
"""CP-SAT 9.15 adds the coefficients of a row up in 32 bits and calls wrong answers optimal beyond
(or-tools issue 5293)."""

_OBJECTIVE = 2**53
"""The solvers tell an objective as a float; beyond, neighbouring integers are one number."""


def totals_fit(coefficients: Ints) -> bool:
    """Tell whether the absolute coefficients of a row add up to less than 2^31, exactly."""
    if not len(coefficients):
        return True
    low, high = int(coefficients.min()), int(coefficients.max())
    if max(high, -low) >= _ROW_TOTAL:
        return False
    return int(np.abs(coefficients.astype(np.int64)).sum()) < _ROW_TOTAL


@dataclass(frozen=True, eq=False)
class Program:
    """Choose columns so that each resident is in exactly one, at the greatest cost.

    Attributes
    ----------
    n : int
        Number of residents.
    members : int[m, k]
        Residents of each column, padded with -1.
    costs : int[m]
        To be maximised.
    rows : tuple of (int[e], int[e], int)
        Columns, their coefficients that are not 0, and the limit of each ``<=`` row.
    """

    n: int
    members: Ints
    costs: Ints
    rows: tuple[tuple[Ints, Ints, int], ...]

    @classmethod
    def of(cls, n: int, members: Ints, costs: Ints, rows: Sequence[tuple[Ints, int]]) -> Program:
        """Return the program whose rows are given with a coefficient for every column."""
        sparse = []
        for coefficients, limit in rows:
            at = np.flatnonzero(coefficients)
            sparse.append((at, coefficients[at], int(limit)))
        return cls(n, members, costs, tuple(sparse))

    @property
    def exact(self) -> bool:
        """Whether a solver's claims can be trusted: rows below 2^31, objectives below 2^53."""
        if not all(totals_fit(coefficients) for _, coefficients, _ in self.rows):
            return False
        if not len(self.costs):
            return True
        largest = max(int(self.costs.max()), -int(self.costs.min()))
        return self.n * largest < _OBJECTIVE  # there are at most n columns in a partition

    def check(self, chosen: Ints) -> int:
        """Return the cost of a solver's answer, after checking it in integers.

        Raises
        ------
        InternalError
            If a resident is not covered exactly once or a row is broken.
        """
        inside = self.members[chosen]
        covered = np.bincount(inside[inside >= 0], minlength=self.n)
        if not (covered == 1).all() or any(
            int(coefficients[np.isin(at, chosen)].sum()) > limit
            for at, coefficients, limit in self.rows
        ):
            raise InternalError("the solver's answer does not satisfy its own model")
        return int(self.costs[chosen].sum())


@dataclass(frozen=True, eq=False)
class MipAnswer:
    """What the mixed-integer solver found.

    Attributes
    ----------
    chosen : int[k] or None
        Chosen columns, checked in integers; None without a solution.
    bound : int or None
        Upper bound on the cost, the cost itself where that is proven best; None when nothing is
        known.
    infeasible : bool
        The solver claims that there is no solution.
    ended : bool
        The solver came to its own end, or to the limit of nodes; the clock had no part in it.
    """

    chosen: Ints | None
    bound: int | None
    infeasible: bool = False
    ended: bool = False
