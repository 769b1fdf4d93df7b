"""``docs/settings.md`` says everything that a configuration may hold, and nothing that is wrong."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.config.parse import plain
from peerpair.config.shape import Output, Rosters, check_config, config_shape
from peerpair.model.settings import Meeting, Rest
from peerpair.registry import family
from tests.test_docs import DOCS, blocks

PAGE = DOCS / "settings.md"
ROW = re.compile(r"^\| `([\w.]+)` \| (.*?) \| .+ \|$", re.MULTILINE)
TOML = [
    pytest.param(page, block.text, id=f"{page.stem}:{block.line}")
    for page in (PAGE, DOCS / "tutorial.md")
    for block in blocks(page)
    if block.language == "toml"
]


@pytest.mark.parametrize(("page", "text"), TOML)
def test_lines_to_copy_are_settings(page: Path, text: str) -> None:
    document = plain(tomllib.loads(text))
    document.setdefault("horizon", {"start": "2026-08-03", "end": "2026-08-31"})
    document.setdefault("rosters", {}).setdefault("timezone", "America/Chicago")
    assert check_config(document)[1].faults == []


@pytest.mark.parametrize("kinds", ["constraints", "objectives"])
def test_every_rule_has_lines_to_copy(kinds: str) -> None:
    shown = [
        entry["kind"]
        for block in blocks(PAGE)
        if block.language == "toml"
        for entry in tomllib.loads(block.text).get(kinds, ())
    ]
    ours = {kind for kind, rule in family(kinds).items() if rule.__module__.startswith("peerpair.")}
    assert set(shown) == ours


def keys(schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, stated in schema["properties"].items():
        inner = stated.get("anyOf", [stated])[0]  # or null, which means a missing key
        if inner.get("type") == "object":
            yield from keys(inner, f"{path}{name}.")
        else:
            yield f"{path}{name}"


def test_the_table_has_every_key_and_its_default() -> None:
    table = dict(ROW.findall(PAGE.read_text(encoding="utf-8")))
    assert set(table) == {*keys(config_shape().schema())}
    parts = {"rosters": Rosters, "output": Output, "meeting": Meeting, "rest": Rest}
    for part, cls in parts.items():
        for field in fields(cls):
            assert says(table[f"{part}.{field.name}"], field), f"{part}.{field.name}"
    people = [pp.Resident("a"), pp.Resident("b")]
    problem = pp.Problem(people, pp.Horizon("2026-08-03", "2026-08-31"), "America/Chicago")  # type: ignore[arg-type]
    for name in ("title", "sizes", "unplaced", "fairness", "per", "unknown", "soft"):
        assert json.loads(table[name].strip("`")) == getattr(problem, name)


def says(cell: str, field: Field[Any]) -> bool:
    """Tell whether a cell of the table gives the default of a field."""
    if field.default is MISSING:
        return cell == "needed"
    if not cell.startswith("`"):  # in words
        return not field.default
    default = field.default
    value = json.loads(cell.strip("`"))
    return bool(value == (list(default) if isinstance(default, tuple) else default))
