"""Points for being a pair or a triad."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import ListedObjective
from peerpair.shapes.basic import Integer
from peerpair.shapes.noun import Key

_POINTS = Integer(-(2**31), 2**31)


@dataclass(frozen=True)
class SizePoints(ListedObjective):
    """Lets a programme say that pairs are worth more than triads, or the reverse.

    Parameters
    ----------
    weight : int
        Multiplies the points.
    pair, triad : int
        Points of a group of that size.

    Examples
    --------
    >>> SizePoints(pair=100).to_document()
    {'kind': 'size', 'weight': 1, '2': 100, '3': 0}
    """

    pair: Annotated[int, _POINTS, Key("2")] = 0
    triad: Annotated[int, _POINTS, Key("3")] = 0

    kind: ClassVar[str] = "size"

    def describe(self) -> str:
        return "size of the group"

    def points(self, batch: Batch) -> Ints:
        return np.full(batch.shape, self.pair if batch.size == 2 else self.triad, dtype=np.int64)

    def score(self, group: Members, facts: Facts) -> int:
        return self.pair if len(group) == 2 else self.triad

    def pair_bound(self, pairs: Batch, factor: int) -> tuple[Ints, int]:
        return np.zeros(pairs.shape, dtype=np.int64), factor * self.triad

    def unusual(self, problem: ProblemView) -> Iterable[Members]:
        return ()

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        return cls(rng.randint(-2, 5), rng.randint(-100, 500), rng.randint(-100, 500))
