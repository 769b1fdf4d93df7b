"""Events as iCalendar text (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from peerpair.report.calendars.event import CalendarEvent
from peerpair.report.calendars.version import Version, clock_of
from peerpair.report.calendars.vtimezone import time_zone
from peerpair.text import clean

SUMMARY = "Peer support meeting"
"""The title of every event."""
_PRODID = "-//peerpair//peerpair//EN"
_WEEK = timedelta(days=7)


def calendar_bytes(events: Sequence[tuple[CalendarEvent, bool]], method: str = "") -> bytes:
    """Return a calendar file.

    Parameters
    ----------
    events : sequence of (CalendarEvent, bool)
        Events, at least one; True = it is cancelled for whoever gets the file.
    method : str
        ``PUBLISH``, ``CANCEL`` or nothing (RFC 5546; a calendar server refuses any).
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", _PRODID)
    calendar.add("VERSION", "2.0")
    if method:
        calendar.add("METHOD", method)
    for zone in _zones(event.now for event, _ in events):
        calendar.add_component(zone)
    for event, cancelled in events:
        calendar.add_component(_event(event, cancelled))
    data: bytes = calendar.to_ical()
    return data


def _event(event: CalendarEvent, cancelled: bool) -> Any:
    from icalendar import Event as Component

    says, component = event.now, Component()
    start, end = (_zoned(says, moment) for moment in (says.start, says.end))
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", event.stamp)
    component.add("DTSTART", start)
    component.add("DTEND", end)
    if says.serial:
        component.add("RRULE", {"FREQ": "WEEKLY", "COUNT": says.weeks})
    if says.skipped:
        component.add("EXDATE", [start + week * _WEEK for week in says.skipped])
    component.add("SUMMARY", SUMMARY)
    component.add("DESCRIPTION", _text("\n".join(map(clean, says.description.split("\n")))))
    component.add("CLASS", "PRIVATE")
    # Tentative and opaque: others see that the time may be taken (BUSY-TENTATIVE in RFC 4791).
    component.add("STATUS", "CANCELLED" if cancelled else "TENTATIVE")
    component.add("TRANSP", "TRANSPARENT" if cancelled else "OPAQUE")
    if says.organizer:
        component.add("ORGANIZER", f"mailto:{says.organizer}")
    return component


def _text(value: str) -> Any:
    r"""Return text as it stands in a line (RFC 5545, section 3.3.11).

    Not icalendar's own, which breaks the line where a name holds ``\N``.
    """
    from icalendar.prop import vInline

    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return vInline(value)


def _zoned(says: Version, moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=clock_of(says.zone).zone)


def _zones(every: Iterable[Version]) -> list[Any]:
    """Return the definition of each zone for the years in which it is used."""
    years: dict[str, set[int]] = {}
    for version in every:
        if not version.start.tzinfo:
            used = years.setdefault(version.zone, set())
            used |= {version.first_date.year, version.last_date.year}
    return [time_zone(name, min(used), max(used)) for name, used in sorted(years.items())]
