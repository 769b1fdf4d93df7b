"""What ``peerpair check`` found, as lines for a reader and as one JSON object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import Any

from peerpair.cli.advice import Advice
from peerpair.cli.strip import strip_lines
from peerpair.config.people import called
from peerpair.model.place import Place
from peerpair.model.resident import Resident
from peerpair.model.schedule import Issue, IssueKind, Schedule, Topic
from peerpair.model.settings import Horizon
from peerpair.read.coverage.extents import joined, without
from peerpair.report.words import KINDS, TOPICS, count, day_text, listed, number, span_text
from peerpair.text import clean

SHOWN = 20
"""Lines of a group that are printed unless all are asked for."""
_FILES = (IssueKind.FILE, IssueKind.READER)


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

    def known_lines(self, advice: Advice) -> Iterator[str]:
        """Yield who is known for how much of the round, and how many on each day."""
        known, schedule = self.coverage(), self.schedule
        yield f"Who is known, for {span_text(self.horizon)} ({clean(schedule.timezone)})"
        inactive = f"; {number(known['inactive'])} inactive" if known["inactive"] else ""
        calls = f"; from calls alone: {number(len(self._calls))}" if self._calls else ""
        whole, part, none = (number(known[name]) for name in ("whole", "part", "none"))
        none = number(known["none"] - len(self._calls))
        said = f"Residents known for all dates: {whole}; for some dates: {part}"
        yield f"  {said}{calls}; for none: {none}{inactive}"
        if known["part"] or known["none"]:
            yield from (f"  {line}" for line in strip_lines(schedule.residents, self.horizon))
        if not schedule.assignments:
            yield f"  {clean(advice.nothing)}"
        if known["part"] and advice.published:
            yield f"  {clean(advice.published)}"
        yield from (f"  {clean(text)}" for text in advice.warnings)
        yield ""

    @property
    def _calls(self) -> set[str]:
        """Residents of whom nothing but calls, nights, clinics or leave is known."""
        issues = (issue for issue in self.schedule.issues if issue.kind is IssueKind.PARTIAL)
        calls = {name for issue in issues for name in issue.residents}
        return {resident.id for resident in self.schedule.residents if resident.active} & calls

    def unread_lines(self, most: int | None = SHOWN) -> Iterator[str]:
        """Yield the files and sheets that were not read; those that name residents first."""
        issues = [issue for issue in self.schedule.issues if issue.kind in _FILES]
        issues.sort(key=lambda issue: -len(issue.residents))
        files = dict.fromkeys(str(issue.place) for issue in issues if _is_lost(issue))
        yield from _group("What was not read", [*files], most)

    def read_lines(self, most: int | None = SHOWN) -> Iterator[str]:
        """Yield what was read, `most` files of it, without control characters."""
        yield "What was read"
        yield from _few(self.schedule.sources, most)
        yield f"  {self._people()}; {self._entries()} of duty or absence"
        yield ""

    def table_lines(self) -> Iterator[str]:
        """Yield what was taken for what in tables with dates one way and people the other."""
        yield "Tables, as rows and columns of a spreadsheet"
        tables = [
            (source.place, text) for source in self.schedule.sources for text in source.tables
        ]
        yield from (f"  {clean(f'{place}: {text}')}" for place, text in tables)
        if not tables:
            yield "  None has dates one way and people the other."

    def remark_lines(self, advice: Advice, most: int | None = SHOWN) -> Iterator[str]:
        """Yield what is odd, one line a kind or, where `most` is None, one line each.

        Time that became unknown comes first.
        """
        groups = _grouped(self.schedule.issues)
        for topic, title in TOPICS.items():
            issues = groups.get(topic, [])
            texts = [*map(str, issues)] if most is None else [*_kinds(issues, self.horizon)]
            yield from _group(title, texts, None, total=len(issues))
            if topic is Topic.UNKNOWN:
                unmatched = self.schedule.unmatched
                yield from _group("Rotations without hours", unmatched, most, advice.hours)
        if not self.schedule.issues:
            yield from ("Nothing in the files was left out or read differently.", "")
        yield from self._lint(most)
        yield self._end()

    def _lint(self, most: int | None) -> Iterator[str]:
        yield "About the roster itself (peerpair is no duty-hour compliance checker)"
        if not self.odd:
            yield from ("  Nothing looks odd.", "")
            return
        yield "  These are hints for a second look; nothing was changed because of them."
        groups = _grouped(self.odd)
        if most is None:
            yield ""
        for topic, title in TOPICS.items():
            issues = groups.get(topic, [])
            texts = _brief(issues, most, self.schedule.residents)
            if most is None:
                yield from _group(title, texts, None, total=len(issues))
            elif texts:
                such = f" ({_counted(issues)}), such as" if len(texts) > 1 else ":"
                yield f"  {title}{such} {clean(texts[0])}"
        if most is not None:
            yield ""

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


def _kinds(issues: Sequence[Issue], horizon: Horizon) -> Iterator[str]:
    """Yield one line a kind of issue, with how many there are and the dates they concern."""
    kinds: dict[IssueKind, list[Issue]] = {}
    for issue in issues:
        kinds.setdefault(issue.kind, []).append(issue)
    for kind, same in kinds.items():
        said = _counted(same) + _dates(same, horizon)
        yield str(same[0]) if len(same) == 1 else f"{KINDS[kind]} ({said}), the first: {same[0]}"


def _counted(issues: Sequence[Issue]) -> str:
    """Return how many issues there are, and of how many residents."""
    who = len({name for issue in issues for name in issue.residents})
    return number(len(issues)) + (f"; {count(who, 'resident')}" if who else "")


def _dates(issues: Iterable[Issue], horizon: Horizon) -> str:
    """Return the dates of the round that issues concern, in words."""
    known = [issue.dates for issue in issues if issue.dates is not None]
    if not known:
        return ""
    first, after = reduce(joined, known)
    first, after = max(first, horizon.start), min(after or horizon.end, horizon.end)
    if first >= after:
        return ""  # the days around the round
    last = after - timedelta(days=1)
    return f"; {day_text(first)}" + (f" to {day_text(last)}" if first < last else "")


def _is_lost(issue: Issue) -> bool:
    """Tell whether an issue says that a file, or a sheet, as a whole was not read."""
    return not issue.place.line and issue.topic in (Topic.LEFT_OUT, Topic.UNKNOWN)


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
