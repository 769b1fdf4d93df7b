"""What there is to say about a problem before anybody solves it."""

from __future__ import annotations

from collections.abc import Iterator

from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind


def remarks_on(problem: Problem) -> tuple[Remark, ...]:
    """Return that its rosters had issues, whose schedule is missing, and which rules are idle.

    Nothing is said of private rules.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.constraints import NoRepeat
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")], constraints=[NoRepeat(1)])
    >>> print(*remarks_on(problem))
    constraints[0] (no_repeat) forbids nothing: there is no history
    """
    return (*_reading(problem), *_no_schedules(problem), *_idle_rules(problem))


def _reading(problem: Problem) -> Iterator[Remark]:
    if problem.issue_count:
        yield Remark(RemarkKind.READING, count=problem.issue_count)


def _no_schedules(problem: Problem) -> Iterator[Remark]:
    """Yield a remark for each active resident with neither entries nor coverage."""
    if problem.horizon is None:
        return
    busy = {assignment.resident for assignment in problem.busy}
    for resident in problem.active:
        if resident.id not in busy and not resident.coverage:
            taken = "free" if resident.coverage is None else "unknown"
            yield Remark(RemarkKind.NO_SCHEDULE, (resident.id,), value=taken)


def _idle_rules(problem: Problem) -> Iterator[Remark]:
    for i, rule in enumerate(problem.rules):
        reason = "" if rule.private else rule.idle(problem)
        if reason:
            yield Remark.of_rule(RemarkKind.IDLE_RULE, problem.place_of(i), rule, reason)
