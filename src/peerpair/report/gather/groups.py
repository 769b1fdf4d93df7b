"""Groups as a report shows them: people, weeks, times, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from peerpair.meetings.planner import Meetings, propose_meetings
from peerpair.model.problem import Problem
from peerpair.model.result import Group, Result, Window
from peerpair.report.gather.listing import times_of
from peerpair.report.gather.people import People
from peerpair.report.view import GroupView, PersonView, PointsView, WeekView, WindowView
from peerpair.report.words import count, meetings_text, number, week_dates, window_text
from peerpair.text import clean
from peerpair.verify.facts import PlainFacts

__all__ = ["group_views"]

SHADES = 4
MOST_SINGLE = 3
YEAR = 366


def group_views(
    problem: Problem,
    result: Result,
    people: People,
    planned: Sequence[Meetings] | None = None,
) -> tuple[GroupView, ...]:
    """Return every group of a result, numbered from 1; `planned` are their proposed meetings."""
    builder = _Groups(problem, result, people)
    if planned is None:
        planned = propose_meetings(problem, [group.members for group in result.groups])
    pairs = enumerate(zip(result.groups, planned, strict=True), start=1)
    return tuple(builder.group(i, group, meetings) for i, (group, meetings) in pairs)


class _Groups:
    def __init__(self, problem: Problem, result: Result, people: People) -> None:
        self.problem, self._people = problem, people
        self._facts = PlainFacts(problem)
        self._objectives = {objective.kind: objective for objective in problem.objectives}
        counts = (n for group in result.groups for n in group.starts_per_week)
        self._most = max(counts, default=0)
        self._zone = clean(problem.timezone or "")
        self._years = problem.horizon is not None and problem.horizon.days > YEAR

    def group(self, place: int, group: Group, meetings: Meetings) -> GroupView:
        """Return one group as it is shown."""
        horizon = self.problem.horizon
        attended = tuple(self._facts.weeks_met(group.members).values()) if horizon else ()
        met, apart = self._met(group, attended)
        texts = (o.reason(group.members, self._facts) for o in self.problem.objectives)
        return GroupView(
            number=place,
            people=tuple(self._people.person(name) for name in group.members),
            weeks_met=group.weeks_met,
            met_text=met,
            met_short=self._met_short(attended),
            value=group.value,
            reasons=tuple(_sentence(clean(text)) for text in texts if text),
            points=tuple(self._points(kind, group) for kind in group.points),
            weeks=tuple(self._week(i, n) for i, n in enumerate(group.starts_per_week)),
            windows=tuple(map(self._window, group.windows)),
            apart=apart,
            meetings=meetings_text(
                meetings.weekly, meetings.single, most=MOST_SINGLE, zone=self._zone
            ),
            absent=self._absent(meetings),
            gaps=self._gaps(group.starts_per_week),
            times=times_of(self.problem, group, meetings, self._people),
            attended=attended,
        )

    def _met(
        self, group: Group, attended: Sequence[int]
    ) -> tuple[str, tuple[tuple[PersonView, str], ...]]:
        """Return the weeks in which a group has a window, and who can come in fewer."""
        if self.problem.horizon is None:
            return "", ()
        some = sum(n > 0 for n in group.starts_per_week)
        apart = (
            (self._people.person(name), f"in {number(own)}" if own else "never")
            for name, own in zip(group.members, attended, strict=True)
            if own < some
        )
        return f"{some} of {count(self.problem.horizon.weeks, 'week')}", tuple(apart)

    def _met_short(self, attended: Sequence[int]) -> str:
        """Return the weeks in which the members can come; one number where they all agree."""
        if self.problem.horizon is None:
            return ""
        numbers = attended if len({*attended}) > 1 else attended[:1]
        told = ", ".join(map(number, numbers))
        return f"{told} of {count(self.problem.horizon.weeks, 'week')}"

    def _absent(self, meetings: Meetings) -> tuple[tuple[PersonView, str], ...]:
        absent = Counter(name for window in meetings.all for name in window.missing)
        return tuple((self._people.person(name), count(n, "time")) for name, n in absent.items())

    def _gaps(self, starts: Sequence[int]) -> str:
        horizon = self.problem.horizon
        if horizon is None:
            return ""
        runs: list[list[int]] = []
        for week in (week for week, n in enumerate(starts) if not n):
            if runs and week == runs[-1][1] + 1:
                runs[-1][1] = week
            else:
                runs.append([week, week])
        return ", ".join(week_dates(horizon, first, last) for first, last in runs)

    def _points(self, kind: str, group: Group) -> PointsView:
        objective = self._objectives.get(kind)
        weight = objective.weight if objective else 0
        per = len(group.members) if self.problem.per == "resident" else 1
        points = group.points[kind]
        what = clean(objective.describe() if objective else kind)
        return PointsView(what, points, weight, per, per * weight * points)

    def _week(self, week: int, windows: int) -> WeekView:
        horizon = self.problem.horizon
        dates = week_dates(horizon, week) if horizon and week < horizon.weeks else ""
        shade = 1 + min(SHADES - 1, SHADES * windows // (self._most + 1)) if windows else 0
        return WeekView(dates, windows, shade)

    def _window(self, window: Window) -> WindowView:
        times = (window.start, window.end)
        if self.problem.timezone is not None:
            clock = self.problem.clock
            times = (clock.aware(clock.instant(times[0])), clock.aware(clock.instant(times[1])))
        missing, soft = (
            tuple(map(self._people.person, names)) for names in (window.missing, window.soft)
        )
        text = window_text(*times, zone=self._zone, year=self._years)
        return WindowView(text, missing, soft)


def _sentence(text: str) -> str:
    """Return text that begins as a sentence does; names of specialties keep their letters."""
    return text[:1].upper() + text[1:]
