"""Files of calendars on disk, and the private state."""

from __future__ import annotations

import copy
import json
import re
import stat
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from peerpair.errors import ProblemError, ReadError
from peerpair.files import write_whole
from peerpair.report.calendars import (
    Calendars,
    State,
    read_state,
    write_calendars,
    write_state,
)
from peerpair.report.invitation import Invitation
from tests.report.calendar_model import (
    ANA,
    BEN,
    CLEO,
    DAN,
    NOW,
    at,
    events,
    group,
    invited,
    made,
    weekly,
)

PAIRS = (
    group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 1, 3))),
    group(CLEO, DAN, number=2, single=[at("2026-08-04T18:00"), at("2026-11-01T01:30", fold=1)]),
)
FEWER = (group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 1))),)


class Desk:
    """A folder for residents, and a state beside it."""

    def __init__(self, path: Path) -> None:
        self.folder, self.state = path / "out" / "for-residents", path / "private" / "state.json"

    def write(self, *groups: Invitation, **options: Any) -> Calendars:
        usual: dict[str, Any] = {"now": NOW, "order": "abcd"}
        return write_calendars(invited(*groups), self.folder, self.state, **(usual | options))

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_files_and_state_are_for_their_owner_alone(desk: Desk) -> None:
    found = desk.write(*PAIRS)
    assert desk.files() == found.files
    assert list(found.files) == ["group-001.ics", "group-002.ics"]
    for path in (*desk.folder.iterdir(), desk.state):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_state(desk.state) == found.state
    assert list(desk.state.parent.iterdir()) == [desk.state]


def test_the_same_result_again_changes_nothing(desk: Desk) -> None:
    desk.write(*PAIRS)
    files, state = desk.files(), desk.state.read_bytes()
    desk.write(*PAIRS, now=NOW + timedelta(days=1))
    assert (desk.files(), desk.state.read_bytes()) == (files, state)


def test_files_without_a_successor_are_removed(desk: Desk) -> None:
    desk.write(*PAIRS)
    desk.write(*PAIRS, per="resident")
    assert list(desk.files()) == [f"resident-00{n}.ics" for n in (1, 2, 3, 4)]
    desk.write(*FEWER, per="group")
    assert list(desk.files()) == ["cancelled-001.ics", "group-001.ics"]
    desk.write(*FEWER, now=NOW + timedelta(days=365))
    assert list(desk.files()) == ["group-001.ics"]


def test_no_file_is_removed_that_was_not_written_here(desk: Desk, tmp_path: Path) -> None:
    desk.write(*PAIRS, per="resident")
    foreign = {"group-009.ics": b"theirs", "resident-1.ics": b"x", "notes.txt": b"y"}
    for name, data in foreign.items():
        (desk.folder / name).write_bytes(data)
    edited = desk.folder / "resident-002.ics"
    edited.write_bytes(edited.read_bytes() + b"X-MINE:1\r\n")
    target = tmp_path / "elsewhere.ics"
    (desk.folder / "resident-003.ics").replace(target)
    (desk.folder / "resident-003.ics").symlink_to(target)
    (desk.folder / "resident-004.ics").unlink()
    desk.write(*FEWER)
    kept = {*foreign, "resident-002.ics", "resident-003.ics"}
    assert set(desk.files()) == kept | {"group-001.ics", "cancelled-001.ics"}
    assert target.exists()
    # Nor later: it is not ours any more.
    desk.write(*FEWER)
    assert kept <= set(desk.files())


@pytest.mark.parametrize("after", [0, 1])
def test_what_was_sent_is_remembered_whenever_the_run_ends(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    desk.write(PAIRS[0], per="resident")
    count = 0

    def failing(path: Path, data: bytes) -> None:
        nonlocal count
        if count == after:
            raise OSError(28, "No space left on device")
        count += 1
        write_whole(path, data)

    with monkeypatch.context() as patch:
        patch.setattr("peerpair.report.calendars.write.write_whole", failing)
        with pytest.raises(OSError, match="No space"):
            desk.write(*PAIRS)
    before = read_state(desk.state)
    sent = {e["UID"] for data in desk.files().values() for e in events(data)}
    assert sent <= {event.uid for each in before.groups for event in each.events}
    found = desk.write(*PAIRS)
    assert {str(e["UID"]) for data in found.files.values() for e in events(data)} == {
        event.uid for each in before.groups for event in each.events
    }
    assert desk.files() == found.files  # and nothing of the earlier run is left


def test_nothing_is_written_where_the_state_cannot_be_read(desk: Desk) -> None:
    desk.state.parent.mkdir()
    desk.state.write_text("{")
    with pytest.raises(ReadError, match="is not JSON"):
        desk.write(*PAIRS)
    desk.state.write_text('{"format": "peerpair-state/2", "groups": [], "files": []}')
    with pytest.raises(ProblemError, match="format: must be one of peerpair-state/1"):
        desk.write(*PAIRS)
    desk.state.unlink()
    desk.state.symlink_to(desk.state.parent / "nowhere")
    with pytest.raises(ReadError):
        desk.write(*PAIRS)
    assert not desk.folder.exists()


def test_the_state_does_not_lie_among_what_is_sent(desk: Desk) -> None:
    for name in ("state.json", "deeper/state.json", "../for-residents/state.json"):
        with pytest.raises(ValueError, match="private"):
            write_calendars(invited(*PAIRS), desk.folder, desk.folder / name)
    assert not desk.folder.exists()


def test_two_runs_at_once_leave_a_whole_state(desk: Desk) -> None:
    faults: list[BaseException] = []

    def run(groups: tuple[Invitation, ...]) -> None:
        try:
            for _ in range(15):
                desk.write(*groups)
                read_state(desk.state)
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=run, args=(groups,)) for groups in (PAIRS, FEWER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert read_state(desk.state).groups


def document() -> dict[str, Any]:
    later = made(
        group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 1, 3))), state=made(*PAIRS).state
    )
    found: dict[str, Any] = json.loads(json.dumps(later.state.to_document()))
    return found


def test_a_state_is_written_without_loss(tmp_path: Path) -> None:
    state = State.from_document(document())
    assert [len(sent.events) for sent in state.groups] == [1, 2]
    write_state(state, tmp_path / "s.json")
    assert read_state(tmp_path / "s.json") == state


def set_event(key: str, value: Any, group: int = 0, event: int = 0) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        document["groups"][group]["events"][event][key] = value

    return change


FAULTS: list[tuple[str, Callable[[Any], None], str]] = [
    ("no format", lambda d: d.pop("format"), "format: is missing"),
    ("another key", lambda d: d.update(extra=1), "extra: unknown key"),
    ("uid", set_event("uid", "peerpair-X"), "groups[0].events[0].uid: must be peerpair- and 32"),
    ("sequence", set_event("sequence", -1), "groups[0].events[0].sequence: must be at least 0"),
    ("flag", set_event("sequence", True), "groups[0].events[0].sequence: must be an integer"),
    ("stamp", set_event("stamp", "2026-08-03T07:00"), "stamp: must have an offset"),
    ("zone", set_event("zone", "Mars/Olympus"), "zone: is not a time zone that is known: 'Mars"),
    ("start", set_event("start", "soon"), "groups[0].events[0].start: must be a time"),
    ("year", set_event("start", "0001-01-01T00:00"), "start: is in no plausible year: '0001"),
    ("end", set_event("end", "2026-08-03T18:00"), "end: must be after the start"),
    ("offset", set_event("end", "2026-08-03T18:00Z"), "end: must have an offset exactly if"),
    ("weeks", set_event("weeks", 2, 1, 1), "groups[1].events[1].weeks: must be 1"),
    ("skipped", set_event("skipped", [3]), "skipped: must be weeks between"),
    ("unsorted", set_event("skipped", [2, 1]), "skipped: must be weeks between"),
    ("organizer", set_event("organizer", "a\r\nX:1"), "organizer: must be an address"),
    ("to", set_event("to", ["a", "z"]), "groups[0].events[0].to[1]: is not a member: 'z'"),
    ("off", set_event("off", ["a"]), "off[0]: stands in `to`, too: 'a'"),
    ("members", lambda d: d["groups"][0].update(members=["a"]), "members: must have 2 to 3"),
    ("twice", lambda d: d["groups"].append(copy.deepcopy(d["groups"][0])), "groups[2].members"),
    ("one uid", lambda d: d["groups"].append(copy.deepcopy(d["groups"][0])), "uid: stands twice"),
    ("path", lambda d: d["files"][0].update(name="../../x.ics"), "files[0].name: must be the name"),
    ("digest", lambda d: d["files"][0].update(sha256=""), "files[0].sha256: must be 64"),
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
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "invitations.md", "exec"), {})
    said = capsys.readouterr().out.splitlines()
    assert len(said) == len(list((tmp_path / "out" / "for-residents").iterdir())) > 10
    assert read_state(tmp_path / "peerpair-state.json").groups
