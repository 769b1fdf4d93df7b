"""The least counts of levels: never above what there is, and as a rule just that."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

import peerpair as pp
from peerpair.compile.compiled import compile_problem
from peerpair.engines.limits import Limits
from peerpair.objectives import SharedTime
from peerpair.strategies.base import Answer
from peerpair.strategies.exact import strategy
from peerpair.strategies.exact.least_counts import least_counts
from peerpair.strategies.exact.low_counts import LowCounts
from peerpair.strategies.exact.model import count_rows, size_rows
from tests.brute import solve_by_force

START = date(2026, 8, 3)


def scattered(seed: int, n: int, sizes: str) -> pp.Problem:
    """Return a cohort of whom each is free in some weeks, a few hardly ever."""
    rng = random.Random(seed)
    weeks = [(START + timedelta(7 * week), START + timedelta(7 * week + 7)) for week in range(4)]
    people = [
        pp.Resident(
            f"r{i}",
            coverage=tuple(week for week in weeks if rng.random() < rng.choice([0.3, 0.9])),
        )
        for i in range(n)
    ]
    horizon = pp.Horizon(START, START + timedelta(28))
    return pp.Problem(people, horizon, "UTC", objectives=[SharedTime(10)], sizes=sizes)


@pytest.mark.parametrize("sizes", ["pairs", "triads", "mixed"])
@pytest.mark.parametrize("seed", range(25))
def test_least_counts_are_never_above_the_optimum(seed: int, sizes: str) -> None:
    problem = scattered(seed, 8 if seed % 2 else 7, sizes)
    compiled = compile_problem(problem)
    best = solve_by_force(problem)
    rows = size_rows(compiled) + count_rows(compiled, (0, 0))
    found, _ = least_counts(compiled, LowCounts.of(compiled), rows, (), Limits())
    assert bool(found) == (3 in compiled.reachable)
    levels = [level for level in best.levels if level is not None]
    assert [least.row.limit for least in found] <= levels[: len(found)]


@pytest.mark.parametrize("unplaced", ["forbid", "allow", pp.Penalty(500)])
@pytest.mark.parametrize("sizes", ["triads", "mixed"])
@pytest.mark.parametrize("seed", range(25))
def test_levels_had_at_once_are_those_of_brute_force(
    seed: int, sizes: str, unplaced: str | pp.Penalty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strategy, "Greedy", _Nothing)
    problem = replace(scattered(seed, 8 if seed % 2 else 7, sizes), unplaced=unplaced)
    found, best = pp.solve(problem), solve_by_force(problem)
    assert found.status is best.status
    assert tuple(level.value for level in found.levels) == best.levels
    assert found.value == best.value
    assert pp.verify(problem, found, certificate=True).ok


class _Nothing:
    """A first answer that there is not."""

    def run(self, *_: object) -> Answer:
        return Answer(pp.Status.UNKNOWN)


@pytest.mark.parametrize("seed", range(40))
def test_counts_are_those_that_groups_add_up_to(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.randint(2, 14)
    (a, b), (c, d) = (sorted((rng.randint(0, 5), rng.randint(0, 7))) for _ in range(2))
    sizes: str | pp.Sizes = rng.choice(["pairs", "triads", "mixed", ""]) or pp.Sizes((a, b), (c, d))
    problem = replace(scattered(seed, n, "mixed"), sizes=sizes)
    compiled = compile_problem(problem)
    counts = LowCounts.of(compiled)
    assert counts is not None
    (low2, high2), (low3, high3) = compiled.pairs, compiled.triads
    splits = [
        (p, t) for p in range(low2, high2 + 1) for t in range(low3, high3 + 1) if 2 * p + 3 * t == n
    ]
    first = {(p, t) for most in splits for p in range(most[0] + 1) for t in range(most[1] + 1)}
    assert {-cost for cost in counts.costs.tolist()} == {2 * p + 3 * t for p, t in first}
    for least in range(n + 1):
        some = {(p, t) for p, t in first if least <= 2 * p + 3 * t <= least + 1}
        more = {(p, t) for p, t in first for q, u in some if p >= q and t >= u}
        after = counts.after(least, least + 1)
        assert {-cost for cost in after.costs.tolist()} == {2 * p + 3 * t for p, t in more}
        assert np.all(np.diff(after.costs) > 0)
