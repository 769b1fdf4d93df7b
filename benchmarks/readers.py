"""How fast rosters are read: a hospital's year as calendars and as a long table.

``python -m benchmarks.readers`` writes 500 residents x 52 weeks (about 130,000 events) into a
temporary folder, reads them in processes of their own, and prints seconds, rates and peak memory,
from the files to the availability.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import peerpair as pp
from peerpair.availability.availability import availability

YEAR = date(2026, 7, 1), date(2027, 6, 30)
MONTH = date(2026, 11, 2), date(2026, 11, 30)
ZONE = "America/Chicago"
EVENT = """\
BEGIN:VEVENT
UID:{uid}@hospital.example
DTSTAMP:20260601T000000Z
DTSTART;TZID={zone}:{start:%Y%m%dT%H%M%S}
DTEND;TZID={zone}:{end:%Y%m%dT%H%M%S}
SUMMARY:{title}
LOCATION:Main Hospital\\, East
DESCRIPTION:Made by the scheduling system.\\nDo not reply to this calendar, it
  is written anew every night.
TRANSP:OPAQUE
SEQUENCE:0
END:VEVENT
"""
CLINIC = """\
BEGIN:VEVENT
UID:clinic-{who}@hospital.example
DTSTAMP:20260601T000000Z
DTSTART;TZID={zone}:20260701T130000
DTEND;TZID={zone}:20260701T170000
RRULE:FREQ=WEEKLY;UNTIL=20270630T235959Z
EXDATE;TZID={zone}:20261125T130000,20261223T130000
SUMMARY:Continuity clinic
END:VEVENT
"""


def shifts(rng: random.Random) -> Iterator[tuple[datetime, datetime, str]]:
    """Yield a year of shifts: five a week, days and nights."""
    day = YEAR[0]
    while day < YEAR[1]:
        if day.weekday() < 5:
            hour = rng.choice((6, 7, 8, 19))
            start = datetime(day.year, day.month, day.day, hour)
            yield start, start + timedelta(hours=12), "Night Float" if hour == 19 else "Ward A"
        day += timedelta(days=1)


def write(folder: Path, residents: int) -> int:
    """Write the hospital both ways; return the number of shifts."""
    rng, count = random.Random(0), 0
    people, rows = ["id,name,specialty"], ["resident,start,end,kind,site"]
    (folder / "calendars").mkdir()
    for number in range(residents):
        who = f"r{number:04}"
        people.append(f"{who},Resident {number},IM")
        events = []
        for start, end, title in shifts(rng):
            count += 1
            rows.append(f"{who},{start:%Y-%m-%d %H:%M},{end:%Y-%m-%d %H:%M},{title},Main")
            events.append(EVENT.format(uid=count, zone=ZONE, start=start, end=end, title=title))
        events.append(CLINIC.format(who=who, zone=ZONE))
        text = "BEGIN:VCALENDAR\nVERSION:2.0\n" + "".join(events) + "END:VCALENDAR\n"
        (folder / "calendars" / f"{who}.ics").write_bytes(text.replace("\n", "\r\n").encode())
    (folder / "residents.csv").write_text("\n".join(people))
    (folder / "long.csv").write_text("\n".join(rows))
    return count


def measure(folder: Path, what: str, horizon: tuple[date, date] | None, send: Any) -> None:
    """Read in a process of its own and send CPU seconds, entries, issues and megabytes."""
    began = time.process_time()
    schedule = pp.read(
        folder / what, residents=folder / "residents.csv", timezone=ZONE, horizon=horizon
    )
    read = time.process_time()
    availability(pp.Problem.from_schedule(schedule, *(horizon or YEAR)))
    done = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    send.send((read - began, done - began, len(schedule.assignments), len(schedule.issues), peak))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--residents", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=3, help="of each, the fastest is shown")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        count = write(folder, options.residents)
        print(f"{options.residents} residents, {count:,} shifts, one core; CPU seconds")
        head = ("what", "read", "to availability", "shifts/s read", "shifts/s in all", "entries")
        print("{:26}{:>7}{:>17}{:>15}{:>17}{:>10}  issues  peak MB".format(*head))
        for what, horizon in (
            ("calendars", None),
            ("calendars", YEAR),
            ("calendars", MONTH),
            ("long.csv", None),
            ("long.csv", MONTH),
        ):
            runs = []
            for _ in range(options.repeat):
                get, send = multiprocessing.get_context("spawn").Pipe(duplex=False)
                child = multiprocessing.get_context("spawn").Process(
                    target=measure, args=(folder, what, horizon, send)
                )
                child.start()
                runs.append(get.recv())
                child.join()
            read, done, entries, issues, peak = min(runs)
            span = {None: "", YEAR: ", year", MONTH: ", 4 weeks"}[horizon]
            print(
                f"{what + span:26}{read:7.2f}{done:17.2f}{count / read:15,.0f}"
                f"{count / done:17,.0f}{entries:10,}{issues:8}{peak:9}"
            )


if __name__ == "__main__":
    main()
