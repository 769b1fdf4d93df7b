"""What a report may show, as clean text and plain numbers.

An allow-list, not a redaction: no field here can hold a constraint, a count of candidates, a price
or a hash of the problem, so no output format can let a private exclusion slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peerpair.model.result import Status

__all__ = [
    "BarView",
    "GroupView",
    "IssueView",
    "PersonView",
    "PointsView",
    "ReportView",
    "ResidentView",
    "TimeView",
    "WeekView",
    "WindowView",
]


@dataclass(frozen=True)
class PersonView:
    """A resident, as shown; what is not known is empty."""

    id: str
    name: str
    specialty: str = ""
    pgy: str = ""
    site: str = ""

    @property
    def detail(self) -> str:
        """Specialty, year and site in one line."""
        return " · ".join(part for part in (self.specialty, self.pgy, self.site) if part)


@dataclass(frozen=True)
class WindowView:
    """A proposed time; `marks` say who is missing or on home call."""

    text: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class TimeView:
    """A time at which a group can meet, local with its offset.

    `meeting` is ``"weekly"`` or ``"single"`` where it is the proposed meeting of its week.
    """

    start: datetime
    end: datetime
    missing: tuple[PersonView, ...] = ()
    soft: tuple[PersonView, ...] = ()
    meeting: str = ""


@dataclass(frozen=True)
class WeekView:
    """A week of a group: its dates, its number of windows, and a shade from 0 to 4."""

    dates: str
    windows: int
    shade: int


@dataclass(frozen=True)
class PointsView:
    """What one objective adds to the value of a group."""

    what: str
    points: int
    weight: int
    members: int
    adds: int


@dataclass(frozen=True)
class BarView:
    """Residents whose groups can meet in so many weeks; `share` is of the longest bar."""

    label: str
    groups: int
    residents: int
    share: int


@dataclass(frozen=True)
class GroupView:
    """One group; `weeks` and `windows` are empty without a horizon.

    `times` are the windows and the proposed meetings; `attended` the weeks in which each member
    can come.
    """

    number: int
    people: tuple[PersonView, ...]
    weeks_met: int | None
    met_text: str
    value: int
    reasons: tuple[str, ...]
    points: tuple[PointsView, ...]
    weeks: tuple[WeekView, ...]
    windows: tuple[WindowView, ...]
    times: tuple[TimeView, ...] = ()
    attended: tuple[int, ...] = ()

    @property
    def weekly(self) -> tuple[TimeView, ...]:
        """The proposed meetings on one weekday at one time."""
        return tuple(time for time in self.times if time.meeting == "weekly")

    @property
    def single(self) -> tuple[TimeView, ...]:
        """The proposed meetings of other weeks."""
        return tuple(time for time in self.times if time.meeting == "single")


@dataclass(frozen=True)
class ResidentView:
    """An active resident with the group that they are in, if any.

    `weeks_met` are those in which they can come themselves; `schedule` says what is known of it.
    """

    person: PersonView
    pgy: int | None
    group: GroupView | None
    partners: tuple[PersonView, ...]
    weeks_met: int | None
    schedule: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class IssueView:
    """Something in an input that was skipped, guessed or changed."""

    place: str
    message: str
    action: str
    topic: str
    value: str
    hint: str


@dataclass(frozen=True)
class ReportView:
    """Everything a report shows, in the order in which it is shown."""

    title: str
    span: str
    timezone: str
    status: Status
    headline: str
    sentence: str
    summary: str
    facts: tuple[tuple[str, str], ...]
    goals: tuple[str, ...]
    bars: tuple[BarView, ...]
    warnings: tuple[str, ...]
    unknown: tuple[PersonView, ...]
    partly: tuple[tuple[PersonView, str], ...]
    unplaced: tuple[PersonView, ...]
    never: tuple[GroupView, ...]
    groups: tuple[GroupView, ...]
    issues: tuple[tuple[str, str, str], ...]
    made: tuple[tuple[str, str], ...]
    findings: tuple[IssueView, ...] = ()
    residents: tuple[ResidentView, ...] = ()
    round_weeks: int | None = None

    @property
    def attention(self) -> int:
        """How many things need attention."""
        lists = (self.warnings, self.unknown, self.partly, self.unplaced, self.never)
        return sum(map(len, lists))
