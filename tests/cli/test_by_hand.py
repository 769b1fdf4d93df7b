"""Groups made by hand: report, calendars and memory as for any other, and what they break."""

from __future__ import annotations

from pathlib import Path

import pytest

from peerpair.documents.files import read_result
from tests.cli.programme import Programme

Text = pytest.CaptureFixture[str]
MINE = "member_1,member_2,member_3\nAna Lim,r4,\nr2,r3,\nr5,r8,\nr6,Gus Hall,\n"
TEAMS = {frozenset(team) for team in (("r1", "r4"), ("r2", "r3"), ("r5", "r8"), ("r6", "r7"))}


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    programme = Programme(tmp_path)
    (tmp_path / "mine.csv").write_text(MINE)
    return programme


def test_they_get_report_calendars_and_memory(programme: Programme, capsys: Text) -> None:
    assert programme.run("pair", "--groups", "mine.csv") == 0
    said = capsys.readouterr().err
    assert "Made by hand. These groups were given, not searched for, and keep every rule." in said
    out = programme.folder / "peerpair-out"
    assert programme.formed() == TEAMS
    assert read_result(out / "result.json").strategy == "by hand"
    assert "Made by hand" in (out / "report.html").read_text(encoding="utf-8")
    assert len(list((out / "for-residents").glob("group-*.ics"))) == 4
    assert programme.run("sent", "-q") == 0
    assert programme.groups(1) == TEAMS
    programme.block(2)
    assert programme.run("pair", "-q") == 0
    assert not programme.formed() & TEAMS


def test_rules_that_they_break_are_said(programme: Programme, capsys: Text) -> None:
    programme.settings = (
        'constraints = [{ kind = "separate", tag = "x", other_tag = "y" }, '
        '{ kind = "together", residents = ["r2", "r6"] }]'
    )
    programme.write()
    for quiet in ([], ["-q"]):
        assert programme.run("pair", "--groups", "mine.csv", *quiet) == 1
        said = capsys.readouterr().err
        assert "These groups break a rule" in said
        assert "rule 2 in peerpair.toml (together): r2, r3: r2 and r6 are in one group" in said
    page = (programme.folder / "peerpair-out" / "report.html").read_text(encoding="utf-8")
    assert "These groups break a rule" in page
    assert programme.run("sent", "-q") == 0
    assert programme.groups(1) == TEAMS


def test_a_confidential_rule_is_named_by_its_place_alone(
    programme: Programme, capsys: Text
) -> None:
    programme.rosters = 'exclusions = "exclusions.csv"'
    (programme.folder / "exclusions.csv").write_text("first,second\nr5,r8\n")
    programme.write()
    assert programme.run("pair", "--groups", "mine.csv", "-q") == 1
    said = capsys.readouterr().err
    assert "confidential" in said
    assert "r5" not in said
    assert "Ed Ruiz" not in said
    shown = programme.folder / "peerpair-out" / "for-residents"
    before = {file.name: file.read_bytes() for file in shown.glob("*.html")}
    (programme.folder / "exclusions.csv").write_text("first,second\nr1,r2\n")
    assert programme.run("pair", "--groups", "mine.csv", "-q") == 0
    assert before == {file.name: file.read_bytes() for file in shown.glob("*.html")}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("Ana Lim,Nobody,", "mine.csv: group 1: nobody is called 'Nobody'"),
        ("r1,r2,\nr2,r3,", "a resident is in two groups"),
        ("r1,,", "a group has two or three members, not 1"),
    ],
)
def test_who_cannot_be_meant_is_named(
    programme: Programme, capsys: Text, lines: str, words: str
) -> None:
    (programme.folder / "mine.csv").write_text(f"member_1,member_2,member_3\n{lines}\n")
    assert programme.run("pair", "--groups", "mine.csv") == 2
    assert words in capsys.readouterr().err
    assert not (programme.folder / "peerpair-out").exists()
