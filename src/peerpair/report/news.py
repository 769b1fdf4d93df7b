"""What a result changes for each person since the round was sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from peerpair.plan.history import FormedGroup, FormedRound
from peerpair.report.calendars.event import Kept
from peerpair.report.view import ReportView


class News(StrEnum):
    """What is to be told to somebody."""

    NEW = "new"
    """A group, or none, of which they have not heard."""
    MOVED = "moved"
    """The same group, at other times."""
    CANCELLED = "cancelled"
    """The group of which they heard is no more, or has no time left to meet."""
    UNCHANGED = "unchanged"
    UNKNOWN = "unknown"
    """They heard of the group; of which times, nobody remembers."""


@dataclass(frozen=True)
class SinceSent:
    """What changes for whom.

    Parameters
    ----------
    formed, told : FormedRound or None
        The round as it is now, and as it was sent; one of other dates counts as none.
    kept : sequence of Kept
        What is remembered of the meetings of each group.
    timed : bool
        Whether there are calendars.

    Examples
    --------
    >>> from datetime import date
    >>> days = date(2026, 8, 3), date(2026, 8, 31)
    >>> pairs = [FormedGroup(team, team) for team in (("a", "b"), ("c", "d"), ("a", "c"))]
    >>> now, sent = FormedRound(*days, tuple(pairs[:1])), FormedRound(*days, tuple(pairs[1:]))
    >>> changes = SinceSent(now, sent, timed=False)
    >>> changes.of(("a", "b")).value, [gone.members for gone in changes.gone()]
    ('new', [('c', 'd'), ('a', 'c')])
    """

    formed: FormedRound | None
    told: FormedRound | None
    kept: Sequence[Kept] = ()
    timed: bool = True
    _kept: Mapping[frozenset[str], Kept] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        now, told = self.formed, self.told
        if now and told and not told.shares(now):
            object.__setattr__(self, "told", None)
        kept = {frozenset(each.members): each for each in self.kept}
        object.__setattr__(self, "_kept", kept)

    def of(self, members: Iterable[str]) -> News:
        """Return what changes for the members of a group of the result, or for who has none."""
        team = frozenset(members)
        if self.told is None or team not in self._told():
            return News.NEW
        if not self.timed or len(team) == 1:
            return News.UNCHANGED
        kept = self._kept.get(team)
        if kept is None or not kept.events:
            return News.UNCHANGED
        if all(event.sent is None for event in kept.events):
            return News.UNKNOWN
        if not kept.draft:
            return News.UNCHANGED
        off = all(event.cancelled for event in kept.events)
        return News.CANCELLED if off else News.MOVED

    def of_rest(self, receivers: Iterable[str]) -> News:
        """Return what a calendar says to those whose group is no more."""
        team = frozenset(receivers)
        hers = [kept for members, kept in self._kept.items() if team <= members]
        fresh = any(event.draft and event.cancelled for kept in hers for event in kept.events)
        return News.CANCELLED if fresh or not hers else News.UNCHANGED

    def gone(self) -> Iterator[FormedGroup]:
        """Yield the groups that were told and are no more."""
        now = {frozenset(group.members) for group in self.formed.groups} if self.formed else set()
        for group in self.told.groups if self.told else ():
            if frozenset(group.members) not in now:
                yield group

    @property
    def forgotten(self) -> bool:
        """Whether the round was sent with calendars of which nothing is remembered."""
        known = any(event.sent is not None for kept in self.kept for event in kept.events)
        return self.timed and self.told is not None and bool(self.told.groups) and not known

    def counts(self) -> Mapping[News, int]:
        """Return for how many people what changes; empty where nothing was sent before."""
        counted: Counter[News] = Counter()
        if self.formed is None or self.told is None:
            return counted
        here = {one for group in self.formed.groups for one in group.members}
        here |= {one.id for one in self.formed.left_out}
        for group in self.formed.groups:
            counted[self.of(group.members)] += len(group.members)
        for one in self.formed.left_out:
            counted[self.of_alone(one.id)] += 1
        counted[News.CANCELLED] += len(self._had() - here)
        return counted

    def of_alone(self, resident: str) -> News:
        """Return what changes for somebody who has no group."""
        return News.CANCELLED if resident in self._had() else self.of((resident,))

    def _had(self) -> set[str]:
        """Return who was told of a group."""
        return {o for group in self.told.groups for o in group.members} if self.told else set()

    def _told(self) -> set[frozenset[str]]:
        if self.told is None:
            return set()
        groups = {frozenset(group.members) for group in self.told.groups}
        return groups | {frozenset((one.id,)) for one in self.told.left_out}


def marked(view: ReportView, since: SinceSent | None) -> ReportView:
    """Return what a report shows, with what is new to whom where a round was sent before."""
    if since is None or since.told is None:
        return view
    groups = {
        group.number: replace(group, since_sent=since.of(p.id for p in group.people).value)
        for group in view.groups
    }
    residents = []
    for resident in view.residents:
        group = groups[resident.group.number] if resident.group else None
        word = group.since_sent if group else since.of_alone(resident.person.id).value
        residents.append(replace(resident, group=group, notes=(*resident.notes, word)))
    return replace(view, groups=tuple(groups.values()), residents=tuple(residents))
