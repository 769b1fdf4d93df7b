"""Repair against brute force over all partitions, and what it says of each older group."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime
from itertools import combinations

import pytest
from hypothesis import given, settings

import peerpair as pp
from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.verify import PlainFacts
from tests.brute import allowed, choices, key
from tests.hospitals import make_problem, seeds

Groups = tuple[tuple[str, ...], ...]


def older_groups(problem: pp.Problem, seed: int) -> Groups:
    """Return groups of some of the residents, some of whom may take no part now."""
    rng = random.Random(seed)
    names = [resident.id for resident in problem.residents]
    rng.shuffle(names)
    groups: list[tuple[str, ...]] = []
    while len(names) > 1 and rng.random() < 0.9:
        size = min(len(names), rng.choice([2, 2, 3]))
        groups.append(tuple(names[:size]))
        names = names[size:]
    return tuple(groups)


def older_result(groups: Groups) -> pp.Result:
    return pp.Result(
        pp.Status.FEASIBLE,
        0,
        groups=tuple(pp.Group(members, 0) for members in groups),
        problem_sha256="0" * 64,
    )


def best_by_force(
    problem: pp.Problem, old: Groups, least: int, budget: int | None
) -> tuple[tuple[int | None, ...], int] | None:
    """Return the levels, with groups and pairs kept after the unplaced, and the total."""
    facts = PlainFacts(problem)
    names = tuple(resident.id for resident in problem.active)
    sets = {frozenset(group) for group in old}
    pairs = {frozenset(pair) for group in old for pair in combinations(group, 2)}
    rules = [rule for rule in problem.rules if isinstance(rule, pp.GroupRule)]
    able = [
        group
        for group in old
        if {*group} <= {*names}
        and not any(rule.forbids(group, facts) for rule in rules)
        and not (problem.raw and frozenset(group) not in problem.given)
    ]
    maxmin = problem.fairness == "maxmin"
    first = problem.unplaced == "allow"
    best = None
    for choice in choices(names, problem.unplaced != "forbid"):
        if not allowed(problem, facts, choice):
            continue
        groups, _ = choice
        formed = {frozenset(group) for group in groups}
        if budget is not None and sum(frozenset(g) not in formed for g in able) > budget:
            continue
        kept = sum(
            frozenset(g) in sets
            and (problem.horizon is None or min(facts.weeks_met(g).values()) >= least)
            for g in groups
        )
        together = sum(frozenset(p) in pairs for g in groups for p in combinations(g, 2))
        values = list(key(problem, facts, choice))
        values[first:first] = [kept, together]
        floor = first + 2 if maxmin else -1
        more = {int(first), first + 1, floor, len(values) - 1}
        rank = tuple(-(v or 0) if i in more else (v or 0) for i, v in enumerate(values))
        if best is None or rank < best[0]:
            best = rank, tuple(values)
    if best is None:
        return None
    total = best[1][-1]
    assert total is not None
    return best[1][:-1], total


@settings(max_examples=200)
@given(seeds)
def test_repair_keeps_as_much_as_any_partition(seed: int) -> None:
    problem = make_problem(seed)
    old = older_groups(problem, seed)
    rng = random.Random(seed)
    least, budget = rng.choice([0, 1, 1, 2]), rng.choice([None, None, 0, 1])
    wanted = best_by_force(problem, old, least, budget)
    mended = pp.repair(older_result(old), problem, keep_if_weeks=least, budget=budget)
    result = mended.result
    if wanted is None:
        assert result.status is pp.Status.INFEASIBLE
        assert mended.changes == ()
        return
    assert result.status is pp.Status.OPTIMAL
    assert (tuple(level.value for level in result.levels), result.value) == wanted
    check = pp.verify(mended.problem, result, kept=mended.kept)
    assert check.ok, check.violations
    assert not pp.verify(mended.problem, result).ok  # it has two levels more
    kept = next(v.value for v in result.levels if v.kind is pp.LevelKind.GROUPS_KEPT)
    assert sum(change.fate is pp.Fate.KEPT for change in mended.changes) == kept
    assert [change.members for change in mended.changes] == [*old]


def block(who: str, first: int, last: int, kind: str = "ward") -> pp.Assignment:
    return pp.Assignment(who, datetime(2026, 8, first, 0), datetime(2026, 8, last, 23), kind=kind)


def four(**settings: object) -> pp.Problem:
    people = [pp.Resident(name) for name in "abcd"]
    return pp.Problem(
        people,
        horizon=pp.Horizon(date(2026, 8, 3), date(2026, 8, 17)),
        timezone="UTC",
        preferences=[pp.Preference("a", "b", 1000), pp.Preference("c", "d", 1000)],
        **settings,  # type: ignore[arg-type]
    )


def test_a_change_says_why() -> None:
    before = four()
    older = pp.solve(before)
    assert [group.members for group in older.groups] == [("a", "b"), ("c", "d")]
    sick = [block("a", 3, 9, "sick"), block("b", 10, 16, "icu")]  # a and b never meet now
    mended = pp.repair(older, four(busy=sick), before=before)
    ab, cd = mended.changes
    assert ab.fate is pp.Fate.FORMED  # nobody else is left, unless c and d are taken apart
    assert cd.fate is pp.Fate.KEPT
    assert cd.reasons == ()
    assert [(r.why, r.weeks_met, r.weeks, r.entries) for r in ab.reasons] == [
        (pp.Why.WEEKS, 0, (0, 1), (0, 1))
    ]


def test_a_leaver_and_a_public_rule_are_named_and_a_private_one_is_not() -> None:
    older = pp.solve(four())
    people = [pp.Resident(name) for name in "abce"]
    gone = pp.repair(older, replace(four(), residents=people, preferences=()))
    assert gone.changes[1].reasons == (pp.Reason(pp.Why.GONE, residents=("d",)),)
    for private in (False, True):
        rule = Exclude("a", "b", private=private)
        ab = pp.repair(older, four(constraints=[rule])).changes[0]
        assert ab.fate is pp.Fate.GIVEN_UP
        why = pp.Reason(pp.Why.CHOICE) if private else pp.Reason(pp.Why.RULE, rule=0)
        assert ab.reasons == (why,)


def test_the_round_that_is_repaired_is_no_history() -> None:
    past = [pp.PastGroup(("a", "b"), 2), pp.PastGroup(("a", "c"), 1)]
    older = pp.solve(four())
    problem = four(history=past, repeats="forbid")
    assert pp.repair(older, problem).changes[0].fate is pp.Fate.GIVEN_UP
    mended = pp.repair(older, problem, round_number=2)
    assert mended.changes[0].fate is pp.Fate.KEPT
    assert mended.problem.history == (past[1],)


@pytest.mark.parametrize("sizes", ["pairs", "triads", "mixed"])
def test_a_hospital_keeps_all_that_can_be_kept(sizes: str) -> None:
    """Of 60 one in ten has new duties, two leave and one joins."""
    before = replace(generate(60, 3), sizes=sizes)
    older = pp.solve(before, "greedy")
    months = [
        pp.Assignment(r.id, datetime(2026, 7, 1), datetime(2026, 12, 1), kind="away")
        for r in before.residents[::10]
    ]
    left = {older.groups[1].members[0], older.groups[2].members[0]}
    people = [r for r in before.residents if r.id not in left]
    people.append(pp.Resident("new", specialty="IM", pgy=1))
    wishes = [p for p in before.preferences if not left & {p.source, p.target}]
    rules = [r for r in before.constraints if not left & {*r.residents()}]
    problem = replace(
        before,
        residents=people,
        busy=[e for e in before.busy if e.resident not in left] + months,
        preferences=wishes,
        constraints=rules,
    )
    mended = pp.repair(older, problem, before=before)
    assert mended.result.status is pp.Status.OPTIMAL
    broken = {
        change.members
        for change in mended.changes
        if any(r.why in (pp.Why.GONE, pp.Why.WEEKS) for r in change.reasons)
    }
    kept = [change for change in mended.changes if change.fate is pp.Fate.KEPT]
    assert len(kept) == len(older.groups) - len(broken)
