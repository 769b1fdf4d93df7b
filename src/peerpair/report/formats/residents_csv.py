"""Residents as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from peerpair.report.formats.base import CsvReport
from peerpair.report.table import Value, names
from peerpair.report.view import ReportView
from peerpair.report.words import next_text


class ResidentsTable(CsvReport):
    """One resident a row: who they are, their group, how often they can meet, what is missing.

    Examples
    --------
    >>> ResidentsTable().stem + ResidentsTable().suffix
    'residents.csv'
    """

    kind: ClassVar[str] = "residents_csv"
    stem: ClassVar[str] = "residents"
    head: ClassVar[tuple[str, ...]] = (
        "id",
        "name",
        "specialty",
        "pgy",
        "group",
        "partners",
        "weeks_met",
        "weeks",
        "next_meeting",
        "schedule",
        "note",
    )

    def rows(self, view: ReportView) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each resident."""
        for resident in view.residents:
            person, group = resident.person, resident.group
            yield (
                person.id,
                person.name,
                person.specialty,
                resident.pgy,
                group.number if group else None,
                names(resident.partners),
                resident.weeks_met,
                view.round_weeks,
                next_text(group.weekly, group.single, zone=view.timezone) if group else None,
                resident.schedule,
                "; ".join(resident.notes),
            )
