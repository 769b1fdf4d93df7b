"""Who could start a meeting when, in plain intervals and sets of slots.

This is a second statement of section 1 of the specification, written apart on purpose: no arrays,
one resident at a time.  Both statements share only the local clock.  A set of slots is an integer
whose bit *k* stands for slot *k* of the horizon: ``&`` is what two sets share, and a shift to the
right asks about a later slot.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cached_property

from peerpair.model.hours import Hours, Span, Spans, clock_seconds
from peerpair.model.problem import Problem
from peerpair.model.schedule import Assignment
from peerpair.model.settings import DAYS

_HOUR = 3600
Interval = tuple[int, int]
Slots = int
Coverage = tuple[tuple[date, date], ...]


def listed(slots: Slots) -> Iterator[int]:
    """Yield the numbers of a set of slots, ascending.

    Examples
    --------
    >>> [*listed(0b10110)]
    [1, 2, 4]
    """
    yield from (slot for slot, bit in enumerate(reversed(f"{slots:b}")) if bit == "1")


class PlainCalendar:
    """Open slots of a horizon, and each resident's usable starts.

    Parameters
    ----------
    problem : Problem
        With a horizon.
    """

    def __init__(self, problem: Problem) -> None:
        assert problem.horizon is not None
        self.problem, self.clock, self.horizon = problem, problem.clock, problem.horizon
        self.step = problem.meeting.slot_minutes * 60
        self.begin = self.clock.midnight(self.horizon.start)
        self.end = self.clock.midnight(self.horizon.end)
        self.slots = (self.end - self.begin) // self.step
        self.touched = -(-problem.meeting.minutes // problem.meeting.slot_minutes)
        # Duties and coverage of many people are alike.
        self._rests: dict[Interval, int] = {}
        self._covered: dict[Coverage | None, Slots] = {}
        self.entries: dict[str, list[Assignment]] = {r.id: [] for r in problem.residents}
        for assignment in problem.near:
            self.entries[assignment.resident].append(assignment)

    def interval(self, assignment: Assignment) -> Interval:
        """Return the instants of an entry; the end is not after the start if it is empty."""
        return self.clock.instant(assignment.start), self.clock.instant(assignment.end)

    def week(self, number: int) -> Interval:
        """Return the instants at which a week begins and ends."""
        first = self.horizon.start + timedelta(days=7 * number)
        last = self.horizon.end
        if number < self.horizon.weeks - 1:
            last = first + timedelta(days=7)
        return self.clock.midnight(first), self.clock.midnight(last)

    @cached_property
    def open_slots(self) -> dict[int, int]:
        """Slot number -> date number, for slots in which a meeting may take place."""
        meeting = self.problem.meeting
        dates = {}
        for slot in range(self.slots):
            stretches = self._stretches(self.begin + slot * self.step)
            days = {reading.date() for stretch in stretches for reading in stretch}
            day = days.pop()
            if days or day in meeting.blackouts:
                continue
            if meeting.days is not None and DAYS[day.weekday()] not in meeting.days:
                continue
            spans = self._spans(day)
            if all(any(_holds(span, *stretch) for span in spans) for stretch in stretches):
                dates[slot] = (day - self.horizon.start).days
        return dates

    def _stretches(self, start: int) -> list[tuple[datetime, datetime]]:
        """Return first and last readings of a slot's local clock: of all of it, or each second."""
        last = start + self.step - 1
        whole = self.clock.local(start), self.clock.local(last)
        if whole[1] - whole[0] == timedelta(seconds=last - start):
            return [whole]
        return [(at, at) for at in map(self.clock.local, range(start, last + 1))]

    def _spans(self, day: date) -> Spans:
        """Return the spans of a date's meeting hours."""
        hours = self.problem.meeting.hours
        if not isinstance(hours, Hours):
            return (hours,)
        by_weekday = (hours.mon, hours.tue, hours.wed, hours.thu, hours.fri, hours.sat, hours.sun)
        own = by_weekday[day.weekday()]
        return hours.default if own is None else own

    @cached_property
    def dates(self) -> dict[int, Slots]:
        """Date number -> the open slots of that date."""
        dates: dict[int, Slots] = {}
        for slot, day in self.open_slots.items():
            dates[day] = dates.get(day, 0) | 1 << slot
        return dates

    @cached_property
    def weeks(self) -> list[Slots]:
        """The open slots of each week."""
        weeks = [0] * self.horizon.weeks
        for day, slots in self.dates.items():
            weeks[self.horizon.week_of(day)] |= slots
        return weeks

    @cached_property
    def _whole(self) -> Slots:
        """Where a meeting could start if everybody were free: open throughout, on one date."""
        return sum(self._throughout(slots) for slots in self.dates.values())

    def _throughout(self, slots: Slots) -> Slots:
        """Return the slots from which a set holds every slot that a meeting touches."""
        throughout = slots
        for ahead in range(1, self.touched):
            throughout &= slots >> ahead
        return throughout

    def during(self, start: int, end: int) -> Slots:
        """Return the slots that a time ``[start, end)`` touches."""
        first = max(0, (start - self.begin) // self.step)
        after = min(self.slots, -((self.begin - end) // self.step))
        return (1 << after) - (1 << first) if start < end and first < after else 0

    def usable(self, name: str) -> Slots:
        """Return the slots at which a resident could start a meeting."""
        free = self._known(name)
        for start, end in self._busy(name):
            free &= ~self.during(start, end)
        return self._whole & self._throughout(free)

    def soft(self, name: str) -> Slots:
        """Return the slots that soft entries of a resident touch."""
        touched = 0
        for assignment in self.entries[name]:
            if assignment.soft:
                touched |= self.during(*self.interval(assignment))
        return touched

    def duties(self, name: str) -> list[Assignment]:
        """Return the entries of a resident that are duties."""
        kinds = self.problem.rest.not_duty
        return [a for a in self.entries[name] if not a.soft and a.kind not in kinds]

    def _known(self, name: str) -> Slots:
        """Return the open slots of the dates for which a resident's schedule counts as known."""
        coverage = None if self.problem.unknown == "free" else self._coverage[name]
        if coverage not in self._covered:
            self._covered[coverage] = sum(
                slots
                for day, slots in self.dates.items()
                if coverage is None or self._covers(coverage, day)
            )
        return self._covered[coverage]

    def _covers(self, coverage: Coverage, day: int) -> bool:
        when = self.horizon.start + timedelta(days=day)
        return any(first <= when < last for first, last in coverage)

    @cached_property
    def _coverage(self) -> dict[str, Coverage | None]:
        return {resident.id: resident.coverage for resident in self.problem.residents}

    def _busy(self, name: str) -> list[Interval]:
        buffer = 60 * self.problem.meeting.buffer_minutes
        intervals = [
            self.interval(a)
            for a in self.entries[name]
            if not a.soft or self.problem.soft == "busy"
        ]
        duties = _union([self.interval(a) for a in self.duties(name)])
        for start, end in duties:
            intervals += [(start - buffer, end + buffer), (end, end + self._rest(start, end))]
        return intervals

    def _rest(self, start: int, end: int) -> int:
        """Return the seconds of rest that follow a duty."""
        if (start, end) not in self._rests:
            self._rests[start, end] = self._find_rest(start, end)
        return self._rests[start, end]

    def _find_rest(self, start: int, end: int) -> int:
        rest = self.problem.rest
        wall = (self.clock.local(end) - self.clock.local(start)) / timedelta(seconds=1)
        owed = [0]
        if end - start >= 24 * _HOUR or wall >= 24 * _HOUR:
            owed.append(rest.after_24h_minutes * 60)
        if self._covers_night(start, end):
            owed.append(rest.after_night_minutes * 60)
        return max(owed)

    def _covers_night(self, start: int, end: int) -> bool:
        """Tell whether a duty covers 3 h of one night, in elapsed time or by the local clock."""
        first, last = self.clock.local(start), self.clock.local(end)
        day = first.date() - timedelta(days=1)
        for _ in range(min(5, (last.date() - day).days + 2)):  # five dates hold a whole night
            midnight = datetime(day.year, day.month, day.day)
            six = midnight + timedelta(hours=6)
            elapsed = min(end, self.clock.instant(six)) - max(start, self.clock.instant(midnight))
            wall = min(last, six) - max(first, midnight)
            if elapsed >= 3 * _HOUR or wall >= timedelta(hours=3):
                return True
            day += timedelta(days=1)
        return False


def _holds(span: Span, first: datetime, last: datetime) -> bool:
    """Tell whether a span of the clock holds a first and a last reading of one date."""
    begin, end = (clock_seconds(text) for text in span)
    since_midnight = (3600 * at.hour + 60 * at.minute + at.second for at in (first, last))
    return begin <= next(since_midnight) and next(since_midnight) < end


def _union(intervals: list[Interval]) -> list[Interval]:
    """Return the non-empty intervals, joined where they touch or overlap, ascending."""
    union: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if union and start <= union[-1][1]:
            start, end = union[-1][0], max(end, union.pop()[1])
        union.append((start, end))
    return union
