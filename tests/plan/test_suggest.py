"""Places of a newcomer against the same groups scored as a whole, one by one."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings

import peerpair as pp
from peerpair.constraints import Exclude, MaxTriads
from peerpair.model.remark import RemarkKind
from peerpair.verify import PlainFacts
from tests.brute import key
from tests.hospitals import make_problem, seeds
from tests.plan.test_repair import older_result

WHOLE = {RemarkKind.WRONG_COUNT, RemarkKind.UNPLACED}
"""What an answer as a whole may break: a place that does is listed all the same."""
Groups = list[tuple[str, ...]]


def start(problem: pp.Problem, seed: int) -> tuple[Groups, str] | None:
    """Return some groups that keep the rules about groups, and somebody who is in none."""
    rng = random.Random(seed)
    names = [resident.id for resident in problem.active]
    newcomer, *rest = rng.sample(names, len(names))
    groups: Groups = []
    while len(rest) > 1 and rng.random() < 0.8:
        size = min(len(rest), rng.choice([2, 2, 3]))
        groups.append(tuple(sorted(rest[:size], key=names.index)))
        rest = rest[size:]
    _, broken = pp.evaluate(problem, groups)
    return (groups, newcomer) if _whole(problem, broken) else None


def _whole(problem: pp.Problem, broken: tuple[pp.Remark, ...]) -> bool:
    """Tell whether nothing is broken but what concerns the answer as a whole."""
    row = {i for i, rule in enumerate(problem.rules) if isinstance(rule, pp.CohortRule)}
    placed = {i for i, rule in enumerate(problem.rules) if rule.placed()}
    return all(r.kind in WHOLE or (r.rule in row and r.rule not in placed) for r in broken)


def ways(groups: Groups, alone: list[str], newcomer: str, *, moves: bool) -> list[Groups]:
    """Return every way there is, as whole sets of groups."""
    found = [groups]
    for group in groups:
        rest = [other for other in groups if other != group]
        if len(group) == 2:
            found.append([*rest, (*group, newcomer)])
        for who in group if moves else ():
            others = tuple(member for member in group if member != who)
            instead = [*rest, (*others, newcomer)]
            if len(group) == 3:
                found.append([*rest, (who, newcomer), others])
            found += [[*instead, (who, one)] for one in alone]
            for pair in rest:
                if len(pair) == 2:
                    found.append([g for g in instead if g != pair] + [(*pair, who)])
    for count in (1, 2):
        found += [[*groups, (*others, newcomer)] for others in combinations(alone, count)]
    return found


@settings(max_examples=150)
@given(seeds)
def test_every_place_is_found_with_its_exact_effect(seed: int) -> None:
    problem = make_problem(seed)
    begun = start(problem, seed)
    if begun is None:
        return
    groups, newcomer = begun
    moves = bool(seed % 2)
    inside = {name for group in groups for name in group}
    alone = [r.id for r in problem.active if r.id not in {*inside, newcomer}]
    expected = {}
    facts = PlainFacts(problem)
    order = [r.id for r in problem.active]
    for way in ways(groups, alone, newcomer, moves=moves):
        _, broken = pp.evaluate(problem, way)
        if _whole(problem, broken) or way == groups:
            chosen = tuple(tuple(sorted(group, key=order.index)) for group in way)
            inside = {name for group in way for name in group}
            left = tuple(name for name in order if name not in inside)
            expected[frozenset(map(frozenset, chosen))] = key(problem, facts, (chosen, left))
    found = pp.suggest(problem, older_result(tuple(groups)), newcomer, moves=moves, most=10_000)
    told = {}
    for place in found.places:
        stay = [g for g in groups if frozenset(g) not in set(map(frozenset, place.ended))]
        whole = frozenset(map(frozenset, [*stay, *place.groups]))
        told[whole] = (*(level.value for level in place.levels), place.value)
        assert not place.moved or moves
    assert told == expected
    breaking = [len(place.broken) for place in found.places]
    assert breaking == sorted(breaking)


def test_places_come_in_order_and_say_what_they_break() -> None:
    people = [pp.Resident(name, specialty="IM") for name in "abcd"]
    people += [pp.Resident("x", specialty="FM")]
    problem = pp.Problem(people, constraints=[Exclude("a", "x", private=True), MaxTriads(0)])
    result = older_result((("a", "b"), ("c", "d")))
    found = pp.suggest(problem, result, "x")
    assert [(p.step, p.groups) for p in found.places] == [
        (pp.Step.JOIN, (("c", "d", "x"),)),
        (pp.Step.WAIT, ()),
    ]
    assert [r.kind for r in found.places[0].broken] == [RemarkKind.BROKEN_RULE]
    assert [r.kind for r in found.places[1].broken] == [RemarkKind.UNPLACED]
    allowed = replace(problem, constraints=problem.constraints[:1])
    first = pp.suggest(allowed, result, "x").places[0]
    assert (first.step, first.moved, first.broken) == (pp.Step.JOIN, (), ())


def test_somebody_who_has_a_group_or_takes_no_part_gets_no_place() -> None:
    problem = pp.Problem([*(pp.Resident(n) for n in "abc"), pp.Resident("z", active=False)])
    result = older_result((("a", "b"),))
    for newcomer, words in (("a", "has a group already"), ("z", "is no active resident")):
        with pytest.raises(pp.ProblemError, match=words):
            pp.suggest(problem, result, newcomer)
    with pytest.raises(pp.ProblemError, match="takes no part: 'z'"):
        pp.suggest(problem, older_result((("a", "z"),)), "c")
