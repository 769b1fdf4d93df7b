"""iCalendar text cut into calendars and their parts, so that one bad event loses only itself.

Works on lines alone (RFC 5545, section 3.1); `event` reads what is inside an event.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

from peerpair.read.limits import ReadLimits

_MARK = re.compile(r"^(BEGIN|END):[ \t]*([A-Z0-9-]*)(.*)$", re.MULTILINE | re.IGNORECASE | re.ASCII)
_FOLD = re.compile(r"\n[ \t]")
_ABOUT = re.compile(
    r"^(METHOD|X-WR-TIMEZONE|X-WR-CALNAME)(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE
)
_TZID = re.compile(r"^TZID(?:;[^:\n]*)?:(.*)$", re.MULTILINE | re.IGNORECASE)
_SHOWN = 40
# Parts that take nobody's time; any other may be a misspelled event.
_OTHERS = {"VTODO", "VJOURNAL", "VALARM", "STANDARD", "DAYLIGHT", "AVAILABLE", "VPOLL", "VNOTE"}
_OTHERS |= {"VCARD", "VVENUE", "VLOCATION", "VRESOURCE", "PARTICIPANT"}
_KEPT = frozenset(("VEVENT", "VFREEBUSY", "VTIMEZONE"))
_PARTS = 8  # begins and ends for each event that is allowed: its own, and those of its alarms


@dataclass
class RawPart:
    """The lines of one event, or of another component; `broken` says what is wrong with it."""

    what: str  # such as VEVENT
    line: int
    body: str = ""  # its own logical lines without those of parts inside it (but with a zone's)
    broken: str = ""  # or words that follow "the event"


@dataclass
class RawCalendar:
    """One VCALENDAR."""

    events: list[RawPart] = field(default_factory=list)  # in file order
    busy: list[RawPart] = field(default_factory=list)  # lists of busy times (VFREEBUSY)
    # the lines of each time zone it defines
    zones: dict[str, str] = field(default_factory=dict)
    # METHOD, X-WR-TIMEZONE (the zone of times without a zone), X-WR-CALNAME
    about: dict[str, str] = field(default_factory=lambda: defaultdict(str))


@dataclass
class CalendarFile:
    """A file of one or more calendars."""

    calendars: list[RawCalendar] = field(default_factory=list)
    # line and words for each thing that may have swallowed events
    damage: list[tuple[int, str]] = field(default_factory=list)


def cut(text: str, limits: ReadLimits | None = None) -> CalendarFile:
    r"""Cut a calendar file into its parts.

    >>> file = cut("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Ward\nEND:VEVENT\nEND:VCALENDAR")
    >>> file.calendars[0].events
    [RawPart(what='VEVENT', line=2, body='SUMMARY:Ward\n', broken='')]
    """
    # Only CR, LF and CRLF end a line (and CR CR LF, which some mail programs make of it): a
    # summary may hold signs at which `str.splitlines` would cut.
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    return _Cutter(text, limits or ReadLimits()).run()


class _Cutter:
    """Follows BEGIN and END lines; what lies between belongs to the part that is open."""

    def __init__(self, text: str, limits: ReadLimits) -> None:
        self._limits = limits
        self._folds = array("q")
        if "\n " in text or "\n\t" in text:
            starts = enumerate(_FOLD.finditer(text))
            self._folds.extend(match.start() - 2 * count for count, match in starts)
            text = _FOLD.sub("", text)
        self._text = text
        self._at, self._line = 0, 1
        self._file = CalendarFile()
        self._calendar: RawCalendar | None = None
        self._open: list[int] = []
        self._part: RawPart | None = None
        self._pieces: list[str] = []
        self._inner: list[str] = []

    def run(self) -> CalendarFile:
        text, before = self._text, 0
        for count, mark in enumerate(_MARK.finditer(text)):
            if count > _PARTS * self._limits.events:
                message = f"has more than {count:,} lines that begin or end a part"
                self._damage(mark.start(), message)
                break
            zone = self._part is not None and self._part.what == "VTIMEZONE"
            self._keep(text[before : mark.end() + 1 if zone else mark.start()], zone)
            before = mark.end() + 1
            if mark[1][0] in "bB":
                self._begin(mark.start(), mark[2].upper())
                if self._part and mark[3].strip():
                    self._part.broken = "begins with a line that is not readable"
            else:
                self._end(mark.start(), mark[2].upper())
        self._finish("is not closed")
        for number in self._open:
            message = "the calendar is not closed: the file may be cut off"
            self._file.damage.append((number, message))
        return self._file

    def _number(self, at: int) -> int:
        """Return the line of a place in the unfolded text; asked in order, each costs little."""
        if at < self._at:
            self._at, self._line = 0, 1
        self._line += self._text.count("\n", self._at, at)
        self._at = at
        return self._line + bisect_right(self._folds, at)

    def _damage(self, at: int, message: str) -> None:
        self._file.damage.append((self._number(at), message))

    def _keep(self, lines: str, zone: bool) -> None:
        """Keep lines of the open part; those of an alarm inside an event are not the event's."""
        if self._part is not None:
            if zone or not self._inner:
                self._pieces.append(lines)
        elif self._calendar is not None:
            said = {match[1].upper(): match[2].strip() for match in _ABOUT.finditer(lines)}
            self._calendar.about |= said

    def _begin(self, at: int, what: str) -> None:
        if what == "VCALENDAR":
            self._finish("is not closed")
            self._open.append(self._number(at))
            self._calendar = RawCalendar()
            self._file.calendars.append(self._calendar)
        elif what == "VEVENT" or (what in _KEPT and self._part is None):
            self._finish("is not closed")
            self._part = RawPart(what, self._number(at))
        elif self._part:
            self._inner.append(what)
            if len(self._inner) > self._limits.nesting:
                self._part.broken = "is nested too deeply"
                self._inner.pop()
        elif what not in _OTHERS and not what.startswith("X-") and self._calendar is not None:
            form = what[:_SHOWN] or "without a name"
            self._damage(at, f"busy time in the form {form} is not read")

    def _end(self, at: int, what: str) -> None:
        if what == "VCALENDAR":
            self._finish("is not closed")
            if self._open:
                self._open.pop()
            self._calendar = None
        elif what == "VEVENT" and (self._part is None or self._part.what != what):
            self._damage(at, "an event ends that never began")
        elif self._part and what == self._part.what:
            self._finish("holds a part that is not closed" if self._inner else "")
        elif self._inner and self._inner[-1] == what:
            self._inner.pop()
        elif self._part:
            self._part.broken = self._part.broken or "holds a part that ends but never began"
            self._damage(at, "a part ends that never began")

    def _finish(self, broken: str) -> None:
        part, self._part = self._part, None
        if part:
            part.body = "".join(self._pieces)
            part.broken = part.broken or broken
            if self._calendar is None:  # a lone event is an event for all that
                self._calendar = RawCalendar()
                self._file.calendars.append(self._calendar)
            if part.what == "VEVENT":
                self._calendar.events.append(part)
            elif part.what == "VFREEBUSY":
                self._calendar.busy.append(part)
            elif (name := _TZID.search(part.body)) and not part.broken:
                self._calendar.zones.setdefault(name[1].strip(), part.body)
        self._pieces, self._inner = [], []
