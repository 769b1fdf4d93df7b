"""Golden problem documents with the answers that brute force over all partitions gave.

The folder is listed, so a new pair of files is a new test.  ``python -m tests.test_golden`` writes
the answers anew from brute force.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from tests.brute import solve_by_force

HERE = Path(__file__).parent / "golden"
SHARED = Path(__file__).parents[2] / "shared" / "cases"
CASES = sorted(HERE.glob("*.problem.json"))
OTHERS = sorted(SHARED.glob("*.problem.json"))


def expected_of(path: Path) -> dict[str, Any]:
    name = path.name.replace(".problem.", ".expected.")
    found: dict[str, Any] = json.loads((path.parent / name).read_text(encoding="utf-8"))
    return found


def check(path: Path) -> pp.Result:
    problem, expected = pp.read_problem(path), expected_of(path)
    result = pp.solve(problem)
    assert result.status == expected["status"]
    assert [level.value for level in result.levels] == expected["levels"]
    assert result.value == expected["value"]
    assert pp.verify(problem, result, certificate=True).ok
    return result


def test_there_are_golden_cases() -> None:
    assert len(CASES) >= 8


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name.split(".")[0])
def test_golden_case(path: Path) -> None:
    expected = expected_of(path)
    result = check(path)
    if expected["ties"] == 1:  # only a unique optimum says which groups
        assert [list(group.members) for group in result.groups] == expected["groups"]


@pytest.mark.skipif(not OTHERS, reason="the shared cases are not on this computer")
@pytest.mark.parametrize("path", OTHERS, ids=lambda path: path.name.split(".")[0])
def test_case_from_other_hands(path: Path) -> None:
    problem, expected = pp.read_problem(path), expected_of(path)
    check(path)
    for group in expected["groups"]:
        size = len(group["members"])
        found, _ = pp.evaluate(problem, [group["members"]])
        numbers = found.groups[0]
        assert numbers.value == group["value"], size
        assert dict(numbers.points) == group["points"]
        if "weeks_met" in group:
            assert numbers.weeks_met == group["weeks_met"]
            assert list(numbers.starts_per_week) == group["starts_per_week"]
    for members in expected.get("forbidden", []):
        assert pp.evaluate(problem, [members])[1]


def _write() -> None:
    for path in CASES:
        problem = pp.read_problem(path)
        best = solve_by_force(problem)
        groups = [list(group.members) for group in pp.solve(problem).groups]
        answer = {
            "status": best.status,
            "levels": list(best.levels),
            "value": best.value,
            "ties": best.ties,
            "groups": groups if best.ties == 1 else None,
        }
        target = path.with_name(path.name.replace(".problem.", ".expected."))
        target.write_text(json.dumps(answer, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    _write()
