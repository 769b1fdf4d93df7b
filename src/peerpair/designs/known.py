"""Designs for everybody with everybody: as many rounds as are known to be possible, or nearly.

Pairs go round the table.  Triads are Kirkman triple systems (n = 3 mod 6: all meet all) and nearly
Kirkman ones (n = 0 mod 6: all but one); one or two pairs beside them are triads of a larger design
that have lost a vertex.  Anything else is looked for among rounds that a cyclic group moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

import numpy as np

from peerpair.designs.ground import Shape, as_round, edges, ordered
from peerpair.designs.starters import WORK, Layout, from_starters
from peerpair.model.arrays import Ints

_SEARCHED = 100
"""Vertices up to which base rounds with triads are looked for: their triads are written out."""

_SMALL = 24
"""Vertices up to which a search for the very last round is cheap."""

_EVEN = 42
"""Vertices up to which base rounds modulo an even number are looked for."""

_COPIES, _FIXED, _BASE = 4, 5, 3
"""What is tried where no design is known by name."""

_LOST = 3
"""Vertices taken out of a larger design at most."""

_STEPS = 200
"""Steps of hill climbing for each vertex, and how often it begins anew."""

_NAMED_LIMITS = {6: 1, 12: 4}
"""Rounds of triads of so many where counting promises one more: nearly Kirkman triple systems that
do not exist (Kotzig and Rosa 1974)."""


def most_rounds(n: int, shape: Shape) -> int:
    """Return a bound on the rounds of one shape for everybody with everybody.

    Every vertex that can always be placed is counted, and all edges.

    Examples
    --------
    >>> most_rounds(18, Shape(0, 6)), most_rounds(12, Shape(0, 4)), most_rounds(10, Shape(5, 0))
    (8, 4, 9)
    """
    if not shape.edges:
        return 0
    most = n * (n - 1) // 2 // shape.edges
    if shape == Shape(0, n // 3) and n % 3 == 0:
        most = min(most, (n - 1) // 2, _NAMED_LIMITS.get(n, most))
    return most


def known_rounds(n: int, shape: Shape, over: Callable[[], bool]) -> list[Ints]:
    """Return rounds of one shape for n vertices, no two of which meet twice.

    Parameters
    ----------
    n : int
        Number of vertices.
    shape : Shape
        Of each round; whoever is left over sits out.
    over : callable
        Asked often whether to stop.

    Examples
    --------
    >>> len(known_rounds(10, Shape(5, 0), lambda: False))
    9
    >>> len(known_rounds(15, Shape(0, 5), lambda: False))
    7
    """
    most, best = most_rounds(n, shape), list[Ints]()
    for ways in (_named, _smaller, _searched):
        if ways is _searched and n > _SMALL and most - 1 <= len(best):
            break
        for found in ways(n, shape, over):
            if len(found) > len(best):
                best = found
            if len(best) >= most or over():
                return best[:most]
    return best


def _named(n: int, shape: Shape, over: Callable[[], bool]) -> Iterator[list[Ints]]:
    """Yield the designs with names."""
    out = n - shape.placed
    if not shape.triads and out <= 1:
        yield [circle_round(n, number) for number in range(n + n % 2 - 1)]
    if shape.triads == 1 and not out and n >= 11:
        yield _pairs_and_triad(n, over)
    if shape.pairs or out:
        return
    third = n // 3
    if n % 2 and third > 1:
        yield _across(third, over)
    for layout in _kirkman(n):
        if n <= _SEARCHED:
            yield from_starters(layout, shape, over)


def circle_round(n: int, number: int) -> Ints:
    """Return a round of the circle method; with an odd number one vertex sits out.

    Examples
    --------
    >>> circle_round(4, 0).tolist()
    [[0, 3, -1], [1, 2, -1]]
    """
    m = n + n % 2 - 1
    pairs = [[(number + x) % m, (number - x) % m] for x in range(1, (m + 1) // 2)]
    return as_round(pairs if n % 2 else [*pairs, [number, m]])


def _kirkman(n: int) -> Iterator[Layout]:
    """Yield how a Kirkman triple system or a nearly Kirkman one may be moved, quick ones first."""
    if n % 6 == 3:
        third, half = n // 3, (n - 1) // 2
        if half % 2:
            yield Layout(2, half, 1)
        yield Layout(3, third, across=(third - 1) // 2)
        if half % 3 == 1 and half % 2 == 0:
            yield Layout(2, half - 1, 3, short=True)
    elif n % 6 == 0:
        if n % 4 == 0 or n <= _EVEN:
            yield Layout(2, (n - 2) // 2, 2)
        else:
            yield Layout(2, (n - 4) // 2, 4)  # a round less, and quick to find
        if n == 18:
            yield Layout(4, 4, 2, 2)


def _across(third: int, over: Callable[[], bool]) -> list[Ints]:
    """Return the rounds with a member in each of three parts, then those inside the parts."""
    x = np.arange(third)
    rounds: list[Ints] = [
        np.stack([x, third + (x + by) % third, 2 * third + (x + 2 * by) % third], axis=1)
        for by in range(third)
    ]
    if third % 3 == 0:
        inner = known_rounds(third, Shape(0, third // 3), over)
        rounds += [np.concatenate([part, part + third, part + 2 * third]) for part in inner]
    return [ordered(groups) for groups in rounds]


def _pairs_and_triad(n: int, over: Callable[[], bool]) -> list[Ints]:
    """Return n - 4 rounds of pairs and one triad each, for an odd n.

    Four vertices stay where they are; the differences of the others occur once each, in one triad
    and in pairs, which hill climbing finds as Dinitz and Stinson (1987) find strong starters.
    """
    m = n - 4
    rng = np.random.default_rng(0)
    while not over():
        one, other = rng.choice(np.arange(1, m), 2, replace=False).tolist()
        triad = [0, one, other]
        used = {_class(b - a, m) for a, b in combinations(triad, 2)}
        pairs = _climb(m, triad, used, rng, over) if len(used) == 3 else None
        if pairs is not None:
            taken = {*triad, *(x for pair in pairs for x in pair)}
            alone = [x for x in range(m) if x not in taken]
            still = [[x, m + j] for j, x in enumerate(alone)]
            base = as_round([triad, *pairs, *still])
            return [*Layout(1, m, 4).developed([base], base[:0])]
    return []


def _class(difference: int, m: int) -> int:
    return min(difference % m, -difference % m)


def _climb(
    m: int, triad: list[int], used: set[int], rng: np.random.Generator, over: Callable[[], bool]
) -> list[tuple[int, int]] | None:
    """Return pairs of integers modulo m outside a triad with each difference that is not used."""
    free = [d for d in range(1, (m + 1) // 2) if d not in used]
    partner: dict[int, int] = {}
    for _ in range(_STEPS * m):
        if not free or over():
            break
        at = int(rng.integers(len(free)))
        one = int(rng.integers(m))
        other = (one + free[at]) % m
        if one in triad or other in triad or one in partner:
            continue
        free[at] = free[-1]
        free.pop()
        if other in partner:
            lost = partner.pop(other)
            del partner[lost]
            free.append(_class(other - lost, m))
        partner[one], partner[other] = other, one
    return None if free else [(a, b) for a, b in partner.items() if a < b]


def _smaller(n: int, shape: Shape, over: Callable[[], bool]) -> Iterator[list[Ints]]:
    """Yield designs of triads for more vertices without some of these: a triad each loses one."""
    lost = shape.pairs
    if not 0 < lost <= _LOST or not shape.triads or n > shape.placed:
        return
    larger = known_rounds(n + lost, Shape(0, lost + shape.triads), over)
    if not larger:
        return
    meeting = np.full((n + lost, n + lost), -1)
    for number, groups in enumerate(larger):
        one, other = edges(groups).T
        meeting[one, other] = meeting[other, one] = number
    kept = min(
        combinations(range(n + lost), lost),
        key=lambda some: len({int(meeting[a, b]) for a, b in combinations(some, 2)} - {-1}),
    )
    spoilt = {int(meeting[a, b]) for a, b in combinations(kept, 2)}
    names = np.full(n + lost + 1, -1)  # the last is that of the padding
    names[np.setdiff1d(np.arange(n + lost), kept)] = np.arange(n)
    yield [ordered(names[groups]) for i, groups in enumerate(larger) if i not in spoilt]


def _searched(n: int, shape: Shape, over: Callable[[], bool]) -> Iterator[list[Ints]]:
    """Yield what base rounds are found for, in layouts with the most rounds first."""
    if n > _SEARCHED:
        return
    most = most_rounds(n, shape)
    layouts = [
        Layout(copies, (n - fixed) // copies, fixed, base)
        for copies in range(1, _COPIES + 1)
        for fixed in range(_FIXED)
        for base in range(1, _BASE + 1)
        if (n - fixed) % copies == 0 and n - fixed > copies
    ]
    best = 0
    for layout in sorted(layouts, key=lambda one: -one.rounds):
        if best < layout.rounds <= most and layout.fits(shape):
            found = from_starters(layout, shape, over, WORK // 40)
            best = max(best, len(found))
            yield found
