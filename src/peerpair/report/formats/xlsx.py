"""The tables in one workbook."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from peerpair.errors import MissingLibraryError
from peerpair.report.formats.base import CsvReport, Report
from peerpair.report.formats.groups_csv import GroupsCsv
from peerpair.report.formats.issues_csv import IssuesCsv
from peerpair.report.formats.residents_csv import ResidentsTable
from peerpair.report.formats.windows_csv import WindowsCsv
from peerpair.report.table import Value
from peerpair.report.view import ReportView
from peerpair.report.words import text_width
from peerpair.text import cell

_SHEETS: dict[str, type[CsvReport]] = {
    "Groups": GroupsCsv,
    "Residents": ResidentsTable,
    "Windows": WindowsCsv,
    "Issues": IssuesCsv,
}
_TITLES = {"id": "ID", "pgy": "PGY"}
_CREATED = datetime(1980, 1, 1)
"""As in every workbook of ours, so that equal tables are equal files."""

_LONGEST = 32_767
"""UTF-16 units that a cell can hold."""

_NARROW, _WIDE, _FILTER = 6, 60, 3
"""Widths of columns in letters: the least, the most, and what a filter's arrow takes."""

_TIME = "ddd d mmm yyyy, hh:mm"
_TIME_WIDTH = 22


class XlsxReport(Report):
    """Groups, residents, times and findings, a sheet each, with filters and a frozen header.

    Text is always text, never a formula or a link; times are the local wall clock as the
    spreadsheet's own dates, under a header that names the zone.

    Examples
    --------
    >>> XlsxReport().stem + XlsxReport().suffix
    'report.xlsx'
    """

    kind: ClassVar[str] = "xlsx"
    suffix: ClassVar[str] = ".xlsx"
    stem: ClassVar[str] = "report"

    def write(self, view: ReportView) -> bytes:
        """Return the whole workbook.

        Raises
        ------
        MissingLibraryError
            If XlsxWriter is not installed.
        """
        file = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with _library().Workbook(file, options) as book:
            book.set_properties({"title": cell(view.title)[:255], "created": _CREATED})
            styles = {
                "head": book.add_format(
                    {"bold": True, "bg_color": "#E3EAF2", "bottom": 1, "valign": "top"}
                ),
                "text": book.add_format({"valign": "top", "text_wrap": True}),
                "time": book.add_format({"valign": "top", "align": "left", "num_format": _TIME}),
            }
            for name, table in _SHEETS.items():
                _fill(book.add_worksheet(name), styles, table(), view)
        return file.getvalue()


def _library() -> Any:
    try:
        import xlsxwriter  # an embedder who only solves does not need it
    except ModuleNotFoundError:
        message = "the workbook needs XlsxWriter: pip install 'peerpair[cli]'"
        raise MissingLibraryError(message) from None
    return xlsxwriter


def _fill(sheet: Any, styles: dict[str, Any], table: CsvReport, view: ReportView) -> None:
    rows = [*table.rows(view)]
    last = len(table.head) - 1
    for column, name in enumerate(table.head):
        values = [row[column] for row in rows]
        title = _title(name, values, view.timezone)
        sheet.write_string(0, column, title, styles["head"])
        sheet.set_column(column, column, _width(title, values))
        for row, value in enumerate(values, start=1):
            _put(sheet, row, column, value, styles)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), last)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _put(sheet: Any, row: int, column: int, value: Value, styles: dict[str, Any]) -> None:
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, value.replace(tzinfo=None), styles["time"])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, styles["text"])
    elif value:
        sheet.write_string(row, column, _fitting(cell(value)), styles["text"])


def _title(name: str, values: Sequence[Value], zone: str) -> str:
    shown = _TITLES.get(name, name.replace("_", " ").capitalize())
    return f"{shown} ({zone})" if any(isinstance(v, datetime) for v in values) else shown


def _width(title: str, values: Sequence[Value]) -> int:
    """Return a width that shows most cells whole; longer text is wrapped."""
    widths = [text_width(title) + _FILTER]
    for value in values:
        timed = isinstance(value, datetime)
        widths.append(_TIME_WIDTH if timed else text_width("" if value is None else str(value)) + 1)
    return min(_WIDE, max(_NARROW, *widths))


def _fitting(text: str) -> str:
    """Return text cut to what a cell can hold."""
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _LONGEST:
        return text
    return units[: 2 * (_LONGEST - 1)].decode("utf-16-le", errors="ignore") + "…"
