"""Time zones that a calendar file defines itself (RFC 5545, section 3.6.5).

Unknown lines are passed over, but a rule, date or offset that is not read leaves the zone unknown:
half a definition would be a clock an hour off.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

from peerpair.model.time import DAY, Zone
from peerpair.read.ical.property import NaiveMoment, naive_moment
from peerpair.read.ical.recurrence import Effort, expand
from peerpair.read.ical.recurrence_rule import Recurrence, RuleError, parse_rule

MOST_OBSERVANCES = 200  # STANDARD and DAYLIGHT parts of a zone
MOST_DAYS = 500_000  # that the rules of a zone go through together
MOST_CHANGES = 2000  # clock changes of a zone
FIRST_YEAR, LAST_YEAR = 1970, 2100

_EPOCH_DAY = datetime(1970, 1, 1).toordinal()
_KINDS = ("DAYLIGHT", "STANDARD")
_OFFSET = re.compile(r"([+-])(\d{2}):?([0-5]\d)(?::?([0-5]\d))?", re.ASCII)


class _UnreadableError(ValueError):
    """A definition that must not be used."""


@dataclass
class _Observance:
    """The lines of a STANDARD or DAYLIGHT part: values by property."""

    kind: str
    lines: dict[str, list[str]] = field(default_factory=dict)

    def only(self, name: str) -> str | None:
        values = set(self.lines.get(name, ()))
        if len(values) > 1:
            raise _UnreadableError(name)
        return next(iter(values), None)


class FileZone(Zone):
    """A zone made of clock changes.

    It is `first` seconds ahead of UTC, and from the instant of each change on as many as that says.

    >>> zone = FileZone("Ward", 0, [(3600, 7200)])
    >>> datetime(1970, 1, 1, 1, 30, tzinfo=zone).isoformat()
    '1970-01-01T01:30:00+00:00'
    >>> datetime(1970, 1, 1, 3, tzinfo=zone).isoformat()
    '1970-01-01T03:00:00+02:00'
    """

    def __init__(self, key: str, first: int, changes: Iterable[tuple[int, int]]) -> None:
        self.key = key
        self._instants: list[int] = []
        self._offsets = [first]
        for instant, offset in changes:
            if offset != self._offsets[-1]:
                self._instants.append(instant)
                self._offsets.append(offset)
        # Local readings from which the next offset holds: the first time that such a reading
        # occurs, and the last (in a gap it is the other way round; PEP 495).
        pairs = list(zip(self._instants, self._offsets, self._offsets[1:], strict=False))
        self._locals = (
            list(accumulate((at + max(old, new) for at, old, new in pairs), max)),
            list(accumulate((at + min(old, new) for at, old, new in pairs), max)),
        )

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        if moment is None:
            return None
        place = bisect_right(self._locals[moment.fold], _seconds(moment))
        return timedelta(seconds=self._offsets[place])

    def fromutc(self, moment: datetime) -> datetime:
        instant = _seconds(moment)
        place = bisect_right(self._instants, instant)
        offset = self._offsets[place]
        again = (
            place > 0 and instant - self._instants[place - 1] < self._offsets[place - 1] - offset
        )
        return (moment + timedelta(seconds=offset)).replace(fold=int(again))

    def tzname(self, moment: datetime | None) -> str:
        return self.key

    def dst(self, moment: datetime | None) -> None:
        return None


def read_zone(key: str, lines: Iterable[str]) -> FileZone | None:
    """Return the zone that the lines inside a VTIMEZONE define, or None.

    It is right from 1970 to 2100.  Of rules, only yearly ones are used.  A part without DTSTART or
    without one of its offsets does not count.

    >>> lines = ["BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:-0500"]
    >>> zone = read_zone("Ward", [*lines, "TZOFFSETTO:-0500", "END:STANDARD"])
    >>> datetime(2026, 8, 3, tzinfo=zone).isoformat()
    '2026-08-03T00:00:00-05:00'
    """
    try:
        changes = sorted(_changes(_observances(lines)))
    except (_UnreadableError, RuleError):
        return None
    if not changes:
        return None
    return FileZone(key, changes[0][3], ((instant, offset) for instant, _, offset, _ in changes))


def _observances(lines: Iterable[str]) -> list[_Observance]:
    observances: list[_Observance] = []
    current: _Observance | None = None
    other = ""  # a part inside that is neither
    for line in lines:
        head, _, value = line.partition(":")
        name, _, parameters = head.strip().upper().partition(";")
        value = value.strip()
        if name == "BEGIN":
            what = value.upper()
            if not other and what in _KINDS:
                current = _Observance(what)
                observances.append(current)
            elif not other and what != "VTIMEZONE":
                if not what.startswith("X-"):  # perhaps the other half of the year, misspelled
                    raise _UnreadableError(what[:100])
                other = what
        elif name == "END":
            if other == value.upper():
                other = ""
            elif not other:
                current = None
        elif current and not other:
            if name == "RDATE" and "PERIOD" in parameters:
                raise _UnreadableError(name)
            current.lines.setdefault(name, []).append(value)
    if len(observances) > MOST_OBSERVANCES:
        raise _UnreadableError("too many parts")
    return observances


def _changes(observances: list[_Observance]) -> Iterator[tuple[int, str, int, int]]:
    """Yield instant, kind, new and old offset of each change; of two at once STANDARD is last."""
    changes, effort = 0, Effort(MOST_DAYS)
    for observance in observances:
        start, old, new = map(observance.only, ("DTSTART", "TZOFFSETFROM", "TZOFFSETTO"))
        if start is None or old is None or new is None:
            # Left out, the other half of the year would be an hour off without a word.
            raise _UnreadableError
        before, after = _offset(old), _offset(new)
        first = _moment(start, before)
        onsets = set()
        rules = [parse_rule(text) for text in observance.lines.get("RRULE", ())]
        for rule in rules:
            low, high, until = _range(rule, first, before)
            if rule.freq != "YEARLY":
                raise _UnreadableError("RRULE")
            window = low, high
            onsets.update(expand(rule, first, window, effort, most=MOST_CHANGES, until=until))
        # The start of a rule that does not make it is no change of the clock: programs write
        # 1 January for both parts of a zone.
        onsets = onsets or {first}
        dates = [date for text in observance.lines.get("RDATE", ()) for date in text.split(",")]
        changes += max(len(onsets), len(dates))
        if changes > MOST_CHANGES:
            raise _UnreadableError("too many changes")
        onsets.update(_moment(date, before) for date in dates)
        for onset in onsets:
            yield _seconds(onset) - before, observance.kind, after, before


def _range(
    rule: Recurrence, first: datetime, offset: int
) -> tuple[datetime, datetime, datetime | None]:
    """Return the window in which the changes of a rule matter, and its last local moment."""
    until = None if rule.until is None else _local(rule.until, offset)
    last = LAST_YEAR if until is None else min(until.year, LAST_YEAR)
    # The last change before the window holds inside it; 29 February may be eight years apart.
    low = first.year
    if rule.count is None:
        low = max(low, min(last, FIRST_YEAR) - 8 * rule.interval - 1)
    low, high = min(low, LAST_YEAR), max(last, low) + 1
    return datetime(low, 1, 1), datetime(min(high, LAST_YEAR + 1), 1, 1), until


def _local(until: NaiveMoment, offset: int) -> datetime:
    try:
        if until.form == "utc":
            return until.moment + timedelta(seconds=offset)
        return until.moment + timedelta(seconds=DAY - 1 if until.form == "date" else 0)
    except OverflowError:
        return until.moment


def _offset(text: str) -> int:
    match = _OFFSET.fullmatch(text)
    if not match or int(match[2]) > 23:
        raise _UnreadableError(text[:100])
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    return -seconds if match[1] == "-" else seconds


def _moment(text: str, offset: int) -> datetime:
    """Return a local moment; one in UTC, which section 3.6.5 forbids, is turned into one."""
    onset = naive_moment(text.strip().upper())
    try:
        if onset:
            return onset.moment + timedelta(seconds=offset * (onset.form == "utc"))
    except OverflowError:
        pass
    raise _UnreadableError(text[:100])


def _seconds(moment: datetime) -> int:
    day = moment.toordinal() - _EPOCH_DAY
    return day * DAY + moment.hour * 3600 + moment.minute * 60 + moment.second
