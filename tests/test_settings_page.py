"""``docs/settings.md`` says everything that a configuration may hold, and nothing that is wrong."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.config.parse import plain
from peerpair.config.shape import SETTINGS, Output, Rosters, check_config, config_shape
from peerpair.registry import family
from tests.test_docs import DOCS, blocks

PAGE = DOCS / "settings.md"
ROW = re.compile(r"^\| `([\w.]+)` \| (.*?) \| (.*?) \| .+ \|$", re.MULTILINE)
LIMIT = re.compile(
    r"(?:integer|number) (?:of at least|from) (?P<low>[\d,]+)(?: to (?P<high>[\d,]+))?"
)
LEAST = '[horizon]\nstart = 2026-08-03\nend = 2026-08-31\n[rosters]\ntimezone = "UTC"\n'
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


def filled(page: str) -> str:
    """A page as Sphinx gets it."""
    source = [page]
    sys.path.insert(0, str(DOCS))
    try:
        import_module("from_code").fill(None, "settings", source)
    finally:
        sys.path.remove(str(DOCS))
    return source[0]


def keys(schema: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for name, stated in schema["properties"].items():
        inner = stated.get("anyOf", [stated])[0]  # or null, which means a missing key
        if inner.get("type") == "object":
            yield from keys(inner, f"{path}{name}.")
        else:
            yield f"{path}{name}"


@pytest.fixture(scope="module")
def table() -> dict[str, tuple[str, str]]:
    """What each key holds, and its default, as the page on the website says it."""
    rows = ROW.findall(filled(PAGE.read_text(encoding="utf-8")))
    return {name: (holds, default) for name, holds, default in rows}


def changed(name: str, value: object) -> dict[str, Any]:
    """The least configuration with one key set, or without it where the value is None."""
    document: dict[str, Any] = plain(tomllib.loads(LEAST))
    *section, key = name.split(".")
    inside = document.setdefault(section[0], {}) if section else document
    inside[key] = value
    if value is None:
        del inside[key]
    return document


def meaning(document: dict[str, Any]) -> tuple[pp.Problem, Rosters, Output]:
    """What a configuration comes to, with two residents."""
    taken, visit = check_config(document)
    assert visit.faults == []
    settings = {name: taken[name] for name in SETTINGS if name in taken}
    people = [pp.Resident("a"), pp.Resident("b")]
    return pp.Problem(people, timezone="UTC", **settings), taken["rosters"], taken["output"]


def test_the_table_has_every_key_and_its_default(table: dict[str, tuple[str, str]]) -> None:
    assert set(table) == {*keys(config_shape().schema())}
    least = plain(tomllib.loads(f"{LEAST}[output]\n"))
    for name, (_, default) in table.items():
        if default == "needed":
            assert check_config(changed(name, None))[1].faults, name
        elif default == "none":
            problem, rosters, output = meaning(least)
            parts = {"": problem, "meeting": problem.meeting, "rosters": rosters, "output": output}
            section, _, key = name.rpartition(".")
            assert getattr(parts[section], key) in (None, ""), name
        else:
            value = tomllib.loads(f"value = {default.strip('`')}")["value"]
            assert meaning(least | changed(name, value)) == meaning(least), name


def test_the_table_has_the_limits(table: dict[str, tuple[str, str]]) -> None:
    limited = {name: found for name, (holds, _) in table.items() if (found := LIMIT.match(holds))}
    assert len(limited) > 5
    for name, found in limited.items():
        low = int(found["low"].replace(",", ""))
        assert not check_config(changed(name, low))[1].faults, name
        assert check_config(changed(name, low - 1))[1].faults, name
        if found["high"]:
            high = int(found["high"].replace(",", ""))
            assert not check_config(changed(name, high))[1].faults, name
            assert check_config(changed(name, high + 1))[1].faults, name


@pytest.mark.parametrize("line", ["", "- `output.seeds`: another number\n"])
def test_a_page_that_explains_other_keys_is_not_built(line: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    odd = re.sub(r"^- `output\.seed`: .*\n", line, page, flags=re.MULTILINE)
    assert odd != page
    with pytest.raises(LookupError, match=r"output\.seed"):
        filled(odd)
