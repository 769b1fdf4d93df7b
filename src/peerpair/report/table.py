"""Tables as files for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, TypeAlias

from peerpair.report.formats.base import Report
from peerpair.report.view import PersonView, ReportView
from peerpair.shapes.moments import write_moment
from peerpair.text import cell

Value: TypeAlias = str | int | datetime | None
"""What a cell may hold; times are local with their offset."""


class CsvReport(Report):
    """Base of tables: a subclass says `head` and `rows`, which the workbook shows as well.

    The file is UTF-8 with a byte-order mark, without which spreadsheets garble names.  No text
    starts a formula, numbers stay numbers, and times are ISO 8601 with their offset.

    Attributes
    ----------
    head : tuple of str
        Names of the columns, for programs: lower case with underscores.
    """

    suffix: ClassVar[str] = ".csv"
    head: ClassVar[tuple[str, ...]]

    def rows(self, view: ReportView) -> Iterable[tuple[Value, ...]]:
        """Return the rows, each as long as the head."""
        raise NotImplementedError

    def write(self, view: ReportView) -> bytes:
        """Return the whole file."""
        return csv_bytes(self.head, self.rows(view))


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
