"""All groups of an older result kept at once: what is left is a small problem."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from peerpair.compile.chunks import Block, Chunk, packed_sums
from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.levels.kept import GroupsKept
from peerpair.model.arrays import Bools, Ints
from peerpair.strategies.exact.field import Field

_WRITTEN = 2_000_000
"""Groups of the other residents up to which these are written out, and no block is looked at."""


@dataclass(frozen=True, eq=False)
class KeptOrApart:
    """The groups that are kept, and those that share nobody with one.

    Attributes
    ----------
    row : int
        Of `Columns.rows`, that is 1 for a group that is kept.
    inside : bool[n]
        The residents in groups that are kept.
    """

    row: int
    inside: Bools

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns stay."""
        padded = np.append(self.inside, False)
        kept: Bools = (columns.rows[self.row] == 1) | ~padded[columns.members].any(axis=1)
        return kept

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk stay."""
        if not isinstance(chunk, Block):
            return self.of(Columns.picked(chunk, np.arange(len(chunk))))
        kept: Bools = chunk.rows[self.row] == 1
        if not self.inside[chunk.first]:
            later = packed_sums(self.inside[chunk.first + 1 :].astype(np.int8))
            kept |= later == 0
        return kept


def keepable(compiled: Compiled, rule: GroupsKept, row: int) -> Columns:
    """Return the older groups that may be formed again and would count as kept."""
    index = compiled.oracle.cohort.index
    rows = [
        sorted(index[name] for name in group)
        for group in rule.kept.groups
        if all(name in index for name in group)
    ]
    groups = np.full((len(rows), 3), -1, dtype=np.int64)
    for into, members in zip(groups, rows, strict=True):
        into[: len(members)] = members
    found = compiled.look_up(groups)
    return found.take(np.flatnonzero(found.rows[row] == 1))


def all_kept(field: Field, kept: Columns, row: int) -> Field:
    """Return the field of all answers that keep some disjoint groups.

    Parameters
    ----------
    field : Field
        The candidates in play.
    kept : Columns
        The groups.
    row : int
        Of `Columns.rows`, that is 1 for a group that is kept.
    """
    compiled = field.compiled
    inside = np.zeros(compiled.n, dtype=bool)
    inside[kept.members[kept.members >= 0]] = True
    keep = KeptOrApart(row, inside)
    others = np.flatnonzero(~inside)
    if comb(len(others), 3) > _WRITTEN or compiled.oracle.problem.raw:
        return field.narrowed(keep)
    parts = [kept, *(_among(compiled, others, size) for size in compiled.reachable)]
    small = Field.of(compiled, Columns.joined([Columns.empty(compiled.width), *parts]))
    small.keeps, small.limits = (*field.keeps, keep), field.limits
    small.singles = field.singles.take(np.flatnonzero(keep.of(field.singles)))
    stay = field.keeps_all(small.listed) if small.listed is not None else np.empty(0, dtype=bool)
    assert small.listed is not None
    small.listed = Columns.joined([small.listed.take(np.flatnonzero(stay)), small.singles])
    return small


def _among(compiled: Compiled, residents: Ints, size: int) -> Columns:
    """Return the candidates of a size among some residents."""
    ways = np.array([*combinations(residents.tolist(), size)], dtype=np.int64)
    listed = compiled.oracle.candidates(ways.reshape(-1, size))
    return Columns.picked(listed, np.arange(len(listed)))
