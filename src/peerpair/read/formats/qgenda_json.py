"""QGenda's schedule as JSON (``GET /v2/schedule``): a list of entries, one a task of somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import ONE_DAY, plain_moment, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import HOURS, PEOPLE, Example, Format
from peerpair.read.ical.zones import Zones
from peerpair.read.json_export import (
    JsonObject,
    find_person,
    is_json,
    local_moment,
    objects,
    read_json,
    text_of,
)
from peerpair.read.rotations.words import absence_named
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show

_MOMENT = timedelta(seconds=1)


class QGendaJson(Format):
    """Published tasks that were not struck."""

    kind = "qgenda_json"
    title = "QGenda schedule"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return is_json(head) and any(key in head.text for key in ('"StaffKey"', '"TaskName"'))

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        source = replace(source, unit="entry")
        reader = _ScheduleReader(source, draft)
        for number, entry in objects(source, _entries(read_json(source)), "entries"):
            reader.entry(number, entry)
        reader.finish()

    @classmethod
    def example(cls) -> Example:
        return Example(
            "qgenda.json",
            '[{"StaffKey": "k1", "StaffLName": "Lopez", "StaffFName": "Ana", "TaskName": "Wards",'
            '"StartDate": "2026-08-03T00:00:00", "StartTime": "07:00:00",\n"EndDate": "2026-08-03",'
            '"EndTime": "19:00:00", "IsPublished": true, "TimeZone": "Eastern Standard Time"},\n'
            '{"StaffId": "b", "TaskName": "Vacation", "StartDate": "2026-08-05",\n'
            '"StartTime": "00:00", "EndDate": "2026-08-06", "EndTime": "23:59:59"}]',
            "a 08-03 06:00/08-03 18:00 ward; b 08-05 00:00/08-06 00:00 vacation; "
            "b 08-06 00:00/08-07 00:00 vacation",
            {"residents.csv": PEOPLE, "templates.csv": HOURS},
        )


def _entries(document: Any) -> Any:
    """Return the list of entries, which some clients wrap in an object."""
    if isinstance(document, dict):
        lists = [value for value in document.values() if isinstance(value, list)]
        return lists[0] if len(lists) == 1 else None
    return document


class _ScheduleReader:
    """Reads the entries of one file."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self._source, self._draft = source, draft
        self._zones = Zones(draft.clock, {})
        self._rotations = Rotations(source, draft)

    def entry(self, number: int, entry: JsonObject) -> None:
        """Read one entry."""
        draft, place = self._draft, self._source.at(number)
        if entry.get("IsStruck") is True:
            draft.leave_out(IssueKind.NOT_BUSY, place, "the task is struck", unit="entry")
            return
        resident = find_person(
            draft,
            place,
            email=text_of(entry, "StaffEmail"),
            ids=(text_of(entry, "StaffId"), text_of(entry, "StaffKey")),
            first=text_of(entry, "StaffFName"),
            last=text_of(entry, "StaffLName"),
            other=text_of(entry, "StaffAbbrev"),
        )
        if resident is None:
            return
        start, end = self._local(entry, "Start"), self._local(entry, "End")
        days = (text_of(entry, which, "Date") for which in ("StartDate", "EndDate"))
        dates = widened(extent(*map(stated_date, days)))
        label = text_of(entry, "TimeZone")
        if start and end and (not label or self._zones.clock(label) is draft.clock):
            dates = start.date(), (end - _MOMENT).date() + ONE_DAY
        if entry.get("IsPublished") is False:
            draft.coverage.appear(resident)
            message = "the task is not published"
            draft.lose(IssueKind.COVERAGE, place, message, resident, dates, unit="entry")
            return
        if start is None or end is None or end <= start:
            keys = ("StartDate", "StartTime", "EndDate", "EndTime")
            values = show(" ".join(text_of(entry, key) for key in keys))
            draft.coverage.appear(resident)
            message = f"the task has no readable times ({values})"
            draft.lose(IssueKind.TIME, place, message, resident, dates)
            return
        self._enter(resident, entry, start, end, place, number)

    def _local(self, entry: JsonObject, which: str) -> datetime | None:
        day = text_of(entry, f"{which}Date") or text_of(entry, "Date")
        return local_moment(day, text_of(entry, f"{which}Time"))

    def _enter(
        self,
        resident: str,
        entry: JsonObject,
        start: datetime,
        end: datetime,
        place: Place,
        line: int,
    ) -> None:
        draft = self._draft
        name = text_of(entry, "TaskName", "TaskAbbrev")
        site = text_of(entry, "LocationName") or None
        template = draft.templates.find(name)
        whole_days = start.time() == end.time() == datetime.min.time()
        absence = absence_named(name)
        if whole_days and (template or entry.get("IsRotationTask") is True):
            first, last = start.date(), (end - ONE_DAY).date()
            self._rotations.add(resident, name, (first, last), (line, 0), site)
            return
        moments = self._instants(entry, start, end, place, resident)
        if moments is None:
            return
        begin, close = map(draft.clock.instant, moments)
        if close <= begin:  # in UTC, or where the clock of its zone goes forward
            draft.coverage.appear(resident)
            near = widened(extent(start.date(), end.date()))
            message = "the task does not end after it starts"
            draft.lose(IssueKind.TIME, place, message, resident, near)
            return
        draft.coverage.appear_at(resident, *moments)
        if whole_days and absence == "off":
            message = f"{show(name)} is no duty"
            draft.issue(IssueKind.NOT_BUSY, place, message, "no entry", unit="entry")
            return
        added = draft.templates.shift(name, resident, *moments, site=site)
        draft.add([added], self._source, line)

    def _instants(
        self, entry: JsonObject, start: datetime, end: datetime, place: Place, resident: str
    ) -> tuple[datetime, datetime] | None:
        """Return the moments on the programme's clock, from the entry's own zone."""
        draft, label = self._draft, text_of(entry, "TimeZone")
        clock = self._zones.clock(label) if label else draft.clock
        utc = [
            read_moment(text_of(entry, f"{w}DateUTC").rstrip("Z") + "Z") for w in ("Start", "End")
        ]
        if clock is None and (utc[0] is None or utc[1] is None):
            near = widened(extent(start.date(), end.date()))
            message = f"{show(label)} is no time zone that is known"
            draft.coverage.appear(resident)
            kind = IssueKind.ZONE
            draft.lose(kind, place, message, resident, near, unit="entry", value=label)
            return None
        moments = []
        for local, universal in zip((start, end), utc, strict=True):
            at = clock.instant(local) if clock else 0
            if universal is not None:
                told = draft.clock.instant(universal)
                if clock is None:
                    at = told
                elif abs(told - at) > 1:
                    message = "the times in UTC are not the local times"
                    action, topic = "the local times are used", Topic.CHANGED
                    draft.issue(IssueKind.TIME, place, message, action, topic, unit="entry")
            moments.append(plain_moment(draft.clock, at))
        return moments[0], moments[1]

    def finish(self) -> None:
        """Add the rotations."""
        self._rotations.finish()
