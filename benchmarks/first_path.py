"""Seconds to a proven answer on generated hospitals of one programme to about 100 residents.

``python -m benchmarks.first_path`` prints the table of the changelog: generator version 1, each
size policy, two seeds, and the time of a fresh ``import peerpair``.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from statistics import median

import peerpair as pp
from peerpair.generate import generate

CASES = [
    (60, "mixed", "weeks"),
    (60, "triads", "weeks"),
    (61, "pairs", "weeks"),
    (60, "mixed", "maxmin"),
    (100, "mixed", "weeks"),
    (100, "pairs", "weeks"),
    (101, "pairs", "weeks"),
    (102, "triads", "weeks"),
    (102, "triads", "total"),
]
SEEDS = (0, 1)
IMPORT = (
    "import time; t = time.perf_counter(); import peerpair; print(time.perf_counter() - t)",
    "import time; t = time.perf_counter(); import numpy; print(time.perf_counter() - t)",
)


def import_seconds(code: str, runs: int = 7) -> float:
    """Return the median seconds that an import takes in a fresh process."""
    command = [sys.executable, "-c", code]
    return median(float(subprocess.check_output(command)) for _ in range(runs))


def main() -> None:
    whole, numpy = (import_seconds(code) for code in IMPORT)
    print(f"import peerpair {whole:.3f} s, of which numpy {numpy:.3f} s (median of 7)")
    pp.solve(generate(6, 0))  # loads the solvers
    print("  n sizes  fairness seed status       value  compile strategy  verify   total")
    for n, sizes, fairness in CASES:
        for seed in SEEDS:
            problem = replace(generate(n, seed), sizes=sizes, fairness=fairness)
            begin = time.perf_counter()
            result = pp.solve(problem, seconds=120)
            total = time.perf_counter() - begin
            stages = "".join(
                f"{result.stage_seconds[s]:9.2f}" for s in ("compile", "strategy", "verify")
            )
            print(
                f"{n:3d} {sizes:6} {fairness:8} {seed:4d} {result.status:8} "
                f"{result.value:9,d}{stages}{total:8.2f}"
            )


if __name__ == "__main__":
    main()
