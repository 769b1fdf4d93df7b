"""Cover as many vertices as must be, by augmenting paths; where that fails, prices say why.

References
----------
J. Edmonds, "Paths, trees, and flowers", Canadian Journal of Mathematics 17, 1965,
https://doi.org/10.4153/CJM-1965-045-4.
L. Lovász and M. D. Plummer, "Matching Theory", 1986, ISBN 978-0-444-87916-6 (the Gallai-Edmonds
decomposition, from which the prices are read).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from peerpair.model.arrays import Bools, Ints

_FREE, _OUTER, _INNER = 0, 1, 2


@dataclass(frozen=True)
class Cover:
    """A matching that leaves as few as possible of the vertices uncovered that must be covered.

    Attributes
    ----------
    mate : int[n]
        Partner of each vertex, -1 for none.
    short : int
        How many vertices stay uncovered though they must not.
    inner : int array
        Vertices that odd alternating paths from those reach (a barrier), where `short`.
    outer : tuple of int arrays
        The odd components that remain without the barrier and have no partner outside it; there are
        ``short`` more of them than vertices in the barrier.
    stopped : bool
        The search was stopped, and nothing follows from `inner` and `outer`.
    """

    mate: Ints
    short: int
    inner: Ints
    outer: tuple[Ints, ...]
    stopped: bool = False


def cover(
    n: int, first: Ints, second: Ints, mate: Ints, must: Bools, over: Callable[[], bool]
) -> Cover:
    """Extend a matching until it covers what must be covered, or prove that none does.

    Parameters
    ----------
    n : int
        Number of vertices.
    first, second : int[m]
        Ends of the edges; earlier ones are tried first.
    mate : int[n]
        A matching to begin with, -1 = uncovered.
    must : bool[n]
        Vertices to be covered.
    over : callable
        Asked between searches.
    """
    ends = np.concatenate([first, second])
    order = np.argsort(ends, kind="stable")
    others = np.concatenate([second, first])[order].tolist()
    at = [0, *np.cumsum(np.bincount(ends, minlength=n)).tolist()]
    forest = _Forest([others[at[v] : at[v + 1]] for v in range(n)], mate.tolist(), must.tolist())
    short = 0
    stopped = False
    for root in np.flatnonzero(must).tolist():
        if forest.mate[root] < 0 and forest.label[root] == _FREE:
            stopped = stopped or over()
            short += stopped or not forest.augment(root)
    label = np.array(forest.label)
    inner, outer = np.flatnonzero(label == _INNER), np.flatnonzero(label == _OUTER)
    base = np.array([forest.find(v) for v in outer.tolist()], dtype=np.int64)
    by_base = np.lexsort((outer, base))
    cuts = np.flatnonzero(np.diff(base[by_base])) + 1
    parts = np.split(outer[by_base], cuts) if len(outer) else []
    return Cover(np.array(forest.mate, dtype=np.int64), int(short), inner, tuple(parts), stopped)


class _Forest:
    """Alternating trees; those of searches that failed stay and are never entered again."""

    def __init__(self, near: list[list[int]], mate: list[int], must: list[bool]) -> None:
        n = len(near)
        self.near, self.mate, self.must = near, mate, must
        self.label = [_FREE] * n
        self.back = [-1] * n  # of an inner vertex, or within a blossom: the outer vertex before it
        self.base = list(range(n))

    def find(self, v: int) -> int:
        base = self.base
        while base[v] != v:
            base[v] = v = base[base[v]]
        return v

    def augment(self, root: int) -> bool:
        """Cover an uncovered vertex; on failure leave its tree labelled."""
        label, mate, back = self.label, self.mate, self.back
        label[root] = _OUTER
        touched, queue = [root], deque([root])
        while queue:
            v = queue.popleft()
            for u in self.near[v]:
                if label[u] == _FREE:
                    back[u] = v
                    partner = mate[u]
                    if partner >= 0:
                        label[u], label[partner] = _INNER, _OUTER
                        touched += (u, partner)
                        if self.must[partner]:
                            queue.append(partner)
                            continue
                        mate[partner] = -1  # it gives its partner up and stays alone
                    self._flip(u)
                    self._forget([*touched, u])
                    return True
                if label[u] == _OUTER and self.find(u) != self.find(v):
                    freed = self._shrink(u, v)
                    queue.extend(freed)
                    for w in freed:
                        if not self.must[w]:
                            partner = mate[w]
                            mate[w] = -1
                            self._flip(partner)
                            self._forget(touched)
                            return True
        return False

    def _flip(self, u: int) -> None:
        """Match along the path from u, not matched now, back to the root."""
        mate, back = self.mate, self.back
        while u >= 0:
            v = back[u]
            following = mate[v]
            mate[u], mate[v] = v, u
            u = following

    def _forget(self, touched: list[int]) -> None:
        for v in touched:
            self.label[v], self.base[v] = _FREE, v

    def _shrink(self, u: int, v: int) -> list[int]:
        """Make one outer blossom of the cycle that two outer vertices close; return who joins."""
        top = self._meet(u, v)
        freed = self._climb(u, v, top)
        return freed + self._climb(v, u, top)

    def _meet(self, u: int, v: int) -> int:
        """Return the base where the paths to the root join."""
        seen: set[int] = set()
        u, v = self.find(u), self.find(v)
        while True:
            if u >= 0:
                if u in seen:
                    return u
                seen.add(u)
                above = self.mate[u]
                u = self.find(self.back[above]) if above >= 0 else -1
            u, v = v, u

    def _climb(self, u: int, v: int, top: int) -> list[int]:
        freed = []
        while self.find(u) != top:
            self.back[u] = v
            v = self.mate[u]
            if self.label[v] == _INNER:
                self.label[v] = _OUTER
                freed.append(v)
            for w in (u, v):
                if self.base[w] == w:
                    self.base[w] = top
            u = self.back[v]
        return freed
