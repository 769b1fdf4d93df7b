"""As few residents as possible stay without a group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.levels.base import Count
from peerpair.model.arrays import Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.level import Level, LevelKind
from peerpair.model.resident import Resident


@dataclass(frozen=True)
class Unplaced(Count):
    """Residents without a group."""

    @property
    def level(self) -> Level:
        return Level(LevelKind.UNPLACED)

    def counts(self, batch: Batch) -> Ints:
        return np.zeros(batch.shape, dtype=np.int64)

    def count(self, group: Members, facts: Facts) -> int:
        return 0

    def count_alone(self, resident: Resident) -> int:
        return 1

    def most(self, problem: ProblemView) -> int:
        return 1
