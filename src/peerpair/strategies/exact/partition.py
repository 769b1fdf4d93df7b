"""The set-partitioning model: groups and single residents as columns, limits as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.model.arrays import Bools, Ints

__all__ = ["Partition", "Row", "best_per_resident", "build"]


@dataclass(frozen=True)
class Row:
    """``sum of coefficients over chosen columns <= limit``; the name is the certificate's."""

    name: str
    coefficients: Ints
    limit: int


@dataclass(frozen=True)
class Partition:
    """Columns of which each resident is in exactly one, and rows.

    Attributes
    ----------
    n : int
        Number of residents.
    members : int[m, 3]
        Groups as compiled, then one column for each resident who may stay unplaced; -1 pads.
    values : int[m]
        Value of a group; minus the penalty for an unplaced resident.
    low : int[m, levels]
        As compiled; an unplaced resident counts as 0 weeks.
    single : bool[m]
        The column is an unplaced resident.
    rows : tuple of Row
        Limits on pairs and triads, and cohort rows.
    alive : bool[m]
        Columns of sizes that can occur, not ruled out by earlier levels.
    """

    n: int
    members: Ints
    values: Ints
    low: Ints
    single: Bools
    rows: tuple[Row, ...]
    alive: Bools

    def with_row(self, row: Row) -> Partition:
        """Return the model with one more row; at limit 0 its columns die instead."""
        alive = self.alive if row.limit else self.alive & (row.coefficients == 0)
        return replace(self, rows=(*self.rows, row), alive=alive)

    def only(self, keep: Bools) -> Partition:
        """Return the model without the columns outside `keep`."""
        return replace(self, alive=self.alive & keep)

    def add_up(self, numbers: Ints, chosen: Ints) -> int:
        """Return the sum of a number over chosen columns."""
        return int(numbers[chosen].sum())


def build(compiled: Compiled) -> Partition:
    """Return the model of a compiled problem."""
    n, groups = compiled.n, len(compiled.values)
    free = np.flatnonzero(~compiled.must_place)
    alone = np.full((len(free), 3), -1, dtype=np.int64)
    alone[:, 0] = free
    # A penalty above all that groups can add or cost decides by itself; larger only costs digits.
    largest = int(np.abs(compiled.values).max(initial=0))
    penalty = min(compiled.penalty, 2 * n * largest + 1)
    single = np.zeros(groups + len(free), dtype=bool)
    single[groups:] = True

    def column(of_groups: Ints) -> Ints:
        return np.concatenate([of_groups, np.zeros(len(free), dtype=np.int64)])

    sizes = compiled.sizes
    rows = []
    for name, size, limits in (("pairs", 2, compiled.pairs), ("triads", 3, compiled.triads)):
        counted = column((sizes == size).astype(np.int64))
        if limits[1] < n // size:
            rows.append(Row(f"{name}_max", counted, limits[1]))
        if limits[0] > 0:
            rows.append(Row(f"{name}_min", -counted, -limits[0]))
    rows += [Row(r.name, column(r.coefficients), r.limit) for r in compiled.rows]
    ones = np.ones((len(free), len(compiled.thresholds)), dtype=np.int64)
    return Partition(
        n=n,
        members=np.concatenate([compiled.members, alone]),
        values=np.concatenate([compiled.values, np.full(len(free), -penalty, dtype=np.int64)]),
        low=np.concatenate([compiled.low, ones]),
        single=single,
        rows=tuple(rows),
        alive=np.append(np.isin(sizes, compiled.reachable), np.ones(len(free), dtype=bool)),
    )


def best_per_resident(members: Ints, scores: Sequence[Ints], count: int) -> Ints:
    """Return the columns that are among the `count` best of any of their members, ascending.

    Parameters
    ----------
    members : int[m, 3]
        Columns, padded with -1.
    scores : sequence of int[m]
        Smaller is better; later ones break ties.
    count : int
        Columns kept for each resident.
    """
    column, place = np.nonzero(members >= 0)
    resident = members[column, place]
    order = np.lexsort([*(score[column] for score in reversed(scores)), resident])
    ordered = resident[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff([*first, len(ordered)]))
    found: Ints = np.unique(column[order[rank < count]])
    return found
