"""The names that columns go by: ours first, then what exports and people call them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import chain

from peerpair.read.word_lists import word_lists

_LISTS = word_lists(__package__, "headers.txt")
RESIDENT = _LISTS["resident"]
LAST_NAME = _LISTS["last_name"]
FIRST_NAME = _LISTS["first_name"]
DATE = _LISTS["date"]
START = _LISTS["start"]
END = _LISTS["end"]
HOURS = _LISTS["hours"]
END_INCLUSIVE = _LISTS["end_inclusive"]
ROTATION = _LISTS["rotation"]
KIND = _LISTS["kind"]
SITE = _LISTS["site"]
NAME = _LISTS["name"]
SPECIALTY = _LISTS["specialty"]
PGY = _LISTS["pgy"]
EMAIL = _LISTS["email"]
REMARKS = _LISTS["remarks"]
KNOWN = frozenset(chain.from_iterable(_LISTS.values()))
"""Headers that give nobody away when a message quotes them."""
_NUMBERED = re.compile(r"(?:(?:second|third|2nd|3rd|other|co)_)?(.+?)(?:_?\d|_i{1,3}|_[a-e])?")


def names_people(name: str) -> bool:
    """Tell whether a header says that people stand under it: ``Resident``, ``Resident 2``."""
    match = _NUMBERED.fullmatch(name)
    return match is not None and match[1] in RESIDENT


def have_people(names: AbstractSet[str]) -> bool:
    """Tell whether headers say whom rows are about, by one column or by last and first names."""
    apart = bool(names & {*LAST_NAME}) and bool(names & {*FIRST_NAME})
    return apart or any(map(names_people, names))


def are_headers(names: Sequence[str]) -> bool:
    """Tell whether the cells of a row are headers: two that are known, and half of all."""
    known = sum(name in KNOWN or names_people(name) for name in names)
    return known >= 2 and 2 * known >= sum(map(bool, names))


def are_absences(names: AbstractSet[str]) -> bool:
    """Tell whether headers speak of dates of people, and of nothing that they do on them."""
    dated = bool(names & set(START)) and bool(names & set(END_INCLUSIVE))
    return have_people(names) and dated and not names & {"rotation", "end"}
