"""FHIR bundles (HL7 FHIR R4) of ``Schedule`` and ``Slot`` resources, as appointment systems export.

A schedule says whose time it is and for which dates it was planned; a slot is a stretch of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from peerpair.model.schedule import Assignment, Topic
from peerpair.model.shape import show
from peerpair.read.base import Format
from peerpair.read.cells import read_date, read_moment, stated_date
from peerpair.read.dates import is_after
from peerpair.read.draft import Draft
from peerpair.read.extents import extent, widened
from peerpair.read.grid import Head
from peerpair.read.json_file import JsonObject, is_json, objects, read_json, text_of
from peerpair.read.json_people import find_person
from peerpair.read.source import Source

__all__ = ["FhirJson"]

_BUSY = ("busy", "busy-unavailable", "busy-tentative")


class FhirJson(Format):
    """Slots that are busy; what a slot calls free is free, and the rest of the dates as well."""

    kind: ClassVar[str] = "fhir_json"
    title: ClassVar[str] = "FHIR schedule"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return is_json(head) and '"resourceType"' in head.text and '"Bundle"' in head.text

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        found = read_json(source)
        source = replace(source, unit="entry")
        listed = found.get("entry") if isinstance(found, dict) else None
        entries = [
            (number, each.get("resource"), text_of(each, "fullUrl"))
            for number, each in objects(source, listed, "entries")
        ]
        owners: dict[str, str | None] = {}
        for number, resource, url in entries:
            if isinstance(resource, dict) and resource.get("resourceType") == "Schedule":
                owner = _owner(resource, source, number, draft)
                for key in (f"Schedule/{text_of(resource, 'id')}", url):
                    owners[key] = owner
        for number, resource, _ in entries:
            if isinstance(resource, dict) and resource.get("resourceType") == "Slot":
                _slot(resource, source, number, owners, draft)


def _owner(resource: JsonObject, source: Source, number: int, draft: Draft) -> str | None:
    """Return whose schedule it is, and note the dates for which it was planned."""
    actors = resource.get("actor")
    first = actors[0] if isinstance(actors, list) and actors else {}
    actor: Mapping[str, Any] = first if isinstance(first, dict) else {}
    key = text_of(actor, "reference").rpartition("/")[2]
    place = source.at(number)
    resident = find_person(draft, place, ids=(key,), other=text_of(actor, "display") or key)
    horizon = resource.get("planningHorizon")
    if resident is None or not isinstance(horizon, dict):
        return resident
    start, end = (read_moment(text_of(horizon, key)) for key in ("start", "end"))
    if start is None or end is None:
        days = read_date(text_of(horizon, "start")), read_date(text_of(horizon, "end"))
        if days[0] is not None and days[1] is not None and days[0] < days[1]:
            draft.coverage.cover(resident, days[0], days[1])
        return resident
    local = draft.clock.local
    first_day, last_day = (local(draft.clock.instant(moment)).date() for moment in (start, end))
    if first_day < last_day:
        draft.coverage.cover(resident, first_day, last_day)
    return resident


def _slot(
    resource: JsonObject,
    source: Source,
    number: int,
    owners: Mapping[str, str | None],
    draft: Draft,
) -> None:
    place, status = source.at(number), text_of(resource, "status")
    schedule = resource.get("schedule")
    key = text_of(schedule, "reference") if isinstance(schedule, dict) else ""
    if key not in owners:
        message = f"the slot is of schedule {show(key)}, which is not in the file"
        draft.count(place, message, "left out", Topic.LEFT_OUT, unit="slot")
        return
    resident = owners[key]
    if resident is None or status == "entered-in-error":
        return
    texts = text_of(resource, "start"), text_of(resource, "end")
    start, end = map(read_moment, texts)
    draft.coverage.appear(resident)
    if start is None or end is None or not is_after(end, start, draft.clock):
        dates = widened(extent(*map(stated_date, texts)))
        message = f"the slot from {show(texts[0])} to {show(texts[1])} has no length"
        draft.lose(place, message, resident, dates)
        return
    draft.coverage.appear_at(resident, start, end)
    if status in _BUSY:
        draft.add([Assignment(resident, start, end)], source, number)
    elif status != "free":
        message = f"slot status {show(status)} is not known"
        draft.count(place, message, "read as busy", Topic.CHANGED, unit="slot")
        draft.add([Assignment(resident, start, end)], source, number)
