"""Every strategy against brute force over all partitions, on random small hospitals."""

from __future__ import annotations

from hypothesis import given, settings

import peerpair as pp
from peerpair.registry import family
from tests.brute import solve_by_force
from tests.hospitals import make_problem, seeds

DIFFERENTIAL = settings(max_examples=300)


@DIFFERENTIAL
@given(seeds)
def test_exact_finds_the_optimum_and_its_certificate_holds(seed: int) -> None:
    problem = make_problem(seed)
    best = solve_by_force(problem)
    result = pp.solve(problem, seconds=120)
    assert result.status is best.status
    assert tuple(level.value for level in result.levels) == best.levels
    assert result.value == best.value
    assert all(level.proven for level in result.levels)
    check = pp.verify(problem, result, certificate=True)
    assert check.ok, check.violations
    if best.status is pp.Status.OPTIMAL:
        assert result.bound == best.value
        assert result.certificate is not None
        assert result.certificate.bound >= best.value  # type: ignore[operator]
    else:
        assert result.warnings


@DIFFERENTIAL
@given(seeds)
def test_other_strategies_are_valid_and_claim_no_more_than_is_true(seed: int) -> None:
    problem = make_problem(seed)
    best = solve_by_force(problem)
    for kind in sorted({*family("strategies")} - {"exact"}):
        try:
            result = pp.solve(problem, kind, seed=seed % 7)
        except pp.StrategyError:
            continue
        assert pp.verify(problem, result).ok
        if result.status in (pp.Status.OPTIMAL, pp.Status.INFEASIBLE):
            assert result.status is best.status
            assert result.value == best.value
            assert tuple(level.value for level in result.levels) == best.levels
        elif result.status is pp.Status.FEASIBLE:
            assert best.status is pp.Status.OPTIMAL


def test_brute_force_counts_ties() -> None:
    """Guards the oracle itself: four alike residents can be paired in three ways."""
    people = [pp.Resident(name) for name in "abcd"]
    best = solve_by_force(pp.Problem(people, objectives=()))
    assert (best.status, best.value, best.ties) == (pp.Status.OPTIMAL, 0, 3)
