"""Places for a newcomer, in words for the coordinator."""

from __future__ import annotations

from collections.abc import Iterator

from peerpair.config.people import called
from peerpair.model.problem import Problem
from peerpair.plan.places import Step
from peerpair.plan.suggest import Suggestion, Suggestions
from peerpair.report.verdict import level_text
from peerpair.report.words import count, listed, number
from peerpair.text import clean


def place_lines(problem: Problem, suggestions: Suggestions) -> Iterator[str]:
    r"""Yield a line for each place, the best first, with what it changes.

    Parameters
    ----------
    problem : Problem
        The problem.
    suggestions : Suggestions
        Places for a newcomer.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident(name) for name in "abc"]
    >>> result = pp.solve(pp.Problem(people[:2]))
    >>> problem = pp.Problem(people)
    >>> print(*place_lines(problem, pp.suggest(problem, result, "c")), sep="\n")
    1. c makes a triad with a and b (total 0)
    2. c waits without a group (total 0; breaks: unplaced: c, though everybody must be placed)
    """
    people = {resident.id: clean(called(resident)) for resident in problem.residents}
    who = people[suggestions.newcomer]
    for rank, place in enumerate(suggestions.places, start=1):
        notes = [*_effect(problem, suggestions, place, people)]
        notes += [f"breaks: {broken}" for broken in place.broken]
        about = f" ({'; '.join(notes)})" if notes else ""
        yield f"{rank}. {who} {_step(place, suggestions.newcomer, people)}{about}"


def _step(place: Suggestion, newcomer: str, people: dict[str, str]) -> str:
    if place.step is Step.WAIT:
        return "waits without a group"
    own, *rest = sorted(place.groups, key=lambda group: newcomer not in group)
    others = [people[name] for name in own if name != newcomer]
    what = "makes a triad with" if len(own) == 3 else "makes a pair with"
    text = f"{what} {' and '.join(others)}"
    if rest:
        text += f", and {' and '.join(people[name] for name in rest[0])} form a group"
    return text


def _effect(
    problem: Problem, suggestions: Suggestions, place: Suggestion, people: dict[str, str]
) -> Iterator[str]:
    """Yield what a place comes to; of the levels those that differ from the best place's."""
    weeks = problem.horizon.weeks if problem.horizon else 0
    if place.weeks_met is not None:
        yield f"can meet in {place.weeks_met} of {count(weeks, 'week')}"
    best = suggestions.places[0]
    for own, first in zip(place.levels, best.levels, strict=True):
        if own.value != first.value:
            there = "none" if first.value is None else number(first.value)
            yield f"{level_text(own, weeks, proof=False)}, not {there}"
    yield f"total {number(place.value)}"
    if place.moved:
        yield f"takes a partner from {listed([people[name] for name in place.moved])}"
