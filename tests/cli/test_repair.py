"""The commands that mend a result and find a place, as a user types them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from peerpair.cli.main import run
from peerpair.documents.files import read_result, write_problem, write_result
from peerpair.generate import generate
from peerpair.solve import solve

Text = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a problem, its result, and the problem without one of the residents."""
    problem = generate(12, 3)
    write_problem(problem, tmp_path / "problem.json")
    result = solve(problem)
    write_result(result, tmp_path / "result.json")
    gone = result.groups[0].members[0]
    people = [replace(r, active=r.id != gone) for r in problem.residents]
    without = replace(problem, residents=people)
    write_problem(without, tmp_path / "without.json")
    write_result(solve(without), tmp_path / "of-eleven.json")
    (tmp_path / "gone.txt").write_text(gone, encoding="utf-8")
    return tmp_path


def test_a_result_is_mended_and_checked(folder: Path, capsys: Text) -> None:
    older, new, mended = (
        str(folder / name) for name in ("result.json", "without.json", "mended.json")
    )
    before = str(folder / "problem.json")
    assert run(["repair", older, new, "--before", before, "-o", mended]) == 0
    told = capsys.readouterr().err
    assert "Earlier groups that stay together: 4 (proven highest)" in told
    assert "takes no part any more" in told
    assert run(["verify", new, mended, "--repairs", older]) == 0
    assert run(["verify", new, mended]) == 1
    levels = [level.name for level in read_result(folder / "mended.json").levels]
    assert levels[:2] == ["groups_kept", "pairs_kept"]


def test_places_are_printed_for_people_and_for_programs(folder: Path, capsys: Text) -> None:
    gone = (folder / "gone.txt").read_text(encoding="utf-8")
    asked = ["suggest", str(folder / "problem.json"), str(folder / "of-eleven.json"), gone]
    assert run(asked) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("1. ")
    assert f"({gone}) makes a triad with" in lines[0]
    assert run([*asked, "--json", "--most", "2"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["resident"] == gone
    assert [place["step"] for place in told["places"]] == ["join", "join"]
    assert run([*asked[:3], "nobody"]) == 2
    assert "newcomer: is no active resident: 'nobody'" in capsys.readouterr().err
