"""Candidate groups: every pair and triad that the constraints allow, with its numbers, in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from peerpair.compile.batches import GroupBatch, StripBatch
from peerpair.compile.chunks import Block, Chunk, Listed, low_code, pairs_after
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.shared_time import SharedTimeKernel, Strip
from peerpair.errors import Fault, ProblemError
from peerpair.levels.base import Count
from peerpair.model.arrays import Bools, Ints, in_parts
from peerpair.model.asked import Batch
from peerpair.model.rules import CohortRule, GroupRule, PairRule

LARGEST_VALUE = 2**31 - 1

_SPARSE = 8
"""Triads are written out when the pairs allow fewer than one in so many."""

_AT_ONCE = 1 << 16
"""Groups of a list that are valued together: what fits in a core's own cache."""

_STRIP = 128
"""Rows of a strip where no shared time sets them."""


class Oracle:
    """Which pairs and triads of a cohort are allowed, and what each is worth.

    Parameters
    ----------
    cohort : DenseCohort
        The residents.
    thresholds : tuple of int
        Weeks at which low members are counted.
    floors : bool
        Whether shared-time points are wanted beside the value.
    counts : sequence of Count
        What levels count beside low members: a row each, after those of the rules.
    more : sequence of CohortRule
        Rules over the whole cohort beside those of the problem.
    bonus : int[n, n], optional
        Symmetric: what each pair in a group adds to its value, beside the objectives.
    """

    def __init__(
        self,
        cohort: DenseCohort,
        thresholds: tuple[int, ...] = (),
        *,
        floors: bool = False,
        counts: Sequence[Count] = (),
        more: Sequence[CohortRule] = (),
        bonus: Ints | None = None,
    ) -> None:
        self.cohort, self.problem = cohort, cohort.problem
        self.thresholds, self.floors, self.counts = thresholds, floors, tuple(counts)
        self.bonus = bonus
        self.n = len(cohort.residents)
        self.kernel = SharedTimeKernel(cohort) if self.problem.horizon else None
        rules = self.problem.rules
        self.pair_rules = [rule for rule in rules if isinstance(rule, PairRule)]
        self.group_rules = [
            rule for rule in rules if isinstance(rule, GroupRule) and not isinstance(rule, PairRule)
        ]
        # The size policy has rows for the numbers of pairs and of triads already.
        self.cohort_rules = [
            rule for rule in rules if isinstance(rule, CohortRule) and rule.counts is None
        ] + [*more]

    @cached_property
    def row_types(self) -> list[type[np.integer[Any]]]:
        """What holds the coefficients of each row: those of counts are small as a rule."""
        small = [_type_of(count.most(self.problem)) for count in self.counts]
        return [*(np.int64 for _ in self.cohort_rules), *small]

    def batch(self, groups: Ints) -> GroupBatch:
        """Return a batch over any groups of one size, allowed or not."""
        return GroupBatch(self.cohort, groups, self.kernel)

    @cached_property
    def pair_mask(self) -> Bools:
        """bool[n, n]: what the constraints on pairs allow."""
        mask = ~np.eye(self.n, dtype=bool)
        for rule in self.pair_rules:
            rule.forbid_in(mask, self.cohort)
        return mask

    @cached_property
    def blocked(self) -> bool:
        """Whether triads stand in blocks: not where few are allowed, and they are listed."""
        if self.problem.raw:
            return False
        every = self.n * (self.n - 1) * (self.n - 2) // 6
        forbidden = self.n * (self.n - 1) // 2 - np.count_nonzero(self.pair_mask) // 2
        # A pair spoils n - 2 triads at most: with few forbidden nobody needs to count.
        if (every - forbidden * (self.n - 2)) * _SPARSE > every:
            return True
        return self._triangles() * _SPARSE > every

    def _triangles(self) -> int:
        upper = np.triu(self.pair_mask, 1).astype(np.float32)
        return int(((upper @ upper) * upper).sum(dtype=np.float64))

    def part(self, size: int, number: int) -> Chunk:
        """Return one chunk of the candidates of a size: a block of triads, or the whole list."""
        if size == 3 and self.blocked:
            return self.block(number)
        parts = []
        for groups in in_parts(self._groups(size), _AT_ONCE):
            self.cohort.pulse()
            parts.append(self.listed(groups))
        return Listed.joined(parts or [self.listed(np.empty((0, size), dtype=np.int64))])

    def _groups(self, size: int) -> Iterator[Ints]:
        """Yield the groups of a size whose pairs are allowed, or that are given."""
        if self.problem.raw:
            yield self.cohort.given(size)[0]
        elif size == 2:
            yield np.argwhere(np.triu(self.pair_mask, 1))
        else:
            yield from self._triads()

    def candidates(self, groups: Ints) -> Listed:
        """Return those of some groups (int[m, k]) that are candidates, with their numbers."""
        if self.problem.raw:
            given, _ = self.cohort.given(groups.shape[1])
            place = self.n ** np.arange(groups.shape[1])
            groups = groups[np.isin(groups @ place, given @ place)]
        return self.listed(groups)

    def listed(self, groups: Ints) -> Listed:
        """Return those of some groups (int[m, k]) that every constraint allows, with numbers."""
        ok = np.ones(len(groups), dtype=bool)
        for first in range(groups.shape[1]):
            for second in range(first + 1, groups.shape[1]):
                ok &= self.pair_mask[groups[:, first], groups[:, second]]
        batch = self.batch(groups if ok.all() else groups[ok])
        ok = self._allowed(batch)
        if not ok.all():
            batch = self.batch(batch.groups[ok])
        self._check(values := self.values(batch))
        return Listed(
            self.n,
            values,
            self._low(batch),
            batch.shared_points if self.floors else None,
            self._coefficients(batch),
            None,
            batch.groups.astype(np.int32),
        )

    def block(self, first: int) -> Block:
        """Return all triads that begin with a resident, allowed or not, with their numbers."""
        n = self.n
        count = pairs_after(n, first)
        values = np.empty(count, dtype=np.int32)
        low = np.empty(count, dtype=np.uint8) if self.thresholds else None
        floor = np.empty(count, dtype=np.int32) if self.floors else None
        rows = tuple(np.empty(count, dtype=kind) for kind in self.row_types)
        allowed = np.empty(count, dtype=bool)
        at = 0
        for strip in self._strips(first):
            lo, hi = (first + 1 + row for row in strip.rows)
            batch = StripBatch(self.cohort, first, (lo, hi), strip if self.kernel else None)
            mask = self.pair_mask
            ok = mask[lo:hi, lo:] & mask[first, None, lo:]
            ok &= mask[first, lo:hi, None]
            ok &= self._allowed(batch)
            worth = self.values(batch)
            self._check(worth[np.triu(ok, 1)])
            parts: list[tuple[Ints | Bools | None, Ints | Bools | None]] = [
                (values, worth),
                (low, self._low(batch)),
                (floor, batch.shared_points if self.floors else None),
                (allowed, ok),
                *zip(rows, self._coefficients(batch), strict=True),
            ]
            end = at
            for into, dense in parts:
                if into is not None and dense is not None:
                    end = _pack(dense, into, at)
            at = end
        return Block(n, values, low, floor, rows, None if allowed.all() else allowed, first)

    @cached_property
    def _weeks_wanted(self) -> bool:
        """Whether anything asks in which weeks a triad meets."""
        rules = (*self.problem.rules, *self.problem.objectives)
        parts = (part for rule in rules for _, part in rule.parts())
        asked = any(count.needs_weeks for count in self.counts)
        return bool(self.thresholds) or asked or any(part.needs_weeks for part in parts)

    def _strips(self, first: int) -> Iterator[Strip]:
        later = np.arange(first + 1, self.n)
        if self.kernel is not None:
            yield from self.kernel.triads(first, later, weeks=self._weeks_wanted)
            return
        for low in range(0, len(later), _STRIP):
            yield Strip((low, min(len(later), low + _STRIP)), np.empty(0), [])

    def _allowed(self, batch: Batch) -> Bools:
        """Return bool[shape]: what the constraints on whole groups allow."""
        allowed = np.ones(batch.shape, dtype=bool)
        for rule in self.group_rules:
            allowed &= rule.allows(batch).reshape(batch.shape).astype(bool, copy=False)
        return allowed

    def _low(self, batch: Batch) -> Ints | None:
        """Return the code of how many members meet in few weeks, threshold by threshold."""
        if not self.thresholds:
            return None
        weeks = batch.weeks
        share = batch.size // len(weeks)
        counts = []
        for mark in self.thresholds:
            count = np.zeros(batch.shape, dtype=np.uint8)
            for member in weeks:
                count += member <= mark
            counts.append(count * np.uint8(share))
        return low_code(counts)

    def _coefficients(self, batch: Batch) -> tuple[Ints, ...]:
        rows = [rule.coefficients(batch) for rule in self.cohort_rules]
        rows += [count.counts(batch) for count in self.counts]
        return tuple(
            row.reshape(batch.shape).astype(kind)
            for row, kind in zip(rows, self.row_types, strict=True)
        )

    def _triads(self) -> Iterator[Ints]:
        mask = self.pair_mask
        for resident in range(self.n):
            self.cohort.pulse()
            later = np.flatnonzero(mask[resident, resident + 1 :]) + resident + 1
            inner = np.argwhere(np.triu(mask[np.ix_(later, later)], 1))
            first = np.full((len(inner), 1), resident, dtype=np.int64)
            yield np.hstack([first, later[inner]])

    def points(self, batch: Batch) -> dict[str, Ints]:
        """Return the points of each group of a batch by objective."""
        return {
            rule.kind: rule.points(batch).reshape(batch.shape) for rule in self.problem.objectives
        }

    def values(self, batch: Batch) -> Ints:
        """Return int[shape]: the value of each group of a batch."""
        total = np.zeros(batch.shape, dtype=np.int64)
        for rule in self.problem.objectives:
            points = rule.points(batch).reshape(batch.shape)
            total += rule.weight * points.astype(np.int64, copy=False)  # an empty list is floats
        if self.problem.per == "resident":
            total *= batch.size
        return total if self.bonus is None else total + batch.pair_sum(self.bonus)

    @staticmethod
    def _check(values: Ints) -> None:
        """Refuse values outside 32 bits: weights or points are too large.

        Raises
        ------
        ProblemError
            If there is one.
        """
        if len(values) and max(-int(values.min()), int(values.max())) > LARGEST_VALUE:
            raise ProblemError(
                [Fault("objectives", "weights and points give a group a value beyond 2^31 - 1")]
            )


def _type_of(most: int) -> type[np.integer[Any]]:
    """Return the smallest type that holds whole numbers up to one."""
    kinds: tuple[type[np.integer[Any]], ...] = (np.int8, np.int16, np.int32)
    return next((kind for kind in kinds if most <= np.iinfo(kind).max), np.int64)


def _pack(dense: Ints | Bools, into: Ints | Bools, at: int) -> int:
    """Copy the upper triangle of a strip row by row; return where it ends."""
    width = dense.shape[1]
    for row in range(len(dense)):
        end = at + width - row - 1
        into[at:end] = dense[row, row + 1 :]
        at = end
    return at
