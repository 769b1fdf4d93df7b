"""How good plans of several rounds are, and how long they take.

``python -m benchmarks.years`` plans years of synthetic hospitals (version 1 of the generator, a
roster of its own for each round of four weeks) in which nobody meets twice: 60 residents in pairs
for 13 rounds, 200 in triads for 6, and smaller ones, to show the growth.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import peerpair as pp
from benchmarks.table import Table, gap_text, number, seconds
from peerpair.generate import generate

CASES = (
    (20, 6, "pairs", 60),
    (40, 13, "pairs", 60),
    (60, 13, "pairs", 120),
    (200, 6, "triads", 300),
)
COLUMNS = {"n": 4, "rounds": 6, "sizes": -6, "draw": -4, "status": -9, "levels": -40}
COLUMNS |= {"value": 12, "bound": 12, "gap %": 8, "total s": 7, "cpu s": 7}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each plan."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.years", description=__doc__)
    add = parser.add_argument
    add("--case", type=int, action="append", help="these alone, from 0 (all)")
    add("--draws", type=int, default=1, help="hospitals of each (1)")
    add("--seconds", type=float, help="limit of each, whatever the case's is")
    options = parser.parse_args(arguments)
    table = Table(COLUMNS)
    for case in options.case or range(len(CASES)):
        n, rounds, sizes, limit = CASES[case]
        for draw in range(options.draws):
            _row(table, year(n, rounds, draw, sizes), sizes, draw, options.seconds or limit)
    return 0


def _row(table: Table, plan: pp.Plan, sizes: str, draw: int, limit: float) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    result = pp.plan(plan, seconds=limit)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    levels = [
        f"{v.name} {v.value}" + ("" if v.proven else f">{v.bound}")
        for v in result.levels
        if v.kind is not pp.LevelKind.UNPLACED
    ]
    about = [str(result.status), ", ".join(levels), number(result.value), number(result.bound)]
    head = [len(plan.rounds[0].residents), len(plan.rounds), sizes, draw]
    table.row([*head, *about, gap_text(result.gap), seconds(wall), seconds(cpu)])


def year(n: int, rounds: int, draw: int, sizes: str) -> pp.Plan:
    """Return rounds of four weeks, each with a roster of its own for the same people."""
    base = generate(n, draw)
    made = []
    for k in range(rounds):
        own, shift = generate(n, 1000 * (draw + 1) + k), timedelta(days=28 * k)
        assert own.horizon is not None
        people = [
            replace(r, coverage=tuple((a + shift, b + shift) for a, b in r.coverage))
            if r.coverage
            else r
            for r in base.residents
        ]
        made.append(
            replace(
                own,
                residents=people,
                preferences=base.preferences,
                constraints=base.constraints,
                horizon=pp.Horizon(own.horizon.start + shift, own.horizon.end + shift),
                busy=[replace(e, start=e.start + shift, end=e.end + shift) for e in own.busy],
                sizes=sizes,
            )
        )
    return pp.Plan(made, repeats="forbid")


if __name__ == "__main__":
    raise SystemExit(main())
