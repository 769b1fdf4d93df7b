"""Tables with a header: our columns by the names a file gives them, and rows: whose, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.order import Cell, Dates
from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.tables import headers
from peerpair.read.tables.grid import records
from peerpair.text import show

_DATED = ("date", "start", "end", "end_inclusive", "end_date", "away", "away_from", "away_to")
_FEW_DIGITS = 3  # that a row of headers may have
_MOST_BLANK = 0.25  # of a column of people in which, where it is blank, somebody is missing
_MOST_TEXTS = 1_000  # of a column, by which it is seen whether it names people


@dataclass(slots=True)
class TableRow:
    """One row of a table."""

    table: Table
    line: int
    cells: Sequence[str]

    @property
    def place(self) -> Place:
        """Where the row is."""
        return self.table.source.at(self.line)

    def at(self, column: str) -> Place:
        """Return the place of a cell; a line of text is place enough, a row of a sheet is not."""
        source, index = self.table.source, self.table.index
        wide = source.sheet and column in index
        return source.at(self.line, index[column] + 1 if wide else 0)

    @property
    def wrong(self) -> str:
        """What is wrong with the row as a whole, in words, or the empty string."""
        if any(map(str.strip, self.cells[self.table.width :])):
            return "has more cells than the header"
        source = self.table.source
        for column in self.table.index.values() if source.damaged else ():
            if wrong := source.damaged.get((self.line, column + 1)):
                return f"{source.at(self.line, column + 1)} holds {wrong}"
        return ""

    def cell(self, at: int) -> str:
        """Return a cell by its position, without outer blanks; empty where there is none."""
        return self.cells[at].strip() if at < min(len(self.cells), self.table.width) else ""

    def name(self, columns: Sequence[int]) -> str:
        """Return the name in one column, or that of a last and a first name."""
        whole, *given = map(self.cell, columns)
        return ", ".join((whole, *(name for name in given if name and name not in whole)))

    def has(self, column: str) -> bool:
        """Whether the table has one of our columns."""
        return column in self.table.index

    def __getitem__(self, column: str) -> str:
        """Return the cell of a column without outer blanks; empty where there is none."""
        return self.cell(self.table.index.get(column, self.table.width))


class Table:
    """A table with a header.

    Our columns that it has are in its `index`, with their positions; headers that mean nothing to
    us are `unused`, which the `draft` is told; with a draft, `dates` reads its dates.

    Raises `ReadError` if there is no header, one column stands twice, or a quote is not closed
    (also while rows are read).
    """

    def __init__(
        self,
        source: Source,
        columns: Mapping[str, Sequence[str]] | None = None,
        draft: Draft | None = None,
    ) -> None:
        self.source = source
        self.people: tuple[tuple[int, ...], ...] = ()
        self.others: tuple[int, ...] = ()
        self.filled: set[int] = set()
        self._draft = draft
        self._rows = records(source)
        self._line, self._header = next(self._rows, (1, ()))
        if not self._header:
            hint = "the first line must name the columns"
            raise ReadError(source.at(), "is empty", hint, IssueKind.FILE)
        self.width = len(self._header)
        source.bound(self.width, "columns", self._line)
        names = self._names = headers.header_names(self._header)
        for i, name in enumerate(names):
            if name and name in names[:i]:
                # By number: a confidential table without a header would give people away.
                message = f"columns {names.index(name) + 1} and {i + 1} have the same name"
                raise ReadError(self.place, message, kind=IssueKind.COLUMN)
        if columns:
            self.take(columns)

    def positions(self, columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
        """Return which of our columns the file has, and where, by the headers each is known by.

        The user's own mapping comes first.
        """
        index: dict[str, int] = {}
        theirs = {headers.header_name(cell): at for at, cell in enumerate(self._header)}
        given = self.source.mapping.columns.items()
        said = {ours: theirs.get(headers.header_name(name)) for ours, name in given}
        there = {name: at for at, name in enumerate(self._names)}
        more = {"resident": [*filter(headers.names_people, there), *headers.LAST_NAME]}
        for ours, aliases in columns.items():
            wanted = [said.get(name) for name in (ours, *aliases)]
            wanted += [there.get(name) for name in (*aliases, *more.get(ours, ()))]
            at = next((at for at in wanted if at not in (None, *index.values())), None)
            if at is not None:
                index[ours] = at
        return index

    def take(self, columns: Mapping[str, Sequence[str]]) -> Table:
        """Read these columns; say which others there are."""
        self.index = self.positions(columns)
        named = {at: cell.strip() for at, cell in enumerate(self._header)}
        used = {*self.index.values(), *(at for at in named if self._names[at] in headers.REMARKS)}
        rest = {at: cell for at, cell in named.items() if cell and at not in used}
        if "resident" in self.index:
            self._find_people(rest)
        self.unused = tuple(rest.values())
        draft = self._draft
        if draft:
            for column in self.unused:
                message = f"column {column!r} is not used"
                draft.issue(IssueKind.COLUMN, self.place, message, "left out")
            # Of source and columns alone: a way back to the table would keep it beyond the call.
            cells = partial(_date_cells, self.source, self.index)
            told, elsewhere = self.source.mapping.dates, draft.order_elsewhere
            self.dates = Dates(told, cells, draft.note_order, elsewhere, draft.middle)
        return self

    def _find_people(self, rest: dict[int, str]) -> None:
        """Find the columns of people among the rest; those that are headed so are used."""
        first, draft = self.index["resident"], self._draft
        self.people, self.filled = ((first,),), {first}
        given = [at for at in rest if self._names[at] in headers.FIRST_NAME]
        if given and self._names[first] in (*headers.LAST_NAME, "name", "nom"):
            self.people = ((first, given[0]),)
            del rest[given[0]]
        if draft is None or not rest:
            return
        columns: dict[int, set[str]] = {at: set() for at in rest}
        blank: Counter[int] = Counter()
        rows = 0
        for _, cells in islice(records(self.source), 1, None):
            rows += 1
            for at, texts in columns.items():
                if at >= len(cells) or not cells[at]:
                    blank[at] += 1
                elif len(texts) < _MOST_TEXTS:
                    texts.add(cells[at])
        for at, texts in columns.items():
            named = sum(draft.names.find(text.strip()) is not None for text in texts)
            if 2 * named < len(texts) or not named:
                continue
            if headers.names_people(self._names[at]):
                self.people += ((at,),)
                self.filled |= {at} if blank[at] <= rows * _MOST_BLANK else set()
                del rest[at]
            else:
                self.others += (at,)

    @property
    def unclear_end(self) -> str:
        """The header of the ends, if neither it nor the user says that they are last dates."""
        at, said = self.index.get("end_inclusive"), self.source.mapping.columns
        header = "" if at is None or "end_inclusive" in said else self._names[at]
        return "" if header in headers.END_INCLUSIVE else header

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
                hint = hint or "map it with columns={...}, or in a mapping file"
                raise ReadError(self.place, message, hint, IssueKind.COLUMN)

    def __iter__(self) -> Iterator[TableRow]:
        return self.rows()

    def rows(self, take: Callable[[int, Sequence[str]], bool] | None = None) -> Iterator[TableRow]:
        """Yield the rows that `take` leaves; a header that comes again is passed over.

        After a header of other words nobody knows what stands where: all whom the rows name are in
        doubt.
        """
        for count, (line, cells) in enumerate(self._rows, 1):
            self.source.bound(count, "rows", line)
            if take and take(line, cells):
                continue
            if self._draft and sum(map(str.isdigit, "".join(cells))) <= _FEW_DIGITS:
                names = headers.header_names(cells)
                if names == self._names:
                    continue
                if headers.are_headers(names):
                    self._doubt(line, self._draft)
                    return
            yield TableRow(self, line, cells)
        if self._draft:
            self.dates.settle(self.place)

    def _doubt(self, line: int, draft: Draft) -> None:
        """Put those in doubt whom the rows after a second header name."""
        message, hint = "a second header has other columns", "keep one table a file"
        draft.leave_out(IssueKind.COLUMN, self.source.at(line), message, hint=hint)
        for row, cells in self._rows:
            named = [who for cell in cells for who in draft.names.whom(cell.strip()).named]
            for resident in dict.fromkeys(named):
                message, place = "the row stands under a second header", self.source.at(row)
                draft.lose(IssueKind.COLUMN, place, message, resident, unit="row")


def _date_cells(source: Source, index: Mapping[str, int]) -> Iterator[Cell]:
    """Yield every cell in a column of dates, in a pass of its own."""
    wanted = [at for name, at in index.items() if name in _DATED]
    for line, cells in islice(records(source), 1, None):
        for at in wanted:
            if at < len(cells) and cells[at]:
                yield source.at(line, at + 1 if source.sheet else 0), cells[at]
