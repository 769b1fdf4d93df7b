"""Integer prices of vertices, odd sets and rows: what they prove about every matching.

With prices in units of ``1 / scale``, the *slack* of an edge ``e = {a, b}`` is ``p_a + p_b + sum of
z over the sets that hold both ends + sum of u x coefficient - scale x weight``; that of a vertex
that stays alone is ``p_v + sum of u x coefficient - scale x alone``.  Where no slack is negative,
weak duality bounds every matching by ``floor((sum p + sum z (|S| // 2) + sum u x limit) / scale)``,
and one that is at most g below the bound uses only edges with a slack of at most ``scale x g``.
Everything is 64-bit integer arithmetic over all edges, so no tolerance of a solver enters.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from peerpair.model.arrays import Bools, Floats, Ints

__all__ = ["Graph", "PairPrices", "PairRow", "best_per_vertex", "flat", "inside", "rounded"]

PairRow = tuple[Ints, Ints, int]
"""``coefficients over edges, coefficients over vertices that stay alone, limit`` of a ``<=`` row."""

_BLOCK = 1 << 16
"""Edges priced at a time: what fits in a core's own cache."""


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
        found = np.ones(self.n, dtype=bool)
        found[self.first[chosen]] = found[self.second[chosen]] = False
        return found

    def value(self, chosen: Ints) -> int:
        """Return the weight of a matching."""
        return int(self.weights[chosen].sum()) + int(self.alone[self.uncovered(chosen)].sum())

    def keeps_rows(self, chosen: Ints) -> bool:
        """Tell whether a matching satisfies the rows."""
        bare = self.uncovered(chosen)
        return all(int(c[chosen].sum()) + int(a[bare].sum()) <= limit for c, a, limit in self.rows)


@dataclass(frozen=True, eq=False)
class PairPrices:
    """Prices; see the module for what they mean.

    Attributes
    ----------
    graph : Graph
        What they speak about.
    scale : int
        Prices are in units of ``1 / scale``.
    vertices : int[n]
        Price of each vertex.
    rows : tuple of int
        Price of each row, not negative.
    sets : tuple of (int array, int)
        Odd sets, ascending, with their prices, not negative.
    """

    graph: Graph
    scale: int
    vertices: Ints
    rows: tuple[int, ...] = ()
    sets: tuple[tuple[Ints, int], ...] = ()

    @property
    def total(self) -> int:
        """The bound in units of ``1 / scale``."""
        limits = [limit for _, _, limit in self.graph.rows]
        rows = sum(u * limit for u, limit in zip(self.rows, limits, strict=True))
        sets = sum(z * (len(members) // 2) for members, z in self.sets)
        return int(self.vertices.sum()) + sets + rows

    @property
    def bound(self) -> int:
        """Upper bound of the weight of any matching, if no slack is negative."""
        return self.total // self.scale

    def near(self, width: int) -> tuple[Ints, Ints]:
        """Return the edges with a slack of at most `width`, and their slack."""
        graph, prices = self.graph, self.vertices
        edges, slacks = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int64)]
        for low in range(0, len(graph.weights), _BLOCK):
            part = slice(low, low + _BLOCK)
            slack = prices[graph.first[part]]
            slack += prices[graph.second[part]]
            slack -= self.scale * graph.weights[part]
            for u, (coefficients, _, _) in zip(self.rows, graph.rows, strict=True):
                if u:
                    slack += u * coefficients[part]
            at = np.flatnonzero(slack <= width)  # sets only add, so these are all
            if len(at):
                edges.append(at + low)
                slacks.append(slack[at])
        edge, slack = np.concatenate(edges), np.concatenate(slacks)
        if self.sets:
            slack = slack + self._within(edge)
            edge, slack = edge[slack <= width], slack[slack <= width]
        return edge, slack

    def slack_of(self, edge: Ints) -> Ints:
        """Return the slack of some edges."""
        graph = self.graph
        slack: Ints = self.vertices[graph.first[edge]] + self.vertices[graph.second[edge]]
        slack = slack - self.scale * graph.weights[edge] + self._within(edge)
        for u, (coefficients, _, _) in zip(self.rows, graph.rows, strict=True):
            slack = slack + u * coefficients[edge]
        return slack

    def alone_slack(self) -> Ints:
        """Return the slack of each vertex's staying alone, whether it may or not."""
        slack = self.vertices - self.scale * self.graph.alone
        for u, (_, coefficients, _) in zip(self.rows, self.graph.rows, strict=True):
            slack = slack + u * coefficients
        return slack

    def repaired(self, edge: Ints, slack: Ints) -> PairPrices:
        """Return prices without negative slack, raised only where it is.

        Parameters
        ----------
        edge, slack : int[k]
            The edges with negative slack, as `near` returns them.
        """
        graph, vertices = self.graph, self.vertices.copy()
        needed = np.where(graph.must, 0, np.maximum(0, -self.alone_slack()))
        first, second = graph.first[edge], graph.second[edge]
        if len(edge) > 20_000:  # early on: what it costs does not matter yet
            half = (1 - slack) // 2
            np.maximum.at(needed, first, half)
            np.maximum.at(needed, second, half)
            return replace(self, vertices=vertices + needed)
        vertices += needed
        often = np.bincount(np.concatenate([first, second]), minlength=graph.n)
        lift = needed.tolist()
        for j in np.argsort(slack, kind="stable").tolist():
            a, b = int(first[j]), int(second[j])
            short = -int(slack[j]) - lift[a] - lift[b]
            if short > 0:  # the end that helps more edges
                v = a if often[a] >= often[b] else b
                lift[v] += short
                vertices[v] += short
        return replace(self, vertices=vertices)

    def _within(self, edge: Ints) -> Ints:
        """Return the sum of prices of the sets that hold both ends of each edge."""
        graph = self.graph
        members = [members for members, _ in self.sets]
        at, number = inside(members, graph.n, graph.first[edge], graph.second[edge])
        found = np.zeros(len(edge), dtype=np.int64)
        np.add.at(found, at, np.array([z for _, z in self.sets], dtype=np.int64)[number])
        return found


def flat(graph: Graph) -> PairPrices:
    """Return valid prices that need no linear program: half of each vertex's best edge."""
    best = np.where(graph.must, -graph.largest, graph.alone * 2)
    np.maximum.at(best, graph.first, graph.weights)
    np.maximum.at(best, graph.second, graph.weights)
    return PairPrices(graph, 2, best, (0,) * len(graph.rows))


def rounded(
    graph: Graph, vertices: Floats, shift: Ints, rows: Floats, sets: Sequence[tuple[Ints, float]]
) -> PairPrices | None:
    """Round a linear program's prices; `PairPrices.repaired` makes them valid.

    Without rows the optimum usually has half-integral prices, which scale 2 holds exactly.

    Parameters
    ----------
    graph : Graph
        The problem.
    vertices, rows : float arrays
        Prices; those of vertices come on top of `shift`.
    shift : int[n]
        What had been taken off the weights of edges at each vertex.
    sets : sequence of (int array, float)
        Odd sets with their prices.

    Returns
    -------
    PairPrices or None
        None where they are too large for exact sums in 64 bits.
    """
    of_sets = np.array([z for _, z in sets])
    everything = np.concatenate([vertices, rows, of_sets])
    reach = np.abs(everything).max(initial=0) + np.abs(shift).max(initial=0) + graph.largest
    if not reach < 2.0**55:  # also when it is no number
        return None
    half = np.abs(2 * everything - np.rint(2 * everything)).max(initial=0) < 1e-3
    scale = 2 if half else 1 << max(0, min(20, 55 - int(reach).bit_length()))
    whole = np.maximum(0, np.rint(of_sets * scale)).astype(np.int64).tolist()
    return PairPrices(
        graph,
        scale,
        np.rint(vertices * scale).astype(np.int64) + scale * shift,
        tuple(np.maximum(0, np.rint(rows * scale)).astype(np.int64).tolist()),
        tuple((members, z) for (members, _), z in zip(sets, whole, strict=True) if z),
    )


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
    found = number[order][start[first[edge]] + within]
    wanted = found * n + second[edge]
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    hit = keys[place] == wanted if len(keys) else np.zeros(0, dtype=bool)
    return edge[hit], found[hit]


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
    scrambled = np.arange(m, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    keys = (scores << bits) + (scrambled >> np.uint64(64 - bits)).astype(np.int64)
    at = np.arange(m)
    every = math.isqrt(m // (2 * n))
    if every > 3:  # a sample tells first which edges can be among a vertex's best
        sample = np.flatnonzero(scrambled < np.uint64(2**64 // every))
        rank = max(1, 3 * count // every)
        least = _nth(n, first[sample], second[sample], keys[sample], rank)
        at = np.flatnonzero((keys >= least[first]) | (keys >= least[second]))
    vertex = np.concatenate([first[at], second[at]])
    edge = np.concatenate([at, at])
    found: Ints = np.unique(edge[_ranks(n, vertex, keys[edge]) < count])
    return found


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
    found = np.full(n, np.iinfo(np.int64).min)
    at = _ranks(n, vertex, keys) == rank
    found[vertex[at]] = keys[at]
    return found
