"""The table "busy or not" in the documentation, row by row."""

import re
from datetime import date
from pathlib import Path

import pytest

from .conftest import Folder, issues, known, times

PAGE = Path(__file__).parents[2] / "docs" / "calendars.md"


def rows() -> list[tuple[list[str], bool]]:
    section = PAGE.read_text(encoding="utf-8").split("## Busy or not")[1].split("\nAlso")[0]
    found = []
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and cells[1] in ("yes", "no"):
            found.append((re.findall(r"`([^`]+)`", cells[0]), cells[1] == "yes"))
    return found


@pytest.mark.parametrize(
    ("lines", "busy", "owned"),
    [
        (lines, busy, owned)
        for lines, busy in rows()
        for owned in (True, False)
        # In a calendar for many the attendees are the owners.
        if owned or not any("ATTENDEE" in line for line in lines)
    ],
)
@pytest.mark.parametrize(
    "when",
    [
        ("DTSTART:20260803T070000", "DTEND:20260803T190000"),
        ("DTSTART;VALUE=DATE:20260803", "SUMMARY:Outing"),
        ("DTSTART:20260803T070000", "DURATION:PT8H", "RRULE:FREQ=DAILY;COUNT=1"),
    ],
)
def test_the_table_is_what_happens(
    folder: Folder, lines: list[str], busy: bool, when: tuple[str, ...], owned: bool
) -> None:
    title = [] if owned else ["SUMMARY:a: Outing"]
    when = when if owned else tuple(line for line in when if "SUMMARY" not in line)
    event = ["BEGIN:VEVENT", *when, *title, *lines, "END:VEVENT"]
    text = "\n".join(["BEGIN:VCALENDAR", *event, "END:VCALENDAR"])
    schedule = folder.read("a.ics" if owned else "all.ics", text)
    assert len(schedule.assignments) == busy
    assert schedule.residents[0].coverage or not busy


def test_the_table_was_found() -> None:
    assert len(rows()) == 17


TITLES = PAGE.read_text(encoding="utf-8").split("### Marked as free")[1].split("\nOutlook")[0]
MARKED = [
    (title, cells[1], cells[2])
    for line in TITLES.splitlines()
    if line.startswith("| `")
    for cells in [[cell.strip() for cell in line.strip("|").split("|")]]
    for title in re.findall(r"`([^`]+)`", cells[0])
]
TIMED = "DTSTART:20260805T080000", "DTEND:20260805T170000"
DAYS = "DTSTART;VALUE=DATE:20260805", "DTEND;VALUE=DATE:20260807"
OUTLOOK = (
    "DTSTART;TZID=America/Chicago:20260805T000000",
    "DTEND;TZID=America/Chicago:20260807T000000",
    "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE",
)
UTC = "DTSTART:20260805T050000Z", "DTEND:20260807T050000Z", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE"
ELSEWHERE = tuple(line.replace("Chicago", "New_York") for line in OUTLOOK)
MICROSOFT, ONCE = "X-MICROSOFT-CDO-BUSYSTATUS:FREE", ("RRULE:FREQ=WEEKLY;COUNT=1",)
HOURS = "rotation,match,days,start,end,kind\nWards,,daily,07:00,18:00,ward\nOff,,,,,off\n"
DUTY = "DTSTART:20260810T080000", "DTEND:20260810T170000"
READ = {
    "busy": ["a 08-05 00:00/08-07 00:00"],
    "its hours": ["a 08-05 07:00/08-05 18:00", "a 08-06 07:00/08-06 18:00"],
}


@pytest.mark.parametrize(
    ("when", "owned", "free", "rule"),
    [
        (TIMED, True, "TRANSP:TRANSPARENT", ()),
        (TIMED, False, MICROSOFT, ONCE),
        (DAYS, True, MICROSOFT, ()),
        (DAYS, False, "TRANSP:TRANSPARENT", ONCE),
        (OUTLOOK, True, "TRANSP:TRANSPARENT", ONCE),
        (UTC, False, MICROSOFT, ()),
        (ELSEWHERE, True, MICROSOFT, ()),
    ],
)
@pytest.mark.parametrize(("title", "timed", "days"), MARKED)
def test_marked_as_free(
    folder: Folder,
    when: tuple[str, ...],
    owned: bool,
    free: str,
    rule: tuple[str, ...],
    title: str,
    timed: str,
    days: str,
) -> None:
    folder.put("templates.csv", HOURS)
    summary = f"SUMMARY:{title}" if owned else f"SUMMARY:c: {title}".replace("Ben", "Bill")
    who = "a" if owned else "c"
    event = ["BEGIN:VEVENT", *when, summary, free, *rule, "END:VEVENT"]
    # Duty by day: without any a calendar claims nothing.
    duty = ["BEGIN:VEVENT", *DUTY, f"SUMMARY:{'' if owned else 'c: '}Shift", "END:VEVENT"]
    text = "\n".join(["BEGIN:VCALENDAR", *event, *duty, "END:VCALENDAR"])
    horizon = ("2026-08-03", "2026-08-17")
    schedule = folder.read(
        "a.ics" if owned else "all.ics", text, horizon=horizon, published=horizon
    )
    found = [line.rpartition(" ")[0].replace("c ", "a ") for line in times(schedule)]
    found.remove("a 08-10 08:00/08-10 17:00")
    wanted = timed if when == TIMED else days
    if wanted == "busy" and when == TIMED:
        assert found == ["a 08-05 08:00/08-05 17:00"]
    else:
        assert found == READ.get(wanted, [])
    outside = {date(2026, 8, day) for day in range(3, 17)}
    for first, after in known(schedule, who):
        outside -= {date(2026, 8, day) for day in range(first.day, after.day)}
    lost = {date(2026, 8, day) for day in (5, 6, 7)} if wanted == "unknown" else set()
    assert outside == lost
    (said,) = (line for line in issues(schedule) if ".ics" in line)
    assert (f"{who} can be free" in said) == (wanted == "free")


def test_the_titles_were_found() -> None:
    assert len(MARKED) == 71
