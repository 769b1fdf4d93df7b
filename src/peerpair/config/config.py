"""A configuration as read, and the round that it states once its rosters are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from peerpair.config.away import Pause, paused
from peerpair.config.memory import Memory, recall
from peerpair.config.missing import missing_files
from peerpair.config.parse import parse
from peerpair.config.people import name_residents
from peerpair.config.shape import SETTINGS, Output, Rosters, check_config, settings_shape
from peerpair.errors import Fault, ProblemError, ReadError, check_argument, reads_files
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.rules import Constraint
from peerpair.model.schedule import Issue, Schedule, Topic
from peerpair.model.settings import Horizon
from peerpair.read import read, read_exclusions, read_preferences
from peerpair.read.history import History, is_history, read_history
from peerpair.read.lists import read_past_groups
from peerpair.read.people.names import Names
from peerpair.shapes.frozen import freeze, thaw
from peerpair.shapes.noun import Of
from peerpair.shapes.visit import Visit
from peerpair.text import clean

NAME = "peerpair.toml"
"""Name of the file where none is given."""

_LARGEST = 2**20
_MANY = ("residents", "templates", "absences", "aliases", "exclusions", "preferences")


@dataclass(frozen=True)
class Round:
    """What a configuration comes to.

    Attributes
    ----------
    schedule : Schedule
        As read.
    problem : Problem
        To be solved.
    issues : tuple of Issue
        What reading the rosters and the lists beside them reported.
    memory : Memory
        What earlier rounds mean for it.
    """

    schedule: Schedule
    problem: Problem
    issues: tuple[Issue, ...]
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class Config:
    """A configuration.

    Attributes
    ----------
    path : Path
        Where it stands.
    rosters, output : Rosters, Output
        What is read, and what is written.
    settings : mapping
        The keys that it shares with the problem document.
    away : tuple of Pause
        Who takes no part for a while.
    from_options : bool
        It was put together from options of a command, and there is no such file.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp(), "peerpair.toml")
    >>> _ = file.write_text('''
    ... horizon = { start = 2026-08-03, end = 2026-08-31 }
    ... rosters = { timezone = "America/Chicago" }
    ... ''')
    >>> read_config(file).settings["horizon"]["start"]
    '2026-08-03'
    """

    path: Path
    rosters: Rosters
    output: Output = field(default_factory=Output)
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)  # may be confidential
    from_options: bool = False
    away: tuple[Pause, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", freeze(self.settings))

    @property
    def folder(self) -> Path:
        """The folder with the rosters."""
        return self.path.parent / self.rosters.folder

    @property
    def out(self) -> Path:
        """The folder that the report goes to."""
        return self.path.parent / (self.output.folder or f"{self.path.stem}-out")

    @property
    def state_file(self) -> Path:
        """The private file, beside the configuration, that remembers what was sent."""
        return self.path.with_name(f".{self.path.stem}-state.json")

    @property
    def history_file(self) -> Path:
        """The table, beside the configuration, of the rounds that were sent."""
        before = "" if self.path.stem == Path(NAME).stem else f"{self.path.stem}-"
        return self.path.with_name(f"{before}history.csv")

    @property
    def horizon(self) -> Horizon:
        """The dates of the round."""
        dates = self.settings["horizon"]
        return Horizon(dates["start"], dates["end"])

    def read(self, *, strict: bool = False) -> Schedule:
        """Read the rosters.

        Raises
        ------
        ReadError
            If files that are named are not there (all at once, before anything is read), a file
            as a whole cannot be read, or there are no residents.
        """
        rosters, horizon = self.rosters, self.horizon
        if not os.path.isdir(self.folder):
            raise ReadError(str(self.folder), "there is no such folder")
        lost = missing_files(dict(self._named()), (self.folder, self.path.parent))
        if lost:
            raise ReadError.of(lost)
        return read(
            self.folder,
            residents=self._files(rosters.residents),
            timezone=rosters.timezone,
            horizon=(horizon.start, horizon.end),
            templates=self._files(rosters.templates),
            default_templates=rosters.default_rotations,
            published=rosters.published,
            absences=self._files(rosters.absences),
            aliases=self._files(rosters.aliases),
            mapping=self._file(rosters.mapping) if rosters.mapping else None,
            dates=rosters.dates or None,
            slash=rosters.slash or None,
            without=rosters.ignore,
            strict=strict,
        )

    def state(self, schedule: Schedule) -> Round:
        """State the problem of the round over a schedule.

        Raises
        ------
        ReadError
            If a list of exclusions, preferences or past groups cannot be read.
        ProblemError
            If the settings do not fit the residents.
        """
        document = thaw(self.settings)
        names = Names(schedule.residents)
        title = f"{self.path} does not fit the rosters"
        unknown = name_residents(document.setdefault("constraints", []), schedule.residents, names)
        if unknown:
            raise ProblemError(unknown, title)
        settings = _taken(document, title)
        rules: list[Constraint] = list(settings.pop("constraints"))
        rosters = self.rosters
        issues = self._unread(schedule)
        for file in rosters.exclusions:
            rules += read_exclusions(self._file(file), schedule)
        settings["preferences"] = [
            wish
            for file in rosters.preferences
            for wish in read_preferences(self._file(file), schedule)
        ]
        memory = self._memory(names)
        number = memory.again or memory.last + 1
        present = paused(schedule, self.away, self.horizon, number, str(self.path))
        issues += [*memory.issues, *present.issues]
        if memory.groups:  # people want to meet somebody new
            settings.setdefault("repeats", "avoid")
        burden = settings.get("triad_is_burden", False)
        horizon = settings.pop("horizon")
        try:
            problem = Problem.from_schedule(
                memory.told_in(present.schedule, burden=burden),
                horizon.start,
                horizon.end,
                constraints=rules,
                history=memory.groups,
                **settings,
            )
        except ProblemError as error:
            raise ProblemError(error.faults, title) from None
        return Round(schedule, problem, (*schedule.issues, *issues), memory)

    def _unread(self, schedule: Schedule) -> list[Issue]:
        """Return an issue for each list that lies among the rosters and is not named.

        Raises
        ------
        ReadError
            If it is one of exclusions: whoever put it there relies on it.
        """
        unnamed = []
        for kind in ("exclusions", "preferences"):
            named = {self._file(name).resolve() for name in getattr(self.rosters, kind)}
            for source in schedule.sources:
                if source.kind != kind:
                    continue
                label = source.place
                if (self.folder / label.file).resolve() in named:
                    continue
                place = f"{self.path}: rosters.{kind}"
                if kind == "exclusions":
                    message = f"{clean(label)} lists pairs who are never grouped, and is not named"
                    raise ReadError(place, message, "name it there, or move it out of the folder")
                message = f"{clean(label)} lists {kind}, and is not named"
                unnamed.append(Issue(Place.of(place), message, "not used", Topic.LEFT_OUT))
        return unnamed

    def _memory(self, names: Names) -> Memory:
        """Return what earlier rounds mean: those of lists beside the rosters, then the history.

        Raises
        ------
        ReadError
            If one of them cannot be read, or a round of the history has few of today's dates.
        """
        lists, own = {}, self.history_file
        history, days = History(str(own)), self.horizon
        single = False
        for name in self.rosters.history:
            file = self._file(name)
            if file.resolve() == own.resolve() and is_history(own):
                continue
            single |= file.resolve() == own.resolve()
            lists[name] = read_past_groups(file)
        if not single:
            history = read_history(own, self.rosters.dates)
        memory = recall(lists, history.earlier(days.start, days.end), own.name, names)
        last = max(history.rounds, default=0)
        return replace(memory, again=history.round_of(days.start, days.end), last=last)

    def _named(self) -> Iterator[tuple[str, tuple[str, Path]]]:
        """Yield the place of each file that is named, the name, and where the file would be."""
        for key in (*_MANY, "mapping", "history"):
            value = getattr(self.rosters, key)
            listed = isinstance(value, tuple) and len(value) > 1
            for i, name in enumerate(value if isinstance(value, tuple) else (value,)):
                place = f"{self.path}: rosters.{key}" + (f"[{i}]" if listed else "")
                if name:
                    yield f"--{key}" if self.from_options else place, (name, self._file(name))

    def _file(self, name: str) -> Path:
        """Return a file that lies among the rosters, or else beside the configuration."""
        inside, beside = self.folder / name, self.path.parent / name
        return beside if os.path.exists(beside) and not os.path.exists(inside) else inside

    def _files(self, names: Sequence[str]) -> list[Path] | None:
        return [self._file(name) for name in names] or None


def _taken(document: dict[str, Any], title: str) -> dict[str, Any]:
    """Return the settings of a document as parameters of a problem."""
    visit = Visit()
    shapes = settings_shape()
    settings = {key: shapes[key].take(document[key], key, visit) for key in document}
    if visit.faults:
        raise ProblemError(visit.faults, title)
    return settings


def of_options(
    folder: Path, *, timezone: str | None, horizon: tuple[date, date], **rosters: Any
) -> Config:
    """Return the configuration that a folder and some options come to.

    Names of files are relative to the folder, or else to the place of the call.
    """
    if timezone is None:
        raise ReadError("--timezone", "is missing", "America/Chicago")
    for key in _MANY:
        rosters[key] = (rosters[key],) if rosters.get(key) else ()
    dates = {"start": horizon[0].isoformat(), "end": horizon[1].isoformat()}
    visit = Visit()
    given = {"timezone": timezone, "folder": str(folder), **rosters}
    given = {key: value for key, value in given.items() if value not in ("", (), None)}
    table = Of(Rosters).take(given, "", visit)
    if visit.faults:
        faults = [replace(fault, place=f"--{fault.place}") for fault in visit.faults]
        raise ProblemError(faults, "the options are not valid")
    return Config(Path(NAME), table, settings={"horizon": dates}, from_options=True)


@reads_files
def read_config(path: str | os.PathLike[str]) -> Config:
    """Read ``peerpair.toml``; the rosters are not read yet.

    Raises
    ------
    ReadError
        If the file cannot be read or is no TOML.
    ProblemError
        With everything that is wrong in it, each with its place.
    """
    check_argument("path", path, str, os.PathLike)
    file = Path(path)
    name = os.fspath(path)
    try:
        with open(file, "rb") as opened:
            data = opened.read(_LARGEST + 1)  # a device may never end
    except OSError as error:
        hint = f"peerpair init makes a {NAME}" if isinstance(error, FileNotFoundError) else ""
        raise ReadError.of_system(error, name, hint) from None
    if len(data) > _LARGEST:
        raise ReadError(name, "is too large for a configuration")
    document = parse(name, data)
    taken, visit = check_config(document)
    if visit.faults:
        raise ProblemError(visit.faults, f"{name} cannot be used")
    settings = {key: document[key] for key in SETTINGS if key in document}
    away = tuple(taken.get("away") or ())
    config = Config(file, taken["rosters"], taken.get("output", Output()), settings, away=away)
    if config.folder.resolve().is_relative_to(config.out.resolve()):
        fault = Fault("output.folder", "is the folder of the rosters, or holds it", "peerpair-out")
        raise ProblemError([fault], f"{name} cannot be used")
    return config
