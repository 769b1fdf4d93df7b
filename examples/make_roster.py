"""Write the example rosters in ``examples/roster``: synthetic, and the same bytes every time.

    python examples/make_roster.py [FOLDER]

Sixty invented residents of eight specialties, four weeks from Monday 2026-08-03.  The rosters come
in the forms that programmes really keep: rotations by dates, shifts with times, and calendars.
"""

from __future__ import annotations

import csv
import io
import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

SEED = 20260803
START = date(2026, 8, 3)
WEEKS = 4
ZONE = "America/Chicago"
DAY = timedelta(days=1)
# Specialty, prefix of ids, number of residents, years of training.
PROGRAMMES = (
    ("IM", "im", 14, 3),
    ("Peds", "ped", 8, 3),
    ("FM", "fm", 7, 3),
    ("EM", "em", 7, 3),
    ("Surgery", "sur", 7, 5),
    ("Anesthesia", "ane", 6, 4),
    ("OB-GYN", "obg", 5, 4),
    ("Psychiatry", "psy", 6, 4),
)
FORGOTTEN = "fm07"
"""The one resident whom no roster mentions."""

# rotation, days, start, end, kind, site, soft, protectable
TEMPLATES = (
    ("IM Wards Main", "mon-sat", "07:00", "18:00", "ward", "Main", "", ""),
    ("IM Wards VA", "mon-fri", "07:00", "17:30", "ward", "VA", "", ""),
    ("IM Wards VA", "sun", "07:00", "14:00", "ward", "VA", "", ""),
    ("ICU", "mon tue fri", "06:00", "18:00", "icu", "Main", "", ""),
    ("ICU", "wed sun", "06:00", "06:00", "icu_call", "Main", "", ""),
    ("IM Night Float", "sun-fri", "19:00", "07:00", "night_float", "Main", "", ""),
    ("Clinic", "mon-fri", "08:00", "17:00", "clinic", "Main", "", "yes"),
    ("Clinic VA", "mon-fri", "08:00", "16:30", "clinic", "VA", "", "yes"),
    ("Elective", "mon-fri", "08:00", "17:00", "elective", "Main", "", "yes"),
    ("Elective", "sat", "08:00", "20:00", "jeopardy", "", "yes", ""),
    ("Peds Wards", "mon-sat", "06:30", "18:00", "ward", "Main", "", ""),
    ("Peds Night Float", "sun-thu", "18:00", "07:00", "night_float", "Main", "", ""),
    ("Newborn Nursery", "mon-fri", "07:00", "17:00", "nursery", "Main", "", ""),
    ("Newborn Nursery", "sun", "07:00", "12:00", "nursery", "Main", "", ""),
    ("FM Inpatient", "mon-sat", "07:00", "18:30", "ward", "Main", "", ""),
    ("Night Float", "sun-thu", "19:00", "07:00", "night_float", "Main", "", ""),
    ("Geriatrics", "mon-fri", "08:00", "16:30", "clinic", "VA", "", "yes"),
    ("Surgery Days", "mon-fri", "05:30", "18:00", "or", "Main", "", ""),
    ("Surgery Days", "sat", "06:00", "06:00", "call", "Main", "", ""),
    ("Surgery VA", "mon-fri", "06:00", "17:00", "or", "VA", "", ""),
    ("Surgery VA", "tue thu", "17:00", "06:00", "home_call", "VA", "yes", ""),
    ("Surgery Night Float", "sun-fri", "18:00", "06:00", "night_float", "Main", "", ""),
    ("Research", "", "", "", "off", "", "", ""),
    ("Vacation", "daily", "", "", "vacation", "", "", ""),
)
# What two weeks may hold, by specialty; written twice = twice as likely.
BLOCKS = {
    "IM": (
        *("IM Wards Main", "IM Wards Main", "IM Wards VA", "ICU", "IM Night Float"),
        *("Clinic", "Clinic", "Clinic VA", "Elective", "Elective"),
    ),
    "Peds": ("Peds Wards", "Peds Wards", "Peds Night Float", "Newborn Nursery", "Elective"),
    "FM": ("FM Inpatient", "Clinic", "Clinic", "Geriatrics", "Night Float, then Elective"),
    "Surgery": ("Surgery Days", "Surgery Days", "Surgery VA", "Surgery Night Float", "Research"),
}
Row = Sequence[object]


def residents(rng: random.Random) -> Iterator[Row]:
    """Yield the rows of ``residents.csv``."""
    for specialty, prefix, count, years in PROGRAMMES:
        for number in range(1, count + 1):
            pgy = (number - 1) * years // count + 1
            site = "VA" if rng.random() < 0.2 else "Main"
            tags = [tag for tag, on in (("intern", pgy == 1), ("chief", number == count)) if on]
            name = f"{specialty} Resident {number}"
            yield f"{prefix}{number:02}", name, specialty, pgy, site, ";".join(tags), "yes"


def ids(specialty: str) -> list[str]:
    """Return the ids of a specialty's residents."""
    prefix, count = next((p, n) for name, p, n, _ in PROGRAMMES if name == specialty)
    return [f"{prefix}{number:02}" for number in range(1, count + 1)]


def rotations(specialty: str, rng: random.Random) -> Iterator[Row]:
    """Yield rows with a rotation and its dates: two blocks of two weeks, some with vacation."""
    for resident in ids(specialty):
        if resident == FORGOTTEN:
            continue
        first = START
        for _ in range(WEEKS // 2):
            names = rng.choice(BLOCKS[specialty]).split(", then ")
            week, other = names[0], names[-1]
            last = first + 13 * DAY
            if rng.random() < 0.12:
                other = "Vacation"
            if other == week:
                yield resident, first, last, week
            else:
                yield resident, first, first + 6 * DAY, week
                yield resident, first + 7 * DAY, last, other
            first = last + DAY


def emergency_shifts(rng: random.Random) -> Iterator[Row]:
    """Yield nine-hour shifts with dates and times, at least eleven hours apart."""
    for resident in ids("EM"):
        free_from = datetime(START.year, START.month, START.day)
        for ahead in range(WEEKS * 7):
            day = datetime(START.year, START.month, START.day) + ahead * DAY
            if rng.random() > 0.68:
                continue
            start = day + timedelta(hours=rng.choice((7, 7, 11, 15, 15, 22)))
            if start < free_from:
                continue
            end = start + timedelta(hours=9)
            free_from = end + timedelta(hours=11)
            site = "VA" if rng.random() < 0.15 else "Main"
            yield resident, f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", "ed", site


def anesthesia_shifts(rng: random.Random) -> Iterator[Row]:
    """Yield operating days and 24-hour calls by date and clock; the day after call is free."""
    for number, resident in enumerate(ids("Anesthesia")):
        away = rng.randrange(WEEKS) if number % 3 == 0 else None
        for week in range(WEEKS):
            monday = START + 7 * week * DAY
            if week == away:
                yield monday, resident, "00:00", "24:00", "vacation", ""
                for ahead in range(1, 7):
                    yield monday + ahead * DAY, resident, "00:00", "24:00", "vacation", ""
                continue
            call = (number + 3 * week) % 7
            for ahead in range(7):
                if ahead == call:
                    yield monday + ahead * DAY, resident, "07:00", "07:00", "call", "Main"
                elif ahead < 5 and ahead != call + 1:
                    yield monday + ahead * DAY, resident, "06:30", "16:30", "or", "Main"


def absences(rng: random.Random) -> Iterator[Row]:
    """Yield leave that was granted after the rotations were published."""
    for specialty in ("IM", "IM", "Peds", "FM", "Surgery", "EM"):
        first = START + rng.randrange(WEEKS * 7 - 5) * DAY
        kind = rng.choice(("leave", "conference", "sick"))
        people = [resident for resident in ids(specialty) if resident != FORGOTTEN]
        yield rng.choice(people), first, first + rng.randrange(1, 4) * DAY, kind


def preferences(rng: random.Random) -> Iterator[Row]:
    """Yield wishes between residents of any specialty."""
    everybody = [resident for name, *_ in PROGRAMMES for resident in ids(name)]
    pairs: dict[tuple[str, ...], int] = {}
    while len(pairs) < 25:
        pairs[tuple(rng.sample(everybody, 2))] = rng.choice((300, 500, 500, 800, -400))
    for (one, other), points in sorted(pairs.items()):
        yield one, other, points


def event(uid: str, lines: Iterable[str]) -> list[str]:
    """Return the lines of one calendar event."""
    head = ["BEGIN:VEVENT", f"UID:{uid}@example.org", "DTSTAMP:20260701T120000Z"]
    return [*head, *lines, "END:VEVENT"]


def span(day: date, start: str, end: str) -> list[str]:
    """Return DTSTART and DTEND; an end not after the start is on the next day."""
    last = day if end > start else day + DAY
    dates = f"{day:%Y%m%d}", f"{last:%Y%m%d}"
    return [
        f"DTSTART;TZID={ZONE}:{dates[0]}T{start}00",
        f"DTEND;TZID={ZONE}:{dates[1]}T{end}00",
    ]


def psychiatry(number: int, rng: random.Random) -> list[str]:
    """Return the events of one resident's own calendar."""
    found: list[str] = []
    nights = number % WEEKS if number % 2 else None
    away = (number + 1) % WEEKS if number % 3 == 0 else None
    for week in range(WEEKS):
        monday = START + 7 * week * DAY
        uid = f"psy{number:02}-{week}"
        if week == away:
            dates = [
                f"DTSTART;VALUE=DATE:{monday:%Y%m%d}",
                f"DTEND;VALUE=DATE:{monday + 7 * DAY:%Y%m%d}",
            ]
            found += event(uid, [*dates, "SUMMARY:Vacation"])
            continue
        for ahead in (-1, 0, 1, 2, 3, 4) if week == nights else range(5):
            day = monday + ahead * DAY
            if week == nights:
                lines = [*span(day, "2000", "0800"), "SUMMARY:Psych Night Float", "LOCATION:Main"]
                if day < START:
                    continue
            else:
                place = "VA" if (number + week) % 3 == 0 else "Main"
                lines = [*span(day, "0800", "1700"), "SUMMARY:Psych Clinic", f"LOCATION:{place}"]
            found += event(f"{uid}-{ahead}", lines)
        if week != nights and rng.random() < 0.5:
            lines = [*span(monday + 5 * DAY, "0800", "0800"), "SUMMARY:Psych weekend cover"]
            found += event(f"{uid}-cover", [*lines, "CATEGORIES:Home call"])
    return found


def obgyn(rng: random.Random) -> list[str]:
    """Return the events of a calendar for all residents, who are the attendees."""
    found: list[str] = []
    team = ids("OB-GYN")
    for week in range(WEEKS):
        monday = START + 7 * week * DAY
        floating = team[week % len(team)]
        days = [resident for resident in team if resident != floating]
        for ahead in range(5):
            day = monday + ahead * DAY
            for name, kind, who, start, end in (
                ("Labor and Delivery", "ward", days[:2], "0600", "1800"),
                ("GYN Clinic", "clinic", days[2:], "0700", "1700"),
                ("Night Float", "night_float", [floating], "1730", "0600"),
            ):
                people = [
                    f"ATTENDEE;CN=OB-GYN Resident {int(r[3:])};ROLE=REQ-PARTICIPANT:"
                    f"mailto:{r}@residents.example.org"
                    for r in who
                ]
                title = [f"SUMMARY:{name}", f"CATEGORIES:{kind}", "LOCATION:Main"]
                lines = [*span(day, start, end), *title, *people]
                found += event(f"obg-{week}-{ahead}-{start}", lines)
        call = rng.choice(days)
        lines = [*span(monday + 5 * DAY, "0700", "0700"), f"SUMMARY:{call}: Weekend call"]
        found += event(f"obg-{week}-call", [*lines, "LOCATION:Main"])
    return found


def calendar(events: Iterable[str]) -> str:
    """Return a calendar file: lines folded at 75 characters, ended by CRLF (RFC 5545)."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//peerpair//example//EN"]
    folded = []
    for line in [*head, *events, "END:VCALENDAR"]:
        while len(line) > 75:
            folded.append(line[:75])
            line = " " + line[75:]
        folded.append(line)
    return "\r\n".join(folded) + "\r\n"


def table(header: str, rows: Iterable[Row]) -> str:
    """Return a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header.split(","))
    writer.writerows(rows)
    return text.getvalue()


README = """# Example rosters

Invented: no resident, roster or wish in here belongs to anybody. `examples/make_roster.py` writes
these files from a seed. Sixty residents of eight specialties, Monday 2026-08-03 to Sunday
2026-08-30, in America/Chicago; the rosters are published for these four weeks.

| file | what |
|---|---|
| `residents.csv` | who takes part |
| `rotations.csv` | the hours behind each rotation, one row per weekly stretch |
| `im.csv`, `peds.csv`, `fm.csv`, `surgery.csv` | rotations by dates |
| `em.csv`, `anesthesia.csv` | shifts with times |
| `calendars/psy01.ics` … | one calendar per psychiatry resident |
| `calendars/obgyn.ics` | one calendar for five residents, who are its attendees |
| `absences.csv` | leave; it wins over rotations |
| `exclusions.csv` | two pairs that are never grouped, confidential |
| `preferences.csv` | wishes |

Resident fm07 is in no roster on purpose: their time is unknown, and unknown is not free.
"""


def files() -> Iterator[tuple[str, str]]:
    """Yield name and text of each file."""

    # One generator a file, so that a change in one leaves the others as they are.
    def rng(name: str) -> random.Random:
        return random.Random(f"{SEED} {name}")

    yield "README.md", README
    header = "id,name,specialty,pgy,site,tags,active"
    yield "residents.csv", table(header, residents(rng("residents")))
    header = "rotation,days,start,end,kind,site,soft,protectable"
    yield "rotations.csv", table(header, TEMPLATES)
    for specialty in BLOCKS:
        rows = rotations(specialty, rng(specialty))
        header = "resident,start,end_inclusive,rotation"
        yield f"{specialty.lower()}.csv", table(header, rows)
    yield "em.csv", table("resident,start,end,kind,site", emergency_shifts(rng("em")))
    header = "date,resident,start,end,kind,site"
    yield "anesthesia.csv", table(header, sorted(anesthesia_shifts(rng("anesthesia")), key=str))
    header = "resident,start,end_inclusive,kind"
    yield "absences.csv", table(header, absences(rng("absences")))
    pairs = [("im02", "sur03", "yes"), ("ped04", "psy05", "yes")]
    yield "exclusions.csv", table("first,second,private", pairs)
    yield "preferences.csv", table("from,to,points", preferences(rng("preferences")))
    for number, resident in enumerate(ids("Psychiatry"), 1):
        yield f"calendars/{resident}.ics", calendar(psychiatry(number, rng(resident)))
    yield "calendars/obgyn.ics", calendar(obgyn(rng("obgyn")))


def write(folder: Path) -> None:
    """Write the example into a folder, which is made if it is missing."""
    for name, text in files():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("roster"))
