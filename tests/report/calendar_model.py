"""Invitations made by hand, and a calendar as its owner sees it after importing files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar as File

from peerpair.report.calendars import Calendars, State, make_calendars
from peerpair.report.residents.invitation import Invitation, Invitations, MeetingTime, Partner

CHICAGO = "America/Chicago"
NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
ANA, BEN, CLEO, DAN = (Partner(name[0].lower(), name) for name in ("Ana", "Ben", "Cleo", "Dan"))
ORDER = ("a", "b", "c", "d")
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


def at(
    text: str, zone: str = CHICAGO, missing: tuple[Partner, ...] = (), fold: int = 0
) -> MeetingTime:
    """Return an hour that begins at a reading of the local clock."""
    begin = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)
    start, end = (moment.astimezone(ZoneInfo(zone)) for moment in (begin, begin + HOUR))
    return MeetingTime(_fixed(start), _fixed(end), missing)


def _fixed(moment: datetime) -> datetime:
    return datetime.fromisoformat(moment.isoformat())


def weekly(
    text: str, weeks: Iterable[int], zone: str = CHICAGO, missing: tuple[Partner, ...] = ()
) -> tuple[MeetingTime, ...]:
    """Return an hour at one reading of the clock in some weeks after a first date."""
    first = datetime.fromisoformat(text)
    return tuple(at((first + n * WEEK).isoformat(), zone, missing) for n in weeks)


def group(
    *people: Partner,
    number: int = 1,
    weekly: Sequence[MeetingTime] = (),
    single: Sequence[MeetingTime] = (),
) -> Invitation:
    return Invitation(number, people, tuple(weekly), tuple(single))


def invited(*groups: Invitation, zone: str = CHICAGO) -> Invitations:
    return Invitations("Block 7", "", zone, groups)


def numbers() -> Callable[[], str]:
    """Return a source of identifiers that counts."""
    at = count(1)
    return lambda: f"{next(at):032x}"


def made(*groups: Invitation, zone: str = CHICAGO, **options: Any) -> Calendars:
    usual: dict[str, Any] = {"now": NOW, "order": ORDER, "draw": numbers()}
    return make_calendars(invited(*groups, zone=zone), **(usual | options))


def lines(data: bytes) -> list[str]:
    """Return the logical lines of a file."""
    return data.decode("utf-8").replace("\r\n ", "").split("\r\n")


@lru_cache(maxsize=4096)
def events(data: bytes) -> tuple[Any, ...]:
    """Return the events of a file, as icalendar reads them."""
    return tuple(File.from_ical(data).walk("VEVENT"))


def happens(event: Any) -> Iterator[tuple[datetime, datetime]]:
    """Yield when an event is, in UTC: readings of its own clock, week by week."""
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    weeks = event["RRULE"]["COUNT"][0] if "RRULE" in event else 1
    skipped = {each.dt for each in event["EXDATE"].dts} if "EXDATE" in event else set()
    for week in range(weeks):
        times = start + week * WEEK, end + week * WEEK
        if times[0] not in skipped:
            yield times[0].astimezone(UTC), times[1].astimezone(UTC)


def proposed(invitation: Invitation) -> set[tuple[datetime, datetime]]:
    meetings = (*invitation.weekly, *invitation.single)
    return {(m.start.astimezone(UTC), m.end.astimezone(UTC)) for m in meetings}


class Shown:
    """A calendar: of each UID the highest SEQUENCE counts, and what is cancelled disappears."""

    def __init__(self) -> None:
        self.events: dict[str, Any] = {}

    def take(self, data: bytes) -> None:
        """Import a file."""
        for event in events(data):
            known = self.events.get(str(event["UID"]))
            if known is None or event["SEQUENCE"] >= known["SEQUENCE"]:
                if known is not None and event["SEQUENCE"] == known["SEQUENCE"]:
                    assert event.to_ical() == known.to_ical(), "two events under one SEQUENCE"
                self.events[str(event["UID"])] = event

    def all(self) -> list[tuple[datetime, datetime]]:
        """Return what it shows, in order."""
        live = (e for e in self.events.values() if e["STATUS"] != "CANCELLED")
        return sorted(times for event in live for times in happens(event))

    def after(self, now: datetime) -> list[tuple[datetime, datetime]]:
        """Return what is still to come, in order."""
        return [times for times in self.all() if times[1] > now]


class Sender:
    """Makes results one after the other with one state, and keeps everybody's calendar."""

    def __init__(self) -> None:
        self.state, self.draw = State(), numbers()
        self.last: Calendars | None = None
        self.calendars: dict[str, Shown] = defaultdict(Shown)

    def draft(self, *groups: Invitation, **options: Any) -> Calendars:
        """Make a result that nobody is told of."""
        self.last = found = made(*groups, state=self.state, draw=self.draw, **options)
        self.state = State.from_document(found.state.to_document())
        assert self.state == found.state
        return found

    def deliver(self) -> None:
        """Have everybody import the files of the last result, and mark them as sent."""
        assert self.last is not None
        for name, data in self.last.files.items():
            for resident in self.last.receivers[name]:
                self.calendars[resident].take(data)
        self.state = self.state.as_sent()
        assert not self.state.drafts
        assert State.from_document(self.state.to_document()) == self.state

    def send(self, *groups: Invitation, **options: Any) -> Calendars:
        """Make a result and send it."""
        found = self.draft(*groups, **options)
        self.deliver()
        return found
