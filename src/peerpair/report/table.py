"""A table, said once for every format that writes it: CSV files and the sheets of a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, TypeAlias

from peerpair.report.formats.base import Report
from peerpair.report.view import PersonView, ReportView
from peerpair.shapes.moments import write_moment
from peerpair.text import cell

__all__ = ["CsvReport", "Table", "Value", "csv_bytes", "names"]

Value: TypeAlias = str | int | datetime | None
"""What a cell may hold; times are local with their offset."""


@dataclass(frozen=True)
class Table:
    """Columns, and what stands in them.

    Attributes
    ----------
    head : tuple of str
        Names of the columns, for programs: lower case with underscores.
    rows : callable
        From a `ReportView` to rows as long as the head.
    """

    head: tuple[str, ...]
    rows: Callable[[ReportView], Iterable[tuple[Value, ...]]]


class CsvReport(Report):
    """Base of tables as files for spreadsheets.

    UTF-8 with a byte-order mark, without which spreadsheets garble names.  No text starts a
    formula, numbers stay numbers, and times are ISO 8601 with their offset.

    Attributes
    ----------
    table : Table
        What is written.
    """

    suffix: ClassVar[str] = ".csv"
    table: ClassVar[Table]

    def write(self, view: ReportView) -> bytes:
        """Return the whole file."""
        return csv_bytes(self.table.head, self.table.rows(view))


def csv_bytes(head: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> bytes:
    """Return a table as `CsvReport` writes it."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(map(_plain, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return write_moment(value)
    return cell(value) if isinstance(value, str) else value


def names(people: Iterable[PersonView]) -> str:
    """Return the names of people in one cell, with the id where a name is not clear."""
    return ", ".join(person.shown for person in people)
