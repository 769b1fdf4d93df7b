"""A run that is killed, or fails, at any change to a file: the next one goes on."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from peerpair.cli.main import run
from peerpair.documents.files import read_result, write_problem
from peerpair.generate import generate

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning"),
]

CHANGES = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "os.link"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

SETTINGS = """
[horizon]
start = 2026-08-03
end = 2026-08-17
[rosters]
timezone = "America/Chicago"
residents = "residents.csv"
"""
FULL = 28
"""The number of "No space left on device"."""


def changes(event: str, args: tuple[Any, ...], folder: str) -> bool:
    """Tell whether something is about to change a file below a folder."""
    if event == "open":
        path, _, flags = args
        return isinstance(path, str) and path.startswith(folder) and bool(flags & WRITING)
    return event in CHANGES


def attempt(command: list[str], folder: Path, step: int, stop: Callable[[], None]) -> int | None:
    """Run a command in a process in which `stop` is called before its change number `step`.

    Returns its exit code, 200 if it came to its end before, and None if it was killed.
    """
    child = os.fork()
    if child == 0:
        code = 199
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            count = 0

            def hook(event: str, args: tuple[Any, ...]) -> None:
                nonlocal count
                if count <= step and changes(event, args, str(folder)):
                    count += 1
                    if count > step:
                        stop()

            os.fsync = lambda fd: None  # the disk does not fail here
            sys.addaudithook(hook)
            code = run(command)
            code = 200 if count <= step and code == 0 else code
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(status) else os.waitstatus_to_exitcode(status)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise OSError(FULL, "No space left on device")


def pages(folder: Path) -> dict[str, bytes]:
    """Return what residents may be sent besides calendars, whose identifiers are random."""
    sent = folder / "peerpair-out" / "for-residents"
    return {path.name: path.read_bytes() for path in sent.glob("*") if path.suffix != ".ics"}


def begun(folder: Path) -> Path:
    """Make a folder of rosters with its settings."""
    folder.mkdir()
    people = ["id,name,specialty", *(f"r{i},Res {i},{'IM' if i % 2 else 'FM'}" for i in range(4))]
    (folder / "residents.csv").write_text("\n".join(people) + "\n", encoding="utf-8")
    shifts = [f"r{i},2026-08-{3 + i:02d}T07:00,2026-08-{3 + i:02d}T19:00" for i in range(4)]
    text = "\n".join(["resident,start,end", *shifts, ""])
    (folder / "shifts.csv").write_text(text, encoding="utf-8")
    (folder / "peerpair.toml").write_text(SETTINGS, encoding="utf-8")
    write_problem(generate(4, 0), folder / "p.json")
    return folder


def apart(folder: Path) -> None:
    """Exclude a pair that was formed."""
    first = read_result(folder / "peerpair-out" / "result.json").groups[0].members
    text = f'\n[[constraints]]\nkind = "exclude"\nresidents = ["{first[0]}", "{first[1]}"]\n'
    (folder / "peerpair.toml").write_text(SETTINGS + text + "private = true\n", encoding="utf-8")


COMMANDS = {
    "pair": ["pair", "FOLDER", "--problem", "FOLDER/problem.json"],
    "pair again": ["pair", "FOLDER", "--problem", "FOLDER/problem.json"],
    "sent": ["sent", "FOLDER"],
    "init": ["init", "FOLDER", "--force"],
    "demo": ["demo", "--residents", "4", "--out", "FOLDER/demo"],
    "generate": ["generate", "--residents", "4", "-o", "FOLDER/g.json"],
    "solve": ["solve", "FOLDER/p.json", "-o", "FOLDER/r.json", "--certificate"],
}


STRIDES = [
    *(("pair", kill, 1), ("pair again", kill, 1), ("pair again", fail, 3), ("pair", fail, 5)),
    *(("demo", kill, 5), ("demo", fail, 9)),
    *((name, stop, 1) for name in ("sent", "init", "generate", "solve") for stop in (kill, fail)),
]
"""Every which change; what long runs share with others is tried there."""


@pytest.mark.parametrize(
    ("name", "stop", "stride"), STRIDES, ids=[f"{name}-{s.__name__}" for name, s, _ in STRIDES]
)
def test_a_run_that_ends_at_any_change_blocks_nothing(
    name: str, stop: Callable[[], None], stride: int, tmp_path: Path
) -> None:
    first = begun(tmp_path / "first")
    if name in ("pair again", "sent"):
        assert run(["pair", str(first), "--quiet"]) == 0
    old = pages(first)
    if name == "pair again":
        apart(first)
    whole = tmp_path / "whole"
    shutil.copytree(first, whole)
    command = [part.replace("FOLDER", str(whole)) for part in COMMANDS[name]]
    assert run(command) == 0  # in this process, so that the others have everything loaded
    new, files = pages(whole), names(whole)
    assert name != "pair again" or old != new
    for step in range(0, 1000, stride):
        folder = tmp_path / str(step)
        shutil.copytree(first, folder)
        command = [part.replace("FOLDER", str(folder)) for part in COMMANDS[name]]
        code = attempt(command, folder, step, stop)
        if code == 200:
            break
        # What cannot be removed in the end is left, and does not make the work undone.
        assert code in {kill: (None,), fail: (2, 0)}[stop]
        sent = pages(folder).items()
        assert sent <= old.items() or sent <= new.items()
        if (folder / "peerpair-out" / "sending.csv").exists():
            assert pages(folder) in (old, new)
        assert attempt(command, folder, 1000, stop) == 200
        assert names(folder) == files
        assert pages(folder) == new
        shutil.rmtree(folder)
    assert step >= stride


def names(folder: Path) -> set[str]:
    """Return all files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}
