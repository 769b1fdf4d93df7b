"""Objectives, one a file; a file dropped in here is live.

The names below are the short import path for people and type checkers; a class that is not among
them is found by its name all the same.
"""

from typing import TYPE_CHECKING

from peerpair.objectives.affinity import AffinityPoints
from peerpair.objectives.cross_specialty import CrossSpecialty
from peerpair.objectives.novelty import Novelty
from peerpair.objectives.preference import PreferencePoints
from peerpair.objectives.shared_time import SharedTime
from peerpair.objectives.size import SizePoints
from peerpair.objectives.stage import Stage
from peerpair.registry import part_named

__all__ = [
    "AffinityPoints",
    "CrossSpecialty",
    "Novelty",
    "PreferencePoints",
    "SharedTime",
    "SizePoints",
    "Stage",
]

if not TYPE_CHECKING:  # type checkers are to refuse names that are not there

    def __getattr__(name: str) -> type:
        """Return the class of a file that was dropped in here."""
        return part_named(name, __name__)
