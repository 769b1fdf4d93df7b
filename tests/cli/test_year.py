"""A year in one folder: thirteen blocks, after which history, calendars and report agree."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

from icalendar import Calendar

from peerpair.config import read_config
from peerpair.model.problem import Problem
from peerpair.report.calendars import read_state
from tests.cli.programme import NAMES, Programme, members

BLOCKS = 13


def test_a_year_of_one_programme(tmp_path: Path) -> None:
    programme = Programme(tmp_path)
    programme.settings = 'unplaced = "allow"'
    programme.columns["away"] = {}
    told: dict[int, set[frozenset[str]]] = {}
    here: dict[int, set[str]] = {}
    not_met: set[tuple[int, frozenset[str]]] = set()
    state = tmp_path / ".peerpair-state.json"
    for block in range(1, BLOCKS + 1):
        _change_people(programme, block)
        programme.block(block)
        here[block] = {*programme.people} - ({"r2"} if block in (6, 7) else set())
        assert _problem(programme).last_round == block - 1
        assert programme.run("pair", "-q") == 0
        assert programme.run("sent", "-q") == 0
        if block == 8:
            state.unlink()
        if block in (5, 8):  # somebody falls ill inside the block: its round is formed again
            programme.busy = [("r3", programme.start, programme.end)]
            programme.write()
            assert programme.run("pair", "-q") == programme.run("sent", "-q") == 0
            programme.busy = []
        told[block] = programme.formed()
        _agree(programme, block, told[block], here[block])
        rows = [row for row in programme.rows() if row["round"] == str(block)]
        for row in rows[: block % 3]:
            assert programme.run("met", row["group"], "--no" if block % 2 else "--yes", "-q") == 0
            not_met |= {(block, members(row))} if block % 2 else set()
    _check_year(programme, told, not_met)


def _change_people(programme: Programme, block: int) -> None:
    """Let people come, go, pause, and change their names."""
    if block == 3:
        del programme.people["r8"]
    if block == 4:
        programme.people["r9"] = "Jo March"
    if block == 6:
        first = programme.end.isoformat()
        programme.columns["away"]["r2"] = f"{first} to 2040-04-08"  # blocks 6 and 7
    if block == 9:
        programme.people["r5"] = "Ed Ruiz-Kahn"
    if block == 10:
        programme.people["r10"] = NAMES[7]  # back, under another id


def _problem(programme: Programme) -> Problem:
    config = read_config(programme.folder / "peerpair.toml")
    return config.state(config.read()).problem


def _agree(programme: Programme, block: int, formed: set[frozenset[str]], here: set[str]) -> None:
    """See that history, state, calendars and the list of who gets what say the same."""
    assert programme.groups(block) == formed
    rows = [row for row in programme.rows() if row["round"] == str(block)]
    assert {(row["from"], row["to"]) for row in rows} == {
        (str(programme.start), str(programme.end.fromordinal(programme.end.toordinal() - 1)))
    }
    placed = Counter(who for team in formed for who in team)
    placed.update(row["member_1"] for row in rows if row["group"] == "left out")
    assert placed == Counter(here)  # each once
    state = read_state(programme.folder / ".peerpair-state.json")
    assert state.told is not None
    assert state.told == state.formed
    assert {frozenset(group.members) for group in state.told.groups} == formed
    out = programme.folder / "peerpair-out"
    sending = {row["ids"]: row for row in programme.rows("peerpair-out/sending.csv") if row["page"]}
    groups = programme.rows("peerpair-out/groups.csv")
    assert [row["group"] for row in rows if row["group"] != "left out"] == [
        row["group"] for row in groups
    ]
    uids: set[str] = set()
    for row in groups:
        ids = ", ".join(row[f"member_{k}"] for k in (1, 2, 3) if row[f"member_{k}"])
        name = sending[ids]["calendar"]
        assert name or not row["meetings"]
        if name:
            calendar = Calendar.from_ical((out / "for-residents" / name).read_bytes())
            events = calendar.walk("VEVENT")
            takes_place = any(event["STATUS"] != "CANCELLED" for event in events)
            assert takes_place == bool(row["meetings"])
            days = [event["DTSTART"].dt.date() for event in events]
            uids |= {str(event["UID"]) for event in events}
            assert all(programme.start <= day < programme.end for day in days)
    known = {event.uid for kept in state.groups for event in kept.events if event.sent is not None}
    assert uids <= known


def _today(who: str) -> str:
    """Return the id of today: one came back, and the name tells."""
    return "r10" if who == "r8" else who


def _check_year(
    programme: Programme,
    told: dict[int, set[frozenset[str]]],
    not_met: set[tuple[int, frozenset[str]]],
) -> None:
    """See that the history is the year, and that the next round would know all of it."""
    rows = programme.rows()
    assert {int(row["round"]) for row in rows} == {*told}
    for number, groups in told.items():
        assert programme.groups(number) == groups, number
    assert {(int(row["round"]), members(row)) for row in rows if row["met"] == "no"} == not_met
    assert not_met
    pairs = Counter(
        frozenset(map(_today, pair))
        for number, groups in told.items()
        for team in groups
        if (number, team) not in not_met
        for pair in combinations(sorted(team), 2)
    )
    early = Counter(
        frozenset(pair)
        for number in (1, 2, 3)
        for team in told[number]
        if (number, team) not in not_met
        for pair in combinations(team, 2)
    )
    assert max(early.values()) == 1  # while there are partners, nobody meets one twice
    programme.columns["away"] = {}
    programme.block(BLOCKS + 1)
    problem = _problem(programme)
    assert problem.repeats == "avoid"
    assert problem.last_round == BLOCKS
    people = {one.id for one in problem.residents}
    assert {pair: len(rounds) for pair, rounds in problem.met_rounds.items()} == {
        pair: often for pair, often in pairs.items() if pair <= people
    }
    unlucky = Counter(
        _today(who)
        for row in rows
        if row["group"] == "left out" or row["weeks"] == "0"
        for who in members(row)
        if _today(who) in people
    )
    assert {one.id: one.credit for one in problem.residents if one.credit} == dict(unlucky)
    alone = Counter(_today(row["member_1"]) for row in rows if row["group"] == "left out")
    assert {one.id: one.sat_out for one in problem.residents if one.sat_out} == {
        who: times for who, times in alone.items() if who in people
    }
