"""What a folder of exports shows by itself: formats, people, zone and dates."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from peerpair.config.attempt import Attempt
from peerpair.config.zones import usual_zone
from peerpair.errors import Fault, ReadError
from peerpair.model.schedule import Schedule

_WEEK = timedelta(days=7)
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)
_SHORTEST = timedelta(days=13)
"""From the first to the last date of the shortest block."""
_WEEKS = 4
"""Weeks of a round, unless the rosters end earlier."""
_FEWEST = timedelta(days=14)
"""A round shorter than this is hardly meant where the files cover more."""


@dataclass(frozen=True)
class Look:
    """What was found in a folder.

    Attributes
    ----------
    timezone, timezone_from : str
        The zone proposed, and where it comes from.
    start, end : date
        The horizon proposed.
    dates_from : str
        Where it comes from.
    known : (date, date) or None
        The dates ``[start, end)`` for which at least half of the residents are known; where these
        are few, what the files cover.
    files : tuple of str
        The files that were read, and what each was read as.
    lists : mapping
        Kind of list (exclusions, preferences, groups) to the names of such files.
    residents_file : str
        The list of residents, where it must be named to be taken as one.
    dates : str
        Order of month and day, where it is a guess.
    schedule : Schedule or None
        What could be read.
    trouble : tuple of Fault
        What could not: files that were left out, or why nothing could be read.
    """

    timezone: str
    timezone_from: str
    start: date
    end: date
    dates_from: str
    known: tuple[date, date] | None = None
    files: tuple[str, ...] = ()
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    residents_file: str = ""
    dates: str = ""
    schedule: Schedule | None = None
    trouble: tuple[Fault, ...] = ()


def look(folder: str | os.PathLike[str], *, today: date, zone: str = "UTC") -> Look:
    r"""Look at a folder of exports.

    Parameters
    ----------
    folder : path
        The folder, with everything below it.
    today : date
        A round is not proposed for the past, unless the rosters are all past.
    zone : str
        IANA zone to propose where no calendar in the folder names one.

    Raises
    ------
    ReadError
        If the folder itself cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "who.csv").write_text("id,specialty\nim01,IM\nped01,Peds\n")
    >>> _ = (folder / "shifts.csv").write_text(
    ...     "resident,start,end,kind\n"
    ...     "im01,2026-08-03 00:00,2026-08-31 00:00,vacation\n")
    >>> contents = look(folder, today=date(2026, 7, 20), zone="America/Chicago")
    >>> contents.start, contents.end
    (datetime.date(2026, 8, 3), datetime.date(2026, 8, 31))
    """
    place = Path(folder)
    if not os.path.isdir(place):
        raise ReadError(os.fspath(folder), "there is no such folder")
    timezone, source = _zone(place, zone)
    attempt = Attempt(place, timezone, today)
    attempt.run()
    schedule = attempt.schedule
    known, why = _dates(attempt)
    start, end = _horizon(known, today)
    block = _next_block(schedule, today) if schedule else None
    if block is not None:
        (start, end), why = block, "it is the next block"
    return Look(
        timezone=timezone,
        timezone_from=source,
        start=start,
        end=end,
        dates_from=why,
        known=known,
        files=tuple(schedule.sources) if schedule else (),
        lists=_lists(schedule) if schedule else {},
        residents_file=attempt.residents,
        dates=attempt.dates,
        schedule=schedule,
        trouble=tuple(attempt.trouble),
    )


def _lists(schedule: Schedule) -> dict[str, tuple[str, ...]]:
    """Return the files that hold exclusions, preferences or groups, by kind."""
    lists: dict[str, tuple[str, ...]] = {}
    for source in schedule.sources:
        if source.kind in ("exclusions", "preferences", "groups"):
            lists[source.kind] = (*lists.get(source.kind, ()), source.place.file)
    return lists


def _zone(folder: Path, fallback: str) -> tuple[str, str]:
    """Return the zone that most calendars name, else the fallback, and where it comes from."""
    usual = usual_zone(folder)
    if usual is not None:
        return usual[0], "most calendars in this folder name it"
    if fallback == "UTC":
        return fallback, "nothing here names one; UTC is hardly right: set your own zone"
    return fallback, "this computer is set to it; please check it"


def _dates(attempt: Attempt) -> tuple[tuple[date, date] | None, str]:
    """Return the dates to propose a round in, and why these."""
    schedule = attempt.schedule
    if schedule is None:
        return None, "no roster could be read, so these are the next four weeks"
    known = _run(schedule)
    people = [resident for resident in schedule.residents if resident.active]
    most = 2 * sum(bool(resident.coverage) for resident in people) >= len(people)
    if most and known is not None and known[1] - known[0] >= _FEWEST:
        return known, f"most residents are known from {known[0]} to {_last(known)}"
    covered = attempt.with_hours()
    assert covered is not None
    likely = known, _run(covered), _run(covered, anybody=True), _entered(schedule)
    runs = [run for run in likely if run]
    longest = max(runs, key=lambda run: run[1] - run[0], default=None)
    best = next((run for run in runs if run[1] - run[0] >= _FEWEST), longest)
    if best is None:
        return None, "no file says anything about dates, so these are the next four weeks"
    if most and best == known:
        return best, f"most residents are known from {best[0]} to {_last(best)}"
    why = "the files cover different dates"
    if schedule.unmatched:
        names = len(schedule.unmatched)
        why = "1 rotation has no hours" if names == 1 else f"{names} rotations have no hours"
    span = f"the files cover {best[0]} to {_last(best)}"
    return best, f"{span}, though few residents are known for these dates yet: {why}"


def _next_block(schedule: Schedule, today: date) -> tuple[date, date] | None:
    """Return the dates ``[first, after)`` of the first block to come, else of the last one."""
    periods = {period for source in schedule.sources for period in source.periods}
    blocks = sorted((first, last + _DAY) for first, last in periods if last - first >= _SHORTEST)
    return next((block for block in blocks if block[0] >= today), blocks[-1] if blocks else None)


def _last(run: tuple[date, date]) -> date:
    return run[1] - timedelta(days=1)


def _entered(schedule: Schedule) -> tuple[date, date] | None:
    """Return the longest run of dates with entries, known or not, without gaps of weeks."""
    entries = schedule.assignments
    days = sorted((e.start.date(), (e.end - _SECOND).date() + _DAY) for e in entries)
    runs = days[:1]
    for first, after in days:
        start, end = runs[-1]
        runs[-1:] = (
            [(start, max(end, after))] if first <= end + _FEWEST else [runs[-1], (first, after)]
        )
    return max(runs, key=lambda run: run[1] - run[0], default=None)


def _run(schedule: Schedule, *, anybody: bool = False) -> tuple[date, date] | None:
    """Return the longest run of dates on which at least half of those ever known are known.

    With `anybody` it is enough that one resident is known.
    """
    changes: Counter[date] = Counter()
    people = 0
    for resident in schedule.residents:
        people += bool(resident.coverage)
        for first, after in resident.coverage or ():
            changes[first] += 1
            changes[after] -= 1
    enough = 1 if anybody else max(1, (people + 1) // 2)
    best: tuple[date, date] | None = None
    begin: date | None = None
    count = 0
    for day in sorted(changes):
        count += changes[day]
        if begin is None and count >= enough:
            begin = day
        elif begin is not None and count < enough:
            if best is None or day - begin > best[1] - best[0]:
                best = begin, day
            begin = None
    return best


def _horizon(known: tuple[date, date] | None, today: date) -> tuple[date, date]:
    """Return whole weeks from a Monday on: inside the known dates, if possible not in the past."""
    if known is None:
        start = _monday(today)
        return start, start + _WEEKS * _WEEK
    first, after = known
    for earliest in (max(first, today), first):
        start = _monday(earliest)
        weeks = (after - start) // _WEEK
        if weeks >= 1:
            return start, start + min(weeks, _WEEKS) * _WEEK
    return first, after


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
