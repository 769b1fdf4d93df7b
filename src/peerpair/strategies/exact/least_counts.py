"""What the levels that count residents come to at least, from the residents in doubt alone.

Nearly all residents have thousands of groups to choose from; the counts are owed to the few who
share too few weeks with everybody, and so count whatever their groups are.  A problem of these few,
in which everybody else is to be had at any time, is small, and no answer counts less than it does.
As a rule all levels can be had at once at these counts, and the search for the total is the only
one over all groups.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.model.level import Level, LevelKind
from peerpair.strategies.exact.doubt import Doubt
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.low_counts import LowCounts
from peerpair.strategies.exact.model import next_sum

_MOST = 160
"""Residents in doubt up to which their groups are written out."""


@dataclass(frozen=True, eq=False)
class LeastCount:
    """A level, and a count that an answer may have that has the counts of the levels before.

    Attributes
    ----------
    level : Level
        The level, without its numbers.
    row : ModelRow
        That an answer counts no more.
    bound : int
        What no such answer is below; as a rule the row's limit.
    sizes : tuple of ModelRow
        How few and how many low pairs and triads may make up such a count.
    """

    level: Level
    row: ModelRow
    bound: int
    sizes: tuple[ModelRow, ...]

    @property
    def rows(self) -> tuple[ModelRow, ...]:
        """What an answer with such a count keeps."""
        return (self.row, *self.sizes)


def least_counts(
    compiled: Compiled,
    counts: LowCounts | None,
    rows: Sequence[ModelRow],
    before: Sequence[Level],
    limits: Limits,
) -> tuple[tuple[LeastCount, ...], Doubt | None]:
    """Return the least counts of the levels, in order, and the problem of those in doubt.

    There are none for pairs alone, which matching settles, and where three can meet in more weeks
    than any two.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    counts : LowCounts or None
        What the first level can count; None = anything.
    rows : sequence of ModelRow
        Limits so far.
    before : sequence of Level
        Settled already: how many stay unplaced, if anything.
    limits : Limits
        When to stop.
    """
    marks = compiled.thresholds
    if not marks or 3 not in compiled.reachable:
        return (), None
    weeks = compiled.pair_weeks
    if weeks is None:
        return (), None
    mask = compiled.oracle.pair_mask
    certain = np.array([~np.any(mask & (weeks > mark), axis=1) for mark in marks])
    doubt = None
    least = max((level.bound or 0 for level in before), default=0)
    found: list[LeastCount] = []
    for position, mark in enumerate(marks):
        level, count = Level(LevelKind.WEEKS, mark), Linear.of_low(len(marks), position)
        sums = None if counts is None else counts.costs
        # All members of a group that holds one of them are low.
        least = max(least, int(np.count_nonzero(certain[position])))
        least = -next_sum(sums, -least)
        doubt = value = None
        if np.count_nonzero(certain[position]) <= _MOST:
            with suppress(OutOfTimeError):
                doubt = Doubt(compiled, certain[: position + 1], rows, limits)
        if doubt is not None:
            # Less may be low here than in an answer, which counts all: "at least" says nothing.
            rows_before = [row for own in found for row in own.rows if row.limit >= 0]
            least, value = doubt.settle(level, count, sums, rows_before, least)
            least = -next_sum(sums, -least)
        value = least if value is None else max(least, value)
        sizes = [] if counts is None else counts.rows(len(marks), position, least, value)
        counts = None if counts is None else counts.after(least, value)
        row = ModelRow(f"level:{len(before) + position}", count, value)
        found.append(LeastCount(level, row, least, tuple(sizes)))
    return tuple(found), doubt
