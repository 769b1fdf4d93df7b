"""Spoiling any single cell or line never makes anybody free to meet who was not before."""

from pathlib import Path

import numpy as np
import pytest

import peerpair as pp
from peerpair.availability.availability import availability
from peerpair.model.arrays import Bools
from peerpair.read import read

DATES = ("2026-08-03", "2026-08-17")
RESIDENTS = "id,name\na,Resident A\nb,Resident B\n"
TEMPLATES = (
    "rotation,days,start,end,kind\nWards,mon-sat,07:00,18:00,ward\n"
    "Nights,sun-thu,19:00,07:00,night_float\nVacation,daily,,,vacation\n"
)
TABLES = {
    "shifts.csv": "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n"
    "a,2026-08-05 19:00,2026-08-06 07:00\nb,2026-08-08 07:00,2026-08-09 07:00\n"
    "b,2026-08-12T00:00Z,2026-08-12T12:00Z\n",
    "clocks.csv": "date,resident,start,end\n2026-08-03,a,07:00,19:00\n2026-08-05,a,19:00,07:00\n"
    "2026-08-08,b,07:00,07:00\n",
    "blocks.csv": "resident,start,end_inclusive,rotation\na,2026-08-03,2026-08-09,Nights\n"
    "a,2026-08-10,2026-08-16,Wards\nb,2026-08-03,2026-08-12,Nights + Vacation\n",
    "days.csv": "resident,date,rotation\na,2026-08-03,Nights\nb,2026-08-04,Wards\n",
    "away.csv": "resident,start,end_inclusive\nb,2026-08-05,2026-08-07\n",
    "templates.csv": TEMPLATES,
}
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
SUMMARY:a: Ward
DTSTART:20260803T070000
DTEND:20260803T190000
END:VEVENT
BEGIN:VEVENT
SUMMARY:a: Nights
DTSTART;TZID=America/New_York:20260805T200000
DURATION:PT12H
BEGIN:VALARM
TRIGGER:-PT15M
END:VALARM
END:VEVENT
BEGIN:VEVENT
SUMMARY:b: Vacation
DTSTART;VALUE=DATE:20260806
DTEND;VALUE=DATE:20260810
END:VEVENT
BEGIN:VEVENT
SUMMARY:b: Call
DTSTART:20260812T020000Z
DTEND:20260812T120000Z
END:VEVENT
END:VCALENDAR
"""


def free(folder: Path, files: dict[str, str]) -> Bools | None:
    """Return where each resident could meet, or None if the file was refused as a whole."""
    paths = []
    for name, text in ({"residents.csv": RESIDENTS} | files).items():
        paths.append(folder / name)
        paths[-1].write_text(text, encoding="utf-8")
    try:
        schedule = read(paths, timezone="America/Chicago", published=DATES)
    except pp.ReadError:
        return None
    return availability(pp.Problem.from_schedule(schedule, *DATES)).usable


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("junk", ["", "junk", "2026-08-20", "9:99", "2026-02-30 07:00", "x + y"])
def test_spoilt_cells(tmp_path: Path, name: str, junk: str) -> None:
    others = {"blocks.csv", "away.csv", "templates.csv"}
    files = {n: TABLES[n] for n in (others if name in others else {name, "templates.csv"})}
    sound = free(tmp_path, files)
    assert sound is not None
    header, *rows = TABLES[name].splitlines()
    columns = header.split(",")
    for i, row in enumerate(rows):
        cells = row.split(",")
        for j, column in enumerate(columns):
            # Whose entry it is, or which rotation a template is for, cannot be known once spoilt;
            # that is reported.  A later end is as plausible as the first one.
            if column in ("resident", "kind") or (column == "rotation" and name == "templates.csv"):
                continue
            if junk.startswith("2026-08") and column in ("start", "date", "end_inclusive", "end"):
                continue
            if name == "templates.csv" and not cells[j]:
                continue
            spoilt = [*cells[:j], junk, *cells[j + 1 :]]
            text = "\n".join([header, *rows[:i], ",".join(spoilt), *rows[i + 1 :], ""])
            found = free(tmp_path, files | {name: text})
            assert found is None or not (found & ~sound).any(), (row, column)


@pytest.mark.parametrize("change", ["value", "end", "gone"])
def test_spoilt_lines(tmp_path: Path, change: str) -> None:
    sound = free(tmp_path, {"all.ics": CALENDAR})
    assert sound is not None
    lines = CALENDAR.splitlines()
    for i, line in enumerate(lines):
        frame = line.startswith(("BEGIN", "END"))
        if line.startswith(("SUMMARY", "TRIGGER")) or (change == "gone" and not frame):
            continue
        head = line.partition(":")[0]
        now = {"value": f"{head}:junk", "end": line[:-3] if not frame else head, "gone": ""}[change]
        text = "\n".join([*lines[:i], now, *lines[i + 1 :], ""])
        found = free(tmp_path, {"all.ics": text})
        assert found is None or not (found & ~sound).any(), line


def test_a_file_cut_off_anywhere(tmp_path: Path) -> None:
    sound = free(tmp_path, {"a.ics": CALENDAR})
    assert sound is not None
    for end in range(20, len(CALENDAR) - 1, 7):
        found = free(tmp_path, {"a.ics": CALENDAR[:end]})
        assert found is None or not np.any(found & ~sound), end
