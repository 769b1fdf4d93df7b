"""Edmonds' weighted blossom algorithm, begun from prices and a matching that are nearly best.

The prices of a linear program are half-integral and right almost everywhere; what is left is to
cover the few vertices that its odd cycles leave over.  Each is the root of one alternating tree,
which grows over edges without slack while prices change, until it reaches another uncovered vertex
or one that may stay alone.  Because the tree is single, integers stay integers: its outer vertices
have prices of equal parity, so the slack between two of them is even where all weights are.

References
----------
J. Edmonds, "Maximum matching and a polyhedron with 0,1-vertices", J. Res. NBS 69B, 1965,
https://doi.org/10.6028/jres.069B.013.
U. Derigs and A. Metz, "Solving (large scale) matching problems combinatorially", Mathematical
Programming 50, 1991, https://doi.org/10.1007/BF01594929 (the start from a fractional matching).
Z. Galil, "Efficient algorithms for finding maximum matching in graphs", ACM Computing Surveys
18(1), 1986, https://doi.org/10.1145/6462.6502.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush

import numpy as np

from peerpair.errors import InternalError
from peerpair.matching.nest import Link, Nest
from peerpair.model.arrays import Bools, Ints

_FREE, _OUTER, _INNER = 0, 1, 2
_EDGE, _EXPAND, _ALONE = 0, 1, 2
_ASK = 4096
"""Steps between two questions whether to stop."""


class Blossoms(Nest):
    """A matching with prices, made best one uncovered vertex after the other.

    Parameters
    ----------
    first, second : int[m]
        Ends of the edges.
    weights : int[m]
        Even numbers.
    alone : int[n]
        Weight of a vertex that stays uncovered.
    must : bool[n]
        Vertices that may not stay uncovered.
    prices : int[n]
        With them no edge and no vertex that may stay alone has negative slack.
    mate : int[n]
        A matching over edges without slack, -1 = uncovered.

    Notes
    -----
    Prices of labelled blossoms change all the time, so each is brought up to date (`_settle`) only
    when its label changes: ``clock`` is how far prices have moved in this search, ``since`` when a
    blossom last was up to date.
    """

    def __init__(
        self,
        first: Ints,
        second: Ints,
        weights: Ints,
        alone: Ints,
        must: Bools,
        prices: Ints,
        mate: Ints,
    ) -> None:
        super().__init__(first, second, mate)
        self.weights: list[int] = weights.tolist()
        self.alone: list[int] = alone.tolist()
        self.must: list[bool] = must.tolist()
        self.prices: list[int] = prices.tolist()
        self.price_of = [0] * self.n  # of a blossom of several vertices
        self.label = [_FREE] * self.n
        self.since = [0] * self.n
        self.entry: list[Link] = [(-1, -1, -1)] * self.n  # of an inner one, seen from the tree
        self.clock = 0
        self.heap: list[tuple[int, int, int]] = []  # clock, kind, subject
        self.labelled: list[int] = []

    def solve(self, over: Callable[[], bool]) -> bool:
        """Cover every vertex that its price does not let alone; False when stopped.

        Prices are valid on return in either case.

        Raises
        ------
        InternalError
            If no matching covers what must be covered.
        """
        for root in range(self.n):
            uncovered = self.matched[root] < 0
            if uncovered and (self.must[root] or self.prices[root] > self.alone[root]):
                self.clock, self.heap, self.labelled = 0, [], []
                self._make_outer(self.top(root))
                covered = not over()
                for count in itertools.count() if covered else ():
                    if self._step():
                        break
                    if count % _ASK == _ASK - 1 and over():
                        covered = False
                        break
                for b in self.labelled:
                    if self.top(self.base[b]) == b:
                        self._settle(b)
                    self.label[b] = _FREE
                if not covered:
                    return False
        return True

    def sets(self) -> list[tuple[Ints, int]]:
        """Return the odd sets with a price, each ascending."""
        inside = {v: np.array([v]) for v in range(self.n)}
        found = []
        for b in range(self.n, len(self.parent)):  # children come before what holds them
            if self.price_of[b] > 0 or self.parent[b] >= 0:
                inside[b] = np.concatenate([inside[child] for child in self.children[b]])
            if self.price_of[b] > 0:
                found.append((np.sort(inside[b]), self.price_of[b]))
        return found

    def _step(self) -> bool:
        """Do what happens next; tell whether the search is over."""
        if not self.heap:
            raise InternalError("the blossom search ran out of edges")
        key, kind, subject = heappop(self.heap)
        if kind == _EDGE:
            return self._meet(key, subject)
        b = self.top(subject) if kind == _ALONE else subject
        if kind == _ALONE and self.label[b] == _OUTER:
            due = self.clock + self._price(subject) - self.alone[subject]
            if due <= key:
                self.clock = due
                self._augment(subject, -1)
                return True
            heappush(self.heap, (due, _ALONE, subject))
        elif kind == _EXPAND and self.label[b] == _INNER and self.parent[b] < 0:
            due = self.since[b] + self.price_of[b] // 2
            if due <= key:
                self.clock = due
                self._expand(b)
            else:
                heappush(self.heap, (due, _EXPAND, b))
        return False

    def _meet(self, key: int, e: int) -> bool:
        """Take an edge at an outer vertex that has lost its slack: grow, shrink or augment."""
        u, v = self.first[e], self.second[e]
        if self.label[self.top(u)] != _OUTER:
            u, v = v, u
        here, there = self.top(u), self.top(v)
        if here == there or self.label[here] != _OUTER or self.label[there] == _INNER:
            return False
        slack = self._price(u) + self._price(v) - self.weights[e]
        outer = self.label[there] == _OUTER
        due = self.clock + (slack // 2 if outer else slack)
        if due > key:
            heappush(self.heap, (due, _EDGE, e))
            return False
        self.clock = due
        if outer:
            self._shrink(e, u, v)
            return False
        base = self.base[there]
        onward = self.matched[base]
        if onward < 0:
            self._augment(u, e)
            self.rematch(v, e)
            return True
        self._make_inner(there, (e, u, v))
        self._make_outer(self.top(self.across(onward, base)))
        return False

    def _price(self, v: int) -> int:
        """Return the price of a vertex at this moment."""
        b = self.top(v)
        moved = self.clock - self.since[b]
        label = self.label[b]
        if label == _FREE:
            return self.prices[v]
        return self.prices[v] + (moved if label == _INNER else -moved)

    def _settle(self, b: int) -> None:
        """Bring the prices of an outermost blossom up to date."""
        moved = self.clock - self.since[b]
        self.since[b] = self.clock
        if not moved or self.label[b] == _FREE:
            return
        change = moved if self.label[b] == _INNER else -moved
        for v in self.leaves(b):
            self.prices[v] += change
        if b >= self.n:
            self.price_of[b] -= 2 * change

    def _make_outer(self, b: int) -> None:
        self._settle(b)
        self.label[b] = _OUTER
        self.labelled.append(b)
        for v in self.leaves(b):
            self._watch(v)

    def _make_inner(self, b: int, entry: Link) -> None:
        self._settle(b)
        self.label[b] = _INNER
        self.labelled.append(b)
        self.entry[b] = entry
        if b >= self.n:
            heappush(self.heap, (self.clock + self.price_of[b] // 2, _EXPAND, b))

    def _watch(self, v: int) -> None:
        """Note when the edges of an outer vertex will matter, and when it may stay alone."""
        # Half of all time is spent here: what `across`, `top` and `_price` do is written out.
        own, price, clock = self.top(v), self._price(v), self.clock
        heap, holder, group, label = self.heap, self.holder, self.group, self.label
        ends, prices, weights, since = self.ends, self.prices, self.weights, self.since
        for e in self.edges[v]:
            w = ends[e] - v
            b = holder[group[w]]
            if b == own or label[b] == _INNER:
                continue
            slack = price + prices[w] - weights[e]
            if label[b] == _OUTER:
                slack = (slack - clock + since[b]) // 2
            heappush(heap, (clock + slack, _EDGE, e))
        if not self.must[v]:
            heappush(self.heap, (self.clock + price - self.alone[v], _ALONE, v))

    def _above(self, b: int) -> int:
        """Return the inner blossom above an outer one, -1 at the root."""
        base = self.base[b]
        e = self.matched[base]
        return -1 if e < 0 else self.top(self.across(e, base))

    def _meeting(self, b: int, c: int) -> int:
        """Return the outer blossom where the paths of two to the root join."""
        seen: set[int] = set()
        turns = deque([b, c])
        while (b := turns.popleft()) not in seen:
            seen.add(b)
            inner = self._above(b)
            if inner >= 0:
                turns.append(self.top(self.entry[inner][1]))
        return b

    def _shrink(self, e: int, u: int, v: int) -> None:
        """Make one blossom of the cycle that an edge between two outer blossoms closes."""
        meeting = self._meeting(self.top(u), self.top(v))
        down = self._path(u, meeting)
        up = self._path(v, meeting)
        links = [(k, t, s) for k, s, t in reversed(down)]  # from the meeting down to u
        links += [(e, u, v), *up]
        children = [meeting] + [self.top(t) for _, _, t in links[:-1]]
        freed = [w for c in children if self.label[c] == _INNER for w in self.leaves(c)]
        since = self._align(children)
        for child in children:
            self.label[child] = _FREE
        self.labelled.append(self.join(children, links))
        self.label.append(_OUTER)
        self.price_of.append(-2 * (self.clock - since))  # 0 at this moment
        self.since.append(since)
        self.entry.append((-1, -1, -1))
        for w in freed:
            self._watch(w)

    def _align(self, children: list[int]) -> int:
        """Bring the children's prices to one moment, and return it: the largest one's, if outer."""
        kept = self.largest(children)
        if self.label[kept] != _OUTER:
            self._settle(kept)
        since = self.since[kept]
        behind = self.clock - since
        for child in children:
            if child != kept:
                self._settle(child)
                for v in self.leaves(child) if behind else ():
                    self.prices[v] += behind
        if kept >= self.n:
            self.price_of[kept] += 2 * behind
        return since

    def _path(self, u: int, meeting: int) -> list[Link]:
        """Return the links from the outer blossom of u up to another."""
        path = []
        b = self.top(u)
        while b != meeting:
            base = self.base[b]
            other = self.across(self.matched[base], base)
            e, outside, own = self.entry[self.top(other)]
            path += [(self.matched[base], base, other), (e, own, outside)]
            b = self.top(outside)
        return path

    def _expand(self, b: int) -> None:
        """Dissolve an inner blossom whose price is used up; the tree goes on through it."""
        self._settle(b)
        entry = self.entry[b]
        self.label[b] = _FREE
        self.part(b)
        for child in self.children[b]:
            self.since[child] = self.clock
        path = self.even_path(b, self.top(entry[2]))
        for step in range(0, len(path), 2):
            if step:
                entry = self.link(b, path[step - 1], path[step])
            self._make_inner(self.children[b][path[step]], entry)
        for step in range(1, len(path), 2):
            self._make_outer(self.children[b][path[step]])
        used = set(path)
        for position, child in enumerate(self.children[b]):
            if position not in used:
                for v in self.leaves(child):
                    self._offer(v)

    def _offer(self, v: int) -> None:
        """Note when the edges from outer blossoms to a vertex set free will matter."""
        for e in self.edges[v]:
            w = self.across(e, v)
            if self.label[self.top(w)] == _OUTER:
                slack = self._price(v) + self._price(w) - self.weights[e]
                heappush(self.heap, (self.clock + slack, _EDGE, e))

    def _augment(self, u: int, e: int) -> None:
        """Match an outer vertex by an edge, or leave it alone, and flip the path to the root."""
        while True:
            above = self._above(self.top(u))
            self.rematch(u, e)
            if above < 0:
                return
            e, u, own = self.entry[above]
            self.rematch(own, e)
