"""Figures of a result: how many groups, how good, how many can meet."""

from __future__ import annotations

from collections.abc import Sequence

from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.settings import Horizon
from peerpair.report.gather.chance import Chance
from peerpair.report.gather.contacts import Contacts
from peerpair.report.view import GroupView, TileView
from peerpair.report.words import count, number, percent, tenths

MANY_WEEKS = 9
"""From here on "every week" asks too much; three quarters of the weeks are often enough."""


def facts(result: Result) -> list[tuple[str, str]]:
    """Return the figures of the summary."""
    figures = []
    if result.groups:
        figures.append(("Groups", f"{number(len(result.groups))} ({kinds(result)})"))
    if result.value is not None:
        figures.append(("Total value", number(result.value)))
    if result.bound is not None and result.value is not None:
        rests = {
            "prices": "from prices that anyone can check",
            "search": "from the search of the solver",
        }.get(result.bound_rests_on or "", "")
        # The bound holds for answers that keep the levels before the total as they are.
        label = "No answer as fair can exceed" if result.levels else "No answer can exceed"
        figures.append((label, number(result.bound)))
        gap = "none" if result.gap == 0 else percent(result.gap or 0)
        figures.append(("Gap to that bound", f"{gap} ({rests})" if rests else gap))
    return figures


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
        sum(own >= weeks for group in groups for own in group.attended)
        for weeks in (1, _most(horizon))
    )
    often = f" {_often(horizon)}" if horizon.weeks > 1 else ""
    if always == placed:
        return f"{text} All of them can meet{often}."
    if horizon.weeks == 1:
        return f"{text} {number(once)} of them can meet."
    return f"{text} {number(once)} of them can meet at least once, {number(always)}{often}."


def _most(horizon: Horizon) -> int:
    """Return in how many weeks residents meet often."""
    weeks = horizon.weeks
    return weeks if weeks < MANY_WEEKS else 3 * weeks // 4 + 1


def _often(horizon: Horizon) -> str:
    most = _most(horizon)
    return "every week" if most == horizon.weeks else f"in {most} weeks or more"


def kinds(result: Result) -> str:
    """Return how many pairs and how many triads there are."""
    triads = sum(len(group.members) == 3 for group in result.groups)
    sizes = (len(result.groups) - triads, "pair"), (triads, "triad")
    return ", ".join(count(n, one) for n, one in sizes if n)


def tiles(
    problem: Problem, result: Result, lots: Chance | None, met: Contacts | None
) -> tuple[TileView, ...]:
    """Return the few figures to see at a glance, beside groups drawn by lot."""
    if not result.groups:
        return ()
    groups = len(result.groups)
    shown = [TileView(number(groups), "group" if groups == 1 else "groups", kinds(result))]
    if lots is not None and problem.horizon is not None:
        horizon = problem.horizon
        often = f"can meet {_often(horizon)}" if horizon.weeks > 1 else "can meet"
        never = "have no group or can never meet" if result.unplaced_residents else "can never meet"
        shown.append(_residents(lots, slice(_most(horizon), None), often))
        shown.append(_residents(lots, slice(1), never, good=not lots.formed[0]))
    if met is not None and met.possible and met.known:
        mean = (met.by_chance or 0) * met.known  # never None where a contact is known
        across = f"{number(met.across)} of {number(met.known)}"
        shown.append(TileView(across, "contacts across specialties", _by_lot(mean)))
    return tuple(shown)


def _residents(lots: Chance, weeks: slice, what: str, *, good: bool = True) -> TileView:
    formed = f"{number(sum(lots.formed[weeks]))} of {number(sum(lots.formed))}"
    return TileView(formed, what, _by_lot(sum(lots.mean[weeks])), good)


def _by_lot(mean: float) -> str:
    return f"{tenths(mean)} if drawn by lot"
