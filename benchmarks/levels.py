"""How far the levels that count residents by weeks are proven, over ten hospitals a row.

``python -m benchmarks.levels`` solves hospitals of version 1 of the generator in triads, and in
pairs and triads mixed: with the usual meeting hours, with evenings alone, and with a tenth of the
residents unknown from some date on.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from typing import Any

from benchmarks.measure import Row, measure
from benchmarks.table import Table, gap_text, seconds

SHAPES = ("generated", "evenings", "partly-known")
SIZES = ("triads", "mixed")
CLOSE = 0.001
"""The relative gap of the total that is asked for."""
COLUMNS = {"shape": -13, "n": 5, "sizes": -6, "draw": -4, "status": -9, "levels": -30}
COLUMNS |= {"gap %": 8, "total s": 7, "cpu s": 7}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each hospital, and one for each ten."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.levels", description=__doc__)
    add = parser.add_argument
    add("--n", type=int, action="append", help="these numbers of residents (200, 520)")
    add("--shape", action="append", choices=SHAPES, help="these settings alone (all)")
    add("--sizes", action="append", choices=SIZES, help="these size policies alone (all)")
    add("--draws", type=int, default=10, help="hospitals of each (10)")
    add("--first", type=int, default=0, help="seed of the first (0)")
    add("--seconds", type=float, default=60.0, help="limit of each run (60)")
    options = parser.parse_args(arguments)
    table = Table(COLUMNS)
    for n in options.n or (200, 520):
        for shape in options.shape or SHAPES:
            for sizes in options.sizes or SIZES:
                draws = range(options.first, options.first + options.draws)
                rows = [_row(table, shape, n, sizes, draw, options.seconds) for draw in draws]
                print(_summary(rows))
    return 0


def _row(table: Table, shape: str, n: int, sizes: str, draw: int, limit: float) -> Row:
    task: dict[str, Any] = {"solver": "exact", "shape": shape, "n": n, "draw": draw}
    row = measure(task | {"changes": {"sizes": sizes}, "seconds": limit})
    levels = [f"{v}" if ok else f"{v}>{b}" for v, b, ok in row.get("levels", [])]
    about = [row["status"], "/".join(levels) or None, gap_text(row.get("gap"))]
    table.row([shape, n, sizes, draw, *about, seconds(row["total"]), seconds(row.get("cpu"))])
    return row


def _summary(rows: Sequence[Row]) -> str:
    """Say of how many the levels are proven, nearly proven, and the total close to its bound."""
    levels = [row.get("levels") or [] for row in rows]
    proven = sum(bool(own) and all(ok for *_, ok in own) for own in levels)
    known = [own for own in levels if own and all(None not in level for level in own)]
    near = sum(all(value - bound <= 1 for value, bound, _ in own) for own in known)
    close = sum(row.get("gap") is not None and row["gap"] <= CLOSE for row in rows)
    total = statistics.median(row["total"] for row in rows)
    return (
        f"levels proven in {proven} of {len(rows)}, within one of their bounds in {near}; "
        f"gap at most {gap_text(CLOSE)} % in {close}; median {seconds(total)} s"
    )


if __name__ == "__main__":
    raise SystemExit(main())
