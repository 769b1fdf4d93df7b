"""Hours of duty a week, averaged over weeks in a row."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from peerpair.lint.roster import Person, Roster, odd
from peerpair.lint.words import dates_text, hours_text, times_text
from peerpair.model.schedule import Issue, Topic


def long_weeks(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report the weeks in a row with the highest average, if it is over the limit.

    Weeks are seven dates each, from the first date of the horizon on; dates left over at its end
    count only where there is no whole week.
    """
    limit = roster.limits.week_hours * 3600
    edges = _edges(roster)
    worked = _worked(person, roster, edges)
    span = min(roster.limits.averaged_weeks, len(worked))
    sums = [sum(worked[i : i + span]) for i in range(len(worked) - span + 1)]
    over = [total for total in sums if total > span * limit]
    if not over:
        return
    highest = max(over)
    worst = sums.index(highest)
    when = dates_text(edges[worst], edges[worst + span])
    average = f"{hours_text(-(-highest // span), up=True)} of duty"
    if span == 1:
        message = f"{average} in one week, more than {hours_text(limit)}: {when}"
    else:
        each = ", ".join(hours_text(seconds) for seconds in worked[worst : worst + span])
        average = f"{average} a week on average over {span} weeks, more than {hours_text(limit)}"
        message = f"{average}: {when}, week by week {each}"
    yield odd(person.resident, Topic.HOURS, message + times_text(len(over), "highest"))


def _edges(roster: Roster) -> list[date]:
    """Return the dates at which weeks begin, and the date after the last week."""
    first, weeks = roster.horizon.start, roster.horizon.days // 7
    if not weeks:
        return [first, roster.horizon.end]
    return [first + timedelta(days=7 * week) for week in range(weeks + 1)]


def _worked(person: Person, roster: Roster, edges: list[date]) -> list[int]:
    """Return the seconds of duty in each week, in elapsed time."""
    marks = [roster.clock.midnight(day) for day in edges]
    worked = [0] * (len(marks) - 1)
    for start, end in person.stretches:
        week = max(0, bisect_right(marks, start) - 1)
        while week < len(worked) and marks[week] < end:
            worked[week] += max(0, min(end, marks[week + 1]) - max(start, marks[week]))
            week += 1
    return worked
