"""The rooms of the report: each uses only what is below it, types included."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.test_house import SOURCE, imports

FLOORS = [
    {"view", "words", "own_folder"},
    {"page", "table", "verdict", "kept"},
    {"places"},
    {"gather"},
    {"residents"},
    {"calendars", "formats"},
    {"formatted"},
    {"news", "sent"},
    {"sending"},
    {"write"},
]
RANK = {name: floor for floor, names in enumerate(FLOORS) for name in names}
REPORT = SOURCE / "report"
FILES = [path for path in REPORT.rglob("*.py") if path != REPORT / "__init__.py"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPORT)))
def test_rooms_of_the_report_use_only_what_is_below(path: Path) -> None:
    own = path.relative_to(REPORT).with_suffix("").parts[0]
    for module in imports(path):
        package, *rest = module.removeprefix("peerpair.").split(".")
        if package == "report":
            assert rest, f"{path} imports the door of its own house"
            below = RANK[rest[0]] < RANK[own]
            assert below or rest[0] == own, f"{own} imports {module}"


def test_a_class_of_the_report_has_a_name_of_its_own() -> None:
    names = {
        (node.name, path.is_relative_to(REPORT))
        for path in SOURCE.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    }
    twice = {name for name, ours in names if ours and (name, False) in names}
    assert twice - {"Written"} == set()  # that of iCalendar lines is being renamed


def test_formats_hold_formats_alone() -> None:
    for path in (REPORT / "formats").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert path.stem in ("__init__", "base") or "    kind: ClassVar[str] = " in text, path
