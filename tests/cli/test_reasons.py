"""Reasons as a chief would say them: people by name, rules by place, nothing confidential."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.cli.answer import plain_lines
from peerpair.cli.reasons import plain_reasons
from peerpair.config.config import Config
from peerpair.config.shape import Rosters
from peerpair.constraints import Exclude, NoRepeat, Pin, Together
from peerpair.engines.limits import Limits
from peerpair.model.place import Place
from peerpair.model.problem_remarks import remarks_on
from peerpair.model.remark import Remark, RemarkKind
from peerpair.solve.conflicts import explain_infeasible

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


def needed(number: int) -> Remark:
    rule = RULES[number]
    return Remark.of_rule(RemarkKind.NEEDED_RULE, number, rule, rule.describe())


@pytest.mark.parametrize(
    ("remark", "written", "said"),  # nothing said = as documents have it
    [
        (
            Remark(RemarkKind.SIZES, count=1, value="pairs"),
            "sizes: 1 resident cannot be split as the size policy 'pairs' asks",
            "",
        ),
        (
            Remark(RemarkKind.SIZES, count=4, value=pp.Sizes((3, None), (0, 1))),
            "sizes: 4 residents cannot be split as the size policy 3 or more pairs and 0 to 1 "
            "triads asks",
            "",
        ),
        (
            Remark(RemarkKind.STRANDED, ("sizes",)),
            "sizes: no group is allowed for this resident",
            'sizes: no group is allowed; loosen a rule, set active to no, or unplaced = "allow"',
        ),
        (
            Remark(RemarkKind.STRANDED, ("a: b.*",)),
            "a: b.*: no group is allowed for this resident",
            "=cmd() (a: b.*): no group is allowed; "
            'loosen a rule, set active to no, or unplaced = "allow"',
        ),
        (
            Remark(RemarkKind.STRANDED, ("ghost",)),
            "ghost: no group is allowed for this resident",
            "",
        ),
        (
            Remark(RemarkKind.NO_SCHEDULE, ("r1",), value="unknown"),
            "r1: no schedule was given (no entries, no coverage); the time is unknown",
            "Ana r13 Lim (r1): no schedule was given (no entries, no coverage); "
            "the time is unknown",
        ),
        (
            needed(0),
            "constraints[0] (pin): the group r1, r13 is formed",
            "rule 1 in peerpair.toml (pin): the group Ana r13 Lim (r1), "
            "Ruth (r1) Ad\\1eyemi (r13) is formed",
        ),
        (
            Remark.of_rule(RemarkKind.IDLE_RULE, 1, RULES[1], "there is no history"),
            "constraints[1] (no_repeat) forbids nothing: there is no history",
            "rule 2 in peerpair.toml (no_repeat) forbids nothing: there is no history",
        ),
        (
            needed(2),
            "constraints[2] (exclude): a: b.* and r1 are never in one group",
            "a pair of never.csv: =cmd() (a: b.*) and Ana r13 Lim (r1) are never in one group",
        ),
        (needed(3), "constraints[3] (confidential)", "a pair of never.csv (confidential)"),
        (
            Remark(RemarkKind.CLASH),
            "these rules cannot all hold with the size policy and everybody's place",
            "",
        ),
        (
            Remark(RemarkKind.READING, count=3),
            "3 issues were reported when the rosters were read",
            "",
        ),
        (
            Remark(RemarkKind.OTHER, place=Place.of("a.csv", 4), text="{who} is odd", hint="ask"),
            "a.csv:4: {who} is odd. Maybe ask",
            "",
        ),
    ],
)
def test_one_reason(remark: Remark, written: str, said: str) -> None:
    assert str(remark) == written
    assert plain_reasons([remark], CONFIG, PROBLEM) == [said or written]


def test_every_kind_has_a_sentence_and_a_confidential_one_has_no_words() -> None:
    for kind in RemarkKind:
        assert str(Remark(kind, ("r1",), text="words"))
        with pytest.raises(ValueError, match="position of its rule and nothing else"):
            Remark(kind, confidential=True)
        for more in ({"residents": ("r1",)}, {"text": "Ana"}, {"count": 1}, {"value": "pairs"}):
            with pytest.raises(ValueError, match="position of its rule and nothing else"):
                Remark(kind, rule=3, confidential=True, **more)
    assert str(Remark.of_rule(RemarkKind.BROKEN_RULE, 3, RULES[3], "r13", ("r13", "sizes"))) == (
        "constraints[3] (confidential) is broken"
    )


def test_a_private_rule_that_is_idle_is_not_spoken_of() -> None:
    class Hidden(NoRepeat):
        private = True

    rules = [NoRepeat(1), Hidden(2)]
    (told,) = remarks_on(pp.Problem(PEOPLE, constraints=rules))
    assert (told.kind, told.rule, told.rule_kind) == (RemarkKind.IDLE_RULE, 0, "no_repeat")


def test_without_a_configuration_places_stay() -> None:
    found = plain_reasons([needed(3), needed(0)], None, PROBLEM)
    assert found[0] == "constraints[3] (confidential)"
    assert found[1].startswith("constraints[0] (pin): the group Ana r13 Lim (r1), ")


def test_pairs_of_a_list_are_counted_and_nothing_more() -> None:
    listed = [secret(3), secret(4)]
    assert plain_reasons(listed, CONFIG, PROBLEM) == ["2 pairs of never.csv (confidential)"]
    own = ["rule 1 in peerpair.toml (confidential)", "rule 2 in peerpair.toml (confidential)"]
    assert plain_reasons([secret(0), secret(1)], CONFIG, PROBLEM) == own


def secret(number: int) -> Remark:
    return Remark(RemarkKind.NEEDED_RULE, rule=number, confidential=True)


def test_of_an_answer_the_chief_reads_what_was_not_shown_yet_and_silent_people_once() -> None:
    days = pp.Horizon(date(2026, 8, 3), date(2026, 8, 10))
    people = [*(pp.Resident(f"r{i}") for i in range(13)), pp.Resident("x", coverage=())]
    problem = pp.Problem(people, days, "UTC", constraints=[NoRepeat(1)], issue_count=2)
    *_, idle, free, unknown = plain_lines(problem, pp.solve(problem))
    assert idle == "constraints[0] (no_repeat) forbids nothing: there is no history"
    names = ", ".join(f"r{i}" for i in range(10))
    what = "no schedule was given (no entries, no coverage); the time is"
    assert free == f"{names} and 3 more: {what} taken as free"
    assert unknown == f"x: {what} unknown"
    said = "2 issues were reported when the rosters were read"
    assert not any(said in line for line in plain_lines(problem, pp.solve(problem)))
    assert pp.solve(problem).warnings[0] == said


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
    assert all(line.endswith(" (confidential)") for lines in said for line in lines)


def _all_pairs(people: list[pp.Resident], but: tuple[str, str]) -> list[Exclude]:
    names = [person.id for person in people]
    return [
        Exclude(one, other, private=True)
        for i, one in enumerate(names)
        for other in names[i + 1 :]
        if {one, other} != set(but)
    ]
