"""A report folder: every format that has a place in it, and the result itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from peerpair.files import OURS, write_problem, write_result, write_whole
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.schedule import Issue
from peerpair.registry import family
from peerpair.report.base import Report
from peerpair.report.gather import build_view

__all__ = ["write_report"]

_MARK = b"A report of peerpair; what is in this folder is never read as rosters.\n"


def write_report(
    problem: Problem,
    result: Result,
    folder: str | os.PathLike[str],
    schedule_issues: Sequence[Issue] = (),
) -> dict[str, Path]:
    """Write ``report.html``, ``groups.csv`` and ``result.json`` into a folder.

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
        Kind of each file (``"html"``, ``"groups_csv"``, ``"result"``) to its path.

    Raises
    ------
    OSError
        If the folder cannot be written.
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
    ['groups.csv', 'report.html', 'result.json']
    """
    view = build_view(problem, result, schedule_issues)
    target = Path(folder)
    files: dict[str, tuple[Path, bytes]] = {}
    for kind, known in family("report").items():
        report = cast("type[Report]", known)()
        if report.stem:
            files[kind] = (target / f"{report.stem}{report.suffix}", report.write(view))
    target.mkdir(parents=True, exist_ok=True)
    write_whole(target / OURS, _MARK)
    found = {}
    for kind, (path, data) in files.items():
        write_whole(path, data)
        found[kind] = path
    found["result"], found["problem"] = target / "result.json", target / "problem.json"
    write_result(result, found["result"])
    write_problem(problem, found["problem"])
    return found
