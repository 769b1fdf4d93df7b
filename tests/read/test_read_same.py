"""One roster written in every format gives the same availability, clock change included."""

import json
import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.availability.availability import availability

from . import workbooks

HORIZON = ("2026-10-26", "2026-11-09")
PEOPLE = {f"r{n}": (f"Given{chr(97 + n)}", f"Family{chr(97 + n)}") for n in range(6)}
Duty = tuple[str, datetime, datetime]


def duties(rng: random.Random) -> list[Duty]:
    found = []
    for who in PEOPLE:
        for ahead in range(23):
            if rng.random() < 0.75:
                day = datetime(2026, 10, 20) + timedelta(days=ahead)
                start = day + timedelta(hours=rng.choice((6, 7, 8, 18, 19)))
                found.append((who, start, start + timedelta(hours=rng.choice((4, 8, 11, 12, 13)))))
    return found


def last_first(who: str) -> str:
    return f"{PEOPLE[who][1]}, {PEOPLE[who][0]}"


def long_table(found: list[Duty]) -> dict[str, str | bytes]:
    rows = "".join(f"{who},{a:%Y-%m-%d %H:%M},{b:%Y-%m-%dT%H:%M}\n" for who, a, b in found)
    return {"shifts.csv": "resident,start,end\n" + rows}


def by_hand(found: list[Duty]) -> dict[str, str | bytes]:
    rows = [
        f'"{last_first(who)}",{a.month}/{a.day}/{a.year},{a:%I:%M %p},{b:%I:%M %p}'
        for who, a, b in found
    ]
    return {"hand.csv": "\n".join(["ED shifts", "", "Name,Date,In,Out", *rows, ""])}


def sheet(found: list[Duty]) -> dict[str, str | bytes]:
    rows: list[list[workbooks.Value]] = [["Resident", "Date", "Start", "End"]]
    rows += [[last_first(who), a.date(), a.time(), b.time()] for who, a, b in found]
    return {"shifts.xlsx": workbooks.workbook({"Shifts": rows})}


def qgenda(found: list[Duty]) -> dict[str, str | bytes]:
    entries = [
        {
            "StaffFName": PEOPLE[who][0],
            "StaffLName": PEOPLE[who][1],
            "StaffKey": "k",
            "StartDate": f"{a:%Y-%m-%dT00:00:00}",
            "StartTime": f"{a:%H:%M:%S}",
            "EndDate": f"{b:%Y-%m-%dT00:00:00}",
            "EndTime": f"{b:%H:%M:%S}",
            "TimeZone": "Central Time (US & Canada)",
            "TaskName": "T",
            "IsPublished": True,
        }
        for who, a, b in found
    ]
    return {"schedule.json": json.dumps(entries)}


def amion(found: list[Duty]) -> dict[str, str | bytes]:
    rows = [
        f'"{last_first(who)}",1,2,"Svc",3,4,{a.month}-{a.day}-{a:%y},{a:%H%M},{b:%H%M},'
        '"R1","","","",1,"",c,"S"'
        for who, a, b in found
    ]
    return {"all.txt": "\n".join(["Assignments for November 2026", "", *rows, ""])}


def calendars(found: list[Duty]) -> dict[str, str | bytes]:
    made: dict[str, str | bytes] = {}
    for who in PEOPLE:
        lines = ["BEGIN:VCALENDAR"]
        for number, (_, a, b) in enumerate(duty for duty in found if duty[0] == who):
            zone = (";TZID=Central Standard Time", ";TZID=America/Chicago", "")[number % 3]
            times = [f"DTSTART{zone}:{a:%Y%m%dT%H%M%S}", f"DTEND{zone}:{b:%Y%m%dT%H%M%S}"]
            lines += ["BEGIN:VEVENT", f"UID:{number}", *times, "END:VEVENT"]
        made[f"{who}.ics"] = "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    return made


def one_calendar(found: list[Duty]) -> dict[str, str | bytes]:
    events = [
        f"BEGIN:VEVENT\nUID:{n}\nDTSTART:{a:%Y%m%dT%H%M%S}\nDTEND:{b:%Y%m%dT%H%M%S}\n"
        f"SUMMARY:{' '.join(PEOPLE[who])}: duty\nEND:VEVENT"
        for n, (who, a, b) in enumerate(found)
    ]
    return {"everybody.ics": "\n".join(["BEGIN:VCALENDAR", *events, "END:VCALENDAR", ""])}


FORMS = (long_table, by_hand, sheet, qgenda, amion, calendars, one_calendar)


@pytest.mark.parametrize("seed", range(4))
def test_every_format_says_the_same(tmp_path: Path, seed: int) -> None:
    found = duties(random.Random(seed))
    residents = tmp_path / "residents.csv"
    names = "".join(f"{who},{' '.join(name)}\n" for who, name in PEOPLE.items())
    residents.write_text("id,name\n" + names)

    def states(form: Callable[[list[Duty]], dict[str, str | bytes]]) -> list[list[int]]:
        folder = tmp_path / form.__name__
        folder.mkdir()
        for name, content in form(found).items():
            data = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(data)
        schedule = pp.read(
            folder,
            residents=residents,
            timezone="America/Chicago",
            published=(date(2026, 10, 19), date(2026, 11, 13)),
            horizon=HORIZON,
            dates="m/d",
        )
        problem = pp.Problem.from_schedule(schedule, *HORIZON)
        found_states: list[list[int]] = availability(problem).state.tolist()
        return found_states

    wanted = states(FORMS[0])
    for form in FORMS[1:]:
        assert states(form) == wanted, form.__name__
