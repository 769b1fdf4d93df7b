"""Figures of a result: how many groups, how good, how many can meet in how many weeks."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.report.view import BarView, GroupView
from peerpair.report.words import count, number, percent

__all__ = ["bars", "facts", "summary"]

MOST_BARS = 9


def facts(result: Result) -> list[tuple[str, str]]:
    """Return the figures of the summary."""
    found = []
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


def summary(problem: Problem, groups: Sequence[GroupView]) -> str:
    """Return what the groups mean for the residents, in a sentence or two."""
    horizon = problem.horizon
    if not groups:
        return ""
    placed = sum(len(group.people) for group in groups)
    everybody = placed == len(problem.active)
    of_all = f"{number(placed)} of {number(len(problem.active))}"
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


def bars(problem: Problem, groups: Sequence[GroupView]) -> tuple[BarView, ...]:
    """Return how many can meet in how many weeks, most weeks first."""
    horizon = problem.horizon
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
