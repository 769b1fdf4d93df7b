"""Two runs at once: one after the other, or a clear word; an ended run is in nobody's way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from peerpair.documents import held as module
from peerpair.documents.files import beside, write_whole
from peerpair.documents.held import held
from peerpair.errors import WriteError
from peerpair.generate import generate
from peerpair.report import STATE, write_report
from peerpair.report.calendars import mark_sent
from peerpair.report.own_folder import OwnFolder
from tests.report.by_hand import consecutive, result_of

PROBLEM = generate(12, 1)
RESULT = result_of(PROBLEM, consecutive(PROBLEM)[:4])

HOLDING = """
import sys, time
from pathlib import Path
from peerpair.documents.held import held
with held(Path(sys.argv[1]), ""):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.0)


def test_a_folder_that_another_run_writes_is_told(tmp_path: Path, hasty: None) -> None:
    out = tmp_path / "out"
    write_report(PROBLEM, RESULT, out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    with OwnFolder(out).claimed():
        with pytest.raises(OSError, match="another run is writing here since 20") as caught:
            write_report(PROBLEM, RESULT, out)
        assert caught.value.filename == str(out)
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    write_report(PROBLEM, RESULT, out)


def test_a_state_is_changed_by_one_run_at_a_time(tmp_path: Path, hasty: None) -> None:
    state = tmp_path / STATE
    write_report(PROBLEM, RESULT, tmp_path / "out", state=state)
    with held(beside(state, "lock"), state):
        with pytest.raises(OSError, match="another run is writing here"):
            mark_sent(state)
        with pytest.raises(OSError, match="another run is writing here"):
            write_report(PROBLEM, RESULT, tmp_path / "out", state=state)
    assert mark_sent(state) == 4


def test_a_file_that_another_run_writes_is_told(tmp_path: Path, hasty: None) -> None:
    path = tmp_path / "r.json"
    told = pytest.raises(WriteError, match="another run is writing here")
    with held(beside(path, "part"), path), told:
        write_whole(path, b"1")
    write_whole(path, b"2")
    assert [each.name for each in tmp_path.iterdir()] == ["r.json"]


def test_what_a_killed_run_held_is_free_again(tmp_path: Path, hasty: None) -> None:
    place = tmp_path / ".peerpair-1.lock"
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(place)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process, process.stdout:
        assert process.stdout.readline() == "held\n"
        with pytest.raises(BlockingIOError), held(place, "x"):
            pass
        process.kill()
    assert place.exists()
    with held(place, "x"):
        pass
    assert not place.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_nothing_is_written_through_a_link_in_the_place_of_a_part(
    tmp_path: Path, hasty: None
) -> None:
    path, other = tmp_path / "r.json", tmp_path / "other"
    other.write_text("mine")
    beside(path, "part").symlink_to(other)
    with pytest.raises(WriteError):
        write_whole(path, b"secret")
    assert other.read_text() == "mine"
    assert not os.path.lexists(path)


def test_runs_at_once_are_whole_one_after_the_other(tmp_path: Path) -> None:
    code = (
        "import sys; from tests.report.test_alone import *\n"
        "write_report(PROBLEM, RESULT, sys.argv[1], state=sys.argv[2])"
    )
    places = [str(tmp_path / "out"), str(tmp_path / STATE)]
    runs = [subprocess.Popen([sys.executable, "-c", code, *places]) for _ in range(4)]
    assert [process.wait() for process in runs] == [0, 0, 0, 0]
    assert not [path for path in tmp_path.rglob("*") if path.suffix in (".part", ".lock")]
    assert len([*(tmp_path / "out" / "for-residents").glob("*.html")]) == 5
