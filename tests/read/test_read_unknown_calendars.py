"""Calendars beside a roster that covers every date: what is not understood must not look free."""

from datetime import date

import pytest

import peerpair as pp

from .conftest import Folder, known

HORIZON = ("2026-08-03", "2026-08-31")
EDGE = "resident,start,end\n" + "".join(
    f"a,2026-08-{day:02} 05:00,2026-08-{day:02} 05:30\n" for day in (3, 12, 20, 30)
)
BROKEN = "BEGIN:VALARM\nTRIGGER:x"


def event(*lines: str) -> str:
    return "\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def series(*lines: str) -> str:
    start = "DTSTART;TZID=America/Chicago:20260803T190000"
    return event(start, "RRULE:FREQ=DAILY;COUNT=20", "UID:s", *lines)


def unknown_or_busy(schedule: pp.Schedule, day: date) -> bool:
    inside = any(first <= day < after for first, after in known(schedule, "a"))
    busy = any(
        a.start.date() <= day <= a.end.date() and a.start.hour != 5 for a in schedule.assignments
    )
    return not inside or busy


@pytest.mark.parametrize(
    "parts",
    [
        [series("DTEND;TZID=America/Chicago:20260803T070000")],
        [series("DTEND;TZID=America/Chicago:20260804T250000")],
        [series("DTEND;VALUE=DATE:20260804")],
        [series("DURATION:PT12H", "EXDATE:20260806T000000Z/PT12H")],
        [series("DURATION:PT12H", BROKEN)],
        [series("SUMMARY:Night shift")],
        [
            series("DURATION:PT12H"),
            event("UID:s", "RECURRENCE-ID:20260813T000000Z", "DTSTART:20260812T190000", BROKEN),
        ],
        [
            series("DURATION:PT12H"),
            event(
                "UID:s",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20260813T000000Z",
                "DTSTART:20260812T190000",
                "DTEND:20260812T070000",
            ),
        ],
        [
            series("DURATION:PT12H", "TRANSP:TRANSPARENT"),
            event(
                "UID:s",
                "RECURRENCE-ID;RANGE=THISANDFUTURE:20260806T000000Z",
                "DTSTART;TZID=America/Chicago:20260805T190000",
                "DURATION:PT12H",
            ),
        ],
        [event("DTSTART:20260803T190000", "DURATION:PT12H", "RRULE FREQ=DAILY;COUNT=20")],
        [event("DTSTART:20290805T190000", "dtstart:20260805T190000", "DTEND:20290806T070000")],
        [event("DTSTART:21260805T190000", "DTEND:21260806T070000")],
        [event("DTSTART:20270805T190000", "DTEND:20260806T070000")],
        ["BEGIN:VEVENT,\nDTSTART:20260805T190000\nDTEND:20260824T070000\nEND:VEVENT,x"],
    ],
)
@pytest.mark.parametrize("shared", [False, True])
def test_no_date_of_a_broken_series_is_free(folder: Folder, parts: list[str], shared: bool) -> None:
    folder.put("edge.csv", EDGE)
    text = "\n".join(["BEGIN:VCALENDAR", *parts, "END:VCALENDAR"])
    if shared:
        text = text.replace("SUMMARY:", "SUMMARY:a: ").replace("UID:s", "UID:s\nSUMMARY:a: Duty")
        text = (
            text.replace("DTSTART:2", "SUMMARY:a: Duty\nDTSTART:2", 1)
            if "UID" not in text
            else text
        )
    schedule = folder.read("all.ics" if shared else "a.ics", text, horizon=HORIZON)
    for day in (6, 14, 18):
        assert unknown_or_busy(schedule, date(2026, 8, day))


def test_a_part_that_nobody_knows_may_be_an_event(folder: Folder) -> None:
    folder.put("edge.csv", EDGE)
    part = "BEGIN:VEVNT\nDTSTART:20260805T190000\nDTEND:20260806T070000\nEND:VEVNT"
    schedule = folder.read("a.ics", f"BEGIN:VCALENDAR\n{part}\nEND:VCALENDAR", horizon=HORIZON)
    assert known(schedule, "a") == []


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("all.ics", ["SUMMARY:Lopez\\, A: Night"]),
        ("all.ics", ["SUMMARY:Night - Ana Lopez"]),
        ("all.ics", ["SUMMARY:Ben Okafor / Ana Lopez: Night"]),
        ("all.ics", ["SUMMARY:b: Night with Ana Lopez (a)"]),
        ("all.ics", ['ATTENDEE;CN="A. Lopez":mailto:x@y.org']),
        ("Lopez, A.ics", ["SUMMARY:Night"]),
    ],
)
def test_whoever_may_be_meant_is_unknown(folder: Folder, name: str, lines: list[str]) -> None:
    folder.put("edge.csv", EDGE)
    duty = event("DTSTART:20260806T190000", "DTEND:20260807T070000", *lines)
    schedule = folder.read(name, f"BEGIN:VCALENDAR\n{duty}\nEND:VCALENDAR", horizon=HORIZON)
    assert unknown_or_busy(schedule, date(2026, 8, 6))


@pytest.mark.parametrize(
    "title", ["Vacation with Ana Lopez", "[Night] Ana Lopez", "Jeopardy\\nAna Lopez"]
)
def test_what_stands_among_names_tells_what_an_event_is(folder: Folder, title: str) -> None:
    times = ("DTSTART:2026080{}T070000", "DTEND:2026080{}T190000")
    wards = [event(*(time.format(day) for time in times), "SUMMARY:a: Ward") for day in (5, 7)]
    free = event(*(time.format(6) for time in times), f"SUMMARY:{title}", "TRANSP:TRANSPARENT")
    text = "\n".join(["BEGIN:VCALENDAR", *wards, free, "END:VCALENDAR"])
    assert {a.start.day for a in folder.read("all.ics", text).assignments} == {5, 6, 7}


def test_a_question_is_no_list_of_busy_times(folder: Folder) -> None:
    question = "BEGIN:VFREEBUSY\nDTSTART:20260803T000000Z\nDTEND:20260831T000000Z\nEND:VFREEBUSY"
    text = f"BEGIN:VCALENDAR\nMETHOD:REQUEST\n{question}\nEND:VCALENDAR"
    assert known(folder.read("a.ics", text), "a") == []


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Sick call ICU", None),
        ("Vacation coverage nights", None),
        ("Off-service nights", None),
        ("Vacation", "vacation"),
        ("Night Float", "night_float"),
    ],
)
def test_a_word_in_a_title_makes_no_duty_an_absence(
    folder: Folder, title: str, kind: str | None
) -> None:
    duty = event("DTSTART:20260806T190000", "DTEND:20260807T070000", f"SUMMARY:{title}")
    schedule = folder.read("a.ics", f"BEGIN:VCALENDAR\n{duty}\nEND:VCALENDAR")
    assert schedule.assignments[0].kind == kind
