"""Problems unlike those of the generator: other values, other rosters, other rules.

Everything is drawn from a seed with ``random.Random``.  Each maker takes a number of residents and
a seed; ``make(name, n, seed, **changes)`` finds one by name, and `benchmarks.graphs` holds those of
other fields (matchings of sparse graphs, exchanges of kidneys).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from benchmarks.graphs import GRAPHS
from peerpair import (
    Assignment,
    Constraint,
    Horizon,
    Meeting,
    PastGroup,
    Penalty,
    Preference,
    Problem,
    Resident,
    Sizes,
)
from peerpair.constraints import (
    AtLeast,
    Exclude,
    LightWeek,
    MaxPgyGap,
    MaxTriads,
    MinSpecialties,
    MinWeeksMet,
    NoRepeat,
    NotAlone,
    SameSite,
    Separate,
)
from peerpair.generate import generate
from peerpair.objectives import (
    CrossSpecialty,
    Novelty,
    PreferencePoints,
    SharedTime,
    SizePoints,
    Stage,
)

__all__ = ["SHAPES", "make"]

START, DAYS = date(2026, 8, 3), 28

Draw = Callable[[random.Random], int]


def tie_or_not(rng: random.Random) -> int:
    """Return one of two values: nearly every answer ties with another."""
    return rng.choice((0, 1000))


def distinct(rng: random.Random) -> int:
    """Return one of a million values: hardly any ties."""
    return rng.randint(0, 10**6)


def heavy(rng: random.Random) -> int:
    """Return a value of which a few are very large."""
    return min(10**8, int(rng.lognormvariate(6, 2)))


def valued(draw: Draw, n: int, seed: int) -> Problem:
    """Make a cohort whose pairs have values drawn alone; a triad is worth the mean of its pairs."""
    rng = random.Random(seed)
    people = [Resident(f"v{i}", specialty=f"s{i}") for i in range(n)]
    distance = [(f"s{i}", f"s{j}", draw(rng)) for j in range(n) for i in range(j)]
    return Problem(people, objectives=[CrossSpecialty(1, tuple(distance))], sizes="mixed")


def wished(n: int, seed: int) -> Problem:
    """Make a cohort in which everybody has said something about everybody."""
    rng = random.Random(seed)
    names = [f"w{i}" for i in range(n)]
    wishes = [
        Preference(a, b, rng.choice((-1000, -500, 0, 250, 500, 1000)))
        for a in names
        for b in names
        if a != b
    ]
    people = [Resident(name) for name in names]
    objectives = [PreferencePoints(1000)]
    return Problem(people, preferences=wishes, objectives=objectives, sizes="mixed")


def tight(n: int, seed: int) -> Problem:
    """Make a hospital that meets at lunch or after work only, a tenth of it unknown."""
    problem = partly_known(n, seed)
    noon = [
        Assignment(person.id, begin, begin + timedelta(hours=4), kind="clinic")
        for person in problem.residents
        for day in range(DAYS)
        for begin in [datetime(START.year, START.month, START.day, 13) + timedelta(days=day)]
    ]
    meeting = Meeting(hours=("12:00", "20:00"))
    return replace(problem, busy=[*problem.busy, *noon], meeting=meeting)


def partly_known(n: int, seed: int) -> Problem:
    """Make a hospital of which a tenth is unknown from some date on."""
    problem, rng = generate(n, seed), random.Random(seed)
    unknown = set(rng.sample(range(n), n // 10))
    people = []
    for i, person in enumerate(problem.residents):
        if i in unknown:
            last = START + timedelta(days=rng.randrange(DAYS))
            person = replace(person, coverage=((START, last),))
        people.append(person)
    return replace(problem, residents=people)


def pattern_free(free: float, n: int, seed: int) -> Problem:
    """Make a cohort in which every resident's every half hour is free or busy by chance."""
    rng = random.Random(seed)
    people = [
        Resident(f"b{i}", specialty=rng.choice("ABCDEF"), pgy=rng.randint(1, 4)) for i in range(n)
    ]
    midnight = datetime(START.year, START.month, START.day)
    return Problem(
        people,
        horizon=Horizon(START, START + timedelta(days=DAYS)),
        timezone="America/Chicago",
        busy=[
            Assignment(person.id, midnight + begin, midnight + end, kind="shift")
            for person in people
            for begin, end in _busy(rng, free)
        ],
        objectives=[SharedTime(10), CrossSpecialty(4), Stage(1)],
        sizes="mixed",
    )


def _busy(rng: random.Random, free: float) -> Iterator[tuple[timedelta, timedelta]]:
    """Yield runs of busy half hours between 07:00 and 22:00 of each day."""
    half = timedelta(minutes=30)
    for day in range(DAYS):
        begin = None
        for slot in range(14, 45):
            busy = slot < 44 and rng.random() >= free
            if busy and begin is None:
                begin = slot
            if not busy and begin is not None:
                yield timedelta(days=day) + begin * half, timedelta(days=day) + slot * half
                begin = None


def ruled(rules: list[Constraint], n: int, seed: int) -> Problem:
    """Make a hospital with more rules, which may leave residents over."""
    problem = generate(n, seed)
    return replace(problem, constraints=[*problem.constraints, *rules], unplaced="allow")


def excluded(share: float, n: int, seed: int) -> Problem:
    """Make a hospital in which a share of all pairs is excluded, and wishes are many."""
    problem = generate(n, seed)
    rng = random.Random(seed)
    ids = [person.id for person in problem.residents]
    pairs = [(a, b) for i, b in enumerate(ids) for a in ids[:i]]
    chosen = rng.sample(pairs, round(share * len(pairs)))
    wishes = {(wish.source, wish.target): wish for wish in problem.preferences}
    for one in ids:
        for other in rng.sample(ids, min(4, len(ids))):
            if one != other:
                wishes[one, other] = Preference(one, other, rng.randint(-1000, 1000))
    return replace(
        problem,
        constraints=[Exclude(a, b, private=rng.random() < 0.5) for a, b in chosen],
        preferences=list(wishes.values()),
    )


def everything(n: int, seed: int) -> Problem:
    """Make a hospital with a past, many rules and every objective."""
    problem = excluded(0.02, n, seed)
    rng = random.Random(seed)
    ids = [person.id for person in problem.residents]
    past = []
    for number in (1, 2, 3):
        rng.shuffle(ids)
        past += [PastGroup((a, b), number) for a, b in zip(ids[::2], ids[1::2], strict=False)]
    rules = [MaxPgyGap(3), Separate("chief", "intern", "specialty"), NoRepeat(2)]
    return replace(
        problem,
        history=past,
        constraints=[*problem.constraints, *rules],
        objectives=[*problem.objectives, Novelty(2), SizePoints(1, pair=100)],
    )


def changed(changes: dict[str, Any], n: int, seed: int) -> Problem:
    """Make a hospital with other settings."""
    return replace(generate(n, seed), **changes)


def counted(n: int, seed: int) -> Problem:
    """Make a hospital that wants some pairs and some triads, not everybody placed."""
    sizes = Sizes((n // 8, n // 4), (n // 8, None))
    return replace(generate(n, seed), sizes=sizes, unplaced="allow")


FEW_TIES: dict[str, Any] = {
    "meeting": Meeting(slot_minutes=15, cap_minutes_per_day=240),
    "objectives": [SharedTime(97), CrossSpecialty(41), PreferencePoints(31), Stage(11)],
}
"""What gives hardly any two pairs the same value."""

SHAPES: dict[str, Callable[[int, int], Problem]] = {
    "generated": generate,
    "few-ties": partial(changed, FEW_TIES),
    "ties": partial(valued, tie_or_not),
    "distinct": partial(valued, distinct),
    "heavy": partial(valued, heavy),
    "wished": wished,
    "tight": tight,
    "evenings": partial(changed, {"meeting": Meeting(hours=("17:00", "21:00"))}),
    "partly-known": partly_known,
    "half-free": partial(pattern_free, 0.5),
    "fifth-free": partial(pattern_free, 0.2),
    "excluded-2": partial(excluded, 0.02),
    "excluded-30": partial(excluded, 0.3),
    "excluded-80": partial(excluded, 0.8),
    "everything": everything,
    "pgy-gap": partial(ruled, [MaxPgyGap(0)]),
    "same-site": partial(ruled, [SameSite()]),
    "separate": partial(ruled, [Separate("chief", "intern"), Separate("parent", "intern")]),
    "not-alone": partial(ruled, [NotAlone("parent")]),
    "light-week": partial(ruled, [LightWeek(("clinic", "elective", "vacation"))]),
    "weeks-met": partial(ruled, [MinWeeksMet(1)]),
    "mentored": partial(ruled, [AtLeast("intern", 1), MinSpecialties(2)]),
    "few-triads": partial(ruled, [MaxTriads(4)]),
    "quorum": partial(changed, {"meeting": Meeting(quorum=2)}),
    "in-person": partial(changed, {"meeting": Meeting(mode="in_person")}),
    "uncapped": partial(changed, {"meeting": Meeting(cap_minutes_per_day=None)}),
    "allow": partial(changed, {"unplaced": "allow", "constraints": [MinWeeksMet(3)]}),
    "penalty": partial(changed, {"unplaced": Penalty(3000), "constraints": [MinWeeksMet(2)]}),
    "counted": counted,
    **GRAPHS,
}


def make(name: str, n: int, seed: int, **changes: Any) -> Problem:
    """Make a problem by the name of its shape, with other settings such as ``sizes``.

    Examples
    --------
    >>> make("ties", 6, 0, sizes="pairs")
    <Problem 'ties, 6 residents, seed 0': 6 active residents>
    """
    title = f"{name}, {n} residents, seed {seed}"
    return replace(SHAPES[name](n, seed), title=title, **changes)
