"""The pages as a browser gets them: no warning, no dead link, nothing from elsewhere."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import peerpair as pp
from tests.test_docs import DOCS, ROOT

PUBLIC = (
    "peerpair",
    "peerpair.constraints",
    "peerpair.objectives",
    "peerpair.plot",
    "peerpair.report",
)


class Page(HTMLParser):
    """What a page names (`anchors`), links to, and loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        self.anchors |= {known[name] for name in ("id", "name") if name in known}
        if tag == "a":
            self.links.append(known.get("href", ""))
        elif tag == "link" and known.get("rel") in ("stylesheet", "icon", "preload"):
            self.loads.append(known.get("href", ""))
        elif "src" in known:
            self.loads.append(known["src"])


def build(out: Path) -> None:
    for module in ("sphinx", "myst_parser", "furo"):
        pytest.importorskip(module, reason=f"{module} is not installed: pip install '.[docs]'")
    if not (ROOT / "src").is_dir():
        pytest.skip("pages link to the sources, which are not here")
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q"]
    command += ["-d", str(out.parent / "doctrees"), str(DOCS), str(out)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def dead(pages: dict[Path, Page]) -> Iterator[str]:
    for path, page in pages.items():
        for link in (*page.links, *page.loads):
            parts = urlsplit(link)
            if parts.scheme:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not target.is_file():
                yield f"{path.name}: there is no {link}"
            known = pages[target].anchors | {""} if target in pages else None
            if known is not None and unquote(parts.fragment) not in known:
                yield f"{path.name}: {link} names no place in that page"


def test_the_site_is_whole_and_needs_nothing_from_elsewhere(tmp_path: Path) -> None:
    out = tmp_path / "site"
    build(out)
    pages = {path.resolve(): Page(path) for path in out.rglob("*.html")}
    assert [*dead(pages)] == []
    assert {
        load for page in pages.values() for load in page.loads if urlsplit(load).netloc
    } == set()
    for style in (out / "_static").rglob("*.css"):
        assert "@import" not in style.read_text(encoding="utf-8")
    for name, schema in pp.schemas().items():
        file = out / "schemas" / f"{name.replace('/', '-')}.schema.json"
        assert json.loads(file.read_text(encoding="utf-8")) == schema
    named = {anchor for page in pages.values() for anchor in page.anchors}
    for module in PUBLIC:
        for name in importlib.import_module(module).__all__:
            assert f"{module}.{name}" in named, f"{module}.{name} is in no page of the reference"
