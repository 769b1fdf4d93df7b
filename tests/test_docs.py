"""Every code block of the README and the documentation runs, and the pages build without a warning.

``python`` blocks of a page run one after the other in one namespace, ``sh`` blocks in one folder
with them; a ``text`` block is what the block before it prints (``…`` stands for anything).  Blocks
of any other language are an error, so that nothing goes unrun.  What a reader does in an editor
stands in a comment, ``<!-- in an editor: ... -->``, as commands; after ``<!-- saved as: PATH -->``
a ``python`` block is a whole file, which the ``sh`` blocks after it find there.
"""

from __future__ import annotations

import doctest
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest

import peerpair as pp
from peerpair import registry
from peerpair.generate import generate
from peerpair.report import write_report

ROOT = Path(__file__).parents[1]
OUTPUT = shutil.ignore_patterns("out", ".peerpair*")
DOCS = ROOT / "docs"
FRONT = ("README.md", "CONTRIBUTING.md", "SECURITY.md")
PAGES = [
    *(ROOT / name for name in FRONT),
    *sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts),
]

FENCE = re.compile(
    r"^(?:(`{3,})(?P<language>[^\n]*)\n(?P<text>.*?)^\1`*[ ]*$"
    r"|<!-- in an editor:(?P<edit>.*?)-->$"
    r"|<!-- saved as: (?P<file>\S+) -->$)",
    re.MULTILINE | re.DOTALL,
)
SET_UP = re.compile(r"^python3 -m venv .venv && .venv/bin/pip install -q -e '\.\[\w+\]' && ", re.M)
NOT_RUN = (
    "python3 -m venv .venv && .venv/bin/pip install",  # what is tested is installed
    ".venv/bin/python -m pytest -q -n 2",  # these very tests
    "source .venv/bin/activate",  # what runs the tests is active already
    *("bash .ci/run", "nox "),  # likewise these very tests, and more
)


class Block(NamedTuple):
    language: str
    text: str
    line: int


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [_block(text, found) for found in FENCE.finditer(text)]


def _block(text: str, found: re.Match[str]) -> Block:
    if found["file"]:
        return Block("file", found["file"], _line(text, found.start()))
    return Block(
        found["language"] or "sh", found["text"] or found["edit"], _line(text, found.start())
    )


def _line(text: str, at: int) -> int:
    return text[:at].count("\n") + 2


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the examples, a problem and some groups, as a reader would have them."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=OUTPUT)
    problem = generate(12, 0)
    pp.write_problem(problem, tmp_path / "problem.json")
    names = [resident.id for resident in problem.active]
    groups = "".join(f"{a},{b}\n" for a, b in zip(names[::2], names[1::2], strict=True))
    (tmp_path / "groups.csv").write_text(f"member_1,member_2\n{groups}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for family in ("constraints", "objectives", "strategies", "read.formats", "report.formats"):
        registry.family(family)  # rules that a page defines are forgotten again
        monkeypatch.setitem(registry._CLASSES, family, dict(registry._CLASSES[family]))
    return tmp_path


def run_shell(code: str, folder: Path) -> str:
    lines = SET_UP.sub("", code).splitlines()
    kept = "\n".join(line for line in lines if not line.startswith(NOT_RUN))
    kept = kept.replace(".venv/bin/python", "python")
    env = {**os.environ, "COLUMNS": "100", "PYTHONUNBUFFERED": "1"}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    if (folder / "src").is_dir():  # a copy of peerpair with a file more
        env["PYTHONPATH"] = str(folder / "src")
    run = subprocess.run(
        ["bash", "-e", "-c", kept],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert run.returncode == 0, f"{kept}\n{run.stdout}"
    return run.stdout


def save(block: Block, path: str, folder: Path) -> None:
    """Put a new file into a copy of peerpair, as somebody who adds a part does."""
    if not (folder / "src").is_dir():
        shutil.copytree(Path(pp.__file__).parent, folder / "src" / "peerpair")
    assert not (folder / path).exists(), f"{path} is there already"
    (folder / path).write_text(block.text, encoding="utf-8")


def run_python(block: Block, page: Path, module: ModuleType) -> str:
    printed = io.StringIO()
    with redirect_stdout(printed):  # empty lines before, so that a traceback names the page's line
        exec(compile("\n" * (block.line - 1) + block.text, str(page), "exec"), module.__dict__)
    return printed.getvalue()


def check_json(text: str) -> None:
    document = json.loads(text)
    if isinstance(document, dict) and document.get("format") == "peerpair-problem/1":
        pp.Problem.from_document(document)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_code_of_a_page_runs(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = ModuleType("documentation")
    monkeypatch.setitem(sys.modules, "documentation", module)  # dataclasses look there
    output: str | None = None
    file = ""
    for block in blocks(page):
        before, output = output, None
        match block.language:
            case "file":
                file = block.text
            case "python" if file:
                save(block, file, folder)
                file = ""
            case "python":
                output = run_python(block, page, module)
            case "sh":
                output = run_shell(block.text, folder)
            case "text":
                assert before is not None, f"{page}:{block.line}: nothing printed this"
                assert printed(block.text, before), f"{page}:{block.line}: printed was\n{before}"
            case "toml":
                tomllib.loads(block.text)
            case "json":
                check_json(block.text)
            case _:
                pytest.fail(f"{page}:{block.line}: {block.language!r} is not run")


def printed(shown: str, output: str) -> bool:
    """Tell whether a block shows an output; `…` stands for anything."""
    return doctest.OutputChecker().check_output(
        shown.replace("…", "..."), output.replace("…", "..."), doctest.ELLIPSIS
    )


def test_the_tutorial_says_for_whom_each_file_is(folder: Path) -> None:
    problem = pp.read_problem("problem.json")
    written = write_report(problem, pp.solve(problem, "greedy"), folder / "out")
    assert written.files
    assert not written.failed
    table = (DOCS / "tutorial.md").read_text(encoding="utf-8")
    for path in written.files.values():
        inside = path.relative_to(folder / "out").parts
        assert f"`{inside[0]}/`" in table or f"`{inside[0]}`" in table, path
