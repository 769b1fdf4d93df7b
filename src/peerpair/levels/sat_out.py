"""Whoever sat out, or had the triad, in earlier rounds does so as seldom as possible."""

from __future__ import annotations

from dataclasses import dataclass

from peerpair.levels.base import MemberCount
from peerpair.model.asked import ProblemView
from peerpair.model.level import Level, LevelKind
from peerpair.model.resident import Resident


@dataclass(frozen=True)
class SatOut(MemberCount):
    """Earlier rounds of sitting out, added up over those who sit out now.

    Parameters
    ----------
    triads : bool
        Whether those in a triad are added up, too.
    """

    triads: bool = False

    @property
    def level(self) -> Level:
        return Level(LevelKind.SAT_OUT)

    def member_count(self, resident: Resident, size: int) -> int:
        return resident.sat_out if self.triads and size == 3 else 0

    def count_alone(self, resident: Resident) -> int:
        return resident.sat_out

    def most(self, problem: ProblemView) -> int:
        return 3 * max(resident.sat_out for resident in problem.active)
