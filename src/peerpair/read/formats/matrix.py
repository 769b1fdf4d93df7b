"""Tables with dates or blocks one way and people, or services, the other.

A cell names a rotation of a person; where services stand at the head it names a person on duty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import ALWAYS, Extent, extent, shifted, without
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import HOURS, PEOPLE, Example, Format
from peerpair.read.layout.find import Finder, has_people, is_cross
from peerpair.read.layout.shape import Grid, Lane, Layout, Period, Spot
from peerpair.read.people.cells import whom
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show

_WEEKEND = frozenset((5, 6))


class Matrix(Format):
    """Blocks, days or half days of everybody in one sheet."""

    kind = "matrix"
    title = "matrix of rotations"
    example = Example(
        "matrix.csv",
        "Resident,2026-08-03,2026-08-04,2026-08-05\nAna Lopez,Wards,Wards,Off\n"
        '"Okafor, Ben",Nights,Off,MICU days\nc,Vacation,Off,Off\n',
        "a 08-03 07:00/08-03 18:00 ward; a 08-04 07:00/08-04 18:00 ward; "
        "b 08-03 19:00/08-04 07:00 night_float; b 08-05 06:00/08-05 19:00 icu; "
        "c 08-03 00:00/08-04 00:00 vacation",
        {"residents.csv": PEOPLE, "templates.csv": HOURS},
    )

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return is_cross(head) and has_people(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        finder = Finder(source, draft)
        layouts = finder.find()
        if not layouts:
            hint = "call one column resident, or map it with columns={...}"
            message = "no table with people one way and dates or blocks the other"
            raise ReadError(source.at(), message, hint, IssueKind.COLUMN)
        for note in finder.notes:
            note()
        starts = [min(period.first for _, period in layout.spans) for layout in layouts]
        falling = starts == sorted(starts, reverse=True)
        for number, layout in enumerate(layouts):
            periods = tuple((period.first, period.last) for _, period in layout.spans)
            draft.tables[layout.words()] = periods
            back = not falling and starts[number] < starts[max(0, number - 1)]
            _Reader(source, draft, layout, back=back).read()
        _look_at_the_rest(source, draft, finder.grid, layouts)


class _Reader:
    """Reads one table."""

    def __init__(self, source: Source, draft: Draft, layout: Layout, *, back: bool) -> None:
        self._back = back
        self._source, self._draft, self._layout = source, draft, layout
        self._rotations = Rotations(source, draft)
        self._off = source.mapping.blank == "off"
        self._present: set[str] = set()
        self._strange: list[Lane] = []
        self._anybody: set[str] = set()  # everybody, where a row names nobody
        self._strays: dict[int, list[Spot]] = defaultdict(list)
        halves = Counter(period.first for _, period in layout.spans if period.half)
        self._half_known = {day for day, count in halves.items() if count == 1}
        self._gaps = list(_gaps([period for _, period in layout.spans]))

    def read(self) -> None:
        """Read the table, one person or service after the other."""
        self._columns()
        read = self._service if self._layout.names_in_cells else self._person
        for count, strip in enumerate(self._layout.lanes(), 1):
            self._source.bound(count * len(strip.cells), "cells", strip.head.line)
            read(strip)
        self._doubt_strange()
        self._doubt_lost()
        self._rotations.finish()

    def _columns(self) -> None:
        """Report the columns that are not read."""
        grid = self._layout.grid
        for column in self._layout.unread if not grid.turned else ():
            spots = (grid.spot(row, column) for row in self._layout.header)
            if spot := next((spot for spot in spots if spot.text), None):
                message = f"column {spot.text!r} is not used"
                place = self._source.at(spot.line, spot.column)
                self._draft.issue(IssueKind.COLUMN, place, message, "left out")

    def _person(self, strip: Lane) -> None:
        draft, head = self._draft, strip.head
        place = self._source.at(head.line, head.column)
        texts = {spot.text for _, spot in strip.cells} - {"", head.text}
        if not texts and not draft.names.find(head.text):
            # A title between rows, perhaps merged over them, a note, or a column of nothing.
            for who in whom(draft.names, head.text).named:
                draft.lose(IssueKind.ROW, place, "a row between the others names them", who, ALWAYS)
            return
        if not head.text and all(map(_is_number, texts)):
            return  # counts
        resident = draft.resident(head.text, place) if head.text else None
        if resident is None:
            self._strange.append(strip)
            return
        self._present.add(resident)
        self._keep(strip)
        if self._back:
            message = "the table has earlier dates than the one above it"
            draft.lose(IssueKind.TIME, place, message, resident, ALWAYS, unit="row")
        for dates in self._gaps:
            message = "dates are missing in the header"
            draft.lose(IssueKind.COLUMN, place, message, resident, dates, unit="row")
        for period, spot in strip.cells:
            self._cell(resident, period, spot)

    def _keep(self, strip: Lane) -> None:
        """Keep what stands beside no date, to be looked at."""
        for column, spot in strip.stray:
            if spot.text or self._layout.names_in_cells:
                self._strays[column].append(spot)

    def _doubt_strange(self) -> None:
        """Doubt those who should have a row here and have none, where a row is nobody's.

        It may be theirs: those of a specialty that has rows here.  Under a blank name a row may
        go on with anybody's.
        """
        draft = self._draft
        people = {name: resident for name, (resident, _) in draft.residents.items()}
        here = {people[name].specialty for name in self._present}
        for strip in self._strange:
            place = self._source.at(strip.head.line, strip.head.column)
            everybody = draft.names.names_nobody(strip.head.text)
            self._anybody |= people.keys() if everybody else set()
            message = "a row without a name has cells"
            if strip.head.text:
                message = (
                    f"{show(strip.head.text)} is nobody known; somebody without a row is meant"
                )
            periods = [period for period, _ in strip.cells]
            for name, resident in people.items():
                if everybody or (name not in self._present and resident.specialty in here):
                    for dates in _merged(periods):
                        draft.lose(IssueKind.PERSON, place, message, name, dates, unit="row")

    def _doubt_lost(self) -> None:
        """Doubt what stands in columns, or rows, without dates that look like those with dates.

        All in the table may have duty there, on the dates between its neighbours.
        """
        for at, spots in sorted(self._strays.items()):
            for spot in spots if self._layout.names_in_cells else ():
                if self._draft.names.names_nobody(spot.text):
                    place = self._source.at(spot.line, spot.column)
                    self._draft.doubt_everybody(place, self._around(at), unit="cell")
            texts = [spot for spot in spots if spot.text and not _is_number(spot.text)]
            known = sum(self._rotations.knows_part(spot.text) for spot in texts)
            headed = not self._layout.grid.turned and self._headed(at)
            for spot in texts:
                for who in whom(self._draft.names, spot.text).named:
                    message = f"a column that is not understood names {who}"
                    place = self._source.at(spot.line, spot.column)
                    self._draft.lose(IssueKind.COLUMN, place, message, who, self._around(at))
            if texts and (2 * known >= len(texts) if headed else not self._all_names(texts)):
                message = "cells under a header without dates look like the others"
                if not headed:
                    message = "there are cells under no header, or beside no date"
                place = self._source.at(texts[0].line, texts[0].column)
                for resident in sorted(self._anybody or self._present):
                    dates = self._around(at)
                    self._draft.lose(IssueKind.COLUMN, place, message, resident, dates, unit="row")

    def _all_names(self, spots: Sequence[Spot]) -> bool:
        return all(self._draft.names.find(spot.text) for spot in spots)

    def _around(self, at: int) -> Extent:
        """Return the dates between the periods before and after a column or row.

        Where there are none between, it may be part of either.
        """
        before = [period for index, period in self._layout.spans if index < at]
        after = [period for index, period in self._layout.spans if index > at]
        if not before or not after or after[0].first <= before[-1].last:
            return ALWAYS
        first, last = shifted(before[-1].last, 1), shifted(after[0].first, -1)
        return extent(first, last) if first <= last else extent(before[-1].first, after[0].last)

    def _headed(self, column: int) -> bool:
        layout = self._layout
        return any(layout.grid.text(row, column) for row in layout.header)

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

    def _service(self, strip: Lane) -> None:
        """Read the names of those who do a service; it shows of nobody that they are free."""
        draft = self._draft
        if self._layout.grid.turned:
            self._keep(strip)
        for period, spot in strip.cells:
            if not spot.text and self._off:
                continue
            place = self._source.at(spot.line, spot.column)
            span, where = (period.first, period.last), (spot.line, spot.column)
            name, half, dates = strip.head.text, period.half, extent(*span)
            people = draft.people(spot.text, place, unit="cell", dates=dates) if spot.text else []
            if not people and draft.names.names_nobody(spot.text):
                hint = 'say blank = "off" in a mapping file if it means that nobody is on duty'
                draft.doubt_everybody(place, dates, unit="cell", hint=hint)
            for resident in people:
                draft.coverage.mention(resident)
                self._rotations.add(resident, name, span, where, half=half, appear=False)


def _merged(periods: Iterable[Period]) -> list[Extent]:
    """Return the dates of periods, those that touch together."""
    spans = [(period.first, shifted(period.last, 1)) for period in periods]
    return [extent(first, shifted(after, -1)) for first, after in without(spans, ())]


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _gaps(periods: Sequence[Period]) -> Iterable[Extent]:
    """Yield the dates that are missing between periods.

    In a run of single dates weekends that never occur are not missing.
    """
    days = [period for period in periods if period.first == period.last]
    weekdays = {period.first.weekday() for period in days}
    ordered = sorted(periods, key=lambda period: period.first)
    gaps = [_between(before.last, after.first) for before, after in pairwise(ordered)]
    if len(days) == len(periods) and not weekdays & _WEEKEND:
        gaps = [[day for day in gap if day.weekday() not in _WEEKEND] for gap in gaps]
    for missing in filter(None, gaps):
        yield extent(missing[0], missing[-1])


def _between(last: date, first: date) -> list[date]:
    return [last + timedelta(ahead) for ahead in range(1, (first - last).days)]


def _look_at_the_rest(source: Source, draft: Draft, grid: Grid, layouts: Sequence[Layout]) -> None:
    """Doubt those whom rows outside every table name."""
    inside = {row for layout in layouts for row in layout.records}
    named: dict[str, int] = {}
    for row, (line, cells) in enumerate(grid.records):
        if row not in inside:
            for cell in filter(None, map(str.strip, cells)):
                for who in whom(draft.names, cell).named:
                    named.setdefault(who, line)
    for resident, line in named.items():
        message = "a row outside every table names them"
        draft.lose(IssueKind.ROW, source.at(line), message, resident, ALWAYS)
