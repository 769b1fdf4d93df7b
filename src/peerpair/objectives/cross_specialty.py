"""Members of different specialties."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

from peerpair.model.arrays import Ints
from peerpair.model.asked import Cohort, Facts, Members, ProblemView
from peerpair.model.rules import PairObjective
from peerpair.shapes.basic import How, Integer, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.noun import Key, Noun, Of
from peerpair.shapes.visit import FAILED, Visit, inside

_POINTS = 1000


@dataclass(frozen=True)
class _Distance(Noun):
    """Points of two specialties, as documents have them."""

    specialties: Annotated[tuple[str, ...], Items(Text(), 2, 2)]
    points: Annotated[int, Integer(-(2**31), 2**31)]


class _DistanceEntry(Of):
    """Points of two specialties; three values in Python."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, list | tuple) and len(value) == 3:
            value = {"specialties": value[:2], "points": value[2]}
        entry = super().take(value, place, visit)
        return entry if entry is FAILED else (*entry.specialties, entry.points)

    def give(self, value: Any, how: How) -> Any:
        one, other, points = value
        return {"specialties": [one, other], "points": points}


@dataclass(frozen=True)
class CrossSpecialty(PairObjective):
    """1000 for each pair of members of different specialties, averaged over the pairs.

    Parameters
    ----------
    weight : int
        Multiplies the points.
    distance : tuple of (str, str, int)
        Points that replace 0 and 1000 for two specialties, in either order.

    Examples
    --------
    >>> CrossSpecialty(4, distance=(("IM", "FM", 300),)).pair_value("FM", "IM")
    300
    """

    distance: Annotated[
        tuple[tuple[str, str, int], ...], Items(_DistanceEntry(_Distance)), Key(quiet=True)
    ] = ()

    kind: ClassVar[str] = "cross_specialty"

    def check(self, place: str, visit: Visit) -> None:
        seen = set()
        for i, (one, other, _) in enumerate(self.distance):
            if frozenset((one, other)) in seen:
                visit.fault(inside(place, f"distance[{i}]"), "is a duplicate", f"{one}, {other}")
            seen.add(frozenset((one, other)))

    def describe(self) -> str:
        return "members of different specialties"

    def pair_value(self, one: str | None, other: str | None) -> int:
        """Return the points of a pair of specialties; an unknown one gives 0."""
        if one is None or other is None:
            return 0
        usual = _POINTS if one != other else 0
        return self._given.get(frozenset((one, other)), usual)

    @cached_property
    def _given(self) -> Mapping[frozenset[str], int]:
        """Points by two specialties; the first entry for them counts."""
        given: dict[frozenset[str], int] = {}
        for first, second, points in self.distance:
            given.setdefault(frozenset((first, second)), points)
        return given

    def pair_points(self, cohort: Cohort) -> Ints:
        return cohort.table((r.specialty for r in cohort.residents), self.pair_value)

    def pair_score(self, one: str, other: str, facts: Facts) -> int:
        return self.pair_value(facts.resident(one).specialty, facts.resident(other).specialty)

    def reason(self, group: Members, facts: Facts) -> str:
        names = {facts.resident(member).specialty for member in group} - {None}
        if not names:
            return ""
        listed = ", ".join(sorted(map(str, names)))
        return (
            f"{len(names)} specialties: {listed}" if len(names) > 1 else f"one specialty: {listed}"
        )

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        names = sorted({r.specialty for r in problem.residents if r.specialty is not None})
        pairs = {tuple(sorted(rng.choices(names, k=2))) for _ in range(2)} if names else set()
        distance = tuple((a, b, rng.randint(-200, 1200)) for a, b in sorted(pairs))
        return cls(rng.randint(-2, 5), distance)
