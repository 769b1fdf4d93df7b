"""Each rule of the calendar reader, one small calendar each."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.read import read

ALL = ["2026-08-03/2026-08-31"]


def event(*lines: str, start: str = "20260810T070000", end: str = "20260810T190000") -> str:
    times = [f"DTSTART:{start}"] * bool(start) + [f"DTEND:{end}"] * bool(end)
    return "\n".join(["BEGIN:VEVENT", *times, *lines, "END:VEVENT"])


def calendar(*events: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""])


class Calendars:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        text = "id,name,email\na,Resident A,first@x.org\nb,Resident B,\n"
        (folder / "residents.csv").write_text(text, encoding="utf-8")

    def read(self, text: str | bytes, name: str = "a.ics", **options: Any) -> pp.Schedule:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (self.folder / name).write_bytes(data)
        settings = {"timezone": "America/Chicago", "published": ("2026-08-03", "2026-08-31")}
        return read(self.folder, **(settings | options))


@pytest.fixture
def calendars(tmp_path: Path) -> Calendars:
    return Calendars(tmp_path)


def coverage(schedule: pp.Schedule, resident: str = "a") -> list[str]:
    found = next(r.coverage for r in schedule.residents if r.id == resident)
    assert found is not None
    return [f"{first}/{after}" for first, after in found]


def times(schedule: pp.Schedule) -> list[str]:
    return [f"{a.start:%m-%d %H:%M}/{a.end:%m-%d %H:%M}" for a in schedule.assignments]


def issues(schedule: pp.Schedule) -> list[str]:
    return [str(i) for i in schedule.issues if "is in no roster" not in i.message]


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["DTSTART:20260810T190000", "DTEND:20260811T070000"], "08-10 19:00/08-11 07:00"),
        (["DTSTART:20260810T120000Z", "DTEND:20260811T000000Z"], "08-10 07:00/08-10 19:00"),
        (
            ["DTSTART;TZID=America/New_York:20260810T080000", "DURATION:PT12H"],
            "08-10 07:00/08-10 19:00",
        ),
        (
            ['DTSTART;TZID="America/Chicago":20260810T070000', "DTEND:20260810T190000"],
            "08-10 07:00/08-10 19:00",
        ),
        (["DTSTART;VALUE=DATE:20260810", "DTEND;VALUE=DATE:20260812"], "08-10 00:00/08-12 00:00"),
        (["DTSTART:20260810"], "08-10 00:00/08-11 00:00"),
        (["DTSTART;VALUE=DATE;TZID=Nowhere:20260810", "DURATION:P1W"], "08-10 00:00/08-17 00:00"),
        (["DTSTART:20260810T070060", "DURATION:P1DT30M"], "08-10 07:00/08-11 07:30"),
        # In the night of a clock change days are nominal and hours are exact.
        (["DTSTART:20261031T190000", "DURATION:P1D"], "10-31 19:00/11-01 19:00"),
        (["DTSTART:20261031T190000", "DURATION:PT12H"], "10-31 19:00/11-01 06:00"),
        (["DTSTART:20260810T070000", "DTEND:20260810T190000 "], "08-10 07:00/08-10 19:00"),
    ],
)
def test_times(calendars: Calendars, lines: list[str], wanted: str) -> None:
    day = "20260813" if wanted < "09" else "20261030"
    duty = event(start=f"{day}T070000", end=f"{day}T190000")
    schedule = calendars.read(calendar(event(*lines, start="", end=""), duty), published=None)
    assert times(schedule)[0] == wanted
    assert issues(schedule) == []
    assert all(a.start.tzinfo is None and a.end.tzinfo is None for a in schedule.assignments)


def test_the_second_reading_of_a_repeated_hour_keeps_its_offset(calendars: Calendars) -> None:
    text = calendar(event(start="20261101T060000Z", end="20261101T073000Z"))
    (entry,) = calendars.read(text).assignments
    assert entry.start == datetime(2026, 11, 1, 1)
    assert entry.end.isoformat() == "2026-11-01T01:30:00-06:00"
    text = calendar(
        event("DTSTART;TZID=Etc/GMT+6:20261101T013000", "DURATION:PT1H", start="", end="")
    )
    (entry,) = calendars.read(text).assignments
    assert entry.start.isoformat() == "2026-11-01T01:30:00-06:00"
    gap = calendar(event(start="20260308T020000", end="20260308T030000"))
    schedule = calendars.read(gap)
    assert schedule.assignments == ()
    assert any("clock change" in issue.message for issue in schedule.issues)


def test_own_range_is_the_coverage(calendars: Calendars) -> None:
    text = calendar(
        event(), event(start="20260812T190000", end="20260813T070000"), event(start="20260811")
    )
    schedule = calendars.read(text, published=None)
    assert coverage(schedule) == []  # DTSTART is a date, DTEND a time: which days is unknown
    text = calendar(event(), event(start="20260812T190000", end="20260813T070000"))
    assert coverage(calendars.read(text, published=None)) == ["2026-08-10/2026-08-13"]


@pytest.mark.parametrize(
    ("body", "lost", "words"),
    [
        (event("RRULE:FREQ=SECONDLY"), ["2026-08-03/2026-08-10"], "the event's rule "),
        (event("RDATE:2026-09-01"), ["2026-08-03/2026-08-10"], "not a date"),
        (event("EXDATE:never", "RRULE:FREQ=DAILY"), ["2026-08-03/2026-08-10"], "not a date"),
        (
            event("SUMMARY:Night float", end="20260810T070000"),
            ["2026-08-03/2026-08-10", "2026-08-12/2026-08-31"],
            "has no length",
        ),
        (
            event(end="20260808T190000"),
            ["2026-08-03/2026-08-08", "2026-08-12/2026-08-31"],
            "does not end after",
        ),
        (
            event("SUMMARY:ICU", end=""),
            ["2026-08-03/2026-08-10", "2026-08-12/2026-08-31"],
            "has no length",
        ),
        (event(end="2026-08-10"), ["2026-08-03/2026-08-10"], "is not a date or a time"),
        (event(start=""), ["2026-08-12/2026-08-31"], "no DTSTART"),
        (event(start="", end=""), [], "no DTSTART"),
        (event("DTSTART:20260811T070000"), ["2026-08-12/2026-08-31"], "2 DTSTART"),
        (event("DURATION:P", end=""), ["2026-08-03/2026-08-10"], "not a length of time"),
        (event("DURATION:-PT1H", end=""), ["2026-08-03/2026-08-10"], "not a length of time"),
        (event("DURATION:P99999D", end=""), ["2026-08-03/2026-08-10"], "longer than 731 days"),
        (event(start="99991231T070000"), ["2026-08-12/2026-08-31"], "is not a date"),
        (
            event(start="20260810T250000"),
            ["2026-08-03/2026-08-10", "2026-08-12/2026-08-31"],
            "is not a date",
        ),
        (
            event("DTSTART;TZID=Central Hospital Time:20260810T070000", start=""),
            ["2026-08-03/2026-08-09", "2026-08-13/2026-08-31"],
            "'Central Hospital Time' is no time zone that is known",
        ),
        (
            event(start="20260811T020000Z", end="20260811T010000Z"),
            ["2026-08-03/2026-08-10", "2026-08-14/2026-08-31"],
            "does not end after",
        ),
        (
            event("CATEGORIES;X:broken"),
            ["2026-08-03/2026-08-10", "2026-08-12/2026-08-31"],
            "a line that is not readable (CATEGORIES)",
        ),
        (
            event("BEGIN:VALARM", "DTSTART:20260801"),
            ["2026-08-03/2026-08-10", "2026-08-12/2026-08-31"],
            "holds a part that is not closed",
        ),
        (
            event().replace("END:VEVENT\n", ""),
            ["2026-08-03/2026-08-10", "2026-08-12/2026-08-31"],
            "",
        ),
    ],
)
def test_unreadable_events_are_unknown_never_free(
    calendars: Calendars, body: str, lost: list[str], words: str
) -> None:
    good = event("SUMMARY:Clinic", start="20260820T080000", end="20260820T170000")
    if not words:
        body, words = body.removesuffix("END:VEVENT"), "is not closed"
    schedule = calendars.read(calendar(good, body, good.replace("0820", "0821")))
    assert times(schedule) == ["08-20 08:00/08-20 17:00", "08-21 08:00/08-21 17:00"]
    assert coverage(schedule) == lost
    (found,) = issues(schedule)
    assert found.startswith("a.ics:8: ")
    assert words in found


@pytest.mark.parametrize(
    "text",
    [
        calendar(event()).replace("END:VCALENDAR\n", ""),
        calendar(event()).replace("BEGIN:VEVENT\n", "", 1) + calendar(event()),
        calendar(event(), "BEGIN:VAVAILABILITY", "SUMMARY:x", "END:VAVAILABILITY"),
    ],
)
def test_damaged_calendars_say_nothing(calendars: Calendars, text: str) -> None:
    schedule = calendars.read(text)
    assert coverage(schedule) == []
    assert len([text for text in issues(schedule) if "ends in the middle" not in text]) == 1


def test_an_empty_calendar_says_nothing(calendars: Calendars) -> None:
    schedule = calendars.read(calendar())
    assert coverage(schedule) == []
    assert "no events" in issues(schedule)[0]
    schedule = calendars.read(calendar("METHOD:CANCEL", event()))
    assert coverage(schedule) == []
    assert schedule.assignments == ()
    with pytest.raises(pp.ReadError, match="is no roster that peerpair knows"):
        read([calendars.folder / "residents.csv", calendars.folder / "x.ics"], timezone="UTC") if (
            calendars.folder / "x.ics"
        ).write_text("<html>please log in</html>") else None


@pytest.mark.parametrize(
    ("lines", "busy"),
    [
        (["TRANSP:OPAQUE", "STATUS:CONFIRMED"], True),
        (["STATUS:TENTATIVE"], True),
        (["TRANSP:TRANSPARENT"], False),
        (["STATUS:cancelled"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:OOF", "TRANSP:TRANSPARENT"], True),
        (["BEGIN:VALARM", "TRANSP:TRANSPARENT", "DURATION:PT5M", "END:VALARM"], True),
        (["TRANSP:TRANSPARENT", "RRULE:FREQ=DAILY"], False),
    ],
)
def test_what_makes_busy(calendars: Calendars, lines: list[str], busy: bool) -> None:
    duty = event(start="20260811T070000", end="20260811T190000")
    schedule = calendars.read(calendar(event(*lines), event(*lines), duty))
    assert len(schedule.assignments) == 1 + busy
    assert coverage(schedule) == ALL
    (found,) = issues(schedule)
    wanted = "stands already at" if busy else "does not make busy (2 events, this is the first)"
    assert wanted in found


@pytest.mark.parametrize(
    ("lines", "kind", "soft"),
    [
        (["CATEGORIES:MICU\\, west,x", "SUMMARY:Clinic"], "MICU, west", False),
        (["CATEGORIES;LANGUAGE=en:Vacation"], "vacation", False),
        (["CATEGORIES:Home Call"], "home_call", True),
        (["CATEGORIES:jeopardy"], "jeopardy", True),
        (["SUMMARY:Home call VA"], "home_call", False),
        (["SUMMARY:Post-call"], "off", False),
        (["SUMMARY:IM Night Float"], "night_float", False),
        (["SUMMARY:Continuity clinic"], "clinic", False),
        (["SUMMARY:Call"], "call", False),
        (["SUMMARY:Vac"], "vacation", False),
        (["SUMMARY:Evacuation drill"], None, False),
        ([], None, False),
    ],
)
def test_kinds(calendars: Calendars, lines: list[str], kind: str | None, soft: bool) -> None:
    (entry,) = calendars.read(calendar(event(*lines, "LOCATION:VA  West"))).assignments
    assert (entry.kind, entry.soft, entry.site) == (kind, soft, "VA West")


@pytest.mark.parametrize(
    ("name", "lines", "owners"),
    [
        ("a.ics", ["SUMMARY:b: Ward"], ["a"]),
        ("Resident  b.ics", [], ["b"]),
        ("all.ics", ["ATTENDEE:mailto:a@x.org"], ["a"]),
        ("all.ics", ["ATTENDEE;PARTSTAT=ACCEPTED:MAILTO:First@x.org"], ["a"]),
        (
            "all.ics",
            ['ATTENDEE;CN="Resident B":mailto:rb7@x.org', "ATTENDEE:mailto:a@y"],
            ["b", "a"],
        ),
        ("all.ics", ["ATTENDEE;CN=Resident\n  B:mailto:rb7@x.org"], ["b"]),
        ("all.ics", ["SUMMARY:a: Ward"], ["a"]),
        ("all.ics", ["SUMMARY:Resident B - Ward: east"], ["b"]),
        ("all.ics", ["SUMMARY:resident b: Ward"], ["b"]),
    ],
)
def test_owners(calendars: Calendars, name: str, lines: list[str], owners: list[str]) -> None:
    schedule = calendars.read(calendar(event(*lines)), name)
    assert [a.resident for a in schedule.assignments] == owners
    assert issues(schedule) == []
    assert all(coverage(schedule, owner) == ALL for owner in owners)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["SUMMARY:Ward"], "the event names no known resident"),
        (["ATTENDEE:mailto:ghost@x.org"], "attendee 'ghost@x.org' is not a known resident"),
        (["ATTENDEE;PARTSTAT=DECLINED:mailto:a@x.org"], "declined the event"),
    ],
)
def test_events_of_nobody(calendars: Calendars, lines: list[str], words: str) -> None:
    schedule = calendars.read(calendar(event(*lines), event(*lines)), "all.ics")
    assert schedule.assignments == ()
    (found,) = issues(schedule)
    assert found.startswith("all.ics:3: ")
    assert words in found
    assert "(2 events, this is the first)" in found


def test_damage_in_a_shared_calendar_concerns_everybody_in_it(calendars: Calendars) -> None:
    text = calendar(event("SUMMARY:a: Ward"), event("SUMMARY:b: Ward", "RRULE:FREQ=SECONDLY"))
    schedule = calendars.read(text, "all.ics")
    assert (coverage(schedule, "a"), coverage(schedule, "b")) == (ALL, ["2026-08-03/2026-08-10"])
    schedule = calendars.read(text.removesuffix("END:VCALENDAR\n"), "all.ics")
    assert coverage(schedule, "a") == coverage(schedule, "b") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_and_signs_that_are_none(calendars: Calendars, end: str) -> None:
    text = calendar(event("SUMMARY:Ward\u2028DTSTART:19700101\x0b\x85 \n and\n\t clinic"))
    schedule = calendars.read(text.replace("\n", end).encode("utf-8"))
    assert times(schedule) == ["08-10 07:00/08-10 19:00"]
    assert schedule.assignments[0].kind == "clinic"


def test_encodings(calendars: Calendars) -> None:
    text = calendar(event("SUMMARY:Ward \xe9"))
    assert len(calendars.read(text.encode("utf-16")).assignments) == 1
    assert len(calendars.read(b"\xef\xbb\xbf" + text.encode()).assignments) == 1
    schedule = calendars.read(text.encode("cp1252"))
    assert len(schedule.assignments) == 1
    assert "cp1252" in issues(schedule)[0]


def test_one_file_does_not_change_how_the_next_is_read(calendars: Calendars) -> None:
    zone = "\n".join(
        [
            "BEGIN:VTIMEZONE",
            "TZID:Wrong/Zone",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0900",
            "TZOFFSETTO:+0900",
            "END:STANDARD",
            "END:VTIMEZONE",
        ]
    )
    inside = event("DTSTART;TZID=Wrong/Zone:20260810T070000", start="")
    # 07:00 at UTC+9 is 17:00 of the day before in Chicago.
    assert times(calendars.read(calendar(zone, inside))) == ["08-09 17:00/08-10 19:00"]
    assert calendars.read(calendar(inside)).assignments == ()


def test_a_week_marked_as_free_asks_for_its_hours_and_is_read_with_them(
    calendars: Calendars,
) -> None:
    (calendars.folder / "residents.csv").write_text(PEOPLE, encoding="utf-8")
    title = "+1 week Cohort A (clinic)"
    dates = "DTSTART;VALUE=DATE:20260810", "DTEND;VALUE=DATE:20260815"
    week = event(f"SUMMARY:{title}", *dates, "TRANSP:TRANSPARENT", start="", end="")
    edge = event("SUMMARY:Ana Lopez", start="20260805T070000", end="20260805T190000")
    text = calendar(week, edge)
    asked = calendars.read(text, "all.ics")
    assert asked.unmatched == (title,)
    assert coverage(asked, "r1") != ALL
    hours = f"rotation,days,start,end\n{title},mon-fri,08:00,17:00\n"
    (calendars.folder / "rotations.csv").write_text(hours, encoding="utf-8")
    told = calendars.read(text, "all.ics")
    assert told.unmatched == ()
    assert coverage(told, "r1") == ALL
    shifts = [f"{a.resident} {a.start:%d %H}-{a.end:%H}" for a in told.assignments]
    assert shifts[1:6] == [f"r1 {day} 08-17" for day in range(10, 15)]


def test_only_titles_near_the_horizon_ask_for_hours(calendars: Calendars) -> None:
    def free(day: str, *lines: str) -> str:
        dates = f"DTSTART;VALUE=DATE:{day}", f"DTEND;VALUE=DATE:{int(day) + 1}"
        return event(*lines, *dates, "TRANSP:TRANSPARENT", start="", end="")

    lost, far = free("20260811", "SUMM?RY:Ward"), free("20270811", "SUMMARY:Ward")
    text = calendar(lost, far, event("SUMMARY:Ward"))
    horizon = ("2026-08-03", "2026-08-31")
    assert calendars.read(text, horizon=horizon).unmatched == ()
    text = calendar(free("20260811", "SUMMARY:Ward"))
    assert calendars.read(text, horizon=horizon).unmatched == ("Ward",)


PEOPLE = (
    "id,name,tags\nr1,Ana Lopez,cohort-A;intern\nr2,Ben Okafor,cohort-B\n"
    "r3,Chloé Dubois,Cohort A\nr4,Ana Okafor,\n"
)


@pytest.mark.parametrize(
    ("title", "busy", "unknown"),
    [
        ("Night – Ana Lopez", "r1", ""),
        ("Ana Lopez – Night", "r1", ""),
        ("Night—Ana Lopez", "r1", ""),
        ("Night - Lopez\\, Ana", "r1", ""),
        ("Night: east: Ana Lopez", "r1", ""),
        ("Ward 7–19 - Ana Lopez", "r1", ""),
        ("Ana Lopez", "r1", ""),
        ("ICU - Lopez\\, Ana / Okafor\\, Ben", "r1 r2", ""),
        ("Ana Lopez\\, Ben Okafor — ICU", "r1 r2", ""),
        ("ICU - Ana Lopez\\, Ana Okafor and Chloe Dubois", "r1 r4 r3", ""),
        ("ICU: Ana Lopez & Ben Okafor; Chloé Dubois", "r1 r2 r3", ""),
        ("ICU – Ana Lopez & Zoe Who", "r1", ""),
        ("+1 week Cohort A (clinic)", "r1 r3", ""),
        ("Cohort-B - clinic", "r2", ""),
        ("Intern: didactics", "r1", ""),
        ("Internal audit", "", ""),
        ("Night with Chloé Dubois", "r3", ""),
        ("Dubois nights", "", "r3"),
        ("Nights Okafor", "", "r2 r4"),
        ("ICU r3 east", "", "r3"),
        ("Clinic – Okafor", "", "r2 r4"),
        ("Clinic - Dubois C", "", "r3"),
        ("Clinic - Lopez A; Dubois C", "", "r1 r3"),
        ("Ben Okafor and Ana Lopze - ICU", "r2", "r1"),
        ("Night – Ana Lopez (swap with Ben Okafor)", "r1", "r2"),
        ("Ana Lopez → Chloé Dubois: Night", "", "r1 r3"),
        ("Ana Lopez - Night - Chloé Dubois", "r1", "r3"),
        ("Ana Lopez: Night for Chloé Dubois", "r1", "r3"),
    ],
)
@pytest.mark.parametrize("attendee", ["", "ATTENDEE:mailto:clinic@x.org"])
def test_whom_a_title_names(
    calendars: Calendars, title: str, busy: str, unknown: str, attendee: str
) -> None:
    (calendars.folder / "residents.csv").write_text(PEOPLE, encoding="utf-8")
    lines = [f"SUMMARY:{title}", *filter(None, [attendee])]
    everybody = "SUMMARY:Ana Lopez\\, Ben Okafor\\, Chloé Dubois\\, Ana Okafor"
    edge = event(everybody, start="20260805T070000", end="20260805T190000")
    schedule = calendars.read(calendar(event(*lines), edge), "all.ics")
    assert [a.resident for a in schedule.assignments if a.start.day == 10] == busy.split()
    lost = [r.id for r in schedule.residents if coverage(schedule, r.id) != ALL]
    assert lost == unknown.split()
    asked = [i for i in schedule.issues if "may be r" in i.message]
    assert all(i.hint and i.value in title.replace("\\", "") for i in asked)


@pytest.mark.parametrize("line", ["SUMMARzz:Vacation", "SUM#ARY:Vacation", "~"])
def test_a_title_that_is_lost_may_have_named_leave(calendars: Calendars, line: str) -> None:
    free = event("TRANSP:TRANSPARENT", line)
    assert free.count("SUMMARY:") == 0
    assert len(calendars.read(free).assignments) == 1
