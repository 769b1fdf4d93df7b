"""When an event happens: recurring ones with exceptions and changes, and lists of busy times.

RFC 5545, sections 3.6.4 (VFREEBUSY), 3.8.4.4 (RECURRENCE-ID) and 3.8.5.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from peerpair.model.time import Clock
from peerpair.read.coverage.extents import ALWAYS, Extent
from peerpair.read.dates.cells import ONE_DAY, midnight
from peerpair.read.ical.event import LONGEST_RECURRING, Event, EventTimes, Unreadable
from peerpair.read.ical.property import UTC_CLOCK, Property, Stamp, read_length
from peerpair.read.ical.recurrence import expand
from peerpair.read.ical.recurrence_rule import Recurrence, RuleError, parse_rule
from peerpair.text import show

AHEAD = timedelta(days=5 * 366)
"""How far an endless rule is written out where no horizon is given; beyond, time is unknown."""
MOST_LISTED = 5000  # dates of one event's RDATE and EXDATE lines
_QUIET = timedelta(days=21)  # how long a calendar may say nothing and still speak of all dates
_END = datetime(2101, 1, 1)


@dataclass(frozen=True)
class Occurrence:
    """One time of an event."""

    start: Stamp
    event: Event  # whose length, title and busy state it has: the series', or a change of it
    end: int | None = None  # the instant, of a period; None = as long as the event

    @property
    def is_moment(self) -> bool:
        """Whether it has no length, so that it takes no time."""
        return self.end is None and not any(self.event.length)

    @property
    def times(self) -> EventTimes | None:
        """When it is; see `Event.times`."""
        if self.end is None:
            return self.event.times(self.start)
        plain = self.event.reading.plain
        return EventTimes(plain(self.start.instant), plain(self.end))


@dataclass
class _Gone:
    """Where occurrences are taken out: by dates, on which they begin, and by instants."""

    days: set[date] = field(default_factory=set)
    instants: set[int] = field(default_factory=set)

    def add(self, at: Stamp, series: Stamp) -> None:
        """Take out what begins at a moment; of a series of whole days only the date counts."""
        if at.whole_day or series.whole_day:
            self.days.add(at.local.date())
        else:
            self.instants.add(at.instant)

    def __contains__(self, start: Stamp) -> bool:
        return start.instant in self.instants or start.local.date() in self.days


_Later = list[tuple[int, int, Stamp, Event]]


class Changes:
    """The events of one UID that change single occurrences, or all from one on.

    They are read once, however many events have the UID.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._read: dict[tuple[Clock, bool], tuple[_Gone, _Later]] = {}

    def of(self, start: Stamp) -> tuple[_Gone, _Later]:
        """Return what is replaced in a series, and changes for all that follow.

        A RECURRENCE-ID is the moment at which an occurrence would have been without any change, on
        the clock of the series where it has no zone.
        """
        key = start.clock, start.whole_day
        if key not in self._read:
            gone, later = _Gone(), []
            for change in self.events:
                line = change.all("RECURRENCE-ID")[0]
                try:
                    at = change.reading.stamp(line, line.value, floating=start.clock)
                    change.times(change.start)
                except Unreadable:
                    continue  # what it changes stays, and its own dates become unknown
                gone.add(at, start)
                if change.for_all_that_follow:
                    later.append((at.instant, change.sequence, at, change))
            self._read[key] = gone, sorted(later, key=lambda each: each[:2])
        return self._read[key]


class Series:
    """An event, which may recur.

    It is `endless` if its rule has neither COUNT nor UNTIL; `beyond` are dates for which the
    occurrences were not written out.
    """

    def __init__(self, event: Event, changes: Changes, window: tuple[date, date] | None) -> None:
        self._event = event
        self._changes = changes
        self._window = window
        self._near = event.dates[0], None
        self.endless = False
        self.beyond: Extent | None = None

    def occurrences(self) -> list[Occurrence]:
        """Return the occurrences around the window, in order.

        Raises `Unreadable` if the rule or a date cannot be read, or there are too many; nothing is
        known then about any date from the first on.
        """
        event, start = self._event, self._event.start
        if not (event.is_recurring or self._changes.events):
            return [Occurrence(start, event)]
        starts = [Stamp(local, start.clock, start.whole_day) for local in self._by_rules(start)]
        # The first is one of them even where the rule does not make it; whether COUNT counts it
        # then is undefined (section 3.8.5.3), and one more is on the safe side.
        each = [Occurrence(stamp, event) for stamp in (*starts, start)]
        added = _listed(event, "RDATE", MOST_LISTED, self._near, start.clock)
        each += [one if one.end else Occurrence(_like(start, one.start), event) for one in added]
        occurrences = {one.start.instant: one for one in each}
        excepted = _Gone()
        for one in _listed(event, "EXDATE", MOST_LISTED, self._near, start.clock):
            excepted.add(one.start, start)
        gone, later = self._changes.of(start)
        in_order = (occurrences[at] for at in sorted(occurrences))
        left = (one for one in in_order if one.start not in excepted and one.start not in gone)
        return [_moved(one, later) for one in left]

    def _by_rules(self, start: Stamp) -> Iterator[datetime]:
        length = sum(self._event.length, timedelta())
        if length > LONGEST_RECURRING:
            message = f"a recurring event is longer than {LONGEST_RECURRING.days} days"
            raise Unreadable(message, self._near)
        # About how long before a date an occurrence may begin that matters for it.  A change may
        # be longer, or move what follows.
        before = LONGEST_RECURRING if self._changes.events else max(length, _QUIET)
        reading = self._event.reading
        for line in self._event.sound("RRULE"):
            try:
                rule = parse_rule(line.raw)
                window = start.local, _END
                if not (rule.count or rule.until):
                    self.endless = True
                    window = start.local, min(start.local + AHEAD, _END)
                    self.beyond = None if self._window else (window[1].date(), None)
                if self._window:
                    low, high = map(midnight, self._window)
                    window = low - before - 2 * ONE_DAY, high + 2 * ONE_DAY
                yield from expand(
                    rule,
                    start.local,
                    window,
                    reading.effort,
                    most=reading.limits.occurrences,
                    until=_until(rule, start),
                    whole_day=start.whole_day,
                )
            except RuleError as error:
                raise Unreadable(f"the event's rule {error}", self._near, line.raw) from None


def busy_periods(event: Event) -> list[Occurrence]:
    """Return the periods of a list of busy times (VFREEBUSY).

    Raises `Unreadable` if one cannot be read: the others may be wrong as well.
    """
    reading = event.reading
    return [*_listed(event, "FREEBUSY", reading.limits.events, ALWAYS, reading.floating)]


def _listed(event: Event, name: str, most: int, near: Extent, clock: Clock) -> Iterator[Occurrence]:
    """Yield the dates, times and periods of lines; those that are free are none."""
    lines = (
        line for line in event.sound(name) if line.parameters.get("FBTYPE", "").upper() != "FREE"
    )
    each = ((line, value.strip()) for line in lines for value in line.raw.split(","))
    for count, (line, value) in enumerate(pair for pair in each if pair[1]):
        if count >= most:
            raise Unreadable(f"the event has more than {most} {name}", near)
        text, slash, close = value.partition("/")
        if slash if name == "EXDATE" else name == "FREEBUSY" and not slash:
            raise Unreadable(f"{show(value)} is not what {name} lists", near, value)
        start = event.reading.stamp(line, text, near, clock)
        yield Occurrence(start, event, _close(event, line, start, close, near) if slash else None)


def _close(event: Event, line: Property, start: Stamp, text: str, near: Extent) -> int:
    """Return the instant at which a period ends: a time, or a length."""
    length = read_length(text)
    if length is None:
        end = event.reading.stamp(line, text, near, start.clock).instant
    else:
        end = start.clock.instant(start.local + length[0]) + int(length[1].total_seconds())
    if end <= start.instant:
        raise Unreadable("a period does not end after it starts", near, text)
    return end


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
        return Stamp(datetime.combine(local, time.min), start.clock, True)
    return stamp


def _until(rule: Recurrence, start: Stamp) -> datetime | None:
    """Return the last local moment at which an occurrence may begin."""
    if rule.until is None:
        return None
    if start.whole_day or rule.until.form != "utc":
        return rule.until.moment
    return start.clock.local(UTC_CLOCK.instant(rule.until.moment))
