"""Groups picked from the candidates, written out with all their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.compile.chunks import Block, Chunk, members_of_blocks
from peerpair.model.arrays import Ints


@dataclass(frozen=True, eq=False)
class Columns:
    """Candidate groups, one row each.

    Attributes
    ----------
    members : int32[m, 3]
        Members ascending, padded with -1.
    values : int64[m]
        Value of each group.
    low : uint8[m]
        `peerpair.compile.chunks.low_code` of the fairness thresholds; 0 without them.
    floor : int64[m]
        Shared-time points where the smallest is maximised; 0 elsewhere.
    rows : tuple of int64[m]
        Coefficients of the rules over the whole cohort, and what levels count.
    """

    members: Ints
    values: Ints
    low: Ints
    floor: Ints
    rows: tuple[Ints, ...]

    def __len__(self) -> int:
        return len(self.values)

    @property
    def sizes(self) -> Ints:
        """int[m]: number of members of each group."""
        sizes = np.zeros(len(self), dtype=np.int64)
        for place in self.members.T:
            sizes += place >= 0
        return sizes

    def take(self, at: Ints) -> Columns:
        """Return some of the columns, by their places."""
        # `take` moves whole rows; indexing would go number by number.
        return Columns(
            self.members.take(at, axis=0),
            self.values.take(at),
            self.low.take(at),
            self.floor.take(at),
            tuple(row.take(at) for row in self.rows),
        )

    @classmethod
    def empty(cls, rows: int) -> Columns:
        """Return no columns of a problem with so many cohort rules."""
        none = np.empty(0, dtype=np.int64)
        members = np.empty((0, 3), dtype=np.int32)
        return cls(members, none, none.astype(np.uint8), none, (none,) * rows)

    @classmethod
    def picked(cls, chunk: Chunk, at: Ints) -> Columns:
        """Return some groups of a chunk."""
        return cls._written(chunk.members(at), [(chunk, at)])

    @classmethod
    def of_blocks(cls, parts: Sequence[tuple[Block, Ints]]) -> Columns:
        """Return some groups of several blocks, one after the other; faster than block by block."""
        return cls._written(members_of_blocks(parts), parts)

    @classmethod
    def _written(cls, members: Ints, parts: Sequence[tuple[Chunk, Ints]]) -> Columns:
        """Return some groups of chunks with their numbers."""
        nothing = np.zeros(len(members), dtype=np.int64)

        def taken(arrays: Sequence[Ints | None]) -> Ints | None:
            some = [
                array.take(at)
                for array, (_, at) in zip(arrays, parts, strict=True)
                if array is not None
            ]
            return np.concatenate(some) if some else None

        values, low, floor = (
            taken([getattr(chunk, name) for chunk, _ in parts])
            for name in ("values", "low", "floor")
        )
        assert values is not None
        return cls(
            members,
            values.astype(np.int64, copy=False),
            nothing.astype(np.uint8) if low is None else low,
            nothing if floor is None else floor.astype(np.int64, copy=False),
            tuple(
                np.concatenate([row.take(at) for row, (_, at) in zip(rows, parts, strict=True)])
                for rows in zip(*(chunk.rows for chunk, _ in parts), strict=True)
            ),
        )

    @classmethod
    def joined(cls, parts: Sequence[Columns]) -> Columns:
        """Return several columns one after the other; there must be at least one part."""
        parts = [part for part in parts if len(part)] or parts[:1]
        if len(parts) == 1:
            return parts[0]
        return cls(
            np.concatenate([part.members for part in parts]),
            np.concatenate([part.values for part in parts]),
            np.concatenate([part.low for part in parts]),
            np.concatenate([part.floor for part in parts]),
            tuple(np.concatenate(row) for row in zip(*(part.rows for part in parts), strict=True)),
        )
