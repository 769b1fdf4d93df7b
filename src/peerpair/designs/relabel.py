"""Whom a design's vertices stand for, so that few of its rounds have two who may not meet."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from peerpair.designs.ground import edges, ordered
from peerpair.model.arrays import Bools, Ints

_STEPS = 100_000
"""Swaps that are tried."""

_WORK = 500_000
"""Forbidden pairs that are looked at altogether: fewer swaps where there are many."""

_HOT, _COLD = 0.4, 0.04
"""Temperatures of the annealing, in rounds."""


def relabelled(
    rounds: Sequence[Ints], meet: Bools, seed: int, over: Callable[[], bool]
) -> list[Ints]:
    """Return the rounds of a design with its vertices renamed, the least spoilt rounds first.

    Simulated annealing over swaps of two names.  What is minimised is concave in the forbidden
    pairs of a round, so that they gather in few rounds, or where nobody meets at all.

    Parameters
    ----------
    rounds : sequence of int[k, 3]
        The design.
    meet : bool[n, n]
        Who may meet.
    seed : int
        Of the annealing.
    over : callable
        Asked often whether to stop.

    Examples
    --------
    >>> from peerpair.designs.known import circle_round
    >>> meet = ~np.eye(4, dtype=bool)
    >>> meet[0, 1] = meet[1, 0] = False
    >>> design = [circle_round(4, number) for number in range(3)]
    >>> [edges(groups).tolist() for groups in relabelled(design, meet, 0, lambda: False)][2]
    [[0, 1], [2, 3]]
    """
    n = len(meet)
    forbidden = [np.flatnonzero(~row).tolist() for row in meet]
    for vertex, row in enumerate(forbidden):
        row.remove(vertex)
    name = list(range(n))
    if any(forbidden) and rounds:
        name = _annealed(rounds, forbidden, seed, over)
    table = np.array([*name, -1], dtype=np.int64)
    renamed = [ordered(table[groups]) for groups in rounds]
    spoilt = [int(np.count_nonzero(~meet[tuple(edges(groups).T)])) for groups in renamed]
    return [renamed[i] for i in np.argsort(spoilt, kind="stable")]


def _annealed(
    rounds: Sequence[Ints], forbidden: list[list[int]], seed: int, over: Callable[[], bool]
) -> list[int]:
    """Return the name of each vertex of a design."""
    n, rng = len(forbidden), np.random.default_rng(seed)
    nowhere = len(rounds)
    where = np.full((n, n), nowhere)
    for number, groups in enumerate(rounds):
        one, other = edges(groups).T
        where[one, other] = where[other, one] = number
    table = where.tolist()
    cost = [k**0.5 for k in range(sum(map(len, forbidden)) + 1)]
    place = list(range(n))
    spoilt = [0] * (nowhere + 1)
    for one, row in enumerate(forbidden):
        for other in row:
            spoilt[table[one][other]] += one < other
    steps = min(_STEPS, _WORK * n // (1 + sum(map(len, forbidden))))
    choices = rng.integers(n, size=(steps, 2)).tolist()
    luck = rng.random(steps).tolist()
    energy = sum(cost[k] for k in spoilt[:nowhere])
    best, kept = energy, place[:]
    for step, (one, other) in enumerate(choices):
        if one == other:
            continue
        if best == 0 or (step % 256 == 0 and over()):
            break
        changed: dict[int, int] = {}
        here, there = place[one], place[other]
        for vertex, old, new, beside in ((one, here, there, other), (other, there, here, one)):
            before, after = table[old], table[new]
            for friend in forbidden[vertex]:
                if friend != beside:
                    at = place[friend]
                    changed[before[at]] = changed.get(before[at], 0) - 1
                    changed[after[at]] = changed.get(after[at], 0) + 1
        changed.pop(nowhere, None)
        delta = sum(cost[spoilt[r] + k] - cost[spoilt[r]] for r, k in changed.items())
        heat = _HOT * (_COLD / _HOT) ** (step / steps)
        if delta <= 0 or luck[step] < np.exp(-delta / heat):
            place[one], place[other] = there, here
            for r, k in changed.items():
                spoilt[r] += k
            energy += delta
            if energy < best - 1e-9:
                best, kept = energy, place[:]
    name = [0] * n
    for vertex, at in enumerate(kept):
        name[at] = vertex
    return name
