"""The files in real calendar software: a CalDAV server, and a client that talks to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zlib import crc32

import pytest
from icalendar import Calendar as File

from peerpair.generate import generate
from peerpair.report.calendars import Calendars, State
from peerpair.report.residents.invitation import Invitation, Invitations, Partner, invite
from tests.report.by_hand import consecutive, result_of
from tests.report.caldav_server import serve
from tests.report.calendar_model import ANA, BEN, CLEO, NOW, at, events, group, made, weekly
from tests.report.test_calendars import HOSTILE

caldav = pytest.importorskip("caldav", reason="the CalDAV client is not installed")
pytest.importorskip("radicale", reason="the CalDAV server is not installed")

Times = list[tuple[datetime, datetime]]
ZONES = ["America/Chicago", "Australia/Lord_Howe", "Africa/Cairo", "Europe/London"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("caldav")) as address:
        yield address


@pytest.fixture
def principal(server: str, monkeypatch: pytest.MonkeyPatch, request: Any) -> Iterator[Any]:
    """Return a user without any calendar, whom no proxy stands in the way of."""
    for name in [name for name in os.environ if "proxy" in name.lower()]:
        monkeypatch.delenv(name)
    user = f"user{crc32(request.node.nodeid.encode())}"
    with caldav.DAVClient(url=server, username=user, password="x") as client:
        yield client.principal()


def objects(data: bytes) -> dict[str, bytes]:
    """Cut a file into what a server keeps: one object for each UID, with its time zones."""
    head, *parts = data.split(b"BEGIN:VEVENT\r\n")
    found = {}
    for part in parts:
        body = b"BEGIN:VEVENT\r\n" + part.removesuffix(b"END:VCALENDAR\r\n")
        whole = head + body + b"END:VCALENDAR\r\n"
        found[str(events(whole)[0]["UID"])] = whole
    return found


def put(calendar: Any, data: bytes) -> None:
    for uid, each in objects(data).items():  # as they are: the client's own way raises SEQUENCE
        upload(calendar.client, f"{calendar.url}{uid}.ics", each)


def upload(client: Any, address: str, data: bytes) -> None:
    assert client.put(address, data, {"Content-Type": "text/calendar"}).status in (201, 204)


def kept(calendar: Any) -> dict[str, Any]:
    """Return what the server has, by UID."""
    found = {}
    for each in calendar.events():
        (event,) = File.from_ical(each.data).walk("VEVENT")
        found[str(event["UID"])] = facts(event)
    return found


def facts(event: Any) -> dict[str, Any]:
    """Return the properties of an event with their parameters."""
    return {name: (dict(value.params), value.to_ical()) for name, value in event.items()}


def search(calendar: Any, after: datetime, before: datetime) -> Times:
    """Return the occurrences that the server finds and expands, without cancelled ones."""
    found = calendar.search(start=after, end=before, event=True, expand="server")
    shown = [event for each in found for event in File.from_ical(each.data).walk("VEVENT")]
    live = (event for event in shown if event["STATUS"] != "CANCELLED")
    return sorted((e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC)) for e in live)


def of(invitations: Invitations, resident: str) -> Times:
    """Return the proposed meetings of a resident."""
    return sorted(
        (meeting.start.astimezone(UTC), meeting.end.astimezone(UTC))
        for each in invitations.groups
        if resident in {partner.id for partner in each.partners}
        for meeting in (*each.weekly, *each.single)
        if resident not in {partner.id for partner in meeting.missing}
    )


@pytest.mark.parametrize("zone", ZONES)
def test_every_property_is_read_back_equal(principal: Any, zone: str) -> None:
    calendar = principal.make_calendar(name="Mine")
    meetings = weekly("2026-09-21T18:00", (0, 1, 3, 4, 7), zone)
    alone = [at("2026-10-07T07:30", zone), at("2026-11-01T01:30", zone, fold=1)]
    invitation = group(ANA, BEN, weekly=meetings, single=alone)
    data = made(invitation, zone=zone).files["group-001.ics"]
    put(calendar, data)
    assert kept(calendar) == {str(e["UID"]): facts(e) for e in events(data)}
    everything = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
    wanted = sorted((m.start.astimezone(UTC), m.end.astimezone(UTC)) for m in (*meetings, *alone))
    assert search(calendar, *everything) == wanted
    # The server finds each meeting where it is, and nothing between them.
    minute = timedelta(minutes=1)
    for start, end in wanted:
        assert search(calendar, start - minute, end + minute) == [(start, end)]
    for (_, end), (start, _) in pairwise(wanted):
        assert search(calendar, end + minute, start - minute) == []


def test_hostile_names_are_read_back_equal(principal: Any) -> None:
    calendar = principal.make_calendar(name="Mine")
    groups = [
        group(Partner("a", text), Partner("b", "Ben"), number=n, single=[at("2026-08-03T18:00")])
        for n, text in enumerate(HOSTILE, 1)
    ]
    found = [made(each, draw=lambda n=each.number: f"{n:032x}") for each in groups]
    files = [data for each in found for data in each.files.values()]
    for data in files:
        put(calendar, data)
    assert kept(calendar) == {str(e["UID"]): facts(e) for data in files for e in events(data)}


def test_a_whole_file_makes_a_calendar(principal: Any, server: str) -> None:
    """As import dialogs do it: one file, several events."""
    data = made(group(ANA, BEN, single=[at("2026-08-03T18:00"), at("2026-08-12T18:00")]))
    path = f"{principal.url}whole/"
    upload(principal.client, path, data.files["group-001.ics"])
    assert len(kept(principal.calendar(cal_url=path))) == 2


def test_later_results_replace_earlier_ones(principal: Any) -> None:
    """Three results of a hospital, per resident, per group and per resident again."""
    problem = generate(11, 5)
    order = [resident.id for resident in problem.residents]
    calendars = {name: principal.make_calendar(cal_id=f"c{n}") for n, name in enumerate(order)}
    state, draw = State(), iter(range(1, 10_000))
    shown: dict[str, dict[str, Any]] = {name: {} for name in order}
    cancelled = 0
    turned = [*problem.residents[3:], *problem.residents[:3]]
    ways: Sequence[tuple[Any, Any]] = [
        ("resident", consecutive(problem)),
        ("group", pairs_of([resident.id for resident in turned])),
        ("resident", consecutive(problem)),
    ]
    for per, groups in ways:
        given_out = invite(problem, result_of(problem, groups))
        found: Calendars = made(
            *given_out.groups, state=state, per=per, order=order, draw=lambda: f"{next(draw):032x}"
        )
        state = found.state.as_sent()
        for name, data in found.files.items():
            for resident in found.receivers[name]:
                put(calendars[resident], data)
                shown[resident].update({str(e["UID"]): facts(e) for e in events(data)})
        for resident, calendar in calendars.items():
            assert kept(calendar) == shown[resident]
            span = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
            assert search(calendar, *span) == of(given_out, resident)
        cancelled += sum(
            each["STATUS"][1] == b"CANCELLED" for c in shown.values() for each in c.values()
        )
    assert cancelled > 10
    assert max(int(each["SEQUENCE"][1]) for c in shown.values() for each in c.values()) == 2


def pairs_of(ids: Sequence[str]) -> list[tuple[str, ...]]:
    groups = [tuple(ids[i : i + 2]) for i in range(0, len(ids) - 1, 2)]
    return [*groups[:-1], tuple(ids[-3:])] if len(ids) % 2 else groups


def test_who_comes_to_miss_a_meeting_sees_it_no_more(principal: Any) -> None:
    calendar = principal.make_calendar(name="Cleo's")

    def send(invitation: Invitation, state: State) -> State:
        found = made(invitation, state=state, per="resident")
        put(calendar, found.files["resident-003.ics"])
        return found.state.as_sent()

    state = send(group(ANA, BEN, CLEO, single=[at("2026-08-05T18:00")]), State())
    span = NOW, NOW + timedelta(days=90)
    assert len(search(calendar, *span)) == 1
    send(group(ANA, BEN, CLEO, single=[at("2026-08-05T18:00", missing=(CLEO,))]), state)
    assert search(calendar, *span) == []
    assert [each["STATUS"][1] for each in kept(calendar).values()] == [b"CANCELLED"]
