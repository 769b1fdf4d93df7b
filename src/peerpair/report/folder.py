"""A report folder: every format that has a place in it, and the result itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from peerpair.documents.files import json_bytes
from peerpair.meetings.planner import propose_meetings
from peerpair.model.problem import Problem
from peerpair.model.result import Result, Status
from peerpair.model.result_document import write_result_document
from peerpair.model.schedule import Issue
from peerpair.registry import family
from peerpair.report.calendars import Calendars, State, make_calendars, read_state, write_state
from peerpair.report.formats.base import Report
from peerpair.report.gather import build_view
from peerpair.report.own_folder import OwnFolder
from peerpair.report.residents.invitation import Invitations, invite
from peerpair.report.residents.sending import FOLDER, Sending
from peerpair.report.view import ReportView
from peerpair.text import show

__all__ = ["STATE", "check_places", "write_report"]

STATE = ".peerpair-state.json"
"""Usual name of the file that remembers what was sent."""

_SENDING = "sending.csv"
_PathLike = str | os.PathLike[str]


def write_report(
    problem: Problem,
    result: Result,
    folder: _PathLike,
    schedule_issues: Sequence[Issue] = (),
    *,
    state: _PathLike | None = None,
    calendars: Literal["group", "resident"] = "group",
    organizer: str | None = None,
    note: str = "",
    now: datetime | None = None,
) -> dict[str, Path]:
    """Write the report into a folder, and beside it what residents may be sent.

    ``report.html`` is the page, ``report.xlsx`` the tables in a workbook; ``groups.csv``,
    ``residents.csv``, ``windows.csv`` and ``issues.csv`` are the same one by one, and
    ``result.json`` is the result.  These are for the coordinator.

    ``for-residents`` holds a page for each group, ``groups.md`` for an e-mail to everybody, and,
    with a `state`, calendar files: partners and times alone.  ``sending.csv`` says who gets which.
    Without an answer nothing is written for residents, and what is there stays.

    The folder is made if it is missing, and must be empty or written by peerpair, which lists its
    files in ``.peerpair`` there: those of an earlier report that have no successor are removed,
    and nothing else is touched.  Everything is put together before the first file is written;
    each is whole, and readable by its owner alone.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        An answer to it, of any status.
    folder : path
        Where to write.
    schedule_issues : sequence of Issue
        What reading the schedules skipped, guessed or changed.
    state : path, optional
        A file that remembers which meetings were sent, so that a later result can move or cancel
        them; private, and outside the folder for residents.  Without it there are no calendars.
    calendars : {"group", "resident"}
        A calendar file for each group, or for each resident.
    organizer : str, optional
        The e-mail address of who invites; see `peerpair.report.calendars.write_calendars`.
    note : str
        A text of one's own for the residents, of at most 1,000 characters.
    now : datetime, optional
        The present, with an offset: meetings that are over are neither moved nor cancelled.

    Returns
    -------
    dict
        Kind of each file (``"html"``, ``"groups_csv"``, ``"result"``, …) to its path;
        ``"for_residents"`` is a folder.

    Raises
    ------
    OSError
        If the folder cannot be written, or holds files that peerpair did not write.
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
    own = OwnFolder(folder)
    meetings = propose_meetings(problem, [group.members for group in result.groups])
    files = _report(build_view(problem, result, schedule_issues, meetings=meetings), result)
    kinds = {kind: name for kind, (name, _) in files.items()}
    contents = dict(files.values())
    sending = None
    if result.status in (Status.OPTIMAL, Status.FEASIBLE):
        invitations = invite(problem, result, note=note, meetings=meetings)
        made = _calendars(problem, invitations, state, calendars, organizer, now)
        sending = Sending(invitations, made, per_resident=calendars == "resident")
        contents |= {f"{FOLDER}/{name}": data for name, data in sending.files.items()}
        contents[_SENDING] = sending.table()
        kinds |= {"sending": _SENDING, "for_residents": FOLDER}
    own.check(contents)
    own.claim()
    if state is not None and sending is not None and sending.calendars is not None:
        if _inside(state, folder, contents):
            raise ValueError(f"state: {show(os.fspath(state))} would lie among the files to send")
        # First: a UID that is remembered and was never sent does no harm, the reverse does.
        write_state(sending.calendars.state, state)
    kept = () if sending else (f"{FOLDER}/", _SENDING)
    own.replace(contents, last=_SENDING, kept=kept)
    return {kind: own.path / name for kind, name in kinds.items()}


def _report(view: ReportView, result: Result) -> dict[str, tuple[str, bytes]]:
    """Return kind, name and content of the files for the coordinator."""
    found = {}
    for kind, known in family("report.formats").items():
        if issubclass(known, Report) and known.stem:
            found[kind] = f"{known.stem}{known.suffix}", known().write(view)
    found["result"] = "result.json", json_bytes(write_result_document(result))
    return found


def _calendars(
    problem: Problem,
    invitations: Invitations,
    state: _PathLike | None,
    per: Literal["group", "resident"],
    organizer: str | None,
    now: datetime | None,
) -> Calendars | None:
    if state is None:
        return None
    horizon = problem.horizon
    return make_calendars(
        invitations,
        _state(state),
        per=per,
        order=[resident.id for resident in problem.residents],
        organizer=organizer or None,
        now=now,
        dates=(horizon.start, horizon.end) if horizon else None,
    )


def _state(path: _PathLike) -> State | None:
    return read_state(path) if os.path.lexists(path) else None


def check_places(folder: _PathLike, state: _PathLike | None = None) -> None:
    """Raise what `write_report` would raise about its folder and its state, before a long solve."""
    OwnFolder(folder)
    if state is not None:
        _state(state)


def _inside(state: _PathLike, folder: _PathLike, names: Iterable[str]) -> bool:
    """Tell whether the state would lie in the folder for residents, or in place of a file."""
    memory, own = Path(state).resolve(), Path(folder).resolve()
    return memory.is_relative_to(own / FOLDER) or memory in {own / name for name in names}
