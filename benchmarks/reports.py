"""Seconds and sizes of reports: the page, the tables, and what residents are sent.

``python -m benchmarks.reports`` makes hospitals with version 1 of the generator, pairs them
greedily (a report costs the same whatever its groups are worth), and writes each report twice into
a temporary folder: the second time everything is there already.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import peerpair as pp
from benchmarks.table import Table, seconds
from peerpair.generate import generate
from peerpair.report import STATE, build_view, write_report
from peerpair.report.formats.html import HtmlReport

_T = TypeVar("_T")

CASES = ((60, 4), (520, 4), (520, 53), (2000, 4))
COLUMNS = {
    "n": 5,
    "weeks": 5,
    "groups": 6,
    "view s": 7,
    "page s": 7,
    "page MB": 7,
    "all s": 7,
    "again s": 7,
    "files": 6,
    "MB": 6,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    parser.add_argument("--n", type=int, action="append", help="residents, 4 weeks (repeatable)")
    options = parser.parse_args(arguments)
    table = Table(COLUMNS)
    for n, weeks in [(n, 4) for n in options.n or ()] or CASES:
        table.row([n, weeks, *written(hospital(n, weeks))])
    return 0


def hospital(n: int, weeks: int) -> pp.Problem:
    """Return a hospital; beyond the four weeks of the generator everybody is free."""
    problem = generate(n, 0)
    assert problem.horizon is not None
    start = problem.horizon.start
    horizon = pp.Horizon(start, start + timedelta(weeks=weeks))
    return problem if weeks == 4 else replace(problem, horizon=horizon)


def written(problem: pp.Problem) -> list[object]:
    """Return how many groups there are, seconds by step, and sizes."""
    result = pp.solve(problem, "greedy")
    view, gathered = timed(lambda: build_view(problem, result))
    page, rendered = timed(lambda: HtmlReport().write(view))
    with tempfile.TemporaryDirectory() as folder:
        out, state = Path(folder, "out"), Path(folder, STATE)
        first, again = (
            timed(lambda: write_report(problem, result, out, state=state))[1] for _ in range(2)
        )
        sizes = [path.stat().st_size for path in out.rglob("*") if path.is_file()]
    return [
        len(result.groups),
        seconds(gathered),
        seconds(rendered),
        f"{len(page) / 1e6:.2f}",
        seconds(first),
        seconds(again),
        len(sizes),
        f"{sum(sizes) / 1e6:.1f}",
    ]


def timed(work: Callable[[], _T]) -> tuple[_T, float]:
    """Return what some work gives, and its seconds."""
    begin = time.perf_counter()
    found = work()
    return found, time.perf_counter() - begin


if __name__ == "__main__":
    raise SystemExit(main())
