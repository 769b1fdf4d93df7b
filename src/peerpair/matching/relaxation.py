"""The linear relaxation of matching: edges and odd sets join it as they are needed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.engines.mathopt import LpPrices, MasterLp
from peerpair.matching.closing import match_from
from peerpair.matching.graph import Graph, best_per_vertex, inside
from peerpair.matching.prices import PairPrices, rounded
from peerpair.matching.run import PairRun
from peerpair.model.arrays import Floats, Ints

_MORE = 4
"""Violated edges per vertex that a round adds."""
_WHOLE = 1e-5
"""A level this close to 0 or 1 counts as whole; what is made of it is checked in integers."""


def relax_pairs(run: PairRun, worth: Ints, edges: Ints) -> None:
    """Bound the run by linear programs, and close the gap they leave by blossoms.

    Without rows that ends with a proof.  With rows the blossoms are best at the rows' prices only;
    their odd sets join the linear program, which finds better prices, until neither helps.

    Parameters
    ----------
    run : PairRun
        The problem; takes bounds and matchings.
    worth : int[n]
        What each vertex is worth, roughly.
    edges : int[k]
        Edges to begin with, among them a matching that covers what must be covered.
    """
    graph = run.graph
    master = _Master(graph, worth, edges)
    while not run.done():
        solved = master.solve(run)
        prices = master.prices(solved) if solved is not None else None
        if solved is None or prices is None:
            break
        short, slack = prices.near(-1)
        valid = prices.repaired(short, slack)
        run.lower(valid)
        if master.add_short(prices, short, slack) or run.done():
            continue
        if solved.missing > _WHOLE:
            return  # the rows leave nothing, or less than these artificial columns cost
        taken = master.edges[master.levels(solved) > 1 - _WHOLE]
        sets = match_from(run, valid, master.edges, taken)
        if not graph.rows or not master.cut(sets):
            return
    if not run.done():  # the linear solver failed
        match_from(run, run.prices, master.edges, master.edges[:0])


class _Master:
    """The linear program, its edges and its odd sets."""

    def __init__(self, graph: Graph, worth: Ints, columns: Ints) -> None:
        self.graph = graph
        # Weights enter less what their ends are roughly worth: that changes no ranking and leaves
        # the solver smaller numbers.
        self.shift = worth
        free = np.flatnonzero(~graph.must)
        costs = graph.alone[free] - self.shift[free]
        limits = [limit for _, _, limit in graph.rows]
        big = 1e3 * (1 + graph.largest)
        self.master = MasterLp(graph.n, limits, big, covered=True, largest=graph.largest)
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

    def prices(self, solved: LpPrices) -> PairPrices | None:
        """Return its prices as integers, not yet valid."""
        rows = len(self.graph.rows)
        sets = zip(self.sets, solved.rows[rows:].tolist(), strict=True)
        return rounded(self.graph, solved.residents, self.shift, solved.rows[:rows], list(sets))

    def levels(self, solved: LpPrices) -> Floats:
        """Return the level of each present edge."""
        return solved.columns[len(self.free) :]

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

    def cut(self, sets: Sequence[Ints]) -> bool:
        """Add rows for odd sets; tell whether any is new."""
        graph = self.graph
        known = {members.tobytes() for members in self.sets}
        new = [members for members in sets if members.tobytes() not in known]
        at, number = inside(new, graph.n, graph.first[self.edges], graph.second[self.edges])
        for position, members in enumerate(new):
            coefficients = np.zeros(len(self.free) + len(self.edges), dtype=np.int64)
            coefficients[len(self.free) + at[number == position]] = 1
            self.master.add_row(coefficients, len(members) // 2)
        self.sets += new
        return bool(new)
