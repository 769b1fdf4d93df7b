"""What a folder remembers of its rounds: ``sent``, ``met`` and ``history.csv``."""

from __future__ import annotations

import re
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from peerpair.config import look, read_config
from peerpair.documents.files import read_problem
from peerpair.read import read
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
    assert programme.run("sent") == 0
    assert "They counted as sent already." in capsys.readouterr().err


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


def two_rounds(programme: Programme) -> tuple[set[frozenset[str]], set[frozenset[str]]]:
    """Send two rounds; return their groups."""
    for block in (1, 2):
        programme.block(block)
        assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    return programme.groups(1), programme.groups(2)


def test_the_next_round_reads_the_history_without_being_asked(
    programme: Programme, capsys: Text
) -> None:
    first, second = two_rounds(programme)
    assert not first & second
    programme.block(3)
    assert programme.run("check") == 0
    words = "history.csv: 2 earlier rounds; who met is put together again as little as possible"
    assert words in capsys.readouterr().out
    assert programme.run("pair", "--problem", "problem.json") == 0
    assert words in capsys.readouterr().err
    problem = read_problem(programme.folder / "problem.json")
    assert problem.repeats == "avoid"
    assert {(frozenset(past.members), past.round) for past in problem.history} == {
        *((team, 1) for team in first),
        *((team, 2) for team in second),
    }
    assert not programme.formed() & (first | second)


def test_settings_of_a_chief_win_and_repeats_are_told(programme: Programme, capsys: Text) -> None:
    first, _ = two_rounds(programme)
    (a, b), (c, d) = (sorted(team) for team in sorted(first, key=sorted)[:2])
    pins = (f'{{ kind = "pin", residents = ["{one}", "{two}"] }}' for one, two in ((a, b), (c, d)))
    programme.settings = f'repeats = "allow"\nconstraints = [{", ".join(pins)}]'
    programme.block(3)
    assert programme.run("pair") == 0
    said = capsys.readouterr().err
    assert "who met may be put together again" in said
    assert re.search(rf"\d pairs have met in an earlier round: .*{programme.people[a]} and ", said)
    programme.settings = programme.settings.replace("allow", "forbid")
    programme.write()
    assert programme.run("pair") == 3


def test_who_did_not_meet_is_new_to_each_other(programme: Programme) -> None:
    first, _ = two_rounds(programme)
    group = programme.rows()[0]
    assert programme.run("met", group["group"], "--no", "--round", "1", "-q") == 0
    programme.block(3)
    stated = read_config(programme.folder / "peerpair.toml")
    problem = stated.state(stated.read()).problem
    assert frozenset((group["member_1"], group["member_2"])) not in problem.met_rounds
    assert set(problem.met_rounds) >= first - {frozenset((group["member_1"], group["member_2"]))}
    assert sum(not past.met for past in problem.history) == 1


def test_a_block_that_was_sent_is_not_its_own_past(programme: Programme, capsys: Text) -> None:
    first, second = two_rounds(programme)
    assert programme.run("pair", "--problem", "problem.json") == 0
    assert "Round 2 of history.csv has these dates: sending replaces it." in capsys.readouterr().err
    problem = read_problem(programme.folder / "problem.json")
    assert {frozenset(past.members) for past in problem.history} == first
    assert programme.formed() == second  # nothing changed, so nothing is another
    programme.block(1)
    stated = read_config(programme.folder / "peerpair.toml")
    assert stated.state(stated.read()).problem.history == ()
    programme.start += timedelta(days=13)
    programme.end += timedelta(days=13)
    programme.write()
    assert programme.run("check") == 2
    assert "both have dates from" in capsys.readouterr().err


def test_credit_and_sitting_out_follow_from_the_history(tmp_path: Path) -> None:
    programme = Programme(tmp_path, NAMES[:5])
    programme.settings = "triad_is_burden = true"
    programme.block(4)
    (tmp_path / "history.csv").write_text(
        "round,from,to,group,member_1,member_2,member_3,name_1,met,weeks\n"
        "1,,,1,r1,r2,r3,,,2\n1,,,2,r4,gone,,,,0\n1,,,left out,r5,,,,,\n"
        "2,2040-01-16,2040-01-29,,r1,Bo Yi,,,no,1\n2,,,,r3,r4,,,,\n2,,,left out,0005,,,Ed Ruiz,,\n"
        "3,2040-02-13,2040-02-26,1,r1,r5,,,,0\n"
    )
    stated = read_config(programme.folder / "peerpair.toml")
    round_ = stated.state(stated.read())
    people = round_.problem.residents
    assert {one.id: one.credit for one in people if one.credit} == {"r4": 1, "r5": 2}
    assert [one.sat_out for one in people] == [1, 1, 1, 0, 2]
    assert not round_.problem.met_rounds.keys() & {frozenset(("r1", "r5"))}
    assert any("1 members of past groups" in str(issue) for issue in round_.issues)


def test_a_list_of_a_round_that_is_in_the_history_counts_once(programme: Programme) -> None:
    first, _ = two_rounds(programme)
    lines = ["member_1,member_2", *(",".join(sorted(team)) for team in first)]
    (programme.folder / "january.csv").write_text("\n".join(lines))
    (programme.folder / "before.csv").write_text("member_1,member_2\nr1,r8\n")
    programme.rosters = 'history = ["before.csv", "january.csv", "history.csv"]'
    programme.block(3)
    stated = read_config(programme.folder / "peerpair.toml")
    round_ = stated.state(stated.read())
    assert sorted(past.round for past in round_.problem.history) == [1, *[2] * 4, *[3] * 4]
    notes = [str(issue) for issue in round_.issues if "january" in str(issue)]
    assert any("has the groups of round 1 of history.csv; they count once" in n for n in notes)


def test_init_takes_no_history_for_a_list(programme: Programme) -> None:
    two_rounds(programme)
    assert look(programme.folder, today=programme.start).lists == {}
    schedule = read(programme.folder, timezone="America/Chicago")
    [source] = [each for each in schedule.sources if each.place.file == "history.csv"]
    assert source.kind == "history"
