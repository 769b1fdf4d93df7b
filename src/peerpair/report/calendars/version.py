"""What an event says, and for whom: the part of ``peerpair-state/1`` that goes into calendars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Annotated, Any, ClassVar

from peerpair.model.time import Clock, ZoneName
from peerpair.shapes.basic import Integer, Pattern, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.moments import Moment, write_moment
from peerpair.shapes.noun import Noun
from peerpair.shapes.visit import FAILED, Visit, inside
from peerpair.text import ADDRESS

WEEK = timedelta(days=7)
_YEARS = range(1970, 3000)


class When(Moment):
    """A local time, or an instant, which is held in UTC; in a plausible year."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        """Return the time."""
        moment = super().take(value, place, visit)
        if moment is FAILED:
            return FAILED
        if moment.year not in _YEARS:
            visit.fault(place, "is in no plausible year", value)
            return FAILED
        return moment.astimezone(UTC) if moment.tzinfo else moment


class Ids(Items):
    """Ids of residents, each once; sorted in Python."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        """Return the ids."""
        ids = super().take(value, place, visit)
        return ids if ids is FAILED or FAILED in ids else tuple(sorted(ids))


IDS = Ids(Text(1), distinct=True)


@lru_cache(maxsize=64)
def clock_of(zone: str) -> Clock:
    """Return the clock of a zone."""
    return Clock(zone)


@dataclass(frozen=True)
class Version(Noun):
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

    zone: Annotated[str, ZoneName(1)]
    start: Annotated[datetime, When()]
    end: Annotated[datetime, When()]
    weeks: Annotated[int, Integer(1, 5000)] = 1
    skipped: Annotated[tuple[int, ...], Items(Integer(1))] = ()
    description: str = ""
    organizer: Annotated[str, Pattern(f"({ADDRESS})?", "an address, or empty")] = ""
    to: Annotated[tuple[str, ...], IDS] = ()

    complete: ClassVar[bool] = True

    def check(self, place: str, visit: Visit) -> None:
        """Record what is wrong with the times together."""
        if (self.start.tzinfo is None) != (self.end.tzinfo is None):
            visit.fault(inside(place, "end"), "must have an offset exactly if the start has one")
        elif self.end <= self.start:
            end = write_moment(self.end)
            visit.fault(inside(place, "end"), "must be after the start, got", end)
        if self.start.tzinfo and self.serial:
            visit.fault(inside(place, "weeks"), "must be 1 for times with an offset", self.weeks)
        between = range(1, self.weeks - 1)
        if [*self.skipped] != sorted({*self.skipped} & {*between}):
            fault = "must be weeks between the first and the last, ascending"
            visit.fault(inside(place, "skipped"), fault)

    @property
    def serial(self) -> bool:
        """Whether it is a series."""
        return self.weeks > 1

    @property
    def starts(self) -> frozenset[datetime]:
        """When its meetings begin, written as `start` is."""
        return frozenset(
            self.start + week * WEEK for week in range(self.weeks) if week not in self.skipped
        )

    @property
    def first_date(self) -> date:
        """The local date of the first meeting."""
        return self.date_of(self.start)

    @property
    def last_date(self) -> date:
        """The local date of the last meeting, by its start."""
        return self.first_date + (self.weeks - 1) * WEEK

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
        return self.end_of(self.start + (self.weeks - 1) * WEEK)

    def holding(self, starts: Iterable[datetime]) -> Version | None:
        """Return the same with other meetings, whole weeks apart; None if there are none."""
        listed = sorted(starts)
        if not listed:
            return None
        first = listed[0]
        weeks = {(start - first) // WEEK for start in listed}
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
        return not (self.start - other.start) % WEEK
