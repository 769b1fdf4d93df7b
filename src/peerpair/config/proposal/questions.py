"""What only the chief can say, and the cell in which to say it; the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from peerpair.config.config import Config
from peerpair.config.proposal.hours import USUAL
from peerpair.config.proposal.names import name_in
from peerpair.config.proposal.propose import tables_of
from peerpair.errors import Fault, ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import Issue, IssueKind, Schedule, Topic
from peerpair.read import read_exclusions
from peerpair.read.dates.cells import is_open

MOST = 10
"""Questions that are asked at once."""
_STOPS = 10**6
"""Weight of what stops the run altogether."""


class QuestionKind(StrEnum):
    """What is asked."""

    PEOPLE = "people"
    """Who takes part, where no file names anybody."""
    EXCLUSIONS = "exclusions"
    """What a list of pairs is that nothing names."""
    EXCLUSION_LINE = "exclusion line"
    """Who is meant by a line of such a list; the line alone is named."""
    UNREADABLE = "unreadable"
    NOT_READ = "not read"
    """Whether a file that names residents is a roster."""
    SPELLINGS = "spellings"
    HOURS = "hours"
    SLASH = "slash"
    """Whether rotations joined by a slash are done at once."""
    USUAL_HOURS = "usual hours"
    TAKES_PART = "takes part"
    CELLS = "cells"
    """Cells, rows or columns that were not understood."""
    NO_ROSTER = "no roster"
    CALLS_ONLY = "calls only"
    GIVEN_NAMES = "given names"


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes
    ----------
    kind : QuestionKind
        What is asked.
    file : str
        The file to answer in.
    cells : tuple of str
        The cells there: a key of the settings, a column, or a place.
    lines : tuple of int
        Lines of the file, where cells are a column.
    about : str
        The file that it is about, where that is another.
    residents : tuple of str
        Ids of those who are unknown until it is answered.
    values : tuple of str
        Spellings or rotations that are asked about, or what is wrong.
    """

    kind: QuestionKind
    file: str
    cells: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    about: str = ""
    residents: tuple[str, ...] = ()
    values: tuple[str, ...] = ()

    @property
    def weight(self) -> int:
        """How bad it is to leave it open."""
        if self.kind in (QuestionKind.PEOPLE, QuestionKind.EXCLUSIONS, QuestionKind.UNREADABLE):
            return _STOPS
        if self.kind is QuestionKind.EXCLUSION_LINE:
            return _STOPS - 1
        return 0 if self.kind is QuestionKind.SLASH else len(self.residents)  # all are known


def questions(
    config: Config, schedule: Schedule | None, faults: Iterable[Fault] = ()
) -> list[Question]:
    """Return what is open about a round, the worst first, `MOST` of it at most.

    Parameters
    ----------
    config : Config
        The settings.
    schedule : Schedule or None
        What could be read.
    faults : iterable of Fault
        What stopped the reading.
    """
    asked = [*_unreadable(faults)]
    if schedule is not None:
        working = {resident.id for resident in schedule.residents if resident.active}
        asked += _lists(config, schedule)
        asked += _of_issues(config, schedule, working)
        asked += _joined(config, schedule, working)
        asked += _given_names(config, working)
        asked += _usual(config)
    asked.sort(key=lambda question: -question.weight)
    return asked[:MOST]


def _unreadable(faults: Iterable[Fault]) -> Iterator[Question]:
    for fault in faults:
        place = fault.place
        if fault.kind == IssueKind.NO_RESIDENTS:
            yield Question(QuestionKind.PEOPLE, "residents.csv")
        if isinstance(place, Place) and place.file:
            said = tuple(filter(None, (fault.message, fault.hint)))
            yield Question(QuestionKind.UNREADABLE, place.file, (str(place),), values=said)


def _lists(config: Config, schedule: Schedule) -> Iterator[Question]:
    """Ask about lists of pairs; nothing in them is told but the number of a line."""
    named = {(config.folder / name).resolve() for name in config.rosters.exclusions}
    settings = config.path.name
    for source in schedule.sources:
        if source.kind != "exclusions":
            continue
        file = config.folder / source.place.file
        if file.resolve() not in named:
            key, about = ("rosters.exclusions",), source.place.file
            yield Question(QuestionKind.EXCLUSIONS, settings, key, about=about)
        try:
            read_exclusions(file, schedule)
        except ReadError as error:
            place = error.fault.place
            lines = (place.line,) if isinstance(place, Place) and place.line else ()
            yield Question(QuestionKind.EXCLUSION_LINE, source.place.file, lines=lines)


def _of_issues(config: Config, schedule: Schedule, working: set[str]) -> Iterator[Question]:
    """Ask about everything that made time of somebody who takes part unknown."""
    _, aliases, rotations = tables_of(config.folder)
    lists = [source.place.file for source in schedule.sources if source.kind == "residents_csv"]
    files: dict[str, list[Issue]] = {}
    kinds: dict[QuestionKind, list[Issue]] = {}
    for issue in schedule.issues:
        idle = bool(issue.residents) and not working.intersection(issue.residents)
        if issue.topic is not Topic.UNKNOWN or idle:
            continue
        if issue.kind in (IssueKind.FILE, IssueKind.READER):
            files.setdefault(issue.place.file, []).append(issue)
        else:
            named = issue.value or issue.kind is not IssueKind.PERSON
            kind = _KINDS.get(issue.kind) if named else None
            kinds.setdefault(kind or QuestionKind.CELLS, []).append(issue)
    for file, issues in files.items():
        who = _who(issues, working)
        key = ("rosters.ignore",)
        yield Question(QuestionKind.NOT_READ, config.path.name, key, (), file, who)
    for kind, issues in kinds.items():
        who, values = _who(issues, working), tuple(dict.fromkeys(i.value for i in issues))
        if kind is QuestionKind.SPELLINGS:
            lines = aliases.open_lines("resident")
            yield Question(kind, aliases.path.name, ("resident",), lines, "", who, values)
        elif kind is QuestionKind.HOURS:
            column = "hours" if "hours" in rotations.names else "days"
            lines = rotations.open_lines(column)
            yield Question(kind, rotations.path.name, (column,), lines, "", who, values)
        elif kind in (QuestionKind.NO_ROSTER, QuestionKind.CALLS_ONLY, QuestionKind.TAKES_PART):
            yield Question(kind, "".join(lists[:1]), ("active",), (), "", who)
        else:
            yield from _cells(issues, working)


def _cells(issues: Iterable[Issue], working: set[str]) -> Iterator[Question]:
    """Ask about cells, those of one file together, with what is wrong with the first."""
    by_file: dict[str, list[Issue]] = {}
    for issue in issues:
        by_file.setdefault(issue.place.file, []).append(issue)
    for file, same in by_file.items():
        places = tuple(dict.fromkeys(str(issue.place) for issue in same))
        who, wrong = _who(same, working), same[0].message
        yield Question(QuestionKind.CELLS, file, places, residents=who, values=(wrong,))


def _who(issues: Iterable[Issue], working: set[str]) -> tuple[str, ...]:
    every = dict.fromkeys(who for issue in issues for who in issue.residents)
    return tuple(who for who in every if who in working)


def _joined(config: Config, schedule: Schedule, working: set[str]) -> Iterator[Question]:
    """Ask what a slash between rotations means."""
    issues = [issue for issue in schedule.issues if issue.kind is IssueKind.JOINED]
    if issues and not config.rosters.slash:
        values = tuple(dict.fromkeys(issue.value for issue in issues))
        about, who = issues[0].place.file, _who(issues, working)
        key = ("rosters.slash",)
        yield Question(QuestionKind.SLASH, config.path.name, key, (), about, who, values)


def _given_names(config: Config, working: set[str]) -> Iterator[Question]:
    """Ask for given names of which the files have the initials alone."""
    residents, _, _ = tables_of(config.folder)
    said = zip(residents.lines("name"), residents.column("id"), strict=False)
    short = [at for at, who in said if who in working and (n := name_in(at[1])) and n.short]
    if short:
        lines, values = zip(*short, strict=True)
        where = residents.path.name, ("name",), lines
        yield Question(QuestionKind.GIVEN_NAMES, *where, values=values)


def _usual(config: Config) -> Iterator[Question]:
    """Ask whether the usual hours of rotations are those of the programme."""
    _, _, rotations = tables_of(config.folder)
    said = zip(
        rotations.lines("rotation"), *map(rotations.column, ("hours", "comment")), strict=True
    )
    usual = [at for at, hours, text in said if text.startswith(USUAL) and not is_open(hours)]
    if usual:
        lines, values = zip(*usual, strict=True)
        where = rotations.path.name, ("hours",), lines
        yield Question(QuestionKind.USUAL_HOURS, *where, values=values)


_KINDS = {
    IssueKind.PERSON: QuestionKind.SPELLINGS,
    IssueKind.ROTATION: QuestionKind.HOURS,
    IssueKind.VALUE: QuestionKind.TAKES_PART,
    IssueKind.COVERAGE: QuestionKind.NO_ROSTER,
    IssueKind.PARTIAL: QuestionKind.CALLS_ONLY,
}
