"""Raw instances of other fields: matchings of sparse graphs, packings of exchange cycles.

A vertex is a resident, an edge or a triangle is a pair or a triad with an affinity, and what has no
affinity is no candidate.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from functools import partial

from peerpair import Affinity, Penalty, Problem, Resident, Sizes
from peerpair.objectives import AffinityPoints

__all__ = ["GRAPHS"]

Edges = Iterable[tuple[int, int]]


def raw(
    n: int,
    affinities: Iterable[Affinity],
    sizes: Sizes,
    unplaced: str | Penalty,
) -> Problem:
    """State affinities between numbered residents as a problem."""
    return Problem(
        [Resident(f"x{i}") for i in range(n)],
        affinities=[*affinities],
        objectives=[AffinityPoints()],
        per="group",
        sizes=sizes,
        unplaced=unplaced,
    )


def matching(
    edges: Callable[[random.Random, int], Edges],
    largest: int,
    unplaced: str | Penalty,
    n: int,
    seed: int,
) -> Problem:
    """Make a matching problem: edges with weights from 1 to `largest`."""
    rng = random.Random(seed)
    found = sorted({(min(e), max(e)) for e in edges(rng, n) if e[0] != e[1]})
    affinities = [Affinity((f"x{a}", f"x{b}"), rng.randint(1, largest)) for a, b in found]
    return raw(n, affinities, Sizes((0, None)), unplaced)


def random_graph(degree: int, rng: random.Random, n: int) -> Edges:
    """Return about as many random edges as give each vertex a degree."""
    return [(rng.randrange(n), rng.randrange(n)) for _ in range(n * degree // 2)]


def complete(_rng: random.Random, n: int) -> Edges:
    """Return all edges."""
    return ((a, b) for b in range(n) for a in range(b))


def nearest(count: int, rng: random.Random, n: int) -> Edges:
    """Return edges from each of some points in a square to those nearest, by cells."""
    side = max(1, int((n / (2 * count)) ** 0.5))
    points = [(rng.random() * side, rng.random() * side) for _ in range(n)]
    cells: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(points):
        cells.setdefault((int(x), int(y)), []).append(i)
    edges = []
    for i, (x, y) in enumerate(points):
        near = [
            (float((points[j][0] - x) ** 2 + (points[j][1] - y) ** 2), j)
            for dx in (-1, 0, 1)
            for dy in (-1, 0, 1)
            for j in cells.get((int(x) + dx, int(y) + dy), ())
            if j != i
        ]
        edges += [(i, j) for _, j in sorted(near)[:count]]
    return edges


def grid(_rng: random.Random, n: int) -> Edges:
    """Return the edges of a grid about as wide as high."""
    wide = max(1, int(n**0.5))
    return [
        (i, j) for i in range(n) for j in (i + 1, i + wide) if j < n and (j > i + 1 or j % wide)
    ]


def cubic(rng: random.Random, n: int) -> Edges:
    """Return three perfect matchings: a cycle through all, and random chords."""
    others = rng.sample(range(n), n)
    chords = zip(others[::2], others[1::2], strict=False)
    return [*((i, (i + 1) % n) for i in range(n)), *chords]


def triangles(_rng: random.Random, n: int) -> Edges:
    """Return a chain of triangles, joined one to the next: an odd set at every step."""
    edges = []
    for first in range(0, n - 2, 3):
        edges += [(first, first + 1), (first, first + 2), (first + 1, first + 2)]
        if first + 3 < n:
            edges.append((first + 2, first + 3))
    return edges


BLOOD = {"O": 0.48, "A": 0.34, "B": 0.14, "AB": 0.04}
GIVES = {"O": "O A B AB", "A": "A AB", "B": "B AB", "AB": "AB"}


def kidneys(weighted: bool, n: int, seed: int) -> Problem:
    """Make a kidney exchange: cycles of two and three among incompatible patients and donors.

    Blood types and chances of a cross-match after Saidman et al., "Increasing the opportunity of
    live kidney donation by matching for two- and three-way exchanges", Transplantation 81(5), 2006.
    """
    rng = random.Random(seed)
    people: list[tuple[str, str, float]] = []
    while len(people) < n:
        patient, donor = rng.choices([*BLOOD], [*BLOOD.values()], k=2)
        clash = rng.choices((0.05, 0.1, 0.9), (0.7, 0.2, 0.1))[0]
        if patient not in GIVES[donor].split() or rng.random() < clash:
            people.append((patient, donor, clash))
    gives = [
        {
            j: rng.randint(1, 1000) if weighted else 1
            for j, (patient, _, clash) in enumerate(people)
            if j != i and patient in GIVES[donor].split() and rng.random() >= clash
        }
        for i, (_, donor, _) in enumerate(people)
    ]
    best: dict[tuple[int, ...], int] = {}
    for i in range(n):
        for j, first in gives[i].items():
            if i < j and i in gives[j]:
                best[i, j] = first + gives[j][i]
            for k, second in gives[j].items():
                if i < j and i < k and i in gives[k]:
                    key = tuple(sorted((i, j, k)))
                    best[key] = max(best.get(key, 0), first + second + gives[k][i])
    cycles = [Affinity(tuple(f"x{i}" for i in key), points) for key, points in best.items()]
    return raw(n, cycles, Sizes((0, None), (0, None)), Penalty(0))


def triads(per_resident: int, n: int, seed: int) -> Problem:
    """Make a sparse packing of triads alone, a few random ones a resident."""
    rng = random.Random(seed)
    chosen = {tuple(sorted(rng.sample(range(n), 3))) for _ in range(n * per_resident // 3)}
    found = [
        Affinity(tuple(f"x{i}" for i in group), rng.randint(1, 10**6)) for group in sorted(chosen)
    ]
    return raw(n, found, Sizes((0, 0), (0, None)), "allow")


GRAPHS: dict[str, Callable[[int, int], Problem]] = {
    "complete": partial(matching, complete, 10**6, "forbid"),
    "graph-3": partial(matching, partial(random_graph, 3), 10**6, "allow"),
    "graph-20": partial(matching, partial(random_graph, 20), 10**6, Penalty(0)),
    "graph-ties": partial(matching, partial(random_graph, 8), 1, Penalty(0)),
    "nearest": partial(matching, partial(nearest, 6), 10**4, "allow"),
    "grid": partial(matching, grid, 100, Penalty(0)),
    "cubic": partial(matching, cubic, 1000, "allow"),
    "triangles": partial(matching, triangles, 10, "allow"),
    "kidneys": partial(kidneys, False),
    "kidneys-weighted": partial(kidneys, True),
    "triads-sparse": partial(triads, 12),
}
