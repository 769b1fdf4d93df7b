"""What the README shows is what happens."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import peerpair as pp
from peerpair import registry
from peerpair.registry import family

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_script_pairs_the_example_roster(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("out"))
    script = tmp_path / "examples" / "pair_residents.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    out = tmp_path / "examples" / "out"
    names = {"groups.csv", "groups.md", "report.html", "report.xlsx", "result.json"}
    assert names <= {p.name for p in out.iterdir()}
    result = pp.read_result(out / "result.json")
    assert result.status is pp.Status.OPTIMAL
    assert len(pp.read_groups(out / "groups.csv")) == len(result.groups)
    shown = README.split("```text\n")[1].split("```")[0].splitlines()
    for line in shown:
        if line and line != "…" and not line.startswith("wrote"):
            assert line in run.stdout, line
    private = [("im02", "sur03"), ("ped04", "psy05")]
    for path in (out / "report.html", *out.glob("*.csv"), out / "groups.md"):
        for row in path.read_text(encoding="utf-8").splitlines():
            assert not any(a in row and b in row for a, b in private)


def test_a_broken_roster_is_explained_without_a_traceback(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=shutil.ignore_patterns("out"))
    (tmp_path / "examples" / "roster" / "residents.csv").write_bytes(b"")
    script = tmp_path / "examples" / "pair_residents.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert run.stderr.strip()
    assert not (tmp_path / "examples" / "out").exists()


def test_the_library_example_of_the_readme_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(ROOT)
    code = README.split("```python\n")[1].split("```")[0]
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("OPTIMAL ")


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith("examples/pair_residents.py")
    assert lines[1].endswith("-m pytest -q -n 2")


def test_the_rules_of_the_documentation_work(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("constraints", "objectives"):
        family(name)
        monkeypatch.setitem(registry._CLASSES, name, dict(registry._CLASSES[name]))
    text = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    module: Any = ModuleType("documentation")
    monkeypatch.setitem(sys.modules, "documentation", module)  # dataclasses look there
    code = text.split("```python\n")[1].split("```")[0]
    exec(compile(code, "rules.md", "exec"), module.__dict__)
    result, problem = module.result, module.problem
    assert result.status is pp.Status.OPTIMAL
    assert all(not {"a", "b"} <= set(group.members) for group in result.groups)
    assert pp.Problem.from_document(problem.to_document()) == problem
