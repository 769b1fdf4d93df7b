"""The state of a matching run: the best matching, the best bound, and edges to begin with."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from peerpair.errors import InternalError
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import relative_gap
from peerpair.strategies.base import Limits
from peerpair.strategies.exact.forest import cover
from peerpair.strategies.exact.pair_prices import Graph, PairPrices, best_per_vertex, flat

__all__ = ["PairRun", "edges_of"]

_FIRST = 8
"""Edges per vertex that the linear program starts with."""
_MORE = 4
"""Edges per vertex that are added where a barrier does not hold."""
_SAMPLE, _ROUNDS = 20, 20
"""Edges per vertex that a first guess at prices looks at, and how often it does."""
_SCRAMBLE = np.uint64(0x9E3779B97F4A7C15)


class PairRun:
    """The state of a run: the best matching and the best bound."""

    def __init__(self, graph: Graph, limits: Limits, stage: str) -> None:
        self.graph, self.limits, self.stage = graph, limits, stage
        self.gap = limits.gap if stage == "total" else 0.0
        self.chosen: Ints | None = None
        self.value: int | None = None
        self.worth = _worth(graph)
        self.prices = flat(graph)
        self.bound = self.prices.bound
        self.tell()

    def offer(self, chosen: Ints) -> bool:
        """Take a matching if it keeps the rows, and tell whether it does."""
        ends = np.concatenate([self.graph.first[chosen], self.graph.second[chosen]])
        covered = np.bincount(ends, minlength=self.graph.n)
        if covered.max(initial=0) > 1 or not covered[self.graph.must].all():
            raise InternalError("what was taken for a matching is none, or covers too little")
        if not self.graph.keeps_rows(chosen):
            return False
        value = self.graph.value(chosen)
        if self.value is None or value > self.value:
            self.chosen, self.value = chosen, value
            self.tell()
        return True

    def lower(self, prices: PairPrices) -> None:
        """Take valid prices if they prove more."""
        if prices.total * self.prices.scale < self.prices.total * prices.scale:
            self.prices = prices
            self.lower_to(prices.bound)

    def lower_to(self, bound: int) -> None:
        """Take a bound if it is better."""
        if bound < self.bound:
            self.bound = bound
            self.tell()

    def done(self) -> bool:
        """Tell whether the gap is closed as far as wanted, or time is up."""
        gap = relative_gap(self.value, self.bound)
        return (gap is not None and gap <= self.gap) or self.limits.over()

    def tell(self) -> None:
        self.limits.tell(self.stage, self.value, self.bound)

    def cover(self) -> Ints | PairPrices:
        """Return edges to begin with, a matching among them; or prices that prove there is none.

        The prices are 1 on the barrier, -1 on the odd components it leaves and 2 for each of these
        as a set (Gallai and Edmonds): where they fail to hold for some edges, those are added.
        """
        graph = self.graph
        n, first, second = graph.n, graph.first, graph.second
        scores = graph.weights - self.worth[first] - self.worth[second]
        columns = _promising(graph, scores)
        if self.chosen is not None:
            return np.union1d(columns, self.chosen)
        mate, columns = _greedy(graph, scores, columns)
        while True:
            found = cover(n, first[columns], second[columns], mate, graph.must, self.limits.over)
            mate = found.mate
            if not found.short:
                chosen = edges_of(graph, columns, mate)
                self.offer(chosen)
                return columns
            if found.stopped:
                return columns
            prices = np.zeros(n, dtype=np.int64)
            prices[found.inner] = 1
            prices[np.concatenate(found.outer)] = -1
            nothing = replace(
                graph, weights=np.zeros_like(graph.weights), alone=np.zeros_like(graph.alone)
            )
            proof = PairPrices(
                nothing,
                1,
                prices,
                (0,) * len(graph.rows),
                tuple((part, 2) for part in found.outer if len(part) > 1),
            )
            short, slack = proof.near(-1)
            if not len(short):
                if proof.total >= 0:
                    raise InternalError("the barrier does not prove that there is no matching")
                return proof
            more = short[best_per_vertex(n, first[short], second[short], -slack, _MORE)]
            columns = np.union1d(columns, more)


def _promising(graph: Graph, scores: Ints) -> Ints:
    """Return the edges that score most at their ends; all where there are few."""
    if len(scores) <= _FIRST * graph.n:
        return np.arange(len(scores))
    return best_per_vertex(graph.n, graph.first, graph.second, scores, _FIRST)


def _worth(graph: Graph) -> Ints:
    """Return roughly what each vertex is worth: what its best edge leaves after the other end.

    A guess at the prices, from a sample of the edges: without it, those whom all find attractive
    would be all that the linear program begins with.
    """
    n = graph.n
    every = max(1, len(graph.weights) // (_SAMPLE * max(n, 1)))
    at = np.flatnonzero(np.arange(len(graph.weights), dtype=np.uint64) * _SCRAMBLE < 2**64 // every)
    first, second, weights = graph.first[at], graph.second[at], graph.weights[at]
    least = np.where(graph.must, np.iinfo(np.int64).min // 4, graph.alone)
    worth = np.zeros(n, dtype=np.int64)
    for _ in range(_ROUNDS):
        best = least.copy()
        np.maximum.at(best, first, weights - worth[second])
        np.maximum.at(best, second, weights - worth[first])
        best[best == np.iinfo(np.int64).min // 4] = 0  # no edge was drawn
        worth = (worth + best) // 2
    return worth


def _greedy(graph: Graph, scores: Ints, columns: Ints) -> tuple[Ints, Ints]:
    """Match by taking the best edge first; return the partners, and the edges with those taken."""
    mate = np.full(graph.n, -1, dtype=np.int64)
    _extend(graph, scores, columns, mate)
    for _ in range(3):  # in a dense graph those left over still find each other
        left = (mate < 0) & graph.must
        both = np.flatnonzero(left[graph.first] & left[graph.second]) if left.any() else columns[:0]
        if not len(both):
            break
        ends = graph.first[both], graph.second[both]
        both = both[best_per_vertex(graph.n, *ends, scores[both], _FIRST)]
        _extend(graph, scores, both, mate)
        columns = np.union1d(columns, edges_of(graph, both, mate))
    return mate, columns


def _extend(graph: Graph, scores: Ints, edges: Ints, mate: Ints) -> None:
    """Match the ends of edges not matched yet, the best edge first."""
    edges = edges[np.argsort(-scores[edges], kind="stable")]
    partner = mate.tolist()
    ends = zip(graph.first[edges].tolist(), graph.second[edges].tolist(), strict=True)
    for a, b in ends:
        if partner[a] < 0 and partner[b] < 0:
            partner[a], partner[b] = b, a
    mate[:] = partner


def edges_of(graph: Graph, edges: Ints, mate: Ints) -> Ints:
    """Return those of some edges that join partners."""
    found: Ints = edges[mate[graph.first[edges]] == graph.second[edges]]
    return found
