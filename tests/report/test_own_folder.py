"""A report touches nothing that peerpair did not write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from peerpair.documents.files import write_new
from peerpair.errors import ProblemError
from peerpair.generate import generate
from peerpair.report import STATE, check_places, own_folder, write_report
from peerpair.report.own_folder import OwnFolder
from tests.report.by_hand import consecutive, result_of


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def report(out: Path, groups: int = 6, state: Path | None = None) -> None:
    problem = generate(12, 1)
    result = result_of(problem, consecutive(problem)[:groups])
    write_report(problem, result, out, state=state)


def test_a_folder_with_files_of_others_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "residents.csv").write_text("mine")
    before = files_of(tmp_path)
    calls: tuple[Callable[[Path], None], ...] = (report, check_places)
    for call in calls:
        with pytest.raises(FileExistsError, match="did not write") as caught:
            call(tmp_path)
        assert caught.value.filename == str(tmp_path)
    assert files_of(tmp_path) == before


def test_a_file_that_came_later_is_neither_replaced_nor_removed(tmp_path: Path) -> None:
    out = tmp_path / "out"
    report(out, groups=2)
    page = out / "for-residents" / "group-003.html"
    page.write_text("mine")
    before = files_of(out)
    with pytest.raises(FileExistsError, match="was not written by peerpair"):
        report(out)
    assert files_of(out) == before
    report(out, groups=1)
    assert page.read_text() == "mine"
    assert not (out / "for-residents" / "group-002.html").exists()


def test_a_file_that_was_changed_is_not_removed(tmp_path: Path) -> None:
    own = OwnFolder(tmp_path / "out")
    with own.claimed():
        own.replace({"a": b"1", "b": b"2"})
    (own.path / "a").write_bytes(b"changed")
    with own.claimed():
        own.replace({"c": b"3"})
    assert {p.name for p in own.path.iterdir()} == {".peerpair", "a", "c"}


def test_links_and_folders_in_the_way_are_refused_before_anything_is_written(
    tmp_path: Path,
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "group-050.html").write_text("mine")
    out = tmp_path / "out"
    report(out, groups=1)
    for name in ("group-002.html", "linked"):
        pages = out / "for-residents"
        if name == "linked":
            pages.rename(tmp_path / "pages")
            pages.symlink_to(elsewhere, target_is_directory=True)
        else:
            (pages / name).mkdir()
        before = files_of(out)
        with pytest.raises(FileExistsError):
            report(out)
        assert files_of(out) == before
    assert [path.name for path in elsewhere.iterdir()] == ["group-050.html"]


def test_the_list_of_who_gets_what_is_gone_while_files_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    report(out)
    place = OwnFolder._place

    def full(self: OwnFolder, name: str, part: Path) -> None:
        if name.endswith("group-003.html"):
            raise OSError(28, "No space left on device")
        place(self, name, part)

    monkeypatch.setattr(OwnFolder, "_place", full)
    with pytest.raises(OSError, match="No space"):
        report(out, groups=5)
    assert not (out / "sending.csv").exists()
    monkeypatch.undo()
    report(out, groups=2)
    assert len([n for n in files_of(out) if n.endswith(".html")]) == 4


def test_a_disk_that_is_full_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    report(out)
    before = files_of(out)

    def full(path: Path, data: bytes, *, durable: bool) -> None:
        if path.name == "9":
            raise OSError(28, "No space left on device", str(path))
        write_new(path, data, durable=durable)

    monkeypatch.setattr(own_folder, "write_new", full)
    with pytest.raises(OSError, match="No space") as caught:
        report(out, groups=5)
    assert ".peerpair" not in caught.value.filename
    assert files_of(out) == before


def test_a_list_that_is_none_is_told(tmp_path: Path) -> None:
    out = tmp_path / "out"
    report(out)
    (out / ".peerpair").write_text('{"format": "peerpair-files/9", "files": {"a": "b"}}')
    with pytest.raises(ProblemError, match="is not a valid list of files"):
        report(out)


@pytest.mark.parametrize("name", ["for-residents/state.json", "result.json", "sending.csv"])
def test_the_state_is_not_among_the_files(tmp_path: Path, name: str) -> None:
    out = tmp_path / "out"
    with pytest.raises(ValueError, match="state"):
        report(out, state=out / name)


def test_a_state_that_cannot_be_read_is_told_before_the_work(tmp_path: Path) -> None:
    (tmp_path / STATE).write_text("{")
    with pytest.raises(ValueError, match="is not JSON"):
        check_places(tmp_path / "out", tmp_path / STATE)
