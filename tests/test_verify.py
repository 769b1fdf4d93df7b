"""The checker finds what is wrong with a result, whatever was tampered with."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair import registry
from peerpair.constraints import MaxTriads, Pin, SameSite
from peerpair.generate import generate
from peerpair.objectives import AffinityPoints, SizePoints
from tests.brute import solve_by_force

PROBLEM = generate(11, 3)
RESULT = pp.solve(PROBLEM)
DOCUMENT = json.loads(json.dumps(RESULT.to_document(certificate=True)))


def bump(*path: Any, by: int = 1) -> Callable[[dict[str, Any]], None]:
    def edit(document: dict[str, Any]) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] += by

    return edit


def swap_members(document: dict[str, Any]) -> None:
    one, other = document["groups"][0]["members"], document["groups"][1]["members"]
    one[1], other[1] = other[1], one[1]


def repeat_window(document: dict[str, Any]) -> None:
    group = next(group for group in document["groups"] if group["windows"])
    group["windows"].insert(0, copy.deepcopy(group["windows"][0]))


def shift_window(document: dict[str, Any]) -> None:
    group = next(group for group in document["groups"] if group["windows"])
    window = group["windows"][0]
    window["start"] = window["start"][:14] + "07" + window["start"][16:]  # no slot starts there


TAMPERS: dict[str, Callable[[dict[str, Any]], None]] = {
    "value": bump("value"),
    "bound": bump("bound", by=-1),
    "gap": bump("gap"),
    "group value": bump("groups", 0, "value"),
    "points": bump("groups", 0, "points", "stage"),
    "weeks met": bump("groups", 0, "weeks_met", by=100),
    "starts": bump("groups", 0, "starts_per_week", 0),
    "level": bump("levels", 0, "value"),
    "level bound": bump("levels", 0, "bound"),
    "metrics": bump("metrics", "pairs"),
    "price": bump("certificate", "prices", PROBLEM.active[0].id, by=2**40),
    "certificate": bump("certificate", "bound", by=-1),
    "members": swap_members,
    "a group lost": lambda d: d["groups"].pop(),
    "order": lambda d: d["groups"].reverse(),
    "window twice": repeat_window,
    "window moved": shift_window,
    "another problem": lambda d: d.update(problem_sha256="0" * 64),
    "no answer": lambda d: d.update(status="INFEASIBLE"),
    "not proven": lambda d: d["levels"][0].update(proven=False),
}


def test_the_result_itself_is_right() -> None:
    assert RESULT.status is pp.Status.OPTIMAL
    assert pp.verify(PROBLEM, pp.Result.from_document(DOCUMENT), certificate=True).ok


@pytest.mark.parametrize("name", TAMPERS)
def test_tampering_is_found(name: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    TAMPERS[name](document)
    assert not pp.verify(PROBLEM, pp.Result.from_document(document), certificate=True).ok


def test_prices_too_low_are_found_by_enumeration_alone() -> None:
    document = copy.deepcopy(DOCUMENT)
    certificate = document["certificate"]
    names = list(certificate["prices"])
    certificate["prices"][names[0]] -= 10**9 * certificate["scale"]
    certificate["prices"][names[1]] += 10**9 * certificate["scale"]
    result = pp.Result.from_document(document)
    assert pp.verify(PROBLEM, result).ok
    assert not pp.verify(PROBLEM, result, certificate=True).ok


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
@pytest.mark.parametrize("unplaced", ["forbid", "allow", pp.Penalty(1), pp.Penalty(2**49)])
@pytest.mark.parametrize(
    "sizes", [pp.Sizes(pairs=(0, None)), pp.Sizes(triads=(0, None)), "pairs", "triads", "mixed"]
)
@pytest.mark.parametrize(
    "prize", [SizePoints(pair=1000), SizePoints(triad=1000), SizePoints(pair=-5, triad=-7)]
)
def test_certificates_hold_for_sizes_that_are_ruled_out(
    n: int, unplaced: str | pp.Penalty, sizes: str | pp.Sizes, prize: SizePoints
) -> None:
    people = [pp.Resident(f"r{i}") for i in range(n)]
    problem = pp.Problem(people, sizes=sizes, unplaced=unplaced, objectives=[prize])
    result = pp.solve(problem)
    assert result.status in (pp.Status.OPTIMAL, pp.Status.INFEASIBLE)
    assert pp.verify(problem, result, certificate=True).ok


@settings(max_examples=80)
@given(st.data(), st.integers(2, 8), st.sampled_from([10**4, 3 * 10**8, 2**31 - 1]))
def test_values_at_the_edge_of_32_bits(data: st.DataObject, n: int, largest: int) -> None:
    people = [pp.Resident(f"r{i}") for i in range(n)]
    points = st.integers(-largest, largest) | st.sampled_from([largest, -largest, largest - 1])
    pairs = [(i, j) for i in range(n) for j in range(i)]
    triads = [(i, j, k) for i, j in pairs for k in range(j)]
    affinities = [
        pp.Affinity(tuple(f"r{i}" for i in group), data.draw(points))
        for group in [*pairs, *triads]
        if data.draw(st.booleans())
    ]
    policies: list[str | pp.Penalty] = ["forbid", "allow", pp.Penalty(largest), pp.Penalty(1)]
    unplaced = data.draw(st.sampled_from(policies))
    problem = pp.Problem(
        people,
        affinities=affinities,
        objectives=[AffinityPoints()],
        per="group",
        sizes="mixed",
        unplaced=unplaced,
    )
    best = solve_by_force(problem)
    result = pp.solve(problem)
    assert (result.status, result.value) == (best.status, best.value)
    assert pp.verify(problem, result, certificate=True).ok


def test_results_and_problems_travel_between_processes() -> None:
    for thing in (RESULT, PROBLEM):
        assert pickle.loads(pickle.dumps(thing)) == thing
        assert copy.deepcopy(thing) == thing
    with pytest.raises(TypeError):
        RESULT.metrics["pairs"] = 0  # type: ignore[index]


def test_broken_rules_say_whom_they_are_broken_for(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(registry._CLASSES["constraints"])
    monkeypatch.setitem(registry._CLASSES, "constraints", known)  # forgotten after the test

    class SecretPin(Pin):
        """Nothing that leaves the program may name its residents."""

        kind = "secret_pin"
        private = True

    people = [pp.Resident(name, site=name if name == "d" else "Main") for name in "abcdefg"]
    rules = [Pin("a", "b"), SecretPin("f", "g"), SameSite(), MaxTriads(0)]
    problem = pp.Problem(people, constraints=rules, unplaced="allow", sizes="mixed")
    _, violations = pp.evaluate(problem, [("c", "d", "e")])
    assert tuple(map(str, violations)) == (
        "constraints[0] (pin): a, b: the group a, b is formed",
        "constraints[1] (confidential) is broken",
        "constraints[2] (same_site): c, d, e: all members have the same home site",
        "constraints[3] (max_triads): at most 0 triads are formed",
    )
    _, violations = pp.evaluate(replace(problem, constraints=rules[:2]), [("a", "c"), ("f", "g")])
    assert tuple(map(str, violations)) == (
        "constraints[0] (pin): b: the group a, b is formed",
        "constraints[0] (pin): a, c: the group a, b is formed",
    )
