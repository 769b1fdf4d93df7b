"""Google Calendar's ``freeBusy`` responses: busy times of calendars, for a span that was asked."""

from __future__ import annotations

from peerpair.model.schedule import Assignment, IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format
from peerpair.read.json_export import JsonEntry, with_keys
from peerpair.read.source import Source


class GoogleFreeBusy(Format):
    """Calendars by address; one with an error is unknown."""

    kind = "google_freebusy"
    title = "Google freeBusy response"
    sign = with_keys("timeMin|calendar#freeBusy", "busy|calendar#freeBusy")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        answer = JsonEntry.whole(source, draft, "calendar")
        span = answer.moment("timeMin"), answer.moment("timeMax")
        groups = answer.part("groups")
        if any(groups.part(key).keys.get("errors") for key in groups.keys):
            message = "the members of a group could not be asked"
            draft.leave_out(IssueKind.PERSON, answer.place, message)
        for calendar in answer.entries("calendars", "calendars"):
            told = isinstance(calendar.keys.get("busy"), list) and not calendar.keys.get("errors")
            if resident := calendar.owner(calendar.name, span, told=told):
                for each in calendar.entries("busy", "busy times"):
                    if busy := each.span(resident, "start", "end"):
                        each.add(Assignment(resident, *busy))
                calendar.cover(resident, span)
