"""What has been read so far: the only thing that input formats write to.

It also keeps the promise that time which could not be read is unknown, never free.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.resident import Resident
from peerpair.model.schedule import Assignment, Issue, Schedule, Topic
from peerpair.model.shape import show
from peerpair.model.time import Clock
from peerpair.read.extents import ALWAYS, Extent, in_words, shifted, without
from peerpair.read.limits import ReadLimits
from peerpair.read.names import Names
from peerpair.read.source import Source
from peerpair.read.template import Templates

__all__ = ["MARGIN", "Draft"]

MARGIN = 8
"""Days around the horizon whose entries count: rest follows duties that may have begun days before.

A chain of duties longer than this is a long duty wherever it is cut.
"""
_Where = tuple[Source, int, int]
_DAY = timedelta(days=1)
_FORWARD = timedelta(hours=3)
_QUIET = timedelta(days=13)
_GAP = 14


class Draft:
    """A schedule in the making.

    Parameters
    ----------
    timezone : str
        IANA zone of the programme.
    published : (date, date), optional
        Dates for which the rosters are vouched for.
    horizon : (date, date), optional
        Dates that matter: entries far outside need not be read.
    strict : bool
        Raise on the first issue.
    limits : ReadLimits, optional
        How much is read.
    """

    def __init__(
        self,
        timezone: str,
        published: tuple[date, date] | None = None,
        horizon: tuple[date, date] | None = None,
        strict: bool = False,
        limits: ReadLimits | None = None,
    ) -> None:
        self.timezone = timezone
        self.clock = Clock(timezone)
        self.published = published
        self.horizon = horizon
        self.window = horizon and (shifted(horizon[0], -MARGIN), shifted(horizon[1], MARGIN))
        self.strict = strict
        self.limits = limits or ReadLimits()
        self.residents: dict[str, tuple[Resident, Place]] = {}
        self.emails: dict[str, str] = {}
        self.aliases: dict[str, str | None] = {}
        self.names = Names(())
        self.templates = Templates()
        self.blocks: dict[str, tuple[date, date]] = {}
        self.leave: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self.issues: list[Issue] = []
        self.moments: dict[str, datetime | None] = {}
        self.unmatched: Counter[str] = Counter()
        self.sources: list[str] = []
        self._more = 0
        self._entries: dict[Assignment, _Where] = {}
        self._covered: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self._lost: dict[str, set[Extent]] = defaultdict(set)
        self._tally: dict[tuple[str, str, Topic, str, str], tuple[Place, int, str]] = {}
        self._seen: dict[str, None] = {}
        self._dates: set[tuple[date, date]] = set()

    def know_people(self) -> None:
        """Make the residents and aliases read so far the people that rosters may name."""
        people = (resident for resident, _ in self.residents.values())
        self.names = Names(people, self.emails, self.aliases)

    def issue(
        self,
        place: Place,
        message: str,
        action: str,
        topic: Topic = Topic.NOTE,
        *,
        value: str = "",
        hint: str = "",
    ) -> None:
        """Record something that was skipped, guessed or changed."""
        if self.strict:
            raise ReadError(place, message, hint)
        if len(self.issues) < self.limits.issues:
            self.issues.append(Issue(place, message, action, topic, value[:200], hint))
        else:
            self._more += 1

    def count(
        self,
        place: Place,
        message: str,
        action: str,
        topic: Topic = Topic.NOTE,
        *,
        unit: str = "row",
        value: str = "",
        hint: str = "",
    ) -> None:
        """Record something that may happen often in a file: one issue, with the number of times."""
        if self.strict:
            raise ReadError(place, message, hint)
        key = (message, action, topic, unit, hint)
        first, times, shown = self._tally.get(key, (place, 0, value))
        if times or len(self._tally) < self.limits.issues:
            self._tally[key] = first, times + 1, shown
        else:
            self._more += 1

    def lose(
        self, place: Place, message: str, resident: str, dates: Extent, *, value: str = ""
    ) -> None:
        """Record an unreadable entry: the dates it may touch become unknown, never free.

        Far outside the horizon nothing is known anyway, and nothing is said.
        """
        if not self.matters(*dates):
            return
        self._lost[resident].add(dates)
        action = f"{in_words(dates)} unknown for {resident}"
        self.issue(place, message, action, Topic.UNKNOWN, value=value)

    def lose_counted(
        self,
        place: Place,
        message: str,
        resident: str,
        dates: Extent,
        *,
        unit: str = "row",
        value: str = "",
        hint: str = "",
    ) -> None:
        """Like `lose`, with one issue for all entries of a file that share the message."""
        if not self.matters(*dates):
            return
        self._lost[resident].add(dates)
        action = "the dates become unknown for these residents"
        self.count(place, message, action, Topic.UNKNOWN, unit=unit, value=value, hint=hint)

    def resident(self, text: str, place: Place, *, unit: str = "row") -> str | None:
        """Return the resident whom a roster calls `text`, or None with an issue.

        Where somebody may be meant, everything about them becomes unknown: what is left out may
        be theirs.
        """
        match = self.names.search(text)
        if match.resident is not None or match.nobody:
            return match.resident
        if match.maybe:
            who = " or ".join(match.maybe[:3])
            message = f"{show(text)} may be {who}"
            hint = "settle it in a table with the columns alias,resident"
            for resident in match.maybe:
                self.appear(resident)
                self._lost[resident].add(ALWAYS)
            self.count(
                place,
                message,
                f"left out; everything becomes unknown for {who}",
                Topic.UNKNOWN,
                unit=unit,
                value=text,
                hint=hint,
            )
            return None
        message = f"{show(text)} is not a known resident" if text else "the resident is blank"
        hint = " or ".join(match.close)
        self.count(place, message, "left out", Topic.LEFT_OUT, unit=unit, value=text, hint=hint)
        return None

    def add(
        self, entries: Iterable[Assignment], source: Source, line: int, column: int = 0
    ) -> None:
        """Add the entries of one row, cell or event; what stands already is dropped, as an issue.

        Entries far outside the horizon are not kept.
        """
        where = source, line, column
        found = [older for entry in entries if (older := self._put(entry, where)) is not None]
        if found:
            times = len(found)
            what = "this entry stands" if times == 1 else f"{times} entries of this row stand"
            there, *at = found[-1]
            message = f"{what} already at {there.at(*at)}"
            self.issue(source.at(line, column), message, "dropped", Topic.LEFT_OUT)

    def _put(self, entry: Assignment, where: _Where) -> _Where | None:
        """Keep an entry; return where it stands already, if it does."""
        if self.window and not self.matters(entry.start.date(), entry.end.date()):
            return None
        if self._skipped(entry):
            source, *at = where
            message = f"a clock change leaves nothing of the time from {entry.start} to {entry.end}"
            self.count(source.at(*at), message, "left out", Topic.LEFT_OUT)
            return None
        older = self._entries.setdefault(entry, where)
        if len(self._entries) > self.limits.entries:
            source, *at = where
            raise ReadError(source.at(*at), f"there are more than {self.limits.entries:,} entries")
        return None if older is where else older

    def matters(self, first: date, last: date | None) -> bool:
        """Tell whether dates may concern the horizon; UTC offsets are within the margin."""
        if self.window is None:
            return True
        low, high = self.window
        return first <= high and (last is None or last >= low)

    def _skipped(self, entry: Assignment) -> bool:
        """Tell whether a local time lies where the clock goes forward; longer ones never do."""
        start, end = entry.start, entry.end
        if start.tzinfo or end.tzinfo or end - start > _FORWARD:
            return False
        return self.clock.instant(end) <= self.clock.instant(start)

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
                self.clock.local(self.clock.instant(m)) if m.tzinfo else m for m in (start, end)
            )
        first = start.date()
        self.appear(resident, first, max(first, end.date() - _DAY))

    def cover(self, resident: str, first: date, after: date) -> None:
        """Note dates that the source itself says are published for a resident."""
        self._covered[resident].append((first, after))

    def forget(self, resident: str) -> None:
        """Leave a resident, whose dates are covered one by one, out of the file's own dates."""
        self._seen.pop(resident, None)

    def _spans(self, place: Place) -> list[tuple[date, date]]:
        """Return the dates a file covers: as published, if its own entries bear that out.

        A file without any entry in the published dates is most likely another month's: its
        residents must not look free all the time.  When a roster of several falls quiet for all
        of them before an end, that is worth a note.
        """
        if self.published is None:
            return self._stretches(place)
        low, high = self.published
        if not self._dates:
            return [(low, high)]
        first = min(first for first, _ in self._dates)
        after = shifted(max(last for _, last in self._dates), 1)
        if after <= low or first >= high:
            last = after - _DAY
            message = f"has entries from {first} to {last}, none in the published dates"
            action = "the published dates are unknown for its residents"
            self.issue(place, message, action, Topic.UNKNOWN)
            return self._stretches(place)
        quiet = "counts as free, because the roster is said to be published"
        several = len(self._seen) > 2
        if several and first > low + _QUIET:
            self.count(place, f"has no entry before {first}", quiet, unit="file")
        if several and after < high - _QUIET:
            self.count(place, f"has no entry after {after - _DAY}", quiet, unit="file")
        return [(low, high)]

    def _stretches(self, place: Place) -> list[tuple[date, date]]:
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
                    message = f"has no entry from {found[-1][1]} to {first - _DAY}"
                    action = "these dates are unknown for its residents"
                    self.count(place, message, action, Topic.UNKNOWN, unit="file")
                found.append((first, after))
        return found

    def close_file(self, place: Place, title: str) -> None:
        """Write the coverage and the counted issues of the file that was just read."""
        self.sources.append(f"{place}: {title}")
        if self._seen:
            spans = self._spans(place)
            for resident in self._seen:
                self._covered[resident] += spans
        self._seen, self._dates = {}, set()
        for (message, action, topic, unit, hint), (first, times, value) in self._tally.items():
            often = f" ({times} {unit}s, this is the first)" if times > 1 else ""
            self.issue(first, message + often, action, topic, value=value, hint=hint)
        self._tally = {}

    def finish(self) -> Schedule:
        """Return the schedule; every resident gets a coverage."""
        found = []
        for resident, place in self.residents.values():
            ranges = self._covered[resident.id]
            cuts = list(self._lost[resident.id])
            if resident.active and not ranges and not cuts:
                message = f"{resident.id} is in no roster"
                self.issue(place, message, "all their time is unknown", Topic.UNKNOWN)
            if self.horizon:  # what lies outside was not read
                cuts += [(date.min, self.horizon[0]), (self.horizon[1], None)]
            found.append(replace(resident, coverage=tuple(without(ranges, cuts))))
        if self._more:
            message = f"there are {self._more:,} more issues than the {self.limits.issues:,} kept"
            self.issues.append(Issue(Place.of("the files"), message, "counted only"))
        return Schedule(
            tuple(found),
            tuple(self._entries),
            self.timezone,
            tuple(self.issues),
            unmatched=tuple(name for name, _ in self.unmatched.most_common()),
            light_kinds=self.templates.light_kinds,
            sources=tuple(self.sources),
        )
