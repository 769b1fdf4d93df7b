"""Time zones as calendar files define them (RFC 5545, section 3.6.5).

Not icalendar's own definition, which puts a change forward an hour late: a change is to be given as
the clock showed it before.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Any

from peerpair.model.time import DAY, Clock

EARLY = 2010
"""Year from which rules are given where they hold that long, as programs expect them: vobject, for
one, takes a zone that shows UTC from 2000 to 2020 for UTC, whatever comes later."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EPOCH = datetime(1970, 1, 1)
_Change = tuple[datetime, int, int]


def time_zone(name: str, first: int, last: int) -> Any:
    """Return the VTIMEZONE of a zone, right for some years.

    Where the clock changes by a yearly rule, that is given; else each change.

    Parameters
    ----------
    name : str
        An IANA zone.
    first, last : int
        Years, both counted.

    Examples
    --------
    >>> text = time_zone("Europe/London", 2026, 2026).to_ical().decode()
    >>> [line for line in text.splitlines() if line.startswith(("BEGIN", "DTSTART", "RRULE"))][1:]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['BEGIN:DAYLIGHT', 'DTSTART:20100328T010000', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
     'BEGIN:STANDARD', 'DTSTART:20101031T020000', 'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10']
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("TZID", name)
    observances = _observances(name, first, last)
    least = min(change[2] for change, _ in observances)
    for (onset, before, offset), rule in observances:
        part = TimezoneDaylight() if offset > least else TimezoneStandard()
        part.add("DTSTART", onset)
        part.add("TZOFFSETFROM", timedelta(seconds=before))
        part.add("TZOFFSETTO", timedelta(seconds=offset))
        if rule:
            part.add("RRULE", {"FREQ": "YEARLY", "BYMONTH": onset.month, "BYDAY": rule})
        zone.add_component(part)
    return zone


@lru_cache(maxsize=64)
def _observances(name: str, first: int, last: int) -> list[tuple[_Change, str]]:
    """Return changes of the clock, each with the weekday that it falls on every year, if any."""
    for begin in (min(EARLY, first - 1), first - 1):
        # A year around, so that each of the years begins and ends under a rule.
        listed = _changes(name, begin, last + 1)
        alike: dict[tuple[int, int], list[_Change]] = defaultdict(list)
        for change in listed:
            alike[change[1:]].append(change)
        rules = [_weekday([onset for onset, _, _ in changes]) for changes in alike.values()]
        yearly = all(len(changes) == last + 2 - begin for changes in alike.values())
        if listed and yearly and all(rules):
            return [(changes[0], rule) for changes, rule in zip(alike.values(), rules, strict=True)]
    start, clock = datetime(first, 1, 1), Clock(name)
    offset = int((start - _EPOCH).total_seconds()) - clock.instant(start)
    return [((start, offset, offset), ""), *((c, "") for c in _changes(name, first, last))]


def _weekday(onsets: Sequence[datetime]) -> str:
    """Return the weekday in the month that is that of all onsets, or the empty string."""
    if len({(onset.month, onset.weekday(), onset.time()) for onset in onsets}) != 1:
        return ""
    counted = set.intersection(*map(_counted, onsets))
    return f"{min(counted)}{_DAYS[onsets[0].weekday()]}" if counted else ""


def _counted(onset: datetime) -> set[int]:
    """Return which one of its weekday in the month a date is, from the start and from the end."""
    places = {(onset.day - 1) // 7 + 1}
    if onset.day + 7 > monthrange(onset.year, onset.month)[1]:
        places.add(-1)
    return places


def _changes(name: str, first: int, last: int) -> list[_Change]:
    """Return when the clock changes in some years, as it showed before, from what and to what."""
    clock = Clock(name)
    start, end = (clock.instant(datetime(year, 1, 1)) for year in (first, last + 1))

    def offset(instant: int) -> int:
        return int((clock.local(instant) - _EPOCH).total_seconds()) - instant

    changes = []
    for left, right in pairwise([*range(start, end, DAY), end]):
        if offset(left) != offset(right):
            for earlier, later in pairwise(clock.spans(left, right + 1)):
                onset = _EPOCH + timedelta(seconds=later.start + earlier.offset)
                changes.append((onset, earlier.offset, later.offset))
    return changes
