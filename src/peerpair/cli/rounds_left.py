"""How many rounds remain, in a coordinator's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from peerpair.model.problem import Problem
from peerpair.report.words import count, listed, number
from peerpair.text import clean

if TYPE_CHECKING:
    from peerpair.plan.capacity import Capacity, CapacityReason

_WHOLE = {
    "no design": "no design has more rounds, even if everybody could meet everybody.",
    "search": "every possibility was looked at.",
    "no round": "not one more round is possible with these rules, sizes and earlier meetings.",
    "rules": "the rules.",
    "places": "too few places in pairs for those who have too few partners left for triads.",
    "unknown": "time ran out before it was known whom a round must leave out; more --seconds may "
    "tell.",
}


def capacity_lines(answer: Capacity, problem: Problem) -> Iterator[str]:
    r"""Yield what a capacity says, residents by name: bounds, reason, rounds.

    Parameters
    ----------
    answer : Capacity
        Of the problem.
    problem : Problem
        Whose residents are named.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("a", name="Ana"), pp.Resident("b")])
    >>> print(*capacity_lines(pp.capacity(problem), problem), sep="\n")
    At least 1 and at most 1 further round without a repeat (proven).
    What limits it: everybody can be in at most 1 more group without meeting somebody again.
    Round 1: Ana, b
    """
    name_of = {resident.id: clean(resident.label) for resident in problem.residents}
    rounds = "round" if answer.upper == 1 else "rounds"
    proven = " (proven)" if answer.proven else ""
    yield (
        f"At least {number(answer.lower)} and at most {number(answer.upper)} further {rounds} "
        f"without a repeat{proven}."
    )
    yield f"What limits it: {_reason(answer.reason, problem, name_of.__getitem__)}"
    if answer.fewest_unplaced:
        unplaced = count(answer.fewest_unplaced, "resident")
        yield f"Each leaves {unplaced} without a group, the fewest possible."
    width = len(str(len(answer.rounds)))
    for place, groups in enumerate(answer.rounds, 1):
        people = "; ".join(", ".join(name_of[name] for name in group) for group in groups)
        yield f"Round {place:{width}}: {people}"


def _reason(reason: CapacityReason, problem: Problem, called: Callable[[str], str]) -> str:
    """Return what limits the rounds, as the end of a sentence."""
    kind = reason.kind.value
    if kind in _WHOLE:
        return _WHOLE[kind]
    who = _people(reason.residents, problem, called)
    if kind == "partners" and reason.residents:
        groups = count(reason.have, "more group")
        return f"{who} can be in at most {groups} without meeting somebody again."
    if kind == "partners":
        return "too many residents have too few partners left."
    meetings = count(reason.have, "meeting is", "meetings are")
    if kind == "meetings":
        return f"{meetings} left, and a round takes at least {number(reason.need)} of them."
    if kind == "odd set":
        return (
            f"{who} are an odd number, so that a round pairs one of them with somebody else, for "
            f"which {meetings} left."
        )
    beside = (
        f" beside those with {_people(reason.others, problem, called)}" if reason.others else ""
    )
    return (
        f"{who} have {count(reason.have, 'meeting')} left{beside}, and a round takes at least "
        f"{number(reason.need)} of them."
    )


def _people(names: Sequence[str], problem: Problem, called: Callable[[str], str]) -> str:
    """Return residents in a line, or that it is everybody."""
    if len(names) == len(problem.active):
        return "everybody"
    return listed([called(name) for name in names])
