"""Rosters as long tables, in three forms that the header tells apart.

- ``resident,start,end`` with dates and times;
- ``resident,date,start,end`` with clock times, where an end not after the start is the next day;
- ``resident,start,end_inclusive,rotation`` or ``resident,date,rotation`` with rotation templates.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

from peerpair.model.schedule import Assignment
from peerpair.model.shape import show
from peerpair.read.absences_csv import AbsencesCsv
from peerpair.read.base import Format, check_columns
from peerpair.read.cells import read_clock, read_date, read_kind, read_moment, stated_date
from peerpair.read.draft import ALWAYS, Draft, extent, widened
from peerpair.read.rotations import Rotations
from peerpair.read.rows import DATES, read_yes, resident_of
from peerpair.read.source import Source
from peerpair.read.table import RESIDENT, Row, Table, head_names

__all__ = ["AssignmentsCsv"]

_DETAILS = ("kind", "soft", "site", "protectable")
_DAY = timedelta(days=1)


class AssignmentsCsv(Format):
    """Duties of residents, one a row."""

    kind: ClassVar[str] = "assignments_csv"
    title: ClassVar[str] = "assignments"

    @classmethod
    def sniff(cls, head: str, path: Path) -> bool:
        names = head_names(head)
        dated = names & {*DATES["start"], "date", "rotation"}
        other = AbsencesCsv.sniff(head, path) or "days" in names
        return bool(names & set(RESIDENT)) and bool(dated) and not other

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        names = head_names(source.text[:100_000])
        columns = {"resident": RESIDENT, "date": DATES["date"], "start": DATES["start"]}
        timed = columns | {name: (name,) for name in ("end", *_DETAILS)}
        table = Table(source, timed)
        if {"start", "end"} <= table.columns:
            table.need("resident")
            read_row = _clocks if "date" in table.columns else _moments
        else:
            table = Table(
                source, {**columns, **DATES, "rotation": ("rotation",), "site": ("site",)}
            )
            _need_rotation_columns(table, "end_date" in names)
            read_row = None
        check_columns(table, draft)
        rotations = Rotations(draft)
        for row in table:
            resident = resident_of(row, draft)
            if resident is None:
                continue
            draft.appear(resident)
            if read_row is None:
                rotations.read(row, resident)
                continue
            entry = read_row(row, resident, draft)
            if entry:
                draft.appear_at(resident, entry.start, entry.end)
                draft.add([entry], row.place)


def _need_rotation_columns(table: Table, has_end_date: bool) -> None:
    hint = "call it end_inclusive if the last day counts" if has_end_date else ""
    table.need("resident", "rotation")
    if "date" not in table.columns:
        table.need("start", "end_inclusive", hint=hint)


def _moments(row: Row, resident: str, draft: Draft) -> Assignment | None:
    """Read a row with a date and a time in both start and end."""
    start, end = read_moment(row["start"]), read_moment(row["end"])
    dates = extent(stated_date(row["start"]), stated_date(row["end"]))
    if any(set(row[name][10:]) & set("Zz+-") for name in ("start", "end")):  # UTC offsets
        dates = widened(dates)
    if start is None:
        message = f"start {show(row['start'])} is not a time such as 2026-08-03 07:00"
    elif end is None and read_clock(row["end"]) is not None:
        # Most likely the same or the next day; which one is not for us to guess.
        message = f"end {show(row['end'])} has no date"
        dates = extent(start.date(), start.date())
    elif end is None:
        message = f"end {show(row['end'])} is not a time such as 2026-08-03 19:00"
    elif not _after(start, end, draft):
        message = f"end {show(row['end'])} is not after start {show(row['start'])}"
    else:
        return _entry(row, resident, start, end, draft)
    draft.lose(row.place, message, resident, dates)
    return None


def _clocks(row: Row, resident: str, draft: Draft) -> Assignment | None:
    """Read a row with a date, and clock times in start and end."""
    day, start, end = read_date(row["date"]), read_clock(row["start"]), read_clock(row["end"])
    if day is None:
        stated = stated_date(row["date"])
        dates = extent(stated, stated) if stated else ALWAYS
        message = f"date {show(row['date'])} is not a date such as 2026-08-03"
        draft.lose(row.place, message, resident, dates)
        return None
    if start is None or end is None or start == _DAY:
        name = "end" if end is None and start is not None else "start"
        message = f"{name} {show(row[name])} is not a time such as 07:00"
        draft.lose(row.place, message, resident, extent(day, day))
        return None
    midnight = datetime(day.year, day.month, day.day)
    close = end if end > start else end + _DAY
    return _entry(row, resident, midnight + start, midnight + close, draft)


def _after(start: datetime, end: datetime, draft: Draft) -> bool:
    """Tell whether the end is after the start as written, or in instants if only one is local."""
    if (start.tzinfo is None) == (end.tzinfo is None):
        return end > start
    return draft.clock.instant(end) > draft.clock.instant(start)


def _entry(row: Row, resident: str, start: datetime, end: datetime, draft: Draft) -> Assignment:
    return Assignment(
        resident,
        start,
        end,
        kind=read_kind(row["kind"]),
        soft=read_yes(row, "soft", draft),
        site=row["site"] or None,
        protectable=read_yes(row, "protectable", draft),
    )
