"""Rows of cells with their line numbers, from text with delimiters or from a sheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from statistics import mode

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.source import Source
from peerpair.read.tables.headers import header_name, header_names

DELIMITERS = ",;\t|"
_HEAD = 4096  # characters from which a format is recognised
ACCOUNT = re.compile(r"Account\s+\d+:\s*(.*)", re.IGNORECASE)  # the line above Amion's lists
_SAMPLE = 60
_SCAN = 65_536
_LEAD = 12

Record = tuple[int, Sequence[str]]
"""Line (or row of a sheet), and its cells."""


@dataclass(frozen=True)
class Head:
    """What a format is recognised by."""

    path: Path
    text: str  # its first characters; empty for a sheet
    # the header and the rows after it, as far as they are looked at
    rows: tuple[Sequence[str], ...]
    columns: Mapping[str, str]  # the user's: our column -> the file's
    trouble: str = ""  # why there are no more rows, if the file is no sound table

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names in the header, ours where the user mapped them."""
        return frozenset(self.named(self.rows[0]) if self.rows else ())

    def named(self, row: Sequence[str]) -> list[str]:
        """Return the names that a row would give its columns, ours where the user mapped them."""
        ours = {header_name(theirs): name for name, theirs in self.columns.items()}
        names = zip(map(header_name, row), header_names(row), strict=True)
        return [ours.get(theirs, name) for theirs, name in names]

    def lines_are(self, pattern: re.Pattern[str]) -> bool:
        """Tell whether lines below Amion's account have a form, the last, perhaps cut, apart."""
        lines = [line.strip() for line in re.split(r"[\r\n]+", self.text)]
        lines = [line for line in lines if line and not ACCOUNT.fullmatch(line)]
        return bool(lines) and all(map(pattern.fullmatch, lines[: max(1, len(lines) - 1)]))


def head_of(source: Source) -> Head:
    """Return the head of a source: the rows before the first that cannot be read."""
    rows: list[Sequence[str]] = []
    trouble = ""
    try:
        rows.extend(cells for _, cells in islice(records(source), _LEAD))
    except ReadError as error:
        trouble = f"{error.fault.message} ({error.fault.hint})"
    text, columns = source.text[:_HEAD], source.mapping.columns
    return Head(source.path, text, tuple(rows), columns, trouble)


def records(source: Source) -> Iterator[Record]:
    """Yield the rows that are not blank, from the header on.

    The header is where the user says; else it is the first row with two cells or more, since
    titles stand alone in their row, or the first row if there is no such row.

    Raises `ReadError` if the text is no table: a quotation mark is not closed, or no delimiter
    fits.
    """
    rows = all_rows(source)
    if header := source.mapping.header:
        yield from (row for row in rows if row[0] >= header)
        return
    first: list[Record] = []
    for row in islice(rows, _LEAD):
        first.append(row)
        # A title may be merged over all columns: then each of its cells says the same.
        if len({cell.strip() for cell in row[1]} - {""}) > 1:
            first = [row]
            break
    yield from first
    yield from rows


def all_rows(source: Source) -> Iterator[Record]:
    """Yield the rows that are not blank, those above a header too; see `records`."""
    rows = _csv_rows(source) if source.grid is None else enumerate(source.grid, 1)
    return ((line, cells) for line, cells in rows if any(map(str.strip, cells)))


def _csv_rows(source: Source) -> Iterator[Record]:
    if "\0" in source.text:
        hint = "save it again as CSV UTF-8"
        message = "is not a text file (it has null characters)"
        raise ReadError(source.at(), message, hint, IssueKind.FILE)
    # newline="" leaves line ends to the csv module, which knows CR, LF and CRLF.
    text, delimiter = io.StringIO(source.text, newline=""), delimiter_of(source)
    reader = csv.reader(text, delimiter=delimiter, strict=True)
    before = 0
    try:
        for cells in reader:
            yield before + 1, cells
            before = reader.line_num
    except csv.Error as error:
        # Everything after an open quote would be one cell, and people would vanish.
        message, hint = f"is not CSV: {error}", "a quotation mark is not closed"
        raise ReadError(source.at(before + 1), message, hint, IssueKind.FILE) from None


def delimiter_of(source: Source) -> str:
    """Return the delimiter that parts most lines into the same number of cells, two or more."""
    if source.mapping.delimiter:
        return source.mapping.delimiter
    fits: dict[int, list[str]] = {}
    for delimiter in DELIMITERS:
        widths = _widths(source.text, delimiter)
        widest = mode(widths or [1])
        if widest > 1 and widths[0] == widest and 10 * widths.count(widest) >= 9 * len(widths):
            fits.setdefault(widest, []).append(delimiter)
    if not fits:
        lines = source.text[:_SCAN].replace("\r", "\n").split("\n")
        line = next((line for line in lines if any(d in line for d in DELIMITERS)), "")
        return max(DELIMITERS, key=line.count)
    best, *others = fits[max(fits)]
    if others:
        message = f"{' and '.join(map(repr, (best, *others)))} part its lines equally well"
        hint = "name it: delimiter in a mapping file"
        raise ReadError(source.at(), message, hint, IssueKind.FILE)
    return best


def _widths(text: str, delimiter: str) -> list[int]:
    """Return how many cells the first rows have."""
    rows = filter(any, csv.reader(io.StringIO(text[:_SCAN], newline=""), delimiter=delimiter))
    widths: list[int] = []
    with suppress(csv.Error):
        widths.extend(map(len, islice(rows, _SAMPLE)))
    cut = len(text) > _SCAN and len(widths) < _SAMPLE
    return widths[:-1] if cut else widths
