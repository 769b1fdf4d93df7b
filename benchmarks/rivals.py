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
from peerpair.model.arrays import Ints

__all__ = ["PERFECT", "RIVALS", "Found", "prepare"]

_LEMON = Path(__file__).with_name("lemon.cpp")


@dataclass(frozen=True)
class Found:
    """What a rival says."""

    status: str
    value: int | None = None
    bound: int | None = None


Solver = Callable[[int, Columns, float], Found]
"""Given residents, candidate groups and seconds."""


def _edges(ends: Ints, weights: Ints) -> list[tuple[int, int, int]]:
    return [(a, b, value) for (a, b), value in zip(ends.tolist(), weights.tolist(), strict=True)]


def by_rustworkx(n: int, ends: Ints, weights: Ints) -> Found:
    """Match by rustworkx, the compiled one."""
    import rustworkx

    graph: rustworkx.PyGraph[int, int] = rustworkx.PyGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from(_edges(ends, weights))
    chosen = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return _found(n, [int(graph.get_edge_data(a, b)) for a, b in chosen])


def by_networkx(n: int, ends: Ints, weights: Ints) -> Found:
    """Match by networkx, in Python."""
    import networkx

    graph = networkx.Graph()
    graph.add_weighted_edges_from(_edges(ends, weights))
    chosen = networkx.max_weight_matching(graph, maxcardinality=True)
    return _found(n, [int(graph[a][b]["weight"]) for a, b in chosen])


def _found(n: int, taken: list[int]) -> Found:
    """Return what a perfect matching is worth, if it is one."""
    if 2 * len(taken) < n:
        return Found("INFEASIBLE")
    return Found("OPTIMAL", sum(taken), sum(taken))


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


def by_lemon(n: int, ends: Ints, weights: Ints) -> Found:
    """Match by LEMON's `MaxWeightedPerfectMatching`."""
    program = lemon_program()
    if program is None:
        return Found("ABSENT")
    edges = np.column_stack([ends, weights]).astype(np.int64)
    given = np.array([n, len(edges)], dtype=np.int64).tobytes() + edges.tobytes()
    said = subprocess.run([str(program)], input=given, capture_output=True, check=True).stdout
    return Found("OPTIMAL", int(said), int(said)) if said else Found("INFEASIBLE")


@cache
def _pymatching() -> Any:
    try:
        return import_module("pymatching")
    except ImportError:
        return None


def by_pymatching(n: int, ends: Ints, weights: Ints) -> Found:
    """Match by PyMatching, which proves nothing.

    It decodes errors: every vertex is a detector that fired, weights are shifted to be costs, and
    two are matched by a path, which in a sparse graph may be no edge.  It rounds weights to 24 bits
    or so, so that a matching of large ones may be a little worse.
    """
    library = _pymatching()
    if library is None:
        return Found("ABSENT")
    decoder = library.Matching()
    edges, most = _edges(ends, weights), int(weights.max())
    for one, other, value in edges:
        decoder.add_edge(one, other, weight=most - value)
    try:
        pairs = decoder.decode_to_matched_dets_array(np.ones(n, dtype=np.uint8))
    except ValueError:  # there is none
        return Found("INFEASIBLE")
    worth = {(min(one, other), max(one, other)): value for one, other, value in edges}
    taken = [worth.get((min(pair), max(pair))) for pair in pairs.tolist()]
    known = [value for value in taken if value is not None]
    return Found("FEASIBLE", sum(known)) if len(known) == len(taken) else Found("UNKNOWN")


PERFECT = {
    "lemon": by_lemon,
    "pymatching": by_pymatching,
    "rustworkx": by_rustworkx,
    "networkx": by_networkx,
}
"""Perfect matchings of graphs; none knows a time limit."""


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


def _of_columns(rival: Callable[[int, Ints, Ints], Found]) -> Solver:
    return lambda n, columns, _seconds: rival(n, columns.members[:, :2], columns.values)


RIVALS: dict[str, Solver] = {name: _of_columns(by) for name, by in PERFECT.items()}
RIVALS["cp-sat"] = cpsat_sets
