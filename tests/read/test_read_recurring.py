"""Recurring events: each property, compared by hand, and with somebody else's expansion."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair.model.time import Clock
from peerpair.read.ical.lines import CalendarFile
from peerpair.read.limits import ReadLimits

from .conftest import Folder, issues, known, span, times

HORIZON = ("2026-08-03", "2026-08-31")
ZONED = "DTSTART;TZID=America/Chicago:"


def event(*lines: str, start: str = "20260804T080000", end: str = "20260804T170000") -> str:
    return "\n".join(
        [
            "BEGIN:VEVENT",
            f"{ZONED}{start}",
            f"DTEND;TZID=America/Chicago:{end}",
            *lines,
            "END:VEVENT",
        ]
    )


def calendar(*parts: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *parts, "END:VCALENDAR"]) + "\n"


def days(schedule: pp.Schedule) -> list[int]:
    return [
        a.start.day for a in schedule.assignments if HORIZON[0] <= str(a.start.date()) < HORIZON[1]
    ]


def read(folder: Folder, *parts: str, **options: Any) -> pp.Schedule:
    return folder.read("a.ics", calendar(*parts), **({"horizon": HORIZON} | options))


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        (["RRULE:FREQ=WEEKLY"], [4, 11, 18, 25]),
        (["RRULE:FREQ=WEEKLY;COUNT=2"], [4, 11]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20260818"], [4, 11, 18]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20260818T130000Z"], [4, 11, 18]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20260818T125959Z"], [4, 11]),
        (["RRULE:FREQ=WEEKLY;UNTIL=20260701"], [4]),
        (["RRULE:FREQ=WEEKLY;BYDAY=MO"], [4, 10, 17, 24]),
        (["RRULE:FREQ=WEEKLY", "EXDATE;TZID=America/Chicago:20260811T080000"], [4, 18, 25]),
        (["RRULE:FREQ=WEEKLY", "EXDATE:20260811T130000Z,20260825T130000Z"], [4, 18]),
        (["RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20260811"], [4, 18, 25]),
        (["RDATE;TZID=America/Chicago:20260806T080000,20260807T080000"], [4, 6, 7]),
        (["RDATE;VALUE=DATE:20260806"], [4, 6]),
        (["RRULE:FREQ=WEEKLY;COUNT=2", "RRULE:FREQ=MONTHLY;COUNT=1"], [4, 11]),
    ],
)
def test_sets(folder: Folder, lines: list[str], wanted: list[int]) -> None:
    schedule = read(folder, event(*lines))
    assert days(schedule) == wanted
    assert all(a.end - a.start == timedelta(hours=9) for a in schedule.assignments)
    assert issues(schedule) == []


def test_a_period_has_its_own_length(folder: Folder) -> None:
    line = "RDATE;VALUE=PERIOD:20260806T130000Z/PT2H,20260807T130000Z/20260807T140000Z"
    assert times(read(folder, event(line))) == [
        "a 08-04 08:00/08-04 17:00 -",
        "a 08-06 08:00/08-06 10:00 -",
        "a 08-07 08:00/08-07 09:00 -",
    ]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        # Moved; the same in UTC; cancelled; made free; the date alone; for all that follow.
        (
            event("UID:x", "RECURRENCE-ID;TZID=America/Chicago:20260811T080000",
                  start="20260812T090000", end="20260812T100000"),
            ["04 08:00", "18 08:00", "25 08:00", "12 09:00"],
        ),
        (
            event("UID:x", "RECURRENCE-ID:20260811T130000Z", start="20260811T090000",
                  end="20260811T100000"),
            ["04 08:00", "18 08:00", "25 08:00", "11 09:00"],
        ),
        (
            event("UID:x", "RECURRENCE-ID:20260811T130000Z", "STATUS:CANCELLED"),
            ["04 08:00", "18 08:00", "25 08:00"],
        ),
        (
            event("UID:x", "RECURRENCE-ID:20260811T130000Z", "TRANSP:TRANSPARENT"),
            ["04 08:00", "18 08:00", "25 08:00"],
        ),
        (
            event("UID:x", "RECURRENCE-ID;VALUE=DATE:20260811", start="20260812T090000",
                  end="20260812T100000"),
            ["04 08:00", "18 08:00", "25 08:00", "12 09:00"],
        ),
        (
            event("UID:x", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260811T130000Z",
                  start="20260812T090000", end="20260812T100000"),
            ["04 08:00", "19 09:00", "26 09:00", "12 09:00"],
        ),
        (
            event("UID:x", "RECURRENCE-ID;RANGE=THISANDFUTURE:20260811T130000Z",
                  "STATUS:CANCELLED", start="20260811T080000", end="20260811T170000"),
            ["04 08:00"],
        ),
        # Nothing happens at that moment: it is an event of its own.
        (
            event("UID:x", "RECURRENCE-ID:20260813T130000Z", start="20260813T090000",
                  end="20260813T100000"),
            ["04 08:00", "11 08:00", "18 08:00", "25 08:00", "13 09:00"],
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("first", [False, True])
def test_changes(folder: Folder, change: str, wanted: list[str], first: bool) -> None:
    series = event("UID:x", "RRULE:FREQ=WEEKLY")
    schedule = read(folder, *((change, series) if first else (series, change)))
    found = [
        f"{a.start:%d %H:%M}" for a in schedule.assignments if str(a.start.date()) < HORIZON[1]
    ]
    assert sorted(found) == sorted(wanted)


def test_of_two_changes_the_later_version_counts(folder: Folder) -> None:
    old = event("UID:x", "RECURRENCE-ID:20260811T130000Z", "SEQUENCE:1", "STATUS:CANCELLED")
    new = event(
        "UID:x", "RECURRENCE-ID:20260811T130000Z", "SEQUENCE:2", start="20260811T090000",
        end="20260811T100000",
    )  # fmt: skip
    schedule = read(folder, event("UID:x", "RRULE:FREQ=WEEKLY"), new, old)
    assert "a 08-11 09:00/08-11 10:00 -" in times(schedule)
    assert 11 in days(schedule)


def test_what_happens_once_is_no_series_even_where_others_change_its_uid(folder: Folder) -> None:
    once = event("UID:x", "EXDATE:never", end="20261013T080000")
    other = event("UID:x", "RECURRENCE-ID:20261201T130000Z", start="20261020T080000",
                  end="20261020T170000")  # fmt: skip
    schedule = read(folder, once, other)
    assert times(schedule)[0] == "a 08-04 08:00/10-13 08:00 -"
    assert not any(text.startswith("a.ics:3:") for text in issues(schedule))


def test_shifts_that_share_a_uid_are_all_kept(folder: Folder) -> None:
    shifts = [
        event("UID:same", start=f"202608{day:02}T070000", end=f"202608{day:02}T190000")
        for day in range(3, 13)
    ]
    schedule = read(folder, *shifts)
    assert days(schedule) == list(range(3, 13))
    assert issues(schedule) == [
        "a.ics:8: the event has the UID of another (9 events, this is the first); both are kept"
    ]


def test_a_shift_keeps_its_hours_over_a_clock_change(folder: Folder) -> None:
    night = event("RRULE:FREQ=WEEKLY", start="20261024T190000", end="20261025T070000")
    schedule = read(folder, night, horizon=("2026-10-26", "2026-11-09"))
    assert [f"{a.start:%m-%d %H}-{a.end:%H}" for a in schedule.assignments] == [
        "10-24 19-07",
        "10-31 19-07",
        "11-07 19-07",
        "11-14 19-07",
    ]


def test_what_a_series_says_about_dates(folder: Folder) -> None:
    shift = event(start="20260805T080000", end="20260805T170000")
    weekly = event("RRULE:FREQ=WEEKLY;UNTIL=20261231")
    endless = event("RRULE:FREQ=WEEKLY")
    # Beside shifts a series does not show that more was published; alone it does if it ends.
    assert known(read(folder, shift, weekly), "a") == [span("2026-08-05", "2026-08-06")]
    assert known(read(folder, weekly), "a") == [span("2026-08-04", "2026-08-31")]
    assert known(read(folder, endless), "a") == []


def test_without_a_horizon_an_endless_series_ends_in_the_unknown(folder: Folder) -> None:
    shift = event(start="20320105T080000", end="20320105T170000")
    schedule = read(folder, shift, event("RRULE:FREQ=WEEKLY"), horizon=None)
    assert len(schedule.assignments) == 262 + 1
    assert known(schedule, "a") == []
    (found,) = issues(schedule)
    assert "recurs without end, and no horizon is given" in found
    bounded = read(folder, event("RRULE:FREQ=WEEKLY;COUNT=3"), horizon=None)
    assert [a.start.day for a in bounded.assignments] == [4, 11, 18]


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["RRULE:FREQ=SECONDLY"], "FREQ=SECONDLY"),
        (["RRULE:FREQ=MINUTELY;COUNT=5"], "FREQ=MINUTELY"),
        (["RRULE:FREQ=HOURLY"], "more than 100 occurrences"),
        (["RRULE:FREQ=DAILY;INTERVAL=0"], "INTERVAL"),
        (["RRULE:FREQ=DAILY;INTERVAL=-1"], "INTERVAL"),
        (["RRULE:RSCALE=HEBREW;FREQ=YEARLY"], "RSCALE"),
        (["RRULE:"], "the event's rule"),
        (["RDATE:" + ",".join(["20260804T130000Z"] * 6000)], "more than 5000 RDATE"),
        (["RRULE:FREQ=DAILY", "EXDATE:" + ",".join(["20260804T130000Z"] * 6000)], "5000 EXDATE"),
    ],
)
def test_rules_that_are_refused_make_their_person_unknown(
    folder: Folder, lines: list[str], words: str
) -> None:
    shift = event(start="20260803T080000", end="20260803T170000")
    limits = ReadLimits(occurrences=100)
    schedule = read(folder, shift, event(*lines), published=HORIZON, limits=limits)
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-04")]
    assert any(words in text for text in issues(schedule))


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYSETPOS=3",
        "FREQ=DAILY;COUNT=1000000000",
        "FREQ=YEARLY;COUNT=1000000000;BYMONTH=2;BYMONTHDAY=30",
    ],
)
def test_rules_that_never_end_end_here(folder: Folder, rule: str) -> None:
    assert 4 in days(read(folder, event(f"RRULE:{rule}")))


def test_floating_times_have_the_calendars_zone(folder: Folder) -> None:
    text = calendar("X-WR-TIMEZONE:America/New_York", event().replace(";TZID=America/Chicago", ""))
    schedule = folder.read("a.ics", text)
    assert times(schedule) == ["a 08-04 07:00/08-04 16:00 -"]


def test_lists_of_busy_times(folder: Folder) -> None:
    listed = "\n".join(
        [
            "BEGIN:VFREEBUSY",
            "DTSTART:20260803T050000Z",
            "DTEND:20260831T050000Z",
            "FREEBUSY;FBTYPE=FREE:20260804T130000Z/PT1H",
            "FREEBUSY:20260805T130000Z/PT4H,20260806T130000Z/20260806T150000Z",
            "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260807T130000Z/P1D",
            "END:VFREEBUSY",
        ]
    )
    schedule = folder.read("a.ics", calendar(listed))
    assert times(schedule) == [
        "a 08-05 08:00/08-05 12:00 -",
        "a 08-06 08:00/08-06 10:00 -",
        "a 08-07 08:00/08-08 08:00 -",
    ]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-31")]
    for whole, part in (
        ("PT4H", "soon"),
        ("/PT4H", ""),
        ("DTSTART:", "DTSTART:20260804\nDTSTART:"),
    ):
        broken = folder.read("a.ics", calendar(listed.replace(whole, part)))
        assert known(broken, "a") == []
    for end in ("20260803T050000Z", "20260801T050000Z", "20290801T050000Z"):
        text = calendar(listed.replace("DTEND:20260831T050000Z", f"DTEND:{end}"))
        assert times(folder.read("a.ics", text)) == times(schedule), end


def test_whole_days_named_after_a_rotation_have_its_hours(folder: Folder) -> None:
    folder.put(
        "templates.csv",
        "rotation,match,days,start,end,kind\n*micu*,glob,daily,06:00,19:00,icu\nDay off,,,,,off\n",
    )
    whole = "BEGIN:VEVENT\nDTSTART;VALUE=DATE:{0}\nDTEND;VALUE=DATE:{1}\nSUMMARY:{2}\n{3}END:VEVENT"
    free = "TRANSP:TRANSPARENT\n"
    text = calendar(
        whole.format("20260803", "20260805", "MICU west", ""),
        whole.format("20260805", "20260806", "Day off", ""),
        whole.format("20260806", "20260807", "Vacation", free),
        whole.format("20260807", "20260808", "Birthday", free),
        whole.format("20260810", "20260811", "Vacation", free + "STATUS:CANCELLED\n"),
    )
    schedule = folder.read("a.ics", text)
    assert times(schedule) == [
        "a 08-06 00:00/08-07 00:00 vacation",
        "a 08-03 06:00/08-03 19:00 icu",
        "a 08-04 06:00/08-04 19:00 icu",
    ]


def test_the_owner_may_decline(folder: Folder) -> None:
    declined = "ATTENDEE;PARTSTAT=DECLINED:mailto:ana@x.org"
    other = "ATTENDEE;PARTSTAT=DECLINED:mailto:c.dubois@x.org"
    later = event(other, start="20260805T080000", end="20260805T170000")
    assert days(read(folder, event(declined), later)) == [5]


def test_a_horizon_reads_what_it_needs(folder: Folder) -> None:
    shifts = [
        event(f"UID:{n}", start=f"2026{n:02}01T190000", end=f"2026{n:02}02T070000")
        for n in range(1, 13)
    ]
    broken = "BEGIN:VEVENT\nDTSTART:20260101T000000\nDTEND:garbage\nEND:VEVENT"
    schedule = read(folder, *shifts, broken, horizon=("2026-06-05", "2026-06-12"))
    assert [a.start.month for a in schedule.assignments] == [6]
    # An event that may still go on is looked at wherever it began.
    assert known(schedule, "a") == []


@st.composite
def series(draw: st.DrawFn) -> str:
    """Draw the lines of a recurring event, of forms that every program reads alike."""
    start = date(2026, 6, 1) + timedelta(days=draw(st.integers(0, 80)))
    hour, length = draw(st.integers(0, 23)), draw(st.integers(1, 30))
    begin = datetime(start.year, start.month, start.day, hour)
    zone = draw(st.sampled_from(["America/Chicago", "Europe/Berlin", "UTC", "Asia/Tokyo"]))
    lines = [f"DTSTART;TZID={zone}:{begin:%Y%m%dT%H%M%S}"]
    lines.append(f"DTEND;TZID={zone}:{begin + timedelta(hours=length):%Y%m%dT%H%M%S}")
    week = begin.strftime("%a")[:2].upper()
    rule = draw(
        st.sampled_from(
            [
                "FREQ=DAILY",
                f"FREQ=WEEKLY;BYDAY={week}",
                f"FREQ=MONTHLY;BYMONTHDAY={start.day}",
                "FREQ=WEEKLY",
            ]
        )
    )
    rule += f";INTERVAL={draw(st.integers(1, 3))}"
    rule += draw(st.sampled_from(["", ";COUNT=5", ";UNTIL=20260920T000000Z"]))
    lines.append(f"RRULE:{rule}")
    gone = draw(st.lists(st.integers(0, 8), max_size=3))
    lines += [f"EXDATE;TZID={zone}:{begin + timedelta(days=7 * n):%Y%m%dT%H%M%S}" for n in gone]
    extra = draw(st.lists(st.integers(1, 60), max_size=2))
    lines += [
        f"RDATE;TZID={zone}:{begin + timedelta(days=n, hours=1):%Y%m%dT%H%M%S}" for n in extra
    ]
    return "\n".join(["BEGIN:VEVENT", "UID:x", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def oracle(text: str) -> Iterator[tuple[int, int]]:
    """Yield the instants of occurrences as the icalendar packages see them."""
    import icalendar
    import recurring_ical_events as rie

    found = icalendar.Calendar.from_ical(text.encode())
    wide = date(2026, 6, 29), date(2026, 10, 3)  # dates are those of each event's own zone
    for each in rie.of(found).between(*wide):
        yield tuple(round(each.decoded(k).timestamp()) for k in ("DTSTART", "DTEND"))


@settings(max_examples=150)
@given(st.lists(series(), min_size=1, max_size=2))
def test_the_same_as_another_program(
    tmp_path_factory: pytest.TempPathFactory, found: list[str]
) -> None:
    text = calendar(*(each.replace("UID:x", f"UID:{n}") for n, each in enumerate(found)))
    folder = tmp_path_factory.mktemp("series")
    (folder / "who.csv").write_text("id,name\na,Ana\n")
    (folder / "a.ics").write_text(text)
    schedule = pp.read(folder, timezone="America/Chicago", horizon=("2026-07-01", "2026-10-01"))
    clock = Clock("America/Chicago")
    low, high = clock.midnight(date(2026, 7, 1)), clock.midnight(date(2026, 10, 1))
    ours = {
        (clock.instant(a.start), clock.instant(a.end))
        for a in schedule.assignments
        if clock.instant(a.end) > low and clock.instant(a.start) < high
    }
    theirs = {(a, b) for a, b in oracle(text) if b > low and a < high}
    assert ours == theirs


def test_lines_keep_their_numbers_when_they_are_unfolded() -> None:
    text = calendar("X-A:1\n 2\n\t3", event("SUMMARY:a\n b"), event())
    found = CalendarFile(text).calendars[0].parts("VEVENT")
    lines = text.split("\n")
    assert [lines[part.line - 1] for part in found] == ["BEGIN:VEVENT", "BEGIN:VEVENT"]


@pytest.mark.parametrize("mark", ["TRANSP:TRANSPARENT", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
@pytest.mark.parametrize(
    ("title", "busy"),
    [("Vacation", 1), ("Out of office", 1), ("Night Float", 1), ("Birthday", 0), ("LOA", 1)],
)
def test_whole_days_of_leave_are_busy_whatever_they_are_marked_as(
    folder: Folder, mark: str, title: str, busy: int
) -> None:
    lines = ["DTSTART;VALUE=DATE:20260804", "DTEND;VALUE=DATE:20260806", f"SUMMARY:{title}", mark]
    duty = ["DTSTART:20260807T070000", "DTEND:20260807T190000"]
    events = ["\n".join(["BEGIN:VEVENT", *each, "END:VEVENT"]) for each in (lines, duty)]
    schedule = folder.read("a.ics", calendar(*events))
    assert len(schedule.assignments) == 1 + busy
    (found,) = issues(schedule)
    assert title in found or busy


@pytest.mark.parametrize(
    "name", ["Ana Lopez Calendar", "ana_lopez", "Ana's calendar", "Lopez, Ana (2)"]
)
def test_files_named_after_their_resident(folder: Folder, name: str) -> None:
    folder.put("aliases.csv", "alias,resident\nAna,a\n")
    assert [a.resident for a in folder.read(f"{name}.ics", calendar(event())).assignments] == ["a"]


def test_calendars_named_after_their_resident(folder: Folder) -> None:
    schedule = folder.read("calendar.ics", calendar("X-WR-CALNAME:Lopez\\, Ana", event()))
    assert [a.resident for a in schedule.assignments] == ["a"]
    titled = event("SUMMARY:Ward")
    schedule = folder.read("calendar.ics", calendar("X-WR-CALNAME:Calendar", titled))
    assert "Maybe name the file after its resident" in issues(schedule)[0]
    schedule = folder.read("calendar.ics", calendar("X-WR-CALNAME:Calendar", event()))
    assert "names nobody; the dates become unknown for everybody" in issues(schedule)[0]


def test_a_series_that_began_long_ago_says_what_becomes_unknown(folder: Folder) -> None:
    lines = ["SUMMARY:Clinic week", "TRANSP:TRANSPARENT", "RRULE:FREQ=WEEKLY;INTERVAL=5;COUNT=11"]
    whole = ["BEGIN:VEVENT", "DTSTART;VALUE=DATE:20260706", "DTEND;VALUE=DATE:20260711"]
    text = calendar("\n".join([*whole, *lines, "END:VEVENT"]))
    schedule = folder.read("a.ics", text, horizon=("2026-12-14", "2027-01-11"))
    assert "2026-12-28" in "\n".join(issues(schedule))
