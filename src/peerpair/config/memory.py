"""What earlier rounds mean for the next one: who met whom, who comes first, who sat out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from peerpair.model.place import Place
from peerpair.model.resident import PastGroup
from peerpair.model.schedule import Issue, Schedule, Topic
from peerpair.read.history import PastRow
from peerpair.read.people.names import Names

_TRIAD = 3
Listed = Sequence[tuple[tuple[str, ...], bool]]
"""Groups of a list beside the rosters: the members as written, and whether they met."""


@dataclass(frozen=True)
class Memory:
    """What a folder knows of earlier rounds, among today's residents.

    Attributes
    ----------
    groups : tuple of PastGroup
        Those of lists beside the rosters first, then those of the history.
    credit : mapping of str to int
        Rounds in which a resident was left out, or in groups that could never meet.
    left_out, triads : mapping of str to int
        Rounds in which a resident was left out; in a triad.
    issues : tuple of Issue
        What was not taken as it stands.
    rounds : tuple of int
        The earlier rounds of the history.
    again : int or None
        The round of the history that has the dates of this one, which takes its place.
    last : int
        The last round of the history; 0 = there is none.
    """

    groups: tuple[PastGroup, ...] = ()
    credit: Mapping[str, int] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    triads: Mapping[str, int] = field(default_factory=dict)
    issues: tuple[Issue, ...] = ()
    rounds: tuple[int, ...] = ()
    again: int | None = None
    last: int = 0

    def told_in(self, schedule: Schedule, *, burden: bool) -> Schedule:
        """Return a schedule with the credit of its residents and how often they sat out.

        With `burden`, who had a triad sat out as well.
        """
        residents = tuple(
            replace(
                resident,
                credit=self.credit.get(resident.id, 0),
                sat_out=self.left_out.get(resident.id, 0)
                + (self.triads.get(resident.id, 0) if burden else 0),
            )
            for resident in schedule.residents
        )
        return replace(schedule, residents=residents)


def recall(lists: Mapping[str, Listed], rows: Sequence[PastRow], file: str, names: Names) -> Memory:
    """Return what earlier rounds mean.

    Parameters
    ----------
    lists : mapping of str to sequence
        Files with the groups of a round each, the oldest first.  One with the groups of a round
        of the history counts once.
    rows : sequence of PastRow
        The earlier rounds of the history; they count as later than the lists.
    file : str
        What the history is called.
    names : Names
        Today's residents.

    Examples
    --------
    >>> from peerpair.model.resident import Resident
    >>> names = Names([Resident("a"), Resident("b"), Resident("c")])
    >>> memory = recall({}, [PastRow(1, None, None, "1", ("a", "b"), weeks=0),
    ...                      PastRow(1, None, None, "left out", ("c",))], "history.csv", names)
    >>> memory.groups, dict(sorted(memory.credit.items()))
    ((PastGroup(members=('a', 'b'), round=1, met=True),), {'a': 1, 'b': 1, 'c': 1})
    """
    people = _People(names)
    resolved = [(row, people.of(row.members, file, row.names)) for row in rows]
    teams: dict[int, set[frozenset[str]]] = defaultdict(set)
    for row, members in resolved:
        if _is_group(row):
            teams[row.round].add(frozenset(members))
    groups: list[PastGroup] = []
    issues: list[Issue] = []
    counts = _Counts()
    number = 0
    for name, listed in lists.items():
        here = [people.of(members, name) for members, _ in listed]
        same = next((k for k, those in teams.items() if {*map(frozenset, here)} == those), None)
        if same is not None:
            message = f"has the groups of round {same} of {file}"
            issues.append(Issue(Place.of(name), message, "they count once", Topic.LEFT_OUT))
            continue
        number += 1
        for members, (written, met) in zip(here, listed, strict=True):
            groups += _among(members, number, met)
            counts.triads.update(members if len(written) == _TRIAD else ())
    for row, members in resolved:  # the history goes on where the lists end
        if _is_group(row):
            groups += _among(members, number + row.round, row.met is not False)
    counts.take(resolved)
    notes = (*people.issues(), *issues)
    rounds = tuple(sorted({row.round for row in rows}))
    about = counts.credit, counts.left_out, counts.triads
    return Memory(tuple(groups), *about, notes, rounds)


def _is_group(row: PastRow) -> bool:
    return len(row.members) > 1


def _among(members: Sequence[str], number: int, met: bool) -> Iterator[PastGroup]:
    """Yield the group of those who are still here, if there are two."""
    if len(members) > 1:
        yield PastGroup(tuple(members), number, met)


class _Counts:
    """In how many rounds residents have credit, were left out, or had a triad."""

    def __init__(self) -> None:
        self.credit: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.triads: Counter[str] = Counter()

    def take(self, resolved: Iterable[tuple[PastRow, tuple[str, ...]]]) -> None:
        """Count the rounds of a history."""
        rounds: dict[int, list[tuple[PastRow, tuple[str, ...]]]] = defaultdict(list)
        for row, members in resolved:
            rounds[row.round].append((row, members))
        for rows in rounds.values():
            groups = [(row, members) for row, members in rows if _is_group(row)]
            able = {*chain.from_iterable(who for row, who in groups if row.weeks != 0)}
            never = {*chain.from_iterable(who for row, who in groups if row.weeks == 0)}
            alone = {*chain.from_iterable(who for row, who in rows if row.left_out)}
            triads = (who for row, who in groups if len(row.members) == _TRIAD)
            # Where a block was formed anew, one may have been in two groups of its round.
            self.credit.update((never | alone) - able)
            self.left_out.update(alone - able - never)
            self.triads.update({*chain.from_iterable(triads)})


class _People:
    """Finds today's residents among those of old groups, and notes who is gone."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._times: Counter[str] = Counter()

    def of(self, members: Sequence[str], file: str, named: Sequence[str] = ()) -> tuple[str, ...]:
        """Return the ids of those who are here, each once."""
        known: dict[str, None] = {}
        for at, member in enumerate(members):
            who = self._names.find(member)
            if who is None and at < len(named) and named[at]:
                who = self._names.find(named[at])  # ids may change, or lose their zeros
            if who is None:
                self._times[file] += 1
            else:
                known[who] = None
        return tuple(known)

    def issues(self) -> Iterator[Issue]:
        """Yield how many are gone, by file."""
        for file, gone in self._times.items():
            if gone:
                what = f"{gone} members of past groups are in no list of residents any more"
                done = "the meetings of the others count"
                yield Issue(Place.of(file), what, done, Topic.NOTE)
