"""Objectives, one a file; a file dropped in here is live.

The names below are the short import path for people and type checkers; the registry does not use
them, and a test fails when one is missing.
"""

from peerpair.objectives.affinity import AffinityPoints
from peerpair.objectives.cross_specialty import CrossSpecialty
from peerpair.objectives.novelty import Novelty
from peerpair.objectives.preference import PreferencePoints
from peerpair.objectives.shared_time import SharedTime
from peerpair.objectives.size import SizePoints
from peerpair.objectives.stage import Stage

__all__ = [
    "AffinityPoints",
    "CrossSpecialty",
    "Novelty",
    "PreferencePoints",
    "SharedTime",
    "SizePoints",
    "Stage",
]
