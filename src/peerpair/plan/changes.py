"""What became of the groups of an older result, and why, as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from peerpair.levels.kept import OlderGroups
from peerpair.model.asked import Members
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.rules import GroupRule
from peerpair.model.schedule import Assignment
from peerpair.verify import PlainFacts


class Fate(StrEnum):
    """What became of an older group."""

    KEPT = "kept"
    FORMED = "formed again, though it can hardly meet"
    GIVEN_UP = "given up"


class Why(StrEnum):
    """Why a group was given up."""

    GONE = "somebody takes no part any more"
    RULE = "a rule forbids it now"
    WEEKS = "it can meet in too few weeks now"
    CHOICE = "no best answer keeps it"


@dataclass(frozen=True)
class Reason:
    """Why a group was given up, or does not count as kept.

    Attributes
    ----------
    why : Why
        The kind of reason.
    residents : tuple of str
        Who takes no part any more.
    rule : int or None
        Position of a public rule, among `Problem.rules`.
    weeks_met : int or None
        In how many weeks the group could meet now.
    weeks : tuple of int
        Weeks of the horizon, from 0, in which it could meet and cannot any more, as far as the
        older result says.
    entries : tuple of int
        New entries of its members in these weeks, as positions in `Problem.busy`.
    """

    why: Why
    residents: tuple[str, ...] = ()
    rule: int | None = None
    weeks_met: int | None = None
    weeks: tuple[int, ...] = ()
    entries: tuple[int, ...] = ()


@dataclass(frozen=True)
class Change:
    """What became of one older group.

    Attributes
    ----------
    members : tuple of str
        The older group.
    fate : Fate
        What became of it.
    now : tuple of tuple of str
        The groups that its members are in now.
    reasons : tuple of Reason
        Why it is not kept; a private rule is never among them.
    """

    members: Members
    fate: Fate
    now: tuple[Members, ...] = ()
    reasons: tuple[Reason, ...] = ()


def changes_of(
    older: Result | None,
    mended: Result,
    problem: Problem,
    kept: OlderGroups,
    before: Problem | None = None,
) -> tuple[Change, ...]:
    """Return what became of each group of an older result; nothing without a new answer.

    Parameters
    ----------
    older : Result or None
        The older result, where more than its groups is known.
    mended : Result
        Its repair.
    problem : Problem
        What the repair is an answer to.
    kept : OlderGroups
        What was to be kept.
    before : Problem, optional
        What the older result was an answer to.
    """
    if mended.value is None:
        return ()
    facts = PlainFacts(problem)
    home = {name: group.members for group in mended.groups for name in group.members}
    known = () if older is None else older.groups
    starts = {group.members: group.starts_per_week for group in known}
    told = _Reasons(facts, problem, kept, before)
    changes = []
    for group in kept.groups:
        now = tuple(dict.fromkeys(home[name] for name in group if name in home))
        again = len(now) == 1 and {*now[0]} == {*group}
        reasons = tuple(told.of(group, starts.get(group, ())))
        if not again:
            fate, reasons = Fate.GIVEN_UP, reasons or (Reason(Why.CHOICE),)
        else:
            fate = Fate.FORMED if reasons else Fate.KEPT
        changes.append(Change(group, fate, now, reasons))
    return tuple(changes)


class _Reasons:
    """Finds the reasons in the new problem."""

    def __init__(
        self, facts: PlainFacts, problem: Problem, kept: OlderGroups, before: Problem | None
    ) -> None:
        self.facts, self.problem, self.kept, self.before = facts, problem, kept, before
        self.here = {resident.id for resident in problem.active}
        self.public = [
            (place, rule)
            for place, rule in enumerate(problem.rules)
            if isinstance(rule, GroupRule) and not rule.private
        ]
        self.new = self._new_entries()

    def _new_entries(self) -> Mapping[str, Sequence[int]]:
        """Return the entries of each resident that the older problem did not have."""
        found: dict[str, list[int]] = {}
        if self.before is not None:
            known = {*self.before.busy}
            for place, entry in enumerate(self.problem.busy):
                if entry not in known:
                    found.setdefault(entry.resident, []).append(place)
        return found

    def of(self, group: Members, starts: Sequence[int]) -> Iterator[Reason]:
        """Yield why an older group cannot count as kept."""
        gone = tuple(name for name in group if name not in self.here)
        if gone:
            yield Reason(Why.GONE, residents=gone)
            return
        for place, rule in self.public:
            if rule.forbids(group, self.facts):
                yield Reason(Why.RULE, rule=place)
        if self.problem.horizon is None:
            return
        met = min(self.facts.weeks_met(group).values())
        if met < self.kept.least_weeks:
            yield self._weeks(group, starts, met)

    def _weeks(self, group: Members, starts: Sequence[int], met: int) -> Reason:
        windows = self.facts.windows(group)
        weeks = self.facts.calendar.weeks
        same = len(starts) == len(weeks)
        lost = [
            week
            for week, slots in enumerate(weeks)
            if same and starts[week] and not windows & slots
        ]
        mine = [place for name in group for place in self.new.get(name, ())]
        entries = [place for place in mine if self._in_weeks(self.problem.busy[place], lost)]
        return Reason(Why.WEEKS, weeks_met=met, weeks=tuple(lost), entries=tuple(entries))

    def _in_weeks(self, entry: Assignment, weeks: Sequence[int]) -> bool:
        """Tell whether an entry has a time in one of some weeks."""
        horizon, clock = self.problem.horizon, self.problem.clock
        assert horizon is not None
        first, last = clock.instant(entry.start), clock.instant(entry.end)
        for week in weeks:
            begin = horizon.start + timedelta(days=7 * week)
            end = horizon.end if week == horizon.weeks - 1 else begin + timedelta(days=7)
            if first < clock.midnight(end) and last > clock.midnight(begin):
                return True
        return False
