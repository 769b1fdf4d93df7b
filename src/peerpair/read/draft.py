"""What has been read so far: the only thing that input formats write to.

It also keeps the promise that time which could not be read is unknown, never free.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from peerpair.errors import ReadError
from peerpair.model.resident import Resident
from peerpair.model.schedule import Assignment, Issue, Schedule
from peerpair.model.time import Clock
from peerpair.read.names import Names
from peerpair.read.template import Template

__all__ = ["ALWAYS", "MOST_ENTRIES", "Draft", "Extent", "extent", "widened"]

MOST_ENTRIES = 1_000_000
"""Entries of the largest schedule."""

Extent = tuple[date, date | None]
"""Dates ``[first, after)``; None = for ever."""
ALWAYS: Extent = (date.min, None)
_DAY = timedelta(days=1)
_QUIET = timedelta(days=13)


def extent(start: date | None, end: date | None) -> Extent:
    """Return the dates that an entry can touch of which only some dates are known.

    One date is added at the end, because a night duty reaches into the next morning.

    Examples
    --------
    >>> extent(date(2026, 8, 3), date(2026, 8, 3))
    (datetime.date(2026, 8, 3), datetime.date(2026, 8, 5))
    """
    if start is None or end is None:
        return (start or date.min, end and end + 2 * _DAY)
    return (min(start, end), max(start, end) + 2 * _DAY)


def widened(dates: Extent) -> Extent:
    """Return dates as they may be on the local clock, for dates written in another zone."""
    first, after = dates
    return (first - _DAY if first > date.min else first, after and after + _DAY)


class Draft:
    """A schedule in the making.

    Parameters
    ----------
    timezone : str
        IANA zone of the programme.
    published : (date, date), optional
        Dates for which the rosters are vouched for.
    strict : bool
        Raise on the first issue.
    """

    def __init__(
        self, timezone: str, published: tuple[date, date] | None = None, strict: bool = False
    ) -> None:
        self.timezone = timezone
        self.clock = Clock(timezone)
        self.published = published
        self.strict = strict
        self.residents: dict[str, tuple[Resident, str]] = {}
        self.emails: dict[str, str] = {}
        self.names = Names(())
        self.templates: dict[str, Template] = {}
        self.leave: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self.issues: list[Issue] = []
        self._entries: dict[Assignment, str] = {}
        self._covered: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self._lost: dict[str, list[Extent]] = defaultdict(list)
        self._tally: dict[tuple[str, str, str], tuple[str, int]] = {}
        self._seen: dict[str, None] = {}
        self._dates: list[date] = []

    def issue(self, place: str, message: str, action: str) -> None:
        """Record something that was skipped, guessed or changed."""
        if self.strict:
            raise ReadError(place, message)
        self.issues.append(Issue(place, message, action))

    def count(self, place: str, message: str, action: str, unit: str = "row") -> None:
        """Record something that may happen often in a file: one issue, with the number of times."""
        if self.strict:
            raise ReadError(place, message)
        first, times = self._tally.get((message, action, unit), (place, 0))
        self._tally[message, action, unit] = first, times + 1

    def lose(self, place: str, message: str, resident: str, dates: Extent) -> None:
        """Record an unreadable entry: the dates it may touch become unknown, never free."""
        self._lost[resident].append(dates)
        self.issue(place, message, f"{_in_words(dates)} unknown for {resident}")

    def lose_counted(self, place: str, message: str, resident: str, dates: Extent) -> None:
        """Like `lose`, with one issue for all entries of a file that share the message."""
        self._lost[resident].append(dates)
        self.count(place, message, "the dates become unknown for these residents")

    def add(self, entries: Iterable[Assignment], place: str) -> None:
        """Add the entries of one row or event; what stands already is dropped with an issue."""
        again, where = 0, ""
        for entry in entries:
            older = self._entries.setdefault(entry, place)
            if older != place:
                again, where = again + 1, where or older
        if again:
            what = "this entry stands" if again == 1 else f"{again} entries of this row stand"
            self.issue(place, f"{what} already at {where}", "dropped")
        if len(self._entries) > MOST_ENTRIES:
            raise ReadError(place, f"there are more than {MOST_ENTRIES:,} entries")

    def appear(self, resident: str, *dates: date) -> None:
        """Note that the file being read speaks of a resident, and of these dates."""
        self._seen[resident] = None
        self._dates += dates

    def appear_at(self, resident: str, start: datetime, end: datetime) -> None:
        """Like `appear`, for an entry with times.

        The morning on which a night duty ends does not count: it does not show that anything else
        of that date was published.
        """
        first, last = (
            (self.clock.local(self.clock.instant(m)) if m.tzinfo else m).date()
            for m in (start, end)
        )
        self.appear(resident, first, max(first, last - _DAY))

    def _span(self, place: str) -> tuple[date, date]:
        """Return the dates a file covers: as published, if its own entries bear that out.

        A file without any entry in the published dates is most likely another month's: its
        residents must not look free all the time.  When a roster of several falls quiet for all
        of them before an end, that is worth a note.
        """
        if self.published is not None and not self._dates:
            return self.published
        first, after = min(self._dates), max(self._dates) + _DAY
        if self.published is None:
            return first, after
        low, high = self.published
        if after <= low or first >= high:
            last = after - _DAY
            message = f"has entries from {first} to {last}, none in the published dates"
            self.issue(place, message, "the published dates are unknown for its residents")
            return first, after
        quiet = "counts as free, because the roster is said to be published"
        several = len(self._seen) > 2
        if several and first > low + _QUIET:
            self.count(place, f"has no entry before {first}", quiet, "file")
        if several and after < high - _QUIET:
            self.count(place, f"has no entry after {after - _DAY}", quiet, "file")
        return low, high

    def close_file(self, place: str) -> None:
        """Write the coverage and the counted issues of the file that was just read."""
        if self._seen and (self.published or self._dates):
            span = self._span(place)
            for resident in self._seen:
                self._covered[resident].append(span)
        self._seen, self._dates = {}, []
        for (message, action, unit), (place, times) in self._tally.items():
            often = f" ({times} {unit}s, this is the first)" if times > 1 else ""
            self.issues.append(Issue(place, message + often, action))
        self._tally = {}

    def finish(self) -> Schedule:
        """Return the schedule; every resident gets a coverage."""
        found = []
        for resident, place in self.residents.values():
            ranges = self._covered[resident.id]
            covered = _without(ranges, self._lost[resident.id])
            if resident.active and not ranges and not self._lost[resident.id]:
                self.issue(place, f"{resident.id} is in no roster", "all their time is unknown")
            found.append(replace(resident, coverage=tuple(covered)))
        return Schedule(tuple(found), tuple(self._entries), self.timezone, tuple(self.issues))


def _in_words(dates: Extent) -> str:
    first, after = dates
    if after is None:
        return "everything becomes" if first == date.min else f"dates from {first} on become"
    if first == date.min:
        return f"dates up to {after - _DAY} become"
    return f"{first} to {after - _DAY} become"


def _without(
    ranges: Iterable[tuple[date, date]], cuts: Iterable[Extent]
) -> list[tuple[date, date]]:
    """Return the merged ranges of dates minus the cuts."""
    merged: list[tuple[date, date]] = []
    for first, after in sorted(ranges):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], after))
        else:
            merged.append((first, after))
    for low, high in sorted({(low, high or date.max) for low, high in cuts}):
        pieces = []
        for first, after in merged:
            pieces += [(first, min(after, low)), (max(first, high), after)]
        merged = [(first, after) for first, after in pieces if first < after]
    return merged
