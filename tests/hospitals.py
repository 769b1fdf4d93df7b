"""Random small problems, valid by design: every rule, policy and clock change."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import cast

from hypothesis import strategies as st

from peerpair import (
    Affinity,
    Assignment,
    Constraint,
    Horizon,
    Hours,
    Meeting,
    Objective,
    PastGroup,
    Penalty,
    Preference,
    Problem,
    ProblemError,
    Resident,
    Rest,
    Sizes,
)
from peerpair.model.settings import DAYS
from peerpair.registry import family

KINDS = ("ward", "icu", "night_float", "clinic", "vacation", "leave", "other", None)
ZONES = (
    ("America/New_York", date(2026, 3, 6)),
    ("America/New_York", date(2026, 10, 29)),
    ("Australia/Lord_Howe", date(2026, 4, 2)),
    ("Africa/Cairo", date(2026, 4, 22)),
    ("America/Santiago", date(2026, 4, 2)),
    ("America/Nuuk", date(2026, 10, 22)),
    ("Antarctica/Troll", date(2026, 3, 27)),
    ("America/St_Johns", date(2006, 10, 26)),
    ("Asia/Kolkata", date(2026, 2, 26)),
    ("UTC", date(2026, 8, 3)),
)
IDS = ("r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8")


def _assignment(rng: random.Random, name: str, start: date, days: int) -> Assignment:
    begin = datetime(start.year, start.month, start.day) + timedelta(
        minutes=15 * rng.randint(-2 * 96, days * 96)
    )
    hours = rng.choice([1, 3, 8, 10, 12, 24, 28, 60])
    return Assignment(
        resident=name,
        start=begin,
        end=begin + timedelta(hours=hours, minutes=rng.choice([0, 0, 15])),
        kind=rng.choice(KINDS),
        soft=rng.random() < 0.15,
        site=rng.choice(["Main", "VA", None]),
    )


def _resident(rng: random.Random, name: str, start: date, days: int) -> Resident:
    coverage = None
    if rng.random() < 0.3:
        first = start + timedelta(days=rng.randint(-1, days))
        coverage = ((first, first + timedelta(days=rng.randint(0, days))),)
    return Resident(
        id=name,
        specialty=rng.choice(["IM", "FM", "EM"]),
        pgy=rng.randint(1, 4),
        site=rng.choice(["Main", "VA", None]),
        tags=tuple(rng.sample(["chief", "intern", "parent"], rng.randint(0, 2))),
        active=rng.random() < 0.95,
        coverage=() if rng.random() < 0.05 else coverage,
    )


def _with_gaps(residents: list[Resident], rng: random.Random) -> list[Resident]:
    """Return residents of whom something may be unknown; rules that need it are then no input."""
    if rng.random() < 0.6:
        return residents
    return [
        replace(
            resident,
            specialty=None if rng.random() < 0.3 else resident.specialty,
            pgy=None if rng.random() < 0.3 else resident.pgy,
        )
        for resident in residents
    ]


def make_problem(seed: int, n: int | None = None, rules: int | None = None) -> Problem:
    """Return a random valid problem; equal seeds give equal problems."""
    rng = random.Random(seed)
    zone, start = rng.choice(ZONES)
    days = rng.choice([1, 3, 4, 6, 8, 12, 15])
    names = rng.sample(IDS, n or rng.choice([2, 3, 4, 5, 6, 6, 7]))
    residents = [_resident(rng, name, start, days) for name in names]
    residents = _with_gaps(residents, random.Random(f"gaps {seed}"))
    if not any(resident.active for resident in residents):
        residents[0] = replace(residents[0], active=True)
    policies: list[str | Penalty] = [
        "forbid",
        "forbid",
        "allow",
        Penalty(rng.choice([0, 900, 9000])),
    ]
    unplaced = rng.choice(policies)
    fairness = rng.choice(["weeks", "weeks", "maxmin", "total"])
    sizes: str | Sizes = rng.choice(["pairs", "triads", "mixed", "mixed"])
    if rng.random() < 0.15:
        sizes = Sizes((rng.randint(0, 1), rng.choice([None, 1, 2])), (0, rng.choice([None, 1, 2])))
    problem = Problem(
        residents=tuple(residents),
        horizon=Horizon(start, start + timedelta(days=days)),
        timezone=zone,
        busy=tuple(
            _assignment(rng, name, start, days)
            for name in names
            for _ in range(rng.randint(0, 1 + days // 2))
        ),
        meeting=Meeting(
            minutes=rng.choice([30, 45, 60, 90]),
            slot_minutes=rng.choice([15, 20, 30, 60]),
            hours=rng.choice([("07:00", "22:00"), ("00:00", "24:00"), ("17:15", "21:30")]),
            days=rng.choice([None, None, ("mon", "sat", "sun"), ("thu", "fri")]),
            blackouts=rng.choice([(), (start,)]),
            buffer_minutes=rng.choice([0, 0, 20]),
            cap_minutes_per_day=rng.choice([120, 45, None]),
            quorum=rng.choice([None, 2]),
            mode=rng.choice(["remote", "remote", "in_person"]),
        ),
        rest=Rest(rng.choice([840, 60]), rng.choice([480, 0]), ("leave", "vacation")),
        unknown=rng.choice(["busy", "busy", "free"]),
        soft=rng.choice(["free", "free", "busy"]),
        preferences=tuple(
            Preference(a, b, rng.randint(-1000, 1000))
            for a in names
            for b in names
            if a != b and rng.random() < 0.2
        ),
        affinities=tuple(
            Affinity(tuple(sorted(pair)), rng.randint(-50, 50))
            for pair in {frozenset(rng.sample(names, 2)) for _ in range(3)}
        ),
        history=tuple(
            PastGroup(
                tuple(rng.sample(names, min(len(names), rng.choice([2, 3])))), r, rng.random() < 0.8
            )
            for r in (1, 1, 2, 3)[: rng.randint(0, 4)]
        ),
        objectives=_objectives(rng),
        per=rng.choice(["resident", "group"]),
        sizes=sizes,
        unplaced=unplaced,
        fairness="total" if fairness == "maxmin" and isinstance(unplaced, Penalty) else fairness,
    )
    own = random.Random(f"hours {seed}")
    if own.random() < 0.25:
        problem = replace(problem, meeting=replace(problem.meeting, hours=some_hours(own)))
    own = random.Random(f"rounds {seed}")
    if own.random() < 0.35:
        problem = replace(
            problem,
            residents=[
                replace(r, credit=own.choice([0, 0, 1, 2]), sat_out=own.choice([0, 1, 3]))
                for r in problem.residents
            ],
            repeats=own.choice(["allow", "avoid", "avoid", "forbid"]),
            triad_is_burden=own.random() < 0.5,
        )
    count = rng.choice([0, 0, 1, 2, 3]) if rules is None else rules
    return with_rules(problem, rng, count)


def some_hours(rng: random.Random) -> Hours:
    """Return random hours by day, of spans that mostly begin and end at a half hour."""

    def spans() -> tuple[tuple[str, str], ...]:
        halves = [f"{n // 2:02}:{30 * (n % 2):02}" for n in range(49)]
        some = sorted(rng.sample([*halves, "12:40", "13:20", "17:01"], 2 * rng.randint(0, 4)))
        return tuple(zip(some[::2], some[1::2], strict=True))

    named = {day: spans() for day in rng.sample(DAYS, rng.randint(1, 3))}
    return Hours(spans(), **named)


def _past_group(rng: random.Random, names: list[str], number: int) -> PastGroup:
    size = min(len(names), rng.choice([2, 3]))
    return PastGroup(tuple(rng.sample(names, size)), number, rng.random() < 0.8)


def _objectives(rng: random.Random) -> tuple[Objective, ...]:
    known = family("objectives")
    draft = Problem([Resident("a", specialty="IM"), Resident("b", specialty="FM")])
    kinds = rng.sample(sorted(known), rng.randint(0, 4))
    return tuple(cast(type[Objective], known[kind]).example(draft, rng) for kind in kinds)


def with_rules(problem: Problem, rng: random.Random, count: int) -> Problem:
    """Return the problem with random constraints that are valid for it."""
    kinds = sorted(family("constraints"))
    for _ in range(count):
        rule = example_of(rng.choice(kinds), problem, rng)
        if rule is not None:
            try:
                problem = replace(problem, constraints=(*problem.constraints, rule))
            except ProblemError:
                continue  # names an inactive resident
    return problem


def example_of(kind: str, problem: Problem, rng: random.Random) -> Constraint | None:
    """Return an example of a kind, or None where the problem is too small for one."""
    try:
        return cast(type[Constraint], family("constraints")[kind]).example(problem, rng)
    except (ValueError, IndexError):
        return None


seeds = st.integers(0, 2**32)
problems = st.builds(make_problem, seeds)
