"""The forecast, against all partitions and the plain facts."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

import peerpair as pp
from peerpair.constraints import Exclude, MinWeeksMet, SameSite
from peerpair.generate import generate
from peerpair.model.remark import RemarkKind
from peerpair.solve.forecast import Outlook, forecast
from peerpair.verify.facts import PlainFacts
from tests.brute import solve_by_force
from tests.hospitals import make_problem


@pytest.mark.parametrize("seed", range(60))
def test_it_is_never_wrong_about_what_is_possible(seed: int) -> None:
    problem = make_problem(seed)
    found = forecast(problem)
    possible = solve_by_force(problem).status is not pp.Status.INFEASIBLE
    if found.outlook is not Outlook.OPEN:
        assert (found.outlook is Outlook.POSSIBLE) == possible
    assert bool(found.reasons) == (found.outlook is Outlook.IMPOSSIBLE)


@pytest.mark.parametrize("mode", ["remote", "in_person"])
def test_hours_and_partners_are_those_of_the_plain_calendar(mode: str) -> None:
    problem = generate(14, 3)
    problem = replace(problem, meeting=replace(problem.meeting, mode=mode))
    found, facts = forecast(problem), PlainFacts(problem)
    assert problem.horizon is not None
    names = [resident.id for resident in problem.active]
    slot = problem.meeting.slot_minutes / 60 / problem.horizon.weeks
    assert found.weekly_hours == tuple(
        round(facts.usable(name).bit_count() * slot, 1) for name in names
    )
    together = dict.fromkeys(names, 0)
    for pair in combinations(names, 2):
        if facts.windows(pair):
            for name in pair:
                together[name] += 1
    assert found.partners == tuple(together.values())


def test_a_confidential_pair_is_named_by_its_place_alone() -> None:
    people = [pp.Resident("canary-one"), pp.Resident("canary-two")]
    problem = pp.Problem(people, constraints=[Exclude("canary-one", "canary-two", private=True)])
    found = forecast(problem)
    assert found.outlook is Outlook.IMPOSSIBLE
    assert [str(reason) for reason in found.reasons] == ["constraints[0] (confidential)"]


def test_rules_that_strand_somebody_are_named() -> None:
    problem = replace(generate(12, 0), constraints=(SameSite(), MinWeeksMet(9)))
    found = forecast(problem)
    assert found.outlook is Outlook.IMPOSSIBLE
    assert any(reason.kind is RemarkKind.STRANDED for reason in found.reasons)
