"""What rows of rosters and absences share: whose row it is, and which dates it speaks of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from peerpair.model.shape import show
from peerpair.read.cells import read_date, read_flag, stated_date
from peerpair.read.draft import ALWAYS, Draft, extent
from peerpair.read.table import Row

__all__ = ["DATES", "LONGEST", "read_dates", "read_yes", "resident_of"]

DATES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "date": ("date",),
        "start": ("start", "start_date"),
        "end_inclusive": ("end_inclusive", "end_date_inclusive"),
    }
)
"""Columns with dates, and their headers."""
LONGEST = 731
"""Days of the longest rotation or absence; more is a typing error."""


def resident_of(row: Row, draft: Draft) -> str | None:
    """Return the resident of a row, or None with an issue.

    Rows with too many cells are given up here: their cells may stand in the wrong columns, so
    everything about the resident becomes unknown.
    """
    name = row["resident"]
    resident = draft.names.find(name)
    if resident is None:
        what = f"{show(name)} is not a known resident" if name else "the resident is blank"
        draft.count(row.place, what, "left out")
    elif row.too_long:
        draft.appear(resident)
        draft.lose(row.place, "has more cells than the header", resident, ALWAYS)
        return None
    return resident


def read_dates(row: Row, resident: str, draft: Draft) -> tuple[date, date] | None:
    """Return the first and the last date of a row, or None with an issue.

    Reads the column ``date``, else ``start`` and ``end_inclusive``.
    """
    names = ("date", "date") if row["date"] else ("start", "end_inclusive")
    first, last = (read_date(row[name]) for name in names)
    if first and last and first <= last and (last - first).days < LONGEST:
        return first, last
    if first and last:
        wrong = "is before start" if last < first else f"is over {LONGEST} days after start"
        message = f"{names[1]} {show(row[names[1]])} {wrong} {first}"
        dates = extent(first, last)
    else:
        name = names[0] if first is None else names[1]
        message = f"{name} {show(row[name])} is not a date such as 2026-08-03"
        dates = extent(*(stated_date(row[name]) for name in names))
    draft.lose(row.place, message, resident, dates)
    return None


def read_yes(row: Row, column: str, draft: Draft) -> bool:
    """Return a yes-or-no cell; blank is no, and so is anything else, with an issue."""
    found = read_flag(row[column])
    if found is None and row[column]:
        draft.issue(row.place, f"{column} {show(row[column])} is not yes or no", "read as no")
    return bool(found)
