"""What compile hands to strategies: each candidate once, and bounds that hold."""

from __future__ import annotations

import dataclasses
from itertools import combinations
from typing import Any, cast

import numpy as np
import pytest

import peerpair as pp
from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.compile import compile_problem
from peerpair.compile.triad_bound import triad_bound
from peerpair.constraints import Exclude
from peerpair.registry import family
from tests.hospitals import make_problem
from tests.known.ask import document, people


def listed(given: dict[str, Any]) -> list[tuple[int, ...]]:
    columns = compile_problem(pp.Problem.from_document(given)).columns
    return sorted(tuple(m for m in row if m >= 0) for row in columns.members.tolist())


@pytest.mark.parametrize("n", [2, 3, 4, 7])
def test_every_candidate_is_there_once(n: int) -> None:
    given = document(people("abcdefg"[:n]))
    expected = [group for size in (2, 3) for group in combinations(range(n), size)]
    assert listed(given) == sorted(expected)
    # Few triads are allowed: they are written out instead of standing in blocks.
    names = "abcdefg"[:n]
    apart = [
        {"kind": "exclude", "residents": [a, b]} for a, b in combinations(names, 2) if a != "a"
    ]
    alone = [(0, other) for other in range(1, n)]
    assert listed({**given, "constraints": apart}) == sorted(alone)
    if n == 7:
        some = [rule for rule in apart if rule["residents"] != ["b", "c"]]
        assert listed({**given, "constraints": some}) == sorted([*alone, (1, 2), (0, 1, 2)])


# keys of the problem, groups that keep its limits, groups that do not
LIMITS: list[tuple[dict[str, Any], list[str], list[str]]] = [
    ({"unplaced": "forbid", "sizes": "pairs"}, ["ab cde"], ["", "ab", "ab cd", "ab abc cde"]),
    ({"sizes": "pairs"}, ["", "ab", "ab cd", "ab cde"], ["ab bc", "ab abc", "ab abc cde"]),
    ({"sizes": {"2": [1, 1]}}, ["ab", "cd"], ["", "ab cd", "ab cde", "abc"]),
    ({"sizes": {"2": [0, 2], "3": [1, 1]}}, ["abc", "ab cde"], ["", "ab", "ab cd"]),
    ({"sizes": {"3": [0, None]}}, ["", "abc"], ["ab", "abc de"]),
    ({"constraints": [{"kind": "max_triads", "count": 0}]}, ["", "ab cd"], ["abc", "ab cde"]),
    ({"constraints": [{"kind": "pin", "residents": ["a", "b"]}]}, ["ab", "ab cd"], ["", "cd"]),
]


@pytest.mark.parametrize(("keys", "kept", "broken"), LIMITS)
def test_which_groups_keep_the_limits(
    keys: dict[str, Any], kept: list[str], broken: list[str]
) -> None:
    compiled = compile_problem(pp.Problem.from_document(document(people("abcde"), **keys)))
    # All groups of the limits' own problem, whether or not they may occur in a partition.
    every = compile_problem(pp.Problem.from_document(document(people("abcde")))).columns
    place = {tuple(m for m in row if m >= 0): i for i, row in enumerate(every.members.tolist())}
    for expected, choices in ((True, kept), (False, broken)):
        for choice in choices:
            groups = [tuple("abcde".index(name) for name in group) for group in choice.split()]
            chosen = every.take(np.array([place[group] for group in groups], dtype=np.int64))
            assert compiled.keeps_limits(chosen) == expected, choice


def test_no_triad_is_worth_more_than_its_pairs_allow() -> None:
    tried = 0
    for seed in range(60):
        problem = make_problem(seed, n=5, rules=0)
        oracle = Oracle(DenseCohort(problem))
        bound = triad_bound(oracle)
        if bound is None or oracle.n < 3:
            continue
        groups = np.array([*combinations(range(oracle.n), 3)])
        r, s, t = groups.T
        pairs, constant = bound
        most = pairs[r, s] + pairs[r, t] + pairs[s, t] + constant
        values = oracle.values(oracle.batch(groups))
        assert (6 * values <= most).all(), seed
        tried += 1
    assert tried > 30


def test_rules_made_in_python_and_in_documents_have_the_same_defaults() -> None:
    for kind, cls in family("objectives").items():
        made = cast(Any, cls)()
        assert made == cast(Any, cls).from_document({"kind": kind})
        assert made.weight == 1
        points = {field.default for field in dataclasses.fields(made) if field.name != "weight"}
        assert points <= {0, (), 1} if kind == "novelty" else points <= {0, ()}
    given = Exclude.from_document({"kind": "exclude", "residents": ["a", "b"]})
    assert given.private is False
    assert {f.name: f.default for f in dataclasses.fields(Exclude)}["private"] is False


@pytest.mark.parametrize(
    "rule",
    [
        {"kind": "min_weeks_met", "weeks": 1},
        {"kind": "light_week", "kinds": ["clinic"]},
    ],
)
def test_rules_about_weeks_need_a_horizon(rule: dict[str, Any]) -> None:
    with pytest.raises(pp.ProblemError):
        pp.Problem.from_document(document(people("ab"), constraints=[rule]))


@pytest.mark.parametrize("sign", [-1, 1])
def test_points_have_a_limit(sign: int) -> None:
    most = sign * 2**31
    near = {"specialties": ["IM", "FM"]}
    for make in (
        lambda points: {"kind": "size", "2": points},
        lambda points: {"kind": "size", "3": points},
        lambda points: {"kind": "cross_specialty", "distance": [{**near, "points": points}]},
    ):
        given = document(people("ab"))
        assert pp.Problem.from_document({**given, "objectives": [make(most)]})
        with pytest.raises(pp.ProblemError):
            pp.Problem.from_document({**given, "objectives": [make(most + sign)]})


def test_random_hospitals_have_gaps() -> None:
    """Else an unknown specialty or year would be tried by no random problem."""
    people = [r for seed in range(100) for r in make_problem(seed).residents]
    for unknown in ([r.specialty for r in people], [r.pgy for r in people]):
        share = unknown.count(None) / len(unknown)
        assert 0.05 < share < 0.3
