"""Aliases: ``alias,resident``, what rosters call people and who is meant."""

from __future__ import annotations

from peerpair.model.schedule import IssueKind
from peerpair.read.dates.cells import is_open
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.people.words import plain_name
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.read.tables.headers import RESIDENT
from peerpair.read.tables.rows import keyed_rows
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show


class AliasesCsv(Format):
    """One name a row.

    A blank resident says that the name is nobody of these residents; one that begins with ``?``
    says nothing yet.
    """

    kind = "aliases_csv"
    order = Order.ALIASES
    title = "aliases"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return "alias" in head.names and bool(head.names & set(RESIDENT))

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        known = {name: (name,) for name in ("alias", "candidates")}
        table = Table(source, known | {"resident": RESIDENT}, draft)
        table.need("alias", "resident")
        for row in keyed_rows(table, draft, "alias"):
            name, who = row["alias"], row["resident"]
            if is_open(who):
                _doubt(row, draft)
                continue
            resident = draft.names.find(who) if who else None
            wrong = f"{show(name)} has two meanings"
            if who and resident is None:
                wrong = f"{show(who)} is not a known resident"
            elif draft.aliases.setdefault(plain_name(name), resident) == resident:
                continue
            draft.leave_out(IssueKind.ROW, row.place, wrong, value=name)


def _doubt(row: TableRow, draft: Draft) -> None:
    """Make everything unknown for those who may be meant by a name that is not settled."""
    texts = [*row["candidates"].split(";"), row["resident"].lstrip("? ")]
    people = {who for text in texts if (who := draft.names.find(text.strip()))}
    message = f"who is meant by {show(row['alias'])} is open"
    if people:
        draft.lose(IssueKind.PERSON, row.place, message, sorted(people), value=row["alias"])
    else:
        draft.issue(IssueKind.PERSON, row.place, message, "not used yet", value=row["alias"])
