"""The table "busy or not" in the documentation, row by row."""

import re
from pathlib import Path

import pytest

from .conftest import Folder

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
        ("DTSTART:20260803T070000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=1"),
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
