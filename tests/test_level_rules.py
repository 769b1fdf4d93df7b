"""Levels: bulk and plain words agree, and what bounds a triad by its pairs does bound it."""

from __future__ import annotations

import random
from datetime import date, datetime
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given

import peerpair as pp
from peerpair.compile.batches import StripBatch
from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.generate import generate
from peerpair.levels.base import Count
from peerpair.levels.kept import OlderGroups
from peerpair.levels.order import levels_of
from peerpair.model.settings import Horizon
from peerpair.verify import PlainFacts
from peerpair.verify.counts import Counts
from peerpair.verify.values import Values
from tests.hospitals import make_problem, seeds


def kept(problem: pp.Problem, seed: int) -> OlderGroups:
    """Return older groups, disjoint, some with residents who take no part."""
    rng = random.Random(seed)
    names = [resident.id for resident in problem.residents]
    rng.shuffle(names)
    groups = []
    while len(names) > 1:
        size = min(len(names), rng.choice([2, 3]))
        groups.append(tuple(names[:size]))
        names = names[size:]
    return OlderGroups(tuple(groups), rng.choice([0, 1, 2]))


@given(seeds)
def test_every_count_says_the_same_in_bulk_and_plainly(seed: int) -> None:
    problem = make_problem(seed)
    facts, cohort = PlainFacts(problem), DenseCohort(problem)
    rules = [r for r in levels_of(problem, kept(problem, seed)) if isinstance(r, Count)]
    oracle = Oracle(cohort, counts=rules)
    names = [resident.id for resident in problem.active]
    values, in_parts = Values(facts), Counts(facts)
    for size in (2, 3):
        rows = [*combinations(range(len(names)), size)]
        if not rows:
            continue
        at = np.array(rows)
        batch, block = oracle.batch(at), values.block(at)
        for rule in rules:
            plain = [rule.count(tuple(names[i] for i in row), facts) for row in rows]
            assert rule.counts(batch).tolist() == plain
            assert max(plain) <= rule.most(problem)
            if rule.level.counts:
                assert in_parts.of(rule, block).tolist() == plain
            sixths = [rule.sixths(cohort, sign) if size == 3 else None for sign in (1, -1)]
            for sign, table in zip((1, -1), sixths, strict=True):
                if table is not None:
                    for row, count in zip(rows, plain, strict=True):
                        assert 6 * sign * count >= sum(table[i, j] for i, j in combinations(row, 2))


@given(seeds)
def test_blocks_of_triads_count_what_lists_do(seed: int) -> None:
    problem = make_problem(seed)
    if problem.raw:
        return
    cohort = DenseCohort(problem)
    rules = [r for r in levels_of(problem, kept(problem, seed)) if isinstance(r, Count)]
    oracle = Oracle(cohort, counts=rules)
    for first in range(max(0, oracle.n - 2)):
        block = oracle.block(first)
        listed = oracle.batch(block.members(np.arange(len(block))).astype(np.int64))
        for row, rule in zip(block.rows[-len(rules) :] if rules else (), rules, strict=True):
            assert row.tolist() == rule.counts(listed).tolist()


def test_a_strip_gives_the_numbers_of_its_members_in_order() -> None:
    problem = generate(9, 0)
    strip = StripBatch(DenseCohort(problem), 2, (3, 6), None)
    first, second, third = np.broadcast_arrays(*strip.member_numbers(np.arange(9)), subok=False)
    assert (first == 2).all()
    assert second[:, 0].tolist() == [3, 4, 5]
    assert third[0].tolist() == [3, 4, 5, 6, 7, 8]


def test_levels_come_in_the_order_of_the_specification() -> None:
    people = [pp.Resident("a", credit=2, sat_out=1), pp.Resident("b"), pp.Resident("c", credit=1)]
    problem = pp.Problem(
        people,
        horizon=Horizon(date(2026, 8, 3), date(2026, 8, 17)),
        timezone="UTC",
        unplaced="allow",
        repeats="avoid",
    )
    names = [rule.level.name for rule in levels_of(problem, OlderGroups((("a", "b"),)))]
    weeks = [f"weeks<={t}{c}" for t in (0, 1) for c in (",credit>=2", ",credit>=1", "")]
    assert names == ["unplaced", "groups_kept", "pairs_kept", *weeks, "repeats", "sat_out"]


@pytest.mark.parametrize("credit", [0, 1])
def test_whoever_was_left_out_before_comes_first(credit: int) -> None:
    """Two of three can meet; without credit the total decides who they are."""

    def busy(who: str, day: int) -> pp.Assignment:
        return pp.Assignment(who, datetime(2026, 8, day, 0), datetime(2026, 8, day + 3, 0))

    people = [pp.Resident("a"), pp.Resident("b"), pp.Resident("c", credit=credit)]
    problem = pp.Problem(
        people,
        horizon=Horizon(date(2026, 8, 3), date(2026, 8, 9)),
        timezone="UTC",
        busy=[busy("a", 3), busy("c", 6)],  # a and c never meet; b has more time for a
        preferences=[pp.Preference("b", "a", 1000)],
        sizes=pp.Sizes((0, None), (0, 0)),
        unplaced="allow",
    )
    result = pp.solve(problem)
    assert result.status is pp.Status.OPTIMAL
    assert result.groups[0].members == (("b", "c") if credit else ("a", "b"))
