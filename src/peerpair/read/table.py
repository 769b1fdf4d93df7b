"""Tables in text: delimiter, header, and rows with their line numbers."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from peerpair.errors import ReadError
from peerpair.model.shape import show
from peerpair.read.source import Source

__all__ = ["MOST_COLUMNS", "MOST_ROWS", "RESIDENT", "Row", "Table", "head_names", "renamed_head"]

MOST_ROWS = 1_000_000
"""Rows of the largest table that is read."""
MOST_COLUMNS = 1000
"""Columns of the widest table that is read."""
RESIDENT = ("resident", "person", "id")
"""Headers that name the resident."""
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Row:
    """One row: its place, its cells by column, and whether it has more cells than the header."""

    place: str
    cells: Mapping[str, str]
    too_long: bool

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column without outer blanks; empty where there is none."""
        return self.cells.get(column, "")


class Table:
    """A CSV file with a header.

    Parameters
    ----------
    source : Source
        The file.
    columns : mapping of str to sequence of str
        Our columns, each with the headers it is known by; the user's own mapping comes first.

    Attributes
    ----------
    columns : frozenset of str
        Our columns that the file has.
    unused : tuple of str
        Headers of the file that mean nothing to us.

    Raises
    ------
    ReadError
        If there is no header, one column stands twice, or a quote is not closed (also while rows
        are read: everything after an open quote would be one cell, and people would vanish).
    """

    def __init__(self, source: Source, columns: Mapping[str, Sequence[str]]) -> None:
        self.source = source
        if "\0" in source.text:
            hint = "save it again as CSV UTF-8"
            raise ReadError(source.label, "is not a text file (it has null characters)", hint)
        self._delimiter = _delimiter(source.text)
        self._rows = self._records()
        self._line, header = next(self._rows, (1, []))
        if not header:
            raise ReadError(source.label, "is empty", "the first line must name the columns")
        if len(header) > MOST_COLUMNS:
            raise ReadError(source.at(self._line), f"has more than {MOST_COLUMNS} columns")
        names = [_name(cell) for cell in header]
        for i, name in enumerate(names):
            if name and name in names[:i]:
                # By number: a confidential table without a header would give people away.
                message = f"columns {names.index(name) + 1} and {i + 1} have the same name"
                raise ReadError(source.at(self._line), message)
        self._index: dict[str, int] = {}
        for ours, aliases in columns.items():
            given = [source.columns[a] for a in (ours, *aliases) if a in source.columns]
            for name in (*map(_name, given), *aliases):
                if name in names and names.index(name) not in self._index.values():
                    self._index[ours] = names.index(name)
                    break
        self.columns = frozenset(self._index)
        used = set(self._index.values())
        self.unused = tuple(
            cell.strip() for i, cell in enumerate(header) if cell.strip() and i not in used
        )
        self._width = len(header)

    @property
    def place(self) -> str:
        """Where the header is."""
        return self.source.at(self._line)

    def need(self, *columns: str, hint: str = "") -> None:
        """Raise `ReadError` if the file lacks one of our columns."""
        for column in columns:
            if column not in self.columns:
                have = ", ".join(map(show, (*sorted(self.columns), *self.unused))) or "none"
                message = f"has no column {column!r} (it has {have})"
                raise ReadError(self.place, message, hint or "map it with columns={...}")

    def __iter__(self) -> Iterator[Row]:
        for count, (line, cells) in enumerate(self._rows, 1):
            if count > MOST_ROWS:
                raise ReadError(self.source.at(line), f"has more than {MOST_ROWS:,} rows")
            found = {name: cells[i].strip() for name, i in self._index.items() if i < len(cells)}
            too_long = any(cell.strip() for cell in cells[self._width :])
            yield Row(self.source.at(line), found, too_long)

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Yield the first line and the cells of each row that is not blank."""
        # newline="" leaves line ends to the csv module, which knows CR, LF and CRLF.
        lines = io.StringIO(self.source.text, newline="")
        reader = csv.reader(lines, delimiter=self._delimiter, strict=True)
        before = 0
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield before + 1, cells
                before = reader.line_num
        except csv.Error as error:
            hint = "a quotation mark is not closed"
            raise ReadError(self.source.at(before + 1), f"is not CSV: {error}", hint) from None


def head_names(head: str) -> frozenset[str]:
    r"""Return the column names in the first line that is not blank, for `sniff`.

    Examples
    --------
    >>> sorted(head_names("Resident;Start Date;END\n"))
    ['end', 'resident', 'start_date']
    """
    return frozenset(_name(cell) for cell in _first_cells(head)[1])


def renamed_head(head: str, columns: Mapping[str, str]) -> str:
    """Return a file's first characters with our column names where the user mapped them."""
    if not columns:
        return head
    ours = {_name(theirs): name for name, theirs in columns.items()}
    line, cells = _first_cells(head)
    if not any(_name(cell) in ours for cell in cells):
        return head
    first = ",".join(ours.get(_name(cell), _name(cell)) for cell in cells)
    return head.replace(line, first, 1)


def _first_line(text: str) -> str:
    return re.split(r"[\r\n]", text.lstrip(), maxsplit=1)[0]


def _delimiter(text: str) -> str:
    line = _first_line(text)
    return max(_DELIMITERS, key=line.count)


def _first_cells(head: str) -> tuple[str, list[str]]:
    line = _first_line(head)
    try:
        return line, next(csv.reader([line], delimiter=_delimiter(line)), [])
    except csv.Error:
        return line, []


def _name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().casefold())
