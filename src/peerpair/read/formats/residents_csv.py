"""Residents: ``id,name,specialty,pgy,site,tags,active,away``; ``email`` to know people by."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from peerpair.model.resident import Resident
from peerpair.model.schedule import Assignment, Away, IssueKind
from peerpair.read.coverage.extents import ALWAYS
from peerpair.read.dates.cells import (
    AWAY,
    LONGEST_ENTRY,
    is_open,
    read_flag,
    read_pgy,
    whole_days,
)
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.layout.find import is_cross
from peerpair.read.people.words import name_key, without_degrees
from peerpair.read.source import Source
from peerpair.read.tables import headers
from peerpair.read.tables.grid import Head
from peerpair.read.tables.rows import change
from peerpair.read.tables.table import Table, TableRow
from peerpair.text import show

_DESCRIBES = {
    "name": headers.NAME,
    "specialty": headers.SPECIALTY,
    "pgy": headers.PGY,
    "site": headers.SITE,
    "tags": ("tags",),
    "active": ("active",),
    "email": headers.EMAIL,
    "away": ("away",),
    "away_from": ("away_from",),
    "away_to": ("away_to",),
}
_PARTS = re.compile(r"[;|]")
_WHOSE = {"id", "last", "name"}
_IDS = ("id", "resident_id", "resident", "person")
_APART = {"last": headers.LAST_NAME, "first": headers.FIRST_NAME}
_BESIDE = ("name", "nom", "nombre")
"""Headers of what is the other of last and first name, where one of them stands beside it."""
_ELSEWHERE = {*headers.START, *headers.END, *headers.DATE, *headers.END_INCLUSIVE}
_ELSEWHERE |= {*headers.ROTATION, "days", "group", "points", "alias", "block"}


class ResidentsCsv(Format):
    """One row per resident; ``tags``, and times ``away``, are separated by ``;`` or ``|``."""

    kind = "residents_csv"
    order = Order.RESIDENTS
    title = "residents"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        names = head.names
        known = names & {name for words in _DESCRIBES.values() for name in words}
        # A list of names without ids may be anybody's addresses, or the answers to a form: it must
        # be named as residents.
        parts = [names & {*words} for words in (*_APART.values(), _BESIDE)]
        apart = sum(map(bool, parts)) > 1
        stage = names & {*headers.PGY, *headers.SPECIALTY}
        by_name = apart and stage and 2 * len(names) <= 3 * len(known.union(*parts))
        listed = (names & set(_IDS) and (known or apart or len(names) == 1)) or by_name
        return bool(listed) and not names & _ELSEWHERE and not is_cross(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        table = Table(source, draft=draft)
        columns = {"id": _IDS, **_APART, **_DESCRIBES}
        if not table.positions(columns).keys() & _WHOSE:
            columns["name"] = headers.RESIDENT
        table.take(columns)
        if not table.index.keys() & _WHOSE:
            table.need("id")
        rows = list(table)
        known = {name_key(other.name): place for other, place in draft.residents.values()}
        made = {} if "id" in table.index else _made_ids(rows)
        for row in rows:
            who = row["id"] or made.get(row.line, "")
            older = draft.residents[who][1] if who in draft.residents else None
            if made:
                older = older or known.get(name_key(_name(row)))
            wrong = row.wrong or ("" if who else f"the {'name' if made else 'id'} is blank")
            if wrong or older:
                wrong = wrong or f"{show(who)} stands already at {older}"
                draft.leave_out(IssueKind.ROW, row.place, wrong, value=who)
                continue
            draft.residents[who] = _resident(row, who, draft), row.place
            if is_open(row["active"]):
                message = "whether they take part is open"
                draft.lose(IssueKind.VALUE, row.at("active"), message, who, ALWAYS)
            if row["email"] and not is_open(row["email"]):
                draft.emails[who] = row["email"]
            _read_away(row, who, draft)


def _read_away(row: TableRow, who: str, draft: Draft) -> None:
    """Read when a resident takes no part; what is not understood makes all their time unknown."""
    dates = row.table.dates
    said = [("away", text, dates.span(text)) for text in _PARTS.split(row["away"]) if text.strip()]
    if texts := [row[name] for name in ("away_from", "away_to") if row[name]]:
        first, last = (dates.day(row[name]) for name in ("away_from", "away_to"))
        said.append(("away_from", " to ".join(texts), (first, last)))
    for column, text, (first, last) in said:
        if first is None or last is None or not timedelta(0) <= last - first < LONGEST_ENTRY:
            message = f"away {show(text.strip())} is no span of dates"
            hint = "2026-10-01 to 2026-12-31"
            draft.lose(IssueKind.TIME, row.at(column), message, who, value=text, hint=hint)
            continue
        draft.away.append(Away(who, first, last, row.at(column)))
        draft.leave[who].append((first, last))
        entry = Assignment(who, *whole_days(first, last), AWAY)
        draft.add([entry], row.table.source, row.line)


def _name(row: TableRow) -> str:
    """Return a whole name, or last and first: of these one may stand under a mere "name"."""
    first, last, name = (row[column] for column in ("first", "last", "name"))
    if row.has("first") != row.has("last"):
        first, last, name = first or name, last or name, ""
    one, other = ({*name_key(part)} for part in (first, last))
    parted = last if one <= other else first if other <= one else f"{first} {last}"
    return name or parted


def _made_ids(rows: list[TableRow]) -> dict[int, str]:
    """Return ids made from the names, by line, which stay where rows move or others come."""
    ids = {row.line: "-".join(name_key(_name(row))) for row in rows}
    often = Counter(ids.values())
    for row in rows:
        if often[ids[row.line]] > 1:
            own = row["email"].partition("@")[0] or f"{row['specialty']} {row['pgy']} {row['site']}"
            ids[row.line] = "-".join((ids[row.line], *re.findall(r"\w+", own.casefold())))
    return ids


def _resident(row: TableRow, who: str, draft: Draft) -> Resident:
    columns = "name", "specialty", "pgy", "site", "tags"
    said = {column: _answer(row, column, who, draft) for column in columns}
    pgy = read_pgy(said["pgy"])
    if said["pgy"] and pgy is None:
        change(row, "pgy", "is not a year such as 2", "left empty", draft)
    elif pgy is not None and str(pgy) not in row["pgy"]:
        change(row, "pgy", "is no number of a year", f"read as {pgy}", draft)
    active, name = read_flag(row["active"]), _name(row)
    if row["active"] and active is None and not is_open(row["active"]):
        change(row, "active", "is not yes or no", "read as yes", draft)
    return Resident(
        who,
        name="" if is_open(name) else without_degrees(name),
        specialty=said["specialty"] or None,
        pgy=pgy,
        site=said["site"] or None,
        tags=tuple(tag.strip() for tag in _PARTS.split(said["tags"]) if tag.strip()),
        active=active is not False,
        coverage=(),
    )


def _answer(row: TableRow, column: str, who: str, draft: Draft) -> str:
    """Return a cell; nothing, if it is not answered yet."""
    if not is_open(row[column]):
        return row[column]
    message, place = f"{column} is open for {who}", row.at(column)
    draft.issue(IssueKind.VALUE, place, message, "left empty", residents=(who,))
    return ""
