"""Chunks of candidate groups with their numbers: a list, or all triads of one first resident.

A hospital of 500 has 20 million triads.  The triads that begin with resident *r* stand in one block
without their members: position *k* of the block is the *k*-th pair (s, t) of later residents in
lexicographic order, so that sums over members are plain vector sums.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.model.arrays import Bools, Ints

_BITS = 2
"""Of a threshold in a low code: 0 to 3 members."""


def low_code(counts: Sequence[Ints]) -> Ints:
    """Pack the numbers of low members at each threshold (at most four of 0 to 3) into a byte.

    Examples
    --------
    >>> int(low_code([np.array([1]), np.array([3])])[0])
    13
    """
    code = np.zeros(counts[0].shape, dtype=np.uint8)
    for position, count in enumerate(counts):
        code |= (count << (_BITS * position)).astype(np.uint8)
    return code


def low_digits(levels: int) -> Ints:
    """Return int[256, levels]: what each byte of `low_code` stands for."""
    codes = np.arange(256)[:, None]
    return codes >> (_BITS * np.arange(levels))[None, :] & 3


def pairs_after(n: int, first: int) -> int:
    """Return how many pairs of residents come after one of them."""
    later = n - 1 - first
    return later * (later - 1) // 2


def packed_sums(numbers: Ints) -> Ints:
    """Return the sums of a number over all pairs (s, t), s < t, in lexicographic order.

    Examples
    --------
    >>> packed_sums(np.array([1, 10, 100]))
    array([ 11, 101, 110])
    """
    n = len(numbers)
    packed = np.empty(n * (n - 1) // 2, dtype=numbers.dtype)
    at = 0
    for one in range(n - 1):
        end = at + n - 1 - one
        np.add(numbers[one + 1 :], numbers[one], out=packed[at:end])
        at = end
    return packed


@dataclass(frozen=True, eq=False)
class Chunk(ABC):
    """Candidate groups of a problem.

    Attributes
    ----------
    n : int
        Number of residents.
    values : int[m]
        Value of each group (32 bits in blocks).
    low : uint8[m] or None
        `low_code` of the fairness thresholds.
    floor : int[m] or None
        Shared-time points where the smallest is maximised.
    rows : tuple of int[m]
        Coefficients of the rules over the whole cohort, and what levels count.
    allowed : bool[m] or None
        Which groups the constraints allow; None = all.
    """

    n: int
    values: Ints
    low: Ints | None
    floor: Ints | None
    rows: tuple[Ints, ...]
    allowed: Bools | None

    def __len__(self) -> int:
        return len(self.values)

    @property
    @abstractmethod
    def size(self) -> int:
        """Members of each group."""

    @abstractmethod
    def members(self, at: Ints) -> Ints:
        """Return int[k, 3]: the members of some groups, ascending, padded with -1."""

    @property
    def nbytes(self) -> int:
        """Memory of the arrays."""
        arrays = [self.values, self.low, self.floor, self.allowed, *self.rows]
        return sum(array.nbytes for array in arrays if array is not None)


@dataclass(frozen=True, eq=False)
class Listed(Chunk):
    """Groups written out.

    Attributes
    ----------
    groups : int32[m, k]
        Members, ascending in each row; k is 2 or 3.
    """

    groups: Ints

    @classmethod
    def joined(cls, parts: Sequence[Listed]) -> Listed:
        """Return lists of one size, one after the other."""
        if len(parts) == 1:
            return parts[0]
        first = parts[0]
        low = [part.low for part in parts if part.low is not None]
        floor = [part.floor for part in parts if part.floor is not None]
        return cls(
            first.n,
            np.concatenate([part.values for part in parts]),
            np.concatenate(low) if low else None,
            np.concatenate(floor) if floor else None,
            tuple(map(np.concatenate, zip(*(part.rows for part in parts), strict=True))),
            None,
            np.concatenate([part.groups for part in parts]),
        )

    @property
    def size(self) -> int:
        return int(self.groups.shape[1])

    def members(self, at: Ints) -> Ints:
        members = np.empty((len(at), 3), dtype=np.int32)
        members[:, : self.size] = self.groups.take(at, axis=0)
        members[:, self.size :] = -1
        return members


@dataclass(frozen=True, eq=False)
class Block(Chunk):
    """All triads of one first resident.

    Attributes
    ----------
    first : int
        The resident.
    """

    first: int

    @property
    def size(self) -> int:
        return 3

    @cached_property
    def peak(self) -> int:
        """The largest absolute value."""
        return max(int(self.values.max(initial=0)), -int(self.values.min(initial=0)))

    @cached_property
    def row_peaks(self) -> tuple[int, ...]:
        """The largest absolute coefficient of each row."""
        return tuple(max(int(r.max(initial=0)), -int(r.min(initial=0))) for r in self.rows)

    def members(self, at: Ints) -> Ints:
        return members_of_blocks([(self, at)])


def members_of_blocks(parts: Sequence[tuple[Block, Ints]]) -> Ints:
    """Return int32[k, 3]: the members of some groups of several blocks, one after the other.

    Counted from its end, a place stands for the same pair in every block.
    """
    places = np.concatenate([len(block) - 1 - at for block, at in parts])
    row = ((np.sqrt(8 * places + 1) - 1) // 2).astype(np.int64)
    members = np.empty((len(places), 3), dtype=np.int32)
    members[:, 0] = np.repeat([block.first for block, _ in parts], [len(at) for _, at in parts])
    n = parts[0][0].n
    members[:, 1] = n - 2 - row
    members[:, 2] = n - 1 - (places - row * (row + 1) // 2)
    return members
