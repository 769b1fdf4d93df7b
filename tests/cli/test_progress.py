"""What is seen while a run goes on: a bar on a terminal, lines elsewhere, nothing if quiet."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from peerpair.cli.progress import Bar, Lines, Nothing, show_for, stage_text
from peerpair.documents.files import write_problem
from peerpair.engines.limits import Progress
from peerpair.generate import generate
from peerpair.model.level import Level, LevelKind

Text = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    ("level", "words"),
    [
        (Level(LevelKind.UNPLACED), "As few as possible without a group"),
        (Level(LevelKind.WEEKS, 0), "Fewest who can never meet"),
        (Level(LevelKind.WEEKS, 1), "Fewest with at most 1 week"),
        (Level(LevelKind.WEEKS, 3), "Fewest with at most 3 weeks"),
        (Level(LevelKind.MAXMIN), "The least shared time"),
        (Level.named("later\x1b[2J"), "later [2J"),
    ],
)
def test_every_level_is_told_in_words(level: Level, words: str) -> None:
    assert stage_text(Progress(level.name, 1.0, level=level)) == words


def test_lines_are_few_and_plain(capsys: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    lines = Lines()
    for second in range(30):
        now[0] = 100.0 + second
        lines.tell(Progress("total" if second > 1 else "compile", second, 900, 1000))
    said = capsys.readouterr().err.splitlines()
    known = "(gap 10.00%, best 900, bound 1,000)"
    assert said[0] == f"After 1 s: Looking at what is possible {known}"
    assert said[1] == f"After 2 s: The best groups {known}"
    assert 5 <= len(said) <= 8
    assert all("\x1b" not in line and "\r" not in line for line in said)


def test_what_is_shown_depends_on_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(show_for(60, quiet=True), Nothing)
    assert isinstance(show_for(60), Lines)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert isinstance(show_for(60), Bar)
    monkeypatch.setenv("TERM", "dumb")
    assert isinstance(show_for(60), Lines)
    monkeypatch.setattr(sys, "stderr", None)
    assert isinstance(show_for(60), Nothing)


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
@pytest.mark.parametrize("quiet", [False, True])
def test_a_terminal_shows_a_bar_and_is_left_clean(tmp_path: Path, quiet: bool) -> None:
    write_problem(generate(40, 0), tmp_path / "p.json")
    code = (
        "import sys, time\n"
        "from peerpair.engines.limits import Limits\n"
        "tell = Limits.tell\n"
        "def slow(self, *given, **named):\n"
        "    tell(self, *given, **named)\n"
        "    time.sleep(0.25)\n"  # so that each stage is drawn
        "Limits.tell = slow\n"
        "from peerpair.cli.main import run\n"
        "sys.exit(run())\n"
    )
    command = ["solve", str(tmp_path / "p.json"), "-o", str(tmp_path / "r.json")]
    master, slave = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *command, *(["--quiet"] if quiet else [])],
        stdin=slave,
        stdout=subprocess.DEVNULL,
        stderr=slave,
        env=environment,
    )
    os.close(slave)
    seen = _read(master, process)
    assert process.wait() == 0
    text = seen.decode("utf-8", "replace")
    if quiet:
        assert text == ""
        return
    assert "The best groups" in text
    assert re.search(r"gap [\d.]+%, best [\d,]+, bound [\d,]+", text)
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h")  # the cursor is shown again
    assert "Wrote" in text.rsplit("\x1b[?25h", 1)[1]


def _read(master: int, process: subprocess.Popen[bytes]) -> bytes:
    found = b""
    fuse = time.monotonic() + 120  # keeps a failure from hanging
    while time.monotonic() < fuse:
        ready, _, _ = select.select([master], [], [], 0.2)
        if ready:
            try:
                part = os.read(master, 65536)
            except OSError:  # the other side was closed
                break
            if not part:
                break
            found += part
        elif process.poll() is not None:
            break
    os.close(master)
    return found
