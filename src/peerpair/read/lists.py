"""Short tables beside the rosters: exclusions, preferences, and groups made by hand.

Nothing is skipped here: a lost exclusion would be a broken promise, so the first thing wrong stops
the reading.  Messages about exclusions and preferences name places and never people.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from peerpair.constraints.exclude import Exclude
from peerpair.errors import ReadError, check_argument, reads_files
from peerpair.model.place import Place
from peerpair.model.resident import Preference
from peerpair.model.schedule import IssueKind, Schedule
from peerpair.read.concerned import pair_columns
from peerpair.read.dates.cells import read_flag
from peerpair.read.layout.find import is_cross
from peerpair.read.mapping import TEXTS, FileMapping, Mappings
from peerpair.read.people.names import Names
from peerpair.read.source import Source, load
from peerpair.read.tables.grid import Head, head_of
from peerpair.read.tables.headers import DATE, END, END_INCLUSIVE, RESIDENT, ROTATION, START
from peerpair.read.tables.table import Table, TableRow
from peerpair.shapes.noun import take_argument
from peerpair.text import show, unguarded

_MOST_POINTS = 1000
_MEMBER = re.compile(r"member_?\d{1,3}", re.ASCII)
_ROLE = re.compile(r"\d+\t\S.*")  # as in Amion's report 34
_OURS = re.compile(r"\s*\{\s*\"format\":\s*\"peerpair-")
_NOT_READ = {
    "history": "the rounds that were sent, which are read on their own",
    "roles": "a list of roles, which says nothing about time",
    "document": "a document of peerpair, not a roster",
}


def list_kind(head: Head) -> str:
    """Return what a file is that is no roster, by its beginning; empty for any other file."""
    names = head.names
    if _OURS.match(head.text):
        return "document"
    if {"first", "second"} <= names:
        return "exclusions"
    if {"from", "to", "points"} <= names:
        return "preferences"
    if "round" in names and any(map(_MEMBER.fullmatch, names)):
        return "history"
    groups = "group" in names and bool(names & set(RESIDENT))
    groups = groups and not names & {*DATE, *START, *END, *END_INCLUSIVE, *ROTATION}
    if (groups and not is_cross(head)) or any(map(_MEMBER.fullmatch, names)):
        return "groups"
    return "roles" if head.lines_are(_ROLE) else ""


def list_title(kind: str) -> str:
    """Return what the user calls such a file."""
    return _NOT_READ.get(kind, f"a list of {kind}, which is read on its own")


@reads_files
def read_exclusions(
    path: str | os.PathLike[str], schedule: Schedule, columns: Mapping[str, str] | None = None
) -> tuple[Exclude, ...]:
    r"""Read pairs of residents who are never grouped: ``first,second`` and, if given, ``private``.

    Where no column is called so, the two columns that name residents in most rows are meant.

    Parameters
    ----------
    path : path
        A CSV file.
    schedule : Schedule
        Whose residents the file names, by id or by name.
    columns : mapping of str to str, optional
        Our column name -> the file's.

    Returns
    -------
    tuple of Exclude
        Private unless the file says no.

    Raises
    ------
    ReadError
        On the first thing wrong.  It names file and line and, by intention, no resident.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import peerpair as pp
    >>> schedule = pp.Schedule((pp.Resident("a"), pp.Resident("b")), (), "America/Chicago")
    >>> file = pathlib.Path(tempfile.mkdtemp(), "exclusions.csv")
    >>> _ = file.write_text("first,second\na,b\n")
    >>> read_exclusions(file, schedule)
    (Exclude(<confidential>),)
    """
    names = _names(schedule)
    table = Table(_only(path, columns), {name: (name,) for name in ("first", "second", "private")})
    if not table.index.keys() & {"first", "second"}:
        named = pair_columns(table.source, names, headed=True)
        table.index |= dict(zip(("first", "second"), named, strict=False))
    pairs: dict[tuple[str, str], bool] = {}
    for row, one, other in _pairs(table, names, "first", "second"):
        private = read_flag(row["private"] or "yes")
        if private is None:
            raise _wrong(row.place, "column 'private' is neither yes nor no")
        pair = min(one, other), max(one, other)
        pairs[pair] = pairs.get(pair, False) or private
    return tuple(Exclude(*pair, private=private) for pair, private in pairs.items())


@reads_files
def read_preferences(
    path: str | os.PathLike[str], schedule: Schedule, columns: Mapping[str, str] | None = None
) -> tuple[Preference, ...]:
    r"""Read whom residents would like to be grouped with: ``from,to,points``.

    Parameters
    ----------
    path : path
        A CSV file; points from -1000 to 1000.
    schedule : Schedule
        Whose residents the file names, by id or by name.
    columns : mapping of str to str, optional
        Our column name -> the file's.

    Raises
    ------
    ReadError
        On the first thing wrong, without the name of a resident.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import peerpair as pp
    >>> schedule = pp.Schedule((pp.Resident("a"), pp.Resident("b")), (), "America/Chicago")
    >>> file = pathlib.Path(tempfile.mkdtemp(), "preferences.csv")
    >>> _ = file.write_text("from,to,points\na,b,500\n")
    >>> read_preferences(file, schedule)
    (Preference(source='a', target='b', points=500),)
    """
    names = _names(schedule)
    table = Table(_only(path, columns), {name: (name,) for name in ("from", "to", "points")})
    wishes: dict[tuple[str, str], Preference] = {}
    for row, one, other in _pairs(table, names, "from", "to", "points"):
        whole = re.fullmatch(r"[+-]?\d{1,4}", row["points"], re.ASCII)
        points = int(row["points"]) if whole else _MOST_POINTS + 1
        if abs(points) > _MOST_POINTS:
            # What stands there may be a resident, in a file with its columns out of order.
            message = "column 'points' is not a whole number from -1000 to 1000"
            raise _wrong(row.place, message)
        if (one, other) in wishes:
            raise _wrong(row.place, "is a duplicate of an earlier preference", IssueKind.DUPLICATE)
        wishes[one, other] = Preference(one, other, points)
    return tuple(wishes.values())


@reads_files
def read_groups(path: str | os.PathLike[str]) -> tuple[tuple[str, ...], ...]:
    r"""Read groups made by hand.

    Either one group a row, in columns ``member_1,member_2,member_3`` (blank third = a pair), or
    one resident a row, in columns ``group,resident``.  Other columns are not used.

    Returns
    -------
    tuple of tuple of str
        Ids as written, less the apostrophe that our own tables put before ``=``, ``+``, ``-``
        and ``@``; nothing is checked against a problem.

    Raises
    ------
    ReadError
        If the file cannot be read, or a group has not two or three members.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "GROUPS.csv")
    >>> _ = file.write_text("member_1,member_2,member_3\na,b,\nc,d,e\n")
    >>> read_groups(file)
    (('a', 'b'), ('c', 'd', 'e'))
    """
    return tuple(members for members, _ in read_past_groups(path))


def read_past_groups(path: str | os.PathLike[str]) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """Read groups of an earlier round, and whether each did meet: yes, unless ``met`` says no."""
    source = _only(path)
    wide = sorted(filter(_MEMBER.fullmatch, head_of(source).names))
    columns = {name: (name,) for name in (*wide, "group", "met")}
    table = Table(source, columns | {"resident": RESIDENT})
    if not wide:
        table.need("group", "resident", hint="use columns member_1, member_2, member_3")
    groups: dict[str, tuple[Place, list[str], dict[str, bool | None]]] = {}
    for row in _whole(table):
        key = str(row.place) if wide else row["group"]
        if not key:
            raise _wrong(row.place, "the group is blank", IssueKind.ROW)
        _, members, met = groups.setdefault(key, (row.place, [], {}))
        members += filter(None, (unguarded(row[name]) for name in wide or ("resident",)))
        met |= {row["met"]: read_flag(row["met"])} if row["met"] else {}
    for place, members, met in groups.values():
        if None in met.values() or len({*met.values()}) > 1:
            said = " and ".join(map(show, met))
            raise _wrong(place, f"met {said} is not yes or no, the same in all rows of a group")
        if len(members) not in (2, 3):
            message = f"a group has two or three members, not {len(members)}"
            raise _wrong(place, message, IssueKind.ROW)
        again = next((name for name in members if members.count(name) > 1), None)
        if again is not None:
            message = f"{show(again)} is a duplicate in this group"
            raise _wrong(place, message, IssueKind.DUPLICATE)
    return tuple((tuple(who), all(met.values())) for _, who, met in groups.values())


def _names(schedule: Schedule) -> Names:
    check_argument("schedule", schedule, Schedule)
    return Names(schedule.residents)


def _only(path: str | os.PathLike[str], columns: Mapping[str, str] | None = None) -> Source:
    """Load the only sheet of a file."""
    check_argument("path", path, str, os.PathLike)
    given = take_argument("columns", {} if columns is None else columns, TEXTS)
    sources = load(path, mappings=Mappings(common=FileMapping(columns=given)))
    if len(sources) != 1:
        message, hint = f"has {len(sources)} sheets", "keep the one with the list"
        raise ReadError(Place.of(os.fspath(path)), message, hint, IssueKind.FILE)
    # Its only sheet may be called after somebody: "never with Ana".
    return replace(sources[0], sheet="", unit="row" if sources[0].sheet else "")


def _whole(table: Table) -> Iterator[TableRow]:
    """Yield the rows, none of which is wrong as a whole."""
    for row in table:
        if row.wrong:
            raise _wrong(row.place, row.wrong, IssueKind.ROW)
        yield row


def _pairs(table: Table, names: Names, *columns: str) -> Iterator[tuple[TableRow, str, str]]:
    """Yield the rows and the residents in the first two of the columns, all of which it needs."""
    for column in columns:
        if column not in table.index:  # those that the file has may be people
            hint = f"the first line must be {','.join(columns)}"
            raise ReadError(table.place, f"has no column {column!r}", hint, IssueKind.COLUMN)
    for row in _whole(table):
        pair = []
        for column in columns[:2]:
            resident = names.find(row[column])
            if resident is None:
                message = f"the resident in column {column!r} is not in the schedule"
                hint = "the name or id is misspelled, or the cell is blank"
                raise ReadError(row.place, message, hint, IssueKind.PERSON)
            pair.append(resident)
        if pair[0] == pair[1]:
            raise _wrong(row.place, "both residents are the same", IssueKind.PERSON)
        yield row, pair[0], pair[1]


def _wrong(place: Place, message: str, kind: IssueKind = IssueKind.VALUE) -> ReadError:
    return ReadError(place, message, kind=kind)
