"""Random small set-partitioning programs and their optimum by brute force; no solver in here."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from peerpair.engines.cpsat import find_partition
from peerpair.engines.mathopt import solve_program
from peerpair.engines.program import Program
from peerpair.model.arrays import Ints

SCALES = (3, 1_000, 2**20, 2**29, 2**31, 2**33, 2**40, 2**47, 2**50, 2**53, 2**58)
"""Largest coefficient or cost: both sides of 2^31 and 2^53, as totals and alone."""


@dataclass(frozen=True)
class Model:
    """A program with its rows given in full, as the doors to the solvers take them."""

    n: int
    members: Ints
    costs: Ints
    rows: list[tuple[Ints, int]]

    @property
    def program(self) -> Program:
        return Program.of(self.n, self.members, self.costs, self.rows)


def make_model(seed: int) -> Model:
    """Return a random program: up to 12 residents, pairs, triads and singles, up to 3 rows."""
    rng = random.Random(seed)
    n, most = (rng.randint(1, 8), 30) if rng.random() < 0.9 else (rng.randint(9, 12), 70)
    groups = [g for k in (1, 2, 3) for g in combinations(range(n), k)]
    kept = set(rng.sample(groups, min(len(groups), rng.randint(most // 30, most))))
    if rng.random() < 0.7:  # else there is often no partition at all
        kept |= set(groups[:n])
    groups = sorted(kept)
    high = rng.randint(1, len(SCALES))  # many programs stay below every line
    members = np.full((len(groups), 3), -1, dtype=np.int64)
    for row, group in zip(members, groups, strict=True):
        row[: len(group)] = group
    rows: list[tuple[Ints, int]] = []
    for _ in range(rng.randint(0, 3)):
        scale = rng.choice(SCALES[: min(high, 7)])
        coefficients = np.array([_number(rng, scale) for _ in groups], dtype=np.int64)
        few = rng.sample(range(len(groups)), min(3, len(groups)))
        limit = sum(int(coefficients[j]) for j in few) + rng.choice([-1, 0, 0, 1])
        rows.append((coefficients, limit))
    scale = rng.choice(SCALES[:high])
    costs = np.array([_number(rng, scale) for _ in groups], dtype=np.int64)
    return Model(n, members, costs, rows)


def _number(rng: random.Random, scale: int) -> int:
    kind = rng.random()
    if kind < 0.15:
        return 0
    if kind < 0.4:  # neighbours of one large number: what rounding cannot tell apart
        return rng.choice([-1, 1]) * (scale - rng.randint(0, 2))
    return rng.randint(-scale, scale)


def optimum(model: Model) -> int | None:
    """Return the greatest cost of a partition that keeps the rows, in Python's own integers."""
    groups = [frozenset(m for m in row if m >= 0) for row in model.members.tolist()]
    costs = model.costs.tolist()
    rows = [(coefficients.tolist(), limit) for coefficients, limit in model.rows]
    best: int | None = None

    def extend(left: frozenset[int], cost: int, used: list[int]) -> None:
        nonlocal best
        if not left:
            if all(sum(a[j] for j in used) <= limit for a, limit in rows):
                best = cost if best is None else max(best, cost)
            return
        first = min(left)
        for j, group in enumerate(groups):
            if first in group and group <= left:
                extend(left - group, cost + costs[j], [*used, j])

    extend(frozenset(range(model.n)), 0, [])
    return best


@dataclass
class Tally:
    """What the solvers were asked and said."""

    models: int = 0
    refused: int = 0
    optimal: int = 0
    infeasible: int = 0
    open: int = 0


def compare(model: Model, tally: Tally, seed: int = 0) -> list[str]:
    """Return what is wrong with the answers of HiGHS and CP-SAT to one program."""
    best, wrong = optimum(model), []
    tally.models += 1
    answer = solve_program(model.program, seconds=60, seed=seed)
    if not model.program.exact:
        tally.refused += 1
        if answer.chosen is not None or answer.bound is not None or answer.infeasible:
            wrong.append("HiGHS answers what it must refuse")
    elif answer.infeasible:
        tally.infeasible += 1
        if best is not None:
            wrong.append("HiGHS denies a solution")
    elif answer.bound is not None and (best is None or answer.bound < best):
        wrong.append(f"HiGHS: bound {answer.bound}, optimum {best}")
    elif answer.chosen is not None and answer.bound == model.costs[answer.chosen].sum():
        tally.optimal += 1
    else:
        tally.open += 1
    found = find_partition(model.n, model.members, model.rows, seconds=60, seed=seed)
    beyond = any(
        sum(abs(a) for a in coefficients.tolist()) >= 2**31 for coefficients, _ in model.rows
    )
    if beyond and found is not True:
        wrong.append("CP-SAT answers what it must refuse")
    if not beyond and isinstance(found, bool) and (found or best is not None):
        wrong.append(f"CP-SAT says {found}, optimum {best}")
    if not isinstance(found, bool) and best is None:
        wrong.append("CP-SAT finds what there is not")
    return wrong
