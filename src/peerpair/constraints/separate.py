"""Two roles are never in one group, such as a chief and an intern of one specialty."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, Facts, Members, ProblemView
from peerpair.model.resident import Resident
from peerpair.model.rules import PairRule, nobody_tagged
from peerpair.shapes.basic import Choice, Text


@dataclass(frozen=True)
class Separate(PairRule):
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

    tag: Annotated[str, Text(1)]
    other_tag: Annotated[str, Text(1)]
    same: Annotated[str | None, Choice(("specialty", "site"))] = None

    kind: ClassVar[str] = "separate"

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

    def idle(self, problem: ProblemView) -> str:
        return nobody_tagged(problem, self.tag, self.other_tag)

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        a, b = facts.resident(one), facts.resident(other)
        alike = self.same is None or getattr(a, self.same) == getattr(b, self.same)
        return alike and any(
            self.tag in x.tags and self.other_tag in y.tags for x, y in ((a, b), (b, a))
        )

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls("chief", "intern", rng.choice(["specialty", "site", None]))
