"""The only door to rustworkx: maximum-weight matching in exact integers."""

from __future__ import annotations

import numpy as np

from peerpair.model.arrays import Bools, Ints

__all__ = ["best_matching"]


def best_matching(
    n: int, first: Ints, second: Ints, weights: Ints, alone: Ints, must: Bools
) -> Ints | None:
    """Return the edges of a matching of greatest weight, ascending; None if there is none.

    Parameters
    ----------
    n : int
        Number of vertices.
    first, second, weights : int[m]
        Ends and weights of distinct edges.
    alone : int[n]
        Weight of a vertex that stays uncovered.
    must : bool[n]
        Vertices that may not stay uncovered.

    Notes
    -----
    O(n^3), cannot be interrupted, and computes in 128-bit integers.

    References
    ----------
    Galil, "Efficient algorithms for finding maximum matching in graphs", ACM Computing Surveys
    18(1), 1986, https://doi.org/10.1145/6462.6502.
    """
    import rustworkx

    if not len(weights):
        return None if must.any() else np.empty(0, dtype=np.int64)
    whole = bool(must.all())  # then size decides first, and no weight has to
    gains = weights
    if not whole:
        rest = np.where(must, 0, alone)
        gains = weights - rest[first] - rest[second]
        unit = 1 + n * int(np.abs(gains).max())
        gains = gains + unit * (must[first].astype(np.int64) + must[second])
    edges = list(zip(first.tolist(), second.tolist(), range(len(gains)), strict=True))
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(range(n))
    graph.add_edges_from(edges)
    pairs = rustworkx.max_weight_matching(
        graph, max_cardinality=whole, weight_fn=gains.tolist().__getitem__
    )
    found = np.array([graph.get_edge_data(a, b) for a, b in pairs], dtype=np.int64)
    covered = np.zeros(n, dtype=bool)
    covered[first[found]] = covered[second[found]] = True
    return np.sort(found) if covered[must].all() else None
