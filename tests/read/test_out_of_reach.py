"""Folders and files that the system keeps from us: an error of ours, and nobody is free by it."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.config import read_config

DUTY = "resident,start,end,kind\na,2026-08-03 07:00,2026-08-03 19:00,ward\n"
BLOCKED = "night"


@pytest.fixture
def rosters(tmp_path: Path) -> Path:
    (tmp_path / "residents.csv").write_text("id,name\na,Ann\nb,Bea\n", encoding="utf-8")
    (tmp_path / "days.csv").write_text(DUTY, encoding="utf-8")
    (tmp_path / BLOCKED).mkdir()
    (tmp_path / BLOCKED / "nights.csv").write_text(DUTY.replace("a,", "b,"), encoding="utf-8")
    return tmp_path


def block(monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], folder: Path) -> None:
    """Let system calls fail inside a folder, and for listing on it, as they do without rights."""
    for name in names:
        monkeypatch.setattr(os, name, _refusing(getattr(os, name), folder, own=name == "scandir"))


def _refusing(call: Callable[..., Any], folder: Path, *, own: bool) -> Callable[..., Any]:
    def refuse(path: Any = ".", *rest: Any, **more: Any) -> Any:
        place = Path(path) if isinstance(path, str | os.PathLike) else Path()
        if folder in place.parents or (own and place == folder):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(path))
        return call(path, *rest, **more)

    return refuse


@pytest.mark.parametrize("names", [("scandir",), ("stat", "lstat"), ("scandir", "stat", "lstat")])
def test_a_folder_that_cannot_be_entered(
    rosters: Path, monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...]
) -> None:
    assert len(pp.read(rosters, timezone="America/Chicago").assignments) == 2
    block(monkeypatch, names, rosters / BLOCKED)
    with pytest.raises(pp.ReadError, match="Permission denied"):
        pp.read(rosters, timezone="America/Chicago")
    if "stat" in names:
        with pytest.raises(pp.ReadError):
            pp.read(rosters / BLOCKED / "nights.csv", timezone="America/Chicago", residents="x.csv")


@pytest.fixture
def deep(rosters: Path) -> Iterator[Path]:
    """Return rosters with one so deep that no call takes its path."""
    before = os.getcwd()
    os.chdir(rosters)
    for _ in range(20):
        os.mkdir("d" * 250)
        os.chdir("d" * 250)
    Path("deep.csv").write_text(DUTY, encoding="utf-8")
    yield rosters
    Path("deep.csv").unlink()
    for _ in range(20):
        os.chdir("..")
        os.rmdir("d" * 250)
    os.chdir(before)


def test_paths_beyond_the_limit_of_the_system(deep: Path) -> None:
    with pytest.raises(pp.ReadError, match="too long"):
        pp.read(deep, timezone="America/Chicago")


@pytest.mark.parametrize("name", ["x" * 5000, "x/" * 5000, "a\0b"])
@pytest.mark.parametrize("key", ["source", "residents", "absences", "mapping"])
def test_a_name_that_no_system_takes(rosters: Path, name: str, key: str) -> None:
    given = {"source": rosters, "timezone": "America/Chicago"} | {key: name}
    with pytest.raises(pp.ReadError):
        pp.read(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", ["folder", "residents", "exclusions", "history", "mapping"])
def test_settings_that_name_what_no_system_takes(tmp_path: Path, rosters: Path, key: str) -> None:
    value = '"' + "x" * 5000 + '"'
    value = f"[{value}]" if key == "history" else value
    (tmp_path / "peerpair.toml").write_text(
        "horizon = { start = 2026-08-03, end = 2026-08-31 }\n"
        f'[rosters]\ntimezone = "America/Chicago"\n{key} = {value}\n',
        encoding="utf-8",
    )
    with pytest.raises(pp.ReadError):
        read_config(tmp_path / "peerpair.toml").read()
