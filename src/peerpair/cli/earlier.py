"""Earlier rounds in words: what they mean for this one, and who meets again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from peerpair.config.config import Config, Round
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.report import Written
from peerpair.report.news import News
from peerpair.report.words import count, listed, number
from peerpair.text import clean

_REPEATS = {
    "avoid": "who met is put together again as little as possible",
    "forbid": "nobody who met is put together again",
    "allow": "who met may be put together again",
}

_CHANGES = {
    News.NEW: "have a new group",
    News.MOVED: "have other times",
    News.CANCELLED: "have to hear that it is off",
    News.UNCHANGED: "unchanged",
    News.UNKNOWN: "have the same group, perhaps at other times",
}


def earlier_lines(stated: Round, config: Config) -> Iterator[str]:
    """Yield what is known of earlier rounds, if anything is."""
    memory, name = stated.memory, config.history_file.name
    if memory.rounds:
        rounds = count(len(memory.rounds), "earlier round")
        yield f"{clean(name)}: {rounds}; {_REPEATS[stated.problem.repeats]}"
    if memory.again is not None:
        yield f"Round {memory.again} of {clean(name)} has these dates: sending replaces it."


def change_lines(written: Written) -> Iterator[str]:
    """Yield what changes for how many people since the round was sent, if it was."""
    changes = written.changes
    if changes is None:
        return
    counts = changes.counts()
    texts = [f"{number(counts[each])} {_CHANGES[each]}" for each in News if counts.get(each)]
    if texts:
        yield f"Since it was sent: {', '.join(texts)} (sending.csv says who)"
    if changes.forgotten:
        yield "Which times were sent is not remembered: they can be withdrawn only by hand."


def repeat_lines(problem: Problem, result: Result) -> Iterator[str]:
    """Yield which residents meet again, and where."""
    names = {resident.id: resident.label for resident in problem.residents}
    again = [
        f"{names[one]} and {names[other]} (group {at})"
        for at, group in enumerate(result.groups, 1)
        for one, other in combinations(group.members, 2)
        if frozenset((one, other)) in problem.met_rounds
    ]
    if again:
        met = "pair has" if len(again) == 1 else "pairs have"
        yield f"{len(again)} {met} met in an earlier round: {clean(listed(again))}"
