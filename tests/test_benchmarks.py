"""The benchmarks run: smallest cases, no clock is asserted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import peerpair as pp
from benchmarks import (
    hard,
    levels,
    measure,
    privacy,
    reports,
    rivals,
    rounds,
    scale,
    stop,
    strategies,
)
from benchmarks.shapes import SHAPES, make
from benchmarks.strategies import INSTANCES
from benchmarks.table import growth
from peerpair.compile.compile import compile_problem


@pytest.fixture(autouse=True)
def _results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "RESULTS", tmp_path)


@pytest.mark.parametrize("name", SHAPES)
def test_shapes_are_problems_that_their_seed_repeats(name: str) -> None:
    problem = make(name, 7, 1)
    assert len(problem.active) == 7
    assert problem == make(name, 7, 1)


def test_stored_instances_are_small_problems() -> None:
    paths = [*INSTANCES.glob("*.problem.json")]
    assert len(paths) >= 5
    assert sum(path.stat().st_size for path in paths) < 400_000
    assert all(len(pp.read_problem(path).active) <= 60 for path in paths)


def test_scale_compares_ours_with_rivals(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scale.main(["--quick", "--only", "pairs", "--n", "8", "--seconds", "5"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert "peak MB" in head
    # Three shapes, ours and three rivals that tests have; the others are there or say not.
    assert sum("OPTIMAL" in row and "lemon" not in row for row in rows) == 12
    assert sum("lemon" in row or "pymatching" in row for row in rows) == 6
    kept = [json.loads(line) for line in (tmp_path / "scale.jsonl").read_text().splitlines()]
    proven = [r for r in kept if r["shape"] == "complete" and r["status"] == "OPTIMAL"]
    assert len({row["value"] for row in proven}) == 1
    assert all(row["date"] and row["versions"]["ortools"] and row["peak_mb"] for row in kept)


def test_strategies_are_held_against_the_optimum(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "tiny.problem.json"
    pp.write_problem(make("generated", 6, 0), path)
    assert strategies.main([str(path), "--seeds", "1", "--seconds", "5"]) == 0
    shown = capsys.readouterr().out
    assert "exact" in shown
    assert "random" in shown
    assert "WRONG" not in shown


def test_hard_shapes_are_solved_and_checked(capsys: pytest.CaptureFixture[str]) -> None:
    assert hard.main(["ties", "cubic", "--n", "8", "--only", "triads", "--seconds", "5"]) == 0
    assert capsys.readouterr().out.count("OPTIMAL") == 2
    assert hard.main(["ties", "--n", "8", "--write"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert pp.Problem.from_document(document) == make("ties", 8, 0)


def test_a_rival_that_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = compile_problem(make("few-ties", 8, 0)).columns
    monkeypatch.setattr(rivals, "lemon_program", lambda: None)
    monkeypatch.setattr(rivals, "_pymatching", lambda: None)
    for name in ("lemon", "pymatching"):
        rivals.prepare(name)
        assert rivals.RIVALS[name](8, columns, 1.0) == rivals.Found("ABSENT")


def test_lemon_finds_what_we_find() -> None:
    if rivals.lemon_program() is None:
        pytest.skip("LEMON or a C++ compiler is not installed (Debian: liblemon-dev, g++)")
    problem = make("few-ties", 20, 0, sizes="pairs", fairness="total")
    columns = compile_problem(problem).columns
    assert rivals.RIVALS["lemon"](20, columns, 1.0).value == pp.solve(problem).value


def test_levels_are_counted_over_several_hospitals(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--n", "9", "--draws", "2", "--seconds", "20", "--shape", "evenings"]
    assert levels.main([*given, "--sizes", "mixed"]) == 0
    *_, summary = capsys.readouterr().out.splitlines()
    assert summary.startswith("levels proven in 2 of 2, within one of their bounds in 2; gap at")


def test_growth_needs_three_sizes() -> None:
    assert growth([(10, 1.0), (20, 2.0)]) is None
    assert growth([(10, 1.0), (20, 4.0), (40, 16.0)]) == 2.0


def test_stopping_is_timed(capsys: pytest.CaptureFixture[str]) -> None:
    given = ["--n", "9", "--at", "0.01", "--at", "60", "--rule", "-", "--rule", "exclude"]
    assert stop.main(given) == 0
    _, *rows, silence, end = capsys.readouterr().out.splitlines()
    assert len(rows) == 2 * 2 * 3
    assert all("OPTIMAL" in row for row in rows[1::2])
    assert silence.startswith("longest silence: ")
    assert end.startswith("longest end: ")


def test_reports_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert reports.main(["--n", "9"]) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head.split()[0] == "n"
    assert row.split()[:3] == ["9", "4", "4"]


def test_a_certificate_gives_an_exclusion_away(capsys: pytest.CaptureFixture[str]) -> None:
    assert privacy.main(["--n", "8", "--cohorts", "3"]) == 0
    _, certificate, scores, rosters = capsys.readouterr().out.splitlines()
    assert certificate.split()[2:] == ["3", "3", "3", "3", "1.0"]
    assert scores.split()[-2] == "3"
    assert rosters.startswith("groups, rosters")


def test_rounds_are_counted_beside_their_bound(capsys: pytest.CaptureFixture[str]) -> None:
    assert rounds.main(["--n", "9", "--share", "0", "--share", "0.03", "--seeds", "1"]) == 0
    head, *rows = capsys.readouterr().out.splitlines()
    assert "bound" in head
    assert [row.split()[4:6] for row in rows] == [["4", "4"], ["3", "3"], ["6", "6"], ["5", "5"]]
