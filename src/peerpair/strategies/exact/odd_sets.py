"""Odd-set (blossom) inequalities: finding violated ones, and which edges lie inside.

In an odd set S of vertices at most ``(|S| - 1) / 2`` edges of a matching lie, and with these
inequalities the degree equations describe the matchings exactly (Edmonds 1965).  With ``y`` how
much of a vertex stays uncovered, one is violated where ``x`` across the border of S and ``y``
inside add up to less than one: a minimum odd cut, with one more vertex that takes up the ``y``.

References
----------
J. Edmonds, "Maximum matching and a polyhedron with 0,1-vertices", J. Res. NBS 69B, 1965,
https://doi.org/10.6028/jres.069B.013.
M. Padberg and M. R. Rao, "Odd minimum cut-sets and b-matchings", Mathematics of Operations Research
7(1), 1982, https://doi.org/10.1287/moor.7.1.67.
M. Grötschel and O. Holland, "Solving matching problems with linear programming", Mathematical
Programming 33, 1985, https://doi.org/10.1007/BF01584376.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from peerpair.model.arrays import Floats, Ints

__all__ = ["inside", "violated_sets"]

_TINY = 1e-6
"""An edge carries something from here on; a linear program is no more exact."""
_ENOUGH = 1 - 1e-4
"""A border that carries this much is not worth a row."""
_LEVELS = (_TINY, 0.02, 0.15, 0.3, 0.45, 0.6)
"""Edges above these are joined when looking for sets without a cut."""

_Graph = dict[int, dict[int, float]]


def inside(sets: Sequence[Ints], n: int, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    """Return which edges lie inside which sets, as (edge positions, set numbers).

    Parameters
    ----------
    sets : sequence of int arrays
        Vertices of each set.
    n : int
        Number of vertices.
    first, second : int[m]
        Ends of the edges.
    """
    sizes = np.array([len(members) for members in sets], dtype=np.int64)
    vertex = np.concatenate([*sets, np.empty(0, dtype=np.int64)])
    number = np.repeat(np.arange(len(sets)), sizes)
    keys = np.sort(number * n + vertex)
    order = np.argsort(vertex, kind="stable")
    count = np.bincount(vertex, minlength=n)
    start = np.cumsum(count) - count
    # Each edge once for every set that holds its first end; then the second end is looked up.
    times = count[first]
    edge = np.repeat(np.arange(len(first)), times)
    within = np.arange(len(edge)) - np.repeat(np.cumsum(times) - times, times)
    found = number[order][start[first[edge]] + within]
    wanted = found * n + second[edge]
    place = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
    hit = keys[place] == wanted if len(keys) else np.zeros(0, dtype=bool)
    return edge[hit], found[hit]


def violated_sets(
    first: Ints, second: Ints, x: Floats, y: Floats, over: Callable[[], bool]
) -> list[Ints]:
    """Return odd sets whose inequality is violated, each ascending; empty means there is none.

    Sets that fall out of the fractional solution come first; only where a component shows none
    are its minimum odd cuts computed, after Padberg and Rao.

    Parameters
    ----------
    first, second : int[m]
        Ends of the edges.
    x : float[m]
        Level of each edge.
    y : float[n]
        How much of each vertex stays uncovered.
    over : callable
        Asked between cuts; once true, what was found so far is returned.
    """
    loose = np.flatnonzero((x > _TINY) & (x < 1 - _TINY))
    edges = list(zip(first[loose].tolist(), second[loose].tolist(), x[loose].tolist(), strict=True))
    found: dict[tuple[int, ...], None] = {}
    for component in _components(edges):
        members = {v for a, b, _ in component for v in (a, b)}
        spare = {v: max(0.0, float(y[v])) for v in members}
        easy = [
            tuple(sorted(part))
            for level in _LEVELS
            for part in _parts(component, level)
            if _border(part, component, spare) < _ENOUGH
        ]
        hard = [] if easy or over() else _odd_cuts(component, spare, over)
        found.update(dict.fromkeys([*easy, *hard]))
    return [np.array(members, dtype=np.int64) for members in found]


def _components(edges: list[tuple[int, int, float]]) -> list[list[tuple[int, int, float]]]:
    """Return the edges of each connected component."""
    root = _joined(edges, 0.0)
    parts: dict[int, list[tuple[int, int, float]]] = {}
    for edge in edges:
        parts.setdefault(root[edge[0]], []).append(edge)
    return list(parts.values())


def _parts(edges: list[tuple[int, int, float]], level: float) -> Iterator[set[int]]:
    """Yield the odd sets of three or more vertices joined by edges above a level."""
    parts: dict[int, set[int]] = {}
    for vertex, root in _joined(edges, level).items():
        parts.setdefault(root, set()).add(vertex)
    return (part for part in parts.values() if len(part) >= 3 and len(part) % 2)


def _joined(edges: list[tuple[int, int, float]], level: float) -> dict[int, int]:
    """Return a representative of each vertex: equal where edges above a level connect."""
    root: dict[int, int] = {}

    def find(v: int) -> int:
        while root.setdefault(v, v) != v:
            root[v] = v = root[root[v]]
        return v

    for a, b, carried in edges:
        ra, rb = find(a), find(b)
        if carried > level and ra != rb:
            root[rb] = ra
    return {v: find(v) for v in list(root)}


def _border(part: set[int], edges: list[tuple[int, int, float]], spare: dict[int, float]) -> float:
    """Return what crosses the border of a set, with what its vertices leave uncovered."""
    crossing = sum(carried for a, b, carried in edges if (a in part) != (b in part))
    return crossing + sum(spare[v] for v in part)


def _odd_cuts(
    edges: list[tuple[int, int, float]], spare: dict[int, float], over: Callable[[], bool]
) -> list[tuple[int, ...]]:
    """Return sets with a border below one: exact, in that none are returned only if none exist.

    Two vertices that no small cut separates become one; a small cut with an even number of odd
    vertices on either side splits the task in two (Padberg and Rao).
    """
    outside = -1
    graph: _Graph = {v: {} for v in spare}
    for a, b, carried in edges:
        graph[a][b] = graph[b][a] = graph[a].get(b, 0.0) + carried
    odd = set(spare)
    if len(odd) % 2 or any(level > _TINY for level in spare.values()):
        graph[outside] = {}
        for v, level in spare.items():
            if level > _TINY:
                graph[outside][v] = graph[v][outside] = level
        odd ^= {outside} if len(odd) % 2 else set()
    found: list[tuple[int, ...]] = []
    tasks = [(graph, odd, {v: [v] for v in graph})]
    while tasks and not over():
        graph, odd, held = tasks.pop()
        _merge_heavy(graph, odd, held)
        if len(odd) < 2:
            continue
        source = min(odd)
        target = _nearest(graph, odd, source)
        side = _small_cut(graph, source, target)
        if side is None or len(odd & side) % 2:
            if side is not None:
                members = [v for node in side for v in held[node]]
                if outside in members:
                    members = [v for node in graph.keys() - side for v in held[node]]
                found.append(tuple(sorted(members)))
            _merge(graph, odd, held, source, target)
            tasks.append((graph, odd, held))
            continue
        for kept in (side, graph.keys() - side):
            tasks.append(_shrunk(graph, odd, held, set(kept)))
    return found


def _merge_heavy(graph: _Graph, odd: set[int], held: dict[int, list[int]]) -> None:
    """Merge the ends of edges that no small cut can cross."""
    waiting = list(graph)
    while waiting:
        a = waiting.pop()
        heavy = [b for b, carried in graph.get(a, {}).items() if carried >= _ENOUGH]
        if heavy:
            _merge(graph, odd, held, a, heavy[0])
            waiting.append(a)


def _merge(graph: _Graph, odd: set[int], held: dict[int, list[int]], a: int, b: int) -> None:
    """Make b part of a."""
    for c, carried in graph.pop(b).items():
        del graph[c][b]
        if c != a:
            graph[a][c] = graph[c][a] = graph[a].get(c, 0.0) + carried
    held[a] = held[a] + held.pop(b)
    if b in odd:
        odd ^= {a, b}


def _shrunk(
    graph: _Graph, odd: set[int], held: dict[int, list[int]], kept: set[int]
) -> tuple[_Graph, set[int], dict[int, list[int]]]:
    """Return the graph with everything outside `kept` as one vertex."""
    rest = sorted(graph.keys() - kept)
    small: _Graph = {a: dict(near) for a, near in graph.items()}
    few, names = set(odd), dict(held)
    for b in rest[1:]:
        _merge(small, few, names, rest[0], b)
    return small, few, names


def _nearest(graph: _Graph, odd: set[int], source: int) -> int:
    """Return an odd vertex close to another; any odd one where no path leads to one."""
    seen, queue = {source}, deque([source])
    while queue:
        for b in graph[queue.popleft()]:
            if b not in seen:
                if b in odd:
                    return b
                seen.add(b)
                queue.append(b)
    return min(odd - {source})


def _small_cut(graph: _Graph, source: int, target: int) -> set[int] | None:
    """Return the source's side of a minimum cut below one, or None if a flow of one passes."""
    left: _Graph = {}  # what edges can still carry, where flow has changed it
    total = 0.0
    while total < _ENOUGH:
        before, queue = {source: source}, deque([source])
        while queue and target not in before:
            a = queue.popleft()
            room = left.get(a, graph[a])
            for b in graph[a]:
                if b not in before and room[b] > _TINY / 10:
                    before[b] = a
                    queue.append(b)
        if target not in before:
            return set(before)
        path = [target]
        while path[-1] != source:
            path.append(before[path[-1]])
        steps = [(b, a) for a, b in zip(path, path[1:], strict=False)]
        amount = min(left.get(a, graph[a])[b] for a, b in steps)
        for a, b in steps:
            left.setdefault(a, dict(graph[a]))[b] -= amount
            left.setdefault(b, dict(graph[b]))[a] += amount
        total += amount
    return None
