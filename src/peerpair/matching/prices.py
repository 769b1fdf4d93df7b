"""Integer prices of vertices, odd sets and rows: what they prove about every matching.

With prices in units of ``1 / scale``, the *slack* of an edge ``e = {a, b}`` is ``p_a + p_b + sum of
z over the sets that hold both ends + sum of u x coefficient - scale x weight``; that of a vertex
that stays alone is ``p_v + sum of u x coefficient - scale x alone``.  Where no slack is negative,
weak duality bounds every matching by ``floor((sum p + sum z (|S| // 2) + sum u x limit) / scale)``,
and one that is at most g below the bound uses only edges with a slack of at most ``scale x g``.
Everything is 64-bit integer arithmetic over all edges, so no tolerance of a solver enters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from peerpair.matching.graph import Graph
from peerpair.model.arrays import Floats, Ints

_BLOCK = 1 << 16
"""Edges priced at a time: what fits in a core's own cache."""


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
        return int(sum(self.vertices.tolist())) + sets + rows  # may need more than 64 bits

    @property
    def bound(self) -> int:
        """Upper bound of the weight of any matching, if no slack is negative."""
        return self.total // self.scale

    def near(self, width: int) -> tuple[Ints, Ints]:
        """Return the edges with a slack of at most `width`, and their slack."""
        graph, prices = self.graph, self.vertices
        edges: list[Ints] = [np.empty(0, dtype=np.int64)]
        slacks: list[Ints] = [np.empty(0, dtype=np.int64)]
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
        return self._with_sets(edge, slack, width)

    def slack_of(self, edge: Ints) -> Ints:
        """Return the slack of some edges."""
        graph = self.graph
        slack: Ints = self.vertices[graph.first[edge]] + self.vertices[graph.second[edge]]
        slack = slack - self.scale * graph.weights[edge]
        for u, (coefficients, _, _) in zip(self.rows, graph.rows, strict=True):
            slack = slack + u * coefficients[edge]
        return self._with_sets(edge, slack, np.iinfo(np.int64).max)[1]

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

    def _with_sets(self, edge: Ints, slack: Ints, width: int) -> tuple[Ints, Ints]:
        """Add the prices of sets to the slack of edges; return those with at most `width`.

        Layer by layer of disjoint sets, large ones first, so that most edges soon drop out.
        """
        first, second = self.graph.first, self.graph.second
        for label, price in self._layers():
            here = label[first[edge]]
            slack = slack + np.where(here == label[second[edge]], price[here], 0)
            kept = slack <= width
            if not kept.all():
                edge, slack = edge[kept], slack[kept]
        return edge, slack

    def _layers(self) -> Iterator[tuple[Ints, Ints]]:
        """Yield layers of disjoint sets: set number of each vertex, -1 = none; price by number."""
        depth = np.zeros(self.graph.n, dtype=np.int64)
        layers: list[list[int]] = []
        for number in sorted(range(len(self.sets)), key=lambda j: -len(self.sets[j][0])):
            members = self.sets[number][0]
            layer = int(depth[members].max())
            depth[members] = layer + 1
            layers += [[]] if layer == len(layers) else []
            layers[layer].append(number)
        price = np.array([*(z for _, z in self.sets), 0], dtype=np.int64)
        for numbers in layers:
            label = np.full(self.graph.n, -1)
            for number in numbers:
                label[self.sets[number][0]] = number
            yield label, price


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
    for u, (of_edges, of_alone, _) in zip(rows.tolist(), graph.rows, strict=True):
        reach += abs(u) * max(np.abs(c).max(initial=0) for c in (of_edges, of_alone))
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
