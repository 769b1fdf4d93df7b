"""Every registered output format, each by itself: one that fails takes no other with it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.registry import family
from peerpair.report.formats.base import Notice, Report
from peerpair.report.formats.text import TextReport
from peerpair.report.gather import build_view
from peerpair.report.residents.invitation import Invitations
from peerpair.report.view import ReportView

_PLAIN = re.compile(r"\w[\w.-]*")
"""Names of files that mean a file of the folder on every system."""


@dataclass(frozen=True)
class Formatted:
    """What the formats gave.

    Attributes
    ----------
    files : dict
        Kind of each format to the name and the content of its file.
    failed : dict
        Kind of each format that failed to the class of its error.  Never the error's text, which
        may hold anything.
    """

    files: dict[str, tuple[str, bytes]]
    failed: dict[str, str]


def reports(view: ReportView, taken: Iterable[str]) -> Formatted:
    """Return the files for the coordinator, none under a name that is `taken`."""
    return _formatted(Report, view, taken)


def notices(invitations: Invitations, taken: Iterable[str]) -> Formatted:
    """Return the files for all residents, none under a name that is `taken`."""
    return _formatted(Notice, invitations, taken)


def text_table(problem: Problem, result: Result) -> str:
    """Return the verdict, the figures and one line a group as plain text.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")])
    >>> print(text_table(problem, pp.solve(problem)).splitlines()[0])
    Proven best
    """
    return TextReport().write(build_view(problem, result)).decode()


def _formatted(base: type[Report | Notice], source: object, taken: Iterable[str]) -> Formatted:
    files: dict[str, tuple[str, bytes]] = {}
    failed: dict[str, str] = {}
    names = {name.casefold() for name in taken}
    for kind, known in family("report.formats").items():
        if not issubclass(known, base):
            continue
        try:  # a format may be a stranger's and raise anything
            made: Any = known()
            if not made.stem:
                continue
            name = f"{made.stem}{made.suffix}"
            if not _PLAIN.fullmatch(name) or name.casefold() in names:
                raise FileExistsError(name)
            data = made.write(source)
            if not isinstance(data, bytes):
                raise TypeError(type(data))
        except (Exception, SystemExit) as error:
            failed[kind] = type(error).__name__
        else:
            files[kind] = name, data
            names.add(name.casefold())
    return Formatted(files, failed)
