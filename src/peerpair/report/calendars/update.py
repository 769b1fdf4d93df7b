"""The circumstances of a result, and what they do to an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from peerpair.report.calendars.event import CalendarEvent
from peerpair.report.calendars.version import Version


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

    def open(self, version: Version) -> frozenset[datetime]:
        """Return the starts of meetings that are the result's to decide: not over, in its dates."""
        present = int(self.now.timestamp())
        return frozenset(
            start
            for start in version.starts
            if version.end_of(start) > present and self.speaks_of(version.date_of(start))
        )

    def ahead(self, version: Version) -> frozenset[datetime]:
        """Return the starts of the meetings of a result that are proposed."""
        return version.starts if self.first else self.open(version)

    def closed(self, sent: Version) -> Version | None:
        """Return the meetings of what was sent that are not the result's to decide."""
        return sent.holding(sent.starts - self.open(sent)) if sent.to else None

    def new(self, version: Version) -> CalendarEvent:
        """Return an event that was not there before."""
        return CalendarEvent(f"peerpair-{self.draw()}", 0, self.now, version)

    def revise(self, event: CalendarEvent, version: Version) -> CalendarEvent:
        """Return an event as it is now, under its identifier; the same if nothing changes."""
        if version == event.now:
            return event
        stamp = max(event.stamp, self.now)
        return replace(event, now=version, sequence=event.sequence + 1, stamp=stamp)

    def joined(self, event: CalendarEvent, wanted: Version) -> Version | None:
        """Return what an event says if it goes on as is `wanted`; None if it cannot.

        What is closed stays as it was sent, and must fit into the same event.  In a draft what is
        over stays proposed: else it would change with every day.
        """
        if event.sent is None:
            return wanted.holding(self.ahead(wanted) | (wanted.starts & event.now.starts))
        closed = self.closed(event.sent)
        if closed is None:
            return wanted.holding(self.ahead(wanted))
        if closed.to == wanted.to and closed.joins(wanted):
            return wanted.holding(self.ahead(wanted) | closed.starts)
        return None

    def settle(self, event: CalendarEvent) -> CalendarEvent | None:
        """Return what becomes of an event that the result does not have; None = it is forgotten."""
        sent = event.sent
        if sent is None or sent.over <= int(self.now.timestamp()):
            return None
        if sent.to and not self.open(sent):
            return self.revise(event, sent)
        rest = self.closed(sent)
        if rest is None:
            rest = replace(event.now if event.cancelled else sent, to=())
        return self.revise(event, replace(rest, organizer=self.organizer))
