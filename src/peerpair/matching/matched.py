"""Maximum-weight matching of large graphs, proven by integer prices and odd sets.

The linear program over a few edges per vertex gives prices; pricing *all* edges in integers adds
those that would improve it.  Its optimum is half-integral and right almost everywhere; Edmonds'
blossom algorithm, begun from it, does the rest, and its prices too are checked for all edges.
The bound so rests on integers alone, whatever the linear solver's tolerances.

References
----------
J. Edmonds, "Maximum matching and a polyhedron with 0,1-vertices", J. Res. NBS 69B, 1965,
https://doi.org/10.6028/jres.069B.013.
U. Derigs and A. Metz, "Solving (large scale) matching problems combinatorially", Mathematical
Programming 50, 1991, https://doi.org/10.1007/BF01594929.
M. Grötschel and O. Holland, "Solving matching problems with linear programming", Mathematical
Programming 33, 1985, https://doi.org/10.1007/BF01584376 (pricing beyond a sparse subgraph).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.engines.limits import Limits
from peerpair.matching.graph import Graph, PairRow
from peerpair.matching.prices import PairPrices
from peerpair.matching.relaxation import relax_pairs
from peerpair.matching.run import PairRun
from peerpair.matching.start import first_edges, guess_worth
from peerpair.model.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Matched:
    """What is known about the best matching.

    Attributes
    ----------
    chosen : int[k] or None
        Edges of the best matching found, ascending.
    value : int or None
        Its weight, with the vertices that stay alone.
    bound : int
        Upper bound of the weight of any matching.
    prices : int[n]
        Price of each vertex in units of ``1 / scale``.
    scale : int
        At least 1.
    sets : tuple of (int array, int)
        Odd sets of vertices, ascending, with their prices.
    rows : tuple of int
        Price of each row.
    priced : int
        Upper bound that the prices prove.  Where `infeasible` holds, they are prices for weights
        that are all zero, and prove a negative bound.
    infeasible : bool
        Proven that no matching covers what must be covered.
    interrupted : bool
        Ended by the limits.
    """

    chosen: Ints | None
    value: int | None
    bound: int
    prices: Ints
    scale: int
    sets: tuple[tuple[Ints, int], ...] = ()
    rows: tuple[int, ...] = ()
    priced: int = 0
    infeasible: bool = False
    interrupted: bool = False

    @property
    def proven(self) -> bool:
        """Whether nothing can be better."""
        return self.value is not None and self.value == self.bound

    @property
    def by_prices(self) -> bool:
        """Whether the bound rests on the prices alone."""
        return self.priced == self.bound


def match(
    n: int,
    ends: Ints,
    weights: Ints,
    alone: Ints,
    must: Bools,
    limits: Limits,
    *,
    known: Ints | None = None,
    rows: Sequence[PairRow] = (),
    gap: float = 0.0,
    tell: Callable[[int | None, int, int], None] | None = None,
) -> Matched:
    """Find disjoint edges of greatest weight, and prove it.

    Parameters
    ----------
    n : int
        Number of vertices.
    ends : int[m, 2]
        Two different vertices for each edge, no two edges alike.
    weights : int[m]
        Of the edges, of any sign; as all weights, less than 2^40.
    alone : int[n]
        Weight of each vertex that stays uncovered.
    must : bool[n]
        Vertices that may not stay uncovered; their `alone` counts for nothing.
    limits : Limits
        When to stop.  Then the bound holds, and the best matching so far is returned.
    known : int[k], optional
        Edges of a matching that covers what must be covered and keeps the rows.
    rows : sequence of PairRow
        Further limits.  They enter the prices; a best matching that breaks one is not returned, and
        without another that reaches the bound nothing is proven.
    gap : float
        Relative gap at which to stop.
    tell : callable, optional
        Told about progress: the weight of the best matching so far or None, the bound, and how
        many vertices stay uncovered.

    Returns
    -------
    Matched
        Equal input gives equal output unless the limits end the run.
    """
    graph = Graph(
        n,
        np.ascontiguousarray(ends[:, 0]),
        np.ascontiguousarray(ends[:, 1]),
        weights,
        np.where(must, 0, alone),
        must,
        tuple(rows),
    )
    run = PairRun(graph, limits, gap, tell)
    if known is not None:
        mate = np.full(n, -1, dtype=np.int64)
        mate[ends[known]] = ends[known][:, ::-1]
        run.offer(known, mate)
    worth = guess_worth(run)
    begin = first_edges(run, worth)
    if isinstance(begin, PairPrices):
        return Matched(
            None, None, begin.bound, begin.vertices, 1, begin.sets, begin.rows, begin.bound, True
        )
    if not run.done():
        relax_pairs(run, worth, begin)
    prices = run.prices
    return Matched(
        run.chosen,
        run.value,
        run.bound,
        prices.vertices,
        prices.scale,
        prices.sets,
        prices.rows,
        prices.bound,
        interrupted=run.value != run.bound and limits.stopped,
    )
