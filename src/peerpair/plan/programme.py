"""The run over a plan: rounds one after the other, then one at a time beside the others."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from peerpair.compile.compile import compile_problem
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.engines.worker import Worker
from peerpair.model.arrays import Ints
from peerpair.model.level import Level
from peerpair.model.plan import Plan, PlanResult
from peerpair.model.result import Result, Status
from peerpair.plan.dual import Bounds, bounds_of
from peerpair.plan.start import from_design
from peerpair.plan.state import Groups, PlanState, Rounds, Worth
from peerpair.solve.results import build_result
from peerpair.strategies.base import Answer
from peerpair.strategies.exact.strategy import Exact

_BUILD, _BOUND = 0.35, 0.5
"""Of the time left: for the first plan, and for the bound before the plan is bettered."""

_TRIES = 40
"""Orders in which rounds are tried after a dead end."""


class Programme:
    """One run over a plan.

    Parameters
    ----------
    plan : Plan
        The plan.
    limits : Limits
        When to stop.
    """

    def __init__(self, plan: Plan, limits: Limits) -> None:
        self.plan, self.limits = plan, limits
        self.state = PlanState(plan)
        self.infeasible = False
        self.best: tuple[Worth, Rounds] | None = None

    def run(self) -> PlanResult:
        """Return the answer."""
        with Worker() as worker:
            self.limits.worker = worker
            bounds = Bounds()
            with suppress(OutOfTimeError):
                self._build()
                if self.best is not None:
                    bounds = bounds_of(self.state, self.best[0], self.limits.part(_BOUND))
                    if bounds.prices is not None and bounds.prices.any():
                        self._build(bounds.prices)
                    self._better()
            return self._result(bounds)

    def _build(self, prices: Ints | None = None) -> None:
        """Choose the rounds in order.

        Parameters
        ----------
        prices : int[n, n], optional
            What a pair is worth to the other rounds, above the diagonal.
        """
        self._offer(self._in_order(range(len(self.plan.rounds)), prices))
        if self.best is not None or self.infeasible:
            return
        # A dead end.  A design has as many rounds as there can be, or nearly so.
        self._offer(from_design(self.state, self.limits.part(_BUILD)))
        # Another order, and other groups in the first rounds, may lead further, too.
        rng = np.random.default_rng(self.limits.seed)
        n = len(self.plan.rounds[0].residents)
        for attempt in range(_TRIES):
            if self.best is not None or self.limits.over():
                return
            noise = np.triu(rng.integers(0, 10 ** (2 + attempt % 4), (n, n)), 1)
            order = rng.permutation(len(self.plan.rounds)).tolist()
            self._offer(self._in_order(order, noise))

    def _in_order(self, order: Sequence[int], prices: Ints | None) -> Rounds | None:
        """Choose the rounds in an order, each beside those before it; None at a dead end."""
        rounds: list[Groups] = [()] * len(self.plan.rounds)
        for done, number in enumerate(order):
            self.limits.begin(f"round {number + 1}")
            limits = self.limits.part(_BUILD / (len(rounds) - done))
            groups = self._round(number, rounds, limits, None, prices)
            if groups is None:
                return None
            rounds[number] = groups
        return tuple(rounds)

    def _offer(self, rounds: Rounds | None) -> bool:
        """Take rounds, if there are any, if they are better; tell whether they are."""
        if rounds is None:
            return False
        worth = self.state.worth(rounds)
        if self.best is not None and worth.rank >= self.best[0].rank:
            return False
        if self.state.remembers and not self.state.allowed(rounds):
            return False
        self.best = worth, rounds
        return True

    def _better(self) -> None:
        """Choose one round at a time anew, until none changes any more."""
        assert self.best is not None
        since, number = 0, 0
        while since < len(self.plan.rounds) and not self.limits.over():
            worth, rounds = self.best
            self.limits.tell(None, worth.value)
            share = 1 / max(2, len(self.plan.rounds) - since)
            limits = self.limits.part(share)
            own = self._round(number, rounds, limits, rounds[number], None)
            if own is not None and own != rounds[number]:
                changed = (*rounds[:number], own, *rounds[number + 1 :])
                since = 0 if self._offer(changed) else since
            since, number = since + 1, (number + 1) % len(self.plan.rounds)

    def _round(
        self,
        number: int,
        rounds: Sequence[Groups],
        limits: Limits,
        start: Groups | None,
        prices: Ints | None,
    ) -> Groups | None:
        """Return the best groups found for a round beside the others; None without any."""
        limits = replace(limits, on_progress=None)
        problem, levels = self.state.beside(number, rounds)
        bonus = self.state.coverage(number, rounds)
        if prices is not None:
            own = self.state.places(number)
            priced = -(prices + prices.T)[np.ix_(own, own)]
            bonus = priced if bonus is None else bonus + priced
        compiled = compile_problem(problem, levels=levels, bonus=bonus, pulse=limits.check)
        index = compiled.oracle.cohort.index
        begin = None if start is None else _dense(start, index)
        if begin is not None and len(compiled.look_up(begin)) < len(begin):
            begin = None  # a rule about rounds forbids it beside later ones
        answer = Exact().run(compiled, limits, begin)
        if answer.status is Status.INFEASIBLE and not any(rounds):
            self.infeasible = self._impossible(number, limits)
        if answer.groups is None:
            return None
        names = [resident.id for resident in problem.active]
        rows = sorted([m for m in group if m >= 0] for group in answer.groups.tolist())
        return tuple(tuple(names[m] for m in row) for row in rows)

    def _impossible(self, number: int, limits: Limits) -> bool:
        """Tell whether a round is impossible whatever the others are."""
        compiled = compile_problem(self.state.alone(number), levels=(), pulse=limits.check)
        return Exact().run(compiled, limits).status is Status.INFEASIBLE

    def _result(self, bounds: Bounds) -> PlanResult:
        plan = self.plan
        if self.best is None:
            status = Status.INFEASIBLE if self.infeasible else Status.UNKNOWN
            return PlanResult(status, plan.repeats)
        worth, rounds = self.best
        levels = []
        for kind, value in zip(self.state.kinds, worth.levels, strict=True):
            least = min(bounds.levels.get(kind, 0), value)
            levels.append(Level(kind, None, value, least, least == value))
        bound = None if bounds.value is None else max(bounds.value, worth.value)
        proven = bound == worth.value and all(level.proven for level in levels)
        return PlanResult(
            Status.OPTIMAL if proven else Status.FEASIBLE,
            plan.repeats,
            tuple(levels),
            worth.value,
            bound,
            tuple(self._own(number, rounds) for number in range(len(rounds))),
        )

    def _own(self, number: int, rounds: Rounds) -> Result:
        """Return the result of one round."""
        from peerpair.solve.run import versions

        oracle = self.state.oracle(number, rounds)
        index = oracle.cohort.index
        rows = sorted(tuple(sorted(index[m] for m in group)) for group in rounds[number])
        result = build_result(oracle.problem, oracle, rows, Answer(Status.FEASIBLE), ())
        return replace(
            result,
            problem_sha256=self.plan.rounds[number].sha256,
            seed=self.limits.seed,
            versions=versions(),
        )


def _dense(groups: Groups, index: object) -> Ints:
    """Return groups as int[k, 3] of dense residents, padded."""
    table = np.full((len(groups), 3), -1, dtype=np.int64)
    for into, members in zip(table, groups, strict=True):
        into[: len(members)] = sorted(index[name] for name in members)  # type: ignore[index]
    return table
