"""One measured case in a process of its own, so that its peak memory is its own.

A *task* is a JSON object: ``solver``, ``seconds``, ``seed``, ``certificate``, and either ``file``
(a problem document) or ``shape``, ``n`` and ``draw`` (see `benchmarks.shapes`), with ``changes`` to
its settings.  A *row* is the task with what came of it.  ``python -m benchmarks.measure`` is the
child: it reads a task and prints a row.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

import peerpair as pp
from benchmarks.rivals import RIVALS, prepare
from benchmarks.shapes import make
from peerpair.compile.compile import compile_problem

__all__ = ["RESULTS", "measure", "worst_off"]

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "results"

SLACK, FACTOR = 60.0, 2.0
"""A child may take so many seconds and so many times its limit before it is ended."""

NAMES = ("peerpair", "ortools", "numpy", "rustworkx", "networkx")

Row = dict[str, Any]


def measure(task: Mapping[str, Any], log: str = "") -> Row:
    """Run a task in a child, and append its row to ``results/<log>.jsonl``.

    A child that does not end is ended: its status is ``STOPPED``, which proves nothing.
    """
    command = [sys.executable, "-m", "benchmarks.measure"]
    # Threads of a matrix product get into each other's way on a shared machine.
    environment = {"OPENBLAS_NUM_THREADS": "1", **os.environ}
    begin, limit = time.perf_counter(), SLACK + FACTOR * task["seconds"]
    # A rival knows no limit of its own, or keeps it badly.
    if task["solver"] in RIVALS:
        prepare(task["solver"])  # here, where no limit runs: a compiler takes seconds
        limit = 5 + task["seconds"] + task.get("values_seconds", 0.0)
    row: Row = {**task}
    try:
        run = subprocess.run(
            command,
            input=json.dumps(task),
            capture_output=True,
            text=True,
            timeout=limit,
            cwd=ROOT,
            env=environment,
            check=False,
        )
        # Solvers have been seen to print notes of their own: the row is the last line.
        done = run.returncode == 0
        row |= json.loads(run.stdout.splitlines()[-1]) if done else {"status": "CRASHED"}
        if run.returncode:
            row["error"] = run.stderr.strip().splitlines()[-1:] or [f"exit {run.returncode}"]
    except subprocess.TimeoutExpired:
        row["status"] = "STOPPED"
    row.setdefault("total", round(time.perf_counter() - begin, 3))
    if log:
        _append(row, log)
    return row


def _append(row: Row, log: str) -> None:
    entry = {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}",
        "versions": {name: metadata.version(name) for name in NAMES}
        | {"python": platform.python_version(), "commit": _commit()},
        **row,
    }
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{log}.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def _commit() -> str:
    """Return which commit was measured, if that can be told."""
    command = ["git", "describe", "--always", "--dirty"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    except OSError:
        return ""
    return run.stdout.strip()


def load(task: Mapping[str, Any]) -> pp.Problem:
    """Return the problem of a task."""
    changes = dict(task.get("changes", {}))
    if "file" in task:
        problem = pp.read_problem(ROOT / task["file"])
        return replace(problem, **changes) if changes else problem
    return make(task["shape"], task["n"], task.get("draw", 0), **changes)


def run_task(task: Mapping[str, Any]) -> Row:
    """Do what a task says, in this process."""
    problem = load(task)
    pp.solve(make("generated", 6, 0))  # loads the solvers, once in the life of a program
    if task["solver"] in RIVALS:
        return _run_rival(task, problem)
    begin, cpu = time.perf_counter(), _cpu()
    try:
        result = pp.solve(
            problem, task["solver"], seconds=task["seconds"], seed=task.get("seed", 0)
        )
    except pp.StrategyError as refusal:
        return {"status": "REFUSED", "error": str(refusal), "total": 0.0}
    row: Row = {
        "total": round(time.perf_counter() - begin, 4),
        "cpu": round(_cpu() - cpu, 4),
        "peak_mb": _peak(),
        "status": str(result.status),
        "value": result.value,
        "bound": result.bound,
        "rests_on": result.bound_rests_on,
        "gap": result.gap,
        "levels": [[level.value, level.bound, level.proven] for level in result.levels],
        "stages": dict(result.stage_seconds),
        "metrics": dict(result.metrics),
        "unplaced": len(result.unplaced_residents),
        "worst": worst_off(result),
    }
    if task.get("certificate"):
        begin = time.perf_counter()
        row["holds"] = pp.verify(problem, result, certificate=True).ok
        row["stages"]["certificate"] = round(time.perf_counter() - begin, 4)
    return row


def worst_off(result: pp.Result) -> int | None:
    """Return in how many weeks the group that meets least can meet; None where that is unknown."""
    met = [0] * bool(result.unplaced_residents) + [group.weeks_met for group in result.groups]
    known = [weeks for weeks in met if weeks is not None]
    return min(known) if known and any(g.weeks_met is not None for g in result.groups) else None


def _run_rival(task: Mapping[str, Any], problem: pp.Problem) -> Row:
    """Let another solver choose among the groups whose values it is given."""
    prepare(task["solver"])
    begin, cpu = time.perf_counter(), _cpu()
    compiled = compile_problem(problem)
    columns = compiled.columns
    given = time.perf_counter()
    found = RIVALS[task["solver"]](compiled.n, columns, task["seconds"])
    end = time.perf_counter()
    return {
        "total": round(end - begin, 4),
        "cpu": round(_cpu() - cpu, 4),
        "stages": {"compile": round(given - begin, 4), "strategy": round(end - given, 4)},
        "peak_mb": _peak(),
        "status": found.status,
        "value": found.value,
        "bound": found.bound,
        "gap": pp.Result(pp.Status.FEASIBLE, found.value, found.bound).gap,
    }


def _peak() -> int:
    """Return the most memory held so far, in MB: this process's, and that of workers it runs."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    if sys.platform == "darwin":
        peak //= 1024
    for worker in _workers():
        words = (worker / "status").read_text().split()
        peak += int(words[words.index("VmHWM:") + 1]) if "VmHWM:" in words else 0
    return int(peak // 1024)


def _cpu() -> float:
    """Return the processor seconds spent so far, by this process, and by its workers on Linux."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for worker in _workers():
        fields = (worker / "stat").read_text().rsplit(")", 1)[1].split()
        total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def _workers() -> list[Path]:
    """Return the folders of the processes that this one has started and that still run."""
    lists = Path("/proc/self/task").glob("*/children")
    return [Path("/proc") / pid for file in lists for pid in file.read_text().split()]


if __name__ == "__main__":
    print(json.dumps(run_task(json.load(sys.stdin))))
