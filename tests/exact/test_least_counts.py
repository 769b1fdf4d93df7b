"""The least counts of levels: never above what there is, and as a rule just that."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

import peerpair as pp
from peerpair.compile.chunks import low_code, low_digits
from peerpair.compile.columns import Columns
from peerpair.compile.compile import compile_problem
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Ints
from peerpair.objectives import SharedTime
from peerpair.strategies.base import Answer
from peerpair.strategies.exact import doubt, strategy
from peerpair.strategies.exact.doubt import Doubt
from peerpair.strategies.exact.gathering import gather
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
    assert [least.bound for least in found] <= levels[: len(found)]
    assert [least.row.limit for least in found] == [least.bound for least in found]


@pytest.mark.parametrize("unplaced", ["forbid", "allow", pp.Penalty(500)])
@pytest.mark.parametrize("sizes", ["triads", "mixed"])
@pytest.mark.parametrize("seed", range(25))
def test_levels_had_at_once_are_those_of_brute_force(
    seed: int, sizes: str, unplaced: str | pp.Penalty, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strategy, "Greedy", _Nothing)
    monkeypatch.setattr(doubt, "_MANY", doubt._MANY if seed % 2 else 0)
    problem = replace(scattered(seed, 8 if seed % 2 else 7, sizes), unplaced=unplaced)
    found, best = pp.solve(problem), solve_by_force(problem)
    assert found.status is best.status
    assert tuple(level.value for level in found.levels) == best.levels
    assert found.value == best.value
    assert pp.verify(problem, found, certificate=True).ok


def unsure(least: int, value: int | None) -> tuple[int, int | None]:
    """Return a count of which less is proven."""
    return max(0, least - 1), value


def clumsy(least: int, value: int | None) -> tuple[int, int | None]:
    """Return a count that is not the least."""
    return least, None if value is None else value + 2


@pytest.mark.parametrize("spoiled", [unsure, clumsy])
@pytest.mark.parametrize("seed", range(10))
def test_counts_that_are_not_proven_least_are_gone_back_to(
    seed: int,
    spoiled: Callable[[int, int | None], tuple[int, int | None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settle = Doubt.settle
    monkeypatch.setattr(Doubt, "settle", lambda own, *given: spoiled(*settle(own, *given)))
    problem = scattered(seed, 9, "mixed")
    found, best = pp.solve(problem), solve_by_force(problem)
    assert pp.verify(problem, found, certificate=True).ok
    assert tuple(level.value for level in found.levels) == best.levels
    assert (found.status, found.value) == (pp.Status.OPTIMAL, best.value)


def drawn(seed: int, n: int) -> tuple[Columns, Ints]:
    """Return groups of n residents, with others or without, that are low from some level on."""
    rng = np.random.default_rng(seed)
    least = rng.integers(0, 4, n)
    members, sizes, first = [], [], []
    for inside in (1, 2, 3):
        for group in itertools.combinations(range(n), inside):
            for size in {max(2, inside), 3}:
                if inside > 1 and rng.random() < 0.3:
                    continue  # forbidden
                members.append([*group, *[-1] * (3 - inside)])
                sizes.append(size)
                lower = rng.integers(0, 4) if inside > 1 else 3
                first.append(min(int(least[list(group)].min()), int(lower)))
    low = np.array(first)[:, None] <= np.arange(3)
    codes = low_code([at.astype(np.uint8) * np.uint8(3) for at in low.T])
    nothing = np.zeros(len(members), dtype=np.int64)
    own: Ints = np.array(sizes)  # stands where its value does, to be known again
    return Columns(np.array(members, dtype=np.int32), own, codes, nothing, ()), own


def worth(columns: Columns, sizes: Ints, at: Sequence[int]) -> tuple[int, ...]:
    """Return how many are low at each level."""
    low = low_digits(3)[columns.low[list(at)]] > 0
    return tuple((low * sizes[list(at), None]).sum(axis=0).tolist())


@pytest.mark.parametrize("pairs", [0, 2, 9])
@pytest.mark.parametrize("seed", range(20))
def test_what_is_gathered_is_best_as_a_rule(seed: int, pairs: int) -> None:
    n = 4 + seed % 3
    columns, sizes = drawn(seed, n)
    rows = columns.members.tolist()
    groups = [{m for m in row if m >= 0} for row in rows]
    best: list[tuple[int, ...]] = [(10**6,)]

    def place(left: set[int], at: tuple[int, ...]) -> None:
        if not left:
            if sum(sizes[j] == 2 for j in at) <= pairs:
                best[0] = min(best[0], worth(columns, sizes, at))
            return
        for j, group in enumerate(groups):
            if min(left) in group and group <= left:
                place(left - group, (*at, j))

    place(set(range(n)), ())
    found = gather(columns, sizes, np.zeros(3, dtype=np.int64), pairs, lambda: False)
    assert found is not None
    at = [rows.index(row) for row in found.members.tolist()]
    assert sorted(m for j in at for m in groups[j]) == list(range(n))
    own = found.values  # each column's size
    assert tuple(((low_digits(3)[found.low] > 0) * own[:, None]).sum(axis=0)) == best[0]


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
        if some:
            rows = counts.rows(2, 1, least, least + 1)
            codes = [np.array([0, 0]), np.array([2, 3])]  # of a low pair and a low triad
            weights = [own.function.table for own in rows]
            low = [table[low_code(codes)] for table in weights if table is not None]
            assert len(low) == len(rows)
            ways = np.array(sorted(some))
            for way in itertools.product(range(n), repeat=2):
                if way @ np.array([2, 3]) > least + 1:
                    continue
                held = [(own * way).sum() <= r.limit for own, r in zip(low, rows, strict=True)]
                between = (ways.min(axis=0) <= way).all() and (way <= ways.max(axis=0)).all()
                assert all(held) == between
