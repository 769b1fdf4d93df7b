"""What a newcomer is told about the house is so: paths, rooms, versions, oldest dependencies."""

from __future__ import annotations

import re
import runpy
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from tests.test_docs import DOCS, PAGES, ROOT, blocks
from tests.test_house import RANK

PATH = re.compile(r"`((?:src|tests|docs|benchmarks|examples|\.ci)/[\w./-]+)`")


def sources(*names: str) -> Path:
    """Return a file of the whole project, or skip: a wheel has none of these."""
    path = ROOT.joinpath(*names)
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the tests run away from the sources")
    return path


def named(page: Path) -> Iterator[str]:
    """Yield the paths that a page names and does not make itself."""
    made = {block.text for block in blocks(page) if block.language == "file"}
    yield from set(PATH.findall(page.read_text(encoding="utf-8"))) - made


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_paths_that_a_page_names_are_there(page: Path) -> None:
    sources("src")
    assert [path for path in named(page) if not (ROOT / path).exists()] == []


def test_the_picture_of_the_house_has_every_room_on_its_floor() -> None:
    program: dict[str, Any] = runpy.run_path(str(DOCS / "from_code.py"))
    drawn = re.findall(r'y="(\d+)">(\w+)</text>', program["house"]())
    heights = {room: int(y) for y, room in drawn}
    assert set(heights) == set(RANK)
    assert sorted(RANK, key=lambda room: (RANK[room], room)) == sorted(
        RANK, key=lambda room: (-heights[room], room)
    )
    assert all(program["_about"](room) for room in RANK)


def test_the_citation_is_of_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {pp.__version__}\n" in text
    assert f"\nlicense: {project()['license']}\n" in text


def test_every_dependency_has_a_floor_and_the_oldest_are_these() -> None:
    oldest = runpy.run_path(str(sources(".ci", "oldest.py")))["oldest"]
    extras = project()["optional-dependencies"]
    asked = [*project()["dependencies"], *(each for extra in extras.values() for each in extra)]
    names = {re.split(r"[\[<>=~! ]", each)[0] for each in asked if "==" not in each}
    assert {line.split("==")[0] for line in oldest()} == names - {"peerpair"}


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return dict(found["project"])
