"""The ways of large cohorts, forced upon small ones and held against brute force.

A hospital never writes its triads out, looks at many of them only when prices leave it open, and
branches.  None of that would run in a cohort of seven, where the optimum is known; so the sizes
that switch it on are set to nothing here.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair.compile.candidates import Oracle
from peerpair.compile.chunks import Listed
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.columns import Columns
from peerpair.compile.compile import compile_problem
from peerpair.compile.compiled import Compiled
from peerpair.compile.triad_bound import triad_bound
from peerpair.engines.limits import Limits
from peerpair.generate import generate
from peerpair.levels.order import levels_of
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import Status
from peerpair.objectives import Stage
from peerpair.solve.results import build_result
from peerpair.strategies.base import Answer
from peerpair.strategies.exact import field, lazy, ranking, search
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.strategy import Exact
from tests.brute import solve_by_force
from tests.hospitals import make_problem, seeds

SOME = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def solve(problem: pp.Problem, compiled: Compiled) -> pp.Result:
    answer = Exact().run(compiled, Limits(20.0))
    if answer.groups is None:
        return pp.Result(answer.status)
    return stated(problem, compiled, answer)


def stated(problem: pp.Problem, compiled: Compiled, answer: Answer) -> pp.Result:
    """Return the result that an answer with groups makes, with the version as `solve` says it."""
    assert answer.groups is not None
    rows = [tuple(m for m in group if m >= 0) for group in answer.groups.tolist()]
    result = build_result(problem, compiled.oracle, rows, answer, levels_of(problem))
    return replace(result, versions={"peerpair": pp.__version__})


def check(problem: pp.Problem, compiled: Compiled) -> None:
    best = solve_by_force(problem)
    result = solve(problem, compiled)
    if best.status is Status.INFEASIBLE:
        # HiGHS may search a small program without a solution for as long as it may.
        assert result.status in (Status.INFEASIBLE, Status.UNKNOWN)
        return
    assert result.status is best.status
    assert (result.value, tuple(v.value for v in result.levels)) == (best.value, best.levels)
    if result.status is Status.OPTIMAL:
        assert pp.verify(problem, result, certificate=True).ok


@SOME
@given(seeds)
def test_chunks_that_are_never_written_out(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(field, "_LISTED", -1)
    monkeypatch.setattr(Oracle, "blocked", True)
    problem = make_problem(seed)
    if not problem.raw:
        check(problem, compile_problem(problem))


@pytest.mark.parametrize(("sizes", "late"), [("mixed", True), ("triads", False), ("pairs", False)])
def test_triads_beside_pairs_are_valued_late(
    monkeypatch: pytest.MonkeyPatch, sizes: str, late: bool
) -> None:
    compiled = compile_problem(replace(generate(16, 0), sizes=sizes))
    assert field.Field(compiled).lazy is None
    monkeypatch.setattr(field, "_LATER", 100)
    assert (field.Field(compiled).lazy is not None) == late


@SOME
@given(seeds)
def test_triads_valued_only_when_their_pairs_leave_it_open(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(field, "_LISTED", -1)
    monkeypatch.setattr(Oracle, "blocked", True)
    problem = make_problem(seed)
    if not problem.raw:
        check(problem, compile_problem(problem, budget=0))


def every_triad(compiled: Compiled) -> Columns:
    """Return all triads that are allowed."""
    groups = np.array([*itertools.combinations(range(compiled.n), 3)])
    listed = compiled.oracle.listed(groups)
    return Columns.picked(listed, np.arange(len(listed)))


@pytest.mark.parametrize("seed", range(30))
def test_the_deepest_triad_is_found(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(lazy, "_PARTNERS", 2)
    monkeypatch.setattr(lazy, "_BATCH", 5)
    compiled = compile_problem(generate(14 + seed % 6, seed))
    triads = lazy.LazyTriads.unweighed(compiled)
    assert triads is not None
    every = every_triad(compiled)
    rng = np.random.default_rng(seed)
    residents = rng.integers(0, every.values.max(), compiled.n)
    prices = Prices(Linear.of_value(), (), (), 2, residents, (), ())
    keep = rng.random(2**12) < 0.05  # so that the first that are looked at are not the deepest

    def kept(columns: Columns) -> Bools:
        kept: Bools = keep[(columns.members * [1, 11, 121]).sum(axis=1) % len(keep)]
        return kept

    slack = prices.slack(every)[kept(every)]
    assert triads.deepest(prices, kept, lambda: None) == slack.min(initial=0)


@pytest.mark.parametrize("sign", [0, -1])
@pytest.mark.parametrize("seed", range(30))
def test_no_triad_is_missed_whatever_is_paid_for_being_low(seed: int, sign: int) -> None:
    compiled = compile_problem(replace(generate(14 + seed % 6, seed), sizes="triads"))
    triads = lazy.LazyTriads.unweighed(compiled)
    assert triads is not None
    every = every_triad(compiled)
    rng = np.random.default_rng(seed)
    largest = int(every.values.max())
    levels = len(compiled.thresholds)
    functions = [Linear.of_low(levels, position) for position in range(levels)] + [
        Linear.of_low_size(levels, position, size, int(rng.choice([1, sign])))
        for position in range(levels)
        for size in (2, 3)
    ]
    rows = tuple(ModelRow(f"row {i}", function, 9) for i, function in enumerate(functions))
    paid = tuple(rng.integers(0, largest, len(rows)).tolist())
    residents = rng.integers(0, largest // 2, compiled.n)
    prices = Prices(Linear.of_value(), rows, (), 1, residents, paid, ())
    slack = prices.slack(every)
    width = int(np.median(slack))
    found = Columns.joined([*triads.below(prices, width, lambda: None)])
    wanted = set(map(tuple, every.members[slack <= width].tolist()))
    assert wanted <= set(map(tuple, found.members.tolist()))


@pytest.mark.parametrize("seed", range(20))
def test_the_best_of_many_are_those_of_all_at_once(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    members = np.sort(rng.integers(-1, 9, (400, 3)), axis=1)[:, ::-1]
    scores = [rng.integers(0, 4, 400), rng.integers(0, 3, 400)][: 1 + seed % 2]
    asked: list[int] = []
    whole = ranking.best_per_resident(members, scores, 5)
    monkeypatch.setattr(ranking, "_AT_ONCE", 60)
    parts = ranking.best_per_resident(members, scores, 5, lambda: asked.append(0))
    assert (parts == whole).all()
    assert len(asked) == 7


@SOME
@given(seeds)
def test_lists_that_are_looked_at_in_parts(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(ranking, "_AT_ONCE", 7)
    monkeypatch.setattr("peerpair.strategies.exact.together._AT_ONCE", 5)
    problem = make_problem(seed)
    check(problem, compile_problem(problem))


@pytest.mark.parametrize("fairness", ["weeks", "maxmin"])
def test_a_list_is_valued_in_parts_that_ask(monkeypatch: pytest.MonkeyPatch, fairness: str) -> None:
    asked = []
    problem = replace(generate(20, 0), sizes="mixed", fairness=fairness)
    whole = compile_problem(problem)
    parts = compile_problem(problem, pulse=lambda: asked.append(len(longest)))
    longest: list[int] = []
    listed = Oracle.listed
    monkeypatch.setattr(Oracle, "blocked", False)
    monkeypatch.setattr("peerpair.compile.candidates._AT_ONCE", 100)

    def noted(own: Oracle, groups: Ints) -> Listed:
        longest.append(len(groups))
        return listed(own, groups)

    monkeypatch.setattr(Oracle, "listed", noted)
    own = parts.columns
    assert max(longest) <= 100
    assert set(range(1, len(longest))) <= set(asked)  # before each part
    monkeypatch.undo()
    monkeypatch.setattr(Oracle, "blocked", False)
    expected = whole.columns
    assert (own.members == expected.members).all()
    assert (own.values == expected.values).all()
    assert (own.low == expected.low).all()
    assert (own.floor == expected.floor).all()


@SOME
@given(seeds)
def test_branching_as_soon_as_there_is_a_gap(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    monkeypatch.setattr(search, "_EASY", 1)
    monkeypatch.setattr(search, "improve", lambda *_: None)
    monkeypatch.setattr("peerpair.strategies.exact.branch._LEAF", 1)
    monkeypatch.setattr("peerpair.strategies.exact.branch._CUTS", 0)
    monkeypatch.setattr("peerpair.strategies.exact.branch._OFTEN", 2)
    problem = make_problem(seed)
    check(problem, compile_problem(problem))


@SOME
@given(seeds)
def test_levels_without_time_still_count_what_the_answer_makes_of_them(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr("peerpair.strategies.exact.strategy._SHARE", 0.0)
    problem = make_problem(seed)
    compiled = compile_problem(problem)
    result = solve(problem, compiled)
    best = solve_by_force(problem)
    if result.status is Status.OPTIMAL:
        assert (result.value, tuple(v.value for v in result.levels)) == (best.value, best.levels)
    if result.value is not None:
        assert pp.verify(problem, result, certificate=True).violations == ()


@SOME
@given(seeds, st.integers(0, 80))
def test_a_stop_at_any_moment_leaves_a_checked_answer(
    monkeypatch: pytest.MonkeyPatch, seed: int, moment: int
) -> None:
    monkeypatch.setattr(field, "_LISTED", -1)
    monkeypatch.setattr(Oracle, "blocked", True)
    problem = make_problem(seed)
    if problem.raw:
        return
    compiled = compile_problem(problem)
    asked = itertools.count()
    answer = Exact().run(compiled, Limits(120.0, stop=lambda: next(asked) > moment))
    if answer.groups is None:
        assert answer.status in (Status.UNKNOWN, Status.INFEASIBLE)
        return
    result = stated(problem, compiled, answer)
    assert pp.verify(problem, result, certificate=True).violations == ()


@SOME
@given(seeds)
def test_no_triad_is_worth_more_than_its_pairs_allow(seed: int) -> None:
    problem = replace(make_problem(seed, n=7, rules=0), fairness="total")
    oracle = compile_problem(problem).oracle
    bound = triad_bound(oracle)
    if oracle.n < 3 or bound is None:
        return
    r, s, t = np.array([(i, j, k) for k in range(oracle.n) for j in range(k) for i in range(j)]).T
    values = oracle.values(oracle.batch(np.stack([r, s, t], axis=1)))
    pairs, constant = bound
    most = pairs[r, s] + pairs[r, t] + pairs[s, t] + constant
    assert (6 * values <= most).all()


def test_the_bound_of_triads_holds_for_the_largest_weight() -> None:
    """Tables over pairs are 32 bits wide; what is made of them is not."""
    residents = [pp.Resident(name, pgy=1) for name in "abc"]
    objectives = [Stage(weight=10**6)]
    oracle = Oracle(DenseCohort(pp.Problem(residents, sizes="triads", objectives=objectives)))
    bound = triad_bound(oracle)
    assert bound is not None
    points, share = 1000, 6 * 3
    assert bound[0][0, 1] == share * 10**6 * points // 3
