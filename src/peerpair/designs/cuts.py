"""Sets of vertices that few edges leave, by maximum flows."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from peerpair.designs.ground import edges
from peerpair.model.arrays import Bools, Ints

_ODD = 120
"""Vertices up to which odd sets are looked for: as many flows."""

_CROWD = 300
"""Vertices up to which crowds are looked for: one flow of twice as many."""


class Crowd(NamedTuple):
    """Vertices with few edges but to fewer others.

    Attributes
    ----------
    rounds : int
        So many are possible at most.
    inside, beside : list of int
        The vertices, and the others.
    edges : int
        Ends of edges that the first have elsewhere.
    """

    rounds: int
    inside: list[int]
    beside: list[int]
    edges: int


def odd_cut(graph: Bools, below: int, over: Callable[[], bool]) -> tuple[list[int], int]:
    """Return an odd set that few edges leave, and their number.

    The cuts of a Gomory-Hu tree hold the least odd one (Padberg and Rao 1982).  What is returned is
    always a cut; that it is the least is not relied upon.

    Parameters
    ----------
    graph : bool[n, n]
        Symmetric, an even number of vertices.
    below : int
        Cuts of so many edges or more are of no interest.
    over : callable
        Asked often whether to stop.
    """
    n = len(graph)
    best, least = list[int](), below
    if n > _ODD:
        return best, least
    parent = [0] * n
    for source in range(1, n):
        if over() or least == 0:
            break
        inside = _least_cut(graph, source, parent[source], over)
        if inside is None:
            break
        for sink in range(n):
            if sink != source and inside[sink] and parent[sink] == parent[source]:
                parent[sink] = source
        if inside[parent[parent[source]]] and parent[source]:
            parent[source], parent[parent[source]] = parent[parent[source]], source
        for side in (inside, _below(parent, source)):
            leaving = int(graph[side][:, ~side].sum())
            if side.sum() % 2 and leaving < least:
                smaller = side if 2 * int(side.sum()) <= n else ~side
                best, least = np.flatnonzero(smaller).tolist(), leaving
    return best, least


def _below(parent: list[int], root: int) -> Bools:
    """Return bool[n]: which vertices hang on one in the tree as it stands."""
    inside = np.zeros(len(parent), dtype=bool)
    for vertex in range(len(parent)):
        at, steps = vertex, 0
        while at not in (0, root) and steps < len(parent):
            at, steps = parent[at], steps + 1
        inside[vertex] = at == root
    return inside


def _least_cut(graph: Bools, source: int, sink: int, over: Callable[[], bool]) -> Bools | None:
    """Return bool[n]: the source's side of a least cut; None where time runs out."""
    left = graph.astype(np.int8)  # what each direction of an edge still takes
    while not over():
        before = np.full(len(graph), -1)
        before[source] = source
        queue = deque([source])
        while queue and before[sink] < 0:
            vertex = queue.popleft()
            new = np.flatnonzero((left[vertex] > 0) & (before < 0))
            before[new] = vertex
            queue.extend(new.tolist())
        if before[sink] < 0:
            inside: Bools = before >= 0
            return inside
        vertex = sink
        while vertex != source:
            up = int(before[vertex])
            left[up, vertex] -= 1
            left[vertex, up] += 1
            vertex = up
    return None


def meagre_cut(
    graph: Bools, each: int, rounds: int, known: Sequence[Ints], over: Callable[[], bool]
) -> Crowd | None:
    """Return a crowd that cannot go so many rounds, or None where there is none.

    In every round each vertex takes `each` of its edges.  A flow from vertices to partners shows
    whether that many can be had at all, not asking that who meets is met: where it falls short, its
    least cut is a set with too few edges but to a smaller set.

    Parameters
    ----------
    graph : bool[n, n]
        Symmetric.
    each : int
        Edges of a vertex in a round: 1 in a pair, 2 in a triad.
    rounds : int
        Wanted.
    known : sequence of int[k, 3]
        Rounds that are possible together: the flow begins with these.
    over : callable
        Asked often whether to stop.
    """
    n = len(graph)
    if n > _CROWD:
        return None
    used = np.zeros((n, n), dtype=bool)
    for groups in known[:rounds]:
        one, other = edges(groups).T
        used[one, other] = used[other, one] = True
    while rounds:
        full = each * rounds
        while not over():
            give, take = full - used.sum(axis=1), full - used.sum(axis=0)
            path, left, right = _path(graph, used, give, take)
            if path is None:
                break
            for one, other in path:
                used[one, other] = not used[one, other]
        if over():
            return None
        if not (give > 0).any():
            return None
        elsewhere = int(graph[left][:, ~right].sum())
        most = elsewhere // (each * int(left.sum() - right.sum()))
        crowd = Crowd(
            most, np.flatnonzero(left).tolist(), np.flatnonzero(right).tolist(), elsewhere
        )
        # The flow of fewer rounds may fall short, too.
        return _fewer(graph, each, crowd, over)
    return None


def _fewer(graph: Bools, each: int, crowd: Crowd, over: Callable[[], bool]) -> Crowd:
    better = meagre_cut(graph, each, crowd.rounds, [], over) if crowd.rounds else None
    return crowd if better is None else better


def _path(
    graph: Bools, used: Bools, give: Ints, take: Ints
) -> tuple[list[tuple[int, int]] | None, Bools, Bools]:
    """Return a path that adds to a flow, or None with the two sides that were reached."""
    n = len(graph)
    from_right, from_left = np.full(n, -1), np.full(n, -1)
    left = give > 0
    right = np.zeros(n, dtype=bool)
    queue = deque(np.flatnonzero(left).tolist())
    while queue:
        one = queue.popleft()
        for other in np.flatnonzero(graph[one] & ~used[one] & ~right).tolist():
            right[other] = True
            from_left[other] = one
            if take[other] > 0:
                path = []
                while True:
                    start = int(from_left[other])
                    path.append((start, other))
                    if from_right[start] < 0:
                        return path, left, right
                    other = int(from_right[start])
                    path.append((start, other))
            new = np.flatnonzero(used[:, other] & ~left)
            left[new] = True
            from_right[new] = other
            queue.extend(new.tolist())
    return None, left, right
