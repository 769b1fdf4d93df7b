"""The circumstances of a result, and what they do to an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from peerpair.report.calendars.details import EventDetails
from peerpair.report.calendars.event import Event, Version


@dataclass(frozen=True)
class Update:
    """The circumstances of a result.

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
    first : bool
        Whether nothing was ever sent: then meetings that are over are proposed as well.
    """

    now: datetime
    organizer: str
    dates: tuple[date, date] | None
    draw: Callable[[], str]
    first: bool

    def speaks_of(self, day: date) -> bool:
        """Tell whether the result speaks of a date."""
        return self.dates is None or self.dates[0] <= day < self.dates[1]

    def open(self, details: EventDetails) -> frozenset[datetime]:
        """Return the starts of meetings that are the result's to decide: not over, in its dates."""
        present = int(self.now.timestamp())
        return frozenset(
            start
            for start in details.starts
            if details.end_of(start) > present and self.speaks_of(details.date_of(start))
        )

    def ahead(self, details: EventDetails) -> frozenset[datetime]:
        """Return the starts of the meetings of a result that are proposed."""
        return details.starts if self.first else self.open(details)

    def closed(self, version: Version | None) -> EventDetails | None:
        """Return the meetings of what was sent that are not the result's to decide."""
        if version is None or not version.to:
            return None
        return version.details.holding(version.details.starts - self.open(version.details))

    def new(self, version: Version) -> Event:
        """Return an event that was not there before."""
        return Event(f"peerpair-{self.draw()}", 0, self.now, version)

    def revise(self, event: Event, version: Version) -> Event:
        """Return an event as it is now, under its identifier; the same if nothing changes."""
        if version == event.now:
            return event
        stamp = max(event.stamp, self.now)
        return replace(event, now=version, sequence=event.sequence + 1, stamp=stamp)

    def joined(
        self, event: Event, details: EventDetails, to: tuple[str, ...]
    ) -> EventDetails | None:
        """Return what an event says if it goes on as `details`; None if it cannot.

        What is closed stays as it was sent, and must fit into the same event.  In a draft what is
        over stays proposed: else it would change with every day.
        """
        if event.sent is None:
            return details.holding(self.ahead(details) | (details.starts & event.details.starts))
        closed = self.closed(event.sent)
        if closed is None:
            return details.holding(self.ahead(details))
        if event.sent.to == to and closed.joins(details):
            return details.holding(self.ahead(details) | closed.starts)
        return None

    def settle(self, event: Event) -> Event | None:
        """Return what becomes of an event that the result does not have; None = it is forgotten."""
        sent = event.sent
        if sent is None or sent.details.over <= int(self.now.timestamp()):
            return None
        if sent.to and not self.open(sent.details):
            return self.revise(event, sent)
        closed = self.closed(sent)
        if closed is not None:
            return self.revise(event, Version(self._ours(closed), sent.to))
        details = event.details if event.cancelled else sent.details
        return self.revise(event, Version(self._ours(details), ()))

    def _ours(self, details: EventDetails) -> EventDetails:
        return replace(details, organizer=self.organizer)
