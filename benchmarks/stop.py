"""Seconds from ``stop()`` to the checked answer.

``python -m benchmarks.stop`` makes hospitals with version 1 of the generator and asks each solve to
stop a little after it began, and later.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace

import peerpair as pp
from benchmarks.table import Table, gap_text, seconds
from peerpair.generate import generate

CASES = ((519, "mixed"), (519, "triads"), (1998, "mixed"))
MOMENTS = (0.5, 2.0, 5.0, 15.0)
COLUMNS = {"n": 5, "sizes": -6, "asked s": 8, "answer s": 8, "status": -8, "gap %": 8}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stop", description=__doc__)
    add = parser.add_argument
    add("--n", type=int, action="append", help="these numbers of residents (repeatable)")
    add("--at", type=float, action="append", help="seconds after which to stop (repeatable)")
    options = parser.parse_args(arguments)
    table = Table(COLUMNS)
    cases = [(n, sizes) for n in options.n or () for sizes in ("mixed", "triads")] or CASES
    for n, sizes in cases:
        for at in options.at or MOMENTS:
            table.row([n, sizes, *stopped(replace(generate(n, 0), sizes=sizes), at)])
    return 0


def stopped(problem: pp.Problem, at: float) -> list[object]:
    """Solve until asked to stop; return when that was, how long the answer took, and the answer.

    Where the solver was done before, the answer took no time.
    """
    began, asked = time.monotonic(), False

    def stop() -> bool:
        nonlocal asked
        asked = asked or time.monotonic() - began > at
        return asked

    result = pp.solve(problem, seconds=600.0, stop=stop)
    took = time.monotonic() - began - at if asked else 0.0
    return [seconds(at), seconds(took), result.status, gap_text(result.gap)]


if __name__ == "__main__":
    raise SystemExit(main())
