"""What the README shows is what happens."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import peerpair as pp

ROOT = Path(__file__).parents[1]
OUTPUT = shutil.ignore_patterns("out", ".peerpair*")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_script_pairs_the_example_roster(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=OUTPUT)
    script = tmp_path / "examples" / "pair_residents.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    out = tmp_path / "examples" / "out"
    names = {"groups.csv", "report.html", "report.xlsx", "result.json", "sending.csv"}
    assert names <= {p.name for p in out.iterdir()}
    sent = {p.name for p in (out / "for-residents").iterdir()}
    assert {"groups.md", "group-001.html", "group-001.ics", "group-029.html"} <= sent
    result = pp.read_result(out / "result.json")
    assert result.status is pp.Status.OPTIMAL
    assert len(pp.read_groups(out / "groups.csv")) == len(result.groups)
    private = [("im02", "sur03"), ("ped04", "psy05")]
    for path in (out / "report.html", *out.glob("*.csv"), out / "for-residents/groups.md"):
        for row in path.read_text(encoding="utf-8").splitlines():
            assert not any(a in row and b in row for a, b in private)


def test_a_broken_roster_is_explained_without_a_traceback(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples", ignore=OUTPUT)
    (tmp_path / "examples" / "roster" / "residents.csv").write_bytes(b"")
    script = tmp_path / "examples" / "pair_residents.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert run.stderr.strip()
    assert not (tmp_path / "examples" / "out").exists()


def test_the_embedders_example_forms_groups_and_is_cancelled() -> None:
    script = ROOT / "examples" / "embed_in_scheduler.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    heads = [line for line in run.stdout.splitlines() if not line.startswith(" ")]
    assert [head.partition(":")[0] for head in heads] == ["To the end", "Cancelled"]
    assert heads[0].endswith("proven best")
    assert heads[1].endswith("the best so far")
    assert "r000 + r001" not in run.stdout  # they are kept apart


def test_the_researchers_example_compares_every_strategy() -> None:
    script = ROOT / "examples" / "compare_strategies.py"
    run = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    rows = [line.split() for line in run.stdout.splitlines()]
    for strategy in ("exact", "greedy", "matching", "random"):
        assert sum(row[1:2] == [strategy] for row in rows) >= 4
    proven = [row for row in rows if row[1:3] == ["exact", "OPTIMAL"]]
    assert len(proven) == 4
    assert all(row[4] == row[5] for row in proven)  # value and bound


def test_the_readme_has_exactly_two_set_up_commands() -> None:
    lines = re.findall(r"^python3 -m venv .*$", README, re.MULTILINE)
    assert len(lines) == 2
    assert lines[0].endswith("examples/pair_residents.py")
    assert lines[1].endswith("-m pytest -q -n 2")
