"""Two or three residents are all in one group, or none of them is in any."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import GroupRule
from peerpair.shapes.basic import ResidentId, Shape
from peerpair.shapes.containers import Items
from peerpair.shapes.record import Key, required


@dataclass(frozen=True)
class Together(GroupRule):
    """Of the residents listed, a group has all or none.

    Parameters
    ----------
    members : tuple of str
        Two or three ids.

    Examples
    --------
    >>> Together(("r1", "r2")).describe()
    'r1 and r2 are in one group'
    """

    members: tuple[str, ...]

    kind: ClassVar[str] = "together"
    keys: ClassVar[Mapping[str, Key | Shape]] = {
        "residents": required(Items(ResidentId(), 2, 3, distinct=True))
    }

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", tuple(self.members))

    @classmethod
    def from_document(cls, entry: Mapping[str, Any]) -> Self:
        return cls(tuple(entry["residents"]))

    def to_document(self) -> dict[str, Any]:
        return {"kind": self.kind, "residents": list(self.members)}

    def describe(self) -> str:
        return f"{' and '.join(self.members)} are in one group"

    def residents(self) -> Members:
        return self.members

    def _inside(self, batch: Batch) -> Ints:
        """Return int[shape]: how many of the residents listed each group has."""
        listed = [resident.id in self.members for resident in batch.cohort.residents]
        return batch.member_sum(np.array(listed, dtype=bool))

    def allows(self, batch: Batch) -> Bools:
        count = self._inside(batch)
        allowed: Bools = (count == 0) | (count == len(self.members))
        return allowed

    def forbids(self, group: Members, facts: Facts) -> bool:
        return sum(member in self.members for member in group) not in (0, len(self.members))

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        ids = [r.id for r in problem.residents]
        return cls(tuple(rng.sample(ids, rng.choice([2, min(3, len(ids))]))))
