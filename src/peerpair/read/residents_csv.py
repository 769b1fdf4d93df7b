"""Residents: ``id,name,specialty,pgy,site,tags,active`` and ``email`` to recognise people by."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

from peerpair.model.resident import Resident
from peerpair.model.shape import show
from peerpair.read.base import Format, check_columns
from peerpair.read.cells import read_flag, read_pgy
from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.table import RESIDENT, Row, Table, head_names

__all__ = ["ResidentsCsv"]

_DESCRIBES = ("name", "specialty", "pgy", "site", "tags", "active", "email")
_ELSEWHERE = frozenset(
    ("start", "start_date", "date", "end", "end_inclusive", "rotation", "days", "group", "points")
)


class ResidentsCsv(Format):
    """One row per resident; ``tags`` are separated by ``;`` or ``|``."""

    kind: ClassVar[str] = "residents_csv"
    order: ClassVar[int] = 0
    title: ClassVar[str] = "residents"

    @classmethod
    def sniff(cls, head: str, path: Path) -> bool:
        names = head_names(head)
        described = bool(names & set(_DESCRIBES)) or len(names) == 1
        return bool(names & set(RESIDENT)) and described and not names & _ELSEWHERE

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        # Here "id" is the best name: a table may also have a column with the resident's name.
        columns = {"id": ("id", "resident", "person")} | {name: (name,) for name in _DESCRIBES}
        table = Table(source, columns)
        table.need("id")
        check_columns(table, draft)
        for row in table:
            if not row["id"]:
                draft.issue(row.place, "the id is blank", "row left out")
            elif row.too_long:
                message = f"has more cells than the header (resident {show(row['id'])})"
                draft.issue(row.place, message, "row left out")
            elif row["id"] in draft.residents:
                where = draft.residents[row["id"]][1]
                draft.issue(row.place, f"{show(row['id'])} stands already at {where}", "left out")
            else:
                draft.residents[row["id"]] = _resident(row, draft), row.place
                if row["email"]:
                    draft.emails[row["id"]] = row["email"]


def _resident(row: Row, draft: Draft) -> Resident:
    pgy = read_pgy(row["pgy"])
    if row["pgy"] and pgy is None:
        draft.issue(row.place, f"pgy {show(row['pgy'])} is not a year such as 2", "left empty")
    active = read_flag(row["active"])
    if row["active"] and active is None:
        draft.issue(row.place, f"active {show(row['active'])} is not yes or no", "read as yes")
    return Resident(
        row["id"],
        name=row["name"],
        specialty=row["specialty"] or None,
        pgy=pgy,
        site=row["site"] or None,
        tags=tuple(tag.strip() for tag in re.split(r"[;|]", row["tags"]) if tag.strip()),
        active=active is not False,
        coverage=(),
    )
