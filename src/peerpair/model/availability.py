"""Residents x slots: who is busy, free or unknown, and where a meeting could start.

Everything is arrays over a grid of slots in elapsed time; local clocks come from `model.time`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

import numpy as np

from peerpair.model.arrays import Bools, Counters, Ints, States
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.settings import DAYS, Rest, clock_seconds
from peerpair.model.time import DAY, Clock

__all__ = ["BUSY", "FREE", "UNKNOWN", "Availability", "Grid", "availability", "duty_rest"]

BUSY, FREE, UNKNOWN = 0, 1, 2
_Array = TypeVar("_Array", bound="np.ndarray[Any, Any]")
_NIGHT = 6 * 3600
_NIGHT_WORK = 3 * 3600


@dataclass(frozen=True)
class Grid:
    """The slots of a horizon.

    Attributes
    ----------
    start : int
        Instant of the first slot, in seconds.
    step : int
        Length of a slot, in seconds.
    dates : int[slots]
        Number of the local date (0 = first of the horizon); -1 = the slot lies on two dates.
    open : bool[slots]
        The slot lies on one date, inside meeting hours, on a meeting day, not on a blackout.
    """

    start: int
    step: int
    dates: Ints
    open: Bools

    @classmethod
    def of(cls, problem: Problem) -> Grid:
        """Lay the grid over a problem's horizon."""
        horizon, meeting, clock = problem.horizon, problem.meeting, problem.clock
        assert horizon is not None
        start, end = clock.midnight(horizon.start), clock.midnight(horizon.end)
        step = meeting.slot_minutes * 60
        slots = (end - start) // step
        first, last = (clock_seconds(text) for text in meeting.hours)
        base = (horizon.start - date(1970, 1, 1)).days
        # Cut the slots where the clock changes, so that each piece has a plain local reading.
        edges = start + step * np.arange(slots + 1, dtype=np.int64)
        spans = clock.spans(start, end)
        changes = np.array([span.start for span in spans[1:]], dtype=np.int64)
        cuts = np.union1d(edges, changes[changes < edges[-1]]) if slots else edges
        offsets = np.array([span.offset for span in spans], dtype=np.int64)
        begin = cuts[:-1] + offsets[np.searchsorted(changes, cuts[:-1], side="right")]
        close = begin + np.diff(cuts)
        day = begin // DAY
        whole = (close - 1) // DAY == day
        within = whole & (begin - day * DAY >= first) & (close - day * DAY <= last)
        # Back from pieces to slots: all pieces of a slot must agree.
        owner = (cuts[:-1] - start) // step
        low = np.full(slots, np.iinfo(np.int64).max)
        high = np.full(slots, np.iinfo(np.int64).min)
        np.minimum.at(low, owner, day)
        np.maximum.at(high, owner, (close - 1) // DAY)
        open_ = np.ones(slots, dtype=bool)
        np.logical_and.at(open_, owner, within)
        dates = np.where(low == high, low - base, -1)
        open_ &= dates >= 0
        held = np.array([_holds_meetings(problem, day) for day in range(horizon.days)], dtype=bool)
        open_[open_] = held[dates[open_]]
        return cls(start, step, _frozen(dates), _frozen(open_))


def _holds_meetings(problem: Problem, day: int) -> bool:
    assert problem.horizon is not None
    when = problem.horizon.start + timedelta(days=day)
    days = problem.meeting.days
    return (days is None or DAYS[when.weekday()] in days) and when not in problem.meeting.blackouts


def _frozen(array: _Array) -> _Array:
    array.setflags(write=False)
    return array


@dataclass(frozen=True)
class Availability:
    """State of each active resident in each slot, and the usable starts.

    Attributes
    ----------
    grid : Grid
        The slots.
    state : int8[residents, slots]
        `BUSY`, `FREE` or `UNKNOWN`.
    soft : bool[residents, slots]
        The resident has a soft entry in the slot.
    usable : bool[residents, slots]
        A meeting of the full length could start here.
    """

    grid: Grid
    state: States
    soft: Bools
    usable: Bools


def availability(problem: Problem) -> Availability:
    """Compute the availability of a problem's active residents.

    Parameters
    ----------
    problem : Problem
        With a horizon.

    Returns
    -------
    Availability
        Rows in the order of ``problem.active``.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> import peerpair as pp
    >>> duty = pp.Assignment("r1", datetime(2026, 8, 3, 7), datetime(2026, 8, 3, 19), "ward")
    >>> problem = pp.Problem(
    ...     [pp.Resident("r1"), pp.Resident("r2")], pp.Horizon(date(2026, 8, 3), date(2026, 8, 4)),
    ...     "America/Chicago", busy=[duty])
    >>> availability(problem).usable.sum(axis=1)  # 19:00 to 21:00 against 07:00 to 21:00
    array([ 5, 29])
    """
    grid = Grid.of(problem)
    n, slots = len(problem.active), len(grid.dates)
    busy = np.zeros((n, slots + 1), dtype=np.int32)
    soft = np.zeros((n, slots + 1), dtype=np.int32)
    for row, (hard, lean) in enumerate(_intervals(problem)):
        _mark(busy[row], grid, hard)
        _mark(soft[row], grid, lean)
    is_busy = np.cumsum(busy, axis=1)[:, :-1] > 0
    state = np.where(is_busy, BUSY, FREE).astype(np.int8)
    for row, resident in enumerate(problem.active):
        state[row, ~is_busy[row] & ~_covered(problem, resident, grid)] = UNKNOWN
    free = state == FREE
    if problem.unknown == "free":
        free |= state == UNKNOWN
    leaning = np.cumsum(soft, axis=1)[:, :-1] > 0
    usable = _usable(free & grid.open, grid, problem.meeting.minutes)
    return Availability(grid, _frozen(state), _frozen(leaning), _frozen(usable))


def _mark(changes: Counters, grid: Grid, intervals: Iterable[tuple[int, int]]) -> None:
    """Add +1/-1 where intervals begin to and cease to touch slots."""
    slots = len(grid.dates)
    for start, end in intervals:
        first = max(0, (start - grid.start) // grid.step)
        after = min(slots, -((grid.start - end) // grid.step))
        if end > start and first < after:
            changes[first] += 1
            changes[after] -= 1


def _usable(free: Bools, grid: Grid, minutes: int) -> Bools:
    """Return where every slot that a meeting touches is free and on one date."""
    slots = free.shape[1]
    length = min(-(-minutes * 60 // grid.step), slots + 1)
    found = np.zeros_like(free)
    if length > slots:
        return found
    total = np.zeros((len(free), slots + 1), dtype=np.int32)
    np.cumsum(free, axis=1, out=total[:, 1:])
    whole = total[:, length:] - total[:, :-length] == length
    dates = grid.dates
    one_date = np.ones(slots - length + 1, dtype=bool)
    for ahead in range(1, length):  # dates may repeat around a clock change at midnight
        one_date &= dates[ahead : slots - length + 1 + ahead] == dates[: slots - length + 1]
    found[:, : slots - length + 1] = whole & one_date
    return found


def _covered(problem: Problem, resident: Resident, grid: Grid) -> Bools:
    """Return bool[slots]: the schedule of the resident is known on the slot's date."""
    if resident.coverage is None:
        return np.ones(len(grid.dates), dtype=bool)
    assert problem.horizon is not None
    known = np.zeros(problem.horizon.days + 1, dtype=bool)  # the last entry serves date -1
    for first, last in resident.coverage:
        low = max(0, (first - problem.horizon.start).days)
        high = min(problem.horizon.days, (last - problem.horizon.start).days)
        known[low : max(low, high)] = True
    found: Bools = known[grid.dates]
    return found


def _intervals(problem: Problem) -> Iterator[tuple[list[tuple[int, int]], list[tuple[int, int]]]]:
    """Yield the busy and the soft intervals of each active resident, in instants."""
    clock, rest = problem.clock, problem.rest
    buffer = problem.meeting.buffer_minutes * 60
    by_resident = defaultdict(list)
    for assignment in problem.busy:
        by_resident[assignment.resident].append(assignment)
    for resident in problem.active:
        busy, soft, duties = [], [], []
        for assignment in by_resident[resident.id]:
            interval = clock.instant(assignment.start), clock.instant(assignment.end)
            if interval[1] <= interval[0]:
                continue  # emptied by a clock change
            if assignment.soft:
                soft.append(interval)
                continue
            busy.append(interval)
            if assignment.kind not in rest.not_duty:
                duties.append(interval)
        if problem.soft == "busy":
            busy.extend(soft)
        busy.extend((start - buffer, end + buffer) for start, end in duties)
        for start, end in _merged(duties):
            busy.append((end, end + duty_rest(start, end, clock, rest)))
        yield busy, soft


def _merged(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join intervals that touch or overlap."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def duty_rest(start: int, end: int, clock: Clock, rest: Rest) -> int:
    """Return the seconds of rest after a duty ``[start, end)``.

    The longer applies of the rest after a long duty (24 h or more) and after a night duty (3 h or
    more of 00:00-06:00 in one night), both measured in elapsed time or by the local clock,
    whichever reaches the limit.
    """
    first, last = clock.local(start), clock.local(end)
    wall = (last - first).total_seconds()
    longest = max(end - start, wall)
    found = 0
    if longest >= DAY:
        found = rest.after_24h_minutes * 60
    # Three days hold a whole night for certain; no need to look for it night by night.
    if longest >= 3 * DAY or any(_is_night(start, end, d, clock) for d in _dates(first, last)):
        found = max(found, rest.after_night_minutes * 60)
    return found


def _dates(first: datetime, last: datetime) -> Iterator[date]:
    for ahead in range(-1, (last.date() - first.date()).days + 2):
        yield first.date() + timedelta(days=ahead)


def _is_night(start: int, end: int, day: date, clock: Clock) -> bool:
    dawn = datetime(day.year, day.month, day.day, 6)
    elapsed = min(end, clock.instant(dawn)) - max(start, clock.midnight(day))
    night = dawn - timedelta(seconds=_NIGHT)
    wall = min(clock.local(end), dawn) - max(clock.local(start), night)
    return elapsed >= _NIGHT_WORK or wall.total_seconds() >= _NIGHT_WORK
