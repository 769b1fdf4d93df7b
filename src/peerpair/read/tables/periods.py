"""Headers of matrices: which dates, or halves of dates, each column stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.dates.cells import LONGEST_ENTRY, ONE_DAY, tidy
from peerpair.read.dates.order import Cell, Dates, bare_date
from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head, Record
from peerpair.text import show

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE_LIKE = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.]\d{{1,2}}(?!\d)|{_MONTH} ?\d|\d{{1,2}}[- ]{_MONTH}",
    re.IGNORECASE | re.ASCII,
)
_LABEL = re.compile(r"(?:(?:block|blk|period|week|wk|b)[ _-]?)?\d{1,2}[ _-]?[a-d]?", re.IGNORECASE)
_RANGE = re.compile(
    r"\s*(?:\bto\b|\bthru\b|\bthrough\b|\s[-\u2013\u2014]\s|[\u2013\u2014])\s*", re.I
)
_SHORT_RANGE = re.compile(
    r"(\d{1,2}/\d{1,2}(?:/\d{2,4})?)-(\d{1,2}/\d{1,2}(?:/\d{2,4})?)", re.ASCII
)
_NO_YEAR = re.compile(r"\d{1,2}/\d{1,2}", re.ASCII)
_HALF = re.compile(r"[\s,]*\b(am|pm|a\.m\.|p\.m\.)$", re.IGNORECASE)
HALVES = {"am": "am", "a.m.": "am", "morning": "am", "pm": "pm", "p.m.": "pm", "afternoon": "pm"}


@dataclass(frozen=True)
class Period:
    """What one column of a matrix stands for."""

    column: int  # the first being 0
    first: date
    last: date  # included
    half: str = ""  # "am" or "pm"


def is_dated(cell: str) -> bool:
    """Tell whether a cell looks as if it began with a date.

    >>> [is_dated(text) for text in ("2026-08-03", "8/3/2026 - 8/30/2026", "Mon 3 Aug", "PGY")]
    [True, True, True, False]
    """
    return bool(_DATE_LIKE.match(bare_date(cell.strip()[:60])))


def is_label(cell: str) -> bool:
    """Tell whether a cell looks like the label of a block: ``1``, ``1A``, ``Block 7``."""
    return bool(_LABEL.fullmatch(cell.strip()))


def header_height(rows: Sequence[Sequence[str]]) -> int:
    """Return how many rows a matrix's header has: two, if the second has halves or dates."""
    if len(rows) < 2:
        return 1
    dated = [i for i, cell in enumerate(rows[0]) if is_dated(cell)]
    below = [rows[1][i].strip() for i in dated if i < len(rows[1])]
    # A header that stands twice, or is merged over two rows, does not say that blocks are one day.
    again = below == [rows[0][i].strip() for i in dated]
    halves = [cell for cell in rows[1] if tidy(cell) in HALVES]
    if len(halves) >= 2 or (len(below) >= 2 and all(map(is_dated, below)) and not again):
        return 2
    return 1


def is_matrix(head: Head) -> bool:
    """Tell whether the header has two dates or labels of blocks, or a date over AM and PM."""
    if not head.rows:
        return False
    dated = sum(map(is_dated, head.rows[0]))
    labels = sum(map(is_label, head.rows[0][1:]))
    halves = sum(tidy(cell) in HALVES for cell in head.rows[1]) if len(head.rows) > 1 else 0
    return dated >= 2 or labels >= 2 or (dated >= 1 and halves >= 2)


class _Header:
    """The header of one matrix."""

    def __init__(self, records: Sequence[Record], source: Source, draft: Draft) -> None:
        self.line, self.cells = records[0]
        self.below = records[1][1] if len(records) > 1 else ()
        self.source, self.draft = source, draft
        self.dates = Dates(source.mapping.dates, self._every, draft.note_order)

    def _every(self) -> Iterable[Cell]:
        for cells in (self.cells, self.below):
            for column, cell in enumerate(cells):
                for part in _sides(cell):
                    yield self.at(column), bare_date(part)

    def at(self, column: int) -> Place:
        return self.source.at(self.line, column + 1)

    def date(self, text: str, column: int) -> date | None:
        """Return a date; one without a year must fit into the horizon's surroundings."""
        text = bare_date(text)
        day = self.dates.stated(text)
        if day or not _NO_YEAR.fullmatch(text):
            return day
        span = self.draft.horizon or self.draft.published
        if span is None:
            raise self.error(column, f"{show(text)} has no year", "say which with horizon=")
        years = range(span[0].year - 1, span[1].year + 2)
        near = filter(None, (self.dates.day(f"{text}/{year}") for year in years))
        middle = span[0] + (span[1] - span[0]) / 2
        return min(near, key=lambda day: abs(day - middle), default=None)

    def error(self, column: int, message: str, hint: str = "") -> ReadError:
        """Return what to raise about a column."""
        return ReadError(self.at(column), message, hint, IssueKind.TIME)


def _sides(cell: str) -> list[str]:
    """Return both ends of a range of dates, or the one date."""
    text = _HALF.sub("", cell.strip()[:80])
    match = _SHORT_RANGE.fullmatch(text)
    return [match[1], match[2]] if match else _RANGE.split(text, maxsplit=1)


def read_header(records: Sequence[Record], source: Source, draft: Draft) -> list[Period]:
    """Return what the columns of a matrix stand for.

    A column with one date lasts to the day before the next column's; the last column lasts as
    long as most of the others.  Labels of blocks are looked up in the block table.

    Raises `ReadError` if a label is not in a block table, dates do not ascend, or nothing tells the
    year.
    """
    header = _Header(records, source, draft)
    starts: list[tuple[int, date, date | None, str]] = []
    last: str = ""
    for column, cell in enumerate(header.cells):
        below = header.below[column].strip() if column < len(header.below) else ""
        half = HALVES.get(tidy(below), "")
        text = cell.strip() or (last if half else "")  # a date over two columns
        last = text
        if not half and (match := _HALF.search(text[-20:])):
            half = HALVES[match[1].casefold()]
        block = draft.blocks.get(tidy(text))
        if block:
            starts.append((column, *block, half))
        elif is_dated(text):
            first, end = _range(header, text, below if is_dated(below) else "", column)
            starts.append((column, first, end, half))
        elif is_label(text) and column > 0:
            message = f"block {show(text)} is not in a table of blocks"
            raise header.error(column, message, "add a table block,start,end_inclusive")
    return _periods(starts, header)


def _range(header: _Header, text: str, below: str, column: int) -> tuple[date, date | None]:
    sides = [*_sides(text), below] if below else _sides(text)
    days = [header.date(side, column) for side in sides[:2]]
    if not days[0] or (len(days) > 1 and not days[1]):
        raise header.error(column, f"{show(text)} is not a date such as 2026-08-03")
    first, end = days[0], days[1] if len(days) > 1 else None
    if end and not first <= end < first + LONGEST_ENTRY:
        message = f"{show(text)} does not end within {LONGEST_ENTRY.days} days after it starts"
        raise header.error(column, message)
    return first, end


def _periods(starts: list[tuple[int, date, date | None, str]], header: _Header) -> list[Period]:
    periods: list[Period] = []
    lengths: list[int] = []
    days = sorted({first for _, first, end, half in starts if not end and not half})
    gaps = [(after - first).days for first, after in pairwise(days)]
    # Columns of single days, perhaps without weekends: what is between them stands nowhere.
    daily = bool(gaps) and 2 * gaps.count(1) >= len(gaps)
    for number, (column, first, end, half) in enumerate(starts):
        after = next((begin for _, begin, _, _ in starts[number + 1 :] if begin != first), None)
        if half:
            last = first
        elif end:
            last = end
        elif daily:
            last = first
        elif after is None:
            last = first + (max(set(lengths), key=lengths.count, default=1) - 1) * ONE_DAY
            if last > first:
                message = f"the last column has no end; read as {first} to {last}"
                action, kind = "as long as the others", IssueKind.TIME
                header.draft.issue(kind, header.at(column), message, action, Topic.CHANGED)
        elif after < first:
            raise header.error(column, f"the dates go back, from {first} to {after}")
        elif after - first > LONGEST_ENTRY:
            raise header.error(
                column, f"nothing follows {first} for over {LONGEST_ENTRY.days} days"
            )
        else:
            last = after - ONE_DAY
        lengths.append((last - first).days + 1)
        periods.append(Period(column, first, last, half))
    return periods
