"""One page that needs nothing else: no network, no scripts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, ClassVar

from peerpair.errors import PeerpairError
from peerpair.report.base import Report
from peerpair.report.view import ReportView
from peerpair.report.words import count, number

if TYPE_CHECKING:
    from jinja2 import Template

__all__ = ["HtmlReport"]


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
        PeerpairError
            If jinja2 is not installed.
        """
        return _template().render(view=view).encode("utf-8")


@cache
def _template() -> Template:
    """Return the compiled page; every value is escaped unless the template says otherwise."""
    try:
        import jinja2  # heavy, and an embedder who only solves does not need it
    except ModuleNotFoundError:
        message = "the report needs jinja2: pip install 'peerpair[cli]'"
        raise PeerpairError(message) from None
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("peerpair.report"),
        autoescape=True,  # not by suffix: the template ends in .j2
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"number": number, "count": count}
    return environment.get_template("report.html.j2")
