"""Earlier rounds in words: what they mean for this one, and who meets again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from peerpair.config.config import Config, Round
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.report.words import count, listed
from peerpair.text import clean

_REPEATS = {
    "avoid": "who met is put together again as little as possible",
    "forbid": "nobody who met is put together again",
    "allow": "who met may be put together again",
}


def earlier_lines(stated: Round, config: Config) -> Iterator[str]:
    """Yield what is known of earlier rounds, if anything is."""
    memory, name = stated.memory, config.history_file.name
    if memory.rounds:
        rounds = count(len(memory.rounds), "earlier round")
        yield f"{clean(name)}: {rounds}; {_REPEATS[stated.problem.repeats]}"
    if memory.again is not None:
        yield f"Round {memory.again} of {clean(name)} has these dates: sending replaces it."


def repeat_lines(problem: Problem, result: Result) -> Iterator[str]:
    """Yield which residents meet again, and where."""
    names = {resident.id: resident.label for resident in problem.residents}
    again = [
        f"{names[one]} and {names[other]} (group {number})"
        for number, group in enumerate(result.groups, 1)
        for one, other in combinations(group.members, 2)
        if frozenset((one, other)) in problem.met_rounds
    ]
    if again:
        met = "pair has" if len(again) == 1 else "pairs have"
        yield f"{len(again)} {met} met in an earlier round: {clean(listed(again))}"
