"""Tables with a header: our columns by the names a file gives them, and rows with their places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import Topic
from peerpair.read.dates.dates import Cell, Dates
from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.tables.grid import Record, header_name, records
from peerpair.text import show

__all__ = ["Row", "Table"]


class Row:
    """One row of a table."""

    __slots__ = ("_index", "_source", "cells", "line", "width")

    def __init__(
        self, source: Source, line: int, cells: Sequence[str], index: Mapping[str, int], width: int
    ) -> None:
        self._source = source
        self._index = index
        self.line = line
        self.cells = cells
        self.width = width

    @property
    def place(self) -> Place:
        """Where the row is."""
        return self._source.at(self.line)

    def at(self, column: str) -> Place:
        """Return the place of a cell; a line of text is place enough, a row of a sheet is not."""
        wide = self._source.sheet and column in self._index
        return self._source.at(self.line, self._index[column] + 1 if wide else 0)

    @property
    def too_long(self) -> bool:
        """Whether there are more cells than in the header."""
        return len(self.cells) > self.width and any(c.strip() for c in self.cells[self.width :])

    @property
    def too_short(self) -> bool:
        """Whether there are fewer cells than in the header."""
        return len(self.cells) < self.width

    @property
    def cut_off(self) -> bool:
        """Whether the file ends within this row, as one does whose download broke off."""
        text = self._source.text
        ends = bool(text) and text[-1] not in '\r\n"' and text.endswith(self.cells[-1])
        return ends and self.too_short and self.line > text.count("\n")

    @property
    def damaged(self) -> str:
        """What is wrong with a cell of a sheet, in words, or the empty string."""
        if not self._source.damaged:
            return ""
        for column in self._index.values():
            wrong = self._source.damaged.get((self.line, column + 1))
            if wrong:
                return f"{self._source.at(self.line, column + 1)} holds {wrong}"
        return ""

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column without outer blanks; empty where there is none."""
        at = self._index.get(column, self.width)
        return self.cells[at].strip() if at < min(len(self.cells), self.width) else ""


class Table:
    """A table with a header.

    Parameters
    ----------
    source : Source
        The file or sheet.
    columns : mapping of str to sequence of str
        Our columns, each with the headers it is known by; the user's own mapping comes first.
    report : Draft, optional
        Told which columns are not used, and how dates are written.

    Attributes
    ----------
    index : mapping of str to int
        Our columns that the file has, and their positions.
    unused : tuple of str
        Headers of the file that mean nothing to us.

    Raises
    ------
    ReadError
        If there is no header, one column stands twice, or a quote is not closed (also while rows
        are read).
    """

    def __init__(
        self, source: Source, columns: Mapping[str, Sequence[str]], report: Draft | None = None
    ) -> None:
        self.source = source
        self._report = report
        self._rows = records(source)
        self._line, header = next(self._rows, (1, ()))
        if not header:
            raise ReadError(source.at(), "is empty", "the first line must name the columns")
        if len(header) > source.limits.columns:
            message = f"has more than {source.limits.columns} columns"
            raise ReadError(source.at(self._line), message)
        names = self._names = [header_name(cell) for cell in header]
        for i, name in enumerate(names):
            if name and name in names[:i]:
                # By number: a confidential table without a header would give people away.
                message = f"columns {names.index(name) + 1} and {i + 1} have the same name"
                raise ReadError(source.at(self._line), message)
        self.index: dict[str, int] = {}
        for ours, aliases in columns.items():
            given = source.mapping.columns
            theirs = [given[a] for a in (ours, *aliases) if a in given]
            for name in (*map(header_name, theirs), *aliases):
                if name in names and names.index(name) not in self.index.values():
                    self.index[ours] = names.index(name)
                    break
        used = set(self.index.values())
        self.unused = tuple(
            cell.strip() for i, cell in enumerate(header) if cell.strip() and i not in used
        )
        self.width = len(header)
        if report:
            for column in self.unused:
                report.issue(self.place, f"column {column!r} is not used", "left out")

    def header(self, column: str) -> str:
        """Return the header of one of our columns, as headers are compared."""
        return self._names[self.index[column]]

    @property
    def columns(self) -> frozenset[str]:
        """Our columns that the file has."""
        return frozenset(self.index)

    @property
    def place(self) -> Place:
        """Where the header is."""
        return self.source.at(self._line)

    def need(self, *columns: str, hint: str = "") -> None:
        """Raise `ReadError` if the file lacks one of our columns."""
        for column in columns:
            if column not in self.index:
                have = ", ".join(map(show, (*sorted(self.index), *self.unused))) or "none"
                message = f"has no column {column!r} (it has {have})"
                raise ReadError(
                    self.place, message, hint or "map it with columns={...}, or in a mapping file"
                )

    def records(self) -> Iterator[Record]:
        """Yield line and cells of the rows after the header, once."""
        most = self.source.limits.rows
        for count, record in enumerate(self._rows, 1):
            if count > most:
                raise ReadError(self.source.at(record[0]), f"has more than {most:,} rows")
            yield record

    def row(self, record: Record) -> Row:
        """Return a record as a row."""
        return Row(self.source, *record, self.index, self.width)

    def __iter__(self) -> Iterator[Row]:
        return map(self.row, self.records())

    @cached_property
    def dates(self) -> Dates:
        """The reader of this table's dates."""
        draft = self._report

        def report(place: Place, words: str) -> None:
            if draft:
                draft.issue(place, words, "read so", Topic.CHANGED)

        return Dates(self.source.mapping.dates, self._date_cells, report)

    def _date_cells(self) -> Iterator[Cell]:
        """Yield every cell in a column of dates, in a pass of its own."""
        wanted = [
            at
            for name, at in self.index.items()
            if name in ("date", "start", "end", "end_inclusive")
        ]
        rows = records(self.source)
        next(rows, None)
        for line, cells in rows:
            for at in wanted:
                if at < len(cells) and cells[at]:
                    yield self.source.at(line, at + 1 if self.source.sheet else 0), cells[at]
