"""A schedule as the rules look at it: instants, person by person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from peerpair.lint.limits import DutyLimits
from peerpair.model.place import Place
from peerpair.model.resident import Resident
from peerpair.model.schedule import Issue, Schedule, Topic
from peerpair.model.settings import NOT_DUTY, Horizon
from peerpair.model.time import DAY, Clock
from peerpair.read.draft import MARGIN

_MARGIN = MARGIN * DAY
"""Seconds around the horizon whose entries count: those that `peerpair.read` keeps."""


class Entry(NamedTuple):
    """An entry ``[start, end)`` in instants; `kind` may be empty."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Person:
    """An active resident.

    Attributes
    ----------
    resident : Resident
        Who it is.
    duties, absences : list of Entry
        Those that are not soft, sorted by start.
    stretches : list of (int, int)
        The duties, those that touch or overlap as one, sorted.
    is_listed : bool
        Whether any entry, soft ones included, lies in the horizon.
    """

    resident: Resident
    duties: list[Entry]
    absences: list[Entry]
    stretches: list[tuple[int, int]]
    is_listed: bool


@dataclass(frozen=True)
class Roster:
    """What a rule may ask for.

    Attributes
    ----------
    people : tuple of Person
        Active residents in document order.
    horizon : Horizon
        The dates looked at.
    start, end : int
        The same in instants.
    dates : list of date
        Each date of the horizon, and the one after it.
    midnights : list of int
        The instants at which these dates begin.
    clock : Clock
        The programme's.
    limits : DutyLimits
        From where on something is odd.
    """

    people: tuple[Person, ...]
    horizon: Horizon
    start: int
    end: int
    dates: list[date]
    midnights: list[int]
    clock: Clock
    limits: DutyLimits

    def touches(self, start: int, end: int) -> bool:
        """Tell whether an interval lies in the horizon for a positive time."""
        return max(start, self.start) < min(end, self.end)


def see(schedule: Schedule, horizon: Horizon, limits: DutyLimits) -> Roster:
    """Return the roster of the active residents, with what lies around the horizon."""
    clock = Clock(schedule.timezone)
    dates = [horizon.start + timedelta(days=day) for day in range(horizon.days + 1)]
    midnights = [clock.midnight(day) for day in dates]
    start, end = midnights[0], midnights[-1]
    low, high, instant = start - _MARGIN, end + _MARGIN, clock.instant
    duties: dict[str, list[Entry]] = defaultdict(list)
    absences: dict[str, list[Entry]] = defaultdict(list)
    listed = set()
    for entry in schedule.assignments:
        first, last = instant(entry.start), instant(entry.end)
        if first >= last or last <= low or first >= high:
            continue  # a clock change may have emptied it
        if first < end and last > start:
            listed.add(entry.resident)
        if not entry.soft:
            which = absences if entry.kind in NOT_DUTY else duties
            which[entry.resident].append(Entry(first, last, entry.kind or ""))
    people = []
    for resident in schedule.residents:
        if resident.active:
            own = sorted(duties[resident.id])
            away = sorted(absences[resident.id])
            seen = resident.id in listed
            people.append(Person(resident, own, away, _joined(own), seen))
    return Roster(tuple(people), horizon, start, end, dates, midnights, clock, limits)


def _joined(entries: list[Entry]) -> list[tuple[int, int]]:
    """Return sorted entries with those that touch or overlap as one."""
    stretches: list[tuple[int, int]] = []
    for start, end, _ in entries:
        if stretches and start <= stretches[-1][1]:
            if end > stretches[-1][1]:
                stretches[-1] = stretches[-1][0], end
        else:
            stretches.append((start, end))
    return stretches


def odd(
    who: Resident | Sequence[Resident],
    topic: Topic,
    message: str,
    action: str = "reported only",
    hint: str = "",
) -> Issue:
    """Return an issue about a resident, about several of them, or about them all (none given)."""
    people = (who,) if isinstance(who, Resident) else who
    place = f"{len(people):,} residents" if people else "residents"
    if len(people) == 1:
        place = f"resident {people[0].id}"
    names = tuple(resident.id for resident in people)
    return Issue(Place.of(place), message, action, topic, hint=hint, residents=names)
