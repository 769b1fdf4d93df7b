"""Where a run starts: promising edges that hold a matching, or a proof that there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from peerpair.errors import InternalError
from peerpair.matching.forest import cover
from peerpair.matching.graph import Graph, best_per_vertex, scrambled
from peerpair.matching.prices import PairPrices
from peerpair.matching.run import PairRun
from peerpair.model.arrays import Ints

_FIRST = 8
"""Edges per vertex that the linear program starts with."""
_MORE = 4
"""Edges per vertex that are added where a barrier does not hold."""
_SAMPLE, _ROUNDS, _ALL_ROUNDS = 20, 20, 4
"""Edges per vertex in a sample; how often a guess at prices looks at it, and then at all edges."""
_BLOCK = 1 << 16
"""Edges looked at together: what fits in a core's own cache."""


def first_edges(run: PairRun, worth: Ints) -> Ints | PairPrices:
    """Return edges to begin with, a matching among them; or prices that prove there is none.

    The prices are 1 on the barrier, -1 on the odd components it leaves and 2 for each of these as a
    set (Gallai and Edmonds).  Where they fail to hold for some edges, those are added.

    Parameters
    ----------
    run : PairRun
        The problem; takes the matching.
    worth : int[n]
        What each vertex is worth, roughly.
    """
    graph, over = run.graph, run.limits.over
    n, first, second = graph.n, graph.first, graph.second
    scores = graph.weights - worth[first] - worth[second]
    edges: Ints = np.arange(len(scores))
    if len(edges) > _FIRST * n:
        if over():  # some matching is better than none
            edges = _some(graph, edges, _FIRST)
        else:
            edges = best_per_vertex(n, first, second, scores, _FIRST)
    if run.chosen is not None:
        return np.union1d(edges, run.chosen)
    mate, edges = _greedy(graph, scores, edges)
    while True:
        covered = cover(n, first[edges], second[edges], mate, graph.must, over)
        if covered.stopped:
            return edges
        if not covered.short:
            run.offer(edges, covered.mate)
            return edges
        proof = _barrier(graph, covered.inner, covered.outer)
        short, _ = proof.near(-1)
        if not len(short):
            if proof.total >= 0:
                raise InternalError("the barrier does not prove that there is no matching")
            return proof
        edges, mate = np.union1d(edges, _some(graph, short, _MORE)), covered.mate


def guess_worth(run: PairRun) -> Ints:
    """Return roughly what each vertex is worth: what its best edge leaves after the other end.

    A guess at the prices, from a sample of the edges: without it, those whom all find attractive
    would be all that the linear program begins with.
    """
    graph = run.graph
    worth = np.zeros(graph.n, dtype=np.int64)
    sample = _some(graph, np.arange(len(graph.weights)), _SAMPLE)
    for _ in range(_ROUNDS):
        worth = (worth + _left_over(graph, sample, worth)) // 2
    if len(sample) < len(graph.weights):
        for _ in range(_ALL_ROUNDS):
            if run.limits.over():
                break
            worth = (worth + _left_over(graph, None, worth)) // 2
    return worth


def _left_over(graph: Graph, edges: Ints | None, worth: Ints) -> Ints:
    """Return what the best of some edges, or of all, leaves each vertex; 0 where it has none."""
    none = np.iinfo(np.int64).min // 4
    best = np.where(graph.must, none, graph.alone)
    for low in range(0, len(graph.weights) if edges is None else len(edges), _BLOCK):
        part = slice(low, low + _BLOCK) if edges is None else edges[low : low + _BLOCK]
        first, second, weights = graph.first[part], graph.second[part], graph.weights[part]
        np.maximum.at(best, first, weights - worth[second])
        np.maximum.at(best, second, weights - worth[first])
    best[best == none] = 0
    return best


def _some(graph: Graph, edges: Ints, count: int) -> Ints:
    """Return about `count` edges per vertex out of more, spread evenly."""
    every = len(edges) // max(count * graph.n, 1)
    if every < 2:
        return edges
    kept: Ints = edges[scrambled(len(edges)) <= np.uint64(2**64 // every)]
    return kept


def _barrier(graph: Graph, inner: Ints, outer: tuple[Ints, ...]) -> PairPrices:
    """Return the prices of a barrier and its odd components, for weights that are all zero."""
    prices = np.zeros(graph.n, dtype=np.int64)
    prices[inner] = 1
    prices[np.concatenate(outer)] = -1
    nothing = np.zeros_like(graph.weights)
    return PairPrices(
        replace(graph, weights=nothing, alone=np.zeros_like(graph.alone)),
        1,
        prices,
        (0,) * len(graph.rows),
        tuple((part, 2) for part in outer if len(part) > 1),
    )


def _greedy(graph: Graph, scores: Ints, edges: Ints) -> tuple[Ints, Ints]:
    """Match by taking the best edge first; return the partners, and the edges with those taken."""
    mate = np.full(graph.n, -1, dtype=np.int64)
    _extend(graph, scores, edges, mate)
    for _ in range(3):  # in a dense graph those left over still find each other
        left = (mate < 0) & graph.must
        both = np.flatnonzero(left[graph.first] & left[graph.second]) if left.any() else edges[:0]
        if not len(both):
            break
        both = _some(graph, both, _SAMPLE)
        _extend(graph, scores, both, mate)
        edges = np.union1d(edges, both[mate[graph.first[both]] == graph.second[both]])
    return mate, edges


def _extend(graph: Graph, scores: Ints, edges: Ints, mate: Ints) -> None:
    """Match the ends of edges not matched yet, the best edge first."""
    edges = edges[np.argsort(-scores[edges], kind="stable")]
    partner = mate.tolist()
    ends = zip(graph.first[edges].tolist(), graph.second[edges].tolist(), strict=True)
    for a, b in ends:
        if partner[a] < 0 and partner[b] < 0:
            partner[a], partner[b] = b, a
    mate[:] = partner
