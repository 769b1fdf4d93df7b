"""Hours that hide in the names of assignments, such as ``Long 8:30a-12a`` or ``OB Call 5p-7a``."""

from __future__ import annotations

import re
from datetime import timedelta

from peerpair.read.dates.cells import read_clock

_CLOCK = r"\d{1,2}(?::?[0-5]\d)? ?[ap]m?"
_HOURS = re.compile(rf"(?<![\w:])({_CLOCK}) ?[-\u2013] ?({_CLOCK})(?!\w)", re.ASCII | re.IGNORECASE)
_HALF = re.compile(r",\s*(am|pm)\s*$", re.IGNORECASE)
_HALVES = {
    "am": (timedelta(hours=8), timedelta(hours=12)),
    "pm": (timedelta(hours=13), timedelta(hours=17)),
}


def hours_in_name(name: str) -> tuple[timedelta, timedelta] | None:
    """Return start and end that a name states, or None.

    Examples
    --------
    >>> [str(part) for part in hours_in_name("ACE 2 Resident 8:30a-12a Long")]
    ['8:30:00', '0:00:00']
    >>> hours_in_name("Ward SAR 7-3") is None
    True
    """
    found = list(_HOURS.finditer(name[:200]))
    if len(found) > 1:
        return None  # two stretches, or one and a half: not for us to choose
    if found:
        start, end = read_clock(found[0][1]), read_clock(found[0][2])
        if start is not None and end is not None:
            return start, end
    half = _HALF.search(name[:200])
    return _HALVES[half[1].casefold()] if half else None
