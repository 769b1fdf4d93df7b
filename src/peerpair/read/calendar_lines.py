"""iCalendar text cut into events, so that one bad event loses only itself.

Works on lines alone (RFC 5545, section 3.1); `calendar_event` reads what is inside an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["CalendarFile", "RawEvent", "cut"]

LONGEST_LINE = 2**20
"""Characters of the longest unfolded line that is read."""
DEEPEST = 16
"""Components inside one event."""
NEEDED = frozenset(
    (
        *("DTSTART", "DTEND", "DURATION"),
        *("RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID"),
        *("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
        *("ATTENDEE", "SUMMARY", "CATEGORIES", "LOCATION"),
    )
)
_BUSY_ELSEWHERE = ("VFREEBUSY", "VAVAILABILITY")
_NAME = re.compile(r"[A-Za-z0-9-]+", re.ASCII)


@dataclass
class RawEvent:
    """The lines of one event that matter, by property; `broken` says what is wrong with it."""

    line: int
    lines: dict[str, list[str]] = field(default_factory=dict)
    broken: str = ""


@dataclass
class CalendarFile:
    """A file of one or more calendars.

    Attributes
    ----------
    events : list of RawEvent
        In file order.
    damage : list of (int, str)
        Line and words for each thing that may have swallowed events.
    unread : list of (int, str)
        Line and name of each component that holds busy time in a form that is not read.
    cancelled : bool
        The file only withdraws events (METHOD:CANCEL).
    calendars : int
        How many calendars begin in the file.
    """

    events: list[RawEvent] = field(default_factory=list)
    damage: list[tuple[int, str]] = field(default_factory=list)
    unread: list[tuple[int, str]] = field(default_factory=list)
    cancelled: bool = False
    calendars: int = 0


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield number and text of each logical line.

    Only CR, LF and CRLF end a line (and CR CR LF, which some mail programs make of it): a summary
    may hold signs at which `str.splitlines` would cut.
    """
    first, parts = 1, [""]
    lines = re.split(r"\r\n|\n|\r", text.replace("\r\r\n", "\r\n"))
    for number, line in enumerate(lines, 1):
        if line[:1] in (" ", "\t"):
            parts.append(line[1:])
        elif line:
            yield first, "".join(parts)
            first, parts = number, [line]
    yield first, "".join(parts)


def cut(text: str) -> CalendarFile:
    r"""Cut a calendar file into events.

    Examples
    --------
    >>> found = cut("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Ward\nEND:VEVENT\nEND:VCALENDAR")
    >>> found.events
    [RawEvent(line=2, lines={'SUMMARY': ['SUMMARY:Ward']}, broken='')]
    """
    cutter = _Cutter()
    for number, line in _unfolded(text):
        match = _NAME.match(line)
        if match:
            name = match[0].upper()
            if name in ("BEGIN", "END") and line[match.end() : match.end() + 1] == ":":
                what = line[match.end() + 1 :].strip().upper()[:100]
                (cutter.begin if name == "BEGIN" else cutter.end)(number, what)
            else:
                cutter.keep(name, line)
    return cutter.close()


class _Cutter:
    """Follows BEGIN and END lines."""

    def __init__(self) -> None:
        self._file = CalendarFile()
        self._open: list[int] = []
        self._event: RawEvent | None = None
        self._inner: list[str] = []

    def begin(self, number: int, what: str) -> None:
        if what == "VEVENT":
            self._finish("is not closed")
            self._event = RawEvent(number)
        elif what == "VCALENDAR":
            self._finish("is not closed")
            self._open.append(number)
            self._file.calendars += 1
        elif self._event:
            self._inner.append(what)
            if len(self._inner) > DEEPEST:
                self._event.broken = "is nested too deeply"
                self._inner.pop()
        elif what in _BUSY_ELSEWHERE:
            self._file.unread.append((number, what))

    def end(self, number: int, what: str) -> None:
        if what == "VEVENT":
            if self._event is None:
                self._file.damage.append((number, "an event ends that never began"))
            self._finish("holds a part that is not closed" if self._inner else "")
        elif what == "VCALENDAR":
            self._finish("is not closed")
            if self._open:
                self._open.pop()
        elif self._event and self._inner and self._inner[-1] == what:
            self._inner.pop()
        elif self._event:
            self._event.broken = "holds a part that ends but never began"

    def keep(self, name: str, line: str) -> None:
        """Keep a property of the open event; those of an alarm inside it are not the event's."""
        if self._event is None:
            if name == "METHOD" and line.partition(":")[2].strip().upper() == "CANCEL":
                self._file.cancelled = True
        elif name in NEEDED and not self._inner:
            if len(line) > LONGEST_LINE:
                self._event.broken = f"has a line over {LONGEST_LINE >> 20} MiB"
            else:
                self._event.lines.setdefault(name, []).append(line)

    def close(self) -> CalendarFile:
        self._finish("is not closed")
        for number in self._open:
            message = "the calendar is not closed: the file may be cut off"
            self._file.damage.append((number, message))
        return self._file

    def _finish(self, broken: str) -> None:
        if self._event:
            self._event.broken = self._event.broken or broken
            self._file.events.append(self._event)
        self._event, self._inner = None, []
