"""What was read: who works when, which dates are known, and everything that was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peerpair.model.resident import Resident
from peerpair.model.time import as_moment

__all__ = ["Assignment", "Issue", "Schedule"]


@dataclass(frozen=True)
class Assignment:
    """One busy entry ``[start, end)`` of a resident.

    Parameters
    ----------
    resident : str
        The resident's id.
    start, end : datetime
        Naive = local to the problem's zone; aware = an instant.
    kind : str or None
        Such as ``"ward"``, ``"night_float"``, ``"vacation"``; see `Rest.not_duty`.
    soft : bool
        Home call, jeopardy, backup: reachable, yet free to meet.
    site : str or None
        Where the duty is.
    protectable : bool
        The programme could release the resident from it for a meeting.
    """

    resident: str
    start: datetime
    end: datetime
    kind: str | None = None
    soft: bool = False
    site: str | None = None
    protectable: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", as_moment(self.start))
        object.__setattr__(self, "end", as_moment(self.end))


@dataclass(frozen=True)
class Issue:
    """Something in an input that was skipped, guessed or changed; reading is never silent.

    Attributes
    ----------
    place : str
        File and line (``calls.csv:14``).
    message : str
        What is odd, with the value.
    action : str
        What was done about it.
    """

    place: str
    message: str
    action: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}; {self.action}"


@dataclass(frozen=True)
class Schedule:
    """Rosters as read: residents with their coverage, assignments and issues."""

    residents: Sequence[Resident]
    assignments: Sequence[Assignment]
    timezone: str
    issues: Sequence[Issue] = ()

    def __post_init__(self) -> None:
        for name in ("residents", "assignments", "issues"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
