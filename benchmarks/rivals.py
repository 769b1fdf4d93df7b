"""What else one would use: matchings by rustworkx and networkx, a plain set model in CP-SAT.

Each is given all candidate groups with their values, places everybody, and maximises the total;
none knows of fairness levels or limits on sizes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

from peerpair.compile.columns import Columns

__all__ = ["RIVALS", "Found"]


@dataclass(frozen=True)
class Found:
    """What a rival says."""

    status: str
    value: int | None = None
    bound: int | None = None


def _edges(columns: Columns) -> list[tuple[int, int, int]]:
    pairs = columns.members[:, :2].tolist()
    return [(a, b, value) for (a, b), value in zip(pairs, columns.values.tolist(), strict=True)]


def rustworkx_matching(n: int, columns: Columns, _seconds: float) -> Found:
    """Match by rustworkx, the compiled one; it has no time limit."""
    import rustworkx

    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(_edges(columns))
    chosen = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    value = sum(int(graph.get_edge_data(a, b)) for a, b in chosen)
    return Found("OPTIMAL", value, value)


def networkx_matching(n: int, columns: Columns, _seconds: float) -> Found:
    """Match by networkx, in Python; it has no time limit."""
    import networkx

    graph = networkx.Graph()
    graph.add_nodes_from(range(n))
    graph.add_weighted_edges_from(_edges(columns))
    chosen = networkx.max_weight_matching(graph, maxcardinality=True)
    value = sum(int(graph[a][b]["weight"]) for a, b in chosen)
    return Found("OPTIMAL", value, value)


def cpsat_sets(n: int, columns: Columns, seconds: float) -> Found:
    """State one Boolean for each group and one equation for each resident, all else by default."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    chosen = [model.new_bool_var("") for _ in range(len(columns))]
    covering: list[list[cp_model.IntVar]] = [[] for _ in range(n)]
    for variable, members in zip(chosen, columns.members.tolist(), strict=True):
        for resident in members:
            if resident >= 0:
                covering[resident].append(variable)
    for variables in covering:
        model.add_exactly_one(variables)
    model.maximize(cp_model.LinearExpr.weighted_sum(chosen, columns.values.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = os.cpu_count() or 1
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(solver.status_name(status))
    value = round(solver.objective_value)
    bound = value if status == cp_model.OPTIMAL else int(solver.best_objective_bound)
    return Found(solver.status_name(status), value, bound)


RIVALS: dict[str, Callable[[int, Columns, float], Found]] = {
    "rustworkx": rustworkx_matching,
    "networkx": networkx_matching,
    "cp-sat": cpsat_sets,
}
