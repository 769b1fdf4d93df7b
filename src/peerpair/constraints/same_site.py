"""All members have the same home site."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from peerpair.model.arrays import Bools
from peerpair.model.rules import Cohort, Constraint, Facts, Members

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["SameSite"]


@dataclass(frozen=True)
class SameSite(Constraint):
    """All members have the same home site; an unknown site equals no other.

    Examples
    --------
    >>> SameSite().describe()
    'all members have the same home site'
    """

    kind: ClassVar[str] = "same_site"

    def describe(self) -> str:
        return "all members have the same home site"

    def allows_pairs(self, cohort: Cohort) -> Bools:
        sites = cohort.codes(r.site for r in cohort.residents)
        found: Bools = sites[:, None] == sites[None, :]
        return found

    def refusal(self, group: Members, facts: Facts) -> str:
        sites = {facts.resident(member).site for member in group}
        return self.describe() if None in sites or len(sites) > 1 else ""

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        return cls()
