"""Reasons as a chief would say them: people by name, rules by place, nothing confidential."""

from __future__ import annotations

from pathlib import Path

import pytest

import peerpair as pp
from peerpair.cli.reasons import plain_reasons
from peerpair.config.config import Config, Rosters
from peerpair.constraints import Exclude, NoRepeat, Pin, Together
from peerpair.engines.limits import Limits
from peerpair.solve.conflicts import explain_infeasible, is_confidential

CONFIG = Config(
    Path("exports/peerpair.toml"),
    Rosters("America/Chicago", exclusions=("never.csv",)),
    settings={"constraints": [{"kind": "pin"}, {"kind": "no_repeat"}]},
)
PEOPLE = [
    pp.Resident("r1", name="Ana r13 Lim"),
    pp.Resident("r13", name="Ruth (r1) Ad\\1eyemi"),
    pp.Resident("sizes"),
    pp.Resident("a: b.*", name="=cmd()"),
]
RULES = [
    Pin("r1", "r13"),
    NoRepeat(1),
    Exclude("r1", "a: b.*"),
    Exclude("r13", "sizes", private=True),
]
PROBLEM = pp.Problem(PEOPLE, constraints=RULES)


@pytest.mark.parametrize(
    ("reason", "said"),  # nothing said = as it is
    [
        ("sizes: 1 resident cannot be split as the size policy 'pairs' asks", ""),
        (
            "sizes: no group is allowed for this resident",
            'sizes: no group is allowed; loosen a rule, set active to no, or unplaced = "allow"',
        ),
        (
            "a: b.*: no group is allowed for this resident",
            "=cmd() (a: b.*): no group is allowed; "
            'loosen a rule, set active to no, or unplaced = "allow"',
        ),
        ("ghost: no group is allowed for this resident", ""),
        (
            "r1: no schedule was given (no entries, no coverage); the time is unknown",
            "Ana r13 Lim (r1): no schedule was given (no entries, no coverage); "
            "the time is unknown",
        ),
        (
            "constraints[0] (pin): the group r1, r13 is formed",
            "rule 1 in peerpair.toml (pin): the group Ana r13 Lim (r1), "
            "Ruth (r1) Ad\\1eyemi (r13) is formed",
        ),
        (
            "constraints[1] (no_repeat) forbids nothing: there is no history",
            "rule 2 in peerpair.toml (no_repeat) forbids nothing: there is no history",
        ),
        (
            "constraints[2] (exclude): a: b.* and r1 are never in one group",
            "a pair of never.csv: =cmd() (a: b.*) and Ana r13 Lim (r1) are never in one group",
        ),
        ("constraints[3] (confidential)", "a pair of never.csv (confidential)"),
        ("these rules cannot all hold with the size policy and everybody's place", ""),
        ("3 issues were reported when the rosters were read", ""),
    ],
)
def test_one_reason(reason: str, said: str) -> None:
    assert plain_reasons([reason], CONFIG, PROBLEM) == [said or reason]


def test_without_a_configuration_places_stay() -> None:
    reasons = ["constraints[3] (confidential)", "constraints[0] (pin): the group r1, r13 is formed"]
    found = plain_reasons(reasons, None, PROBLEM)
    assert found[0] == reasons[0]
    assert found[1].startswith("constraints[0] (pin): the group Ana r13 Lim (r1), ")


def test_pairs_of_a_list_are_counted_and_nothing_more() -> None:
    reasons = ["constraints[3] (confidential)", "constraints[4] (confidential)"]
    assert plain_reasons(reasons, CONFIG, PROBLEM) == ["2 pairs of never.csv (confidential)"]
    own = ["constraints[0] (confidential)", "constraints[1] (confidential)"]
    assert all(map(is_confidential, plain_reasons(own, CONFIG, PROBLEM)))


def test_whom_a_confidential_pair_concerns_does_not_change_the_words() -> None:
    people = [pp.Resident(f"canary{i}", name=f"Canary {i}") for i in range(4)]
    said = set()
    for pair in (("canary0", "canary2"), ("canary1", "canary3"), ("canary0", "canary3")):
        private = [Exclude(*pair, private=True), *_all_pairs(people, pair)]
        rules = [Together("canary0", "canary1"), NoRepeat(1), *private]
        problem = pp.Problem(people, constraints=rules)
        reasons = explain_infeasible(problem, Limits())
        said.add(tuple(plain_reasons(reasons, CONFIG, problem)))
    assert not any("anary" in line for lines in said for line in lines)
    assert all(is_confidential(line) for lines in said for line in lines)


def _all_pairs(people: list[pp.Resident], but: tuple[str, str]) -> list[Exclude]:
    names = [person.id for person in people]
    return [
        Exclude(one, other, private=True)
        for i, one in enumerate(names)
        for other in names[i + 1 :]
        if {one, other} != set(but)
    ]
