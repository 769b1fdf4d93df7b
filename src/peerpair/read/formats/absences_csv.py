"""Absences: ``resident,start,end_inclusive`` and, where given, ``kind``."""

from __future__ import annotations

from peerpair.model.schedule import Assignment
from peerpair.model.settings import NOT_DUTY
from peerpair.read.dates.cells import read_kind, whole_days
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.headers import END_INCLUSIVE, RESIDENT, START, are_absences
from peerpair.read.tables.rows import change, read_dates, read_rows
from peerpair.read.tables.table import Table


class AbsencesCsv(Format):
    """Whole days away, from local midnight to local midnight.

    An absence says nothing about the other days, so it gives no coverage; it wins over rotation
    duties that a template would put on its dates.
    """

    kind = "absences_csv"
    order = Order.ABSENCES
    title = "absences"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return are_absences(head.names)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        ends = {"start": START, "end_inclusive": END_INCLUSIVE}
        table = Table(source, {"resident": RESIDENT, "kind": ("kind",), **ends}, draft)
        table.need("resident", "start", "end_inclusive")
        for row, resident, dates in read_rows(table, draft, read_dates, claim=False):
            kind = read_kind(row["kind"]) or "leave"
            if kind not in NOT_DUTY:
                # A kind that counted as duty would be followed by rest after a "24 hour duty".
                change(row, "kind", "is no kind of absence", "read as leave", draft)
                kind = "leave"
            draft.leave[resident].append(dates)
            draft.add([Assignment(resident, *whole_days(*dates), kind)], source, row.line)
