"""Residents: ``id,name,specialty,pgy,site,tags,active`` and ``email`` to recognise people by."""

from __future__ import annotations

import re

from peerpair.model.resident import Resident
from peerpair.model.schedule import IssueKind, Topic
from peerpair.read.dates.cells import read_flag, read_pgy
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format, Order
from peerpair.read.layout.find import is_cross
from peerpair.read.source import Source
from peerpair.read.tables import headers
from peerpair.read.tables.grid import Head
from peerpair.read.tables.table import Row, Table
from peerpair.text import show

_DESCRIBES = {
    "name": headers.NAME,
    "specialty": headers.SPECIALTY,
    "pgy": headers.PGY,
    "site": headers.SITE,
    "tags": ("tags",),
    "active": ("active",),
    "email": headers.EMAIL,
}
_IDS = ("id", "resident_id", "resident", "person")
_ELSEWHERE = {*headers.START, *headers.END, *headers.DATE, *headers.END_INCLUSIVE}
_ELSEWHERE |= {*headers.ROTATION, "days", "group", "points", "alias", "block"}


class ResidentsCsv(Format):
    """One row per resident; ``tags`` are separated by ``;`` or ``|``."""

    kind = "residents_csv"
    order = Order.RESIDENTS
    title = "residents"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        described = any(names & set(known) for known in _DESCRIBES.values()) or len(names) == 1
        # A list of names without ids may be anybody's addresses: it must be named as residents.
        listed = bool(names & set(_IDS)) and described and not names & _ELSEWHERE
        return listed and not is_cross(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        # Here "id" is the best name: a table may also have a column with the resident's name.
        columns, table = {"id": _IDS} | _DESCRIBES, Table(source, draft=draft)
        if "id" not in table.found(columns):
            columns = {
                "id": headers.RESIDENT
            } | _DESCRIBES  # without ids people are known by their names
        table.take(columns).need("id")
        for row in table:
            wrong = ""
            if not row["id"]:
                wrong = "the id is blank"
            elif row.too_long:
                wrong = f"has more cells than the header (resident {show(row['id'])})"
            elif row.damaged:
                wrong = row.damaged
            elif row["id"] in draft.residents:
                wrong = f"{show(row['id'])} stands already at {draft.residents[row['id']][1]}"
            if wrong:
                action, topic = "row left out", Topic.LEFT_OUT
                draft.issue(IssueKind.ROW, row.place, wrong, action, topic, value=row["id"])
                continue
            draft.residents[row["id"]] = _resident(row, draft), row.place
            if row["email"]:
                draft.emails[row["id"]] = row["email"]

    @classmethod
    def example(cls) -> Example:
        duty = "resident,start,end\nAna Lopez,2026-08-03 07:00,2026-08-03 19:00\n"
        return Example(
            "who.csv",
            "id,name,specialty,pgy,site,tags,active,email\na,Ana Lopez,IM,1,Main,x;y,yes,a@x.org\n"
            'b,"Okafor, Ben",FM,2,,,,\n',
            "a 08-03 07:00/08-03 19:00",
            {"shifts.csv": duty},
        )


def _resident(row: Row, draft: Draft) -> Resident:
    pgy = read_pgy(row["pgy"])
    if row["pgy"] and pgy is None:
        _changed(row, "pgy", "is not a year such as 2", "left empty", draft)
    active = read_flag(row["active"])
    if row["active"] and active is None:
        _changed(row, "active", "is not yes or no", "read as yes", draft)
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


def _changed(row: Row, column: str, wrong: str, action: str, draft: Draft) -> None:
    text, place = row[column], row.at(column)
    message = f"{column} {show(text)} {wrong}"
    draft.issue(IssueKind.VALUE, place, message, action, Topic.CHANGED, value=text)
