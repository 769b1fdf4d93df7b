"""The interface of output formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from peerpair.registry import Registered
from peerpair.report.residents.invitation import Invitations
from peerpair.report.table import Value, csv_bytes
from peerpair.report.view import ReportView


class ReportFormat(Registered):
    """What both kinds of output formats have.

    Attributes
    ----------
    suffix : str
        Ending of its files.
    stem : str
        Name of its file in a report folder; empty keeps the format out of the folder.
    """

    family: ClassVar[str] = "report.formats"
    suffix: ClassVar[str] = ""
    stem: ClassVar[str] = ""


class Report(ReportFormat):
    """One output format for the coordinator.  It sees a `ReportView` alone, never a problem."""

    def write(self, view: ReportView) -> bytes:
        """Return the whole file."""
        raise NotImplementedError


class CsvReport(Report):
    """Base of tables as files for spreadsheets: a subclass says `head` and `rows`.

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


class Notice(ReportFormat):
    """One output format for residents.  It sees `Invitations` alone, so nothing else can slip."""

    def write(self, invitations: Invitations) -> bytes:
        """Return the whole file."""
        raise NotImplementedError
