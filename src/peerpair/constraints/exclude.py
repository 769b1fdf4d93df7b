"""Two residents are never in one group."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, Facts, Members, ProblemView
from peerpair.model.rules import PairRule
from peerpair.shapes.basic import ResidentId
from peerpair.shapes.containers import Unordered
from peerpair.shapes.noun import Key
from peerpair.shapes.visit import Visit


@dataclass(frozen=True, repr=False, init=False)
class Exclude(PairRule):
    """Two residents are never in one group.

    The pair is stored in order of id, so that nothing can tell who asked.

    Parameters
    ----------
    *residents : str
        Ids of two residents; `members` holds them for `dataclasses.replace`.
    private : bool
        True keeps the exclusion out of everything that leaves the program, its own ``repr`` too.

    Examples
    --------
    >>> Exclude("r2", "r1") == Exclude("r1", "r2")
    True
    >>> Exclude("r1", "r2", private=True)
    Exclude(<confidential>)
    """

    members: Annotated[
        tuple[str, ...], Unordered(ResidentId(), 2, 2, distinct=True), Key("residents")
    ]
    private: bool = False

    kind: ClassVar[str] = "exclude"
    idle_when_inactive: ClassVar[bool] = True
    in_any_of: ClassVar[bool] = False

    def __init__(self, *residents: str, private: bool = False, members: Sequence[str] = ()) -> None:
        object.__setattr__(self, "members", residents or members)
        object.__setattr__(self, "private", private)
        self.__post_init__()

    def check(self, place: str, visit: Visit) -> None:
        object.__setattr__(self, "members", tuple(sorted(self.members)))

    def __repr__(self) -> str:
        inside = "<confidential>" if self.private else ", ".join(map(repr, self.members))
        return f"Exclude({inside})"

    def describe(self) -> str:
        return self.describe_with(str)

    def describe_with(self, called: Callable[[str], str]) -> str:
        if self.private:
            return "confidential"
        return f"{' and '.join(map(called, self.members))} are never in one group"

    def allows_pairs(self, cohort: Cohort) -> Bools:
        n = len(cohort.residents)
        allowed = np.ones((n, n), dtype=bool)
        self.forbid_in(allowed, cohort)
        return allowed

    def forbid_in(self, allowed: Bools, cohort: Cohort) -> None:
        # Programmes have thousands of these: an array for each takes longer than to solve.
        places = [cohort.index[name] for name in self.members if name in cohort.index]
        if len(places) == 2:  # else one is inactive: idle
            i, j = places
            allowed[i, j] = allowed[j, i] = False

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        return {one, other} == {*self.members}

    def breaches(self, groups: Sequence[Members], facts: Facts) -> Iterator[Members]:
        one, other = self.members
        return (group for group in groups if one in group and other in group)

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        first, second = rng.sample([r.id for r in problem.residents], 2)
        return cls(first, second, private=rng.random() < 0.5)
