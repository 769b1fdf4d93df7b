"""Ctrl-C on a real process: the best answer so far, or 130; never a traceback, nothing left."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from peerpair.cli.main import run
from peerpair.documents.files import write_problem
from peerpair.generate import generate

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")

LONGEST = 300.0
"""Seconds; nothing here is timed, this only keeps a failure from hanging."""

SEARCHING = """
from peerpair.engines import partition, worker
from peerpair.engines.program import Program
import numpy as np
partition._SMALL = (0, 0)  # every program goes to the process
rng = np.random.default_rng(0)
hard = np.sort(rng.permuted(np.tile(np.arange(150), (12_000, 1)), axis=1)[:, :3], axis=1)
solve = worker.Worker.solve
def search(self, program, **options):
    self.start()
    print("child", self.pid, flush=True)
    print("ready", flush=True)
    return solve(self, Program.of(150, hard, rng.integers(0, 9_999, 12_000), []), **options)
worker.Worker.solve = search
"""
"""A solve that is in the solver's process, over a program it cannot finish."""

COMPILING = """
import time
from peerpair.solve import run
def compile_problem(problem, **_):
    print("ready", flush=True)
    while True:
        time.sleep(0.05)
run.compile_problem = compile_problem
"""
"""A solve that has no answer yet and does not ask whether to stop."""

DEAF = """
import time
from peerpair.engines.limits import (Limits)
tell = Limits.tell
def told(self, stage, value=None, bound=None, **options):
    tell(self, stage, value, bound, **options)
    if value is not None:
        print("ready", flush=True)
        while True:
            time.sleep(0.05)
Limits.tell = told
"""
"""A solve that has an answer and does not ask whether to stop."""


@dataclass
class Running:
    """A command, and what it has printed so far."""

    process: subprocess.Popen[str]
    errors: list[str] = field(default_factory=list)
    children: list[int] = field(default_factory=list)

    def interrupt(self) -> None:
        """Send what a terminal sends on Ctrl-C: the signal to the whole group."""
        os.killpg(self.process.pid, signal.SIGINT)


def begin(patch: str, folder: Path, residents: int) -> Running:
    write_problem(generate(residents, 0), folder / "p.json")
    code = "\n".join(
        [
            "import signal, sys",
            "signal.signal(signal.SIGINT, signal.default_int_handler)",  # as in a terminal
            patch,
            "from peerpair.cli.main import run",
            "sys.exit(run())",
        ]
    )
    options = ["solve", str(folder / "p.json"), "-o", str(folder / "r.json"), "--seconds", "600"]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    running = Running(process)
    fuse = threading.Timer(LONGEST, process.kill)
    fuse.daemon = True
    fuse.start()
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("child"):
            running.children.append(int(line.split()[1]))
        if line == "ready\n":
            break
    fuse.cancel()
    return running


def end(running: Running) -> tuple[int, str]:
    """Return the exit code and what was said; no child may be left."""
    _, errors = running.process.communicate(timeout=LONGEST)
    for pid in running.children:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert "Traceback" not in errors
    return running.process.returncode, errors


def test_ctrl_c_during_a_search_keeps_the_best_answer(tmp_path: Path) -> None:
    running = begin(SEARCHING, tmp_path, 62)
    running.interrupt()
    code, errors = end(running)
    assert running.children
    assert code == 0
    assert "Stopping with the best answer so far" in errors
    result = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert result["status"] == "FEASIBLE"
    assert result["groups"]
    assert "the search was stopped before the answer was proven" in result["warnings"]


def test_ctrl_c_before_any_answer_gives_130(tmp_path: Path) -> None:
    running = begin(COMPILING, tmp_path, 70)
    running.interrupt()
    code, errors = end(running)
    assert code == 130
    assert "nothing was written" in errors
    assert not (tmp_path / "r.json").exists()


def test_the_second_ctrl_c_ends_at_once(tmp_path: Path) -> None:
    running = begin(DEAF, tmp_path, 70)
    running.interrupt()
    assert running.process.stderr is not None
    assert any("press Ctrl-C again" in line for line in running.process.stderr)
    time.sleep(0.2)  # an answer is waited for: it is still running
    assert running.process.poll() is None
    running.interrupt()
    code, errors = end(running)
    assert code == 130
    assert "Interrupted" in errors


LOADING = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == {slow!r}:
            print("ready", flush=True)
            try:
                time.sleep(600)
            except KeyboardInterrupt:
                raise ImportError("as libraries do that load others")
sys.meta_path.insert(0, Slow())
sys.argv = [{program!r}, "solve", "nothing.json"]
sys.orig_argv = [sys.executable, "-m", "peerpair"]
from peerpair.cli.main import run
sys.exit(run())
"""
"""A program that is still being loaded, its own modules or those that a command needs."""


@pytest.mark.parametrize("program", ["/usr/bin/peerpair", "-m"])
@pytest.mark.parametrize("slow", ["peerpair.compile.compiled", "typer", "peerpair.cli.watch"])
def test_ctrl_c_while_the_program_is_loaded_gives_130_and_one_line(slow: str, program: str) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", LOADING.format(slow=slow, program=program)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=LONGEST)
    assert (process.returncode, errors) == (130, "Interrupted; nothing was written.\n")


@pytest.mark.parametrize("started", [["-c", ""], ["-m", "timeit"]])
def test_a_host_that_imports_the_library_keeps_its_ctrl_c(started: list[str]) -> None:
    code = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        f"sys.orig_argv = ['python', *{started!r}]; sys.argv = [{started[0]!r}]; import peerpair; "
        "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "True\n"


def test_an_interrupt_behind_an_error_of_a_library_is_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(problem: object, path: Path) -> None:
        try:
            raise KeyboardInterrupt
        except KeyboardInterrupt as error:
            raise ImportError("initialization failed") from error

    monkeypatch.setattr("peerpair.documents.files.write_problem", interrupted)
    assert run(["generate", "--residents", "4", "-o", "p.json"]) == 130
    assert capsys.readouterr().err == "Interrupted; nothing was written.\n"
