"""What an entry shows of its resident's days: that they are on the list, or only on call."""

from __future__ import annotations

from datetime import datetime, timedelta

from peerpair.model.settings import NOT_DUTY
from peerpair.read.dates.cells import is_by_day
from peerpair.read.rotations.words import TAUGHT, kind_of_title

_BESIDE = frozenset((*NOT_DUTY, "call", "home_call", "jeopardy", "backup", "clinic"))
"""Kinds of entries that come on top of a rotation, or in its place for a few days."""
_WHOLE, _WHOLE_CLINIC = timedelta(hours=5), timedelta(hours=6)
_LONGEST_DAY = timedelta(hours=20)
_SATURDAY = 5


def is_beside(kind: str | None) -> bool:
    """Tell whether a kind of entry shows nothing of what else its resident does.

    >>> is_beside("On-Call"), is_beside("ward"), is_beside(None)
    (True, False, False)
    """
    if not kind:
        return False
    plain = kind.casefold().replace("-", " ").replace("_", " ")
    known = (kind_of_title(plain) or plain.replace(" ", "_")) in _BESIDE
    return known or bool(TAUGHT.search(plain))


def is_day_duty(start: datetime, end: datetime, kind: str | None) -> bool:
    """Tell whether an entry is duty in the middle of a weekday, as whole rosters have.

    A list without any is one of calls, nights, half days or leave: it shows of nobody what they
    do by day.  Times are local.
    """
    day = datetime(start.year, start.month, start.day)
    whole = start == day and end - start >= timedelta(days=1)
    clinic = kind_of_title(kind or "") == "clinic" and not whole
    if is_beside(kind) and not clinic:
        return False
    # Clinic, or anything, of a whole day is where somebody works; half a day is on top of that.
    least = _WHOLE_CLINIC if clinic else _WHOLE
    if not whole and not least <= end - start <= _LONGEST_DAY:
        return False
    return whole or (start.weekday() < _SATURDAY and is_by_day(start - day, end - day))
