"""One page that needs nothing else: no network, and scripts only to search in it."""

from __future__ import annotations

from typing import ClassVar

from peerpair.report.formats.base import Report
from peerpair.report.page import render
from peerpair.report.view import ON_CALL, ReportView


class HtmlReport(Report):
    """The report for the coordinator, as one self-contained page.

    Examples
    --------
    >>> HtmlReport().stem + HtmlReport().suffix
    'report.html'
    """

    kind: ClassVar[str] = "html"
    suffix: ClassVar[str] = ".html"
    stem: ClassVar[str] = "report"

    def write(self, view: ReportView) -> bytes:
        """Return the whole page.

        Raises
        ------
        MissingLibraryError
            If jinja2 is not installed.
        """
        styles = ("base.css", "report.css")
        script = "report.js" if view.groups else ""
        return render("report.html.j2", styles=styles, script=script, view=view, on_call=ON_CALL)
