"""Hard constraints, one a file; a file dropped in here is live.

The names below are the short import path for people and type checkers; a class that is not among
them is found by its name all the same.
"""

from typing import TYPE_CHECKING

from peerpair.constraints.any_of import AnyOf
from peerpair.constraints.at_least import AtLeast
from peerpair.constraints.exclude import Exclude
from peerpair.constraints.light_week import LightWeek
from peerpair.constraints.max_pgy_gap import MaxPgyGap
from peerpair.constraints.max_triads import MaxTriads
from peerpair.constraints.min_specialties import MinSpecialties
from peerpair.constraints.min_weeks_met import MinWeeksMet
from peerpair.constraints.no_repeat import NoRepeat
from peerpair.constraints.not_alone import NotAlone
from peerpair.constraints.pin import Pin
from peerpair.constraints.same_site import SameSite
from peerpair.constraints.separate import Separate
from peerpair.constraints.together import Together
from peerpair.registry import part_named

__all__ = [
    "AnyOf",
    "AtLeast",
    "Exclude",
    "LightWeek",
    "MaxPgyGap",
    "MaxTriads",
    "MinSpecialties",
    "MinWeeksMet",
    "NoRepeat",
    "NotAlone",
    "Pin",
    "SameSite",
    "Separate",
    "Together",
]

if not TYPE_CHECKING:  # type checkers are to refuse names that are not there

    def __getattr__(name: str) -> type:
        """Return the class of a file that was dropped in here."""
        return part_named(name, __name__)
