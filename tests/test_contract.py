"""Every registered class, tried without a list: bulk against plain, document round trip, words."""

from __future__ import annotations

import inspect
import random
from dataclasses import replace
from itertools import combinations
from typing import cast

import numpy as np
import pytest

import peerpair as pp
from peerpair import constraints, objectives, registry
from peerpair.compile.batches import GroupBatch
from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.model.rules import PairRule, Rule
from peerpair.objectives import AffinityPoints, SizePoints
from peerpair.registry import family
from peerpair.verify import PlainFacts
from tests.brute import solve_by_force
from tests.hospitals import example_of, make_problem

RULES = [(name, kind) for name in ("constraints", "objectives") for kind in family(name)]
ROUNDS = 60


def problems_with(kind: str) -> list[tuple[pp.Problem, pp.Constraint]]:
    """Return problems with one example of a constraint each."""
    found = []
    for seed in range(ROUNDS):
        plain = make_problem(seed, rules=0)
        rule = example_of(kind, plain, random.Random(seed))
        if rule is None:
            continue
        try:
            found.append((replace(plain, constraints=(rule,), repeats="allow"), rule))
        except pp.ProblemError:
            continue  # names an inactive resident
    assert len(found) > ROUNDS // 3
    return found


def groups_of(problem: pp.Problem) -> list[tuple[str, ...]]:
    names = [resident.id for resident in problem.active]
    return [group for size in (2, 3) for group in combinations(names, size)]


def listed(
    problem: pp.Problem, oracle: Oracle, size: int
) -> tuple[list[tuple[str, ...]], GroupBatch]:
    """Return all groups of a size, as ids and in bulk."""
    index = {resident.id: i for i, resident in enumerate(problem.active)}
    groups = [group for group in groups_of(problem) if len(group) == size]
    dense = np.array([[index[m] for m in group] for group in groups], dtype=np.int64)
    return groups, oracle.batch(dense.reshape(len(groups), size))


@pytest.mark.parametrize("kind", family("constraints"))
def test_constraint_forbids_the_same_in_bulk_and_plainly(kind: str) -> None:
    refused = 0
    for problem, rule in problems_with(kind):
        facts = PlainFacts(problem)
        raw_free = replace(problem, objectives=())
        allowed = set()
        oracle = Oracle(DenseCohort(raw_free))
        for size in (2, 3):
            for number in range(max(0, oracle.n - 2) if size == 3 and oracle.blocked else 1):
                chunk = oracle.part(size, number)
                ok = np.ones(len(chunk), bool) if chunk.allowed is None else chunk.allowed
                for row in chunk.members(np.flatnonzero(ok))[:, :size].tolist():
                    allowed.add(tuple(problem.active[i].id for i in row))
        if isinstance(rule, pp.GroupRule):
            every = groups_of(problem)
            assert [*rule.breaches(every, facts)] == [g for g in every if rule.forbids(g, facts)]
        if isinstance(rule, PairRule):
            mask = np.ones((oracle.n, oracle.n), dtype=bool)
            rule.forbid_in(mask, oracle.cohort)
            assert (mask == rule.allows_pairs(oracle.cohort)).all()
        for group in groups_of(problem):
            forbidden = isinstance(rule, pp.GroupRule) and rule.forbids(group, facts)
            assert (group in allowed) != forbidden, (problem, rule, group)
            refused += forbidden
        for size in (2, 3):
            groups, batch = listed(problem, oracle, size)
            if isinstance(rule, pp.GroupRule):
                told = rule.allows(batch)
                assert told.tolist() == [not rule.forbids(group, facts) for group in groups]
                least = rule.least_weeks()
                if least is not None:  # what the checker compares in bulk
                    met = [min(facts.weeks_met(group).values()) for group in groups]
                    assert told.tolist() == [weeks >= least for weeks in met]
            else:
                assert isinstance(rule, pp.CohortRule)
                added = [rule.coefficient(group, facts) for group in groups]
                assert rule.coefficients(batch).tolist() == added
                assert rule.counts is None or added == [int(size == rule.counts)] * len(groups)
                refused += any(added)
    assert refused


@pytest.mark.parametrize("kind", family("constraints"))
def test_constraint_binds_the_optimum(kind: str) -> None:
    """A rule that silently fails to bind only makes answers worse: so look at the optimum."""
    changed = 0
    for problem, _ in problems_with(kind)[:25]:
        best = solve_by_force(problem)
        result = pp.solve(problem)
        assert (result.status, result.value) == (best.status, best.value)
        free = solve_by_force(replace(problem, constraints=()))
        changed += (free.status, free.levels, free.value) != (best.status, best.levels, best.value)
    assert changed


@pytest.mark.parametrize("kind", family("objectives"))
def test_objective_scores_the_same_in_bulk_and_plainly(kind: str) -> None:
    different = set()
    for seed in range(ROUNDS):
        plain = make_problem(seed, rules=0)
        cls = cast(type[pp.Objective], family("objectives")[kind])
        rule = cls.example(plain, random.Random(seed))
        problem = replace(plain, objectives=(rule,))
        oracle, facts = Oracle(DenseCohort(problem)), PlainFacts(problem)
        for size in (2, 3):
            groups, batch = listed(problem, oracle, size)
            points = rule.points(batch)
            assert points.tolist() == [rule.score(group, facts) for group in groups]
            different |= set(points.tolist())
        text = [rule.reason(group, facts) for group in groups_of(problem)]
        assert all(isinstance(line, str) for line in text)
    assert len(different) > 1


@pytest.mark.parametrize("kind", family("objectives"))
def test_objective_is_the_same_for_groups_it_does_not_list(kind: str) -> None:
    cls = cast(type[pp.Objective], family("objectives")[kind])
    for seed in range(ROUNDS):
        problem = make_problem(seed, rules=0)
        rule, facts = cls.example(problem, random.Random(seed)), PlainFacts(problem)
        if not isinstance(rule, pp.ListedObjective):
            return
        known = {frozenset(group) for group in rule.unusual(problem)}
        for size in (2, 3):
            rest = [g for g in groups_of(problem) if len(g) == size and frozenset(g) not in known]
            assert len({rule.score(group, facts) for group in rest}) <= 1


@pytest.mark.parametrize("kind", family("objectives"))
def test_pairs_bound_the_points_of_triads(kind: str) -> None:
    cls = cast(type[pp.Objective], family("objectives")[kind])
    tight = 0
    for seed in range(ROUNDS):
        problem = make_problem(seed, rules=0)
        triads = [group for group in groups_of(problem) if len(group) == 3]
        own = tuple(pp.Affinity(triad, 40 - 9 * i) for i, triad in enumerate(triads))
        problem = replace(problem, affinities=(*problem.affinities, *own))
        rule, facts = cls.example(problem, random.Random(seed)), PlainFacts(problem)
        names, batch = listed(problem, Oracle(DenseCohort(problem)), 2)
        for factor in (6, -6, 18, -1):
            bound = rule.pair_bound(batch, factor)
            if bound is None:
                return
            of_pair = dict(zip(names, bound[0].tolist(), strict=True))
            for triad in triads:
                most = bound[1] + sum(of_pair[pair] for pair in combinations(triad, 2))
                assert factor * rule.score(triad, facts) <= most
                tight += factor * rule.score(triad, facts) == most != 0
    assert tight


def test_a_document_without_objectives_has_those_of_the_format() -> None:
    timed = replace(make_problem(0, n=4, rules=0), objectives=None)  # type: ignore[arg-type]
    plain = pp.Problem(timed.residents)
    usual = [("shared_time", 10), ("cross_specialty", 4), ("preference", 3), ("stage", 1)]
    assert [(o.kind, o.weight) for o in timed.objectives] == usual
    assert [(o.kind, o.weight) for o in plain.objectives] == usual[1:]


def test_affinity_alone_says_which_groups_are_candidates() -> None:
    people = [pp.Resident(name) for name in "abcd"]
    given = [pp.Affinity(("a", "b"), 1), pp.Affinity(("c", "d"), 2), pp.Affinity(("a", "c"), 9)]
    raw = pp.Problem(people, affinities=given, objectives=[AffinityPoints()], per="group")
    for problem, value in (
        (raw, 3),
        (replace(raw, objectives=[AffinityPoints(), SizePoints()]), 9),
    ):
        assert problem.raw == (value == 3)  # else b and d may be a group, worth nothing
        assert pp.solve(problem).value == value


@pytest.mark.parametrize(("folder", "kind"), RULES)
def test_rule_is_whole(folder: str, kind: str) -> None:
    """Document round trip, one line for people, a short import path, frozen, documented."""
    cls = cast(type[Rule], family(folder)[kind])
    package = {"constraints": constraints, "objectives": objectives}[folder]
    assert getattr(package, cls.__name__) is cls
    assert "Examples" in (cls.__doc__ or "")
    for seed in range(20):
        problem = make_problem(seed, n=5, rules=0)
        rule = cls.example(problem, random.Random(seed))
        assert cls.from_document(rule.to_document()) == rule
        assert rule.describe()
        assert "\n" not in rule.describe()
        field = next(iter(inspect.signature(cls).parameters), None)
        if field is not None:
            with pytest.raises(AttributeError):
                setattr(rule, field, None)


@pytest.mark.parametrize("kind", family("strategies"))
def test_strategy_is_repeatable_and_inputs_stay(kind: str) -> None:
    for seed in range(12):
        problem = make_problem(seed)
        before = problem.to_document()
        runs = []
        for _ in range(2):
            try:
                result = pp.solve(problem, kind, seed=3)
            except pp.StrategyError as error:
                runs.append(str(error))
                continue
            runs.append(str((result.status, result.groups, result.levels, result.value)))
        assert runs[0] == runs[1]
        assert problem.to_document() == before


def test_a_rule_defined_by_a_user_works_without_registration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = dict(registry._CLASSES["constraints"])
    monkeypatch.setitem(registry._CLASSES, "constraints", known)  # forgotten after the test

    class OnlyEven(pp.GroupRule):
        """Only pairs of the same parity."""

        kind = "only_even"

        def describe(self) -> str:
            return "members have numbers of one parity"

        def allows(self, batch):  # type: ignore[no-untyped-def]
            return (batch.groups % 2 == batch.groups[:, :1] % 2).all(axis=1)

        def forbids(self, group, facts):  # type: ignore[no-untyped-def]
            return len({int(name) % 2 for name in group}) > 1

        def to_document(self):  # type: ignore[no-untyped-def]
            return {"kind": self.kind}

    people = [pp.Resident(str(i)) for i in range(6)]
    problem = pp.Problem(people, constraints=(OnlyEven(),), sizes="triads")
    result = pp.solve(problem)
    assert [group.members for group in result.groups] == [("0", "2", "4"), ("1", "3", "5")]
