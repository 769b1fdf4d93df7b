"""When an event happens: recurring ones with exceptions and changes, and lists of busy times.

RFC 5545, sections 3.6.4 (VFREEBUSY), 3.8.4.4 (RECURRENCE-ID) and 3.8.5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from peerpair.model.time import Clock
from peerpair.read.dates.cells import ONE_DAY, midnight
from peerpair.read.ical.event import LONGEST_RECURRING, Event, Unreadable
from peerpair.read.ical.property import UTC_CLOCK, Property, Stamp, read_length
from peerpair.read.ical.recurrence import Recurrence, RuleError, expand, parse_rule
from peerpair.text import show

AHEAD = timedelta(days=5 * 366)
"""How far an endless rule is written out where no horizon is given; beyond, time is unknown."""
MOST_LISTED = 5000  # dates of one event's RDATE and EXDATE lines
_QUIET = timedelta(days=21)  # how long a calendar may say nothing and still speak of all dates
_END = datetime(2101, 1, 1)

_Gone = set[date | int]
"""Where occurrences are taken out: by dates, on which they begin, and by instants."""


class Occurrence(NamedTuple):
    """One time of an event."""

    start: Stamp
    event: Event  # whose length, title and busy state it has: the series', or a change of it
    end: int | None = None  # the instant, of a period; None = as long as the event


class Changes:
    """The events of one UID that change single occurrences, or all from one on.

    They are read once, however many events have the UID.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._read: dict[tuple[Clock, bool], tuple[_Gone, list[Occurrence]]] = {}

    def of(self, start: Stamp) -> tuple[_Gone, list[Occurrence]]:
        """Return what is replaced in a series, and changes for all that follow, in order.

        A RECURRENCE-ID is the moment at which an occurrence would have been without any change, on
        the clock of the series where it has no zone.
        """
        key = start.clock, start.whole_day
        if key not in self._read:
            each = []
            for change in self.events:
                with suppress(Unreadable):  # what it changes stays, and its own dates are unknown
                    line = change.sound("RECURRENCE-ID")[0]
                    at = change.reading.stamp(line, line.value, start.clock)
                    if change.times(change.start):
                        each.append(Occurrence(at, change))
            later = [one for one in each if one.event.for_all_that_follow]
            later.sort(key=lambda one: (one.start.instant, one.event.sequence))
            self._read[key] = _gone(each, start), later
        return self._read[key]


def occurrences(
    event: Event, changes: Changes, window: tuple[date, date] | None
) -> tuple[list[Occurrence], bool]:
    """Return the occurrences of an event around the window, in order, and whether it has no end.

    Raises `Unreadable` if the rule or a date cannot be read, or there are too many; nothing is
    known then about any date from the first on.
    """
    start, endless = event.start, False
    each, excepted = [Occurrence(start, event)], set()
    if event.is_recurring:
        # The first is one of them even where the rule does not make it; whether COUNT counts it
        # then is undefined (section 3.8.5.3), and one more is on the safe side.
        made, endless = _by_rules(event, window, changed=bool(changes.events))
        each += [Occurrence(Stamp(at, start.clock, start.whole_day), event) for at in made]
        for one in listed(event, "RDATE", MOST_LISTED, start.clock):
            each.append(one if one.end else Occurrence(_like(start, one.start), event))
        excepted = _gone(listed(event, "EXDATE", MOST_LISTED, start.clock), start)
    replaced, later = changes.of(start)
    gone = excepted | replaced
    in_order = sorted({one.start.instant: one for one in each}.items())
    left = (one for at, one in in_order if gone.isdisjoint((at, one.start.local.date())))
    return [_moved(one, later) for one in left], endless


def _by_rules(
    event: Event, window: tuple[date, date] | None, *, changed: bool
) -> tuple[list[datetime], bool]:
    """Return the local starts that the rules of an event make, and whether one has no end."""
    start, reading, length = event.start, event.reading, sum(event.length, timedelta())
    if length > LONGEST_RECURRING:
        raise Unreadable(f"a recurring event is longer than {LONGEST_RECURRING.days} days")
    # About how long before a date an occurrence may begin that matters for it.  A change may be
    # longer, or move what follows.
    before = LONGEST_RECURRING if changed else max(length, _QUIET)
    made, endless = [], False
    for line in event.sound("RRULE"):
        try:
            rule = parse_rule(line.raw)
            ends = bool(rule.count or rule.until)
            endless = endless or not ends
            span = start.local, _END if ends else start.local + AHEAD
            if window:
                low, high = map(midnight, window)
                span = low - before - 2 * ONE_DAY, high + 2 * ONE_DAY
            made += expand(
                rule,
                start.local,
                span,
                reading.effort,
                most=reading.limits.occurrences,
                until=_until(rule, start),
                whole_day=start.whole_day,
            )
        except RuleError as error:
            raise Unreadable(f"the event's rule {error}", line.raw) from None
    return made, endless


def _gone(each: Iterable[Occurrence], series: Stamp) -> _Gone:
    """Return what is taken out at some moments; of a series of whole days only dates count."""
    stamps = (one.start for one in each)
    return {at.local.date() if at.whole_day or series.whole_day else at.instant for at in stamps}


def listed(event: Event, name: str, most: int, clock: Clock) -> Iterator[Occurrence]:
    """Yield the dates, times and periods of lines; those that are free are none.

    Raises `Unreadable` if one cannot be read: the others may be wrong as well.
    """
    lines = (
        line for line in event.sound(name) if line.parameters.get("FBTYPE", "").upper() != "FREE"
    )
    each = ((line, value.strip()) for line in lines for value in line.raw.split(","))
    for count, (line, value) in enumerate(pair for pair in each if pair[1]):
        if count >= most:
            raise Unreadable(f"the event has more than {most} {name}")
        text, slash, close = value.partition("/")
        if slash if name == "EXDATE" else name == "FREEBUSY" and not slash:
            raise Unreadable(f"{show(value)} is not what {name} lists", value)
        start = event.reading.stamp(line, text, clock)
        yield Occurrence(start, event, _close(event, line, start, close) if slash else None)


def _close(event: Event, line: Property, start: Stamp, text: str) -> int:
    """Return the instant at which a period ends: a time, or a length."""
    length = read_length(text)
    if length is None:
        end = event.reading.stamp(line, text, start.clock).instant
    else:
        end = start.clock.instant(start.local + length[0]) + int(length[1].total_seconds())
    if end <= start.instant:
        raise Unreadable("a period does not end after it starts", text)
    return end


def _moved(each: Occurrence, later: Sequence[Occurrence]) -> Occurrence:
    """Return an occurrence, moved as the last change for all that follow moved its own."""
    number = bisect_right(later, each.start.instant, key=lambda change: change.start.instant)
    if not number:
        return each
    at, change, _ = later[number - 1]
    start = change.start
    ahead = timedelta(seconds=start.instant - at.instant)
    if start.clock is at.clock:
        ahead = start.local - at.local
    stamp = Stamp(each.start.local + ahead, each.start.clock, start.whole_day)
    return Occurrence(stamp, change, each.end)


def _like(start: Stamp, stamp: Stamp) -> Stamp:
    """Return an added date in the form of the event's start."""
    if stamp.whole_day and not start.whole_day:
        return Stamp(datetime.combine(stamp.local, start.local.time()), start.clock, False)
    if start.whole_day and not stamp.whole_day:
        local = start.clock.local(stamp.instant)
        return Stamp(datetime.combine(local, time.min), start.clock, True)
    return stamp


def _until(rule: Recurrence, start: Stamp) -> datetime | None:
    """Return the last local moment at which an occurrence may begin."""
    if rule.until is None:
        return None
    if start.whole_day or rule.until.form != "utc":
        return rule.until.moment
    return start.clock.local(UTC_CLOCK.instant(rule.until.moment))
