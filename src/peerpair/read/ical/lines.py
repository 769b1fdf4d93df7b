"""iCalendar text cut into calendars and their parts, so that one bad event loses only itself.

Works on lines alone (RFC 5545, section 3.1); `event` reads what is inside an event.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from peerpair.read.limits import ReadLimits

# A line end in front, and not `^`, finds them five times as fast.
_MARK = re.compile(r"\n(BEGIN|END):[ \t]*([A-Z0-9-]*)(.*)", re.IGNORECASE | re.ASCII)
_FOLDED = re.compile(r"\n[ \t].*(?:\n[ \t].*)*")
_FOLD = re.compile(r"\n[ \t]")
_TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"}
_TIMES |= {"TZOFFSETFROM", "TZOFFSETTO"}
_OTHERS = "EXRULE|UID|SEQUENCE|STATUS|TRANSP|ATTENDEE|SUMMARY|CATEGORIES|LOCATION|FREEBUSY|METHOD"
_OTHERS += "|TZID|X-MICROSOFT-CDO-BUSYSTATUS|X-MICROSOFT-CDO-ALLDAYEVENT|X-WR-TIMEZONE|X-WR-CALNAME"
# The lines that say something here: name, and the rest.
_NEEDED = re.compile(rf"\n({'|'.join(_TIMES)}|{_OTHERS})(?![\w-])([:;].*)?", re.IGNORECASE)
_STRANGE = re.compile(r"\n(?![A-Z\d-]+[:;]).")  # a line of no property
_SHOWN = 40
# Parts that take nobody's time; any other may be a misspelled event.
_IDLE = {"VTODO", "VJOURNAL", "VALARM", "STANDARD", "DAYLIGHT", "AVAILABLE", "VPOLL", "VNOTE"}
_IDLE |= {"VCARD", "VVENUE", "VLOCATION", "VRESOURCE", "PARTICIPANT"}
_KEPT = frozenset(("VEVENT", "VFREEBUSY", "VTIMEZONE"))
_PARTS = 8  # begins and ends for each event that is allowed: its own, and those of its alarms
_OPEN = "is not closed"


@dataclass
class RawPart:
    """A calendar, an event or another component."""

    what: str  # such as VEVENT
    line: int
    inside: list[RawPart] = field(default_factory=list)  # in file order
    broken: str = ""  # what is wrong with it: words that follow "the event"
    texts: list[str] = field(default_factory=list)  # its own logical lines, each after a line end

    def parts(self, what: str) -> list[RawPart]:
        """Return the parts of a kind inside it."""
        return [part for part in self.inside if part.what == what]

    def says(self, word: str) -> bool:
        """Tell whether a word in capitals is anywhere in its lines."""
        return any(word in text.upper() for text in self.texts)

    @property
    def is_garbled(self) -> bool:
        """Whether a line of it is that of no property: nobody knows what it said."""
        return any(map(_STRANGE.search, self.texts))

    def lines(self) -> dict[str, list[str]]:
        """Return what follows the name of each line that says something here, by name.

        A time that got lost breaks the part.
        """
        lines: dict[str, list[str]] = {}
        for text in self.texts:
            for written, rest in _NEEDED.findall(text):
                name = written.upper()
                if rest:
                    lines.setdefault(name, []).append(rest)
                elif name in _TIMES:
                    self.broken = self.broken or "has a line without a colon"
        return lines

    def values(self, name: str) -> list[str]:
        """Return the values of the lines of a name, as written."""
        return [rest.partition(":")[2].strip() for rest in self.lines().get(name, ())]

    def value(self, name: str) -> str:
        """Return the value of the last line of a name, or the empty string."""
        return next(reversed(self.values(name)), "")


class CalendarFile:
    """A file of one or more `calendars`, cut into their parts.

    The `damage` is line and words for each thing that may have swallowed events.
    """

    def __init__(self, text: str, limits: ReadLimits | None = None) -> None:
        self.calendars: list[RawPart] = []
        self.damage: list[tuple[int, str]] = []
        self._limits = limits or ReadLimits()
        self._line = 0
        self._unclosed: list[RawPart] = []  # calendars
        self._calendar: RawPart | None = None
        self._open: list[RawPart] = []  # an event, or another part of a calendar; parts inside it
        self._cut(_unfolded(text))

    def _cut(self, text: str) -> None:
        """Follow BEGIN and END lines; what lies between belongs to the part that is open."""
        before = 0
        for count, mark in enumerate(_MARK.finditer(text)):
            self._line += text.count("\n", before, mark.start(1))
            if count > _PARTS * self._limits.events:
                self._damage(f"has more than {count:,} lines that begin or end a part")
                break
            holder = self._open[-1] if self._open else self._calendar
            if holder and before < mark.start():
                holder.texts.append(text[before : mark.start()])
            before, what = mark.end(), mark[2].upper()
            if mark[1][0] in "eE":
                self._end(what)
                continue
            self._begin(what)
            if self._open and mark[3].strip():
                self._open[0].broken = "begins with a line that is not readable"
        self._close(_OPEN)
        for calendar in self._unclosed:
            message = "the calendar is not closed: the file may be cut off"
            self.damage.append((calendar.line, message))

    def _damage(self, message: str) -> None:
        self.damage.append((self._line, message))

    def _begin(self, what: str) -> None:
        part = RawPart(what, self._line)
        if what == "VCALENDAR":
            self._close(_OPEN)
            self._unclosed.append(part)
            self._calendar = part
            self.calendars.append(part)
        elif what == "VEVENT" or (what in _KEPT and not self._open):
            self._close(_OPEN)
            self._open = [part]
        elif len(self._open) > self._limits.nesting:
            self._open[0].broken = "is nested too deeply"
        elif self._open:
            self._open[-1].inside.append(part)
            self._open.append(part)
        elif what not in _IDLE and not what.startswith("X-") and self._calendar is not None:
            form = what[:_SHOWN] or "without a name"
            self._damage(f"busy time in the form {form} is not read")

    def _end(self, what: str) -> None:
        outer = self._open[0] if self._open else None
        if what == "VCALENDAR":
            self._close(_OPEN)
            if self._unclosed:
                self._unclosed.pop()
            self._calendar = None
        elif what == "VEVENT" and (outer is None or outer.what != what):
            self._damage("an event ends that never began")
        elif outer and what == outer.what:
            self._close("holds a part that is not closed" if self._open[1:] else "")
        elif outer and what == self._open[-1].what:
            self._open.pop()
        elif outer:
            outer.broken = outer.broken or "holds a part that ends but never began"
            self._damage("a part ends that never began")

    def _close(self, broken: str) -> None:
        """Close the event, or another part of a calendar, that is open."""
        if self._open:
            part, self._open = self._open[0], []
            part.broken = part.broken or broken
            if self._calendar is None:  # a lone event is an event for all that
                self._calendar = RawPart("VCALENDAR", part.line)
                self.calendars.append(self._calendar)
            self._calendar.inside.append(part)


def _unfolded(text: str) -> str:
    """Return text whose lines are whole, each after a line end; none changes its number."""
    # Only CR, LF and CRLF end a line (and CR CR LF, which some mail programs make of it): a
    # summary may hold signs at which `str.splitlines` would cut.
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")
    return "\n" + _FOLDED.sub(_joined, text)


def _joined(folded: re.Match[str]) -> str:
    text, count = _FOLD.subn("", folded[0])
    return text + "\n" * count
