"""Every group has enough members with a tag."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import GroupRule
from peerpair.shapes.basic import Integer, Text


@dataclass(frozen=True)
class AtLeast(GroupRule):
    """Every group has at least `count` members with a tag.

    Parameters
    ----------
    tag : str
        The tag.
    count : int
        Least number of members that carry it.

    Examples
    --------
    >>> AtLeast("senior", 1).describe()
    "every group has at least 1 tagged 'senior'"
    """

    tag: Annotated[str, Text(1)]
    count: Annotated[int, Integer(0)]

    kind: ClassVar[str] = "at_least"
    in_any_of: ClassVar[bool] = False

    def describe(self) -> str:
        return f"every group has at least {self.count} tagged {self.tag!r}"

    def allows(self, batch: Batch) -> Bools:
        return batch.member_sum(batch.cohort.tagged(self.tag)) >= self.count

    def forbids(self, group: Members, facts: Facts) -> bool:
        return sum(self.tag in facts.resident(member).tags for member in group) < self.count

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.choice(["chief", "intern", "parent"]), rng.choice([0, 1, 1]))
