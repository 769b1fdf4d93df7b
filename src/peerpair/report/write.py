"""A report folder: every format that has a place in it, and the result itself."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

from peerpair.documents.files import OURS, certificate_path, changing, json_bytes, write_json
from peerpair.errors import ArgumentError, Fault, check_argument
from peerpair.meetings.planner import propose_meetings
from peerpair.model.problem import Problem
from peerpair.model.result import BY_HAND, Result, Status
from peerpair.model.schedule import Issue
from peerpair.plan.history import FormedRound
from peerpair.report.calendars import (
    Per,
    State,
    make_calendars,
    read_state,
    write_state,
)
from peerpair.report.formatted import reports
from peerpair.report.gather import build_view, check_answer
from peerpair.report.news import SinceSent, marked
from peerpair.report.own_folder import OwnFolder
from peerpair.report.residents.invitation import invite
from peerpair.report.sending import FOLDER, Sending
from peerpair.report.view import ReportView
from peerpair.shapes.basic import Choice, Text
from peerpair.shapes.containers import Nullable
from peerpair.shapes.noun import take_argument
from peerpair.text import show

STATE = ".peerpair-state.json"
"""Usual name of the file that remembers what was sent."""

_RESULT, _SENDING = "result.json", "sending.csv"
_PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Written:
    """What `write_report` wrote, and what it gathered to write it.

    Attributes
    ----------
    files : mapping of str to Path
        Kind of each file (``"html"``, ``"groups_csv"``, ``"result"``, …) to its path;
        ``"for_residents"`` is a folder.
    view : ReportView
        What the report shows.
    failed : mapping of str to str
        Kind of each format that failed, and so has no file, to the class of its error.
    changes : SinceSent or None
        What changes for whom since it was sent; None without a `state` or an answer.
    """

    files: Mapping[str, Path]
    view: ReportView
    failed: Mapping[str, str]
    changes: SinceSent | None = None


def write_report(
    problem: Problem,
    result: Result,
    folder: _PathLike,
    schedule_issues: Sequence[Issue] = (),
    *,
    state: _PathLike | None = None,
    certificate: _PathLike | None = None,
    calendars: Per | Literal["none"] = "group",
    organizer: str | None = None,
    note: str = "",
    now: datetime | None = None,
    addresses: Mapping[str, str] | None = None,
    told: FormedRound | None = None,
) -> Written:
    """Write the report into a folder, and beside it what residents may be sent.

    ``report.html`` is the page, ``report.xlsx`` the tables in a workbook; ``groups.csv``,
    ``residents.csv``, ``windows.csv`` and ``issues.csv`` are the same one by one, and
    ``result.json`` is the result without its certificate.  These are for the coordinator.

    ``for-residents`` holds a page for each group, ``groups.md`` for an e-mail to everybody, and,
    with a `state`, calendar files: partners and times alone.  ``sending.csv`` says who gets which.
    Without an answer nothing is written for residents, and what is there stays.

    The folder is made if it is missing, and must be empty or written by peerpair, which lists its
    files in ``.peerpair`` there: those of an earlier report that have no successor are removed,
    and nothing else is touched.  Everything is put together before the first file is written;
    each is whole, and readable by its owner alone.  A format that raises an error has no file, and
    the others are written.

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
    certificate : path, optional
        A file for the result with its certificate: as private as the problem.  Missing = beside
        the `state`, named after it with ``.certificate.json``; without either it is not kept.
    calendars : {"group", "resident", "none"}
        A calendar file for each group, or for each resident; or none, so that a `state` remembers
        the groups alone.
    organizer : str, optional
        The e-mail address of who invites; see `peerpair.report.calendars.make_calendars`.
    note : str
        A text of one's own for the residents, of at most 1,000 characters.
    now : datetime, optional
        The present, with an offset: meetings that are over are neither moved nor cancelled.
    addresses : mapping of str to str, optional
        E-mail addresses by id, for ``sending.csv`` alone.
    told : FormedRound, optional
        The round that was sent, where the `state` does not remember it.

    Returns
    -------
    Written
        The paths, what was gathered, and which formats failed.

    Raises
    ------
    OSError
        If the folder cannot be written, holds files that peerpair did not write, or another run
        goes on writing there.
    MissingLibraryError
        If a library that the pages for residents or the calendars need is not installed.
    ProblemError
        If the result does not belong to the problem.
    ArgumentError
        If an argument is of the wrong class, or the state or the certificate would lie among the
        files.

    Examples
    --------
    >>> import tempfile
    >>> import peerpair as pp
    >>> from peerpair.model.group import Group
    >>> from peerpair.model.result import Result, Status
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")])
    >>> result = Result(Status.OPTIMAL, 0, 0, groups=(Group(("a", "b"), 0),),
    ...                 problem_sha256=problem.sha256)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_report(problem, result, folder).files.values())
    ... # doctest: +NORMALIZE_WHITESPACE
    ['for-residents', 'groups.csv', 'issues.csv', 'report.html', 'report.xlsx', 'residents.csv',
     'result.json', 'sending.csv', 'windows.csv']
    """
    check_answer(problem, result)
    take_argument("organizer", organizer, Nullable(Text()))
    take_argument("calendars", calendars, Choice((*get_args(Per), "none")))
    for name, path in (("state", state), ("certificate", certificate)):
        if path is not None:
            check_argument(name, path, str, os.PathLike)
    own = OwnFolder(folder)
    meetings = propose_meetings(problem, [group.members for group in result.groups])
    view = build_view(problem, result, schedule_issues, meetings=meetings)
    kinds, contents = {"result": _RESULT}, {_RESULT: json_bytes(result.to_document())}
    if certificate is None and state is not None:
        certificate = certificate_path(state)
    made, kept_state, changes = None, None, None
    failed: Mapping[str, str] = {}
    kept: tuple[str, ...] = (f"{FOLDER}/", _SENDING)
    with nullcontext() if state is None else changing(state):
        by_hand = result.strategy == BY_HAND  # whoever made them knows which rule they break
        if by_hand or result.status in (Status.OPTIMAL, Status.FEASIBLE):
            invitations = invite(problem, result, note=note, meetings=meetings)
            before = State() if state is None else _state(state) or State()
            if state is not None and calendars != "none":
                made = make_calendars(
                    invitations,
                    before,
                    per=calendars,
                    order=[resident.id for resident in problem.residents],
                    organizer=organizer or None,
                    now=now,
                    dates=(problem.horizon.start, problem.horizon.end) if problem.horizon else None,
                )
            kept_state = made.state if made else before.without_drafts()
            kept_state = replace(kept_state, formed=FormedRound.of(problem, result))
            if state is not None:
                formed, timed = kept_state.formed, calendars != "none"
                rounds = (one for one in (before.told, told) if one and formed)
                sent = next((one for one in rounds if formed and one.shares(formed)), None)
                changes = SinceSent(formed, sent, kept_state.groups, timed)
            sending = Sending(
                invitations,
                made,
                per_resident=calendars == "resident",
                changes=changes,
                addresses=addresses or {},
            )
            contents |= {f"{FOLDER}/{name}": data for name, data in sending.files.items()}
            contents[_SENDING] = sending.table()
            kinds |= {"sending": _SENDING, "for_residents": FOLDER}
            failed = sending.notices.failed
            kept = ()
        view = marked(view, changes)
        formatted = reports(view, taken=(_RESULT, _SENDING, FOLDER, OURS))
        kinds = {kind: name for kind, (name, _) in formatted.files.items()} | kinds
        contents |= dict(formatted.files.values())
        failed = {**formatted.failed, **failed}
        for what, file in (("state", state), ("certificate", certificate)):
            if file is not None:
                _refuse_inside(what, file, own.path, (*contents, _SENDING))
        with own.claimed():
            own.check(contents)
            if state is not None and kept_state is not None:
                # First: a UID that is remembered and was never sent does no harm, the reverse does.
                write_state(kept_state, state)
            if certificate is not None:
                _keep_certificate(result, certificate)
            own.replace(contents, last=_SENDING, kept=kept)
    files = {kind: own.path / name for kind, name in kinds.items()}
    return Written(files, view, failed, changes)


def _state(path: _PathLike) -> State | None:
    return read_state(path) if os.path.lexists(path) else None


def check_places(folder: _PathLike, state: _PathLike | None = None) -> None:
    """Raise what `write_report` would raise about its folder and its state, before a long solve."""
    OwnFolder(folder)
    if state is not None:
        check_argument("state", state, str, os.PathLike)
        _state(state)


def _keep_certificate(result: Result, path: _PathLike) -> None:
    """Write a result with its certificate; that of an earlier result goes in any case."""
    if result.certificate is not None:
        write_json(result.to_document(certificate=True), path)
    else:
        Path(path).unlink(missing_ok=True)


def _refuse_inside(what: str, file: _PathLike, folder: Path, names: Iterable[str]) -> None:
    """Refuse a private file that would lie among those for residents, or in the way.

    A link that lies there is no better than what it points to.
    """
    path, own = Path(file), folder.resolve()
    places = {path.resolve(), path.parent.resolve() / path.name}
    among = {own / name for name in names}
    if places & among or any(place.is_relative_to(own / FOLDER) for place in places):
        message = f"would lie among the files to send: {show(os.fspath(file))}"
        raise ArgumentError([Fault(what, message)])
