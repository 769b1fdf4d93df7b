"""Seconds to check a certificate by going through every possible group.

``python -m benchmarks.certificate`` makes hospitals with version 1 of the generator and prices by
hand, no solver at work, and times ``certificate_violations``, which is what
``peerpair verify --certificate`` adds to the check of a result.
"""

from __future__ import annotations

import math
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

import peerpair as pp
from peerpair.constraints import AtLeast
from peerpair.generate import generate
from peerpair.model.certificate import Certificate, OddSet, Row
from peerpair.model.level import Level, LevelKind
from peerpair.model.result import Result, Status
from peerpair.verify import PlainFacts
from peerpair.verify.certificate import certificate_violations
from peerpair.verify.values import Values

SIZES = (60, 100, 520)
SETS = 300


def level_prices(problem: pp.Problem) -> tuple[tuple[Level, ...], tuple[Row, ...]]:
    """Return levels with made-up counts, and a price for each."""
    assert problem.horizon is not None
    marks = sorted({problem.horizon.weeks * k // 4 for k in range(4)})
    levels = tuple(Level(LevelKind.WEEKS, mark, 1 + mark) for mark in marks)
    return levels, tuple(Row(f"level:{i}", 50) for i in range(len(marks)))


def certify(problem: pp.Problem, prices: Sequence[int], sets: Sequence[OddSet] = ()) -> Result:
    """Return a result that holds a certificate and nothing else."""
    levels, rows = level_prices(problem)
    bound = sum(prices) + sum(s.price * (len(s.residents) // s.divisor) for s in sets)
    bound += sum(50 * (level.value or 0) for level in levels)
    names = [resident.id for resident in problem.active]
    by_name = dict(zip(names, prices, strict=True))
    return Result(
        Status.FEASIBLE,
        levels=levels,
        certificate=Certificate(1, by_name, rows, tuple(sets), bound),
    )


def best_shares(problem: pp.Problem) -> list[int]:
    """Return prices that just hold: a third of the best triad that each resident could be in."""
    n, values = len(problem.active), Values(PlainFacts(problem))
    best = np.zeros(n, dtype=np.int64)
    pairs = np.column_stack(np.triu_indices(n, 1))
    worth = values.of(values.block(pairs))
    np.maximum.at(best, pairs, -(-worth // 2)[:, None])
    for first in range(n - 2):
        others = np.column_stack(np.triu_indices(n - first - 1, 1)) + first + 1
        triads = np.insert(others, 0, first, axis=1)
        worth = values.of(values.block(triads))
        np.maximum.at(best, triads, -(-worth // 3)[:, None])
    return best.tolist()


def show(name: str, problem: pp.Problem, result: Result) -> None:
    """Print one row of the table."""
    n = len(problem.active)
    begin = time.perf_counter()
    wrong = [*certificate_violations(problem, result, PlainFacts(problem), enumerate_all=True)]
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    groups = math.comb(n, 2) + math.comb(n, 3)
    verdict = "holds" if not wrong else "does not hold"
    print(f"{n:4d} {name:37} {groups:11,d} {seconds:9.2f} {memory:8,.0f}  {verdict}")


def odd_sets(problem: pp.Problem, last: int) -> list[OddSet]:
    """Return small sets, and at the end one of everybody that adds to the price of each group."""
    names = [resident.id for resident in problem.active]
    small = [tuple(names[(i + k * k) % len(names)] for k in range(5)) for i in range(SETS - 1)]
    return [*(OddSet(members, 2, 1) for members in small), OddSet(tuple(names), 2, last)]


def main() -> None:
    """Print the table for each size in turn."""
    print("   n prices                                     groups   seconds  peak MB")
    for n in (int(text) for text in sys.argv[1:] or SIZES):
        problem = generate(n, 0, sizes="triads")
        high = certify(problem, [50_000] * n)
        show("high enough for all", problem, high)
        tight = best_shares(problem)
        show("just enough for each resident", problem, certify(problem, tight))
        low, missing = [price - price // 10 for price in tight], 3 * max(tight) // 10 + 3
        paid = certify(problem, low, odd_sets(problem, missing))
        show(f"10 % too low, {SETS} sets pay the rest", problem, paid)
        quorum = replace(problem, meeting=replace(problem.meeting, quorum=2))
        show("high enough, two of three may meet", quorum, certify(quorum, [50_000] * n))
        nobody = replace(problem, constraints=(AtLeast("nobody is", 1),))
        show("none, but a rule forbids every group", nobody, certify(nobody, [-(10**6)] * n))
        huge = [2**70 + price for price in tight]
        show("beyond 64 bits", problem, certify(problem, huge))


if __name__ == "__main__":
    main()
