"""Places for somebody who joins late: each with its exact effect, the best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from peerpair.errors import Fault, ProblemError, check_argument
from peerpair.model.asked import Members
from peerpair.model.level import Level
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark
from peerpair.model.result import Result
from peerpair.plan.places import Places, Step
from peerpair.shapes.basic import Flag, Integer
from peerpair.shapes.noun import take_argument
from peerpair.text import show


@dataclass(frozen=True)
class Suggestion:
    """One way to place a newcomer.

    Attributes
    ----------
    step : Step
        What is done.
    groups : tuple of tuple of str
        The groups that are formed.
    ended : tuple of tuple of str
        The groups that end.
    moved : tuple of str
        Residents who lose a partner.
    levels : tuple of Level
        What the levels before the total come to then; nothing is claimed to be best.
    value : int
        What the total comes to then.
    weeks_met : int or None
        In how many weeks the newcomer's group can meet; None without a horizon or a group.
    broken : tuple of Remark
        What the answer as a whole does not keep then: the size policy, or a place for everybody.
    """

    step: Step
    groups: tuple[Members, ...]
    ended: tuple[Members, ...]
    moved: tuple[str, ...]
    levels: tuple[Level, ...]
    value: int
    weeks_met: int | None
    broken: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Suggestions:
    """Places for a newcomer.

    Attributes
    ----------
    newcomer : str
        Whose places these are.
    places : tuple of Suggestion
        The best first; those that break something last.
    levels : tuple of Level
        What the levels come to while the newcomer waits.
    value : int
        What the total comes to while the newcomer waits.
    """

    newcomer: str
    places: tuple[Suggestion, ...]
    levels: tuple[Level, ...]
    value: int


def suggest(
    problem: Problem,
    result: Result,
    newcomer: str,
    *,
    moves: bool = False,
    most: int = 10,
) -> Suggestions:
    """Rank the places that a late joiner may have beside the groups there are.

    Every rule about groups is kept.  Levels and total are those of the whole answer with the place,
    computed and not estimated; the search for better ones is `peerpair.repair`.

    Parameters
    ----------
    problem : Problem
        The problem with the newcomer in it.
    result : Result
        The groups there are; the newcomer is in none.
    newcomer : str
        Id of who joins.
    moves : bool
        Also places that take other residents' partners away: a triad becomes two pairs, or
        somebody moves to another group.
    most : int
        How many places are returned at most.

    Raises
    ------
    ProblemError
        If the newcomer is unknown, inactive or has a group, or a group has a member who is.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident(name) for name in "abc"]
    >>> result = pp.solve(pp.Problem(people[:2]))
    >>> found = suggest(pp.Problem(people), result, "c")
    >>> [(place.step.value, place.groups) for place in found.places]
    [('join', (('a', 'b', 'c'),)), ('wait', ())]
    """
    check_argument("problem", problem, Problem)
    check_argument("result", result, Result)
    check_argument("newcomer", newcomer, str)
    moves = take_argument("moves", moves, Flag())
    most = take_argument("most", most, Integer(1))
    groups = [group.members for group in result.groups]
    _check(problem, groups, newcomer)
    places = Places(problem, groups, newcomer, moves=moves)
    order = places.ranked()[:most]
    rules = places.level_rules

    def levels(values: Iterable[int | None]) -> tuple[Level, ...]:
        return tuple(replace(r.level, value=v) for r, v in zip(rules, values, strict=True))

    found = tuple(_place(places, option, levels(places.levels_of(option))) for option in order)
    waiting = places.waiting
    return Suggestions(newcomer, found, levels(places.levels_of(waiting)), places.value_of(waiting))


def _place(places: Places, option: int, levels: tuple[Level, ...]) -> Suggestion:
    formed, ended = places.formed(option), places.ended(option)
    partners = {who: {*group} for group in ended for who in group}
    now = {who: {*group} for group in formed for who in group}
    moved = tuple(who for who, old in partners.items() if old - now.get(who, {who}))
    return Suggestion(
        step=places.step_of(option),
        groups=formed,
        ended=ended,
        moved=moved,
        levels=levels,
        value=places.value_of(option),
        weeks_met=places.weeks_of(option),
        broken=places.broken(option),
    )


def _check(problem: Problem, groups: Sequence[Members], newcomer: str) -> None:
    """Raise `ProblemError` unless the groups and the newcomer fit the problem."""
    active = {resident.id for resident in problem.active}
    inside = [name for group in groups for name in group]
    faults = [
        Fault("result", f"is in a group, and takes no part: {show(name)}")
        for name in inside
        if name not in active
    ]
    if newcomer not in active:
        faults.append(Fault("newcomer", f"is no active resident: {show(newcomer)}"))
    elif newcomer in inside:
        faults.append(Fault("newcomer", f"has a group already: {show(newcomer)}"))
    if faults:
        raise ProblemError(faults, "there is no place to suggest")
