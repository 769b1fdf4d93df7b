"""Matrices: residents down, dates or blocks across, a rotation in each cell.

One row of header with dates, ranges of dates, or labels of blocks; or two rows, with the first and
the last date of each period, or with a date over AM and PM.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import ALWAYS, extent, shifted
from peerpair.read.dates.cells import tidy
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import HOURS, PEOPLE, Example, Format
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head, Record, head_of, records
from peerpair.read.tables.headers import RESIDENT
from peerpair.read.tables.periods import HALVES, Period, header_height, is_matrix, read_header


class Matrix(Format):
    """Blocks, days or half days of everybody in one sheet."""

    kind = "matrix"
    title = "matrix of rotations"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return _person_column(head) is not None and is_matrix(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        rows = records(source)
        first = list(islice(rows, 2))
        height = header_height([cells for _, cells in first])
        person = _person_column(head_of(source))
        if person is None:
            hint = "call one resident, or map it with columns={...}"
            place = source.at(first[0][0] if first else 1)
            raise ReadError(place, "no column names people", hint, IssueKind.COLUMN)
        periods = read_header(first[:height], source, draft)
        if not periods:
            message = "no column has a date or a block"
            raise ReadError(source.at(first[0][0]), message, kind=IssueKind.COLUMN)
        reader = _Reader(source, draft, person, periods)
        reader.header(first[0])
        for count, record in enumerate(chain(first[height:], rows), 1):
            source.bound(count * len(periods), "cells", record[0])
            reader.row(record)
        reader.finish()

    @classmethod
    def example(cls) -> Example:
        return Example(
            "matrix.csv",
            "Resident,2026-08-03,2026-08-04,2026-08-05\nAna Lopez,Wards,Wards,Off\n"
            '"Okafor, Ben",Nights,Off,MICU days\nc,Vacation,Off,Off\n',
            "a 08-03 07:00/08-03 18:00 ward; a 08-04 07:00/08-04 18:00 ward; "
            "b 08-03 19:00/08-04 07:00 night_float; b 08-05 06:00/08-05 19:00 icu; "
            "c 08-03 00:00/08-04 00:00 vacation",
            {"residents.csv": PEOPLE, "templates.csv": HOURS},
        )


class _Reader:
    """Reads the rows under a header."""

    def __init__(
        self, source: Source, draft: Draft, person: int, periods: Sequence[Period]
    ) -> None:
        self._source, self._draft, self._person = source, draft, person
        self._periods = periods
        self._rotations = Rotations(source, draft)
        self._last = ""
        self._off = source.mapping.blank == "off"
        halves = Counter(period.first for period in periods if period.half)
        self._half_known = {day for day, count in halves.items() if count == 1}

    def header(self, record: Record) -> None:
        """Report the columns that are not read."""
        line, cells = record
        self._width = len(cells)
        used = {self._person, *(period.column for period in self._periods)}
        self._blank = [i for i, c in enumerate(cells) if not c.strip() and i not in used]
        for column, cell in enumerate(cells):
            if cell.strip() and column not in used and tidy(cell) not in HALVES:
                place = self._source.at(line, column + 1)
                message = f"column {cell.strip()!r} is not used"
                self._draft.issue(IssueKind.COLUMN, place, message, "left out")

    def row(self, record: Record) -> None:
        """Read the cells of one resident."""
        line, cells = record
        name = cells[self._person].strip() if self._person < len(cells) else ""
        draft = self._draft
        if not name and self._last:
            # A second row of somebody, or of nobody: their first row may not be all.
            if any(cells[p.column].strip() for p in self._periods if p.column < len(cells)):
                message = "the row under theirs has cells and no name"
                draft.lose(IssueKind.ROW, self._source.at(line), message, self._last, ALWAYS)
            return
        resident = draft.resident(name, self._source.at(line, self._person + 1))
        self._last = resident or ""
        if resident is None:
            return
        draft.coverage.appear(resident)
        if draft.published is None:
            draft.coverage.forget(resident)  # each cell says for itself which dates it covers
        stray = next((i for i in self._blank if i < len(cells) and cells[i].strip()), None)
        if stray is not None or any(cell.strip() for cell in cells[self._width :]):
            at = self._width if stray is None else stray
            message = "has a cell under no header"
            draft.lose(IssueKind.ROW, self._source.at(line, at + 1), message, resident, ALWAYS)
        for period in self._periods:
            missing = period.column >= len(cells)
            cell = "" if missing else cells[period.column].strip()
            self._cell(resident, cell, period, line, missing)

    def _cell(self, resident: str, cell: str, period: Period, line: int, missing: bool) -> None:
        draft, column = self._draft, period.column + 1
        dates, place = extent(period.first, period.last), self._source.at(line, period.column + 1)
        wrong = self._source.damaged.get((line, column), "")
        if wrong:
            draft.lose(IssueKind.ROW, place, f"the cell holds {wrong}", resident, dates)
        elif not cell and self._off and not missing:
            self._cover(resident, period)
        elif not cell:
            hint = 'say blank = "off" in a mapping file if it means no duty'
            kind, wrong = IssueKind.ROW, "the cell is blank"
            draft.lose(kind, place, wrong, resident, dates, unit="cell", hint=hint)
        else:
            self._cover(resident, period)
            appear, span = draft.published is not None, (period.first, period.last)
            where = line, column
            self._rotations.add(resident, cell, span, where, half=period.half, appear=appear)
        if period.first in self._half_known and period.half:
            message = f"{period.first} has only one half"
            draft.lose(IssueKind.COLUMN, place, message, resident, dates, unit="cell")

    def _cover(self, resident: str, period: Period) -> None:
        self._draft.coverage.cover(resident, period.first, shifted(period.last, 1))

    def finish(self) -> None:
        """Add what was read."""
        self._rotations.finish()


def _person_column(head: Head) -> int | None:
    """Return the column with the residents, whatever order it stands in."""
    for row in head.rows[:2]:
        names = head.named(row)
        for wanted in RESIDENT:
            if wanted in names:
                return names.index(wanted)
    return None
