"""What rounds must be, and how many there are at most: plain Python over every possibility.

It knows nothing of `peerpair.designs` but the names of what a ground holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from peerpair.designs import Ground
from peerpair.model.arrays import Ints

Groups = tuple[tuple[int, ...], ...]


def check(ground: Ground, rounds: Sequence[Ints]) -> None:
    """Fail unless every round keeps the rules, and nobody meets twice."""
    shapes = {tuple(shape) for shape in ground.shapes}
    met = set()
    for rows in rounds:
        assert rows.dtype.kind == "i"
        assert rows.shape[1:] == (3,)
        groups = [tuple(v for v in row if v >= 0) for row in rows.tolist()]
        assert [*map(sorted, groups)] == [*map(list, groups)]
        sizes = [len(group) for group in groups]
        assert set(sizes) <= {2, 3}
        assert (sizes.count(2), sizes.count(3)) in shapes
        inside = [v for group in groups for v in group]
        assert len(set(inside)) == len(inside)
        assert set(inside) <= set(range(ground.n))
        if ground.must is not None:
            assert set(np.flatnonzero(ground.must).tolist()) <= set(inside)
        for group in groups:
            assert group_allowed(ground, group)
            for pair in combinations(group, 2):
                assert pair not in met
                met.add(pair)


def group_allowed(ground: Ground, group: tuple[int, ...]) -> bool:
    """Tell whether one group is allowed."""
    if not all(ground.meet[a, b] for a, b in combinations(group, 2)):
        return False
    if len(group) == 2:
        return ground.pairs is None or bool(ground.pairs[group])
    return ground.triads is None or bool(ground.triads(np.array([group]))[0])


def every_round(ground: Ground) -> list[Groups]:
    """Return every round that keeps the rules."""
    must = set() if ground.must is None else set(np.flatnonzero(ground.must).tolist())

    def splits(left: tuple[int, ...]) -> Iterator[Groups]:
        if not left:
            yield ()
            return
        first, rest = left[0], left[1:]
        if first not in must:
            yield from splits(rest)
        for size in (1, 2):
            for others in combinations(rest, size):
                if group_allowed(ground, group := (first, *others)):
                    for groups in splits(tuple(v for v in rest if v not in others)):
                        yield (group, *groups)

    shapes = {tuple(shape) for shape in ground.shapes}
    found = []
    for groups in splits(tuple(range(ground.n))):
        sizes = [len(group) for group in groups]
        if (sizes.count(2), sizes.count(3)) in shapes:
            found.append(groups)
    return found


def most(ground: Ground) -> int:
    """Return the largest number of rounds in which nobody meets twice."""
    place = {pair: 1 << i for i, pair in enumerate(combinations(range(ground.n), 2))}
    met = [
        sum(place[pair] for group in groups for pair in combinations(group, 2))
        for groups in every_round(ground)
    ]
    every = sum(place[a, b] for a, b in place if ground.meet[a, b])
    need = min((one.bit_count() for one in met), default=1)

    def best(left: list[int], free: int, found: int) -> int:
        """Return the most rounds out of some beside others, or `found` where there are no more."""
        for i, one in enumerate(left):
            if free.bit_count() // need <= found:
                break
            rest = [two for two in left[i + 1 :] if not one & two]
            found = max(found, 1 + best(rest, free & ~one, max(0, found - 1)))
        return found

    return best(met, every, 0)
