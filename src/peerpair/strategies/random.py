"""Random: groups in random order, the baseline of every comparison."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Ints
from peerpair.model.result import Status
from peerpair.strategies.base import Answer, Strategy
from peerpair.strategies.greedy import pick_in_order

_TRIES = 1000


@dataclass(frozen=True)
class Random(Strategy):
    """Allowed groups in random order, tried again until everybody is placed."""

    kind: ClassVar[str] = "random"

    def describe(self) -> str:
        return "allowed groups at random"

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        rng = np.random.default_rng(limits.seed)
        for _ in range(_TRIES):
            if limits.over():
                break
            chosen = pick_in_order(compiled, rng.permutation(len(compiled.columns)), limits)
            if chosen is not None:
                return Answer(Status.FEASIBLE, chosen)
        return Answer(Status.UNKNOWN)
