"""The only door to CP-SAT: a second opinion on whether a set partitioning has any solution."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from peerpair.engines.program import Program, totals_fit
from peerpair.engines.waiting import run_watched
from peerpair.errors import InternalError
from peerpair.model.arrays import Ints

_EFFORT = 300.0
"""Units of the solver's own clock, about seconds on a quick machine: equal on every machine."""


def find_partition(
    n: int,
    members: Ints,
    rows: Sequence[tuple[Ints, int]],
    *,
    seconds: float,
    seed: int = 0,
    stop: Callable[[], bool] | None = None,
    effort: float = _EFFORT,
) -> Ints | bool:
    """Look for any partition of the residents into the given columns.

    One worker and linearization level 2: with its defaults CP-SAT does not close set partitioning.
    The presolve limit keeps clear of wrong answers of version 9.15 (or-tools issue 5293), as does
    the refusal of rows whose coefficients add up to 2^31 or more.

    Parameters
    ----------
    n, members, rows
        As in `peerpair.engines.partition.solve_partition`.
    seconds : float
        Wall time, the fuse behind `effort`.
    seed : int
        Seed of the solver.
    stop : callable, optional
        Asked several times a second; the solver ends at once.
    effort : float
        Units of the solver's deterministic clock.

    Returns
    -------
    int array or bool
        The chosen columns; False = proven that there are none; True = unknown.
    """
    from ortools.sat.python import cp_model

    if not all(totals_fit(coefficients) for coefficients, _ in rows):
        return True  # outside what the solver can be trusted with
    model = cp_model.CpModel()
    columns = [model.new_bool_var("") for _ in range(len(members))]
    covering: list[list[cp_model.IntVar]] = [[] for _ in range(n)]
    for column, group in zip(columns, members.tolist(), strict=True):
        for resident in group:
            if resident >= 0:
                covering[resident].append(column)
    for group_columns in covering:
        model.add_exactly_one(group_columns)
    for coefficients, limit in rows:
        at = np.flatnonzero(coefficients)
        terms = [(columns[j], int(coefficients[j])) for j in at.tolist()]
        # Totals are below 2^31, so a limit beyond says no more than 2^31 does.
        model.add(
            sum(column * weight for column, weight in terms) <= max(-(2**31), min(limit, 2**31))
        )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_deterministic_time = effort
    solver.parameters.max_time_in_seconds = min(max(0.01, seconds), 10.0**6)
    solver.parameters.presolve_inclusion_work_limit = 0
    solver.parameters.catch_sigint_signal = False  # the default breaks Ctrl-C in the host
    cut_short = False

    def interrupt() -> None:
        nonlocal cut_short
        cut_short = True
        solver.stop_search()

    status = run_watched(lambda: solver.solve(model), interrupt, stop)
    if status == cp_model.INFEASIBLE:
        return cut_short  # what an interrupted solver claims is no proof
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        if status == cp_model.MODEL_INVALID:
            raise InternalError("CP-SAT refuses the model")
        return True
    chosen = np.flatnonzero([solver.boolean_value(column) for column in columns])
    Program.of(n, members, np.zeros(len(members), dtype=np.int64), rows).check(chosen)
    return chosen
