"""From what was sent before and what a result proposes to what is sent now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from peerpair.report.calendars.plan import Plan
from peerpair.report.calendars.state import Event, Sent

__all__ = ["Round", "Said", "Wanted", "advance"]


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
    """What is remembered of a group, and the events that its members are sent now.

    Attributes
    ----------
    number : int or None
        Of the group in the result; None = it is not in it.
    sent : Sent
        All its events.
    now : tuple of Event
        Those that are sent.
    """

    number: int | None
    sent: Sent
    now: tuple[Event, ...]


@dataclass(frozen=True)
class Round:
    """The circumstances under which something is sent.

    Attributes
    ----------
    now : datetime
        In UTC, whole seconds.
    organizer : str
        An address, or the empty string.
    dates : (date, date) or None
        The local dates ``[first, after)`` that the result speaks of; None = all.
    draw : callable
        Returns 32 random hexadecimal digits.
    """

    now: datetime
    organizer: str
    dates: tuple[date, date] | None
    draw: Callable[[], str]

    def concerns(self, plan: Plan) -> bool:
        """Tell whether the result speaks of some date of an event."""
        return self.dates is None or (
            plan.first_date < self.dates[1] and plan.last_date >= self.dates[0]
        )

    def is_over(self, event: Event) -> bool:
        """Tell whether nothing of an event is left to come."""
        return event.plan.over <= int(self.now.timestamp())

    def new(self, plan: Plan, to: Iterable[str]) -> Event:
        """Return an event that was not sent before."""
        return Event(f"peerpair-{self.draw()}", 0, self.now, plan, tuple(sorted(to)))

    def revise(self, event: Event, plan: Plan, to: Iterable[str]) -> Event:
        """Return an event as it is now, under its identifier; the same if nothing changes."""
        to = tuple(sorted(to))
        off = tuple(sorted({*event.to, *event.off} - {*to}))
        changed = replace(event, plan=plan, to=to, off=off)
        if changed == event:
            return event
        return replace(changed, sequence=event.sequence + 1, stamp=max(event.stamp, self.now))

    def cancel(self, event: Event) -> Event:
        """Return an event that is not to take place."""
        return self.revise(event, replace(event.plan, organizer=self.organizer), ())


def advance(before: Sequence[Sent], wanted: Sequence[Wanted], this: Round) -> list[Said]:
    """Return what is sent now.

    An event keeps its identifier where the same members still have one like it: the very same, a
    series where there was a series, a meeting in the same week.  What no longer takes place is
    cancelled, again and again until it is over; then it is forgotten.  What lies outside the dates
    that the result speaks of is left as it is.

    Parameters
    ----------
    before : sequence of Sent
        What was sent.
    wanted : sequence of Wanted
        What the result proposes.
    this : Round
        When, in whose name, for which dates.

    Returns
    -------
    list of Said
        Groups of the result in its order, then others of which something is remembered.
    """
    older = {frozenset(sent.members): sent for sent in before}
    found = []
    for group in wanted:
        sent = older.pop(frozenset(group.members), None)
        found.append(_group(sent.events if sent else (), group, this))
    for sent in older.values():
        rest = _rest(sent.events, this)
        if rest:
            cancelled = tuple(event for event in rest if event.cancelled)
            found.append(Said(None, replace(sent, events=tuple(rest)), cancelled))
    return found


def _group(older: Sequence[Event], group: Wanted, this: Round) -> Said:
    left = sorted(
        (event for event in older if this.concerns(event.plan)), key=lambda event: event.cancelled
    )
    live: dict[int, Event] = {}
    for alike in _ALIKE:
        for place, (plan, to) in enumerate(group.events):
            match = next((e for e in left if place not in live and alike(e, plan, this)), None)
            if match:
                left.remove(match)
                live[place] = this.revise(match, plan, to)
    for place, (plan, to) in enumerate(group.events):
        if place not in live:
            live[place] = this.new(plan, to)
    now = [live[place] for place in range(len(group.events))]
    apart = [event for event in older if not this.concerns(event.plan)]
    rest = _rest([*left, *apart], this)
    cancelled = [event for event in rest if event.cancelled]
    return Said(group.number, Sent(group.members, (*now, *rest)), (*now, *cancelled))


def _rest(events: Iterable[Event], this: Round) -> list[Event]:
    """Return what becomes of events that the result does not have."""
    coming = (event for event in events if not this.is_over(event))
    return [
        this.cancel(event) if event.cancelled or this.concerns(event.plan) else event
        for event in coming
    ]


def _same(event: Event, plan: Plan, this: Round) -> bool:
    return event.plan == replace(plan, organizer=event.plan.organizer)


def _same_text(event: Event, plan: Plan, this: Round) -> bool:
    both = event.plan.serial and plan.serial
    return both and event.plan.description == plan.description and not this.is_over(event)


def _serial(event: Event, plan: Plan, this: Round) -> bool:
    return event.plan.serial and plan.serial and not this.is_over(event)


def _same_week(event: Event, plan: Plan, this: Round) -> bool:
    single = not event.plan.serial and not plan.serial
    return single and _week(event.plan) == _week(plan) and not this.is_over(event)


def _week(plan: Plan) -> tuple[int, int]:
    return plan.first_date.isocalendar()[:2]


_ALIKE = (_same, _same_text, _serial, _same_week)
