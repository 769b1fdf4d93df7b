"""A proposed table on disk, kept in step: new rows are added, and no answer is ever touched."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from peerpair.documents.files import write_whole
from peerpair.read.dates.cells import is_open, tidy
from peerpair.read.source import load
from peerpair.read.tables.grid import all_rows, delimiter_of
from peerpair.read.tables.headers import header_names

OPEN = "?"
"""What stands in a cell that is to be answered; a proposal may follow it."""


@dataclass
class ProposedTable:
    """The rows of a proposed table, as they stand and as they will be written.

    Parameters
    ----------
    path : Path
        The file, which need not exist.
    columns : sequence of str
        Those of a new table; a table that exists keeps its own.
    """

    path: Path
    columns: Sequence[str]
    rows: list[list[str]] = field(default_factory=list)
    delimiter: str = ","
    _changed: bool = False

    def __post_init__(self) -> None:
        self.exists = self.path.exists()
        self._lines: list[int] = []
        if not self.exists:
            self._header = [*self.columns]
            return
        source = load(self.path, self.path.name)[0]
        (_, header), *rows = list(all_rows(source)) or [(1, self.columns)]
        self.delimiter = delimiter_of(source)
        self._header, self.rows = [*header], [[*cells] for _, cells in rows]
        self._lines = [line for line, _ in rows]

    @property
    def names(self) -> list[str]:
        """The headers, as they are compared."""
        return header_names(self._header)

    def column(self, name: str) -> list[str]:
        """Return the cells of a column, blank where there is none."""
        return [self._cell(row, name) for row in self.rows]

    def _cell(self, row: Sequence[str], name: str) -> str:
        names = self.names
        at = names.index(name) if name in names else len(row)
        return row[at].strip() if at < len(row) else ""

    def put(self, key: str, row: Mapping[str, str]) -> None:
        """Add a row unless the table has its key; then fill in only cells that are all open."""
        mine = [old for old in self.rows if tidy(self._cell(old, key)) == tidy(row[key])]
        if not mine:
            self.rows.append([row.get(name, "") for name in self.names])
            self._changed = True
        for old in mine:
            for at, name in enumerate(self.names[: len(old)]):
                if old[at].strip() == OPEN and row.get(name, OPEN) != OPEN:
                    old[at] = row[name]
                    self._changed = True

    def lines(self, column: str) -> list[tuple[int, str]]:
        """Return the cells of a column of the file, each with its line."""
        return list(zip(self._lines, self.column(column), strict=False))

    def open_lines(self, column: str) -> tuple[int, ...]:
        """Return the lines of the file in which a column is open."""
        return tuple(line for line, text in self.lines(column) if is_open(text))

    def write(self) -> bool:
        """Write the table if anything is new in it; tell whether it was."""
        if not self._changed:
            return False
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=self.delimiter, lineterminator="\n")
        writer.writerows([self._header, *self.rows])
        # The mark tells spreadsheet programs that names are UTF-8.
        write_whole(self.path, text.getvalue().encode("utf-8-sig"))
        return True
