"""Rounds and bounds on any graph, beside the truth from every possibility."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.designs import (
    Bound,
    BoundKind,
    Ground,
    Shape,
    closer_bound,
    find_rounds,
    quick_bound,
    search,
)
from peerpair.designs.bounds import matching_size
from peerpair.designs.known import most_rounds
from peerpair.model.arrays import Bools, Ints
from tests.designs.brute import check, every_round, most


def shapes_of(n: int, out: int) -> list[Shape]:
    """Return every shape that leaves so many out."""
    shapes = (Shape((n - out - 3 * t) // 2, t) for t in range((n - out) // 3 + 1))
    return [shape for shape in shapes if shape.placed == n - out and shape.edges]


def drawn(seed: int) -> Ground:
    """Return a small ground: any graph, any shapes, rules for groups now and then."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([2, 3, 4, 5, 5, 6, 6, 6, 7]))
    upper = np.triu(rng.random((n, n)) < rng.choice([0.3, 0.6, 0.8, 0.95, 1]), 1)
    known = shapes_of(n, 0) or shapes_of(n, 1)
    if rng.random() < 0.3:
        known = shapes_of(n, int(rng.integers(n - 1))) or known
    kept = [shape for shape in known if rng.random() < 0.6] or known[:1]
    pairs = np.triu(rng.random((n, n)) < 0.7, 1)
    listed = {t for t in combinations(range(n), 3) if rng.random() < 0.6}

    def triads(groups: Ints) -> Bools:
        return np.array([tuple(row) in listed for row in groups.tolist()], dtype=bool)

    return Ground(
        upper | upper.T,
        kept,
        pairs | pairs.T if rng.random() < 0.3 else None,
        triads if rng.random() < 0.3 else None,
        rng.random(n) < 0.3 if rng.random() < 0.3 else None,
    )


def never() -> bool:
    return False


@settings(deadline=None, max_examples=200)
@given(st.integers(0, 2**32))
def test_the_truth_lies_between_rounds_and_bound(seed: int) -> None:
    ground = drawn(seed)
    truth = most(ground)
    bound = quick_bound(ground)
    assert truth <= bound.rounds, bound
    rounds = find_rounds(ground, bound.rounds, never)
    check(ground, rounds)
    better, more = closer_bound(ground, bound, rounds, never)
    check(ground, more)
    assert len(rounds) <= len(more) == truth == better.rounds, (bound, better)
    _true(ground, bound)
    _true(ground, better)


def _true(ground: Ground, bound: Bound) -> None:
    """Fail unless the numbers of a reason are those of the graph."""
    inside, outside = set(bound.vertices), set(range(ground.n)) - set(bound.others)
    ends = sum(bool(ground.meet[a, b]) for a in inside for b in outside)
    if bound.kind is BoundKind.NO_ROUND:
        assert not every_round(ground)
    elif bound.kind is BoundKind.ODD_SET:
        assert len(inside) % 2 == 1
        pairs = ground.pair_groups
        leaving = sum(bool(pairs[a, b]) for a in inside for b in range(ground.n) if b not in inside)
        assert leaving == bound.have == bound.rounds
    elif bound.kind is BoundKind.CROWD:
        assert bound.have <= ends  # edges in no group that is allowed do not count
        assert bound.rounds == bound.have // bound.need
    elif bound.kind is BoundKind.MEETINGS:
        assert bound.rounds == bound.have // bound.need
    elif bound.kind is BoundKind.PARTNERS:
        assert inside or ground.out


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32))
def test_cuts_bound_the_truth(seed: int) -> None:
    """Without the search that settles what is small."""
    ground = drawn(seed)
    if len(ground.shapes) > 1 or ground.out or 0 not in ground.shapes[0]:
        return
    bound = quick_bound(ground)
    closer, _ = closer_bound(ground, bound, [], lambda: False)
    assert closer.rounds <= bound.rounds
    assert most(ground) <= closer.rounds


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 2**32))
def test_searches_beside_the_list_of_all_rounds_keep_the_rules(seed: int) -> None:
    ground = drawn(seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_SMALL", 0)
        patch.setattr(search, "_MOST", 500)
        patch.setattr(search, "_more", lambda _, rounds, *__: rounds)
        rounds = find_rounds(ground, quick_bound(ground).rounds, never, seed=seed % 7)
    check(ground, rounds)


def test_an_odd_set_that_few_leave() -> None:
    """Two odd parts in which everybody may meet, and two edges between them."""
    meet = np.zeros((10, 10), dtype=bool)
    meet[:5, :5] = meet[5:, 5:] = ~np.eye(5, dtype=bool)
    meet[0, 5] = meet[5, 0] = meet[1, 6] = meet[6, 1] = True
    ground = Ground(meet, [Shape(5, 0)])
    bound, rounds = closer_bound(ground, quick_bound(ground), [], never)
    assert (bound.kind, bound.rounds) == (BoundKind.ODD_SET, 2)
    assert (len(bound.vertices), bound.have) == (5, 2)
    check(ground, rounds)
    assert len(rounds) == len(find_rounds(ground, 2, never)) == 2


def test_a_crowd_that_can_meet_few_others_only() -> None:
    """Seven of twelve who may not meet each other, but for one pair, have five to meet."""
    meet = ~np.eye(12, dtype=bool)
    meet[:7, :7] = False
    meet[0, 1] = meet[1, 0] = True
    ground = Ground(meet, [Shape(6, 0)])
    bound, _ = closer_bound(ground, quick_bound(ground), [], never)
    assert bound.kind in (BoundKind.CROWD, BoundKind.NO_ROUND)
    assert bound.rounds <= 1


def test_matchings_inside_odd_circles() -> None:
    rng = np.random.default_rng(0)
    for _ in range(60):
        n = int(rng.integers(1, 9))
        upper = np.triu(rng.random((n, n)) < 0.4, 1)
        graph = upper | upper.T
        pairs = [tuple(edge) for edge in np.argwhere(upper).tolist()]
        best = max(
            k
            for k in range(n // 2 + 1)
            for some in combinations(pairs, k)
            if len({v for pair in some for v in pair}) == 2 * k
        )
        assert matching_size(graph) == best


def excluded(n: int, share: float, seed: int) -> Bools:
    """Return who may meet when a share of the pairs, drawn at random, may not."""
    rng = np.random.default_rng(seed)
    meet = ~np.eye(n, dtype=bool)
    pairs = np.argwhere(np.triu(meet, 1))
    one, other = pairs[rng.choice(len(pairs), round(share * len(pairs)), replace=False)].T
    meet[one, other] = meet[other, one] = False
    return meet


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [9, 15, 18, 21, 27, 30])
def test_triads_with_a_fiftieth_of_the_pairs_excluded(n: int, seed: int) -> None:
    ground = Ground(excluded(n, 0.02, seed), [Shape(0, n // 3)])
    bound = quick_bound(ground)
    rounds = find_rounds(ground, bound.rounds, never)
    check(ground, rounds)
    assert len(rounds) >= most_rounds(n, Shape(0, n // 3)) - 2
    assert len(rounds) >= bound.rounds - 1


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6])
@pytest.mark.parametrize("n", [12, 30, 60])
def test_pairs_with_some_excluded_go_as_many_rounds_as_the_poorest_has_partners(
    n: int, share: float
) -> None:
    ground = Ground(excluded(n, share, 1), [Shape(n // 2, 0)])
    bound = quick_bound(ground)
    rounds = find_rounds(ground, bound.rounds, never)
    check(ground, rounds)
    assert len(rounds) == bound.rounds


def test_equal_seeds_give_equal_rounds() -> None:
    ground = Ground(excluded(21, 0.1, 3), [Shape(0, 7)])
    once, again = (find_rounds(ground, 8, never, seed=5) for _ in range(2))
    assert [r.tolist() for r in once] == [r.tolist() for r in again]


def test_a_search_that_is_over_returns_what_it_has() -> None:
    ground = Ground(excluded(30, 0.02, 0), [Shape(15, 0)])
    check(ground, find_rounds(ground, 29, lambda: True))
    bound = quick_bound(ground, lambda: True)
    assert closer_bound(ground, bound, [], lambda: True)[0] == bound
