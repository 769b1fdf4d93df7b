"""Calendars (iCalendar, RFC 5545): one file per resident, or one for many.

Who an event belongs to: the file's name, or the calendar's (X-WR-CALNAME), if it is a resident;
else the attendees; else the title, as in ``im03: Ward`` or ``Ward - Jane Roe / Ana Lopez``.
"""

from __future__ import annotations

import re

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import HOURS, PEOPLE, Example, Format
from peerpair.read.ical.lines import cut
from peerpair.read.ical.owners import owner_named
from peerpair.read.ical.reader import CalendarReader
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head

# A lone event, without a calendar around it, is an event for all that.
_BEGIN = re.compile(
    r"(?:^|[\r\n])[ \t\ufeff]*BEGIN:(?:VCALENDAR|VEVENT|VFREEBUSY)\s", re.IGNORECASE
)


class ICalendar(Format):
    """Events that take somebody's time, recurring ones among them, and lists of busy times."""

    kind = "icalendar"
    title = "calendar"
    example = Example(
        "a.ics",
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nUID:1\nSUMMARY:Wards\n"
        "DTSTART;TZID=America/New_York:20260803T070000\nDTEND:20260803T230000Z\n"
        "BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT\nBEGIN:VEVENT\n"
        "DTSTART:20260805\nDURATION:P1D\nSUMMARY:Vacation\nEND:VEVENT\nBEGIN:VEVENT\nUID:3\n"
        "DTSTART;TZID=America/Chicago:20260806T130000\nDURATION:PT4H\nSUMMARY:Clinic\n"
        "RRULE:FREQ=WEEKLY;COUNT=2\nEND:VEVENT\nEND:VCALENDAR\n",
        "a 08-03 06:00/08-03 18:00; a 08-06 13:00/08-06 17:00 clinic; "
        "a 08-13 13:00/08-13 17:00 clinic; a 08-05 00:00/08-06 00:00 vacation",
        {"residents.csv": PEOPLE, "templates.csv": HOURS},
    )

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return bool(_BEGIN.search(head.text))

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        file = cut(source.text, source.limits)
        if not file.calendars:
            hint = "export it again as an iCalendar (.ics) file"
            message = "is not a calendar (no BEGIN:VCALENDAR)"
            raise ReadError(source.at(), message, hint, IssueKind.FILE)
        parts = [part for calendar in file.calendars for part in calendar.events]
        source.bound(len(parts), "events")
        serial = sum("RRULE" in part.body.upper() for part in parts)
        source.bound(serial, "recurring", what="recurring events")
        owner = owner_named(source.path.stem, source.at(), draft)
        owners: dict[str, None] = {owner: None} if owner else {}
        shared = False
        for calendar in file.calendars:
            if calendar.about["METHOD"].upper() == "CANCEL":
                message = "the calendar only withdraws events (METHOD:CANCEL)"
                draft.leave_out(IssueKind.NOT_BUSY, source.at(), message)
            else:
                named = owner or owner_named(calendar.about["X-WR-CALNAME"], source.at(), draft)
                shared = shared or named is None
                reader = CalendarReader(source, calendar, named, draft)
                reader.run()
                owners |= reader.owners
        if not parts and not any(calendar.busy for calendar in file.calendars):
            message = "the calendar has no events"
            draft.issue(IssueKind.COVERAGE, source.at(), message, "it says nothing about time")
        # What a calendar for many has lost may be anybody's.
        people = None if shared else [*owners]
        for line, message in file.damage if shared or owners else ():
            draft.lose(IssueKind.ROW, source.at(line), message, people, unit="row")
