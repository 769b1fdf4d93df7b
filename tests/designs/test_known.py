"""Designs that are known by name, checked group by group."""

from __future__ import annotations

import numpy as np
import pytest

from peerpair.designs import Ground, Shape, known_rounds
from peerpair.designs.known import most_rounds
from peerpair.designs.starters import Layout, from_starters
from peerpair.model.arrays import Ints
from tests.designs.brute import check, most

TRIADS = {9: 4, 12: 4, 15: 7, 18: 8, 21: 10, 24: 11, 27: 13, 30: 14, 33: 16, 36: 17, 39: 19}
TRIADS |= {42: 20, 45: 22, 48: 23, 51: 25, 57: 28, 60: 29, 63: 31, 81: 40, 99: 49}


def everybody(n: int, shape: Shape) -> Ground:
    return Ground(~np.eye(n, dtype=bool), [shape])


def known(n: int, shape: Shape) -> list[Ints]:
    rounds = known_rounds(n, shape, lambda: False)
    check(everybody(n, shape), rounds)
    assert len(rounds) <= most_rounds(n, shape)
    return rounds


@pytest.mark.parametrize(("n", "count"), TRIADS.items())
def test_triads_meet_everybody_or_all_but_one(n: int, count: int) -> None:
    assert len(known(n, Shape(0, n // 3))) == count


@pytest.mark.parametrize("n", [2, 4, 10, 30, 60, 200])
def test_pairs_meet_everybody(n: int) -> None:
    assert len(known(n, Shape(n // 2, 0))) == n - 1


@pytest.mark.parametrize("n", [11, 13, 15, 21, 31, 61, 121])
def test_an_odd_number_in_pairs_and_a_triad(n: int) -> None:
    assert len(known(n, Shape((n - 3) // 2, 1))) == n - 4 == most_rounds(n, Shape((n - 3) // 2, 1))


@pytest.mark.parametrize("n", [3, 9, 31])
def test_an_odd_number_in_pairs_of_whom_one_sits_out(n: int) -> None:
    assert len(known(n, Shape(n // 2, 0))) == n


@pytest.mark.parametrize(("n", "count"), [(17, 8), (20, 10), (26, 13), (29, 14), (59, 29)])
def test_triads_and_a_pair(n: int, count: int) -> None:
    assert len(known(n, Shape(1, n // 3))) == count


@pytest.mark.parametrize(("n", "count"), [(10, 5), (13, 6), (16, 8), (22, 11), (28, 14)])
def test_triads_and_two_pairs(n: int, count: int) -> None:
    assert len(known(n, Shape(2, n // 3 - 1))) == count


@pytest.mark.parametrize("n", range(2, 7))
def test_counting_bounds_the_truth(n: int) -> None:
    for triads in range(n // 3 + 1):
        for pairs in range((n - 3 * triads) // 2 + 1):
            shape = Shape(pairs, triads)
            if shape.edges:
                assert len(known(n, shape)) <= most(everybody(n, shape)) <= most_rounds(n, shape)


def test_triads_of_six_and_twelve_have_one_round_fewer_than_counting_says() -> None:
    assert most(everybody(6, Shape(0, 2))) == most_rounds(6, Shape(0, 2)) == 1
    assert most_rounds(12, Shape(0, 4)) == 4


def test_a_search_that_must_stop_returns_what_it_has() -> None:
    assert known_rounds(30, Shape(0, 10), lambda: True) == []
    assert len(known_rounds(21, Shape(0, 7), lambda: True)) == 7


@pytest.mark.parametrize(
    "layout", [Layout(2, 9, 3, short=True), Layout(4, 4, 2, 2), Layout(3, 7, across=3)]
)
def test_layouts_move_base_rounds_into_rounds(layout: Layout) -> None:
    rounds = from_starters(layout, Shape(0, layout.n // 3), lambda: False)
    check(everybody(layout.n, Shape(0, layout.n // 3)), rounds)
    assert len(rounds) in (0, layout.rounds)


def test_rounds_are_the_same_each_time() -> None:
    for shape in (Shape(0, 10), Shape(2, 4), Shape(14, 1)):
        once, again = (known(shape.placed, shape) for _ in range(2))
        assert all((a == b).all() for a, b in zip(once, again, strict=True))
