"""Rotations by name and dates, turned into entries by the rotation templates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.model.settings import NOT_DUTY
from peerpair.read.coverage.extents import extent
from peerpair.read.coverage.known import is_beside
from peerpair.read.dates.cells import ONE_DAY, tidy, whole_days
from peerpair.read.draft import Draft
from peerpair.read.rotations.template import Template, with_hours
from peerpair.read.rotations.words import AWAY, absence_named, hours_in_name, kind_of_title
from peerpair.read.source import Source
from peerpair.text import show

_TOGETHER = re.compile("[+&,]")
_EITHER = re.compile("/")
_AT_ONCE = "at once", "all dates are busy with both", 'say slash = "halves" if each has half'
_IN_TURN = "one after the other", "half of the dates each", ""
_MOST_PARTS = 6
_SIGNS = "*\u2020\u2021#^\u00b0 "
_HALF_DAY = re.compile(r", ?[ap]m$", re.IGNORECASE)


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
    where: tuple[int, int]

    @property
    def what(self) -> tuple[str, ...]:
        """All but its dates."""
        return self.resident, tidy(self.name), self.site or "", self.half


class Rotations:
    """Collects what one file says about rotations, and adds their duties to the draft."""

    def __init__(self, source: Source, draft: Draft) -> None:
        self._source = source
        self._draft = draft
        self._codes = {tidy(code): name for code, name in source.mapping.codes.items()}
        self._runs: dict[tuple[object, ...], _Run] = {}
        self._alone: set[str] = set()
        self._free: set[tuple[str, date]] = set()
        self._halves: set[tuple[object, ...]] = set()

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

        ``A + B``, ``A & B`` and ``A, B`` are both at once, unless a template has the whole name.
        ``A / B`` is one after the other, half of the dates each, where the mapping says so;
        otherwise nobody knows when which is, and both stand on all dates.
        """
        first, last = dates
        name = self._named(name)
        if appear:
            self._draft.coverage.appear(resident, first, last)
            if self._is_by_day(name):
                self._draft.coverage.show_day()
        run = _Run(resident, name, first, last, site, half, where)
        older = self._runs.setdefault((run.what, dates), run)
        if older.where != where:
            message = f"this row stands already at {self._source.at(*older.where)}"
            kind, place = IssueKind.DUPLICATE, self._source.at(*where)
            self._draft.issue(kind, place, message, "dropped", Topic.LEFT_OUT)

    def _named(self, text: str) -> str:
        """Return the name that a cell means: that behind a code, or before a footnote sign."""
        name = self._codes.get(tidy(text), text)
        bare = name.rstrip(_SIGNS)
        signed = bare != name and self._draft.templates.find(name) is None
        return bare if signed and self._draft.templates.find(bare) else name

    def knows(self, name: str) -> bool:
        """Tell whether a text is the name of a rotation, or of an absence."""
        name = self._named(name)
        return self._draft.templates.find(name) is not None or absence_named(name) is not None

    def knows_part(self, name: str) -> bool:
        """Tell whether a text is hours, or a rotation's name, alone or joined with others."""
        hours = hours_in_name(name) is not None
        return hours or self.knows(name) or any(map(self.knows, re.split("[+&,/]", name)))

    def _is_by_day(self, name: str) -> bool:
        """Tell whether a rotation is what somebody does by day: unless all say it is not."""
        template = self._draft.templates.find(name)
        if template is None or not template.stretches:
            return not is_beside(absence_named(name) or kind_of_title(name))
        kinds = (stretch.kind or name for stretch in template.stretches if stretch.is_by_day)
        return not all(map(is_beside, kinds))

    def kind(self, name: str) -> str:
        """Return the kind of a rotation, or its name where it has none; nothing, if unknown."""
        name = self._named(name)
        template = self._draft.templates.find(name)
        if template is None:
            # Hours alone may be those of a call; by day they show themselves.
            return absence_named(name) or ("call" if hours_in_name(name) else "")
        return (template.stretches[0].kind or name) if template.stretches else "off"

    def finish(self) -> None:
        """Add the duties; single dates in a row with one rotation are one rotation."""
        self._alone = {tidy(run.name) for run in self._runs.values()}
        runs = [part for run in self._runs.values() for part in self._parts(run)]
        self._halves = {(*run.what, run.first) for run in runs if run.half}
        for run in _joined(runs):
            if self._draft.matters(run.first, run.last):
                self._add(run)

    def keep_free(self, resident: str, day: date) -> None:
        """Take a date for one without duty of any rotation in this file."""
        self._free.add((resident, day))

    def _add(self, run: _Run) -> None:
        template = self._draft.templates.find(run.name)
        if template is None and (absence := absence_named(run.name)) in AWAY:
            start, end = whole_days(run.first, run.last)
            if run.half:
                noon = start + ONE_DAY / 2
                start, end = (start, noon) if run.half == "am" else (end - ONE_DAY / 2, end)
            self._put(run, [Assignment(run.resident, start, end, absence)])
            return
        if template is None and (hours := hours_in_name(run.name)):
            message = f"the hours of {show(run.name)} are in its name"
            self._issue(run, message, "read so", Topic.CHANGED, unit="time", value=run.name)
            template, run = with_hours(run.name, *hours), replace(run, half="")
        if template is None or not template.readable:
            self._lose(run, template)
            return
        if template.default:
            message = f"rotation {show(run.name)} has no template of yours"
            action = f"read with the usual hours of {show(template.name)}"
            self._issue(run, message, action, Topic.CHANGED, unit="row", value=run.name)
        entries = list(template.entries(run.resident, run.first, run.last, run.site, run.half))
        if not entries and template.stretches and run.first == run.last and not self._rests(run):
            message = f"{show(run.name)} has no hours on {run.first:%A} {run.half.upper()}".rstrip()
            self._unknown(run, message, unit="time")
        kept = [entry for entry in entries if not self._on_leave(entry)]
        for _ in range(len(entries) - len(kept)):
            # Somebody on leave is not on the ward, and must not get the rest after a night there.
            message = "duties of rotations fall on days of absence"
            self._issue(run, message, "dropped", Topic.NOTE, unit="time")
        self._put(run, kept)

    def _put(self, run: _Run, entries: list[Assignment]) -> None:
        self._draft.add(entries, self._source, *run.where)

    def _rests(self, run: _Run) -> bool:
        """Tell whether the other half of the day says what the rotation's hours are."""
        other = {"am": "pm", "pm": "am"}.get(run.half, "")
        return (*replace(run, half=other).what, run.first) in self._halves

    def _issue(self, run: _Run, *said: Any, **about: Any) -> None:
        self._draft.issue(IssueKind.ROTATION, self._source.at(*run.where), *said, **about)

    def _unknown(self, run: _Run, message: str, **about: Any) -> None:
        place, dates = self._source.at(*run.where), extent(run.first, run.last)
        self._draft.lose(IssueKind.ROTATION, place, message, run.resident, dates, **about)

    def _parts(self, run: _Run) -> Iterator[_Run]:
        """Yield the rotations of a name such as ``Night Float + Cardiology``, with their dates."""
        dates = run.first, run.last
        for part in self._split(run.name, _TOGETHER):
            names = self._split(part, _EITHER)
            halves = self._source.mapping.slash == "halves" and all(map(self._is_name, names))
            spans = list(split(*dates, len(names))) if halves else [dates] * len(names)
            if len(names) > 1 and run.first < run.last and self._draft.matters(*dates):
                how, action, hint = _IN_TURN if halves else _AT_ONCE
                message = f"rotations joined by a slash are read {how}"
                about: dict[str, Any] = {"unit": "cell", "value": part, "hint": hint}
                about |= {"residents": (run.resident,), "dates": extent(*dates)}
                kind, place = IssueKind.JOINED, self._source.at(*run.where)
                self._draft.issue(kind, place, message, action, Topic.CHANGED, **about)
            for name, (first, last) in zip(names, spans, strict=True):
                yield replace(run, name=name, first=first, last=last)

    def _split(self, name: str, signs: re.Pattern[str]) -> list[str]:
        """Return the parts of a name, or the name where a rotation has it whole."""
        names = [part.strip() for part in signs.split(name)]
        whole = self._draft.templates.names_whole(name) or absence_named(name) is not None
        if whole or len(names) > _MOST_PARTS or not all(names) or _HALF_DAY.search(name):
            return [name]
        # Parts that nobody knows, and that stand nowhere alone, are one name: Heme/Onc.
        return self._rejoined(names) if any(map(self._is_name, names)) else [name]

    def _rejoined(self, parts: list[str]) -> list[str]:
        """Return parts with those that are one known name, such as Heme/Onc, put together again."""
        names: list[str] = []
        while parts:
            whole = (
                (sign.join(parts[:end]), end)
                for end in range(len(parts), 1, -1)
                for sign in ("/", " / ", " & ", "&", " + ", "+", ", ")
            )
            known = (both for both in whole if self._is_whole(both[0], parts[: both[1]]))
            name, end = next(known, (parts[0], 1))
            names.append(name)
            parts = parts[end:]
        return names

    def _is_whole(self, name: str, parts: Sequence[str]) -> bool:
        """Tell whether a name with signs in it is one rotation, and not several at once."""
        alone = tidy(name) in self._alone and not any(map(self._is_name, parts))
        return alone or self._draft.templates.names_whole(name)

    def _is_name(self, name: str) -> bool:
        return tidy(name) in self._alone or self.knows(name)

    def _lose(self, run: _Run, template: Template | None) -> None:
        if not run.name:
            self._unknown(run, "the rotation is blank")
            return
        missing = "has no template" if template is None else "has a template that is not readable"
        if template is None:
            self._draft.unmatched[run.name] += 1
        message = f"rotation {show(run.name)} {missing}"
        self._unknown(run, message, unit="time", value=run.name)
        if self._draft.templates.begin_with(run.name):
            self._draft.doubtful.add(run.where[0])

    def _on_leave(self, entry: Assignment) -> bool:
        if entry.kind in NOT_DUTY:
            return False
        day = entry.start.date()
        leaves = self._draft.leave.get(entry.resident, ())
        return (entry.resident, day) in self._free or any(a <= day <= b for a, b in leaves)


def _joined(runs: list[_Run]) -> list[_Run]:
    """Return the runs, those of single dates that follow one another joined; in file order."""
    joined = [run for run in runs if run.first != run.last]
    single = [run for run in runs if run.first == run.last]
    last: _Run | None = None
    for run in sorted(single, key=lambda run: (run.what, run.first)):
        if last and last.what == run.what and last.last + ONE_DAY == run.first:
            last = joined[-1] = replace(last, last=run.last)
        else:
            last = run
            joined.append(run)
    return sorted(joined, key=lambda run: run.where)
