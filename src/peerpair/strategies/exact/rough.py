"""Rough slacks of millions of groups: 32 bits that stay in the processor's cache.

A slack is a sum.  If each of its parts is divided by the same power of two and rounded down, so
that all fit into 32 bits, the sum is never more than the slack so divided: what it keeps out of a
window is out of it, and only what it lets in is looked at exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from peerpair.compile.chunks import Block, packed_sums
from peerpair.model.arrays import Ints
from peerpair.strategies.exact.linear import Linear

_ROOM = 2**28
"""No part may be larger: a few of them stay within 32 bits together."""

_BITS = 24
"""Of the largest price, where no value sets the unit."""

_AWAY = 2**50
"""Prices above keep residents out: they do not set the unit."""


@dataclass(frozen=True, eq=False)
class Rough:
    """Prices of residents and the rest of a slack, rounded down.

    Attributes
    ----------
    shift : int
        The unit is so many bits.
    residents : int32[n]
        Prices of residents; where there is no room, less.
    packed : int32[n (n - 1) / 2]
        Their `packed_sums`.
    rest : Linear
        Of a triad, in whole units.
    """

    shift: int
    residents: Ints
    packed: Ints
    rest: Linear

    @classmethod
    def of(cls, residents: Ints, rest: Linear) -> Self | None:
        """Return rough prices, or None where there is no room for them."""
        near = np.abs(residents[residents < _AWAY])
        shift = max(0, int(near.max(initial=0)).bit_length() - _BITS)
        if rest.value:
            shift = (rest.value & -rest.value).bit_length() - 1  # values are whole units
        if any(k % (1 << shift) for _, k in rest.rows):
            return None
        table = None if rest.table is None or not rest.table.any() else rest.table >> shift
        sizes = rest.sizes >> shift
        lowest = int(residents.min(initial=0)) >> shift
        parts = [sizes[3], -lowest, rest.value >> shift, *(k >> shift for _, k in rest.rows)]
        parts += [] if table is None else [np.abs(table).max()]
        if max(abs(int(part)) for part in parts) >= _ROOM:
            return None
        small = np.minimum(residents >> shift, _ROOM).astype(np.int32)
        whole = Linear(
            sizes,
            None if table is None else table.astype(np.int32),
            rest.value >> shift,
            tuple((number, k >> shift) for number, k in rest.rows if k),
        )
        return cls(shift, small, packed_sums(small), whole)

    def sift(self, block: Block, width: int | None) -> tuple[Ints, Ints]:
        """Return the places of groups whose slack may be at most `width`, and slacks, never more.

        Parameters
        ----------
        block : Block
            Triads.
        width : int or None
            Of the window; None = any slack for which there is room.
        """
        if width is None and self.residents[block.first] == _ROOM:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
        own = int(self.residents[block.first]) + int(self.rest.sizes[3])
        wide = _ROOM if width is None else width >> self.shift
        slack = self.packed[len(self.packed) - len(block) :]
        if block.peak * abs(self.rest.value) >= 2 * _ROOM:
            slack = slack.astype(np.int64)
        if self.rest.value == -1:
            slack = slack - block.values
        elif self.rest.value:
            slack = slack + block.values * self.rest.value
        if self.rest.table is not None and block.low is not None:
            slack = slack + self.rest.table.take(block.low)
        for number, k in self.rest.rows:
            if block.row_peaks[number] * abs(k) >= _ROOM:
                slack = slack.astype(np.int64)
            slack = slack + np.multiply(block.rows[number], k, dtype=slack.dtype)
        every = width is not None and wide >= _ROOM  # some of them may count as less than they are
        at = np.arange(len(block)) if every else np.flatnonzero(slack < wide + 1 - own)
        return at, (slack[at] + np.int64(own)) << self.shift
