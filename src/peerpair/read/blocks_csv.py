"""Block tables: ``block,start,end_inclusive``, the dates behind labels such as ``1A``."""

from __future__ import annotations

from typing import ClassVar

from peerpair.model.schedule import Topic
from peerpair.model.shape import show
from peerpair.read.base import Format, Order
from peerpair.read.cells import tidy
from peerpair.read.draft import Draft
from peerpair.read.grid import Head
from peerpair.read.headers import RESIDENT
from peerpair.read.rows import DATES, LONGEST
from peerpair.read.source import Source
from peerpair.read.table import Table

__all__ = ["BlocksCsv"]


class BlocksCsv(Format):
    """One block a row, with its first and its last date."""

    kind: ClassVar[str] = "blocks_csv"
    order: ClassVar[Order] = Order.BLOCKS
    title: ClassVar[str] = "block dates"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        dated = bool(names & set(DATES["start"])) and bool(names & set(DATES["end_inclusive"]))
        return "block" in names and dated and not names & {*RESIDENT, "rotation", "name"}

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        columns = {"block": ("block",)} | {n: DATES[n] for n in ("start", "end_inclusive")}
        table = Table(source, columns, draft)
        table.need("block", "start", "end_inclusive")
        for row in table:
            first, last = (table.dates.day(row[name]) for name in ("start", "end_inclusive"))
            key = tidy(row["block"])
            wrong = row.damaged
            if not key:
                wrong = "the block is blank"
            elif first is None or last is None:
                name = "start" if first is None else "end_inclusive"
                wrong = f"{name} {show(row[name])} is not a date such as 2026-08-03"
            elif last < first or (last - first).days >= LONGEST:
                wrong = f"the block does not end within {LONGEST} days after its start {first}"
            elif draft.blocks.get(key, (first, last)) != (first, last):
                wrong = f"block {show(row['block'])} has two meanings"
            if wrong or first is None or last is None:
                draft.issue(row.place, wrong, "left out", Topic.LEFT_OUT, value=row["block"])
            else:
                draft.blocks[key] = first, last
