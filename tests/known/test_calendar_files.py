"""What calendar files say, line by line, and which event goes on as which."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from peerpair.errors import ProblemError
from peerpair.report.calendars import State
from tests.report.calendar_model import (
    ANA,
    BEN,
    CLEO,
    DAN,
    NOW,
    Sender,
    at,
    events,
    group,
    lines,
    made,
    weekly,
)

MONDAYS = weekly("2026-08-03T18:00", range(4))
FIRST = group(ANA, BEN, weekly=MONDAYS)


def said(data: bytes) -> list[tuple[str, str, str]]:
    """Return status, transparency and first start of each event, in the order of the file."""
    return [
        (str(e["STATUS"]), str(e["TRANSP"]), f"{e['DTSTART'].dt:%m-%d %H}") for e in events(data)
    ]


@pytest.mark.parametrize("per", ["group", "resident"])
def test_a_cancelled_event_takes_no_time_and_stands_after_the_living(per: Any) -> None:
    sender = Sender()
    sender.send(group(ANA, BEN, single=[at("2026-08-03T18:00"), at("2026-08-12T18:00")]), per=per)
    again = sender.send(group(ANA, BEN, single=[at("2026-08-12T18:00")]), per=per)
    name = "group-001.ics" if per == "group" else "resident-001.ics"
    expected = [
        ("TENTATIVE", "OPAQUE", "08-12 18"),
        ("CANCELLED", "TRANSPARENT", "08-03 18"),
    ]
    if per == "group":
        assert said(again.files[name]) == expected
    else:
        assert sorted(said(again.files[name])) == sorted(expected)
    kept = again.state.groups[0].events
    assert [event.cancelled for event in kept] == [False, True]


def test_with_an_organizer_cancelled_events_have_files_of_their_own() -> None:
    sender = Sender()
    lead = {"organizer": "lead@example.org"}
    sender.send(group(ANA, BEN, single=[at("2026-08-03T18:00"), at("2026-08-12T18:00")]), **lead)
    again = sender.send(group(ANA, BEN, single=[at("2026-08-12T18:00")]), **lead)
    files = {name: said(data) for name, data in again.files.items()}
    assert files == {
        "group-001.ics": [("TENTATIVE", "OPAQUE", "08-12 18")],
        "group-001-cancelled-1.ics": [("CANCELLED", "TRANSPARENT", "08-03 18")],
    }
    assert [*again.files] == ["group-001.ics", "group-001-cancelled-1.ics"]
    methods = [next(x for x in lines(d) if x.startswith("METHOD")) for d in again.files.values()]
    assert methods == ["METHOD:PUBLISH", "METHOD:CANCEL"]


def test_a_new_meeting_goes_on_as_a_living_event_rather_than_as_a_cancelled_one() -> None:
    sender = Sender()
    sender.send(group(ANA, BEN, single=[at("2026-08-03T18:00"), at("2026-08-04T18:00")]))
    first = {e.now.start.day: e.uid for e in sender.state.groups[0].events}
    sender.send(group(ANA, BEN, single=[at("2026-08-04T18:00")]))  # the third is cancelled
    # In the same week at another time: it replaces the one that stands.
    later = sender.send(group(ANA, BEN, single=[at("2026-08-06T19:00")]))
    shown = {str(e["UID"]): str(e["STATUS"]) for e in events(later.files["group-001.ics"])}
    assert shown == {first[4]: "TENTATIVE", first[3]: "CANCELLED"}


def test_a_cancelled_event_comes_back_where_it_is_proposed_again() -> None:
    sender = Sender()
    both = group(ANA, BEN, single=[at("2026-08-03T18:00"), at("2026-08-12T18:00")])
    first = sender.send(both)
    sender.send(group(ANA, BEN, single=[at("2026-08-12T18:00")]))
    again = sender.send(both)
    uids = [[str(e["UID"]) for e in events(f.files["group-001.ics"])] for f in (first, again)]
    assert sorted(uids[0]) == sorted(uids[1])
    assert {str(e["STATUS"]) for e in events(again.files["group-001.ics"])} == {"TENTATIVE"}


def test_what_is_cancelled_says_what_was_sent() -> None:
    """A draft that nobody saw does not count: the event is cancelled at the time they know."""
    sender = Sender()
    sender.send(group(ANA, BEN, single=[at("2026-08-03T18:00")]))
    sender.draft(group(ANA, BEN, single=[at("2026-08-05T19:00")]))
    gone = sender.draft()
    assert said(gone.files["cancelled-001.ics"]) == [("CANCELLED", "TRANSPARENT", "08-03 18")]
    # Once cancelled and sent, it stays as it was cancelled.
    sender.deliver()
    assert sender.draft().files == gone.files


def test_every_line_of_an_event() -> None:
    series = weekly("2026-08-03T18:00", (0, 1, 3))
    (data,) = made(group(ANA, BEN, weekly=series), organizer="lead@example.org").files.values()
    text = lines(data)
    event = text[text.index("BEGIN:VEVENT") : text.index("END:VEVENT") + 1]
    uid = f"peerpair-{1:032x}"
    assert sorted(line for line in event if not line.startswith("DESCRIPTION")) == sorted(
        [
            "BEGIN:VEVENT",
            "SUMMARY:Peer support meeting",
            "DTSTART;TZID=America/Chicago:20260803T180000",
            "DTEND;TZID=America/Chicago:20260803T190000",
            "DTSTAMP:20260701T120000Z",
            f"UID:{uid}",
            "SEQUENCE:0",
            "RRULE:FREQ=WEEKLY;COUNT=4",
            "CLASS:PRIVATE",
            "EXDATE;TZID=America/Chicago:20260817T180000",
            "ORGANIZER:mailto:lead@example.org",
            "STATUS:TENTATIVE",
            "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    )
    (said,) = [line for line in event if line.startswith("DESCRIPTION")]
    assert said.startswith("DESCRIPTION:Ana\\nBen\\n\\n")
    head = text[: text.index("BEGIN:VTIMEZONE")]
    assert head[0] == "BEGIN:VCALENDAR"
    assert {*head[1:]} == {"VERSION:2.0", "PRODID:-//peerpair//peerpair//EN", "METHOD:PUBLISH"}


def test_a_single_meeting_is_no_series() -> None:
    (data,) = made(group(ANA, BEN, single=[at("2026-08-03T18:00")])).files.values()
    assert not [line for line in lines(data) if line.startswith(("RRULE:FREQ=WEEKLY", "EXDATE"))]
    assert not [line for line in lines(data) if line.startswith(("METHOD", "ORGANIZER"))]


def test_a_changed_event_counts_on() -> None:
    sender = Sender()
    for number, hour in enumerate((18, 19, 20)):
        made_now = NOW + timedelta(days=number)
        found = sender.send(group(ANA, BEN, single=[at(f"2026-08-03T{hour}:00")]), now=made_now)
        (event,) = events(found.files["group-001.ics"])
        assert (event["SEQUENCE"], event["DTSTAMP"].dt) == (number, made_now)


def test_what_ends_now_is_over() -> None:
    """A meeting from 18:00 to 19:00 in Chicago ends at midnight in UTC."""
    end = datetime(2026, 8, 4, tzinfo=UTC)
    for now, cancelled in ((end - timedelta(seconds=1), True), (end, False)):
        sender = Sender()
        sender.send(group(ANA, BEN, single=[at("2026-08-03T18:00")]))
        found = sender.draft(now=now)
        assert bool(found.files) == cancelled
    # A series is over with its last meeting, an hour later on the 24th.
    last = datetime(2026, 8, 25, tzinfo=UTC)
    for now, cancelled in ((last - timedelta(seconds=1), True), (last, False)):
        sender = Sender()
        sender.send(FIRST)
        found = sender.draft(now=now)
        assert bool(found.files or found.state.groups) == cancelled


def test_dates_are_from_the_first_to_before_the_last() -> None:
    for first, after, right in (*((3, 4, True), (1, 31, True), (4, 10, False), (1, 3, False)),):
        dates = date(2026, 8, first), date(2026, 8, after)
        meeting = group(ANA, BEN, single=[at("2026-08-03T18:00")])
        if right:
            assert made(meeting, dates=dates).files
        else:
            with pytest.raises(ValueError, match="outside"):
                made(meeting, dates=dates)


def test_a_zone_is_asked_for_only_where_somebody_meets() -> None:
    assert made(group(ANA, BEN), zone="").files == {}
    some = group(ANA, BEN), group(CLEO, DAN, number=2, single=[at("2026-08-03T18:00")])
    with pytest.raises(ProblemError, match="timezone"):
        made(*some, zone="Mars/Olympus")


@pytest.mark.parametrize(
    ("zone", "year", "standard", "daylight"),
    [
        ("America/Chicago", 2026, "1SU;BYMONTH=11", "2SU;BYMONTH=3"),
        ("Europe/London", 2026, "-1SU;BYMONTH=10", "-1SU;BYMONTH=3"),
        ("Australia/Sydney", 2026, "1SU;BYMONTH=4", "1SU;BYMONTH=10"),
    ],
)
def test_a_clock_that_changes_by_a_rule_has_the_rule(
    zone: str, year: int, standard: str, daylight: str
) -> None:
    (data,) = made(
        group(ANA, BEN, single=[at(f"{year}-08-03T18:00", zone)]), zone=zone
    ).files.values()
    text = lines(data)
    rules = {}
    for name in ("STANDARD", "DAYLIGHT"):
        part = text[text.index(f"BEGIN:{name}") : text.index(f"END:{name}")]
        rules[name] = next(line for line in part if line.startswith("RRULE"))
    assert rules == {
        "STANDARD": f"RRULE:FREQ=YEARLY;BYDAY={standard}",
        "DAYLIGHT": f"RRULE:FREQ=YEARLY;BYDAY={daylight}",
    }


def zone_starts(zone: str, year: int = 2026) -> list[str]:
    """Return when the clock changes, as a file with a meeting in August says it."""
    meeting = group(ANA, BEN, single=[at(f"{year}-08-03T18:00", zone)])
    (data,) = made(meeting, zone=zone).files.values()
    text = lines(data)
    definition = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")]
    return [line[8:] for line in definition if line.startswith("DTSTART:")]


def test_rules_are_given_from_2010_where_they_hold_that_long_else_from_the_year_before() -> None:
    for year in (2011, 2026):
        assert zone_starts("America/Chicago", year) == ["20100314T020000", "20101107T020000"]
    assert zone_starts("America/Chicago", 2010) == ["20090308T020000", "20091101T020000"]
    # Summer time came back to Egypt in 2023.
    assert zone_starts("Africa/Cairo") == ["20250425T000000", "20251031T000000"]


def test_a_series_over_new_year_has_the_rules_of_its_first_year() -> None:
    zone = "Africa/Cairo"
    series = weekly("2026-12-21T18:00", range(4), zone)
    (data,) = made(group(ANA, BEN, weekly=series), zone=zone).files.values()
    assert "DTSTART:20250425T000000" in lines(data)  # the year before the first


def test_a_clock_that_changes_without_a_rule_has_each_change_of_its_years() -> None:
    assert zone_starts("Asia/Gaza") == ["20260101T000000", "20260328T020000", "20261024T020000"]
    assert zone_starts("Asia/Kolkata") == ["20260101T000000"]


def test_two_meetings_in_the_hour_that_comes_twice_are_two_events() -> None:
    first, second = (at(f"2026-11-01T01:{minute}", fold=1) for minute in ("00", "30"))
    sender = Sender()
    sender.send(group(ANA, BEN, single=[first]))
    # The first is over when the second is proposed: it cannot go on as the second.
    now = first.end.astimezone(UTC) + timedelta(minutes=10)
    found = sender.draft(group(ANA, BEN, single=[second]), now=now)
    assert [e["DTSTART"].dt for e in events(found.files["group-001.ics"])] == [
        second.start.astimezone(UTC)
    ]


def test_a_state_is_read_whatever_the_order_of_its_ids_and_its_limits_hold() -> None:
    sender = Sender()
    sender.send(group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 2, 3, 4, 5, 6, 7, 9))))
    state = sender.state
    assert state.groups[0].events[0].now.skipped == (1, 8)
    document = state.to_document()
    (event,) = document["groups"][0]["events"]
    for version in (event["now"], event["sent"]):
        version["to"] = ["b", "a"]
    event["known"] = ["b", "a"]
    assert State.from_document(document) == state
    again = copy.deepcopy(document)
    again["groups"][0]["members"] = ["a", "b", "b"]
    with pytest.raises(ProblemError, match="members"):
        State.from_document(again)
    event["sequence"] = 2**31 - 1
    assert State.from_document(document).groups[0].events[0].sequence == 2**31 - 1
    event["sequence"] = 2**31
    with pytest.raises(ProblemError, match="sequence"):
        State.from_document(document)
