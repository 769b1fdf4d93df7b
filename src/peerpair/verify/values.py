"""Values of many groups at once, from the rules' plain words for one group or one pair."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.rules import ListedObjective, Objective, PairObjective, TimeObjective
from peerpair.verify.facts import PlainFacts
from peerpair.verify.meetings import Meetings

_LIMIT = 2**63


def exact(numbers: Iterable[int]) -> Ints:
    """Return numbers as int64 where they fit, else as Python's own.

    Examples
    --------
    >>> exact([1, 2]).dtype, exact([1, 2**64]).dtype
    (dtype('int64'), dtype('O'))
    """
    whole = [int(number) for number in numbers]  # a rule may hand out numpy's numbers
    fits = all(-_LIMIT < number < _LIMIT for number in whole)
    return np.array(whole, dtype=np.int64 if fits else object)


def total(terms: Iterable[tuple[int, Ints]]) -> Ints:
    """Return ``sum of factor x array``, in int64 only where no part of it can overflow.

    Examples
    --------
    >>> total([(1, np.array([5, 6])), (-2, np.array([1, 2]))])
    array([3, 2])
    >>> total([(2**62, np.array([4, 6]))]) // 2**62
    array([4, 6], dtype=object)
    """
    terms = list(terms)
    largest = sum(abs(factor) * _largest(numbers) for factor, numbers in terms)
    if largest >= _LIMIT or any(numbers.dtype == object for _, numbers in terms):
        terms = [(factor, numbers.astype(object)) for factor, numbers in terms]
    added: Ints = sum(factor * numbers for factor, numbers in terms)  # type: ignore[assignment]
    return added


def _largest(numbers: Ints) -> int:
    """Return a bound on the absolute values, at least 1 so that factors count too."""
    if numbers.dtype == object or not len(numbers):
        return 1
    return max(1, -int(numbers.min()), int(numbers.max()))


@dataclass(frozen=True)
class MeasuredGroups:
    """Some groups of one size.

    Attributes
    ----------
    groups : int[m, k]
        Numbers of residents, ascending in each row.
    minutes : int[m]
        As `Meetings.measure` returns them; 0 without a horizon.
    weeks : int[k, m]
        The same.
    meetings : Meetings or None
        Where they come from.
    """

    groups: Ints
    minutes: Ints
    weeks: Ints
    meetings: Meetings | None = None

    @property
    def size(self) -> int:
        """Members of each group."""
        return int(self.groups.shape[1])

    @property
    def shape(self) -> tuple[int, ...]:
        """One entry a group."""
        return (len(self.groups),)

    @property
    def shared_points(self) -> Ints:
        """int[m]: shared free time, per mille of the cap (windows without a cap)."""
        assert self.meetings is not None
        return self.meetings.points(self.minutes, self.size)

    def keep(self, which: Bools) -> MeasuredGroups:
        """Return the block of some of the groups."""
        return MeasuredGroups(
            self.groups[which], self.minutes[which], self.weeks[:, which], self.meetings
        )


class Values:
    """Shared time and values of any groups of a problem.

    Parameters
    ----------
    facts : PlainFacts
        Of the problem.
    """

    def __init__(self, facts: PlainFacts) -> None:
        self.facts, self.problem = facts, facts.problem
        self.names = [resident.id for resident in self.problem.active]
        self.number = {name: i for i, name in enumerate(self.names)}
        self._pairs: dict[str, Ints] = {}
        self._usual: dict[tuple[str, int], tuple[Ints, Ints, Ints]] = {}

    @cached_property
    def meetings(self) -> Meetings:
        """Shared time; only for problems with a horizon."""
        return Meetings(self.facts)

    def block(self, groups: Ints) -> MeasuredGroups:
        """Return groups with their shared time."""
        if self.problem.horizon is None:
            return MeasuredGroups(
                groups, np.zeros(len(groups), dtype=np.int64), np.zeros_like(groups.T)
            )
        return MeasuredGroups(groups, *self.meetings.measure(groups), self.meetings)

    def of(self, block: MeasuredGroups) -> Ints:
        """Return [m]: the value of each group."""
        rules = self.problem.objectives
        times = block.size if self.problem.per == "resident" else 1
        nothing = np.zeros(len(block.groups), dtype=np.int64)
        points = [(times * rule.weight, self._points(rule, block)) for rule in rules]
        return total([(1, nothing), *points])

    def _points(self, rule: Objective, block: MeasuredGroups) -> Ints:
        """Return the points of an objective in bulk where its own words allow, else one by one."""
        if isinstance(rule, TimeObjective):
            return rule.points(block).reshape(block.shape)
        if isinstance(rule, PairObjective):
            return self._pair_points(rule, block.groups)
        if isinstance(rule, ListedObjective):
            return self._usual_points(rule, block.groups)
        return exact(self._score(rule, row) for row in block.groups.tolist())

    def _score(self, rule: Objective, row: Iterable[int]) -> int:
        return rule.score(tuple(self.names[i] for i in row), self.facts)

    def _pair_points(self, rule: PairObjective, groups: Ints) -> Ints:
        if rule.kind not in self._pairs:
            self._pairs[rule.kind] = self._pair_table(rule)
        table = self._pairs[rule.kind]
        pairs = [*combinations(groups.T, 2)]
        points: Ints = total((1, table[one, other]) for one, other in pairs)
        return points // (len(pairs) * rule.per_pair)

    def _pair_table(self, rule: PairObjective) -> Ints:
        """Return [n, n]: what each pair in document order adds; 0 elsewhere."""
        n, names, facts = len(self.names), self.names, self.facts
        flat: list[int] = []
        for i, one in enumerate(names):
            flat += [0] * (i + 1)
            flat += [rule.pair_score(one, other, facts) for other in names[i + 1 :]]
        return exact(flat).reshape(n, n)

    def _usual_points(self, rule: ListedObjective, groups: Ints) -> Ints:
        """Return the points of an objective that is the same for most groups of a size."""
        size = groups.shape[1]
        if (rule.kind, size) not in self._usual:
            self._usual[rule.kind, size] = self._usual_table(rule, size)
        usual, keys, points = self._usual[rule.kind, size]
        own = np.full(len(groups), usual[0], dtype=usual.dtype)
        if len(keys):
            wanted = self._key(groups)
            at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
            own = np.where(keys[at] == wanted, points[at], own)
        return own

    def _usual_table(self, rule: ListedObjective, size: int) -> tuple[Ints, Ints, Ints]:
        """Return the usual points of a size, and the listed groups' keys, ascending, and points."""
        known = {row for row in self.rows(rule.unusual(self.problem)) if len(row) == size}
        everyone = combinations(range(len(self.names)), size)
        other = next((row for row in everyone if row not in known), None)
        usual = exact([0 if other is None else self._score(rule, other)])
        rows = sorted(known)
        points = exact(self._score(rule, row) for row in rows)
        return usual, self._key(np.array(rows, dtype=np.int64).reshape(len(rows), size)), points

    def _key(self, groups: Ints) -> Ints:
        """Return a number for each group, in lexicographic order."""
        n = len(self.names)
        keys = np.zeros(len(groups), dtype=np.int64)
        for column in groups.T:
            keys = keys * n + column
        return keys

    def rows(self, groups: Iterable[Collection[str]]) -> Iterator[tuple[int, ...]]:
        """Yield groups of ids by number, ascending in each; those of inactive people left out."""
        for group in groups:
            numbers = [self.number[name] for name in group if name in self.number]
            if len(numbers) == len(group):
                yield tuple(sorted(numbers))
