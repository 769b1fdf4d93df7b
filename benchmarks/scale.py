"""How time and memory grow with the cohort, beside what else one would use, in one run.

``python -m benchmarks.scale`` prints the table; see the README beside this file.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from statistics import median
from typing import Any

from benchmarks.measure import Row, measure
from benchmarks.table import Table, gap_text, growth, number, seconds

COUNTS = {
    "pairs": (50, 100, 200, 500, 1000, 2000, 5000),
    "triads": (45, 60, 102, 201, 519, 999, 1998),  # multiples of 3: no pair is left over
    "mixed": (45, 60, 100, 200, 520, 1000, 2000),
}
SHAPES = {
    "pairs": {"generated": 5000, "few-ties": 2000, "complete": 2000},
    "triads": {"generated": 2000, "distinct": 201},
    "mixed": {"generated": 2000, "distinct": 200},
}
"""Shapes by sizes, and the largest cohort of each."""

RIVALS = {
    "pairs": {
        "lemon": 5000,
        "pymatching": 2000,
        "rustworkx": 1000,
        "networkx": 200,
        "cp-sat": 200,
    },
    "triads": {"cp-sat": 102},
    "mixed": {"cp-sat": 100},
}
"""The largest cohort that each rival is given: beyond, it does not end in sensible time."""

QUICK, SMALLEST = 102, 500
"""The largest cohort of a quick run; growth is fitted above so many groups."""

COLUMNS = {
    "sizes": -6,
    "shape": -9,
    "n": 5,
    "solver": -9,
    "status": -8,
    "value": 14,
    "bound": 14,
    "gap %": 8,
    "compile": 7,
    "choose": 7,
    "verify": 7,
    "total s": 7,
    "cpu s": 7,
    "peak MB": 7,
    "ratio": 7,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if two solvers that claim a proof differ."""
    options = _options(arguments)
    table, differ = Table(COLUMNS), 0
    fitted: dict[str, list[tuple[int, float]]] = {}
    for sizes in options.only or COUNTS:
        for shape, largest in SHAPES[sizes].items():
            for n in sorted(options.n or COUNTS[sizes]):
                if n > largest or (options.quick and n > QUICK):
                    continue
                ours = _measured(options, sizes, shape, n, "exact")
                table.row(_cells(ours, None))
                if ours["status"] == "OPTIMAL":
                    fitted.setdefault(f"{sizes}, {shape}", []).append((n, ours["total"]))
                for rival, most in RIVALS[sizes].items():
                    if n > most or options.fairness != "total" or options.ours:
                        continue
                    found = _measured(options, sizes, shape, n, rival)
                    same = _agree(ours, found)
                    table.row(_cells(found, ours))
                    differ += not same
                    if not same:
                        print(f"DIFFER: {ours['value']} and {found['value']} both claim a proof")
    print()
    for name, points in fitted.items():
        above = [point for point in points if point[0] >= (0 if options.quick else 100)]
        exponent = growth(above)
        if exponent is not None:
            sizes_of = f"n = {above[0][0]} … {above[-1][0]}"
            print(f"{name}: proven in seconds that grow as n^{exponent} ({sizes_of})")
    return int(differ > 0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help=f"cohorts to {QUICK}, 10 seconds each")
    add("--only", action="append", choices=COUNTS, help="pairs, triads or mixed (repeatable)")
    add("--n", type=int, action="append", help="these numbers of residents (repeatable)")
    add("--seconds", type=float, help="limit of each run (60)")
    add("--repeat", type=int, default=1, help="runs of each case; the median is shown")
    add("--fairness", choices=("total", "weeks", "maxmin"), default="total")
    add("--ours", action="store_true", help="no rivals")
    add("--log", default="scale", help="results/LOG.jsonl; empty keeps nothing")
    options = parser.parse_args(arguments)
    options.seconds = options.seconds or (10.0 if options.quick else 60.0)
    return options


def _measured(options: argparse.Namespace, sizes: str, shape: str, n: int, solver: str) -> Row:
    """Return the row of the run with the median time."""
    changes: dict[str, Any] = {} if shape == "complete" else {"sizes": sizes}
    if shape in ("generated", "few-ties"):
        changes["fairness"] = options.fairness
    task = {
        "solver": solver,
        "shape": shape,
        "n": n,
        "draw": 0,
        "changes": changes,
        "seconds": options.seconds,
        "values_seconds": n**2 / 20_000,
        "sizes": sizes,
    }
    rows = [measure(task, options.log) for _ in range(options.repeat)]
    middle = median(sorted(row["total"] for row in rows)[: 2 * ((len(rows) - 1) // 2) + 1])
    return next(row for row in rows if row["total"] == middle)


def _agree(ours: Row, found: Row) -> bool:
    """Tell whether two rows that both claim an optimum have the same value."""
    both = ours["status"] == found["status"] == "OPTIMAL"
    return not both or ours["value"] == found["value"]


def _cells(row: Row, ours: Row | None) -> list[object]:
    stages = row.get("stages", {})
    ratio = None
    if ours is not None and ours["status"] == "OPTIMAL" and row["status"] != "ABSENT":
        # A rival that was stopped would have taken longer still.
        least = "" if row.get("value") is not None else ">"
        ratio = f"{least}{row['total'] / max(ours['total'], 1e-4):.1f}"
    return [
        row["sizes"],
        row["shape"],
        row["n"],
        "ours" if row["solver"] == "exact" else row["solver"],
        row["status"],
        number(row.get("value")),
        number(row.get("bound")),
        gap_text(row.get("gap")),
        *(seconds(stages.get(stage)) for stage in ("compile", "strategy", "verify")),
        seconds(row["total"]),
        seconds(row.get("cpu")),
        row.get("peak_mb"),
        ratio,
    ]


if __name__ == "__main__":
    raise SystemExit(main())
