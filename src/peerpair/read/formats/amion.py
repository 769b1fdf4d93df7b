"""Amion's web reports ``625c`` (all shifts) and ``619`` (calls), as saved from the browser.

They have no header.  After a preamble of varying length come the rows, with commas or tabs: in
accounts with divisions the division, then name, id, backup id, assignment, its id, backup id, date
as ``M-D-YY``, start and end as ``HHMM``; in 625c also staff type, pager, telephone, e-mail,
messagable, note, type of assignment and grouping.
"""

from __future__ import annotations

import csv
import io
import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import ALWAYS, extent, shifted
from peerpair.read.dates.cells import ONE_DAY, day_of, midnight, read_clock, whole_days
from peerpair.read.dates.words import month_year
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import Format
from peerpair.read.rotations.words import AWAY, absence_named, hours_in_name
from peerpair.read.source import Source
from peerpair.text import show

_TITLE = re.compile(r"Assignments for ([A-Za-z]+ \d{4})\b")
_OFFSET = re.compile(r"GMTO=(-?\d{1,2})")
_ROW = r'^[^\n]*[,\t]"?\d+"?[,\t]"?\d+"?[,\t].*[,\t]"?\d{1,2}-\d{1,2}-\d{2}"?[,\t]"?\d{4}\b'
_DATE = re.compile(r"(\d{1,2})-(\d{1,2})-(\d{2})", re.ASCII)
_HHMM = re.compile(r"\d{4}", re.ASCII)
_ALL_SHIFTS = re.compile(r"^Field.*(?:Staff type|Grouping)", re.M)
_BROKEN = ("",) * 6
_PREAMBLE = 5  # more cells than a line of explanations has
_DATED = 7  # columns before the date where a division comes first
TYPES = {"o": "call", "v": "away", "c": "clinic", "r": None, "m": "conference", "-": None}
"""Types of assignment, as the file's preamble explains them, and the kind of such entries."""
_OPEN = ("v", "-", "")  # what a word such as vacation may say; r, o, c and m say it themselves


@dataclass(frozen=True)
class _Shift:
    """One row, with its cells where they belong whatever the layout."""

    line: int
    division: str
    name: str
    assignment: str
    day: date
    start: timedelta
    end: timedelta
    all_shifts: bool
    staff: str = ""
    email: str = ""
    type: str = "o"

    def span(self, start: timedelta, end: timedelta) -> tuple[datetime, datetime]:
        """Return hours of its date, which end the next day if not after their start."""
        day = midnight(self.day)
        return day + start, day + (end if end > start else end + ONE_DAY)


class Amion(Format):
    """Rotations, clinics, calls and days away of everybody in an account."""

    kind = "amion"
    title = "Amion report"
    sign = re.compile(f"Field  1|{_TITLE.pattern}|{_ROW}", re.MULTILINE)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        reader = _ReportReader(source, draft)
        for line, cells in _rows(source):
            reader.row(line, cells)
        reader.finish()


def _rows(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Yield the lines with enough cells; the preamble, of whatever length, has none."""
    for number, line in enumerate(io.StringIO(source.text, newline=None), 1):
        source.bound(number, "rows", number)
        told = line.startswith(("Assignments for", "Field ")) and not {'"', "\t"} & {*line}
        if told or not line.strip():
            continue  # with a row behind it, a line of explanations is a broken row
        delimiter = "\t" if line.count("\t") >= 6 else ","
        try:
            cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
        except csv.Error:
            # Good enough to see whose row it is and of which date, and not for what it says.
            cells = next(csv.reader([line[:2000]], delimiter=delimiter), [])
            cells = [*cells[:2], *_BROKEN, *cells[2:]]
        yield number, [cell.strip() for cell in cells]


def staff(source: Source) -> Iterator[tuple[str, str, str, str]]:
    """Yield division, name, type of staff and e-mail address of each row of a report."""
    for line, cells in _rows(source):
        if shift := _shift(line, cells):
            yield shift.division, shift.name, shift.staff, shift.email


class _ReportReader:
    """Reads the rows of one report."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self._source, self._draft = source, draft
        self._rotations = Rotations(source, draft)
        self._month = _month(source.text[:2000])
        self._days: dict[str, set[date]] = defaultdict(set)
        self._rotating: set[str] = set()
        self._read = 0
        self._all_shifts = bool(_ALL_SHIFTS.search(source.text[:2000]))
        self._check_offset()

    def row(self, line: int, cells: Sequence[str]) -> None:
        """Read one row."""
        draft, place = self._draft, self._source.at(line)
        shift = _shift(line, cells)
        if shift is None:
            if self._read or len(cells) > _PREAMBLE:
                self._broken(place, cells)
            return
        self._read += 1
        self._all_shifts = self._all_shifts or shift.all_shifts
        resident = draft.names.find(shift.email) or draft.names.find(shift.name)
        if resident is None and any(map(draft.names.find, cells[:2])):
            self._broken(place, cells)  # somebody stands where no name belongs
            return
        resident = resident or draft.resident(shift.name, place)
        if resident is None:
            return
        if shift.all_shifts:
            draft.coverage.appear(resident, shift.day)
            self._days[resident].add(shift.day)
        else:  # a report of calls, or a row that is cut off
            draft.coverage.mention(resident)
            if self._all_shifts:
                draft.doubtful.add(line)
        if shift.type == "r":
            self._rotating.add(resident)
        self._enter(shift, resident)

    def _broken(self, place: Place, cells: Sequence[str]) -> None:
        """Doubt all whom a row that cannot be read names or, if it is long enough, anybody."""
        self._draft.doubtful.add(place.line)
        message = "the row is not as in the reports 625c and 619"
        names = self._draft.names
        people = {who for cell in filter(None, cells[:2]) for who in names.search(cell).people}
        people |= {*filter(None, map(names.find, cells))}  # two rows may stand in one line
        if people:
            self._draft.lose(IssueKind.ROW, place, message, sorted(people))
        elif len(cells) > _DATED:
            days = {day for cell in cells if (day := _day(cell))}
            near = extent(min(days), max(days)) if days else ALWAYS
            self._draft.lose(IssueKind.ROW, place, message, None, near, unit="row")
        else:
            self._draft.leave_out(IssueKind.ROW, place, message, unit="row")

    def _enter(self, shift: _Shift, resident: str) -> None:
        draft, name = self._draft, shift.assignment
        timed, absence = shift.start != shift.end, absence_named(name)
        hours = (shift.start, shift.end) if timed else hours_in_name(name)
        away = shift.type == "v" or (absence and not timed and shift.type in _OPEN)
        if away and not hours:
            # A whole day off or away has no duty of a rotation, which has a row on each date.
            self._rotations.keep_free(resident, shift.day)
        # "0700-0700" of a rotation means the whole day: its hours are not in the file.
        stated = away or hours or shift.type == "o"
        if (away or not timed) and (not stated or draft.templates.find(name) is not None):
            dates, where, claims = (shift.day, shift.day), (shift.line, 0), shift.all_shifts
            self._rotations.add(resident, name, dates, where, appear=claims)
        elif away:
            off = absence == "off" or name.casefold().rstrip().endswith(" off")
            span = shift.span(*hours) if hours and timed else whole_days(shift.day, shift.day)
            entry = Assignment(resident, *span, absence if absence in AWAY else "away")
            # Leave takes time, and a day off is a day off.
            draft.add([entry] if timed or not off else (), self._source, shift.line)
        else:
            said, action = f"the hours of {show(name)} are in its name", "read so"
            if not hours:
                said = f"call {show(name)} starts and ends at the same time"
                action, hours = "read as 24 hours", (shift.start, shift.start + ONE_DAY)
            if not timed:
                about = self._source.at(shift.line), said, action, Topic.CHANGED
                draft.issue(IssueKind.TIME, *about, unit="row", value=name)
            span, kind = shift.span(*hours), TYPES.get(shift.type)
            entry = draft.templates.shift(name, resident, *span, kind=kind)
            draft.add([entry], self._source, shift.line)

    def finish(self) -> None:
        """Add the rotations, and the dates for which the report speaks."""
        self._rotations.finish()
        if not self._read:
            message = "has no row as in Amion's reports 625c and 619"
            raise ReadError(self._source.at(), message, kind=IssueKind.FILE)
        coverage, every = self._draft.coverage, {*chain.from_iterable(self._days.values())}
        for resident, days in self._days.items():
            if resident in self._rotating:
                # One row a day for each resident on a rotation: a date without one is unknown.
                for day in sorted(days):
                    coverage.state(resident, day, day + ONE_DAY)
            elif self._all_shifts and self._month and not self._draft.published:
                first, last = max(self._month[0], min(every)), min(self._month[1], max(every))
                if first <= last:
                    coverage.state(resident, first, last + ONE_DAY, "call")

    def _check_offset(self) -> None:
        """Compare the zone in the preamble with the programme's."""
        match = _OFFSET.search(self._source.text[:2000])
        if not match or not self._month:
            return
        clock = self._draft.clock
        noon = datetime(self._month[0].year, 1, 1, 12)
        if clock.instant(noon) - Clock("UTC").instant(noon) != -3600 * int(match[1]):
            message = f"the report is for UTC{int(match[1]):+d}, the programme is in {clock.zone}"
            action, place = "its times are read as local", self._source.at()
            self._draft.issue(IssueKind.ZONE, place, message, action, Topic.CHANGED)


def _month(text: str) -> tuple[date, date] | None:
    """Return the first and the last date of the month in a report's title."""
    match = _TITLE.search(text)
    month, year = (match and month_year(match[1])) or (0, 0)
    first = day_of(year, month, 1)
    return (first, shifted(first, monthrange(year, month)[1] - 1)) if first else None


def _shift(line: int, cells: Sequence[str]) -> _Shift | None:
    """Return a row, wherever its division has moved the columns."""
    at = next((at for at in (_DATED, _DATED - 1) if _day("".join(cells[at : at + 1]))), 0)
    wide = len(cells) > at + 10  # with its type and its grouping, which is the last
    if not at or len(cells) < at + 3 or (not wide and len(cells) > at + 3):
        return None
    on = _day(cells[at])
    hours = cells[at + 1 : at + 3]
    start, end = (read_clock(cell) if _HHMM.fullmatch(cell) else None for cell in hours)
    if on is None or start is None or end is None or start == ONE_DAY:
        return None
    division = cells[0] if at == _DATED else ""
    more = (cells[at + 3], cells[at + 6], cells[at + 9].casefold()) if wide else ()
    return _Shift(line, division, cells[at - 6], cells[at - 3], on, start, end, wide, *more)


def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    return day_of(2000 + int(match[3]), int(match[1]), int(match[2])) if match else None
