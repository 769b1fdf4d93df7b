"""What a folder remembers of its rounds: ``sent``, ``met`` and ``history.csv``."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tests.cli.programme import NAMES, Programme

Text = pytest.CaptureFixture[str]


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return Programme(tmp_path)


def test_sent_writes_the_round_down_once(programme: Programme, capsys: Text) -> None:
    assert programme.run("pair", "-q") == 0
    assert not (programme.folder / "history.csv").exists()  # a draft is no round
    assert programme.run("sent") == 0
    said = capsys.readouterr().err
    assert "The invitations of 4 groups now count as sent." in said
    assert "history.csv now has them as round 1 (2 Jan 2040 – 15 Jan 2040)." in said
    file = programme.folder / "history.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = file.read_bytes()
    assert first.startswith(b"\xef\xbb\xbfround,from,to,group,member_1,")
    rows = programme.rows()
    assert [row["group"] for row in rows] == ["1", "2", "3", "4"]
    assert {(row["from"], row["to"]) for row in rows} == {("2040-01-02", "2040-01-15")}
    assert {(row["met"], row["weeks"]) for row in rows} == {("unknown", "2")}
    assert {row[f"name_{k}"] for row in rows for k in (1, 2, 3)} - {""} == {*NAMES}
    assert programme.groups(1) == programme.formed()
    assert programme.run("sent") == 0
    assert "already" in capsys.readouterr().err
    assert file.read_bytes() == first


def test_without_calendars_a_round_is_remembered_as_well(
    programme: Programme, capsys: Text
) -> None:
    toml = programme.folder / "peerpair.toml"
    toml.write_text(toml.read_text() + 'calendars = "none"\n')
    assert programme.run("pair") == 0
    assert "run: peerpair sent" in capsys.readouterr().err
    assert not list(programme.folder.rglob("*.ics"))
    assert programme.run("sent") == 0
    assert "The invitations of 4 groups now count as sent." in capsys.readouterr().err
    assert programme.groups(1) == programme.formed()


def test_a_later_run_of_the_block_replaces_its_round(programme: Programme) -> None:
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    before = programme.groups(1)
    one, other = sorted(before, key=sorted)[:2]
    a, b = sorted(one)
    kept = next(row for row in programme.rows() if {row["member_1"], row["member_2"]} - one - other)
    assert programme.run("met", kept["group"], "--yes", "-q") == 0
    programme.settings = (
        f'constraints = [{{ kind = "exclude", residents = ["{a}", "{b}"] }}, '
        f'{{ kind = "pin", residents = ["{kept["member_1"]}", "{kept["member_2"]}"] }}]'
    )
    programme.write()
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    assert programme.groups(1) == programme.formed() != before
    rows = programme.rows()
    assert {row["round"] for row in rows} == {"1"}
    assert [row["met"] for row in rows if row["member_1"] == kept["member_1"]] == ["yes"]


def test_who_has_no_group_is_left_out(tmp_path: Path) -> None:
    programme = Programme(tmp_path, NAMES[:3])
    programme.settings = 'sizes = { 2 = [0, 9] }\nunplaced = "allow"'
    programme.write()
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    group, alone = programme.rows()
    assert (group["group"], alone["group"]) == ("1", "left out")
    assert alone["met"] == alone["weeks"] == alone["member_2"] == ""


def test_met_records_whether_and_nothing_else(programme: Programme, capsys: Text) -> None:
    assert programme.run("met", "1", "--no") == 2
    assert "has no round yet" in capsys.readouterr().err
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    names = ", ".join(programme.rows()[2][f"name_{k}"] for k in (1, 2))
    capsys.readouterr()
    assert programme.run("met", "3", "--no") == 0
    assert f"Group 3 of round 1 ({names}) did not meet" in capsys.readouterr().err
    assert [row["met"] for row in programme.rows()] == ["unknown", "unknown", "no", "unknown"]
    assert programme.run("met", "3", "--yes", "--round", "1", "-q") == 0
    assert programme.rows()[2]["met"] == "yes"
    assert programme.run("met", "3", "--unknown", "-q") == 0
    assert programme.rows()[2]["met"] == "unknown"
    for wrong, words in (
        (("9", "--no"), "round 1 has no group 9 (it has 1 to 4)"),
        (("1", "--no", "--round", "7"), "has no round 7 (it has 1)"),
        (("1",), "needs one of --yes, --no and --unknown"),
        (("1", "--yes", "--no"), "needs one of --yes, --no and --unknown"),
    ):
        assert programme.run("met", *wrong) == 2
        assert words in capsys.readouterr().err


def test_a_faulty_history_is_named_and_nothing_counts_as_sent(
    programme: Programme, capsys: Text
) -> None:
    assert programme.run("pair", "-q") == 0
    file, state = programme.folder / "history.csv", programme.folder / ".peerpair-state.json"
    file.write_text("round,group,member_1,member_2,met\n1,1,r1,r2,perhaps\n1,2,r3,,\n")
    before = file.read_bytes(), state.read_bytes()
    assert programme.run("sent") == 2
    said = capsys.readouterr().err
    assert "history.csv:2: met 'perhaps' is not yes, no or unknown" in said
    assert "history.csv:3: a group has two or three members, not 1" in said
    assert (file.read_bytes(), state.read_bytes()) == before
