"""Running a solve: progress, stop, processes, threads, memory; and that nothing is left behind."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.constraints import Exclude
from peerpair.engines import worker as worker_module
from peerpair.engines.memory import memory_can_be_limited, peak_memory
from peerpair.engines.process import Child
from peerpair.generate import generate
from peerpair.solve import isolate, run
from peerpair.solve.isolate import run_isolated
from tests.hospitals import make_problem
from tests.strategy_of_an_embedder import Answerless, Hindered, OurOwn

MIXED = replace(generate(62, 0), sizes="mixed")
"""Solved in a moment, with integer programs on the way."""

children: list[int] = []


@pytest.fixture(autouse=True)
def nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Note every process that is started; none may live on, nor any thread."""
    children.clear()
    monkeypatch.setattr(run, "_EARLY", 60)
    monkeypatch.setattr("peerpair.engines.partition._SMALL", (0, 0))  # each to the process

    class Noted(Child):
        def __init__(self, module: str) -> None:
            super().__init__(module)
            children.append(self.pid)

    monkeypatch.setattr(worker_module, "Child", Noted)
    monkeypatch.setattr(isolate, "Child", Noted)
    before = threading.active_count()
    handler = signal.getsignal(signal.SIGINT)
    yield
    assert threading.active_count() == before
    assert signal.getsignal(signal.SIGINT) is handler
    for pid in children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def bare(result: pp.Result) -> pp.Result:
    """Return a result without what no two runs share."""
    return replace(result, stage_seconds={}, peak_mb=None)


def test_a_solve_leaves_nothing_and_its_process_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = pp.solve(MIXED)
    assert len(children) == 1
    assert found.status is pp.Status.OPTIMAL
    assert bare(pp.solve(MIXED, threads=2)) == bare(found)
    monkeypatch.setattr("peerpair.engines.partition._SMALL", (999, 9**9))
    assert bare(pp.solve(MIXED)) == bare(found)
    monkeypatch.setattr("sys.executable", "")  # no process can be started
    assert bare(pp.solve(MIXED)) == bare(found)
    assert len(children) == 3


def test_the_peak_is_told() -> None:
    found = pp.solve(generate(8, 0))
    if peak_memory() is None:
        assert found.peak_mb is None
    else:
        assert found.peak_mb is not None
        assert found.peak_mb > 10
    assert pp.Result.from_document(found.to_document(certificate=True)) == found
    old = found.to_document()
    del old["peak_mb"]
    assert pp.Result.from_document(old).peak_mb is None


@pytest.mark.parametrize("isolate", [False, True])
def test_progress_comes_with_stage_value_bound_and_gap(isolate: bool) -> None:
    seen: list[pp.Progress] = []
    found = pp.solve(generate(20, 0), on_progress=seen.append, isolate=isolate)
    assert seen[0].stage == "compile"
    assert seen[-1].stage == "total"
    assert (seen[-1].value, seen[-1].bound, seen[-1].gap) == (found.value, found.bound, 0.0)
    assert [p.elapsed for p in seen] == sorted(p.elapsed for p in seen)
    last = {p.stage: p.value for p in seen}
    assert {level.name: level.value for level in found.levels}.items() <= last.items()
    assert all(p.gap is None or p.gap >= 0 for p in seen)
    settled = [p.level for p in seen if p.level is not None]
    assert {level.goal for level in settled} == {level.goal for level in found.levels}
    assert all(p.level is None or p.level.name == p.stage for p in seen)


class Stop:
    """Say yes once an answer is known."""

    def __init__(self) -> None:
        self.known = False

    def told(self, progress: pp.Progress) -> None:
        self.known = self.known or progress.value is not None


@pytest.mark.parametrize("isolate", [False, True])
def test_stop_keeps_the_answer_found_so_far(isolate: bool) -> None:
    stop = Stop()
    found = pp.solve(
        generate(62, 0),
        seconds=600,
        on_progress=stop.told,
        stop=lambda: stop.known,
        isolate=isolate,
    )
    assert stop.known
    assert found.groups
    if found.status is pp.Status.FEASIBLE:
        assert "the search was stopped before the answer was proven" in found.warnings


@pytest.mark.parametrize("isolate", [False, True])
@pytest.mark.parametrize("where", ["on_progress", "stop"])
def test_what_a_callback_raises_comes_out(where: str, isolate: bool) -> None:
    def fail(*_: object) -> bool:
        raise LookupError("canary")

    options: dict[str, Any] = {where: fail}
    with pytest.raises(LookupError, match="canary"):
        pp.solve(MIXED, isolate=isolate, **options)


def test_isolation_changes_nothing() -> None:
    assert bare(pp.solve(MIXED, isolate=True, seed=3)) == bare(pp.solve(MIXED, seed=3))
    start = [("r001", "r002"), ("r003", "r004"), ("r005", "r006")]
    small = replace(generate(6, 1), sizes="pairs", constraints=())
    first = pp.solve(small, "matching", start=start)
    assert bare(pp.solve(small, "matching", start=start, isolate=True)) == bare(first)
    alone = replace(generate(1, 0), constraints=())
    assert bare(pp.solve(alone, isolate=True)) == bare(pp.solve(alone))
    assert bare(pp.solve(small, OurOwn(), isolate=True)) == bare(pp.solve(small, OurOwn()))


def test_errors_come_through_isolation() -> None:
    small = generate(6, 1)
    with pytest.raises(pp.ProblemError, match="unknown resident: 'nobody'"):
        pp.solve(small, start=[("r001", "nobody")], isolate=True)
    with pytest.raises(pp.StrategyError, match="unknown strategy"):
        pp.solve(small, "magic", isolate=True)


def test_what_another_process_cannot_know_is_said() -> None:
    class Local(Exclude):
        pass

    small = replace(generate(6, 1), constraints=(Local("r001", "r002"),))
    with pytest.raises(pp.ProcessError, match="put it into a module"):
        pp.solve(small, isolate=True)
    code = (
        "import peerpair as pp\n"
        "from peerpair.generate import generate\n"
        "class Mine(pp.Strategy):\n"
        "    kind = 'mine'\n"
        "try:\n"
        "    pp.solve(generate(6, 1), Mine(), isolate=True)\n"
        "except pp.ProcessError as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "cannot be sent to another process" in done.stdout
    assert "put it into a module" in done.stdout


@pytest.mark.skipif(not memory_can_be_limited(), reason="memory cannot be limited here")
def test_a_solve_without_memory_is_an_error_and_no_harm() -> None:
    for memory_mb in (1, 200):
        with pytest.raises(pp.ProcessError, match="memory_mb"):
            pp.solve(MIXED, isolate=True, memory_mb=memory_mb)
    assert pp.solve(generate(6, 1), isolate=True, memory_mb=4_000).status is pp.Status.OPTIMAL


@pytest.mark.skipif(not memory_can_be_limited(), reason="memory cannot be limited here")
@pytest.mark.parametrize(
    ("error", "memory_mb", "words"),
    [
        (OSError("cannot map"), 4_000, r"ended with OSError; .* out of memory of 4000 MiB"),
        (OSError("cannot map"), None, r"cannot be sent to another process \(OSError: cannot map"),
        (FileNotFoundError("no x"), 4_000, r"cannot be sent .* \(FileNotFoundError: no x\)"),
    ],
)
def test_an_error_as_the_problem_arrives_is_said(
    error: OSError, memory_mb: int | None, words: str
) -> None:
    with pytest.raises(pp.ProcessError, match=words):
        pp.solve(MIXED, Hindered(error), isolate=True, memory_mb=memory_mb)


def test_a_strategy_without_an_answer_is_named() -> None:
    with pytest.raises(pp.StrategyError, match="answerless: must return an Answer, got null"):
        pp.solve(MIXED, Answerless())


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_an_isolated_solve_that_is_killed_says_so() -> None:
    def kill(progress: pp.Progress) -> None:
        os.kill(children[0], signal.SIGKILL)

    with pytest.raises(pp.ProcessError, match="ended by signal 9"):
        pp.solve(generate(62, 0), isolate=True, on_progress=kill)


def test_limits_are_checked_and_named() -> None:
    problem = generate(4, 0)
    with pytest.raises(pp.ProblemError, match="threads: must be at least 1, got: 0"):
        pp.solve(problem, threads=0)
    with pytest.raises(pp.ProblemError, match="memory_mb: needs isolate"):
        pp.solve(problem, memory_mb=500)
    with pytest.raises(pp.ProblemError) as caught:
        pp.solve(problem, seconds=0, gap=-1, seed=True, threads=1.5, isolate=True)  # type: ignore[arg-type]
    assert [fault.place for fault in caught.value.faults] == ["seconds", "gap", "seed", "threads"]


def test_where_no_process_can_be_started_isolation_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.executable", "/opt/hospital/server")
    with pytest.raises(pp.ProcessError, match="no process can be started"):
        run_isolated(
            generate(4, 0),
            "exact",
            isolate=True,
            memory_mb=None,
            start=None,
            on_progress=None,
            stop=None,
            seconds=9.0,
            gap=0.0,
            seed=0,
            threads=None,
        )


def test_nothing_is_printed_and_nothing_is_left_at_exit() -> None:
    code = (
        "import os, peerpair as pp; from dataclasses import replace\n"
        "from peerpair.generate import generate\n"
        "pp.solve(generate(62, 0), seconds=30)\n"
        "pp.solve(replace(generate(6, 1), sizes=pp.Sizes((3, 3), (1, 1))))\n"
        "pp.solve(generate(12, 0), isolate=True)\n"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-c", code], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="no GNU C library")
def test_what_c_code_prints_goes_nowhere_while_a_solver_runs() -> None:
    code = (
        "import ctypes; from peerpair.engines.quiet import c_output_nowhere\n"
        "c = ctypes.CDLL(None)\n"
        "c.printf(b'before;')\n"
        "with c_output_nowhere():\n"
        "    c.printf(b'inside;')\n"
        "    with c_output_nowhere(): c.printf(b'deeper;')\n"
        "    c.printf(b'still inside;')\n"
        "    print('python;', end='', flush=True)\n"
        "c.printf(b'after;')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {*done.stdout.split(";")} == {"before", "python", "after", ""}


def test_issues_of_reading_are_counted_in_the_result(tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("id\na\nb\n")
    (tmp_path / "shifts.csv").write_text(
        "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\nghost,2026-08-03 07:00,x\n"
        "b,2026-08-03 07:00,2026-08-03 19:00\nb,2026-08-04 07:00,late\n"
    )
    schedule = pp.read(tmp_path, timezone="America/Chicago")
    problem = pp.Problem.from_schedule(schedule, "2026-08-03", "2026-08-10")
    result = pp.solve(problem)
    assert result.warnings[0] == "2 issues were reported when the rosters were read"
    assert pp.verify(problem, result).ok
    same = pp.solve(replace(problem, sizes="mixed"))
    assert same.warnings[0] == result.warnings[0]
    assert problem == pp.Problem.from_document(problem.to_document())


@pytest.mark.parametrize("seed", range(60))
def test_progress_is_never_better_than_the_truth(seed: int) -> None:
    problem = make_problem(seed)
    if seed % 3 == 0:
        problem = replace(problem, unplaced=pp.Penalty(10**7), fairness="total", constraints=())
    elif seed % 3 == 1 and problem.horizon is not None:
        problem = replace(problem, unplaced="forbid", fairness="maxmin")
    seen: list[pp.Progress] = []
    found = pp.solve(problem, on_progress=seen.append)
    if found.status is not pp.Status.OPTIMAL:
        return
    best = {level.name: level.value for level in found.levels} | {"total": found.value}
    for told in seen:
        optimum = best.get(told.stage)
        if optimum is None:
            continue
        sign = 1 if told.stage in ("total", "maxmin") else -1
        assert told.value is None or sign * told.value <= sign * optimum, told
        assert told.bound is None or sign * told.bound >= sign * optimum, told
    assert seen[-1].value in (None, found.value)
