"""The interface of output formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from peerpair.registry import Registered

if TYPE_CHECKING:
    from peerpair.report.view import ReportView

__all__ = ["Report"]


class Report(Registered):
    """One output format.  It sees a `ReportView` alone, never a problem.

    Attributes
    ----------
    suffix : str
        Ending of its files.
    stem : str
        Name of its file in a report folder; empty keeps the format out of the folder.
    """

    family: ClassVar[str] = "report"
    suffix: ClassVar[str] = ""
    stem: ClassVar[str] = ""

    def write(self, view: ReportView) -> bytes:
        """Return the whole file."""
        raise NotImplementedError
