"""What a folder of exports shows by itself: formats, people, zone and dates."""

from __future__ import annotations

import contextlib
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from peerpair.errors import Fault, ReadError
from peerpair.model.schedule import Schedule
from peerpair.model.time import is_zone
from peerpair.read import read
from peerpair.read.common.grid import head_of
from peerpair.read.common.source import Source, list_folder, load
from peerpair.read.folder import HEAD, fitting
from peerpair.read.ical.zone_names import iana_name
from peerpair.read.lists import list_kind

__all__ = ["Look", "look"]

_ZONES = re.compile(r"(?:X-WR-TIMEZONE:|TZID[:=])\"?([^\":;\r\n]{1,200})")
_ZONE_BYTES = 2**20
_WEEK = timedelta(days=7)
_WEEKS = 4
"""Weeks of a round, unless the rosters end earlier."""
_ATTEMPTS = 12
"""Files that are tried as the list of residents where no file says that it is one."""


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
        The dates ``[start, end)`` for which at least half of the residents are known.
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
        What could not.
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
    >>> found = look(folder, today=date(2026, 7, 20), zone="America/Chicago")
    >>> found.start, found.end
    (datetime.date(2026, 8, 3), datetime.date(2026, 8, 31))
    """
    place = Path(folder)
    if not place.is_dir():
        raise ReadError(os.fspath(folder), "there is no such folder")
    timezone, source = _zone(place, zone)
    attempt = _Attempt(place, timezone)
    attempt.run()
    schedule = attempt.schedule
    known = _known(schedule) if schedule else None
    start, end = _horizon(known, today)
    return Look(
        timezone=timezone,
        timezone_from=source,
        start=start,
        end=end,
        dates_from=_why(known, start),
        known=known,
        files=tuple(schedule.sources) if schedule else (),
        lists=_lists(place),
        residents_file=attempt.residents,
        dates=attempt.dates,
        schedule=schedule,
        trouble=tuple(attempt.trouble),
    )


class _Attempt:
    """Reads a folder, and tries again where something simple stands in the way."""

    def __init__(self, folder: Path, timezone: str) -> None:
        self._folder, self._timezone = folder, timezone
        self.schedule: Schedule | None = None
        self.trouble: list[Fault] = []
        self.residents = ""
        self.dates = ""

    def run(self) -> None:
        """Find the settings under which the folder can be read."""
        faults = self._read()
        if any('dates="m/d"' in fault.hint for fault in faults):
            self.dates = "m/d"
            faults = self._read()
        if self._no_residents(faults) and self._find_residents():
            faults = []
        self.trouble = faults

    def _read(self, residents: str = "") -> list[Fault]:
        """Read the folder; return what stands in the way."""
        try:
            self.schedule = read(
                self._folder,
                timezone=self._timezone,
                dates=self.dates or None,
                residents=residents or None,
            )
        except ReadError as error:
            return list(error.faults)
        return []

    @staticmethod
    def _no_residents(faults: Sequence[Fault]) -> bool:
        return any("no residents were found" in fault.message for fault in faults)

    def _find_residents(self) -> bool:
        """Try files that are nothing else as the list of residents; keep the one that fits best."""
        best: tuple[int, str, Schedule] | None = None
        for label in [*_strangers(self._folder)][:_ATTEMPTS]:
            self.schedule = None
            self._read(label)
            if self.schedule is not None:
                found: Schedule = self.schedule
                count = sum(bool(resident.coverage) for resident in found.residents)
                if count and (best is None or count > best[0]):
                    best = count, label, found
        self.schedule = None
        if best is not None:
            _, self.residents, self.schedule = best
        return best is not None


def _tables(folder: Path) -> Iterator[tuple[str, Source]]:
    """Yield the tables of a folder that stand alone in their file, and what they are called."""
    for path, label in list_folder(folder):
        if label.lower().endswith((".csv", ".txt", ".tsv", ".xlsx")) and path.is_file():
            with contextlib.suppress(ReadError):
                sources = load(path, label)
                if len(sources) == 1:
                    yield label, sources[0]


def _strangers(folder: Path) -> Iterator[str]:
    """Yield the tables that no format takes for its own."""
    for label, source in _tables(folder):
        if not fitting(source) and not list_kind(head_of(source, HEAD)):
            yield label


def _zone(folder: Path, fallback: str) -> tuple[str, str]:
    """Return the zone that most calendars name, else the fallback, and where it comes from."""
    counts: Counter[str] = Counter()
    for path, label in list_folder(folder):
        if label.lower().endswith((".ics", ".ical", ".ifb")):
            counts.update(_zones_of(path))
    if counts:
        best = min(counts, key=lambda name: (-counts[name], name))
        return best, "most calendars in this folder name it"
    return fallback, "this computer is set to it"


def _zones_of(path: Path) -> Iterator[str]:
    """Yield the zones that a calendar names, each once."""
    try:
        with open(path, "rb") as file:
            text = file.read(_ZONE_BYTES).decode("utf-8", "replace")
    except OSError:
        return
    names = {iana_name(name.strip()) for name in _ZONES.findall(text)}
    yield from (name for name in names if name is not None and name != "UTC" and is_zone(name))


def _lists(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the files that hold exclusions, preferences or groups."""
    found: dict[str, tuple[str, ...]] = {}
    for label, source in _tables(folder):
        kind = list_kind(head_of(source, HEAD))
        if kind:
            found[kind] = (*found.get(kind, ()), label)
    return found


def _known(schedule: Schedule) -> tuple[date, date] | None:
    """Return the longest run of dates on which at least half of those ever known are known."""
    changes: Counter[date] = Counter()
    people = 0
    for resident in schedule.residents:
        people += bool(resident.coverage)
        for first, after in resident.coverage or ():
            changes[first] += 1
            changes[after] -= 1
    best: tuple[date, date] | None = None
    begin: date | None = None
    count = 0
    for day in sorted(changes):
        count += changes[day]
        if begin is None and 2 * count >= people and count:
            begin = day
        elif begin is not None and 2 * count < people:
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


def _why(known: tuple[date, date] | None, start: date) -> str:
    if known is None:
        return "no roster could be read, so these are the next four weeks"
    last = known[1] - timedelta(days=1)
    return f"most residents are known from {known[0]} to {last}"
