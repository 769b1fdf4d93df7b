"""The names that columns go by: ours first, then what exports and people call them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain

from peerpair.read.dates.words import plain_word
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
_OF_ROWS, _OF_PEOPLE = _LISTS.pop("of_rows"), _LISTS.pop("of_people")
KNOWN = frozenset(chain.from_iterable(_LISTS.values()))
"""Headers that give nobody away when a message quotes them."""
_TIMED = {*DATE, *START, *END, *END_INCLUSIVE, *HOURS, "end_date"} - {*_OF_ROWS}
_NAMED = {*NAME, *LAST_NAME, *FIRST_NAME, *EMAIL}
_BEFORE = dict.fromkeys(_OF_PEOPLE, _NAMED) | dict.fromkeys(_OF_ROWS, _TIMED)
"""Words that say of what a column is, and the headers that mean the same without them."""
_ORDER = re.compile(r"(?<=\w)[ :(-]+(?:last,? ?first|first,? ?last)(?: name)?\)?$")
_NUMBERED = re.compile(r"(?:(?:second|third|2nd|3rd|other|co)_)?(.+?)(?:_?\d|_i{1,3}|_[a-e])?")


@lru_cache(maxsize=65536)
def header_name(cell: str) -> str:
    """Return a header as it is compared: small plain letters, one underscore for other signs.

    >>> [header_name(text) for text in (" Start  Date ", "End (inclusive)", "Name (Last, First)")]
    ['start_date', 'end_inclusive', 'name']
    """
    return re.sub(r"[\s_()\[\]/.:,*#-]+", "_", _ORDER.sub("", plain_word(cell))).strip("_")


def header_names(cells: Sequence[str]) -> list[str]:
    """Return the headers of a row, without words before them that say nothing new.

    >>> header_names(("Employee Name", "Shift Start Time", "Rotation Name", "Date", "Work Date"))
    ['name', 'start_time', 'rotation_name', 'date', 'work_date']
    """
    names = [*map(header_name, cells)]
    plain = [_plain(name) for name in names]
    alike = Counter(plain)
    return [short if alike[short] == 1 else name for short, name in zip(plain, names, strict=True)]


def _plain(name: str) -> str:
    """Return a header without a word before it, if it is known without."""
    word, _, rest = name.partition("_")
    return rest if rest in _BEFORE.get(word, ()) else name


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
