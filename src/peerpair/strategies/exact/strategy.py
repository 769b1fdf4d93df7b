"""The exact strategy: one level after the other, each proven before the next begins."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.errors import InternalError
from peerpair.model.arrays import Ints
from peerpair.model.level import Level, LevelKind
from peerpair.model.result import Status
from peerpair.strategies.base import Answer, Proof, Strategy
from peerpair.strategies.exact.certify import certify
from peerpair.strategies.exact.field import Field, OutOfTimeError
from peerpair.strategies.exact.keeps import PriceWindow, Without, WorthAtLeast
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.model import cohort_rows, count_rows, low_sums, size_rows, total_step
from peerpair.strategies.exact.search import maximise
from peerpair.strategies.exact.stage import LevelModel, Outcome
from peerpair.strategies.greedy import Greedy

_MAXMIN = Level(LevelKind.MAXMIN)

_SHARE = 0.25
"""Of the time left that one level may use: the next ones need some for a bound at least."""


@dataclass(frozen=True)
class Exact(Strategy):
    """Lexicographic set partitioning with a proof.

    Every level is a linear relaxation over all candidate groups (column generation, GLOP), made
    tighter by odd-set and subset-row cuts, whose prices bound the level in integers; and
    mixed-integer programs (HiGHS) over the groups whose reduced cost lies within the remaining gap.

    References
    ----------
    Barnhart et al., "Branch-and-price: column generation for solving huge integer programs",
    Operations Research 46(3), 1998, https://doi.org/10.1287/opre.46.3.316.
    """

    kind: ClassVar[str] = "exact"
    searches: ClassVar[bool] = True

    def describe(self) -> str:
        return "the best groups there are, with a proof"

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        run = _Levels(compiled, limits, start)
        with suppress(OutOfTimeError):  # what is known by then is the answer
            run.before_total()
        return run.total()


class _Levels:
    """The run over the levels: the field narrows, the answer improves, levels are noted."""

    def __init__(self, compiled: Compiled, limits: Limits, start: Ints | None) -> None:
        self.compiled, self.limits = compiled, limits
        self.field = Field(compiled)
        self.field.limits = limits
        free = int((~compiled.must_place).sum())
        self.rows = size_rows(compiled) + cohort_rows(compiled) + count_rows(compiled, (0, free))
        sums = low_sums(compiled, (0, free))
        self.sums = None if sums is None else -sums[::-1]  # of costs, which are minus the counts
        self.step = total_step(compiled, (0, free))
        self.level_rows: list[ModelRow] = []
        self.levels: list[Level] = []
        self.infeasible = False
        self.lost = False  # a level ended without an answer and without a proof
        self.chosen: Columns | None = None
        self.generated: Columns | None = None  # columns of the last level's relaxation
        if start is None and 3 in compiled.reachable:  # a matching finds its own first answer
            start = Greedy().run(compiled, limits).groups
        if start is not None:
            self.chosen = self._with_singles(start)

    def _with_singles(self, groups: Ints) -> Columns:
        """Return the columns of an answer: its groups and a column for each unplaced resident."""
        inside = np.zeros(self.compiled.n, dtype=bool)
        inside[groups[groups >= 0]] = True
        singles = self.field.singles
        alone = singles.take(np.flatnonzero(~inside[singles.members[:, 0]]))
        return Columns.joined([self.compiled.look_up(groups), alone])

    def before_total(self) -> None:
        """Go through the levels that come before the total."""
        if self.compiled.fewest_unplaced:
            self.fewest(Level(LevelKind.UNPLACED), Linear.of_size(1))
        marks = self.compiled.thresholds
        for position, mark in enumerate(marks):
            count = Linear.of_low(len(marks), position)
            self.fewest(Level(LevelKind.WEEKS, mark), count)
        if self.compiled.floors:
            self.largest_floor()

    def fewest(self, level: Level, count: Linear) -> None:
        """Minimise a count, note the level, and keep the count from rising again."""
        if self.infeasible or self.lost:
            return
        outcome = self._maximise(self.field, count.times(-1), level, 3)
        if outcome.infeasible or outcome.value is None:
            self.give_up(outcome)
            return
        # Whoever is unplaced, or counts at a smaller threshold, counts here too.
        before = self.levels[-1].bound or 0 if self.levels else 0
        bound = before if outcome.bound is None else max(before, -outcome.bound)
        unplaced = level.kind is LevelKind.UNPLACED
        row = "unplaced" if unplaced else f"level:{len(self.levels)}"
        self.levels.append(_settled(level, -outcome.value, bound))
        self.level_rows.append(ModelRow(row, count, -outcome.value))
        self.rows.append(self.level_rows[-1])
        if unplaced:
            self.rows += count_rows(self.compiled, (bound, -outcome.value))
        # What is noted above holds also if time runs out below.
        if outcome.prices is not None:
            # Later answers keep this count, so they use no column outside its price window.
            width = outcome.prices.total - outcome.prices.scale * outcome.value
            self.field = self.field.narrowed(PriceWindow(outcome.prices, width))
        if outcome.value == 0:
            self.field = self.field.narrowed(Without(count))

    def give_up(self, outcome: Outcome) -> None:
        """Note that a level ended without an answer: proven so, or out of means to find one."""
        if outcome.infeasible and self.chosen is not None:
            raise InternalError("a level has no answer, though one is known")
        self.infeasible = outcome.infeasible
        self.lost = not outcome.infeasible

    def largest_floor(self) -> None:
        """Maximise the smallest floor of the groups formed, by bisection over its values."""
        if self.infeasible or self.lost:
            return

        def reach(threshold: int) -> Outcome:
            kept = self.field.narrowed(WorthAtLeast(threshold))
            chosen = self.chosen
            if chosen is not None and not kept.keeps_all(chosen).all():
                chosen = None
            return self._maximise(kept, Linear.nothing(), _MAXMIN, 1, chosen)

        steps = self.field.floors()
        if self.chosen is None:
            outcome = reach(int(steps[0]) if len(steps) else 0)
            if outcome.chosen is None:
                self.give_up(outcome)
                return
            self.chosen = outcome.chosen
        best = _smallest_floor(self.chosen)
        if best is None:
            self.levels.append(_settled(_MAXMIN, None, None))
            return
        low, high = int(np.searchsorted(steps, best)), len(steps) - 1
        self.limits.tell(_MAXMIN, int(steps[low]), int(steps[high]))
        while low < high:
            middle = (low + high + 1) // 2
            outcome = reach(int(steps[middle]))
            if outcome.chosen is not None:
                self.chosen = outcome.chosen
                best = _smallest_floor(outcome.chosen)
                assert best is not None
                low = int(np.searchsorted(steps, best))
            elif outcome.infeasible:
                high = middle - 1
            else:
                break
            self.limits.tell(_MAXMIN, int(steps[low]), int(steps[high]))
        self.levels.append(_settled(_MAXMIN, int(steps[low]), int(steps[high])))
        self.field = self.field.narrowed(WorthAtLeast(int(steps[low])))

    def total(self) -> Answer:
        """Maximise the total and return the answer."""
        if self.infeasible:
            return Answer(Status.INFEASIBLE)
        if self.lost:
            return Answer(Status.UNKNOWN)
        largest = max(self.compiled.largest, self.compiled.effective_penalty)
        outcome = self._maximise(self.field, Linear.of_value(), None, largest)
        if outcome.infeasible:
            self.give_up(outcome)
            return Answer(Status.INFEASIBLE)
        if self.chosen is None:
            return Answer(Status.UNKNOWN)
        self._settle(self.chosen)
        proof = self._certificate(outcome)
        bound = outcome.bound
        if proof is not None:
            bound = proof.bound if bound is None else min(bound, proof.bound)
        proven = outcome.value == bound and all(level.proven for level in self.levels)
        return Answer(
            status=Status.OPTIMAL if proven else Status.FEASIBLE,
            groups=self.chosen.members[self.chosen.sizes > 1].astype(np.int64),
            levels=tuple(self.levels),
            bound=bound,
            proof=proof,
        )

    def _settle(self, chosen: Columns) -> None:
        """Note what the answer makes of the levels: one left unproven may have become better."""
        rows = iter(self.level_rows)
        kept, levels = [], []
        for level in self.levels:
            if level.kind is LevelKind.MAXMIN:
                value = _smallest_floor(chosen)
            else:
                row = next(rows)
                value = int(row.function.of(chosen).sum())
                kept.append(replace(row, limit=value))
            levels.append(_settled(level, value, level.bound))
        self.level_rows, self.levels = kept, levels

    def _certificate(self, outcome: Outcome) -> Proof | None:
        if outcome.prices is None or self.chosen is None:
            return None
        known = [self.chosen, *([] if outcome.generated is None else [outcome.generated])]
        return certify(
            self.compiled,
            self.level_rows,
            self.levels,
            outcome.prices,
            Columns.joined(known),
            self.limits,
        )

    def _maximise(
        self,
        field: Field,
        cost: Linear,
        level: Level | None,
        largest: int,
        chosen: Columns | None = None,
    ) -> Outcome:
        kind = None if level is None else level.kind
        start = self.chosen if kind is not LevelKind.MAXMIN else chosen
        # One count is much like the next; values ask for other columns.
        known = self.generated if level is not None and level.counts else None
        limits = self.limits if level is None else self.limits.part(_SHARE)
        sums = self.sums if kind is LevelKind.WEEKS else None
        outcome = maximise(
            LevelModel(
                field,
                cost,
                self.rows,
                limits,
                level,
                largest,
                start,
                sums=sums,
                step=self.step if level is None else 1,
                known=known,
            )
        )
        self.limits.shortened = self.limits.shortened or limits.stopped
        self.generated = outcome.generated
        if outcome.chosen is not None and kind is not LevelKind.MAXMIN:
            self.chosen = outcome.chosen
        return outcome


def _settled(level: Level, value: int | None, bound: int | None) -> Level:
    """Return a level with its numbers."""
    return replace(level, value=value, bound=bound, proven=bound == value)


def _smallest_floor(chosen: Columns) -> int | None:
    """Return the smallest floor of the groups formed; None where there are none."""
    formed = chosen.floor[chosen.sizes > 1]
    return int(formed.min()) if len(formed) else None
