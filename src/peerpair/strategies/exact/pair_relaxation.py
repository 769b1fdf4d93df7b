"""The linear relaxation of matching: edges and odd sets join it as they are needed."""

from __future__ import annotations

import numpy as np

from peerpair.engines.mathopt import LpPrices, MasterLp
from peerpair.model.arrays import Floats, Ints
from peerpair.strategies.exact.forest import cover
from peerpair.strategies.exact.odd_sets import inside, violated_sets
from peerpair.strategies.exact.pair_prices import Graph, PairPrices, best_per_vertex, rounded
from peerpair.strategies.exact.pair_run import PairRun, edges_of

__all__ = ["relax_pairs"]

_MORE = 4
"""Violated edges per vertex that a round adds."""
_WHOLE = 1e-5
"""A level this close to 0 or 1 counts as whole; what is made of it is checked in integers."""


def relax_pairs(run: PairRun, columns: Ints) -> None:
    """Bound the run by linear programs, until their optimum is a matching.

    Parameters
    ----------
    run : PairRun
        The problem; takes bounds and matchings.
    columns : int[k]
        Edges to begin with, among them a matching that covers what must be covered.
    """
    master = _Master(run.graph, run.worth, columns)
    while not run.done():
        found = master.solve(run)
        prices = master.prices(found) if found is not None else None
        if found is None or prices is None:
            return
        short, slack = prices.near(-1)
        run.lower(prices.repaired(short, slack))
        if master.add_short(prices, short, slack) or run.done():
            continue
        if found.missing > _WHOLE:
            return  # the rows leave nothing, or less than these artificial columns cost
        x, y = master.levels(found)
        if not ((x > _WHOLE) & (x < 1 - _WHOLE)).any():
            run.offer(np.sort(master.edges[x > 0.5]))
            return
        _round(run, master, prices, x)
        if run.done() or not master.cut(x, y, run):
            return


def _round(run: PairRun, master: _Master, prices: PairPrices, x: Floats) -> None:
    """Make a matching of a fractional optimum: over edges without slack, else over any.

    Before any odd set has a price, a matching without slack is best.
    """
    graph, over = run.graph, run.limits.over
    edges = master.edges
    mate = np.full(graph.n, -1, dtype=np.int64)
    taken = edges[x > 1 - _WHOLE]
    mate[graph.first[taken]], mate[graph.second[taken]] = graph.second[taken], graph.first[taken]
    slack = prices.slack_of(edges)
    little = prices.scale >> 10
    tight = edges[slack <= little]
    must = graph.must | (prices.alone_slack() > little)
    found = cover(graph.n, graph.first[tight], graph.second[tight], mate, must, over)
    if found.short:
        edges = edges[np.argsort(slack, kind="stable")]
        first, second = graph.first[edges], graph.second[edges]
        found = cover(graph.n, first, second, found.mate, graph.must, over)
    if not found.short:
        run.offer(np.sort(edges_of(graph, edges, found.mate)))


class _Master:
    """The linear program, its edges and its odd sets.

    Weights enter it less what their ends are worth on average, which changes no ranking and leaves
    the solver smaller numbers.
    """

    def __init__(self, graph: Graph, worth: Ints, columns: Ints) -> None:
        self.graph = graph
        self.shift = worth
        free = np.flatnonzero(~graph.must)
        costs = graph.alone[free] - self.shift[free]
        limits = [limit for _, _, limit in graph.rows]
        big = 1e3 * (1 + graph.largest)
        self.master = MasterLp(graph.n, limits, big, covered=True)
        self.master.add(free[:, None], costs, [alone[free] for _, alone, _ in graph.rows])
        self.free = free
        self.sets: list[Ints] = []
        self.edges = np.empty(0, dtype=np.int64)
        self.present = np.zeros(len(graph.weights), dtype=bool)
        self.add(columns)

    def add(self, edges: Ints) -> None:
        """Add columns for edges."""
        graph = self.graph
        first, second = graph.first[edges], graph.second[edges]
        at, number = inside(self.sets, graph.n, first, second)
        self.master.add(
            np.stack([first, second], axis=1),
            graph.weights[edges] - self.shift[first] - self.shift[second],
            [coefficients[edges] for coefficients, _, _ in graph.rows],
            (len(graph.rows) + number, at, np.ones_like(at)),
        )
        self.edges = np.concatenate([self.edges, edges])
        self.present[edges] = True

    def solve(self, run: PairRun) -> LpPrices | None:
        """Return the optimum over the present edges and sets."""
        return self.master.solve(run.limits.remaining(), run.limits.over)

    def prices(self, found: LpPrices) -> PairPrices | None:
        """Return its prices as integers, not yet valid."""
        rows = len(self.graph.rows)
        sets = zip(self.sets, found.rows[rows:].tolist(), strict=True)
        return rounded(self.graph, found.residents, self.shift, found.rows[:rows], list(sets))

    def levels(self, found: LpPrices) -> tuple[Floats, Floats]:
        """Return the level of each present edge, and how much of each vertex stays alone."""
        y = np.zeros(self.graph.n)
        y[self.free] = found.columns[: len(self.free)]
        return found.columns[len(self.free) :], y

    def add_short(self, prices: PairPrices, short: Ints, slack: Ints) -> bool:
        """Add the edges that the prices fall short of most; tell whether there are any.

        Parameters
        ----------
        prices : PairPrices
            Rounded prices.
        short, slack : int[k]
            Edges with negative slack.
        """
        graph = self.graph
        new = ~self.present[short] & (slack < -(prices.scale >> 14))
        fresh, scores = short[new], -slack[new]
        first, second = graph.first[fresh], graph.second[fresh]
        chosen = fresh[best_per_vertex(graph.n, first, second, scores, _MORE)]
        if len(chosen):
            self.add(chosen)
        return len(chosen) > 0

    def cut(self, x: Floats, y: Floats, run: PairRun) -> bool:
        """Add the odd-set rows that an optimum violates; tell whether there are any."""
        graph, over = self.graph, run.limits.over
        first, second = graph.first[self.edges], graph.second[self.edges]
        known = {members.tobytes() for members in self.sets}
        found = violated_sets(first, second, x, y, over)
        new = [members for members in found if members.tobytes() not in known]
        at, number = inside(new, graph.n, first, second)
        for position, members in enumerate(new):
            coefficients = np.zeros(len(self.free) + len(self.edges), dtype=np.int64)
            coefficients[len(self.free) + at[number == position]] = 1
            self.master.add_row(coefficients, len(members) // 2)
        self.sets += new
        return bool(new)
