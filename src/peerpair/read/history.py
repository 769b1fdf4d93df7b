"""The rounds that were sent, in a plain table that a chief may edit: ``history.csv``.

Nothing in it is skipped: a pair that met and is forgotten would be put together again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from peerpair.errors import Fault, MissingFileError, ReadError, reads_files
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.cells import read_flag, tidy
from peerpair.read.dates.order import Cell, Dates
from peerpair.read.source import Source, load
from peerpair.read.tables.grid import all_rows, delimiter_of, records
from peerpair.read.tables.headers import header_name
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show, unguarded

HEAD = (
    *("round", "from", "to", "group"),
    *("member_1", "member_2", "member_3", "name_1", "name_2", "name_3"),
    *("met", "weeks"),
)
"""The columns, as peerpair writes them; a table from elsewhere needs those of `_NEEDED` alone."""
LEFT_OUT = "left out"
"""Stands for the group of somebody who had none."""
_NEEDED = ("round", "member_1", "member_2")
_MOST = 9_999  # rounds, or weeks of one
_DAY = timedelta(days=1)
_T = TypeVar("_T")


@dataclass(frozen=True)
class PastRow:
    """A row: a group of a round, or somebody whom it left out.

    Attributes
    ----------
    round : int
        From 1.
    first, last : date or None
        The dates of the round, both included; None where the table does not tell.
    group : str
        The number of the group in the report, or what a chief calls it; `LEFT_OUT` for somebody
        without a group.
    members, names : tuple of str
        Ids and names, in the same order; a name may be blank.
    met : bool or None
        Whether the group met; None = nobody has said.
    weeks : int or None
        In how many weeks the group could have met; None = not known.
    line : int
        Where it stands; 0 = it is new.
    cells : tuple of str
        Every cell of the row as it stands, those of a chief's own columns too.
    """

    round: int
    first: date | None
    last: date | None
    group: str
    members: tuple[str, ...]
    names: tuple[str, ...] = ()
    met: bool | None = None
    weeks: int | None = None
    line: int = 0
    cells: tuple[str, ...] = ()

    @property
    def left_out(self) -> bool:
        """Whether it is of somebody without a group."""
        return self.group == LEFT_OUT

    @property
    def labels(self) -> str:
        """The members as a chief calls them."""
        named = zip(self.members, (*self.names, "", "", "")[: len(self.members)], strict=True)
        return ", ".join(name or member for member, name in named)


@dataclass(frozen=True)
class History:
    """A history as it stands in its file.

    Attributes
    ----------
    file : str
        Its path.
    rows : tuple of PastRow
        In the order of the file.
    header : tuple of str
        The first line.
    columns : mapping of str to int
        Where ours are among them.
    delimiter : str
        What parts the cells.
    """

    file: str
    rows: tuple[PastRow, ...] = ()
    header: tuple[str, ...] = HEAD
    columns: Mapping[str, int] = field(default_factory=lambda: {n: i for i, n in enumerate(HEAD)})
    delimiter: str = ","

    @property
    def rounds(self) -> tuple[int, ...]:
        """The numbers of the rounds, ascending."""
        return tuple(sorted({row.round for row in self.rows}))

    def of(self, number: int) -> tuple[PastRow, ...]:
        """Return the rows of a round."""
        return tuple(row for row in self.rows if row.round == number)

    def dates_of(self, number: int) -> tuple[date, date] | None:
        """Return the first and the last date of a round, where the table tells."""
        rows = self.of(number)
        first = min((row.first for row in rows if row.first), default=None)
        last = max((row.last for row in rows if row.last), default=None)
        return (first, last) if first and last else None

    def round_of(self, first: date, after: date) -> int | None:
        """Return the round that has dates of ``[first, after)``: it is formed once more.

        Raises
        ------
        ReadError
            If several have, or one has few: then a mistake in the dates would cost what is known.
        """
        last, shared = after - _DAY, {}
        for number in self.rounds:
            dates = self.dates_of(number)
            if dates and dates[0] <= last and dates[1] >= first:
                shared[number] = dates
        if not shared:
            return None
        number, *others = shared
        start, end = shared[number]
        common = min(end, last) - max(start, first) + _DAY
        hint = "the dates of the round should be put right in the settings, or here"
        if others:
            both = f"rounds {number} and {others[0]} both"
            raise ReadError(self.file, f"{both} have dates from {first} to {last}", hint)
        if 2 * common < min(last - first, end - start) + _DAY:
            message = f"round {number} ({start} to {end}) shares only {common.days} of its dates "
            raise ReadError(self.file, f"{message}with the new one ({first} to {last})", hint)
        return number

    def earlier(self, first: date, after: date) -> tuple[PastRow, ...]:
        """Return the rows of the rounds before the dates ``[first, after)``.

        The round that has dates of these, and every later one, is not among them.  Raises as
        `round_of` does.
        """
        self.round_of(first, after)
        dated = {number: self.dates_of(number) for number in self.rounds}
        late = [number for number, dates in dated.items() if dates and dates[1] >= first]
        return tuple(row for row in self.rows if not late or row.round < min(late))


def is_history(path: str | os.PathLike[str]) -> bool:
    """Tell whether a file is a table of rounds, and not of one round's groups alone.

    A file that is none at all is taken for one, so that reading it says what is wrong.
    """
    with suppress(ReadError):
        header = next(records(_source(path)), (1, ()))[1]
        return "round" in map(header_name, header)
    return True


@reads_files
def read_history(path: str | os.PathLike[str], dates: str = "") -> History:
    r"""Read a history; one that is not there is empty.

    Parameters
    ----------
    path : path
        A CSV file with the columns `HEAD`, in any order; others are kept as they are.
    dates : {"", "m/d", "d/m"}
        What ``8/3/2026`` means, where the table does not show it.

    Raises
    ------
    ReadError
        With everything that is not understood, each with its line.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "history.csv")
    >>> _ = file.write_text("round,group,member_1,member_2,met\n1,7,a,b,no\n")
    >>> [row] = read_history(file).rows
    >>> row.round, row.group, row.members, row.met
    (1, '7', ('a', 'b'), False)
    """
    try:
        source = _source(path)
    except MissingFileError:
        return History(os.fspath(path))
    if not source.text.strip():
        return History(os.fspath(path))
    line, header = next(records(source))
    if next(all_rows(source))[0] != line:  # a title above them would be lost
        hint = f"the first line must name the columns: {','.join(HEAD)}"
        raise ReadError(source.at(line), "the columns are named below the first line", hint)
    table = Table(source, {name: (name,) for name in HEAD})
    table.need(*_NEEDED, hint=f"the columns are {','.join(HEAD)}")
    rows, faults = [], []
    days = Dates(dates, partial(_date_cells, source, table), _unsaid)
    for row in table:
        reading = _Reading(row, days)
        rows.append(reading.row())
        faults += reading.faults
    faults = faults or [*_repeated(source, rows)]
    if faults:
        raise ReadError.of(faults)
    parts = tuple(rows), tuple(header), dict(table.index), delimiter_of(source)
    return History(os.fspath(path), *parts)


def _source(path: str | os.PathLike[str]) -> Source:
    [source, *others] = load(path)
    if others or source.grid is not None:
        raise ReadError(source.label, "is a workbook", "save it as CSV UTF-8", IssueKind.FILE)
    return source


def _unsaid(place: str, words: str) -> None:
    """Say nothing of how dates are read: the table shows it."""


def _date_cells(source: Source, table: Table) -> Iterator[Cell]:
    wanted = [table.index[name] for name in ("from", "to") if name in table.index]
    for line, cells in records(source):
        yield from ((source.at(line), cells[at]) for at in wanted if at < len(cells))


class _Reading:
    """Reads one row, and notes what is wrong in it."""

    def __init__(self, row: TableRow, dates: Dates) -> None:
        self._row, self._dates = row, dates
        self.faults: list[Fault] = []

    def row(self) -> PastRow:
        """Return what the row says."""
        row = self._row
        if row.wrong:
            self._fault(row.wrong)
        number = self._take("round", _whole, "is no number of a round: 1, 2, …") or 0
        if not row["round"] or number == 0:
            self._fault("says no round", "1 for the first")
        said = tidy(row["group"])
        group = said if said.startswith(LEFT_OUT) else unguarded(row["group"])
        at = [k for k in ("1", "2", "3") if row[f"member_{k}"]]
        members = tuple(unguarded(row[f"member_{k}"]) for k in at)
        self._check_members(group, members)
        first, last = (self._take(name, self._dates.day, _NO_DATE) for name in ("from", "to"))
        if first and last and last < first:
            self._fault(f"to {last} is before from {first}")
        return PastRow(
            number,
            first,
            last,
            group,
            members,
            tuple(unguarded(row[f"name_{k}"]) for k in at),
            self._met(),
            self._take("weeks", _whole, "is no number of weeks"),
            row.line,
            tuple(row.cell(i) for i in range(row.table.width)),
        )

    def _check_members(self, group: str, members: Sequence[str]) -> None:
        alone = group.startswith(LEFT_OUT)  # or "left out earlier": they have a group by now
        if alone and len(members) != 1:
            self._fault(f"{len(members)} members are left out", "a row for each")
        elif not alone and len(members) < 2:
            hint = f"who had no group has {LEFT_OUT} in the column group"
            self._fault(f"a group has two or three members, not {len(members)}", hint)
        if len({*members}) < len(members):
            self._fault("a member stands twice in this group")

    def _met(self) -> bool | None:
        """Return whether a group met; None = nobody has said."""
        text = self._row["met"]
        if tidy(text) in ("", "unknown", "?"):
            return None
        met = read_flag(text)
        if met is None:
            self._fault(f"met {show(text)} is not yes, no or unknown")
        return met

    def _take(self, column: str, read: Callable[[str], _T | None], wrong: str) -> _T | None:
        """Return what a cell says; None where it is blank or wrong."""
        text = self._row[column]
        if tidy(text) in ("", "unknown"):
            return None
        value = read(text)
        if value is None:
            self._fault(f"{column} {show(text)} {wrong}")
        return value

    def _fault(self, message: str, hint: str = "") -> None:
        self.faults.append(Fault(self._row.place, message, hint, IssueKind.ROW))


_NO_DATE = "is not a date such as 2026-08-03"


def _whole(text: str) -> int | None:
    digits = text.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and int(digits) <= _MOST else None


def _repeated(source: Source, rows: Sequence[PastRow]) -> Iterator[Fault]:
    """Yield a fault for each group, or resident left out, who stands twice in a round."""
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        key = row.round, row.group, row.members if row.left_out else ()
        if row.group and key in seen:
            what = f"{show(row.members[0])} left out" if row.left_out else f"group {row.group}"
            message = f"{what} of round {row.round} stands already in line {seen[key]}"
            yield Fault(source.at(row.line), message, "", IssueKind.DUPLICATE)
        seen.setdefault(key, row.line)
