"""What rounds are made of: vertices, the groups they may form, and how many of each size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from peerpair.model.arrays import Bools, Ints

_CUBE = 256
"""Vertices up to which a table says of every triad whether it is allowed: 16 MB."""


class Shape(NamedTuple):
    """How many groups of two and of three a round has; whoever is left over sits out."""

    pairs: int
    triads: int

    @property
    def placed(self) -> int:
        """How many vertices are in a group."""
        return 2 * self.pairs + 3 * self.triads

    @property
    def edges(self) -> int:
        """How many edges a round takes: one a pair, three a triad."""
        return self.pairs + 3 * self.triads


@dataclass(frozen=True, eq=False)
class Ground:
    """Vertices that form rounds of disjoint pairs and triads, no two of them twice.

    Parameters
    ----------
    meet : bool[n, n]
        Symmetric: which two may be in one group.
    shapes : sequence of Shape
        What a round may look like; all leave the same number out.
    pairs : bool[n, n], optional
        Which two may be a group of their own; left out = those that may meet.
    triads : callable, optional
        Tells of triads (int[m, 3], ascending) whose pairs may all meet which are allowed.
    must : bool[n], optional
        Which vertices may not sit out.

    Examples
    --------
    >>> ground = Ground(~np.eye(4, dtype=bool), [Shape(2, 0)])
    >>> ground.n, ground.out, ground.complete
    (4, 0, True)
    """

    meet: Bools
    shapes: Sequence[Shape]
    pairs: Bools | None = None
    triads: Callable[[Ints], Bools] | None = None
    must: Bools | None = None

    @property
    def n(self) -> int:
        """Number of vertices."""
        return len(self.meet)

    @property
    def out(self) -> int:
        """How many vertices sit out of each round."""
        return self.n - self.shapes[0].placed

    @cached_property
    def pair_groups(self) -> Bools:
        """bool[n, n]: which two may be a group of their own."""
        if not any(shape.pairs for shape in self.shapes):
            return np.zeros_like(self.meet)
        return self.meet if self.pairs is None else self.meet & self.pairs

    @cached_property
    def has_triads(self) -> bool:
        """Whether some round has triads."""
        return any(shape.triads for shape in self.shapes)

    @cached_property
    def fixed(self) -> Bools:
        """bool[n]: which vertices may not sit out."""
        return np.zeros(self.n, dtype=bool) if self.must is None else self.must

    @cached_property
    def complete(self) -> bool:
        """Whether every group of the sizes is allowed."""
        free = int(np.count_nonzero(self.meet)) == self.n * (self.n - 1)
        return free and self.pairs is None and self.triads is None and not self.fixed.any()

    @cached_property
    def cube(self) -> Bools | None:
        """bool[n, n, n]: which triads are allowed; None where there are too many to list."""
        if self.n > _CUBE or not self.has_triads:
            return None
        upper = np.triu(self.meet, 1)
        cube = np.zeros((self.n,) * 3, dtype=bool)
        for first in range(self.n - 2):
            inside = upper & upper[first] & upper[first, :, None]
            others = np.argwhere(inside)
            if self.triads is not None and len(others):
                head = np.full((len(others), 1), first)
                others = others[self.triads(np.hstack([head, others]))]
            one, two = others.T
            for a, b, c in ((first, one, two), (one, two, first), (two, first, one)):
                cube[a, b, c] = cube[a, c, b] = True
        return cube

    def triads_allowed(self, groups: Ints) -> Bools:
        """Return bool[m]: which triads (int[m, 3], distinct members in any order) are allowed."""
        if self.cube is not None:
            allowed: Bools = self.cube[groups[:, 0], groups[:, 1], groups[:, 2]]
            return allowed
        one, two, three = groups.T
        allowed = self.meet[one, two] & self.meet[one, three] & self.meet[two, three]
        if self.triads is not None and allowed.any():
            allowed[allowed] = self.triads(np.sort(groups[allowed], axis=1))
        return allowed

    def allows(self, groups: Ints) -> bool:
        """Tell whether a round (int[k, 3], padded with -1) keeps every rule but repetition."""
        pairs, triads = groups[groups[:, 2] < 0, :2], groups[groups[:, 2] >= 0]
        inside = groups[groups >= 0]
        covered = np.bincount(inside, minlength=self.n)
        return bool(
            Shape(len(pairs), len(triads)) in self.shapes
            and covered.max(initial=0) <= 1
            and covered[self.fixed].all()
            and self.pair_groups[pairs[:, 0], pairs[:, 1]].all()
            and (not len(triads) or self.triads_allowed(triads).all())
        )

    def without(self, rounds: Sequence[Ints]) -> Bools:
        """Return bool[n, n]: who may still meet after some rounds."""
        left = self.meet.copy()
        for groups in rounds:
            one, other = edges(groups).T
            left[one, other] = left[other, one] = False
        return left


def edges(groups: Ints) -> Ints:
    """Return int[e, 2]: who meets in a round, the smaller vertex first.

    Examples
    --------
    >>> edges(np.array([[0, 3, -1], [1, 2, 4]])).tolist()
    [[0, 3], [1, 2], [1, 4], [2, 4]]
    """
    triads = groups[groups[:, 2] >= 0]
    parts = [groups[groups[:, 2] < 0, :2], triads[:, :2], triads[:, ::2], triads[:, 1:]]
    return np.concatenate(parts)


def ordered(groups: Ints) -> Ints:
    """Return a round with members ascending and groups in order of their first.

    Examples
    --------
    >>> ordered(np.array([[4, 2, 1], [3, 0, -1]])).tolist()
    [[0, 3, -1], [1, 2, 4]]
    """
    high = np.iinfo(np.int64).max
    rows = np.sort(np.where(groups < 0, high, groups).astype(np.int64), axis=1)
    rows[rows == high] = -1
    return rows[np.argsort(rows[:, 0])]


def as_round(groups: Sequence[Sequence[int]]) -> Ints:
    """Return groups as int[k, 3], padded with -1 and in order."""
    rows = np.full((len(groups), 3), -1, dtype=np.int64)
    for row, group in zip(rows, groups, strict=True):
        row[: len(group)] = group
    return ordered(rows)
