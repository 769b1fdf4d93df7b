"""Residents x slots: who is busy, free or unknown, and where a meeting could start.

Everything is arrays over a grid of slots in elapsed time; local clocks come from `model.time`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

import numpy as np

from peerpair.availability.busy import Intervals, busy_times
from peerpair.model.arrays import Bools, Ints, States
from peerpair.model.hours import clock_seconds
from peerpair.model.problem import Problem
from peerpair.model.settings import DAYS, Meeting
from peerpair.model.time import DAY

BUSY, FREE, UNKNOWN = 0, 1, 2
_Array = TypeVar("_Array", bound="np.ndarray[Any, Any]")
Coverage = tuple[tuple[date, date], ...]


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
    clocks : int[slots]
        Local clock at the start of the slot, in seconds since midnight.
    open : bool[slots]
        The slot lies on one date, inside meeting hours, on a meeting day, not on a blackout.
    """

    start: int
    step: int
    dates: Ints
    clocks: Ints
    open: Bools

    @classmethod
    def of(cls, problem: Problem) -> Grid:
        """Lay the grid over a problem's horizon."""
        horizon, meeting, clock = problem.horizon, problem.meeting, problem.clock
        assert horizon is not None
        start, end = clock.midnight(horizon.start), clock.midnight(horizon.end)
        step = meeting.slot_minutes * 60
        slots = (end - start) // step
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
        within = whole & _inside_hours(meeting, day, begin - day * DAY, close - day * DAY)
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
        clocks = (begin - day * DAY)[np.searchsorted(cuts, edges[:-1])]
        return cls(start, step, _frozen(dates), _frozen(clocks), _frozen(open_))


def _inside_hours(meeting: Meeting, days: Ints, begin: Ints, close: Ints) -> Bools:
    """Return which pieces of local days, counted from 1970, lie inside one span of their hours."""
    inside = np.zeros(len(days), dtype=bool)
    weekdays = (days + date(1970, 1, 1).weekday()) % len(DAYS)
    for weekday, spans in enumerate(meeting.spans):
        for first, last in (map(clock_seconds, span) for span in spans):
            inside |= (weekdays == weekday) & (begin >= first) & (close <= last)
    return inside


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
    n = len(problem.active)
    busy, soft = busy_times(problem)
    is_busy = _touched(busy, n, grid)
    state = np.where(is_busy, BUSY, FREE).astype(np.int8)
    for row, resident in enumerate(problem.active):
        if resident.coverage is not None:
            state[row, ~is_busy[row] & ~_covered(problem, resident.coverage, grid)] = UNKNOWN
    free = state == FREE
    if problem.unknown == "free":
        free |= state == UNKNOWN
    usable = _usable(free & grid.open, grid, problem.meeting.minutes)
    return Availability(grid, _frozen(state), _frozen(_touched(soft, n, grid)), _frozen(usable))


def _touched(times: Intervals, n: int, grid: Grid) -> Bools:
    """Return bool[n, slots]: the slots that intervals of each resident touch."""
    slots = len(grid.dates)
    first = np.maximum(0, (times.starts - grid.start) // grid.step)
    after = np.minimum(slots, -((grid.start - times.ends) // grid.step))
    inside = (times.ends > times.starts) & (first < after)
    changes = np.zeros((n, slots + 1), dtype=np.int32)
    np.add.at(changes, (times.rows[inside], first[inside]), 1)
    np.add.at(changes, (times.rows[inside], after[inside]), -1)
    touched: Bools = np.cumsum(changes, axis=1, dtype=np.int32)[:, :-1] > 0
    return touched


def _usable(free: Bools, grid: Grid, minutes: int) -> Bools:
    """Return where every slot that a meeting touches is free and on one date."""
    slots = free.shape[1]
    length = min(-(-minutes * 60 // grid.step), slots + 1)
    usable = np.zeros_like(free)
    if length > slots:
        return usable
    total = np.zeros((len(free), slots + 1), dtype=np.int32)
    np.cumsum(free, axis=1, out=total[:, 1:])
    whole = total[:, length:] - total[:, :-length] == length
    dates = grid.dates
    one_date = np.ones(slots - length + 1, dtype=bool)
    for ahead in range(1, length):  # dates may repeat around a clock change at midnight
        one_date &= dates[ahead : slots - length + 1 + ahead] == dates[: slots - length + 1]
    usable[:, : slots - length + 1] = whole & one_date
    return usable


def _covered(problem: Problem, coverage: Coverage, grid: Grid) -> Bools:
    """Return bool[slots]: the schedule of a resident is known on the slot's date."""
    assert problem.horizon is not None
    known = np.zeros(problem.horizon.days + 1, dtype=bool)  # the last entry serves date -1
    for first, last in coverage:
        low = max(0, (first - problem.horizon.start).days)
        high = min(problem.horizon.days, (last - problem.horizon.start).days)
        known[low : max(low, high)] = True
    covered: Bools = known[grid.dates]
    return covered
