"""A report folder: every format that has a place in it, and the result itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from peerpair.files import write_result, write_whole
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.schedule import Issue
from peerpair.registry import family
from peerpair.report.base import Notice, Report
from peerpair.report.gather import build_view
from peerpair.report.invitation import invite

__all__ = ["write_report"]


def write_report(
    problem: Problem,
    result: Result,
    folder: str | os.PathLike[str],
    schedule_issues: Sequence[Issue] = (),
) -> dict[str, Path]:
    """Write the report into a folder.

    ``report.html`` is the page, ``report.xlsx`` the tables in a workbook; ``groups.csv``,
    ``residents.csv``, ``windows.csv`` and ``issues.csv`` are the same one by one.  ``groups.md`` is
    a text that may be sent to all residents, and ``result.json`` the result.

    The folder is made if it is missing.  Each file is written whole or not at all and is readable
    by its owner alone; everything is put together before the first is written.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        An answer to it, of any status.
    folder : path
        Where to write; files of the same names are replaced.
    schedule_issues : sequence of Issue
        What reading the schedules skipped, guessed or changed.

    Returns
    -------
    dict
        Kind of each file (``"html"``, ``"groups_csv"``, ``"result"``, …) to its path.

    Raises
    ------
    OSError
        If the folder cannot be written.
    PeerpairError
        If a library that a format needs is not installed.
    ProblemError
        If the result does not belong to the problem.

    Examples
    --------
    >>> import tempfile
    >>> import peerpair as pp
    >>> from peerpair.model.result import Group, Result, Status
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")])
    >>> result = Result(Status.OPTIMAL, 0, 0, groups=(Group(("a", "b"), 0),),
    ...                 problem_sha256=problem.sha256)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_report(problem, result, folder).values())
    ... # doctest: +NORMALIZE_WHITESPACE
    ['groups.csv', 'groups.md', 'issues.csv', 'report.html', 'report.xlsx', 'residents.csv',
     'result.json', 'windows.csv']
    """
    view, invitations = build_view(problem, result, schedule_issues), invite(problem, result)
    target = Path(folder)
    files: dict[str, tuple[Path, bytes]] = {}
    for kind, known in family("report").items():
        made = cast("type[Report | Notice]", known)()
        if made.stem:
            data = made.write(invitations) if isinstance(made, Notice) else made.write(view)
            files[kind] = (target / f"{made.stem}{made.suffix}", data)
    target.mkdir(parents=True, exist_ok=True)
    found = {}
    for kind, (path, data) in files.items():
        write_whole(path, data)
        found[kind] = path
    found["result"] = target / "result.json"
    write_result(result, found["result"])
    return found
