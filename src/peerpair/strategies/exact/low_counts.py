"""Numbers of low residents that whole groups add up to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.model.arrays import Bools, Ints
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.model import splits


@dataclass(frozen=True, eq=False)
class LowCounts:
    """What a level can count, given the levels before it.

    Without a quorum all members of a group are low or none: a pair adds 2, a triad 3.  Whoever is
    low at one level is so at the next, so that groups are only added.

    Attributes
    ----------
    room : bool[p, t]
        Whether there can be p pairs and t triads.
    low : bool[p, t]
        Whether that many can be low.
    """

    room: Bools
    low: Bools

    @classmethod
    def of(cls, compiled: Compiled) -> Self | None:
        """Return the counts of the first level; None where any number may be.

        That is where one member of a group can be low alone, or a resident stay unplaced.
        """
        kernel = compiled.oracle.kernel
        if kernel is None or kernel.quorum or not compiled.must_place.all():
            return None
        room = np.zeros((compiled.n // 2 + 1, compiled.n // 3 + 1), dtype=bool)
        for pairs, triads in splits(compiled, (0, 0)):
            room[pairs, triads] = True
        below = np.maximum.accumulate(np.maximum.accumulate(room[::-1, ::-1], axis=0), axis=1)
        room = below[::-1, ::-1]
        return cls(room, room)

    @property
    def _values(self) -> Ints:
        """int[p, t]: residents in so many groups."""
        pairs, triads = self.room.shape
        values: Ints = 2 * np.arange(pairs)[:, None] + 3 * np.arange(triads)
        return values

    @property
    def costs(self) -> Ints:
        """Minus what the level can count, ascending."""
        costs: Ints = -np.unique(self._values[self.low])[::-1]
        return costs

    def rows(self, levels: int, position: int, least: int, most: int) -> list[ModelRow]:
        """Return how few and how many low pairs and triads add up to `least` … `most`.

        Seven low residents are two pairs and a triad where there are two pairs at most, which the
        fractional relaxation does not see.

        Parameters
        ----------
        levels, position : int
            How many levels there are, and which is this one.
        least, most : int
            What the level comes to.
        """
        ways = np.argwhere(self.low & (self._values >= least) & (self._values <= most))
        rows = []
        for size, counts in ((2, ways[:, 0]), (3, ways[:, 1])):
            for name, sign in (("most", 1), ("fewest", -1)):
                limit = int((sign * counts).max(initial=-most))
                if limit < (most // size if sign > 0 else 0):
                    function = Linear.of_low_size(levels, position, size, sign)
                    rows.append(ModelRow(f"{name}_low:{position}:{size}", function, limit))
        return rows

    def after(self, least: int, most: int) -> Self:
        """Return the counts of the next level where this one comes to `least` … `most`."""
        values = self._values
        low = self.low & (values >= least) & (values <= most)
        more = np.maximum.accumulate(np.maximum.accumulate(low, axis=0), axis=1)
        return replace(self, low=more & self.room)
