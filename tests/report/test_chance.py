"""Random groups beside the answer: against the plain facts, and against all ways of drawing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Result, Status
from peerpair.report.gather.chance import chance
from peerpair.verify.facts import PlainFacts
from tests.report.by_hand import consecutive, result_of

MEETINGS: list[dict[str, Any]] = [
    {},
    {"quorum": 2},
    {"mode": "in_person"},
    {"quorum": 2, "mode": "in_person"},
]


def by_weeks(problem: Problem, facts: PlainFacts, groups: Sequence[Sequence[str]]) -> list[int]:
    """Residents by weeks met, one group at a time; those without a group under 0."""
    assert problem.horizon is not None
    met = Counter(weeks for group in groups for weeks in facts.weeks_met(tuple(group)).values())
    met[0] += len(problem.active) - sum(map(len, groups))
    return [met[k] for k in range(problem.horizon.weeks + 1)]


def cut(names: Sequence[str], sizes: Sequence[int]) -> list[Sequence[str]]:
    ends = [sum(sizes[: k + 1]) for k in range(len(sizes))]
    return [names[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def some_problem(residents: int, seed: int, meeting: dict[str, Any]) -> Problem:
    problem = generate(residents, seed)
    return replace(problem, meeting=replace(problem.meeting, **meeting))


@pytest.mark.parametrize("meeting", MEETINGS, ids=str)
@pytest.mark.parametrize("seed", range(4))
def test_the_formed_groups_are_counted_as_the_plain_facts_do(
    meeting: dict[str, Any], seed: int
) -> None:
    problem = some_problem(11 + seed, seed, meeting)
    groups = consecutive(problem)[1:]  # two are left out
    found = chance(problem, result_of(problem, groups), draws=1)
    assert found is not None
    assert list(found.formed) == by_weeks(problem, PlainFacts(problem), groups)


@pytest.mark.parametrize("meeting", MEETINGS, ids=str)
def test_the_mean_tends_to_that_over_all_orders(meeting: dict[str, Any]) -> None:
    problem = some_problem(6, 2, meeting)
    names = [resident.id for resident in problem.active]
    groups, facts = cut(names, (2, 3)), PlainFacts(problem)
    every = [by_weeks(problem, facts, cut(order, (2, 3))) for order in permutations(names)]
    expected = [sum(column) / len(every) for column in zip(*every, strict=True)]
    found = chance(problem, result_of(problem, groups), draws=20_000)
    assert found is not None
    assert found.mean == pytest.approx(expected, abs=0.05)
    assert len({tuple(row) for row in every}) > 1, "nothing was left to chance"


def test_each_draw_is_of_the_same_sizes_and_loses_nobody() -> None:
    problem = generate(23, 5)
    found = chance(problem, result_of(problem, consecutive(problem)[2:]), draws=50)
    assert found is not None
    assert sum(found.formed) == len(problem.active)
    assert sum(found.mean) == pytest.approx(len(problem.active))
    assert found.mean[0] >= 4
    assert found.low[0] >= 4
    assert all(low <= high for low, high in zip(found.low, found.high, strict=True))
    assert found.low != found.high
    assert found.draws == 50


def test_equal_seeds_give_equal_numbers_whatever_is_measured_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = generate(20, 1)
    result = result_of(problem, consecutive(problem))
    found = chance(problem, result, draws=40, seed=7)
    monkeypatch.setattr("peerpair.report.gather.chance._AT_ONCE", 25)
    assert chance(problem, result, draws=40, seed=7) == found
    assert chance(problem, result, draws=40, seed=8) != found


def test_rules_play_no_part() -> None:
    problem = generate(12, 2)
    result = result_of(problem, consecutive(problem))
    free = replace(problem, constraints=(), objectives=())
    bound = replace(problem, constraints=(Exclude("r001", "r003", private=True),))
    assert chance(free, result) == chance(bound, result)


def test_without_a_horizon_or_groups_there_is_nothing_to_compare() -> None:
    plain = Problem((Resident("a"), Resident("b")))
    assert chance(plain, result_of(plain, [("a", "b")])) is None
    assert chance(generate(4, 1), Result(Status.INFEASIBLE)) is None
