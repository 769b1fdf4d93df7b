"""Values may be as large as the specification admits: the answer scales with the weights."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.compile.compile import compile_problem
from peerpair.objectives import AffinityPoints, SizePoints
from tests.brute import solve_by_force

TESTS = Path(__file__).parents[1]
STORED = sorted((TESTS / "golden").glob("*.problem.json"))
STORED += [
    path
    for path in sorted((TESTS.parent / "benchmarks" / "instances").glob("*.problem.json"))
    if path.name != "triads-sparse-60-own.problem.json"  # made to take minutes
]
LARGEST, HEAVIEST = 2**31 - 1, 10**6


def times(problem: pp.Problem, factor: int) -> pp.Problem:
    """Return a problem in which everything is worth more by a factor."""
    rules = [replace(rule, weight=factor * rule.weight) for rule in problem.objectives]
    unplaced = problem.unplaced
    if isinstance(unplaced, pp.Penalty):
        unplaced = pp.Penalty(factor * unplaced.points)
    return replace(problem, objectives=rules, unplaced=unplaced)


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name.split(".")[0])
def test_scaled_weights_scale_the_answer(path: Path) -> None:
    problem = pp.read_problem(path)
    weights = [abs(rule.weight) for rule in problem.objectives]
    most = min(LARGEST // compile_problem(problem).largest, HEAVIEST // max(weights))
    plain = pp.solve(problem)
    assert plain.status is pp.Status.OPTIMAL
    assert plain.value is not None
    for factor in sorted({3, 1000, most // 3, most}):
        if factor > most:
            continue
        found = pp.solve(times(problem, factor))
        assert found.status is pp.Status.OPTIMAL, factor
        assert found.value == found.bound == factor * plain.value
        assert found.levels == plain.levels
        assert [g.members for g in found.groups] == [g.members for g in plain.groups]
        assert pp.verify(times(problem, factor), found, certificate=True).ok


def test_a_large_value_beside_a_small_penalty() -> None:
    """Whoever never meets makes a row of the model; the other prices are near 2^31."""
    start, end = date(2026, 8, 3), date(2026, 8, 21)
    problem = pp.Problem(
        [pp.Resident(name, coverage=() if name == "a" else None) for name in "abcd"],
        pp.Horizon(start, end),
        "UTC",
        affinities=[pp.Affinity(("a", "b"), 2146), pp.Affinity(("c", "d"), 1418)],
        objectives=[AffinityPoints(10**6)],
        per="group",
        sizes="pairs",
        unplaced=pp.Penalty(1),
    )
    found = pp.solve(problem)
    assert found.status is pp.Status.OPTIMAL
    assert [level.value for level in found.levels] == [2, 2, 2]
    assert found.value == found.bound == 10**6 * (2146 + 1418)


@pytest.mark.parametrize("penalty", [0, 1, 2**30, 2**40])
@pytest.mark.parametrize("points", [LARGEST, -LARGEST, LARGEST - 1])
def test_the_largest_values_that_there_are(points: int, penalty: int) -> None:
    people = [pp.Resident(name) for name in "abcdefg"]
    pairs = [("a", "b"), ("b", "c"), ("a", "c"), ("d", "e"), ("f", "g"), ("e", "f"), ("c", "d")]
    triads = [("a", "b", "d"), ("e", "f", "g"), ("c", "f", "g")]
    affinities = [pp.Affinity(g, points // (2 + i) + i) for i, g in enumerate([*pairs, *triads])]
    affinities[0] = pp.Affinity(("a", "b"), points)
    problem = pp.Problem(
        people,
        affinities=affinities,
        objectives=[AffinityPoints(), SizePoints()],
        per="group",
        sizes="mixed",
        unplaced=pp.Penalty(penalty),
    )
    found, best = pp.solve(problem), solve_by_force(problem)
    assert found.status is pp.Status.OPTIMAL
    assert found.value == found.bound == best.value
    assert pp.verify(problem, found, certificate=True).ok
