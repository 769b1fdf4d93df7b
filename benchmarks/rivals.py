"""What else one would use: matchings by several libraries, and a plain set model in CP-SAT.

Each is given all candidate groups with their values, places everybody, and maximises the total;
none knows of fairness levels or limits on sizes.  A rival that is not installed says ``ABSENT``:
LEMON is C++ (Debian: liblemon-dev and g++), PyMatching a package (``pip install pymatching``).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from peerpair.compile.columns import Columns

__all__ = ["RIVALS", "Found", "prepare"]

_LEMON = Path(__file__).with_name("lemon.cpp")


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


@cache
def lemon_program() -> Path | None:
    """Return LEMON's program, compiled if need be; None without a compiler or the library."""
    name = hashlib.sha256(_LEMON.read_bytes()).hexdigest()[:16]
    program = _LEMON.parents[1] / "results" / f"lemon-{name}"
    compiler = shutil.which("g++")
    if not program.exists() and compiler:
        program.parent.mkdir(exist_ok=True)
        command = [compiler, "-O3", "-w", "-o", str(program), str(_LEMON)]
        subprocess.run(command, check=False, capture_output=True)
    return program if program.exists() else None


def lemon_matching(n: int, columns: Columns, _seconds: float) -> Found:
    """Match by LEMON's `MaxWeightedPerfectMatching`; it has no time limit."""
    program = lemon_program()
    if program is None:
        return Found("ABSENT")
    edges = np.column_stack([columns.members[:, :2], columns.values]).astype(np.int64)
    given = np.array([n, len(edges)], dtype=np.int64).tobytes() + edges.tobytes()
    said = subprocess.run([str(program)], input=given, capture_output=True, check=True).stdout
    return Found("OPTIMAL", int(said), int(said)) if said else Found("INFEASIBLE")


@cache
def _pymatching() -> Any:
    try:
        return import_module("pymatching")
    except ImportError:
        return None


def pymatching_matching(n: int, columns: Columns, _seconds: float) -> Found:
    """Match by PyMatching; it has no time limit, and proves nothing.

    It decodes errors: every vertex is a detector that fired, and weights are shifted to be costs.
    It rounds them to 24 bits or so, so that a matching of large ones may be a little worse.
    """
    library = _pymatching()
    if library is None:
        return Found("ABSENT")
    decoder = library.Matching()
    edges, most = _edges(columns), int(columns.values.max())
    for one, other, value in edges:
        decoder.add_edge(one, other, weight=most - value)
    pairs = decoder.decode_to_matched_dets_array(np.ones(n, dtype=np.uint8))
    worth = {(one, other): value for one, other, value in edges}
    return Found("FEASIBLE", sum(worth[min(pair), max(pair)] for pair in pairs.tolist()))


def prepare(rival: str) -> None:
    """Do what is done once and is no part of a rival's time."""
    once = {"lemon": lemon_program, "pymatching": _pymatching}.get(rival)
    if once is not None:
        once()


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
    "lemon": lemon_matching,
    "pymatching": pymatching_matching,
    "cp-sat": cpsat_sets,
}
