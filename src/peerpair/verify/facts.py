"""Plain facts about residents and groups: what `verify` and `explain` ask."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import cast

from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.rules import Members, Objective
from peerpair.model.settings import Horizon
from peerpair.registry import family
from peerpair.verify.calendar import PlainCalendar

__all__ = ["PlainFacts"]

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
        self._usable: dict[str, dict[int, int]] = {}
        self._windows: dict[Members, dict[int, Members]] = {}
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

    def resident(self, name: str) -> Resident:
        """Return the resident with an id."""
        return self._people[name]

    def usable(self, name: str) -> Mapping[int, int]:
        """Return slot -> date number, for the slots at which a resident could start a meeting."""
        if name not in self._usable:
            self._usable[name] = self.calendar.usable(name)
        return self._usable[name]

    def windows(self, group: Members) -> Mapping[int, Members]:
        """Return slot -> members who attend, for every window of a group, ascending."""
        if group not in self._windows:
            if len(self._windows) >= _REMEMBERED:
                self._windows.clear()
                self._starts.clear()
            self._windows[group] = self._find_windows(group)
        return self._windows[group]

    def _find_windows(self, group: Members) -> dict[int, Members]:
        attending: dict[int, list[str]] = defaultdict(list)
        for member in group:
            for slot in self.usable(member):
                attending[slot].append(member)
        quorum = 2 if self.problem.meeting.quorum == 2 and len(group) == 3 else len(group)
        open_weeks = {week for week in range(self._horizon.weeks) if self._can_meet(group, week)}
        return {
            slot: tuple(members)
            for slot, members in sorted(attending.items())
            if len(members) >= quorum and self.week_of(slot) in open_weeks
        }

    def week_of(self, slot: int) -> int:
        """Return the week of an open slot."""
        return self._weeks[slot]

    @cached_property
    def _weeks(self) -> dict[int, int]:
        return {slot: self._horizon.week_of(day) for slot, day in self.calendar.open_slots.items()}

    def _can_meet(self, group: Members, week: int) -> bool:
        if self.problem.meeting.mode == "remote":
            return True
        sites = {self.site(member, week) for member in group}
        return len(sites) == 1 and None not in sites

    def starts(self, group: Members) -> Mapping[str, Mapping[int, int]]:
        """Return member -> date number -> windows of the group that the member attends."""
        windows = self.windows(group)
        if group not in self._starts:
            found: dict[str, Counter[int]] = {member: Counter() for member in group}
            for slot, members in windows.items():
                for member in members:
                    found[member][self.calendar.open_slots[slot]] += 1
            self._starts[group] = found
        return self._starts[group]

    def weeks_met(self, group: Members) -> Mapping[str, int]:
        """Return member -> weeks with a window that the member attends."""
        return {
            member: len({self._horizon.week_of(day) for day in dates})
            for member, dates in self.starts(group).items()
        }

    def value(self, group: Members) -> int:
        """Return the value of a group from its points."""
        rules = self.problem.objectives
        weighted = sum(rule.weight * rule.score(group, self) for rule in rules)
        return weighted * (len(group) if self.problem.per == "resident" else 1)

    def shared_points(self, group: Members) -> int:
        """Return the shared-time points of a group, whether or not they are an objective."""
        rule = cast(type[Objective], family("objectives")["shared_time"])()
        return rule.score(group, self)

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
        found: Counter[str] = Counter()
        for label, (start, stop) in entries:
            inside = min(end, stop) - max(begin, start)
            if inside > 0 and label is not None:
                found[label] += inside
        return found
