"""One calendar event: its times, whether it makes busy, its kind.

Times are read here and not by the icalendar package, which keeps zones for the life of the process,
so that one file could change how the next is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from peerpair.model.time import Clock
from peerpair.read.coverage.extents import ALWAYS, Extent, extent, widened
from peerpair.read.dates.cells import LONGEST_ENTRY, ONE_DAY, YEARS, day_of, plain_moment
from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.property import (
    UTC_CLOCK,
    Property,
    Stamp,
    read_length,
    read_stamp,
    split_line,
)
from peerpair.read.ical.recurrence import Effort
from peerpair.read.ical.zones import Zones
from peerpair.read.limits import ReadLimits
from peerpair.read.rotations.template import Templates
from peerpair.read.rotations.words import kind_of, names_duty_or_leave
from peerpair.text import show

LONGEST_RECURRING = timedelta(days=62)  # the longest recurring event that is read
NEEDED = re.compile(
    r"^(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|EXRULE|RECURRENCE-ID|UID|SEQUENCE|STATUS|TRANSP"
    r"|X-MICROSOFT-CDO-BUSYSTATUS|X-MICROSOFT-CDO-ALLDAYEVENT|ATTENDEE|SUMMARY|CATEGORIES|LOCATION|FREEBUSY)([;:].*)$",
    re.MULTILINE | re.IGNORECASE,
)
"""The lines of an event that say something here: name, and the rest."""


_MALFORMED = re.compile(
    r"^(?:DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID)(?![\w;:-])",
    re.MULTILINE | re.IGNORECASE,
)
OWN_UID = "peerpair-[0-9a-f]{32}"  # the UIDs of the meetings that peerpair proposes
_PROPOSAL = re.compile(rf"^(?i:UID)(?:;[^:\n]*)?:{OWN_UID}", re.MULTILINE)


class Unreadable(Exception):  # noqa: N818 - says what the event is; never leaves the readers
    """An event without readable times, and the dates it may touch."""

    def __init__(self, message: str, dates: Extent = ALWAYS, value: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.dates = dates
        self.value = value


@dataclass(frozen=True)
class EventTimes:
    """When an event is: moments for an `Assignment`."""

    start: datetime
    end: datetime
    whole_days: bool = False


@dataclass(frozen=True)
class Reading:
    """What one calendar's events are read with."""

    home: Clock  # the programme's, for whole days
    floating: Clock  # for times without a zone
    zones: Zones
    limits: ReadLimits
    templates: Templates
    effort: Effort  # what the recurring events may take together

    def stamp(
        self, line: Property, value: str, dates: Extent = ALWAYS, floating: Clock | None = None
    ) -> Stamp:
        """Return the date or time of a value of a line.

        It is on the line's zone, or on `floating`.  Raises `Unreadable` for `dates` if it is none,
        or its zone is not known.
        """
        name = line.parameters.get("TZID")
        clock = self.zones.clock(name) if name and value[-1:] not in "Zz" else None
        stamp = read_stamp(value, floating or self.floating, clock)
        dated = line.parameters.get("VALUE", "").upper() == "DATE"
        if stamp is None or (dated and not stamp.whole_day):
            raise Unreadable(f"{show(value)} is not a date or a time", dates, value)
        if stamp.whole_day:
            return Stamp(stamp.local, self.home, True)
        if name and clock is None and stamp.clock is not UTC_CLOCK:
            raise Unreadable(f"{show(name)} is no time zone that is known", dates, name)
        return stamp

    def plain(self, stamp: Stamp) -> datetime:
        """Return a local time where that says it all, else one with its offset."""
        return plain_moment(self.home, stamp.instant)


class Event:
    """The readable side of an event."""

    def __init__(self, raw: RawPart, reading: Reading) -> None:
        self.line = raw.line
        self.reading = reading
        self._broken = raw.broken
        self._lines: dict[str, list[str]] = {}
        self._read: dict[str, list[Property]] = {}
        if _MALFORMED.search(raw.body):
            self._broken = self._broken or "has a line without a colon"
        for match in NEEDED.finditer(raw.body):
            self._lines.setdefault(match[1].upper(), []).append(match[0])

    def has(self, name: str) -> bool:
        """Tell whether a property is there."""
        return name in self._lines

    def all(self, name: str) -> list[Property]:
        """Return every readable line of a property; one that is not readable breaks the event."""
        if name not in self._lines:
            return []
        if name not in self._read:
            lines = self._read[name] = []
            for line in self._lines[name]:
                try:
                    if len(line) > self.reading.limits.line:
                        raise ValueError("too long")
                    lines.append(split_line(line))
                except ValueError:
                    broken = f"has a line that is not readable ({name})"
                    self._broken = self._broken or broken
        return self._read[name]

    def sound(self, name: str) -> list[Property]:
        """Return every line of a property; raise `Unreadable` if one is broken."""
        lines = self.all(name)
        self.check()
        return lines

    def text(self, name: str) -> str:
        """Return the value of a property's first line, or the empty string."""
        lines = self.all(name)
        return lines[0].value if lines else ""

    def check(self) -> None:
        """Raise `Unreadable` if something that was read of the event is broken."""
        if self._broken:
            raise Unreadable(f"the event {self._broken}", self.dates)

    @property
    def sequence(self) -> int:
        """SEQUENCE: of two versions the greater one counts."""
        text = self.text("SEQUENCE")
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0

    @cached_property
    def busy(self) -> bool:
        """Whether the event takes its people's time; see `busy`."""
        microsoft = self.text("X-MICROSOFT-CDO-BUSYSTATUS")
        return is_busy(self.text("STATUS"), microsoft, self.text("TRANSP"))

    def takes_time(self, title: str) -> bool:
        """Tell whether the event makes busy, or says so by its title or a category."""
        return self.busy or self.is_mismarked(title)

    def is_mismarked(self, title: str) -> bool:
        """Tell whether an event is marked as free although it names duty or leave.

        Programs mark whole days as free unless told otherwise, so the words count for more.
        """
        if self.busy or self.text("STATUS").upper() == "CANCELLED":
            return False
        template = self.reading.templates.find(title)
        if template is not None:
            return bool(template.stretches) or not template.readable
        texts = (title, *(line.value for line in self.all("CATEGORIES")))
        if any(map(names_duty_or_leave, texts)):
            return True
        template = self.reading.templates.within(title)
        return template is not None and bool(template.stretches)

    def kind(self, title: str) -> tuple[str | None, bool]:
        """Return the kind, and whether it is soft; see `busy`."""
        return kind_of((line.raw for line in self.all("CATEGORIES")), title)

    @cached_property
    def dates(self) -> Extent:
        """The dates that the event may touch, from what its lines begin with."""
        starts, ends = self.all("DTSTART"), self.all("DTEND")
        dates = extent(stated_day(starts), stated_day(ends))
        if self.has("RRULE") or self.has("RDATE") or self.for_all_that_follow:
            dates = dates[0], None
        home = self.reading.home.zone.key
        local = all(
            p.parameters.get("TZID", home) == home and p.value[-1:] != "Z" for p in starts + ends
        )
        return dates if local else widened(dates)

    @property
    def for_all_that_follow(self) -> bool:
        """Whether the event changes a series from one occurrence on (RANGE=THISANDFUTURE)."""
        lines = self.all("RECURRENCE-ID")
        return any(p.parameters.get("RANGE", "").upper() == "THISANDFUTURE" for p in lines)

    @cached_property
    def start(self) -> Stamp:
        """DTSTART; raises `Unreadable` also for an event that is broken elsewhere."""
        starts = self.sound("DTSTART")
        if len(starts) != 1:
            raise Unreadable(f"the event has {len(starts) or 'no'} DTSTART", self.dates)
        return self.reading.stamp(starts[0], starts[0].value, self.dates)

    @cached_property
    def remark(self) -> str:
        """What is odd about the way the event's end is written, or the empty string."""
        if self.has("DTEND") and self.has("DURATION"):
            return "the event has both DTEND and DURATION; DTEND is used"
        if self.start.whole_day and self.has("DTEND") and self._end.local == self.start.local:
            return "a whole-day event ends on the day it starts; read as one day"
        return ""

    @cached_property
    def _end(self) -> Stamp:
        ends = self.sound("DTEND")
        if len(ends) > 1:
            raise Unreadable(f"the event has {len(ends)} DTEND", self.dates)
        end = self.reading.stamp(ends[0], ends[0].value, self.dates)
        if end.whole_day != self.start.whole_day:
            message = "one of DTSTART and DTEND is a date, the other a time"
            raise Unreadable(message, self.dates)
        return end

    @property
    def endless(self) -> bool:
        """Whether the event has no length: a moment, which takes no time."""
        start = self.start
        if self.has("DTEND"):
            end = self._end
            same = end.local == start.local if end.clock is start.clock else None
            return not start.whole_day and (end.instant == start.instant if same is None else same)
        return not self.has("DURATION") and not start.whole_day

    def times(self, start: Stamp) -> EventTimes | None:
        """Return when the occurrence that begins at `start` is; None if nothing is left of it.

        Raises `Unreadable` with the dates that the event may touch.
        """
        end = self._end_of(start)
        if end.instant <= start.instant:
            same = end.clock is start.clock and not end.local.tzinfo
            if same and end.local > start.local:
                return None  # a clock change leaves nothing of it
            raise Unreadable("the event does not end after it starts", self.dates)
        if end.instant - start.instant > LONGEST_ENTRY.total_seconds():
            message = f"the event is longer than {LONGEST_ENTRY.days} days"
            raise Unreadable(message, (self.dates[0], None))
        days = self._days(start, end)
        if days is not None:
            return EventTimes(*days, whole_days=True)
        return EventTimes(self.reading.plain(start), self.reading.plain(end))

    def _days(self, start: Stamp, end: Stamp) -> tuple[datetime, datetime] | None:
        """Return the midnights of whole days, which Outlook also writes as times."""
        if start.whole_day:
            return self.reading.plain(start), self.reading.plain(end)
        if self.text("X-MICROSOFT-CDO-ALLDAYEVENT").upper() != "TRUE":
            return None
        for clock in (self.reading.home, start.clock):
            days = clock.local(start.instant), clock.local(end.instant)
            midnights = all(day.time() == datetime.min.time() for day in days)
            if midnights and clock is not UTC_CLOCK:
                return days
        return None

    def _end_of(self, start: Stamp) -> Stamp:
        if self.has("DTEND"):
            first, end = self.start, self._end
            if start is first:
                if not start.whole_day or end.local != first.local:
                    return end
                return Stamp(end.local + ONE_DAY, end.clock, True)
            if end.clock is first.clock:  # a shift from 19:00 to 07:00 is that in every week
                ahead = end.local - first.local
                whole = start.whole_day and not ahead
                return Stamp(
                    start.local + (ONE_DAY if whole else ahead), start.clock, start.whole_day
                )
            exact = start.instant + end.instant - first.instant
            return Stamp(start.clock.aware(exact), start.clock, False)
        if not self.has("DURATION"):
            return Stamp(start.local + ONE_DAY, start.clock, True) if start.whole_day else start
        text = self.text("DURATION")
        length = read_length(text)
        near = (self.dates[0], None)
        if length is None:
            message = f"DURATION {show(text)} is not a length of time"
            raise Unreadable(message, near, text)
        days, rest = length
        # Days are nominal, hours exact: 12 hours are 12 hours in the night of a clock change.
        local = start.local + days
        if local.year not in YEARS or rest > LONGEST_ENTRY:
            raise Unreadable("the event ends in a year that is not plausible", near)
        if rest:
            exact = start.clock.instant(local) + int(rest.total_seconds())
            local = start.clock.aware(exact)
        return Stamp(local, start.clock, start.whole_day and not rest)


def is_busy(status: str, microsoft: str, transparency: str) -> bool:
    """Tell whether an event takes time.

    The values are those of STATUS, X-MICROSOFT-CDO-BUSYSTATUS and TRANSP; empty = not given.

    >>> is_busy("TENTATIVE", "", ""), is_busy("", "BUSY", "TRANSPARENT"), is_busy("", "FREE", "")
    (True, True, False)
    """
    if status.upper() == "CANCELLED":
        return False
    if microsoft:  # what its author saw on the screen; TRANSP is derived from it
        return microsoft.upper() != "FREE"
    return transparency.upper() != "TRANSPARENT"


def is_proposal(part: RawPart) -> bool:
    """Tell whether an event is a meeting that peerpair proposed: only its UID says so.

    It takes nobody's time, else each result would keep the next from proposing it again; and its
    dates say nothing about the roster.
    """
    # A hospital's year has 130,000 events without the word: looking for it first is quicker.
    return "peerpair-" in part.body and _PROPOSAL.search(part.body) is not None


def stated_day(lines: list[Property]) -> date | None:
    """Return the date that a line begins with, if it is the only line."""
    if len(lines) != 1 or not re.match(r"\d{8}", lines[0].value, re.ASCII):
        return None
    return plain_day(lines[0].value[:8])


def plain_day(digits: str) -> date | None:
    """Return the date of eight digits, if it is a plausible one."""
    return day_of(digits[:4], digits[4:6], digits[6:])
