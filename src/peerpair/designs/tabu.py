"""Tabu search over rounds in which somebody meets twice, until nobody does.

Two members of a round change places, as in the local search for the social golfer problem (Dotú and
Van Hentenryck 2005; Triska and Musliu 2012).  The neighbourhood is that of a round in which
something is wrong, all of it weighed by one matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from peerpair.designs.ground import Ground, ordered
from peerpair.model.arrays import Bools, Ints

_TENURE = (4, 12)
"""For how many steps a member stays where it was put."""

_SHAKE = 400
"""Steps without a better state after which a few members of bad rounds change places at random."""

_RULE = 2
"""What a group that the rules forbid costs, in repeated meetings."""


class Tabu:
    """Rounds of fixed shapes, and what is wrong with them.

    Parameters
    ----------
    ground : Ground
        Which groups are allowed.
    rounds : sequence of int[k, 3]
        Begun with; each has every vertex once at most and one of the shapes.
    seed : int
        Of ties and shakes.
    """

    def __init__(self, ground: Ground, rounds: Sequence[Ints], seed: int) -> None:
        self.ground, self.n = ground, ground.n
        self.rng = np.random.default_rng(seed)
        self.others = np.full((len(rounds), self.n, 2), -1, dtype=np.int64)
        for own, groups in zip(self.others, rounds, strict=True):
            for row in groups.tolist():
                members = [v for v in row if v >= 0]
                for v in members:
                    rest = [w for w in members if w != v]
                    own[v, : len(rest)] = rest
        self.mates = np.zeros((len(rounds), self.n, self.n), dtype=np.float32)
        for number in range(len(rounds)):
            for slot in range(2):
                own = self.others[number, :, slot]
                at = np.flatnonzero(own >= 0)
                self.mates[number, at, own[at]] = 1
        self.count = self.mates.sum(axis=0) + ~ground.meet
        np.fill_diagonal(self.count, 0)
        # Rules on groups are tables: of triads, of pairs, and of who may sit out.
        self.ruled = not (ground.pairs is None and ground.triads is None and ground.must is None)
        self.tabu = np.zeros((len(rounds), self.n), dtype=np.int64)

    def wrong(self) -> Ints:
        """Return int[rounds]: how much is wrong in each round."""
        twice = np.einsum("rij,ij->r", self.mates, self.count > 1) / 2
        found: Ints = twice.round().astype(np.int64)
        if self.ruled:
            for number in range(len(self.others)):
                found[number] += int(self._own_cost(number).sum())
        return found

    def _own_cost(self, number: int) -> Ints:
        """Return int[n]: what the rules charge for the group of each vertex."""
        return _RULE * self._forbidden(number).diagonal().astype(np.int64)

    def _forbidden(self, number: int) -> Bools:
        """Return bool[n, n]: whether somebody in somebody else's place makes a forbidden group."""
        ground, (one, two) = self.ground, self.others[number].T
        everybody = np.arange(self.n)
        bad = np.zeros((self.n, self.n), dtype=bool)
        triads, pairs = two >= 0, (one >= 0) & (two < 0)
        if ground.triads is not None and triads.any():
            assert ground.cube is not None
            bad[:, triads] = ~ground.cube[:, one[triads], two[triads]]
        if ground.pairs is not None and pairs.any():
            bad[:, pairs] = ~ground.pair_groups[:, one[pairs]]
        if ground.must is not None:
            bad[:, one < 0] = ground.must[everybody, None]
        return bad

    def step(self, number: int, now: int, spare: float) -> float:
        """Make the best exchange in a round that is not tabu; return what it adds to the cost.

        Parameters
        ----------
        number : int
            The round.
        now : int
            Number of the step.
        spare : float
            An exchange that lowers the cost by more than this is never tabu.
        """
        again, twice = (self.count > 0).astype(np.float32), (self.count > 1).astype(np.float32)
        mates = self.mates[number]
        gain = again @ mates
        lost = (twice * mates).sum(axis=1)
        change = gain + gain.T - lost[:, None] - lost
        bad = lost > 0
        if self.ruled:
            forbidden = self._forbidden(number)
            own = forbidden.diagonal()
            charge = _RULE * (forbidden.astype(np.float32) - own)
            change += charge + charge.T
            bad |= own
        rows = np.flatnonzero(bad)
        if not len(rows):
            return 0.0
        part = change[rows]
        part[mates[rows] > 0] = np.inf
        part[np.arange(len(rows)), rows] = np.inf
        sitting = self.others[number, :, 0] < 0
        part[np.ix_(sitting[rows], sitting)] = np.inf
        held = self.tabu[number] > now
        part = np.where((held[rows, None] | held) & (part >= -spare), np.inf, part)
        low = part.min(initial=np.inf)
        if not np.isfinite(low):
            return 0.0
        choices = np.argwhere(part == low)
        row, other = choices[int(self.rng.integers(len(choices)))].tolist()
        self.exchange(number, int(rows[row]), other)
        until = now + self.rng.integers(*_TENURE, size=2)
        self.tabu[number, [rows[row], other]] = until
        return float(low)

    def exchange(self, number: int, one: int, other: int) -> None:
        """Let two members of different groups of a round change places."""
        others, mates = self.others[number], self.mates[number]
        for vertex in (one, other):
            near = others[vertex][others[vertex] >= 0]
            self.count[vertex, near] -= 1
            self.count[near, vertex] -= 1
            mates[vertex, near] = mates[near, vertex] = 0
        for vertex, new in ((one, other), (other, one)):
            near = others[vertex][others[vertex] >= 0]
            for friend in near:
                others[friend][others[friend] == vertex] = new
        others[[one, other]] = others[[other, one]]
        for vertex in (one, other):
            near = others[vertex][others[vertex] >= 0]
            self.count[vertex, near] += 1
            self.count[near, vertex] += 1
            mates[vertex, near] = mates[near, vertex] = 1

    def shake(self, numbers: Ints) -> None:
        """Exchange some members of some rounds at random."""
        for number in numbers.tolist():
            for _ in range(2):
                one, other = self.rng.choice(self.n, 2, replace=False).tolist()
                sitting = self.others[number, [one, other], 0] < 0
                if not self.mates[number, one, other] and not sitting.all():
                    self.exchange(number, one, other)

    def rounds(self) -> list[Ints]:
        """Return the rounds as they stand."""
        found = []
        for others in self.others:
            groups = np.column_stack([np.arange(self.n), others])
            first = (others[:, 0] > groups[:, 0]) & (
                (others[:, 1] < 0) | (others[:, 1] > groups[:, 0])
            )
            found.append(ordered(groups[first]))
        return found


def mended(
    ground: Ground, rounds: Sequence[Ints], steps: int, seed: int, over: Callable[[], bool]
) -> list[Ints] | None:
    """Return as many rounds in which nobody meets twice, or None where the search ends in vain.

    Parameters
    ----------
    ground : Ground
        Which groups are allowed; small enough for its table of triads, if it has rules for them.
    rounds : sequence of int[k, 3]
        Begun with, in any state.
    steps : int
        Exchanges that are made at most.
    seed : int
        Of the search.
    over : callable
        Asked often whether to stop.

    Examples
    --------
    >>> from peerpair.designs.ground import Shape
    >>> ground = Ground(~np.eye(9, dtype=bool), [Shape(0, 3)])
    >>> begin = [np.arange(9).reshape(3, 3)] * 4
    >>> len(mended(ground, begin, 20_000, 0, lambda: False))
    4
    """
    search = Tabu(ground, rounds, seed)
    wrong = search.wrong()
    least, since = int(wrong.sum()), 0
    for now in range(steps):
        total = int(wrong.sum())
        if total == 0:
            return search.rounds()
        if total < least:
            least, since = total, now
        if now % 4 == 0 and over():
            return None
        bad = np.flatnonzero(wrong)
        if now - since > _SHAKE:
            search.shake(search.rng.choice(bad, min(2, len(bad)), replace=False))
            least, since = int(search.wrong().sum()), now
        else:
            search.step(int(bad[search.rng.integers(len(bad))]), now, total - least)
        wrong = search.wrong()
    return None
