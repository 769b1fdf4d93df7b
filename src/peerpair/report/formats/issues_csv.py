"""What was not read as it stands, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from peerpair.report.formats.base import CsvReport
from peerpair.report.table import Value
from peerpair.report.view import ReportView


class IssuesCsv(CsvReport):
    """One finding a row: where, what is odd, what was done about it, and what may be meant.

    Examples
    --------
    >>> IssuesCsv().stem + IssuesCsv().suffix
    'issues.csv'
    """

    kind: ClassVar[str] = "issues_csv"
    stem: ClassVar[str] = "issues"
    head: ClassVar[tuple[str, ...]] = ("place", "message", "done", "topic", "value", "hint")

    def rows(self, view: ReportView) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each finding."""
        for each in view.findings:
            yield each.place, each.message, each.action, each.topic, each.value, each.hint
