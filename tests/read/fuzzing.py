"""Rosters out of bytes for each input format, sound, odd and broken; and what must hold of them.

A case is made of a *tape*, a string of bytes that decides every choice.  Where the tape ends, each
choice is the first and soundest one, so a shorter tape, or one with more zeros, is a simpler case:
that is how a property test shrinks it.  ``python -m benchmarks.fuzz_readers`` finds one again by
its number.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import peerpair as pp
from peerpair.availability.availability import BUSY, FREE, availability
from peerpair.model.schedule import IssueKind, Topic
from peerpair.model.time import Clock
from peerpair.read import read, read_exclusions, read_groups, read_preferences
from peerpair.read.formats.base import Format, Order
from peerpair.read.limits import ReadLimits
from peerpair.registry import family
from tests.read import workbooks
from tests.read.example import HOURS, PEOPLE, example_of
from tests.read.fuzz_makers import (
    JUNK,
    MAKERS,
    Tape,
    encoded,
    mutated,
    swollen,
)

__all__ = [
    "DATES",
    "KINDS",
    "NO_FORMAT",
    "SEEDS",
    "TAPE",
    "BrokenError",
    "Case",
    "Desk",
    "Outcome",
    "case_of",
    "formats",
    "memory",
    "numbered",
    "sound_case",
]

TAPE = 320
"""Bytes of a tape: enough for nearly all choices of a case."""
DATES = ("2026-08-03", "2026-08-17")
HOME = "America/Chicago"


def numbered(kind: str, seed: int, number: int) -> Tape:
    """Return the tape of a case that is known by its number."""
    return Tape(random.Random(f"{seed}/{kind}/{number}").randbytes(TAPE))


# Files that stand beside the one in question

DUTY = "Title;;\nTrainee;start;end\na;8/13/2026 07:00;8/13/2026 19:00\n"
YEAR = workbooks.workbook(
    {
        "Shifts": [
            ["resident", "start", "end"],
            ["a", dt.datetime(2026, 8, 3, 7), dt.datetime(2026, 8, 3, 19)],
            ["b", dt.datetime(2026, 8, 4, 19), dt.datetime(2026, 8, 5, 7)],
        ],
        "Blocks": [["Resident", dt.date(2026, 8, 3), dt.date(2026, 8, 10)], ["c", "Wards", "Off"]],
    },
    shared=True,
)

# One seed for each input format, which is its own example, and for what is no format of its own


@dataclass(frozen=True)
class Seed:
    """What a kind of case begins with.

    Attributes
    ----------
    file : str
        Name of the file.
    sound : str or bytes
        A sound one, all of which is understood.
    beside : mapping of str to str
        Files that it needs, or that need it, and their texts.
    option : str
        The parameter of `read` that may name it.
    """

    file: str
    sound: str | bytes
    beside: Mapping[str, str] = field(default_factory=lambda: {"residents.csv": PEOPLE})
    option: str = ""


OPTIONS = {
    Order.RESIDENTS: "residents",
    Order.TEMPLATES: "templates",
    Order.ABSENCES: "absences",
    Order.ALIASES: "aliases",
}


def formats() -> Mapping[str, type[Format]]:
    """Return the input formats that come with peerpair, or lie among its own."""
    known = cast("Mapping[str, type[Format]]", family("read.formats"))
    return {kind: form for kind, form in known.items() if form.__module__.startswith("peerpair.")}


def _seed(form: type[Format]) -> Seed:
    example = example_of(form.kind)
    return Seed(example.file, example.data, example.beside, OPTIONS.get(form.order, ""))


SEEDS: Mapping[str, Seed] = {
    **{kind: _seed(form) for kind, form in formats().items()},
    "workbook": Seed("year.xlsx", YEAR, {"residents.csv": PEOPLE, "templates.csv": HOURS}),
    "mapping": Seed(
        "mapping.toml",
        '[[file]]\nmatch = "duty*.csv"\nformat = "assignments_csv"\ndelimiter = ";"\nheader = 2\n'
        'columns = {resident = "Trainee"}\ndates = "m/d"\nblank = "off"\n\n[[file]]\nmatch = "*"\n',
        {"residents.csv": PEOPLE, "duty.csv": DUTY},
        "mapping",
    ),
    "lists": Seed("list.csv", "first,second,private\nann7,bob8,yes\n", {}),
}
KINDS = tuple(SEEDS)
NO_FORMAT = ("workbook", "mapping", "lists")
"""What is fuzzed besides the input formats: what carries them, and the short tables."""


# Cases

_ZONES = ("UTC", "Pacific/Kiritimati", "Australia/Lord_Howe", "Africa/Monrovia", "Europe/London")
_LIMITS = (
    *(ReadLimits(rows=2), ReadLimits(columns=3), ReadLimits(cells=6), ReadLimits(events=1)),
    *(ReadLimits(occurrences=3), ReadLimits(nesting=2), ReadLimits(line=40), ReadLimits(entries=2)),
    *(ReadLimits(issues=1), ReadLimits(file_bytes=100), ReadLimits(workbook_bytes=1000)),
)
_PUBLISHED = (DATES, ("2026-07-27", "2026-08-31"), ("2026-08-03", "2027-08-02"))
_COLUMNS: Sequence[Mapping[str, str]] = (
    *(
        {"resident": "name"},
        {"start": "from"},
        {"": ""},
        {"resident": "start", "start": "resident"},
    ),
    *({"id": "person", "block": "days"}, {"end": "end_inclusive"}, {"x": "\0"}, {"person": "date"}),
)


@dataclass(frozen=True)
class Case:
    """Files, and how they are read.

    Attributes
    ----------
    kind : str
        What is fuzzed.
    files : mapping of str to bytes
        The file in question, first, and those beside it.
    options : mapping of str to object
        Parameters of `read`; those that are files have their names.
    listed : bool
        The files are named one by one, so that each must be a roster; else their folder is.
    sound : bool
        Only lines of junk were added to a sound file: nobody may become free by it.
    """

    kind: str
    files: Mapping[str, bytes]
    options: Mapping[str, Any] = field(default_factory=dict)
    listed: bool = False
    sound: bool = False

    @property
    def data(self) -> bytes:
        return self.files[SEEDS[self.kind].file]


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")


_SOUND = tuple(_bytes(seed.sound) for seed in SEEDS.values())


def _beside(seed: Seed) -> dict[str, bytes]:
    return {name: text.encode() for name, text in seed.beside.items()}


def sound_case(kind: str) -> Case:
    """Return the sound file of a kind, with the options under which junk is added to it."""
    seed = SEEDS[kind]
    options: dict[str, Any] = {"timezone": HOME, "published": DATES, "horizon": DATES}
    if kind == "mapping":
        options["mapping"] = seed.file
    return Case(kind, {seed.file: _bytes(seed.sound)} | _beside(seed), options, sound=True)


def littered(tape: Tape, data: bytes) -> bytes:
    """Return a sound file with lines of junk, or with cells of junk at the ends of its lines."""
    lines = data.split(b"\n")
    for _ in range(1 + tape.below(3)):
        at = tape.below(len(lines) + 1)
        change = tape.below(4)
        if change == 0:
            junk = b" ".join(_bytes(tape.pick(JUNK)) for _ in range(1 + tape.below(3)))
            lines.insert(at, junk)
        elif change == 1 and at < len(lines):
            lines.insert(at, lines[at][: tape.below(len(lines[at]) + 1)])
        elif change == 2 and at < len(lines):
            lines[at] += b"," + _bytes(tape.pick(JUNK))
        else:
            lines.insert(at, bytes(tape.below(256) for _ in range(tape.below(12))))
    return b"\n".join(lines)


def case_of(kind: str, tape: Tape) -> Case:
    """Make a case; an empty tape makes one that is sound."""
    seed, mode = SEEDS[kind], tape.below(16)
    if mode == 15 and kind not in NO_FORMAT:
        clean = sound_case(kind)
        files = {**clean.files, seed.file: littered(tape, clean.data)}
        return Case(kind, files, clean.options, sound=True)
    # A format that nobody wrote a maker for begins with its example.
    made = mode < 12 and kind in MAKERS
    data = _bytes(MAKERS[kind](tape) if made else seed.sound)
    # A workbook is changed in its parts; a changed zip file is hardly more than a wrong checksum.
    if mode >= (15 if kind == "workbook" else 10 if kind in MAKERS else 1):
        data = mutated(tape, data, others=_SOUND)
    if tape.odd(8) and kind != "workbook":
        data = encoded(tape, data)
    if tape.odd(200):
        data = swollen(tape, data)
    files = {seed.file: data} | _beside(seed)
    if set(seed.beside) == {"residents.csv", "templates.csv"} and not tape.odd(3):
        del files["templates.csv"]  # it says most of what it can say in other cases
    options = _options(kind, tape)
    if seed.option and (tape.odd(2) or kind == "mapping"):
        options[seed.option] = seed.file
    elif kind not in NO_FORMAT and tape.odd(3):
        # Read as what it is, however little it looks like it.
        lines = ["[[file]]", f'match = "*{seed.file}"', f'format = "{kind}"']
        if tape.odd(4):
            lines.append(tape.pick(["header = 2", 'blank = "off"', 'codes = {Moon = "Wards"}']))
        files["mapping.toml"], options["mapping"] = "\n".join(lines).encode(), "mapping.toml"
    return Case(kind, files, options, listed=tape.odd(3))


def _options(kind: str, tape: Tape) -> dict[str, Any]:
    found: dict[str, Any] = {"timezone": tape.pick(_ZONES) if tape.odd(8) else HOME}
    # A rule without end and without a horizon is written out for years.
    if not tape.odd(24 if kind == "icalendar" else 3):
        found["horizon"] = DATES
    if not tape.odd(2):
        found["published"] = tape.pick(_PUBLISHED)
    if tape.odd(3):
        found["dates"] = tape.pick(["m/d", "d/m"])
    if tape.odd(16):
        found["limits"] = tape.pick(_LIMITS)
    if tape.odd(16):
        found["columns"] = tape.pick(_COLUMNS)
    if tape.odd(40):
        found["default_templates"] = True
    return found


def memory() -> str | None:
    """Return a folder that is kept in memory, if the system has one."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


# What must hold


class BrokenError(AssertionError):
    """Something that must hold does not."""


@dataclass(frozen=True)
class Outcome:
    """What came of a case: `read` or refused; `reached` if the format's own reader took part."""

    read: bool
    reached: bool = False


class Desk:
    """Reads cases from a folder, and holds what comes out against what must hold.

    Parameters
    ----------
    folder : Path
        An empty folder, in memory if there is a choice.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._there: dict[str, bytes] = {}
        self._clean: dict[str, tuple[pp.Schedule, dict[str, Any]]] = {}

    def examine(self, case: Case) -> Outcome:
        """Read a case.

        Raises
        ------
        BrokenError
            With the reason, if anything but a sound schedule or a `ReadError` comes out.
        """
        self._put(case.files)
        try:
            return self._examine(case)
        except (BrokenError, KeyboardInterrupt):
            raise
        except BaseException as error:
            trail = "".join(traceback.format_exception(error)[-4:])
            raise BrokenError(f"{type(error).__name__}: {str(error)[:300]}\n{trail}") from None

    def _put(self, files: Mapping[str, bytes]) -> None:
        for name in self._there.keys() - files.keys():
            (self._folder / name).unlink()
            del self._there[name]
        for name, data in files.items():
            if self._there.get(name) != data:
                (self._folder / name).write_bytes(data)
                self._there[name] = data

    def _examine(self, case: Case) -> Outcome:
        if case.kind == "lists":
            return self._lists()
        schedule = self._read(case)
        strict = self._read(case, strict=True)
        if schedule is None:
            _hold(strict is None, "refused, but read where the first issue is an error")
            return Outcome(read=False)
        _hold(
            strict == schedule if not schedule.issues else strict is None,
            "strict reading is neither the same without issues nor an error",
        )
        problem = _checked(schedule)
        if case.sound and problem is not None:
            self._nobody_freed(case, schedule, problem)
        file = SEEDS[case.kind].file
        reached = any(s.kind == case.kind and file in s.place for s in schedule.sources)
        return Outcome(read=True, reached=reached or case.kind in NO_FORMAT)

    def _read(self, case: Case, strict: bool = False) -> pp.Schedule | None:
        options = dict(case.options)
        for name in ("residents", "templates", "absences", "aliases", "mapping"):
            if name in options:
                options[name] = self._folder / options[name]
        listed = [self._folder / name for name in case.files if not name.endswith(".toml")]
        try:
            return read(listed if case.listed else self._folder, strict=strict, **options)
        except pp.ReadError as error:
            words = all(fault.place and fault.message and fault.kind for fault in error.faults)
            _hold(words, f"an error without words or kind: {error}")
            return None

    def _lists(self) -> Outcome:
        path, found = self._folder / "list.csv", False
        people = tuple(pp.Resident(key) for key in ("ann7", "bob8", "cy9"))
        schedule = pp.Schedule(people, (), HOME)
        for reader in (read_exclusions, read_preferences):
            try:
                reader(path, schedule)
                found = True
            except pp.ReadError as error:
                said = str(error).replace(str(path), "")
                _hold(not any(r.id in said for r in people), f"the error names people: {said}")
        try:
            groups = read_groups(path)
            _hold(all(len(set(g)) == len(g) in (2, 3) for g in groups), "a group of another size")
            found = True
        except pp.ReadError:
            pass
        return Outcome(read=found, reached=found)

    def _nobody_freed(self, case: Case, schedule: pp.Schedule, problem: pp.Problem) -> None:
        if case.kind not in self._clean:
            clean = sound_case(case.kind)
            self._put(clean.files)
            sound = self._read(clean)
            assert sound is not None
            self._clean[case.kind] = sound, _rows(pp.Problem.from_schedule(sound, *DATES), BUSY)
        sound, was_busy = self._clean[case.kind]
        if _left_out(schedule) - _left_out(sound):
            return
        free = _rows(problem, FREE)
        for resident, busy in was_busy.items():
            freed = resident in free and bool((busy & free[resident]).any())
            _hold(not freed, f"{resident} is free where the sound file has them busy")


def _left_out(schedule: pp.Schedule) -> set[str]:
    return {issue.message for issue in schedule.issues if issue.topic == Topic.LEFT_OUT}


def _rows(problem: pp.Problem, state: int) -> dict[str, Any]:
    found = availability(problem).state == state
    return {resident.id: found[row] for row, resident in enumerate(problem.active)}


def _hold(condition: bool, words: str) -> None:
    if not condition:
        raise BrokenError(words)


def _checked(schedule: pp.Schedule) -> pp.Problem | None:
    """Hold a schedule to its promises, and return the problem that it makes."""
    for issue in schedule.issues:
        _hold(
            bool(issue.place and issue.message and issue.action), f"an issue without words: {issue}"
        )
        _hold(issue.kind != IssueKind.READER, f"a reader of ours failed: {issue}")
        _hold(issue.kind != IssueKind.OTHER, f"an issue of no kind: {issue}")
    residents = {resident.id for resident in schedule.residents}
    _hold(all(r.coverage is not None for r in schedule.residents), "a resident has no coverage")
    clock = Clock(schedule.timezone)
    for entry in schedule.assignments:
        _hold(entry.resident in residents, f"an entry of nobody: {entry}")
        _hold(clock.instant(entry.start) < clock.instant(entry.end), f"no length: {entry}")
    if not any(resident.active for resident in schedule.residents):
        return None
    return pp.Problem.from_schedule(schedule, *DATES)
