"""Every strategy on every stored instance with every seed, against the proven optimum.

``python -m benchmarks.strategies`` prints the table; see the README beside this file.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Row, measure
from benchmarks.table import Table, gap_text, number, seconds
from peerpair.registry import family

INSTANCES = Path(__file__).parent / "instances"

COLUMNS = {
    "instance": -26,
    "strategy": -9,
    "seed": 4,
    "status": -10,
    "levels": -12,
    "value": 13,
    "to best %": 9,
    "weeks met": 9,
    "worst off": 9,
    "cross %": 7,
    "seconds": 8,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return 1 if a strategy's claim or certificate is wrong."""
    options = _options(arguments)
    table, wrong = Table(COLUMNS), 0
    for path in options.instance or sorted(INSTANCES.glob("*.problem.json")):
        best: Row | None = None
        for strategy in _order(options.strategy):
            for seed in options.seed or range(options.seeds):
                task = {
                    "solver": strategy,
                    "file": str(path.resolve()),
                    "instance": path.name.removesuffix(".problem.json"),
                    "seconds": options.seconds,
                    "seed": seed,
                    "certificate": True,
                }
                row = measure(task, options.log)
                if strategy == "exact" and (best is None or row["status"] == "OPTIMAL"):
                    best = row
                table.row(_cells(row, best))
                said = _wrong(row, best)
                wrong += bool(said)
                if said:
                    print(f"WRONG: {said}")
                if row["status"] == "REFUSED":
                    break  # with every seed alike
    return int(wrong > 0)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.strategies", description=__doc__)
    add = parser.add_argument
    add("instance", nargs="*", type=Path, help="problem documents (those in benchmarks/instances)")
    add("--strategy", action="append", help="only this one (repeatable)")
    add("--seed", type=int, action="append", help="this seed (repeatable)")
    add("--seeds", type=int, default=3, help="seeds 0, 1, … (3)")
    add("--seconds", type=float, default=60.0, help="limit of each run (60)")
    add("--log", default="strategies", help="results/LOG.jsonl; empty keeps nothing")
    return parser.parse_args(arguments)


def _order(wanted: Sequence[str] | None) -> list[str]:
    """Return the strategies asked for; exact first, whose optimum the others are held against."""
    chosen = [name for name in family("strategies") if not wanted or name in wanted]
    return sorted(chosen, key=lambda name: (name != "exact", name))


def _levels(row: Row) -> list[int | None]:
    return [value for value, _, _ in row.get("levels", [])]


def _wrong(row: Row, best: Row | None) -> str:
    """Return what is wrong with the claims of a row, if anything is."""
    if row["status"] == "CRASHED":
        return str(row["error"])
    if row.get("holds") is False:
        return "the certificate does not hold"
    if best is None or best["status"] != "OPTIMAL" or row["status"] != "OPTIMAL":
        return ""
    same = _levels(row) == _levels(best) and row["value"] == best["value"]
    return "" if same else f"two proofs: {_levels(best)} {best['value']:,d} is one"


def _cells(row: Row, best: Row | None) -> list[object]:
    metrics, value = row.get("metrics", {}), row.get("value")
    gap = None
    # A total is comparable only where the levels before it are alike.
    proven = best is not None and best["status"] == "OPTIMAL"
    if best is not None and proven and value is not None and _levels(row) == _levels(best):
        gap = (best["value"] - value) / max(1, abs(best["value"]))
    groups = metrics.get("pairs", 0) + metrics.get("triads", 0)
    weeks = metrics.get("groups_by_weeks_met")
    mean = f"{sum(w * g for w, g in enumerate(weeks)) / groups:.2f}" if weeks and groups else None
    cross = f"{100 * metrics['cross_specialty_groups'] / groups:.0f}" if groups else None
    return [
        row["instance"],
        row["solver"],
        row["seed"],
        row["status"],
        "/".join("-" if count is None else str(count) for count in _levels(row)) or None,
        number(value),
        gap_text(gap),
        mean,
        row.get("worst"),
        cross,
        seconds(row["total"]),
    ]


if __name__ == "__main__":
    raise SystemExit(main())
