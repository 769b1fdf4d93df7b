"""Which dates are known of whom: claims of sources, less the doubts.

Each file or sheet claims dates of the people it names, and a claim is *full*, or partial where the
source lists nothing but calls, nights, clinics or leave.  A date of a resident is known when a full
claim covers it and no doubt touches it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise

from peerpair.model.schedule import Assignment, Topic
from peerpair.model.settings import NOT_DUTY
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import Extent, merged, shifted, without
from peerpair.read.dates.cells import ONE_DAY, SATURDAY, is_by_day, midnight
from peerpair.read.rotations.words import TAUGHT, kind_of_title

_QUIET = timedelta(days=13)
_GAP = 14
_BESIDE = frozenset((*NOT_DUTY, "call", "home_call", "jeopardy", "backup", "clinic"))
"""Kinds of entries that come on top of a rotation, or in its place for a few days."""
_WHOLE, _WHOLE_CLINIC = timedelta(hours=5), timedelta(hours=6)
_LONGEST_DAY = timedelta(hours=20)

Note = tuple[str, str, Topic]
"""Message, action and topic of an issue about a whole file."""


class Coverage:
    """Collects the claims and doubts of one file after another, for dates of the `horizon`."""

    def __init__(
        self, clock: Clock, published: tuple[date, date] | None, horizon: tuple[date, date] | None
    ) -> None:
        self._clock, self._published = clock, published
        self._horizon = horizon or (date.min, date.max)
        self._covered: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self._doubts: dict[str, set[Extent]] = defaultdict(set)
        self._partial: dict[str, None] = {}
        self._begin()

    def _begin(self) -> None:
        """Forget the file before."""
        self._seen: dict[str, None] = {}
        self._dates: set[tuple[date, date]] = set()
        self._stated: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self._broken = self._by_day = False
        self._kinds: set[str] = set()
        self._notes: list[Note] = []

    def lose(self, residents: Iterable[str], dates: Extent) -> None:
        """Doubt dates of residents, whatever a source claims."""
        for resident in residents:
            self._doubts[resident].add(dates)
            self._broken = True

    def appear(self, resident: str, first: date | None = None, last: date | None = None) -> None:
        """Note that the file speaks of a resident, and of dates or of one, if they are certain."""
        self._seen[resident] = None
        if first is not None:
            self._dates.add((first, first if last is None else last))

    def appear_at(self, resident: str, start: datetime, end: datetime) -> None:
        """Like `appear`, for an entry with times."""
        start, end = self._local(start), self._local(end)
        # The morning after a night does not show that anything else of that date was published.
        first = start.date()
        self.appear(resident, first, max(first, end.date() - ONE_DAY))

    def _local(self, moment: datetime) -> datetime:
        return self._clock.local(self._clock.instant(moment)) if moment.tzinfo else moment

    def weigh(self, entry: Assignment) -> None:
        """See whether an entry near the horizon is such as whole rosters have."""
        if not self._by_day:
            start, end = self._local(entry.start), self._local(entry.end)
            self._by_day = is_day_duty(start, end, entry.kind)

    def show_day(self) -> None:
        """Note that the file being read lists what people do by day."""
        self._by_day = True

    def state(self, resident: str, first: date, after: date, kind: str | None = None) -> None:
        """Note dates of which the source itself says what a resident does, on rotation or off.

        The `kind` is what it says, or the empty string where nobody knows; a source in which all
        kinds are calls, clinics or leave claims nothing in full.
        """
        self.forget(resident)
        self._stated[resident].append((first, after))
        if kind != "":
            self._kinds.add(kind or "")

    def forget(self, resident: str) -> None:
        """Leave a resident out of the dates that the file's own entries tell."""
        self._seen.pop(resident, None)

    def mention(self, resident: str) -> None:
        """Note that the file being read names somebody on some service, and claims nothing."""
        self._partial[resident] = None

    @property
    def spoken_of(self) -> frozenset[str]:
        """Residents of whom the file being read speaks."""
        return frozenset(self._seen) | frozenset(self._stated)

    def close_file(self, *, complete: bool = False) -> list[Note]:
        """Write down what the file claims, in full if it is `complete`; return what is odd."""
        # Days off show a rotation, but not beside calls: these are on top of it.
        rests = "off" in self._kinds and self._kinds <= {*NOT_DUTY}
        rotates = not self._kinds or not all(map(is_beside, self._kinds))
        if rotates or rests or self._by_day or complete:
            for resident, stated in self._stated.items():
                self._covered[resident] += stated
        else:
            self._partial |= dict.fromkeys(self._stated)
        if self._seen and (self._by_day or complete or not self._dates):
            spans = self._spans()
            for resident in self._seen:
                self._covered[resident] += spans
        elif self._seen:
            self._partial |= self._seen
            message = "lists nothing but calls, nights, clinics or leave"
            action = "it shows of nobody that they are free"
            self._notes.append((message, action, Topic.NOTE))
        notes = self._notes
        self._begin()
        return notes

    def _spans(self) -> list[tuple[date, date]]:
        """Return the dates a file covers: as published, if its own entries bear that out."""
        if self._published is None:
            return self._stretches()
        low, high = self._published
        if not self._dates:
            return [] if self._broken else [(low, high)]
        first = min(first for first, _ in self._dates)
        after = shifted(max(last for _, last in self._dates), 1)
        if not any(first < high and last >= low for first, last in self._dates):
            # It is most likely another month's: its residents must not look free all the time.
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
        """Return the dates from the first entry to the last, without long gaps."""
        # A vacation entered for next spring does not show that anything before it was published.
        low, high = self._horizon
        runs = merged(((first, shifted(last, 1)) for first, last in self._dates), _GAP)
        for (_, before), (first, _) in pairwise(runs):
            if before < high and first > low:
                message = f"has no entry from {before} to {first - ONE_DAY}"
                action = "these dates are unknown for its residents"
                self._notes.append((message, action, Topic.UNKNOWN))
        return runs

    def of(self, resident: str) -> list[tuple[date, date]] | None:
        """Return the known dates of a resident; None if no file spoke of them."""
        ranges, cuts = self._covered[resident], list(self._doubts[resident])
        if not ranges and not cuts and resident not in self._partial:
            return None
        low, high = self._horizon
        return without(ranges, [*cuts, (date.min, low), (high, None)])

    def is_partial(self, resident: str) -> bool:
        """Tell whether all that is known of a resident are calls, nights, clinics or leave."""
        return resident in self._partial and not self._covered[resident]


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
    """Tell whether an entry, with local times, is duty in the middle of a weekday.

    A list without any is one of calls, nights, half days or leave.
    """
    day, beside = midnight(start), is_beside(kind)
    if start == day and end - start >= ONE_DAY:
        return not beside
    # Clinic of a whole day is where somebody works; half a day is on top of that.
    clinic = kind_of_title(kind or "") == "clinic"
    long = (_WHOLE_CLINIC if clinic else _WHOLE) <= end - start <= _LONGEST_DAY
    by_day = start.weekday() < SATURDAY and is_by_day(start - day, end - day)
    return long and by_day and (clinic or not beside)
