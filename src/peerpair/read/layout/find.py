"""Finding the tables of a sheet that have dates one way and people, or services, the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.words import month_year, weekday_number
from peerpair.read.dates.written import Heading, read_heading
from peerpair.read.draft import Draft
from peerpair.read.layout.periods import Header, Notes, Periods
from peerpair.read.layout.shape import Layout, Rows, column_of
from peerpair.read.mapping import FileMapping
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head, all_rows, header_name
from peerpair.read.tables.headers import DATE, FIRST_NAME, LAST_NAME, RESIDENT, START

_PEOPLE = frozenset((*RESIDENT, *LAST_NAME, *FIRST_NAME))
_DATED = frozenset((*DATE, *START))
_HIGHEST = 5
"""Rows of the highest header."""
_SAMPLE = 400
_TITLE = 200
_MOST = 0.5
"""The share of cells that name people from which on people stand in the cells."""

Cells = Sequence[str]


def is_cross(head: Head) -> bool:
    """Tell whether the beginning of a file has a header of dates or blocks above other rows.

    A long table, whose header names people and dates of rows, has none.
    """
    rows = head.rows
    for row in rows:
        names = set(head.named(row))
        if names & _PEOPLE and names & _DATED:
            return False
    bands = _bands([_Row(cells) for cells in rows], lambda text: False)
    return any(band.stop < len(rows) for band in bands)


def has_people(head: Head) -> bool:
    """Tell whether a header in the beginning of a file says that people stand under it."""
    return any(_PEOPLE & set(head.named(row)) for row in head.rows)


class _Row:
    """The cells of a row, and what they say about time."""

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.headings: Mapping[int, Heading] = {
            at: heading for at, cell in enumerate(cells) if cell and (heading := read_heading(cell))
        }
        self.names = frozenset(header_name(cell) for cell in cells if cell and len(cell) < 40)

    @property
    def of_people(self) -> bool:
        """Whether a header of it says that people stand under it."""
        return bool(self.names & _PEOPLE)

    @property
    def of_time(self) -> bool:
        """Whether it is a row of dates, blocks or halves, as headers have them."""
        dates = [at for at, heading in self.headings.items() if heading.dates and at]
        labels = [
            heading.label
            for heading in self.headings.values()
            if heading.label and not heading.dates
        ]
        halves = sum(bool(heading.half) for heading in self.headings.values())
        worded = sum(not label[0].isdigit() for label in labels)
        many = len(dates) + halves >= 2 or worded >= 2 or _ascend(labels)
        return many or (self.of_people and (bool(dates) or worded > 0))

    @property
    def counts(self) -> bool:
        """Whether it may be the days of months that stand beside each other."""
        return sum(heading.label.isdigit() for heading in self.headings.values()) >= 2

    @property
    def of_header(self) -> bool:
        """Whether it may belong to a header, beside a row of time."""
        weekdays = sum(weekday_number(cell) is not None for cell in self.cells if cell)
        return self.of_people or weekdays >= 2 or any(map(month_year, self.cells))


def _ascend(labels: Sequence[str]) -> bool:
    """Tell whether labels count upwards, as those of blocks do."""
    numbers = [int("".join(filter(str.isdigit, label))) for label in labels]
    return (
        len(labels) >= 2
        and all(a <= b for a, b in pairwise(numbers))
        and len(set(labels)) == (len(labels))
    )


def _months_over(above: Sequence[_Row]) -> bool:
    """Tell whether one of the two rows above names several months."""
    return any(sum(month_year(cell) is not None for cell in row.cells) > 1 for row in above[-2:])


def _bands(rows: Sequence[_Row], person: Callable[[str], bool]) -> list[range]:
    """Return the headers, as ranges of rows."""
    marks = [
        (row.of_time or (row.counts and _months_over(rows[:at])))
        and not any(map(person, filter(None, row.cells)))
        for at, row in enumerate(rows)
    ]
    bands: list[range] = []
    at = 0
    while at < len(rows):
        if not marks[at]:
            at += 1
            continue
        start = stop = at
        while stop < len(rows) and marks[stop]:
            stop += 1
        while start > (bands[-1].stop if bands else 0) and rows[start - 1].of_header:
            start -= 1
        if stop < len(rows) and rows[stop].of_header and not marks[stop]:
            stop += 1
        if stop - start <= _HIGHEST:
            bands.append(range(start, stop))
        at = stop
    return bands


@dataclass
class Finder:
    """Finds the tables of one source; what is to be said about them are its `notes`."""

    source: Source
    draft: Draft
    rows: Rows
    notes: Notes = field(default_factory=list)

    @classmethod
    def of(cls, source: Source, draft: Draft) -> Finder:
        """Return what looks through all rows of a source."""
        return cls(source, draft, list(all_rows(source)))

    def __post_init__(self) -> None:
        self._people: dict[str, bool] = {}
        self._read = [_Row(cells) for _, cells in self.rows]
        top = [cell for _, cells in self.rows[:_HIGHEST] for cell in cells]
        self._title = " ".join((*top, self.source.sheet, self.source.path.stem))[:_TITLE]
        self._month = month_year(self._title)

    def _periods(self, headers: Sequence[Header]) -> Periods:
        return Periods(self.source, self.draft, headers, self.notes)

    def person(self, text: str) -> bool:
        """Tell whether a text names exactly one resident."""
        text = text.strip()
        if text not in self._people:
            self._people[text] = bool(text) and self.draft.names.find(text) is not None
        return self._people[text]

    def fits(self) -> bool:
        """Tell whether there is a table here at all, whatever may be wrong with it."""
        try:
            return bool(self.find())
        except ReadError:
            return True  # dates over people, which the reader will say more about

    def find(self) -> list[Layout]:
        """Return the tables, from top to bottom."""
        said = self.source.mapping
        if said.people or said.periods or said.rows or said.cells:
            return [self._told(said)]
        bands = _bands(self._read, self.person)
        bands = [band for band in bands if band.stop < len(self.rows)]
        layouts: list[Layout] = []
        ends = [*(band.start for band in bands), len(self.rows)][1:]
        for band, end in zip(bands, ends, strict=True):
            body = range(band.stop, next(filter(self._begins_other, range(band.stop, end)), end))
            if any(_wide(self.rows[row][1]) for row in body):
                layouts += self._across(band, body)
            elif len(self._timed(band) & self._timed(range(band.stop, end + 1))) > 1:
                message = "a header of dates has no rows under it, and another one follows"
                hint = "keep the rows of a header together, with nothing between them"
                raise ReadError(self.source.at(self.rows[band.start][0]), message, hint)
        return layouts or self._down()

    def _timed(self, rows: range) -> set[int]:
        """Return the columns in which rows have dates or blocks."""
        read = self._read[rows.start : rows.stop]
        return {at for row in read for at in row.headings if at}

    def _told(self, said: FileMapping) -> Layout:
        """Return the one table of which the user says where it stands."""
        bands = _bands(self._read, self.person)
        first, last = said.rows or (self.rows[bands[0].stop][0] if bands else 1, self.rows[-1][0])
        body = [row for row, (line, _) in enumerate(self.rows) if first <= line <= last]
        above = range(max(0, body[0] - _HIGHEST), body[0]) if body else range(0)
        others = [row for row in above if any(map(self.person, filter(None, self.rows[row][1])))]
        band = range(others[-1] + 1, above.stop) if others else above
        if not band:
            message, hint = "has no header above these rows", "rows = [first, last] of the table"
            raise ReadError(self.source.at(first), message, hint, IssueKind.COLUMN)
        width = max(len(self.rows[row][1]) for row in (*band, *body))
        start, _, stop = said.periods.partition(":")
        dated = range(column_of(start), column_of(stop) + 1) if start else range(width)
        headers = [self._header(band, column) for column in range(width)]
        inside = [header for header in headers if header.index in dated]
        spans = self._periods(inside).read(self._title)
        timed = {index for index, _ in spans}
        sample = [self.rows[row][1] for row in body[:_SAMPLE]]
        heads = tuple(map(column_of, said.people))
        heads = heads or next(iter(self._names(headers, sample, timed)), (0,))
        rest = tuple(at for at in range(width) if at not in timed and at not in heads)
        if not spans or timed & set(heads):
            message, hint = "has no dates in these columns", 'periods = "first:last"'
            raise ReadError(self.source.at(first), message, hint, IssueKind.COLUMN)
        people = said.cells == "people"
        return Layout(False, tuple(band), tuple(body), heads, tuple(spans), people, rest)

    def _begins_other(self, row: int) -> bool:
        """Tell whether a row is the header of people in another table, under which nothing fits."""
        read = self._read[row]
        return read.of_people and not any(map(self.person, filter(None, read.cells)))

    def _across(self, band: range, body: range) -> Iterator[Layout]:
        """Yield the tables under one header: several where weeks stand beside each other."""
        width = max(len(self.rows[row][1]) for row in (*band, *body))
        headers = [self._header(band, column) for column in range(width)]
        title = self.rows[band.start - 1][1] if band.start else ()
        spans = self._periods(headers).read(" ".join((*title, self._title)))
        if not spans:
            return
        sample = [self.rows[row][1] for row in body[:_SAMPLE]]
        timed = {index for index, _ in spans}
        names = self._names(headers, sample, timed)
        in_cells = not names and self._share(sample, timed) >= _MOST
        if in_cells:
            names = [(next((at for at in range(width) if at not in timed), 0),)]
        if not names:
            return
        edges = [heads[0] for heads in names]
        for heads, low, high in zip(names, [-1, *edges[1:]], [*edges[1:], width], strict=True):
            own = [span for span in spans if low < span[0] < high]
            others = set(range(max(low, 0), high)) - set(heads) - {index for index, _ in own}
            if own:
                rows = tuple(body)
                unread = tuple(sorted(others))
                yield Layout(False, tuple(band), rows, heads, tuple(own), in_cells, unread)

    def _header(self, band: range, column: int) -> Header:
        """Return the texts over a column; what lies over halves of a day counts for both."""
        texts = []
        for row in band:
            text = self._cell(row, column)
            below = [read_heading(self._cell(lower, column)) for lower in band if lower > row]
            half = any(heading.half for heading in below if heading)
            if not text and (half or any(heading.label for heading in below if heading)):
                at = column
                while at > 0 and not text:
                    at -= 1
                    text = self._cell(row, at)
                above = read_heading(text)
                text = text if month_year(text) or (above and half and above.dates) else ""
            texts.append(text)
        line = next((i for i, text in enumerate(texts) if read_heading(text)), 0)
        place = self.source.at(self.rows[band[line]][0], column + 1)
        return Header(column, tuple(filter(None, texts)), place)

    def _cell(self, row: int, column: int) -> str:
        cells = self.rows[row][1]
        return cells[column].strip() if column < len(cells) else ""

    def _names(
        self, headers: Sequence[Header], sample: Sequence[Cells], timed: set[int]
    ) -> list[tuple[int, ...]]:
        """Return the columns with people: one, or one before each of several weeks."""
        words = {h.index: {header_name(text) for text in h.texts} for h in headers}
        last = [i for i, names in words.items() if names & set(LAST_NAME)]
        first = [i for i, names in words.items() if names & set(FIRST_NAME)]
        named = [i for i, names in words.items() if names & set(RESIDENT) and i not in timed]
        score = Counter(
            at
            for cells in sample
            for at, cell in enumerate(cells)
            if at not in timed and cell and self.person(cell)
        )
        best = max(score.values(), default=0)
        # Last and first names in two columns: by headers or, with nobody else, by what they say.
        beside = [(at, at + 1) for at, _ in pairwise(words) if not {at, at + 1} & timed]
        pairs = list(zip(last, first, strict=False)) or ([] if best else beside)
        joined = Counter(
            pair for cells in sample for pair in pairs if self.person(_joined(cells, pair))
        )
        pair, count = next(iter(joined.most_common(1)), (pairs[0] if last and pairs else None, 0))
        if pair and count >= best:
            return [pair]
        if not best:
            return [(named[0],)] if named else []
        good = [at for at, count in sorted(score.items()) if 2 * count >= best]
        # A second column of people is that of another week where it has the header of the first,
        # and dates stand between them.
        first_of = next((at for at in good if at in named), good[0])
        heads = [first_of]
        for at in good:
            if at > first_of and words[at] == words[first_of] and _between(heads[-1], at, timed):
                heads.append(at)
        return [(at,) for at in heads]

    def _share(self, sample: Sequence[Cells], columns: set[int] | None) -> float:
        """Return the share of cells, but those of dates, that name a resident."""
        texts = [
            cell
            for cells in sample
            for at, cell in enumerate(cells)
            if (columns is None or at in columns) and cell.strip() and not _is_time(cell)
        ]
        return sum(map(self.person, texts)) / len(texts) if texts else 0.0

    def _down(self) -> list[Layout]:
        """Return the tables with dates or blocks down, and people or services across."""
        counts = Counter(
            at for row in self._read for at, heading in row.headings.items() if self._tells(heading)
        )
        if not counts:
            return []
        # The first of the columns that have as many: last dates stand to the right of first ones.
        most = max(counts.values())
        column = min(at for at, count in counts.items() if count == most)
        dated = [i for i, row in enumerate(self._read) if self._tells(row.headings.get(column))]
        tables: dict[int, list[int]] = {}
        headers = [i for i, (_, cells) in enumerate(self.rows) if i not in dated and _wide(cells)]
        in_cells = self._share([self.rows[row][1] for row in dated[:_SAMPLE]], None) >= _MOST
        named = [i for i in headers if in_cells != any(map(self.person, self.rows[i][1]))]
        for row in dated:
            above = [i for i in named if i < row]
            if above:
                tables.setdefault(above[-1], []).append(row)
        layouts: list[Layout] = []
        for header, end in pairwise([*tables, len(self.rows)]):
            layouts += self._one_down(range(header, end), tables[header], column)
        return layouts

    def _tells(self, heading: Heading | None) -> bool:
        if heading is None:
            return False
        numbered = bool(self._month) and heading.label.isdigit()
        return numbered or bool(heading.dates) or self.draft.block(heading.label) is not None

    def _one_down(self, table: range, body: Sequence[int], column: int) -> Iterator[Layout]:
        header = table[0]
        rows = [self.rows[row][1] for row in body]
        heads = self.rows[header][1]
        aside, columns = {column}, []
        for at in range(max(map(len, rows))):
            cells = [row[at].strip() for row in rows if at < len(row) and row[at].strip()]
            if 2 * sum(map(_is_time, cells)) > len(cells):
                aside.add(at)
            elif cells and at != column:
                columns.append(at)
        people = [at for at in columns if at < len(heads) and self.person(heads[at])]
        in_cells = not people and self._share(rows[:_SAMPLE], set(columns)) >= _MOST
        if not columns or not (people or in_cells):
            return
        headers = [
            Header(row, self._beside(row, aside), self.source.at(self.rows[row][0], column + 1))
            for row in body
        ]
        spans = self._periods(headers).read(self._title)
        if spans:
            loose = tuple(row for row in table[1:] if row not in body)
            yield Layout(
                True, (header,), tuple(body), tuple(columns), tuple(spans), in_cells, loose
            )

    def _beside(self, row: int, columns: set[int]) -> tuple[str, ...]:
        cells = self.rows[row][1]
        return tuple(cells[at].strip() for at in sorted(columns) if at < len(cells) and cells[at])


def _wide(cells: Cells) -> bool:
    return sum(bool(cell.strip()) for cell in cells) > 1


def _is_time(cell: str) -> bool:
    return weekday_number(cell) is not None or read_heading(cell) is not None


def _joined(cells: Cells, columns: Sequence[int]) -> str:
    return ", ".join(cells[at].strip() for at in columns if at < len(cells))


def _between(left: int, right: int, columns: set[int]) -> bool:
    return any(left < at < right for at in columns)
