"""Google Calendar's ``freeBusy`` responses: busy times of calendars, for a span that was asked."""

from __future__ import annotations

from dataclasses import replace

from peerpair.errors import ReadError
from peerpair.model.schedule import Assignment, IssueKind
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import is_after, plain_moment, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format
from peerpair.read.json_export import (
    JsonObject,
    cover_only,
    find_person,
    is_json,
    objects,
    read_json,
    text_of,
    without_fraction,
)
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show


class GoogleFreeBusy(Format):
    """Calendars by address; one with an error is unknown."""

    kind = "google_freebusy"
    title = "Google freeBusy response"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        asked = '"timeMin"' in head.text and '"busy"' in head.text
        return is_json(head) and (asked or '"calendar#freeBusy"' in head.text)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        document = read_json(source)
        source = replace(source, unit="calendar")
        calendars = document.get("calendars") if isinstance(document, dict) else None
        if not isinstance(calendars, dict):
            raise ReadError(source.at(), "has no calendars", kind=IssueKind.FILE)
        span = [read_moment(without_fraction(text_of(document, k))) for k in ("timeMin", "timeMax")]
        groups = document.get("groups")
        for group in groups.values() if isinstance(groups, dict) else ():
            if isinstance(group, dict) and group.get("errors"):
                message = "the members of a group could not be asked"
                draft.leave_out(IssueKind.PERSON, source.at(), message, unit="group")
        for (number, calendar), key in zip(
            objects(source, list(calendars.values()), "calendars"), calendars, strict=True
        ):
            place = source.at(number)
            resident = find_person(draft, place, email=key, other=key.partition("@")[0])
            if resident is None:
                continue
            draft.coverage.appear(resident)
            if calendar.get("errors") or not isinstance(calendar.get("busy"), list):
                message, kind = "the calendar could not be asked", IssueKind.COVERAGE
                dates = widened(extent(*(moment and moment.date() for moment in span)))
                draft.lose(kind, place, message, resident, dates, unit="calendar")
                draft.coverage.forget(resident)
                continue
            _enter(calendar, resident, source, number, draft)
            if span[0] and span[1]:
                cover_only(draft, resident, span[0], span[1])

    @classmethod
    def example(cls) -> Example:
        return Example(
            "freebusy.json",
            '{"kind": "calendar#freeBusy", "timeMin": "2026-08-03T05:00:00.000Z",\n'
            '"timeMax": "2026-08-17T05:00:00.000Z", "calendars": {"a@x.org": {"busy": [\n'
            '{"start": "2026-08-03T07:00:00-05:00", "end": "2026-08-04T00:00:00Z"}]},\n'
            '"c@x.org": {"busy": [{"start": "2026-08-05T12:00:00Z",\n'
            '"end": "2026-08-05T20:30:00Z"}]}}}',
            "a 08-03 07:00/08-03 19:00; c 08-05 07:00/08-05 15:30",
        )


def _enter(calendar: JsonObject, resident: str, source: Source, number: int, draft: Draft) -> None:
    """Enter the busy times of a calendar."""
    for _, each in objects(source, calendar["busy"], "busy times"):
        texts = text_of(each, "start"), text_of(each, "end")
        start, end = (read_moment(without_fraction(text)) for text in texts)
        if start is None or end is None or not is_after(end, start, draft.clock):
            dates = widened(extent(*map(stated_date, texts)))
            message = f"the time from {show(texts[0])} to {show(texts[1])} has no length"
            draft.lose(IssueKind.TIME, source.at(number), message, resident, dates)
        else:
            instants = map(draft.clock.instant, (start, end))
            begin, close = (plain_moment(draft.clock, instant) for instant in instants)
            draft.coverage.appear_at(resident, begin, close)
            draft.add([Assignment(resident, begin, close)], source, number)
