"""Two residents are never in one group."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, Facts, Members, ProblemView
from peerpair.model.rules import PairRule
from peerpair.shapes.basic import Flag, ResidentId, Shape
from peerpair.shapes.containers import Items
from peerpair.shapes.record import Key, required


@dataclass(frozen=True, repr=False)
class Exclude(PairRule):
    """Two residents are never in one group.

    The pair is stored in order of id, so that nothing can tell who asked.

    Parameters
    ----------
    first, second : str
        Ids of two residents.
    private : bool
        True keeps the exclusion out of everything that leaves the program, its own ``repr`` too.

    Examples
    --------
    >>> Exclude("r2", "r1") == Exclude("r1", "r2")
    True
    >>> Exclude("r1", "r2", private=True)
    Exclude(<confidential>)
    """

    first: str
    second: str
    private: bool = False

    kind: ClassVar[str] = "exclude"
    idle_when_inactive: ClassVar[bool] = True
    keys: ClassVar[Mapping[str, Key | Shape]] = {
        "residents": required(Items(ResidentId(), 2, 2, distinct=True)),
        "private": Flag(),
    }

    def __post_init__(self) -> None:
        if isinstance(self.first, str) and isinstance(self.second, str):
            first, second = sorted((self.first, self.second))
            object.__setattr__(self, "first", first)
            object.__setattr__(self, "second", second)

    def __repr__(self) -> str:
        inside = "<confidential>" if self.private else f"{self.first!r}, {self.second!r}"
        return f"Exclude({inside})"

    @classmethod
    def from_document(cls, entry: Mapping[str, Any]) -> Self:
        first, second = entry["residents"]
        return cls(first, second, private=entry.get("private", False))

    def to_document(self) -> dict[str, Any]:
        residents = [self.first, self.second]
        return {"kind": self.kind, "residents": residents, "private": self.private}

    def describe(self) -> str:
        if self.private:
            return "confidential"
        return f"{self.first} and {self.second} are never in one group"

    def residents(self) -> Members:
        return (self.first, self.second)

    def allows_pairs(self, cohort: Cohort) -> Bools:
        n = len(cohort.residents)
        allowed = np.ones((n, n), dtype=bool)
        if self.first in cohort.index and self.second in cohort.index:  # else one is inactive: idle
            i, j = cohort.index[self.first], cohort.index[self.second]
            allowed[i, j] = allowed[j, i] = False
        return allowed

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        return {one, other} == {self.first, self.second}

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        first, second = rng.sample([r.id for r in problem.residents], 2)
        return cls(first, second, private=rng.random() < 0.5)
