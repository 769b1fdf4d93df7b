"""One calendar event: its times, whether it makes busy, its kind.

Times are read here and not by the icalendar package, which keeps zones for the life of the process,
so that one file could change how the next is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from peerpair.model.time import Clock
from peerpair.read.coverage.extents import Extent, extent, widened
from peerpair.read.dates.cells import LONGEST_ENTRY, ONE_DAY, YEARS, day_of, plain_moment
from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.property import (
    UTC_CLOCK,
    Property,
    Stamp,
    naive_moment,
    read_length,
    split_line,
    unescaped,
)
from peerpair.read.ical.recurrence import Effort
from peerpair.read.ical.zones import Zones
from peerpair.read.limits import ReadLimits
from peerpair.read.rotations.template import Templates
from peerpair.read.rotations.words import kind_of, names_duty_or_leave
from peerpair.text import show

LONGEST_RECURRING = timedelta(days=62)  # the longest recurring event that is read
TOO_LONG = f"the event is longer than {LONGEST_ENTRY.days} days"
_WHOLE_DAY = "X-MICROSOFT-CDO-ALLDAYEVENT"
# The lines of most events.
_USUAL = {"DTSTART", "DTEND", "UID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "TRANSP"}
_USUAL |= {"X-MICROSOFT-CDO-BUSYSTATUS", _WHOLE_DAY}
_ITS_OWN = {"DTSTART", "DTEND", "UID"}  # those that no other event shares
_KEPT = 100_000
_SERIAL = frozenset(("RRULE", "RDATE"))
OWN_UID = "peerpair-[0-9a-f]{32}"  # the UIDs of the meetings that peerpair proposes
_PROPOSAL = re.compile(rf"[^:]*:{OWN_UID}")


@dataclass(eq=False)
class Unreadable(Exception):  # noqa: N818 - says what the event is; never leaves the readers
    """An event without readable times, and the dates it may touch where others than its own."""

    message: str
    value: str = ""
    dates: Extent | None = None


class EventTimes(NamedTuple):
    """When an event is: moments for an `Assignment`."""

    start: datetime
    end: datetime
    whole_days: bool


Usual = tuple[datetime, datetime, str, str | None]
"""Start and end on the programme's clock, title and site of an event with nothing odd about it."""


@dataclass(frozen=True)
class Reading:
    """What one calendar's events are read with."""

    home: Clock  # the programme's, for whole days
    floating: Clock  # for times without a zone
    zones: Zones
    limits: ReadLimits
    templates: Templates
    effort: Effort  # what the recurring events may take together
    # Title and site by the lines that say them: most are the same in many events.
    usual: dict[tuple[str, ...], tuple[str, str | None] | None] = field(default_factory=dict)

    def stamp(self, line: Property, value: str, floating: Clock | None = None) -> Stamp:
        """Return the date or time of a value of a line, on the line's zone, or on `floating`.

        Raises `Unreadable` if it is none, or its zone is not known.
        """
        said = naive_moment(value)
        if said is None or said.moment.year not in YEARS:
            raise Unreadable(f"{show(value)} is not a date or a time", value)
        if said.form == "date":  # it has no zone, whatever is written
            return Stamp(said.moment, self.home, True)
        name = line.parameters.get("TZID", "")
        clock = self.zones.clock(name) if name else floating or self.floating
        clock = UTC_CLOCK if said.form == "utc" else clock
        if clock is None:
            raise Unreadable(f"{show(name)} is no time zone that is known", name)
        return Stamp(said.moment, clock, False)


class Event:
    """The readable side of an event."""

    def __init__(self, raw: RawPart, reading: Reading) -> None:
        self.line = raw.line
        self.reading = reading
        self.lines = raw.lines()
        self.broken = raw.broken
        self._raw = raw
        self._read: dict[str, list[Property]] = {}

    def all(self, name: str) -> list[Property]:
        """Return every readable line of a property; one that is not readable breaks the event."""
        if name not in self.lines:
            return []
        if name not in self._read:
            lines = self._read[name] = []
            for rest in self.lines[name]:
                try:
                    if len(rest) > self.reading.limits.line:
                        raise ValueError("too long")
                    lines.append(split_line(name + rest))
                except ValueError:
                    broken = f"has a line that is not readable ({name})"
                    self.broken = self.broken or broken
        return self._read[name]

    def sound(self, name: str) -> list[Property]:
        """Return every line of a property; raise `Unreadable` if one is broken."""
        lines = self.all(name)
        if self.broken:
            raise Unreadable(f"the event {self.broken}")
        return lines

    def text(self, name: str) -> str:
        """Return the value of a property's first line, or the empty string."""
        rests = self.lines.get(name)
        if rests is None:
            return ""
        rest = rests[0]
        plain = len(rests) == 1 and rest[0] == ":" and "\0" not in rest
        if plain and len(rest) <= self.reading.limits.line:  # nearly all are
            return unescaped(rest[1:])
        lines = self.all(name)
        return lines[0].value if lines else ""

    @property
    def is_proposal(self) -> bool:
        """Whether it is a meeting that peerpair proposed: only its UID says so.

        It takes nobody's time, else each result would keep the next from proposing it again; and
        its dates say nothing about the roster.
        """
        return any(map(_PROPOSAL.match, self.lines.get("UID", ())))

    @property
    def is_change(self) -> bool:
        """Whether it changes an occurrence of a recurring event, or several."""
        return "RECURRENCE-ID" in self.lines

    @property
    def sequence(self) -> int:
        """SEQUENCE: of two versions the greater one counts."""
        text = self.text("SEQUENCE")
        return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else 0

    @property
    def busy(self) -> bool:
        """Whether the event says that it takes its people's time."""
        if self.text("STATUS").upper() == "CANCELLED":
            return False
        # What its author saw on the screen; TRANSP is derived from it.
        microsoft = self.text("X-MICROSOFT-CDO-BUSYSTATUS").upper()
        return microsoft != "FREE" if microsoft else self.text("TRANSP").upper() != "TRANSPARENT"

    def takes_time(self, title: str) -> bool:
        """Tell whether the event makes busy, or says so by its title or a category."""
        return self.busy or self.is_mismarked(title)

    def is_mismarked(self, title: str) -> bool:
        """Tell whether an event is marked as free although it names duty or leave.

        Programs mark whole days as free unless told otherwise, so the words count for more.  Where
        a line got lost that may have been the title, nobody knows what it said.
        """
        if self.busy or self.text("STATUS").upper() == "CANCELLED":
            return False
        if "SUMMARY" not in self.lines and self._raw.is_garbled:
            return True
        template = self.reading.templates.find(title)
        if template is not None:
            return bool(template.stretches) or not template.readable
        texts = (title, *(line.value for line in self.all("CATEGORIES")))
        if any(map(names_duty_or_leave, texts)):
            return True
        template = self.reading.templates.within(title)
        return template is not None and bool(template.stretches)

    def kind(self, title: str) -> tuple[str | None, bool]:
        """Return the kind, and whether it is soft."""
        return kind_of((line.raw for line in self.all("CATEGORIES")), title)

    @property
    def site(self) -> str | None:
        """Where it is."""
        return " ".join(self.text("LOCATION").split()) or None

    @property
    def is_recurring(self) -> bool:
        """Whether it happens several times, and is no change of what does."""
        return not self.is_change and not _SERIAL.isdisjoint(self.lines)

    @property
    def stated(self) -> tuple[date | None, date | None]:
        """The dates with which its start and its end begin, where they are said once."""
        start, end = self.lines.get("DTSTART", ()), self.lines.get("DTEND", ())
        return _stated_day(*start), _stated_day(*end)

    @cached_property
    def dates(self) -> Extent:
        """The dates that the event may touch, from what its lines begin with."""
        starts, ends = self.all("DTSTART"), self.all("DTEND")
        dates = extent(*self.stated)
        if not _SERIAL.isdisjoint(self.lines) or self.for_all_that_follow:
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

    def _stamp(self, name: str) -> Stamp:
        """Return DTSTART or DTEND; raise `Unreadable` also if the event is broken elsewhere."""
        lines = self.sound(name)
        if len(lines) != 1:
            raise Unreadable(f"the event has {len(lines) or 'no'} {name}")
        stamp = self.reading.stamp(lines[0], lines[0].value)
        if lines[0].parameters.get("VALUE", "").upper() == "DATE" and not stamp.whole_day:
            raise Unreadable(f"{show(lines[0].value)} is not a date", lines[0].value)
        return stamp

    def usual(self, moments: dict[str, datetime | None]) -> Usual | None:
        """Return what there is to know if nothing at all is odd about the event, and it is busy.

        A year of a hospital has 130,000 events, nearly all like this; `times` would say the same.
        The `moments` keep what lines mean in every calendar.
        """
        lines = self.lines
        if self.broken or not _USUAL.issuperset(lines):
            return None
        if len(lines) != sum(map(len, lines.values())):
            return None
        try:
            start, end = (self._usual_moment(name, moments) for name in ("DTSTART", "DTEND"))
        except Unreadable:
            return None
        if start is None or end is None or not start < end <= start + LONGEST_RECURRING:
            return None
        key = tuple([name + rest[0] for name, rest in lines.items() if name not in _ITS_OWN])
        kept = self.reading.usual
        if key not in kept:
            said = self.text("SUMMARY"), self.site
            usual = self.busy and self.text(_WHOLE_DAY).upper() != "TRUE" and not self.broken
            kept[key] = said if usual else None
        words = kept[key]
        return (start, end, *words) if words else None

    def _usual_moment(self, name: str, known: dict[str, datetime | None]) -> datetime | None:
        """Return the local time of a line, if it is on the programme's clock and not skipped."""
        line, home = self.lines.get(name, [""])[0], self.reading.home
        if line in known:
            return known[line]
        at = self._stamp(name)
        usual = at.clock is home and not at.whole_day and home.local(at.instant) == at.local
        moment = at.local if usual else None
        # What any other zone's name means may differ from file to file.
        if line.startswith(f";TZID={home.zone.key}:") and len(known) < _KEPT:
            known[line] = moment
        return moment

    @cached_property
    def start(self) -> Stamp:
        """DTSTART."""
        return self._stamp("DTSTART")

    @cached_property
    def remark(self) -> str:
        """What is odd about the way the event's end is written, or the empty string."""
        if "DTEND" in self.lines and "DURATION" in self.lines:
            return "the event has both DTEND and DURATION; DTEND is used"
        if self.start.whole_day and "DTEND" in self.lines and self.end.local == self.start.local:
            return "a whole-day event ends on the day it starts; read as one day"
        return ""

    @cached_property
    def end(self) -> Stamp:
        """DTEND."""
        end = self._stamp("DTEND")
        if end.whole_day != self.start.whole_day:
            raise Unreadable("one of DTSTART and DTEND is a date, the other a time")
        return end

    @cached_property
    def length(self) -> tuple[timedelta, timedelta]:
        """What is added to the clock's reading at the start, and then to the instant."""
        start = self.start
        usual = ONE_DAY if start.whole_day else timedelta(0)
        if "DTEND" in self.lines:
            end = self.end
            if end.clock is start.clock:  # a shift from 19:00 to 07:00 is that in every week
                return end.local - start.local or usual, timedelta(0)
            return timedelta(0), timedelta(seconds=end.instant - start.instant)
        if "DURATION" not in self.lines:
            return usual, timedelta(0)
        # Days are nominal, hours exact: 12 hours are 12 hours in the night of a clock change.
        text = self.text("DURATION")
        length = read_length(text)
        if length is None or not any(length):
            raise Unreadable(f"DURATION {show(text)} is not a length of time", text)
        if max(length) > LONGEST_ENTRY:
            raise Unreadable(TOO_LONG)
        return length

    def times(self, start: Stamp, end: int | None = None) -> EventTimes | None:
        """Return when the occurrence is that begins at `start`, and ends at an instant if given.

        Nothing may be left of it.  Raises `Unreadable`.
        """
        begin, home = start.instant, self.reading.home
        if end is not None:
            return EventTimes(plain_moment(home, begin), plain_moment(home, end), False)
        ahead, rest = self.length
        end = start.clock.instant(start.local + ahead) + int(rest.total_seconds())
        if end <= begin:
            if ahead >= timedelta(0) and not rest:
                return None  # it has no length, or a clock change took it
            raise Unreadable("the event does not end after it starts")
        if end - begin > LONGEST_ENTRY.total_seconds():
            raise Unreadable(TOO_LONG, dates=(self.dates[0], None))
        # Outlook also writes whole days as times.
        marked = self.text(_WHOLE_DAY).upper() == "TRUE"
        for clock in (home, start.clock) if marked else ():
            first, last = clock.local(begin), clock.local(end)
            if clock is not UTC_CLOCK and first.time() == last.time() == time.min:
                return EventTimes(first, last, whole_days=True)
        return EventTimes(plain_moment(home, begin), plain_moment(home, end), start.whole_day)


@lru_cache(maxsize=4096)
def _stated_day(*lines: str) -> date | None:
    """Return the date with which the value of the one line begins, if it is a plausible one."""
    value = lines[0].rpartition(":")[2] if len(lines) == 1 else ""
    match = re.match(r"(\d{4})(\d\d)(\d\d)", value, re.ASCII)
    return day_of(*match.groups()) if match else None
