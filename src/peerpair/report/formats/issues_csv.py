"""What was not read as it stands, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from peerpair.report.table import CsvReport, Table, Value
from peerpair.report.view import ReportView

__all__ = ["ISSUES", "IssuesCsv"]


def _rows(view: ReportView) -> Iterator[tuple[Value, ...]]:
    for found in view.findings:
        yield found.place, found.message, found.action, found.topic, found.value, found.hint


ISSUES = Table(("place", "message", "done", "topic", "value", "hint"), _rows)


class IssuesCsv(CsvReport):
    """One finding a row: where, what is odd, what was done about it, and what may be meant.

    Examples
    --------
    >>> IssuesCsv().stem + IssuesCsv().suffix
    'issues.csv'
    """

    kind: ClassVar[str] = "issues_csv"
    stem: ClassVar[str] = "issues"
    table: ClassVar[Table] = ISSUES
