"""At most so many triads are formed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np

from peerpair.model.arrays import Ints
from peerpair.model.rules import Batch, Constraint, Facts, Members
from peerpair.shapes.basic import Integer, Shape
from peerpair.shapes.record import Key, required

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["MaxTriads"]


@dataclass(frozen=True)
class MaxTriads(Constraint):
    """At most `count` triads are formed: one row over all groups.

    Parameters
    ----------
    count : int
        Largest number of triads.

    Examples
    --------
    >>> MaxTriads(2).describe()
    'at most 2 triads are formed'
    """

    count: int

    kind: ClassVar[str] = "max_triads"
    keys: ClassVar[Mapping[str, Key | Shape]] = {"count": required(Integer(0))}

    def describe(self) -> str:
        return f"at most {self.count} triad{' is' if self.count == 1 else 's are'} formed"

    def coefficients(self, batch: Batch) -> Ints:
        return np.full(batch.shape, int(batch.size == 3), dtype=np.int64)

    def limit(self) -> int:
        return self.count

    def breach(self, groups: Sequence[Members], facts: Facts) -> str:
        return self.describe() if sum(len(g) == 3 for g in groups) > self.count else ""

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        return cls(rng.randint(0, 2))
