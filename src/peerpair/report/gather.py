"""From a problem and its answer to what a report shows."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.errors import Fault, ProblemError
from peerpair.model.problem import Problem
from peerpair.model.result import Group, Result, Status, Window
from peerpair.model.schedule import Issue
from peerpair.report.clean import clean
from peerpair.report.gather_tables import (
    KNOWN,
    UNKNOWN,
    findings_of,
    residents_of,
    schedules_of,
    times_of,
)
from peerpair.report.view import (
    BarView,
    GroupView,
    PersonView,
    PointsView,
    ReportView,
    TimeView,
    WeekView,
    WindowView,
)
from peerpair.report.words import (
    count,
    level_lines,
    number,
    percent,
    span_text,
    verdict,
    week_dates,
    window_text,
)
from peerpair.verify.facts import PlainFacts

__all__ = ["build_view", "check_names"]

MOST_BARS = 9
SHADES = 4


def build_view(
    problem: Problem, result: Result, schedule_issues: Sequence[Issue] = ()
) -> ReportView:
    """Gather what a report shows.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        An answer to it.
    schedule_issues : sequence of Issue
        What reading the schedules skipped, guessed or changed.

    Raises
    ------
    ProblemError
        If the result names residents whom the problem does not list.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.model.result import Group, Result, Status
    >>> problem = pp.Problem([pp.Resident("a", "Ana"), pp.Resident("b", "Ben")])
    >>> view = build_view(problem, Result(Status.OPTIMAL, 0, 0, groups=(Group(("a", "b"), 0),)))
    >>> [person.name for person in view.groups[0].people]
    ['Ana', 'Ben']
    """
    check_names(problem, result)
    builder = _Builder(problem, result)
    times = times_of(problem, result.groups, builder.person)
    groups = tuple(
        builder.group(number, group, times[number - 1])
        for number, group in enumerate(result.groups, start=1)
    )
    headline, sentence = verdict(result)
    horizon = problem.horizon
    unknown, partly = builder.coverage()
    return ReportView(
        title=clean(problem.title) or "Peer groups",
        span=span_text(horizon) if horizon else "",
        timezone=clean(problem.timezone or ""),
        status=result.status,
        headline=headline,
        sentence=sentence,
        summary=builder.summary(groups),
        facts=tuple(builder.facts()),
        goals=tuple(level_lines(result, horizon.weeks if horizon else 0)),
        bars=builder.bars(groups),
        warnings=_warnings(
            result, problem, {person.id for person in unknown}, listed=bool(schedule_issues)
        ),
        unknown=unknown,
        partly=partly,
        unplaced=tuple(builder.person(name) for name in result.unplaced),
        never=tuple(group for group in groups if group.weeks_met == 0),
        groups=groups,
        findings=findings_of(schedule_issues),
        made=tuple(_made(result)),
        residents=residents_of(builder.person, builder.plain, result, groups, builder.schedules),
        weeks=horizon.weeks if horizon else None,
    )


def check_names(problem: Problem, result: Result) -> None:
    """Raise `ProblemError` if a result names residents whom the problem does not list."""
    known = {resident.id for resident in problem.active}
    places = {f"groups[{i}].members": group.members for i, group in enumerate(result.groups)}
    faults = [
        Fault(f"{place}[{k}]", f"the problem has no such active resident: {clean(name)}")
        for place, names in (*places.items(), ("unplaced", result.unplaced))
        for k, name in enumerate(names)
        if name not in known
    ]
    if faults:
        raise ProblemError(faults, "the result does not belong to the problem")


def _warnings(
    result: Result, problem: Problem, unknown: set[str], *, listed: bool
) -> tuple[str, ...]:
    """Return the warnings, without those about what the report lists anyway.

    These are residents whose schedule is unknown and, if `listed`, the issues of reading.
    """
    told = tuple(f"{r.id}: " for r in problem.active if clean(r.id) in unknown)
    keep_all = result.status is Status.INFEASIBLE or not told
    said = problem.reading_note if listed else ""
    found = (w for w in result.warnings if w != said or not said)
    return tuple(clean(w) for w in found if keep_all or not w.startswith(told))


def _made(result: Result) -> list[tuple[str, str]]:
    """Return how the answer was computed; never anything that depends on a constraint."""
    seconds = [(clean(stage), f"{value:.1f} s") for stage, value in result.seconds.items()]
    return [
        ("strategy", clean(result.strategy)),
        ("seed", str(result.seed)),
        *((clean(name), clean(version)) for name, version in result.versions.items()),
        *((f"time: {stage}", value) for stage, value in seconds),
    ]


class _Builder:
    """Turns ids into people and groups into views."""

    def __init__(self, problem: Problem, result: Result) -> None:
        self.problem, self.result = problem, result
        self.plain = PlainFacts(problem)
        self.schedules = schedules_of(problem)
        self._objectives = {objective.kind: objective for objective in problem.objectives}
        self._people = {resident.id: resident for resident in problem.residents}
        counts = (n for group in result.groups for n in group.starts_per_week)
        self._most = max(counts, default=0)

    def person(self, name: str) -> PersonView:
        resident = self._people[name]
        shown = clean(resident.id) or "?"
        return PersonView(
            id=shown,
            name=clean(resident.name) or shown,
            specialty=clean(resident.specialty or ""),
            pgy="" if resident.pgy is None else f"PGY {resident.pgy}",
            site=clean(resident.site or ""),
        )

    def facts(self) -> list[tuple[str, str]]:
        """Return the figures of the summary."""
        result, found = self.result, []
        if result.groups:
            triads = sum(len(group.members) == 3 for group in result.groups)
            kinds = f"{count(len(result.groups) - triads, 'pair')}, {count(triads, 'triad')}"
            found.append(("Groups", f"{number(len(result.groups))} ({kinds})"))
        if result.value is not None:
            found.append(("Total value", number(result.value)))
        if result.bound is not None and result.value is not None:
            rests = {
                "prices": "from prices that anyone can check",
                "search": "from the search of the solver",
            }.get(result.bound_rests_on or "", "")
            # The bound holds for answers that keep the levels before the total as they are.
            label = "No answer as fair can exceed" if result.levels else "No answer can exceed"
            found.append((label, number(result.bound)))
            gap = "none" if result.gap == 0 else percent(result.gap or 0)
            found.append(("Gap to that bound", f"{gap} ({rests})" if rests else gap))
        return found

    def summary(self, groups: Sequence[GroupView]) -> str:
        """Return what the groups mean for the residents, in a sentence or two."""
        horizon = self.problem.horizon
        if not groups:
            return ""
        placed = sum(len(group.people) for group in groups)
        everybody = placed == len(self.problem.active)
        of_all = f"{number(placed)} of {number(len(self.problem.active))}"
        who = f"All {number(placed)}" if everybody else of_all
        text = f"{who} residents have a group."
        if horizon is None:
            return text
        once, always = (
            sum(len(group.people) for group in groups if (group.weeks_met or 0) >= weeks)
            for weeks in (1, horizon.weeks)
        )
        if horizon.weeks == 1:
            return f"{text} {number(once)} of them can meet."
        return f"{text} {number(once)} of them can meet at least once, {number(always)} every week."

    def coverage(self) -> tuple[tuple[PersonView, ...], tuple[tuple[PersonView, str], ...]]:
        """Return who has no known schedule in the horizon, and who has one for a part of it."""
        known = self.schedules
        unknown = (name for name, text in known.items() if text == UNKNOWN)
        partly = (name for name, text in known.items() if text not in (KNOWN, UNKNOWN))
        return (
            tuple(map(self.person, unknown)),
            tuple((self.person(name), known[name]) for name in partly),
        )

    def bars(self, groups: Sequence[GroupView]) -> tuple[BarView, ...]:
        """Return how many can meet in how many weeks, most weeks first."""
        horizon = self.problem.horizon
        if horizon is None or not groups:
            return ()
        weeks = horizon.weeks
        tops = range(weeks + 1)
        if weeks >= MOST_BARS:  # a year: quarters say more than 53 bars
            tops = sorted({weeks * k // 4 for k in range(5)})  # type: ignore[assignment]
        low, found = 0, []
        for top in tops:
            inside = [g for g in groups if low <= (g.weeks_met or 0) <= top]
            span = str(top) if low == top else f"{low} to {top}"
            label = "never" if top == 0 else f"{span} of {count(weeks, 'week')}"
            found.append((label, len(inside), sum(len(g.people) for g in inside)))
            low = top + 1
        most = max(1, *(residents for _, _, residents in found))
        return tuple(BarView(*bar, share=-(-100 * bar[2] // most)) for bar in reversed(found))

    def group(self, place: int, group: Group, times: tuple[TimeView, ...]) -> GroupView:
        """Return one group as it is shown."""
        horizon = self.problem.horizon
        met = ""
        if horizon is not None and group.weeks_met is not None:
            met = f"{group.weeks_met} of {count(horizon.weeks, 'week')}"
        texts = (o.reason(group.members, self.plain) for o in self.problem.objectives)
        return GroupView(
            number=place,
            people=tuple(self.person(name) for name in group.members),
            weeks_met=group.weeks_met,
            met_text=met,
            value=group.value,
            reasons=tuple(_sentence(clean(text)) for text in texts if text),
            points=tuple(self._points(kind, group) for kind in group.points),
            weeks=tuple(self._week(i, n) for i, n in enumerate(group.starts_per_week)),
            windows=tuple(map(self._window, group.windows)),
            times=times,
        )

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
            times = (clock.local(clock.instant(times[0])), clock.local(clock.instant(times[1])))
        missing = (f"without {self.person(name).name}" for name in window.missing)
        soft = (f"{self.person(name).name} on home call" for name in window.soft)
        return WindowView(window_text(*times), (*missing, *soft))


def _sentence(text: str) -> str:
    """Return text that begins as a sentence does; names of specialties keep their letters."""
    return text[:1].upper() + text[1:]
