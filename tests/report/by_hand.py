"""Results made without any solver, from the plain facts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from peerpair.model.group import Group, Window
from peerpair.model.problem import Problem
from peerpair.model.result import Result, Status
from peerpair.verify.calendar import listed
from peerpair.verify.facts import PlainFacts

SLOT = 1800


def result_of(problem: Problem, groups: Sequence[Sequence[str]], **changes: Any) -> Result:
    """Return a result whose numbers follow from the groups; `changes` replace any of them."""
    facts = PlainFacts(problem)
    found = tuple(group_of(problem, facts, tuple(group)) for group in groups)
    placed = {member for group in groups for member in group}
    value = sum(group.value for group in found)
    result = Result(
        status=Status.FEASIBLE,
        value=value,
        bound=value + value // 50,
        bound_rests_on="prices",
        groups=found,
        unplaced_residents=tuple(r.id for r in problem.active if r.id not in placed),
        problem_sha256=problem.sha256,
        versions={"peerpair": "0.1.0"},
        stage_seconds={"strategy": 1.25},
    )
    return replace(result, **changes)


def group_of(problem: Problem, facts: PlainFacts, members: tuple[str, ...]) -> Group:
    """Return one group with its numbers and the first window of each of its dates."""
    points = {o.kind: o.score(members, facts) for o in problem.objectives}
    per = len(members) if problem.per == "resident" else 1
    value = per * sum(o.weight * points[o.kind] for o in problem.objectives)
    if problem.horizon is None:
        return Group(members, value, points)
    starts = [0] * problem.horizon.weeks
    windows: list[Window] = []
    clock, begin = problem.clock, problem.clock.midnight(problem.horizon.start)
    dates: set[int] = set()
    attended = facts.attended(members)
    for slot in listed(facts.windows(members)):
        starts[problem.horizon.week_of(facts.calendar.open_slots[slot])] += 1
        start = begin + slot * SLOT
        day = clock.local(start).toordinal()
        if day not in dates and len(windows) < 3 * problem.horizon.weeks:
            dates.add(day)
            missing = tuple(m for m in members if not attended[m] >> slot & 1)
            windows.append(Window(clock.aware(start), clock.aware(start + 3600), missing))
    weeks = min(facts.weeks_met(members).values())
    return Group(members, value, points, weeks, tuple(starts), tuple(windows))


def consecutive(problem: Problem) -> list[tuple[str, ...]]:
    """Return pairs of neighbours, and one triad where the number is odd."""
    ids = [resident.id for resident in problem.active]
    groups = [tuple(ids[i : i + 2]) for i in range(0, len(ids) - 1, 2)]
    if len(ids) % 2:
        groups[-1] = tuple(ids[-3:])
    return groups
