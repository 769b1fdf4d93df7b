"""Rules joined by "or": what they allow, worked out by hand, and against brute force."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import combinations
from typing import Any, cast

import pytest
from hypothesis import given, settings

import peerpair as pp
from peerpair import registry
from peerpair.config.people import name_residents
from peerpair.constraints import AnyOf, AtLeast, Exclude, MaxPgyGap, Pin, SameSite, Together
from peerpair.model.rules import GroupRule
from peerpair.read.people.names import Names
from peerpair.registry import family
from peerpair.solve import run
from tests.brute import solve_by_force
from tests.hospitals import example_of, make_problem, seeds
from tests.known.ask import away, best, dates, document, is_allowed, people
from tests.known.test_rules import HISTORY, PEOPLE, rule

OTHER = rule("min_specialties", count=2)
THREE = rule("min_specialties", count=3)
NEAR = rule("max_pgy_gap", years=1)
SITE = rule("same_site")
WEEKS = rule("min_weeks_met", weeks=2)
APART = rule("separate", tag="chief", other_tag="intern")
# x and y share a site, and z is a year from each: every pair keeps a rule, and no rule holds for
# all three.
LINE = people(
    "xyz", x={"pgy": 1, "site": "Main"}, y={"pgy": 3, "site": "Main"}, z={"pgy": 2, "site": "VA"}
)
# a has one week with b, c and d three; a and b share a site.
DAYS: dict[str, Any] = {
    **dates(21),
    "busy": [away("a", "2026-08-10T00:00", "2026-08-24T00:00")],
    "residents": people("abcd", a={"site": "Main"}, b={"site": "Main"}),
}

# rules, allowed groups, forbidden groups, more keys of the problem
RULES: list[tuple[list[dict[str, Any]], str, str, dict[str, Any]]] = [
    ([OTHER, NEAR], "ab ad bf ce abc abd", "ac ae ace", {}),
    ([OTHER, rule("max_pgy_gap", years=2)], "ab bf ce abc", "ac ae ace", {}),
    ([NEAR, SITE], "xy xz yz", "xyz", {"residents": LINE}),
    ([SITE, NEAR, rule("max_pgy_gap", years=2)], "xy xz yz xyz", "", {"residents": LINE}),
    ([THREE, rule("max_pgy_gap", years=0)], "abd af ce", "ab cd abf", {}),
    ([rule("not_alone", tag="parent"), APART], "ab ad bc cd acd", "ac ce ace", {}),
    ([NEAR, NEAR], "ab bd abf", "ad abd", {}),
    ([WEEKS, SITE], "ab bc cd bcd", "ac ad abc acd", DAYS),
    ([WEEKS, rule("min_weeks_met", weeks=1)], "ab ac acd", "", DAYS),
    ([rule("no_repeat"), SITE], "ab ae ef", "ac bc bd cd abc", HISTORY),
    ([rule("no_repeat", rounds=1), OTHER], "ab ac bc bcd", "", HISTORY),
    (
        [rule("light_week", kinds=["clinic"]), SITE],
        "ab ac abc acd",  # a is on clinic in the only week
        "bc bd bcd",
        {
            **dates(7),
            "busy": [away("a", "2026-08-03T08:00", "2026-08-03T11:00", "clinic")],
            "residents": people("abcd", a={"site": "Main"}, b={"site": "Main"}),
        },
    ),
]


@pytest.mark.parametrize(("rules", "allowed", "forbidden", "more"), RULES)
def test_a_group_is_allowed_if_one_of_the_rules_allows_it(
    rules: list[dict[str, Any]], allowed: str, forbidden: str, more: dict[str, Any]
) -> None:
    asked = document(**{"residents": PEOPLE, "constraints": [rule("any_of", rules=rules)], **more})
    for group in allowed.split():
        assert is_allowed(asked, group), group
    for group in forbidden.split():
        assert not is_allowed(asked, group), group


def test_a_line_of_three_is_no_triad() -> None:
    """The or of two tables of pairs would form it."""
    keys = {"unplaced": "forbid", "constraints": [rule("any_of", rules=[NEAR, SITE])]}
    found = best(document(LINE, **{**keys, "sizes": "triads"}))
    assert found["status"] == "INFEASIBLE"
    assert any("any_of" in warning for warning in found["warnings"])
    found = best(document(LINE, **{**keys, "unplaced": "allow"}))
    assert found["levels"][0]["value"] == 1


def test_a_broken_one_is_told_in_words() -> None:
    problem = pp.Problem.from_document(
        document(PEOPLE, constraints=[rule("any_of", rules=[OTHER, NEAR])])
    )
    _, (broken,) = pp.evaluate(problem, [("a", "c")])
    assert broken.residents == ("a", "c")
    words = "every group keeps one of these: every group has at least 2 specialties; or members"
    assert words in str(broken)


def test_one_that_can_forbid_nothing_is_idle() -> None:
    joined = [rule("any_of", rules=[NEAR, rule("no_repeat")])]
    found = best(document(PEOPLE, constraints=joined))
    assert "constraints[0] (any_of) forbids nothing: there is no history" in found["warnings"]


CANARY = "canary-7"
PRIVATE = rule("exclude", residents=["a", CANARY], private=True)
BAD: list[tuple[object, dict[str, str]]] = [
    ([NEAR, rule("exclude", residents=["a", "b"])], {"[1].kind": "exclude cannot stand inside"}),
    ([NEAR, PRIVATE], {"[1].kind": "exclude cannot stand inside any_of"}),
    (
        [rule("together", residents=["a", "b"]), rule("pin", residents=["a", "b"])],
        {"[0].kind": "together cannot stand", "[1].kind": "pin cannot stand"},
    ),
    (
        [rule("at_least", tag="x", count=1), rule("max_triads", count=1)],
        {"[0].kind": "Maybe list it beside the any_of", "[1].kind": "max_triads cannot stand"},
    ),
    ([NEAR, rule("any_of", rules=[OTHER, SITE])], {"[1].kind": "Maybe list its rules in this one"}),
    ([NEAR, {**SITE, "private": True}], {"[1]": "a private rule cannot stand inside any_of"}),
    ([NEAR], {"": "must have at least 2 entries, has 1"}),
    ([], {"": "must have at least 2 entries, has 0"}),
    (NEAR, {"": "must be a list"}),
    ([NEAR, rule("same_sight")], {"[1].kind": "(confidential). Maybe same_site?"}),
    ([NEAR, {}], {"[1].kind": "is missing"}),
    ([NEAR, rule("min_specialties")], {"[1].count": "is missing"}),
    ([NEAR, 7], {"[1]": "must be a constraint, got integer"}),
    ([NEAR, WEEKS], {"[1].kind": "needs a horizon"}),
]


@pytest.mark.parametrize(("rules", "expected"), BAD)
def test_a_wrong_part_is_named_by_its_place(rules: object, expected: dict[str, str]) -> None:
    asked = document(PEOPLE, constraints=[rule("any_of", rules=rules)])
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem.from_document(asked)
    told = {fault.place: str(fault) for fault in error.value.faults}
    assert set(told) == {f"constraints[0].rules{place}" for place in expected}
    for place, words in expected.items():
        assert words in told[f"constraints[0].rules{place}"]
    assert CANARY not in str(error.value)


def test_a_field_that_somebody_lacks_is_named_with_the_part() -> None:
    asked = document(people("ab", a={"pgy": 1}), constraints=[rule("any_of", rules=[SITE, NEAR])])
    with pytest.raises(pp.ProblemError, match=r"constraints\[0\]\.rules\[1\]: .* unknown for b"):
        pp.Problem.from_document(asked)


def test_what_is_meant_as_private_shows_nothing() -> None:
    asked = rule("any_of", rules=[NEAR, SITE], private=True, **{CANARY: 1})
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem.from_document(document(PEOPLE, constraints=[asked]))
    assert CANARY not in str(error.value)


@pytest.mark.parametrize(
    "part", [Exclude("a", "b"), Together("a", "b"), Pin("a", "b"), AtLeast("x", 1)]
)
def test_python_refuses_the_same(part: pp.GroupRule) -> None:
    with pytest.raises(pp.ProblemError, match="cannot stand inside any_of"):
        AnyOf([SameSite(), part])
    with pytest.raises(pp.ProblemError, match="cannot stand inside any_of"):
        AnyOf([SameSite(), AnyOf([SameSite(), MaxPgyGap(1)])])


def test_the_schema_lists_what_may_stand_inside() -> None:
    schema = pp.schemas()["peerpair-problem/1"]
    listed = json.dumps(schema["properties"]["constraints"])
    rules = schema["properties"]["constraints"]["anyOf"][0]["items"]["oneOf"]
    (own,) = [r for r in rules if r["properties"]["kind"]["enum"] == ["any_of"]]
    inner = own["properties"]["rules"]["items"]["oneOf"]
    kinds = {part["properties"]["kind"]["enum"][0] for part in inner}
    assert {"max_pgy_gap", "min_specialties", "light_week"} <= kinds
    assert not kinds & {"any_of", "exclude", "together", "pin", "at_least", "max_triads"}
    assert own["properties"]["rules"]["minItems"] == 2
    assert "any_of" in listed


def joined(problem: pp.Problem, rng: random.Random) -> AnyOf | None:
    """Return two or three rules of whatever kinds may be joined, or None if they do not fit."""
    classes = cast(dict[str, type[pp.Constraint]], family("constraints"))
    kinds = [kind for kind, cls in classes.items() if cls.in_any_of]
    rules = [example_of(rng.choice(kinds), problem, rng) for _ in range(rng.choice([2, 2, 3]))]
    return None if None in rules else AnyOf(cast(list[GroupRule], rules))


def fitted(problem: pp.Problem, *rules: pp.Constraint) -> pp.Problem | None:
    try:
        return replace(problem, constraints=rules)
    except pp.ProblemError:  # somebody lacks a field
        return None


@settings(max_examples=40)
@given(seeds)
def test_the_optimum_is_that_of_brute_force(seed: int) -> None:
    rng = random.Random(seed)
    plain = make_problem(seed, n=rng.randint(4, 7), rules=0)
    rule = joined(plain, rng)
    problem = fitted(plain, rule) if rule else None
    if not rule or not problem:
        return
    found, expected = pp.solve(problem), solve_by_force(problem)
    assert (found.status, found.value) == (expected.status, expected.value)
    assert tuple(level.value for level in found.levels) in (expected.levels, ())
    assert pp.verify(problem, found, certificate=True).ok
    names = [resident.id for resident in problem.active]
    groups = [g for size in (2, 3) for g in combinations(names, size)]
    for group in rng.sample(groups, min(len(groups), 12)):
        free = replace(problem, sizes="mixed", unplaced=pp.Penalty(0), fairness="total")
        alone = [replace(free, constraints=(part,)) for part in rule.rules]
        broken = [bool(pp.evaluate(each, [group])[1]) for each in (free, *alone)]
        assert broken[0] == all(broken[1:])


@settings(max_examples=25)
@given(seeds)
def test_a_rule_or_itself_is_the_rule(seed: int) -> None:
    rng = random.Random(seed)
    plain = make_problem(seed, rules=0)
    classes = cast(dict[str, type[pp.Constraint]], family("constraints"))
    kind = rng.choice([kind for kind, cls in classes.items() if cls.in_any_of])
    part = example_of(kind, plain, rng)
    one = fitted(plain, part) if part else None
    if part is None or one is None:
        return
    both = replace(plain, constraints=(AnyOf([part, part]),))  # type: ignore[list-item]
    first, second = pp.solve(one), pp.solve(both)
    assert (first.status, first.levels, first.value, first.bound) == (
        *(second.status, second.levels, second.value, second.bound),
    )


def test_a_rule_of_ones_own_may_stand_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(registry._CLASSES["constraints"])
    monkeypatch.setitem(registry._CLASSES, "constraints", known)  # forgotten after the test

    @pp.group_rule
    def even_pgy(members: tuple[pp.Resident, ...]) -> bool:
        """the years of training add up to an even number"""
        return sum(member.pgy or 0 for member in members) % 2 == 0

    years_of = {"a": 1, "b": 2, "c": 4, "d": 5, "e": 6, "f": 9}
    people = [pp.Resident(name, pgy=year) for name, year in years_of.items()]
    problem = pp.Problem(people, constraints=[AnyOf([MaxPgyGap(1), even_pgy()])], objectives=[])
    for size in (2, 3):
        for group in combinations(people, size):
            years = [resident.pgy or 0 for resident in group]
            fine = max(years) - min(years) <= 1 or sum(years) % 2 == 0
            names = tuple(resident.id for resident in group)
            free = replace(problem, sizes="mixed", unplaced=pp.Penalty(0))
            assert bool(pp.evaluate(free, [names])[1]) != fine
    monkeypatch.setattr(run, "_ONE_BY_ONE", 10)  # 15 pairs
    result = pp.solve(problem)
    assert pp.verify(problem, result, certificate=True).ok
    assert [remark.kind for remark in result.remarks] == [pp.RemarkKind.SLOW_RULE]


@pytest.fixture
def amid(monkeypatch: pytest.MonkeyPatch) -> type[GroupRule]:
    """A rule of one's own that names residents, forgotten after the test."""
    known = dict(registry._CLASSES["constraints"])
    monkeypatch.setitem(registry._CLASSES, "constraints", known)

    class Amid(Together):
        kind = "amid"
        in_any_of = True

    return Amid


def test_residents_whom_a_part_names_are_known_and_active(amid: type[GroupRule]) -> None:
    part = amid.from_document({"kind": "amid", "residents": ["a", "z"]})
    asked = [pp.Resident("a"), pp.Resident("b"), pp.Resident("y", active=False)]
    place = r"constraints\[0\]\.rules\[1\]\.residents\[1\]: "
    with pytest.raises(pp.ProblemError, match=f"{place}unknown resident: 'z'"):
        pp.Problem(asked, constraints=[AnyOf([SameSite(), part])])
    parts = [SITE, rule("amid", residents=["a", "z"])]
    with pytest.raises(pp.ProblemError, match=f"{place}unknown resident: 'z'"):
        pp.Problem.from_document(document(people("ab"), constraints=[rule("any_of", rules=parts)]))
    part = amid.from_document({"kind": "amid", "residents": ["a", "y"]})
    with pytest.raises(pp.ProblemError, match=f"{place}is not active: 'y'"):
        pp.Problem(asked, constraints=[AnyOf([SameSite(), part])])


def test_names_in_settings_become_ids_inside_too() -> None:
    staff = [pp.Resident("r1", name="Ana Lim"), pp.Resident("r2", name="Bo Chen")]
    inner = rule("amid", residents=["ana lim", "Cy Ott"])
    (fault,) = name_residents([rule("any_of", rules=[SITE, inner])], staff, Names(staff))
    assert fault.place == "constraints[0].rules[1].residents[1]"
    assert inner["residents"] == ["r1", "Cy Ott"]
