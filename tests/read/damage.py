"""Rosters in many forms, and damage that leaves a trace: nobody busy may be free after it.

A second roster knows everybody on all dates, so whatever is lost without a doubt looks free.
``python -m benchmarks.damage`` tries many more cases than the tests do.
"""

from __future__ import annotations

import csv
import io
import random
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import peerpair as pp
from peerpair.availability.availability import BUSY, FREE, availability
from tests.read import workbooks

Rows = list[list[str]]
DATES = (date(2026, 8, 3), date(2026, 8, 31))
DAYS = [DATES[0] + timedelta(ahead) for ahead in range(28)]
PEOPLE = {
    "p1": "Adaeze Mwangi",
    "p2": "Bertil Holmqvist",
    "p3": "Chiara Santangelo",
    "p4": "Devdas Raghavan",
    "p5": "Eluned Prosser",
    "p6": "Fumiko Tachibana",
}
ROTATIONS = {
    "Wards": "daily,16:00,19:00,ward",
    "MICU": "daily,15:00,20:00,icu",
    "Nights": "daily,19:00,23:30,night",
    "Clinic": "mon-fri,13:00,18:00,clinic",
    "Elective": "mon-fri,14:00,17:00,elective",
}
NAMES = list(ROTATIONS)


@dataclass(frozen=True)
class Form:
    """A file in some form: its rows, or its text where it is no table."""

    name: str
    rows: Rows | None = None
    text: str = ""
    beside: tuple[tuple[str, str], ...] = ()
    dated: tuple[int, ...] = ()  # columns of dates
    run: bool = False  # dates run across
    names: frozenset[str] = frozenset()  # of others than `PEOPLE`


def csv_text(rows: Rows) -> str:
    lines = io.StringIO()
    csv.writer(lines, lineterminator="\n").writerows(rows)
    return lines.getvalue()


def _iso(day: date) -> str:
    return day.isoformat()


def _when(rng: random.Random) -> tuple[datetime, datetime]:
    day = rng.choice(DAYS)
    start = datetime(day.year, day.month, day.day, rng.choice([14, 15, 17]))
    return start, start + timedelta(hours=rng.randint(2, 6))


def shifts(rng: random.Random) -> Form:
    rows = [["resident", "start", "end", "kind"]]
    for _ in range(rng.randint(14, 30)):
        start, end = _when(rng)
        who = rng.choice([*PEOPLE.values()])
        rows.append([who, f"{start:%Y-%m-%d %H:%M}", f"{end:%Y-%m-%d %H:%M}", "ward"])
    return Form("target.csv", rows, dated=(1, 2))


def clocks(rng: random.Random) -> Form:
    rows = [["Date", "Name", "Begin", "Finish", "Task"]]
    for _ in range(rng.randint(14, 30)):
        start, end = _when(rng)
        who = rng.choice([*PEOPLE.values()])
        rows.append([f"{start:%m/%d/%Y}", who, f"{start:%H:%M}", f"{end:%H:%M}", "ward"])
    rows.append(["08/30/2026", "Eluned Prosser", "14:00", "18:00", "ward"])
    return Form("target.csv", rows, dated=(0,))


def rotations(rng: random.Random) -> Form:
    rows = [["Name", "Start", "Last day", "Rotation"]]
    for who in PEOPLE.values():
        for first in DAYS[::7]:
            last = first + timedelta(6)
            rows.append([who, _iso(first), _iso(last), rng.choice(NAMES)])
    return Form("target.csv", rows, dated=(1, 2))


def absences(rng: random.Random) -> Form:
    rows = [["Resident", "Start", "End inclusive", "Kind"]]
    for who in PEOPLE.values():
        first = rng.choice(DAYS[:24])
        rows.append([who, _iso(first), _iso(first + timedelta(rng.randint(0, 3))), "vacation"])
    return Form("target.csv", rows, dated=(1, 2))


def days_across(rng: random.Random) -> Form:
    days = DAYS[: rng.randint(7, 28)]
    rows = [["Resident", *map(_iso, days)]]
    rows += [[who, *(rng.choice(NAMES) for _ in days)] for who in PEOPLE.values()]
    return Form("target.csv", rows, run=True)


def days_down(rng: random.Random) -> Form:
    across = days_across(rng).rows or []
    rows = [list(column) for column in zip(*across, strict=True)]
    return Form("target.csv", rows, dated=(0,))


def blocks_across(rng: random.Random) -> Form:
    spans = [f"{a:%-m/%-d/%Y}-{a + timedelta(6):%-m/%-d/%Y}" for a in DAYS[::7]]
    rows = [["Name", "PGY", *spans]]
    rows += [[who, "PGY-2", *(rng.choice(NAMES) for _ in spans)] for who in PEOPLE.values()]
    return Form("target.csv", rows, run=True)


def labels_across(rng: random.Random) -> Form:
    labels = [f"Block {number}" for number in range(1, 5)]
    table = "block,start,end_inclusive\n" + "".join(
        f"{label},{first},{first + timedelta(6)}\n"
        for label, first in zip(labels, DAYS[::7], strict=True)
    )
    rows = [["Last", "First", *labels]]
    for who in PEOPLE.values():
        first, last = who.split()
        rows.append([last, first, *(rng.choice(NAMES) for _ in labels)])
    return Form("target.csv", rows, beside=(("blocks.csv", table),), run=True)


def services(rng: random.Random) -> Form:
    rows = [["Date", "Late cover 2pm-8pm", "Evening cover 5pm-10pm"]]
    rows += [[_iso(day), *rng.sample([*PEOPLE.values()], 2)] for day in DAYS[:14]]
    return Form("target.csv", rows, dated=(0,))


def sheet(rng: random.Random) -> Form:
    form = rng.choice([shifts, rotations, days_across, blocks_across, days_down])(rng)
    return Form("target.xlsx", form.rows, dated=form.dated, run=form.run)


def amion(rng: random.Random) -> Form:
    lines = ["Assignments for August 2026", "Field 10 -15: Staff type, Pager, Tel, Email, Note"]
    for who in PEOPLE.values():
        first, last = who.split()
        for day in rng.sample(DAYS, 5):
            lines.append(
                f'"IM","{last}, {first}",1,2,"Late",3,4,{day.month}-{day.day}-26,1400,2000,'
                '"R1","5","","",1,"",o,"C"'
            )
    return Form("target.txt", text="\n".join(lines) + "\n")


def calendar(rng: random.Random) -> Form:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0"]
    for number in range(12):
        start, end = _when(rng)
        who = rng.choice([*PEOPLE.values()])
        times = [f"DTSTART:{start:%Y%m%dT%H%M%S}", f"DTEND:{end:%Y%m%dT%H%M%S}"]
        lines += ["BEGIN:VEVENT", f"UID:{number}", *times, f"SUMMARY:{who}: Ward", "END:VEVENT"]
    return Form("target.ics", text="\n".join([*lines, "END:VCALENDAR", ""]))


Make = Callable[[random.Random], Form]
FORMS: tuple[Make, ...] = (
    *(shifts, clocks, rotations, absences, days_across, days_down, blocks_across, labels_across),
    *(services, sheet, amion, calendar),
)


# Damage to tables; each returns the rows, or None where it does not apply.


def rename_header(form: Form, rows: Rows, rng: random.Random) -> Rows:
    at = rng.randrange(len(rows[0]))
    rows[0][at] = rng.choice(["Xyzzy", "Remarks", "??", "Spalte"])
    return rows


def insert_title(form: Form, rows: Rows, rng: random.Random) -> Rows:
    title = rng.choice(["Updated by the office", "DRAFT", "Call schedule 8/1/2026", "PGY-2"])
    rows.insert(rng.randrange(len(rows) + 1), [title, *[""] * (len(rows[0]) - 1)])
    return rows


def insert_blank(form: Form, rows: Rows, rng: random.Random) -> Rows:
    rows.insert(rng.randrange(len(rows) + 1), [""] * len(rows[0]))
    return rows


def insert_header(form: Form, rows: Rows, rng: random.Random) -> Rows:
    header = [*rows[0]]
    if rng.random() < 0.5:
        header[rng.randrange(len(header))] = "Xyzzy"
    rows.insert(rng.randrange(1, len(rows) + 1), header)
    return rows


def blank_cells(form: Form, rows: Rows, rng: random.Random) -> Rows | None:
    row = rng.choice(rows)
    for _ in range(rng.randint(1, 3)):
        row[rng.randrange(len(row))] = ""
    return rows if any(row) else None  # else it is a row cleanly cut


def garble_cells(form: Form, rows: Rows, rng: random.Random) -> Rows:
    row = rng.choice(rows)
    for _ in range(rng.randint(1, 3)):
        row[rng.randrange(len(row))] = rng.choice(["#N/A", "z7q?x", "???", "2026-08-4x", "25:99"])
    return rows


def misspell(form: Form, rows: Rows, rng: random.Random) -> Rows | None:
    words = {word for name in PEOPLE.values() for word in name.split()} | {*PEOPLE.values()}
    words |= form.names
    cells = [(i, j) for i, row in enumerate(rows) for j, cell in enumerate(row) if cell in words]
    if not cells:
        return None
    i, j = rng.choice(cells)
    text = [*rows[i][j]]
    at = rng.randrange(len(text))
    change = rng.choice(["drop", "double", "swap", "other"])
    if change == "drop":
        del text[at]
    elif change == "double":
        text.insert(at, text[at])
    elif change == "swap" and at + 1 < len(text):
        text[at], text[at + 1] = text[at + 1], text[at]
    else:
        text[at] = "q"
    rows[i][j] = "".join(text)
    return None if rows[i][j] in words else rows


def cut_column(form: Form, rows: Rows, rng: random.Random) -> Rows | None:
    if not form.run or len(rows[0]) < 6:
        return None
    at = rng.randrange(3, len(rows[0]) - 1)
    return [row[:at] + row[at + 1 :] for row in rows]


def swap_dates(form: Form, rows: Rows, rng: random.Random) -> Rows | None:
    if not form.dated:
        return None
    at = rng.choice(form.dated)
    pattern = re.compile(r"(\d{4})-(\d\d)-(\d\d)|(\d\d)/(\d\d)/(\d{4})")
    dated = [(row, m) for row in rows[1:] if (m := pattern.match(row[at]))]
    small = [(row, m) for row, m in dated if int(m[3] or m[5]) <= 12 and m[2] != m[3]]
    if len(dated) - len(small) < 1 or len(small) < 3:
        return None
    for row, m in small if rng.random() < 0.5 else rng.sample(small, 3):
        new = f"{m[1]}-{m[3]}-{m[2]}" if m[1] else f"{m[5]}/{m[4]}/{m[6]}"
        row[at] = new + row[at][m.end() :]
    return rows


def add_names(form: Form, rows: Rows, rng: random.Random) -> Rows:
    at = rng.randrange(len(rows[0]) + 1)
    for i, row in enumerate(rows):
        row.insert(at, "Xyzzy" if i == 0 else rng.choice([*PEOPLE.values()]))
    return rows


Damage = Callable[[Form, Rows, random.Random], Rows | None]
DAMAGES: tuple[Damage, ...] = (
    *(rename_header, insert_title, insert_blank, insert_header, blank_cells, garble_cells),
    *(misspell, cut_column, swap_dates, add_names),
)


def cut_off(text: str, rng: random.Random) -> str:
    """Cut a text in mid-row, so that the row has fewer cells."""
    lines = text.splitlines(keepends=True)
    at = rng.randrange(1, len(lines))
    comma = lines[at].rfind(",")
    keep = lines[at][: rng.randrange(1, comma)] if comma > 1 else lines[at][:-2]
    return "".join([*lines[:at], keep])


def garble_line(text: str, rng: random.Random) -> str:
    """Put something else into the middle of a line."""
    lines = text.splitlines(keepends=True)
    at = rng.randrange(1, len(lines) - 1)
    if len(lines[at]) < 2:
        return text
    spot = rng.randrange(1, len(lines[at]))
    lines[at] = lines[at][:spot] + rng.choice(["#", "zz", "~"]) + lines[at][spot + 1 :]
    return "".join(lines)


def base() -> str:
    """Return a roster that knows everybody on all dates, busy in the morning."""
    rows = ["resident,start,end,kind"]
    rows += [f"{who},{day} 08:00,{day} 13:00,ward" for who in PEOPLE for day in DAYS]
    return "\n".join(rows) + "\n"


@dataclass(frozen=True)
class Case:
    """A sound folder, and the same with one file damaged."""

    sound: dict[str, str | bytes]
    damaged: dict[str, str | bytes]
    words: str


def case_of(make: Make, rng: random.Random) -> Case | None:
    """Return a case, or None where the damage drawn does not apply."""
    form = make(rng)
    residents = "id,name,specialty\n" + "".join(f"{w},{n},IM\n" for w, n in PEOPLE.items())
    templates = "rotation,days,start,end,kind\n" + "".join(
        f"{name},{rest}\n" for name, rest in ROTATIONS.items()
    )
    files: dict[str, str | bytes] = {
        "residents.csv": residents,
        "rotations.csv": templates,
        "base.csv": base(),
        **dict(form.beside),
    }
    if form.rows is None:
        damage = rng.choice([cut_off, garble_line])
        return Case(
            files | {form.name: form.text},
            files | {form.name: damage(form.text, rng)},
            f"{make.__name__} {damage.__name__}",
        )
    whole = [[*row] for row in form.rows]
    book = form.name.endswith(".xlsx")
    if not book and rng.random() < 0.1:
        text = csv_text(whole)
        after = files | {form.name: cut_off(text, rng)}
        return Case(files | {form.name: text}, after, f"{make.__name__} cut_off")
    hurt = rng.choice(DAMAGES)
    rows = hurt(form, [[*row] for row in whole], rng)
    if rows is None or rows == whole:
        return None

    def data(table: Rows) -> str | bytes:
        return (
            workbooks.workbook({"Sheet": [[c or None for c in r] for r in table]})
            if book
            else (csv_text(table))
        )

    words = f"{make.__name__} {hurt.__name__}"
    return Case(files | {form.name: data(whole)}, files | {form.name: data(rows)}, words)


States = dict[str, list[int]]


def read_files(files: dict[str, str | bytes], **options: Any) -> pp.Schedule | None:
    """Read files from a folder; None where reading stops with a question."""
    with tempfile.TemporaryDirectory() as place:
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            Path(place, name).write_bytes(data)
        options["residents"] = Path(place, options["residents"])
        try:
            return pp.read(place, **options)
        except pp.ReadError:
            return None


def states(files: dict[str, str | bytes], **options: Any) -> States | None:
    """Return what is busy, free and unknown of each resident, slot by slot."""
    schedule = read_files(files, **options)
    if schedule is None:
        return None
    problem = pp.Problem.from_schedule(schedule, *options["horizon"])
    names = (resident.id for resident in problem.active)
    return dict(zip(names, availability(problem).state.tolist(), strict=True))


def freed(before: States, after: States) -> list[str]:
    """Return whoever was busy and is free now, and the first such slot."""
    found = []
    for who, old in before.items():
        pairs = enumerate(zip(old, after.get(who, []), strict=False))
        slot = next((i for i, (a, b) in pairs if a == BUSY and b == FREE), None)
        found += [] if slot is None else [f"{who} in slot {slot}"]
    return found


OPTIONS: dict[str, Any] = {
    "residents": "residents.csv",
    "timezone": "America/Chicago",
    "horizon": DATES,
}


def wrong(case: Case, *, published: bool) -> list[str]:
    """Return whoever was busy and is free after the damage, and the first such slot."""
    options = OPTIONS | ({"published": DATES} if published else {})
    before, after = states(case.sound, **options), states(case.damaged, **options)
    assert before is not None, case.words
    return [] if after is None else freed(before, after)


def cases(make: Make, first: int, count: int) -> Iterator[tuple[int, Case]]:
    """Yield cases that apply, by the number that makes them again."""
    for number in range(first, first + count):
        case = case_of(make, random.Random(f"{make.__name__} {number}"))
        if case is not None:
            yield number, case
