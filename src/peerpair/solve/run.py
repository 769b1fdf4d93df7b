"""Compile, run a strategy, verify, and hand out the result."""

from __future__ import annotations

import logging
import math
import platform
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.compile.compile import compile_problem
from peerpair.compile.compiled import Compiled
from peerpair.engines.blas import one_blas_thread
from peerpair.engines.limits import Limits, OutOfTimeError, Progress
from peerpair.engines.memory import peak_memory
from peerpair.engines.worker import Worker
from peerpair.errors import Fault, InternalError, ProblemError, StrategyError
from peerpair.levels.kept import OlderGroups
from peerpair.levels.order import levels_of
from peerpair.model.arrays import Ints
from peerpair.model.problem import Problem
from peerpair.model.problem_remarks import remarks_on
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import Result, Status
from peerpair.model.rules import GroupRule
from peerpair.registry import family
from peerpair.solve.conflicts import explain_infeasible
from peerpair.solve.limits import check_limits
from peerpair.solve.results import build_result, no_result
from peerpair.strategies.base import Answer, Strategy
from peerpair.text import show, type_name
from peerpair.verify import PlainFacts, broken_rules, checked

_LOG = logging.getLogger("peerpair")  # numbers and kinds alone, never whom they concern

_EARLY = 150
"""Residents above which the solver's process, which takes 0.4 s to get ready, is started at once.
Smaller cohorts seldom have a program that needs it, nor has a total without levels before it; pairs
alone are a matching."""

_THREADS = 1
"""Threads of bulk computations unless the caller says otherwise."""

_ONE_BY_ONE = 1_000_000
"""Groups up to which a rule may be asked for each without a warning: some seconds."""

_EXPLAIN = 0.5
"""Seconds that the explanation of an infeasible problem may take beyond the limit."""


def run_solve(
    problem: Problem,
    strategy: str | Strategy,
    *,
    seconds: float,
    gap: float,
    seed: int,
    threads: int | None,
    start: Sequence[Sequence[str]] | None,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
    kept: OlderGroups | None = None,
) -> Result:
    """See `peerpair.solve.solve`."""
    numbers = check_limits(
        seconds=seconds, gap=gap, seed=seed, threads=_THREADS if threads is None else threads
    )
    chosen = _strategy(strategy)
    with one_blas_thread(), Worker() as worker:
        limits = Limits(**numbers, stop=stop, on_progress=on_progress, worker=worker)
        result = _solve(problem, chosen, limits, start, kept)
    own = peak_memory()
    peak = None if own is None else -(-(own + worker.peak) // 2**20)
    return replace(result, peak_mb=peak)


def _solve(
    problem: Problem,
    strategy: Strategy,
    limits: Limits,
    start: Sequence[Sequence[str]] | None,
    kept: OlderGroups | None,
) -> Result:
    clock = _Stopwatch()
    limits.begin("compile")
    try:
        compiled = compile_problem(problem, kept=kept, pulse=limits.check)
        begin, unusable = _start_rows(problem, compiled, start)
    except OutOfTimeError:
        return _stamped(no_result(problem, Status.UNKNOWN), _cut_short(limits), strategy, limits)
    if strategy.searches and _needs_programs(compiled) and limits.worker is not None:
        limits.worker.start()
    remarks = [*remarks_on(problem), *_slow_rules(problem, compiled), *unusable]
    levels = [level.rule for level in compiled.levels]
    clock.lap("compile")
    _LOG.debug(
        "solve: %d residents, %d constraints, strategy %s, %g s",
        *(compiled.n, len(problem.constraints), strategy.kind, limits.seconds),
    )
    refusal = strategy.refuses(compiled)
    if refusal:
        raise StrategyError(refusal)
    # What the check needs of the problem alone is worked out now: after the limit it would be late.
    facts = PlainFacts(problem)
    facts.prepare(limits.over)
    problem.prepare(limits.over)
    try:
        answer = strategy.run(compiled, limits, begin)
    except OutOfTimeError:
        answer = Answer(Status.UNKNOWN)
    if not isinstance(answer, Answer):
        raise StrategyError(f"{strategy.kind}: must return an Answer, got {type_name(answer)}")
    clock.lap("strategy")
    _LOG.debug("solve: %s after %.3f s", answer.status, clock.laps["strategy"])
    if answer.status is Status.INFEASIBLE:
        reasons = explain_infeasible(problem, limits.late(_EXPLAIN))
        # Beside a confidential reason nothing may name anybody, not even for another cause.
        remarks = reasons if any(r.confidential for r in reasons) else [*reasons, *remarks]
        clock.lap("explain")
    if answer.status in (Status.FEASIBLE, Status.UNKNOWN):
        remarks += _cut_short(limits)
    if answer.groups is None:
        result = no_result(problem, answer.status)
    else:
        rows = [tuple(m for m in group if m >= 0) for group in answer.groups.tolist()]
        result = build_result(problem, compiled.oracle, rows, answer, levels, limits.over)
    result = _stamped(result, remarks, strategy, limits)
    check = checked(facts, result, kept=kept, pulse=limits.over)
    clock.lap("verify")
    _LOG.debug("verify: %d violations", len(check.violations))
    if not check.ok:
        raise InternalError("a bug in peerpair: " + "; ".join(check.violations))
    return replace(result, stage_seconds=clock.laps)


def _needs_programs(compiled: Compiled) -> bool:
    """Tell whether there will be integer programs for the solver's process, as far as is known."""
    return compiled.n > _EARLY and 3 in compiled.reachable and bool(compiled.levels)


def _stamped(
    result: Result, remarks: Sequence[Remark], strategy: Strategy, limits: Limits
) -> Result:
    """Return a result with what is said about it, and where it comes from."""
    return replace(
        result,
        remarks=tuple(remarks),
        seed=limits.seed,
        strategy=strategy.kind,
        versions=versions(),
    )


def _cut_short(limits: Limits) -> list[Remark]:
    """Return why an answer is not proven, where it is not the strategy's own doing."""
    lost = limits.worker is not None and limits.worker.lost
    stopped = limits.over() or limits.shortened
    told = {RemarkKind.SOLVER_LOST: lost, RemarkKind.STOPPED: stopped}
    return [Remark(kind) for kind, holds in told.items() if holds]


def run_evaluate(
    problem: Problem, groups: Sequence[Sequence[str]]
) -> tuple[Result, tuple[Remark, ...]]:
    """See `peerpair.solve.evaluate`."""
    rows = _dense(problem, groups, "groups")
    listed = [member for row in rows for member in row]
    again = [member for i, member in enumerate(listed) if member in listed[:i]]
    if again:
        name = problem.active[again[0]].id
        raise ProblemError([Fault("groups", f"a resident is in two groups: {show(name)}")])
    oracle, levels = Oracle(DenseCohort(problem)), levels_of(problem)
    result = build_result(problem, oracle, rows, Answer(Status.UNKNOWN), levels)
    violations = broken_rules(problem, result)
    status = Status.UNKNOWN if violations else Status.FEASIBLE
    return replace(result, status=status, versions=versions()), violations


def _strategy(strategy: str | Strategy) -> Strategy:
    if isinstance(strategy, Strategy):
        return strategy
    known = family("strategies")
    if strategy not in known:
        raise StrategyError(f"unknown strategy {show(strategy)}; there are {', '.join(known)}")
    return cast(type[Strategy], known[strategy])()


def _dense(problem: Problem, groups: Sequence[Sequence[str]], place: str) -> list[tuple[int, ...]]:
    """Return groups of ids as ascending tuples of dense residents."""
    index = {resident.id: i for i, resident in enumerate(problem.active)}
    inactive = {resident.id for resident in problem.residents} - set(index)
    rows, faults = [], []
    for i, group in enumerate(groups):
        for j, name in enumerate(group):
            if name not in index:
                what = "is not active" if name in inactive else "unknown resident"
                faults.append(Fault(f"{place}[{i}][{j}]", f"{what}: {show(name)}"))
        if len(group) not in (2, 3) or len(set(group)) < len(group):
            faults.append(Fault(f"{place}[{i}]", f"must be 2 or 3 residents: {show(list(group))}"))
        elif all(name in index for name in group):
            rows.append(tuple(sorted(index[name] for name in group)))
    if faults:
        raise ProblemError(faults, f"{place}: these groups cannot be used")
    return rows


def _start_rows(
    problem: Problem, compiled: Compiled, start: Sequence[Sequence[str]] | None
) -> tuple[Ints | None, list[Remark]]:
    """Return the groups of a given start, or a remark when it breaks a rule.

    The remark does not say which: the reason might be a private exclusion.
    """
    if start is None:
        return None, []
    groups = _dense(problem, start, "start")
    unusable = [Remark(RemarkKind.START_NOT_USED)]
    listed = [member for group in groups for member in group]
    rows = np.full((len(groups), 3), -1, dtype=np.int64)
    for row, group in zip(rows, groups, strict=True):
        row[: len(group)] = group
    if len(set(listed)) < len(listed):
        return None, unusable
    columns = compiled.look_up(rows)
    kept = len(columns) == len(groups) and compiled.keeps_limits(columns)
    return (rows, []) if kept else (None, unusable)


def _slow_rules(problem: Problem, compiled: Compiled) -> Iterator[Remark]:
    """Yield a remark on each public rule that is asked for too many groups one by one."""
    count = sum(math.comb(compiled.n, size) for size in compiled.reachable)
    for i, rule in enumerate(problem.rules):
        parts = [part for _, part in rule.parts() if isinstance(part, GroupRule)]
        alone = any(part.one_by_one for part in parts) and not rule.private
        if count > _ONE_BY_ONE and alone:
            yield Remark.of_rule(RemarkKind.SLOW_RULE, problem.place_of(i), rule, count=count)


def versions() -> dict[str, str]:
    """Return the versions of what computes a result."""
    from importlib import metadata  # brings zipfile and more: not at import time

    names = ("peerpair", "ortools", "numpy", "rustworkx", "networkx", "tzdata")
    return {name: metadata.version(name) for name in names} | {"python": platform.python_version()}


class _Stopwatch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, stage: str) -> None:
        """Note the time since the last lap."""
        now = time.monotonic()
        self.laps[stage] = round(now - self._last, 6)
        self._last = now
