"""What changed since it was sent, in ``sending.csv`` and on the terminal; and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from peerpair.documents.files import read_problem
from tests.cli.programme import Programme

Text = pytest.CaptureFixture[str]


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    return Programme(tmp_path)


def changes(programme: Programme) -> dict[tuple[str, ...], str]:
    """Return what changes, by the ids of a row."""
    rows = programme.rows("peerpair-out/sending.csv")
    return {tuple(sorted(row["ids"].split(", "))): row["change"] for row in rows if row["ids"]}


def pinned(programme: Programme, *groups: tuple[str, ...]) -> None:
    rules = (f'{{ kind = "pin", residents = {list(group)} }}' for group in groups)
    programme.settings = f"constraints = [{', '.join(rules)}]".replace("'", '"')
    programme.write()


FIRST = (("r1", "r2"), ("r3", "r4"), ("r5", "r6"), ("r7", "r8"))


def test_each_person_has_what_is_new(programme: Programme, capsys: Text) -> None:
    pinned(programme, *FIRST)
    assert programme.run("pair") == 0
    assert "Since it was sent" not in capsys.readouterr().err
    assert changes(programme) == dict.fromkeys(FIRST, "new")
    assert programme.run("sent", "-q") == programme.run("pair", "-q") == 0
    assert changes(programme) == dict.fromkeys(FIRST, "unchanged")
    pinned(programme, ("r1", "r3"), ("r2", "r4"), *FIRST[2:])
    week = programme.start + timedelta(days=7)
    programme.busy = [("r5", programme.start, programme.end), ("r7", programme.start, week)]
    programme.write()
    assert programme.run("pair") == 0
    assert "Since it was sent: 4 have a new group, 2 have other times, 2 have to hear" in (
        capsys.readouterr().err
    )
    assert changes(programme) == {
        ("r1", "r3"): "new",
        ("r2", "r4"): "new",
        ("r5", "r6"): "cancelled",
        ("r7", "r8"): "moved",
        ("r1", "r2"): "cancelled",
        ("r3", "r4"): "cancelled",
    }
    notes = {row["id"]: row["note"] for row in programme.rows("peerpair-out/residents.csv")}
    assert notes == dict.fromkeys(("r1", "r2", "r3", "r4"), "new") | {
        **dict.fromkeys(("r5", "r6"), "can never meet; cancelled"),
        **dict.fromkeys(("r7", "r8"), "moved"),
    }
    page = (programme.folder / "peerpair-out" / "report.html").read_text(encoding="utf-8")
    assert page.count('<span class="soft small">moved</span>') == 1
    for file in (programme.folder / "peerpair-out" / "for-residents").glob("*.html"):
        assert "moved" not in file.read_text(encoding="utf-8")
    assert programme.run("sent", "-q") == programme.run("pair", "-q") == 0
    assert set(changes(programme).values()) == {"unchanged"}
    programme.block(2)
    assert programme.run("pair", "-q") == 0
    assert {changes(programme)[team] for team in programme_teams(programme)} == {"new"}


def programme_teams(programme: Programme) -> Iterator[tuple[str, ...]]:
    yield from (tuple(sorted(team)) for team in programme.formed())


@pytest.mark.parametrize("calendars", ["resident", "none"])
def test_other_calendars_say_the_same(programme: Programme, calendars: str) -> None:
    pinned(programme, *FIRST)
    toml = programme.folder / "peerpair.toml"
    line = f'calendars = "{calendars}"\n'
    toml.write_text(toml.read_text() + line)
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    pinned(programme, ("r1", "r3"), ("r2", "r4"), *FIRST[2:])
    toml.write_text(toml.read_text() + line)
    assert programme.run("pair", "-q") == 0
    said = changes(programme)
    if calendars == "none":
        assert said == {
            ("r1", "r3"): "new",
            ("r2", "r4"): "new",
            ("r5", "r6"): "unchanged",
            ("r7", "r8"): "unchanged",
            ("r1", "r2"): "cancelled",
            ("r3", "r4"): "cancelled",
        }
    else:
        new, same = ("r1", "r2", "r3", "r4"), ("r5", "r6", "r7", "r8")
        assert said == {(one,): "new" for one in new} | {(one,): "unchanged" for one in same}


def test_who_lost_the_group_or_left_is_told(programme: Programme, capsys: Text) -> None:
    pinned(programme, *FIRST)
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    programme.settings = 'sizes = { 2 = [0, 9] }\nunplaced = "allow"'
    del programme.people["r8"]
    programme.write()
    assert programme.run("pair") == 0
    assert "2 have to hear that it is off" in capsys.readouterr().err
    assert "cancelled" in changes(programme).values()


def test_a_lost_state_is_told_and_nothing_is_claimed(programme: Programme, capsys: Text) -> None:
    pinned(programme, *FIRST)
    assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
    (programme.folder / ".peerpair-state.json").unlink()
    pinned(programme, ("r1", "r3"), ("r2", "r4"), *FIRST[2:])
    assert programme.run("pair") == 0
    said = capsys.readouterr().err
    assert "Which times were sent is not remembered: they can be withdrawn only by hand." in said
    assert changes(programme) == {
        ("r1", "r3"): "new",
        ("r2", "r4"): "new",
        ("r5", "r6"): "unknown",
        ("r7", "r8"): "unknown",
        ("r1", "r2"): "cancelled",
        ("r3", "r4"): "cancelled",
    }


def test_addresses_are_for_the_coordinator_alone(programme: Programme) -> None:
    pinned(programme, *FIRST)
    assert programme.run("pair", "-q", "--problem", "problem.json") == 0
    rows = {row["ids"]: row["addresses"] for row in programme.rows("peerpair-out/sending.csv")}
    assert rows["r1, r2"] == "r1@example.org, r2@example.org"
    hashed = read_problem(programme.folder / "problem.json").sha256
    for file in programme.folder.rglob("*"):
        if file.is_file() and file.name not in ("sending.csv", "residents.csv"):
            assert b"@example.org" not in file.read_bytes(), file
    table = programme.folder / "residents.csv"
    table.write_text(table.read_text().replace("@example.org", "@example.com"))
    assert programme.run("pair", "-q", "--problem", "problem.json") == 0
    assert read_problem(programme.folder / "problem.json").sha256 == hashed
