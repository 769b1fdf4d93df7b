"""What cannot be shown stops no work, and a name that is no text can be shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.cli import console
from peerpair.cli.console import emit, emit_lines, lost, say
from peerpair.cli.main import run
from peerpair.cli.progress import Bar
from peerpair.documents.files import json_bytes
from peerpair.engines.limits import Progress
from tests.cli.test_killed import begun

Text = pytest.CaptureFixture[str]
FULL = Path("/dev/full")
needs_full = pytest.mark.skipif(not FULL.exists(), reason="no device that is always full here")


def command(*arguments: str, out: int | None = None, err: int | None = None) -> tuple[int, str]:
    """Run a command; return its exit code, and what it said where that is not sent elsewhere."""
    process = subprocess.run(
        [sys.executable, "-m", "peerpair", *arguments],
        stdout=subprocess.PIPE if out is None else out,
        stderr=subprocess.PIPE if err is None else err,
        check=False,
    )
    return process.returncode, (process.stderr or b"").decode()


@needs_full
def test_a_report_is_written_where_nothing_can_be_shown(tmp_path: Path) -> None:
    folder = str(begun(tmp_path / "round"))
    with FULL.open("wb") as full:
        assert command("pair", folder, err=full.fileno()) == (0, "")
        assert (tmp_path / "round" / "peerpair-out" / "sending.csv").exists()
        code, said = command("generate", "--residents", "4", out=full.fileno())
        assert (code, said) == (2, "standard output: No space left on device\n")
        code, said = command("pair", folder, out=full.fileno())
        assert code == 2  # the table was asked for, and is lost
        assert "standard output: No space left" in said
        assert "Wrote " in said


@needs_full
def test_progress_that_cannot_be_shown_stops_no_solve(monkeypatch: pytest.MonkeyPatch) -> None:
    with FULL.open("w") as full:
        monkeypatch.setattr(sys, "stderr", full)
        bar = Bar(60.0)
        bar.tell(Progress("total", 3.0, 900, 1000))
        bar.close()
        say("nobody reads this")


def test_a_stream_that_knows_few_letters_stops_nothing(tmp_path: Path) -> None:
    said = tmp_path / "said"
    code = "from peerpair.cli.console import say; say('Zo\u00eb'); say('done'); print('on')"
    environment = os.environ | {"PYTHONIOENCODING": "ascii:strict"}
    with said.open("wb") as file:
        process = subprocess.run(
            [sys.executable, "-c", code], env=environment, stderr=file, stdout=subprocess.PIPE
        )
    assert process.stdout == b"on" + os.linesep.encode()


def test_what_is_lost_is_told_once(capsys: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full:
        buffer = property(lambda self: self)

        def write(self, data: bytes) -> None:
            raise OSError(5, "Input/output error")

        def fileno(self) -> int:
            raise OSError

    monkeypatch.setattr(console.sys, "stdout", Full())  # type: ignore[attr-defined]
    emit(b"x")
    assert capsys.readouterr().err == "standard output: Input/output error\n"
    assert lost()
    assert not lost()


STRAY = "\udcff"
"""What Python makes of a byte in a name that is not UTF-8."""


def test_names_that_are_no_text_are_printed_and_written(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert json.loads(json_bytes({"a": f"Zo\u00eb {STRAY}"})) == {"a": f"Zo\u00eb {STRAY}"}
    assert "Zo\u00eb".encode() in json_bytes({"a": "Zo\u00eb"})
    emit_lines([f"a{STRAY}"])
    assert capfdbinary.readouterr().out == b"a\\udcff\n"


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text there")
def test_commands_work_in_a_folder_whose_name_is_no_text(tmp_path: Path, capsys: Text) -> None:
    folder = str(begun(tmp_path / f"ro{STRAY}und"))
    os.rename(f"{folder}/shifts.csv", f"{folder}/sh{STRAY}ifts.csv")
    Path(f"{folder}/od{STRAY}d.csv").write_text("resident,start,end\nnobody,bad,worse\n")
    commands = [
        ["pair", folder, "--json", "--problem", f"{folder}/p{STRAY}.json"],
        ["pair", folder, "--dry-run", "--json"],
        ["check", folder, "--json"],
        ["demo", "--residents", "4", "--out", f"{folder}/de{STRAY}mo", "--json"],
    ]
    for arguments in commands:
        assert run(arguments) == 0
        assert json.loads(capsys.readouterr().out)
    for arguments in (["pair", folder], ["check", folder], ["sent", folder], ["init", folder]):
        assert run(arguments) in (0, 2)
        assert "bug" not in capsys.readouterr().err
    assert pp.read_result(f"{folder}/peerpair-out/result.json").groups
