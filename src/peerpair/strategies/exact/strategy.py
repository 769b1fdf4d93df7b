"""The exact strategy: one level after the other, each proven before the next begins."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled, CompiledLevel
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.errors import InternalError
from peerpair.levels.base import Count
from peerpair.levels.kept import GroupsKept
from peerpair.levels.least_shared import LeastShared
from peerpair.model.arrays import Ints
from peerpair.model.level import Level, LevelKind
from peerpair.model.result import Status
from peerpair.strategies.base import Answer, Proof, Strategy
from peerpair.strategies.exact.certify import certify
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.keeping import all_kept, keepable
from peerpair.strategies.exact.keeps import PriceWindow, Without, WorthAtLeast
from peerpair.strategies.exact.least_counts import LeastCount, least_counts
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.low_counts import LowCounts
from peerpair.strategies.exact.model import cohort_rows, count_rows, size_rows, splits, total_step
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.search import maximise
from peerpair.strategies.exact.settled import Settled, smallest_floor
from peerpair.strategies.exact.stage import LevelModel, Outcome
from peerpair.strategies.greedy import Greedy

_MAXMIN = Level(LevelKind.MAXMIN)

_ATTEMPT, _ATTEMPT_OF_MANY = 0.5, 0.8
"""Of the time left that the attempt to settle all levels at once may use; among millions of
candidates to settle one after the other takes too long anyway."""

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
        free = int((~compiled.must_place).sum())
        if not splits(compiled, (0, free)):
            return Answer(Status.INFEASIBLE)  # no numbers of pairs and triads add up
        run = _Levels(compiled, limits)
        with suppress(OutOfTimeError):  # what is known by then is the answer
            run.begin(start)
            run.before_total()
        answer = run.total()
        if not run.unsure or answer.groups is None or limits.over():
            return answer
        again = _Levels(compiled, limits, run.aims)  # counts had at once may not be the least
        with suppress(OutOfTimeError):
            again.begin(answer.groups)
            again.before_total()
        second = again.total()
        better = again.settled.rank(again.chosen) < run.settled.rank(run.chosen)
        return second if better else answer


class _Levels:
    """The run over the levels: the field narrows, the answer improves, levels are noted."""

    def __init__(
        self, compiled: Compiled, limits: Limits, aims: tuple[LeastCount, ...] = ()
    ) -> None:
        self.compiled, self.limits = compiled, limits
        self.field = Field(compiled)
        self.field.limits = limits
        free = int((~compiled.must_place).sum())
        self.rows = size_rows(compiled) + cohort_rows(compiled) + count_rows(compiled, (0, free))
        self.counts = LowCounts.of(compiled)
        self.step = total_step(compiled, (0, free))
        self.settled = Settled(len(compiled.levels))
        self.infeasible = False
        self.lost = False  # a level ended without an answer and without a proof
        self.chosen: Columns | None = None
        self.aims = aims  # of an attempt before, which is not made again
        self.unsure = False  # levels were settled at once, and not all were proven
        rules = [level.rule for level in compiled.levels]
        self.kept = next((rule for rule in rules if isinstance(rule, GroupsKept)), None)
        self.most_kept = 0  # of the groups of an older result
        self.generated: Columns | None = None  # columns of the last level's relaxation
        self.relaxed: Relaxation | None = None  # of the total, where it was solved before

    def begin(self, start: Ints | None) -> None:
        """Take a first answer, the one that is given or a greedy one."""
        kinds = [level.rule.level.kind for level in self.compiled.levels]
        if self.kept is not None and self.keep_all(kinds.index(LevelKind.GROUPS_KEPT)):
            return
        if start is None and 3 in self.compiled.reachable:  # a matching finds its own
            start = Greedy().run(self.compiled, self.limits).groups
        if start is not None:
            self.chosen = self._with_singles(start)

    @property
    def largest(self) -> int:
        """The largest value, or penalty, in the total."""
        return max(self.compiled.largest, self.compiled.effective_penalty)

    def _with_singles(self, groups: Ints) -> Columns:
        """Return the columns of an answer: its groups and a column for each unplaced resident."""
        inside = np.zeros(self.compiled.n, dtype=bool)
        inside[groups[groups >= 0]] = True
        singles = self.field.singles
        alone = singles.take(np.flatnonzero(~inside[singles.members[:, 0]]))
        return Columns.joined([self.compiled.look_up(groups), alone])

    def before_total(self) -> None:
        """Go through the levels that come before the total."""
        for number, level in enumerate(self.compiled.levels):
            if self.infeasible or self.lost:
                return
            if len(self.settled.levels) > number:  # with others, at once
                continue
            if isinstance(level.rule, LeastShared):
                self.largest_floor()
            elif isinstance(level.rule, GroupsKept) and number and self.keep_all(number):
                continue
            elif isinstance(level.rule, Count) and not self.at_once(level):
                self.settle(level, level.rule)

    def keep_all(self, position: int) -> bool:
        """Settle the levels up to how many groups are kept, if all that may be kept can be.

        That is nearly always so, with nobody unplaced, and then there is little left to choose.
        """
        level, thresholds = self.compiled.levels[position], len(self.compiled.thresholds)
        assert self.kept is not None
        assert level.row is not None
        ahead = self.compiled.levels[len(self.settled.levels) : position]  # of the unplaced
        nobody = [ModelRow("nobody", Linear.of_level(own, thresholds), 0) for own in ahead]
        groups = keepable(self.compiled, self.kept, level.row)
        small = all_kept(self.field, groups, level.row)
        limits = replace(self.limits, gap=math.inf, on_progress=None)  # any answer will do
        rows = [*self.rows, *nobody]
        outcome = maximise(
            LevelModel(small, Linear.of_value(), rows, limits, None, self.largest, None)
        )
        if not nobody:
            self.most_kept = len(groups) - int(outcome.infeasible)
        if outcome.chosen is None:
            return False
        self.field, self.chosen = small, outcome.chosen
        for own, number in (*((own, 0) for own in ahead), (level, len(groups))):
            count = Linear.of_level(own, thresholds)
            self.rows.append(self.settled.note(own.rule.level, count, number, number))
        return True

    def settle(self, compiled: CompiledLevel, rule: Count) -> None:
        """Optimise a count, note the level, and keep the count from becoming worse again."""
        level, count = rule.level, Linear.of_level(compiled, len(self.compiled.thresholds))
        sign = -1 if level.counts else 1
        problem = self.compiled.oracle.problem
        limit = self._limit(compiled, rule)
        outcome = self._maximise(
            self.field, count.times(sign), level, max(3, rule.most(problem)), bound=limit
        )
        if outcome.infeasible or outcome.value is None:
            self.give_up(outcome)
            return
        value, bound = sign * outcome.value, outcome.bound
        if level.counts:
            bound = max(self.settled.least(level), 0 if bound is None else -bound)
        row = self.settled.note(level, count, value, bound)
        self.relaxed = None  # it has fewer rows than there are now
        self.rows.append(row)
        if level.kind is LevelKind.UNPLACED:
            self.rows += count_rows(self.compiled, (bound or 0, value))
        elif level.kind is LevelKind.WEEKS and not level.credit and self.counts is not None:
            self.counts = self.counts.after(bound or 0, value)
        # What is noted above holds also if time runs out below.
        if outcome.prices is not None:
            # Later answers keep this count, so they use no column outside its price window.
            width = outcome.prices.total - outcome.prices.scale * outcome.value
            self.field = self.field.narrowed(PriceWindow(outcome.prices, width))
        if level.counts and value == 0:
            self.field = self.field.narrowed(Without(count))

    def _limit(self, compiled: CompiledLevel, rule: Count) -> int | None:
        """Return what a level's cost (minus a count) can be at most, given the levels before."""
        if compiled.row is None:  # counts of everybody: only what an attempt before has found
            return self._aimed(rule.level)
        if rule.level.counts:
            return -self.settled.least(rule.level)
        if isinstance(rule, GroupsKept):
            return self.most_kept
        return rule.best(self.compiled.oracle.problem)

    def _aimed(self, level: Level) -> int | None:
        """Return what minus a count can be at most, given the levels before, as far as known."""
        aims = {aim.level.goal: aim for aim in self.aims}
        met = all(
            own.goal not in aims or own.value == aims[own.goal].row.limit
            for own in self.settled.levels
        )
        return -aims[level.goal].bound if met and level.goal in aims else None

    def at_once(self, first: CompiledLevel) -> bool:
        """Settle all levels of weeks at the least counts there can be, if an answer has these.

        That is tried at the first of them, where no level of credit stands in between.
        """
        if first.position != 0 or self.aims or self.kept is not None:
            return False
        at, count = self.compiled.levels.index(first), len(self.compiled.thresholds)
        if any(level.position is None for level in self.compiled.levels[at : at + count]):
            return False
        # Any answer will do: the total has its turn.
        share = _ATTEMPT_OF_MANY if self.field.listed is None else _ATTEMPT
        limits = replace(self.limits.part(share), gap=math.inf, on_progress=None)
        before = self.settled.levels
        aims, doubt = least_counts(self.compiled, self.counts, self.rows, before, limits)
        self.aims = aims
        if not aims:
            return False
        rows = [*self.rows, *(aim.row for aim in aims)]
        # Where pairs abound the numbers add up anyhow, and bounds by pairs are loose on such rows.
        if self.field.lazy is None and not self.compiled.pairs_abound:
            rows += [row for aim in aims for row in aim.sizes]
        nobody = [Without(aim.row.function) for aim in aims if not aim.row.limit]
        field = self.field.narrowed(*nobody) if nobody else self.field
        start = None if doubt is None else doubt.groups
        outcome = maximise(
            LevelModel(
                field, Linear.of_value(), rows, limits, None, self.largest, None, first=start
            )
        )
        if outcome.chosen is None:
            return False
        for aim in aims:
            self.settled.note(aim.level, aim.row.function, aim.row.limit, aim.bound)
            self.limits.tell(aim.level, -aim.row.limit, -aim.bound)
        self.field, self.rows, self.chosen = field, rows, outcome.chosen
        self.relaxed = outcome.relaxed  # of the total already
        self.unsure = any(aim.bound < aim.row.limit for aim in aims)
        return True

    def give_up(self, outcome: Outcome) -> None:
        """Note that a level ended without an answer: proven so, or out of means to find one."""
        if outcome.infeasible and self.chosen is not None:
            raise InternalError("a level has no answer, though one is known")
        self.infeasible = outcome.infeasible
        self.lost = not outcome.infeasible

    def largest_floor(self) -> None:
        """Maximise the smallest floor of the groups formed, by bisection over its values."""

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
        best = smallest_floor(self.chosen)
        if best is None:
            self.settled.note_floor(_MAXMIN, None, None)
            return
        low, high = int(np.searchsorted(steps, best)), len(steps) - 1
        self.limits.tell(_MAXMIN, int(steps[low]), int(steps[high]))
        while low < high:
            middle = (low + high + 1) // 2
            outcome = reach(int(steps[middle]))
            if outcome.chosen is not None:
                self.chosen = outcome.chosen
                best = smallest_floor(outcome.chosen)
                assert best is not None
                low = int(np.searchsorted(steps, best))
            elif outcome.infeasible:
                high = middle - 1
            else:
                break
            self.limits.tell(_MAXMIN, int(steps[low]), int(steps[high]))
        self.settled.note_floor(_MAXMIN, int(steps[low]), int(steps[high]))
        self.field = self.field.narrowed(WorthAtLeast(int(steps[low])))

    def total(self) -> Answer:
        """Maximise the total and return the answer."""
        if self.infeasible:
            return Answer(Status.INFEASIBLE)
        if self.lost:
            return Answer(Status.UNKNOWN)
        outcome = self._total()
        if outcome.infeasible:
            self.give_up(outcome)
            return Answer(Status.INFEASIBLE)
        if self.chosen is None:
            return Answer(Status.UNKNOWN)
        self.settled.again(self.chosen)
        proof = self._certificate(outcome)
        bound = outcome.bound
        if proof is not None:
            bound = proof.bound if bound is None else min(bound, proof.bound)
        levels = self.settled.levels
        proven = outcome.value == bound and all(level.proven for level in levels)
        return Answer(
            status=Status.OPTIMAL if proven else Status.FEASIBLE,
            groups=self.chosen.members[self.chosen.sizes > 1].astype(np.int64),
            levels=tuple(levels),
            bound=bound,
            proof=proof,
        )

    def _total(self) -> Outcome:
        """Maximise the total; an answer that there is stays one, whatever time there was."""
        try:
            return self._maximise(self.field, Linear.of_value(), None, self.largest)
        except OutOfTimeError:
            value = None if self.chosen is None else int(self.chosen.values.sum())
            return Outcome(None, None, self.chosen, value)

    def _certificate(self, outcome: Outcome) -> Proof | None:
        # Certificates know no row that keeps groups: they would prove little where some are kept.
        if outcome.prices is None or self.chosen is None or self.kept is not None:
            return None
        known = [self.chosen, *([] if outcome.generated is None else [outcome.generated])]
        with suppress(OutOfTimeError):
            return certify(
                self.compiled,
                self.settled.rows,
                self.settled.levels,
                outcome.prices,
                Columns.joined(known),
                self.limits,
            )
        return None

    def _maximise(
        self,
        field: Field,
        cost: Linear,
        level: Level | None,
        largest: int,
        chosen: Columns | None = None,
        bound: int | None = None,
    ) -> Outcome:
        kind = None if level is None else level.kind
        start = self.chosen if kind is not LevelKind.MAXMIN else chosen
        # One count is much like the next; values ask for other columns.
        counts = level is not None and level.counts
        known = self.generated if counts else None
        limits = self.limits if level is None else self.limits.part(_SHARE)
        sums = None
        if level is not None and kind is LevelKind.WEEKS and not level.credit:
            sums = None if self.counts is None else self.counts.costs
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
                bound=bound,
                relaxed=self.relaxed if level is None else None,
            )
        )
        self.limits.shortened = self.limits.shortened or limits.stopped
        self.generated = outcome.generated
        if outcome.chosen is not None and kind is not LevelKind.MAXMIN:
            self.chosen = outcome.chosen
        return outcome
