"""Two roles are never in one group, such as a chief and an intern of one specialty."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from peerpair.model.arrays import Bools
from peerpair.model.resident import Resident
from peerpair.model.rules import Cohort, Constraint, Facts, Members, nobody_tagged
from peerpair.shapes.basic import Choice, Nullable, Shape, Text
from peerpair.shapes.record import Key, required

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["Separate"]


@dataclass(frozen=True)
class Separate(Constraint):
    """No member with one tag meets another member with the other tag.

    Parameters
    ----------
    tag, other_tag : str
        The two tags.
    same : {"specialty", "site"} or None
        Only residents who share it are kept apart; None = anywhere.

    Examples
    --------
    >>> Separate("chief", "intern", same="specialty").describe()
    "'chief' and 'intern' of one specialty are never in one group"
    """

    tag: str
    other_tag: str
    same: str | None = None

    kind: ClassVar[str] = "separate"
    keys: ClassVar[Mapping[str, Key | Shape]] = {
        "tag": required(Text(1)),
        "other_tag": required(Text(1)),
        "same": Nullable(Choice(("specialty", "site"))),
    }

    def describe(self) -> str:
        where = f" of one {self.same}" if self.same else ""
        return f"{self.tag!r} and {self.other_tag!r}{where} are never in one group"

    def lacking(self, residents: Sequence[Resident]) -> tuple[str, Members]:
        if self.same is None:
            return "", ()
        tags = {self.tag, self.other_tag}
        concerned = [r for r in residents if tags & set(r.tags)]
        return self.same, tuple(r.id for r in concerned if getattr(r, self.same) is None)

    def allows_pairs(self, cohort: Cohort) -> Bools:
        one, other = cohort.tagged(self.tag), cohort.tagged(self.other_tag)
        apart = one[:, None] & other[None, :]
        apart = apart | apart.T
        if self.same is not None:
            shared = cohort.codes(getattr(r, self.same) for r in cohort.residents)
            apart &= shared[:, None] == shared[None, :]
        return ~apart

    def idle(self, problem: Problem) -> str:
        return nobody_tagged(problem, self.tag, self.other_tag)

    def refusal(self, group: Members, facts: Facts) -> str:
        people = [facts.resident(member) for member in group]
        for one in people:
            for other in people:
                alike = self.same is None or getattr(one, self.same) == getattr(other, self.same)
                clash = self.tag in one.tags and self.other_tag in other.tags
                if one is not other and clash and alike:
                    return self.describe()
        return ""

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        return cls("chief", "intern", rng.choice(["specialty", "site", None]))
