"""The layout of a table: what its rows, columns and cells are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from peerpair.read.tables.grid import Record

Rows = Sequence[Record]
"""The rows of a file or sheet that are not blank, each with its line."""


@dataclass(frozen=True)
class Period:
    """The dates from `first` to `last`, both included, or a half of one: ``am`` or ``pm``."""

    first: date
    last: date
    half: str = ""

    def __str__(self) -> str:
        if self.first == self.last:
            return f"{self.first} {self.half}".strip()
        return f"{self.first} to {self.last}"


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
    stray: Sequence[Spot] = ()  # cells that stand under nothing


@dataclass(frozen=True)
class Layout:
    """One table of a sheet.

    `down` is set where periods stand in rows and people, or services, in columns.  Indices count
    from 0: rows among those that are not blank, columns from the first.
    """

    down: bool
    header: tuple[int, ...]  # rows of the header
    body: tuple[int, ...]  # rows of the table
    heads: tuple[int, ...]  # columns that name people or services: two are last and first name
    spans: tuple[tuple[int, Period], ...]  # column (or row, if down) -> the dates it stands for
    names_in_cells: bool = False  # people stand in the cells, services at the head
    unread: tuple[int, ...] = ()  # columns, or rows if down, that are no part of it

    def strips(self, rows: Rows) -> Iterator[Lane]:
        """Yield what stands in the table, one person or service after the other."""
        if not self.down:
            yield from (self._across(rows[row]) for row in self.body)
            return
        line, names = rows[self.header[-1]]
        for column in self.heads:
            cells = [(period, _spot(rows[row], column)) for row, period in self.spans]
            name = names[column].strip() if column < len(names) else ""
            yield Lane(Spot(name, line, column + 1), cells)

    def _across(self, record: Record) -> Lane:
        line, cells = record
        width = len(cells)
        names = [cells[at].strip() if at < width else "" for at in self.heads]
        head = Spot(", ".join(filter(None, names)), line, self.heads[0] + 1)
        spots = [
            (period, Spot(cells[at].strip(), line, at + 1))
            if at < width
            else (period, Spot("", line, at + 1, missing=True))
            for at, period in self.spans
        ]
        stray = [Spot(cells[at].strip(), line, at + 1) for at in self.unread if at < width]
        return Lane(head, spots, [spot for spot in stray if spot.text])

    def loose(self, rows: Rows) -> Iterator[tuple[int, Spot]]:
        """Yield the cells that stand in a column of the table beside no date, with their rows."""
        for row in self.unread if self.down else ():
            spots = (_spot(rows[row], column) for column in self.heads)
            yield from ((row, spot) for spot in spots if spot.text or self.names_in_cells)

    def words(self, rows: Rows) -> str:
        """Return the layout in words, as rows and columns of a spreadsheet."""
        lines = f"rows {rows[self.body[0]][0]} to {rows[self.body[-1]][0]}"
        heads = "services" if self.names_in_cells else "people"
        columns = ", ".join(map(letters, self.heads))
        first, last = self.spans[0], self.spans[-1]
        what = "names" if self.names_in_cells else "rotations"
        dates = f"{len(self.spans)} periods from {first[1].first} to {last[1].last}"
        if self.down:
            columns = f"{letters(min(self.heads))} to {letters(max(self.heads))}"
            return f"{lines}: {dates}; columns {columns} {heads}; cells {what}"
        between = f"columns {letters(first[0])} to {letters(last[0])}"
        return f"{lines}: {heads} in column {columns}; {between}: {dates}; cells {what}"


def _spot(record: Record, column: int) -> Spot:
    line, cells = record
    missing = column >= len(cells)
    return Spot("" if missing else cells[column].strip(), line, column + 1, missing)


def letters(column: int) -> str:
    """Return the letters of a column of a spreadsheet, the first being 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def column_of(text: str) -> int:
    """Return the column that letters name, the first being 0.

    >>> column_of("A"), column_of("AB")
    (0, 27)
    """
    number = 0
    for letter in text:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
