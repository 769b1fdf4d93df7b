"""Block tables: ``block,start,end_inclusive``, the dates behind labels such as ``1A``."""

from __future__ import annotations

from datetime import date, timedelta

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.dates.cells import ONE_DAY, tidy
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.headers import END_INCLUSIVE, RESIDENT, START
from peerpair.read.tables.rows import WrongCell, keyed_rows, read_dates
from peerpair.read.tables.table import Table

_ENDS = ("end", "end_date")


class BlocksCsv(Format):
    """One block a row, with its first and its last date."""

    kind = "blocks_csv"
    order = Order.BLOCKS
    title = "block dates"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        dated = bool(names & set(START)) and bool(names & {*END_INCLUSIVE, *_ENDS})
        return "block" in names and dated and not names & {*RESIDENT, "rotation", "name"}

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        columns = {"block": ("block",), "start": START, "end_inclusive": (*END_INCLUSIVE, *_ENDS)}
        table = Table(source, columns, draft)
        table.need("block", "start", "end_inclusive")
        rows = [(row, read_dates(row)) for row in keyed_rows(table, draft, "block")]
        back = _days_back(table, [dates for _, dates in rows if not isinstance(dates, WrongCell)])
        for row, dates in rows:
            if isinstance(dates, WrongCell):
                wrong = dates.message(row)
            elif dates[1] - dates[0] < back:
                wrong = "the block has no dates"
            else:
                wrong, span = "the block has two meanings", (dates[0], dates[1] - back)
                if draft.blocks.setdefault(tidy(row["block"]), span) == span:
                    continue
            draft.leave_out(IssueKind.ROW, row.place, wrong, value=row["block"])


def _days_back(table: Table, spans: list[tuple[date, date]]) -> timedelta:
    """Return how many days the ends lie behind the last dates; if need be the next block tells."""
    if not table.unclear_end:
        return timedelta(0)
    starts = {first for first, _ in spans}
    same = sum(end in starts and end > first for first, end in spans)
    next_day = sum(end + ONE_DAY in starts for _, end in spans)
    if bool(same) == bool(next_day):
        message = f"column {table.unclear_end!r} may or may not be the last date of a block"
        raise ReadError(table.place, message, "call it end_inclusive if it is", IssueKind.COLUMN)
    return ONE_DAY if same else timedelta(0)
