"""Solving a set partitioning: small programs here, larger ones in a process that can be ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from peerpair.engines.mathopt import solve_program
from peerpair.engines.program import MipAnswer, Program
from peerpair.engines.quiet import c_output_nowhere
from peerpair.engines.worker import Worker
from peerpair.model.arrays import Ints

_SMALL = (150, 3_000)
"""Residents and columns of a small program: HiGHS heeds its time limit within 0.05 s."""

_FIRST = 1.0
"""Seconds that a small program gets here; what takes longer goes to the process."""


def solve_partition(
    n: int,
    members: Ints,
    costs: Ints,
    rows: Sequence[tuple[Ints, int]],
    *,
    seconds: float,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    nodes: int | None = None,
    hint: Ints | None = None,
    worker: Worker | None = None,
) -> MipAnswer:
    """Solve set partitioning over the given columns with HiGHS, both gap tolerances zero.

    A program that comes to its end has the same answer wherever it is solved.  Where no process
    can be started everything is solved here; `stop` and the time limit then wait for the solver.

    Parameters
    ----------
    n : int
        Number of residents, each in exactly one chosen column.
    members : int[m, 3]
        Columns, padded with -1.
    costs : int[m]
        To be maximised.
    rows : sequence of (int[m], int)
        Coefficients and limit of each ``<=`` row.
    seconds : float
        Wall time; running out of it is not a proof.
    seed : int
        Seed of the solver.
    stop : callable, optional
        Asked several times a second; then the program is given up.
    nodes : int, optional
        Nodes of the solver's tree at most, an effort that is equal on every machine.
    hint : int[k], optional
        Columns of a solution to begin with.
    worker : Worker, optional
        The process of the run; without one, a process is started for this program if need be.
    """
    program = Program.of(n, members, costs, rows)
    if not program.exact:
        return MipAnswer(None, None)
    begin = time.monotonic()
    first: MipAnswer | None = None
    small = n <= _SMALL[0] and len(costs) <= _SMALL[1]
    options: dict[str, Any] = {"seed": seed, "nodes": nodes, "hint": hint, "presolve": not small}
    if small:
        first = _here(program, min(seconds, _FIRST), options)
        seconds -= time.monotonic() - begin
        if first.ended or seconds <= 0 or (stop is not None and stop()):
            return first
    answer = _elsewhere(program, seconds, options, stop, worker)
    if answer is None:
        answer = _here(program, seconds, options)
    return answer if first is None or answer.ended else _better(program, first, answer)


def _here(program: Program, seconds: float, options: dict[str, Any]) -> MipAnswer:
    """Solve in this process, in silence."""
    with c_output_nowhere():
        return solve_program(program, seconds=seconds, **options)


def _elsewhere(
    program: Program,
    seconds: float,
    options: dict[str, Any],
    stop: Callable[[], bool] | None,
    worker: Worker | None,
) -> MipAnswer | None:
    """Solve in the worker's process, or in one for this program alone; None = there can be none."""
    if worker is None:
        with Worker() as own:
            return _elsewhere(program, seconds, options, stop, own)
    return worker.solve(program, seconds=seconds, stop=stop, **options)


def _better(program: Program, first: MipAnswer, second: MipAnswer) -> MipAnswer:
    """Return the best of what two attempts know that were both cut short."""
    answers = [a.chosen for a in (first, second) if a.chosen is not None]
    bounds = [a.bound for a in (first, second) if a.bound is not None]
    return MipAnswer(
        max(answers, key=lambda chosen: int(program.costs[chosen].sum()), default=None),
        min(bounds, default=None),
    )
