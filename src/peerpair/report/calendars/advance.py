"""From what was sent, what was drafted and what a result proposes to what is to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peerpair.report.calendars.event import Event, Kept, Version
from peerpair.report.calendars.plan import Plan
from peerpair.report.calendars.round import Round

__all__ = ["Said", "Wanted", "advance"]


@dataclass(frozen=True)
class Wanted:
    """A group of a result: its number, its members and its events.

    Attributes
    ----------
    number : int
        As in the report.
    members : tuple of str
        Their ids.
    events : sequence of (Plan, tuple of str)
        What is to stand in whose calendars.
    """

    number: int
    members: tuple[str, ...]
    events: Sequence[tuple[Plan, tuple[str, ...]]]


@dataclass(frozen=True)
class Said:
    """What is remembered of a group, and the events that are in the files for its members.

    Attributes
    ----------
    number : int or None
        Of the group in the result; None = it is not in it.
    kept : Kept
        All its events.
    now : tuple of Event
        Those that are in the files.
    """

    number: int | None
    kept: Kept
    now: tuple[Event, ...]


def advance(before: Sequence[Kept], wanted: Sequence[Wanted], this: Round) -> list[Said]:
    """Return what is to be sent.

    An event keeps its identifier where the same members still have one like it: the very same, a
    series where there was a series, a meeting in the same week.  What was sent and no longer takes
    place is cancelled, again and again until it is over; then it is forgotten.  What was drafted
    and is gone is forgotten at once.  Meetings outside the dates that the result speaks of, or
    over, are left as they were sent; a series that has some of them and cannot go on as it was
    keeps those alone.

    Parameters
    ----------
    before : sequence of Kept
        What was sent or drafted.
    wanted : sequence of Wanted
        What the result proposes.
    this : Round
        When, in whose name, for which dates.

    Returns
    -------
    list of Said
        Groups of the result in its order, then others of which something is remembered.
    """
    older = {frozenset(kept.members): kept for kept in before}
    found = []
    for group in wanted:
        kept = older.pop(frozenset(group.members), None)
        found.append(_group(kept.events if kept else (), group, this))
    for kept in older.values():
        rest, now = _rest(kept.events, this)
        if rest:
            found.append(Said(None, replace(kept, events=rest), now))
    return found


def _group(older: Sequence[Event], group: Wanted, this: Round) -> Said:
    left = sorted(older, key=lambda event: event.cancelled)
    live: dict[int, Event] = {}
    for alike in _ALIKE:
        for place, (plan, to) in enumerate(group.events):
            if place in live:
                continue
            for event in left:
                joined = this.joined(event, plan, to)
                if joined and alike(event, plan, joined, this):
                    left.remove(event)
                    live[place] = this.revise(event, Version(joined, to))
                    break
    for place, (plan, to) in enumerate(group.events):
        if place not in live and (ahead := plan.holding(this.ahead(plan))):
            live[place] = this.new(Version(ahead, to))
    now = tuple(live[place] for place in sorted(live))
    rest, again = _rest([event for event in older if event in left], this)
    return Said(group.number, Kept(group.members, (*now, *rest)), (*now, *again))


def _rest(events: Sequence[Event], this: Round) -> tuple[tuple[Event, ...], tuple[Event, ...]]:
    """Return what becomes of events that the result does not have, and which are in the files."""
    settled = [this.settle(event) for event in events]
    rest = tuple(event for event in settled if event)
    return rest, tuple(event for event in rest if event.draft or event.cancelled)


def _same(event: Event, plan: Plan, joined: Plan, this: Round) -> bool:
    return event.plan == replace(joined, organizer=event.plan.organizer)


def _same_text(event: Event, plan: Plan, joined: Plan, this: Round) -> bool:
    return event.plan.description == plan.description and _serial(event, plan, joined, this)


def _serial(event: Event, plan: Plan, joined: Plan, this: Round) -> bool:
    return event.plan.serial and plan.serial and bool(this.open(event.plan))


def _same_week(event: Event, plan: Plan, joined: Plan, this: Round) -> bool:
    single = not event.plan.serial and not plan.serial
    return single and _week(event.plan) == _week(plan) and bool(this.open(event.plan))


def _left(event: Event, plan: Plan, joined: Plan, this: Round) -> bool:
    return event.sent is not None and not this.ahead(plan)


def _week(plan: Plan) -> tuple[int, int]:
    return plan.first_date.isocalendar()[:2]


_ALIKE = (_same, _same_text, _serial, _same_week, _left)
