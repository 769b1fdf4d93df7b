"""``peerpair capacity``: bounds, reason and rounds; exit codes; nothing of private exclusions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.cli.main import run
from peerpair.cli.rounds_left import capacity_lines
from peerpair.constraints import Exclude

Text = pytest.CaptureFixture[str]


def people(n: int) -> list[pp.Resident]:
    return [pp.Resident(f"r{i}", name=f"Name {i}") for i in range(n)]


def written(folder: Path, problem: pp.Problem) -> str:
    path = folder / "problem.json"
    pp.write_problem(problem, path)
    return str(path)


def test_it_prints_bounds_reason_and_rounds(tmp_path: Path, capsys: Text) -> None:
    history = [pp.PastGroup(("r0", "r1"), 1)]
    path = written(tmp_path, pp.Problem(people(6), history=history))
    assert run(["capacity", path]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert lines[0] == "At least 4 and at most 4 further rounds without a repeat (proven)."
    assert lines[1] == (
        "What limits it: Name 0, Name 1 can be in at most 4 more groups without meeting somebody "
        "again."
    )
    assert [line.partition(":")[0] for line in lines[2:]] == [f"Round {i}" for i in range(1, 5)]
    assert all(line.count(";") == 2 for line in lines[2:])


def test_json_has_ids_and_no_names(tmp_path: Path, capsys: Text) -> None:
    path = written(tmp_path, pp.Problem(people(4)))
    assert run(["capacity", path, "--json", "--seconds", "5"]) == 0
    out = capsys.readouterr().out
    document = json.loads(out)
    assert (document["lower"], document["upper"], document["proven"]) == (3, 3, True)
    assert document["reason"]["kind"] == "partners"
    assert document["fewest_unplaced"] == 0
    assert sorted(r for group in document["rounds"][0] for r in group) == ["r0", "r1", "r2", "r3"]
    assert "Name" not in out


def test_no_round_is_an_answer(tmp_path: Path, capsys: Text) -> None:
    assert run(["capacity", written(tmp_path, pp.Problem(people(1)))]) == 0
    out = capsys.readouterr().out
    assert out.startswith("At least 0 and at most 0 further rounds without a repeat (proven).")
    assert "not one more round is possible" in out


def test_wrong_limits_and_files_are_told(tmp_path: Path, capsys: Text) -> None:
    assert run(["capacity", written(tmp_path, pp.Problem(people(2))), "--seconds", "0"]) == 2
    assert "--seconds" in capsys.readouterr().err
    assert run(["capacity", str(tmp_path / "missing.json")]) == 2


def test_as_many_unplaced_as_must_be_are_told() -> None:
    problem = pp.Problem(people(5), sizes=pp.Sizes((0, None)), unplaced="allow")
    lines = [*capacity_lines(pp.capacity(problem), problem)]
    assert "Each leaves 1 resident without a group, the fewest possible." in lines


@pytest.mark.parametrize("kind", list(pp.CapacityLimit))
def test_every_reason_has_words(kind: pp.CapacityLimit) -> None:
    problem = pp.Problem(people(4))
    for names in ((), ("r0",), ("r0", "r1", "r2")):
        reason = pp.CapacityReason(kind, names, names[:1], 7, 2)
        told = pp.Capacity(0, 3, reason, (), None)
        lines = [*capacity_lines(told, problem)]
        assert lines[1].startswith("What limits it: ")
        assert lines[1].endswith(".")
        assert lines[0] == "At least 0 and at most 3 further rounds without a repeat."


def test_what_names_residents_is_the_same_without_private_exclusions(
    tmp_path: Path, capsys: Text
) -> None:
    shown = []
    for one, other in (("r0", "r1"), ("r2", "r5"), ("r3", "r4")):
        secret = [Exclude(one, other, private=True)]
        history = [pp.PastGroup(("r4", f"r{i}"), 1) for i in (0, 1)]
        problem = pp.Problem(people(6), history=history, constraints=secret)
        assert run(["capacity", written(tmp_path, problem)]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        shown.append(out.splitlines()[1])
    assert shown[0] == shown[1]
    assert shown[0].startswith("What limits it: Name 4 can be in at most 3 more groups")
    assert shown[2] == "What limits it: the rules."
