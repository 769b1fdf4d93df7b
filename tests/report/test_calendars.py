"""Calendar files: valid, exact, safe."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar as File

from peerpair.errors import ProblemError
from peerpair.generate import generate
from peerpair.model.time import Clock
from peerpair.report.calendars import make_calendars
from peerpair.report.calendars.document import SUMMARY
from peerpair.report.calendars.propose import SENTENCE
from peerpair.report.residents.invitation import Invitation, MeetingTime, Partner, invite
from peerpair.text import clean
from tests.report.by_hand import consecutive, result_of
from tests.report.calendar_model import (
    ANA,
    BEN,
    CLEO,
    DAN,
    NOW,
    Shown,
    at,
    events,
    group,
    lines,
    made,
    numbers,
    proposed,
    weekly,
)

ZONES = [
    "America/Chicago",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "Europe/London",
    "Asia/Kolkata",
    "UTC",
]
# Sundays before both clock changes of 2026 in these zones, or near them.
SPRINGS = ["2026-03-01", "2026-03-22", "2026-04-19", "2026-09-27", "2026-10-18", "2026-10-25"]
ALLOWED = {
    "VCALENDAR": {"VERSION", "PRODID", "METHOD"},
    "VTIMEZONE": {"TZID"},
    "STANDARD": {"DTSTART", "RRULE", "TZOFFSETFROM", "TZOFFSETTO"},
    "DAYLIGHT": {"DTSTART", "RRULE", "TZOFFSETFROM", "TZOFFSETTO"},
    "VEVENT": {
        *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "RRULE", "EXDATE", "SUMMARY"),
        *("DESCRIPTION", "CLASS", "STATUS", "TRANSP", "ORGANIZER"),
    },
}
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
HOSTILE = [
    "<script>alert(1)</script>",
    "Ana\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x",
    "\u202eevil\u202c \u200bzero",
    "x" * 300,
    "é" * 300,
    "👩‍⚕️ Ana 🏥",
    "=cmd()",
    "../../x",
    "CON",
    "a\x00b\x07c\x0bd\x0ce\x85f\u2028g\u2029h",
    'Lim, "Ana"; \\n \\N \\, X=Y:Z',
    "\ud800",
    "ATTENDEE:mailto:x@y.z",
    " ",
]


def check_shape(data: bytes) -> None:
    """Check everything that RFC 5545 and we ourselves ask of the text."""
    text = data.decode("utf-8")
    assert text.endswith("\r\n")
    physical = text.split("\r\n")
    assert not re.search(
        r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", "".join(physical)
    )
    assert all(len(line.encode("utf-8")) <= 75 for line in physical)
    inside: list[str] = []
    for line in lines(data)[:-1]:
        name, _, value = line.partition(":")
        if name == "BEGIN":
            inside.append(value)
        elif name == "END":
            assert inside.pop() == value
        else:
            assert name.split(";")[0] in ALLOWED[inside[-1]], line
    assert inside == []
    for event in events(data):
        assert not event.errors
        for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "DESCRIPTION"):
            assert name in event
            assert not isinstance(event[name], list)
        assert event["SUMMARY"] == SUMMARY
        assert event["CLASS"] == "PRIVATE"
        assert re.fullmatch(r"peerpair-[0-9a-f]{32}", event["UID"])
        status = event["STATUS"], event["TRANSP"]
        assert status in {("TENTATIVE", "OPAQUE"), ("CANCELLED", "TRANSPARENT")}


def oracle(data: bytes) -> list[tuple[datetime, datetime]]:
    """Return the occurrences that somebody else's library finds, in UTC."""
    found = recurring_ical_events.of(File.from_ical(data)).between((2025, 1, 1), (2029, 1, 1))
    return sorted((e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC)) for e in found)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("first", SPRINGS)
@pytest.mark.parametrize("clock", ["18:00", "23:30", "00:30", "01:30", "02:00"])
def test_the_occurrences_are_the_meetings_over_a_clock_change(
    zone: str, first: str, clock: str
) -> None:
    start = datetime.fromisoformat(f"{first}T{clock}")
    each = [weekly((start + timedelta(days=day)).isoformat(), (0, 1, 3, 4), zone) for day in (0, 4)]
    # Readings that a clock change skips are not proposed: the grid is in elapsed time.
    each = [tuple(m for m in meetings if real(m, clock)) for meetings in each]
    for meetings in each:
        invitation = group(ANA, BEN, weekly=meetings)
        data = made(invitation, zone=zone).files["group-001.ics"]
        check_shape(data)
        assert oracle(data) == sorted(proposed(invitation))
        in_zone = [t[0].astimezone(ZoneInfo(zone)) for t in oracle(data)]
        assert {f"{moment:%H:%M}" for moment in in_zone} == {clock}


def real(meeting: MeetingTime, clock: str) -> bool:
    return f"{meeting.start:%H:%M}" == clock and meeting.start < meeting.end


def test_a_series_is_one_event_with_its_skipped_weeks() -> None:
    data = made(group(ANA, BEN, weekly=weekly("2026-10-19T18:00", (0, 1, 3, 5)))).files
    (event,) = events(data["group-001.ics"])
    text = lines(data["group-001.ics"])
    assert "DTSTART;TZID=America/Chicago:20261019T180000" in text
    assert "RRULE:FREQ=WEEKLY;COUNT=6" in text
    assert "EXDATE;TZID=America/Chicago:20261102T180000,20261116T180000" in text
    assert event["DESCRIPTION"] == f"Ana\nBen\n\n{SENTENCE}"


def test_what_a_clock_change_makes_ambiguous_is_in_utc() -> None:
    # 1 November 2026: 01:00 comes twice in Chicago.
    for fold in (0, 1):
        late = at("2026-11-01T01:00", fold=fold)
        data = made(group(ANA, BEN, single=[late])).files["group-001.ics"]
        assert oracle(data) == [(late.start.astimezone(UTC), late.end.astimezone(UTC))]
        assert any(
            line.startswith("DTSTART:20261101T0") and line[-1] == "Z" for line in lines(data)
        )
    meetings = (*weekly("2026-10-18T01:30", (0, 1)), at("2026-11-01T01:30", fold=1))
    invitation = group(ANA, BEN, weekly=(*meetings, *weekly("2026-11-08T01:30", (0, 1))))
    data = made(invitation).files["group-001.ics"]
    assert oracle(data) == sorted(proposed(invitation))
    assert len(events(data)) == 2


def test_a_meeting_through_a_clock_change_has_its_length() -> None:
    # From 01:30 for an hour: in the night of the change forward the clock then shows 03:30.
    invitation = group(ANA, BEN, weekly=weekly("2026-03-01T01:30", range(3)))
    data = made(invitation).files["group-001.ics"]
    assert oracle(data) == sorted(proposed(invitation))
    assert {end - start for start, end in oracle(data)} == {timedelta(hours=1)}


@pytest.mark.parametrize(
    "zone",
    [
        *ZONES[:-1],
        *("Europe/Dublin", "Africa/Casablanca", "Asia/Gaza", "America/Havana", "Asia/Jerusalem"),
        *("America/Santiago", "Pacific/Chatham", "Asia/Kathmandu", "Antarctica/Troll"),
    ],
)
def test_the_time_zone_of_the_file_is_that_of_the_database(zone: str) -> None:
    """The definition alone, without the name that a database knows."""
    meetings = weekly("2026-12-01T18:00", range(10), zone)
    data = made(group(ANA, BEN, weekly=meetings), zone=zone).files["group-001.ics"]
    (theirs,) = File.from_ical(data.replace(zone.encode(), b"X-Unknown/Zone")).timezones
    # Section 3.6.5: an onset is what the clock showed before the change.
    changes = sorted(change for part in theirs.subcomponents for change in onsets(part))
    known, clock = iter(changes), Clock(zone)
    (_, offset), following = next(known), next(known, None)
    moment = datetime(2026, 1, 1, 12)
    while moment < datetime(2027, 12, 31, 12):
        while following and following[0] <= moment:
            offset, following = following[1], next(known, None)
        assert moment + offset == clock.local(int(moment.replace(tzinfo=UTC).timestamp()))
        moment += timedelta(minutes=15)
    # And as dateutil understands it, at noon: near a change it is not reliable itself.
    theirs = theirs.to_tz(lookup_tzid=False)
    for day in range(1, 700):
        noon = datetime(2026, 1, 1, 12) + timedelta(days=day)
        assert noon.replace(tzinfo=theirs).timestamp() == clock.instant(noon)


def test_summer_time_is_daylight_and_winter_time_is_standard() -> None:
    """In Dublin, too, where the law has it the other way round: programs look at the hour."""
    for zone, hours in (("America/Chicago", (-6, -5)), ("Australia/Lord_Howe", (10.5, 11)),
                        ("Europe/Dublin", (0, 1)), ("Africa/Casablanca", (0, 1))):  # fmt: skip
        meetings = weekly("2026-01-05T18:00", range(52), zone)
        data = made(group(ANA, BEN, weekly=meetings), zone=zone).files["group-001.ics"]
        (theirs,) = File.from_ical(data).timezones
        found = {(part.name, part["TZOFFSETTO"].td) for part in theirs.subcomponents}
        wanted = [timedelta(hours=hour) for hour in hours]
        assert found == {("STANDARD", wanted[0]), ("DAYLIGHT", wanted[1])}


def onsets(part: Any) -> list[tuple[datetime, timedelta]]:
    """Return when an observance begins, in UTC, and what it is ahead of UTC."""
    start, (before, after) = part["DTSTART"].dt, (part[f"TZOFFSET{x}"].td for x in ("FROM", "TO"))
    starts = [start]
    if "RRULE" in part:
        rule = rrulestr(part["RRULE"].to_ical().decode(), dtstart=start)
        starts = rule.between(start, datetime(2029, 1, 1), inc=True)
    return [(start - before, after) for start in starts]


def test_who_cannot_come_is_said_of_each_meeting() -> None:
    mondays = [
        *weekly("2026-08-03T18:00", (0, 1)),
        *weekly("2026-08-17T18:00", (0, 1, 2), missing=(CLEO,)),
    ]
    once = at("2026-09-10T18:00", missing=(BEN,))
    invitation = group(ANA, BEN, CLEO, weekly=mondays, single=[once])
    found = made(invitation).files["group-001.ics"]
    said = {str(e["DTSTART"].dt): e["DESCRIPTION"].split("\n")[5:] for e in events(found)}
    assert said == {
        "2026-08-03 18:00:00-05:00": [],
        "2026-08-17 18:00:00-05:00": ["Perhaps without: Cleo"],
        "2026-09-10 18:00:00-05:00": ["Perhaps without: Ben"],
    }
    assert oracle(found) == sorted(proposed(invitation))


def test_a_resident_has_no_meeting_without_them() -> None:
    mondays = (
        weekly("2026-08-03T18:00", (0, 1)),
        weekly("2026-08-17T18:00", (0, 1), missing=(CLEO,)),
    )
    invitation = group(ANA, BEN, CLEO, weekly=(*mondays[0], *mondays[1]))
    found = made(invitation, per="resident")
    assert list(found.files) == ["resident-001.ics", "resident-002.ics", "resident-003.ics"]
    assert found.receivers["resident-003.ics"] == ("c",)
    assert len(oracle(found.files["resident-001.ics"])) == 4
    assert len(oracle(found.files["resident-003.ics"])) == 2
    assert found.files["resident-001.ics"] == found.files["resident-002.ics"]
    ours = {e["UID"]: e.to_ical() for e in events(found.files["resident-001.ics"])}
    assert all(ours[e["UID"]] == e.to_ical() for e in events(found.files["resident-003.ics"]))


def test_names_of_files_are_numbers_of_one_width() -> None:
    groups = [group(ANA, BEN, number=7, single=[at("2026-08-03T18:00")])]
    assert list(made(*groups).files) == ["group-007.ics"]
    groups += [group(CLEO, DAN, number=1234, single=[at("2026-08-03T18:00")])]
    assert list(made(*groups).files) == ["group-0007.ics", "group-1234.ics"]
    order = ["x", "y", "b", "a", "c", "d"]
    found = made(*groups, per="resident", order=order)
    assert {name: who for name, (who,) in found.receivers.items()} == {
        f"resident-00{place}.ics": order[place - 1] for place in (3, 4, 5, 6)
    }


def test_a_group_without_a_meeting_has_no_file() -> None:
    found = made(group(ANA, BEN), group(CLEO, DAN, number=2, single=[at("2026-08-03T18:00")]))
    assert list(found.files) == ["group-002.ics"]
    assert made(group(ANA, BEN), zone="").files == {}


def test_the_meetings_of_real_groups_are_what_is_written() -> None:
    problem = generate(40, 3)
    given_out = invite(problem, result_of(problem, consecutive(problem)))
    found = make_calendars(given_out, now=NOW)
    assert len(found.files) > 10
    for invitation in given_out.groups:
        data = found.files.get(f"group-{invitation.number:03}.ics")
        assert (oracle(data) if data else []) == sorted(proposed(invitation))
        if data:
            check_shape(data)


names = st.one_of(st.text(max_size=80), st.sampled_from(HOSTILE))


@given(st.lists(names, min_size=3, max_size=3), st.sampled_from(["group", "resident"]))
@example(HOSTILE[:3], "group")
@example(HOSTILE[9:12], "resident")
def test_hostile_names_are_text(texts: list[str], per: Any) -> None:
    def files(shown: list[str]) -> dict[str, bytes]:
        people = tuple(Partner(i, text) for i, text in zip("abc", shown, strict=True))
        meetings = weekly("2026-08-03T18:00", (0, 1, 3), missing=people[2:])
        invitation = Invitation(1, people, meetings, (at("2026-08-20T19:00"),))
        return dict(made(invitation, per=per, organizer="chief@example.org").files)

    found, plain = files(texts), files(["Ana", "Ben", "Cleo"])
    assert found.keys() == plain.keys()
    for name, data in found.items():
        check_shape(data)
        pairs = zip(events(data), events(plain[name]), strict=True)
        for event, other in pairs:
            assert event["DESCRIPTION"].split("\n")[:3] == [clean(text) for text in texts]
            left = {k: v.to_ical() for k, v in event.items() if k != "DESCRIPTION"}
            assert left == {k: v.to_ical() for k, v in other.items() if k != "DESCRIPTION"}


@pytest.mark.parametrize("per", ["group", "resident"])
def test_with_an_organizer_files_have_a_method(per: Any) -> None:
    before = group(ANA, BEN, single=[at("2026-08-03T18:00"), at("2026-08-11T18:00")])
    first = made(before, per=per, organizer="chief.of-x@example.org")
    assert {len(events(data)) for data in first.files.values()} == {2}
    for data in first.files.values():
        assert "METHOD:PUBLISH" in lines(data)
        assert lines(data).count("ORGANIZER:mailto:chief.of-x@example.org") == 2
    assert first.files
    state = first.state.as_sent()
    after = group(ANA, BEN, single=[at("2026-08-20T18:00")])
    second = made(
        after, state=state, per=per, organizer="chief.of-x@example.org", draw=lambda: "f" * 32
    )
    stems = ["group-001"] if per == "group" else ["resident-001", "resident-002"]
    # One object for each cancelled event (RFC 5546, section 3.2.5).
    for stem in stems:
        gone = [f"{stem}-cancelled-{number}.ics" for number in (1, 2)]
        assert [name for name in second.files if name.startswith(stem)] == [f"{stem}.ics", *gone]
        assert [e["STATUS"] for e in events(second.files[f"{stem}.ics"])] == ["TENTATIVE"]
        for name in gone:
            assert "METHOD:CANCEL" in lines(second.files[name])
            assert [e["STATUS"] for e in events(second.files[name])] == ["CANCELLED"]
            assert second.receivers[name] == second.receivers[f"{stem}.ics"]
        uids = {str(e["UID"]) for name in gone for e in events(second.files[name])}
        assert uids == {f"peerpair-{n:032x}" for n in (1, 2)}
    plain = made(before, per=per).files
    assert plain
    assert all(b"METHOD" not in data for data in plain.values())


@pytest.mark.parametrize(
    "text",
    ["chief", "a@b@c", "a b@c.org", "a@c.org\r\nX:y", "mailto:a@c.org", "a@-c.org", "ü@c.org",
     "a..b@c.org", "a@c..org", "@c.org", "a@", "a" * 250 + "@c.org", "a%40@c.org", 'a"@c.org'],
)  # fmt: skip
def test_an_organizer_is_an_address(text: str) -> None:
    with pytest.raises(ProblemError) as caught:
        made(group(ANA, BEN), organizer=text)
    assert [fault.place for fault in caught.value.faults] == ["organizer"]


def test_what_cannot_be_is_refused() -> None:
    one = group(ANA, BEN, single=[at("2026-08-03T18:00")])
    with pytest.raises(ProblemError, match=r"timezone: .*'Mars/Olympus'"):
        made(one, zone="Mars/Olympus")
    with pytest.raises(ValueError, match="order: lacks the resident 'b'"):
        made(one, per="resident", order=["a"])
    with pytest.raises(ValueError, match="twice"):
        made(one, per="resident", order=["a", "b", "a"])
    with pytest.raises(ValueError, match=r"per: .* 'team'"):
        made(one, per="team")
    with pytest.raises(ValueError, match=r"dates: .* 2026-08-03"):
        made(one, dates=(date(2026, 8, 4), date(2026, 9, 1)))
    with pytest.raises(ValueError, match="now"):
        made(one, now=datetime(2026, 8, 1))


def test_a_calendar_that_reads_the_files_shows_the_meetings() -> None:
    invitation = group(ANA, BEN, weekly=weekly("2026-08-03T18:00", (0, 2)))
    calendar = Shown()
    calendar.take(made(invitation, draw=numbers()).files["group-001.ics"])
    assert calendar.after(NOW) == sorted(proposed(invitation))
