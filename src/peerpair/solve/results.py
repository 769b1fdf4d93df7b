"""From chosen groups to a `Result`: every number, the windows, the levels and the certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.levels.base import Count, LevelRule
from peerpair.meetings.planner import shortlist
from peerpair.meetings.windows import WindowFinder, Windows
from peerpair.model.asked import Batch
from peerpair.model.certificate import Certificate, OddSet, Row
from peerpair.model.group import Group
from peerpair.model.level import Level
from peerpair.model.metrics import measure
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Result, Status
from peerpair.model.settings import Penalty
from peerpair.strategies.base import Answer, Proof

Rows = Sequence[tuple[int, ...]]


@dataclass(frozen=True)
class _Measured:
    """Groups with what the levels before the total come to."""

    groups: tuple[Group, ...]
    counts: tuple[int | None, ...]


def build_result(
    problem: Problem,
    oracle: Oracle,
    rows: Rows,
    answer: Answer,
    levels: Sequence[LevelRule],
    pulse: Callable[[], object] = lambda: None,
) -> Result:
    """Return the result of a choice of groups.

    Parameters
    ----------
    problem : Problem
        The problem.
    oracle : Oracle
        Of the same problem.
    rows : sequence of tuple of int
        Chosen groups of dense residents, ascending in each.
    answer : Answer
        What the strategy knows: status, bounds, prices.
    levels : sequence of LevelRule
        What is optimised before the total.
    pulse : callable
        Called for each group.
    """
    inside = {member for row in rows for member in row}
    left = [resident for i, resident in enumerate(problem.active) if i not in inside]
    measured = _measure(problem, oracle, rows, levels, left, pulse)
    alone = [resident.id for resident in left]
    penalty = problem.unplaced.points if isinstance(problem.unplaced, Penalty) else 0
    value = sum(group.value for group in measured.groups) - penalty * len(alone)
    optimal = answer.status is Status.OPTIMAL
    bound = value if optimal else answer.bound
    rests_on = None
    certificate = None
    if bound is not None:
        rests_on = "search"
        if answer.proof is not None:
            certificate = _certificate(problem, answer.proof)
            rests_on = "prices" if certificate.bound == bound else "search"
    return Result(
        status=answer.status,
        value=value,
        bound=bound,
        bound_rests_on=rests_on,
        levels=_levels(problem, levels, measured, answer),
        groups=measured.groups,
        unplaced_residents=tuple(alone),
        metrics=measure(problem, measured.groups, len(alone)),
        certificate=certificate,
        problem_sha256=problem.sha256,
    )


def no_result(problem: Problem, status: Status) -> Result:
    """Return the result without an answer."""
    return Result(status=status, problem_sha256=problem.sha256)


def _measure(
    problem: Problem,
    oracle: Oracle,
    rows: Rows,
    levels: Sequence[LevelRule],
    left: Sequence[Resident],
    pulse: Callable[[], object],
) -> _Measured:
    timed = problem.horizon is not None
    finder = WindowFinder(oracle.cohort) if timed else None
    measured, floors = [], list[int]()
    counts = [sum(map(rule.count_alone, left)) if isinstance(rule, Count) else 0 for rule in levels]
    for size in (2, 3):
        at = sorted(row for row in rows if len(row) == size)
        if not at:
            continue
        batch = oracle.batch(np.array(at, dtype=np.int64))
        points = {kind: column.tolist() for kind, column in oracle.points(batch).items()}
        values = oracle.values(batch).tolist()
        floors += batch.shared_points.tolist() if timed else []
        for number, rule in enumerate(levels):
            counts[number] += int(rule.counts(batch).sum()) if isinstance(rule, Count) else 0
        weeks = _weeks_by_group(batch) if timed else [()] * len(at)
        for k, row in enumerate(at):
            pulse()
            group = Group(
                members=tuple(problem.active[i].id for i in row),
                value=values[k],
                points={kind: column[k] for kind, column in points.items()},
            )
            if finder is not None:
                group = _with_windows(group, finder.of(row), min(weeks[k]))
            measured.append((row, group))
    measured.sort(key=lambda entry: entry[0])
    least = min(floors, default=None)
    return _Measured(
        tuple(group for _, group in measured),
        tuple(n if isinstance(r, Count) else least for n, r in zip(counts, levels, strict=True)),
    )


def _weeks_by_group(batch: Batch) -> list[tuple[int, ...]]:
    """Return the weeks met by each member of each group."""
    share = batch.size // len(batch.weeks)  # one array may stand for all members
    columns = [column.tolist() for column in batch.weeks] * share
    return [*zip(*columns, strict=True)]


def _with_windows(group: Group, windows: Windows, weeks_met: int) -> Group:
    return replace(
        group,
        weeks_met=weeks_met,
        starts_per_week=windows.per_week,
        windows=shortlist(windows),
    )


def _levels(
    problem: Problem, rules: Sequence[LevelRule], measured: _Measured, answer: Answer
) -> tuple[Level, ...]:
    """Return the levels before the total, with the strategy's bounds or the plain ones."""
    known = {level.goal: level for level in answer.levels}
    # A strategy that reports levels has reported all that it proved.
    optimal = answer.status is Status.OPTIMAL and not known
    levels = []
    for rule, value in zip(rules, measured.counts, strict=True):
        told = known.get(rule.level.goal)
        plain = rule.best(problem) if isinstance(rule, Count) else None
        bound = told.bound if told else value if optimal else plain
        proven = told.proven if told else optimal or (value is not None and value == bound)
        levels.append(replace(rule.level, value=value, bound=bound, proven=proven))
    return tuple(levels)


def _certificate(problem: Problem, proof: Proof) -> Certificate:
    ids = [resident.id for resident in problem.active]
    return Certificate(
        scale=proof.scale,
        prices=dict(zip(ids, proof.prices.tolist(), strict=True)),
        rows=tuple(Row(name, price) for name, price in proof.rows.items() if price),
        sets=tuple(
            OddSet(tuple(ids[r] for r in odd.residents), odd.divisor, odd.price)
            for odd in proof.sets
        ),
        bound=proof.bound,
    )
