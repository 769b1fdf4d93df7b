"""Rounds that were sent, kept in ``history.csv`` beside the settings."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, ClassVar

from peerpair.documents.files import changing, write_whole
from peerpair.errors import ReadError
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.read.history import HEAD, LEFT_OUT, History, PastRow, read_history
from peerpair.shapes.basic import Integer, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.noun import Noun
from peerpair.text import FORMULA, cell, unguarded

_MEMBERS = 3
_EARLIER = "earlier"
"""Behind the number of a group that was replaced, and of which a chief has said something."""
_Path = str | os.PathLike[str]


@dataclass(frozen=True)
class FormedGroup(Noun):
    """A group as its round has it: ids and names of its members, weeks in which it can meet."""

    members: Annotated[tuple[str, ...], Items(Text(1), 2, 3, distinct=True)]
    names: Annotated[tuple[str, ...], Items(Text(), 2, 3)]
    weeks: Annotated[int | None, Integer(0)] = None

    complete: ClassVar[bool] = True

    @property
    def people(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Ids and names."""
        return self.members, self.names


@dataclass(frozen=True)
class LeftOut(Noun):
    """Somebody whom a round leaves without a group."""

    id: Annotated[str, Text(1)]
    name: str = ""

    complete: ClassVar[bool] = True


@dataclass(frozen=True)
class FormedRound(Noun):
    """A round: its dates ``[start, end)``, its groups in the order of the report, who has none.

    Examples
    --------
    >>> days = date(2026, 8, 3), date(2026, 8, 31)
    >>> FormedRound(*days, groups=(FormedGroup(("a", "b"), ("Ana", "Bo"), 4),)).groups[0].weeks
    4
    """

    start: date
    end: date
    groups: tuple[FormedGroup, ...] = ()
    left_out: tuple[LeftOut, ...] = ()

    complete: ClassVar[bool] = True

    def shares(self, other: FormedRound) -> bool:
        """Tell whether the round has dates of another: both are one round, formed twice."""
        return self.start < other.end and other.start < self.end

    @classmethod
    def of(cls, problem: Problem, result: Result) -> FormedRound | None:
        """Return the round that a result forms; None without a horizon."""
        if problem.horizon is None:
            return None
        names = {resident.id: resident.name for resident in problem.residents}
        groups = (
            FormedGroup(
                group.members, tuple(map(names.__getitem__, group.members)), group.weeks_met
            )
            for group in result.groups
        )
        alone = (LeftOut(one, names[one]) for one in result.unplaced_residents)
        return cls(problem.horizon.start, problem.horizon.end, tuple(groups), tuple(alone))


@dataclass(frozen=True)
class Remembered:
    """What became of a round in the history.

    Attributes
    ----------
    number : int
        That of the round.
    before : bool
        Whether the history had it already.
    written : bool
        Whether anything was written.
    """

    number: int
    before: bool
    written: bool


def remember(path: _Path, formed: FormedRound, *, anew: bool = True, dates: str = "") -> Remembered:
    r"""Add a round to a history, or replace what it has of the same dates.

    What a chief has said stays: whether a group met, columns and rows of one's own.  A group that
    is replaced, and of which a chief has said something, stays as ``7 earlier``.

    Parameters
    ----------
    path : path
        The file; it is made if it is missing.
    formed : FormedRound
        The round that was sent.
    anew : bool
        False leaves a round alone that the history has already: nothing new was sent.
    dates : {"", "m/d", "d/m"}
        As in `peerpair.read.history.read_history`.

    Raises
    ------
    ReadError
        If the history cannot be read, or the dates are those of several rounds.
    WriteError
        If it cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "history.csv")
    >>> formed = FormedRound(date(2026, 8, 3), date(2026, 8, 31),
    ...                      (FormedGroup(("a", "b"), ("Ana", "Bo"), 4),), (LeftOut("c", "Cy"),))
    >>> remember(file, formed).number, remember(file, formed).written
    (1, False)
    >>> print(file.read_text("utf-8-sig"))
    round,from,to,group,member_1,member_2,member_3,name_1,name_2,name_3,met,weeks
    1,2026-08-03,2026-08-30,1,a,b,,Ana,Bo,,unknown,4
    1,2026-08-03,2026-08-30,left out,c,,,Cy,,,,
    <BLANKLINE>
    """
    with changing(path):
        history = read_history(path, dates)
        number = history.round_of(formed.start, formed.end)
        before = number is not None
        if number is None:
            number = max(history.rounds, default=0) + 1
        elif not anew:
            return Remembered(number, before, written=False)
        table = _Table(history)
        old = history.of(number)
        new = [*_replaced(old, _rows(formed, number, history.dates_of(number)), table)]
        at = history.rows.index(old[0]) if old else len(history.rows)
        rest = [row for row in history.rows if row.round != number]
        ahead = sum(row.round != number for row in history.rows[:at])
        lines = [*map(table.kept, rest[:ahead]), *new, *map(table.kept, rest[ahead:])]
        return Remembered(number, before, written=table.write(path, lines))


def formed_round(path: _Path, number: int, *, dates: str = "") -> FormedRound | None:
    """Return a round as a history has it; None where it does not tell the dates.

    Raises `ReadError` if the history cannot be read.
    """
    history = read_history(path, dates)
    span, rows = history.dates_of(number), history.of(number)
    if span is None:
        return None
    teams = (row for row in rows if len(row.members) > 1)
    groups = tuple(FormedGroup(row.members, row.names, row.weeks) for row in teams)
    alone = tuple(LeftOut(row.members[0], row.names[0]) for row in rows if row.left_out)
    return FormedRound(span[0], span[1] + timedelta(days=1), groups, alone)


def set_met(
    path: _Path, group: str, met: bool | None, number: int | None = None, *, dates: str = ""
) -> PastRow:
    r"""Record whether a group met; return its row.

    Parameters
    ----------
    path : path
        The history.
    group : str
        The number of the group in the report, or what the history calls it.
    met : bool or None
        None = nobody knows.
    number : int, optional
        The round; left out = the last one.
    dates : {"", "m/d", "d/m"}
        As in `peerpair.read.history.read_history`.

    Raises
    ------
    ReadError
        If there is no such round or group.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "history.csv")
    >>> _ = file.write_text("round,group,member_1,member_2\n1,7,a,b\n")
    >>> set_met(file, "7", False).members
    ('a', 'b')
    >>> print(file.read_text("utf-8-sig"))
    round,group,member_1,member_2,met
    1,7,a,b,no
    <BLANKLINE>
    """
    with changing(path):
        history = read_history(path, dates)
        row = _wanted(history, group, number)
        table = _Table(history, ("met",))
        lines = [
            table.kept(each) if each is not row else table.said(each, {"met": _YES_NO[met]})
            for each in history.rows
        ]
        table.write(path, lines)
    return replace(row, met=met)


def _wanted(history: History, group: str, number: int | None) -> PastRow:
    """Return the row of a group, or raise with those there are."""
    rounds = history.rounds
    if not rounds:
        raise ReadError(history.file, "has no round yet", "peerpair sent adds the first")
    if number is None:
        number = rounds[-1]
    elif number not in rounds:
        raise ReadError(history.file, f"has no round {number} (it has {_listed(rounds)})")
    rows = [row for row in history.of(number) if not row.group.startswith(LEFT_OUT)]
    for row in rows:
        if row.group == group:
            return row
    have = _listed([row.group for row in rows if row.group]) or "none with a number"
    raise ReadError(history.file, f"round {number} has no group {group} (it has {have})")


def _listed(names: Sequence[object]) -> str:
    """Return numbers with runs of them as spans."""
    whole = [name for name in names if str(name).isdigit()]
    spans: list[list[int]] = []
    for value in sorted(map(int, map(str, whole))):
        if spans and value == spans[-1][-1] + 1:
            spans[-1][1:] = [value]
        else:
            spans.append([value])
    words = [str(span[0]) if len(span) == 1 else f"{span[0]} to {span[1]}" for span in spans]
    return ", ".join([*words, *(str(name) for name in names if name not in whole)])


_YES_NO = {True: "yes", False: "no", None: "unknown"}


def _rows(formed: FormedRound, number: int, dates: tuple[date, date] | None) -> Iterator[PastRow]:
    """Yield the rows of a round; formed once more for its rest, it keeps its dates."""
    first, last = formed.start, formed.end - timedelta(days=1)
    if dates and dates[0] <= first and last <= dates[1]:
        first, last = dates
    for place, group in enumerate(formed.groups, 1):
        about = str(place), group.members, group.names, None, group.weeks
        yield PastRow(number, first, last, *about)
    for one in formed.left_out:
        yield PastRow(number, first, last, LEFT_OUT, (one.id,), (one.name,))


def _replaced(
    old: Sequence[PastRow], new: Iterable[PastRow], table: _Table
) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a round, of which there may be some already."""
    left = [*old]
    for row in new:
        same = next((each for each in left if _alike(each, row)), None)
        if same is None:
            yield table.said(row, _values(row))
        else:
            left.remove(same)
            met = row.met if same.met is None else same.met
            yield table.said(same, _values(replace(row, met=met)))
    taken = {row.group for row in left}
    for row in left:
        own = not row.group.isdigit() and row.group != LEFT_OUT
        if own or row.met is not None or table.has_own_words(row):
            label = row.group
            while not own and (label in taken or label.isdigit()):
                label = f"{label} {_EARLIER}"
            taken.add(label)
            yield table.said(row, {"group": label})


def _alike(one: PastRow, new: PastRow) -> bool:
    """Tell whether a row is of the same people; a chief may have written names for ids."""
    known = dict(zip((*new.names, *new.members), (*new.members, *new.members), strict=True))
    return one.left_out == new.left_out and {known.get(m, m) for m in one.members} == {*new.members}


def _values(row: PastRow) -> dict[str, str]:
    """Return what a row says, by column."""
    blank = [""] * _MEMBERS
    values: list[object] = [row.round, row.first, row.last, row.group]
    values += [*row.members, *blank][:_MEMBERS]
    values += [*row.names, *blank][:_MEMBERS]
    values += ["" if row.left_out else _YES_NO[row.met], "" if row.weeks is None else row.weeks]
    return {name: str(value) for name, value in zip(HEAD, values, strict=True)}


class _Table:
    """The cells of a history, with columns of ours that it lacked."""

    def __init__(self, history: History, needed: Sequence[str] = HEAD) -> None:
        more = [name for name in needed if name not in history.columns]
        self._header = (*history.header, *more)
        wide = len(history.header)
        new = {name: wide + i for i, name in enumerate(more)}
        self._columns: Mapping[str, int] = {**history.columns, **new}
        self._delimiter = history.delimiter
        self._before = [row.cells for row in history.rows] if not more else None

    def kept(self, row: PastRow) -> tuple[str, ...]:
        """Return the cells of a row as they are."""
        return (*row.cells, *[""] * (len(self._header) - len(row.cells)))

    def said(self, row: PastRow, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return the cells of a row with other values in some columns of ours."""
        cells = [*self.kept(row)]
        for name, value in values.items():
            cells[self._columns[name]] = cell(value)
        return tuple(cells)

    def has_own_words(self, row: PastRow) -> bool:
        """Tell whether a row has something in a column that is not ours."""
        ours = {*self._columns.values()}
        return any(text for at, text in enumerate(row.cells) if at not in ours)

    def write(self, path: _Path, lines: Sequence[tuple[str, ...]]) -> bool:
        """Write the table if it changes; tell whether it did."""
        if self._before == [*lines]:
            return False
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self._delimiter)
        writer.writerow(map(_guarded, self._header))
        writer.writerows(map(_guarded, line) for line in lines)
        write_whole(os.path.realpath(path), text.getvalue().encode("utf-8-sig"))
        return True


def _guarded(text: str) -> str:
    """Return a cell as it stands, unless a spreadsheet would take it for a formula."""
    with suppress(ValueError):
        float(text)  # a number of a chief's own, such as -1
        return text
    plain = unguarded(text)
    return cell(plain) if cell(plain)[:1] == "'" and plain.lstrip(" \"'")[:1] in FORMULA else text
