"""The only door to CP-SAT: a second opinion on whether a set partitioning has any solution."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from peerpair.engines.mathopt import check_partition
from peerpair.errors import InternalError
from peerpair.model.arrays import Ints

__all__ = ["find_partition"]


def find_partition(
    n: int,
    members: Ints,
    rows: Sequence[tuple[Ints, int]],
    *,
    seconds: float,
    seed: int = 0,
) -> Ints | bool:
    """Look for any partition of the residents into the given columns.

    One worker and linearization level 2: with its defaults CP-SAT does not close set partitioning.
    The presolve limit keeps clear of wrong answers of version 9.15 (or-tools issue 5293).

    Parameters
    ----------
    n, members, rows
        As in `peerpair.engines.mathopt.solve_partition`.
    seconds : float
        Wall time.
    seed : int
        Seed of the solver.

    Returns
    -------
    int array or bool
        The chosen columns; False = proven that there are none; True = unknown, time ran out.
    """
    from ortools.sat.python import cp_model

    if any(int(np.abs(coefficients).sum()) >= 2**31 for coefficients, _ in rows):
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
        model.add(sum(column * weight for column, weight in terms) <= limit)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_time_in_seconds = min(max(0.01, seconds), 10.0**6)
    solver.parameters.presolve_inclusion_work_limit = 0
    solver.parameters.catch_sigint_signal = False  # the default breaks Ctrl-C in the host
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return False
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        if status == cp_model.MODEL_INVALID:
            raise InternalError("CP-SAT refuses the model")
        return True
    chosen = np.flatnonzero([solver.boolean_value(column) for column in columns])
    check_partition(n, members, rows, chosen)
    return chosen
