"""What keeps residents: their entries, the buffers around duties, and the rest after them.

Everything is arrays over all residents at once; only the rest of a duty is worked out one by one,
once for each start and end, since a roster repeats few.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.problem import Problem
from peerpair.model.settings import Rest
from peerpair.model.time import DAY, Clock

_NIGHT = 6 * 3600
_NIGHT_WORK = 3 * 3600


@dataclass(frozen=True, eq=False)
class Intervals:
    """Intervals ``[start, end)`` of residents, in instants; empty ones mean nothing.

    Attributes
    ----------
    rows : int[m]
        Whose interval it is: the position in ``problem.active``.
    starts, ends : int[m]
        The interval.
    """

    rows: Ints
    starts: Ints
    ends: Ints

    def take(self, which: Bools) -> Intervals:
        """Return some of the intervals."""
        return Intervals(self.rows[which], self.starts[which], self.ends[which])

    def joined(self) -> Intervals:
        """Return the non-empty intervals, those of one resident that touch or overlap as one."""
        some = self.take(self.ends > self.starts)
        if not len(some.rows):
            return some
        # Each resident on a stretch of time of their own: then all lie on one line.
        first = int(some.starts.min())
        stretch = int(some.ends.max()) - first + 1
        starts = some.starts - first + some.rows * stretch
        order = np.argsort(starts, kind="stable")
        starts = starts[order]
        reach = np.maximum.accumulate((some.ends - first + some.rows * stretch)[order])
        begins = np.flatnonzero(np.append(True, starts[1:] > reach[:-1]))
        rows = some.rows[order[begins]]
        last = np.append(begins[1:], len(starts)) - 1
        back = first - rows * stretch
        return Intervals(rows, starts[begins] + back, reach[last] + back)

    @staticmethod
    def together(*parts: Intervals) -> Intervals:
        """Return the intervals of several."""
        rows, starts, ends = (
            np.concatenate(columns)
            for columns in zip(*((p.rows, p.starts, p.ends) for p in parts), strict=True)
        )
        return Intervals(rows, starts, ends)


def busy_times(problem: Problem) -> tuple[Intervals, Intervals]:
    """Return the busy and the soft intervals of a problem's active residents."""
    entries, soft, duty = _entries(problem)
    duties = entries.take(duty).joined()
    buffer = problem.meeting.buffer_minutes * 60
    busy = Intervals.together(
        entries if problem.soft == "busy" else entries.take(~soft),
        Intervals(duties.rows, duties.starts - buffer, duties.ends + buffer),
        Intervals(duties.rows, duties.ends, duties.ends + _rests(duties, problem)),
    )
    return busy, entries.take(soft)


def _entries(problem: Problem) -> tuple[Intervals, Bools, Bools]:
    """Return the entries of active residents; which of them are soft, and which are duties."""
    row = {resident.id: i for i, resident in enumerate(problem.active)}
    entries = [entry for entry in problem.near if entry.resident in row]
    instant, not_duty = problem.clock.instant, problem.rest.not_duty
    times = Intervals(
        np.array([row[entry.resident] for entry in entries], dtype=np.int64),
        np.array([instant(entry.start) for entry in entries], dtype=np.int64),
        np.array([instant(entry.end) for entry in entries], dtype=np.int64),
    )
    soft = np.array([entry.soft for entry in entries], dtype=bool)
    on_duty = np.array([entry.kind not in not_duty for entry in entries], dtype=bool)
    return times, soft, on_duty & ~soft


def _rests(duties: Intervals, problem: Problem) -> Ints:
    """Return int[m]: seconds of rest after each duty."""
    spans = np.stack([duties.starts, duties.ends], axis=1)
    distinct, which = np.unique(spans, axis=0, return_inverse=True)
    rests = [duty_rest(a, b, problem.clock, problem.rest) for a, b in distinct.tolist()]
    each: Ints = np.array(rests, dtype=np.int64)[which.ravel()]
    return each


def duty_rest(start: int, end: int, clock: Clock, rest: Rest) -> int:
    """Return the seconds of rest after a duty ``[start, end)``.

    The longer applies of the rest after a long duty (24 h or more) and after a night duty (3 h or
    more of 00:00-06:00 in one night), both measured in elapsed time or by the local clock,
    whichever reaches the limit.
    """
    first, last = clock.local(start), clock.local(end)
    wall = (last - first).total_seconds()
    longest = max(end - start, wall)
    seconds = 0
    if longest >= DAY:
        seconds = rest.after_24h_minutes * 60
    # Three days hold a whole night for certain; no need to look for it night by night.
    if longest >= 3 * DAY or any(_is_night(start, end, d, clock) for d in _dates(first, last)):
        seconds = max(seconds, rest.after_night_minutes * 60)
    return seconds


def _dates(first: datetime, last: datetime) -> Iterator[date]:
    for ahead in range(-1, (last.date() - first.date()).days + 2):
        yield first.date() + timedelta(days=ahead)


def _is_night(start: int, end: int, day: date, clock: Clock) -> bool:
    dawn = datetime(day.year, day.month, day.day, 6)
    elapsed = min(end, clock.instant(dawn)) - max(start, clock.midnight(day))
    night = dawn - timedelta(seconds=_NIGHT)
    wall = min(clock.local(end), dawn) - max(clock.local(start), night)
    return elapsed >= _NIGHT_WORK or wall.total_seconds() >= _NIGHT_WORK
