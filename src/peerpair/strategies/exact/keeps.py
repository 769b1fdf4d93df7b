"""Conditions that groups must meet to stay in play, asked of columns and of whole chunks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from peerpair.compile.chunks import Chunk
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
        kept: Bools = slack_before_sets(chunk, self.prices) <= self.width
        if not any(self.prices.cut_prices):
            return kept
        at = np.flatnonzero(kept)
        kept[at] = self.of(Columns.picked(chunk, at))
        return kept


def slack_before_sets(chunk: Chunk, prices: Prices) -> Ints:
    """Return int64[m]: the slack of a chunk's groups without what the sets add, never less."""
    slack = chunk.sums(prices.residents, prices.packed)
    slack += prices.rest.sizes[chunk.size]
    prices.rest.add(chunk, slack)
    return slack
