"""ShiftAdmin's export as JSON: ``data.scheduledShifts``, one entry a shift."""

from __future__ import annotations

from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format
from peerpair.read.json_export import JsonEntry, has_keys
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head


class ShiftAdminJson(Format):
    """Shifts with local times."""

    kind = "shiftadmin_json"
    title = "ShiftAdmin schedule"
    example = Example(
        "shifts.json",
        '{"data": {"scheduledShifts": [{"userID": "a", "firstName": "Ana", "lastName":\n'
        '"Lopez", "shiftStart": "2026-08-03 07:00",\n"shiftEnd": "2026-08-03 19:00"},'
        '{"userID": "b", "shiftStart": "2026-08-04 19:00", "shiftEnd": "2026-08-05 07:00"}]}}',
        "a 08-03 07:00/08-03 19:00; b 08-04 19:00/08-05 07:00",
    )

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return has_keys(head, "scheduledShifts")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        export = JsonEntry.whole(source, draft, "shift")
        data = export.part("data") if "data" in export.keys else export
        for shift in data.entries("scheduledShifts", "scheduledShifts"):
            resident = shift.person(
                shift.text("email"),
                shift.text("userID"),
                first=shift.text("firstName"),
                last=shift.text("lastName"),
            )
            span = resident and shift.span(resident, "shiftStart", "shiftEnd")
            if resident and span:
                name = shift.text("shiftShortName", "shiftName")
                site = shift.text("facilityAbbreviation", "facilityName") or None
                shift.add(draft.templates.shift(name, resident, *span, site=site))
