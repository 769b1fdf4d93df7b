"""What has been read so far: the only thing that input formats write to.

It also keeps the promise that time which could not be read is unknown, never free.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.resident import Resident
from peerpair.model.schedule import Assignment, Away, Issue, IssueKind, ReadFile, Schedule, Topic
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import ALWAYS, Extent, in_words, joined, shifted
from peerpair.read.coverage.known import Coverage
from peerpair.read.dates.cells import tidy
from peerpair.read.dates.order import Orders
from peerpair.read.dates.written import block_number
from peerpair.read.limits import ReadLimits
from peerpair.read.people.names import Names
from peerpair.read.rotations.template import Templates
from peerpair.read.source import Source
from peerpair.text import show

MARGIN = 8
"""Days around the horizon whose entries count: rest follows duties that may have begun days before.

A chain of duties longer than this is a long duty wherever it is cut.
"""
MOST_STRANGERS = 20_000
"""Names that are nobody's, after which reading ends: each is compared with everybody."""
_MOST_NAMED, _MOST_MEANT = 20, 3
_TORN = (IssueKind.ROW, IssueKind.TIME)  # what is wrong with a row that ends before its end
_Where = tuple[Source, int, int]
_FORWARD = timedelta(hours=3)


@dataclass
class _Tally:
    """What is counted of an issue that happens often."""

    first: Issue
    unit: str
    times: int = 0
    residents: dict[str, None] = field(default_factory=dict)
    dates: Extent | None = None

    def count(self, issue: Issue) -> None:
        """Take one time more."""
        self.times += 1
        self.residents |= dict.fromkeys(issue.residents)
        more = issue.dates
        self.dates = joined(self.dates, more) if self.dates and more else self.dates or more

    def issue(self) -> Issue:
        """Return one issue for all."""
        often = f" ({self.times} {self.unit}s, this is the first)" if self.times > 1 else ""
        message, residents = self.first.message + often, tuple(self.residents)
        return replace(self.first, message=message, residents=residents, dates=self.dates)


class Draft:
    """A schedule in the making; the parameters are those of `read`.

    If it is `strict`, the first issue is an error.
    """

    def __init__(
        self,
        timezone: str,
        published: tuple[date, date] | None = None,
        horizon: tuple[date, date] | None = None,
        strict: bool = False,
        limits: ReadLimits | None = None,
    ) -> None:
        self.strict = strict
        self.limits = limits or ReadLimits()
        self.issues: list[Issue] = []
        self.clock = Clock(timezone)
        self.published = published
        self.horizon = horizon
        self.window = horizon and (shifted(horizon[0], -MARGIN), shifted(horizon[1], MARGIN))
        self.coverage = Coverage(self.clock, published, horizon)
        self.residents: dict[str, tuple[Resident, Place]] = {}
        self.emails: dict[str, str] = {}
        self.away: list[Away] = []
        self.aliases: dict[str, str | None] = {}
        self.names = Names(())
        self.templates = Templates()
        self.blocks: dict[str, tuple[date, date]] = {}
        self.leave: dict[str, list[tuple[date, date]]] = defaultdict(list)
        self.moments: dict[str, datetime | None] = {}
        self.unmatched: Counter[str] = Counter()
        self.sources: list[ReadFile] = []
        self.tables: dict[str, tuple[tuple[date, date], ...]] = {}  # of the file being read
        self.order_elsewhere: Callable[[], Orders] = dict
        self.doubtful: set[int] = set()  # lines of the file being read
        self._more = 0  # issues than are kept
        self._tally: dict[tuple[object, ...], _Tally] = {}
        self._strangers: set[str] = set()
        self._entries: dict[Assignment, _Where] = {}

    def issue(
        self,
        kind: IssueKind,
        place: Place,
        message: str,
        action: str,
        topic: Topic = Topic.NOTE,
        *,
        unit: str = "",
        value: str = "",
        hint: str = "",
        residents: Sequence[str] = (),
        dates: Extent | None = None,
    ) -> None:
        """Record something that was skipped, guessed or changed.

        What may happen often in a file has a `unit`, such as ``row``: it becomes one issue, with
        the number of times, and all the `residents` and `dates` that it concerns.
        """
        if self.strict:
            raise ReadError(place, message, hint, kind)
        if topic == Topic.UNKNOWN and kind in _TORN and not place.unit:
            self.doubtful.add(place.line)
        about = value[:200], hint, kind, tuple(residents), dates
        issue = Issue(place, message, action, topic, *about)
        key = unit, kind, message, action, topic, hint
        if unit and (key in self._tally or len(self._tally) < self.limits.issues):
            self._tally.setdefault(key, _Tally(issue, unit)).count(issue)
        else:
            self._keep([issue])

    def _keep(self, issues: Sequence[Issue]) -> None:
        """Keep issues as far as there is room; more are counted."""
        room = max(self.limits.issues - len(self.issues), 0)
        self.issues += issues[:room]
        self._more += len(issues[room:])

    def know_people(self) -> None:
        """Make the residents and aliases read so far the people that rosters may name."""
        people = (resident for resident, _ in self.residents.values())
        self.names = Names(people, self.emails, self.aliases)

    @property
    def middle(self) -> date | None:
        """The middle of the dates that matter, as far as they are said."""
        span = self.horizon or self.published
        return span and span[0] + (span[1] - span[0]) / 2

    def lose(
        self,
        kind: IssueKind,
        place: Place,
        message: str,
        residents: str | Sequence[str] | None,
        dates: Extent = ALWAYS,
        **about: Any,
    ) -> None:
        """Record what could not be read: the dates it may touch become unknown, never free.

        They are those of one resident, of several, or of everybody (None).  With a `unit` (see
        `issue`, also for `value` and `hint`) there is one issue for all residents of a file that
        share the message.  Far outside the horizon nothing is known anyway, and nothing is said.
        """
        if not self.matters(*dates):
            return
        many = "unit" in about
        if residents is None:
            who, residents = "everybody", [*self.residents]
        elif isinstance(residents, str):
            who, residents = "these residents" if many else residents, (residents,)
        elif len(residents) > _MOST_MEANT:
            who = f"{len(residents)} residents"
        else:
            who = " and ".join(residents) or "nobody"
        self.coverage.lose(residents, dates)
        what = "the dates become" if many and dates != ALWAYS else in_words(dates)
        action = f"{what} unknown for {who}"
        about |= {"residents": residents, "dates": dates}
        self.issue(kind, place, message, action, Topic.UNKNOWN, **about)

    def leave_out(self, kind: IssueKind, place: Place, message: str, **about: Any) -> None:
        """Record something that is left out; see `issue`."""
        self.issue(kind, place, message, "left out", Topic.LEFT_OUT, **about)

    def block(self, label: str) -> tuple[date, date] | None:
        """Return the dates of a block, by its label, or by its number if one block alone has it."""
        label = tidy(label)
        if dates := self.blocks.get(label):
            return dates
        number = block_number(label)
        same = {dates for name, dates in self.blocks.items() if block_number(name) == number}
        return next(iter(same)) if number and len(same) == 1 else None

    def note_order(self, place: Place, words: str) -> None:
        """Record what shows the order of day and month in a table."""
        self.issue(IssueKind.DATE_ORDER, place, words, "read so", Topic.CHANGED)

    def people(
        self,
        text: str,
        place: Place,
        *,
        unit: str = "row",
        dates: Extent = ALWAYS,
        initials: bool = True,
    ) -> list[str]:
        """Return the residents whom a cell names, with an issue for what is not certain.

        Whoever may be meant beside them, or may be on duty in the place of another, becomes
        unknown on the `dates`: what is left out may be theirs.
        """
        meant, kind = self.names.whom(text, initials=initials), IssueKind.PERSON
        for name, maybe in meant.maybe.items():
            where = "" if name == text else f" in {show(text)}"
            message = f"{show(name)}{where} may be {' or '.join(maybe[:_MOST_MEANT])}"
            row = f'"{name[:60]}",{maybe[0]}' if name.isprintable() else "for this name"
            hint = f"settle it in a table alias,resident with a row {row}"
            self.lose(kind, place, message, maybe, dates, unit=unit, value=text, hint=hint)
        if meant.unsure:
            message, hint = f"{show(text)} does not say who is on duty", "write only who is"
            self.lose(kind, place, message, meant.unsure, dates, unit=unit, value=text, hint=hint)
        for name in meant.strangers:
            self._strangers.add(name)
            if len(self._strangers) > MOST_STRANGERS:
                message = f"there are more than {MOST_STRANGERS:,} names of nobody known"
                raise ReadError(place, message, "a file of something else", kind)
            message = f"{show(name)} is not a known resident" if name else "the resident is blank"
            self.leave_out(kind, place, message, unit=unit, value=name)
        return list(meant.residents)

    def resident(self, text: str, place: Place, *, unit: str = "row") -> str | None:
        """Return the one resident whom a roster calls `text`, or None with an issue."""
        people = self.people(text, place, unit=unit, initials=False)
        if len(people) > 1:
            message = f"{show(text)} is more than one resident"
            self.lose(IssueKind.PERSON, place, message, people, unit=unit, value=text)
        return people[0] if len(people) == 1 else None

    def doubt_everybody(self, place: Place, dates: Extent, **about: str) -> None:
        """Make dates unknown for everybody, because something names nobody."""
        about = {"unit": "row", "hint": "leave out what nobody is on, or say who is"} | about
        self.lose(IssueKind.PERSON, place, "names nobody", None, dates, **about)

    def add(
        self, entries: Iterable[Assignment], source: Source, line: int, column: int = 0
    ) -> None:
        """Add the entries of one row, cell or event, but for those far away, or there already."""
        where = source, line, column
        older: list[_Where] = []
        for entry in entries:
            start, end = entry.start, entry.end
            if not self.matters(start.date(), end.date()):
                continue
            # A local time may lie where the clock goes forward; a longer one never does.
            short = not (start.tzinfo or end.tzinfo) and end - start <= _FORWARD
            if short and self.clock.instant(end) <= self.clock.instant(start):
                message = f"a clock change leaves nothing of the time from {start} to {end}"
                self.leave_out(IssueKind.TIME, source.at(line, column), message, unit="row")
                continue
            self.coverage.weigh(entry)
            known = self._entries.setdefault(entry, where)
            older += [known] if known != where else []  # both parts of one cell may say the same
        if len(self._entries) > self.limits.entries:
            message = f"there are more than {self.limits.entries:,} entries"
            raise ReadError(source.at(line, column), message, kind=IssueKind.LIMIT)
        if older:
            times = len(older)
            what = "this entry stands" if times == 1 else f"{times} entries of this row stand"
            there, *at = older[-1]
            message, kind = f"{what} already at {there.at(*at)}", IssueKind.DUPLICATE
            self.issue(kind, source.at(line, column), message, "dropped", Topic.LEFT_OUT)

    def matters(self, first: date, last: date | None) -> bool:
        """Tell whether dates may concern the horizon; UTC offsets are within the margin."""
        low, high = self.window or (date.min, date.max)
        return first <= high and (last is None or last >= low)

    def close_file(self, source: Source, cut: int = 0) -> None:
        """Write the claims, the doubts and the counted issues of the file that was just read.

        If it was `cut` off in a line, or ends in one that is torn, all else may have stood there.
        """
        last = source.text.count("\n") + 1
        if last in self.doubtful and source.text[-1:] not in "\r\n":
            cut = last
        if cut:
            message = "ends in the middle: it may be cut off"
            self.lose(IssueKind.FILE, source.at(cut), message, None)
        for note in self.coverage.close_file(complete=source.mapping.full):
            self.issue(IssueKind.COVERAGE, source.at(), *note)
        self._keep([tally.issue() for tally in self._tally.values()])
        self.doubtful, self.tables, self._tally = set(), {}, {}

    def finish(self) -> Schedule:
        """Return the schedule; every resident gets a coverage."""
        residents, everywhere = [], Place.of("the files")
        unknown = "all their time is unknown", Topic.UNKNOWN
        partial = [who for who in self.residents if self.coverage.is_partial(who)]
        if partial:
            names = ", ".join(partial[:_MOST_NAMED]) + (", ..." if partial[_MOST_NAMED:] else "")
            message = f"known from calls, nights, clinics or leave only: {names}"
            self.issue(IssueKind.PARTIAL, everywhere, message, *unknown, residents=partial)
        for who, (resident, place) in self.residents.items():
            known = self.coverage.of(who)
            if resident.active and known is None:
                message = f"{who} is in no roster"
                self.issue(IssueKind.COVERAGE, place, message, *unknown, residents=[who])
            residents.append(replace(resident, coverage=tuple(known or ())))
        if self._more:
            message = f"there are {self._more:,} more issues than the {self.limits.issues:,} kept"
            limit = Issue(everywhere, message, "counted only", kind=IssueKind.LIMIT)
            self.issues.append(limit)
        return Schedule(
            tuple(residents),
            tuple(self._entries),
            self.clock.zone.key,
            tuple(self.issues),
            unmatched=tuple(name for name, _ in self.unmatched.most_common()),
            light_kinds=self.templates.light_kinds,
            sources=tuple(self.sources),
            away=tuple(self.away),
            addresses=dict(self.emails),
        )
