"""From valid prices to the best matching at them: blossoms over more and more edges."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from peerpair.matching.blossoms import Blossoms
from peerpair.matching.forest import cover
from peerpair.matching.graph import Graph, best_per_vertex
from peerpair.matching.prices import PairPrices
from peerpair.matching.run import PairRun
from peerpair.model.arrays import Ints

_MORE = 8
"""Edges per vertex that join where the blossoms' prices do not hold, and at first where they may
not, since the blossoms begin anew each time."""


def match_from(run: PairRun, prices: PairPrices, edges: Ints, taken: Ints) -> list[Ints]:
    """Find the best matching at the rows' prices, and prices of vertices and sets that prove it.

    Without rows it is the best matching.

    Parameters
    ----------
    run : PairRun
        The problem; takes bounds and matchings.
    prices : PairPrices
        Valid prices; the better they are, the less is left to do.
    edges : int[k]
        Edges that hold a matching of what must be covered.
    taken : int[t]
        Disjoint edges that are probably in the matching.

    Returns
    -------
    list of int arrays
        The odd sets with a price; none when stopped or done.
    """
    graph, over = run.graph, run.limits.over
    first, second = graph.first, graph.second
    mate = _partners(graph, taken)
    if (mate >= 0)[graph.must].all():
        run.offer(edges, mate)
        if run.done():
            return []
    begin = _without_sets(prices)
    if begin.scale % 2 or any(begin.rows):
        begin = _twice(begin)  # the blossoms want even weights
    tight = edges[begin.slack_of(edges) == 0]
    mate = _partners(graph, taken[begin.slack_of(taken) == 0])
    wanted = graph.must | (begin.alone_slack() > 0)
    mate = cover(graph.n, first[tight], second[tight], mate, wanted, over).mate
    near, slack = begin.near(int(np.quantile(begin.slack_of(edges), 0.9)) if len(edges) else 0)
    near = near[best_per_vertex(graph.n, first[near], second[near], -slack, _MORE)]
    edges = np.union1d(edges, near)
    weightless = replace(begin, vertices=np.zeros_like(begin.vertices))
    while True:
        search = Blossoms(
            first[edges],
            second[edges],
            -weightless.slack_of(edges),
            -weightless.alone_slack(),
            graph.must,
            begin.vertices,
            mate,
        )
        finished = search.solve(over)
        vertices = np.array(search.prices, dtype=np.int64)
        priced = replace(begin, vertices=vertices, sets=tuple(search.sets()))
        short, lack = priced.near(-1)
        run.lower(priced.repaired(short, lack))
        if not finished:
            return []
        run.offer(edges, search.mate())
        if not len(short):
            return [members for members, _ in priced.sets]
        more = best_per_vertex(graph.n, first[short], second[short], -lack, _MORE)
        edges = np.union1d(edges, short[more])


def _partners(graph: Graph, chosen: Ints) -> Ints:
    """Return the partner of each vertex in a matching, -1 for none."""
    mate = np.full(graph.n, -1, dtype=np.int64)
    mate[graph.first[chosen]] = graph.second[chosen]
    mate[graph.second[chosen]] = graph.first[chosen]
    return mate


def _without_sets(prices: PairPrices) -> PairPrices:
    """Return valid prices of vertices and rows alone: each set's price falls to its members."""
    if not prices.sets:
        return prices
    twice = _twice(prices)
    vertices = twice.vertices
    for members, z in twice.sets:
        vertices[members] += z // 2
    return replace(twice, vertices=vertices, sets=())


def _twice(prices: PairPrices) -> PairPrices:
    """Return the same prices in units half as large."""
    return replace(
        prices,
        scale=2 * prices.scale,
        vertices=2 * prices.vertices,
        rows=tuple(2 * u for u in prices.rows),
        sets=tuple((members, 2 * z) for members, z in prices.sets),
    )
