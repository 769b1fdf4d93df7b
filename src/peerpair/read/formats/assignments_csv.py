"""Rosters as long tables, in forms that the header tells apart.

- ``resident,start,end`` with dates and times;
- ``resident,date,start,end`` with clock times, where an end not after the start is the next day;
- ``resident,start,end_inclusive,rotation``, ``resident,date,rotation`` or
  ``resident,block,rotation`` with rotation templates (and, for blocks, a block table).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from itertools import islice

from peerpair.errors import ReadError
from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import ALWAYS, extent, shifted
from peerpair.read.dates.cells import (
    LONGEST_ENTRY,
    ONE_DAY,
    is_after,
    midnight,
    read_clock,
    read_flag,
    read_hours,
    read_kind,
    tidy,
)
from peerpair.read.dates.written import written_date
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.formats.base import Format
from peerpair.read.layout.find import is_cross
from peerpair.read.source import Source
from peerpair.read.tables import headers
from peerpair.read.tables.grid import Head, records
from peerpair.read.tables.rows import WrongCell, read_dates, read_rows, read_yes, stated_dates
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show

_Columns = Mapping[str, tuple[str, ...]]
_WHOSE: _Columns = {"resident": headers.RESIDENT, "date": headers.DATE, "start": headers.START}
_ROTATION = (*headers.ROTATION, *headers.KIND)
_WHAT: _Columns = {"rotation": _ROTATION, "block": ("block",), "site": headers.SITE}
_ENDS: _Columns = {"end_inclusive": (*headers.END_INCLUSIVE, "end_date", *headers.END)}
_APART = {"date": "start_date", "start": "start_time", "end": "end_time", "end_date": "end_date"}
_WAYS: tuple[_Columns, ...] = (
    {name: (header,) for name, header in _APART.items()},
    {"start": headers.START, "end": headers.END},
    {"date": headers.DATE, "hours": headers.HOURS},
)
"""Columns that say when a shift is; the last of them."""
_FLAGS = ("soft", "protectable")
_LONG = timedelta(days=2)
_DETAILS: _Columns = {"kind": headers.KIND, "site": headers.SITE} | {
    name: (name,) for name in _FLAGS
}


class AssignmentsCsv(Format):
    """Duties of residents, one a row."""

    kind = "assignments_csv"
    title = "assignments"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        dated = names & {*headers.START, *headers.DATE, *headers.ROTATION}
        other = headers.are_absences(names) or names & {"days", "alias"} or not dated
        return headers.have_people(names) and not other and not is_cross(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        table = Table(source, draft=draft)
        _, first = next(islice(records(source), 1, 2), (0, ()))
        way, dates_alone = next(_ways(table, first), (None, True))
        if way and not dates_alone:
            table.take({**_WHOSE, **way, **_DETAILS}).need("resident")
            _read_times(table, draft)
            return
        rotations = {**_WHOSE, **_WHAT, **_ENDS}
        if way and "rotation" not in table.positions(rotations):
            message, hint = "end is a date: does the last day count?", "call it end_inclusive if so"
            raise ReadError(table.place, message, hint, IssueKind.TIME)
        table.take(rotations)
        _refuse_hours(table, first)
        table.need("resident", "rotation")
        if not table.index.keys() & {"date", "block"}:
            table.need("start", "end_inclusive")
        _read_rotations(table, draft)


def _refuse_hours(table: Table, first: Sequence[str]) -> None:
    """Raise `ReadError` if rotations have hours beside them that are not understood."""
    ends = ("start", "end_inclusive") if "date" in table.index else ()
    used = {at for name, at in table.index.items() if name not in ends}
    for at, cell in enumerate(first):
        hours = read_hours(cell) or (not cell.strip().isdigit() and read_clock(cell))
        if hours and at not in used:
            message, hint = f"column {at + 1} has times, and not both ends", "call them start, end"
            raise ReadError(table.place, message, hint, IssueKind.COLUMN)


def _ways(table: Table, first: Sequence[str]) -> Iterator[tuple[_Columns, bool]]:
    """Yield the columns that say when a shift is in the first row, and whether by dates alone."""
    for way in _WAYS:
        index = table.positions({**_WHOSE, **way})
        told = {name: first[at] for name, at in index.items() if at < len(first)}
        hours = "hours" not in way or read_hours(told.get("hours", ""))
        if hours and index.keys() >= way.keys() - {"end_date"}:
            ends = (told.get(name, "") for name in ("start", "end"))
            yield way, "date" not in index and all(map(written_date, ends))


def _read_rotations(table: Table, draft: Draft) -> None:
    rotations = Rotations(table.source, draft)
    last = date.min
    blocks = "date" not in table.index and not {"start", "end_inclusive"} <= table.index.keys()
    read = partial(_block, draft) if blocks else read_dates
    for row, resident, dates in read_rows(table, draft, read):
        last = max(last, dates[1])
        rotations.add(resident, row["rotation"], dates, (row.line, 0), row["site"] or None)
    if last > date.min and not blocks and table.unclear_end:
        message, hint = "its ends may or may not be last dates", "call it end_inclusive"
        about = "read as last dates", Topic.CHANGED
        draft.issue(IssueKind.COLUMN, table.place, message, *about, hint=hint)
        draft.coverage.lose(draft.coverage.spoken_of, extent(last, last))
    rotations.finish()


def _block(draft: Draft, row: TableRow) -> tuple[date, date] | WrongCell:
    dates = draft.blocks.get(tidy(row["block"]))
    wrong = "is not in a table of blocks"
    return dates or WrongCell("block", wrong, kind=IssueKind.VALUE, unit="row")


def _read_times(table: Table, draft: Draft) -> None:
    """Read rows with times: nearly all at once, what is odd about a row one by one."""
    clocks = "date" in table.index
    plain = not (clocks or table.source.damaged or table.others) and len(table.people[0]) == 1
    take = _quick(table, draft) if plain and len(table.people) == 1 else None
    read = _clocks if clocks else partial(_moments, draft.clock)
    for row, resident, times in read_rows(table, draft, read, take):
        draft.coverage.appear_at(resident, *times)
        _doubt_end(row, resident, *times, draft)
        soft, protectable = (read_yes(row, name, draft) for name in _FLAGS)
        details = read_kind(row["kind"]), soft, row["site"] or None, protectable
        draft.add([Assignment(resident, *times, *details)], table.source, row.line)


def _doubt_end(row: TableRow, resident: str, start: datetime, end: datetime, draft: Draft) -> None:
    """Doubt the date on which days end at midnight: programs write dates alone so, as well."""
    days = start.timetz() == end.timetz() == time.min and end - start >= _LONG
    if days and row["end"][10:] not in (" 00:00", "T00:00"):
        message, hint = "its end may be the last date", "write dates alone, under end_inclusive"
        near = extent(end.date(), end.date())
        draft.lose(IssueKind.TIME, row.at("end"), message, resident, near, unit="row", hint=hint)


def _quick(table: Table, draft: Draft) -> Callable[[int, Sequence[str]], bool]:
    """Return what takes a row with nothing odd about it; a year of a hospital has 130,000."""
    at, source, moment, coverage = table.index, table.source, table.dates.moment, draft.coverage
    who, begin, close = at["resident"], at["start"], at["end"]
    about = [at.get(name, -1) for name in _DETAILS]
    find, plain = cache(lambda name: draft.names.find(name.strip())), cache(_plain_details)
    spans: set[tuple[datetime, datetime]] = set()

    def take(line: int, cells: Sequence[str]) -> bool:
        if len(cells) != table.width or (resident := find(cells[who])) is None:
            return False
        start, end = moment(cells[begin]), moment(cells[close])
        if start is None or end is None or start.tzinfo or end.tzinfo:
            return False
        details = plain(*[cells[at] if at >= 0 else "" for at in about])
        if details is None or not start < end < start + _LONG:
            return False
        draft.add((Assignment(resident, start, end, *details),), source, line)
        if (start, end) in spans:
            coverage.appear(resident)
        else:  # dates count once, whoever has them
            coverage.appear_at(resident, start, end)
            spans.add((start, end))
        return True

    return take


def _plain_details(
    kind: str, site: str, soft: str, protectable: str
) -> tuple[str | None, bool, str | None, bool] | None:
    flags = [read_flag(text) if text.strip() else False for text in (soft, protectable)]
    if flags[0] is None or flags[1] is None:
        return None
    return read_kind(kind), flags[0], site.strip() or None, flags[1]


def _moments(clock: Clock, row: TableRow) -> tuple[datetime, datetime] | WrongCell:
    """Read a row with a date and a time in both start and end."""
    start, end = (row.table.dates.moment(row[name]) for name in ("start", "end"))
    near = stated_dates(row)
    if start is None:
        return WrongCell("start", "is not a time such as 2026-08-03 07:00", near)
    if end is None and read_clock(row["end"]) is not None:
        # Most likely the same or the next day; which one is not for us to guess.
        return WrongCell("end", "has no date", extent(start.date(), start.date()))
    if end is None:
        return WrongCell("end", "is not a time such as 2026-08-03 19:00", near)
    if not is_after(end, start, clock):
        # The duty may have begun the day before; of dates apart, one is wrong, and which is open.
        apart = start.date() - end.date() > ONE_DAY
        near = ALWAYS if apart else (shifted(near[0], -1), near[1])
        return WrongCell("end", f"is not after start {show(row['start'])}", near)
    return start, end


def _clocks(row: TableRow) -> tuple[datetime, datetime] | WrongCell:
    """Read a row with a date, and clock times in start and end, or both in hours."""
    dates, (start, end) = row.table.dates, (read_clock(row[name]) for name in ("start", "end"))
    if row.has("hours"):
        start, end = read_hours(row["hours"]) or (None, None)
    day = dates.day(row["date"])
    if day is None:
        stated = dates.stated(row["date"])
        return WrongCell("date", "is not a date such as 2026-08-03", extent(stated, stated))
    if start is None or end is None or start == ONE_DAY:
        name = "hours" if row.has("hours") else "end" if end is None and start else "start"
        return WrongCell(name, "is not a time such as 07:00", extent(day, day))
    begin = midnight(day) + start
    if not row.has("end_date"):
        return begin, midnight(day) + (end if end > start else end + ONE_DAY)
    last = dates.day(row["end_date"])
    if last is None or midnight(last) + end <= begin or last - day > LONGEST_ENTRY:
        return WrongCell("end_date", "is no date after the start", extent(day, last))
    return begin, midnight(last) + end
