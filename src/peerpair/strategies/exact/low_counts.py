"""Numbers of low residents that whole groups add up to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.model.arrays import Bools, Ints
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

    def after(self, least: int, most: int) -> Self:
        """Return the counts of the next level where this one comes to `least` … `most`."""
        values = self._values
        low = self.low & (values >= least) & (values <= most)
        more = np.maximum.accumulate(np.maximum.accumulate(low, axis=0), axis=1)
        return replace(self, low=more & self.room)
