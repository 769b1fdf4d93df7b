"""What a report may show, as clean text and plain numbers.

An allow-list, not a redaction: no field here is made for a constraint, a count of candidates, a
price or a hash of the problem, so no output format can let a private exclusion slip.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peerpair.model.result import Status

ON_CALL = "on call from home or backup"
"""What is said of a member with a soft entry."""


@dataclass(frozen=True)
class PersonView:
    """A resident, as shown; what is not known is empty.

    `twin` is True where another active resident has the same name.
    """

    id: str
    name: str
    specialty: str = ""
    pgy: str = ""
    site: str = ""
    twin: bool = False

    @property
    def shown(self) -> str:
        """The name, with the id where the name alone is not clear."""
        return f"{self.name} ({self.id})" if self.twin and self.id != self.name else self.name

    @property
    def detail(self) -> str:
        """Specialty, year and site in one line."""
        return " · ".join(part for part in (self.specialty, self.pgy, self.site) if part)


@dataclass(frozen=True)
class TimeView:
    """A time at which a group can meet, local with its offset, and in words.

    `missing` are absent then, `soft` on call from home or backup.  `meeting` is ``"weekly"`` or
    ``"single"`` where it is the proposed meeting of its week.
    """

    start: datetime
    end: datetime
    text: str
    missing: tuple[PersonView, ...] = ()
    soft: tuple[PersonView, ...] = ()
    meeting: str = ""

    @property
    def marks(self) -> tuple[str, ...]:
        """Who is missing and who is on call, in words."""
        missing = (f"without {person.shown}" for person in self.missing)
        return (*missing, *(f"{person.shown} {ON_CALL}" for person in self.soft))


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
    """Residents who can meet in so many weeks, beside groups drawn by lot.

    `share` and the other shares are of the longest bar, in per cent; `lot` is the mean over the
    draws, and nine draws in ten lie in `span`, which is empty where that is not known.
    """

    label: str
    residents: int
    share: int
    lot: str
    lot_share: int
    span: str
    low_share: int
    high_share: int


@dataclass(frozen=True)
class TileView:
    """A figure to see at a glance, what it counts, and a remark; `good` is False for a worry."""

    figure: str
    what: str
    note: str
    good: bool = True


@dataclass(frozen=True)
class NodeView:
    """A specialty in the network: a circle, its label, and where the label begins."""

    x: float
    y: float
    radius: float
    label: str
    label_x: float
    label_y: float
    anchor: str
    turn: float


@dataclass(frozen=True)
class LineView:
    """Contacts of two specialties in the network; thicker is more."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float


@dataclass(frozen=True)
class SpecialtyView:
    """A specialty in the matrix: its residents, and (contacts, shade from 0 to 4) with each."""

    name: str
    residents: int
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class ContactsView:
    """Who meets whom across specialties; `facts` are (what, figure, remark).

    `box` is the part of the plane that the network takes, as SVG says it.
    """

    facts: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    rows: tuple[SpecialtyView, ...]
    nodes: tuple[NodeView, ...]
    lines: tuple[LineView, ...]
    box: str


@dataclass(frozen=True)
class GroupView:
    """One group; without a horizon all about weeks and times is empty.

    `times` are the windows and the proposed meetings, `meetings` these in words, `absent` who
    misses some of them, and how many.  `attended` are the weeks in which each member can come,
    `weeks_met` the smallest of them, `met_text` the weeks in which the group has a window, and
    `apart` the members who can come in fewer; `met_short` says both in a few letters.  `gaps` are
    the dates of weeks without a window, `since_sent` what its members have to be told, and `again`
    which of them have met in an earlier round.
    """

    number: int
    people: tuple[PersonView, ...]
    weeks_met: int | None
    met_text: str
    met_short: str
    value: int
    reasons: tuple[str, ...]
    points: tuple[PointsView, ...]
    weeks: tuple[WeekView, ...]
    windows: tuple[TimeView, ...]
    apart: tuple[tuple[PersonView, str], ...] = ()
    meetings: str = ""
    absent: tuple[tuple[PersonView, str], ...] = ()
    gaps: str = ""
    times: tuple[TimeView, ...] = ()
    attended: tuple[int, ...] = ()
    since_sent: str = ""
    again: tuple[str, ...] = ()

    @property
    def starts(self) -> int:
        """How many windows it has."""
        return sum(week.windows for week in self.weeks)

    @property
    def never(self) -> bool:
        """No member can ever come: there is no window at all."""
        return bool(self.attended) and not any(self.attended)

    @property
    def worry(self) -> bool:
        """Some member can never come."""
        return 0 in self.attended

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
class TopicView:
    """What reading found, of one kind; `more` are not listed."""

    title: str
    findings: tuple[IssueView, ...]
    more: int

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.findings) + self.more


@dataclass(frozen=True)
class ReportView:
    """Everything a report shows; one object for the page, the tables and the text.

    `state` says how much is known of everybody's time; it is empty where all of it is.
    `silent` are residents whose time is taken as free though nothing was stated of it, `never`
    those who have a group and can come in no week.  `remarks` sums up the `findings`, of which
    `unread` made time unknown or were left out.  `unknown_is_free` tells how unknown time was
    taken.
    """

    title: str
    span: str
    timezone: str
    status: Status
    state: str
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
    never: tuple[ResidentView, ...]
    groups: tuple[GroupView, ...]
    made: tuple[tuple[str, str], ...]
    tiles: tuple[TileView, ...] = ()
    lots: int = 0
    contacts: ContactsView | None = None
    topics: tuple[TopicView, ...] = ()
    findings: tuple[IssueView, ...] = ()
    remarks: str = ""
    unread: int = 0
    silent: tuple[PersonView, ...] = ()
    unknown_is_free: bool = False
    residents: tuple[ResidentView, ...] = ()
    round_weeks: int | None = None

    @property
    def attention(self) -> int:
        """How many things need attention."""
        lists = (self.warnings, self.silent, self.unknown, self.partly, self.unplaced, self.never)
        return sum(map(len, lists)) + self.unread
