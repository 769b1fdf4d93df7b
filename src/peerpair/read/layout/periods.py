"""From the texts of headers to the dates that rows or columns stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from itertools import groupby, pairwise

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.dates.cells import LONGEST_ENTRY, ONE_DAY
from peerpair.read.dates.order import Dates, refuse_exchanged
from peerpair.read.dates.words import month_year, weekday_number
from peerpair.read.dates.written import Heading, WrittenDate, read_heading
from peerpair.read.draft import Draft
from peerpair.read.layout.shape import Period
from peerpair.read.source import Source
from peerpair.text import show

_DAYS = re.compile(r"(\d{1,2})\.?(?:\s?[-\u2013]\s?(\d{1,2})\.?)?", re.ASCII)
_BLOCK_DAYS = 14  # from the first date of a block to the next, at least
_LONGEST_STEP = 100  # days between the first dates of neighbours
Notes = list[Callable[[], None]]
_Span = tuple["Header", date, date | None]


@dataclass(frozen=True)
class Header:
    """What stands over a column, from top to bottom, or before a row."""

    index: int
    texts: tuple[str, ...]
    text: str  # that which says most, which messages quote, and its place
    place: Place

    @cached_property
    def headings(self) -> list[Heading]:
        """What each of its texts says about time, if it does."""
        return [*filter(None, map(read_heading, self.texts))]

    @cached_property
    def heading(self) -> Heading:
        """What its texts say about time: a label, a first and a last date, half of a day."""
        # A month over days, weeks or blocks says which they are, not how long they last.
        own = (h for h in self.headings if not h.month or len(self.texts) == 1)
        dates = [date for heading in own for date in heading.dates]
        return Heading(
            next((heading.label for heading in self.headings if heading.label), ""),
            tuple(date for date, _ in groupby(dates)),
            next((heading.half for heading in self.headings if heading.half), ""),
        )

    @cached_property
    def month(self) -> tuple[int, int | None] | None:
        """The month, and perhaps the year, that one of its texts names."""
        own = ((h.dates[0].month, h.dates[0].year) for h in self.headings if h.month)
        return next(own, None) or next(filter(None, map(month_year, self.texts)), None)

    def error(self, wrong: str, hint: str = "") -> ReadError:
        """Return what to raise about it."""
        return ReadError(self.place, f"{show(self.text)} {wrong}", hint, IssueKind.TIME)


class Periods:
    """Reads the headers of one table, under a title; those that speak of no dates are left out.

    What is to be said about them is put among the `notes`, to be called where the table is read: a
    file is also looked at to see whether there is a table in it.

    Raises `ReadError` if dates cannot be understood, or a label is not in a block table.
    """

    def __init__(
        self,
        source: Source,
        draft: Draft,
        headers: Sequence[Header],
        title: Sequence[str],
        notes: Notes,
        down: bool,
    ) -> None:
        self._draft, self._headers, self._notes = draft, headers, notes
        self._dates = Dates(
            source.mapping.dates,
            lambda: ((header.place, text) for header in headers for text in header.texts),
            lambda *shown: notes.append(partial(draft.note_order, *shown)),
            draft.order_elsewhere,
            draft.middle,
        )
        self._month = month_year(" ".join(title))
        self._known = self._week_of(title) or self._labels_made_dates()
        self._count_days = self._are_days()
        self._written = {h: written for h in headers if (written := self._read(h))}
        self.indexes = {header.index for header in self._written}
        label = next((header for header in headers if header.heading.label), None)
        # Down the side, numbers that no block table knows may count anything.
        if label and not self._written and not down:
            message = f"block {show(label.heading.label)} is not in a table of blocks"
            hint = "add a table block,start,end_inclusive"
            raise ReadError(label.place, message, hint, IssueKind.TIME)
        self._check_rows()

    def between(self, low: int, high: int) -> list[tuple[int, Period]]:
        """Return what each index between two others stands for.

        A column with one date lasts until the next only where the table itself shows it: its dates
        repeat a pattern of weekdays, or stand under labels of blocks.  Otherwise the one date is
        all that is known.
        """
        inside = [header for header in self._written if low < header.index < high]
        spans = self._with_years(inside) if inside else []
        for (_, before, _), (header, first, _) in pairwise(spans):
            if first < before:
                raise header.error(f"comes after {before}: the dates go back")
            if first - before > LONGEST_ENTRY:
                raise header.error(f"is over {LONGEST_ENTRY.days} days after {before}")
        if spans:
            refuse_exchanged(spans[0][0].place, [first for _, first, _ in spans])
        alone = [(h, first) for h, first, last in spans if not last and not h.heading.half]
        lasting = self._lasting(alone)
        return [
            (h.index, Period(first, last or lasting.get(h.index, first), h.heading.half))
            for h, first, last in spans
        ]

    def _check_rows(self) -> None:
        """Raise `ReadError` if some columns lack the last, or the first, date that others have."""
        dated = [header for header in self._written if header.heading.dates]
        single = [h for h in dated if sum(bool(heading.dates) for heading in h.headings) < 2]
        if single and 2 * len(single) <= len(dated):
            raise single[0].error("has one date where others have a first and a last one")

    def _note(self, place: Place, message: str, action: str) -> None:
        about = IssueKind.TIME, place, message, action, Topic.CHANGED
        self._notes.append(partial(self._draft.issue, *about))

    def _read(self, header: Header) -> tuple[WrittenDate, ...]:
        """Return the first and, if it has one, the last date of a header, as written."""
        label, ends = header.heading.label, header.heading.dates
        known: Sequence[date] | None = self._known.get(header.index)
        if not known and not ends and not (self._count_days and label.isdigit()):
            known = self._draft.block(label)
        if known:
            return tuple(WrittenDate(day.month, day.day, day.year) for day in known)
        if len(ends) > 2:
            raise header.error("has more than two dates")
        own, days_of = header.month or self._month, map(_DAYS.fullmatch, header.texts)
        numbers = next(filter(None, days_of), None)
        if ends or not (own and numbers):
            return ends
        return tuple(WrittenDate(own[0], int(day), own[1]) for day in numbers.groups() if day)

    def _week_of(self, title: Sequence[str]) -> dict[int, Sequence[date]]:
        """Return the dates of weekdays, by column, in weeks that a title or header begins."""
        told = ((h.dates[0], text) for text in title if (h := read_heading(text)) and h.dates)
        start = next(told, None)
        days: dict[int, Sequence[date]] = {}
        weeks = 0
        for header in self._headers:
            weekday = next((n for n in map(weekday_number, header.texts) if n is not None), None)
            ends = header.heading.dates
            if weekday is None and not ends:
                continue
            new = ends and (not start or ends[0] != start[0])
            start = (ends[0], header.text) if new else start
            weeks += bool(new)
            first = self._dates.whole(*start) if start and self._draft.middle else None
            begins = new or not days
            if weekday is None or not first or (begins and first.weekday() != weekday):
                return {}  # dates of something else
            if ends[1:] and self._dates.whole(ends[1], header.text) != first + 6 * ONE_DAY:
                return {}  # weekdays of a longer time
            days[header.index] = [first + timedelta((weekday - first.weekday()) % 7)]
        return days if weeks < len(days) else {}

    def _are_days(self) -> bool:
        """Tell whether numbers are days of a month that a title names, and not blocks."""
        numbered = [h for h in self._headers if h.heading.label.isdigit() and not h.heading.dates]
        months = {header.month for header in numbered if header.month}
        month = self._month or next(iter(months), None)
        if len(months) > 1 or not (month and numbered):
            return len(months) > 1
        texts = [text for header in numbered for text in header.texts]
        blocks = {self._draft.block(header.heading.label) for header in numbered}
        if None in blocks or any(weekday_number(text) is not None for text in texts):
            return True
        if blocks == set(self._draft.blocks.values()):
            return False
        number = show(numbered[0].heading.label)
        message = f"{number} may be a block, or a day of {month[0]}/{month[1]}"
        hint = "write Block before the numbers, or dates"
        raise ReadError(numbered[0].place, message, hint, IssueKind.TIME)

    def _labels_made_dates(self) -> dict[int, Sequence[date]]:
        """Return the blocks behind labels such as ``8-1`` that a spreadsheet made ``1-Aug``."""
        dated = [(h, h.heading.dates) for h in self._headers if h.heading.dates]
        if not dated or any(len(e) > 1 or e[0].year or e[0].either for _, e in dated):
            return {}
        header, ends = dated[0]
        for form in ("{0.month}-{0.day}", "{0.day}-{0.month}"):
            labels = ((h, self._draft.blocks.get(form.format(e[0]))) for h, e in dated)
            blocks: dict[int, Sequence[date]] = {h.index: block for h, block in labels if block}
            if len(blocks) == len(dated):
                message = f"{show(header.text)} is the label {form.format(ends[0])} of a block, "
                message += "made a date by a spreadsheet"
                self._note(header.place, message, "read as the dates of the block")
                return blocks
        return {}

    def _with_years(self, headers: Sequence[Header]) -> list[_Span]:
        """Return the dates with years: the one nearest to the horizon, and on from there."""
        written = [
            [self._dates.turned(end, header.text) for end in self._written[header]]
            for header in headers
        ]
        firsts = [(header, ends[0]) for header, ends in zip(headers, written, strict=True)]
        days = {at: _near(*first, date.max)[0] for at, first in enumerate(firsts) if first[1].year}
        if not days:
            middle = self._draft.middle
            if middle is None:
                raise headers[0].error("has no year", "say which with horizon=")
            near = [_near(*first, middle)[0] for first in firsts]
            at = min(range(len(near)), key=lambda at: abs(near[at] - middle))
            days = {at: near[at]}
        start = next(iter(days))
        for at in (*range(start + 1, len(headers)), *reversed(range(start))):
            (header, first), step = firsts[at], 1 if at > start else -1
            days[at] = days.get(at) or _following(header, first, days[at - step], step)
        return [
            (header, days[at], _last(header, days[at], ends))
            for at, (header, ends) in enumerate(zip(headers, written, strict=True))
        ]

    def _lasting(self, starts: Sequence[tuple[Header, date]]) -> dict[int, date]:
        """Return the last dates of the columns that last until the next."""
        days = [day for _, day in starts]
        step = _pattern(days, labelled=all(header.heading.label for header, _ in starts))
        if not step:
            return {}
        end = days[-step] + (days[-1] - days[-1 - step]) - ONE_DAY if len(days) > step else days[-1]
        message = f"the last column has no end; read as {days[-1]} to {end}"
        self._note(starts[-1][0].place, message, "as long as the others")
        ends = [*(day - ONE_DAY for day in days[1:]), end]
        return {header.index: last for (header, _), last in zip(starts, ends, strict=True)}


def _pattern(days: Sequence[date], *, labelled: bool) -> int:
    """Return after how many columns weekdays repeat, each time as many days later; 0 = never."""
    gaps = [(after - day).days for day, after in pairwise(days)]
    if not gaps or 2 * gaps.count(1) >= len(gaps) or min(gaps) < 1:
        return 0
    for step in (1, 2):
        jumps = {(after - day).days for day, after in zip(days, days[step:], strict=False)}
        if len(days) > 2 * step and len(jumps) == 1 and min(jumps) % 7 == 0:
            return step
    certain = labelled or (len(gaps) == 1 and gaps[0] >= _BLOCK_DAYS)
    return 1 if certain and len({day.weekday() for day in days}) == 1 else 0


def _near(header: Header, written: WrittenDate, other: date) -> list[date]:
    """Return the dates that a header may say, the nearest to another first; there is one."""
    if days := written.near(other):
        return days
    raise header.error("is not a date such as 2026-08-03")


def _following(header: Header, written: WrittenDate, other: date, step: int) -> date:
    """Return the date that comes after another, or with a step of -1 before it, if not too far."""

    def rank(day: date) -> tuple[bool, bool]:
        ahead = (day - other).days * step
        return abs(ahead) > _LONGEST_STEP, ahead < 0

    return min(_near(header, written, other), key=rank)


def _last(header: Header, first: date, ends: Sequence[WrittenDate]) -> date | None:
    """Return the last date of a header that has one."""
    if len(ends) < 2:
        return None
    last = min((day for day in _near(header, ends[1], first) if day >= first), default=date.max)
    if last - first >= LONGEST_ENTRY:
        raise header.error(f"does not end within {LONGEST_ENTRY.days} days after it starts")
    return last
