"""Short tables beside the rosters: exclusions, preferences, and groups made by hand.

Nothing is skipped here: a lost exclusion would be a broken promise, so the first thing wrong stops
the reading.  Messages about exclusions and preferences name places and never people.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import replace

from peerpair.constraints.exclude import Exclude
from peerpair.errors import ReadError, check_argument, reads_files
from peerpair.model.place import Place
from peerpair.model.resident import Preference
from peerpair.model.schedule import IssueKind, Schedule
from peerpair.read.concerned import pair_columns
from peerpair.read.dates.cells import read_flag
from peerpair.read.layout.find import is_cross
from peerpair.read.mapping import FileMapping, Mappings
from peerpair.read.people.names import Names
from peerpair.read.source import Source, load
from peerpair.read.tables.grid import Head, head_of
from peerpair.read.tables.headers import DATE, END, END_INCLUSIVE, RESIDENT, ROTATION, START
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show, unguarded

_MEMBER = re.compile(r"member_?\d{1,3}", re.ASCII)


def list_kind(head: Head) -> str:
    """Return which of these tables a file is, from its beginning.

    Returns
    -------
    str
        ``"exclusions"``, ``"preferences"``, ``"groups"``, or empty for any other file.
    """
    names = head.names
    if {"first", "second"} <= names:
        return "exclusions"
    if {"from", "to", "points"} <= names:
        return "preferences"
    roster = is_cross(head) or names & {*DATE, *START, *END, *END_INCLUSIVE, *ROTATION}
    groups = "group" in names and bool(names & set(RESIDENT)) and not roster
    return "groups" if groups or any(map(_MEMBER.fullmatch, names)) else ""


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
    check_argument("schedule", schedule, Schedule)
    source = _load(path, columns)
    names = Names(schedule.residents)
    table = Table(source, {name: (name,) for name in ("first", "second", "private")})
    if not table.columns & {"first", "second"}:
        named = pair_columns(source, names, headed=True)
        table.index |= dict(zip(("first", "second"), named, strict=False))
    _need(table, "first", "second")
    pairs: dict[tuple[str, str], bool] = {}
    for row in table:
        first, second = _pair(row, ("first", "second"), names)
        private = read_flag(row["private"] or "yes")
        if private is None:
            raise ReadError(
                row.place, "column 'private' is neither yes nor no", kind=IssueKind.VALUE
            )
        pair = min(first, second), max(first, second)
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
    check_argument("schedule", schedule, Schedule)
    source = _load(path, columns)
    table = Table(source, {name: (name,) for name in ("from", "to", "points")})
    _need(table, "from", "to", "points")
    names = Names(schedule.residents)
    wishes: dict[tuple[str, str], Preference] = {}
    for row in table:
        one, other = _pair(row, ("from", "to"), names)
        if not re.fullmatch(r"[+-]?\d{1,4}", row["points"], re.ASCII):
            # What stands there may be a resident, in a file with its columns out of order.
            message = "column 'points' is not a whole number from -1000 to 1000"
            raise ReadError(row.place, message, kind=IssueKind.VALUE)
        points = int(row["points"])
        if abs(points) > 1000:
            message = "column 'points' is not between -1000 and 1000"
            raise ReadError(row.place, message, kind=IssueKind.VALUE)
        if (one, other) in wishes:
            raise ReadError(
                row.place, "is a duplicate of an earlier preference", kind=IssueKind.DUPLICATE
            )
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
    r"""Read groups of an earlier round, as `read_groups` does, and whether each did meet.

    A column ``met`` says yes or no; blank, or without it, a group has met.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "july.csv")
    >>> _ = file.write_text("member_1,member_2,met\na,b,no\nc,d,\n")
    >>> read_past_groups(file)
    ((('a', 'b'), False), (('c', 'd'), True))
    """
    source = _load(path)
    wide = sorted(name for name in head_of(source).names if _MEMBER.fullmatch(name))
    columns: dict[str, tuple[str, ...]] = {name: (name,) for name in wide}
    columns = columns or {"group": ("group",), "resident": RESIDENT}
    table = Table(source, columns | {"met": ("met",)})
    if not wide:
        table.need("group", "resident", hint="use columns member_1, member_2, member_3")
    groups: dict[str, list[str]] = {}
    places: dict[str, Place] = {}
    met: dict[str, bool] = {}
    for row in table:
        if row.too_long:
            raise ReadError(row.place, "has more cells than the header", kind=IssueKind.ROW)
        key = str(row.place) if wide else row["group"]
        if not key:
            raise ReadError(row.place, "the group is blank", kind=IssueKind.ROW)
        members = [unguarded(row[name]) for name in wide or ("resident",)]
        groups.setdefault(key, []).extend(name for name in members if name)
        places.setdefault(key, row.place)
        if row["met"]:
            said = read_flag(row["met"])
            if said is None or met.setdefault(key, said) != said:
                wrong = "is not yes or no" if said is None else "is not the same in all its rows"
                message = f"met {show(row['met'])} {wrong}"
                raise ReadError(row.place, message, kind=IssueKind.VALUE)
    for key, members in groups.items():
        if len(members) not in (2, 3):
            message = f"a group has two or three members, not {len(members)}"
            raise ReadError(places[key], message, kind=IssueKind.ROW)
        again = next((name for name in members if members.count(name) > 1), None)
        if again is not None:
            message = f"{show(again)} is a duplicate in this group"
            raise ReadError(places[key], message, kind=IssueKind.DUPLICATE)
    return tuple((tuple(members), met.get(key, True)) for key, members in groups.items())


def _load(path: str | os.PathLike[str], columns: Mapping[str, str] | None = None) -> Source:
    """Load the only sheet of a file."""
    check_argument("path", path, str, os.PathLike)
    if columns is not None:
        check_argument("columns", columns, Mapping)
    sources = load(path, mappings=Mappings(common=FileMapping(columns=dict(columns or {}))))
    if len(sources) != 1:
        message, hint = f"has {len(sources)} sheets", "keep the one with the list"
        raise ReadError(Place.of(os.fspath(path)), message, hint, IssueKind.FILE)
    # Its only sheet may be called after somebody: "never with Ana".
    return replace(sources[0], sheet="", unit="row" if sources[0].sheet else "")


def _need(table: Table, *columns: str) -> None:
    """Ask for columns without naming those that the file has: they may be people."""
    for column in columns:
        if column not in table.columns:
            hint = f"the first line must be {','.join(columns)}"
            raise ReadError(table.place, f"has no column {column!r}", hint, IssueKind.COLUMN)


def _pair(row: TableRow, columns: tuple[str, str], names: Names) -> tuple[str, str]:
    if row.too_long:
        raise ReadError(row.place, "has more cells than the header", kind=IssueKind.ROW)
    pair = []
    for column in columns:
        resident = names.find(row[column])
        if resident is None:
            message = f"the resident in column {column!r} is not in the schedule"
            hint = "the name or id is misspelled, or the cell is blank"
            raise ReadError(row.place, message, hint, IssueKind.PERSON)
        pair.append(resident)
    if pair[0] == pair[1]:
        raise ReadError(row.place, "both residents are the same", kind=IssueKind.PERSON)
    return pair[0], pair[1]
