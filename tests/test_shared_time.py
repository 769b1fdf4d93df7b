"""Shared time in bulk: every way of the kernel against groups measured one by one."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from peerpair.compile import shared_time
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.shared_time import SharedTimeKernel
from tests.hospitals import make_problem, seeds


@pytest.mark.parametrize("table", [0, 96], ids=["many patterns", "few patterns"])
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(seeds)
def test_tables_agree_with_single_groups(
    monkeypatch: pytest.MonkeyPatch, table: int, seed: int
) -> None:
    monkeypatch.setattr(shared_time, "_TABLE", table)
    kernel = SharedTimeKernel(DenseCohort(make_problem(seed, n=6)))
    n = kernel.n
    pairs = np.array([*combinations(range(n), 2)], dtype=np.int64).reshape(-1, 2)
    minutes, weeks = kernel.measure(pairs)
    one, other = pairs.T
    assert (kernel.pairs[0][one, other] == minutes).all()
    assert (kernel.pairs[1][one, other] == weeks[:, 0]).all()
    for first in range(n - 2):
        others = np.arange(first + 1, n)
        for strip in kernel.triads(first, others):
            cells = [(s, t) for s, t in combinations(range(len(others)), 2)]
            groups = np.array([(first, others[s], others[t]) for s, t in cells])
            minutes, weeks = kernel.measure(groups)
            at = tuple(np.array(cells).T)
            assert (strip.minutes[at] == minutes).all()
            for role in range(3):
                assert (strip.weeks[role % len(strip.weeks)][at] == weeks[:, role]).all()
