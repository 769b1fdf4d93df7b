"""Calendars on disk as `write_report` leaves them, and the private state."""

from __future__ import annotations

import copy
import json
import re
import stat
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.errors import ProblemError, ReadError
from peerpair.report import Written, write_report
from peerpair.report.calendars import State, mark_sent, read_state, write_state
from peerpair.report.own_folder import OwnFolder
from tests.report.by_hand import result_of
from tests.report.calendar_model import ANA, BEN, CLEO, DAN, at, events, group, made, weekly

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
AUGUST = pp.Horizon(date(2026, 8, 3), date(2026, 8, 31))
SEPTEMBER = pp.Horizon(date(2026, 9, 7), date(2026, 10, 5))
PROBLEM = pp.Problem([pp.Resident(name) for name in "abcd"], AUGUST, "America/Chicago")
PAIRS, FEWER = [("a", "b"), ("c", "d")], [("a", "b")]


class Desk:
    """A folder for reports, and a state beside it."""

    def __init__(self, path: Path) -> None:
        self.out, self.state = path / "out", path / "private" / "state.json"
        self.folder = self.out / "for-residents"
        self.state.parent.mkdir()

    def write(
        self, groups: Sequence[Sequence[str]], horizon: pp.Horizon = AUGUST, **options: Any
    ) -> Written:
        problem = replace(PROBLEM, horizon=horizon)
        result = result_of(problem, groups)
        usual: dict[str, Any] = {"now": NOW, "state": self.state}
        return write_report(problem, result, self.out, **(usual | options))

    def send(self, groups: Sequence[Sequence[str]], *rest: Any, **options: Any) -> None:
        self.write(groups, *rest, **options)
        mark_sent(self.state)

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.glob("*.ics"))}

    def uids(self) -> set[str]:
        return {str(e["UID"]) for data in self.files().values() for e in events(data)}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_files_and_state_are_for_their_owner_alone(desk: Desk) -> None:
    desk.write(PAIRS)
    assert list(desk.files()) == ["group-001.ics", "group-002.ics"]
    for path in (*desk.folder.iterdir(), desk.state):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {e.uid for each in read_state(desk.state).groups for e in each.events} == desk.uids()
    assert list(desk.state.parent.iterdir()) == [desk.state]


def test_the_same_result_again_changes_nothing(desk: Desk) -> None:
    desk.write(PAIRS)
    files, state = desk.files(), desk.state.read_bytes()
    desk.write(PAIRS, now=NOW + timedelta(days=1))
    assert (desk.files(), desk.state.read_bytes()) == (files, state)


def test_files_without_a_successor_are_removed(desk: Desk) -> None:
    desk.send(PAIRS)
    desk.write(PAIRS, calendars="resident")
    assert list(desk.files()) == [f"resident-00{n}.ics" for n in (1, 2, 3, 4)]
    desk.send(FEWER, calendars="group")
    assert list(desk.files()) == ["cancelled-001.ics", "group-001.ics"]
    desk.write(FEWER, now=NOW + timedelta(days=365))
    assert list(desk.files()) == ["group-001.ics"]


def test_no_file_is_removed_that_was_not_written_here(desk: Desk, tmp_path: Path) -> None:
    desk.send(PAIRS, calendars="resident")
    foreign = {"group-009.ics": b"theirs", "resident-1.ics": b"x", "notes.ics": b"y"}
    for name, data in foreign.items():
        (desk.folder / name).write_bytes(data)
    edited = desk.folder / "resident-002.ics"
    edited.write_bytes(edited.read_bytes() + b"X-MINE:1\r\n")
    target = tmp_path / "elsewhere.ics"
    (desk.folder / "resident-003.ics").replace(target)
    (desk.folder / "resident-003.ics").symlink_to(target)
    (desk.folder / "resident-004.ics").unlink()
    desk.write(FEWER)
    kept = {*foreign, "resident-002.ics", "resident-003.ics"}
    assert set(desk.files()) == kept | {"group-001.ics", "cancelled-001.ics"}
    assert target.exists()
    # Nor later: it is not ours any more.
    desk.write(FEWER)
    assert kept <= set(desk.files())


@pytest.mark.parametrize("after", [0, 1])
def test_what_was_sent_is_remembered_whenever_the_run_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    desk.write(FEWER, calendars="resident")
    count, place = 0, OwnFolder._place

    def failing(own: OwnFolder, name: str, part: Path) -> None:
        nonlocal count
        if name.endswith(".ics"):
            if count == after:
                raise OSError(28, "No space left on device")
            count += 1
        place(own, name, part)

    with monkeypatch.context() as patch:
        patch.setattr(OwnFolder, "_place", failing)
        with pytest.raises(OSError, match="No space"):
            desk.write(PAIRS)
    before = {event.uid for each in read_state(desk.state).groups for event in each.events}
    assert desk.uids() <= before
    desk.write(PAIRS)
    assert desk.uids() == before
    assert list(desk.files()) == ["group-001.ics", "group-002.ics"]  # nothing of the earlier run


def test_nothing_is_written_where_the_state_cannot_be_read(desk: Desk) -> None:
    desk.state.write_text("{")
    with pytest.raises(ReadError, match="is not JSON"):
        desk.write(PAIRS)
    desk.state.write_text('{"format": "peerpair-state/2", "sent": true, "groups": []}')
    with pytest.raises(ProblemError, match="format: must be one of peerpair-state/1"):
        desk.write(PAIRS)
    desk.state.unlink()
    desk.state.symlink_to(desk.state.parent / "nowhere")
    with pytest.raises(ReadError):
        desk.write(PAIRS)
    assert not desk.out.exists()


def test_a_state_that_cannot_be_read_says_what_to_do(desk: Desk) -> None:
    for text in ("{", "[]", '{"format": "peerpair-state/2"}'):
        desk.state.write_text(text)
        for use in (lambda: desk.write(PAIRS), lambda: mark_sent(desk.state)):
            with pytest.raises((ReadError, ProblemError), match="move the file away to start") as e:
                use()
            assert str(e.value).count("only by hand") == 1
        assert desk.state.read_text() == text
    desk.state.unlink()
    with pytest.raises(ReadError, match="No such file") as e:
        mark_sent(desk.state)
    assert "move the file away" not in str(e.value)


def test_a_link_to_the_state_stays_a_link(desk: Desk, tmp_path: Path) -> None:
    target = tmp_path / "vault" / "state.json"
    target.parent.mkdir()
    write_state(State(), target)
    target.chmod(0o644)
    desk.state.symlink_to(target)
    desk.write(PAIRS)
    assert mark_sent(desk.state) == 2
    assert desk.state.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not target.is_symlink()
    assert read_state(target).sent
    assert [path.name for path in target.parent.iterdir()] == ["state.json"]


def test_what_was_sent_is_marked_once(desk: Desk) -> None:
    desk.write(PAIRS)
    files = desk.files()
    assert (read_state(desk.state).drafts, read_state(desk.state).sent) == (2, False)
    assert mark_sent(desk.state) == 2
    assert stat.S_IMODE(desk.state.stat().st_mode) == 0o600
    marked = desk.state.read_bytes()
    assert mark_sent(desk.state) == 0
    assert desk.state.read_bytes() == marked
    # The same again is no draft; another group is.
    desk.write(PAIRS)
    assert desk.files() == files
    assert mark_sent(desk.state) == 0
    desk.write(FEWER)
    assert read_state(desk.state).drafts == 1
    assert mark_sent(desk.state) == 1
    desk.write([])
    assert mark_sent(desk.state) == 1
    assert mark_sent(desk.state) == 0


def test_results_for_other_dates_leave_each_other_alone(desk: Desk) -> None:
    desk.send([("a", "b")])
    desk.send([("a", "c")], SEPTEMBER)
    assert list(desk.files()) == ["group-001.ics"]
    desk.send([("a", "c")], pp.Horizon(AUGUST.start, SEPTEMBER.end))
    assert list(desk.files()) == ["cancelled-001.ics", "group-001.ics"]


def test_the_state_does_not_lie_among_what_is_sent(desk: Desk) -> None:
    for name in ("state.json", "deeper/state.json", "../for-residents/state.json"):
        with pytest.raises(ValueError, match="would lie among the files to send"):
            desk.write(PAIRS, state=desk.folder / name)
    assert not desk.out.exists()
    desk.write(PAIRS)
    link = desk.folder / "state.json"
    link.symlink_to(desk.state)
    before = desk.state.read_bytes()
    with pytest.raises(ValueError, match="would lie among the files to send"):
        desk.write(FEWER, state=link)
    assert desk.state.read_bytes() == before
    assert len(desk.files()) == 2


def test_a_state_with_a_key_that_is_not_known_stops_before_anything_is_written(desk: Desk) -> None:
    desk.send(PAIRS)
    files, state = desk.files(), json.loads(desk.state.read_bytes())
    state["files"] = [{"name": "group-001.ics", "sha256": "0" * 64}]  # as before 0.1.0
    desk.state.write_text(json.dumps(state))
    with pytest.raises(ProblemError, match=r"files: unknown key\. Maybe put it right, or move"):
        desk.write(FEWER)
    assert (desk.files(), json.loads(desk.state.read_bytes())) == (files, state)


PLANNED = (
    group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 1, 3))),
    group(CLEO, DAN, number=2, single=[at("2026-08-04T18:00"), at("2026-11-01T01:30", fold=1)]),
)


def document() -> dict[str, Any]:
    before = made(*PLANNED).state.as_sent()
    later = made(group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 1, 3))), state=before)
    found: dict[str, Any] = json.loads(json.dumps(later.state.to_document()))
    return found


def test_a_state_is_written_without_loss(tmp_path: Path) -> None:
    state = State.from_document(document())
    assert [len(sent.events) for sent in state.groups] == [1, 2]
    write_state(state, tmp_path / "s.json")
    assert read_state(tmp_path / "s.json") == state


def set_event(path: str, value: Any, group: int = 0, event: int = 0) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        place = document["groups"][group]["events"][event]
        *parents, key = path.split(".")
        for parent in parents:
            place = place[parent]
        place[key] = value

    return change


FAULTS: list[tuple[str, Callable[[Any], None], str]] = [
    ("no format", lambda d: d.pop("format"), "format: is missing"),
    ("another key", lambda d: d.update(extra=1), "extra: unknown key"),
    ("uid", set_event("uid", "peerpair-X"), "groups[0].events[0].uid: must be peerpair- and 32"),
    ("sequence", set_event("sequence", -1), "groups[0].events[0].sequence: must be at least 0"),
    ("flag", set_event("sequence", True), "groups[0].events[0].sequence: must be an integer"),
    ("stamp", set_event("stamp", "2026-08-03T07:00"), "stamp: must have an offset"),
    (
        "zone",
        set_event("now.zone", "Mars/Olympus"),
        "zone: unknown time zone: 'Mars",
    ),
    ("start", set_event("now.start", "soon"), "groups[0].events[0].now.start: must be a time"),
    ("year", set_event("now.start", "0001-01-01T00:00"), "start: is in no plausible year: '0001"),
    ("end", set_event("now.end", "2026-08-03T18:00"), "end: must be after the start"),
    ("offset", set_event("now.end", "2026-08-03T18:00Z"), "end: must have an offset exactly if"),
    ("weeks", set_event("now.weeks", 2, 1, 1), "groups[1].events[1].now.weeks: must be 1"),
    ("skipped", set_event("now.skipped", [3]), "skipped: must be weeks between"),
    ("unsorted", set_event("now.skipped", [2, 1]), "skipped: must be weeks between"),
    ("organizer", set_event("now.organizer", "a\r\nX:1"), "organizer: must be an address"),
    ("to", set_event("now.to", ["a", "z"]), "groups[0].events[0].now.to[1]: is not a member: 'z'"),
    ("sent", set_event("sent.weeks", 1), "groups[0].events[0].sent.skipped: must be weeks"),
    (
        "sent to",
        set_event("sent.to", ["z"]),
        "groups[0].events[0].sent.to[0]: is not among `known`",
    ),
    ("known", set_event("known", ["a", "b", "z"]), "events[0].known[2]: is not a member: 'z'"),
    ("not known", set_event("known", ["a"]), "sent.to[1]: is not among `known`: 'b'"),
    ("unknown", set_event("known", []), "known: must be empty exactly if `sent` is null"),
    ("no flag", lambda d: d.update(sent=1), "sent: must be true or false"),
    ("members", lambda d: d["groups"][0].update(members=["a"]), "members: must have 2 to 3"),
    ("twice", lambda d: d["groups"].append(copy.deepcopy(d["groups"][0])), "groups[2].members"),
    ("one uid", lambda d: d["groups"].append(copy.deepcopy(d["groups"][0])), "uid: is a duplicate"),
]


@pytest.mark.parametrize(("change", "said"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_a_state_with_a_fault_says_where(change: Callable[[Any], None], said: str) -> None:
    broken = document()
    change(broken)
    with pytest.raises(ProblemError) as caught:
        State.from_document(broken)
    assert said in str(caught.value)


@pytest.mark.parametrize("value", [None, [], "", 1, {"format": "peerpair-problem/1"}])
def test_anything_else_is_no_state(value: object) -> None:
    with pytest.raises(ProblemError, match="the state is not valid"):
        State.from_document(value)


def test_the_example_of_the_documentation_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "invitations.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL):
        exec(compile(code, "invitations.md", "exec"), names)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == str(Path("out", "for-residents"))
    calendars = list((tmp_path / "out" / "for-residents").glob("*.ics"))
    assert len(said) - 1 == len(calendars) > 10
    assert read_state(tmp_path / "peerpair-state.json").groups
