"""The linear program: columns and rows that come later, levels, and being stopped."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from peerpair.engines.mathopt import MasterLp


def triangle() -> MasterLp:
    """Return three residents who may pair up or stay alone: half of every pair is best."""
    master = MasterLp(3, [], 1000.0)
    pairs = np.array([[0, 1, -1], [1, 2, -1], [0, 2, -1]])
    master.add(np.array([[0], [1], [2]]), np.zeros(3, dtype=np.int64))
    master.add(pairs, np.array([10, 10, 10]))
    return master


def test_levels_come_beside_prices() -> None:
    found = triangle().solve(10)
    assert found is not None
    assert found.missing == pytest.approx(0)
    assert found.columns.tolist() == pytest.approx([0, 0, 0, 0.5, 0.5, 0.5])
    assert found.residents.tolist() == pytest.approx([5, 5, 5])


def test_rows_and_columns_may_come_later() -> None:
    master = triangle()
    master.solve(10)
    master.add_row(np.array([0, 0, 0, 1, 1, 1]), 1)
    found = master.solve(10)
    assert found is not None
    assert found.columns[3:].sum() == pytest.approx(1)
    assert found.residents.sum() + found.rows.sum() == pytest.approx(10)
    at = np.zeros(1, dtype=np.int64)
    master.add(np.array([[0, 1, 2]]), np.array([30]), entries=(at, at, at + 1))
    found = master.solve(10)
    assert found is not None
    assert found.columns.tolist() == pytest.approx([0, 0, 0, 0, 0, 0, 1])


def test_an_artificial_column_carries_what_no_column_covers() -> None:
    master = MasterLp(2, [0], 100.0)
    master.add(np.array([[0, 1]]), np.array([5]), [np.array([1])])
    found = master.solve(10)
    assert found is not None
    assert found.missing > 0.5


def test_dropped_rows_leave_the_others_their_prices() -> None:
    master = triangle()
    pairs = np.array([0, 0, 0, 1, 1, 1])
    for limit in (5, 1, 7):
        master.add_row(pairs, limit)
    bound = master.solve(10.0)
    assert bound is not None
    master.drop_rows(bound.rows <= 0)
    master.add_row(pairs, 9)
    after = master.solve(10.0)
    assert after is not None
    assert len(bound.rows) == 3
    assert len(after.rows) == 2
    np.testing.assert_allclose(after.rows[0], bound.rows[1])
    np.testing.assert_allclose(after.residents, bound.residents)
    master.drop_rows(np.array([True, False]))
    free = master.solve(10.0)
    assert free is not None
    assert free.columns.tolist() == pytest.approx([0, 0, 0, 0.5, 0.5, 0.5])


def large() -> MasterLp:
    """Return a program that takes a second or more."""
    n = 4000
    rng = np.random.default_rng(0)
    ends = np.sort(rng.integers(0, n, (40 * n, 2)), axis=1)
    ends = ends[ends[:, 0] < ends[:, 1]]
    master = MasterLp(n, [], 1e9)
    master.add(ends, rng.integers(0, 10**6, len(ends)))
    return master


def test_a_solve_ends_once_told_to_stop() -> None:
    threads = threading.active_count()
    master = large()
    assert master.solve(60, lambda: True) is None
    assert threading.active_count() == threads


def test_what_stop_raises_is_raised() -> None:
    def stop() -> bool:
        raise KeyError("broken")

    threads = threading.active_count()
    with pytest.raises(KeyError, match="broken"):
        large().solve(60, stop)
    assert threading.active_count() == threads
