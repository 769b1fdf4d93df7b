"""Amion's list of people (report ``2``): names and ids of everybody in an account."""

from __future__ import annotations

import re

from peerpair.model.resident import Resident
from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import ACCOUNT, Head, all_rows
from peerpair.text import show

_PERSON = re.compile(r'"[^"]*[^\d"][^"]*","?\d+"?,"?\d+"?,"?\d*"?')


class AmionPeople(Format):
    """Names and ids, as a list of residents."""

    kind = "amion_people"
    order = Order.RESIDENTS
    title = "Amion list of people"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return head.lines_are(_PERSON)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        tags: tuple[str, ...] = ()
        for line, cells in all_rows(source):
            place = source.at(line)
            name, key = [*map(str.strip, cells), ""][:2]
            if match := ACCOUNT.fullmatch(", ".join(cells).strip()):
                tags = (match[1].strip(),) if match[1].strip() else ()
            elif not name or not key.isdecimal():
                message = f"{show(', '.join(cells))} is not a name with an id"
                draft.leave_out(IssueKind.ROW, place, message)
            elif key in draft.residents:
                message = f"id {show(key)} stands already at {draft.residents[key][1]}"
                draft.leave_out(IssueKind.DUPLICATE, place, message, value=key)
            else:
                draft.residents[key] = Resident(key, name=name, tags=tags, coverage=()), place
