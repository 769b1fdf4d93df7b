"""From what was sent, what was drafted and what a result proposes to what is to be sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from peerpair.report.calendars.event import CalendarEvent, Kept
from peerpair.report.calendars.update import Update
from peerpair.report.calendars.version import Version


@dataclass(frozen=True)
class Wanted:
    """A group of a result: its number in the report, the ids of its members, and its events."""

    number: int
    members: tuple[str, ...]
    events: Sequence[Version]


@dataclass(frozen=True)
class Said:
    """All that is remembered of a group, and the events that are in the files for its members.

    `number` is that of the group in the result; None = it is not in it.
    """

    number: int | None
    kept: Kept
    now: tuple[CalendarEvent, ...]


def advance(before: Sequence[Kept], wanted: Sequence[Wanted], update: Update) -> list[Said]:
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
    update : Update
        When, in whose name, for which dates.

    Returns
    -------
    list of Said
        Groups of the result in its order, then others of which something is remembered.
    """
    older = {frozenset(kept.members): kept for kept in before}
    said = []
    for group in wanted:
        kept = older.pop(frozenset(group.members), None)
        said.append(_group(kept.events if kept else (), group, update))
    for kept in older.values():
        rest, now = _rest(kept.events, update)
        if rest:
            said.append(Said(None, replace(kept, events=rest), now))
    return said


def _group(older: Sequence[CalendarEvent], group: Wanted, update: Update) -> Said:
    left = sorted(older, key=lambda event: event.cancelled)
    live: dict[int, CalendarEvent] = {}
    for likeness in range(_UNLIKE):
        for place, wanted in enumerate(group.events):
            if place in live:
                continue
            for event in left:
                joined = update.joined(event, wanted)
                if joined and _likeness(event, wanted, joined, update) == likeness:
                    left.remove(event)
                    live[place] = update.revise(event, joined)
                    break
    for place, wanted in enumerate(group.events):
        if place not in live and (ahead := wanted.holding(update.ahead(wanted))):
            live[place] = update.new(ahead)
    now = tuple(live[place] for place in sorted(live))
    rest, again = _rest([event for event in older if event in left], update)
    return Said(group.number, Kept(group.members, (*now, *rest)), (*now, *again))


def _rest(
    events: Sequence[CalendarEvent], update: Update
) -> tuple[tuple[CalendarEvent, ...], tuple[CalendarEvent, ...]]:
    """Return what becomes of events that the result does not have, and which are in the files."""
    settled = [update.settle(event) for event in events]
    rest = tuple(event for event in settled if event)
    return rest, tuple(event for event in rest if event.draft or event.cancelled)


_UNLIKE = 5


def _likeness(event: CalendarEvent, wanted: Version, joined: Version, update: Update) -> int:
    """Return how far an event is from what is wanted, from 0 for the very same to `_UNLIKE`."""
    before = event.now
    if before == replace(joined, organizer=before.organizer, to=before.to):
        return 0
    if update.open(before):
        if before.serial and wanted.serial:
            return 1 if before.description == wanted.description else 2
        if not (before.serial or wanted.serial) and _week(before) == _week(wanted):
            return 3
    return 4 if event.sent is not None and not update.ahead(wanted) else _UNLIKE


def _week(version: Version) -> tuple[int, int]:
    return version.first_date.isocalendar()[:2]
