"""The layout of a table: what its rows, columns and cells are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from peerpair.model.place import letters
from peerpair.read.coverage.extents import shifted
from peerpair.read.tables.grid import Record


@dataclass(frozen=True)
class Period:
    """The dates from `first` to `last`, both included, or a half of one: ``am`` or ``pm``."""

    first: date
    last: date
    half: str = ""

    @property
    def span(self) -> tuple[date, date]:
        """Its dates as ``[first, after)``."""
        return self.first, shifted(self.last, 1)


@dataclass(frozen=True)
class Spot:
    """A cell: its text, line and column (the first being 1)."""

    text: str
    line: int
    column: int
    missing: bool = False  # the row ends before it


@dataclass(frozen=True)
class Lane:
    """One person, or one service: the cell that names it, and its cells by period."""

    head: Spot
    cells: Sequence[tuple[Period, Spot]]
    stray: Sequence[tuple[int, Spot]] = ()  # cells that stand under nothing, by their columns


class Grid:
    """The cells of a sheet, row by row, or `turned`: column by column, as if they were rows."""

    def __init__(self, records: Sequence[Record], *, turned: bool = False) -> None:
        self.records, self.turned = records, turned
        rows = [[cell.strip() for cell in cells] for _, cells in records]
        self.rows = [[*row] for row in zip_longest(*rows, fillvalue="")] if turned else rows

    def text(self, row: int, column: int) -> str:
        """Return a cell; empty where there is none."""
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def spot(self, row: int, column: int) -> Spot:
        """Return a cell with its place in the sheet."""
        at, width = (column, row) if self.turned else (row, column)
        line, cells = self.records[at]
        return Spot(self.text(row, column), line, width + 1, width >= len(cells))


@dataclass(frozen=True)
class Layout:
    """One table of a sheet, with people or services in rows; else its grid is turned.

    Indices count from 0, those of rows among the rows that are not blank.
    """

    grid: Grid
    header: Sequence[int]  # rows of the header
    body: Sequence[int]  # rows of the table
    heads: Sequence[int]  # columns that name people or services: two are last and first name
    spans: Sequence[tuple[int, Period]]  # column -> the dates it stands for
    names_in_cells: bool = False  # people stand in the cells, services at the head
    unread: Sequence[int] = ()  # columns that are no part of it

    @property
    def records(self) -> Iterable[int]:
        """The rows of the sheet that are part of it."""
        if self.grid.turned:
            return (*self.heads, *(column for column, _ in self.spans))
        return (*self.header, *self.body)

    def lanes(self) -> Iterator[Lane]:
        """Yield what stands in the table, one person or service after the other."""
        spot = self.grid.spot
        for row in self.body:
            name = ", ".join(filter(None, (self.grid.text(row, at) for at in self.heads)))
            cells = [(period, spot(row, column)) for column, period in self.spans]
            stray = [(column, spot(row, column)) for column in self.unread]
            yield Lane(replace(spot(row, self.heads[0]), text=name), cells, stray)

    def words(self) -> str:
        """Return the layout in words, as rows and columns of a spreadsheet."""
        lines = [str(line) for line, _ in self.grid.records]
        sides = [("row", lines.__getitem__), ("column", lambda column: letters(column + 1))]
        (row, row_name), (column, column_name) = reversed(sides) if self.grid.turned else sides
        (start, first), (stop, last) = self.spans[0], self.spans[-1]
        people, what = ("services", "names") if self.names_in_cells else ("people", "rotations")
        return (
            f"{row}s {row_name(self.body[0])} to {row_name(self.body[-1])}: {people} in {column} "
            f"{', '.join(map(column_name, self.heads))}; {column}s {column_name(start)} to "
            f"{column_name(stop)}: {len(self.spans)} periods from {first.first} to {last.first}; "
            f"cells {what}"
        )
