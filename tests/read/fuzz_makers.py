"""Makers of rosters in every input format: cells, lines and files out of a tape of choices."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from tests.read import workbooks
from tests.read.workbooks import Bad, Formula, Styled

__all__ = ["HOSPITAL", "JUNK", "MAKERS", "PREAMBLES", "Tape", "encoded", "mutated", "swollen"]

T = TypeVar("T")


class Tape:
    """Choices out of bytes; past their end every choice is the first."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def below(self, count: int) -> int:
        """Return a number from 0 to ``count - 1``."""
        size = 1 if count <= 256 else 2 if count <= 65_536 else 3
        piece = self._data[self._at : self._at + size]
        self._at += size
        return int.from_bytes(piece, "big") % max(1, count)

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def odd(self, count: int) -> bool:
        """Return True once in `count` times; never past the end."""
        return self.below(count) == count - 1

    def some(self, choices: Sequence[T], most: int) -> list[T]:
        return [self.pick(choices) for _ in range(self.below(most + 1))]


def words(text: str, separator: str | None = None) -> list[str]:
    return [word.strip() for word in text.strip().split(separator)]


# Cells

DAYS = [f"2026-08-{day:02}" for day in range(3, 18)] + words(
    "8/3/2026 | 8/13/2026 | 13/8/2026 | 8/4/26 | 3.8.2026 | Aug 3, 2026 | 3-Aug-26 | 2026/8/5"
    "| Mon 3 Aug 2026 | 2026-02-30 | 9999-12-31 | 0000-00-00 | 1970-01-01 | 2100-12-31 | 46237"
    "| 8/3 | 2026-08-03T07:00 | 08-03-2026 | ١٢/٠٨/٢٠٢٦ | 2026-08-03 and more | Sept 31 2026"
    "| 0001-01-01 | 2027-03-14 | 2026-08-1 | 1/1/2101 | 99/99/9999 | Fri, 2026-08-07 | 0/0/00"
    "| | -",
    "|",
)
CLOCKS = words(
    "07:00 19:00 02:30 03:00 24:00 00:00 1900 700 7am 7:30pm 12a 25:00 7:5 07:00:30 -1:00 0 2400"
    " 99999 ½ noon"
)
MOMENTS = words(
    "2026-08-03 07:00 | 2026-08-03 19:00 | 2026-08-04T07:00 | 2026-08-05 24:00 | 2026-08-06T12:00Z"
    "| 2026-08-03T07:00+99:99 | 2026-08-03T07:00-05:00 | 8/3/2026 7:00 PM | 8/14/26 0700 | 07:00"
    "| 2026-11-01 01:30 | 2027-03-14 02:30 | 2027-03-14 03:00 | 2100-12-31T24:00 | 1970-01-01 00:00"
    "| 2026-08-03 | 2026-08-03 07:00+14:00 | 2100-12-31 24:00-23:59 | 2026-08-07 07:00:60 "
    "| 1970-01-01T00:00+23:59 | 2026-08-09  7:00 | Mon 8/3/2026 7 PM |",
    "|",
)
PEOPLE = words(
    'a | b | c | Ana Lopez | "Okafor, Ben" | Lopez | A. Lopez | ANA LÓPEZ | ghost | a@x.org | Ben'
    "| Dr. Chloé Dubois MD | C Dubois (PGY-2) | AL | R4-1 | nobody | Do | ßẞ | ﬁ | Ⅳ |",
    "|",
)
ROTATIONS = words(
    "Wards | Nights | Vacation | Off | Nights + Wards | Wards/Off | MICU days | Moon | Call 5p-7a"
    "| + | / | a+b+c+d+e+f+g | Clinic | Night Float | Day Off, am | #N/A | * | [ | \x85 |",
    "|",
)
KINDS_OF_DUTY = words("ward | vacation | night_float | off | sick | VACATION | moon |", "|")
FLAGS = words("| yes | no | TRUE | 0 | maybe", "|")
WEEKDAYS = words(
    "mon-sat | sun-thu | daily | mon wed fri | sat-fri | mon- | -mon | x | | mon,tue;wed", "|"
)
PATTERNS = [*ROTATIONS, "*icu*", "^Ward.*$", "(a+)+$", "[", "*" * 9, "w?rds", "(?P<n>w)", r"\1"]
BLOCKS = words("1 1A 2 Block x 01 ½")
JUNK = [
    *("junk", "", " ", "\t", "-1", "1e9", '"', '""', 'x"y', "'", ",", ";", "|", "\n", "\r", "\0"),
    *("\ufeff", "\u2028", "\x85", "\x0b", "=1+1", "<b>", "x" * 300, "\ud7ff", "\U0010ffff", "NaN"),
    *("None", "٣", "e\u0301", "\u202e", "a" * 40, "+", "\\", "#REF!", "%s", "{0}"),
]
NAMES = words("resident id person name date start end end_inclusive rotation days block kind email")

# Tables


def quoted(tape: Tape, cell: str, delimiter: str) -> str:
    if (delimiter in cell or any(sign in cell for sign in '"\r\n')) and not tape.odd(8):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def written(tape: Tape, rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text with delimiters; now and then under a title."""
    delimiter = tape.pick([",", ",", ",", ",", ";", "\t", "|"])
    lines = [delimiter.join(quoted(tape, cell, delimiter) for cell in row) for row in rows]
    if tape.odd(8):
        lines.insert(0, tape.pick(["Block schedule", "", "Schedule,,,", '"', "a;b;c"]))
    return "\n".join(lines) + "\n" * (not tape.odd(8))


def ragged(tape: Tape, row: list[str]) -> list[str]:
    if tape.odd(10):
        return row[: tape.below(len(row) + 1)]
    return [*row, *tape.some(JUNK, 3)] if tape.odd(10) else row


def columned(columns: Mapping[str, Sequence[str]]) -> Callable[[Tape], str]:
    """Return a maker of tables with a header: known columns, and what cells they may have."""

    def make(tape: Tape) -> str:
        names = list(columns)
        while tape.odd(4):
            at = tape.below(len(names) + 1)
            change = tape.below(4)
            if change == 0:
                del names[at : at + 1]
            elif change == 1:
                names.insert(at, tape.pick(NAMES))
            elif change == 2:
                names.insert(at, tape.pick(JUNK))
            else:
                names = names[at:] + names[:at]
        rows = [ragged(tape, names)]
        for _ in range(1 + tape.below(5)):
            row = [tape.pick(JUNK if tape.odd(12) else columns.get(name) or JUNK) for name in names]
            rows.append(ragged(tape, row))
        return written(tape, rows)

    return make


_WHO = {"resident": PEOPLE}
_DETAILS = {"kind": KINDS_OF_DUTY, "soft": FLAGS, "site": ["M", "", "VA"], "protectable": FLAGS}
_DATED = {"start": DAYS, "end_inclusive": DAYS, "rotation": ROTATIONS, "site": ["", "M"]}
_ASSIGNMENTS = (
    columned({**_WHO, "start": MOMENTS, "end": MOMENTS, **_DETAILS}),
    columned({"date": DAYS, **_WHO, "start": CLOCKS, "end": CLOCKS, **_DETAILS}),
    columned({**_WHO, **_DATED}),
    columned({**_WHO, "date": DAYS, "rotation": ROTATIONS}),
    columned({**_WHO, "block": BLOCKS, "rotation": ROTATIONS}),
)
_RESIDENTS = {
    "id": words("a b c d a"),
    "name": ["Ana Lopez", "Okafor, Ben", "", "Do", *PEOPLE],
    "specialty": ["IM", "", "FM"],
    "pgy": words("1 PGY-2 R3 99 x 100"),
    "site": ["M", ""],
    "tags": ["x;y", "", "|;|", "a|a"],
    "active": FLAGS,
    "email": ["a@x.org", "", "A@X.org"],
}
_SPANS = words(
    "8/3/2026 - 8/9/2026 | 2026-08-03 to 2026-08-09 | 8/3-8/9 | 8/3/26-8/9/26 | Aug 3 | 3 Aug 2026"
    "| 8/3/2026 AM | 2026-08-04 pm | 8/10 | 2026-08-03 \u2013 | to 2026-08-03",
    "|",
)
_HALVES = words("AM PM am p.m. morning afternoon a.m. X")


def matrix(tape: Tape) -> str:
    width = 2 + tape.below(6)
    labels = tape.odd(4)
    known = BLOCKS if labels else [*DAYS, *_SPANS]
    first = tape.below(8)
    heads = [
        tape.pick(JUNK) if tape.odd(16) else known[(first + i) % len(known)] for i in range(width)
    ]
    if tape.odd(4):
        heads = [tape.pick(known) for _ in range(width)]
    who = tape.pick(words("Resident name id trainee PGY"))
    rows = [[who, *heads]]
    below = tape.below(4)
    if below == 1:
        rows = [[who, *(cell for head in heads for cell in (head, tape.pick(["", head])))]]
        rows.append(["", *(_HALVES[i % 2] for i in range(2 * width))])
    elif below == 2:
        rows.append(["", *(known[(first + i + 1) % len(known)] for i in range(width))])
    elif below == 3:
        rows.append(["", *(tape.pick([*_HALVES, *DAYS]) for _ in range(width))])
    for _ in range(1 + tape.below(4)):
        cells = [tape.pick(ROTATIONS) for _ in rows[0][1:]]
        rows.append(ragged(tape, [tape.pick(PEOPLE), *cells]))
    if tape.odd(6):
        rows = [[*row[1:], row[0]] if row else row for row in rows]
    return written(tape, rows)


# Amion

PREAMBLES = (
    "Assignments for August 2026     (as of Jul 20 09:00 2026 central time)\n\n"
    "Field  1    : Division (in quotes)\nField  8 - 9: Date and time (GMTO=-6 1)\n\n",
    "",
    "Assignments for Augenblick 99999\n",
    "\n\n\n\n",
    "Field  1\n<html>\n",
    "Assignments for May 2026\nGMTO=-99\n" + "Field  2: x\n" * 40,
)
_STAFF = ["Ana Lopez", "Okafor, Ben", "Dubois", "A. Lopez", "ghost", "", "Jo, Ann, MD", "c", 'Q"q']
_TASKS = [*ROTATIONS, "OB Call 5p-7a", "Long 8:30a-12a", "Ward SAR 7-3", "VACA", "Noon report, pm"]
_AMION_DAYS = words(
    "8-3-26 8-4-26 8-16-26 3-14-27 8-31-26 2-30-26 13-1-26 0-0-00 8-5-99 12-31-00 8-3-2026"
)
_HHMM = words("0700 1900 0230 0300 0000 1200 2400 2359 0060 9999 700 x")


def amion(tape: Tape) -> str:
    tabs, wide, division = tape.odd(3), not tape.odd(2), tape.odd(2)
    lines = [tape.pick(PREAMBLES)]
    for _ in range(1 + tape.below(6)):
        cells = ['"IM Residents"'] if division != tape.odd(12) else []
        cells += [f'"{tape.pick(_STAFF)}"', "37", "33", f'"{tape.pick(_TASKS)}"', "75", "189"]
        cells += [tape.pick(_AMION_DAYS), tape.pick(_HHMM), tape.pick(_HHMM)]
        if wide != tape.odd(12):
            mail = tape.pick(["", "a@x.org", "c.dubois@x.org", "z@z"])
            cells += ['"Intern"', "555", '""', f'"{mail}"', "1", '""']
            cells += [tape.pick(words("r o v c m - R x")), '"MICU"']
        if tape.odd(10):
            cells.insert(tape.below(len(cells)), tape.pick(JUNK))
        if tape.odd(10):
            del cells[tape.below(len(cells))]
        lines.append(("\t" if tabs != tape.odd(16) else ",").join(cells) + "\n")
    return "".join(lines)


def amion_people(tape: Tape) -> str:
    lines = tape.some(["Account 1: IM Residents", "", "account 2:", "Account x:"], 2)
    for _ in range(1 + tape.below(5)):
        keys = [str(tape.below(200)) for _ in range(3)]
        cells = [tape.pick(["Johnson, John", "Jones", "D", *_STAFF[:4]]), *keys]
        if tape.odd(16):
            cells[tape.below(4)] = tape.pick(JUNK)
        lines.append(",".join(cell if tape.odd(40) else f'"{cell}"' for cell in cells))
    return "\n".join(lines)


# JSON: values are written as they stand, since much of this no writer would write

_ODD = [
    *(
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1e308",
        "9" * 29,
        "1.5",
        '""',
        '"x"',
        "[]",
        "{}",
        "[[]]",
    ),
    *('"\\u0000"', '"\\ud800"', '"\\ud83d\\ude00"', '{"a":{"b":{"c":[{}]}}}', '["a", 1]', "-0.0"),
]
_BROKEN = [
    *("1e999", "NaN", "-Infinity", "1" * 400, "1" * 31, "[[[[[]]]]]", "'x'", "", "01", "[" * 40),
    *('"2026-08-03', '"\\q"', "]", "}", "//", '"\t"', "null null", "-"),
]
Fields = Mapping[str, Sequence[str]]


def strings(*values: str) -> list[str]:
    return ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]


_ISO_DAYS = strings(
    "2026-08-03", "2026-08-04T00:00:00", "2026-08-05", "2027-03-14", "2026-02-30", "8/3/2026", ""
)
_TIMES = strings(
    "07:00:00", "19:00:00", "00:00:00", "23:59:59.999", "25:00", "24:00", "02:30", "03:00", "x"
)
_INSTANTS = strings(*MOMENTS)
_MAILS = strings("a@x.org", "", "C.DUBOIS@X.ORG", "z@z.z")
_TASK_NAMES = strings(*_TASKS)
_QGENDA: Fields = {
    "StaffKey": strings("k1", "a", ""),
    "StaffFName": strings("Ana", "Ben", "A.", ""),
    "StaffLName": strings("Lopez", "Okafor", "Lopez-Garcia", ""),
    "StaffEmail": _MAILS,
    "StaffId": strings("a", "b", "", "9"),
    "StaffAbbrev": strings("AL", "c", ""),
    "TaskName": _TASK_NAMES,
    "StartDate": _ISO_DAYS,
    "StartTime": _TIMES,
    "EndDate": _ISO_DAYS,
    "EndTime": [_TIMES[1], *_TIMES],
    "Date": _ISO_DAYS,
    "IsPublished": ["true", "true", "false", "null"],
    "IsStruck": ["false", "false", "true", "1"],
    "IsRotationTask": ["false", "true"],
    "TimeZone": strings("", "Eastern Standard Time", "America", "localtime", "x" * 300, "UTC"),
    "StartDateUTC": _INSTANTS,
    "EndDateUTC": _INSTANTS,
    "LocationName": strings("Main", "", "VA"),
}
_SHIFTADMIN: Fields = {
    "userID": [*strings("a", "b"), "7"],
    "firstName": strings("Ana", "Ben", ""),
    "lastName": strings("Lopez", "Okafor", ""),
    "email": _MAILS,
    "shiftStart": _INSTANTS,
    "shiftEnd": [_INSTANTS[1], *_INSTANTS],
    "shiftShortName": _TASK_NAMES,
    "facilityName": strings("ED", ""),
}
_REFERENCES = strings("Schedule/1", "Schedule/2", "http://x/Schedule/1", "", "Practitioner/a")
_SCHEDULE: Fields = {
    "resourceType": strings("Schedule", "Slot"),
    "id": [*strings("1", "2"), "1"],
    "actor": [
        *('[{"reference": "Practitioner/a", "display": "Ana Lopez"}]', '[{"display": "Okafor"}]'),
        *("[]", "[3]", "{}", '[{"reference": {}}]', '[{"reference": "x/y/b"}, {}]'),
    ],
    "planningHorizon": [
        '{"start": "2026-08-03T00:00:00-05:00", "end": "2026-08-17T00:00:00-05:00"}',
        '{"start": "2026-08-03", "end": "2026-08-17"}',
        '{"start": "1970-01-01T00:00:00+23:59", "end": "2100-12-31T24:00:00-23:59"}',
        *('{"start": "2026-08-17", "end": "2026-08-03"}', '{"start": 3}', "[]"),
    ],
}
_SLOT: Fields = {
    "resourceType": strings("Slot", "Slot", "Schedule", "Basic"),
    "schedule": [f'{{"reference": {each}}}' for each in _REFERENCES],
    "status": strings("busy", "free", "busy-tentative", "entered-in-error", "moon"),
    "start": _INSTANTS,
    "end": [_INSTANTS[1], *_INSTANTS],
    "id": strings("s1", ""),
}


def odd_value(tape: Tape) -> str:
    return tape.pick(_BROKEN if tape.odd(16) else _ODD)


def json_object(tape: Tape, fields: Fields) -> str:
    pairs = [
        f'"{name}": {odd_value(tape) if tape.odd(20) else tape.pick(values)}'
        for name, values in fields.items()
        if not tape.odd(10)
    ]
    while tape.odd(6):  # a key again, with another value
        name = tape.pick(list(fields))
        pairs.insert(tape.below(len(pairs) + 1), f'"{name}": {tape.pick([*fields[name], *_ODD])}')
    return "{" + ", ".join(pairs) + "}" * (not tape.odd(100))


def json_list(tape: Tape, *fields: Fields) -> str:
    made = [json_object(tape, fields[0])] if len(fields) > 1 else []
    made += [json_object(tape, tape.pick(fields[::-1])) for _ in range(1 + tape.below(3))]
    if tape.odd(8):
        made.insert(tape.below(len(made) + 1), odd_value(tape))
    return f"[{', '.join(made)}]"


def qgenda(tape: Tape) -> str:
    entries = json_list(tape, _QGENDA)
    wrapped = [entries, f'{{"data": {entries}}}', f'{{"a": [], "b": {entries}}}', f'"{entries}"']
    return wrapped[tape.below(4) if tape.odd(4) else 0]


def shiftadmin(tape: Tape) -> str:
    shifts = f'{{"scheduledShifts": {json_list(tape, _SHIFTADMIN)}}}'
    wrapped = [f'{{"status": "ok", "data": {shifts}}}', shifts, f"[{shifts}]", '{"data": 3{}}']
    return wrapped[tape.below(4) if tape.odd(4) else 0]


def fhir(tape: Tape) -> str:
    made = json_list(tape, _SCHEDULE, _SLOT).replace(
        '{"resourceType"', '{"resource": {"resourceType"'
    )
    made = re.sub(r"\}(?=, \{\"resource\"|\]$)", "}}", made)
    return f'{{"resourceType": "Bundle", "entry": {made}}}'


# Calendars

_STARTS = words(
    """
    DTSTART:20260803T070000 | DTSTART;TZID=America/New_York:20260804T190000
    | DTSTART;VALUE=DATE:20260805 | DTSTART:20260806T120000Z | DTSTART:20260807
    | DTSTART;TZID=Hospital:20260803T070000
    | DTSTART;TZID="Eastern Standard Time":20260803T070000 | DTSTART;VALUE=DATE:20260803T000000
    | DTSTART;TZID=:1 | DTSTART:00010101T000000Z | DTSTART:21001231T235959 | DTSTART:99991231
    | DTSTART;TZID=../x:20260803T070000 | DTSTART;TZID=America:20260803T070000
    | DTSTART;TZID=localtime:20260803T070000 | DTSTART;TZID=America/Chicago:20261101T013000
    | DTSTART;TZID=A;TZID=B:20260803T000000 | DTSTART;TZID=America/Chicago:20270314T023000
    | DTSTART:20260803T240000 | DTSTART:20260803T070060
    | DTSTART;TZID=Asia/Kathmandu;VALUE=DATE:20260805 | DTSTART:19700101T000000
    | dtstart:20260804T070000 | DTSTART : 20260803T070000 | DTSTART
    | DTSTART;X="a:b;c":20260803T070000
    | DTSTART;TZID=/mozilla.org/x/Europe/Berlin:20260803T070000
    | DTSTART;TZID=Pacific/Kiritimati:21001231T235959 | DTSTART;TZID=Etc/GMT+12:19700101T000000
    """,
    "|",
)
_ENDS = words(
    """
    DTEND:20260803T190000 | DURATION:PT12H | DTEND;TZID=America/New_York:20260805T070000
    | DTEND;VALUE=DATE:20260807 | DTEND;TZID=America/Chicago:20270314T030000
    | DTEND:20260806T235900Z | DURATION:P1D | X-NONE:
    | DURATION:P99999DT999999H | DURATION:P | DURATION:-P1D | DURATION:P1W2DT3H
    | DTEND:20260804 | DTEND;TZID=Asia/Kathmandu:20260803T235959 | DTEND:99991231T000000
    | DURATION:PT0S | DURATION:PT999999999S | DTEND;TZID="a\0b":20260803T070000
    | DURATION:P9999W99999DT999999H | DTEND:21001231T240000Z
    | DTEND;TZID=Hospital:20260803T190000 | DTEND;VALUE=DATE:20260805 | DURATION:P731D
    | DURATION:PT17544H1S
    """,
    "|",
)
_RULES = words(
    """
    RRULE:FREQ=DAILY;COUNT=5 | RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20260814T000000Z
    | RRULE:FREQ=SECONDLY | RRULE:FREQ=MINUTELY;INTERVAL=7 | RRULE:FREQ=HOURLY
    | RRULE:FREQ=HOURLY;INTERVAL=13;BYHOUR=7 | RRULE:FREQ=DAILY;INTERVAL=0
    | RRULE:FREQ=DAILY;INTERVAL=-1 | RRULE:FREQ=DAILY;INTERVAL=1000000000000000000
    | RRULE:FREQ=DAILY;COUNT=1000000000 | RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30
    | RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3 | RRULE:FREQ=DAILY;BYSETPOS=3
    | RRULE:FREQ=MONTHLY;BYDAY=-1FR,2TU;BYSETPOS=1,-1
    | RRULE:FREQ=YEARLY;BYWEEKNO=53,-1;BYDAY=SU | RRULE:FREQ=YEARLY;BYYEARDAY=366,-366
    | RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,MO | RRULE:FREQ=DAILY;UNTIL=20260801
    | RRULE:FREQ=DAILY;UNTIL=99991231T235959Z | RRULE:FREQ=DAILY;UNTIL=00010101
    | RRULE:FREQ=DAILY;RSCALE=HEBREW | RRULE:FREQ=DAILY;SKIP=OMIT
    | RRULE:FREQ=DAILY;RSCALE=GREGORIAN;COUNT=2; | RRULE: | RRULE:X
    | RRULE:FREQ=DAILY;FREQ=DAILY
    | RRULE:FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7;BYMINUTE=0,1,2,3,4;BYSECOND=0,1,2,3,4
    | RRULE:FREQ=DAILY;COUNT=2;UNTIL=20260810 | EXRULE:FREQ=DAILY
    | RRULE:FREQ=MONTHLY;BYMONTHDAY=31 | RRULE:FREQ=DAILY;UNTIL=20260810T250000
    | RRULE:FREQ=YEARLY;INTERVAL=1000;COUNT=9999 | RDATE:20260808T070000,20260809T070000
    | RDATE;VALUE=DATE:20260810,20260811 | RDATE:
    | RDATE;VALUE=PERIOD:20260812T070000/PT5H,20260813T070000Z/20260813T080000Z
    | RDATE;VALUE=PERIOD:20260812T070000/ | RDATE;VALUE=PERIOD:20260812/P1D
    | RDATE;VALUE=PERIOD:20260812T070000/P99999D | RDATE;TZID=Hospital:20260808T070000
    | RDATE:20260808T070000/20260807T070000 | EXDATE:20260804T070000
    | EXDATE;VALUE=DATE:20260805 | EXDATE:20260804T070000Z,20260805T070000Z,,
    | EXDATE;TZID=Moon:20260804T070000 | EXDATE:x | RECURRENCE-ID:20260804T070000
    | RECURRENCE-ID;RANGE=THISANDFUTURE:20260805T070000 | RECURRENCE-ID;VALUE=DATE:20260805
    | RECURRENCE-ID:x | RECURRENCE-ID;TZID=Hospital:20260806T070000
    | RECURRENCE-ID;RANGE=THISANDFUTURE:19700101T000000Z | RDATE:21001231T235959,19700101
    | RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Moon:20260805T070000 | RDATE;VALUE=PERIOD:/
    """,
    "|",
)
_LINES = words(
    """
    SUMMARY:a: Wards | SUMMARY:b - Vacation | SUMMARY:Ward | SUMMARY: | SUMMARY: - - : : -
    | UID:1 | UID:1 | UID:2 | SEQUENCE:2 | SEQUENCE:-1 | SEQUENCE:99999999999
    | STATUS:CANCELLED | STATUS:TENTATIVE | STATUS | TRANSP:TRANSPARENT | TRANSP:OPAQUE
    | METHOD:CANCEL | X-MICROSOFT-CDO-BUSYSTATUS:FREE | X-MICROSOFT-CDO-BUSYSTATUS:
    | LOCATION:VA | LOCATION;A:B | ATTENDEE;CN="Ana Lopez";PARTSTAT=ACCEPTED:mailto:a@x.org
    | ATTENDEE: | ATTENDEE:mailto:%zz | ATTENDEE;PARTSTAT=DECLINED:mailto:a@x.org
    | ATTENDEE;CN="a:b;c":mailto:b@c | ATTENDEE;CN=A^nB:c
    | ATTENDEE;PARTSTAT=DECLINED;PARTSTAT=X:a | CATEGORIES:home call,x | CATEGORIES:,
    | CATEGORIES:\\, | CATEGORIES;A=b;A=c:d | CATEGORIES;LANGUAGE="x:off\u2028
    | DESCRIPTION:x\u2028DTSTART:20260803 | FREEBUSY:20260803T070000Z/PT5H | X-WR-CALNAME:a
    | X-WR-TIMEZONE:America/New_York | X-WR-TIMEZONE:Moon | DTSTAMP:x | BEGIN:VALARM
    | END:VALARM | TRIGGER:-PT5M | BEGIN:VEVENT | END:VEVENT | END:VCALENDAR | BEGIN:VCALENDAR
    | BEGIN:X | END: | BEGIN | : | ; | ;x=y:z | \0 | =: | "quote | SUMMARY;X="unclosed:x
    | SUMMARY;=:x | É:x | BEGIN:VTODO | END:VTODO
    """,
    "|",
)
_TITLES = words(
    "a: Wards | b - Nights | Ana Lopez \u2014 Vacation | c: Call | Ward | ghost: Clinic | | a: off",
    "|",
)
_PERIODS = words(
    """
    FREEBUSY:20260803T120000Z/PT5H | FREEBUSY:20260804T120000Z/20260804T180000Z
    | FREEBUSY;FBTYPE=FREE:20260805T120000Z/PT1H
    | FREEBUSY;FBTYPE=BUSY-TENTATIVE:20260806T120000Z/P1D
    | FREEBUSY:20260803T120000Z/20260803T120000Z | FREEBUSY: | FREEBUSY:x/y
    | FREEBUSY:20260803/P1D | FREEBUSY:20260807T120000Z/PT5H,20260808T120000Z/PT5H,,
    | FREEBUSY:21001231T235959Z/P9999W | FREEBUSY:19700101T000000Z/P99999DT999999H
    | FREEBUSY:20260803T120000Z/-PT5H | ATTENDEE:mailto:a@x.org | DTSTART:20260803T000000Z
    | DTEND:20260817T000000Z | FREEBUSY;FBTYPE=FREE;FBTYPE=BUSY:x
    """,
    "|",
)
_ZONE_LINES = words(
    """
    TZID:Hospital | DTSTART:19700308T020000 | TZOFFSETFROM:-0600 | TZOFFSETTO:-0500
    | RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU | RRULE:FREQ=SECONDLY
    | RRULE:FREQ=YEARLY;COUNT=99999999 | RRULE:FREQ=YEARLY;INTERVAL=1000;UNTIL=99991231
    | RDATE:20260101T000000,21001231T235959 | RDATE;VALUE=PERIOD:20260101T000000/PT1H
    | TZOFFSETTO:+2359 | TZOFFSETFROM:-235959 | TZOFFSETTO:+0000 | TZOFFSETTO:x
    | DTSTART:00010101T000000 | DTSTART:99991231T235959 | DTSTART:20260805T070000Z
    | BEGIN:STANDARD | END:STANDARD | BEGIN:DAYLIGHT | END:DAYLIGHT | BEGIN:X | END:X
    | TZID:America/New_York | TZOFFSETFROM:+2359 | RRULE:FREQ=YEARLY;UNTIL=00010101T000000Z
    | X-LIC-LOCATION:x | TZUNTIL:x
    | RRULE:FREQ=YEARLY;BYHOUR=0,1,2,3;BYMINUTE=0,1,2,3,4,5,6,7,8,9 | DTSTART:x | TZNAME:CST
    """,
    "|",
)
HOSPITAL = words(
    """
    TZID:Hospital | BEGIN:STANDARD | DTSTART:20251102T020000 | TZOFFSETFROM:-0500
    | TZOFFSETTO:-0600 | RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU;UNTIL=20281231T000000Z
    | END:STANDARD | BEGIN:DAYLIGHT | DTSTART:20260308T020000 | TZOFFSETFROM:-0600
    | TZOFFSETTO:-0500 | RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU;UNTIL=20281231T000000Z
    | END:DAYLIGHT
    """,
    "|",
)


def framed(tape: Tape, what: str, lines: list[str]) -> list[str]:
    begin = [] if tape.odd(40) else [f"BEGIN:{what}"]
    return [*begin, *lines, *([] if tape.odd(40) else [f"END:{what}"])]


def event(tape: Tape) -> list[str]:
    pair = tape.below(8)
    lines = [f"SUMMARY:{tape.pick(_TITLES)}"]
    lines.append(_STARTS[pair] if not tape.odd(3) else tape.pick(_STARTS))
    lines.append(tape.pick(_ENDS[:3] if pair < 2 else _ENDS))
    if tape.odd(2):
        lines += [tape.pick(_RULES) for _ in range(1 + tape.below(3))]
    if tape.odd(2):
        lines += tape.some(_LINES, 4)
    if tape.odd(6):
        lines += framed(tape, "VALARM", tape.some([*_LINES, *_STARTS, *_ENDS], 3))
    if tape.odd(8):
        at = tape.below(len(lines))
        lines = lines[at:] + lines[:at]
    return framed(tape, "VEVENT", lines)


def calendar(tape: Tape) -> str:
    lines = tape.some(_LINES, 2) if tape.odd(8) else ["VERSION:2.0"]
    for _ in range(1 + tape.below(3)):
        lines += event(tape)
        what = tape.below(12)
        if what == 9:
            lines += framed(tape, "VFREEBUSY", tape.some(_PERIODS, 6))
        elif what == 10:
            changed = list(HOSPITAL)
            for line in tape.some(_ZONE_LINES, 4):
                changed[tape.below(len(changed))] = line
            lines += framed(tape, "VTIMEZONE", changed)
        elif what == 11:
            part = tape.pick(["VAVAILABILITY", "VTODO", "VJOURNAL", "VTIMEZONE"])
            lines += framed(tape, part, tape.some([*_LINES, *_STARTS, *_ZONE_LINES], 6))
    text = "\n".join([*framed(tape, "VCALENDAR", lines), ""])
    for _ in range(tape.below(4) if tape.odd(4) else 0):
        at = tape.below(len(text))
        text = text[:at] + tape.pick(["\n ", "\n\t", "\r\n ", "\n\n ", "\n"]) + text[at:]
    return text


# Bytes

_PIECES = (
    *(b"\n", b",", b'"', b"\r", b":", b"", b";", b"\t", b"|", b"{", b"[", b"}", b"]", b"=", b" "),
    *(b"\0", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"\xef\xbb\xbf", b"\x85", b"\\"),
    *(b"0", b"9", b"-", b"+", b"(", b"*", b"99999999999", b"2026-08-04", b"a,", b"\n ", b"\r\r\n"),
    *(b"\x1a", b"\xc2\x85", b"\xd9\xa3", b"null", b"NaN", b"PK\3\4", b"BEGIN:VEVENT\n", b"Z", b"/"),
)
_ENDS_OF_LINES = (b"\r\n", b"\r", b"\r\r\n", "\u2028".encode(), b"\n\n", b"\n\r", b"\x85", b"\0\n")
_LONG = 100_000
_WIDE = 10_000


def mutated(
    tape: Tape,
    data: bytes,
    pieces: Sequence[bytes] = _PIECES,
    others: Sequence[bytes] = (b"",),
) -> bytes:
    """Return data with bytes flipped, cut, repeated, moved, or taken from `others`."""
    for _ in range(1 + tape.below(3)):
        at = tape.below(len(data) + 1)
        size = tape.below(16) if not tape.odd(4) else tape.below(len(data) + 1)
        before, after = data[:at], data[at + size :]
        change = tape.below(8)
        if change == 0:
            data = before + tape.pick(pieces) + data[at:]
        elif change == 1:
            data = before + tape.pick(pieces) + after
        elif change == 2:
            data = before + after
        elif change == 3:
            data = before + data[at : at + size] * (2 + tape.below(3)) + after
        elif change == 4:
            data = (
                before + bytes(b ^ (1 << tape.below(8)) for b in data[at : at + 1]) + data[at + 1 :]
            )
        elif change == 5:
            data = before if not tape.odd(3) else data[at:]
        elif change == 6:
            to = tape.below(len(before) + 1)
            data = before[:to] + data[at : at + size] + before[to:] + after
        else:
            other = tape.pick(others)
            start = tape.below(len(other))
            data = before + other[start : start + 4 * size] + data[at:]
    return data


def swollen(tape: Tape, data: bytes) -> bytes:
    """Return data with something very long in it: a line, a row, quotes, depth."""
    at = tape.below(len(data) + 1)
    piece = tape.pick(
        [
            *(b"x" * _LONG, b" " * _LONG, b"," * _WIDE, b";" * _WIDE, b"\t" * _WIDE, b'"' * _WIDE),
            *(b"\n" * _LONG, b"\r" * _LONG, b"[" * _LONG, b'{"a":' * _WIDE, b"x\n " * _WIDE),
            *(b"1" * _LONG, b" -" * _WIDE, b"a+" * _WIDE, b"BEGIN:X\n" * _WIDE, b"\\" * _LONG),
        ]
    )
    return data[:at] + piece + data[at:]


def encoded(tape: Tape, data: bytes) -> bytes:
    """Return text in another encoding or with other ends of lines."""
    choice = tape.below(8)
    text = data.decode("utf-8", "replace")
    if choice < 4:
        return data.replace(b"\n", tape.pick(_ENDS_OF_LINES))
    if choice == 4:
        return b"\xef\xbb\xbf" + data
    if choice == 5:
        return text.encode("utf-16")
    if choice == 6:
        return text.encode("cp1252", "replace")
    return text.encode(tape.pick(["utf-16-be", "utf-32", "utf-7", "latin-1", "cp037"]), "replace")


# Workbooks and mapping files

_CELLS: Sequence[workbooks.Value] = (
    *(dt.date(2026, 8, 3), dt.datetime(2026, 8, 3, 7), dt.datetime(2026, 8, 3, 19), dt.time(7)),
    *(dt.timedelta(hours=31), dt.timedelta(days=-1), 3, 2.5, -1, 1e300, True, None, Bad("#N/A")),
    *(Formula("A1"), Formula("A1", ""), Formula("A1", "Wards"), Formula("A1", 46237.0), Bad("x")),
    *(Styled(v, s) for v in (-0.25, 1e15, 2958466.0, 60.0, 0.9999999) for s in (1, 2, 3, 4, 9)),
)
_XML = words(
    """
    <c r="XFD1048576"><v>1</v></c> | <c r="A0"><v>1</v></c> | <c t="s"><v>0</v></c>
    | <c r="B2" t="e"/> | <c r="A1" t="s"><v>99999</v></c> | <row r="9999999"> | <row> | </row>
    | <row/> | <c/> | </c> | <v> | <mergeCell ref="A1:XFD1048576"/>
    | <mergeCells><mergeCell ref="A1:B2"/></mergeCells> | <!-- x -->
    | <!DOCTYPE x [<!ENTITY a "b">]> | <![CDATA[<c>]]> | <?x | &a; | &#0; | &#x110000;
    | t="inlineStr" | s="99999" | state="hidden" | date1904="1" | Target="/etc/passwd"
    | r:id="rId9" | <is><t/></is> | <f>A1</f> | <v>1e999</v> | <v>NaN</v> | <v/> | t="d"
    | t="b" | " | ' | < | > | \0 | \xff | x:
    """,
    "|",
)


def workbook(tape: Tape) -> bytes:
    sheets: dict[str, workbooks.Grid] = {}
    for _ in range(1 + tape.odd(3)):
        text = tape.pick([*_ASSIGNMENTS, matrix, columned(_RESIDENTS)])(tape)
        rows = [re.split(r"[,;\t|]", line) for line in text.split("\n")]
        grid = [
            [tape.pick(_CELLS) if tape.odd(8) else _sheet_text(cell) for cell in row]
            for row in rows
        ]
        sheets[tape.pick(["S", "Blocks", "a b", "'", "x" * 40, ""])] = grid
    hidden = ["Blocks"] if tape.odd(6) else []
    writer = workbooks.Writer(
        prefix="x:" if tape.odd(6) else "",
        shared=tape.odd(3),
        references=not tape.odd(6),
        epoch_1904=tape.odd(6),
    )
    merged = tape.some(["A1:B2", "A2:A3", "C1:XFD1048576", "B2:A1", "A1", "", "1:2"], 2)
    made = {name: writer.sheet(rows, merged) for name, rows in sheets.items()}
    strings = workbooks.shared_strings(writer.strings) if writer.shared else ""
    parts = workbooks.parts(made, hidden, strings, writer.epoch_1904)
    for _ in range(tape.below(3) if tape.odd(2) else 0):
        name = tape.pick(list(parts))
        xml = parts[name]
        data = xml if isinstance(xml, bytes) else xml.encode("utf-8", "replace")
        parts[name] = mutated(tape, data, [each.encode("latin-1", "replace") for each in _XML])
        if tape.odd(20):
            del parts[name]
    method = zipfile.ZIP_STORED if tape.odd(3) else zipfile.ZIP_DEFLATED
    data = workbooks.package(parts, method)
    if tape.odd(16):
        data = workbooks.lying(data, workbooks.SHEET, tape.pick([0, 1, 2**31, 2**32 - 1]))
    return mutated(tape, data, [b"PK\1\2", b"PK\3\4", b"\xff" * 4]) if tape.odd(16) else data


def _sheet_text(cell: str) -> str:
    """Return a cell without the signs that no XML can hold."""
    return re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", cell)


_MAPPING: Mapping[str, Sequence[str]] = {
    "match": ['"duty*.csv"', '"*"', '"["', '""', "3", '"**********************a"', '"*/duty.csv"'],
    "moon": ["1"],
    "format": ['"assignments_csv"', '""', '"icalendar"', '"matrix"', '"x"', "[]", '"amion"'],
    "sheets": ['"*"', '"S"', "1"],
    "header": ["1", "2", "0", "-1", "true", "99999999999999999999", "1e3", '"1"'],
    "dates": ['"m/d"', '"d/m"', '"y"', "2026-08-03"],
    "delimiter": ['";"', '","', '"\\t"', '""', '"ab"', '"\\n"', '"\\""', '" "', '"\\u0000"', '"a"'],
    "columns": ['{resident = "Trainee"}', "{}", '{start = "Trainee", end = "Trainee"}', "{a = 1}"],
    "codes": ['{W = "Wards"}', '{W = "W"}', "[]", '{"" = "Off"}'],
    "blank": ['"unknown"', '"off"', '"x"', "false"],
}


def mapping(tape: Tape) -> str:
    lines: list[str] = []
    for _ in range(1 + tape.odd(3)):
        lines.append("[[file]]" if not tape.odd(24) else tape.pick(["[file]", "[[x]]", "file = 3"]))
        for key, values in _MAPPING.items():
            if key == "match" or tape.odd(40 if key == "moon" else 4):
                value = tape.pick(values if tape.odd(6) else values[:2])
                value = odd_value(tape) if tape.odd(24) else value
                lines.append(f"{key} = {value}")
    return "\n".join(lines)


_ONE = [*["ann7"] * 9, "ghost", ""]
_OTHER = [*words("bob8 cy9") * 5, "ghost", "ann7"]
_LISTS = (
    columned({"first": _ONE, "second": _OTHER, "private": ["yes", "no", "", "1", "x"]}),
    columned(
        {"from": _ONE, "to": _OTHER, "points": [*words("5 -1000 0 +7") * 3, "x", "1001", "٣"]}
    ),
    columned({"member_1": _ONE, "member_2": ["bob8"] * 9, "member_3": ["", "cy9"]}),
    columned({"group": ["1", "2"], "resident": [*_ONE, *_OTHER]}),
)

_SPAN = {"start": DAYS, "end_inclusive": DAYS[4:] + DAYS[:4]}
_TEMPLATES = {
    "rotation": PATTERNS,
    "match": words("| exact | glob | regex | Glob | x", "|"),
    "days": WEEKDAYS,
    "start": CLOCKS,
    "end": CLOCKS[1:],
    **_DETAILS,
    "load": words("| light | heavy | x", "|"),
    "every": words("| 4 | 1 | 0 | 999 | 1000 | x", "|"),
    "first": words("| 1 | 3 | -1 | ٣", "|"),
}
MAKERS: Mapping[str, Callable[[Tape], str | bytes]] = {
    "absences_csv": columned({**_WHO, **_SPAN, "kind": KINDS_OF_DUTY[1:]}),
    "aliases_csv": columned({"alias": ["AL", *PEOPLE], "resident": PEOPLE}),
    "amion": amion,
    "amion_people": amion_people,
    "assignments_csv": lambda tape: tape.pick(_ASSIGNMENTS)(tape),
    "blocks_csv": columned({"block": BLOCKS, **_SPAN}),
    "fhir_json": fhir,
    "icalendar": calendar,
    "matrix": matrix,
    "qgenda_json": qgenda,
    "residents_csv": columned(_RESIDENTS),
    "shiftadmin_json": shiftadmin,
    "templates_csv": columned(_TEMPLATES),
    "workbook": workbook,
    "mapping": mapping,
    "lists": lambda tape: tape.pick(_LISTS)(tape),
}
"""Kind of input format, or of what else is read -> maker; without choices its file is sound."""
