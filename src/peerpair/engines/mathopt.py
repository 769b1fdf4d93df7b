"""The only door to MathOpt: GLOP for linear programs, HiGHS for mixed-integer ones.

ortools is loaded late: importing it brings pandas, a third of a second.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.errors import InternalError
from peerpair.model.arrays import Floats, Ints

__all__ = ["LpPrices", "MasterLp", "MipAnswer", "solve_partition"]

_LONGEST = 10.0**6
"""Seconds; a longer limit is none, and would not fit the solvers' clocks."""


@dataclass(frozen=True)
class LpPrices:
    """Dual prices of a linear program.

    Attributes
    ----------
    residents, rows : float arrays
        Price of each resident's equation and of each ``<=`` row.
    missing : float
        How much of the equations the artificial columns still carry.
    """

    residents: Floats
    rows: Floats
    missing: float


class MasterLp:
    """The linear relaxation of set partitioning over a growing set of columns.

    Maximises ``cost`` subject to each resident being in exactly one column and to rows ``<=``.
    Artificial columns of cost ``-big`` keep it feasible from the start.

    Parameters
    ----------
    n : int
        Number of residents.
    limits : sequence of int
        Right-hand sides of the rows.
    big : float
        Cost of leaving a resident, or a unit of a row, to an artificial column.
    """

    def __init__(self, n: int, limits: Sequence[int], big: float) -> None:
        from ortools.math_opt.python import mathopt

        self._mathopt = mathopt
        self._model = mathopt.Model()
        self._model.objective.is_maximize = True
        self._equations = [self._model.add_linear_constraint(lb=1.0, ub=1.0) for _ in range(n)]
        self._rows = [self._model.add_linear_constraint(ub=float(limit)) for limit in limits]
        self._artificial = []
        for row, sign in [(e, 1.0) for e in self._equations] + [(r, -1.0) for r in self._rows]:
            spare = self._model.add_variable(lb=0.0)
            row.set_coefficient(spare, sign)
            self._model.objective.set_linear_coefficient(spare, -big)
            self._artificial.append(spare)
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def add(self, members: Ints, costs: Ints, rows: Sequence[Ints]) -> None:
        """Add columns: members int[m, 3] padded with -1, costs int[m], int[m] for each row."""
        for j, cost in enumerate(costs.tolist()):
            column = self._model.add_variable(lb=0.0)
            self._model.objective.set_linear_coefficient(column, float(cost))
            for resident in members[j].tolist():
                if resident >= 0:
                    self._equations[resident].set_coefficient(column, 1.0)
            for row, coefficients in zip(self._rows, rows, strict=True):
                if coefficients[j]:
                    row.set_coefficient(column, float(coefficients[j]))

    def solve(self, seconds: float) -> LpPrices | None:
        """Return the prices at the optimum, or None when time ran out."""
        limit = datetime.timedelta(seconds=min(max(0.01, seconds), _LONGEST))
        found = self._solver.solve(params=self._mathopt.SolveParameters(time_limit=limit))
        if found.termination.reason != self._mathopt.TerminationReason.OPTIMAL:
            return None
        values = found.variable_values(self._artificial)
        return LpPrices(
            np.array(found.dual_values(self._equations), dtype=np.float64),
            np.array(found.dual_values(self._rows), dtype=np.float64),
            float(sum(values)),
        )


@dataclass(frozen=True)
class MipAnswer:
    """What the mixed-integer solver found.

    Attributes
    ----------
    chosen : int[k] or None
        Chosen columns, checked in integers; None without a solution.
    bound : int or None
        Upper bound on the cost; None when nothing is known.
    infeasible : bool
        The solver claims that there is no solution.
    """

    chosen: Ints | None
    bound: int | None
    infeasible: bool = False


def solve_partition(
    n: int,
    members: Ints,
    costs: Ints,
    rows: Sequence[tuple[Ints, int]],
    *,
    seconds: float,
    seed: int = 0,
) -> MipAnswer:
    """Solve set partitioning over the given columns with HiGHS, both gap tolerances zero.

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
    """
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    m = len(costs)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(m))
    proto.variables.lower_bounds.extend([0.0] * m)
    proto.variables.upper_bounds.extend([1.0] * m)
    proto.variables.integers.extend([True] * m)
    proto.objective.maximize = True
    nonzero = np.flatnonzero(costs)
    proto.objective.linear_coefficients.ids.extend(nonzero.tolist())
    proto.objective.linear_coefficients.values.extend(costs[nonzero].astype(float).tolist())
    proto.linear_constraints.ids.extend(range(n + len(rows)))
    proto.linear_constraints.lower_bounds.extend([1.0] * n + [-math.inf] * len(rows))
    proto.linear_constraints.upper_bounds.extend([1.0] * n + [float(limit) for _, limit in rows])
    column, place = np.nonzero(members >= 0)
    entries = [(members[column, place], column, np.ones(len(column)))]
    for number, (coefficients, _) in enumerate(rows):
        at = np.flatnonzero(coefficients)
        entries.append((np.full(len(at), n + number), at, coefficients[at].astype(float)))
    row_ids, column_ids, values = (np.concatenate(part) for part in zip(*entries, strict=True))
    order = np.lexsort((column_ids, row_ids))
    proto.linear_constraint_matrix.row_ids.extend(row_ids[order].tolist())
    proto.linear_constraint_matrix.column_ids.extend(column_ids[order].tolist())
    proto.linear_constraint_matrix.coefficients.extend(values[order].tolist())
    model = mathopt.Model.from_model_proto(proto)
    found = mathopt.solve(
        model,
        mathopt.SolverType.HIGHS,
        params=mathopt.SolveParameters(
            time_limit=datetime.timedelta(seconds=min(max(0.01, seconds), _LONGEST)),
            relative_gap_tolerance=0.0,  # the default, 1e-4, is not a proof
            absolute_gap_tolerance=0.0,
            random_seed=seed % 2**31,
        ),
    )
    reason, reasons = found.termination.reason, mathopt.TerminationReason
    if reason == reasons.INFEASIBLE:
        return MipAnswer(None, None, infeasible=True)
    if reason not in (reasons.OPTIMAL, reasons.FEASIBLE):
        return MipAnswer(None, None)
    levels = np.array(found.variable_values(list(model.variables())))
    chosen = np.flatnonzero(levels > 0.5)
    check_partition(n, members, rows, chosen)
    value = int(costs[chosen].sum())
    if reason == reasons.OPTIMAL:
        return MipAnswer(chosen, value)
    bound = found.termination.objective_bounds.dual_bound
    return MipAnswer(chosen, math.floor(bound + 1e-4) if math.isfinite(bound) else None)


def check_partition(n: int, members: Ints, rows: Sequence[tuple[Ints, int]], chosen: Ints) -> None:
    """Check a solver's answer in integers.

    Raises
    ------
    InternalError
        If a resident is not covered exactly once or a row is broken.
    """
    inside = members[chosen]
    covered = np.bincount(inside[inside >= 0], minlength=n)
    if not (covered == 1).all() or any(int(a[chosen].sum()) > limit for a, limit in rows):
        raise InternalError("the solver's answer does not satisfy its own model")
