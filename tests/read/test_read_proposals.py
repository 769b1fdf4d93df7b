"""Meetings that peerpair itself proposed, in the calendars that residents export."""

from __future__ import annotations

import pytest

from peerpair.model.schedule import Topic
from tests.report.calendar_model import ANA, BEN, at, group, made, weekly

from .conftest import Folder, issues, known, span, times

OURS = "peerpair-0123456789abcdef0123456789abcdef"
SHIFT = ("UID:s1", "DTSTART:20260803T070000", "DTEND:20260803T190000", "SUMMARY:Ward")


def calendar(*events: tuple[str, ...]) -> str:
    lines = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join(["BEGIN:VCALENDAR", *lines, "END:VCALENDAR", ""])


def proposal(*more: str, uid: str = f"UID:{OURS}", day: int = 10) -> tuple[str, ...]:
    return uid, f"DTSTART:202608{day:02}T180000", f"DTEND:202608{day:02}T190000", *more


@pytest.mark.parametrize(
    "event",
    [
        proposal(),
        proposal("RRULE:FREQ=WEEKLY;COUNT=4"),
        proposal("RECURRENCE-ID:20260810T180000"),
        proposal("STATUS:CONFIRMED", "SUMMARY:Ward, moved"),
        proposal(uid=f"UID:{OURS}@example.org"),
        proposal(uid=f"uid;X-A=b:{OURS}"),
        proposal(uid=f"UID:{OURS[:20]}\r\n {OURS[20:]}"),
    ],
    ids=["single", "series", "one moved", "confirmed", "with a host", "parameters", "folded"],
)
def test_a_proposal_takes_no_time_and_publishes_no_date(
    folder: Folder, event: tuple[str, ...]
) -> None:
    schedule = folder.read("a.ics", calendar(SHIFT, event))
    assert times(schedule) == ["a 08-03 07:00/08-03 19:00 -"]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-04")]
    (issue,) = [i for i in schedule.issues if "proposed by peerpair" in i.message]
    assert issue.topic is Topic.NOTE


@pytest.mark.parametrize(
    "uid", [f"UID:x{OURS}", f"UID:{OURS[:-1]}", "UID:peerpair-", "SUMMARY:UID:" + OURS]
)
def test_any_other_event_is_busy(folder: Folder, uid: str) -> None:
    schedule = folder.read("a.ics", calendar(SHIFT, proposal(uid=uid)))
    assert len(schedule.assignments) == 2
    assert not [text for text in issues(schedule) if "proposed" in text]


def test_a_calendar_of_proposals_alone_says_nothing(folder: Folder) -> None:
    schedule = folder.read("a.ics", calendar(proposal(), proposal(day=17)))
    assert times(schedule) == []
    assert known(schedule, "a") == []
    assert "(2 events, this is the first)" in " ".join(issues(schedule))


@pytest.mark.parametrize("day", [4, 31])
def test_a_proposal_far_from_the_horizon_publishes_no_date_either(folder: Folder, day: int) -> None:
    dates = span("2026-08-14", "2026-08-21")
    shift = ("UID:s2", "DTSTART:20260817T070000", "DTEND:20260817T190000")
    alone = folder.read("a.ics", calendar(shift), horizon=dates)
    both = folder.read("a.ics", calendar(shift, proposal(day=day)), horizon=dates)
    assert known(both, "a") == known(alone, "a") != []
    other = folder.read("a.ics", calendar(shift, proposal(uid="UID:x", day=day)), horizon=dates)
    assert known(other, "a") != known(alone, "a")


def test_in_a_calendar_for_many_it_belongs_to_nobody(folder: Folder) -> None:
    shift = (*SHIFT[:-1], "SUMMARY:a: Ward")
    schedule = folder.read("all.ics", calendar(shift, proposal("SUMMARY:Peer support meeting")))
    assert times(schedule) == ["a 08-03 07:00/08-03 19:00 -"]
    assert not [text for text in issues(schedule) if "unknown" in text]


def test_what_is_written_is_left_out_when_it_is_read(folder: Folder) -> None:
    """A resident imported our file; the calendar program exports it with the shifts."""
    mondays = weekly("2026-08-03T18:00", (0, 1, 3))
    ours = made(group(ANA, BEN, weekly=mondays, single=[at("2026-08-20T07:00")])).files
    (data,) = ours.values()
    text = data.decode().replace("END:VCALENDAR\r\n", "")
    exported = calendar(SHIFT).replace("BEGIN:VCALENDAR\r\n", text)
    alone = folder.read("a.ics", calendar(SHIFT))
    both = folder.read("a.ics", exported)
    assert both.assignments == alone.assignments
    assert both.residents == alone.residents
    assert "(2 events, this is the first)" in " ".join(issues(both))
