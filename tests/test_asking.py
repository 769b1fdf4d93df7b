"""Whatever the problem, a solve asks whether to stop, again and again, and ends soon after a yes.

The clock here counts calls of functions, not seconds, so that a slow machine changes nothing: a
loop over all groups, or over all pairs and their weeks, that does not ask takes many more than are
allowed.  ``python -m benchmarks.stop`` measures seconds.
"""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from types import FrameType
from typing import Any

import pytest

import peerpair as pp
from benchmarks.stop import FAIRNESS, SIZES, UNPLACED, Case, cases
from peerpair.registry import family
from peerpair.strategies.base import Answer
from peerpair.strategies.greedy import Greedy

N = 48
"""Residents: 17,296 triads, and a call for each would be heard."""
SILENT = 60_000
"""Calls that a solve may make between two questions, and after a yes: a few hundredths of a second.

What there is to do for each resident and entry, with availability and the check of the answer
above all, takes up to 45,000 at this size.
"""
AT_ONCE = "numpy ortools.sat.python.cp_model ortools.math_opt.python.mathopt rustworkx networkx"


class Clock:
    """Counts calls while a solve runs; says yes at some question."""

    def __init__(self, until: int | None = None) -> None:
        self.until, self.asked = until, 0
        self.calls, self.last, self.longest = 0, 0, 0
        self.where = ""

    def tick(self, _frame: FrameType, event: str, _what: object) -> None:
        self.calls += event in ("call", "c_call")

    def stop(self) -> bool:
        self.asked += 1
        self.note(sys._getframe(2))
        return self.until is not None and self.asked > self.until

    def note(self, frame: FrameType | None) -> None:
        if self.calls - self.last > self.longest:
            self.longest = self.calls - self.last
            names: list[str] = []
            while frame is not None and len(names) < 8:
                names.append(frame.f_code.co_name)
                frame = frame.f_back
            self.where = " < ".join(names)
        self.last = self.calls

    def solve(self, problem: pp.Problem, strategy: str = "exact") -> pp.Result:
        sys.setprofile(self.tick)
        try:
            return pp.solve(problem, strategy, seconds=4, stop=self.stop)
        finally:
            sys.setprofile(None)
            self.note(sys._getframe(1))


def brief(case: Case) -> pp.Problem:
    """Return a case with a week of evenings, in which little is to be done for each resident."""
    problem = case.problem
    assert problem.horizon is not None
    start = problem.horizon.start
    meeting = pp.Meeting(slot_minutes=60, hours=("17:00", "22:00"))
    horizon = pp.Horizon(start, start + timedelta(days=7))
    problem = replace(problem, horizon=horizon, meeting=meeting)
    return replace(problem, busy=problem.near)


CASES = [pytest.param(case, id="-".join((case.rule, *case.settings))) for case in cases(N)]


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Load what a first solve would load, whose calls are not ours."""
    for name in AT_ONCE.split():
        import_module(name)
    pp.solve(next(cases(9)).problem)


@pytest.mark.parametrize("case", CASES)
def test_every_long_work_asks(case: Case) -> None:
    clock = Clock()
    clock.solve(brief(case))
    assert clock.longest < SILENT, clock.where


def test_what_comes_before_the_strategy_and_after_its_proof_asks_too() -> None:
    asking: set[str] = set()

    def stop() -> bool:
        frame = sys._getframe(1)
        while frame.f_back is not None:
            asking.add(frame.f_code.co_name)
            frame = frame.f_back
        return False

    problem = brief(next(case for case in cases(N) if case.problem.sizes == "pairs"))
    result = pp.solve(problem, stop=stop)
    assert result.status is pp.Status.OPTIMAL
    # Facts and hash of the problem, numbers of the answer, and their check.
    assert asking >= {"prepare", "_hash", "_measure", "numbers"}


def test_a_long_document_is_hashed_in_parts_and_hashed_alike() -> None:
    plain = next(cases(N)).problem
    pieces, again = len(plain.busy) // 1_000, replace(plain)
    asked: list[int] = []
    again.prepare(lambda: asked.append(1))
    assert pieces > 0
    assert len(asked) > pieces
    assert again.sha256 == plain.sha256


@pytest.mark.parametrize("strategy", ["greedy", "matching", "random"])
def test_every_strategy_asks(strategy: str) -> None:
    case = next(case for case in cases(N) if case.problem.fairness == "total")
    clock = Clock()
    clock.solve(brief(case), strategy)
    assert clock.longest < SILENT, clock.where


def test_no_strategy_of_ours_is_forgotten() -> None:
    ours = {kind for kind, cls in family("strategies").items() if cls.__module__[:9] == "peerpair."}
    assert ours == {"exact", "greedy", "matching", "random"}


def test_every_setting_meets_every_other() -> None:
    told = [(case.rule, case.problem) for case in cases(4)]
    seen = {(rule, p.sizes, p.fairness, str(p.unplaced)) for rule, p in told}
    kinds = ("-", *family("constraints"))
    penalty = str(UNPLACED[2])
    assert {s[:2] for s in seen} == {*itertools.product(kinds, SIZES)}
    assert {s[1:3] for s in seen} == {*itertools.product(SIZES, FAIRNESS)}
    assert {s[1::2] for s in seen} == {*itertools.product(SIZES, map(str, UNPLACED))}
    wanted = {*itertools.product(FAIRNESS, map(str, UNPLACED))} - {("maxmin", penalty)}
    assert {s[2:] for s in seen} == wanted


def test_a_loop_over_all_triads_that_does_not_ask_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guards the clock itself."""
    run = Greedy.run

    def deaf(self: Greedy, compiled: pp.Compiled, *more: Any) -> Answer:
        for group in itertools.combinations(range(compiled.n), 3):
            min(group), max(group), sum(group), len(group)
        return run(self, compiled, *more)

    monkeypatch.setattr(Greedy, "run", deaf)
    clock = Clock()
    clock.solve(brief(next(case for case in cases(N) if case.problem.sizes == "triads")))
    assert clock.longest >= SILENT
    assert "begin" in clock.where


@pytest.mark.parametrize("case", CASES[::5])
@pytest.mark.parametrize("question", [0, 3, 20, 80])
def test_a_yes_is_the_end(case: Case, question: int) -> None:
    clock = Clock(question)
    clock.solve(brief(case))  # which checks its answer itself
    assert clock.longest < SILENT, clock.where
