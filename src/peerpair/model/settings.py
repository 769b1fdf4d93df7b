"""The settings of a round: horizon, meeting, rest, sizes and what an unplaced resident costs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

__all__ = [
    "DAYS",
    "NOT_DUTY",
    "Horizon",
    "Meeting",
    "Penalty",
    "ReleaseLimit",
    "Rest",
    "Sizes",
    "clock_seconds",
]

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NOT_DUTY = ("leave", "vacation", "away", "off", "sick", "holiday", "conference", "personal")


@dataclass(frozen=True)
class Horizon:
    """The local dates ``[start, end)`` that a round plans for.

    Examples
    --------
    >>> horizon = Horizon(date(2026, 8, 3), date(2026, 8, 31))
    >>> horizon.days, horizon.weeks
    (28, 4)
    """

    start: date
    end: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "start", as_date(self.start))
        object.__setattr__(self, "end", as_date(self.end))

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


@dataclass(frozen=True)
class Meeting:
    """When a meeting may take place.

    Parameters
    ----------
    minutes, slot_minutes : int
        Length of a meeting; length of a slot of the grid (a divisor of 60).
    hours : (str, str)
        Local clock times between which it lies, ``"24:00"`` allowed as the end.
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

    minutes: int = 60
    slot_minutes: int = 30
    hours: tuple[str, str] = ("07:00", "22:00")
    days: tuple[str, ...] | None = None
    blackouts: tuple[date, ...] = ()
    buffer_minutes: int = 0
    cap_minutes_per_day: int | None = 120
    quorum: int | None = None
    mode: str = "remote"

    def __post_init__(self) -> None:
        object.__setattr__(self, "hours", listed(self.hours))
        blackouts = tuple(as_date(day) for day in self.blackouts)
        object.__setattr__(self, "blackouts", blackouts)
        if self.days is not None:
            object.__setattr__(self, "days", listed(self.days))


@dataclass(frozen=True)
class Rest:
    """Rest after duties, in minutes of elapsed time, and the kinds that are no duty."""

    after_24h_minutes: int = 840
    after_night_minutes: int = 480
    not_duty: tuple[str, ...] = NOT_DUTY

    def __post_init__(self) -> None:
        object.__setattr__(self, "not_duty", listed(self.not_duty))


@dataclass(frozen=True)
class Sizes:
    """Limits on the number of pairs and of triads; an upper limit of None is no limit."""

    pairs: tuple[int, int | None] = (0, 0)
    triads: tuple[int, int | None] = (0, 0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pairs", tuple(self.pairs))
        object.__setattr__(self, "triads", tuple(self.triads))

    @classmethod
    def named(cls, name: str) -> Sizes:
        """Return the limits behind ``"pairs"``, ``"triads"`` or ``"mixed"``."""
        return {
            "pairs": cls((0, None), (0, 1)),
            "triads": cls((0, 2), (0, None)),
            "mixed": cls((0, None), (0, None)),
        }[name]


@dataclass(frozen=True)
class Penalty:
    """Residents may stay unplaced, and each costs `points` in the total."""

    points: int


@dataclass(frozen=True)
class ReleaseLimit:
    """How many residents of a kind and site may be released from duty at once."""

    kind: str
    count: int
    per: str = "hour"
    site: str | None = None


def as_date(value: Any) -> Any:
    """Return an ISO date for its text; anything else as it is, for the check to judge."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def listed(value: Any) -> Any:
    """Return a sequence as a tuple; a string is no list, and stays for the check to judge."""
    return value if isinstance(value, str) else tuple(value)


def clock_seconds(text: str) -> int:
    """Return the seconds since midnight of ``"HH:MM"``; ``"24:00"`` is the end of the day.

    Examples
    --------
    >>> clock_seconds("07:30")
    27000
    """
    return int(text[:2]) * 3600 + int(text[3:]) * 60
