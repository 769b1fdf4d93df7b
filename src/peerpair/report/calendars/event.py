"""What is remembered of a group: its events, as they are and as they were sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from peerpair.report.calendars.version import Version


@dataclass(frozen=True)
class Event:
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

    uid: str
    sequence: int
    stamp: datetime
    now: Version
    sent: Version | None = None
    known: tuple[str, ...] = ()

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

    def as_sent(self) -> Event:
        """Return the event after it was sent as it is now."""
        return replace(self, sent=self.now, known=tuple(sorted({*self.known, *self.now.to})))


@dataclass(frozen=True)
class Kept:
    """What is remembered of one set of residents."""

    members: tuple[str, ...]
    events: tuple[Event, ...]

    @property
    def draft(self) -> bool:
        """Whether some event was not sent as it is now."""
        return any(event.draft for event in self.events)

    def as_sent(self) -> Kept:
        """Return the group after everything was sent."""
        return replace(self, events=tuple(event.as_sent() for event in self.events))
