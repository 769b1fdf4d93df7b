"""The exact strategy: one level after the other, each proven before the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.errors import InternalError
from peerpair.model.arrays import Ints
from peerpair.model.result import Level, Status
from peerpair.strategies.base import Answer, Limits, Strategy
from peerpair.strategies.exact.certify import certify
from peerpair.strategies.exact.partition import Row, build
from peerpair.strategies.exact.search import Outcome, maximise
from peerpair.strategies.greedy import Greedy

__all__ = ["Exact"]


@dataclass(frozen=True)
class Exact(Strategy):
    """Lexicographic set partitioning with a proof.

    Every level is a linear relaxation over all candidate groups (column generation, GLOP), whose
    prices bound the level in integers, and mixed-integer programs (HiGHS) over the groups whose
    reduced cost lies within the remaining gap.

    References
    ----------
    Barnhart et al., "Branch-and-price: column generation for solving huge integer programs",
    Operations Research 46(3), 1998, https://doi.org/10.1287/opre.46.3.316.
    """

    kind: ClassVar[str] = "exact"

    def describe(self) -> str:
        return "the best groups there are, with a proof"

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        run = _Levels(compiled, limits, start)
        model = run.model
        if compiled.fewest_unplaced:
            run.fewest("unplaced", model.single.astype(np.int64), "unplaced")
        for position, mark in enumerate(compiled.thresholds):
            run.fewest(f"weeks<={mark}", model.low[:, position], f"level:{len(run.levels)}")
        if compiled.floor is not None:
            run.largest_floor(compiled.floor)
        return run.total()


class _Levels:
    """The run over the levels: the model shrinks, the answer improves, levels are noted."""

    def __init__(self, compiled: Compiled, limits: Limits, start: Ints | None) -> None:
        self.compiled, self.limits = compiled, limits
        self.model = self.whole = build(compiled)
        self.rows: list[Row] = []
        self.levels: list[Level] = []
        self.infeasible = False
        self.lost = False  # a level ended without an answer and without a proof
        self.chosen: Ints | None = None
        if start is None:
            start = Greedy().run(compiled, limits).chosen
        if start is not None:
            self.chosen = self._with_singles(start)

    def _with_singles(self, groups: Ints) -> Ints:
        """Return the columns of an answer: its groups and a column for each unplaced resident."""
        inside = np.zeros(self.model.n, dtype=bool)
        placed = self.model.members[groups]
        inside[placed[placed >= 0]] = True
        at = np.flatnonzero(self.model.single)
        return np.concatenate([groups, at[~inside[self.model.members[at, 0]]]])

    def fewest(self, name: str, counts: Ints, row: str) -> None:
        """Minimise a count, note the level, and keep the count from rising again."""
        if self.infeasible or self.lost:
            return
        found = self._maximise(-counts, name)
        if found.infeasible or found.chosen is None or found.value is None:
            self.give_up(found)
            return
        # Whoever is unplaced, or counts at a smaller threshold, counts here too.
        before = self.levels[-1].bound or 0 if self.levels else 0
        bound = max(before, -found.bound)
        self.levels.append(Level(name, -found.value, bound, bound == -found.value))
        if found.prices is not None:
            # Later answers keep this count, so they use no column outside its price window.
            self.model = self.model.only(found.prices.window_of(found.value))
        self.rows.append(Row(row, counts, -found.value))
        self.model = self.model.with_row(self.rows[-1])

    def give_up(self, found: Outcome) -> None:
        """Note that a level ended without an answer: proven so, or out of means to find one."""
        if found.infeasible and self.chosen is not None:
            raise InternalError("a level has no answer, though one is known")
        self.infeasible = found.infeasible
        self.lost = not found.infeasible

    def largest_floor(self, floor: Ints) -> None:
        """Maximise the smallest floor of the groups formed, by bisection over its values."""
        if self.infeasible or self.lost:
            return
        groups = len(floor)
        nothing = np.zeros(len(self.model.values), dtype=np.int64)

        def reach(threshold: int) -> Outcome:
            keep = np.ones(len(nothing), dtype=bool)
            keep[:groups] = floor >= threshold
            kept = self.model.only(keep)
            chosen = self.chosen
            if chosen is not None and not kept.alive[chosen].all():
                chosen = None
            return maximise(kept, nothing, chosen, self.limits, "maxmin")

        def lowest(chosen: Ints) -> int | None:
            formed = chosen[chosen < groups]
            return int(floor[formed].min()) if len(formed) else None

        steps = np.unique(floor[self.model.alive[:groups]])
        found = reach(int(steps[0]) if len(steps) else 0)
        if found.chosen is None:
            self.give_up(found)
            return
        self.chosen = found.chosen
        best = lowest(found.chosen)
        if best is None:
            self.levels.append(Level("maxmin", None, None, proven=True))
            return
        low, high = int(np.searchsorted(steps, best)), len(steps) - 1
        while low < high:
            middle = (low + high + 1) // 2
            found = reach(int(steps[middle]))
            if found.chosen is not None:
                self.chosen = found.chosen
                best = lowest(found.chosen)
                assert best is not None
                low = int(np.searchsorted(steps, best))
            elif found.infeasible:
                high = middle - 1
            else:
                break
        self.levels.append(Level("maxmin", int(steps[low]), int(steps[high]), low == high))
        keep = np.ones(len(nothing), dtype=bool)
        keep[:groups] = floor >= steps[low]
        self.model = self.model.only(keep)

    def total(self) -> Answer:
        """Maximise the total and return the answer."""
        if self.infeasible:
            return Answer(Status.INFEASIBLE)
        if self.lost:
            return Answer(Status.UNKNOWN)
        found = self._maximise(self.model.values, "total")
        if found.infeasible:
            self.give_up(found)
            return Answer(Status.INFEASIBLE)
        if self.chosen is None:
            return Answer(Status.UNKNOWN)
        proof = certify(self.compiled, self.whole, self.rows, self.levels, self.chosen, self.limits)
        bound = found.bound if proof is None else min(found.bound, proof.bound)
        proven = found.value == bound and all(level.proven for level in self.levels)
        return Answer(
            status=Status.OPTIMAL if proven else Status.FEASIBLE,
            chosen=self.chosen[~self.model.single[self.chosen]],
            levels=tuple(self.levels),
            bound=bound,
            proof=proof,
        )

    def _maximise(self, costs: Ints, stage: str) -> Outcome:
        found = maximise(self.model, costs, self.chosen, self.limits, stage)
        if found.chosen is not None:
            self.chosen = found.chosen
        return found
