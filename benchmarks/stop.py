"""How long a solve goes on without asking whether to stop, and how long it takes to end.

``python -m benchmarks.stop`` puts every rule into hospitals of version 1 of the generator, with
each size policy, fairness and policy for unplaced residents, ends each solve after some seconds, by
its limit or by ``stop``, and prints the worst of all.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

import peerpair as pp
from benchmarks.table import Table, gap_text, seconds
from peerpair.generate import generate
from peerpair.registry import family

SIZES = ("pairs", "triads", "mixed")
FAIRNESS = ("total", "weeks", "maxmin")
UNPLACED: tuple[str | pp.Penalty, ...] = ("forbid", "allow", pp.Penalty(1000))
COLUMNS = {"n": 5, "rule": -16, "sizes": -6, "fairness": -8, "unplaced": -8, "ends by": -7}
COLUMNS |= {"status": -10, "gap %": 8, "asked": 7, "silent s": 8, "ended s": 8}


@dataclass(frozen=True)
class Case:
    """A problem, and what is special about it."""

    rule: str
    problem: pp.Problem

    @property
    def settings(self) -> tuple[str, str, str]:
        """Size policy, fairness and what becomes of unplaced residents."""
        unplaced = self.problem.unplaced
        word = unplaced if isinstance(unplaced, str) else "penalty"
        return str(self.problem.sizes), self.problem.fairness, word


def cases(n: int, seed: int = 0) -> Iterator[Case]:
    """Yield every rule three times, so that it and any two settings meet each setting."""
    plain = generate(n, seed)
    for row, kind in enumerate(("", *family("constraints"))):
        for column, sizes in enumerate(SIZES):  # a Latin square
            fairness, unplaced = FAIRNESS[(column + row) % 3], UNPLACED[(column + row // 3) % 3]
            if fairness == "maxmin" and isinstance(unplaced, pp.Penalty):
                unplaced = "allow"  # the two do not go together
            rules = plain.constraints
            if kind:
                rule = cast(type[pp.Constraint], family("constraints")[kind])
                rules = (*rules, rule.example(plain, random.Random(f"{kind} {seed}")))
            problem = replace(
                plain, constraints=rules, sizes=sizes, fairness=fairness, unplaced=unplaced
            )
            yield Case(kind or "-", problem)


@dataclass
class Asked:
    """Stands in for ``stop``; notes when it was asked."""

    until: float
    began: float = field(default_factory=time.monotonic)
    times: int = 0
    last: float = 0.0
    silent: float = 0.0

    def __call__(self) -> bool:
        self.note()
        self.times += 1
        return self.last > self.until

    def note(self) -> None:
        """Take the time since the last question."""
        now = time.monotonic() - self.began
        self.silent, self.last = max(self.silent, now - self.last), now


def run(problem: pp.Problem, at: float, *, by_limit: bool) -> tuple[pp.Result, Asked, float]:
    """Solve until some second; return the answer, who asked, and how long the end took.

    Where the solver was done before, the end took no time.
    """
    asked = Asked(at if not by_limit else 1e9)
    result = pp.solve(problem, seconds=at if by_limit else 600.0, stop=asked)
    ended = time.monotonic() - asked.began - at
    if ended <= 0:
        asked.note()
    return result, asked, max(0.0, ended)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stop", description=__doc__)
    add = parser.add_argument
    add("--n", type=int, action="append", help="these numbers of residents (200, 520)")
    add("--at", type=float, action="append", help="seconds after which to end (2)")
    add("--rule", action="append", help="these rules alone; - is none (all)")
    add("--sizes", action="append", choices=SIZES, help="these size policies alone (all)")
    options = parser.parse_args(arguments)
    table, worst = Table(COLUMNS), {"silent": (0.0, ""), "ended": (0.0, "")}
    for n in options.n or (200, 520):
        for number, case in enumerate(cases(n)):
            if case.rule not in (options.rule or [case.rule]):
                continue
            if case.problem.sizes not in (options.sizes or SIZES):
                continue
            for at in options.at or (2.0,):
                by_limit = number % 2 == 0
                result, asked, ended = run(case.problem, at, by_limit=by_limit)
                how = [*case.settings, "limit" if by_limit else "stop"]
                told = [result.status, gap_text(result.gap), asked.times]
                table.row([n, case.rule, *how, *told, seconds(asked.silent), seconds(ended)])
                what = f"{n} residents, rule {case.rule}, {', '.join(how)}"
                worst["silent"] = max(worst["silent"], (asked.silent, what))
                worst["ended"] = max(worst["ended"], (ended, what))
    print(f"longest silence: {seconds(worst['silent'][0])} s ({worst['silent'][1]})")
    print(f"longest end: {seconds(worst['ended'][0])} s ({worst['ended'][1]})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
