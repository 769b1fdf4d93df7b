"""What the tables list and the page does not: each resident, each time, each finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from peerpair.model.problem import Problem
from peerpair.model.result import Group, Result, Window
from peerpair.model.schedule import Issue
from peerpair.report.clean import clean
from peerpair.report.meetings import propose_meetings
from peerpair.report.view import GroupView, IssueView, PersonView, ResidentView, TimeView
from peerpair.report.words import count, number
from peerpair.verify.facts import PlainFacts

__all__ = ["KNOWN", "UNKNOWN", "findings_of", "residents_of", "schedules_of", "times_of"]

KNOWN, UNKNOWN = "known", "unknown"

Named = Callable[[str], PersonView]


def times_of(
    problem: Problem, groups: Sequence[Group], person: Named
) -> list[tuple[TimeView, ...]]:
    """Return the windows of each group and its proposed meetings, in order of time."""
    plans = propose_meetings(problem, [group.members for group in groups])
    found = []
    for group, plan in zip(groups, plans, strict=True):
        listed = [
            _time(problem, window, person, meeting)
            for meeting, windows in (
                ("", group.windows),
                ("weekly", plan.weekly),
                ("single", plan.single),
            )
            for window in windows
        ]
        times = {time.start: time for time in listed}  # a meeting takes the place of its window
        found.append(tuple(times[start] for start in sorted(times)))
    return found


def _time(problem: Problem, window: Window, person: Named, meeting: str) -> TimeView:
    start, end = window.start, window.end
    if problem.timezone is not None:  # a result may state its times with any offset
        clock = problem.clock
        start, end = clock.aware(clock.instant(start)), clock.aware(clock.instant(end))
    missing, soft = (tuple(map(person, names)) for names in (window.missing, window.soft))
    return TimeView(start, end, missing, soft, meeting)


def schedules_of(problem: Problem) -> dict[str, str]:
    """Return what is known of the schedule of each active resident; nothing without a horizon."""
    horizon = problem.horizon
    found = {}
    for resident in problem.active if horizon else ():
        assert horizon is not None
        days = set(range(horizon.days)) if resident.coverage is None else set()
        for first, last in resident.coverage or ():
            low, high = ((day - horizon.start).days for day in (first, last))
            days |= set(range(max(0, low), min(horizon.days, high)))
        text = f"known for {number(len(days))} of {count(horizon.days, 'day')}"
        whole = len(days) == horizon.days
        found[resident.id] = KNOWN if whole else text if days else UNKNOWN
    return found


def residents_of(
    person: Named,
    facts: PlainFacts,
    result: Result,
    groups: Sequence[GroupView],
    schedules: Mapping[str, str],
) -> tuple[ResidentView, ...]:
    """Return every active resident, in the order of the problem."""
    problem = facts.problem
    place: dict[str, int] = {}
    weeks: dict[str, int] = {}
    for i, group in enumerate(result.groups):
        place |= dict.fromkeys(group.members, i)
        if problem.horizon is not None:
            weeks |= facts.weeks_met(group.members)
    found = []
    for resident in problem.active:
        at = place.get(resident.id)
        members = () if at is None else result.groups[at].members
        notes = {
            "no group": resident.id in result.unplaced,
            "schedule unknown": schedules.get(resident.id) == UNKNOWN,
            "can never meet": weeks.get(resident.id) == 0,
        }
        found.append(
            ResidentView(
                person=person(resident.id),
                pgy=resident.pgy,
                group=None if at is None else groups[at],
                partners=tuple(person(m) for m in members if m != resident.id),
                weeks_met=weeks.get(resident.id),
                schedule=schedules.get(resident.id, ""),
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
