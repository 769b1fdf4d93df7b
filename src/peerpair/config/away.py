"""Residents who take no part for a while: out of a round, or busy on some of its dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from peerpair.config.people import called, who_may_be_meant
from peerpair.errors import Fault, ProblemError
from peerpair.model.place import Place
from peerpair.model.schedule import Assignment, Away, Issue, Schedule, Topic
from peerpair.model.settings import Horizon
from peerpair.read.dates.cells import AWAY, whole_days
from peerpair.read.people.names import Names
from peerpair.shapes.basic import Integer, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.moments import DateText
from peerpair.shapes.noun import Key, Noun
from peerpair.shapes.visit import Visit, inside

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Pause(Noun):
    """A pause as the settings state it: by its dates, both included, or by rounds.

    Parameters
    ----------
    resident : str
        By id or by name.
    first, last : date or None
        Keys ``from`` and ``to``.
    rounds : tuple of int
        As `history.csv` counts them.
    """

    resident: Annotated[str, Text(1)]
    first: Annotated[date | None, DateText(), Key("from")] = None
    last: Annotated[date | None, DateText(), Key("to")] = None
    rounds: Annotated[tuple[int, ...], Items(Integer(1))] = ()

    def check(self, place: str, visit: Visit) -> None:
        """Record what is wrong with the dates and rounds together."""
        dated = self.first is not None and self.last is not None
        if self.first and self.last and self.last < self.first:
            visit.fault(inside(place, "to"), f"is before from {self.first}, got", str(self.last))
        if dated == bool(self.rounds) or (self.first is None) != (self.last is None):
            visit.fault(place, "needs either from and to, or rounds")


@dataclass(frozen=True)
class Paused:
    """A schedule in which whoever is away takes no part, and what was done for it."""

    schedule: Schedule
    issues: tuple[Issue, ...]


def paused(
    schedule: Schedule, pauses: Sequence[Pause], horizon: Horizon, number: int, file: str
) -> Paused:
    """Take those who are away out of a round.

    Who is away on every date of the horizon, or in the round, is not active; who is away on some
    of its dates is busy then.

    Parameters
    ----------
    schedule : Schedule
        As read, with what the table of residents says.
    pauses : sequence of Pause
        What the settings say.
    horizon : Horizon
        The dates of the round.
    number : int
        The round, as the history counts.
    file : str
        The settings, for places.

    Raises
    ------
    ProblemError
        If a pause is of nobody known.

    Examples
    --------
    >>> from peerpair.model.resident import Resident
    >>> schedule = Schedule((Resident("a", "Ana Lim"),), (), "America/Chicago")
    >>> days = Horizon(date(2026, 8, 3), date(2026, 8, 31))
    >>> out = paused(schedule, [Pause("ana lim", rounds=(3,))], days, 3, "peerpair.toml")
    >>> out.schedule.residents[0].active, str(out.issues[0])
    (False, 'peerpair.toml: away[0]: Ana Lim (a) is away in round 3; not in this round')
    """
    stated, skipped = _known(schedule, pauses, number, file)
    every = [*schedule.away, *stated]
    dates = [horizon.start + n * _DAY for n in range((horizon.end - horizon.start).days)]
    covered: dict[str, set[date]] = defaultdict(set)
    for each in every:
        covered[each.resident].update(day for day in dates if each.first <= day <= each.last)
    out = {who for who, days in covered.items() if len(days) == len(dates)}
    people = {resident.id: resident for resident in schedule.residents}
    issues = []
    for each in every:
        if people[each.resident].active and covered[each.resident]:
            away = f"is away from {each.first} to {each.last}"
            done = "not in this round" if each.resident in out else "busy on these dates"
            issues.append(_note(each.place, called(people[each.resident]), away, done, each))
    for who, place in skipped.items():
        if people[who].active:
            away = f"is away in round {number}"
            issues.append(_note(place, called(people[who]), away, "not in this round", None))
    residents = tuple(
        replace(one, active=False) if one.id in out or one.id in skipped else one
        for one in schedule.residents
    )
    entries = (Assignment(a.resident, *whole_days(a.first, a.last), AWAY) for a in stated)
    busy = (*schedule.assignments, *entries)
    return Paused(replace(schedule, residents=residents, assignments=busy), tuple(issues))


def _note(place: Place, who: str, away: str, done: str, each: Away | None) -> Issue:
    residents = (each.resident,) if each else ()
    return Issue(place, f"{who} {away}", done, Topic.NOTE, residents=residents)


def _known(
    schedule: Schedule, pauses: Iterable[Pause], number: int, file: str
) -> tuple[list[Away], dict[str, Place]]:
    """Return the pauses by dates, and who is away in the round, with the place that says so."""
    names, faults = Names(schedule.residents), []
    stated, skipped = [], {}
    for at, pause in enumerate(pauses):
        match, place = names.search(pause.resident), f"away[{at}]"
        if match.resident is None:
            hint = who_may_be_meant(match.maybe, schedule.residents)
            message = f"unknown resident: {pause.resident!r}"
            faults.append(Fault(f"{place}.resident", message, hint))
        elif pause.first and pause.last:
            where = Place.of(f"{file}: {place}")
            stated.append(Away(match.resident, pause.first, pause.last, where))
        elif number in pause.rounds:
            skipped[match.resident] = Place.of(f"{file}: {place}")
    if faults:
        raise ProblemError(faults, f"{file} does not fit the rosters")
    return stated, skipped
