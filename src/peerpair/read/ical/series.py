"""Recurring events: the occurrences that matter, with their exceptions and changes.

RFC 5545, sections 3.8.4.4 (RECURRENCE-ID) and 3.8.5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from peerpair.model.time import Clock
from peerpair.read.coverage.extents import Extent
from peerpair.read.dates.cells import ONE_DAY
from peerpair.read.ical.event import LONGEST_RECURRING, Event, EventTimes, Unreadable
from peerpair.read.ical.property import UTC_CLOCK, Property, Stamp, read_length
from peerpair.read.ical.recurrence import expand
from peerpair.read.ical.recurrence_rule import Recurrence, RuleError, parse_rule

AHEAD = timedelta(days=5 * 366)
"""How far an endless rule is written out where no horizon is given; beyond, time is unknown."""
MOST_LISTED = 5000  # dates of one event's RDATE and EXDATE lines
_QUIET = timedelta(days=21)  # how long a calendar may say nothing and still speak of all dates
_END = datetime(2101, 1, 1)


@dataclass(frozen=True)
class Occurrence:
    """One time of a recurring event."""

    start: Stamp
    event: Event  # whose length, title and busy state it has: the series', or a change of it
    end: Stamp | None = None  # its own (RDATE;VALUE=PERIOD); None = as long as the event

    @cached_property
    def times(self) -> EventTimes | None:
        """When it is; see `Event.times`."""
        if self.end is None:
            return self.event.times(self.start)
        if self.end.instant <= self.start.instant:
            raise Unreadable("a period does not end after it starts", self.event.dates)
        reading = self.event.reading
        return EventTimes(reading.plain(self.start), reading.plain(self.end))


def is_recurring(event: Event) -> bool:
    """Tell whether an event happens several times."""
    return event.has("RRULE") or event.has("RDATE")


_Later = list[tuple[int, int, Stamp, Event]]


class Changes:
    """The events of one UID that change single occurrences, or all from one on.

    They are read once, however many events have the UID.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._read: dict[tuple[Clock, bool], tuple[set[date], set[int], _Later]] = {}

    def of(self, start: Stamp) -> tuple[set[date], set[int], _Later]:
        """Return dates and instants that are replaced, and changes for all that follow.

        The clock of `start` is that of times without a zone, and of an event of whole days only
        dates are compared.
        """
        key = start.clock, start.whole_day
        if key not in self._read:
            self._read[key] = self._of(start)
        return self._read[key]

    def _of(self, start: Stamp) -> tuple[set[date], set[int], _Later]:
        days: set[date] = set()
        instants: set[int] = set()
        later: _Later = []
        for change in self.events:
            line = change.all("RECURRENCE-ID")[0]
            try:
                at = change.reading.stamp(line, line.value, floating=start.clock)
                change.times(change.start)
            except Unreadable:
                continue  # what it changes stays, and its own dates become unknown
            if at.whole_day or start.whole_day:
                days.add(at.local.date())
            else:
                instants.add(at.instant)
            if change.for_all_that_follow:
                later.append((at.instant, change.sequence, at, change))
        later.sort(key=lambda each: each[:2])
        return days, instants, later


class Series:
    """A recurring event.

    It is `endless` if its rule has neither COUNT nor UNTIL; `beyond` are dates for which the
    occurrences were not written out.
    """

    def __init__(self, event: Event, changes: Changes, window: tuple[date, date] | None) -> None:
        self._event = event
        self._changes = changes
        self._window = window
        self.endless = False
        self.beyond: Extent | None = None

    def occurrences(self) -> list[Occurrence]:
        """Return the occurrences around the window, in order.

        Raises `Unreadable` if the rule or a date cannot be read, or there are too many; nothing is
        known then about any date from the first on.
        """
        event = self._event
        start = event.start
        length = self._length(start)
        occurrences: dict[int, Occurrence] = {}
        for local in self._by_rules(start, length):
            stamp = Stamp(local, start.clock, start.whole_day)
            occurrences.setdefault(stamp.instant, Occurrence(stamp, event))
        # The first is one of them even where the rule does not make it; whether COUNT counts it
        # then is undefined (section 3.8.5.3), and one more is on the safe side.
        occurrences[start.instant] = Occurrence(start, event)
        for extra in self._added():
            occurrences[extra.start.instant] = extra
        days, instants = self._exceptions()
        return self._changed(_left([occurrences[at] for at in sorted(occurrences)], days, instants))

    def _length(self, start: Stamp) -> timedelta:
        """Return about how long before a date an occurrence may begin that matters for it."""
        times = self._event.times(start) if not self._event.endless else None
        length = times.end - times.start.replace(tzinfo=times.end.tzinfo) if times else _QUIET
        if length > LONGEST_RECURRING:
            message = f"a recurring event is longer than {LONGEST_RECURRING.days} days"
            raise Unreadable(message, (self._event.dates[0], None))
        # A change may be longer, or move what follows.
        return LONGEST_RECURRING if self._changes.events else max(length, _QUIET)

    def _by_rules(self, start: Stamp, length: timedelta) -> Iterator[datetime]:
        lines = self._event.sound("RRULE")
        near = (self._event.dates[0], None)
        low, high = start.local, min(start.local + AHEAD, _END)
        if self._window:
            low = datetime.combine(self._window[0], datetime.min.time()) - length - 2 * ONE_DAY
            high = datetime.combine(self._window[1], datetime.min.time()) + 2 * ONE_DAY
        most = self._event.reading.limits.occurrences
        for line in lines:
            try:
                rule = parse_rule(line.raw)
                until = _until(rule, start)
                bounded = rule.count is not None or until is not None
                self.endless = self.endless or not bounded
                if not self._window and not bounded:
                    self.beyond = high.date(), None
                yield from expand(
                    rule,
                    start.local,
                    (low, _END if bounded and not self._window else high),
                    self._event.reading.effort,
                    most=most,
                    until=until,
                    whole_day=start.whole_day,
                )
            except RuleError as error:
                message = f"the event's rule {error.message}"
                raise Unreadable(message, near, line.raw) from None

    def _values(self, name: str) -> Iterator[tuple[Property, str]]:
        """Yield the dates of RDATE or EXDATE lines as written, each with its line."""
        lines = self._event.sound(name)
        each = ((line, value.strip()) for line in lines for value in line.raw.split(","))
        for count, (line, value) in enumerate(pair for pair in each if pair[1]):
            if count >= MOST_LISTED:
                message = f"the event has more than {MOST_LISTED} {name}"
                raise Unreadable(message, (self._event.dates[0], None))
            yield line, value

    def _added(self) -> Iterator[Occurrence]:
        """Yield the occurrences of RDATE lines."""
        event, near = self._event, (self._event.dates[0], None)
        for line, value in self._values("RDATE"):
            text, slash, end = value.partition("/")
            stamp = event.reading.stamp(_plain(line), text, near, event.start.clock)
            if slash:
                yield Occurrence(stamp, event, self._period_end(line, stamp, end, near))
            else:
                yield Occurrence(_like(event.start, stamp), event)

    def _period_end(self, line: Property, start: Stamp, text: str, near: Extent) -> Stamp:
        length = read_length(text)
        if length is None:
            return self._event.reading.stamp(_plain(line), text, near, start.clock)
        local = start.local + length[0]
        exact = start.clock.instant(local) + int(length[1].total_seconds())
        return Stamp(start.clock.aware(exact), start.clock, False)

    def _exceptions(self) -> tuple[set[date], set[int]]:
        """Return dates and instants of EXDATE; a date removes what begins on it."""
        days, instants = set(), set()
        event, near = self._event, (self._event.dates[0], None)
        for line, value in self._values("EXDATE"):
            each = event.reading.stamp(_plain(line), value, near, event.start.clock)
            if each.whole_day or event.start.whole_day:
                days.add(each.local.date())
            else:
                instants.add(each.instant)
        return days, instants

    def _changed(self, occurrences: list[Occurrence]) -> list[Occurrence]:
        """Take out the occurrences that changes replace; those are events of their own.

        A RECURRENCE-ID is the moment at which an occurrence would have been without any change.
        """
        days, instants, later = self._changes.of(self._event.start)
        return [_moved(each, later) for each in _left(occurrences, days, instants)]


def _left(
    occurrences: Iterable[Occurrence], days: Container[date], instants: Container[int]
) -> list[Occurrence]:
    """Return the occurrences that begin neither on one of the dates nor at one of the instants."""
    return [
        each
        for each in occurrences
        if each.start.instant not in instants and each.start.local.date() not in days
    ]


def _moved(each: Occurrence, later: Sequence[tuple[int, int, Stamp, Event]]) -> Occurrence:
    """Return an occurrence, moved as the last change for all that follow moved its own."""
    number = bisect_right(later, each.start.instant, key=lambda change: change[0])
    if not number:
        return each
    _, _, at, change = later[number - 1]
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
        return Stamp(datetime.combine(local, datetime.min.time()), start.clock, True)
    return stamp


def _plain(line: Property) -> Property:
    """Return a line without VALUE, which speaks of the whole list."""
    return Property("", {k: v for k, v in line.parameters.items() if k != "VALUE"}, "")


def _until(rule: Recurrence, start: Stamp) -> datetime | None:
    """Return the last local moment at which an occurrence may begin."""
    if rule.until is None:
        return None
    if start.whole_day or rule.until.form != "utc":
        return rule.until.moment
    return start.clock.local(UTC_CLOCK.instant(rule.until.moment))
