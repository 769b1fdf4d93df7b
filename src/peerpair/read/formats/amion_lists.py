"""Amion's lists of people (report ``2``) and of roles (report ``34``): they hold no schedule."""

from __future__ import annotations

import csv
import io
import re
from typing import ClassVar

from peerpair.errors import ReadError
from peerpair.model.resident import Resident
from peerpair.model.schedule import Topic
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format, Order
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show

__all__ = ["AmionPeople", "AmionRoles"]

_ACCOUNT = re.compile(r"Account\s+\d+:\s*(.*)", re.IGNORECASE)
_PERSON = re.compile(r'"[^"]*[^\d"][^"]*","?\d+"?,"?\d+"?,"?\d*"?')
_ROLE = re.compile(r"\d+\t\S.*")


def _all_are(pattern: re.Pattern[str], text: str) -> bool:
    """Tell whether every line that says something has a form, the last, perhaps cut, apart."""
    lines = [line.strip() for line in re.split(r"[\r\n]+", text) if line.strip()]
    lines = [line for line in lines if not _ACCOUNT.fullmatch(line)]
    return bool(lines) and all(map(pattern.fullmatch, lines[: max(1, len(lines) - 1)]))


class AmionPeople(Format):
    """Names and ids of everybody in an account, as a list of residents."""

    kind: ClassVar[str] = "amion_people"
    order: ClassVar[Order] = Order.RESIDENTS
    title: ClassVar[str] = "Amion list of people"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return _all_are(_PERSON, head.text)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        account = ""
        for number, line in enumerate(io.StringIO(source.text, newline=None), 1):
            if match := _ACCOUNT.fullmatch(line.strip()):
                account = match[1].strip()
            elif line.strip():
                _person(source, number, line, account, draft)


def _person(source: Source, number: int, line: str, account: str, draft: Draft) -> None:
    place = source.at(number)
    try:
        cells = next(csv.reader([line], strict=True), [])
    except csv.Error as error:
        raise ReadError(place, f"is not CSV: {error}", "a quotation mark is not closed") from None
    name, key = [*cells, "", ""][:2]
    if not name.strip() or not key.strip().isdecimal():
        draft.issue(place, f"{show(line)} is not a name with an id", "left out", Topic.LEFT_OUT)
    elif key in draft.residents:
        message = f"id {show(key)} stands already at {draft.residents[key][1]}"
        draft.issue(place, message, "left out", Topic.LEFT_OUT, value=key)
    else:
        tags = (account,) if account else ()
        draft.residents[key] = Resident(key, name=name.strip(), tags=tags, coverage=()), place


class AmionRoles(Format):
    """Names of roles: recognised, so that a folder of reports can be read as it is."""

    kind: ClassVar[str] = "amion_roles"
    title: ClassVar[str] = "Amion list of roles"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        return _all_are(_ROLE, head.text)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        draft.issue(source.at(), "names roles and says nothing about time", "not used")
