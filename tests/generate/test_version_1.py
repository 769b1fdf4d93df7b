"""Version 1 of the generator never changes, and its hospitals look like hospitals."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from peerpair.constraints import Exclude
from peerpair.errors import ProblemError
from peerpair.generate import GENERATOR_VERSION, generate
from peerpair.model.problem import Problem
from peerpair.model.schedule import Assignment

# Stored once; a change here is a change of version 1, which is not allowed.
STORED = {
    (60, 0): "411b23d53b4c81438fe1fd7e8b1a023e0b934ed5de1df8b74891c50c1ccbc01d",
    (13, 7): "b0bafec4084c828cba3e31fecfec86e1594e4c33315eec34cc6c22b5428efbff",
}


def _entries(problem: Problem) -> dict[str, list[Assignment]]:
    found = defaultdict(list)
    for entry in problem.busy:
        if not entry.soft:
            found[entry.resident].append(entry)
    return found


@pytest.mark.parametrize(("residents", "seed"), sorted(STORED))
def test_same_arguments_give_the_stored_problem(residents: int, seed: int) -> None:
    problem = generate(residents, seed)
    assert problem == generate(residents, seed)
    assert problem.sha256 == STORED[residents, seed]
    assert problem.title.startswith(f"synthetic hospital, generator {GENERATOR_VERSION}, ")


def test_seeds_and_settings_give_other_problems() -> None:
    assert generate(12, 0) != generate(12, 1)
    wide = generate(12, 0, weeks=9, start=date(2027, 2, 28), sizes="pairs")
    assert wide.horizon is not None
    assert wide.horizon.weeks == 9
    assert wide.sizes == "pairs"


@pytest.mark.parametrize("residents", [1, 2, 3, 9, 10, 47, 2000])
def test_every_size_is_a_valid_document(residents: int) -> None:
    problem = generate(residents, 5)
    assert len(problem.active) == residents
    if residents < 100:  # through JSON and back
        again = Problem.from_document(json.loads(json.dumps(problem.to_document())))
        assert again == problem
        assert again.sha256 == problem.sha256
    assert len({resident.name for resident in problem.residents}) == residents


@pytest.mark.parametrize(
    "wrong", [{"residents": 0}, {"weeks": 0}, {"weeks": 10_000}, {"start": date(9999, 12, 1)}]
)
def test_numbers_out_of_range_are_named(wrong: dict[str, object]) -> None:
    with pytest.raises(ProblemError, match=next(iter(wrong))):
        generate(**wrong)  # type: ignore[arg-type]


def test_a_hospital_has_what_a_real_one_has() -> None:
    problem = generate(300, 1)
    kinds = {entry.kind for entry in problem.busy}
    assert {"ward", "icu", "night_float", "call", "clinic", "ed", "or", "vacation"} <= kinds
    assert {"home_call", "jeopardy"} <= {entry.kind for entry in problem.busy if entry.soft}
    assert len({resident.specialty for resident in problem.residents}) == 10
    assert {resident.site for resident in problem.residents} == {"Main", "North"}
    excluded = [rule for rule in problem.constraints if isinstance(rule, Exclude)]
    assert len(excluded) == 6
    assert {rule.private for rule in excluded} == {True, False}
    assert 1.5 < len(problem.preferences) / 300 < 2.5
    assert all(resident.coverage is not None for resident in problem.residents)
    unknown = [resident for resident in problem.residents if resident.coverage == ()]
    assert 1 <= len(unknown) <= 9


def test_nobody_works_more_than_the_rules_allow() -> None:
    weeks = 8
    problem = generate(120, 2, weeks=weeks)
    assert problem.horizon is not None
    for name, entries in _entries(problem).items():
        assert all(a.end <= b.start for a, b in pairwise(entries)), name
        duties = [entry for entry in entries if entry.kind != "vacation"]
        hours = sum((e.end - e.start).total_seconds() / 3600 for e in duties)
        assert hours / (weeks + 1) <= 80, name
        free = 7 * (weeks + 1) - len({entry.start.date() for entry in duties})
        assert free >= weeks + 1, name  # one day in seven, on average
        nights = sorted(e.start.date().toordinal() for e in duties if e.kind == "night_float")
        row = 1
        for one, other in pairwise(nights):
            row = row + 1 if other == one + 1 else 1
            assert row <= 6, name
