"""Nobody is the only one of a kind in a group."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import GroupRule, nobody_tagged
from peerpair.shapes.basic import Text


@dataclass(frozen=True)
class NotAlone(GroupRule):
    """The number of members with a tag is never one.

    Parameters
    ----------
    tag : str
        The tag.

    Examples
    --------
    >>> NotAlone("parent").describe()
    "nobody is the only one tagged 'parent' in a group"
    """

    tag: Annotated[str, Text(1)]

    kind: ClassVar[str] = "not_alone"

    def describe(self) -> str:
        return f"nobody is the only one tagged {self.tag!r} in a group"

    def allows(self, batch: Batch) -> Bools:
        allowed: Bools = batch.member_sum(batch.cohort.tagged(self.tag)) != 1
        return allowed

    def idle(self, problem: ProblemView) -> str:
        return nobody_tagged(problem, self.tag)

    def forbids(self, group: Members, facts: Facts) -> bool:
        return sum(self.tag in facts.resident(member).tags for member in group) == 1

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.choice(["chief", "intern", "parent"]))
