"""Groups as a report shows them: people, weeks, times, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

from peerpair.meetings.planner import Proposal, propose_meetings
from peerpair.model.group import Group, Window
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.report.gather.people import People
from peerpair.report.view import GroupView, PersonView, PointsView, TimeView, WeekView
from peerpair.report.words import count, meetings_text, number, week_dates, window_text
from peerpair.text import clean
from peerpair.verify.facts import PlainFacts

SHADES = 4
MOST_SINGLE = 3
YEAR = 366


def group_views(
    problem: Problem,
    result: Result,
    people: People,
    proposals: Sequence[Proposal] | None = None,
) -> tuple[GroupView, ...]:
    """Return every group of a result, numbered from 1, with the meetings that are proposed."""
    groups = _Groups(problem, result, people)
    if proposals is None:
        proposals = propose_meetings(problem, [group.members for group in result.groups])
    pairs = enumerate(zip(result.groups, proposals, strict=True), start=1)
    return tuple(groups.view(number, *pair) for number, pair in pairs)


class _Groups:
    """What is the same for all groups of a result."""

    def __init__(self, problem: Problem, result: Result, people: People) -> None:
        self.problem, self._people = problem, people
        self._facts = PlainFacts(problem)
        self._objectives = {objective.kind: objective for objective in problem.objectives}
        counts = (n for group in result.groups for n in group.starts_per_week)
        self._most = max(counts, default=0)
        self._zone = clean(problem.timezone or "")
        self._years = problem.horizon is not None and problem.horizon.days > YEAR

    def view(self, number: int, group: Group, proposal: Proposal) -> GroupView:
        """Return one group as it is shown."""
        horizon = self.problem.horizon
        attended = tuple(self._facts.weeks_met(group.members).values()) if horizon else ()
        met, apart = self._met(group, attended)
        windows = tuple(map(self._time, group.windows))
        texts = (o.reason(group.members, self._facts) for o in self.problem.objectives)
        return GroupView(
            number=number,
            people=tuple(self._people.person(name) for name in group.members),
            weeks_met=group.weeks_met,
            met_text=met,
            met_short=self._met_short(attended),
            value=group.value,
            reasons=tuple(_sentence(clean(text)) for text in texts if text),
            points=tuple(self._points(kind, group) for kind in group.points),
            weeks=tuple(self._week(i, n) for i, n in enumerate(group.starts_per_week)),
            windows=windows,
            apart=apart,
            meetings=meetings_text(
                proposal.weekly, proposal.single, most=MOST_SINGLE, zone=self._zone
            ),
            absent=self._absent(proposal),
            gaps=self._gaps(group.starts_per_week),
            times=self._times(windows, proposal),
            attended=attended,
            again=tuple(self._again(group)),
        )

    def _again(self, group: Group) -> Iterator[str]:
        """Yield each pair who have met before, and in which rounds."""
        for one, other in combinations(group.members, 2):
            rounds = sorted({*self.problem.met_rounds.get(frozenset((one, other)), ())})
            if rounds:
                who = " and ".join(self._people.person(name).shown for name in (one, other))
                times = "round" if len(rounds) == 1 else "rounds"
                yield f"{who} ({times} {', '.join(map(str, rounds))})"

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

    def _absent(self, proposal: Proposal) -> tuple[tuple[PersonView, str], ...]:
        absent = Counter(name for window in proposal.all for name in window.missing)
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

    def _times(self, windows: Sequence[TimeView], proposal: Proposal) -> tuple[TimeView, ...]:
        """Return the windows and the proposed meetings, in order of time."""
        weekly = (self._time(window, "weekly") for window in proposal.weekly)
        single = (self._time(window, "single") for window in proposal.single)
        # A meeting takes the place of its window.
        times = {time.start: time for time in (*windows, *weekly, *single)}
        return tuple(times[start] for start in sorted(times))

    def _time(self, window: Window, meeting: str = "") -> TimeView:
        start, end = window.start, window.end
        if self.problem.timezone is not None:  # a result may state its times with any offset
            clock = self.problem.clock
            start, end = clock.aware(clock.instant(start)), clock.aware(clock.instant(end))
        missing, soft = (
            tuple(map(self._people.person, names)) for names in (window.missing, window.soft)
        )
        text = window_text(start, end, zone=self._zone, year=self._years)
        return TimeView(start, end, text, missing, soft, meeting)


def _sentence(text: str) -> str:
    """Return text that begins as a sentence does; names of specialties keep their letters."""
    return text[:1].upper() + text[1:]
