"""Version 1 of the generator: the same arguments give the same problem, for ever.

Frozen together with `tables_1`.  Only ``Random.random`` is drawn from: it is the one method whose
sequence Python promises to keep for a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from peerpair.constraints.exclude import Exclude
from peerpair.errors import ArgumentError
from peerpair.generate.tables_1 import (
    FAMILY_NAMES,
    GIVEN_NAMES,
    PROGRAMMES,
    ROTATIONS,
    Programme,
    Rotation,
)
from peerpair.model.problem import Problem
from peerpair.model.resident import Preference, Resident
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon, ReleaseLimit, Sizes
from peerpair.shapes.basic import Integer, Shape
from peerpair.shapes.moments import DateText
from peerpair.shapes.visit import FAILED, Visit

GENERATOR_VERSION = 1
_ARGUMENTS: dict[str, Shape] = {
    "residents": Integer(1, 100_000),
    "weeks": Integer(1, 520),
    "seed": Integer(),
    "start": DateText(),
}

_T = TypeVar("_T")
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_RESTED = timedelta(hours=8)


class _Dice:
    """Draws built on ``random()`` alone."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, limit: int) -> int:
        return int(self._random() * limit)

    def pick(self, items: Sequence[_T]) -> _T:
        return items[self.below(len(items))]

    def weighted(self, weights: Mapping[str, int]) -> str:
        left = self.below(sum(weights.values()))
        for name, weight in weights.items():
            left -= weight
            if left < 0:
                return name
        raise AssertionError("weights are positive")


def generate(
    residents: int = 60,
    seed: int = 0,
    *,
    weeks: int = 4,
    start: date = date(2026, 8, 3),
    sizes: str | Sizes = "mixed",
) -> Problem:
    """Make a synthetic hospital.

    Ten specialties on two sites with ward, intensive care, night float, clinic, theatre and
    emergency weeks, 24-hour and home call, and vacation; two exclusions for every hundred
    residents (every other one private), about two wishes for each, and one resident in forty whose
    schedule is not known, wholly or for the last week.

    Parameters
    ----------
    residents : int
        How many (1 to 100 000).
    seed : int
        Chooses the hospital.
    weeks : int
        Length of the horizon (1 to 520).
    start : date
        First date of the horizon, usually a Monday.
    sizes : str or Sizes
        As in `Problem`.

    Returns
    -------
    Problem
        Equal for equal arguments, in every release.

    Raises
    ------
    ArgumentError
        If one of them is of the wrong class or out of range.

    Examples
    --------
    >>> problem = generate(12, seed=3)
    >>> problem.title
    'synthetic hospital, generator 1, 12 residents, seed 3'
    >>> problem == generate(12, seed=3)
    True
    """
    residents, weeks, seed, start = _check(residents, weeks, seed, start)
    dice = _Dice(seed)
    horizon = Horizon(start, start + weeks * _WEEK)
    people: list[Resident] = []
    busy: list[Assignment] = []
    for person, programme in _cohort(residents, horizon, dice):
        people.append(person)
        busy.extend(_roster(person, programme, horizon, dice))
    return Problem(
        residents=tuple(people),
        horizon=horizon,
        timezone="America/Chicago",
        busy=tuple(busy),
        preferences=tuple(_wishes(people, dice)),
        release_limits=(ReleaseLimit("clinic", 2), ReleaseLimit("elective", 3)),
        constraints=tuple(_exclusions(people, dice)),
        sizes=sizes,
        title=(
            f"synthetic hospital, generator {GENERATOR_VERSION}, {residents} "
            f"{'resident' if residents == 1 else 'residents'}, seed {seed}"
        ),
    )


def _check(*given: object) -> list[Any]:
    """Return the numbers and the start as Python's own."""
    visit = Visit()
    taken = [
        shape.take(value, name, visit)
        for (name, shape), value in zip(_ARGUMENTS.items(), given, strict=True)
    ]
    start = taken[-1]
    if start is not FAILED and not 1900 <= start.year <= 2900:  # far from the calendar's ends
        visit.fault("start", "must be from 1900 to 2900, got", start)
    if visit.faults:
        raise ArgumentError(visit.faults, "no hospital can be generated")
    return taken


def _cohort(count: int, horizon: Horizon, dice: _Dice) -> Iterator[tuple[Resident, Programme]]:
    """Yield the residents, programme by programme."""
    offset = dice.below(len(GIVEN_NAMES) * len(FAMILY_NAMES))
    published = (horizon.start - _WEEK, horizon.end)
    chiefs: set[str] = set()
    number = 0
    for programme, places in zip(PROGRAMMES, _places(count), strict=True):
        for place in range(places):
            pgy = 1 + (place + dice.below(2)) % programme.years
            tags = ["intern"] if pgy == 1 else []
            if pgy == programme.years and programme.specialty not in chiefs:
                chiefs.add(programme.specialty)
                tags.append("chief")
            if dice.below(6) == 0:
                tags.append("parent")
            coverage: tuple[tuple[date, date], ...] = (published,)
            if number % 40 == 20:
                # Nothing was published, or the last week is still missing.
                late = (number // 40) % 2 == 1 and horizon.weeks > 1
                coverage = ((published[0], horizon.end - _WEEK),) if late else ()
            number += 1
            yield (
                Resident(
                    id=f"r{number:0{max(3, len(str(count)))}}",
                    name=_name(number + offset),
                    specialty=programme.specialty,
                    pgy=pgy,
                    site="Main" if dice.below(10) < 7 else "North",
                    tags=tuple(tags),
                    coverage=coverage,
                ),
                programme,
            )


def _places(count: int) -> list[int]:
    """Share the residents out over the programmes, by largest remainder."""
    total = sum(programme.share for programme in PROGRAMMES)
    places = [programme.share * count // total for programme in PROGRAMMES]
    by_rest = sorted(
        range(len(PROGRAMMES)), key=lambda i: (-(PROGRAMMES[i].share * count % total), i)
    )
    for i in by_rest[: count - sum(places)]:
        places[i] += 1
    return places


def _name(number: int) -> str:
    """Return a name; no two alike below 2880 residents."""
    # 1571 shares no factor with 48 x 60, so the walk meets every combination once.
    at = number * 1571 % (len(GIVEN_NAMES) * len(FAMILY_NAMES))
    return f"{GIVEN_NAMES[at % len(GIVEN_NAMES)]} {FAMILY_NAMES[at // len(GIVEN_NAMES)]}"


def _roster(
    person: Resident, programme: Programme, horizon: Horizon, dice: _Dice
) -> Iterator[Assignment]:
    """Yield the entries of a resident, from a week before the horizon on."""
    assert person.coverage is not None
    until = person.coverage[0][1] if person.coverage else date.min
    mix = dict(programme.mix)
    if (person.pgy or 0) >= 3:  # seniors: fewer nights, more electives
        mix |= {name: mix[name] * 2 for name in ("elective", "clinic") if name in mix}
        mix |= {"nights": max(1, mix["nights"] // 2)} if "nights" in mix else {}
    day, first = horizon.start - _WEEK, True
    phase = dice.below(24)
    rested = datetime(day.year, day.month, day.day)
    while day < horizon.end:
        rotation = ROTATIONS[dice.weighted(mix)]
        stay = dice.pick(rotation.weeks)
        if first:  # the first stay began before the roster does
            stay, first = 1 + dice.below(stay), False
        away = dice.below(8) == 0
        site = {"Main": "North", "North": "Main"}[str(person.site)] if away else person.site
        last = min(day + stay * _WEEK, horizon.end)
        for entry in _entries(person.id, rotation, (day, last), phase, rested, site, dice):
            if not entry.soft:
                rested = max(rested, entry.end + _RESTED)
            if entry.start.date() < until:
                yield entry
        day = last


def _entries(
    who: str,
    rotation: Rotation,
    dates: tuple[date, date],
    phase: int,
    rested: datetime,
    site: str | None,
    dice: _Dice,
) -> Iterator[Assignment]:
    """Yield the entries of one stay; nobody starts within 8 hours of the last shift's end."""
    day, last = dates
    if rotation.kind == "vacation":
        first, end = (datetime(d.year, d.month, d.day) for d in dates)
        yield Assignment(who, max(first, rested - _RESTED), end, rotation.kind)
        return
    row = 0
    while day < last:
        turn = day.toordinal() + phase
        begin, minutes, kind = rotation.start, rotation.minutes, rotation.kind
        works = _works(rotation.days, day, phase)
        if rotation.days == "shifts":  # 20 shifts in 28 days, at most five in a row
            works = dice.below(28) < 20 and row < 5
            begin = dice.pick((7, 11, 15, 19, 23)) * 60
        elif rotation.call_every and turn % rotation.call_every == 0:
            works, minutes, kind = True, 28 * 60, "call"
        elif rotation.long_every and turn % rotation.long_every == 0:
            minutes += rotation.long_minutes
        if kind != "call":
            minutes += dice.pick((-30, 0, 0, 30))
        midnight = datetime(day.year, day.month, day.day)
        start = midnight + timedelta(minutes=begin)
        row = row + 1 if works and start >= rested else 0
        if row:
            end = start + timedelta(minutes=minutes)
            rested = end + _RESTED
            yield Assignment(who, start, end, kind, site=site, protectable=rotation.protectable)
        if rotation.soft_every and turn % rotation.soft_every == 0:
            evening = midnight + timedelta(hours=17)
            morning = midnight + timedelta(hours=31)
            yield Assignment(who, evening, morning, rotation.soft_kind, soft=True, site=site)
        day += _DAY


def _works(days: str, day: date, phase: int) -> bool:
    letter = days[day.weekday()] if len(days) == 7 else "."
    cycle = (day.toordinal() // 7 + phase) % 4
    return (
        letter == "x" or (letter == "a" and cycle in (0, 2)) or (letter == "b" and cycle in (1, 2))
    )


def _wishes(people: Sequence[Resident], dice: _Dice) -> Iterator[Preference]:
    """Yield 0 to 4 wishes a resident, one in ten of them to be kept apart."""
    for person in people:
        others: dict[str, None] = {}
        for _ in range(dice.below(5)):
            other = dice.pick(people).id
            if other != person.id and other not in others:
                others[other] = None
                points = -500 if dice.below(10) == 0 else 250 * (1 + dice.below(4))
                yield Preference(person.id, other, points)


def _exclusions(people: Sequence[Resident], dice: _Dice) -> Iterator[Exclude]:
    """Yield two exclusions per hundred residents (none below ten), every other one private."""
    pairs: dict[tuple[str, str], None] = {}
    wanted = -(-len(people) * 2 // 100) if len(people) >= 10 else 0
    while len(pairs) < wanted:
        one, other = sorted((dice.pick(people).id, dice.pick(people).id))
        if one != other:
            pairs[one, other] = None
    for number, (one, other) in enumerate(pairs):
        yield Exclude(one, other, private=number % 2 == 0)
