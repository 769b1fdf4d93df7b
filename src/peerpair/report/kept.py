"""What a repair changed, in words for the coordinator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from peerpair.config.people import called
from peerpair.model.problem import Problem
from peerpair.plan.changes import Change, Fate, Reason, Why
from peerpair.report.words import count, listed, week_dates
from peerpair.text import clean

_ENTRIES = 3
"""New entries that are named for one group."""


def change_lines(problem: Problem, changes: Sequence[Change]) -> Iterator[str]:
    """Yield a line for each older group that is not kept, and why.

    Parameters
    ----------
    problem : Problem
        What the repair is an answer to.
    changes : sequence of Change
        Of the repair.

    Examples
    --------
    >>> import peerpair as pp
    >>> older = pp.solve(pp.Problem([pp.Resident(name) for name in "abcd"]))
    >>> mended = pp.repair(older, pp.Problem([pp.Resident(name) for name in "abce"]))
    >>> [*change_lines(mended.problem, mended.changes)]
    ['c, d: d takes no part any more']
    """
    people = {resident.id: resident for resident in problem.residents}

    def name(who: str) -> str:
        return clean(called(people[who]) if who in people else who)

    for change in changes:
        if change.fate is Fate.KEPT:
            continue
        reasons = "; ".join(_reason(problem, reason, name) for reason in change.reasons)
        stays = "stays, though it " if change.fate is Fate.FORMED else ""
        yield f"{', '.join(map(name, change.members))}: {stays}{reasons}"


def _reason(problem: Problem, reason: Reason, name: Callable[[str], str]) -> str:
    if reason.why is Why.GONE:
        verb = "takes" if len(reason.residents) == 1 else "take"
        return f"{listed([name(who) for who in reason.residents])} {verb} no part any more"
    if reason.why is Why.RULE and reason.rule is not None:
        rule = problem.rules[reason.rule]
        return f"a rule forbids it now ({clean(rule.describe_with(name))})"
    if reason.why is Why.WEEKS and problem.horizon is not None:
        weeks = count(problem.horizon.weeks, "week")
        text = f"can meet in only {reason.weeks_met} of {weeks} now"
        if reason.weeks:
            dates = [week_dates(problem.horizon, week) for week in reason.weeks]
            text += f", no more in {listed(dates)}"
        new = [_entry(problem, place, name) for place in reason.entries]
        return text + (f" (new: {listed(new, _ENTRIES)})" if new else "")
    return "no answer that is as good keeps it"


def _entry(problem: Problem, place: int, name: Callable[[str], str]) -> str:
    entry = problem.busy[place]
    first, last = (f"{at.day} {at:%b %H:%M}" for at in (entry.start, entry.end))
    return f"{clean(entry.kind or 'busy')} of {name(entry.resident)} from {first} to {last}"
