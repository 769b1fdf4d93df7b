"""Several rounds planned together, and the answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Annotated, Any, ClassVar, Self

from peerpair.model.asked import Members
from peerpair.model.level import Level, LevelShape, relative_gap
from peerpair.model.problem import Problem
from peerpair.model.resident import PastGroup
from peerpair.model.result import Result, Status
from peerpair.model.settings import Penalty
from peerpair.shapes.basic import Choice, Integer, Member
from peerpair.shapes.containers import Items
from peerpair.shapes.noun import Noun, Of
from peerpair.shapes.visit import Visit, whole

REPEATS = ("avoid", "forbid", "allow")
_OLDER = "no_repeat"
"""The key that older plans have."""


@dataclass(frozen=True, repr=False)
class Plan(Noun):
    """Rounds that are planned together: the document ``peerpair-plan/1``.

    Each round is a problem with its own rosters and dates, and the same residents by id; who takes
    no part in one is not active there.

    Parameters
    ----------
    rounds : sequence of Problem
        The first round first.  Their own `fairness` and `repeats` are not used.
    repeats : {"avoid", "forbid", "allow"}
        Whether two may meet in more than one round, those of the first problem's history included.
    coverage_weight : int
        Points for contacts with other specialties: 1000 for a resident's first with each, half of
        it for the second, and so on.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident(name) for name in "abcd"]
    >>> Plan([pp.Problem(people)] * 3)
    <Plan of 3 rounds for 4 residents>
    """

    rounds: Annotated[Sequence[Problem], Items(Of(Problem), 1)]
    repeats: Annotated[str, Choice(REPEATS)] = "avoid"
    coverage_weight: Annotated[int, Integer(0, 10**6)] = 0

    head: ClassVar[str] = "format"
    format: ClassVar[str] = "peerpair-plan/1"

    @classmethod
    def from_document(cls, document: object) -> Self:
        """Build a plan from its document; ``"no_repeat": true`` says ``"repeats": "forbid"``."""
        if isinstance(document, Mapping) and document.get(_OLDER) is True:
            document = {k: v for k, v in document.items() if k != _OLDER}
            document = {"repeats": "forbid"} | document
        return super().from_document(document)

    def check(self, place: str, visit: Visit) -> None:
        rounds = [problem for _, problem in whole(self.rounds)]
        ids = [{resident.id for resident in problem.residents} for problem in rounds]
        for number, problem in enumerate(rounds):
            where = f"rounds[{number}]"
            for name in sorted(ids[number] ^ ids[0]):
                visit.fault(f"{where}.residents", "must be the same in all rounds, is not", name)
            if isinstance(problem.unplaced, Penalty):
                message = "cannot be a penalty in a plan, got"
                visit.fault(f"{where}.unplaced.penalty", message, problem.unplaced.points)

    def __repr__(self) -> str:
        people = len(self.rounds[0].residents)
        return f"<Plan of {len(self.rounds)} rounds for {people} residents>"

    @property
    def timed(self) -> bool:
        """Whether every round has a horizon."""
        return all(problem.horizon is not None for problem in self.rounds)

    def judged(self, number: int, before: Sequence[Sequence[Members]]) -> Problem:
        """Return the problem that a round is judged by: with the groups of the rounds before it.

        Parameters
        ----------
        number : int
            The round, from 0.
        before : sequence of sequence of tuple of str
            The groups of the rounds before it.
        """
        problem, last = self.rounds[number], self.rounds[0].last_round
        past = [
            PastGroup(members, last + 1 + k)
            for k, groups in enumerate(before[:number])
            for members in groups
        ]
        return replace(
            problem, history=[*problem.history, *past], fairness="total", repeats="allow"
        )


@dataclass(frozen=True, repr=False)
class PlanResult(Noun):
    """What `plan` returns: the document ``peerpair-plan-result/1``.

    Attributes
    ----------
    status : Status
        See `Status`.
    repeats : {"avoid", "forbid", "allow"}
        As the plan says.
    levels : tuple of Level
        ``unplaced``, ``repeats`` (where these are avoided), ``never_met``, ``worst_resident``.
    value, bound : int or None
        The sum of the rounds' totals with the points for coverage, and an upper bound of it, given
        the levels.
    rounds : tuple of Result
        The groups of each round, as its judged problem scores them.
    """

    status: Annotated[Status, Member(Status)]
    repeats: Annotated[str, Choice(REPEATS)] = "avoid"
    levels: Annotated[tuple[Level, ...], Items(LevelShape())] = ()
    value: int | None = None
    bound: int | None = None
    rounds: Annotated[tuple[Result, ...], Items(Of(Result))] = ()

    head: ClassVar[str] = "format"
    format: ClassVar[str] = "peerpair-plan-result/1"
    complete: ClassVar[bool] = True

    __hash__ = None  # type: ignore[assignment]

    def to_document(self) -> dict[str, Any]:
        """Return its document; the results in it have no certificates."""
        document = super().to_document()
        document["rounds"] = [result.to_document() for result in self.rounds]
        return document

    def __repr__(self) -> str:
        value = f"value {self.value}, bound {self.bound}"
        return f"<PlanResult {self.status}: {value}, {len(self.rounds)} rounds>"

    @property
    def gap(self) -> float | None:
        """Relative gap between value and bound; 0 exactly when they are equal."""
        return relative_gap(self.value, self.bound)


def pairs_of(groups: Sequence[Members]) -> list[frozenset[str]]:
    """Return the pairs inside groups."""
    return [frozenset(pair) for group in groups for pair in combinations(group, 2)]
