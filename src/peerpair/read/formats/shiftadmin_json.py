"""ShiftAdmin's export as JSON: ``data.scheduledShifts``, one entry a shift."""

from __future__ import annotations

from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format
from peerpair.read.json_export import JsonEntry, with_keys
from peerpair.read.source import Source


class ShiftAdminJson(Format):
    """Shifts with local times."""

    kind = "shiftadmin_json"
    title = "ShiftAdmin schedule"
    sign = with_keys("scheduledShifts")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        export = JsonEntry.whole(source, draft, "shift")
        data = export.part("data") if "data" in export.keys else export
        for shift in data.entries("scheduledShifts", "scheduledShifts"):
            email, key, last, first = map(shift.text, ("email", "userID", "lastName", "firstName"))
            resident = shift.person(email, key, last=last, first=first)
            span = resident and shift.span(resident, "shiftStart", "shiftEnd")
            if resident and span:
                name = shift.text("shiftShortName", "shiftName")
                site = shift.text("facilityAbbreviation", "facilityName") or None
                shift.add(draft.templates.shift(name, resident, *span, site=site))
