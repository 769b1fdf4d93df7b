"""Members at a like stage of training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from peerpair.model.arrays import Ints
from peerpair.model.asked import Cohort, Facts, Members
from peerpair.model.rules import PairObjective


def _points(one: int | None, other: int | None) -> int:
    return 0 if one is None or other is None else max(0, 1000 - 333 * abs(one - other))


@dataclass(frozen=True)
class Stage(PairObjective):
    """1000 less 333 for each postgraduate year between two members, averaged over the pairs.

    Parameters
    ----------
    weight : int
        Multiplies the points.

    Examples
    --------
    >>> Stage().to_document()
    {'kind': 'stage', 'weight': 1}
    """

    kind: ClassVar[str] = "stage"

    def describe(self) -> str:
        return "members at a like stage of training"

    def pair_points(self, cohort: Cohort) -> Ints:
        return cohort.table((r.pgy for r in cohort.residents), _points)

    def pair_score(self, one: str, other: str, facts: Facts) -> int:
        return _points(facts.resident(one).pgy, facts.resident(other).pgy)

    def reason(self, group: Members, facts: Facts) -> str:
        years = sorted({y for m in group if (y := facts.resident(m).pgy) is not None})
        return f"PGY {', '.join(map(str, years))}" if years else ""
