"""Hard and foreign instances: what the exact strategy does with each shape of problem.

``python -m benchmarks.hard`` prints the table; see the README beside this file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.graphs import GRAPHS
from benchmarks.measure import Row, measure
from benchmarks.shapes import SHAPES, make
from benchmarks.table import Table, gap_text, number, seconds

FIXED = {"counted", *GRAPHS}
"""Shapes that say themselves how many pairs and triads there may be."""

COLUMNS = {
    "shape": -16,
    "n": 5,
    "sizes": -6,
    "fairness": -8,
    "status": -10,
    "levels": -16,
    "value": 14,
    "gap %": 8,
    "rests on": -8,
    "compile": 7,
    "choose": 7,
    "verify": 7,
    "total s": 7,
    "cpu s": 7,
    "peak MB": 7,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a run crashed or a certificate does not hold."""
    options = _options(arguments)
    if options.write:
        problem = make(options.shape[0], options.n[0], options.draw, **_given(options))
        print(json.dumps(problem.to_document(), separators=(",", ":")))
        return 0
    table, wrong = Table(COLUMNS), 0
    for task in _tasks(options):
        row = measure(task, options.log)
        table.row(_cells(row))
        if row["status"] == "CRASHED" or row.get("holds") is False:
            wrong += 1
            print(f"WRONG: {row.get('error', 'the certificate does not hold')}")
    return int(wrong > 0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hard", description=__doc__)
    add = parser.add_argument
    add("shape", nargs="*", help=f"of: {', '.join(SHAPES)} (all)")
    add("--n", type=int, action="append", help="residents (24; repeatable)")
    add("--draw", type=int, default=0, help="seed of the instances (0)")
    add("--only", action="append", choices=("pairs", "triads", "mixed"), help="sizes (all)")
    add("--fairness", choices=("weeks", "maxmin", "total"), help="instead of the shape's own")
    add("--seconds", type=float, default=60.0, help="limit of each run (60)")
    add("--write", action="store_true", help="print the problem document of SHAPE instead")
    add("--log", default="hard", help="results/LOG.jsonl; empty keeps nothing")
    options = parser.parse_args(arguments)
    options.n = options.n or [24]
    unknown = [name for name in options.shape if name not in SHAPES]
    if unknown or (options.write and len(options.shape) != 1):
        parser.error(f"unknown shape: {unknown[0]}" if unknown else "--write needs one shape")
    return options


def _given(options: argparse.Namespace) -> dict[str, Any]:
    given = {"fairness": options.fairness} if options.fairness else {}
    if options.only and options.shape[0] not in FIXED:
        given["sizes"] = options.only[0]
    return given


def _tasks(options: argparse.Namespace) -> Iterator[Row]:
    for n in options.n:
        for shape in options.shape or SHAPES:
            if shape == "complete" and not options.shape:
                continue  # a table of its own: benchmarks.scale
            for sizes in [None] if shape in FIXED else options.only or ("pairs", "triads", "mixed"):
                changes: dict[str, Any] = {"sizes": sizes} if sizes else {}
                if options.fairness:
                    changes["fairness"] = options.fairness
                yield {
                    "solver": "exact",
                    "shape": shape,
                    "n": n,
                    "draw": options.draw,
                    "changes": changes,
                    "seconds": options.seconds,
                    "certificate": True,
                }


def _cells(row: Row) -> list[object]:
    stages, changes = row.get("stages", {}), row["changes"]
    levels = [
        f"{value}" if proven else f"{value}>{bound}"
        for value, bound, proven in row.get("levels", [])
    ]
    return [
        row["shape"],
        row["n"],
        changes.get("sizes"),
        changes.get("fairness"),
        row["status"],
        "/".join(levels) or None,
        number(row.get("value")),
        gap_text(row.get("gap")),
        row.get("rests_on"),
        *(seconds(stages.get(stage)) for stage in ("compile", "strategy", "verify")),
        seconds(row["total"]),
        seconds(row.get("cpu")),
        row.get("peak_mb"),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
