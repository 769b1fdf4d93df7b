"""Calendars (iCalendar, RFC 5545): one file per resident, or one for many.

Who an event belongs to: the file's name, or the calendar's (X-WR-CALNAME), if it is a resident;
else the attendees; else the title, as in ``im03: Ward`` or ``Ward - Jane Roe / Ana Lopez``.
"""

from __future__ import annotations

import re

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format
from peerpair.read.ical.lines import CalendarFile
from peerpair.read.ical.owners import owner_named
from peerpair.read.ical.reader import CalendarReader
from peerpair.read.source import Source


class ICalendar(Format):
    """Events that take somebody's time, recurring ones among them, and lists of busy times."""

    kind = "icalendar"
    title = "calendar"
    # A lone event, without a calendar around it, is an event for all that.
    sign = re.compile(
        r"(?:^|[\r\n])[ \t\ufeff]*BEGIN:(?:VCALENDAR|VEVENT|VFREEBUSY)\s", re.IGNORECASE
    )

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        file = CalendarFile(source.text, source.limits)
        if not file.calendars:
            hint = "export it again as an iCalendar (.ics) file"
            message = "is not a calendar (no BEGIN:VCALENDAR)"
            raise ReadError(source.at(), message, hint, IssueKind.FILE)
        parts = [part for calendar in file.calendars for part in calendar.parts("VEVENT")]
        source.bound(len(parts), "events")
        serial = sum(part.says("RRULE") for part in parts)
        source.bound(serial, "recurring", what="recurring events")
        owner = owner_named(source.path.stem, source.at(), draft)
        people: dict[str, None] = {owner: None} if owner else {}
        shared = False
        for calendar in file.calendars:
            if calendar.value("METHOD").upper() == "CANCEL":
                message = "the calendar only withdraws events (METHOD:CANCEL)"
                draft.leave_out(IssueKind.NOT_BUSY, source.at(), message)
                continue
            named = owner or owner_named(calendar.value("X-WR-CALNAME"), source.at(), draft)
            shared = shared or named is None
            people |= CalendarReader(source, calendar, named, draft).run()
        if not parts and not any(calendar.parts("VFREEBUSY") for calendar in file.calendars):
            message = "the calendar has no events"
            draft.issue(IssueKind.COVERAGE, source.at(), message, "it says nothing about time")
        # What a calendar for many has lost may be anybody's.
        for line, message in file.damage if shared or people else ():
            anybody = None if shared else [*people]
            draft.lose(IssueKind.ROW, source.at(line), message, anybody, unit="row")
