"""The least shared time of a group is as large as possible."""

from __future__ import annotations

from dataclasses import dataclass

from peerpair.levels.base import LevelRule
from peerpair.model.level import Level, LevelKind


@dataclass(frozen=True)
class LeastShared(LevelRule):
    """The smallest shared-time points of a group; no sum, so that it is no count."""

    @property
    def level(self) -> Level:
        return Level(LevelKind.MAXMIN)
