"""Nodes of a search tree: which residents stay together or apart, and the groups still in play."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.compile.chunks import Chunk
from peerpair.compile.columns import Columns
from peerpair.model.arrays import Bits, Bools, Ints
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.keeps import Keep


@dataclass(frozen=True)
class Branch:
    """Groups that keep two residents together, or apart."""

    one: int
    other: int
    together: bool

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns agree."""
        has_one, has_other = _have(columns, self.one), _have(columns, self.other)
        agree: Bools = has_one == has_other if self.together else ~(has_one & has_other)
        return agree

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk agree."""
        return self.of(Columns.picked(chunk, np.arange(len(chunk))))


def _have(columns: Columns, resident: int) -> Bools:
    a, b, c = columns.members.T
    have: Bools = (a == resident) | (b == resident) | (c == resident)
    return have


@dataclass(frozen=True, eq=False)
class InPlay:
    """The groups in play at a node.

    Attributes
    ----------
    field : Field
        These groups.
    shared : Field
        The groups of a node above, once they are few enough to be written out.
    at : int[m] or None
        Which of those are in play; None where they are not written out.
    """

    field: Field
    shared: Field
    at: Ints | None

    @classmethod
    def of(cls, field: Field) -> InPlay:
        """Return all groups of a field."""
        return cls(field, field, None if field.listed is None else np.arange(len(field.listed)))

    def narrowed(self, keep: Keep) -> InPlay:
        """Return the groups that meet a condition."""
        if self.at is None or self.field.listed is None:
            return InPlay.of(self.field.narrowed(keep))
        stay = np.flatnonzero(keep.of(self.field.listed))
        return InPlay(self.field.only(stay, keep), self.shared, self.at[stay])

    def at_rest(self, branches: tuple[Branch, ...], bound: int, few: int) -> Node:
        """Return a node that is small enough to wait among thousands."""
        if self.at is None or self.shared.listed is None:
            return Node(branches, bound, few, self.field, None)
        stay = np.zeros(len(self.shared.listed), dtype=bool)
        stay[self.at] = True
        return Node(branches, bound, few, self.shared, np.packbits(stay))


@dataclass(frozen=True, eq=False)
class Node:
    """Decisions, and what is known of the solutions that keep them.

    Attributes
    ----------
    branches : tuple of Branch
        The decisions.
    bound : int
        Of such solutions, exact, in whole units of cost.
    few : int
        Columns up to which an integer program is worth a try.
    shared : Field
        Groups of a node above.
    stay : uint8[k] or None
        Which of them are in play, packed bits; None = all.
    """

    branches: tuple[Branch, ...]
    bound: int
    few: int
    shared: Field
    stay: Bits | None

    def woken(self) -> InPlay:
        """Return the groups in play."""
        if self.stay is None or self.shared.listed is None:
            return InPlay.of(self.shared)
        at = np.flatnonzero(np.unpackbits(self.stay, count=len(self.shared.listed)))
        return InPlay(self.shared.only(at), self.shared, at)
