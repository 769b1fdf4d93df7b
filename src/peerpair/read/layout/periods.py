"""From the texts of headers to the dates that rows or columns stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.dates.cells import LONGEST_ENTRY, ONE_DAY, day_of
from peerpair.read.dates.order import Cell, Dates
from peerpair.read.dates.words import month_year, weekday_number
from peerpair.read.dates.written import Heading, WrittenDate, read_heading
from peerpair.read.draft import Draft
from peerpair.read.layout.shape import Period
from peerpair.read.source import Source
from peerpair.text import show

_NUMBER = re.compile(r"\d{1,2}", re.ASCII)
_BLOCK_DAYS = timedelta(days=14)
_LONGEST_STEP = timedelta(days=100)
Notes = list[Callable[[], None]]


@dataclass(frozen=True)
class Header:
    """What stands over a column, from top to bottom, or before a row."""

    index: int
    texts: tuple[str, ...]
    place: Place

    @property
    def headings(self) -> Iterator[Heading]:
        """Yield what its texts say about time."""
        yield from filter(None, map(read_heading, self.texts))

    @property
    def label(self) -> str:
        """Return the label of a block in it, or nothing."""
        return next((heading.label for heading in self.headings if heading.label), "")

    @property
    def half(self) -> str:
        """Return the half of a day in it, or nothing."""
        return next((heading.half for heading in self.headings if heading.half), "")

    @property
    def ends(self) -> list[WrittenDate]:
        """Return its first and, if it has one, its last date."""
        dates = [date for heading in self.headings for date in heading.dates]
        return [date for i, date in enumerate(dates) if i == 0 or date != dates[i - 1]]

    @property
    def text(self) -> str:
        """Return what messages quote."""
        return next((text for text in self.texts if read_heading(text)), "".join(self.texts[:1]))

    def error(self, message: str, hint: str = "") -> ReadError:
        """Return what to raise about it."""
        return ReadError(self.place, message, hint, IssueKind.TIME)


@dataclass(frozen=True)
class _Start:
    """A column with its dates, of which the last may be open."""

    header: Header
    first: date
    last: date | None


class Periods:
    """Reads the headers of one table.

    What is to be said about them is put among the `notes`, to be called where the table is read: a
    file is also looked at to see whether there is a table in it.
    """

    def __init__(
        self, source: Source, draft: Draft, headers: Sequence[Header], notes: Notes
    ) -> None:
        self._draft = draft
        self._headers = headers
        self._notes = notes
        self._dates = Dates(
            source.mapping.dates, self._cells, self._note_order, draft.order_elsewhere
        )

    def _note_order(self, place: Place, words: str) -> None:
        self._notes.append(partial(self._draft.note_order, place, words))

    def _note(self, place: Place, message: str, action: str) -> None:
        about = IssueKind.TIME, place, message, action, Topic.CHANGED
        self._notes.append(partial(self._draft.issue, *about))

    def _cells(self) -> Iterator[Cell]:
        for header in self._headers:
            yield from ((header.place, text) for text in header.texts)

    def read(self, title: str = "") -> list[tuple[int, Period]]:
        """Return what each index stands for; headers that speak of no dates are left out.

        A column with one date lasts until the next only where the table itself shows it: its dates
        repeat a pattern of weekdays, or stand under labels of blocks.  Otherwise the one date is
        all that is known.

        Raises `ReadError` if dates cannot be understood, or a label is not in a block table.
        """
        labels, month = self._labels_made_dates(), month_year(title)
        self._count_days = self._are_days(month)
        starts = [start for h in self._headers if (start := self._start(h, labels, month))]
        if not starts:
            label = next((header for header in self._headers if header.label), None)
            if label:
                message = f"block {show(label.label)} is not in a table of blocks"
                raise label.error(message, "add a table block,start,end_inclusive")
            return []
        _check_rows([header for header, ends in starts if isinstance(ends, list)])
        return self._periods(self._with_years(starts))

    def _start(
        self,
        header: Header,
        labels: Mapping[int, tuple[date, date]],
        month: tuple[int, int] | None,
    ) -> tuple[Header, list[WrittenDate] | tuple[date, date]] | None:
        days = self._count_days and header.label.isdigit()
        block = labels.get(header.index) or (None if days else self._draft.block(header.label))
        ends = header.ends
        if header.index in labels or (block and not ends):
            return (header, block) if block else None
        if not ends:
            own = next(filter(None, map(month_year, header.texts)), None) or month
            numbers = [int(text) for text in header.texts if _NUMBER.fullmatch(text.strip())]
            if own and numbers:
                ends = [WrittenDate(own[0], numbers[-1], own[1])]
        if len(ends) > 2:
            raise header.error(f"{show(header.text)} has more than two dates")
        return (header, ends) if ends else None

    def _are_days(self, month: tuple[int, int] | None) -> bool:
        """Tell whether numbers are days of a month that a title names, and not blocks."""
        numbered = [h for h in self._headers if h.label.isdigit() and not h.ends]
        texts = [text for header in numbered for text in header.texts]
        months = {month for text in texts if (month := month_year(text))}
        if len(months) > 1:
            return True
        month = month or next(iter(months), None)
        if not (month and numbered):
            return False
        blocks = {self._draft.block(header.label) for header in numbered}
        if None in blocks or any(weekday_number(text) is not None for text in texts):
            return True
        if blocks == set(self._draft.blocks.values()):
            return False
        label = numbered[0]
        message = f"{show(label.label)} may be a block, or a day of {month[0]}/{month[1]}"
        raise label.error(message, "write Block before the numbers, or dates")

    def _labels_made_dates(self) -> dict[int, tuple[date, date]]:
        """Return the blocks behind labels such as ``8-1`` that a spreadsheet made ``1-Aug``."""
        dated = [(header, header.ends) for header in self._headers if header.ends]
        if not dated or any(len(e) > 1 or e[0].year or e[0].either for _, e in dated):
            return {}
        for form in ("{0.month}-{0.day}", "{0.day}-{0.month}"):
            blocks = {h.index: self._draft.blocks.get(form.format(e[0])) for h, e in dated}
            if all(blocks.values()):
                place = dated[0][0].place
                message = f"{show(dated[0][0].text)} is the label {form.format(dated[0][1][0])} "
                message += "of a block, made a date by a spreadsheet"
                action = "read as the dates of the block"
                self._note(place, message, action)
                return {index: block for index, block in blocks.items() if block}
        return {}

    def _with_years(
        self, starts: Sequence[tuple[Header, list[WrittenDate] | tuple[date, date]]]
    ) -> list[_Start]:
        """Return the dates with years: the one nearest to the horizon, and on from there."""
        known: list[_Start | None] = []
        open_: list[tuple[Header, list[WrittenDate]]] = []
        for header, ends in starts:
            if isinstance(ends, tuple):
                known.append(_Start(header, *ends))
                open_.append((header, []))
                continue
            turned = [self._dates.turned(end, header.text) for end in ends]
            open_.append((header, turned))
            first = turned[0]
            whole = first.year and _day(first, first.year, header)
            known.append(self._ended(header, whole, turned) if whole else None)
        anchors = [i for i, start in enumerate(known) if start] or [self._anchor(open_)]
        if known and known[anchors[0]] is None:
            header, turned = open_[anchors[0]]
            known[anchors[0]] = self._ended(header, self._nearest(header, turned[0]), turned)
        for step in (1, -1):
            at = anchors[0] if step > 0 else anchors[-1]
            for i in range(at + step, len(known) if step > 0 else -1, step):
                before = known[i - step]
                if known[i] is None and before is not None:
                    header, turned = open_[i]
                    day = self._following(header, turned[0], before.first, step)
                    known[i] = self._ended(header, day, turned)
        return [start for start in known if start]

    def _anchor(self, starts: Sequence[tuple[Header, list[WrittenDate]]]) -> int:
        """Return the header whose date lies nearest to the horizon, in whatever year."""
        middle = self._middle(starts[0][0])
        days = [self._nearest(header, ends[0]) for header, ends in starts]
        return min(range(len(days)), key=lambda i: abs(days[i] - middle))

    def _middle(self, header: Header) -> date:
        if middle := self._draft.middle:
            return middle
        raise header.error(f"{show(header.text)} has no year", "say which with horizon=")

    def _nearest(self, header: Header, written: WrittenDate) -> date:
        middle = self._middle(header)
        if days := written.near(middle):
            return days[0]
        raise _no_date(header)

    def _following(self, header: Header, written: WrittenDate, near: date, step: int) -> date:
        """Return the date in the year in which it comes after (or before) another."""
        days = written.near(near)
        if not days:
            raise _no_date(header)
        ahead = [day for day in days if (day - near).days * step >= 0]
        if ahead and abs(ahead[0] - near) <= _LONGEST_STEP:
            return ahead[0]
        back = abs(days[0] - near) <= _LONGEST_STEP or not ahead
        return days[0] if back else ahead[0]

    def _ended(self, header: Header, first: date, ends: Sequence[WrittenDate]) -> _Start:
        if len(ends) < 2:
            return _Start(header, first, None)
        last = _day(ends[1], ends[1].year or first.year, header)
        if last < first and not ends[1].year:
            last = _day(ends[1], first.year + 1, header)
        if not first <= last < first + LONGEST_ENTRY:
            message = (
                f"{show(header.text)} does not end within {LONGEST_ENTRY.days} days after it starts"
            )
            raise header.error(message)
        return _Start(header, first, last)

    def _periods(self, starts: Sequence[_Start]) -> list[tuple[int, Period]]:
        for before, start in pairwise(starts):
            if start.first < before.first:
                message = f"the dates go back, from {before.first} to {start.first}"
                raise start.header.error(message)
            if start.first - before.first > LONGEST_ENTRY:
                message = f"nothing follows {before.first} for over {LONGEST_ENTRY.days} days"
                raise start.header.error(message)
        lasting = self._lasting([s for s in starts if not s.last and not s.header.half])
        periods = []
        for start in starts:
            last = start.last or start.first
            if not start.last and not start.header.half:
                last = lasting.get(start.header.index, start.first)
            periods.append((start.header.index, Period(start.first, last, start.header.half)))
        return periods

    def _lasting(self, starts: Sequence[_Start]) -> dict[int, date]:
        """Return the last dates of the columns that last until the next."""
        days = [start.first for start in starts]
        step = _pattern(days, labelled=all(start.header.label for start in starts))
        if not step:
            return {}
        following = [day - ONE_DAY for day in days[1:]]
        end = days[-step] + (days[-1] - days[-1 - step]) - ONE_DAY if len(days) > step else days[-1]
        final = starts[-1].header
        message = f"the last column has no end; read as {days[-1]} to {end}"
        self._note(final.place, message, "as long as the others")
        ends = [*following, end]
        return {start.header.index: last for start, last in zip(starts, ends, strict=True)}


def _pattern(days: Sequence[date], *, labelled: bool) -> int:
    """Return after how many columns weekdays repeat, each time as many days later; 0 = never.

    >>> _pattern([date(2026, 8, 3), date(2026, 8, 10), date(2026, 8, 17)], labelled=False)
    1
    >>> _pattern([date(2026, 8, day) for day in range(3, 20)], labelled=False)
    0
    """
    gaps = [(after - day).days for day, after in pairwise(days)]
    if not gaps or 2 * gaps.count(1) >= len(gaps) or min(gaps) < 1:
        return 0
    if len(gaps) == 1:
        certain = labelled or days[1] - days[0] >= _BLOCK_DAYS
        return 1 if certain and gaps[0] % 7 == 0 else 0
    for step in (1, 2):
        jumps = {(days[i + step] - days[i]).days for i in range(len(days) - step)}
        if len(days) > 2 * step and len(jumps) == 1 and min(jumps) % 7 == 0:
            return step
    return 1 if labelled and len({day.weekday() for day in days}) == 1 else 0


def _check_rows(headers: Sequence[Header]) -> None:
    """Raise `ReadError` if some columns lack the last, or the first, date that others have."""
    single = [h for h in headers if sum(bool(heading.dates) for heading in h.headings) < 2]
    if single and len(single) <= len(headers) - len(single):
        message = f"{show(single[0].text)} has one date where others have a first and a last one"
        raise single[0].error(message)


def _day(written: WrittenDate, year: int, header: Header) -> date:
    day = day_of(year, written.month, written.day)
    if day is None:
        raise _no_date(header)
    return day


def _no_date(header: Header) -> ReadError:
    return header.error(f"{show(header.text)} is not a date such as 2026-08-03")
