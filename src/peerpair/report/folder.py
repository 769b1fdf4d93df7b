"""A report folder: every format that has a place in it, and the result itself."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from peerpair.files import OURS, write_result, write_whole
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.schedule import Issue
from peerpair.registry import family
from peerpair.report.base import Report
from peerpair.report.gather import build_view
from peerpair.report.invitation import invite
from peerpair.report.sending import Sending

__all__ = ["STATE", "write_report"]

STATE = ".peerpair-state.json"
"""Usual name of the file that remembers what was sent."""

_MARK = b"A report of peerpair; what is in this folder is never read as rosters.\n"


def write_report(
    problem: Problem,
    result: Result,
    folder: str | os.PathLike[str],
    schedule_issues: Sequence[Issue] = (),
    *,
    state: str | os.PathLike[str] | None = None,
    calendars: Literal["group", "resident"] = "group",
    organizer: str | None = None,
) -> dict[str, Path]:
    """Write the report into a folder, and beside it what residents may be sent.

    ``report.html`` is the page, ``report.xlsx`` the tables in a workbook; ``groups.csv``,
    ``residents.csv``, ``windows.csv`` and ``issues.csv`` are the same one by one, and
    ``result.json`` is the result.  These are for the coordinator.

    ``for-residents`` holds a page for each group, ``groups.md`` for an e-mail to everybody, and,
    with a `state`, calendar files: partners and times alone.  ``sending.csv`` says who gets which.
    Without groups nothing is written for residents, and what is there stays.

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
    state : path, optional
        A file that remembers which meetings were sent, so that a later result can move or cancel
        them; private, and outside the folder for residents.  Without it there are no calendars.
    calendars : {"group", "resident"}
        A calendar file for each group, or for each resident.
    organizer : str, optional
        The e-mail address of who invites; see `peerpair.report.calendars.write_calendars`.

    Returns
    -------
    dict
        Kind of each file (``"html"``, ``"groups_csv"``, ``"result"``, …) to its path;
        ``"for_residents"`` is a folder.

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
    ['for-residents', 'groups.csv', 'issues.csv', 'report.html', 'report.xlsx', 'residents.csv',
     'result.json', 'sending.csv', 'windows.csv']
    """
    view = build_view(problem, result, schedule_issues)
    sending = Sending.of(problem, invite(problem, result)) if result.groups else None
    target = Path(folder)
    files: dict[str, tuple[Path, bytes]] = {}
    for kind, known in family("report").items():
        if issubclass(known, Report) and known.stem:
            report = known()
            files[kind] = (target / f"{report.stem}{report.suffix}", report.write(view))
    target.mkdir(parents=True, exist_ok=True)
    found = {}
    if sending is not None:  # first: what is wrong with an address shows before anything is written
        found["for_residents"], table = sending.write(
            target, per=calendars, state=state, organizer=organizer
        )
        files["sending"] = (target / "sending.csv", table)
    write_whole(target / OURS, _MARK)
    for kind, (path, data) in files.items():
        write_whole(path, data)
        found[kind] = path
    found["result"] = target / "result.json"
    write_result(result, found["result"])
    return found
