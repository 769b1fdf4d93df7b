"""Levels are data; documents alone have names for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

import peerpair as pp
from peerpair.generate import generate
from peerpair.model.level import Level, LevelKind


@pytest.mark.parametrize(
    ("level", "name", "counts"),
    [
        (Level(LevelKind.UNPLACED), "unplaced", True),
        (Level(LevelKind.WEEKS, 0), "weeks<=0", True),
        (Level(LevelKind.WEEKS, 13), "weeks<=13", True),
        (Level(LevelKind.WEEKS, 0, credit=2), "weeks<=0,credit>=2", True),
        (Level(LevelKind.MAXMIN), "maxmin", False),
        (Level(LevelKind.REPEATS), "repeats", True),
        (Level(LevelKind.SAT_OUT), "sat_out", True),
        (Level(LevelKind.GROUPS_KEPT), "groups_kept", False),
        (Level(LevelKind.PAIRS_KEPT), "pairs_kept", False),
    ],
)
def test_every_level_has_one_name(level: Level, name: str, counts: bool) -> None:
    assert (level.name, level.counts) == (name, counts)
    assert Level.named(name) == level
    assert Level.named(name, 3, 2, True) == replace(level, value=3, bound=2, proven=True)


@pytest.mark.parametrize(
    "name",
    [
        "weeks<=",
        "weeks<=01",
        "weeks<=-1",
        "weeks<=2 ",
        "weeks",
        "weeks<=1,credit>=0",
        "weeks<=1,",
        "other",
        "9" * 5000,
        "≤",
    ],
)
def test_a_name_that_is_none_of_ours_is_kept_and_found_by_the_check(name: str) -> None:
    assert Level.named(name).kind is LevelKind.OTHER
    problem = generate(8, 0)
    document = pp.solve(problem).to_document()
    document["levels"][0]["name"] = name
    result = pp.Result.from_document(document)
    assert result.to_document() == document
    told = pp.verify(problem, result).violations
    names = [level["name"] for level in document["levels"]]
    assert f"levels: is {names}, should be {['weeks<=0', *names[1:]]}" in told


def test_a_huge_threshold_is_no_threshold() -> None:
    assert Level.named(f"weeks<={'9' * 5000}").kind is LevelKind.OTHER
