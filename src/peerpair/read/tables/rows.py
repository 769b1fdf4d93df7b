"""Rows of tables: whom each is about, and the dates and answers in its cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.coverage.extents import ALWAYS, Extent, extent, widened
from peerpair.read.dates.cells import LONGEST_ENTRY, read_flag
from peerpair.read.draft import Draft
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show

T = TypeVar("T")


@dataclass(frozen=True)
class WrongCell:
    """A cell of which nobody knows the dates that it means."""

    column: str
    words: str  # what is wrong with it
    near: Extent = ALWAYS  # the dates that it may touch
    kind: IssueKind = IssueKind.TIME
    unit: str = ""  # what is counted, where many cells say the same

    def lose(self, row: TableRow, resident: str, draft: Draft) -> None:
        """Make these dates unknown for a resident of its row."""
        about = {"value": row[self.column]} | ({"unit": self.unit} if self.unit else {})
        place = row.at(self.column)
        draft.lose(self.kind, place, self.message(row), resident, self.near, **about)

    def message(self, row: TableRow) -> str:
        """Return what is wrong with its row, in words."""
        return f"{self.column} {show(row[self.column])} {self.words}"


def keyed_rows(table: Table, draft: Draft, key: str) -> Iterator[TableRow]:
    """Yield the rows that say what they are about; others are left out."""
    for row in table:
        wrong = row.wrong or ("" if row[key] else f"the {key} is blank")
        if wrong:
            draft.leave_out(IssueKind.ROW, row.place, wrong, value=row[key])
        else:
            yield row


def read_rows(
    table: Table,
    draft: Draft,
    read: Callable[[TableRow], T | WrongCell],
    take: Callable[[int, Sequence[str]], bool] | None = None,
    *,
    claim: bool = True,
) -> Iterator[tuple[TableRow, str, T]]:
    """Yield the rows that `take` leaves, a resident of each, and what is to `read` in it.

    Where that is wrong the resident is in doubt.  With `claim` the file speaks of all residents.
    """
    for row in table.rows(take):
        people = _people_of(row, draft)
        value = read(row) if people else None
        for resident in people:
            if claim:
                draft.coverage.appear(resident)
            if isinstance(value, WrongCell):
                value.lose(row, resident, draft)
            elif value is not None:
                yield row, resident, value


def _people_of(row: TableRow, draft: Draft) -> list[str]:
    """Return the residents of a row, with issues for whoever else may be meant."""
    named: list[str] = []
    for columns in row.table.people:
        name, place = row.name(columns), row.at("resident")
        if columns[0] in row.table.filled and draft.names.names_nobody(name):  # it may be anybody
            block = draft.block(row["block"])
            draft.doubt_everybody(place, extent(*block) if block else stated_dates(row))
        elif name:
            named += draft.people(name, place)
    people = list(dict.fromkeys(named))
    for at in row.table.others:
        for resident in draft.names.whom(row.cell(at)).named:
            if resident not in people:
                message = f"column {at + 1} names residents, and nothing says why"
                hint = "call it resident 2 if they are on duty, too"
                draft.lose(IssueKind.COLUMN, row.place, message, resident, unit="row", hint=hint)
    if len(row.cells) < row.table.width and people:
        message = "the row has fewer cells than the header"
        draft.issue(IssueKind.ROW, row.place, message, "the others are read as blank", unit="row")
        draft.doubtful.add(row.line)  # where the file ends in it, it may be cut off
    wrong = row.wrong
    if wrong and people:  # cells may stand in the wrong columns: nothing of it is known
        draft.lose(IssueKind.ROW, row.place, wrong, people)
    return [] if wrong else people


def stated_dates(row: TableRow) -> Extent:
    """Return the dates that a row may touch, as far as it states them."""
    dates = row.table.dates
    if row["date"] and not row.has("end_date"):
        first, last = dates.span(row["date"])
        return extent(first or dates.stated(row["date"]), last)
    texts = row["date"] or row["start"], row["end_date"] or row["end"] or row["end_inclusive"]
    near = extent(*map(dates.stated, texts))
    offsets = any(set(text[10:]) & set("Zz+-") for text in texts)
    return widened(near) if offsets else near


def read_dates(row: TableRow) -> tuple[date, date] | WrongCell:
    """Return the first and the last date of a row, or what is wrong with them.

    Reads the column ``date``, which may hold a range, else ``start`` and ``end_inclusive``.
    """
    names, dates = ("start", "end_inclusive"), row.table.dates
    if row["date"]:
        names, (first, last) = ("date", "date"), dates.span(row["date"])
    else:
        first, last = (dates.day(row[name]) for name in names)
    if first is None or last is None:
        name = names[0] if first is None else names[1]
        return WrongCell(name, "is not a date such as 2026-08-03", stated_dates(row))
    if last < first:
        return WrongCell(names[1], f"is before start {first}")  # either may be wrong
    if last - first >= LONGEST_ENTRY:
        wrong = f"is over {LONGEST_ENTRY.days} days after start {first}"
        return WrongCell(names[1], wrong, extent(first, last))
    return first, last


def read_yes(row: TableRow, column: str, draft: Draft) -> bool:
    """Return a yes-or-no cell; blank is no, and so is anything else, with an issue."""
    flag = read_flag(row[column])
    if flag is None and row[column]:
        change(row, column, "is not yes or no", "read as no", draft)
    return bool(flag)


def change(row: TableRow, column: str, wrong: str, action: str, draft: Draft) -> None:
    """Record what is wrong with a cell, and what is read instead."""
    text, place = row[column], row.at(column)
    message = f"{column} {show(text)} {wrong}"
    draft.issue(IssueKind.VALUE, place, message, action, Topic.CHANGED, value=text)
