"""Finding the tables of a sheet that have dates one way and people, or services, the other."""

from __future__ import annotations

import re
from bisect import bisect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby

from peerpair.errors import ReadError
from peerpair.model.place import column_number
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.cells import read_hours
from peerpair.read.dates.words import month_year, weekday_number
from peerpair.read.dates.written import read_heading
from peerpair.read.draft import Draft
from peerpair.read.layout.periods import Header, Notes, Periods
from peerpair.read.layout.shape import Grid, Layout, Period
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head, all_rows
from peerpair.read.tables.headers import DATE, FIRST_NAME, LAST_NAME, RESIDENT, START, header_names

_PEOPLE = frozenset((*RESIDENT, *LAST_NAME, *FIRST_NAME))
_DATED = frozenset((*DATE, *START))
_AWAY = frozenset(("away_from", "away_to"))  # of residents, in the list of them
_HIGHEST = 5  # rows of a header
_HEADERS = re.compile("(?<!b)(?:b*t+b?)+")
"""Rows of time, those that belong to them above, and one below."""
_SAMPLE = 400  # rows
_BESIDE = 20  # pairs of columns in which last and first names are looked for
_TITLE = 200
_MOST = 0.5  # of the cells name people: from there on people stand in the cells

Cells = Sequence[str]
_Person = Callable[[str], bool]


def is_cross(head: Head) -> bool:
    """Tell whether the beginning of a file has a header of dates or blocks above other rows.

    A long table, whose header names people and dates of rows, has none.
    """
    names = [set(head.named(row)) for row in head.rows]
    if any((row & _PEOPLE and row & _DATED) or row >= _AWAY for row in names):
        return False
    return bool(_bands(head.rows, lambda text: False))


class _Row:
    """What the cells of a row say about time, and whether they may be a header."""

    def __init__(self, cells: Cells, above: Sequence[_Row], person: _Person) -> None:
        texts = [cell for cell in cells if cell]
        names = header_names([text for text in texts if len(text) < 40])
        people = bool(_PEOPLE.intersection(names))
        headings = {at: h for at, cell in enumerate(cells) if cell and (h := read_heading(cell))}
        dates = sum(bool(heading.dates) for at, heading in headings.items() if at)
        halves = sum(bool(heading.half) for heading in headings.values())
        labels = [h.label for h in headings.values() if h.label and not h.dates]
        worded = sum(not label[0].isdigit() for label in labels)
        weekdays = sum(weekday_number(text) is not None for text in texts)
        self._months = sum(month_year(text) is not None for text in texts)
        self._title = len(texts) == 1 and any(h.dates for h in headings.values())
        many = dates + halves >= 2 or worded >= 2 or _ascend(labels)
        days = sum(map(str.isdigit, labels)) >= 2 and any(row._months > 1 for row in above)
        few = people and (dates or worded)
        week = weekdays > 2 and any(row._title for row in above[-1:])
        time, beside = many or days or few or week, people or weekdays >= 2 or self._months
        header = bool(time or beside) and not any(map(person, texts))
        self.is_of_people = header and people
        # t: it has dates, blocks, halves, or days under months; b: it may belong to such a row.
        self.mark = "-" if not header else "t" if time else "b"


def _ascend(labels: Sequence[str]) -> bool:
    """Tell whether labels count upwards, as those of blocks do."""
    numbers = [int("".join(filter(str.isdigit, label))) for label in labels]
    return len(labels) >= 2 and numbers == sorted(numbers) and len({*labels}) == len(labels)


def _bands(cells: Sequence[Cells], person: _Person) -> list[tuple[range, range]]:
    """Return the headers, as ranges of rows, each with the rows under it."""
    rows: list[_Row] = []
    for row in cells:
        rows.append(_Row(row, rows[-2:], person))
    headers = _HEADERS.finditer("".join(row.mark for row in rows))
    bands = [range(*header.span()) for header in headers if header.end() < len(rows)]
    bands = [band for band in bands if len(band) <= _HIGHEST]
    # Under the header of people in another table nothing fits.
    ends = [*(band.start for band in bands[1:]), len(rows)]
    under = [range(band.stop, end) for band, end in zip(bands, ends, strict=False)]
    ends = [next((at for at in body if rows[at].is_of_people), body.stop) for body in under]
    return [(band, range(band.stop, end)) for band, end in zip(bands, ends, strict=True)]


def _is_torn(grid: Grid, band: range, stop: int) -> bool:
    """Tell whether a header, and the row behind what follows it, tell times of the same columns."""
    timed = [
        {at for row in rows for at, cell in enumerate(row) if at and read_heading(cell)}
        for rows in (grid.rows[band.start : band.stop], grid.rows[band.stop : stop + 1])
    ]
    return len(set.intersection(*timed)) > 1


class Finder:
    """Finds the tables of one source; what is to be said about them are its `notes`."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self.notes: Notes = []
        self.grid = Grid([*all_rows(source)])
        self._source, self._draft = source, draft
        top = [cell for row in self.grid.rows[:_HIGHEST] for cell in row]
        self._title = " ".join((*top, source.sheet, source.path.stem))[:_TITLE]

    def person(self, text: str) -> bool:
        """Tell whether a text names exactly one resident."""
        return bool(text) and self._draft.names.find(text) is not None

    def fits(self) -> bool:
        """Tell whether there is a table here at all, whatever may be wrong with it."""
        try:
            return bool(self.find())
        except ReadError:
            return True  # dates over people, which the reader will say more about

    def find(self) -> list[Layout]:
        """Return the tables, from top to bottom, or from left to right."""
        said = self._source.mapping
        if said.people or said.periods or said.rows or said.cells:
            return self._told(said.rows)
        if upright := [*self._tables()]:
            return upright
        self.grid = Grid(self.grid.records, turned=True)
        return [*self._tables()]

    def _told(self, rows: Sequence[int]) -> list[Layout]:
        """Return the table of which the user says where it stands."""
        grid, lines = self.grid, [line for line, _ in self.grid.records]
        bands = _bands(grid.rows, self.person)
        first, last = rows or (lines[bands[0][0].stop] if bands else 1, lines[-1])
        body = [row for row, line in enumerate(lines) if first <= line <= last]
        above = range(max(0, body[0] - _HIGHEST), body[0]) if body else range(0)
        others = [row for row in above if any(map(self.person, grid.rows[row]))]
        band = range(others[-1] + 1, above.stop) if others else above
        if not band:
            message, hint = "has no header above these rows", "rows = [first, last] of the table"
            raise ReadError(self._source.at(first), message, hint, IssueKind.COLUMN)
        layouts = [*self._under(band, body)]
        if not layouts:
            message, hint = "has no dates, or no people, in these columns", 'periods = "first:last"'
            raise ReadError(self._source.at(first), message, hint, IssueKind.COLUMN)
        return layouts

    def _tables(self) -> Iterator[Layout]:
        """Yield the tables under each header: several where weeks stand beside each other."""
        grid = self.grid
        for number, (band, under) in enumerate(_bands(grid.rows, self.person)):
            # Columns before those of dates belong to the table; rows above its header do not.
            before = range(band.start) if grid.turned and not number else ()
            body = [*before, *under]
            has_rows = any(sum(map(bool, grid.rows[row])) > 1 for row in body)
            if not has_rows and _is_torn(grid, band, under.stop):
                if grid.turned:
                    return  # columns of dates with nothing between them: which are they?
                message = "a header of dates has no rows under it, and another one follows"
                hint = "keep the rows of a header together, with nothing between them"
                line, _ = grid.records[band.start]
                raise ReadError(self._source.at(line), message, hint, IssueKind.COLUMN)
            if body:
                yield from self._under(band, body)

    def _under(self, band: range, body: Sequence[int]) -> Iterator[Layout]:
        """Yield the tables under a header, as far as nothing else is said about it."""
        grid, said, headers = self.grid, self._source.mapping, self._headers(band, body)
        title = (*(grid.rows[band.start - 1] if band.start else ()), self._title)
        start, _, stop = said.periods.partition(":")
        dated = headers[column_number(start) - 1 : column_number(stop)] if start else headers
        periods = Periods(self._source, self._draft, dated, title, self.notes, down=grid.turned)
        timed, told = periods.indexes, tuple(column_number(text) - 1 for text in said.people)
        in_cells = said.cells == "people" if said.cells else self._share(body, timed) >= _MOST
        heads = [told] if told else self._heads(headers, body, timed, not in_cells)
        if not timed or timed & {*told}:
            return
        # Beside each other the first names may stand in any place, below each other above.
        edges = [-1 if at == 0 and not grid.turned else own[0] for at, own in enumerate(heads)]
        for own, low, high in zip(heads, edges, [*edges[1:], len(headers)], strict=False):
            spans = periods.between(low, high)
            if rows := [row for row in body if spans and self._is_lane(row, own, spans)]:
                unread = {*range(low + 1, high)} - {*own, *(at for at, _ in spans)}
                yield Layout(grid, band, rows, own, spans, in_cells, sorted(unread))

    def _is_lane(self, row: int, heads: Sequence[int], spans: Sequence[tuple[int, Period]]) -> bool:
        """Tell whether a row is a person's or a service's, not a column of times or of nothing."""
        grid = self.grid
        texts = [text for at, _ in spans if (text := grid.text(row, at))]
        timed = 2 * sum(map(_is_time, texts)) >= len(texts)
        return not (grid.turned and timed) or self.person(grid.text(row, heads[0]))

    def _headers(self, band: Sequence[int], body: Sequence[int]) -> list[Header]:
        width = max(len(self.grid.rows[row]) for row in (*band, *body))
        first, *others = [self._header(band, column) for column in range(width)]
        months = all(heading.month for header in others for heading in header.headings)
        if len(first.texts) == 1 and first.month and not months:
            first = replace(first, texts=())  # alone in the corner, it is the title of the others
        return [first, *others]

    def _header(self, band: Sequence[int], column: int) -> Header:
        """Return the texts over a column; what lies over halves of a day counts for both."""
        texts: dict[int, str] = {}
        grid = self.grid
        for row in band:
            text = grid.text(row, column)
            lower = [grid.text(below, column) for below in band if below > row]
            half = any(heading.half for heading in map(read_heading, lower) if heading)
            if not text and (half or any(text[:1].isdigit() for text in lower)):
                before = (grid.text(row, at) for at in reversed(range(column)))
                text = next(filter(None, before), "")
                above = read_heading(text)
                named = month_year(text) or (above and (above.month or (half and above.dates)))
                text = text if named else ""
            if text:
                texts[row] = text
        row = max(texts, key=lambda row: _says(texts[row]), default=band[0])
        spot = grid.spot(row, column)
        place = self._source.at(spot.line, spot.column)
        return Header(column, (*texts.values(),), texts.get(row, ""), place)

    def _heads(
        self, headers: Sequence[Header], body: Sequence[int], timed: set[int], people: bool
    ) -> list[tuple[int, ...]]:
        """Return the columns with people, or services: one before each of several weeks."""
        sample = [self.grid.rows[row] for row in body[:_SAMPLE]]
        words = {h.index: {*header_names(h.texts)} for h in headers if h.index not in timed}
        texts = {at: [row[at] for row in sample if at < len(row) and row[at]] for at in words}
        score = +Counter({at: sum(map(self.person, column)) for at, column in texts.items()})
        if not people:  # services stand where nobody is named, and not under an error
            nobody = self._draft.names.names_nobody
            wrong = {h.index for h in headers if h.texts and all(map(nobody, h.texts))}
            rest = texts.keys() - score.keys() - wrong
            score = +Counter({at: len(texts[at]) for at in rest})
        best = max(score.values(), default=0)
        if people and (pair := self._last_and_first(sample, words, best)):
            return [pair]
        named = [at for at, names in words.items() if names & {*RESIDENT}]
        if not best:
            return [(at,) for at in (named[:1] if people else [next(iter(words), 0)])]
        enough = 1 if people and self.grid.turned else best / 2
        good = [at for at in sorted(score) if score[at] >= enough]
        hours = {at for at in good if not people and all(map(read_hours, texts[at]))}
        dates = [headers[at].heading.dates for at in sorted(timed)]
        heads: list[tuple[int, ...]] = []
        for before, gap in groupby(good, key=partial(bisect, sorted(timed))):
            own = [*gap]
            candidates = [at for at in own if at not in hours] or own
            most = max(score[at] for at in candidates)
            nearly = [at for at in candidates if 2 * score[at] >= most]
            at = min(nearly, key=lambda at: (at not in named, at))
            # A second column of people is that of another week where dates stand between them and
            # it has the header of the first, or the dates begin anew; below each other, other
            # people may follow.
            again = heads and dates[before : before + 1] == dates[:1]
            again = again or (heads and words[at] == words[heads[0][0]])
            follows = self.grid.turned or (people and again)
            if not heads or (follows and before < len(timed)):
                heads.append((at, *(beside for beside in own if beside in hours - {at})))
        return heads

    def _last_and_first(
        self, sample: Sequence[Cells], words: Mapping[int, set[str]], best: int
    ) -> tuple[int, int] | None:
        """Return two columns with last and first names, if more cells name people so."""
        last = [at for at, names in words.items() if names & {*LAST_NAME}]
        first = [at for at, names in words.items() if names & {*FIRST_NAME}]
        # By their headers or, with nobody else, by what they say.
        pairs = list(zip(last, first, strict=False))
        beside = [(at, at + 1) for at in words if at + 1 in words]
        looked = pairs or ([] if best else beside[:_BESIDE])

        def named(pair: tuple[int, int]) -> int:
            texts = (", ".join(row[at] for at in pair if at < len(row)) for row in sample)
            return sum(map(self.person, texts))

        pair = max(looked, key=named, default=None)
        return pair if pair and named(pair) >= (best if pairs else 1) else None

    def _share(self, body: Sequence[int], columns: set[int]) -> float:
        """Return the share of cells, but those of dates, that name residents."""
        cells = Counter(self.grid.text(row, at) for row in body[:_SAMPLE] for at in columns)
        texts = {cell: count for cell, count in cells.items() if cell and not _is_time(cell)}
        names = self._draft.names
        people = sum(count for text, count in texts.items() if names.whom(text).residents)
        return people / sum(texts.values()) if texts else 0.0


def _says(text: str) -> int:
    """Return how much a text says about time: 2 for more than a month, 0 for nothing."""
    heading = read_heading(text)
    return 0 if heading is None else 2 - heading.month


def _is_time(cell: str) -> bool:
    return weekday_number(cell) is not None or read_heading(cell) is not None
