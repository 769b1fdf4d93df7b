"""Every round there is, where they are few, and the most of them in which nobody meets twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from peerpair.designs.ground import Ground, as_round
from peerpair.model.arrays import Ints

_ROUNDS, _VISITS = 6_000, 200_000
"""Rounds that are listed at most, and steps that are taken to find them."""

_WORK = 20_000_000
"""Vertices x rounds that are looked at for the most rounds."""


class Disjoint(NamedTuple):
    """The most rounds that were found, and whether there are no more."""

    rounds: list[Ints]
    proven: bool


class _ManyError(Exception):
    """There are too many to list, or no time."""


def every_round(ground: Ground, over: Callable[[], bool]) -> list[Ints] | None:
    """Return every round; None where they are too many, or time is over.

    Examples
    --------
    >>> from peerpair.designs.ground import Shape
    >>> len(every_round(Ground(~np.eye(6, dtype=bool), [Shape(3, 0)]), lambda: False))
    15
    """
    near = [np.flatnonzero(row).tolist() for row in ground.meet]
    pair = ground.pair_groups
    known: dict[tuple[int, ...], bool] = {}
    shapes, found, visits = {*ground.shapes}, list[list[list[int]]](), 0
    most = [max(shape[i] for shape in shapes) for i in range(2)]

    def triad(group: tuple[int, ...]) -> bool:
        if group not in known:
            known[group] = bool(ground.triads_allowed(np.array([group]))[0])
        return known[group]

    def go(left: list[int], groups: list[list[int]], counts: tuple[int, int], out: int) -> None:
        nonlocal visits
        visits += 1
        if visits > _VISITS or len(found) > _ROUNDS or (visits % 64 == 0 and over()):
            raise _ManyError
        if not left:
            if counts in shapes:
                found.append(groups)
            return
        first, rest = left[0], left[1:]
        inside = {*rest}
        partners = [v for v in near[first] if v in inside]
        if counts[0] < most[0]:
            for other in partners:
                if pair[first, other]:
                    after = [v for v in rest if v != other]
                    go(after, [*groups, [first, other]], (counts[0] + 1, counts[1]), out)
        if counts[1] < most[1]:
            for two in combinations(partners, 2):
                if triad((first, *two)):
                    after = [v for v in rest if v not in two]
                    go(after, [*groups, [first, *two]], (counts[0], counts[1] + 1), out)
        if out and not ground.fixed[first]:
            go(rest, groups, counts, out - 1)

    try:
        # Who has the fewest partners comes first: what cannot be is seen early.
        go(sorted(range(ground.n), key=lambda v: len(near[v])), [], (0, 0), ground.out)
    except _ManyError:
        return None
    return [as_round([sorted(group) for group in groups]) for groups in found]


def most_disjoint(
    ground: Ground, rounds: Sequence[Ints], most: int, over: Callable[[], bool]
) -> Disjoint:
    """Return the most of some rounds in which nobody meets twice.

    Branch and bound.  Rounds with one common edge exclude each other, so that a vertex in every
    round bounds how many there can be by the number of its partners; the fewest rounds that share
    an edge of such a vertex are tried one after the other, and then none of them.

    Parameters
    ----------
    ground : Ground
        What the rounds are of; where every group is allowed, all rounds of a shape are alike.
    rounds : sequence of int[k, 3]
        All that there are.
    most : int
        With so many the search ends.
    over : callable
        Asked often whether to stop.
    """
    n, best, work = ground.n, list[int](), 0
    group_of = [_partners(groups, n) for groups in rounds]
    taken = [
        sum(1 << (v * n + w) for v, ws in enumerate(own) for w in ws if v < w) for own in group_of
    ]
    ended = True

    def classes(alive: list[int]) -> list[list[int]]:
        """Return a partition into rounds that exclude each other, by the partner of a vertex."""
        fewest: list[list[int]] | None = None
        for v in range(n):
            parts = defaultdict(list)
            for r in alive:
                own = group_of[r][v]
                parts[min(own, default=-1 - r)].append(r)
            if fewest is None or len(parts) < len(fewest):
                fewest = [*parts.values()]
        return fewest or []

    def go(alive: list[int], chosen: list[int]) -> None:
        nonlocal best, work, ended
        if len(chosen) > len(best):
            best = chosen
        while alive and len(best) < most:
            work += n * len(alive)
            if work > _WORK or over():
                ended = False
                return
            parts = classes(alive)
            if len(chosen) + len(parts) <= len(best):
                return
            part = min(parts, key=len)
            for r in part:
                go([s for s in alive if not taken[s] & taken[r]], [*chosen, r])
                if len(best) >= most or not ended:
                    return
            gone = {*part}
            alive = [s for s in alive if s not in gone]

    if ground.complete and len(ground.shapes) == 1 and rounds:
        go([s for s in range(1, len(rounds)) if not taken[s] & taken[0]], [0])
    else:
        go([*range(len(rounds))], [])
    return Disjoint([rounds[r] for r in best], ended)


def _partners(groups: Ints, n: int) -> list[list[int]]:
    """Return whom each vertex meets in a round."""
    found: list[list[int]] = [[] for _ in range(n)]
    for row in groups.tolist():
        members = [v for v in row if v >= 0]
        for v in members:
            found[v] = [w for w in members if w != v]
    return found
