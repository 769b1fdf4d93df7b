"""peerpair: peer-support pairs and triads of residents who share real free time."""

from peerpair import start

if start.is_program():  # before the rest is loaded, which takes a while
    start.guard()

from peerpair.compile.compile import compile_problem
from peerpair.compile.compiled import Compiled
from peerpair.documents.files import (
    read_plan,
    read_plan_result,
    read_problem,
    read_result,
    schemas,
    write_problem,
    write_result,
)
from peerpair.engines.limits import Limits, Progress
from peerpair.errors import (
    ArgumentError,
    Fault,
    InternalError,
    MissingFileError,
    MissingFolderError,
    NoFileError,
    NotAllowedError,
    PeerpairError,
    ProblemError,
    ProcessError,
    ReadError,
    StrategyError,
    WriteError,
)
from peerpair.generate import generate
from peerpair.levels.kept import OlderGroups
from peerpair.lint import DutyLimits, lint
from peerpair.model.certificate import Certificate
from peerpair.model.group import Group, Window
from peerpair.model.hours import Hours
from peerpair.model.level import Level, LevelKind
from peerpair.model.place import Place
from peerpair.model.plan import Plan, PlanResult
from peerpair.model.predicate import group_rule
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Affinity, PastGroup, Preference, Resident
from peerpair.model.result import Result, Status
from peerpair.model.rules import (
    CohortRule,
    Constraint,
    GroupRule,
    ListedObjective,
    Objective,
    PairObjective,
    PairRule,
    TimeObjective,
)
from peerpair.model.schedule import Assignment, Issue, IssueKind, Schedule, Topic
from peerpair.model.settings import Horizon, Meeting, Penalty, ReleaseLimit, Rest, Sizes
from peerpair.plan.capacity import Capacity, CapacityLimit, CapacityReason, capacity
from peerpair.plan.changes import Change, Fate, Reason, Why
from peerpair.plan.places import Step
from peerpair.plan.plan import plan
from peerpair.plan.repair import Repair, repair
from peerpair.plan.suggest import Suggestion, Suggestions, suggest
from peerpair.read import ReadLimits, read, read_exclusions, read_groups, read_preferences
from peerpair.registry import PartWarning
from peerpair.solve import evaluate, solve
from peerpair.solve.forecast import Forecast, Outlook, forecast
from peerpair.strategies.base import Answer, Strategy
from peerpair.verify import Verification, verify
from peerpair.verify.plan import verify_plan

__version__ = "0.1.0"

__all__ = [
    "Affinity",
    "Answer",
    "ArgumentError",
    "Assignment",
    "Capacity",
    "CapacityLimit",
    "CapacityReason",
    "Certificate",
    "Change",
    "CohortRule",
    "Compiled",
    "Constraint",
    "DutyLimits",
    "Fate",
    "Fault",
    "Forecast",
    "Group",
    "GroupRule",
    "Horizon",
    "Hours",
    "InternalError",
    "Issue",
    "IssueKind",
    "Level",
    "LevelKind",
    "Limits",
    "ListedObjective",
    "Meeting",
    "MissingFileError",
    "MissingFolderError",
    "NoFileError",
    "NotAllowedError",
    "Objective",
    "OlderGroups",
    "Outlook",
    "PairObjective",
    "PairRule",
    "PartWarning",
    "PastGroup",
    "PeerpairError",
    "Penalty",
    "Place",
    "Plan",
    "PlanResult",
    "Preference",
    "Problem",
    "ProblemError",
    "ProcessError",
    "Progress",
    "ReadError",
    "ReadLimits",
    "Reason",
    "ReleaseLimit",
    "Remark",
    "RemarkKind",
    "Repair",
    "Resident",
    "Rest",
    "Result",
    "Schedule",
    "Sizes",
    "Status",
    "Step",
    "Strategy",
    "StrategyError",
    "Suggestion",
    "Suggestions",
    "TimeObjective",
    "Topic",
    "Verification",
    "Why",
    "Window",
    "WriteError",
    "capacity",
    "compile_problem",
    "evaluate",
    "forecast",
    "generate",
    "group_rule",
    "lint",
    "plan",
    "read",
    "read_exclusions",
    "read_groups",
    "read_plan",
    "read_plan_result",
    "read_preferences",
    "read_problem",
    "read_result",
    "repair",
    "schemas",
    "solve",
    "suggest",
    "verify",
    "verify_plan",
    "write_problem",
    "write_result",
]
