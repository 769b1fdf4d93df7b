"""Blossoms within blossoms: odd cycles of vertices and smaller blossoms, with the matching in them.

Vertices and blossoms share one numbering; a vertex is a blossom of its own.  Within a blossom all
vertices but one, its *base*, are matched to each other; moving the base moves the matching.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from peerpair.model.arrays import Ints

Link = tuple[int, int, int]
"""An edge between two blossoms: its number, its end in the one, its end in the other."""


class Nest:
    """Blossoms over the vertices of a graph, and a matching that fits them.

    Parameters
    ----------
    first, second : int[m]
        Ends of the edges.
    mate : int[n]
        A matching over the edges, -1 = uncovered.

    Attributes
    ----------
    edges : list of list of int
        Edges at each vertex.
    matched : list of int
        Edge by which each vertex is matched, -1 for none.
    group, holder : list of int
        Group of each vertex; outermost blossom of a group.  Joining so touches only the vertices of
        the smaller children: the largest one's group becomes the new blossom's.
    own, size : list of int
        Group of each blossom; number of its vertices.
    parent, base : list of int
        Blossom around each blossom, -1 for none; vertex that is matched outside it, if any.
    children : list of list of int
        The odd cycle of each blossom, beginning with the child that holds the base.
    links : list of list of Link
        Edge from each child to the next.
    """

    def __init__(self, first: Ints, second: Ints, mate: Ints) -> None:
        self.n = n = len(mate)
        self.first: list[int] = first.tolist()
        self.second: list[int] = second.tolist()
        self.ends: list[int] = (first + second).tolist()  # both, added up
        self.matched = [-1] * n
        for e in np.flatnonzero(mate[first] == second).tolist():
            self.matched[self.first[e]] = self.matched[self.second[e]] = e
        ends = np.concatenate([first, second])
        edges = (np.argsort(ends, kind="stable") % max(len(first), 1)).tolist()
        at = [0, *np.cumsum(np.bincount(ends, minlength=n)).tolist()]
        self.edges: list[list[int]] = [edges[at[v] : at[v + 1]] for v in range(n)]
        self.group, self.holder, self.own = list(range(n)), list(range(n)), list(range(n))
        self.size = [1] * n
        self.parent = [-1] * n
        self.base = list(range(n))
        self.children: list[list[int]] = [[] for _ in range(n)]
        self.links: list[list[Link]] = [[] for _ in range(n)]

    def mate(self) -> Ints:
        """Return the partner of each vertex, -1 for none."""
        partners = [-1 if e < 0 else self.across(e, v) for v, e in enumerate(self.matched)]
        return np.array(partners, dtype=np.int64)

    def top(self, v: int) -> int:
        """Return the outermost blossom of a vertex."""
        return self.holder[self.group[v]]

    def largest(self, children: list[int]) -> int:
        """Return the child whose group a blossom of these takes over."""
        return max(children, key=self.size.__getitem__)

    def across(self, e: int, v: int) -> int:
        """Return the other end of an edge."""
        return self.ends[e] - v

    def leaves(self, b: int) -> Iterator[int]:
        """Yield the vertices of a blossom."""
        stack = [b]
        while stack:
            c = stack.pop()
            if c < self.n:
                yield c
            else:
                stack.extend(self.children[c])

    def join(self, children: list[int], links: list[Link]) -> int:
        """Make a blossom of an odd cycle of outermost ones, the first with the base; return it."""
        b = len(self.parent)
        self.parent.append(-1)
        self.base.append(self.base[children[0]])
        self.children.append(children)
        self.links.append(links)
        group = self.own[self.largest(children)]
        self.own.append(group)
        self.size.append(sum(self.size[child] for child in children))
        for child in children:
            self.parent[child] = b
            if self.own[child] != group:
                self._move(child, group)
        self.holder[group] = b
        return b

    def part(self, b: int) -> None:
        """Make the children of an outermost blossom outermost; it is not used any more."""
        for child in self.children[b]:
            self.parent[child] = -1
            self.holder[self.own[child]] = child
            if self.own[child] != self.own[b]:
                self._move(child, self.own[child])

    def _move(self, child: int, group: int) -> None:
        for v in self.leaves(child):
            self.group[v] = group

    def even_path(self, b: int, child: int) -> list[int]:
        """Return positions of children from one of them to the base, an even number of steps."""
        j, k = self.children[b].index(child), len(self.children[b])
        return [*range(j, k), 0] if j % 2 else list(range(j, -1, -1))

    def link(self, b: int, i: int, j: int) -> Link:
        """Return the link between neighbouring children, seen from the one at position i."""
        if j == (i + 1) % len(self.children[b]):
            return self.links[b][i]
        e, s, t = self.links[b][j]
        return e, t, s

    def rematch(self, v: int, e: int) -> None:
        """Match a vertex outside its blossom by an edge, or by none (-1); make it the base."""
        self.matched[v] = e
        stack = [(self.top(v), v)]
        while stack:
            b, w = stack.pop()
            if b < self.n:
                continue
            child = w
            while self.parent[child] != b:
                child = self.parent[child]
            path = self.even_path(b, child)
            stack.append((child, w))
            for i, j in zip(path[1::2], path[2::2], strict=True):
                edge, s, t = self.link(b, i, j)
                self.matched[s] = self.matched[t] = edge
                stack += [(self.children[b][i], s), (self.children[b][j], t)]
            at = path[0]
            self.children[b] = self.children[b][at:] + self.children[b][:at]
            self.links[b] = self.links[b][at:] + self.links[b][:at]
            self.base[b] = w
