"""Which dates are known of whom: an empty day is free only where a source was published."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

from peerpair.model.schedule import Topic
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import Extent, shifted, without
from peerpair.read.dates.cells import ONE_DAY

_QUIET = timedelta(days=13)
_GAP = 14

Note = tuple[str, str, Topic]
"""Message, action and topic of an issue about a whole file."""


class Coverage:
    """Collects the dates of one file after another.

    The rosters are vouched for on the `published` dates; nothing outside the `horizon` is known.
    """

    def __init__(
        self, clock: Clock, published: tuple[date, date] | None, horizon: tuple[date, date] | None
    ) -> None:
        self._clock, self._published, self._horizon = clock, published, horizon
        self._covered: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self._lost: dict[str, set[Extent]] = defaultdict(set)
        self._seen: dict[str, None] = {}
        self._dates: set[tuple[date, date]] = set()
        self._notes: list[Note] = []
        self._broken = False

    def lose(self, resident: str, dates: Extent) -> None:
        """Note dates of a resident that are unknown, whatever a source covers."""
        self._lost[resident].add(dates)
        self._broken = True

    def appear(self, resident: str, first: date | None = None, last: date | None = None) -> None:
        """Note that the file being read speaks of a resident, and of the dates `first` to `last`.

        Without `last` it is one date, without both it is no date for certain.
        """
        self._seen[resident] = None
        if first is not None:
            self._dates.add((first, first if last is None else last))

    def appear_at(self, resident: str, start: datetime, end: datetime) -> None:
        """Like `appear`, for an entry with times.

        The morning on which a night duty ends does not count: it does not show that anything else
        of that date was published.
        """
        if start.tzinfo or end.tzinfo:
            start, end = (
                self._clock.local(self._clock.instant(m)) if m.tzinfo else m for m in (start, end)
            )
        first = start.date()
        self.appear(resident, first, max(first, end.date() - ONE_DAY))

    def cover(self, resident: str, first: date, after: date) -> None:
        """Note dates that the source itself says are published for a resident."""
        self._covered[resident].append((first, after))

    @property
    def spoken_of(self) -> frozenset[str]:
        """Residents of whom the file being read speaks, so far as it is not forgotten."""
        return frozenset(self._seen)

    def forget(self, resident: str) -> None:
        """Leave a resident, whose dates are covered one by one, out of the file's own dates."""
        self._seen.pop(resident, None)

    def _spans(self) -> list[tuple[date, date]]:
        """Return the dates a file covers: as published, if its own entries bear that out.

        A file without any entry in the published dates is most likely another month's: its
        residents must not look free all the time.  When a roster of several falls quiet for all
        of them before an end, that is worth a note.
        """
        if self._published is None:
            return self._stretches()
        low, high = self._published
        if not self._dates:
            return [] if self._broken else [(low, high)]
        first = min(first for first, _ in self._dates)
        after = shifted(max(last for _, last in self._dates), 1)
        if not any(first < high and last >= low for first, last in self._dates):
            message = f"has entries from {first} to {after - ONE_DAY}, none in the published dates"
            action = "the published dates are unknown for its residents"
            self._notes.append((message, action, Topic.UNKNOWN))
            return self._stretches()
        quiet = "counts as free, because the roster is said to be published"
        several = len(self._seen) > 2
        if several and first > low + _QUIET:
            self._notes.append((f"has no entry before {first}", quiet, Topic.NOTE))
        if several and after < high - _QUIET:
            self._notes.append((f"has no entry after {after - ONE_DAY}", quiet, Topic.NOTE))
        return [(low, high)]

    def _stretches(self) -> list[tuple[date, date]]:
        """Return the dates from the first entry to the last, without long gaps.

        A vacation entered for next spring does not show that anything before it was published.
        """
        found: list[tuple[date, date]] = []
        for first, last in sorted(self._dates):
            after = shifted(last, 1)
            if found and first <= shifted(found[-1][1], _GAP):
                found[-1] = found[-1][0], max(found[-1][1], after)
            else:
                if found and self._inside(found[-1][1], first):
                    message = f"has no entry from {found[-1][1]} to {first - ONE_DAY}"
                    action = "these dates are unknown for its residents"
                    self._notes.append((message, action, Topic.UNKNOWN))
                found.append((first, after))
        return found

    def _inside(self, first: date, after: date) -> bool:
        """Tell whether dates touch the horizon."""
        return self._horizon is None or (first < self._horizon[1] and after > self._horizon[0])

    def close_file(self) -> list[Note]:
        """Write down what the file that was just read covers; return what is odd about it."""
        if self._seen:
            spans = self._spans()
            for resident in self._seen:
                self._covered[resident] += spans
        found, self._notes = self._notes, []
        self._seen, self._dates, self._broken = {}, set(), False
        return found

    def of(self, resident: str) -> list[tuple[date, date]] | None:
        """Return the known dates of a resident; None if no file spoke of them."""
        ranges, cuts = self._covered[resident], list(self._lost[resident])
        if not ranges and not cuts:
            return None
        if self._horizon:
            cuts += [(date.min, self._horizon[0]), (self._horizon[1], None)]
        return without(ranges, cuts)
