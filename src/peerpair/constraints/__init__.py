"""Hard constraints, one a file; a file dropped in here is live.

The names below are the short import path for people and type checkers; the registry does not use
them, and a test fails when one is missing.
"""

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

__all__ = [
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
