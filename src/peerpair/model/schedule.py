"""What was read: who works when, which dates are known, and everything that was not understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar

from peerpair.model.place import Place
from peerpair.model.resident import Resident
from peerpair.model.time import ZoneName
from peerpair.shapes.basic import Instance, ResidentId, Text
from peerpair.shapes.containers import Items, Mapped
from peerpair.shapes.moments import Moment, write_moment
from peerpair.shapes.noun import Noun, Of, check_fields
from peerpair.shapes.visit import Visit, inside


@dataclass(frozen=True)
class Assignment(Noun):
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

    resident: Annotated[str, ResidentId()]
    start: datetime
    end: Annotated[datetime, Moment(late=True)]
    kind: str | None = None
    soft: bool = False
    site: str | None = None
    protectable: bool = False
    order: ClassVar[tuple[str, ...]] = ("resident", "start", "end", "kind", "site")

    def __post_init__(self) -> None:
        # A hospital's year is a hundred thousand of these: most are seen to be right at one glance.
        start, end, kind, site = self.start, self.end, self.kind, self.site
        plain = (
            type(start) is type(end) is datetime
            and start.tzinfo is end.tzinfo
            and start < end
            and not (start.microsecond or end.microsecond)
            and type(self.resident) is str
            and (kind is None or (type(kind) is str and kind.isascii()))
            and (site is None or (type(site) is str and site.isascii()))
            and type(self.soft) is type(self.protectable) is bool
        )
        if not plain:
            super().__post_init__()

    def check(self, place: str, visit: Visit) -> None:
        # One local and one absolute time can only be compared in the zone of a problem.
        if (self.start.tzinfo is None) == (self.end.tzinfo is None) and self.end <= self.start:
            message = f"must be after start {write_moment(self.start)}, got"
            visit.fault(inside(place, "end"), message, write_moment(self.end))


class Topic(StrEnum):
    """What an issue means for whoever reads the roster."""

    UNKNOWN = "unknown"
    LEFT_OUT = "left out"
    CHANGED = "changed"
    NOTE = "note"
    OVERLAP = "overlap"
    HOURS = "hours"
    LONG_DUTY = "long duty"
    SHORT_REST = "short rest"
    NO_DAY_OFF = "no day off"
    ALIKE = "alike"
    NO_SCHEDULE = "no schedule"
    ENDS_EARLY = "ends early"


class IssueKind(StrEnum):
    """What an issue, or the fault of a file that cannot be read, is about."""

    OTHER = "other"
    FILE = "file"
    """A file or sheet that is not read, or not as it says it should be."""
    READER = "reader"
    """The reader of a format failed."""
    LIMIT = "limit"
    NO_RESIDENTS = "no residents"
    COLUMN = "column"
    ROW = "row"
    """A row, cell or entry that is broken, blank or at odds with another."""
    VALUE = "value"
    DATE_ORDER = "date order"
    """Whether the day or the month comes first."""
    TIME = "time"
    ZONE = "zone"
    PERSON = "person"
    """Who is meant: nobody known, or not for certain."""
    DUPLICATE = "duplicate"
    ROTATION = "rotation"
    """What a rotation's name means on the clock."""
    JOINED = "joined"
    """Whether rotations joined by a slash are done at once or one after the other."""
    COVERAGE = "coverage"
    """Which dates a roster speaks of."""
    PARTIAL = "partial"
    """Residents of whom nothing but calls, nights, clinics or leave is known."""
    NOT_BUSY = "not busy"
    """An entry that takes nobody's time."""


@dataclass(frozen=True)
class Issue:
    """Something in an input that was skipped, guessed or changed; reading is never silent.

    Attributes
    ----------
    place : Place
        File and line (``calls.csv:14``), or file, sheet and cell (``year.xlsx [Blocks] C7``).
    message : str
        What is odd, with the value.
    action : str
        What was done about it.
    topic : Topic
        What it means: time became unknown, something was left out, read differently, a note, or
        what `peerpair.lint` found odd about the roster itself.
    value : str
        The value as it stands in the file, where there is one.
    hint : str
        What may be meant or could be done, or the empty string.
    kind : IssueKind
        What it is about.
    residents : tuple of str
        Ids of those of whose roster it is said; empty where it is said of a file.
    dates : (date, date or None) or None
        The dates ``[first, after)`` that became unknown, where they are known; None = for ever.
    """

    place: Place
    message: str
    action: str
    topic: Topic = Topic.NOTE
    value: str = ""
    hint: str = ""
    kind: IssueKind = IssueKind.OTHER
    residents: tuple[str, ...] = ()
    dates: tuple[date, date | None] | None = None

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}; {self.action}"
        return f"{text}. Maybe {self.hint}" if self.hint else text


@dataclass(frozen=True)
class Away:
    """A time in which a resident takes no part, and after which they come back.

    Attributes
    ----------
    resident : str
        The resident's id.
    first, last : date
        Both included.
    place : Place
        Where it is said.
    """

    resident: str
    first: date
    last: date
    place: Place


class ReadFile(str):
    """A file or sheet that was read, as text such as ``who.csv: residents``.

    Attributes
    ----------
    place : Place
        Where it is.
    kind : str
        The kind of its input format; ``exclusions``, ``preferences``, ``groups`` or ``history`` for
        such a list, which is read on its own; ``roles`` for Amion's list of them, and ``document``
        for what peerpair wrote, which say nothing about time.
    tables : tuple of str
        What was taken for what in it, where it has dates one way and people the other.
    periods : tuple of (date, date)
        The blocks, or single dates, of these tables; both dates included.

    Examples
    --------
    >>> file = ReadFile.of(Place.of("who.csv"), "residents_csv", "residents")
    >>> file, file.kind
    ('who.csv: residents', 'residents_csv')
    """

    __slots__ = ("kind", "periods", "place", "tables")

    place: Place
    kind: str
    tables: tuple[str, ...]
    periods: tuple[tuple[date, date], ...]

    @classmethod
    def of(
        cls,
        place: Place,
        kind: str,
        title: str,
        tables: Sequence[str] = (),
        periods: Sequence[tuple[date, date]] = (),
    ) -> ReadFile:
        """Return a file with what the user calls its kind."""
        file = cls(f"{place}: {title}")
        file.place, file.kind = place, kind
        file.tables, file.periods = tuple(tables), tuple(periods)
        return file


@dataclass(frozen=True)
class Schedule:
    """Rosters as read.

    Attributes
    ----------
    residents : sequence of Resident
        With their coverage.
    assignments : sequence of Assignment
        What takes their time.
    timezone : str
        IANA zone of the programme.
    issues : sequence of Issue
        Everything that was not taken as it stands.
    unmatched : sequence of str
        Names of rotations that no template knows, most frequent first; their time is unknown.
    light_kinds : sequence of str
        Kinds of entries that the rotation templates call light, for `LightWeek`.
    sources : sequence of ReadFile
        The files that were read, and what each was read as.
    away : sequence of Away
        Times in which residents take no part; they stand among the assignments, too.
    addresses : mapping of str to str
        E-mail addresses by id, for whoever sends the invitations; no problem holds them.
    """

    residents: Sequence[Resident]
    assignments: Sequence[Assignment]
    timezone: str
    issues: Sequence[Issue] = ()
    unmatched: Sequence[str] = ()
    light_kinds: Sequence[str] = ()
    sources: Sequence[ReadFile] = ()
    away: Sequence[Away] = ()
    addresses: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        check_fields(
            self,
            residents=Items(Of(Resident)),
            assignments=Items(Of(Assignment)),
            timezone=ZoneName(1),
            issues=Items(Instance(Issue)),
            unmatched=Items(Text()),
            light_kinds=Items(Text()),
            sources=Items(Instance(ReadFile)),
            away=Items(Instance(Away)),
            addresses=Mapped(Text()),
        )
