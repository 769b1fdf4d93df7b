"""Any bytes at all: a schedule that makes a valid problem, or a ReadError; never anything else."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair.read import read, read_exclusions, read_groups, read_preferences

RESIDENTS = b"id,name,specialty,pgy,site,tags,active\na,Resident A,IM,1,Main,x;y,yes\nb,B,FM,2,,,\n"
TEMPLATES = (
    b"rotation,days,start,end,kind,site,soft,protectable\nWards,mon-sat,07:00,18:00,ward,M,,yes\n"
    b"Nights,sun-thu,19:00,07:00,night_float,,no,\nVacation,,,,vacation,,,\n"
)
ABSENCES = (
    b"resident,start,end_inclusive,kind\na,2026-08-04,2026-08-05,sick\nb,2026-08-07,2026-08-07,\n"
)
SHIFTS = (
    b"resident,start,end,kind,soft,site\na,2026-08-03 07:00,2026-08-03T19:00,ward,no,M\n"
    b"b,2026-08-04T19:00Z,2026-08-05T07:00-05:00,,yes,\n"
)
CLOCKS = b"date,resident,start,end\n2026-08-03,a,07:00,19:00\n2026-08-04,b,19:00,07:00\n"
BLOCKS = (
    b"resident,start,end_inclusive,rotation\na,2026-08-03,2026-08-12,Nights + Wards\n"
    b"b,2026-08-03,2026-08-09,Vacation\n"
)
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nDTSTART;TZID=America/New_York:20260803T07"
    b"0000\r\nDTEND:20260803T230000Z\r\nSUMMARY:a: Ward\r\nCATEGORIES:x\\,y,z\r\nBEGIN:VALARM\r\n"
    b"DURATION:PT5M\r\nEND:VALARM\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nDTSTART:20260804\r\nDURATION:P"
    b'1D\r\nATTENDEE;CN="Resident A";PARTSTAT=ACCEPTED:mailto:b@x.org\r\nTRANSP:OPAQUE\r\nRRULE:'
    b"FREQ=DAILY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
FORMS = {
    "residents.csv": RESIDENTS,
    "templates.csv": TEMPLATES,
    "absences.csv": ABSENCES,
    "shifts.csv": SHIFTS,
    "clocks.csv": CLOCKS,
    "blocks.csv": BLOCKS,
    "calendar.ics": CALENDAR,
}
CELLS = """
    a b ghost Wards Nights + Moon Vacation mon-fri sun-thu daily off 07:00 24:00 25:00 7:5 yes no
    2026-08-03 2026-08-03T07:00 2026-08-03T07:00Z 2026-08-03T07:00+99:99 2026-02-30 9999-12-31
    1970-01-01 0000-00-00 2100-12-31 2100-12-31T24:00 resident id start end end_inclusive date
    rotation days kind soft site active pgy -1 1e9 ١٢:٠٠ ½ \u2028 "x" "a,b" ' ; |
"""
CELL = st.one_of(
    st.sampled_from(CELLS.split()),
    st.sampled_from(["", " ", "\t", "Wards + Nights", "2026-08-03 19:00", "\ufeff", "\r", "\0"]),
)
LINES = """
    BEGIN:VEVENT|END:VEVENT|BEGIN:VCALENDAR|END:VCALENDAR|BEGIN:VALARM|END:VALARM|END:|BEGIN|:|;
    DTSTART:20260803T070000|DTSTART:20260803|DTSTART;VALUE=DATE:20260803T000000|DTSTART;TZID=:1
    DTSTART:00010101T000000Z|DTSTART:21001231T235959|DTSTART:99991231|DTSTART;TZID=../x:20260803
    DTSTART;TZID=America/Chicago:20261101T013000|DTEND:20260803T190000Z|DTEND:20260804
    DTEND;TZID=Asia/Kathmandu:20260803T235959|DTEND;TZID="a\0b":20260803T070000|DURATION:PT12H
    DURATION:P99999DT999999H|DURATION:P|DURATION:-P1D|RRULE:X|RDATE:|STATUS:CANCELLED|SUMMARY:a: b
    SUMMARY:|SUMMARY: - - : : -|ATTENDEE:|ATTENDEE;CN=a:mailto:%zz|ATTENDEE;CN="a:b;c":mailto:b@c
    CATEGORIES:,|CATEGORIES:\\,|LOCATION:VA|TRANSP:TRANSPARENT|METHOD:CANCEL|BEGIN:VFREEBUSY
    X-MICROSOFT-CDO-BUSYSTATUS:|CATEGORIES;A=b;A=c:d|DTSTART;TZID=A;TZID=B:20260803T000000
"""
LINE = st.one_of(
    st.sampled_from([line.strip() for line in LINES.replace("\n", "|").split("|")]),
    st.sampled_from([" x", "\t"]),
)
FEW = settings(
    max_examples=60,
    deadline=2000,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def check(folder: Path, name: str, data: bytes) -> None:
    """Read one changed file among sound ones; whatever comes out must make a valid problem."""
    forms = {file: FORMS[file] for file in ("residents.csv", "templates.csv", "shifts.csv")}
    for file, content in (forms | {name: data}).items():
        (folder / file).write_bytes(content)
    files = [folder / file for file in {**forms, name: b""}]
    try:
        schedule = read(files, timezone="America/Chicago", residents=files[0])
    except pp.ReadError:
        return
    assert all(r.coverage is not None for r in schedule.residents)
    assert all(i.place and i.message and i.action for i in schedule.issues)
    if any(r.active for r in schedule.residents):
        pp.Problem.from_schedule(schedule, "2026-08-03", "2026-08-10")


def changed(data: bytes) -> st.SearchStrategy[bytes]:
    """Return strategies that cut, repeat and overwrite pieces of `data`."""
    places = st.integers(0, len(data))
    pieces = st.one_of(
        st.binary(max_size=4), st.sampled_from([b"\n", b",", b'"', b"\r", b":", b""])
    )
    change = st.tuples(places, places, pieces)

    def apply(changes: list[tuple[int, int, bytes]]) -> bytes:
        found = data
        for first, last, piece in changes:
            found = found[:first] + piece + found[min(last, first + 8) if last > first else first :]
        return found

    return st.lists(change, min_size=1, max_size=4).map(apply)


@pytest.mark.parametrize("name", FORMS)
def test_mutated_bytes(folder: Path, name: str) -> None:
    @FEW
    @given(changed(FORMS[name]))
    def run(data: bytes) -> None:
        check(folder, name, data)

    run()


@pytest.mark.parametrize("name", [name for name in FORMS if name.endswith(".csv")])
def test_structured_tables(folder: Path, name: str) -> None:
    header, _, _ = FORMS[name].partition(b"\n")
    width = header.count(b",") + 1

    @FEW
    @given(st.lists(st.lists(CELL, min_size=width - 1, max_size=width + 1), max_size=6))
    def run(rows: list[list[str]]) -> None:
        text = "\n".join(",".join(row) for row in rows)
        check(folder, name, header + b"\n" + text.encode())

    run()


def test_structured_calendars(folder: Path) -> None:
    @settings(FEW, max_examples=150)
    @given(st.lists(LINE, max_size=14), st.sampled_from(["\n", "\r\n", "\r"]), st.booleans())
    def run(lines: list[str], end: str, framed: bool) -> None:
        inside = ["BEGIN:VEVENT", "SUMMARY:a: x", *lines, "END:VEVENT"] if framed else lines
        text = end.join(["BEGIN:VCALENDAR", *inside, "END:VCALENDAR", ""])
        check(folder, "calendar.ics", text.encode())

    run()


@pytest.mark.parametrize(
    ("data", "reader"),
    [
        (b"first,second,private\na,b,yes\n", lambda path, s: read_exclusions(path, s)),
        (b"from,to,points\na,b,10\n", lambda path, s: read_preferences(path, s)),
        (b"member_1,member_2,member_3\na,b,\n", lambda path, s: read_groups(path)),
        (b"group,resident\n1,a\n1,b\n", lambda path, s: read_groups(path)),
    ],
)
def test_mutated_lists(
    folder: Path, data: bytes, reader: Callable[[Path, pp.Schedule], object]
) -> None:
    schedule = pp.Schedule((pp.Resident("a"), pp.Resident("b")), (), "America/Chicago")

    @FEW
    @given(changed(data))
    def run(text: bytes) -> None:
        path = folder / "list.txt"
        path.write_bytes(text)
        with contextlib.suppress(pp.ReadError):
            reader(path, schedule)

    run()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("calendar.ics", b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\n" * 20_000),
        ("calendar.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + b"BEGIN:X\n" * 50_000),
        ("calendar.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b"x\n " * 100_000),
        ("calendar.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nCATEGORIES:" + b"," * 1_000_000),
        ("calendar.ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:" + b" -" * 500_000),
        ("calendar.ics", b"BEGIN:VCALENDAR" + b"\r" * 1_000_000),
        ("templates.csv", TEMPLATES + b"W," + b" " * 100_000 + b",07:00,08:00,x\n"),
        ("shifts.csv", SHIFTS + b"a," + b"2026-08-03 " + b" " * 100_000 + b",x\n"),
        ("shifts.csv", b" " * 1_000_000 + b"\n" + SHIFTS),
        ("shifts.csv", b"," * 1_000_000),
        ("blocks.csv", BLOCKS + b"a,1970-01-01,2100-12-31,Wards" + b" + x" * 20_000),
    ],
)
def test_hostile_files_are_read_in_time(folder: Path, name: str, data: bytes) -> None:
    check(folder, name, data)
