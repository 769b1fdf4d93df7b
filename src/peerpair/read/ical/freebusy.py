"""Lists of busy times (VFREEBUSY; RFC 5545, section 3.6.4)."""

from __future__ import annotations

from peerpair.read.ical.event import Event, Times, Unreadable
from peerpair.read.ical.property import Property, Stamp, read_length
from peerpair.text import show


def busy_periods(event: Event) -> tuple[Times | None, list[Times]]:
    """Return the dates that a list speaks of, and its periods; all but FREE ones are busy.

    Raises `Unreadable` if a period cannot be read: the others may be wrong as well.
    """
    found: list[Times] = []
    for line in event.all("FREEBUSY"):
        if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
            continue
        for value in filter(None, map(str.strip, line.raw.split(","))):
            if len(found) >= event.reading.limits.events:
                raise Unreadable(f"a list has more than {len(found):,} periods")
            found.append(_period(event, line, value))
    start, end = event.all("DTSTART"), event.all("DTEND")
    event.check()
    span = None
    if len(start) == len(end) == 1:
        first, last = (event.reading.stamp(p, p.value) for p in (*start, *end))
        if last.instant > first.instant:
            span = Times(event.reading.plain(first), event.reading.plain(last))
    return span, found


def _period(event: Event, line: Property, value: str) -> Times:
    reading = event.reading
    begin, _, close = value.partition("/")
    bare = Property("", {}, "")
    start = reading.stamp(bare, begin)
    length = read_length(close)
    if length is None:
        end = reading.stamp(bare, close)
    else:
        exact = start.instant + int((length[0] + length[1]).total_seconds())
        end = Stamp(reading.home.aware(exact), reading.home, False)
    if end.instant <= start.instant:
        raise Unreadable(f"{show(value)} does not end after it starts", value=value)
    return Times(reading.plain(start), reading.plain(end))
