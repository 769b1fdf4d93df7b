"""Amion's list of people (report ``2``): names and ids of everybody in an account."""

from __future__ import annotations

import csv
import io
import re

from peerpair.errors import ReadError
from peerpair.model.resident import Resident
from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import ACCOUNT, Head
from peerpair.text import show

_PERSON = re.compile(r'"[^"]*[^\d"][^"]*","?\d+"?,"?\d+"?,"?\d*"?')


class AmionPeople(Format):
    """Names and ids, as a list of residents."""

    kind = "amion_people"
    order = Order.RESIDENTS
    title = "Amion list of people"
    example = Example(
        "people.txt",
        'Account 1: IM Residents\n\n"Johnson, John","37","33","80"\n"Jones","30","26","2"\n',
        "37 08-03 18:00/08-04 06:00 call",
        {"calls.txt": '"Johnson, John",37,33,"Ward",75,189,8-3-26,1800,0600\n'},
    )

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return head.lines_are(_PERSON, but=ACCOUNT)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        account = ""
        for number, line in enumerate(io.StringIO(source.text, newline=None), 1):
            if match := ACCOUNT.fullmatch(line.strip()):
                account = match[1].strip()
            elif line.strip():
                _person(source, number, line, account, draft)


def _person(source: Source, number: int, line: str, account: str, draft: Draft) -> None:
    place = source.at(number)
    try:
        cells = next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        message, hint = f"is not CSV: {error}", "a quotation mark is not closed"
        raise ReadError(place, message, hint, IssueKind.FILE) from None
    name, key = [*cells, "", ""][:2]
    if not name.strip() or not key.strip().isdecimal():
        draft.leave_out(IssueKind.ROW, place, f"{show(line)} is not a name with an id")
    elif key in draft.residents:
        message = f"id {show(key)} stands already at {draft.residents[key][1]}"
        draft.leave_out(IssueKind.DUPLICATE, place, message, value=key)
    else:
        tags = (account,) if account else ()
        draft.residents[key] = Resident(key, name=name.strip(), tags=tags, coverage=()), place
