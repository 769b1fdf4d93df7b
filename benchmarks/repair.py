"""How fast a result is repaired, and how much of it is kept.

``python -m benchmarks.repair`` pairs a hospital of version 1 of the generator, takes every tenth of
its groups apart by a month of leave for one member, lets five residents leave and three join, and
repairs the result: 520 residents in pairs, triads and both, over some draws.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import peerpair as pp
from benchmarks.table import Table, gap_text, seconds
from peerpair.generate import generate
from peerpair.model.level import relative_gap

COLUMNS = {"n": 5, "sizes": -6, "draw": -4, "groups": 6, "broken": 6, "kept": 6, "bound": 6}
COLUMNS |= {"status": -9, "gap %": 8, "total s": 7, "cpu s": 7}
LEAVERS, JOINERS = 5, 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each repair."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repair", description=__doc__)
    add = parser.add_argument
    add("--n", type=int, action="append", help="these numbers of residents (520)")
    add("--sizes", action="append", choices=("pairs", "triads", "mixed"), help="these alone (all)")
    add("--draws", type=int, default=3, help="hospitals of each (3)")
    add("--seconds", type=float, default=30.0, help="limit of each repair (30)")
    options = parser.parse_args(arguments)
    table = Table(COLUMNS)
    for n in options.n or (520,):
        for sizes in options.sizes or ("pairs", "triads", "mixed"):
            for draw in range(options.draws):
                _row(table, n, sizes, draw, options.seconds)
    return 0


def _row(table: Table, n: int, sizes: str, draw: int, limit: float) -> None:
    before = replace(generate(n, draw), sizes=sizes)
    older = pp.solve(before, seconds=limit)
    problem = changed(before, older)
    wall, cpu = time.perf_counter(), time.process_time()
    mended = pp.repair(older, problem, before=before, seconds=limit)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    result = mended.result
    kept = next((v for v in result.levels if v.kind is pp.LevelKind.GROUPS_KEPT), None)
    reasons = [{r.why for r in change.reasons} for change in mended.changes]
    broken = sum(bool(why & {pp.Why.GONE, pp.Why.WEEKS, pp.Why.RULE}) for why in reasons)
    numbers = (kept.value, kept.bound) if kept else (None, None)
    about = [len(older.groups), broken, *numbers, str(result.status)]
    gap = gap_text(relative_gap(result.value, result.bound))
    table.row([n, sizes, draw, *about, gap, seconds(wall), seconds(cpu)])


def changed(before: pp.Problem, older: pp.Result) -> pp.Problem:
    """Return the problem after leave, leavers and joiners."""
    assert before.horizon is not None
    start, end = (
        datetime(d.year, d.month, d.day) for d in (before.horizon.start, before.horizon.end)
    )
    ill = [group.members[0] for group in older.groups[::10]]
    gone = {
        group.members[-1] for group in older.groups[5 :: len(older.groups) // LEAVERS][:LEAVERS]
    }
    stay = [resident for resident in before.residents if resident.id not in gone]
    new = [replace(before.residents[k], id=f"new{k}", name=f"New {k}") for k in range(JOINERS)]
    busy = [entry for entry in before.busy if entry.resident not in gone]
    busy += [pp.Assignment(name, start, end, kind="leave") for name in ill]
    twins = {before.residents[k].id: f"new{k}" for k in range(JOINERS)}
    busy += [replace(e, resident=twins[e.resident]) for e in before.busy if e.resident in twins]
    return replace(
        before,
        residents=[*stay, *new],
        busy=busy,
        preferences=[p for p in before.preferences if not gone & {p.source, p.target}],
        constraints=[r for r in before.constraints if not gone & {*r.residents()}],
    )


if __name__ == "__main__":
    raise SystemExit(main())
