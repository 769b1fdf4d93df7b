"""Google Calendar's ``freeBusy`` responses: busy times of calendars, for a span that was asked."""

from __future__ import annotations

from peerpair.model.schedule import Assignment, IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format
from peerpair.read.json_export import JsonEntry, has_keys
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head


class GoogleFreeBusy(Format):
    """Calendars by address; one with an error is unknown."""

    kind = "google_freebusy"
    title = "Google freeBusy response"
    example = Example(
        "freebusy.json",
        '{"kind": "calendar#freeBusy", "timeMin": "2026-08-03T05:00:00.000Z",\n'
        '"timeMax": "2026-08-17T05:00:00.000Z", "calendars": {"a@x.org": {"busy": [\n'
        '{"start": "2026-08-03T07:00:00-05:00", "end": "2026-08-04T00:00:00Z"}]},\n'
        '"c@x.org": {"busy": [{"start": "2026-08-05T12:00:00Z",\n'
        '"end": "2026-08-05T20:30:00Z"}]}}}',
        "a 08-03 07:00/08-03 19:00; c 08-05 07:00/08-05 15:30",
    )

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return has_keys(head, "timeMin", "busy") or has_keys(head, "calendar#freeBusy")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        answer = JsonEntry.whole(source, draft, "calendar")
        span = answer.moment("timeMin"), answer.moment("timeMax")
        groups = answer.part("groups")
        if any(groups.part(key).keys.get("errors") for key in groups.keys):
            message = "the members of a group could not be asked"
            draft.leave_out(IssueKind.PERSON, answer.place, message)
        for calendar in answer.entries("calendars", "calendars"):
            resident = calendar.person(calendar.name, other=calendar.name.partition("@")[0])
            if resident is None:
                continue
            if calendar.keys.get("errors") or not isinstance(calendar.keys.get("busy"), list):
                calendar.refuse(resident, span, "the calendar could not be asked")
                continue
            draft.coverage.appear(resident)
            for each in calendar.entries("busy", "busy times"):
                if busy := each.span(resident, "start", "end"):
                    each.add(Assignment(resident, *busy))
            calendar.cover(resident, span)
