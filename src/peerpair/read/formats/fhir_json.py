"""FHIR bundles (HL7 FHIR R4) of ``Schedule`` and ``Slot`` resources, as appointment systems export.

A schedule says whose time it is and for which dates it was planned; a slot is a stretch of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import midnight, read_date, stated_date
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format
from peerpair.read.json_export import JsonEntry, with_keys
from peerpair.read.source import Source
from peerpair.text import show

_KNOWN = ("busy", "busy-unavailable", "busy-tentative", "free")
_NO_TIME = ("Practitioner", "PractitionerRole", "Location")


class FhirJson(Format):
    """Slots that are busy; what a slot calls free is free, and the rest of the dates as well."""

    kind = "fhir_json"
    title = "FHIR schedule"
    sign = with_keys("resourceType", "Bundle")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        owners: dict[str, list[str]] = {}
        slots: list[JsonEntry] = []
        bundle = JsonEntry.whole(source, draft, "entry")
        for entry in bundle.entries("entry", "entries"):
            resource = entry.part("resource")
            kind = resource.text("resourceType")
            if kind == "Schedule" and isinstance(resource.keys.get("actor"), list):
                people = [*_owners(resource)]
                names = f"Schedule/{resource.text('id')}", entry.text("fullUrl")
                owners |= {name: people for name in names if name}
            elif kind == "Slot":
                slots.append(resource)
            elif kind not in _NO_TIME and resource.keys:
                message = f"{show(kind)} resources are not read"
                draft.leave_out(IssueKind.ROW, entry.place, message, unit="entry")
        for slot in slots:
            _enter(slot, owners)
        bundle.doubt_pages()


def _owners(resource: JsonEntry) -> Iterator[str]:
    """Yield whose schedule it is, and note the dates for which it was planned."""
    horizon = resource.part("planningHorizon")
    span = _moment(horizon, "start"), _moment(horizon, "end")
    for actor in resource.entries("actor", "actors"):
        key = actor.text("reference").rpartition("/")[2]
        resident = actor.person(key, other=actor.text("display"))
        if resident:
            actor.cover(resident, span)
            yield resident


def _moment(horizon: JsonEntry, key: str) -> datetime | None:
    """Return an end of a planning horizon, which may be the midnight of a date."""
    day = read_date(horizon.text(key))
    return midnight(day) if day else horizon.moment(key)


def _enter(slot: JsonEntry, owners: Mapping[str, Sequence[str]]) -> None:
    draft, status = slot.draft, slot.text("status")
    key = slot.part("schedule").text("reference")
    if status == "entered-in-error":
        return
    if key not in owners:
        dates = widened(extent(*(stated_date(slot.text(key)) for key in ("start", "end"))))
        message = f"the slot is of schedule {show(key)}, which is not in the file"
        everybody_here = sorted({who for people in owners.values() for who in people})
        draft.lose(IssueKind.PERSON, slot.place, message, everybody_here, dates, unit="slot")
        return
    for resident in owners[key]:
        span = slot.span(resident, "start", "end")
        if span and status != "free":
            slot.add(Assignment(resident, *span))
        if span and status not in _KNOWN:
            message = f"slot status {show(status)} is not known"
            kind, topic = IssueKind.VALUE, Topic.CHANGED
            draft.issue(kind, slot.place, message, "read as busy", topic, unit="slot")
