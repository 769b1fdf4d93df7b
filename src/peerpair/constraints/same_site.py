"""All members have the same home site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from peerpair.model.arrays import Bools
from peerpair.model.asked import Cohort, Facts
from peerpair.model.rules import PairRule


@dataclass(frozen=True)
class SameSite(PairRule):
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
        allowed: Bools = sites[:, None] == sites[None, :]
        return allowed

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        site = facts.resident(one).site
        return site is None or site != facts.resident(other).site
