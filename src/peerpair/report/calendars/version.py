"""From the proposed meetings of a group to the events that say them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from peerpair.model.time import Clock
from peerpair.report.residents.invitation import Invitation, MeetingTime, Partner
from peerpair.text import clean

SENTENCE = "A proposed time: agree among yourselves, and move it if it does not suit."
"""What every event says besides who is meant."""
_WEEK = timedelta(days=7)
_Times = tuple[datetime, datetime]


@lru_cache(maxsize=64)
def clock_of(zone: str) -> Clock:
    """Return the clock of a zone."""
    return Clock(zone)


@dataclass(frozen=True)
class Version:
    """What an event says, one meeting or the same one every week, and in whose calendars.

    Attributes
    ----------
    zone : str
        IANA zone of its times.
    start, end : datetime
        Of the first meeting.  Naive = readings of the local clock; where a clock change makes
        those ambiguous, in UTC.
    weeks : int
        Weeks from the first to the last meeting, both counted; 1 = a single meeting.
    skipped : tuple of int
        Those without a meeting, counted from 0.
    description : str
        Lines of text for the members.
    organizer : str
        An address, or the empty string.
    to : tuple of str
        Ids of residents, sorted; empty = it is cancelled.
    """

    zone: str
    start: datetime
    end: datetime
    weeks: int = 1
    skipped: tuple[int, ...] = ()
    description: str = ""
    organizer: str = ""
    to: tuple[str, ...] = ()

    @property
    def serial(self) -> bool:
        """Whether it is a series."""
        return self.weeks > 1

    @property
    def starts(self) -> frozenset[datetime]:
        """When its meetings begin, written as `start` is."""
        return frozenset(
            self.start + week * _WEEK for week in range(self.weeks) if week not in self.skipped
        )

    @property
    def first_date(self) -> date:
        """The local date of the first meeting."""
        return self.date_of(self.start)

    @property
    def last_date(self) -> date:
        """The local date of the last meeting, by its start."""
        return self.first_date + (self.weeks - 1) * _WEEK

    def date_of(self, start: datetime) -> date:
        """Return the local date of a meeting, by its start."""
        clock = clock_of(self.zone)
        return clock.local(clock.instant(start)).date()

    def end_of(self, start: datetime) -> int:
        """Return the instant at which a meeting ends."""
        return clock_of(self.zone).instant(start + (self.end - self.start))

    @property
    def over(self) -> int:
        """The instant at which the last meeting ends."""
        return self.end_of(self.start + (self.weeks - 1) * _WEEK)

    def holding(self, starts: Iterable[datetime]) -> Version | None:
        """Return the same with other meetings, whole weeks apart; None if there are none."""
        listed = sorted(starts)
        if not listed:
            return None
        first = listed[0]
        weeks = {(start - first) // _WEEK for start in listed}
        return replace(
            self,
            start=first,
            end=first + (self.end - self.start),
            weeks=max(weeks) + 1,
            skipped=tuple(sorted(set(range(max(weeks))) - weeks)),
        )

    def joins(self, other: Version) -> bool:
        """Tell whether the meetings of both can stand in one event, whoever the organizer."""
        alike = (self.zone, self.description, self.end - self.start, self.start.tzinfo) == (
            *(other.zone, other.description, other.end - other.start, other.start.tzinfo),
        )
        if not alike or self.start.tzinfo:
            return alike and self.start == other.start
        return not (self.start - other.start) % _WEEK


def propose_events(
    invitation: Invitation, zone: str, organizer: str = "", *, per_resident: bool = False
) -> list[Version]:
    """Return the events of a group, in order of their first meeting.

    Weekly meetings with the same clock readings and the same members are one series.  Those that
    a clock change puts at another time, or that other members miss, stand alone or are a series of
    their own, so that every event is true of all its meetings.  With `per_resident` an event does
    not stand in the calendars of those who miss it.

    Examples
    --------
    >>> starts = [datetime(2026, 8, day, 23, tzinfo=UTC) for day in (3, 10, 24)]
    >>> meetings = tuple(MeetingTime(start, start + timedelta(hours=1)) for start in starts)
    >>> group = Invitation(1, (Partner("a", "Ana"), Partner("b", "Ben")), meetings)
    >>> series, = propose_events(group, "America/Chicago")
    >>> f"{series.start:%a %d %H:%M}", series.weeks, series.skipped, series.to
    ('Mon 03 18:00', 4, (2,), ('a', 'b'))
    """
    clock = clock_of(zone)
    alike: dict[tuple[tuple[Partner, ...], object], list[_Times]] = defaultdict(list)
    for place, meeting in enumerate((*invitation.weekly, *invitation.single)):
        start, end = times = _reading(clock, meeting)
        detail: object = place
        if place < len(invitation.weekly) and not start.tzinfo:
            exact = meeting.end - meeting.start
            detail = start.weekday(), start.time(), end - start, exact
        alike[meeting.missing, detail].append(times)
    events = []
    for (missing, _), listed in alike.items():
        there = (p.id for p in invitation.partners if not (per_resident and p in missing))
        said, to = _describe(invitation, missing), tuple(sorted(there))
        one = Version(zone, *listed[0], description=said, organizer=organizer, to=to)
        event = one.holding(start for start, _ in listed)
        assert event is not None
        events.append(event)
    return sorted(events, key=lambda event: clock.instant(event.start))


def _reading(clock: Clock, meeting: MeetingTime) -> _Times:
    """Return the readings of the local clock where they say it all, else the times in UTC."""
    instants = [clock.instant(moment) for moment in (meeting.start, meeting.end)]
    start, end = (clock.local(instant) for instant in instants)
    # An hour that comes twice is its first time in a calendar (RFC 5545, section 3.3.5).
    if [clock.instant(start), clock.instant(end)] == instants:
        return start, end
    return meeting.start.astimezone(UTC), meeting.end.astimezone(UTC)


def _describe(invitation: Invitation, missing: Sequence[Partner]) -> str:
    """Return who is meant, a line each, a fixed sentence, and who may be missing."""
    lines = [*(partner.name for partner in invitation.partners), "", SENTENCE]
    lines += [f"Perhaps without: {partner.name}" for partner in missing]
    return "\n".join(map(clean, lines))
