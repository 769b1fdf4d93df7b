"""What the tables list and the page does not: each resident, each finding."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.schedule import Issue
from peerpair.report.gather.people import UNKNOWN, People
from peerpair.report.view import GroupView, IssueView, ResidentView
from peerpair.text import clean


def residents_of(
    result: Result, problem: Problem, groups: Sequence[GroupView], people: People
) -> tuple[ResidentView, ...]:
    """Return every active resident, in the order of the problem."""
    place = {
        name: (shown, k)
        for group, shown in zip(result.groups, groups, strict=True)
        for k, name in enumerate(group.members)
    }
    unplaced = set(result.unplaced)
    residents = []
    for resident in problem.active:
        group, k = place.get(resident.id, (None, 0))
        weeks = group.attended[k] if group and group.attended else None
        schedule = people.schedules.get(resident.id, "")
        notes = {
            "no group": resident.id in unplaced,
            "schedule unknown": schedule == UNKNOWN,
            "can never meet": weeks == 0,
        }
        residents.append(
            ResidentView(
                person=people.person(resident.id),
                pgy=resident.pgy,
                group=group,
                partners=(*group.people[:k], *group.people[k + 1 :]) if group else (),
                weeks_met=weeks,
                schedule=schedule,
                notes=tuple(note for note, holds in notes.items() if holds),
            )
        )
    return tuple(residents)


def findings_of(issues: Sequence[Issue]) -> tuple[IssueView, ...]:
    """Return what reading the schedules skipped, guessed or changed, as it is shown."""
    return tuple(
        IssueView(*map(clean, (i.place, i.message, i.action, i.topic, i.value, i.hint)))
        for i in issues
    )
