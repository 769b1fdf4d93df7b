"""The settings of a round: horizon, meeting, rest, sizes and what an unplaced resident costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from peerpair.model.hours import Hours, HoursOrSpan, Span, Spans
from peerpair.shapes.basic import Choice, Integer
from peerpair.shapes.containers import Nullable, Range
from peerpair.shapes.noun import Key, Noun, take_argument
from peerpair.shapes.visit import Visit, inside

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOT_DUTY = ("leave", "vacation", "away", "off", "sick", "holiday", "conference", "personal")
SAFE = 2**53
"""Sums stay below this, so that every JSON reader and every solver sees them exactly."""
_LONGEST_HORIZON = 3_700
_MINUTES = 10**9
"""Upper limit of every number of minutes: far beyond any roster, and it keeps arithmetic exact."""
Minutes = Annotated[int, Integer(0, _MINUTES)]


@dataclass(frozen=True)
class Horizon(Noun):
    """The local dates ``[start, end)`` that a round plans for.

    Examples
    --------
    >>> horizon = Horizon(date(2026, 8, 3), date(2026, 8, 31))
    >>> horizon.days, horizon.weeks
    (28, 4)
    """

    start: date
    end: date

    def check(self, place: str, visit: Visit) -> None:
        at = inside(place, "end")
        if self.days < 1:
            visit.fault(at, f"must be after start {self.start}, got", self.end.isoformat())
        elif not (self.start.year >= 100 and self.end.year < 9900):
            visit.fault(place or "start", "is out of the range of calendars", str(self.start))
        elif self.days > _LONGEST_HORIZON:
            visit.fault(at, f"is over {_LONGEST_HORIZON} dates away, got", self.end.isoformat())

    @property
    def days(self) -> int:
        """Number of dates."""
        return (self.end - self.start).days

    @property
    def weeks(self) -> int:
        """Number of weeks; a last part of fewer than four dates belongs to the week before."""
        return max(1, (self.days + 3) // 7)

    def week_of(self, day: int) -> int:
        """Return the week of the date ``start + day``."""
        return min(day // 7, self.weeks - 1)


class _Divisor(Integer):
    """A divisor of 60."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        number = super().take(value, place, visit)
        if isinstance(number, int) and 60 % number:
            visit.fault(place, "must be a divisor of 60, got", number)
        return number

    def schema(self) -> dict[str, Any]:
        return {"enum": [d for d in range(1, 61) if 60 % d == 0]}


@dataclass(frozen=True)
class Meeting(Noun):
    """When a meeting may take place.

    Parameters
    ----------
    minutes, slot_minutes : int
        Length of a meeting; length of a slot of the grid (a divisor of 60).
    hours : (str, str) or Hours
        Local clock times between which it lies, ``"24:00"`` allowed as the end; several spans, or
        other ones on some days, with `Hours`.
    days : tuple of str or None
        Weekdays (`DAYS`); None = all seven.
    blackouts : tuple of date
        Dates without meetings.
    buffer_minutes : int
        Widens every duty on both sides.
    cap_minutes_per_day : int or None
        Free time counted per date at most; None = every window counts.
    quorum : 2 or None
        2 = a triad may meet with two of its three.
    mode : {"remote", "in_person"}
        In person, a group has no windows in a week in which its members' sites differ.
    """

    minutes: Annotated[int, Integer(1, _MINUTES)] = 60
    slot_minutes: Annotated[int, _Divisor(1, 60)] = 30
    hours: Annotated[Span | Hours, HoursOrSpan()] = ("07:00", "22:00")
    days: tuple[Annotated[str, Choice(DAYS)], ...] | None = None
    blackouts: tuple[date, ...] = ()
    buffer_minutes: Minutes = 0
    cap_minutes_per_day: Annotated[int | None, Nullable(Integer(1, _MINUTES))] = 120
    quorum: Annotated[int | None, Integer(2, 2)] = None
    mode: Annotated[str, Choice(("remote", "in_person"))] = "remote"

    @property
    def spans(self) -> tuple[Spans, ...]:
        """The spans of `hours` on each weekday, Monday first."""
        if not isinstance(self.hours, Hours):
            return ((self.hours,),) * len(DAYS)
        own = (getattr(self.hours, day) for day in DAYS)
        return tuple(self.hours.default if spans is None else spans for spans in own)


@dataclass(frozen=True)
class Rest(Noun):
    """Rest after duties, in minutes of elapsed time, and the kinds that are no duty."""

    after_24h_minutes: Minutes = 840
    after_night_minutes: Minutes = 480
    not_duty: tuple[str, ...] = NOT_DUTY


SIZE_POLICY = Choice(("pairs", "triads", "mixed"))
_LIMITS = Range(Integer(0), Nullable(Integer(0)))


@dataclass(frozen=True)
class Sizes(Noun):
    """Limits on the number of pairs and of triads; an upper limit of None is no limit."""

    pairs: Annotated[tuple[int, int | None], _LIMITS, Key("2")] = (0, 0)
    triads: Annotated[tuple[int, int | None], _LIMITS, Key("3")] = (0, 0)

    @classmethod
    def named(cls, name: str) -> Sizes:
        """Return the limits behind ``"pairs"``, ``"triads"`` or ``"mixed"``.

        Raises
        ------
        ArgumentError
            If it is none of these.
        """
        return {
            "pairs": cls((0, None), (0, 1)),
            "triads": cls((0, 2), (0, None)),
            "mixed": cls((0, None), (0, None)),
        }[take_argument("name", name, SIZE_POLICY)]


@dataclass(frozen=True)
class Penalty(Noun):
    """Residents may stay unplaced, and each costs `points` in the total."""

    points: Annotated[int, Integer(0, SAFE), Key("penalty")]


@dataclass(frozen=True)
class ReleaseLimit(Noun):
    """How many residents of a kind and site may be released from duty at once."""

    kind: str
    count: Annotated[int, Integer(0)]
    per: Annotated[str, Choice(("hour", "day", "week"))] = "hour"
    site: str | None = None
