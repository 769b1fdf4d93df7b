"""The only door to MathOpt: GLOP for linear programs, HiGHS for mixed-integer ones.

ortools is loaded late: importing it brings pandas, a third of a second.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from peerpair.engines.program import MipAnswer, Program
from peerpair.engines.waiting import run_watched
from peerpair.errors import InternalError
from peerpair.model.arrays import Bools, Floats, Ints

_LONGEST = 10.0**6
"""Seconds; a longer limit is none, and would not fit the solvers' clocks."""

_SMALL = 3_000
"""Columns of a linear program that takes less time than is worth a thread and a question."""

_COST_BITS = 24
"""Of the largest cost that a linear program is told."""


@dataclass(frozen=True)
class LpPrices:
    """The optimum of a linear program: dual prices, and how much of each column it uses.

    Attributes
    ----------
    residents, rows : float arrays
        Price of each resident's equation and of each ``<=`` row.
    missing : float
        How much of the equations the artificial columns still carry.
    columns : float array
        Level of each column, in the order of `MasterLp.add`.
    """

    residents: Floats
    rows: Floats
    missing: float
    columns: Floats


class MasterLp:
    """The linear relaxation of set partitioning over a growing set of columns and rows.

    Maximises ``cost`` subject to each resident being in exactly one column and to rows ``<=``.
    Artificial columns of cost ``-big`` keep it feasible from the start.  Each solve starts from the
    last one's basis: by the primal simplex where only columns were added, by the dual where rows
    were.

    Parameters
    ----------
    n : int
        Number of residents.
    limits : sequence of int
        Right-hand sides of the rows.
    big : float
        Cost of leaving a resident, or a unit of a row, to an artificial column.
    covered : bool
        The caller adds columns that cover every resident; then no resident needs an artificial one.
    largest : int
        Of the costs.  Beyond 2^24 the solver is told them in a larger unit, a power of two: GLOP
        9.15 calls its own optima imprecise where some costs are near 2^30.

    Notes
    -----
    Changes go to the solver as one protocol message before each solve, through the layer below
    MathOpt's Python objects: an object and four calls per column would take longer than GLOP does.
    """

    def __init__(
        self, n: int, limits: Sequence[int], big: float, *, covered: bool = False, largest: int = 0
    ) -> None:
        from ortools.math_opt import model_pb2, parameters_pb2
        from ortools.math_opt.core.python import solver
        from ortools.math_opt.python import mathopt

        self._n = n
        self._unit = float(1 << max(0, largest.bit_length() - _COST_BITS))
        self._rows = self._columns = 0  # ever: rows without the equations, columns with artificial
        self._real: list[Ints] = []  # solver's numbers of the columns that are not artificial
        self._pending: list[tuple[Ints, Ints, Ints]] = []  # entries: row, column, coefficient
        self._numbers: Ints = np.empty(0, dtype=np.int64)  # solver's, of the rows there are
        self._new_rows = False
        self._barred: Bools = np.zeros(0, dtype=bool)
        glop = mathopt.SolverType.GLOP.value
        empty, options = model_pb2.ModelProto(), parameters_pb2.SolverInitializerProto()
        self._solver = solver.new(glop, empty, options)
        self._change = _fresh_change()
        self._change.objective_updates.direction_update = True  # maximise
        self._append_rows(np.ones(n), equations=True)
        self._append_rows(np.asarray(limits, dtype=np.float64))
        needy = np.arange(0 if covered else n)
        spare = np.concatenate([needy, np.arange(n, n + self._rows)])
        signs = np.where(spare < n, 1, -1)
        self._spares = len(spare)
        self._append_columns(np.full(len(spare), -big))
        self._pending.append((spare, np.arange(len(spare)), signs))

    def add(
        self,
        members: Ints,
        costs: Ints,
        rows: Sequence[Ints] = (),
        entries: tuple[Ints, Ints, Ints] | None = None,
    ) -> None:
        """Add columns.

        Parameters
        ----------
        members : int[m, k]
            Residents of each column, padded with -1.
        costs : int[m]
            To be maximised.
        rows : sequence of int[m]
            Coefficients in the first rows, one array for each.
        entries : (int[e], int[e], int[e]), optional
            Coefficients in any rows: row, position among these columns, coefficient.
        """
        first = self._columns
        self._append_columns(costs.astype(np.float64))
        self._real.append(np.arange(first, self._columns))
        column, place = np.nonzero(members >= 0)
        self._pending.append((members[column, place], first + column, np.ones_like(column)))
        for number, coefficients in enumerate(rows):
            at = np.flatnonzero(coefficients)
            row = np.full(len(at), self._numbers[number])
            self._pending.append((row, first + at, coefficients[at]))
        if entries is not None:
            which, position, coefficient = entries
            self._pending.append((self._numbers[which], first + position, coefficient))

    def add_row(self, coefficients: Ints, limit: int) -> None:
        """Add a row ``<= limit`` with a coefficient for each column so far."""
        at = np.flatnonzero(coefficients)
        self._append_rows(np.array([float(limit)]))
        row = np.full(len(at), self._numbers[-1])
        self._pending.append((row, np.concatenate(self._real)[at], coefficients[at]))
        self._new_rows = True

    def drop_rows(self, dropped: Bools) -> None:
        """Take some rows away (bool, one for each so far); those that bind nothing cost no step."""
        self._hand_over()  # what is pending may speak of them
        self._change.deleted_linear_constraint_ids.extend(self._numbers[dropped].tolist())
        self._numbers = self._numbers[~dropped]

    def bar(self, columns: Bools) -> None:
        """Keep some columns (bool, one for each so far) at 0, and free all others."""
        barred = columns.astype(bool)
        count = len(barred)
        before = np.zeros(count, dtype=bool)
        before[: len(self._barred)] = self._barred
        at = np.flatnonzero(barred != before)
        upper = self._change.variable_updates.upper_bounds
        upper.ids.extend(np.concatenate(self._real)[at].tolist() if count else [])
        upper.values.extend(np.where(barred[at], 0.0, math.inf).tolist())
        self._barred = barred
        self._new_rows = True  # the basis may no longer be feasible: as after a new row

    def solve(self, seconds: float, stop: Callable[[], bool] | None = None) -> LpPrices | None:
        """Return the optimum, or None when time ran out or `stop` said so.

        Parameters
        ----------
        seconds : float
            Wall time.
        stop : callable, optional
            Asked several times a second.  What it raises is raised here.
        """
        from ortools.math_opt import callback_pb2, model_parameters_pb2
        from ortools.math_opt.python import mathopt
        from ortools.util.python.solve_interrupter import SolveInterrupter

        self._hand_over()
        simplex = mathopt.LPAlgorithm
        params = mathopt.SolveParameters(
            time_limit=datetime.timedelta(seconds=min(max(0.01, seconds), _LONGEST)),
            lp_algorithm=simplex.DUAL_SIMPLEX if self._new_rows else simplex.PRIMAL_SIMPLEX,
            presolve=mathopt.Emphasis.OFF,  # it would throw the basis away
        )
        self._new_rows = False
        interrupter = SolveInterrupter()

        def call() -> Any:
            return self._solver.solve(
                params.to_proto(),
                model_parameters_pb2.ModelSolveParametersProto(),
                None,
                callback_pb2.CallbackRegistrationProto(),
                None,
                interrupter.pybind_interrupter,
            )

        small = self._columns <= _SMALL
        solved = call() if small else run_watched(call, interrupter.interrupt, stop)
        if solved.termination.reason != mathopt.TerminationReason.OPTIMAL.value:
            return None
        duals = solved.solutions[0].dual_solution.dual_values
        prices = self._unit * _dense(duals, self._n + self._rows)
        levels = _dense(solved.solutions[0].primal_solution.variable_values, self._columns)
        return LpPrices(
            prices[: self._n],
            prices[self._numbers],
            float(levels[: self._spares].sum()),
            levels[np.concatenate([*self._real, np.empty(0, dtype=np.int64)])],
        )

    def _append_rows(self, limits: Floats, *, equations: bool = False) -> None:
        new = self._change.new_linear_constraints
        first = 0 if equations else self._n + self._rows
        if not equations:
            self._numbers = np.append(self._numbers, np.arange(first, first + len(limits)))
            self._rows += len(limits)
        new.ids.extend(range(first, first + len(limits)))
        new.lower_bounds.extend(limits if equations else [-math.inf] * len(limits))
        new.upper_bounds.extend(limits)

    def _append_columns(self, costs: Floats) -> None:
        ids = range(self._columns, self._columns + len(costs))
        new, objective = self._change.new_variables, self._change.objective_updates
        new.ids.extend(ids)
        new.lower_bounds.extend([0.0] * len(costs))
        new.upper_bounds.extend([math.inf] * len(costs))
        new.integers.extend([False] * len(costs))
        objective.linear_coefficients.ids.extend(ids)
        objective.linear_coefficients.values.extend(costs / self._unit)
        self._columns += len(costs)

    def _hand_over(self) -> None:
        """Tell the solver what has changed since the last solve."""
        parts = zip(*self._pending, strict=True)
        if self._pending:
            rows, columns, values = (np.concatenate(part) for part in parts)
            order = np.lexsort((columns, rows))
            matrix = self._change.linear_constraint_matrix_updates
            matrix.row_ids.extend(rows[order])
            matrix.column_ids.extend(columns[order])
            matrix.coefficients.extend(values[order].astype(np.float64))
        if not self._solver.update(self._change):
            raise InternalError("the linear solver does not take changes to its model")
        self._change = _fresh_change()
        self._pending = []


def _fresh_change() -> Any:
    from ortools.math_opt import model_update_pb2

    return model_update_pb2.ModelUpdateProto()


def _dense(sparse: Any, length: int) -> Floats:
    """Return a sparse vector of the solver's as an array."""
    dense = np.zeros(length)
    dense[np.array(sparse.ids, dtype=np.int64)] = np.array(sparse.values)
    return dense


def solve_program(
    program: Program,
    *,
    seconds: float,
    seed: int = 0,
    nodes: int | None = None,
    hint: Ints | None = None,
    presolve: bool = True,
) -> MipAnswer:
    """Solve set partitioning with HiGHS, both gap tolerances zero, and check it in integers.

    Nothing interrupts HiGHS 9.15 under MathOpt, and on large programs it overruns its limit by
    minutes; `peerpair.engines.partition.solve_partition` is the way to call this.

    Parameters
    ----------
    program : Program
        One whose numbers are too large for floats is refused: nothing is known.
    seconds : float
        Wall time; running out of it is not a proof.
    seed : int
        Seed of the solver.
    nodes : int, optional
        Nodes of its search tree at most; 1 = the root alone.
    hint : int[k], optional
        Columns of a solution to begin with.
    presolve : bool
        Simplify the program first.
    """
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2
    from ortools.math_opt.core.python import solver
    from ortools.math_opt.python import mathopt

    if not program.exact:
        return MipAnswer(None, None)
    params = mathopt.SolveParameters(
        time_limit=datetime.timedelta(seconds=min(max(0.01, seconds), _LONGEST)),
        relative_gap_tolerance=0.0,  # the default, 1e-4, is not a proof
        absolute_gap_tolerance=0.0,
        random_seed=seed % 2**31,
        node_limit=nodes,
        presolve=None if presolve else mathopt.Emphasis.OFF,
    )
    begin = model_parameters_pb2.ModelSolveParametersProto()
    if hint is not None:
        levels = np.zeros(len(program.costs))
        levels[hint] = 1.0
        values = begin.solution_hints.add().variable_values
        values.ids.extend(range(len(levels)))
        values.values.extend(levels.tolist())
    solved = solver.solve(
        _proto(program),
        mathopt.SolverType.HIGHS.value,
        parameters_pb2.SolverInitializerProto(),
        params.to_proto(),
        begin,
        None,
        callback_pb2.CallbackRegistrationProto(),
        None,
        None,
    )
    end, reasons = solved.termination, mathopt.TerminationReason
    ended = end.limit == result_pb2.LIMIT_NODE
    if end.reason == reasons.INFEASIBLE.value:
        return MipAnswer(None, None, infeasible=True, ended=True)
    if end.reason not in (reasons.OPTIMAL.value, reasons.FEASIBLE.value):
        return MipAnswer(None, None, ended=ended)
    levels = _dense(solved.solutions[0].primal_solution.variable_values, len(program.costs))
    chosen = np.flatnonzero(levels > 0.5)
    value = program.check(chosen)
    told = end.objective_bounds.dual_bound
    bound = math.floor(told + 1e-4 + 1e-12 * abs(told)) if math.isfinite(told) else None
    if end.reason == reasons.OPTIMAL.value:
        # Its own bound must agree, in integers, that nothing is better.
        return MipAnswer(chosen, value if bound is None else max(value, bound), ended=True)
    return MipAnswer(chosen, bound, ended=ended)


def _proto(program: Program) -> Any:
    """Return the program as the solver's message."""
    from ortools.math_opt import model_pb2

    n, m = program.n, len(program.costs)
    proto = model_pb2.ModelProto()
    proto.variables.ids.extend(range(m))
    proto.variables.lower_bounds.extend([0.0] * m)
    proto.variables.upper_bounds.extend([1.0] * m)
    proto.variables.integers.extend([True] * m)
    proto.objective.maximize = True
    nonzero = np.flatnonzero(program.costs)
    proto.objective.linear_coefficients.ids.extend(nonzero.tolist())
    proto.objective.linear_coefficients.values.extend(
        program.costs[nonzero].astype(np.float64).tolist()
    )
    limits = [float(limit) for _, _, limit in program.rows]
    proto.linear_constraints.ids.extend(range(n + len(limits)))
    proto.linear_constraints.lower_bounds.extend([1.0] * n + [-math.inf] * len(limits))
    proto.linear_constraints.upper_bounds.extend([1.0] * n + limits)
    column, place = np.nonzero(program.members >= 0)
    entries: list[tuple[Ints, Ints, Floats]] = [
        (program.members[column, place], column, np.ones(len(column)))
    ]
    for number, (at, coefficients, _) in enumerate(program.rows):
        entries.append((np.full(len(at), n + number), at, coefficients.astype(np.float64)))
    row_ids, column_ids, values = (np.concatenate(part) for part in zip(*entries, strict=True))
    order = np.lexsort((column_ids, row_ids))
    proto.linear_constraint_matrix.row_ids.extend(row_ids[order].tolist())
    proto.linear_constraint_matrix.column_ids.extend(column_ids[order].tolist())
    proto.linear_constraint_matrix.coefficients.extend(values[order].tolist())
    return proto
