"""The state of a matching run: the best matching and the best bound."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from peerpair.engines.limits import Limits
from peerpair.errors import InternalError
from peerpair.matching.graph import Graph
from peerpair.matching.prices import PairPrices, flat
from peerpair.model.arrays import Ints
from peerpair.model.level import relative_gap


class PairRun:
    """What a run has found so far, and when it ends.

    Parameters
    ----------
    graph : Graph
        The problem.
    limits : Limits
        When to stop.
    gap : float
        Relative gap at which the run may end.
    tell : callable, optional
        Told the weight of the best matching so far or None, the bound, and how many vertices stay
        alone.

    Attributes
    ----------
    chosen, value : int[k] or None, int or None
        The best matching that keeps the rows, ascending, and its weight.
    prices : PairPrices
        The best valid prices.
    bound : int
        What they prove.
    """

    def __init__(
        self,
        graph: Graph,
        limits: Limits,
        gap: float = 0.0,
        tell: Callable[[int | None, int, int], None] | None = None,
    ) -> None:
        self.graph, self.limits, self.gap, self._tell = graph, limits, gap, tell
        self.chosen: Ints | None = None
        self.value: int | None = None
        self.prices = flat(graph)
        self.bound = self.prices.bound
        self.tell()

    def offer(self, edges: Ints, mate: Ints) -> None:
        """Take a matching if it keeps the rows and is better.

        Parameters
        ----------
        edges : int[k]
            Edges, among them those of the matching.
        mate : int[n]
            Partner of each vertex, -1 for none.

        Raises
        ------
        InternalError
            If it is no matching or does not cover what must be covered.
        """
        graph = self.graph
        chosen = np.sort(edges[mate[graph.first[edges]] == graph.second[edges]])
        covered = np.zeros(graph.n, dtype=bool)
        covered[graph.first[chosen]] = covered[graph.second[chosen]] = True
        if covered.sum() != 2 * len(chosen) or not covered[graph.must].all():
            raise InternalError("what was taken for a matching is none, or covers too little")
        if graph.keeps_rows(chosen):
            value = graph.value(chosen)
            if self.value is None or value > self.value:
                self.chosen, self.value = chosen, value
                self.tell()

    def lower(self, prices: PairPrices) -> None:
        """Take valid prices if they prove more."""
        if prices.total * self.prices.scale < self.prices.total * prices.scale:
            self.prices = prices
            if prices.bound < self.bound:
                self.bound = prices.bound
                self.tell()

    def done(self) -> bool:
        """Tell whether the gap is closed as far as wanted, or time is up."""
        gap = relative_gap(self.value, self.bound)
        return (gap is not None and gap <= self.gap) or self.limits.over()

    def tell(self) -> None:
        """Report progress."""
        if self._tell is not None:
            alone = 0 if self.chosen is None else self.graph.n - 2 * len(self.chosen)
            self._tell(self.value, self.bound, alone)
