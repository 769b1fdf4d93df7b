"""What rows of rosters and absences share: whose row it is, and which dates it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.coverage.extents import ALWAYS, extent
from peerpair.read.dates.cells import LONGEST, read_flag
from peerpair.read.dates.order import Dates
from peerpair.read.draft import Draft
from peerpair.read.tables.headers import DATE, END_INCLUSIVE, START
from peerpair.read.tables.table import Row
from peerpair.text import show

DATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"date": DATE, "start": START, "end_inclusive": END_INCLUSIVE}
)
"""Columns with dates, and their headers."""


def resident_of(row: Row, draft: Draft) -> str | None:
    """Return the resident of a row, or None with an issue.

    Rows with too many cells are given up here: their cells may stand in the wrong columns, so
    everything about the resident becomes unknown.  So are rows with a cell that holds an error
    of the spreadsheet.
    """
    resident = draft.resident(row["resident"], row.at("resident"))
    wrong = "has more cells than the header" if row.too_long else row.damaged
    if row.cut_off:
        wrong = "has fewer cells than the header, and the file ends here: it may be cut off"
    elif row.too_short and resident is not None:
        message = "the row has fewer cells than the header"
        draft.issue(IssueKind.ROW, row.place, message, "the others are read as blank", unit="row")
    if resident is None or not wrong:
        return resident
    draft.coverage.appear(resident)
    draft.lose(IssueKind.ROW, row.place, wrong, resident, ALWAYS)
    return None


def read_dates(row: Row, resident: str, dates: Dates, draft: Draft) -> tuple[date, date] | None:
    """Return the first and the last date of a row, or None with an issue.

    Reads the column ``date``, else ``start`` and ``end_inclusive``.
    """
    names = ("date", "date") if row["date"] else ("start", "end_inclusive")
    first, last = (dates.day(row[name]) for name in names)
    if first and last and first <= last and last - first < LONGEST:
        return first, last
    if first and last:
        wrong = "is before start" if last < first else f"is over {LONGEST.days} days after start"
        name = names[1]
        message = f"{name} {show(row[name])} {wrong} {first}"
        near = extent(first, last)
    else:
        name = names[0] if first is None else names[1]
        message = f"{name} {show(row[name])} is not a date such as 2026-08-03"
        near = extent(*(dates.stated(row[name]) for name in names))
    draft.lose(IssueKind.TIME, row.at(name), message, resident, near, value=row[name])
    return None


def read_yes(row: Row, column: str, draft: Draft) -> bool:
    """Return a yes-or-no cell; blank is no, and so is anything else, with an issue."""
    flag, text = read_flag(row[column]), row[column]
    if flag is None and text:
        message, place = f"{column} {show(text)} is not yes or no", row.at(column)
        draft.issue(IssueKind.VALUE, place, message, "read as no", Topic.CHANGED, value=text)
    return bool(flag)
