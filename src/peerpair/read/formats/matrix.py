"""Tables with dates or blocks one way and people, or services, the other.

A cell names a rotation of a person; where services stand at the head it names a person on duty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import ALWAYS, Extent, extent, shifted
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import HOURS, PEOPLE, Example, Format
from peerpair.read.layout.find import Finder, has_people, is_cross
from peerpair.read.layout.shape import Layout, Period, Rows, Spot, Strip
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head, all_rows


class Matrix(Format):
    """Blocks, days or half days of everybody in one sheet."""

    kind = "matrix"
    title = "matrix of rotations"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return is_cross(head) and has_people(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        rows = list(all_rows(source))
        layouts = Finder(source, draft, rows).find()
        if not layouts:
            hint = "call one column resident, or map it with columns={...}"
            message = "no table with people one way and dates or blocks the other"
            raise ReadError(source.at(), message, hint, IssueKind.COLUMN)
        for layout in layouts:
            _Reader(source, draft, rows, layout).read()
        _look_at_the_rest(source, draft, rows, layouts)

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
    """Reads one table."""

    def __init__(self, source: Source, draft: Draft, rows: Rows, layout: Layout) -> None:
        self._source, self._draft, self._rows, self._layout = source, draft, rows, layout
        self._rotations = Rotations(source, draft)
        self._off = source.mapping.blank == "off"
        self._last = ""
        halves = Counter(period.first for _, period in layout.spans if period.half)
        self._half_known = {day for day, count in halves.items() if count == 1}
        self._gaps = list(_gaps([period for _, period in layout.spans]))

    def read(self) -> None:
        """Read the table, one person or service after the other."""
        self._columns()
        read = self._service if self._layout.names_in_cells else self._person
        for count, strip in enumerate(self._layout.strips(self._rows), 1):
            self._source.bound(count * len(strip.cells), "cells", strip.head.line)
            read(strip)
        self._rotations.finish()

    def _columns(self) -> None:
        """Report the columns that are not read."""
        header = [self._rows[row] for row in self._layout.header]
        for column in self._layout.unread:
            for line, cells in header:
                if column < len(cells) and cells[column].strip():
                    place = self._source.at(line, column + 1)
                    message = f"column {cells[column].strip()!r} is not used"
                    self._draft.issue(IssueKind.COLUMN, place, message, "left out")
                    break

    def _person(self, strip: Strip) -> None:
        draft, head = self._draft, strip.head
        place = self._source.at(head.line, head.column)
        if not head.text and self._last and not self._layout.down:
            # A second row of somebody, or of nobody: their first row may not be all.
            if any(spot.text and not _is_number(spot.text) for _, spot in strip.cells):
                message = "the row under theirs has cells and no name"
                draft.lose(IssueKind.ROW, place, message, self._last, ALWAYS)
            return
        texts = {spot.text for _, spot in strip.cells} - {"", head.text}
        if not texts and not draft.names.find(head.text):
            return  # a title between rows, perhaps merged over them, or a column of nothing
        resident = draft.resident(head.text, place)
        self._last = resident or ""
        if resident is None:
            return
        for spot in strip.stray:
            self._stray(resident, spot)
        for dates in self._gaps:
            message = "dates are missing in the header"
            draft.lose(IssueKind.COLUMN, place, message, resident, dates, unit="row")
        for period, spot in strip.cells:
            self._cell(resident, period, spot)

    def _stray(self, resident: str, spot: Spot) -> None:
        """A cell under nothing that is understood: duty, if it says what other cells say."""
        if _is_number(spot.text) or not (
            self._rotations.knows(spot.text) or not self._headed(spot.column - 1)
        ):
            return
        place = self._source.at(spot.line, spot.column)
        spans = self._layout.spans
        before = [period for index, period in spans if index < spot.column - 1]
        after = [period for index, period in spans if index > spot.column - 1]
        dates: Extent = ALWAYS
        if before and after and after[0].first > before[-1].last:
            dates = shifted(before[-1].last, 1), shifted(after[0].first, 1)
        message = (
            "has a cell under no header"
            if not self._headed(spot.column - 1)
            else ("has a cell under a header without dates")
        )
        self._draft.lose(IssueKind.COLUMN, place, message, resident, dates)

    def _headed(self, column: int) -> bool:
        header = (self._rows[row][1] for row in self._layout.header)
        return any(column < len(cells) and cells[column].strip() for cells in header)

    def _cell(self, resident: str, period: Period, spot: Spot) -> None:
        draft = self._draft
        dates, place = extent(period.first, period.last), self._source.at(spot.line, spot.column)
        wrong = self._source.damaged.get((spot.line, spot.column), "")
        if wrong:
            draft.lose(IssueKind.ROW, place, f"the cell holds {wrong}", resident, dates)
        elif not spot.text and not (self._off and not spot.missing):
            hint = 'say blank = "off" in a mapping file if it means no duty'
            kind, wrong = IssueKind.ROW, "the cell is blank"
            draft.lose(kind, place, wrong, resident, dates, unit="cell", hint=hint)
        else:
            what = self._rotations.kind(spot.text) if spot.text else "off"
            draft.coverage.state(resident, period.first, shifted(period.last, 1), what)
            if spot.text:
                span, where = (period.first, period.last), (spot.line, spot.column)
                half, name = period.half, spot.text
                self._rotations.add(resident, name, span, where, half=half, appear=False)
        if period.first in self._half_known and period.half:
            message = f"{period.first} has only one half"
            draft.lose(IssueKind.COLUMN, place, message, resident, dates, unit="cell")

    def _service(self, strip: Strip) -> None:
        """Read the names of those who do a service; it shows of nobody that they are free."""
        for period, spot in strip.cells:
            if not spot.text:
                continue
            place = self._source.at(spot.line, spot.column)
            resident = self._draft.resident(spot.text, place, unit="cell")
            if resident is None:
                continue
            self._draft.coverage.mention(resident)
            span, where = (period.first, period.last), (spot.line, spot.column)
            name, half = strip.head.text, period.half
            self._rotations.add(resident, name, span, where, half=half, appear=False)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _gaps(periods: Sequence[Period]) -> Iterable[Extent]:
    """Yield the dates that are missing between periods.

    In a run of single dates a weekday that never occurs, as weekends may, is not missing.
    """
    days = [period for period in periods if period.first == period.last]
    weekdays = {period.first.weekday() for period in days}
    for before, after in pairwise(sorted(periods, key=lambda period: period.first)):
        missing = _between(before.last, after.first)
        if len(days) == len(periods):
            missing = [day for day in missing if day.weekday() in weekdays]
        if missing:
            yield missing[0], shifted(missing[-1], 1)


def _between(last: date, first: date) -> list[date]:
    return [last + timedelta(ahead) for ahead in range(1, (first - last).days)]


def _look_at_the_rest(source: Source, draft: Draft, rows: Rows, layouts: Sequence[Layout]) -> None:
    """Doubt those whom rows outside every table name."""
    inside = {row for layout in layouts for row in (*layout.header, *layout.body)}
    named: dict[str, int] = {}
    for row, (line, cells) in enumerate(rows):
        if row not in inside:
            for cell in filter(None, map(str.strip, cells)):
                match = draft.names.search(cell)
                for who in (match.resident, *match.maybe):
                    if who:
                        named.setdefault(who, line)
    for resident, line in named.items():
        message = "a row outside every table names them"
        draft.lose(IssueKind.ROW, source.at(line), message, resident, ALWAYS)
