"""Answers of Microsoft Graph and Google Calendar to the question when somebody is free."""

import json
from typing import Any

import pytest

import peerpair as pp

from .conftest import Folder, issues, known, span, times

JsonObject = dict[str, Any]


SPAN = {
    "startTime": {"dateTime": "2026-08-03T00:00:00", "timeZone": "America/Chicago"},
    "endTime": {"dateTime": "2026-08-10T00:00:00", "timeZone": "Central Standard Time"},
}
WEEK = [span("2026-08-03", "2026-08-10")]


def item(start: str, end: str, status: str = "busy", zone: str = "UTC", **more: Any) -> JsonObject:
    times = {"start": start, "end": end}
    return {"status": status, **more} | {
        key: {"dateTime": f"{text}:00.0000000", "timeZone": zone} for key, text in times.items()
    }


def mailbox(*items: JsonObject, **more: Any) -> JsonObject:
    return {"scheduleId": "ana@x.org", "scheduleItems": list(items), "workingHours": None} | more


def graph(folder: Folder, *mailboxes: JsonObject, **request: Any) -> pp.Schedule:
    return folder.read("x.json", json.dumps({"value": list(mailboxes)} | request))


PAGES: list[JsonObject] = [
    {"@odata.nextLink": "https://graph.example.org/next"},
    {"nextLink": ""},
    {"link": [{"relation": "self", "url": "x"}, {"relation": "next", "url": "x"}]},
]


@pytest.mark.parametrize("page", PAGES)
def test_a_missing_page_is_doubt_about_all_in_the_answer(folder: Folder, page: JsonObject) -> None:
    schedule = graph(folder, mailbox(item("2026-08-03T12:00", "2026-08-04T00:00")), **SPAN, **page)
    assert times(schedule) == ["a 08-03 07:00/08-03 19:00 -"]
    assert known(schedule, "a") == []
    assert "goes on in another page" in issues(schedule)[0]
    slots = '{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Schedule",' + (
        '"id": "1", "actor": [{"reference": "Practitioner/a"}],'
        '"planningHorizon": {"start": "2026-08-03", "end": "2026-08-10"}}}]}'
    )
    bundle = folder.read("x.json", json.dumps(json.loads(slots) | page))
    assert known(bundle, "a") == []


def test_graph_mailboxes(folder: Folder) -> None:
    items = [
        item("2026-08-03T12:00", "2026-08-04T00:00", subject="Secret talk"),
        item("2026-08-05T08:00", "2026-08-05T09:00", "tentative", "Pacific Standard Time"),
        item("2026-08-06T00:00", "2026-08-07T00:00", "oof", "America/Chicago"),
        item("2026-08-07T13:00", "2026-08-07T14:00", "workingElsewhere"),
        item("2026-08-08T13:00", "2026-08-08T14:00", "free", subject="Lunch"),
        item("2026-08-08T15:00", "2026-08-08T16:00", "free", subject="ICU with Dr. No"),
        item("2026-08-09T13:00", "2026-08-09T14:00", "unknown"),
    ]
    schedule = graph(folder, mailbox(*items), **SPAN)
    assert times(schedule) == [
        "a 08-03 07:00/08-03 19:00 -",
        "a 08-05 10:00/08-05 11:00 -",
        "a 08-06 00:00/08-07 00:00 away",
        "a 08-07 08:00/08-07 09:00 -",
        "a 08-08 10:00/08-08 11:00 -",
        "a 08-09 08:00/08-09 09:00 -",
    ]
    assert known(schedule, "a") == WEEK
    assert len(issues(schedule)) == 2
    assert not any(word in repr(schedule) for word in ("Secret", "ICU", "Dr. No"))


def test_a_graph_response_covers_what_was_asked_or_what_it_tells(folder: Folder) -> None:
    duties = mailbox(
        item("2026-08-04T12:00", "2026-08-04T20:00"), item("2026-08-06T12:00", "2026-08-06T20:00")
    )
    published = ("2026-08-03", "2026-08-31")
    assert known(folder.read("x.json", json.dumps({"value": [duties]} | SPAN)), "a") == WEEK
    asked = folder.read("x.json", json.dumps({"value": [duties]} | SPAN), published=published)
    assert known(asked, "a") == WEEK
    assert known(graph(folder, duties), "a") == [span("2026-08-04", "2026-08-07")]


@pytest.mark.parametrize(
    "more",
    [
        {"error": {"responseCode": "ErrorMailRecipientNotFound"}, "availabilityView": ""},
        {"scheduleItems": None},
        {"scheduleItems": None, "availabilityView": "2" * 100},
        {"scheduleItems": None, "availabilityView": 7},
        {"scheduleItems": 7, "availabilityView": "0" * 168},
    ],
)
def test_a_mailbox_that_was_not_read_is_unknown(folder: Folder, more: JsonObject) -> None:
    published = ("2026-08-03", "2026-08-31")
    document = {"value": [mailbox(**more)]}
    for request in ({}, SPAN):
        text = json.dumps(document | request)
        schedule = folder.read("x.json", text, published=published)
        assert known(schedule, "a") == []
        assert issues(schedule)


@pytest.mark.parametrize("zone", ["Hospital", ""])
def test_an_item_without_a_known_zone_is_unknown(folder: Folder, zone: str) -> None:
    schedule = graph(
        folder, mailbox(item("2026-08-05T12:00", "2026-08-05T20:00", "busy", zone)), **SPAN
    )
    assert not schedule.assignments
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-04"),
        span("2026-08-08", "2026-08-10"),
    ]


def test_a_view_shows_what_no_item_names(folder: Folder) -> None:
    view = "0" * 8 + "2222" + "0" * 12 + "0" * 144
    schedule = graph(folder, mailbox(scheduleItems=None, availabilityView=view), **SPAN)
    assert times(schedule) == ["a 08-03 08:00/08-03 12:00 -"]
    assert known(schedule, "a") == WEEK
    duty = item("2026-08-03T13:30", "2026-08-03T15:00")
    interval = {"availabilityViewInterval": 60}
    schedule = graph(folder, mailbox(duty, availabilityView=view), **SPAN, **interval)
    assert times(schedule) == ["a 08-03 08:30/08-03 10:00 -", "a 08-03 10:00/08-03 12:00 -"]
    interval = {"availabilityViewInterval": 30}
    schedule = graph(folder, mailbox(duty, availabilityView=view), **SPAN, **interval)
    assert known(schedule, "a") == []


def free_busy(folder: Folder, calendars: Any, **more: Any) -> pp.Schedule:
    asked = {"timeMin": "2026-08-03T05:00:00.000Z", "timeMax": "2026-08-10T04:00:00Z"}
    document = {"kind": "calendar#freeBusy", "calendars": calendars} | asked | more
    return folder.read("x.json", json.dumps(document), published=("2026-08-01", "2026-08-31"))


def test_google_calendars(folder: Folder) -> None:
    busy = [
        {"start": "2026-08-03T12:00:00Z", "end": "2026-08-04T00:00:00Z"},
        {"start": "2026-08-05T09:00:00+02:00", "end": "2026-08-05T10:00:00+02:00"},
    ]
    calendars = {
        "ana@x.org": {"busy": busy},
        "b": {"busy": [{"start": "2026-08-05T12:00:00Z", "end": "soon"}]},
        "c.dubois@x.org": {"errors": [{"domain": "global", "reason": "notFound"}], "busy": []},
        "ghost@x.org": {"busy": busy},
    }
    groups = {"ward@x.org": {"errors": [{"reason": "groupTooBig"}]}, "icu@x.org": {"calendars": []}}
    schedule = free_busy(folder, calendars, groups=groups)
    assert times(schedule) == ["a 08-03 07:00/08-03 19:00 -", "a 08-05 02:00/08-05 03:00 -"]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-09")]
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-04")]
    assert known(schedule, "c") == []
    assert len(issues(schedule)) == 4


def test_a_google_response_without_a_span_covers_what_it_tells(folder: Folder) -> None:
    busy = [{"start": "2026-08-03T12:00:00Z", "end": "2026-08-04T00:00:00Z"}]
    schedule = free_busy(folder, {"ana@x.org": {"busy": busy}}, timeMin="now")
    assert known(schedule, "a")
    with pytest.raises(pp.ReadError, match="has no list of calendars"):
        free_busy(folder, 7)
