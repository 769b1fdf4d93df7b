"""Conditions that groups must meet to stay in play, asked of columns and of whole chunks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from typing import Protocol

import numpy as np

from peerpair.compile.chunks import Block, Chunk
from peerpair.compile.columns import Columns
from peerpair.model.arrays import Bools, Ints
from peerpair.strategies.exact.linear import Linear
from peerpair.strategies.exact.prices import Prices


class Keep(Protocol):
    """A condition that groups must meet to stay in play."""

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns stay."""
        ...

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk stay."""
        ...


@dataclass(frozen=True, eq=False)
class Every:
    """Groups that meet each of several conditions."""

    keeps: tuple[Keep, ...]

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns stay."""
        return reduce(np.logical_and, (keep.of(columns) for keep in self.keeps))

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk stay."""
        return reduce(np.logical_and, (keep.of_chunk(chunk) for keep in self.keeps))


@dataclass(frozen=True, eq=False)
class WorthAtLeast:
    """Groups whose floor is at least so much; who stays unplaced has none."""

    floor: int

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns stay."""
        kept: Bools = (columns.floor >= self.floor) | (columns.sizes == 1)
        return kept

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk stay."""
        assert chunk.floor is not None
        kept: Bools = chunk.floor >= self.floor
        return kept


@dataclass(frozen=True, eq=False)
class Without:
    """Groups for which a function is 0."""

    function: Linear

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns stay."""
        kept: Bools = self.function.of(columns) == 0
        return kept

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk stay."""
        kept: Bools = self.function.of(chunk) == 0
        return kept


@dataclass(frozen=True, eq=False)
class PriceWindow:
    """Groups whose slack is at most so much."""

    prices: Prices
    width: int

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns stay."""
        kept: Bools = self.prices.slack(columns) <= self.width
        return kept

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk stay."""
        kept = np.zeros(len(chunk), dtype=bool)
        at, _ = sift(chunk, self.prices, self.width)
        kept[at] = self.of(Columns.picked(chunk, at))
        return kept


def sift(chunk: Chunk, prices: Prices, width: int | None) -> tuple[Ints, Ints]:
    """Return places of groups in a window, others among them, and slacks never more than theirs.

    Parameters
    ----------
    chunk : Chunk
        The groups.
    prices : Prices
        Their prices.
    width : int or None
        Of the window; None = whatever is not kept out by the price of a resident.
    """
    prices.prepare()
    if isinstance(chunk, Block) and prices.rough is not None:
        return prices.rough.sift(chunk, width)
    slack = prices.slack(Columns.picked(chunk, np.arange(len(chunk))))
    at = np.arange(len(chunk)) if width is None else np.flatnonzero(slack <= width)
    return at, slack[at]
