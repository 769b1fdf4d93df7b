"""One calendar event: its times, whether it makes busy, its kind.

The icalendar package splits lines into name, parameters and value.  Times are read here: the
package keeps zones for the life of the process, so that one file could change how the next is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

from peerpair.model.shape import show
from peerpair.model.time import Clock, is_zone
from peerpair.read.calendar_lines import RawEvent
from peerpair.read.cells import YEARS, read_kind
from peerpair.read.draft import ALWAYS, Extent, extent, widened

__all__ = ["Event", "Property", "Times", "Unreadable"]

_DAY = timedelta(days=1)
_STAMP = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z)?)?", re.ASCII)
# A line without quotes and escapes.
_PLAIN = re.compile(r"""[\w-]+((?:;[\w-]+=[^\0:;=,"\\^]+)*):([^\0\\]*)""", re.ASCII)
_HEAD = re.compile(r'(?:[^":]|"[^"]*")*:')
_LENGTH = re.compile(
    r"\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?",
    re.ASCII,
)
_RECURRING = ("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID")
_SOFT = ("home_call", "jeopardy", "backup")
# Longer names first: "post call" is no call.
_TABLE = (
    (r"post[- ]?call|day off|off", "off"),
    (r"vacation|vac|pto", "vacation"),
    (r"loa|leave", "leave"),
    (r"sick", "sick"),
    (r"conference|didactics", "conference"),
    (r"night float|nf", "night_float"),
    (r"home call", "home_call"),
    (r"jeopardy", "jeopardy"),
    (r"back[- ]?up", "backup"),
    (r"clinic", "clinic"),
    (r"call", "call"),
)
_WORDS = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), kind) for words, kind in _TABLE]


class Unreadable(Exception):  # noqa: N818 - says what the event is; never leaves the readers
    """An event without readable times, and the dates it may touch."""

    def __init__(self, message: str, dates: Extent = ALWAYS) -> None:
        super().__init__(message)
        self.message = message
        self.dates = dates


@dataclass(frozen=True)
class Property:
    """One line of an event: value, parameters, and the value as written."""

    value: str
    parameters: Mapping[str, str]
    raw: str


@dataclass(frozen=True)
class Times:
    """When an event is: moments for an `Assignment`, and a remark or the empty string."""

    start: datetime
    end: datetime
    remark: str = ""


@dataclass(frozen=True)
class _Stamp:
    """A date, or a local time on the clock of a zone; `known` is False for a zone without rules."""

    local: datetime
    clock: Clock
    whole_day: bool
    known: bool = True

    @cached_property
    def instant(self) -> int:
        """Seconds since 1970; see `Clock.instant`."""
        return self.clock.instant(self.local)


class Event:
    """The readable side of a `RawEvent`.

    Parameters
    ----------
    raw : RawEvent
        The event's lines.
    clock : Clock
        The programme's, for floating times and whole days.
    """

    def __init__(self, raw: RawEvent, clock: Clock) -> None:
        self.line = raw.line
        self._clock = clock
        self._broken = raw.broken
        self._properties: dict[str, list[Property]] = {}
        for name, lines in raw.lines.items():
            for line in lines:
                self._add(name, line)

    def _add(self, name: str, line: str) -> None:
        try:
            found = _split(line)
        except ValueError:
            self._broken = self._broken or f"has a line that is not readable ({name})"
            return
        self._properties.setdefault(name, []).append(found)

    def all(self, name: str) -> list[Property]:
        """Return every line of a property."""
        return self._properties.get(name, [])

    def text(self, name: str) -> str:
        """Return the value of a property's first line, or the empty string."""
        found = self.all(name)
        return found[0].value if found else ""

    @property
    def busy(self) -> bool:
        """Whether the event takes its people's time (RFC 4791, section 7.10)."""
        if self.text("STATUS").upper() == "CANCELLED":
            return False
        microsoft = self.text("X-MICROSOFT-CDO-BUSYSTATUS").upper()
        if microsoft:  # what its author saw on the screen; TRANSP is derived from it
            return microsoft != "FREE"
        return self.text("TRANSP").upper() != "TRANSPARENT"

    def kind(self, title: str) -> tuple[str | None, bool]:
        """Return the kind, and whether it is soft.

        Only a category makes an entry soft: a word in a title is too weak a sign for calling
        somebody free.
        """
        for category in self.all("CATEGORIES"):
            first = re.split(r"(?<!\\),", category.raw, maxsplit=1)[0]
            kind = read_kind(re.sub(r"\\(.)", r"\1", first)[:100])
            if kind:
                plain = re.sub(r"[- ]", "_", kind.casefold())
                return (plain, True) if plain in _SOFT else (kind, False)
        for words, kind in _WORDS:
            if words.search(title[:1000]):
                return kind, False
        return None, False

    def times(self) -> Times | None:
        """Return when the event is; None if a clock change leaves nothing of it.

        Raises
        ------
        Unreadable
            With the dates that the event may touch.
        """
        starts, ends = self.all("DTSTART"), self.all("DTEND")
        dates = self._touched(starts, ends)
        if self._broken:
            raise Unreadable(f"the event {self._broken}", dates)
        if len(starts) != 1:
            raise Unreadable(f"the event has {len(starts) or 'no'} DTSTART", dates)
        if len(ends) > 1:
            raise Unreadable(f"the event has {len(ends)} DTEND", dates)
        if any(self.all(name) for name in _RECURRING):
            raise Unreadable("recurring events are not read yet", (dates[0], None))
        start = self._stamp(starts[0], dates)
        end, remark = self._end(start, dates)
        if not start.known or not end.known:
            zone = (starts[0] if not start.known else ends[0]).parameters["TZID"]
            near = widened(extent(start.local.date(), end.local.date()))
            message = f"{show(zone)} is no IANA time zone such as America/Chicago"
            raise Unreadable(message, near)
        if end.instant <= start.instant:
            floating = start.clock is end.clock and not start.local.tzinfo and not end.local.tzinfo
            if floating and end.local > start.local:
                return None
            raise Unreadable("the event does not end after it starts", dates)
        return Times(self._plain(start), self._plain(end), remark)

    def _end(self, start: _Stamp, dates: Extent) -> tuple[_Stamp, str]:
        ends, lengths = self.all("DTEND"), self.all("DURATION")
        if ends:
            end = self._stamp(ends[0], dates)
            if end.whole_day != start.whole_day:
                raise Unreadable("one of DTSTART and DTEND is a date, the other a time", dates)
            if start.whole_day and end.local == start.local:
                later = _Stamp(start.local + _DAY, start.clock, True)
                return later, "a whole-day event ends on the day it starts; read as one day"
            remark = "the event has both DTEND and DURATION; DTEND is used" if lengths else ""
            return end, remark
        near = self._touched(self.all("DTSTART"), self.all("DTSTART"))
        if lengths:
            match = _LENGTH.fullmatch(lengths[0].value)
            if not match or not any(match.groups()):
                message = f"DURATION {show(lengths[0].value)} is not a length of time"
                raise Unreadable(message, (near[0], None))
            weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
            # Days are nominal, hours exact: 12 hours are 12 hours in the night of a clock change.
            local = start.local + timedelta(days=days + 7 * weeks)
            if hours or minutes or seconds:
                exact = start.clock.instant(local) + hours * 3600 + minutes * 60 + seconds
                local = start.clock.aware(exact)
            if local.year not in YEARS:
                raise Unreadable("the event ends in a year that is not plausible", (near[0], None))
            return _Stamp(local, start.clock, start.whole_day, start.known), ""
        if start.whole_day:
            return _Stamp(start.local + _DAY, start.clock, True), ""
        raise Unreadable("the event has no end", near)

    def _touched(self, starts: list[Property], ends: list[Property]) -> Extent:
        """Return the dates that an event may touch, from what its lines begin with."""
        dates = extent(_stated(starts), _stated(ends))
        home = self._clock.zone.key
        lines = starts + ends
        local = all(p.parameters.get("TZID", home) == home and p.value[-1:] != "Z" for p in lines)
        return dates if local else widened(dates)

    def _stamp(self, line: Property, dates: Extent) -> _Stamp:
        match = _STAMP.fullmatch(line.value)
        wrong = Unreadable(f"{show(line.value)} is not a date or a time", dates)
        if not match or (line.parameters.get("VALUE", "").upper() == "DATE" and match[4]):
            raise wrong
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        try:
            local = datetime(year, month, day, hour, minute, min(second, 59))
        except ValueError:
            raise wrong from None
        if year not in YEARS or second > 60:
            raise wrong
        zone = line.parameters.get("TZID")
        if not match[4]:
            return _Stamp(local, self._clock, True)  # a date has no zone, whatever is written
        if match[7]:
            return _Stamp(local.replace(tzinfo=UTC), self._clock, False)
        if zone is None or zone == self._clock.zone.key:
            return _Stamp(local, self._clock, False)
        if not is_zone(zone):
            return _Stamp(local, self._clock, False, known=False)
        return _Stamp(local, Clock(zone), False)

    def _plain(self, stamp: _Stamp) -> datetime:
        """Return a local time where that says it all, else one with its offset."""
        local = self._clock.local(stamp.instant)
        same = stamp.clock is self._clock and local == stamp.local
        if same or self._clock.instant(local) == stamp.instant:
            return local
        return self._clock.aware(stamp.instant)


def _split(line: str) -> Property:
    """Return the property on a line, or raise ValueError."""
    match = _PLAIN.fullmatch(line)
    if match:  # most lines; the package takes ten times as long
        pairs = [pair.split("=") for pair in match[1].split(";")[1:]]
        found = {key.upper(): text.strip() for key, text in pairs}
        if len(found) == len(pairs):
            value = match[2].strip()
            return Property(value, found, value)
    import icalendar

    if "\0" in line:
        raise ValueError("a null character")
    _, parameters, value = icalendar.parser.Contentline(line).parts()
    # A parameter that stands twice becomes a list: joined, it is no zone and nobody's name.
    plain = {k.upper(): p if isinstance(p, str) else ",".join(p) for k, p in parameters.items()}
    # Commas that part a list can be told from escaped ones only in the text as written.
    head = _HEAD.match(line)
    return Property(value.strip(), plain, line[head.end() if head else 0 :].strip())


def _stated(lines: list[Property]) -> date | None:
    """Return the date that a line begins with, if it is the only line."""
    if len(lines) != 1 or not re.match(r"\d{8}", lines[0].value, re.ASCII):
        return None
    digits = lines[0].value[:8]
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return found if found.year in YEARS else None
