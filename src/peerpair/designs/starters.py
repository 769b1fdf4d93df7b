"""Rounds that a cyclic group moves into each other: one base round stands for many.

Vertices are `copies` of the integers modulo `order`, and a few that stay where they are.  Adding 1
turns a base round into the next round, and nobody meets twice if every difference occurs once in
the base rounds.  Bose's method of differences, as Ray-Chaudhuri and Wilson (1971) and Kotzig and
Rosa (1974) use it for Kirkman triple systems and nearly Kirkman ones; here the base rounds are
found by a small exact-cover search, which an automorphism shortens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb, gcd

import numpy as np

from peerpair.designs.ground import Shape, as_round, ordered
from peerpair.model.arrays import Bools, Ints

_LONGEST = 6
"""The largest order of an automorphism that is tried."""

_TRIES, _NODES = 40, 400
"""Restarts of one search, and the nodes of each: solutions are many, and bad beginnings long."""

WORK = 150_000_000
"""Options looked at in all searches of a layout together; a node counts for `_NODE` more."""

_NODE = 5_000

_WORD = 64


@dataclass(frozen=True)
class Layout:
    """How the vertices of a design are moved.

    Parameters
    ----------
    copies, order : int
        So many copies of the integers modulo `order`, one after the other.
    fixed : int
        Vertices after them that stay where they are, and never meet.
    base : int
        Base rounds; each stands for `order` rounds.
    short : bool
        One more round has the triads that adding a third of the order leaves as they are, and the
        three fixed vertices.
    across : int
        So many more rounds have the triads that one with a member in each copy is moved to.
    """

    copies: int
    order: int
    fixed: int = 0
    base: int = 1
    short: bool = False
    across: int = 0

    @property
    def n(self) -> int:
        """Number of vertices."""
        return self.copies * self.order + self.fixed

    @property
    def rounds(self) -> int:
        """Number of rounds."""
        return self.base * self.order + self.short + self.across

    def classes(self) -> Ints:
        """Return int[n, n]: the difference of each two; -1 where no base round has both."""
        m, n, moved = self.order, self.n, self.copies * self.order
        at = np.arange(n)
        copy, place = at // m, at % m
        one, two = np.meshgrid(at, at, indexing="ij")
        low = np.minimum(copy[one], copy[two])
        high = np.maximum(copy[one], copy[two])
        ahead = np.where(copy[one] <= copy[two], place[two] - place[one], place[one] - place[two])
        ahead %= m
        same = low == high
        ahead = np.where(same, np.minimum(ahead, m - ahead), ahead)
        found = (low * self.copies + high) * m + ahead
        twice = same & ((ahead == 0) | (2 * ahead == m))
        third = same & (3 * ahead == m) if self.short else np.zeros_like(same)
        still = (one >= moved) | (two >= moved)
        # A fixed vertex meets the whole of a copy.
        whole = self.copies**2 * m + (np.minimum(one, two) // m) * n + np.maximum(one, two)
        found = np.where(still, whole, np.where(twice | third, -1, found))
        found[moved:, moved:] = -1
        known, codes = np.unique(found, return_inverse=True)
        return codes.reshape(n, n) - int(known[0] < 0)

    def fits(self, shape: Shape) -> bool:
        """Tell whether there are differences enough for base rounds of a shape."""
        count = int(self.classes().max(initial=-1)) + 1
        return self.base * shape.edges + 3 * self.across <= count

    def moved(self, groups: Ints, by: int) -> Ints:
        """Return groups (int[k, 3]) after adding a number."""
        turned = groups - groups % self.order + (groups % self.order + by) % self.order
        still = (groups < 0) | (groups >= self.copies * self.order)
        return np.where(still, groups, turned)

    def developed(self, base: Sequence[Ints], across: Ints) -> Iterator[Ints]:
        """Yield the rounds that base rounds and triads across the copies stand for."""
        m = self.order
        for groups in base:
            for by in range(m):
                yield ordered(self.moved(groups, by))
        if self.short:
            triads = [
                [copy * m + x + third for third in range(0, m, m // 3)]
                for copy in range(self.copies)
                for x in range(m // 3)
            ]
            yield as_round([*triads, range(self.n - 3, self.n)])
        for triad in across:
            yield ordered(np.concatenate([self.moved(triad[None], by) for by in range(m)]))

    def automorphisms(self) -> Iterator[tuple[Ints, int]]:
        """Yield permutations of the vertices that keep differences, and their orders."""
        if self.base > 1:
            return
        m, moved = self.order, self.copies * self.order
        at = np.arange(moved)
        found = []
        for turn in range(2 if self.copies == 2 else 1):
            for factor in (u for u in range(1, m) if gcd(u, m) == 1):
                image = (at // m ^ turn) * m + at % m * factor % m
                power, order = image, 1
                while order <= _LONGEST and (power != at).any():
                    power, order = image[power], order + 1
                if 1 < order <= _LONGEST:
                    found.append((order, image))
        for order, image in sorted(found, key=lambda pair: -pair[0]):
            still = np.arange(moved, self.n)
            if self.fixed % order == 0:  # they go round as well
                still = (
                    moved + np.arange(self.fixed).reshape(-1, order)[:, np.r_[1:order, 0]].ravel()
                )
            yield np.concatenate([image, still]), order


class _Options:
    """What base rounds are put together from: groups, as bits of vertices and differences."""

    def __init__(self, layout: Layout, shape: Shape, image: Ints | None, order: int) -> None:
        self.layout = layout
        n = layout.n
        self.classes = layout.classes()
        self.differences = int(self.classes.max(initial=-1)) + 1
        self.width = n * layout.base + self.differences
        counts = {1: n - shape.placed, 2: shape.pairs, 3: shape.triads}
        # Groups of each size in each base round, and triads with a member in each copy.
        kinds = [(size, part) for part in range(layout.base) for size in counts if counts[size]]
        wanted = [counts[size] for size, _ in kinds]
        if layout.across:
            kinds.append((3, -1))
            wanted.append(layout.across)
        rows, numbers = [], []
        self._made: list[tuple[int, Ints, Bools]] = []
        for kind, (size, part) in enumerate(kinds):
            groups = np.array([*combinations(range(n), size)], dtype=np.int64)
            if part < 0:
                copies = groups // layout.order
                groups = groups[(copies == [0, 1, 2]).all(axis=1) & (groups[:, 0] == 0)]
            images = self._images(groups, image, order)
            marks, fresh = self._marks(images, inside=part >= 0)
            good = np.flatnonzero((marks <= 1).all(axis=1) & (marks[:, -1] == 0))
            wide = np.zeros((len(good), self.width), dtype=bool)
            if part >= 0:
                wide[:, part * n : part * n + n] = marks[good, :n]
            wide[:, n * layout.base :] = marks[good, n:-1]
            rows.append(wide)
            many = np.zeros((len(good), len(kinds)), dtype=np.int64)
            many[:, kind] = fresh[:, good].sum(axis=0)
            numbers.append(many)
            self._made.append((part, images[:, good], fresh[:, good]))
        self.rows: Bools = np.concatenate(rows)
        self.numbers: Ints = np.concatenate(numbers)
        self.wanted = np.array(wanted, dtype=np.int64)
        words = -(-self.width // _WORD)
        padded = np.zeros((len(self.rows), words * _WORD), dtype=bool)
        padded[:, : self.width] = self.rows
        self.bits = np.packbits(padded, axis=1).view(np.uint64)
        # Vertices are covered; so are the differences where rounds across the copies need the rest.
        self.needed = self.width if layout.across else n * layout.base

    def groups(self, option: int) -> Iterator[tuple[int, Ints]]:
        """Yield the groups of an option with their base round; -1 for triads across the copies."""
        for part, images, fresh in self._made:
            if option < images.shape[1]:
                for image, new in zip(images[:, option], fresh[:, option], strict=True):
                    if new:
                        yield part, image
                return
            option -= images.shape[1]

    def _images(self, groups: Ints, image: Ints | None, order: int) -> Ints:
        """Return int[order, m, size]: one group of each orbit, and what it is moved to."""
        if image is None:
            return groups[None]
        powers = [groups]
        for _ in range(order - 1):
            powers.append(image[powers[-1]])
        found = np.sort(np.stack(powers), axis=2)
        codes = self._codes(found)
        return found[:, codes[0] == codes.min(axis=0)]

    def _codes(self, groups: Ints) -> Ints:
        codes: Ints = groups @ self.layout.n ** np.arange(groups.shape[-1])
        return codes

    def _marks(self, images: Ints, inside: bool) -> tuple[Ints, Bools]:
        """Return how often each orbit covers what, last what it may not; and the new images."""
        n, (order, count, size) = self.layout.n, images.shape
        codes = self._codes(images)
        fresh = np.ones((order, count), dtype=bool)
        for j in range(1, order):
            fresh[j] = (codes[:j] != codes[j]).all(axis=0)
        marks = np.zeros((count, n + self.differences + 1), dtype=np.int8)
        at = np.arange(count)
        for groups, new in zip(images, fresh, strict=True):
            for i in range(size):
                if inside:
                    marks[at[new], groups[new, i]] += 1
                for j in range(i):
                    difference = self.classes[groups[new, i], groups[new, j]]
                    marks[at[new], np.where(difference < 0, -1, n + difference)] += 1
        return marks, fresh


def _cover(
    options: _Options, nodes: int, rng: np.random.Generator, over: Callable[[], bool]
) -> tuple[list[int] | None, bool, int]:
    """Return options that cover what is needed, whether nothing else is left to try, and the work.

    Depth first; next comes what the fewest options cover, these in random order.
    """
    spent = work = 0

    def go(alive: Ints, done: Bools, left: Ints, chosen: list[int]) -> list[int] | None:
        nonlocal spent, work
        needed = ~done[: options.needed]
        if not needed.any():
            return chosen if not left.any() else None
        spent += 1
        work += len(alive) + _NODE
        if spent > nodes or over():
            spent = nodes + 1
            return None
        counts = options.rows[alive, : options.needed].sum(axis=0)
        counts = np.where(needed, counts, len(options.rows) + 1)
        item = int(counts.argmin())
        for option in rng.permutation(alive[options.rows[alive, item]]).tolist():
            rest = left - options.numbers[option]
            free = ((options.bits[alive] & options.bits[option]) == 0).all(axis=1)
            free &= (options.numbers[alive] <= rest).all(axis=1)
            found = go(alive[free], done | options.rows[option], rest, [*chosen, option])
            if found is not None or spent > nodes:
                return found
        return None

    fits = np.flatnonzero((options.numbers <= options.wanted).all(axis=1))
    done = np.zeros(options.width, dtype=bool)
    chosen = go(fits, done, options.wanted, [])
    return chosen, chosen is None and spent <= nodes, work


def from_starters(
    layout: Layout, shape: Shape, over: Callable[[], bool], work: int = WORK
) -> list[Ints]:
    """Return the rounds of a layout, each of one shape; none where no base round is found.

    Examples
    --------
    >>> len(from_starters(Layout(copies=2, order=7, fixed=1), Shape(0, 5), lambda: False))
    7
    """
    rng = np.random.default_rng(0)
    for image, order in [*layout.automorphisms(), (None, 1)]:
        options = _Options(layout, shape, image, order)
        work -= comb(layout.n, 3 if shape.triads else 2) * order
        if not len(options.rows):
            continue
        for _ in range(_TRIES if image is None else 3):
            chosen, ended, spent = _cover(options, _NODES, rng, over)
            work -= spent
            if chosen is not None:
                return _developed(options, chosen)
            if ended or over() or work < 0:
                break
        if over() or work < 0:
            break
    return []


def _developed(options: _Options, chosen: Sequence[int]) -> list[Ints]:
    groups = [group for option in chosen for group in options.groups(option)]
    base = [
        as_round([group.tolist() for own, group in groups if own == part and len(group) > 1])
        for part in range(options.layout.base)
    ]
    across = np.array([group for own, group in groups if own < 0], dtype=np.int64).reshape(-1, 3)
    return [*options.layout.developed(base, across)]
