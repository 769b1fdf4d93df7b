"""All places of a newcomer at once: groups that may be formed, and what each option comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import combinations

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.levels.base import Count
from peerpair.levels.order import levels_of
from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Members
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.rules import CohortRule
from peerpair.model.settings import Penalty

_NONE = -1
_LONE = 12
"""Residents without a group of whom the newcomer may form a triad with two."""


class Step(StrEnum):
    """How a newcomer gets a place."""

    JOIN = "join"
    """They make a triad of a pair."""
    MEET = "meet"
    """They form a group with residents who have none."""
    SPLIT = "split"
    """A triad becomes two pairs."""
    SWAP = "swap"
    """They take the place of somebody, who gets another one."""
    WAIT = "wait"
    """They have no group for now."""


Option = tuple[Step, list[int], list[tuple[int, ...]]]


class Places:
    """The options for a newcomer, as numbers of groups that end and of groups that are formed.

    Parameters
    ----------
    problem : Problem
        The problem.
    groups : sequence of tuple of str
        The groups there are.
    newcomer : str
        Id of who joins.
    moves : bool
        Whether others may lose a partner.
    """

    def __init__(
        self, problem: Problem, groups: Sequence[Members], newcomer: str, *, moves: bool
    ) -> None:
        self.problem, self.cohort = problem, DenseCohort(problem)
        self.oracle = Oracle(self.cohort)
        self.level_rules = levels_of(problem)
        self.row_rules = [rule for rule in problem.rules if isinstance(rule, CohortRule)]
        index = self.cohort.index
        self.newcomer = index[newcomer]
        self.groups = [tuple(sorted(index[name] for name in group)) for group in groups]
        inside = {member for group in self.groups for member in group}
        self.lone = [i for i in range(self.oracle.n) if i not in inside and i != self.newcomer]
        drafts = [*self._plain(), *(self._moving() if moves else ())]
        fresh = sorted({group for _, _, formed in drafts for group in formed})
        allowed = self._allowed(fresh)
        drafts = [draft for draft in drafts if all(group in allowed for group in draft[2])]
        self.fresh = sorted(allowed)
        place = {group: number for number, group in enumerate(self.fresh)}
        self.steps: list[Step] = [step for step, _, _ in drafts]
        self.old = _padded([ended for _, ended, _ in drafts])
        self.new = _padded([[place[group] for group in formed] for _, _, formed in drafts])
        self.waiting = self.steps.index(Step.WAIT)
        self._measure()

    def _plain(self) -> Iterator[Option]:
        """Yield the options that take nobody's partner away."""
        yield Step.WAIT, [], []
        for number, group in enumerate(self.groups):
            if len(group) == 2:
                yield Step.JOIN, [number], [self._with(group)]
        for count in (1, 2):
            for others in combinations(self.lone[:_LONE] if count == 2 else self.lone, count):
                yield Step.MEET, [], [self._with(others)]

    def _moving(self) -> Iterator[Option]:
        """Yield the options that do."""
        pairs = [(i, group) for i, group in enumerate(self.groups) if len(group) == 2]
        for number, group in enumerate(self.groups):
            for who in group:
                rest = tuple(member for member in group if member != who)
                if len(group) == 3:
                    yield Step.SPLIT, [number], [self._with((who,)), rest]
                instead = self._with(rest)
                for other in self.lone:
                    yield Step.SWAP, [number], [instead, _sorted((who, other))]
                for i, pair in pairs:
                    if i != number:
                        yield Step.SWAP, [number, i], [instead, _sorted((*pair, who))]

    def _with(self, others: tuple[int, ...]) -> tuple[int, ...]:
        return _sorted((*others, self.newcomer))

    def _allowed(self, groups: Sequence[tuple[int, ...]]) -> set[tuple[int, ...]]:
        """Return those of some groups that are candidates."""
        found: set[tuple[int, ...]] = set()
        for size in (2, 3):
            some = [group for group in groups if len(group) == size]
            if some:
                listed = self.oracle.candidates(np.array(some, dtype=np.int64))
                found |= {*map(tuple, listed.groups.tolist())}
        return found

    def _measure(self) -> None:
        """Work out what every option comes to."""
        own, fresh = self._numbers(self.groups), self._numbers(self.fresh)
        residents = self.cohort.residents
        counts = [rule for rule in self.level_rules if isinstance(rule, Count)]
        alone = np.array([[rule.count_alone(r) for rule in counts] for r in residents])
        penalty = self.problem.unplaced
        cost = penalty.points if isinstance(penalty, Penalty) else 0
        out = np.hstack(
            [
                np.full((len(residents), 1), -cost),  # columns as `_numbers` has them
                np.zeros((len(residents), 2 + len(self.row_rules)), dtype=np.int64),
                alone.reshape(len(residents), len(counts)),
            ]
        )
        base = own.sum(axis=0) + out[[*self.lone, self.newcomer]].sum(axis=0)
        self._totals = np.tile(base, (len(self.steps), 1))
        for column in self.old.T:
            self._totals -= _taken(own, column)
        for column in self.new.T:
            self._totals += _taken(fresh, column)
        for option, formed in enumerate(self.new.tolist()):
            placed = {m for g in formed if g != _NONE for m in self.fresh[g]}
            for who in placed & {*self.lone, self.newcomer}:
                self._totals[option] -= out[who]
        self._floors = self._least_floors()

    def _numbers(self, groups: Sequence[tuple[int, ...]]) -> Ints:
        """Return int64[m, k]: value, pairs, triads, what rules and levels count, of each group."""
        rules = [rule for rule in self.level_rules if isinstance(rule, Count)]
        table = np.zeros((len(groups), 3 + len(self.row_rules) + len(rules)), dtype=np.int64)
        for size in (2, 3):
            at = [number for number, group in enumerate(groups) if len(group) == size]
            if at:
                batch = self.oracle.batch(np.array([groups[i] for i in at], dtype=np.int64))
                columns = [
                    self.oracle.values(batch),
                    *(np.full(len(at), size == s) for s in (2, 3)),
                ]
                columns += [rule.coefficients(batch) for rule in self.row_rules]
                columns += [rule.counts(batch) for rule in rules]
                table[at] = np.stack([np.asarray(c).reshape(len(at)) for c in columns], axis=1)
        return table

    def _least_floors(self) -> list[int | None]:
        """Return the smallest shared-time points of each option, where a level asks for them."""
        if all(isinstance(rule, Count) for rule in self.level_rules):
            return [None] * len(self.steps)
        own, fresh = (self._floor(groups) for groups in (self.groups, self.fresh))
        order = sorted(range(len(own)), key=own.__getitem__)
        floors: list[int | None] = []
        for ended, formed in zip(self.old.tolist(), self.new.tolist(), strict=True):
            rest = next((own[g] for g in order if g not in ended), None)
            new = [fresh[g] for g in formed if g != _NONE]
            floors.append(min([*new, *([] if rest is None else [rest])], default=None))
        return floors

    def _floor(self, groups: Sequence[tuple[int, ...]]) -> list[int]:
        floors = [0] * len(groups)
        for size in (2, 3):
            at = [number for number, group in enumerate(groups) if len(group) == size]
            if at:
                batch = self.oracle.batch(np.array([groups[i] for i in at], dtype=np.int64))
                for number, floor in zip(at, batch.shared_points.tolist(), strict=True):
                    floors[number] = floor
        return floors

    def ranked(self) -> list[int]:
        """Return the options, the best first: what breaks nothing, then by levels and total."""
        faults = sum((broken.astype(np.int64) for broken, _ in self._rules()), self._unplaced())
        keys, column = [faults], 3 + len(self.row_rules)
        for rule in self.level_rules:
            if isinstance(rule, Count):
                sign = 1 if rule.level.counts else -1
                keys.append(sign * self._totals[:, column])
                column += 1
            else:
                keys.append(np.array([-(floor or 0) for floor in self._floors]))
        keys += [-self._totals[:, 0], (self.old != _NONE).sum(axis=1)]
        return [int(option) for option in np.lexsort(keys[::-1])]

    def _rules(self) -> Iterator[tuple[Bools, CohortRule | str]]:
        """Yield for each rule over the whole answer, or size, which options break it."""
        limits = self.problem.size_limits
        for column, (name, (low, high)) in enumerate(
            (("pairs", limits.pairs), ("triads", limits.triads)), start=1
        ):
            numbers = self._totals[:, column]
            yield (numbers < low) | (numbers > (self.oracle.n if high is None else high)), name
        for column, rule in enumerate(self.row_rules, start=3):
            yield self._totals[:, column] > rule.limit(), rule

    def _unplaced(self) -> Ints:
        """Return 1 for each option that leaves the newcomer out though nobody may be."""
        waits = np.array([step is Step.WAIT for step in self.steps], dtype=np.int64)
        return waits * int(self.problem.unplaced == "forbid")

    def levels_of(self, option: int) -> list[int | None]:
        """Return what each level comes to."""
        counts = iter(self._totals[option, 3 + len(self.row_rules) :].tolist())
        return [
            next(counts) if isinstance(rule, Count) else self._floors[option]
            for rule in self.level_rules
        ]

    def value_of(self, option: int) -> int:
        """Return what the total comes to."""
        return int(self._totals[option, 0])

    def weeks_of(self, option: int) -> int | None:
        """Return in how many weeks the newcomer's group can meet, if there is one."""
        formed = [self.fresh[g] for g in self.new[option].tolist() if g != _NONE]
        own = [group for group in formed if self.newcomer in group]
        if self.problem.horizon is None or not own:
            return None
        batch = self.oracle.batch(np.array(own, dtype=np.int64))
        return min(int(weeks[0]) for weeks in batch.weeks)

    def broken(self, option: int) -> tuple[Remark, ...]:
        """Return what the answer as a whole does not keep."""
        remarks, limits = [], self.problem.size_limits
        for number, (broken, rule) in enumerate(self._rules(), start=1):
            if not broken[option]:
                continue
            if isinstance(rule, CohortRule):
                place = self.problem.place_of([*self.problem.rules].index(rule))
                remarks.append(Remark.of_rule(RemarkKind.BROKEN_RULE, place, rule, rule.describe()))
            else:
                span = limits.pairs if rule == "pairs" else limits.triads
                count = int(self._totals[option, number])
                remarks.append(Remark(RemarkKind.WRONG_COUNT, count=count, value=span, text=rule))
        if self.problem.unplaced == "forbid" and self.steps[option] is Step.WAIT:
            name = self.cohort.residents[self.newcomer].id
            remarks.append(Remark(RemarkKind.UNPLACED, (name,)))
        return tuple(remarks)

    def step_of(self, option: int) -> Step:
        """Return what is done."""
        return self.steps[option]

    def formed(self, option: int) -> tuple[Members, ...]:
        """Return the groups that are formed, by id."""
        return tuple(self._ids(self.fresh[g]) for g in self.new[option].tolist() if g != _NONE)

    def ended(self, option: int) -> tuple[Members, ...]:
        """Return the groups that end, by id."""
        return tuple(self._ids(self.groups[g]) for g in self.old[option].tolist() if g != _NONE)

    def _ids(self, group: tuple[int, ...]) -> Members:
        return tuple(self.cohort.residents[member].id for member in group)


def _sorted(members: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(sorted(members))


def _padded(rows: Sequence[Sequence[int]]) -> Ints:
    """Return int64[m, 2]: up to two numbers a row, padded."""
    table = np.full((len(rows), 2), _NONE, dtype=np.int64)
    for into, row in zip(table, rows, strict=True):
        into[: len(row)] = row
    return table


def _taken(numbers: Ints, places: Ints) -> Ints:
    """Return the rows of some places; nothing where there is none."""
    some: Bools = places != _NONE
    taken = np.zeros((len(places), numbers.shape[1]), dtype=np.int64)
    taken[some] = numbers[places[some]]
    return taken
