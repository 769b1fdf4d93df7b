"""What the tables list and the page does not: each time, each resident, each finding."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.meetings.planner import Meetings
from peerpair.model.problem import Problem
from peerpair.model.result import Group, Result, Window
from peerpair.model.schedule import Issue
from peerpair.report.gather.people import UNKNOWN, People
from peerpair.report.view import GroupView, IssueView, ResidentView, TimeView
from peerpair.text import clean

__all__ = ["findings_of", "residents_of", "times_of"]


def times_of(
    problem: Problem, group: Group, meetings: Meetings, people: People
) -> tuple[TimeView, ...]:
    """Return the windows of a group and its proposed meetings, in order of time."""
    kinds = {"": group.windows, "weekly": meetings.weekly, "single": meetings.single}
    listed = (
        _time(problem, window, people, kind)
        for kind, windows in kinds.items()
        for window in windows
    )
    times = {time.start: time for time in listed}  # a meeting takes the place of its window
    return tuple(times[start] for start in sorted(times))


def _time(problem: Problem, window: Window, people: People, kind: str) -> TimeView:
    start, end = window.start, window.end
    if problem.timezone is not None:  # a result may state its times with any offset
        clock = problem.clock
        start, end = clock.aware(clock.instant(start)), clock.aware(clock.instant(end))
    missing, soft = (tuple(map(people.person, names)) for names in (window.missing, window.soft))
    return TimeView(start, end, missing, soft, kind)


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
    found = []
    for resident in problem.active:
        group, k = place.get(resident.id, (None, 0))
        weeks = group.attended[k] if group and group.attended else None
        schedule = people.schedules.get(resident.id, "")
        notes = {
            "no group": resident.id in unplaced,
            "schedule unknown": schedule == UNKNOWN,
            "can never meet": weeks == 0,
        }
        found.append(
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
    return tuple(found)


def findings_of(issues: Sequence[Issue]) -> tuple[IssueView, ...]:
    """Return what reading the schedules skipped, guessed or changed, as it is shown."""
    return tuple(
        IssueView(*map(clean, (i.place, i.message, i.action, i.topic, i.value, i.hint)))
        for i in issues
    )
