"""No answer is an answer: proven, explained, and silent about private exclusions."""

from __future__ import annotations

import io
import itertools
import logging
import random
import traceback
from dataclasses import replace
from datetime import date

import pytest

import peerpair as pp
from peerpair.constraints import Exclude, MinSpecialties, NoRepeat, Pin, Together
from peerpair.model.rules import Constraint

NAMES = ["Quetzal-1", "Ocelot-2", "Tapir-3", "Margay-4", "Coati-5", "Agouti-6"]


def cohort(
    *rules: Constraint, n: int = 4, sizes: str | pp.Sizes = "pairs", **settings: object
) -> pp.Problem:
    people = [
        pp.Resident(name, specialty="IM" if i % 2 else "FM") for i, name in enumerate(NAMES[:n])
    ]
    return pp.Problem(people, constraints=rules, sizes=sizes, **settings)  # type: ignore[arg-type]


def explained(problem: pp.Problem) -> tuple[str, ...]:
    result = pp.solve(problem)
    assert result.status is pp.Status.INFEASIBLE
    assert result.value is None
    assert not result.groups
    assert result.warnings
    return result.warnings


def test_one_resident_names_the_size_policy() -> None:
    assert explained(cohort(n=1)) == (
        "sizes: 1 resident cannot be split as the size policy 'pairs' asks",
    )


@pytest.mark.parametrize("policy", ["allow", pp.Penalty(7)])
def test_one_resident_may_stay_out_where_that_is_allowed(policy: str | pp.Penalty) -> None:
    result = pp.solve(cohort(n=1, unplaced=policy))
    assert result.status is pp.Status.OPTIMAL
    assert result.unplaced_residents == (NAMES[0],)
    assert result.value == (0 if policy == "allow" else -7)


@pytest.mark.parametrize(
    ("n", "sizes"),
    [
        (4, pp.Sizes(triads=(0, None))),
        (5, pp.Sizes(pairs=(0, None))),
        (4, pp.Sizes(pairs=(3, None))),
        (4, pp.Sizes(pairs=(3, 2), triads=(0, None))),
    ],
)
def test_impossible_sizes_name_the_size_policy(n: int, sizes: pp.Sizes) -> None:
    lines = explained(cohort(n=n, sizes=sizes))
    assert lines[0].startswith(f"sizes: {n} residents")


def test_excluded_from_everybody_names_the_resident() -> None:
    rules = [Exclude(NAMES[0], other) for other in NAMES[1:4]]
    lines = explained(cohort(*rules))
    assert lines[0] == f"{NAMES[0]}: no group is allowed for this resident"
    assert any("constraints[0] (exclude)" in line for line in lines)


def test_together_but_excluded_names_both_constraints() -> None:
    pair = (NAMES[0], NAMES[1])
    text = "\n".join(explained(cohort(Together(*pair), Exclude(*pair))))
    assert "constraints[0] (together)" in text
    assert "constraints[1] (exclude)" in text


def test_a_rule_on_groups_is_named() -> None:
    text = "\n".join(explained(cohort(MinSpecialties(3))))
    assert "constraints[0] (min_specialties)" in text


def test_public_reasons_are_given_without_private_ones() -> None:
    pair = (NAMES[0], NAMES[1])
    rules = [Exclude(*pair, private=True), Exclude(*pair), Pin(*pair)]
    lines = explained(cohort(*rules))
    assert any("constraints[1] (exclude)" in line for line in lines)
    assert not any("constraints[0]" in line or "confidential" in line for line in lines)


PRIVATE = [
    cohort(*[Exclude(NAMES[0], other, private=True) for other in NAMES[1:4]]),
    cohort(Together(NAMES[0], NAMES[1]), Exclude(NAMES[0], NAMES[1], private=True)),
    cohort(Pin(NAMES[2], NAMES[3]), Exclude(NAMES[2], NAMES[3], private=True)),
    cohort(
        *[Exclude(NAMES[0], other) for other in NAMES[2:4]],
        Exclude(NAMES[0], NAMES[1], private=True),
    ),
    cohort(
        *[Exclude(a, b, private=True) for a, b in itertools.combinations(NAMES[:3], 2)],
        n=6,
        sizes=pp.Sizes(triads=(0, None)),
    ),
]


@pytest.mark.parametrize("problem", PRIVATE)
def test_a_private_exclusion_is_named_by_its_place_alone(problem: pp.Problem) -> None:
    try:
        lines = explained(problem)
    except AssertionError:
        pytest.fail("the example is not infeasible")
    for line in lines:
        number = int(line.removeprefix("constraints[").removesuffix("] (confidential)"))
        assert problem.constraints[number].private
        assert line == f"constraints[{number}] (confidential)"


def test_beside_a_confidential_reason_nobody_is_named() -> None:
    horizon = pp.Horizon(date(2026, 8, 3), date(2026, 8, 10))
    rules = [Exclude(NAMES[0], other, private=True) for other in NAMES[1:4]]
    problem = cohort(*rules, horizon=horizon, timezone="UTC")  # nobody has a schedule
    for line in explained(problem):
        assert line.endswith("(confidential)")
    free = explained(
        cohort(*[Exclude(NAMES[0], n) for n in NAMES[1:4]], horizon=horizon, timezone="UTC")
    )
    assert any("no schedule was given" in line for line in free)


def everything_said(problem: pp.Problem, strategy: str) -> str:
    """Return all text that leaves a run: result, errors, tracebacks, logs, reprs."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    try:
        text = [repr(problem), *map(repr, problem.constraints)]
        text += [rule.describe() for rule in problem.constraints if rule.private]
        try:
            result = pp.solve(problem, strategy)
            text += [*result.warnings, repr(result.metrics), str(result.status)]
        except pp.PeerpairError:
            text.append(traceback.format_exc())
        groups = [tuple(r.id for r in problem.active[i : i + 2]) for i in (0, 2)]
        _, violations = pp.evaluate(problem, groups)
        text += map(str, violations)
    finally:
        logging.getLogger().removeHandler(handler)
    return "\n".join([*text, log.getvalue()])


@pytest.mark.parametrize("strategy", ["exact", "matching", "greedy", "random"])
@pytest.mark.parametrize("problem", PRIVATE[:4])
def test_nothing_said_names_a_pair_that_is_privately_excluded(
    problem: pp.Problem, strategy: str
) -> None:
    private_only = replace(problem, constraints=[r for r in problem.constraints if r.private])
    said = everything_said(private_only, strategy)
    for line in said.splitlines():
        assert sum(name in line for name in NAMES) < 2, line


def test_violations_of_private_rules_name_no_one() -> None:
    problem = cohort(Exclude(NAMES[0], NAMES[1], private=True))
    result, violations = pp.evaluate(problem, [NAMES[:2], NAMES[2:4]])
    assert [str(v) for v in violations] == ["constraints[0] (confidential) is broken"]
    assert result.status is pp.Status.UNKNOWN


def test_an_unknown_resident_in_a_private_exclusion_is_not_named() -> None:
    document = cohort().to_document()
    document["constraints"] = [
        {"kind": "exclude", "residents": ["Secret-9", NAMES[0]], "private": True}
    ]
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem.from_document(document)
    assert "constraints[0].residents[0]: unknown resident (confidential)" in str(error.value)
    text = str(error.value) + repr(error.value)
    assert "Secret" not in text
    assert NAMES[0] not in text


def test_a_start_that_breaks_a_private_rule_is_refused_without_a_reason() -> None:
    problem = cohort(Exclude(NAMES[0], NAMES[1], private=True))
    result = pp.solve(problem, start=[NAMES[:2], NAMES[2:4]])
    assert result.status is pp.Status.OPTIMAL
    assert result.warnings == ("the start was not used: it is not a valid answer to this problem",)


def test_random_infeasible_problems_name_public_reasons_or_places() -> None:
    rng = random.Random(1)
    seen = 0
    for _ in range(60):
        pairs = itertools.combinations(NAMES, 2)
        rules = [Exclude(a, b, private=rng.random() < 0.5) for a, b in pairs if rng.random() < 0.75]
        problem = cohort(*rules, n=6)
        result = pp.solve(problem)
        if result.status is not pp.Status.INFEASIBLE:
            continue
        seen += 1
        public = replace(problem, constraints=[r for r in rules if not r.private])
        needed = pp.solve(public).status is not pp.Status.INFEASIBLE
        secret = [line for line in result.warnings if line.endswith("(confidential)")]
        assert bool(secret) == needed
        assert not needed or len(secret) == len(result.warnings)
        for line in result.warnings:
            number = line.removeprefix("constraints[").partition("]")[0]
            if number.isdigit():
                assert rules[int(number)].private == needed
    assert seen > 10


@pytest.mark.parametrize("how", ["forbid", "no_repeat"])
def test_a_history_that_allows_nothing_is_named(how: str) -> None:
    people = [pp.Resident(name) for name in "abcd"]
    past = [pp.PastGroup(pair, 1) for pair in itertools.combinations("abcd", 2)]
    rules = [NoRepeat()] if how == "no_repeat" else []
    problem = pp.Problem(
        people, history=past, constraints=rules, repeats="forbid" if not rules else "allow"
    )
    result = pp.solve(problem)
    assert result.status is pp.Status.INFEASIBLE
    place = "constraints[0]" if rules else "repeats: forbid"
    assert f"{place} (no_repeat): nobody meets a partner of an earlier round again" in (
        result.warnings
    )
    assert pp.solve(replace(problem, constraints=(), repeats="avoid")).value is not None
