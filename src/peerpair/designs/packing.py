"""Rounds of pairs alone: matchings without a common edge, mended by alternating paths.

A round that lacks a pair is mended along a path of edges that it has and edges that no round has
(Edmonds 1965), else what it lacks is handed to another round along a Kempe chain, as in edge
colouring.  Where nothing helps, the worst round is given up and its edges help the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

import numpy as np

from peerpair.designs.ground import Ground, as_round, edges
from peerpair.model.arrays import Ints

_CHAINS = 1_500
"""Chains that are tried in vain before a round is given up."""

_FREE, _NEVER = -1, -2
"""Colours of edges that no round has, and that none may have."""


class Packing:
    """Matchings without a common edge, some of which may lack pairs.

    Parameters
    ----------
    ground : Ground
        Who may meet; its rounds are pairs alone.
    rounds : sequence of int[k, 3]
        Begun with; pairs that may not meet, or meet twice, are left out.
    """

    def __init__(self, ground: Ground, rounds: Sequence[Ints]) -> None:
        self.n, self.out = ground.n, ground.out
        self.must: list[bool] = ground.fixed.tolist()
        colour = np.where(ground.pair_groups, _FREE, _NEVER)
        self.near = [np.flatnonzero(row).tolist() for row in ground.pair_groups]
        self.colour: list[list[int]] = colour.tolist()
        self.mates = [[-1] * self.n for _ in rounds]
        for number, groups in enumerate(rounds):
            for one, other in edges(groups).tolist():
                if self.colour[one][other] == _FREE:
                    self._join(number, one, other)

    def _join(self, number: int, one: int, other: int) -> None:
        mates = self.mates[number]
        mates[one], mates[other] = other, one
        self.colour[one][other] = self.colour[other][one] = number

    def _part(self, number: int, one: int, other: int) -> None:
        mates = self.mates[number]
        mates[one] = mates[other] = -1
        self.colour[one][other] = self.colour[other][one] = _FREE

    def alone(self, number: int) -> list[int]:
        """Return who is alone in a round."""
        return [v for v, mate in enumerate(self.mates[number]) if mate < 0]

    def lacks(self, number: int) -> int:
        """Return how many pairs a round lacks; one more where somebody alone must be placed."""
        alone = self.alone(number)
        wrong = any(self.must[v] for v in alone)
        return max((len(alone) - self.out) // 2, int(wrong))

    def whole(self) -> list[Ints]:
        """Return the rounds that lack nothing."""
        return [
            as_round([[v, w] for v, w in enumerate(mates) if v < w])
            for number, mates in enumerate(self.mates)
            if not self.lacks(number)
        ]

    def improve(self, number: int) -> bool:
        """Add a pair to a round along an alternating path, or place who must be; tell if it did."""
        alone = self.alone(number)
        full = len(alone) <= self.out
        roots = [v for v in alone if self.must[v]] or ([] if full else alone)
        return any(self._augment(number, root, swap=full) for root in roots)

    def _augment(self, number: int, root: int, *, swap: bool) -> bool:
        """Search a path from a vertex to another that is alone, over blossoms.

        With `swap` it ends at one who may sit out instead, whose place the first one takes.
        """
        mates, colour = self.mates[number], self.colour
        parent, base = [-1] * self.n, list(range(self.n))
        outer = [False] * self.n
        outer[root] = True
        queue = deque([root])

        def common(one: int, other: int) -> int:
            seen = set()
            while True:
                one = base[one]
                seen.add(one)
                if mates[one] < 0:
                    break
                one = parent[mates[one]]
            while base[other] not in seen:
                other = parent[mates[base[other]]]
            return base[other]

        def mark(vertex: int, stem: int, child: int, blossom: set[int]) -> None:
            while base[vertex] != stem:
                blossom |= {base[vertex], base[mates[vertex]]}
                parent[vertex] = child
                child = mates[vertex]
                vertex = parent[mates[vertex]]

        while queue:
            one = queue.popleft()
            for other in self.near[one]:
                if colour[one][other] != _FREE or base[one] == base[other]:
                    continue
                if other == root or (mates[other] >= 0 and parent[mates[other]] >= 0):
                    stem, blossom = common(one, other), set[int]()
                    mark(one, stem, other, blossom)
                    mark(other, stem, one, blossom)
                    for vertex in range(self.n):
                        if base[vertex] in blossom:
                            base[vertex] = stem
                            if not outer[vertex]:
                                outer[vertex] = True
                                queue.append(vertex)
                elif parent[other] < 0 and not (swap and mates[other] < 0):
                    parent[other] = one
                    mate = mates[other]
                    if mate < 0:
                        self._turn(number, parent, other)
                        return True
                    outer[mate] = True
                    queue.append(mate)
        if swap:
            for vertex in range(self.n):
                if outer[vertex] and vertex != root and not self.must[vertex]:
                    other = mates[vertex]
                    self._part(number, vertex, other)
                    self._turn(number, parent, other)
                    return True
        return False

    def _turn(self, number: int, parent: list[int], end: int) -> None:
        """Turn the path that ends at a vertex: its edges come in and go out by turns."""
        mates = self.mates[number]
        path = []
        while end >= 0:
            before = parent[end]
            path.append((before, end))
            end = mates[before]
        for _, vertex in path:
            if mates[vertex] >= 0:
                self._part(number, vertex, mates[vertex])
        for one, other in path:
            self._join(number, one, other)

    def exchange(self, number: int, other: int, start: int) -> None:
        """Exchange what two rounds have along the chain from one who is alone in the first."""
        chain, vertex, turn = list[tuple[int, int, int]](), start, other
        while (mate := self.mates[turn][vertex]) >= 0:
            chain.append((turn, vertex, mate))
            vertex, turn = mate, number if turn == other else other
        for own, one, two in chain:
            self._part(own, one, two)
        for own, one, two in chain:
            self._join(number if own == other else other, one, two)

    def give_up(self, number: int) -> None:
        """Drop a round: its edges are free again, and the last round takes its number."""
        for one, other in enumerate(self.mates[number]):
            if one < other:
                self._part(number, one, other)
        last = self.mates.pop()
        if number < len(self.mates):
            self.mates[number] = last
            for one, other in enumerate(last):
                if one < other:
                    self.colour[one][other] = self.colour[other][one] = number


def pack(ground: Ground, rounds: Sequence[Ints], seed: int, over: Callable[[], bool]) -> list[Ints]:
    """Return as many whole rounds of pairs as can be made of some that are spoilt.

    Parameters
    ----------
    ground : Ground
        Who may meet; its rounds are pairs alone.
    rounds : sequence of int[k, 3]
        As many as are wanted; pairs that may not meet are left out.
    seed : int
        Of the chains.
    over : callable
        Asked often whether to stop.

    Examples
    --------
    >>> from peerpair.designs.ground import Shape
    >>> from peerpair.designs.known import circle_round
    >>> meet = ~np.eye(6, dtype=bool)
    >>> meet[0, 5] = meet[5, 0] = meet[1, 4] = meet[4, 1] = False
    >>> ground = Ground(meet, [Shape(3, 0)])
    >>> len(pack(ground, [circle_round(6, number) for number in range(4)], 0, lambda: False))
    4
    """
    rng = np.random.default_rng(seed)
    packing = Packing(ground, rounds)
    lacking = {number: packing.lacks(number) for number in range(len(rounds))}
    lacking = {number: lack for number, lack in lacking.items() if lack}
    vain = 0
    while lacking and not over():
        number = min(lacking, key=lambda r: (lacking[r], r))
        if vain:  # hand what it lacks to another round
            number = list(lacking)[int(rng.integers(len(lacking)))]
        if packing.improve(number):
            vain = 0
        elif vain < _CHAINS and len(packing.mates) > 1:
            vain += 1
            other = int(rng.integers(len(packing.mates) - 1))
            other += other >= number
            alone = packing.alone(number)
            packing.exchange(number, other, alone[int(rng.integers(len(alone)))])
            _note(packing, lacking, other)
        else:
            vain, worst = 0, max(lacking, key=lambda r: (lacking[r], r))
            packing.give_up(worst)
            lacking = {r: lack for r in range(len(packing.mates)) if (lack := packing.lacks(r))}
            continue
        _note(packing, lacking, number)
    return packing.whole()


def _note(packing: Packing, lacking: dict[int, int], number: int) -> None:
    lack = packing.lacks(number)
    if lack:
        lacking[number] = lack
    else:
        lacking.pop(number, None)
