"""A graph with weights: which edges are best at their ends, which lie inside a set."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from peerpair.model.arrays import Bools, Ints

if TYPE_CHECKING:
    from numpy.typing import NDArray

PairRow = tuple[Ints, Ints, int]
"""Coefficients over edges, coefficients over vertices that stay alone, limit of a ``<=`` row."""


@dataclass(frozen=True, eq=False)
class Graph:
    """Edges and vertices with weights.

    Attributes
    ----------
    n : int
        Number of vertices.
    first, second : int[m]
        Ends of the edges.
    weights : int[m]
        Of the edges.
    alone : int[n]
        Weight of a vertex that stays uncovered.
    must : bool[n]
        Vertices that may not stay uncovered.
    rows : sequence of PairRow
        Further limits.
    """

    n: int
    first: Ints
    second: Ints
    weights: Ints
    alone: Ints
    must: Bools
    rows: Sequence[PairRow] = ()

    @property
    def largest(self) -> int:
        """The largest absolute weight."""
        alone = self.alone[~self.must]
        return max(int(np.abs(w).max(initial=0)) for w in (self.weights, alone))

    def uncovered(self, chosen: Ints) -> Bools:
        """Return which vertices a matching leaves uncovered."""
        free = np.ones(self.n, dtype=bool)
        free[self.first[chosen]] = free[self.second[chosen]] = False
        return free

    def value(self, chosen: Ints) -> int:
        """Return the weight of a matching."""
        return int(self.weights[chosen].sum()) + int(self.alone[self.uncovered(chosen)].sum())

    def keeps_rows(self, chosen: Ints) -> bool:
        """Tell whether a matching satisfies the rows."""
        bare = self.uncovered(chosen)
        return all(int(c[chosen].sum()) + int(a[bare].sum()) <= limit for c, a, limit in self.rows)


def inside(sets: Sequence[Ints], n: int, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return which edges lie inside which sets, as (edge positions, set numbers).

    Parameters
    ----------
    sets : sequence of int arrays
        Vertices of each set.
    n : int
        Number of vertices.
    first, second : int[m]
        Ends of the edges.
    """
    sizes = np.array([len(members) for members in sets], dtype=np.int64)
    vertex = np.concatenate([*sets, np.empty(0, dtype=np.int64)])
    number = np.repeat(np.arange(len(sets)), sizes)
    keys = np.sort(number * n + vertex)
    order = np.argsort(vertex, kind="stable")
    count = np.bincount(vertex, minlength=n)
    start = np.cumsum(count) - count
    # Each edge once for every set that holds its first end; then the second end is looked up.
    times = count[first]
    edge = np.repeat(np.arange(len(first)), times)
    within = np.arange(len(edge)) - np.repeat(np.cumsum(times) - times, times)
    owner = number[order][start[first[edge]] + within]
    wanted = owner * n + second[edge]
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    hit = keys[place] == wanted if len(keys) else np.zeros(0, dtype=bool)
    return edge[hit], owner[hit]


def best_per_vertex(n: int, first: Ints, second: Ints, scores: Ints, count: int) -> Ints:
    """Return the edges that are among the `count` best of either end, ascending.

    Equal scores are told apart by a scrambled edge number: by the plain one, all vertices would
    choose the same few partners.

    Parameters
    ----------
    n : int
        Number of vertices.
    first, second, scores : int[m]
        Ends of the edges; larger scores are better.
    count : int
        Edges kept for each vertex.
    """
    m = len(scores)
    room = max(1, 61 - int(np.abs(scores).max(initial=0)).bit_length())
    bits = min(24, room)
    mixed = scrambled(m)
    keys = (scores << bits) + (mixed >> np.uint64(64 - bits)).astype(np.int64)
    at = np.arange(m)
    every = math.isqrt(m // max(1, 2 * n))
    if every > 3:  # a sample tells first which edges can be among a vertex's best
        sample = np.flatnonzero(mixed < np.uint64(2**64 // every))
        rank = max(1, 3 * count // every)
        least = _nth(n, first[sample], second[sample], keys[sample], rank)
        at = np.flatnonzero((keys >= least[first]) | (keys >= least[second]))
    vertex = np.concatenate([first[at], second[at]])
    edge = np.concatenate([at, at])
    best: Ints = np.unique(edge[_ranks(n, vertex, keys[edge]) < count])
    return best


def scrambled(m: int) -> NDArray[np.uint64]:
    """Return a different 64-bit number for each of m edges, in no order to speak of."""
    return np.arange(m, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio


def _ranks(n: int, vertex: Ints, keys: Ints) -> Ints:
    """Return the place of each key among those of its vertex, the largest first."""
    order = np.argsort(-keys)
    small = vertex.astype(np.uint16 if n <= 2**16 else np.int64)  # 16 bits are sorted by radix
    order = order[np.argsort(small[order], kind="stable")]
    count = np.bincount(vertex, minlength=n)
    start = np.cumsum(count) - count
    ranks = np.empty(len(vertex), dtype=np.int64)
    ranks[order] = np.arange(len(vertex)) - start[vertex[order]]
    return ranks


def _nth(n: int, first: Ints, second: Ints, keys: Ints, rank: int) -> Ints:
    """Return the key of each vertex's edge of some rank; the least number where it has fewer."""
    vertex, keys = np.concatenate([first, second]), np.concatenate([keys, keys])
    nth = np.full(n, np.iinfo(np.int64).min)
    at = _ranks(n, vertex, keys) == rank
    nth[vertex[at]] = keys[at]
    return nth
