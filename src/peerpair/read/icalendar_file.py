"""Calendars (iCalendar, RFC 5545): one file per resident, or one for many with attendees or titles.

Who an event belongs to: the file's name if it is a resident's id or name; else the attendees; else
the beginning of the title, as in ``im03: Ward`` or ``IM Resident 3 - Ward``.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar
from urllib.parse import unquote

from peerpair.errors import ReadError
from peerpair.model.schedule import Assignment
from peerpair.model.shape import show
from peerpair.read.base import Format
from peerpair.read.calendar_event import Event, Unreadable
from peerpair.read.calendar_lines import CalendarFile, cut
from peerpair.read.draft import ALWAYS, Draft
from peerpair.read.source import Source
from peerpair.read.table import MOST_ROWS

__all__ = ["ICalendar"]

_TITLE_END = re.compile(r"\s*:|\s[-\u2013\u2014]+\s")


class ICalendar(Format):
    """Events that take somebody's time; recurring events are not read yet."""

    kind: ClassVar[str] = "icalendar"
    title: ClassVar[str] = "calendar"

    @classmethod
    def sniff(cls, head: str, path: Path) -> bool:
        return head.lstrip()[:15].upper() == "BEGIN:VCALENDAR"

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        found = cut(source.text)
        if not found.calendars:
            hint = "export it again as an iCalendar (.ics) file"
            raise ReadError(source.label, "is not a calendar (no BEGIN:VCALENDAR)", hint)
        if len(found.events) > MOST_ROWS:
            raise ReadError(source.label, f"has more than {MOST_ROWS:,} events")
        if found.cancelled:
            message = "the calendar only withdraws events (METHOD:CANCEL)"
            draft.issue(source.label, message, "file left out")
            return
        owner = draft.names.find(source.path.stem)
        owners = {owner} if owner else set()
        for raw in found.events:
            owners |= _read_event(Event(raw, draft.clock), source, owner, draft)
        if not found.events:
            draft.issue(source.label, "the calendar has no events", "it says nothing about time")
        _report_damage(found, source, sorted(owners), draft)


def _report_damage(found: CalendarFile, source: Source, owners: list[str], draft: Draft) -> None:
    """Make everything unknown for the residents of a file that may have lost events."""
    unread = [(n, f"busy time in the form {what} is not read yet") for n, what in found.unread]
    for number, message in found.damage + unread:
        for resident in owners:
            draft.lose_counted(source.at(number), message, resident, ALWAYS)
        if not owners:
            draft.issue(source.at(number), message, "left out")


def _read_event(event: Event, source: Source, owner: str | None, draft: Draft) -> set[str]:
    """Read one event into the draft; return the residents it belongs to."""
    place = source.at(event.line)
    title = event.text("SUMMARY")
    residents, title = ([owner], title) if owner else _owners(event, title, place, draft)
    if not residents:
        return set()
    if not event.busy:
        draft.count(place, "the event does not make busy", "left out", unit="event")
    try:
        times = event.times()
    except Unreadable as trouble:
        for resident in residents:
            draft.appear(resident)
            if event.busy:
                draft.lose(place, trouble.message, resident, trouble.dates)
        return set(residents)
    if times is None:
        draft.count(place, "a clock change leaves nothing of the event", "left out", unit="event")
        return set(residents)
    if times.remark and event.busy:
        draft.issue(place, times.remark, "kept")
    kind, soft = event.kind(title)
    site = " ".join(event.text("LOCATION").split()) or None
    for resident in residents:
        draft.appear_at(resident, times.start, times.end)
        if event.busy:
            entry = Assignment(resident, times.start, times.end, kind, soft, site)
            draft.add([entry], f"{place} ({resident})" if len(residents) > 1 else place)
    return set(residents)


def _owners(event: Event, title: str, place: str, draft: Draft) -> tuple[list[str], str]:
    """Return the residents of an event in a file for many, and the title without their name."""
    found: dict[str, None] = {}
    declined = False
    for attendee in event.all("ATTENDEE"):
        address = re.sub(r"(?i)^mailto:", "", unquote(attendee.value)).strip()
        local = address.partition("@")[0]
        names = (address, local, attendee.parameters.get("CN", ""))
        resident = next((r for name in names if name and (r := draft.names.find(name))), None)
        if resident is None:
            message = f"attendee {show(address)} is not a known resident"
            draft.count(place, message, "left out", unit="event")
        elif attendee.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            declined = True
        else:
            found[resident] = None
    if found:
        return list(found), title
    for match in list(_TITLE_END.finditer(title[:200]))[:5]:
        resident = draft.names.find(title[: match.start()].strip())
        if resident:
            return [resident], title[match.end() :].strip()
    if declined:
        draft.count(place, "its residents declined the event", "left out", unit="event")
    elif not event.all("ATTENDEE"):
        message = "the event names no known resident, in its attendees, its title or the file name"
        draft.count(place, message, "left out", unit="event")
    return [], title
