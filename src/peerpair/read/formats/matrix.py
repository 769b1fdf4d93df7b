"""Tables with dates or blocks one way and people, or services, the other.

A cell names a rotation of a person; where services stand at the head it names a person on duty.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import ALWAYS, Extent, extent, shifted, without
from peerpair.read.dates.cells import ONE_DAY, SATURDAY
from peerpair.read.dates.written import dates_within
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import Format
from peerpair.read.layout.find import Finder, is_cross
from peerpair.read.layout.shape import Grid, Lane, Layout, Period, Spot
from peerpair.read.people.words import is_note
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.headers import have_people
from peerpair.text import show

_People = str | Sequence[str]
_BLANK = 'say blank = "off" in a mapping file if it means no duty'


class Matrix(Format):
    """Blocks, days or half days of everybody in one sheet."""

    kind = "matrix"
    title = "matrix of rotations"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return any(have_people({*head.named(row)}) for row in head.rows) and is_cross(head)

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
        self._strange: list[tuple[Lane, bool]] = []  # and whether it stands below anybody
        self._anybody: set[str] = set()  # everybody, where a row names nobody
        self._strays: dict[int, list[Spot]] = defaultdict(list)
        halves = Counter(period.first for _, period in layout.spans if period.half)
        self._half_known = {day for day, count in halves.items() if count == 1}
        self._gaps = _gaps([period for _, period in layout.spans])

    def read(self) -> None:
        """Read the table, one person or service after the other."""
        grid, in_cells = self._layout.grid, self._layout.names_in_cells
        for column in self._layout.unread if not grid.turned else ():
            for spot in self._header(column)[:1]:
                message = f"column {spot.text!r} is not used"
                self._draft.issue(IssueKind.COLUMN, self._at(spot), message, "left out")
        for count, lane in enumerate(self._layout.lanes(), 1):
            self._source.bound(count * len(lane.cells), "cells", lane.head.line)
            if self._service(lane) if in_cells else self._person(lane):
                for column, spot in lane.stray:
                    if spot.text or in_cells:
                        self._strays[column].append(spot)
        for lane, below in self._strange:
            self._doubt_strange(lane, below=below)
        for column, spots in sorted(self._strays.items()):
            self._doubt_strays(column, spots)
        self._rotations.finish()

    def _header(self, column: int) -> list[Spot]:
        spots = (self._layout.grid.spot(row, column) for row in self._layout.header)
        return [spot for spot in spots if spot.text]

    def _at(self, spot: Spot) -> Place:
        return self._source.at(spot.line, spot.column)

    def _lose(
        self, kind: IssueKind, spot: Spot, message: str, who: _People, dates: Extent, **about: str
    ) -> None:
        """Doubt people because of a cell, if there are any."""
        if who:
            about = {"unit": "cell"} | about
            self._draft.lose(kind, self._at(spot), message, who, dates, **about)

    def _add(self, resident: str, name: str, period: Period, spot: Spot) -> None:
        span, where = (period.first, period.last), (spot.line, spot.column)
        self._rotations.add(resident, name, span, where, half=period.half, appear=False)

    def _person(self, lane: Lane) -> bool:
        """Read the rotations of a person; False, if nobody knows whose they are."""
        head, names = lane.head, self._draft.names
        texts = {spot.text for _, spot in lane.cells} - {"", head.text}
        if not texts and not names.find(head.text):
            # A title between rows, perhaps merged over them, a note, or a column of nothing.
            message = "a row between the others names them"
            self._lose(IssueKind.ROW, head, message, names.whom(head.text).named, ALWAYS)
            return False
        if not head.text and all(map(_is_number, texts)):
            return False  # counts
        resident = self._draft.resident(head.text, self._at(head)) if head.text else None
        if resident is None:
            self._strange.append((lane, bool(self._present)))
            return False
        self._present.add(resident)
        if self._back:
            message = "the table has earlier dates than the one above it"
            self._lose(IssueKind.TIME, head, message, resident, ALWAYS, unit="row")
        for dates in self._gaps:
            message = "dates are missing in the header"
            self._lose(IssueKind.COLUMN, head, message, resident, dates, unit="row")
        for period, spot in lane.cells:
            self._cell(resident, period, spot)
        for _, spot in lane.stray:
            middle = self._draft.middle or self._layout.spans[0][1].first
            for first, last in dates_within(spot.text, middle):
                message = "a note beside their row speaks of dates"
                self._lose(IssueKind.ROW, spot, message, resident, extent(first, last), unit="note")
        return True

    def _doubt_strange(self, lane: Lane, *, below: bool) -> None:
        """Doubt those of a specialty that has rows here who have none, where a row is nobody's."""
        people = {name: who.specialty for name, (who, _) in self._draft.residents.items()}
        here = {people[name] for name in self._present}
        message = f"{show(lane.head.text)} is nobody known; somebody without a row is meant"
        known = sum(self._rotations.knows_part(spot.text) for _, spot in lane.cells)
        # A row may go on with anybody's under no name, but for notes above everybody.
        somewhere = known or below or lane.head.text[:1] == "#"
        nobody = somewhere and self._draft.names.names_nobody(lane.head.text)
        if nobody or (known > 1 and is_note(lane.head.text)):
            maybe, message = [*people], "a row without a name has cells"
            self._anybody.update(maybe)
        else:
            absent = people.keys() - self._present
            maybe = sorted(name for name in absent if people[name] in here)
        for first, after in without([period.span for period, _ in lane.cells], ()):
            dates = first, shifted(after, 1)
            self._lose(IssueKind.PERSON, lane.head, message, maybe, dates, unit="row")

    def _doubt_strays(self, column: int, spots: Sequence[Spot]) -> None:
        """Doubt what stands without dates and looks like cells with dates, on those beside it."""
        names, dates = self._draft.names, self._around(column)
        for spot in spots if self._layout.names_in_cells else ():
            if names.names_nobody(spot.text):
                self._draft.doubt_everybody(self._at(spot), dates, unit="cell")
        texts = [spot for spot in spots if spot.text and not _is_number(spot.text)]
        for spot in texts:
            message = "a column that is not understood names them"
            self._lose(IssueKind.COLUMN, spot, message, names.whom(spot.text).named, dates)
        message = "there are cells under no header, or beside no date"
        alike = not all(names.find(spot.text) for spot in texts)
        before = not self._layout.grid.turned and column < self._layout.heads[0]  # groups, perhaps
        if before or self._header(column):
            message = "cells under a header without dates look like the others"
            known = sum(self._rotations.knows_part(spot.text) for spot in texts)
            alike = bool(texts) and 2 * known >= len(texts)
        if alike:
            people = sorted(self._anybody or self._present)
            self._lose(IssueKind.COLUMN, texts[0], message, people, dates)

    def _around(self, at: int) -> Extent:
        """Return the dates between the periods around a column or row, or else those of both."""
        before = [period for index, period in self._layout.spans if index < at]
        after = [period for index, period in self._layout.spans if index > at]
        if not before or not after or after[0].first <= before[-1].last:
            return ALWAYS
        first, last = shifted(before[-1].last, 1), shifted(after[0].first, -1)
        return extent(first, last) if first <= last else extent(before[-1].first, after[0].last)

    def _cell(self, resident: str, period: Period, spot: Spot) -> None:
        dates = extent(period.first, period.last)
        wrong = self._source.damaged.get((spot.line, spot.column), "")
        if wrong:
            self._lose(IssueKind.ROW, spot, f"the cell holds {wrong}", resident, dates)
        elif not spot.text and not (self._off and not spot.missing):
            message = "the cell is blank"
            self._lose(IssueKind.ROW, spot, message, resident, dates, hint=_BLANK)
        else:
            what = self._rotations.kind(spot.text) if spot.text else "off"
            self._draft.coverage.state(resident, *period.span, what)
            if spot.text:
                self._add(resident, spot.text, period, spot)
        if period.first in self._half_known and period.half:
            message = f"{period.first} has only one half"
            self._lose(IssueKind.COLUMN, spot, message, resident, dates)

    def _service(self, lane: Lane) -> bool:
        """Read the names of those who do a service; it shows of nobody that they are free."""
        draft = self._draft
        for period, spot in lane.cells:
            if not spot.text and self._off:
                continue
            place, dates = self._at(spot), extent(period.first, period.last)
            people = draft.people(spot.text, place, unit="cell", dates=dates) if spot.text else []
            if not people and draft.names.names_nobody(spot.text):
                draft.doubt_everybody(place, dates, unit="cell", hint=_BLANK)
            for resident in people:
                draft.coverage.mention(resident)
                self._add(resident, lane.head.text, period, spot)
        return self._layout.grid.turned


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _gaps(periods: Sequence[Period]) -> list[Extent]:
    """Return the dates that are missing between periods, and after one whose end nobody knows."""
    first, after = min(p.first for p in periods), max(p.span[1] for p in periods)
    gaps = without([(first, after)], [period.span for period in periods])
    steps = [after - day for day, after in pairwise(sorted({p.first for p in periods}))]
    # From day to day weekends may have no columns; others last until the next, the last for ever.
    days = not steps or 2 * steps.count(ONE_DAY) > len(steps)
    if days and all(p.first == p.last and p.first.weekday() < SATURDAY for p in periods):
        gaps = [(a, b) for a, b in gaps if a.weekday() < SATURDAY or b - a > 2 * ONE_DAY]
    ends = [(after, None)] if not days and periods[-1].first == periods[-1].last else []
    return [*((first, shifted(after, 1)) for first, after in gaps), *ends]


def _look_at_the_rest(source: Source, draft: Draft, grid: Grid, layouts: Sequence[Layout]) -> None:
    """Doubt those whom rows outside every table name."""
    inside = {row for layout in layouts for row in layout.records}
    outside = (record for row, record in enumerate(grid.records) if row not in inside)
    for line, cells in outside:
        named = {who for cell in cells if cell.strip() for who in draft.names.whom(cell).named}
        if named:
            place, message = source.at(line), "a row outside every table names them"
            draft.lose(IssueKind.ROW, place, message, sorted(named), unit="row")
