"""What is given as a reason is true: every claim against all partitions, however short the time."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peerpair as pp
from peerpair.compile.candidates import Oracle
from peerpair.compile.compile import compile_problem
from peerpair.constraints import (
    AtLeast,
    Exclude,
    MaxPgyGap,
    MaxTriads,
    MinSpecialties,
    NoRepeat,
    NotAlone,
    SameSite,
    Separate,
)
from peerpair.engines.limits import Limits
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Resident
from peerpair.model.rules import Constraint, GroupRule
from peerpair.solve import conflicts
from peerpair.solve.conflicts import explain_infeasible
from peerpair.solve.counting import counted
from peerpair.solve.forecast import Outlook, forecast
from peerpair.verify.facts import PlainFacts
from tests.brute import solve_by_force
from tests.hospitals import make_problem


def impossible(problem: Problem) -> bool:
    return solve_by_force(problem).status is pp.Status.INFEASIBLE


def programme(*rules: Constraint, sizes: str = "mixed") -> Problem:
    """Return 69 residents of one specialty and 14 of another."""
    people = [Resident(f"r{i}", specialty="IM" if i < 69 else "FM") for i in range(83)]
    return Problem(people, constraints=rules, sizes=sizes)


PAIRS = [Exclude(f"r{i}", f"r{82 - i}", private=True) for i in range(5)]


@pytest.mark.parametrize(("sizes", "least"), [("pairs", 41), ("mixed", 28)])
def test_what_counting_forbids_is_not_blamed_on_confidential_pairs(sizes: str, least: int) -> None:
    problem = programme(*PAIRS, MinSpecialties(2), sizes=sizes)
    lines = [
        f"specialty 'FM': 14 residents; the groups that are allowed would hold at least {least} "
        "of them",
        "constraints[5] (min_specialties): every group has at least 2 specialties",
        "these rules cannot all hold with the size policy and everybody's place",
    ]
    assert [str(reason) for reason in explain_infeasible(problem, Limits())] == lines
    found = forecast(problem)
    assert found.outlook is Outlook.IMPOSSIBLE
    assert [str(reason) for reason in found.reasons] == lines


def test_without_time_nothing_is_blamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conflicts, "status_of", lambda *_: pp.Status.UNKNOWN)
    for problem in (programme(*PAIRS, MinSpecialties(2)), blocked(private=True)):
        found = explain_infeasible(problem, Limits(-1))
        assert [remark.kind for remark in found] == [RemarkKind.UNEXPLAINED]
        assert "time ran out" in str(found[0])
    *_, last = explain_infeasible(blocked(private=False), Limits(-1))
    assert last.kind is RemarkKind.MAYBE_FEWER


def test_a_confidential_pair_is_named_only_where_the_rest_was_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, asked = blocked(private=True), []

    def status_of(some: Problem, _limits: Limits) -> pp.Status:
        asked.append(some)
        return pp.Status.UNKNOWN if len(asked) == 4 else pp.solve(some).status

    assert all(remark.confidential for remark in explain_infeasible(problem, Limits()))
    monkeypatch.setattr(conflicts, "status_of", status_of)
    assert [remark.kind for remark in explain_infeasible(problem, Limits())] == [
        RemarkKind.UNEXPLAINED
    ]


def blocked(*, private: bool) -> Problem:
    """Return two threes, whose members are apart from the other three, and no triads."""
    names = [f"r{i}" for i in range(6)]
    apart = [(a, b) for a, b in combinations(names, 2) if (a < "r3") != (b < "r3")]
    return Problem(
        list(map(Resident, names)), constraints=[Exclude(*p, private=private) for p in apart]
    )


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (SameSite(), "site 'A': 3 residents; {} 2 or 4, none between, of them"),
        (AtLeast("chief", 1), "tag 'chief': 1 resident; {} at least 3 of them"),
        (MinSpecialties(2), "specialty 'FM': 1 resident; {} at least 3 of them"),
        (Separate("night", "night", None), "tag 'night': 4 residents; {} at most 3 of them"),
        (NotAlone("night"), ""),
    ],
)
def test_counting_speaks_of_sites_tags_and_specialties(rule: Constraint, said: str) -> None:
    people = [
        Resident(
            f"r{i}",
            specialty="FM" if i == 0 else "IM",
            site="A" if i < 3 else "B",
            tags=("chief",) * (i == 5) + ("night",) * (i < 4),
        )
        for i in range(6)
    ]
    found = counted(compile_problem(Problem(people, constraints=[rule])), Limits())
    lines = [said.format("the groups that are allowed would hold")] if said else []
    assert list(map(str, found)) == lines


@given(st.integers(0, 10**6))
def test_every_claim_holds_for_all_partitions(seed: int) -> None:
    rng = random.Random(seed)
    problem = random_problem(rng)
    limits = Limits(rng.choice([-1, 0.001, 60]))
    if not impossible(problem):
        assert not counted(compile_problem(problem), limits)
        return
    check(problem, explain_infeasible(problem, limits), patient=limits.seconds > 1)


@pytest.mark.parametrize("seed", range(150))
def test_every_claim_about_a_lifelike_problem_holds(seed: int) -> None:
    problem = make_problem(seed)
    if problem.repeats == "forbid":  # said as the rule that it stands for
        rules = (*problem.constraints, NoRepeat())
        problem = replace(problem, repeats="allow", constraints=rules)
    if impossible(problem):
        check(problem, explain_infeasible(problem, Limits()), patient=True)


def random_problem(rng: random.Random) -> Problem:
    people = [
        Resident(
            f"r{i}",
            specialty=rng.choice(["IM", "IM", "IM", "FM"]),
            site=rng.choice(["A", "A", "B"]),
            pgy=rng.choice([1, 1, 3]),
            tags=tuple(rng.sample(["chief", "intern"], rng.choice([0, 0, 1]))),
        )
        for i in range(rng.randint(2, 7))
    ]
    names = [person.id for person in people]
    rules: list[Constraint] = [
        rule
        for rule in (
            SameSite(),
            MinSpecialties(2),
            MaxPgyGap(1),
            AtLeast("chief", 1),
            MaxTriads(rng.randint(0, 1)),
        )
        if rng.random() < 0.3
    ]
    rules += [
        Exclude(*pair, private=rng.random() < 0.7)
        for pair in combinations(names, 2)
        if rng.random() < 0.3
    ]
    sizes = rng.choice(["pairs", "mixed", "triads"])
    return Problem(
        people, constraints=rules, sizes=sizes, unplaced=rng.choice(["forbid"] * 3 + ["allow"])
    )


def check(problem: Problem, found: list[Remark], *, patient: bool) -> None:
    """Try every claim by looking at all partitions."""
    assert found
    rules = problem.constraints
    public = [rule for rule in rules if not rule.private]
    kinds = {remark.kind for remark in found}
    named = [rules[remark.rule] for remark in found if remark.rule is not None]
    secret = [rule for rule in named if rule.private]
    assert not patient or not kinds & {RemarkKind.UNEXPLAINED, RemarkKind.MAYBE_FEWER}
    assert kinds != {RemarkKind.UNEXPLAINED} or named == []
    if secret:
        assert named == secret
        assert impossible(replace(problem, constraints=public + secret))
        for rule in secret:
            rest = [
                other
                for other in rules
                if other is not rule and (other in secret or not other.private)
            ]
            assert not impossible(replace(problem, constraints=rest))
    elif kinds != {RemarkKind.UNEXPLAINED}:
        assert impossible(replace(problem, constraints=named))
    for remark in found:
        if remark.kind is RemarkKind.STRANDED:
            groups = groups_of(replace(problem, constraints=named))
            assert not any(remark.residents[0] in group for group in groups)
        if remark.kind is RemarkKind.COUNT:
            check_count(replace(problem, constraints=named), remark)
        if remark.kind is RemarkKind.SIZES:
            people = [Resident(resident.id) for resident in problem.active]
            plain = Problem(people, sizes=problem.sizes, unplaced=problem.unplaced)
            assert impossible(plain)


def splits(problem: Problem) -> list[tuple[int, int]]:
    """Return the numbers of pairs and triads that the policies allow, plainly."""
    limits, n = problem.size_limits, len(problem.active)
    most = min([n, *(rule.limit() for rule in problem.constraints if isinstance(rule, MaxTriads))])
    return [
        (pairs, triads)
        for pairs in range(n + 1)
        for triads in range(most + 1)
        if limits.pairs[0] <= pairs <= (n if limits.pairs[1] is None else limits.pairs[1])
        if limits.triads[0] <= triads <= (n if limits.triads[1] is None else limits.triads[1])
        if 2 * pairs + 3 * triads <= n
        if 2 * pairs + 3 * triads == n or problem.unplaced != "forbid"
    ]


def groups_of(problem: Problem) -> list[tuple[str, ...]]:
    """Return the groups that are allowed and of a size that occurs in some split."""
    facts, names = PlainFacts(problem), [resident.id for resident in problem.active]
    sizes = [size for size in (2, 3) if any(split[size - 2] for split in splits(problem))]
    return [
        group
        for size in sizes
        for group in combinations(names, size)
        if not problem.raw or frozenset(group) in problem.given
        if not any(r.forbids(group, facts) for r in problem.constraints if isinstance(r, GroupRule))
    ]


def check_count(problem: Problem, remark: Remark) -> None:
    """Try a count: no pairs and triads that are allowed, overlapping or not, hold that many."""
    name, _, value = remark.text.partition(" ")
    people = {
        r.id
        for r in problem.active
        if value in ([*map(repr, r.tags)] if name == "tag" else [repr(getattr(r, name))])
    }
    steps = {(len(group), len(people & {*group})) for group in groups_of(problem)}
    seen, todo = set(), [(0, 0, 0)]
    while todo:
        pairs, triads, held = state = todo.pop()
        if state not in seen and 2 * pairs + 3 * triads <= len(problem.active):
            seen.add(state)
            todo += [(pairs + (k == 2), triads + (k == 3), held + more) for k, more in steps]
    totals = {held for *split, held in seen if (*split,) in splits(problem)}
    assert isinstance(remark.value, tuple)
    below, above = remark.value
    assert len(people) == remark.count
    assert remark.count not in totals
    assert below == max((total for total in totals if total < remark.count), default=None)
    assert above == min((total for total in totals if total > remark.count), default=None)


@pytest.mark.parametrize(("most", "said"), [(0, "0 triads are"), (1, "1 triad is")])
def test_numbers_that_do_not_add_up_need_no_groups(
    monkeypatch: pytest.MonkeyPatch, most: int, said: str
) -> None:
    def part(*_: object) -> None:
        raise AssertionError("a group was looked at")

    people = [Resident(f"r{i}", specialty="FM" if i else "IM") for i in range(9)]
    rules = [MinSpecialties(2), *(Exclude("r1", f"r{i}") for i in range(2, 9)), MaxTriads(most)]
    problem = Problem(people, constraints=rules, sizes="triads")
    monkeypatch.setattr(Oracle, "part", part)
    found = pp.solve(problem)
    assert found.status is pp.Status.INFEASIBLE
    assert list(found.warnings) == [
        f"constraints[8] (max_triads): at most {said} formed",
        "these rules cannot all hold with the size policy and everybody's place",
    ]
