"""From the proposed meetings of a group to the events that say them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from peerpair.model.time import Clock
from peerpair.report.calendars.version import Version, clock_of
from peerpair.report.residents.invitation import Invitation, MeetingTime, Partner
from peerpair.text import clean

SENTENCE = "A proposed time: agree among yourselves, and move it if it does not suit."
"""What every event says besides who is meant."""
_Times = tuple[datetime, datetime]


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
    >>> from datetime import timedelta
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
        said, to = _describe(invitation, missing), tuple(there)
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
