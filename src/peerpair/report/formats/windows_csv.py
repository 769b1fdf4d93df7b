"""Times at which groups can meet, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from peerpair.report.formats.base import CsvReport
from peerpair.report.table import Value, names
from peerpair.report.view import ReportView
from peerpair.report.words import window_text


class WindowsCsv(CsvReport):
    """One time a row, of each group in order; `meeting` marks the one proposed for its week.

    It is ``weekly`` for a series on one weekday at one time, else ``single``.

    Examples
    --------
    >>> WindowsCsv().stem + WindowsCsv().suffix
    'windows.csv'
    """

    kind: ClassVar[str] = "windows_csv"
    stem: ClassVar[str] = "windows"
    head: ClassVar[tuple[str, ...]] = (
        *("group", "members", "start", "end", "text", "meeting", "missing", "on_call_or_backup"),
    )

    def rows(self, view: ReportView) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each time of each group."""
        for group in view.groups:
            members = names(group.people)
            for time in group.times:
                yield (
                    group.number,
                    members,
                    time.start,
                    time.end,
                    window_text(time.start, time.end, zone=view.timezone),
                    time.meeting,
                    names(time.missing),
                    names(time.soft),
                )
