"""Reading a folder of exports, and trying again where something simple stands in the way."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from peerpair.errors import Fault, ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind, Schedule
from peerpair.read import read
from peerpair.read.files import fitting
from peerpair.read.lists import list_kind
from peerpair.read.source import Source, list_folder, load, unopened
from peerpair.read.tables.grid import head_of

_ATTEMPTS = 12
"""Files that are tried as the list of residents where no file says that it is one."""
_AROUND = timedelta(days=183)
_ROUNDS = 3
"""Times that odd files are left out: what they hid can be odd itself."""


class Attempt:
    r"""Finds the settings under which a folder can be read.

    Attributes
    ----------
    schedule : Schedule or None
        What could be read.
    trouble : list of Fault
        What stands in the way, or stood and was left out.
    residents : str
        The file that lists the residents, where it must be named.
    dates : str
        Order of month and day, where it is a guess.

    Examples
    --------
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "who.csv").write_text("id,specialty\nim01,IM\n")
    >>> _ = (folder / "cut.csv").write_text('resident,start,end\nim01,"2026-08-03')
    >>> attempt = Attempt(folder, "America/Chicago", date(2026, 8, 1))
    >>> attempt.run()
    >>> len(attempt.schedule.residents), [fault.place for fault in attempt.trouble]
    (1, ['cut.csv:2'])
    """

    def __init__(self, folder: Path, timezone: str, today: date) -> None:
        self._folder, self._timezone, self._today = folder, timezone, today
        self._horizon: tuple[date, date] | None = None
        self._odd: dict[str, None] = {}
        self.schedule: Schedule | None = None
        self.trouble: list[Fault] = []
        self.residents = ""
        self.dates = ""

    def run(self) -> None:
        """Read the folder; then without the files that cannot be read, if there are any."""
        faults = self._read()
        if any(fault.kind == IssueKind.DATE_ORDER for fault in faults):
            self.dates = "m/d"
            faults = self._read()
        if any(fault.kind == IssueKind.TIME for fault in faults):
            # Dates without a year are those nearest to today.
            self._horizon = self._today - _AROUND, self._today + _AROUND
            faults = self._read()
        labels = [label for _, label in list_folder(self._folder)]
        for _ in range(_ROUNDS):
            odd = {_file_of(fault, labels): fault for fault in faults}
            odd.pop("", None)
            if not odd:
                break
            self.trouble += [fault for fault in faults if _file_of(fault, labels)]
            self._odd |= dict.fromkeys(odd)
            faults = self._read()
        if self._no_residents(faults) and self._find_residents():
            faults = []
        self.trouble += faults

    def with_hours(self) -> Schedule | None:
        """Return what would be read if all rotations had hours: it shows what the files cover."""
        if self.schedule is None or not self.schedule.unmatched:
            return self.schedule
        with tempfile.TemporaryDirectory() as place:
            file = Path(place, "rotations.csv")
            with open(file, "w", encoding="utf-8", newline="") as table:
                rows = csv.writer(table)
                rows.writerow(("rotation", "days", "start", "end", "kind"))
                rows.writerows((name, "", "", "", "off") for name in self.schedule.unmatched)
            with contextlib.suppress(ReadError):
                return self._schedule(self.residents, file)
        return self.schedule

    def _read(self, residents: str = "") -> list[Fault]:
        """Read the folder; return what stands in the way."""
        try:
            self.schedule = self._schedule(residents)
        except ReadError as error:
            return list(error.faults)
        return []

    def _schedule(self, residents: str, templates: Path | None = None) -> Schedule:
        return read(
            self._folder,
            timezone=self._timezone,
            horizon=self._horizon,
            dates=self.dates or None,
            residents=residents or None,
            templates=templates,
            without=[*self._odd],
        )

    @staticmethod
    def _no_residents(faults: Sequence[Fault]) -> bool:
        return any(fault.kind == IssueKind.NO_RESIDENTS for fault in faults)

    def _find_residents(self) -> bool:
        """Try files that are nothing else as the list of residents; keep the one that fits best."""
        best: tuple[int, str, Schedule] | None = None
        for label in [*_strangers(self._folder)][:_ATTEMPTS]:
            self.schedule = None
            self._read(label)
            if self.schedule is not None:
                schedule: Schedule = self.schedule
                count = sum(bool(resident.coverage) for resident in schedule.residents)
                if count and (best is None or count > best[0]):
                    best = count, label, schedule
        self.schedule = None
        if best is not None:
            _, self.residents, self.schedule = best
        return best is not None


def _file_of(fault: Fault, labels: Sequence[str]) -> str:
    """Return the file of the folder that a fault names, or the empty string."""
    file = fault.place.file if isinstance(fault.place, Place) else ""
    return file if file in labels else ""


def _tables(folder: Path) -> Iterator[tuple[str, Source]]:
    """Yield the tables of a folder that stand alone in their file, and what they are called."""
    for path, label in list_folder(folder):
        if label.lower().endswith((".csv", ".txt", ".tsv", ".xlsx")):
            with contextlib.suppress(ReadError):
                sources = [] if unopened(path, label) else load(path, label)
                if len(sources) == 1:
                    yield label, sources[0]


def _strangers(folder: Path) -> Iterator[str]:
    """Yield the tables that no format takes for its own."""
    for label, source in _tables(folder):
        head = head_of(source)
        if not fitting(head) and not list_kind(head):
            yield label
