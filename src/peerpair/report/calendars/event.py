"""What is remembered of a group: its events, as they are and as they were sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, ClassVar

from peerpair.read.ical.event import OWN_UID
from peerpair.report.calendars.version import IDS, Version, When
from peerpair.shapes.basic import Integer, Pattern, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.noun import Noun
from peerpair.shapes.visit import FAILED, Visit, inside


class _Instant(When):
    """An instant."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        moment = super().take(value, place, visit)
        if moment is not FAILED and moment.tzinfo is None:
            visit.fault(place, "must have an offset, got", value)
            return FAILED
        return moment


@dataclass(frozen=True)
class CalendarEvent(Noun):
    """An event under its identifier.

    Attributes
    ----------
    uid : str
        ``peerpair-`` and 32 hexadecimal digits.
    sequence : int
        How often it was changed, by drafts as well: they may have been sent without our knowledge.
    stamp : datetime
        When it was last changed, in UTC.
    now : Version
        As the last result has it.
    sent : Version or None
        As it was last sent; None = it never was.
    known : tuple of str
        Ids of all to whom it was ever sent, sorted.
    """

    uid: Annotated[str, Pattern(OWN_UID, "peerpair- and 32 hexadecimal digits")]
    sequence: Annotated[int, Integer(0, 2**31 - 1)]
    stamp: Annotated[datetime, _Instant()]
    now: Version
    sent: Version | None = None
    known: Annotated[tuple[str, ...], IDS] = ()

    complete: ClassVar[bool] = True

    def check(self, place: str, visit: Visit) -> None:
        """Record what is wrong with what was sent, and to whom."""
        if (self.sent is None) != (not self.known):
            visit.fault(inside(place, "known"), "must be empty exactly if `sent` is null")
        if self.sent is not None:
            to = inside(place, "sent.to")
            _within(self.sent.to, self.known, to, "is not among `known`", visit)

    @property
    def off(self) -> tuple[str, ...]:
        """Ids of those who were sent it, and are not to have it any more."""
        return tuple(name for name in self.known if name not in self.now.to)

    @property
    def cancelled(self) -> bool:
        """Whether it is to stand in nobody's calendar."""
        return not self.now.to

    @property
    def draft(self) -> bool:
        """Whether it was not sent as it is now."""
        return self.now != self.sent

    def as_sent(self) -> CalendarEvent:
        """Return the event after it was sent as it is now."""
        return replace(self, sent=self.now, known=tuple(sorted({*self.known, *self.now.to})))


@dataclass(frozen=True)
class Kept(Noun):
    """What is remembered of one set of residents."""

    members: Annotated[tuple[str, ...], Items(Text(1), 2, 3, distinct=True)]
    events: tuple[CalendarEvent, ...]

    def check(self, place: str, visit: Visit) -> None:
        """Record residents who are no members."""
        for number, event in enumerate(self.events):
            own = inside(place, f"events[{number}]")
            named = {"now.to": event.now.to, "known": event.known}
            if event.sent is not None:
                named["sent.to"] = event.sent.to
            for key, ids in named.items():
                _within(ids, self.members, f"{own}.{key}", "is not a member", visit)

    @property
    def draft(self) -> bool:
        """Whether some event was not sent as it is now."""
        return any(event.draft for event in self.events)

    def as_sent(self) -> Kept:
        """Return the group after everything was sent."""
        return replace(self, events=tuple(event.as_sent() for event in self.events))

    def without_drafts(self) -> Kept:
        """Return the group with its events as they were sent, and no others."""
        sent = (replace(event, now=event.sent) for event in self.events if event.sent is not None)
        return replace(self, events=tuple(sent))


def _within(
    ids: Iterable[str], known: tuple[str, ...], place: str, fault: str, visit: Visit
) -> None:
    for number, name in enumerate(ids):
        if name not in known:
            visit.fault(f"{place}[{number}]", fault, name)
