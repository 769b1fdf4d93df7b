"""peerpair: peer-support pairs and triads of residents who share real free time."""

from peerpair.errors import (
    Fault,
    InternalError,
    PeerpairError,
    ProblemError,
    ReadError,
    StrategyError,
)
from peerpair.model.problem import Problem
from peerpair.model.resident import Affinity, PastGroup, Preference, Resident
from peerpair.model.schedule import Assignment, Issue, Schedule
from peerpair.model.settings import Horizon, Meeting, Penalty, ReleaseLimit, Rest, Sizes

__version__ = "0.1.0"
