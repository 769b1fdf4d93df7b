"""Duties without a pause, rests between duties, and days off."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import groupby, pairwise

from peerpair.lint.roster import Person, Roster, odd
from peerpair.lint.words import dates_text, hours_text, interval_text, times_text
from peerpair.model.schedule import Issue, Topic


def long_duties(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report the longest duty without a pause, if it is over the limit."""
    limit = roster.limits.longest_hours * 3600
    long = [
        (start, end)
        for start, end in person.stretches
        if end - start > limit and roster.touches(start, end)
    ]
    if long:
        start, end = max(long, key=lambda stretch: stretch[1] - stretch[0])
        length, when = hours_text(end - start, up=True), interval_text(start, end, roster.clock)
        often = times_text(len(long), "longest")
        message = f"{length} of duty without a pause, more than {hours_text(limit)}: {when}{often}"
        yield odd(person.resident, Topic.LONG_DUTY, message)


def short_rests(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report the shortest time between two duties, if it is below the limit."""
    limit = roster.limits.least_hours_between * 3600
    short = [
        (end, start)
        for (begin, end), (start, last) in pairwise(person.stretches)
        if start - end < limit
        and roster.touches(end, start)
        and not _is_break(begin, end, start, last, roster)
    ]
    if short:
        end, start = min(short, key=lambda rest: rest[1] - rest[0])
        length, when = hours_text(start - end), interval_text(end, start, roster.clock)
        often = times_text(len(short), "shortest")
        message = f"{length} between two duties, less than {hours_text(limit)}: {when}{often}"
        yield odd(person.resident, Topic.SHORT_REST, message)


def _is_break(begin: int, end: int, start: int, last: int, roster: Roster) -> bool:
    """Tell whether the time between two duties is a break within the work of one date."""
    if start - end > roster.limits.break_hours * 3600:
        return False
    return roster.clock.local(begin).date() == roster.clock.local(last - 1).date()


def no_days_off(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report the first dates in a row that all have duty, if they are as many as the limit."""
    midnights, days = roster.midnights, range(roster.horizon.days)
    works = [False] * len(days)
    for start, end in person.stretches:
        if roster.touches(start, end):
            first = bisect_right(midnights, max(start, roster.start)) - 1
            last = bisect_left(midnights, min(end, roster.end))
            works[first:last] = [True] * (last - first)
    # A date that a zone left out, when it crossed the date line, was nobody's day off.
    real = [day for day in days if midnights[day] < midnights[day + 1]]
    runs = [list(run) for duty, run in groupby(real, key=works.__getitem__) if duty]
    long = [run for run in runs if len(run) >= roster.limits.days_for_a_day_off]
    if long:
        when = dates_text(roster.dates[long[0][0]], roster.dates[long[0][-1] + 1])
        often = times_text(len(long))
        message = f"{len(long[0])} dates in a row with duty, no day off: {when}{often}"
        yield odd(person.resident, Topic.NO_DAY_OFF, message)
