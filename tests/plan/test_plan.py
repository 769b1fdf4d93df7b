"""Plans of several rounds against every plan there is, and what the checker finds."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, product

import pytest
from hypothesis import given, settings

import peerpair as pp
from peerpair.constraints import Exclude, NoRepeat
from peerpair.model.plan import Plan, PlanResult
from peerpair.verify import PlainFacts
from tests.brute import Choice, allowed, choices
from tests.hospitals import make_problem, seeds

Ranked = tuple[tuple[int, ...], int]


def make_plan(seed: int) -> Plan | None:
    """Return a plan of two or three rounds for four or five residents, if there can be one."""
    rng = random.Random(f"plan {seed}")
    count = rng.choice([2, 2, 3])
    first = make_problem(seed, n=rng.choice([4, 4, 5]) if count == 2 else 4)
    names = [resident.id for resident in first.residents]
    rounds = []
    for number in range(count):
        problem = make_problem(seed + 7 * number, n=len(names))
        new = dict(zip([r.id for r in problem.residents], names, strict=True))
        try:
            own = [replace(p, members=tuple(new[m] for m in p.members)) for p in problem.history]
            problem = _renamed(problem, new, first.history if rng.random() < 0.7 else own)
        except pp.ProblemError:
            return None
        rounds.append(problem)
    repeats, weight = rng.choice(["avoid", "forbid", "allow"]), rng.choice([0, 0, 3])
    return Plan(rounds, repeats=repeats, coverage_weight=weight)


def _renamed(
    problem: pp.Problem, new: dict[str, str], history: Sequence[pp.PastGroup]
) -> pp.Problem:
    """Return a problem for other residents, without what names them but time and a history."""
    return replace(
        problem,
        residents=[replace(r, id=new[r.id], active=True) for r in problem.residents],
        busy=[replace(e, resident=new[e.resident]) for e in problem.busy],
        preferences=(),
        affinities=(),
        history=history,
        constraints=[
            rule for rule in problem.constraints if not rule.residents() and rule.kind != "any_of"
        ],
        unplaced="forbid" if isinstance(problem.unplaced, pp.Penalty) else problem.unplaced,
    )


Known = dict[tuple[object, ...], PlainFacts]


def worth(plan: Plan, rounds: tuple[Choice, ...], known: Known) -> Ranked | None:
    """Return levels and total of some rounds, as the specification words them; None if wrong."""
    first, taken = plan.rounds[0], [groups for groups, _ in rounds]
    last = max((past.round for past in first.history), default=0)
    meetings: Counter[frozenset[str]] = Counter()
    for past in first.history:
        if past.met:
            meetings.update(frozenset(pair) for pair in combinations(past.members, 2))
    before = {*meetings}
    alone, total, never = 0, 0, Counter[str]()
    contacts: Counter[tuple[str, str]] = Counter()
    for number, (groups, left) in enumerate(rounds):
        own = [pp.PastGroup(members, last + 1 + k) for k in range(number) for members in taken[k]]
        if (number, *taken[:number]) not in known:
            problem = plan.rounds[number]
            problem = replace(
                problem, history=[*problem.history, *own], repeats="allow", fairness="total"
            )
            known[number, *taken[:number]] = PlainFacts(problem)
        facts = known[number, *taken[:number]]
        if not allowed(facts.problem, facts, (groups, left)):
            return None
        for group in groups:
            total += facts.value(group)
            for pair in combinations(group, 2):
                if plan.repeats == "forbid" and frozenset(pair) in before:
                    return None
                before.add(frozenset(pair))
                meetings[frozenset(pair)] += 1
            if plan.timed:
                never.update(name for name, met in facts.weeks_met(group).items() if not met)
            for one in group:
                for other in group:
                    theirs = facts.resident(other).specialty
                    if one != other and theirs and theirs != facts.resident(one).specialty:
                        contacts[one, theirs] += 1
        alone += len(left)
        never.update(left)
    levels = [alone]
    if plan.repeats == "avoid":
        levels.append(sum(max(0, times - 1) for times in meetings.values()))
    if plan.timed:
        levels += [never.total(), max(never.values(), default=0)]
    gained = sum(1000 // 2 ** (j - 1) for n in contacts.values() for j in range(1, n + 1))
    return tuple(levels), total + plan.coverage_weight * gained


def best_by_force(plan: Plan) -> Ranked | None:
    """Return the best levels and total of all plans."""
    options = [
        [*choices(tuple(r.id for r in p.active), p.unplaced == "allow")] for p in plan.rounds
    ]
    known: Known = {}
    every = (worth(plan, rounds, known) for rounds in product(*options))
    found = [own for own in every if own is not None]
    return min(found, key=lambda own: (own[0], -own[1]), default=None)


@settings(max_examples=60)
@given(seeds)
def test_no_plan_is_better_than_the_bounds_and_none_is_missed_that_is_proven(seed: int) -> None:
    plan = make_plan(seed)
    if plan is None:
        return
    best = best_by_force(plan)
    result = pp.plan(plan, seconds=20)
    assert pp.verify_plan(plan, result).ok
    if best is None:
        assert result.status in (pp.Status.INFEASIBLE, pp.Status.UNKNOWN)
        return
    if result.value is None:
        assert result.status is pp.Status.UNKNOWN
        return
    levels = tuple(level.value or 0 for level in result.levels)
    assert (levels, -result.value) >= (best[0], -best[1])
    if result.status is pp.Status.OPTIMAL:
        assert (levels, result.value) == best
    same = True
    for level, true in zip(result.levels, best[0], strict=True):
        assert level.bound is not None
        if same:  # a bound holds given the levels before it
            assert level.bound <= true
        same = same and level.value == true
    if same and result.bound is not None:
        assert best[1] <= result.bound


def test_plans_of_a_few_are_nearly_always_the_best() -> None:
    plans = [plan for seed in range(60) if (plan := make_plan(seed)) is not None]
    hit = tried = 0
    for plan in plans:
        best = best_by_force(plan)
        if best is None:
            continue
        result = pp.plan(plan, seconds=20)
        tried += 1
        levels = tuple(level.value or 0 for level in result.levels)
        hit += result.value is not None and (levels, result.value) == best
    assert tried > 25
    assert hit >= 0.8 * tried


def alike(count: int, rounds: int, **settings: object) -> Plan:
    people = [pp.Resident(f"r{k}", specialty="IM" if k % 2 else "FM") for k in range(count)]
    return Plan([pp.Problem(people)] * rounds, **settings)  # type: ignore[arg-type]


def test_the_checker_finds_what_is_wrong() -> None:
    plan = alike(4, 3, repeats="forbid")
    result = pp.plan(plan)
    assert result.status is pp.Status.OPTIMAL
    assert pp.verify_plan(plan, result).violations == ()
    first, value = result.rounds[0], result.value or 0
    wrong = [
        (replace(result, value=value + 1), "value: is"),
        (replace(result, repeats="avoid"), "repeats: is avoid"),
        (replace(result, rounds=(first, first, first)), "have met before"),
        (replace(result, rounds=result.rounds[:2]), "rounds: are 2, should be 3"),
        (replace(result, levels=()), "levels: are []"),
        (replace(result, bound=value - 1), "is below the value"),
        (replace(result, status=pp.Status.FEASIBLE), "status: is FEASIBLE"),
        (
            replace(result, rounds=(replace(first, groups=first.groups[:1]), *result.rounds[1:])),
            "rounds[0].groups: ",
        ),
    ]
    for other, words in wrong:
        told = pp.verify_plan(plan, other).violations
        assert any(words in violation for violation in told), (words, told)


def test_documents_go_round_and_no_repeat_says_forbid() -> None:
    plan = alike(4, 2, repeats="forbid", coverage_weight=2)
    document = plan.to_document()
    assert Plan.from_document(document).to_document() == document
    older = {k: v for k, v in document.items() if k != "repeats"} | {"no_repeat": True}
    assert Plan.from_document(older).repeats == "forbid"
    result = pp.plan(plan)
    assert PlanResult.from_document(result.to_document()).to_document() == result.to_document()


def test_the_same_people_take_part_and_nobody_costs_a_penalty() -> None:
    people = [pp.Resident(name) for name in "abc"]
    with pytest.raises(pp.ProblemError) as told:
        Plan([pp.Problem(people), pp.Problem(people[:2], unplaced=pp.Penalty(5))])
    assert "rounds[1].residents: must be the same in all rounds, is not: 'c'" in str(told.value)
    assert "rounds[1].unplaced.penalty: cannot be a penalty in a plan" in str(told.value)


def test_who_met_in_the_history_or_a_round_before_does_not_meet_again() -> None:
    people = [pp.Resident(name) for name in "abcd"]
    past = [pp.PastGroup(("a", "b"), 1), pp.PastGroup(("c", "d"), 1)]
    rounds = [pp.Problem(people, history=past)] * 2
    result = pp.plan(Plan(rounds, repeats="forbid"))
    pairs = [group.members for own in result.rounds for group in own.groups]
    assert sorted(pairs) == [("a", "c"), ("a", "d"), ("b", "c"), ("b", "d")]
    limited = replace(rounds[0], constraints=[NoRepeat(), Exclude("a", "d", private=True)])
    result = pp.plan(Plan([limited] * 2, repeats="allow"))
    assert result.value is None  # a-c and b-d is left for the first round alone


@pytest.mark.parametrize(
    ("count", "rounds", "sizes"),
    [(9, 4, "triads"), (15, 7, "triads"), (18, 8, "triads"), (10, 9, "pairs"), (20, 19, "pairs")],
)
def test_as_many_rounds_as_designs_have(count: int, rounds: int, sizes: str) -> None:
    """Kirkman's schoolgirls and their like: one round after the other comes to a dead end."""
    people = [pp.Resident(f"r{k}") for k in range(count)]
    plan = Plan([pp.Problem(people, sizes=sizes)] * rounds, repeats="forbid")
    result = pp.plan(plan, seconds=60)
    assert result.status is pp.Status.OPTIMAL
    pairs = Counter(
        frozenset(pair)
        for own in result.rounds
        for group in own.groups
        for pair in combinations(group.members, 2)
    )
    assert max(pairs.values()) == 1
    assert len(pairs) == rounds * (count // 2 if sizes == "pairs" else count)
