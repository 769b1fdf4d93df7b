"""ShiftAdmin's export as JSON: ``data.scheduledShifts``, one entry a shift."""

from __future__ import annotations

from dataclasses import replace

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import is_after, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format
from peerpair.read.json_export import find_person, is_json, objects, read_json, text_of
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show


class ShiftAdminJson(Format):
    """Shifts with local times."""

    kind = "shiftadmin_json"
    title = "ShiftAdmin schedule"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return is_json(head) and '"scheduledShifts"' in head.text

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        document = read_json(source)
        source = replace(source, unit="shift")
        data = document.get("data", document) if isinstance(document, dict) else None
        if not isinstance(data, dict):
            message = "has no data.scheduledShifts"
            raise ReadError(source.at(), message, kind=IssueKind.FILE)
        for number, shift in objects(source, data.get("scheduledShifts"), "scheduledShifts"):
            place = source.at(number)
            resident = find_person(
                draft,
                place,
                email=text_of(shift, "email"),
                ids=(text_of(shift, "userID"),),
                first=text_of(shift, "firstName"),
                last=text_of(shift, "lastName"),
            )
            if resident is None:
                continue
            draft.coverage.appear(resident)
            texts = text_of(shift, "shiftStart"), text_of(shift, "shiftEnd")
            start, end = map(read_moment, texts)
            if start is None or end is None or not is_after(end, start, draft.clock):
                dates = widened(extent(*map(stated_date, texts)))
                message = f"the shift from {show(texts[0])} to {show(texts[1])} has no length"
                draft.lose(IssueKind.TIME, place, message, resident, dates)
                continue
            name = text_of(shift, "shiftShortName", "shiftName")
            site = text_of(shift, "facilityAbbreviation", "facilityName") or None
            draft.coverage.appear_at(resident, start, end)
            entry = draft.templates.shift(name, resident, start, end, site=site)
            draft.add([entry], source, number)

    @classmethod
    def example(cls) -> Example:
        return Example(
            "shifts.json",
            '{"data": {"scheduledShifts": [{"userID": "a", "firstName": "Ana", "lastName":\n'
            '"Lopez", "shiftStart": "2026-08-03 07:00",\n"shiftEnd": "2026-08-03 19:00"},'
            '{"userID": "b", "shiftStart": "2026-08-04 19:00", "shiftEnd": "2026-08-05 07:00"}]}}',
            "a 08-03 07:00/08-03 19:00; b 08-04 19:00/08-05 07:00",
        )
