"""From a problem and its answer to what a report shows."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.errors import Fault, ProblemError, check_argument
from peerpair.meetings.planner import Proposal
from peerpair.model.problem import Problem
from peerpair.model.problem_remarks import remarks_on
from peerpair.model.remark import RemarkKind
from peerpair.model.result import Result
from peerpair.model.schedule import Issue
from peerpair.report.gather.chance import chance
from peerpair.report.gather.contacts import contacts
from peerpair.report.gather.figures import facts, summary, tiles
from peerpair.report.gather.groups import group_views
from peerpair.report.gather.people import KNOWN, UNKNOWN, People, residents_of
from peerpair.report.gather.specialties import picture
from peerpair.report.gather.state import data_state
from peerpair.report.gather.topics import findings_of, remarks, topics, unread
from peerpair.report.gather.weeks import bars
from peerpair.report.verdict import level_lines, verdict
from peerpair.report.view import ReportView, ResidentView
from peerpair.report.words import span_text
from peerpair.shapes.basic import Instance
from peerpair.shapes.containers import Items
from peerpair.shapes.noun import take_argument
from peerpair.text import clean


def build_view(
    problem: Problem,
    result: Result,
    schedule_issues: Sequence[Issue] = (),
    *,
    meetings: Sequence[Proposal] | None = None,
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
    meetings : sequence of Proposal, optional
        Those of `propose_meetings` for the groups, where they are at hand.

    Raises
    ------
    ProblemError
        If the result names residents whom the problem does not list.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.model.group import Group
    >>> from peerpair.model.result import Result, Status
    >>> problem = pp.Problem([pp.Resident("a", "Ana"), pp.Resident("b", "Ben")])
    >>> view = build_view(problem, Result(Status.OPTIMAL, 0, 0, groups=(Group(("a", "b"), 0),)))
    >>> [person.name for person in view.groups[0].people]
    ['Ana', 'Ben']
    """
    check_answer(problem, result)
    schedule_issues = take_argument("schedule_issues", schedule_issues, Items(Instance(Issue)))
    people = People(problem)
    groups = group_views(problem, result, people, meetings)
    findings = findings_of(schedule_issues)
    lots, met = chance(problem, result), contacts(problem, result)
    headline, sentence = verdict(result)
    horizon = problem.horizon
    unknown, partly = people.coverage()
    residents = residents_of(result, problem, groups, people)
    silent, warnings = _warnings(result, problem, listed=bool(schedule_issues))
    return ReportView(
        title=clean(problem.title) or "Peer groups",
        span=span_text(horizon) if horizon else "",
        timezone=clean(problem.timezone or ""),
        status=result.status,
        state=_state(problem, people, schedule_issues),
        headline=headline,
        sentence=sentence,
        summary=summary(problem, groups),
        facts=tuple(facts(result)),
        goals=tuple(level_lines(result.levels, horizon.weeks if horizon else 0)),
        bars=bars(lots, unplaced=bool(result.unplaced_residents)),
        warnings=warnings,
        unknown=unknown,
        partly=partly,
        unplaced=tuple(people.person(name) for name in result.unplaced_residents),
        never=tuple(sorted((r for r in residents if r.weeks_met == 0), key=_group_number)),
        groups=groups,
        made=tuple(_made(result)),
        tiles=tiles(problem, result, lots, met),
        lots=lots.draws if lots else 0,
        contacts=picture(met),
        topics=topics(findings),
        findings=findings,
        remarks=remarks(findings),
        unread=unread(findings),
        silent=tuple(map(people.person, silent)),
        unknown_is_free=problem.unknown == "free",
        residents=residents,
        round_weeks=horizon.weeks if horizon else None,
    )


def _state(problem: Problem, people: People, issues: Sequence[Issue]) -> str:
    """Return how much is known of everybody's time."""
    known = people.schedules
    unknown = [who for who, text in known.items() if text == UNKNOWN]
    partly = [who for who, text in known.items() if text not in (KNOWN, UNKNOWN)]
    free = problem.unknown == "free"
    return data_state(unknown, partly, len(problem.active), issues, free=free)


def check_answer(problem: Problem, result: Result) -> None:
    """Refuse what is no problem, what is no result, and a result that names others' residents."""
    check_argument("problem", problem, Problem)
    check_argument("result", result, Result)
    known = {resident.id for resident in problem.active}
    places = {f"groups[{i}].members": group.members for i, group in enumerate(result.groups)}
    faults = [
        Fault(f"{place}[{k}]", f"the problem has no such active resident: {clean(name)}")
        for place, names in (*places.items(), ("unplaced", result.unplaced_residents))
        for k, name in enumerate(names)
        if name not in known
    ]
    if faults:
        raise ProblemError(faults, "the result does not belong to the problem")


def _group_number(resident: ResidentView) -> int:
    return resident.group.number if resident.group else 0


def _warnings(
    result: Result, problem: Problem, *, listed: bool
) -> tuple[list[str], tuple[str, ...]]:
    """Return who is taken as free though nothing is known, and all warnings not listed elsewhere.

    Elsewhere are those on residents without a schedule and, if `listed`, the issues of reading.
    """
    # Of a result that was stored the sentences are left: those that the problem itself makes.
    own = {str(remark): remark for remark in remarks_on(problem)}
    warnings: list[str] = []
    silent: list[str] = []
    for stated in result.remarks:
        remark = own.get(str(stated), stated)
        if remark.kind is RemarkKind.NO_SCHEDULE:
            silent += remark.residents if remark.value == "free" else ()
        elif not (listed and remark.kind is RemarkKind.READING):
            warnings.append(clean(str(remark)))
    return silent, tuple(warnings)


def _made(result: Result) -> list[tuple[str, str]]:
    """Return how the answer was computed; never anything that depends on a constraint."""
    seconds = [(clean(stage), f"{value:.1f} s") for stage, value in result.stage_seconds.items()]
    return [
        ("strategy", clean(result.strategy)),
        ("seed", str(result.seed)),
        *((clean(name), clean(version)) for name, version in result.versions.items()),
        *((f"time: {stage}", value) for stage, value in seconds),
    ]
