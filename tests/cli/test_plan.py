"""``peerpair plan`` and ``peerpair schema``, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.cli.main import run
from peerpair.documents.files import read_plan, read_plan_result, write_json

Text = pytest.CaptureFixture[str]


def test_rounds_are_planned_and_can_be_checked(tmp_path: Path, capsys: Text) -> None:
    people = [pp.Resident(name) for name in "abcdef"]
    plan = pp.Plan([pp.Problem(people)] * 5, repeats="forbid")
    write_json(plan.to_document(), tmp_path / "plan.json")
    asked = ["plan", str(tmp_path / "plan.json"), "--seconds", "20"]
    assert run([*asked, "-o", str(tmp_path / "year.json")]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "5 rounds" in told.err
    assert "15 pairs meet, 0 of them more than once" in told.err
    year = read_plan_result(tmp_path / "year.json")
    assert pp.verify_plan(read_plan(tmp_path / "plan.json"), year).ok
    assert run([*asked, "-q"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "peerpair-plan-result/1"


def test_more_rounds_than_partners_end_without_an_answer(tmp_path: Path, capsys: Text) -> None:
    people = [pp.Resident(name) for name in "ab"]
    write_json(
        pp.Plan([pp.Problem(people)] * 2, repeats="forbid").to_document(), tmp_path / "plan.json"
    )
    assert run(["plan", str(tmp_path / "plan.json"), "--seconds", "5", "-q"]) in (3, 4)
    assert "no rounds" in capsys.readouterr().err
