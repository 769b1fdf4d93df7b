"""Two or three residents are all in one group, or none of them is in any."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from peerpair.model.arrays import Bools
from peerpair.model.rules import Batch, Constraint, Facts, Members, listed
from peerpair.shapes.basic import Items, ResidentId, Shape
from peerpair.shapes.record import Key, required

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["Together"]


@dataclass(frozen=True)
class Together(Constraint):
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

    def allows(self, batch: Batch) -> Bools:
        count = batch.member_sum(listed(batch.cohort, self.members))
        found: Bools = (count == 0) | (count == len(self.members))
        return found

    def refusal(self, group: Members, facts: Facts) -> str:
        inside = sum(member in self.members for member in group)
        return "" if inside in (0, len(self.members)) else self.describe()

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        ids = [r.id for r in problem.residents]
        return cls(tuple(rng.sample(ids, rng.choice([2, min(3, len(ids))]))))
