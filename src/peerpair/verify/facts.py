"""Plain facts about residents and groups: what `verify` and `explain` ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property, reduce
from itertools import permutations
from operator import and_, or_

from peerpair.model.asked import Members
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.settings import Horizon
from peerpair.verify.calendar import PlainCalendar, Slots

_REMEMBERED = 10_000
"""Groups whose windows are kept: a rule may be asked about millions, one after the other."""


class PlainFacts:
    """Facts of a problem by id, computed one group at a time and remembered.

    Parameters
    ----------
    problem : Problem
        The problem.

    Examples
    --------
    >>> from datetime import date
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")],
    ...     pp.Horizon(date(2026, 8, 3), date(2026, 8, 10)), "America/Chicago")
    >>> PlainFacts(problem).weeks_met(("a", "b"))
    {'a': 1, 'b': 1}
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._people = {resident.id: resident for resident in problem.residents}
        self._given: dict[frozenset[str], int | None] = {}
        self._usable: dict[str, Slots] = {}
        self._soft: dict[str, Slots] = {}
        self._attended: dict[Members, Mapping[str, Slots]] = {}
        self._starts: dict[Members, Mapping[str, Mapping[int, int]]] = {}
        self._sites: dict[tuple[str, int], str | None] = {}
        self._kinds: dict[tuple[str, int], str | None] = {}

    @cached_property
    def calendar(self) -> PlainCalendar:
        """The plain calendar; only for problems with a horizon."""
        return PlainCalendar(self.problem)

    @property
    def _horizon(self) -> Horizon:
        assert self.problem.horizon is not None
        return self.problem.horizon

    def prepare(self, ask: Callable[[], bool]) -> None:
        """Work out what concerns residents alone, before there are groups; `ask` ends it."""
        if self.problem.horizon is None:
            return
        for resident in self.problem.active:
            if ask():
                return
            self.usable(resident.id)
            self.soft(resident.id)

    def resident(self, name: str) -> Resident:
        """Return the resident with an id."""
        return self._people[name]

    def given(self, group: Members) -> int | None:
        """Return the points given for a group as a whole; None where there are none."""
        key = frozenset(group)
        return self._given[key] if key in self._given else self.problem.given.get(key)

    def look_up(self, groups: Iterable[Members]) -> None:
        """Note what is given for some groups, so that no table of all affinities is needed."""
        some = [*groups]
        self._given = dict.fromkeys(map(frozenset, some))
        orders = {order for group in some for order in permutations(group)}
        for affinity in self.problem.affinities:
            if affinity.members in orders:
                self._given[frozenset(affinity.members)] = affinity.points

    def usable(self, name: str) -> Slots:
        """Return the slots at which a resident could start a meeting."""
        if name not in self._usable:
            self._usable[name] = self.calendar.usable(name)
        return self._usable[name]

    def soft(self, name: str) -> Slots:
        """Return the slots that soft entries of a resident touch."""
        if name not in self._soft:
            self._soft[name] = self.calendar.soft(name)
        return self._soft[name]

    def windows(self, group: Members) -> Slots:
        """Return where the windows of a group start."""
        return reduce(or_, self.attended(group).values())

    def attended(self, group: Members) -> Mapping[str, Slots]:
        """Return member -> where the windows start that the member attends."""
        if group not in self._attended:
            if len(self._attended) >= _REMEMBERED:
                self._attended.clear()
                self._starts.clear()
            self._attended[group] = self._find_attended(group)
        return self._attended[group]

    def _find_attended(self, group: Members) -> dict[str, Slots]:
        usable = {member: self.usable(member) for member in group}
        everybody = reduce(and_, usable.values())
        slots_of = dict.fromkeys(group, everybody)
        if self.problem.meeting.quorum == 2 and len(group) == 3:
            for member in group:  # with any other
                others = (usable[other] for other in group if other != member)
                slots_of[member] = usable[member] & reduce(or_, others)
        for week, slots in enumerate(self.calendar.weeks):
            if not self._can_meet(group, week):
                slots_of = {member: attended & ~slots for member, attended in slots_of.items()}
        return slots_of

    def _can_meet(self, group: Members, week: int) -> bool:
        if self.problem.meeting.mode == "remote":
            return True
        sites = {self.site(member, week) for member in group}
        return len(sites) == 1 and None not in sites

    def starts(self, group: Members) -> Mapping[str, Mapping[int, int]]:
        """Return member -> date number -> windows of the group that the member attends."""
        if group not in self._starts:
            attended = self.attended(group)
            # Without a quorum all members attend the same windows.
            by_date = {slots: self._by_date(slots) for slots in set(attended.values())}
            self._starts[group] = {member: by_date[slots] for member, slots in attended.items()}
        return self._starts[group]

    def _by_date(self, slots: Slots) -> dict[int, int]:
        dates = self.calendar.dates.items()
        return {day: count for day, open_ in dates if (count := (slots & open_).bit_count())}

    def weeks_met(self, group: Members) -> Mapping[str, int]:
        """Return member -> weeks with a window that the member attends."""
        weeks = self.calendar.weeks
        return {
            member: sum(slots & week != 0 for week in weeks)
            for member, slots in self.attended(group).items()
        }

    def value(self, group: Members) -> int:
        """Return the value of a group from its points."""
        rules = self.problem.objectives
        weighted = sum(rule.weight * rule.score(group, self) for rule in rules)
        return weighted * (len(group) if self.problem.per == "resident" else 1)

    def shared_points(self, group: Members) -> int:
        """Return the shared free time of a group, per mille of the cap (windows without a cap)."""
        meeting = self.problem.meeting
        counts = [n for dates in self.starts(group).values() for n in dates.values()]
        cap = meeting.cap_minutes_per_day
        if cap is None:
            return sum(counts) // len(group)
        minutes = sum(min(cap, meeting.slot_minutes * count) for count in counts)
        return 1000 * minutes // (len(group) * cap * self._horizon.days)

    def site(self, name: str, week: int) -> str | None:
        """Return where a resident works most in a week; the home site in a tie or without duty."""
        if (name, week) not in self._sites:
            duties = [a for a in self.calendar.duties(name) if a.site is not None]
            seconds = self._seconds(week, [(a.site, self.calendar.interval(a)) for a in duties])
            most = max(seconds.values(), default=0)
            best = sorted(site for site, total in seconds.items() if total == most)
            home = self.resident(name).site
            self._sites[name, week] = best[0] if best and home not in best else home
        return self._sites[name, week]

    def main_kind(self, name: str, week: int) -> str | None:
        """Return the kind with most non-soft minutes of a resident in a week."""
        if (name, week) not in self._kinds:
            entries = [a for a in self.calendar.entries[name] if not a.soft and a.kind is not None]
            seconds = self._seconds(week, [(a.kind, self.calendar.interval(a)) for a in entries])
            self._kinds[name, week] = min(seconds, key=lambda k: (-seconds[k], k), default=None)
        return self._kinds[name, week]

    def _seconds(
        self, week: int, entries: list[tuple[str | None, tuple[int, int]]]
    ) -> dict[str, int]:
        """Add up, by label, how long entries last inside a week."""
        begin, end = self.calendar.week(week)
        seconds: Counter[str] = Counter()
        for label, (start, stop) in entries:
            inside = min(end, stop) - max(begin, start)
            if inside > 0 and label is not None:
                seconds[label] += inside
        return seconds
