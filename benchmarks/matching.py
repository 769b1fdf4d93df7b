"""Exact matching on large graphs: ours, others beside it, and what the proof rests on.

A rival is left out where it would not end in sensible time, and where a vertex may stay alone: most
know perfect matchings only.  One that is not installed says ``absent``.
"""

from __future__ import annotations

import argparse
import math
import resource
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

import numpy as np

from benchmarks.rivals import PERFECT, Found, prepare
from benchmarks.shapes import make
from peerpair.engines.limits import Limits
from peerpair.matching import match
from peerpair.model.arrays import Bools, Ints

T = TypeVar("T")
Instance = tuple[int, Ints, Ints, Ints, Bools]
"""Vertices, ends, weights, weights alone, vertices that must be covered."""


def plain(n: int, ends: Ints, weights: Ints, *, perfect: bool = True) -> Instance:
    """Return an instance without duplicate edges."""
    low, high = ends.min(axis=1), ends.max(axis=1)
    _, at = np.unique(low * n + high, return_index=True)
    at = at[low[at] != high[at]]
    alone = np.zeros(n, dtype=np.int64)
    return n, np.stack([low, high], axis=1)[at], weights[at], alone, np.full(n, perfect)


def complete(n: int, weights: Callable[[np.random.Generator, int], Ints]) -> Instance:
    """All pairs, weighted at random."""
    ends = np.stack(np.triu_indices(n, 1), axis=1)
    alone = np.zeros(n, dtype=np.int64)
    drawn = weights(np.random.default_rng(n), len(ends))
    return n, ends, drawn, alone, np.ones(n, dtype=bool)


def hospital(n: int, shape: str = "generated") -> Instance:
    """The pair values of a synthetic hospital."""
    from peerpair.compile.candidates import Oracle
    from peerpair.compile.cohort import DenseCohort

    pairs = Oracle(DenseCohort(make(shape, n, 0))).part(2, 0)
    ends = pairs.members(np.arange(len(pairs)))[:, :2].astype(np.int64)
    values = pairs.values
    return n, ends, values, np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool)


def factors(n: int, kind: str) -> Instance:
    """All pairs, worth what the two are worth each, or close in the plane."""
    rng = np.random.default_rng(n)
    ends = np.stack(np.triu_indices(n, 1), axis=1)
    if kind == "sum":
        own = rng.integers(0, 10**5, n)
        weights = own[ends].sum(axis=1) + rng.integers(0, 10**4, len(ends))
    elif kind == "product":
        own = rng.integers(0, 1000, n)
        weights = own[ends].prod(axis=1)
    else:
        points = rng.random((n, 2)) * 10**5
        weights = -np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T).astype(np.int64)
    return n, ends, weights, np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool)


def sparse(n: int, degree: int, largest: int, *, perfect: bool) -> Instance:
    """Return a random graph of an average degree; a hidden perfect matching where needed."""
    rng = np.random.default_rng(n + degree)
    ends = rng.integers(0, n, (n * degree // 2, 2))
    if perfect:
        ends = np.concatenate([ends, rng.permutation(n).reshape(-1, 2)])
    return plain(n, ends, rng.integers(1, largest + 1, len(ends)), perfect=perfect)


def cubic(n: int, largest: int) -> Instance:
    """Return the union of three random perfect matchings."""
    rng = np.random.default_rng(n)
    ends = np.concatenate([rng.permutation(n).reshape(-1, 2) for _ in range(3)])
    return plain(n, ends, rng.integers(1, largest + 1, len(ends)))


def nearest(n: int, count: int, *, perfect: bool = True) -> Instance:
    """Points in the plane, each joined to its nearest; and along a tour, so that all fit."""
    rng = np.random.default_rng(n)
    points = rng.random((n, 2)) * 10**6
    points = points[np.lexsort((points[:, 1], (points[:, 0] // 30_000)))]
    near = []
    for low in range(0, n, 1000):
        far = ((points[low : low + 1000, None] - points[None]) ** 2).sum(axis=2)
        near.append(np.argpartition(far, count + 1, axis=1)[:, : count + 1])
    ends = np.stack([np.repeat(np.arange(n), count + 1), np.concatenate(near).ravel()], axis=1)
    tour = np.stack([np.arange(n), (np.arange(n) + 1) % n], axis=1)
    ends = np.concatenate([ends, tour])
    long = np.hypot(*(points[ends[:, 0]] - points[ends[:, 1]]).T).astype(np.int64)
    weights = -long if perfect else 60_000 - long
    return plain(n, ends, weights, perfect=perfect)


def grid(rows: int, columns: int, largest: int) -> Instance:
    """Return a grid, with diagonals that make odd cycles."""
    at = np.arange(rows * columns).reshape(rows, columns)
    steps = [(at[:, :-1], at[:, 1:]), (at[:-1], at[1:]), (at[:-1, :-1], at[1:, 1:])]
    ends = np.concatenate([np.stack([a.ravel(), b.ravel()], axis=1) for a, b in steps])
    weights = np.random.default_rng(rows).integers(1, largest + 1, len(ends))
    return plain(rows * columns, ends, weights)


def triangles(n: int, largest: int) -> Instance:
    """Return a chain of triangles: two blossoms for every few vertices."""
    a = np.arange(0, n - 2, 3)
    inner = [np.stack([a + i, a + j], axis=1) for i, j in ((0, 1), (1, 2), (0, 2))]
    links = np.stack([a[:-1] + 2, a[1:]], axis=1)
    ends = np.concatenate([*inner, links])
    weights = np.random.default_rng(n).integers(1, largest + 1, len(ends))
    return plain(n, ends, weights)


def odd_cycles(n: int, length: int, largest: int) -> Instance:
    """Long odd cycles, each joined to the next by one edge."""
    count = n // length
    at = np.arange(count * length).reshape(count, length)
    ends = np.concatenate(
        [
            np.stack([at.ravel(), np.roll(at, -1, axis=1).ravel()], axis=1),
            np.stack([at[:-1, 0], at[1:, length // 3]], axis=1),
        ]
    )
    weights = np.random.default_rng(n).integers(1, largest + 1, len(ends))
    return plain(count * length, ends, weights, perfect=False)


def nested(depth: int, copies: int) -> Instance:
    """Blossoms within blossoms: an odd cycle of which one vertex is again such a cycle."""
    ends, weights, base = [], [], 0
    for copy in range(copies):
        core, start = base, base
        base += 1
        for level in range(depth):
            ring = [core if level % 2 else start, *range(base, base + 2)]
            ends += [(ring[0], ring[1]), (ring[1], ring[2]), (ring[2], start)]
            weights += [100 - level, 100 - level, 99 - level]
            core, base = ring[1], base + 2
        if copy:
            ends.append((start, start - 2 * depth - 1))
            weights.append(1)
    return plain(base, np.array(ends), np.array(weights), perfect=False)


def tutte(n: int) -> Instance:
    """Return a barrier that leaves more odd components than it has vertices: not perfect."""
    hubs = n // 10
    cliques = np.arange(hubs, n - (n - hubs) % 3).reshape(-1, 3)
    rng = np.random.default_rng(n)
    inner = [cliques[:, [i, j]] for i, j in ((0, 1), (1, 2), (0, 2))]
    links = [
        np.stack([cliques[:, i], rng.integers(0, hubs, len(cliques))], axis=1) for i in range(3)
    ]
    ends = np.concatenate([*inner, *links])
    return plain(n, ends, rng.integers(1, 100, len(ends)))


def rustworkx_best(instance: Instance) -> int | None:
    """Return the weight of a best matching by rustworkx; None if none covers what must be."""
    import rustworkx

    n, ends, weights, alone, must = instance
    gains = weights - np.where(must, 0, alone)[ends].sum(axis=1)
    if not must.all():  # vertices that must be covered first
        gains = gains + must[ends].sum(axis=1) * (1 + n * int(np.abs(gains).max(initial=0)))
    graph = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from([(a, b, j) for j, (a, b) in enumerate(ends.tolist())])
    pairs = rustworkx.max_weight_matching(
        graph, max_cardinality=bool(must.all()), weight_fn=gains.tolist().__getitem__
    )
    chosen = np.array([graph.get_edge_data(a, b) for a, b in pairs], dtype=np.int64)
    bare = np.ones(n, dtype=bool)
    bare[ends[chosen]] = False
    if (bare & must).any():
        return None
    return int(weights[chosen].sum()) + int(alone[bare].sum())


def instances(small: bool) -> Iterator[tuple[str, Instance]]:
    """Yield named instances."""
    for n in (520, 1000, 2000) if small else (520, 1000, 2000, 5000):
        yield "hospital", hospital(n)
        yield "hospital, few ties", hospital(n, "few-ties")
    for n in (2000,) if small else (2000, 5000):
        yield "complete, few ties", complete(n, lambda rng, m: rng.integers(0, 10**6, m))
        yield "complete, 3 values", complete(n, lambda rng, m: rng.integers(0, 3, m))
        yield "complete, all equal", complete(n, lambda rng, m: np.full(m, 7))
        yield (
            "complete, heavy tail",
            complete(n, lambda rng, m: np.minimum(rng.pareto(0.7, m) * 100, 2**31 - 1).astype(int)),
        )
        yield "complete, 31 bits", complete(n, lambda rng, m: rng.integers(0, 2**31, m))
        for kind in ("sum", "product", "plane"):
            yield f"complete, {kind}", factors(n, kind)
    for n in (1000, 3000) if small else (1000, 3000, 10_000):
        for degree in (3, 6, 20):
            yield f"random, degree {degree}", sparse(n, degree, 10**6, perfect=True)
            yield f"random, degree {degree}, 1..3", sparse(n, degree, 3, perfect=True)
        yield "random, degree 4, cardinality", sparse(n, 4, 1, perfect=False)
        yield "random, degree 4, optional", sparse(n, 4, 1000, perfect=False)
        yield "cubic", cubic(n, 10**6)
        yield "cubic, 1..3", cubic(n, 3)
        yield "8 nearest in the plane", nearest(n, 8)
        yield "8 nearest, optional", nearest(n, 8, perfect=False)
        side = math.isqrt(n) // 2 * 2
        yield "grid with diagonals", grid(side, side, 10**6)
        yield "grid with diagonals, 1..3", grid(side, side, 3)
        yield "grid, all equal", grid(side, side, 1)
        yield "triangle chain", triangles(n // 6 * 6, 1000)
        yield "triangle chain, 1..2", triangles(n // 6 * 6, 2)
        yield "odd cycles of 101", odd_cycles(n, 101, 1000)
        yield "one odd cycle", odd_cycles(n - 1, n - 1, 1000)
        yield "nested blossoms", nested(20, n // 41)
        yield "Tutte barrier", tutte(n)


LARGEST = {"lemon": 5e9, "pymatching": 5e9, "rustworkx": 1e8, "networkx": 1e7}
"""Vertices times edges up to which a rival is asked."""


def measured(call: Callable[[], T]) -> tuple[T, float, float]:
    """Return what a call returns, and its CPU and wall seconds, with those of its children."""
    cpu, wall = _cpu(), time.perf_counter()
    found = call()
    return found, _cpu() - cpu, time.perf_counter() - wall


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(own.ru_utime + own.ru_stime for own in used)


def rivals(instance: Instance, factor: float) -> Iterator[tuple[str, Found, float, float]]:
    """Yield what others find, with CPU and wall seconds."""
    n, ends, weights, _, must = instance
    for name, largest in LARGEST.items():
        if n * len(ends) > factor * largest:
            continue
        if must.all():
            found, cpu, wall = measured(partial(PERFECT[name], n, ends, weights))
            yield name, found, cpu, wall
        elif name == "rustworkx":
            best, cpu, wall = measured(partial(rustworkx_best, instance))
            yield name, Found("INFEASIBLE" if best is None else "OPTIMAL", best), cpu, wall


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--small", action="store_true", help="up to 3,000 vertices only")
    parser.add_argument("--only", default="", help="instances whose name contains this")
    parser.add_argument("--seconds", type=float, default=120.0, help="limit of each run of ours")
    parser.add_argument(
        "--compare", type=float, default=1.0, help="rivals up to so many times their usual size"
    )
    options = parser.parse_args()
    for name in PERFECT:
        prepare(name)
    match(*complete(10, lambda rng, m: rng.integers(0, 9, m)), Limits(10))  # loads the solver
    print("CPU seconds / wall seconds; in brackets CPU seconds over ours")
    print(f"| instance | n | edges | gap | rests on | sets | ours | {' | '.join(LARGEST)} |")
    print("|---" * (7 + len(LARGEST)) + "|")
    for name, instance in instances(options.small):
        if options.only not in name:
            continue
        n, ends, *_ = instance
        found, cpu, wall = measured(partial(match, *instance, Limits(options.seconds)))
        others = dict.fromkeys(LARGEST, "")
        for rival, other, used, passed in rivals(instance, options.compare):
            others[rival] = f"{used:.2f} / {passed:.2f} ({used / max(cpu, 0.005):.1f})"
            if other.status == "ABSENT":
                others[rival] = "absent"
            elif other.status == "UNKNOWN":
                others[rival] = "no matching"
            elif other.status == "FEASIBLE":  # proves nothing
                assert other.value is not None
                assert other.value <= found.bound, (name, rival)
            else:
                assert found.infeasible == (other.status == "INFEASIBLE"), (name, rival)
                assert found.value == other.value, (name, rival, found.value, other.value)
        gap = "?" if found.value is None else str(found.bound - found.value)
        told = [
            "infeasible" if found.infeasible else gap,
            "prices" if found.by_prices else "search",
        ]
        ours = [*told, len(found.sets), f"{cpu:.2f} / {wall:.2f}"]
        print("| " + " | ".join(map(str, [name, n, len(ends), *ours, *others.values()])) + " |")


if __name__ == "__main__":
    main()
