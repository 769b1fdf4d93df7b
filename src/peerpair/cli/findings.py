"""What ``peerpair check`` found, as lines for a reader and as one JSON object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peerpair.cli.advice import Advice
from peerpair.config.people import called
from peerpair.model.place import Place
from peerpair.model.resident import Resident
from peerpair.model.schedule import Issue, Schedule, Topic
from peerpair.model.settings import Horizon
from peerpair.read.coverage.extents import without
from peerpair.report.words import TOPICS, count, listed, number, span_text
from peerpair.text import clean

SHOWN = 20
"""Lines of a group that are printed unless all are asked for."""
_ODD = 3
"""Lines of a group about the roster itself that are printed unless all are asked for."""


@dataclass(frozen=True)
class Findings:
    """What was read, and what is odd about it.

    Attributes
    ----------
    schedule : Schedule
        As read.
    odd : sequence of Issue
        What `peerpair.lint` says.
    horizon : Horizon
        The dates that were asked for.

    Examples
    --------
    >>> from datetime import date
    >>> schedule = Schedule([Resident("r1")], [], "America/Chicago")
    >>> findings = Findings(schedule, (), Horizon(date(2026, 8, 3), date(2026, 8, 31)))
    >>> findings.coverage()
    {'whole': 1, 'part': 0, 'none': 0, 'inactive': 0}
    """

    schedule: Schedule
    odd: Sequence[Issue]
    horizon: Horizon

    def coverage(self) -> dict[str, int]:
        """Return how many residents are known for the whole horizon, in part, or not at all."""
        kinds = Counter(self._known(resident) for resident in self.schedule.residents)
        return {name: kinds[name] for name in ("whole", "part", "none", "inactive")}

    def _known(self, resident: Resident) -> str:
        if not resident.active:
            return "inactive"
        whole = [(self.horizon.start, self.horizon.end)]
        missing = [] if resident.coverage is None else without(whole, resident.coverage)
        return "none" if missing == whole else "part" if missing else "whole"

    def document(self, warnings: Sequence[str] = ()) -> dict[str, Any]:
        """Return everything as one JSON object; texts stand as they were read."""
        return {
            "sources": list(self.schedule.sources),
            "warnings": list(warnings),
            "residents": len(self.schedule.residents),
            "entries": len(self.schedule.assignments),
            "coverage": self.coverage(),
            "issues": [_plain(issue) for issue in self.schedule.issues],
            "lint": [_plain(issue) for issue in self.odd],
            "unmatched": list(self.schedule.unmatched),
        }

    def read_lines(self, advice: Advice, most: int | None = SHOWN) -> Iterator[str]:
        """Yield what was read, `most` files of it, without control characters."""
        schedule, known = self.schedule, self.coverage()
        yield f"What was read, for {span_text(self.horizon)} ({clean(schedule.timezone)})"
        yield from _few(schedule.sources, most)
        inactive = f", {known['inactive']} of them inactive" if known["inactive"] else ""
        yield f"  {self._people()}{inactive}; {self._entries()} of duty or absence"
        whole, part, none = (number(known[name]) for name in ("whole", "part", "none"))
        yield f"  Residents known for all dates: {whole}; for some dates: {part}; for none: {none}"
        if not schedule.assignments:
            yield f"  {clean(advice.nothing)}"
        if known["part"] and advice.published:
            yield f"  {clean(advice.published)}"
        yield from (f"  {clean(text)}" for text in advice.warnings)
        yield ""

    def remark_lines(self, advice: Advice, most: int | None = SHOWN) -> Iterator[str]:
        """Yield what is odd, `most` lines of a group: time that became unknown first."""
        groups = _grouped(self.schedule.issues)
        for topic, title in TOPICS.items():
            yield from _group(title, [str(issue) for issue in groups.get(topic, ())], most)
            if topic is Topic.UNKNOWN:
                unmatched = self.schedule.unmatched
                yield from _group("Rotations without hours", unmatched, most, advice.hours)
        if not self.schedule.issues:
            yield from ("Nothing in the files was left out or read differently.", "")
        yield from self._lint(None if most is None else _ODD)
        yield self._end()

    def _lint(self, most: int | None) -> Iterator[str]:
        yield "About the roster itself (peerpair is no duty-hour compliance checker)"
        if not self.odd:
            yield from ("  Nothing looks odd.", "")
            return
        yield "  These are hints for a second look; nothing was changed because of them."
        yield ""
        groups = _grouped(self.odd)
        for topic, title in TOPICS.items():
            issues = groups.get(topic, [])
            texts = _brief(issues, most, self.schedule.residents)
            yield from _group(title, texts, most, total=len(issues))

    def _people(self) -> str:
        return count(len(self.schedule.residents), "resident")

    def _entries(self) -> str:
        return count(len(self.schedule.assignments), "entry", "entries")

    def _end(self) -> str:
        schedule = self.schedule
        remarks = count(len(schedule.issues), "note")
        names = count(len(schedule.unmatched), "rotation")
        odd = number(len(self.odd))
        remarks += f" on the files, {odd} on the roster itself, {names} without hours."
        return f"Read {self._people()} and {self._entries()}: {remarks}"


def _grouped(issues: Iterable[Issue]) -> dict[Topic, list[Issue]]:
    by_topic: dict[Topic, list[Issue]] = {}
    for issue in issues:
        by_topic.setdefault(issue.topic, []).append(issue)
    return by_topic


def _group(
    title: str, texts: Sequence[str], most: int | None, remark: str = "", total: int = 0
) -> Iterator[str]:
    """Yield a group under its title; `total` where it is not the number of texts."""
    if texts:
        yield f"{title} ({number(total or len(texts))})"
        if remark:
            yield f"  {clean(remark)}"
        yield from _few(texts, most)
        yield ""


def _few(texts: Sequence[str], most: int | None) -> Iterator[str]:
    shown = texts if most is None else texts[:most]
    yield from (f"  {clean(text)}" for text in shown)
    if len(shown) < len(texts):
        yield f"  and {number(len(texts) - len(shown))} more (--all shows them)"


def _brief(issues: Iterable[Issue], most: int | None, residents: Iterable[Resident]) -> list[str]:
    """Return issues about the roster itself: those who share one as one, each hint once.

    What was done about them is left out: nothing was.  Everybody is named where `most` is None.
    """
    people = {resident.id: resident for resident in residents}
    alike: dict[tuple[str, str], list[Issue]] = {}
    for issue in issues:
        alike.setdefault((issue.message, issue.hint), []).append(issue)
    texts, hints = [], set()
    for (message, hint), same in alike.items():
        alone = len(same[0].residents) == 1
        text = f"{called(people[same[0].residents[0]]) if alone else same[0].place}: {message}"
        if len(same) > 1:
            names = [people[name].label for issue in same for name in issue.residents]
            shown = listed(names) if most else ", ".join(names)
            text = f"{count(len(same), 'resident')}: {message} ({shown})"
        texts.append(f"{text}. Maybe {hint}" if hint and hint not in hints else text)
        hints.add(hint)
    return texts


def _plain(issue: Issue) -> dict[str, Any]:
    place = issue.place if isinstance(issue.place, Place) else Place.of(str(issue.place))
    return {
        "place": str(place),
        "file": place.file,
        "sheet": place.sheet,
        "line": place.line,
        "column": place.column,
        "topic": issue.topic.value,
        "kind": issue.kind.value,
        "message": issue.message,
        "action": issue.action,
        "value": issue.value,
        "hint": issue.hint,
    }
