"""FHIR bundles (HL7 FHIR R4) of ``Schedule`` and ``Slot`` resources, as appointment systems export.

A schedule says whose time it is and for which dates it was planned; a slot is a stretch of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import is_after, midnight, read_date, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format
from peerpair.read.json_export import (
    JsonObject,
    doubt_pages,
    find_person,
    is_json,
    objects,
    read_json,
    text_of,
    whole_dates,
)
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show

_BUSY = ("busy", "busy-unavailable", "busy-tentative")


class FhirJson(Format):
    """Slots that are busy; what a slot calls free is free, and the rest of the dates as well."""

    kind = "fhir_json"
    title = "FHIR schedule"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return is_json(head) and '"resourceType"' in head.text and '"Bundle"' in head.text

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        bundle = read_json(source)
        source = replace(source, unit="entry")
        listed = bundle.get("entry") if isinstance(bundle, dict) else None
        entries = [
            (number, each.get("resource"), text_of(each, "fullUrl"))
            for number, each in objects(source, listed, "entries")
        ]
        owners: dict[str, tuple[str, ...]] = {}
        for number, resource, url in entries:
            if not isinstance(resource, dict):
                continue
            kind = text_of(resource, "resourceType")
            if kind == "Schedule":
                people = tuple(_owners(resource, source, number, draft))
                for key in (f"Schedule/{text_of(resource, 'id')}", url):
                    owners[key] = people
            elif kind not in ("Slot", "Practitioner", "PractitionerRole", "Location"):
                message = f"{show(kind)} resources are not read"
                draft.leave_out(IssueKind.ROW, source.at(number), message, unit="entry")
        for number, resource, _ in entries:
            if isinstance(resource, dict) and resource.get("resourceType") == "Slot":
                _slot(resource, source, number, owners, draft)
        doubt_pages(bundle, source, draft)

    @classmethod
    def example(cls) -> Example:
        return Example(
            "bundle.json",
            '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Schedule",\n'
            '"id": "1", "actor": [{"reference": "Practitioner/a"}],\n'
            '"planningHorizon": {"start": "2026-08-03", "end": "2026-08-17"}}},\n'
            '{"resource": {"resourceType": "Slot", "status": "busy",\n'
            '"schedule": {"reference": "Schedule/1"}, "start": "2026-08-03T07:00:00-05:00",\n'
            '"end": "2026-08-03T19:00:00-05:00"}}]}',
            "a 08-03 07:00/08-03 19:00",
        )


def _owners(resource: JsonObject, source: Source, number: int, draft: Draft) -> Iterator[str]:
    """Yield whose schedule it is, and note the dates for which it was planned."""
    actors = resource.get("actor")
    for actor in actors if isinstance(actors, list) else ():
        if not isinstance(actor, dict):
            continue
        key = text_of(actor, "reference").rpartition("/")[2]
        other = text_of(actor, "display") or key
        resident = find_person(draft, source.at(number), ids=(key,), other=other)
        if resident is not None:
            _plan(resource, resident, draft)
            yield resident


def _plan(resource: JsonObject, resident: str, draft: Draft) -> None:
    """Note the whole dates of a planning horizon."""
    horizon = resource.get("planningHorizon")
    if not isinstance(horizon, dict):
        return
    texts = [text_of(horizon, which) for which in ("start", "end")]
    ends = [read_moment(text) or read_date(text) for text in texts]
    start, end = (m if m is None or isinstance(m, datetime) else midnight(m) for m in ends)
    dates = whole_dates(draft, start, end) if start and end else None
    if dates:
        draft.coverage.state(resident, *dates)


def _slot(
    resource: JsonObject,
    source: Source,
    number: int,
    owners: Mapping[str, tuple[str, ...]],
    draft: Draft,
) -> None:
    place, status = source.at(number), text_of(resource, "status")
    schedule = resource.get("schedule")
    key = text_of(schedule, "reference") if isinstance(schedule, dict) else ""
    texts = text_of(resource, "start"), text_of(resource, "end")
    dates = widened(extent(*map(stated_date, texts)))
    if status == "entered-in-error":
        return
    if key not in owners:
        message = f"the slot is of schedule {show(key)}, which is not in the file"
        for resident in {who for people in owners.values() for who in people}:
            draft.coverage.lose(resident, dates)
        action, topic = "everybody here becomes unknown", Topic.UNKNOWN
        draft.issue(IssueKind.PERSON, place, message, action, topic, unit="slot")
        return
    start, end = map(read_moment, texts)
    for resident in owners[key]:
        draft.coverage.appear(resident)
        if start is None or end is None or not is_after(end, start, draft.clock):
            message = f"the slot from {show(texts[0])} to {show(texts[1])} has no length"
            draft.lose(IssueKind.TIME, place, message, resident, dates)
            continue
        draft.coverage.appear_at(resident, start, end)
        if status != "free":
            draft.add([Assignment(resident, start, end)], source, number)
        if status not in (*_BUSY, "free"):
            message = f"slot status {show(status)} is not known"
            kind, topic = IssueKind.VALUE, Topic.CHANGED
            draft.issue(kind, place, message, "read as busy", topic, unit="slot")
