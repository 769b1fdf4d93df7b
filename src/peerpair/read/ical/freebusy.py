"""Lists of busy times (VFREEBUSY; RFC 5545, section 3.6.4)."""

from __future__ import annotations

from peerpair.read.ical.event import Event, EventTimes, Unreadable
from peerpair.read.ical.property import Property, Stamp, read_length
from peerpair.text import show


def busy_periods(event: Event) -> tuple[EventTimes | None, list[EventTimes]]:
    """Return the dates that a list speaks of, and its periods; all but FREE ones are busy.

    Raises `Unreadable` if a period cannot be read: the others may be wrong as well.
    """
    periods: list[EventTimes] = []
    for line in event.all("FREEBUSY"):
        if line.parameters.get("FBTYPE", "BUSY").upper() == "FREE":
            continue
        for value in filter(None, map(str.strip, line.raw.split(","))):
            if len(periods) >= event.reading.limits.events:
                raise Unreadable(f"a list has more than {len(periods):,} periods")
            periods.append(_period(event, line, value))
    start, end = event.all("DTSTART"), event.all("DTEND")
    event.check()
    span = None
    if len(start) == len(end) == 1:
        first, last = (event.reading.stamp(p, p.value) for p in (*start, *end))
        if last.instant > first.instant:
            span = EventTimes(event.reading.plain(first), event.reading.plain(last))
    return span, periods


def _period(event: Event, line: Property, value: str) -> EventTimes:
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
    return EventTimes(reading.plain(start), reading.plain(end))
