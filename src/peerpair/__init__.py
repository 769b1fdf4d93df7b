"""peerpair: peer-support pairs and triads of residents who share real free time."""

from peerpair.documents.files import read_problem, read_result, schemas, write_problem, write_result
from peerpair.engines.limits import Progress
from peerpair.errors import (
    Fault,
    InternalError,
    PeerpairError,
    ProblemError,
    ProcessError,
    ReadError,
    StrategyError,
)
from peerpair.lint import DutyLimits, lint
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.resident import Affinity, PastGroup, Preference, Resident
from peerpair.model.result import Certificate, Group, Level, Result, Status, Window
from peerpair.model.rules import Constraint, Objective
from peerpair.model.schedule import Assignment, Issue, Schedule, Topic
from peerpair.model.settings import Horizon, Meeting, Penalty, ReleaseLimit, Rest, Sizes
from peerpair.read import ReadLimits, read, read_exclusions, read_groups, read_preferences
from peerpair.solve import evaluate, solve
from peerpair.strategies.base import Strategy
from peerpair.verify import Verification, verify

__version__ = "0.1.0"

__all__ = [
    "Affinity",
    "Assignment",
    "Certificate",
    "Constraint",
    "DutyLimits",
    "Fault",
    "Group",
    "Horizon",
    "InternalError",
    "Issue",
    "Level",
    "Meeting",
    "Objective",
    "PastGroup",
    "PeerpairError",
    "Penalty",
    "Place",
    "Preference",
    "Problem",
    "ProblemError",
    "ProcessError",
    "Progress",
    "ReadError",
    "ReadLimits",
    "ReleaseLimit",
    "Resident",
    "Rest",
    "Result",
    "Schedule",
    "Sizes",
    "Status",
    "Strategy",
    "StrategyError",
    "Topic",
    "Verification",
    "Window",
    "evaluate",
    "lint",
    "read",
    "read_exclusions",
    "read_groups",
    "read_preferences",
    "read_problem",
    "read_result",
    "schemas",
    "solve",
    "verify",
    "write_problem",
    "write_result",
]
