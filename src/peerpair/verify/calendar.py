"""Who could start a meeting when, in plain intervals and integers.

This is a second statement of spec section 1, written apart from `model.availability` on purpose:
no arrays, one resident and one slot at a time.  Both share only the local clock.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from functools import cached_property

from peerpair.model.problem import Problem
from peerpair.model.schedule import Assignment
from peerpair.model.settings import DAYS, clock_seconds

__all__ = ["PlainCalendar"]

_HOUR = 3600
Interval = tuple[int, int]


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
        self.entries: dict[str, list[Assignment]] = {r.id: [] for r in problem.residents}
        for assignment in problem.busy:
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
        low, high = (clock_seconds(text) for text in meeting.hours)
        found = {}
        for slot in range((self.end - self.begin) // self.step):
            start = self.begin + slot * self.step
            readings = [self.clock.local(at) for at in self._samples(start)]
            days = {reading.date() for reading in readings}
            seconds = [(r - datetime(r.year, r.month, r.day)).total_seconds() for r in readings]
            if len(days) > 1 or min(seconds) < low or max(seconds) >= high:
                continue
            day = days.pop()
            if day in meeting.blackouts:
                continue
            if meeting.days is None or DAYS[day.weekday()] in meeting.days:
                found[slot] = (day - self.horizon.start).days
        return found

    def _samples(self, start: int) -> list[int]:
        """Return instants that show all a slot's local clock does: two, or one a second."""
        last = start + self.step - 1
        steady = self.clock.local(last) - self.clock.local(start) == timedelta(seconds=last - start)
        return [start, last] if steady else list(range(start, last + 1))

    def usable(self, name: str) -> dict[int, int]:
        """Return slot -> date number, for the slots at which a resident could start a meeting."""
        busy = _union(self._busy(name))
        starts = [start for start, _ in busy]
        days = set(self.open_slots.values())
        known = {day for day in days if self.problem.unknown == "free" or self._known(name, day)}
        free = {}
        for slot, day in self.open_slots.items():
            if day not in known:
                continue
            begin = self.begin + slot * self.step
            before = bisect_right(starts, begin + self.step - 1) - 1
            if before >= 0 and busy[before][1] > begin:
                continue
            free[slot] = day
        touched = -(-self.problem.meeting.minutes // self.problem.meeting.slot_minutes)
        return {
            slot: day
            for slot, day in free.items()
            if touched <= len(free)
            and all(free.get(slot + ahead) == day for ahead in range(touched))
        }

    def soft_intervals(self, name: str) -> list[Interval]:
        """Return the soft entries of a resident, in instants."""
        return [self.interval(a) for a in self.entries[name] if a.soft]

    def duties(self, name: str) -> list[Assignment]:
        """Return the entries of a resident that are duties."""
        kinds = self.problem.rest.not_duty
        return [a for a in self.entries[name] if not a.soft and a.kind not in kinds]

    def _known(self, name: str, day: int) -> bool:
        coverage = self._coverage[name]
        when = self.horizon.start + timedelta(days=day)
        return coverage is None or any(first <= when < last for first, last in coverage)

    @cached_property
    def _coverage(self) -> dict[str, tuple[tuple[date, date], ...] | None]:
        return {resident.id: resident.coverage for resident in self.problem.residents}

    def _busy(self, name: str) -> list[Interval]:
        buffer = 60 * self.problem.meeting.buffer_minutes
        found = [
            self.interval(a)
            for a in self.entries[name]
            if not a.soft or self.problem.soft == "busy"
        ]
        duties = _union([self.interval(a) for a in self.duties(name)])
        for start, end in duties:
            found += [(start - buffer, end + buffer), (end, end + self._rest(start, end))]
        return found

    def _rest(self, start: int, end: int) -> int:
        """Return the seconds of rest that follow a duty."""
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


def _union(intervals: list[Interval]) -> list[Interval]:
    """Return the non-empty intervals, joined where they touch or overlap, ascending."""
    found: list[Interval] = []
    for start, end in sorted(interval for interval in intervals if interval[0] < interval[1]):
        if found and start <= found[-1][1]:
            start, end = found[-1][0], max(end, found.pop()[1])
        found.append((start, end))
    return found
