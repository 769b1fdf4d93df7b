"""Rotations by name and dates, turned into entries by the rotation templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.model.settings import NOT_DUTY
from peerpair.read.coverage.extents import extent
from peerpair.read.dates.cells import ONE_DAY, tidy, whole_days
from peerpair.read.draft import Draft
from peerpair.read.rotations.template import Template
from peerpair.read.rotations.words import AWAY, absence_named
from peerpair.read.source import Source
from peerpair.text import show

_PARTS = re.compile(r"[+/]")


def split(first: date, last: date, parts: int) -> Iterator[tuple[date, date]]:
    """Cut dates into consecutive parts of equal length; earlier parts take the days left over.

    With more parts than dates each part has all the dates: nobody knows which is which.

    >>> [(a.day, b.day) for a, b in split(date(2026, 8, 1), date(2026, 8, 5), 2)]
    [(1, 3), (4, 5)]
    """
    days = (last - first).days + 1
    for number in range(parts):
        if days < parts:
            yield first, last
        else:
            length = days // parts + (number < days % parts)
            yield first, first + (length - 1) * ONE_DAY
            first += length * ONE_DAY


@dataclass(frozen=True)
class _Run:
    """One rotation of one resident, and where it stands."""

    resident: str
    name: str
    first: date
    last: date
    site: str | None
    half: str
    line: int
    column: int


class Rotations:
    """Collects what one file says about rotations, and adds their duties to the draft."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self._source = source
        self._draft = draft
        self._codes = {tidy(code): name for code, name in source.mapping.codes.items()}
        self._rows: dict[tuple[object, ...], tuple[int, int]] = {}
        self._runs: list[_Run] = []
        self._free: set[tuple[str, date]] = set()
        self._halves: set[tuple[str, str, date, str]] = set()

    def add(
        self,
        resident: str,
        name: str,
        dates: tuple[date, date],
        where: tuple[int, int],
        site: str | None = None,
        *,
        half: str = "",
        appear: bool = True,
    ) -> None:
        """Take a rotation on the first to the last of `dates`, as line and column `where` say.

        ``A + B`` and ``A/B`` are two rotations, half of the dates each, unless a template has the
        whole name.
        """
        (first, last), place = dates, self._source.at(*where)
        if appear:
            self._draft.coverage.appear(resident, first, last)
        name = self._codes.get(tidy(name), name)
        older = self._rows.setdefault((resident, dates, tidy(name), site, half), where)
        if older != where:
            message, topic = f"this row stands already at {self._source.at(*older)}", Topic.LEFT_OUT
            self._draft.issue(IssueKind.DUPLICATE, place, message, "dropped", topic)
            return
        parts = list(self._parts(name, first, last))
        if len(parts) > 1 and first != last and "/" in name:
            message = f"{show(name)} is read as its parts one after the other"
            action, kind = "half of the dates each", IssueKind.ROTATION
            self._draft.issue(kind, place, message, action, unit="row")
        for part, (begin, close) in parts:
            self._runs.append(_Run(resident, part, begin, close, site, half, *where))

    def finish(self) -> None:
        """Add the duties; single dates in a row with one rotation are one rotation."""
        self._halves = {(run.resident, tidy(run.name), run.first, run.half) for run in self._runs}
        for run in _joined(self._runs):
            if self._draft.matters(run.first, run.last):
                self._add(run)
        self._runs = []

    def keep_free(self, resident: str, day: date) -> None:
        """Take a date for one without duty of any rotation in this file."""
        self._free.add((resident, day))

    def _add(self, run: _Run) -> None:
        template = self._draft.templates.find(run.name)
        absence = absence_named(run.name) if template is None else None
        if absence in AWAY:
            start, end = whole_days(run.first, run.last)
            if run.half:
                noon = start + ONE_DAY / 2
                start, end = (start, noon) if run.half == "am" else (end - ONE_DAY / 2, end)
            entry = Assignment(run.resident, start, end, absence)
            self._draft.add([entry], self._source, run.line, run.column)
            return
        if template is None or not template.readable:
            self._lose(run, template)
            return
        if template.default:
            message = f"rotation {show(run.name)} has no template of yours"
            action = f"read with the usual hours of {show(template.name)}"
            self._issue(run, message, action, Topic.CHANGED, unit="row", value=run.name)
        entries = list(template.entries(run.resident, run.first, run.last, run.site, run.half))
        if not entries and template.stretches and run.first == run.last and not self._rests(run):
            message = f"{show(run.name)} has no hours on {run.first:%A}"
            if run.half:
                message += f" {run.half.upper()}"
            self._unknown(run, message, unit="time")
        kept = [entry for entry in entries if not self._on_leave(entry)]
        for _ in range(len(entries) - len(kept)):
            # Somebody on leave is not on the ward, and must not get the rest after a night there.
            message = "duties of rotations fall on days of absence"
            self._issue(run, message, "dropped", Topic.NOTE, unit="time")
        self._draft.add(kept, self._source, run.line, run.column)

    def _rests(self, run: _Run) -> bool:
        """Tell whether the other half of the day says what the rotation's hours are."""
        other = {"am": "pm", "pm": "am"}.get(run.half, "")
        return bool(other) and ((run.resident, tidy(run.name), run.first, other) in self._halves)

    def _issue(self, run: _Run, message: str, action: str, topic: Topic, **about: str) -> None:
        place = self._source.at(run.line, run.column)
        self._draft.issue(IssueKind.ROTATION, place, message, action, topic, **about)

    def _unknown(self, run: _Run, message: str, **about: str) -> None:
        place, dates = self._source.at(run.line, run.column), extent(run.first, run.last)
        self._draft.lose(IssueKind.ROTATION, place, message, run.resident, dates, **about)

    def _parts(self, name: str, first: date, last: date) -> Iterator[tuple[str, tuple[date, date]]]:
        """Yield the rotations of a name such as ``Night Float + Cardiology``, with their dates."""
        names = [part.strip() for part in _PARTS.split(name)]
        whole = len(names) > 6 or not all(names) or self._draft.templates.names_whole(name)
        if len(names) == 1 or whole:
            names = [name]
        yield from zip(names, split(first, last, len(names)), strict=True)

    def _lose(self, run: _Run, template: Template | None) -> None:
        if not run.name:
            self._unknown(run, "the rotation is blank")
            return
        missing = "has no template" if template is None else "has a template that is not readable"
        if template is None:
            self._draft.unmatched[run.name] += 1
        message = f"rotation {show(run.name)} {missing}"
        self._unknown(run, message, unit="time", value=run.name)

    def _on_leave(self, entry: Assignment) -> bool:
        if entry.kind in NOT_DUTY:
            return False
        day = entry.start.date()
        leaves = self._draft.leave.get(entry.resident, ())
        return (entry.resident, day) in self._free or any(a <= day <= b for a, b in leaves)


def _joined(runs: list[_Run]) -> list[_Run]:
    """Return the runs, those of single dates that follow one another joined; in file order."""
    found = [run for run in runs if run.first != run.last]
    single = [run for run in runs if run.first == run.last]
    single.sort(key=lambda run: (_what(run), run.first))
    joined: list[_Run] = []
    for run in single:
        last = joined[-1] if joined else None
        if last and _what(last) == _what(run) and last.last + ONE_DAY == run.first:
            joined[-1] = replace(last, last=run.last)
        else:
            joined.append(run)
    return sorted(found + joined, key=lambda run: (run.line, run.column))


def _what(run: _Run) -> tuple[str, ...]:
    return run.resident, tidy(run.name), run.site or "", run.half
