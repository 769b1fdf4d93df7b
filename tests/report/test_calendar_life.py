"""What happens to events when a later result replaces an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peerpair.report.residents.invitation import Invitation, Partner
from tests.report.calendar_model import (
    ANA,
    BEN,
    CLEO,
    DAN,
    NOW,
    WEEK,
    Sender,
    at,
    events,
    group,
    proposed,
    weekly,
)

MONDAYS = weekly("2026-08-03T18:00", range(4))
FIRST = group(ANA, BEN, weekly=MONDAYS)


def only(data: bytes) -> Any:
    (event,) = events(data)
    return event


def facts(event: Any) -> tuple[str, int, str]:
    return str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])


@pytest.mark.parametrize("per", ["group", "resident"])
def test_what_does_not_change_is_the_same_to_the_byte(per: Any) -> None:
    groups = FIRST, group(CLEO, DAN, number=2, single=[at("2026-08-04T18:00")])
    sender = Sender()
    first = sender.send(*groups, per=per)
    again = sender.send(*groups, per=per, now=NOW + timedelta(days=3))
    assert again.files == first.files
    assert again.state == first.state.as_sent()
    # Numbers of groups may change; their events do not.
    turned = sender.send(*(replace(g, number=3 - g.number) for g in reversed(groups)), per=per)
    assert sorted(turned.files.values()) == sorted(first.files.values())


@pytest.mark.parametrize(
    "later",
    [
        group(ANA, BEN, weekly=weekly("2026-08-04T19:00", range(4))),
        group(ANA, BEN, weekly=weekly("2026-08-03T18:00", range(5))),
        group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 1, 3))),
        group(ANA, Partner("b", "Benjamin"), weekly=MONDAYS),
    ],
    ids=["moved", "longer", "a week less", "a name"],
)
def test_a_changed_series_replaces_itself(later: Invitation) -> None:
    sender = Sender()
    first = only(sender.send(FIRST).files["group-001.ics"])
    second = only(sender.send(later, now=NOW + timedelta(days=1)).files["group-001.ics"])
    assert facts(first) == (first["UID"], 0, "TENTATIVE")
    assert facts(second) == (first["UID"], 1, "TENTATIVE")
    assert second["DTSTAMP"].dt - first["DTSTAMP"].dt == timedelta(days=1)
    assert sender.calendars["a"].after(NOW) == sorted(proposed(later))


def test_single_meetings_are_matched_by_week() -> None:
    sender = Sender()
    before = [at("2026-08-03T18:00"), at("2026-08-11T18:00"), at("2026-08-20T18:00")]
    first = sender.send(group(ANA, BEN, single=before)).files["group-001.ics"]
    uids = {e["DTSTART"].dt.day: e["UID"] for e in events(first)}
    later = group(ANA, BEN, single=[at("2026-08-12T07:00"), before[2], at("2026-08-25T18:00")])
    second = events(sender.send(later).files["group-001.ics"])
    assert {e["DTSTART"].dt.day: facts(e) for e in second} == {
        12: (uids[11], 1, "TENTATIVE"),
        20: (uids[20], 0, "TENTATIVE"),
        25: (f"peerpair-{4:032x}", 0, "TENTATIVE"),
        3: (uids[3], 1, "CANCELLED"),
    }


def test_a_single_meeting_does_not_go_on_as_a_series_that_began_in_its_week() -> None:
    sender = Sender()
    uid = only(sender.send(FIRST).files["group-001.ics"])["UID"]
    later = sender.send(group(ANA, BEN, single=[at("2026-08-05T18:00")]))
    series, single = sorted(map(facts, events(later.files["group-001.ics"])))
    assert series == (uid, 1, "CANCELLED")
    assert single == (f"peerpair-{2:032x}", 0, "TENTATIVE")


def test_a_cancelled_event_is_repeated_until_it_is_over() -> None:
    sender = Sender()
    sender.send(FIRST)
    other = group(ANA, CLEO, single=[at("2026-08-05T18:00")])
    gone = sender.send(other)
    assert list(gone.files) == ["group-001.ics", "cancelled-001.ics"]
    assert gone.receivers["cancelled-001.ics"] == ("a", "b")
    assert facts(only(gone.files["cancelled-001.ics"]))[1:] == (1, "CANCELLED")
    last_end = datetime(2026, 8, 25, 0, 0, tzinfo=UTC)
    again = sender.send(other, now=last_end - timedelta(seconds=1))
    assert again.files == gone.files
    after = sender.send(other, now=last_end)
    assert list(after.files) == ["group-001.ics"]
    assert [sent.members for sent in sender.state.groups] == [("a", "c")]


def test_a_group_that_comes_back_gets_its_events_back() -> None:
    sender = Sender()
    first = only(sender.send(FIRST).files["group-001.ics"])
    sender.send(group(ANA, CLEO, single=[at("2026-08-05T18:00")]))
    back = sender.send(group(BEN, ANA, weekly=MONDAYS))
    assert facts(only(back.files["group-001.ics"])) == (first["UID"], 2, "TENTATIVE")
    assert facts(only(back.files["cancelled-001.ics"]))[2] == "CANCELLED"


def test_what_is_over_is_neither_cancelled_nor_moved() -> None:
    sender = Sender()
    sender.send(FIRST)
    september = group(ANA, BEN, weekly=weekly("2026-09-01T18:00", range(4)))
    found = sender.send(september, now=datetime(2026, 8, 30, tzinfo=UTC))
    assert facts(only(found.files["group-001.ics"]))[1:] == (0, "TENTATIVE")
    assert len(sender.calendars["a"].after(NOW)) == 8


@pytest.mark.parametrize("per", ["group", "resident"])
def test_a_result_speaks_of_its_own_dates(per: Any) -> None:
    august, september = ((date(2026, m, 1), date(2026, m + 1, 1)) for m in (8, 9))
    sender = Sender()
    sender.send(FIRST, dates=august, per=per)
    later = group(ANA, BEN, weekly=weekly("2026-09-01T18:00", range(4)))
    next_block = sender.send(later, dates=september, per=per)
    for data in next_block.files.values():
        assert facts(only(data))[1:] == (0, "TENTATIVE")
    assert len(sender.calendars["b"].after(NOW)) == 8
    # August changes once more: September stands, and what is gone from August is cancelled.
    changed = group(ANA, CLEO, single=[at("2026-08-04T18:00")])
    august_again = sender.send(changed, dates=august, per=per)
    stood = {e["DTSTART"].dt.month for data in august_again.files.values() for e in events(data)}
    assert stood == {8}
    assert sender.calendars["b"].after(NOW) == sorted(proposed(later))
    assert len(sender.calendars["a"].after(NOW)) == 5
    # Without dates the same result speaks of everything.
    sender.send(changed, per=per)
    assert sender.calendars["b"].after(NOW) == []
    assert len(sender.calendars["a"].after(NOW)) == 1


def test_the_last_evening_of_a_block_belongs_to_that_block() -> None:
    sender = Sender()
    late = group(ANA, BEN, single=[at("2026-08-31T23:00")])
    sender.send(late, dates=(date(2026, 8, 1), date(2026, 9, 1)))
    found = sender.send(group(ANA, CLEO), dates=(date(2026, 9, 1), date(2026, 10, 1)))
    assert found.files == {}
    assert sender.calendars["a"].after(NOW) == sorted(proposed(late))


def test_a_resident_who_has_left_is_told() -> None:
    sender = Sender()
    sender.send(FIRST, per="resident", order=["a", "b", "c"])
    other = group(ANA, CLEO, single=[at("2026-08-05T18:00")])
    found = sender.send(other, per="resident", order=["a", "c"])
    assert found.receivers == {
        "resident-001.ics": ("a",),
        "resident-002.ics": ("c",),
        "cancelled-001.ics": ("b",),
    }
    assert sender.calendars["b"].after(NOW) == []


def test_who_comes_to_miss_a_meeting_loses_it_alone() -> None:
    whole = group(ANA, BEN, CLEO, single=[at("2026-08-05T18:00")])
    without = group(ANA, BEN, CLEO, single=[at("2026-08-05T18:00", missing=(CLEO,))])
    sender = Sender()
    uid = only(sender.send(whole, per="resident").files["resident-003.ics"])["UID"]
    found = sender.send(without, per="resident")
    assert facts(only(found.files["resident-001.ics"])) == (uid, 1, "TENTATIVE")
    assert facts(only(found.files["resident-003.ics"])) == (uid, 1, "CANCELLED")
    again = sender.send(without, per="resident", now=NOW + WEEK)
    assert again.files == found.files
    # In the group's own file everybody has it, and it says who cannot come.
    shared = only(sender.send(without, per="group").files["group-001.ics"])
    assert facts(shared) == (uid, 2, "TENTATIVE")
    assert shared["DESCRIPTION"].endswith("Perhaps without: Cleo")
    back = sender.send(whole, per="resident")
    assert facts(only(back.files["resident-003.ics"])) == (uid, 3, "TENTATIVE")


def test_the_order_of_cancelled_files_does_not_depend_on_names() -> None:
    def names(people: Sequence[Partner]) -> list[tuple[str, str]]:
        one, two, three, four = people
        sender = Sender()
        pairs = [group(one, two, weekly=MONDAYS), group(three, four, number=2, weekly=MONDAYS)]
        sender.send(*pairs)
        found = sender.send(group(one, three), group(two, four, number=2))
        return [(name, only(data)["UID"]) for name, data in found.files.items()]

    people = [Partner(i, i) for i in "wxyz"]
    assert names(people) == names(people[::-1]) == names([people[i] for i in (2, 0, 3, 1)])


def test_changing_the_organizer_sends_everything_again() -> None:
    sender = Sender()
    sender.send(FIRST)
    found = sender.send(FIRST, organizer="chief@example.org")
    assert facts(only(found.files["group-001.ics"]))[1] == 1
    gone = sender.send(group(ANA, CLEO), organizer="other@example.org")
    event = only(gone.files["cancelled-001-cancelled-1.ics"])
    assert facts(event)[1:] == (2, "CANCELLED")
    assert event["ORGANIZER"] == "mailto:other@example.org"


def test_the_clock_of_the_machine_may_go_back() -> None:
    sender = Sender()
    first = only(sender.send(FIRST).files["group-001.ics"])
    later = group(ANA, BEN, weekly=MONDAYS[:3])
    second = only(sender.send(later, now=NOW - WEEK).files["group-001.ics"])
    assert second["DTSTAMP"].dt == first["DTSTAMP"].dt
    assert second["SEQUENCE"] == 1
