"""Put peerpair behind a scheduler: rows in, groups out, no files.

    .venv/bin/python examples/embed_in_scheduler.py

`peer_groups` is what a service would keep: it takes the rows of a scheduler, tells about its
progress, and ends early when another thread says so.  `main` shows both with made-up rows.
"""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypedDict

import peerpair as pp
from peerpair.constraints import Exclude


class Person(TypedDict):
    """A row of the scheduler's table of residents."""

    id: str
    specialty: str
    pgy: int


class Shift(TypedDict):
    """A row of its table of shifts; `service` is ``"vacation"`` and the like for absences."""

    resident: str
    start: datetime
    end: datetime
    service: str


@dataclass(frozen=True)
class PeerGroup:
    """What the scheduler shows: who, and when they can meet first."""

    members: tuple[str, ...]
    first_meeting: datetime | None


@dataclass(frozen=True)
class Answer:
    """Groups, who is left over, and whether nothing better exists."""

    groups: tuple[PeerGroup, ...]
    unplaced: tuple[str, ...]
    proven: bool


def peer_groups(
    people: Iterable[Person],
    shifts: Iterable[Shift],
    first: date,
    after: date,
    *,
    timezone: str,
    sizes: str = "mixed",
    apart: Iterable[tuple[str, str]] = (),
    seconds: float = 30.0,
    on_progress: Callable[[pp.Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Answer:
    """Form groups for the dates ``[first, after)`` out of a scheduler's rows.

    `apart` are pairs that are never grouped, confidentially.  Raises `peerpair.ProblemError`, which
    names each wrong row, and `LookupError` where nothing can be formed or time was too short.
    """
    problem = pp.Problem(
        # The scheduler knows all shifts of these dates, so an empty evening is a free evening.
        [pp.Resident(**person, coverage=((first, after),)) for person in people],
        horizon=pp.Horizon(first, after),
        timezone=timezone,
        busy=[pp.Assignment(s["resident"], s["start"], s["end"], s["service"]) for s in shifts],
        constraints=[Exclude(one, other, private=True) for one, other in apart],
        sizes=sizes,
        unplaced="allow",
    )
    result = pp.solve(problem, seconds=seconds, on_progress=on_progress, stop=stop)
    if result.status in (pp.Status.INFEASIBLE, pp.Status.UNKNOWN):
        raise LookupError("; ".join(result.warnings) or str(result.status))
    groups = tuple(
        PeerGroup(group.members, group.windows[0].start if group.windows else None)
        for group in result.groups
    )
    return Answer(groups, result.unplaced_residents, result.status is pp.Status.OPTIMAL)


def main() -> int:
    """Pair 48 people to the end; form triads of 400 in another thread, and cancel that."""
    first, after = date(2026, 8, 3), date(2026, 8, 31)

    def form(count: int, watch: Callable[[pp.Progress], None], **settings: Any) -> Answer:
        people, shifts = made_up_rows(count)
        return peer_groups(
            people,
            shifts,
            first,
            after,
            timezone="America/Chicago",
            apart=[("r000", "r001")],
            on_progress=watch,
            **settings,
        )

    show("To the end", form(48, tell))

    found, cancelled = threading.Event(), threading.Event()

    def watch(now: pp.Progress) -> None:  # called in the thread that solves
        tell(now)
        if now.stage == "total" and now.value is not None:
            found.set()

    with ThreadPoolExecutor(1) as threads:
        job = threads.submit(form, 400, watch, sizes="triads", stop=cancelled.is_set)
        found.wait(timeout=60)  # a service would serve others here ...
        cancelled.set()  # ... until somebody presses a button
        show("Cancelled", job.result())
    return 0


def tell(now: pp.Progress) -> None:
    """Print where a run stands."""
    known = now.stage == "total" and now.gap is not None
    missing = f", at most {now.gap:.2%} may be missing" if known else ""
    print(f"  {now.elapsed:.1f} s: {now.stage}{missing}", file=sys.stderr)


def show(title: str, answer: Answer) -> None:
    """Print an answer in short."""
    print(f"{title}: {len(answer.groups)} groups,", end=" ")
    print("proven best" if answer.proven else "the best so far")
    for group in answer.groups[:3]:
        print(f"  {' + '.join(group.members)}: {group.first_meeting or 'no time in common'}")


def made_up_rows(count: int) -> tuple[list[Person], list[Shift]]:
    """Return residents and four weeks of shifts: days, and a week of nights each."""
    rng, people, shifts = random.Random(1), [], list[Shift]()
    for number in range(count):
        name = f"r{number:03}"
        specialty, pgy = rng.choice(["IM", "FM", "EM", "Surgery"]), rng.randint(1, 3)
        people.append(Person(id=name, specialty=specialty, pgy=pgy))
        nights = rng.randrange(4)
        for day in range(28):
            if day % 7 < 5 or rng.random() < 0.3:
                shifts.append(shift(name, date(2026, 8, 3) + timedelta(day), day // 7 == nights))
    return people, shifts


def shift(resident: str, day: date, night: bool) -> Shift:
    """Return one twelve-hour shift."""
    start = datetime.combine(day, time(19 if night else 7))
    end = start + timedelta(hours=12)
    return Shift(resident=resident, start=start, end=end, service="nights" if night else "ward")


if __name__ == "__main__":
    sys.exit(main())
