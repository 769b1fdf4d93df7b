"""Edges that only an error of one reaches: the longest absence, names out of order, odd states."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.constraints import Exclude, Pin, Together
from peerpair.meetings.planner import propose_meetings
from peerpair.objectives import AffinityPoints, Stage
from peerpair.report.calendars.propose import propose_events
from peerpair.report.calendars.state import State
from peerpair.report.calendars.version import Version
from peerpair.report.residents.invitation import Invitation, MeetingTime, Partner

PEOPLE = [pp.Resident("a"), pp.Resident("b")]


@pytest.mark.parametrize(("last", "kept"), [("2028-01-01", True), ("2028-01-02", False)])
def test_an_absence_lasts_two_years_at_most(last: str, kept: bool, tmp_path: Path) -> None:
    """From 1 January 2026 to 1 January 2028 are 731 dates, one of them in no leap year."""
    (tmp_path / "residents.csv").write_text("id,specialty\na,IM\nb,FM\n")
    (tmp_path / "absences.csv").write_text(
        f"resident,start,end_inclusive,kind\na,2026-01-01,{last},leave\n"
    )
    schedule = pp.read(tmp_path, timezone="America/Chicago")
    assert bool(schedule.assignments) is kept
    assert any("over 731 days" in issue.message for issue in schedule.issues) is not kept


def test_the_last_minutes_of_a_day_are_not_the_first_of_the_next() -> None:
    """A Monday at 23:40 and, a week later, a Tuesday at 0:04 are no weekly series."""
    free = [datetime(2026, 8, 3, 23, 40), datetime(2026, 8, 11, 0, 4)]
    edges = [datetime(2026, 8, 3), *free, datetime(2026, 8, 17)]
    lengths = [timedelta(), *[timedelta(minutes=4)] * 2, timedelta()]
    busy = [
        pp.Assignment(who.id, before + length, after)
        for who in PEOPLE
        for before, length, after in zip(edges, lengths, edges[1:], strict=False)
    ]
    problem = pp.Problem(
        PEOPLE,
        pp.Horizon(datetime(2026, 8, 3).date(), datetime(2026, 8, 17).date()),
        "UTC",
        busy=busy,
        meeting=pp.Meeting(minutes=4, slot_minutes=4, hours=("00:00", "24:00")),
        rest=pp.Rest(0, 0),
    )
    (proposal,) = propose_meetings(problem, [("a", "b")])
    assert proposal.weekly == ()
    assert [window.start.replace(tzinfo=None) for window in proposal.single] == free


def test_whom_an_event_is_for_stands_in_order() -> None:
    start = datetime(2026, 8, 3, 23, tzinfo=UTC)
    meeting = MeetingTime(start, start + timedelta(hours=1))
    partners = (Partner("z", "Zoe"), Partner("m", "Mia"), Partner("a", "Ana"))
    (event,) = propose_events(Invitation(1, partners, (meeting,)), "America/Chicago")
    assert event.to == ("a", "m", "z")


VERSION = {
    "zone": "America/Chicago",
    "start": "2026-08-03T18:00",
    "end": "2026-08-03T19:00",
    "weeks": 1,
    "skipped": [],
    "description": "",
    "organizer": "",
    "to": ["a", "b"],
}
STATE: dict[str, Any] = {
    "format": "peerpair-state/1",
    "sent": False,
    "groups": [
        {
            "members": ["a", "b"],
            "events": [
                {
                    "uid": f"peerpair-{'0' * 32}",
                    "sequence": 0,
                    "stamp": "2026-08-01T12:00+00:00",
                    "now": VERSION,
                    "sent": None,
                    "known": [],
                }
            ],
        }
    ],
}
ODD: list[tuple[str, Callable[[dict[str, Any]], object]]] = [
    ("stamp", lambda event: event.update(stamp="soon")),
    ("stamp", lambda event: event.update(stamp="2026-08-01T12:00")),
    ("now.to[0]", lambda event: event["now"].update(to=[5, "a"])),
    ("now.to", lambda event: event["now"].update(to="a")),
    ("now.weeks", lambda event: event["now"].pop("weeks")),
    ("now.to", lambda event: event["now"].pop("to")),
]


def test_a_state_is_read() -> None:
    assert State.from_document(STATE).to_document() == STATE


@pytest.mark.parametrize(("place", "spoil"), ODD)
def test_an_odd_state_is_named(place: str, spoil: Callable[[dict[str, Any]], object]) -> None:
    document = copy.deepcopy(STATE)
    spoil(document["groups"][0]["events"][0])
    with pytest.raises(pp.ProblemError) as error:
        State.from_document(document)
    assert f"groups[0].events[0].{place}" in {fault.place for fault in error.value.faults}


def test_a_version_cannot_be_changed() -> None:
    version = Version.from_document(VERSION)
    with pytest.raises(FrozenInstanceError):
        version.weeks = 2  # type: ignore[misc]


def test_residents_of_a_rule_are_called_by_name() -> None:
    for rule, said in (
        (Exclude("b", "a"), "A and B are never in one group"),
        (Exclude("b", "a", private=True), "confidential"),
        (Together("a", "b"), "A and B are in one group"),
        (Pin("a", "b"), "the group A, B is formed"),
    ):
        assert rule.describe_with(str.upper) == said


@pytest.mark.parametrize("rule", [Together, Pin])
def test_a_list_of_members_is_taken_with_a_warning(rule: type[Together]) -> None:
    with pytest.warns(DeprecationWarning, match=rf'is now {rule.__name__}\("a", "b"\)'):
        assert rule(["a", "b"]) == rule("a", "b")


def test_the_old_name_of_who_is_left_is_taken_with_a_warning() -> None:
    result = pp.solve(pp.Problem([*PEOPLE, pp.Resident("c")], sizes="pairs", unplaced="allow"))
    with pytest.warns(DeprecationWarning, match="unplaced_residents"):
        assert result.unplaced == result.unplaced_residents


def test_points_given_for_groups_alone_name_the_candidates() -> None:
    people = [pp.Resident(name) for name in "abcd"]
    given = [pp.Affinity(("a", "b"), 1), pp.Affinity(("c", "d"), 1)]
    raw = pp.Problem(people, affinities=given, objectives=[AffinityPoints()])
    assert len(pp.evaluate(raw, [("a", "c"), ("b", "d")])[1]) == 2
    mixed = replace(raw, objectives=[AffinityPoints(), Stage()])
    assert pp.evaluate(mixed, [("a", "c"), ("b", "d")])[1] == ()
