"""Matching on graphs: against brute force and networkx, every proof checked in plain integers."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from functools import cache

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.engines.limits import Limits
from peerpair.matching import Matched, PairRow, match
from peerpair.model.arrays import Bools, Ints

Edges = list[tuple[int, int]]


def arrays(
    n: int, edges: Edges, weights: Sequence[int], alone: Sequence[int], must: Sequence[bool]
) -> tuple[int, Ints, Ints, Ints, Bools]:
    return (
        n,
        np.array(edges, dtype=np.int64).reshape(-1, 2),
        np.array(weights, dtype=np.int64),
        np.array(alone, dtype=np.int64),
        np.array(must, dtype=bool),
    )


def best_by_brute_force(
    n: int,
    edges: Edges,
    weights: Sequence[int],
    alone: Sequence[int],
    must: Sequence[bool],
    rows: Sequence[PairRow] = (),
) -> int | None:
    """Try every matching; rows count what each edge and each vertex alone adds."""
    at = {edge: j for j, edge in enumerate(edges)}

    @cache
    def options(left: int) -> dict[tuple[int, ...], int]:
        """Return, for each use of the rows, the best weight over vertices left."""
        if not left:
            return {(0,) * len(rows): 0}
        a = left.bit_length() - 1
        found: dict[tuple[int, ...], int] = {}

        def take(rest: int, weight: int, used: list[int]) -> None:
            for use, value in options(rest).items():
                key = tuple(x + y for x, y in zip(use, used, strict=True))
                found[key] = max(found.get(key, value + weight), value + weight)

        if not must[a]:
            take(left ^ 1 << a, alone[a], [int(of_alone[a]) for _, of_alone, _ in rows])
        for b in range(a):
            if left >> b & 1 and (b, a) in at:
                j = at[b, a]
                take(left ^ 1 << a ^ 1 << b, weights[j], [int(c[j]) for c, _, _ in rows])
        return found

    allowed = [
        value
        for use, value in options((1 << n) - 1).items()
        if all(u <= limit for u, (_, _, limit) in zip(use, rows, strict=True))
    ]
    return max(allowed, default=None)


def check_proof(
    found: Matched,
    edges: Edges,
    weights: Sequence[int],
    alone: Sequence[int],
    must: Sequence[bool],
    rows: Sequence[PairRow] = (),
) -> None:
    """Check the prices edge by edge, in Python's integers."""
    if found.infeasible:  # a proof that weights of zero cannot add up to zero
        weights, alone = [0] * len(edges), [0] * len(must)
    prices, scale = [int(p) for p in found.prices], found.scale
    assert scale >= 1
    assert all(u >= 0 for u in found.rows)
    total = sum(prices) + sum(u * row[2] for u, row in zip(found.rows, rows, strict=True))
    sets = []
    for members, z in found.sets:
        assert z > 0
        assert len(members) % 2 == 1
        assert sorted(set(members.tolist())) == members.tolist()
        sets.append((set(members.tolist()), z))
        total += z * (len(members) // 2)
    for j, (a, b) in enumerate(edges):
        paid = prices[a] + prices[b] + sum(z for s, z in sets if a in s and b in s)
        paid += sum(u * int(row[0][j]) for u, row in zip(found.rows, rows, strict=True))
        assert scale * weights[j] <= paid
    for v, needed in enumerate(must):
        paid = prices[v]
        paid += sum(u * int(row[1][v]) for u, row in zip(found.rows, rows, strict=True))
        assert needed or scale * alone[v] <= paid
    assert total // scale == found.priced
    if found.infeasible:
        assert total < 0
    else:
        assert found.bound <= found.priced


def check_answer(
    found: Matched,
    edges: Edges,
    weights: Sequence[int],
    alone: Sequence[int],
    must: Sequence[bool],
    rows: Sequence[PairRow] = (),
) -> None:
    assert found.chosen is not None
    inside = [v for j in found.chosen.tolist() for v in edges[j]]
    assert len(inside) == len(set(inside))
    bare = [v for v in range(len(must)) if v not in inside]
    assert not any(must[v] for v in bare)
    worth = sum(weights[j] for j in found.chosen.tolist()) + sum(alone[v] for v in bare)
    assert worth == found.value
    for of_edges, of_alone, limit in rows:
        used = sum(int(of_edges[j]) for j in found.chosen) + sum(int(of_alone[v]) for v in bare)
        assert used <= limit


def networkx_best(
    n: int, edges: Edges, weights: Sequence[int], alone: Sequence[int], must: Sequence[bool]
) -> int | None:
    rest = [0 if needed else w for needed, w in zip(must, alone, strict=True)]
    unit = 1 + 10 * n * max([1, *map(abs, weights), *map(abs, rest)])
    graph = networkx.Graph()
    graph.add_nodes_from(range(n))
    for (a, b), w in zip(edges, weights, strict=True):
        gain = w - rest[a] - rest[b] + unit * (must[a] + must[b])
        graph.add_edge(a, b, weight=gain, plain=w)
    pairs = networkx.max_weight_matching(graph)
    bare = set(range(n)) - {v for pair in pairs for v in pair}
    if any(must[v] for v in bare):
        return None
    return int(sum(graph.edges[pair]["plain"] for pair in pairs)) + sum(rest[v] for v in bare)


@st.composite
def problems(
    draw: st.DrawFn,
) -> tuple[int, Edges, list[int], list[int], list[bool]]:
    n = draw(st.integers(0, 9))
    every = [(a, b) for b in range(n) for a in range(b)]
    edges = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    size = draw(st.sampled_from([0, 1, 3, 50, 10**6, 2**31 - 1]))
    number = st.integers(-size, size) if draw(st.booleans()) else st.integers(0, size)
    weights = draw(st.lists(number, min_size=len(edges), max_size=len(edges)))
    alone = draw(st.lists(number, min_size=n, max_size=n))
    kind = draw(st.sampled_from(["all", "none", "some"]))
    some = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    must = {"all": [True] * n, "none": [False] * n, "some": some}[kind]
    return n, edges, weights, alone, must


@given(problems())
@settings(max_examples=400)
def test_the_best_matching_is_found_and_proven_by_prices(
    problem: tuple[int, Edges, list[int], list[int], list[bool]],
) -> None:
    n, edges, weights, alone, must = problem
    found = match(*arrays(n, edges, weights, alone, must), Limits())
    best = best_by_brute_force(n, edges, weights, alone, must)
    assert best == networkx_best(n, edges, weights, alone, must)
    check_proof(found, edges, weights, alone, must)
    assert found.infeasible == (best is None)
    if best is not None:
        check_answer(found, edges, weights, alone, must)
        assert found.value == best
        assert found.proven
        assert found.by_prices


@given(problems(), st.data())
@settings(max_examples=200)
def test_rows_bound_and_are_kept(
    problem: tuple[int, Edges, list[int], list[int], list[bool]], data: st.DataObject
) -> None:
    n, edges, weights, alone, must = problem
    small = st.integers(-1, 2)
    rows = [
        (
            np.array(data.draw(st.lists(small, min_size=len(edges), max_size=len(edges))), int),
            np.array(data.draw(st.lists(small, min_size=n, max_size=n)), int),
            data.draw(st.integers(-1, 4)),
        )
        for _ in range(data.draw(st.integers(1, 2)))
    ]
    found = match(*arrays(n, edges, weights, alone, must), Limits(), rows=rows)
    best = best_by_brute_force(n, edges, weights, alone, must, rows)
    check_proof(found, edges, weights, alone, must, rows)
    if found.infeasible:
        assert best is None
    elif best is not None:
        assert found.bound >= best
    if found.chosen is not None:
        check_answer(found, edges, weights, alone, must, rows)
        assert best is not None
        assert found.value is not None
        assert found.value <= best
        assert not found.proven or found.value == best


def near_in_the_plane(n: int, seed: int) -> tuple[Edges, list[int]]:
    """Points joined where close: odd components, blossoms within blossoms."""
    points = np.random.default_rng(seed).integers(0, 1000, (n, 2))
    every = [(a, b) for b in range(n) for a in range(b)]
    far = [int(np.hypot(*(points[a] - points[b]))) for a, b in every]
    limit = sorted(far)[len(far) // 8]
    edges = [e for e, d in zip(every, far, strict=True) if d <= limit]
    return edges, [-d for d in far if d <= limit]


@pytest.mark.parametrize("seed", range(12))
def test_blossoms_within_blossoms(seed: int) -> None:
    n = 60
    edges, weights = near_in_the_plane(n, seed)
    must = [seed % 3 > 0] * n
    alone = [-200 if seed % 2 else 0] * n
    found = match(*arrays(n, edges, weights, alone, must), Limits())
    best = networkx_best(n, edges, weights, alone, must)
    check_proof(found, edges, weights, alone, must)
    assert found.infeasible == (best is None)
    assert found.infeasible or (found.value == found.bound == best and found.by_prices)


def complete(n: int, largest: int, seed: int = 0) -> tuple[int, Ints, Ints, Ints, Bools]:
    ends = np.stack(np.triu_indices(n, 1), axis=1)
    weights = np.random.default_rng(seed).integers(0, largest + 1, len(ends))
    return n, ends, weights, np.zeros(n, dtype=np.int64), np.ones(n, dtype=bool)


@pytest.mark.parametrize("largest", [0, 2, 1000, 2**31 - 1])
def test_complete_graphs_are_proven_by_prices(largest: int) -> None:
    n, ends, weights, alone, must = complete(200, largest)
    found = match(n, ends, weights, alone, must, Limits())
    edges, listed = [(int(a), int(b)) for a, b in ends], weights.tolist()
    check_proof(found, edges, listed, alone.tolist(), must.tolist())
    check_answer(found, edges, listed, alone.tolist(), must.tolist())
    assert found.proven
    assert found.by_prices


def test_an_odd_number_that_must_all_be_covered_is_refused_with_a_proof() -> None:
    n, ends, weights, alone, must = complete(101, 50)
    found = match(n, ends, weights, alone, must, Limits())
    assert found.infeasible
    edges = [(int(a), int(b)) for a, b in ends]
    check_proof(found, edges, weights.tolist(), alone.tolist(), must.tolist())


def test_equal_input_gives_equal_output() -> None:
    instance = complete(150, 3)
    one, two = match(*instance, Limits()), match(*instance, Limits())
    assert one.chosen is not None
    assert two.chosen is not None
    assert one.chosen.tolist() == two.chosen.tolist()
    assert one.prices.tolist() == two.prices.tolist()


def test_a_known_matching_is_never_made_worse_and_bounds_hold_without_time() -> None:
    n, ends, weights, alone, must = complete(100, 10**6)
    best = match(n, ends, weights, alone, must, Limits())
    stopped = match(n, ends, weights, alone, must, Limits(seconds=0.0), known=best.chosen)
    assert best.value is not None
    assert stopped.value == best.value <= stopped.bound == stopped.priced
    assert stopped.interrupted


def test_a_stop_ends_the_run_with_a_bound_and_leaves_no_thread() -> None:
    n, ends, weights, alone, must = complete(1500, 10**6)
    before = threading.active_count()
    asked = itertools.count()
    found = match(n, ends, weights, alone, must, Limits(stop=lambda: next(asked) >= 3))
    assert found.interrupted
    assert next(asked) == 4  # once told to stop, it does not ask again
    assert threading.active_count() == before
    assert found.bound == found.priced
    assert found.value is None or found.value <= found.bound
