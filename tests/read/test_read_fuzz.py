"""Any bytes at all: a schedule that makes a valid problem, or a ReadError; never anything else."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair.read import read, read_preferences
from peerpair.read.limits import ReadLimits
from tests.read import workbooks
from tests.read.fuzz_makers import HOSPITAL, MAKERS, Tape
from tests.read.fuzzing import (
    DATES,
    KINDS,
    NO_FORMAT,
    SEEDS,
    TAPE,
    Desk,
    case_of,
    formats,
    memory,
    sound_case,
)

CASES = 1000
PEOPLE = "id,name\na,Ana Lopez\nb,Ben Okafor\n"
HEAD = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Wards\n"
TAIL = "END:VEVENT\nEND:VCALENDAR\n"


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        yield Path(name)


def test_every_input_format_is_fuzzed() -> None:
    assert set(formats()) == set(KINDS) - set(NO_FORMAT)
    assert MAKERS.keys() <= SEEDS.keys(), "a maker of a format that there is no longer"


@pytest.mark.parametrize("kind", KINDS)
def test_sound_files_are_read_as_what_they_are(folder: Path, kind: str) -> None:
    desk = Desk(folder)
    assert desk.examine(sound_case(kind)).reached
    assert desk.examine(case_of(kind, Tape(b""))).reached


@pytest.mark.parametrize("kind", KINDS)
def test_anything(folder: Path, kind: str) -> None:
    desk = Desk(folder)
    reached = 0

    @settings(
        max_examples=CASES,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.binary(min_size=TAPE, max_size=TAPE))
    def run(tape: bytes) -> None:
        nonlocal reached
        reached += desk.examine(case_of(kind, Tape(tape))).reached

    run()
    assert reached > CASES / 10, "the cases hardly ever get as far as the reader"


def outcome(source: Path | list[Path], **options: Any) -> pp.Schedule | pp.ReadError:
    """Read something hostile: what comes of it."""
    found: pp.Schedule | pp.ReadError
    try:
        found = read(source, timezone="America/Chicago", **options)
        pp.Problem.from_schedule(found, *DATES)
    except pp.ReadError as error:
        found = error
    return found


def words(found: pp.Schedule | pp.ReadError, file: str = "") -> str:
    """Return what was said about a file: the error, or its issues."""
    if isinstance(found, pp.ReadError):
        return str(found)
    return "\n".join(str(issue) for issue in found.issues if file in issue.place)


def hostile(folder: Path, name: str, data: str | bytes, **options: Any) -> str:
    """Return what was said about a hostile file beside sound residents."""
    (folder / "residents.csv").write_text(PEOPLE)
    (folder / name).write_bytes(data if isinstance(data, bytes) else data.encode())
    return words(outcome(folder, **options), name)


RULED = HEAD + "DTSTART:20260803T070000\nDTEND:20260803T190000\nRRULE:{}\n" + TAIL


@pytest.mark.parametrize("horizon", [None, DATES])
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=SECONDLY", "FREQ=SECONDLY is not one of HOURLY, DAILY"),
        ("FREQ=MINUTELY;INTERVAL=30", "FREQ=MINUTELY is not one of HOURLY"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is not from 1"),
        ("FREQ=DAILY;COUNT=1000000000", "more than 2000 occurrences"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "recurs without end"),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", ""),
        ("FREQ=DAILY;BYSETPOS=3", "recurs without end"),
        ("FREQ=YEARLY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=0,15,30,45", ""),
    ],
)
def test_hostile_rules(folder: Path, rule: str, said: str, horizon: tuple[str, str] | None) -> None:
    found = hostile(folder, "a.ics", RULED.format(rule), horizon=horizon)
    # Inside a horizon a rule without end, or with a far one, is like any other.
    assert said in found or (horizon and ("end" in said or "more" in said))


@pytest.mark.parametrize("zone", ["x" * 300, "America", "localtime", "../../etc/passwd", "\0", ""])
@pytest.mark.parametrize("quote", ["", '"'])
def test_hostile_zones(folder: Path, zone: str, quote: str) -> None:
    lines = f"DTSTART;TZID={quote}{zone}{quote}:20260803T070000\nDURATION:PT12H\n"
    found = hostile(folder, "a.ics", HEAD + lines + TAIL)
    assert ("time zone" in found or "not readable" in found) if zone else "America" not in found


LONG = "x" * 100_000
ROW = "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("duty.csv", ROW + f"b,{LONG},2026-08-03 19:00\n", "is not a time"),
        ("duty.csv", ROW + LONG + "\n", "is not a known resident"),
        ("duty.csv", ROW + f'b,"{2 * LONG}",\n', "field larger than field limit"),
        ("duty.csv", ROW + "b," + "," * 10_000 + "x\n", "more cells than the header"),
        ("duty.csv", "resident,start,end" + ",x" * 10_000 + "\n", "more than 1,500 columns"),
        ("duty.csv", "resident,start,end" + "," * 10_000 + "\n", "more than 1,500 columns"),
        ("duty.csv", " " * 1_000_000 + "\n" + ROW, ""),
        ("duty.csv", "," * 1_000_000, ""),
        ("duty.csv", ROW + '"b,2026-08-03 07:00\n' * 999, "quotation mark is not closed"),
        ("duty.csv", ROW + "b\nb,2026-08-03 07:00\nb,,,,x\n", "more cells than the header"),
        ("duty.csv", ROW.encode("utf-16-le"), "null characters"),
        ("duty.csv", ROW.encode("utf-16-be"), "null characters"),
        ("duty.csv", ROW.encode("utf-16")[:-1], ""),
        ("duty.csv", ROW.encode() + b"b\x81\n", "is not text (byte 56)"),
        ("block.csv", "Resident" + ",8/30" * 99 + "\na" + ",x" * 99, "has no year"),
        ("block.csv", f"Resident,2026-08-03,2026-08-10\na,W{' ' * 99_999}x,W\n", "no template"),
        ("duty.csv", f"resident,date,rotation\na,2026-08-03,W{' ' * 99_999}x\n", "no template"),
        ("aug.txt", '"Lopez, Ana",1,2,"W",3,4,8-3-26,0700,0700,' + LONG + "\n", ""),
        ("aug.txt", '"a",' * 9_999 + "8-3-26,0700,0700\n", ""),
        ("a.ics", HEAD + f"DTSTART:{LONG}\n" + TAIL, "is not a date"),
        ("a.ics", HEAD + f"DTSTART:20260803T070000\nRRULE:{LONG}\n" + TAIL, "rule has more than"),
        ("a.ics", HEAD + f"DTSTART:20260803T070000\nDURATION:{LONG}\n" + TAIL, "not a length"),
        ("a.ics", HEAD + "X:" + "x\n " * 100_000 + "\n" + TAIL, "has no DTSTART"),
        ("a.ics", HEAD + "CATEGORIES:" + "," * 1_000_000, "not closed"),
        ("a.ics", HEAD + "SUMMARY:" + " -" * 500_000, "not closed"),
        ("a.ics", "BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\n" * 20_000, "is not closed"),
        ("a.ics", HEAD + "BEGIN:X\n" * 50_000, "too deeply"),
        ("a.ics", "BEGIN:VCALENDAR" + "\r" * 1_000_000, "not closed"),
        ("q.json", '[{"TaskName": "x", "StaffLName": "' + LONG + '"}]', "is not a known resident"),
        ("q.json", '[{"StaffKey": ' + "[" * 100_000, "is nested more than 16 deep"),
        ("q.json", '[{"StaffKey":' * 100_000, "is nested more than 16 deep"),
        ("q.json", '[{"StaffKey": ' + "9" * 100_000 + "}]", "a number is out of range"),
        ("q.json", '[{"StaffKey": NaN}]', "a number is out of range"),
        ("q.json", '[{"StaffKey": "' + "\\" * 100_001, "is not JSON"),
        (
            "q.json",
            '[{"StaffKey": "a", "TaskName": "\\ud83d", "Date": "2026-08-03"}]',
            "is no time",
        ),
        ("x.xlsx", "PK\3\4", "damaged"),
        ("x.xlsx", "PK\3\4" + ROW, "damaged"),
    ],
)
def test_hostile_files(folder: Path, name: str, data: str | bytes, said: str) -> None:
    found = hostile(folder, name, data)
    assert said in found
    assert said or found


def test_a_long_title_is_a_title_like_any_other(folder: Path) -> None:
    assert hostile(folder, "duty.csv", LONG + "\n" + ROW) == ""


def test_utf_16_with_its_mark_is_text_like_any_other(folder: Path) -> None:
    assert hostile(folder, "duty.csv", ROW.encode("utf-16")) == ""


ROTATION = "resident,start,end_inclusive,rotation\na,2026-08-03,2026-08-04,{}\n"


@pytest.mark.parametrize(
    ("match", "pattern", "name", "said"),
    [
        ("regex", "(a+)+$", "a" * 40 + "!", "may take too long"),
        ("regex", "a*" * 40, "a" * 90 + "!", "may take too long"),
        ("regex", "a?" * 45 + "a" * 40 + "[bc]", "a" * 90, "may take too long"),
        ("regex", "(a|aa)" * 30 + "[bc]", "a" * 90, "may take too long"),
        ("regex", "(?P<n>a|aa)(?P=n)", "a" * 90, "may take too long"),
        ("regex", "a*a*a*[bc]", "a" * 100, "has no template"),
        ("regex", "(a|aa)" * 14 + "[bc]", "a" * 100, "has no template"),
        ("regex", "(" * 5_000 + ")" * 5_000, "x", "more than 200 characters"),
        ("regex", "a{99999999999999999999}", "x", "is not a regular expression"),
        ("glob", "[" * 100_000, "a" * 100, "more than 200 characters"),
        ("glob", "*" * 100 + "x", "a" * 100, "more than 6 stars"),
        ("glob", "*a*a*a*a*a*b", "a" * 100, "has no template"),
        ("glob", "*" + "?" * 99 + "*[!a]", "a" * 100, "has no template"),
        ("glob", "*x*", "x" * 100_000, "has no template"),
    ],
)
def test_hostile_patterns(folder: Path, match: str, pattern: str, name: str, said: str) -> None:
    head = "rotation,match,days,start,end\n"
    (folder / "templates.csv").write_text(f'{head}"{pattern}",{match},daily,07:00,19:00\n')
    found = hostile(folder, "duty.csv", ROTATION.format(name))
    assert said in found or said in words(outcome(folder), "templates.csv")


def cell(reference: str) -> dict[str, str | bytes]:
    return workbooks.around(f'<row><c r="{reference}"><v>1</v></c></row>')


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (cell("XFD1048576"), "has more than"),
        (cell("A1048576"), "has more than"),
        (cell("ZZZ9999999"), "has more than"),
        (workbooks.around("<row><c><v>1</v></c></row>" * 150_000), "unpacks to more than 2 MiB"),
        (workbooks.around(f"<row><c><v>{'9' * 2**21}</v></c></row>"), "unpacks to more than 2 MiB"),
        (workbooks.around("<row><c><v>1</v></c>" * 20_000), ""),
    ],
)
def test_hostile_workbooks(folder: Path, parts: dict[str, str | bytes], said: str) -> None:
    limits = ReadLimits(workbook_bytes=2**21, rows=10_000)
    found = hostile(folder, "x.xlsx", workbooks.package(parts), limits=limits)
    assert said in found
    assert found


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_hostile_folders(folder: Path) -> None:
    (folder / "residents.csv").write_text(PEOPLE)
    (folder / "duty.csv").write_text(ROW)
    os.mkfifo(folder / "pipe.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    (folder / "nothing.csv").symlink_to(folder / "gone.csv")
    (folder / "within").symlink_to(folder)
    (folder / "deep").mkdir()
    (folder / "deep" / "within.csv").symlink_to(folder)
    (folder / "again.csv").symlink_to(folder / "duty.csv")
    found = outcome(folder)
    assert isinstance(found, pp.Schedule)
    left_out = {i.place for i in found.issues if "a pipe, a device" in i.message}
    assert left_out == {"pipe.csv", "loop.csv", "nothing.csv", "within", "deep/within.csv"}
    assert len(found.assignments) == 1
    assert not any(resident.coverage for resident in found.residents)


@pytest.mark.parametrize("target", ["/dev/zero", "../duty.csv", "sub"])
@pytest.mark.parametrize("name", ["all.csv", "deep/all.ics", "a.csv"])
def test_a_link_out_of_the_folder_is_not_opened(folder: Path, target: str, name: str) -> None:
    within = folder / "rosters"
    (within / "deep").mkdir(parents=True)
    (within / "residents.csv").write_text(PEOPLE)
    (within / "duty.csv").write_text(ROW)
    (folder / "duty.csv").write_text(ROW.replace("08-03", "08-04"))
    (folder / "sub").mkdir()
    (within / name).symlink_to(folder / "rosters" / target)
    found = pp.read(within, timezone="America/Chicago", published=DATES)
    assert len(found.assignments) == 1
    (issue,) = (i for i in found.issues if i.place == name)
    assert issue.topic == pp.Topic.UNKNOWN
    assert not found.residents[0].coverage


def test_a_link_within_the_folder_is_read(folder: Path) -> None:
    within = folder / "rosters"
    within.mkdir()
    (within / "residents.csv").write_text(PEOPLE)
    (within / "duty.txt").write_text(ROW)
    (folder / "link").symlink_to(within)
    (within / "again.csv").symlink_to("duty.txt")
    found = pp.read(folder / "link", timezone="America/Chicago", published=DATES)
    assert found.assignments
    assert found.residents[0].coverage


def test_hostile_names_of_files(folder: Path) -> None:
    (folder / "residents.csv").write_text(PEOPLE)
    raw = os.fsencode(folder) + b"/du\xffty\n.csv"
    try:
        with open(raw, "wb") as file:
            file.write(ROW.encode())
    except OSError:
        pytest.skip("the file system takes only text")
    found = outcome(folder)
    assert isinstance(found, pp.Schedule)
    assert found.assignments
    "".join(map(str, [*found.issues, *found.sources])).encode()


def test_a_folder_within_folders_without_end(folder: Path) -> None:
    (folder / "residents.csv").write_text(PEOPLE)
    deep = folder.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "duty.csv").write_text(ROW)
    found = outcome(folder)
    assert isinstance(found, pp.Schedule)
    assert found.assignments


# What the random cases have found


def test_a_header_that_stands_twice_does_not_make_blocks_of_one_day(folder: Path) -> None:
    (folder / "templates.csv").write_text("rotation,days,start,end\nWards,daily,07:00,18:00\n")
    head = "Resident,2026-08-03,2026-08-10,2026-08-17\n"
    hostile(folder, "block.csv", 2 * head + "a,Wards,Wards,Wards\n")
    schedule = outcome(folder)
    assert isinstance(schedule, pp.Schedule)
    assert len(schedule.assignments) == 21


def test_a_time_that_the_clock_skips_is_left_out(folder: Path) -> None:
    row = "resident,start,end\na,2027-03-14 02:30,2027-03-14 03:00\n"
    assert "a clock change leaves nothing" in hostile(folder, "duty.csv", row)


@pytest.mark.parametrize(
    ("zone", "said"), [("Moon", "is no time"), ("America/Chicago", "a clock change leaves nothing")]
)
def test_a_task_that_has_no_length_in_its_zone(folder: Path, zone: str, said: str) -> None:
    times = '"StartTime": "02:30", "EndTime": "03:00", "Date": "2027-03-14"'
    utc = '"StartDateUTC": "2027-03-14T08:00:00Z", "EndDateUTC": "2027-03-14T08:00:00Z"'
    task = f'[{{"StaffKey": "a", "TaskName": "x", "TimeZone": "{zone}", {times}, {utc}}}]'
    assert said in hostile(folder, "q.json", task)


def test_half_a_letter_does_not_spoil_the_problem(folder: Path) -> None:
    times = '"StartTime": "07:00", "EndTime": "19:00", "Date": "2026-08-03"'
    task = f'[{{"StaffKey": "a", "TaskName": "x", {times}, "LocationName": "Main \\ud83d"}}]'
    assert hostile(folder, "q.json", task) == ""
    schedule = outcome(folder)
    assert isinstance(schedule, pp.Schedule)
    assert schedule.assignments[0].site == "Main \ufffd"


def test_a_year_that_cannot_be_is_no_error_of_ours(folder: Path) -> None:
    lines = "DTSTART:99991231\nDURATION:PT12H\n"
    hostile(folder, "a.ics", HEAD + lines + TAIL, horizon=DATES)
    assert isinstance(outcome(folder, horizon=DATES), pp.Schedule)


def test_points_in_the_wrong_column_name_nobody(folder: Path) -> None:
    schedule = pp.Schedule((pp.Resident("ann7"), pp.Resident("bob8")), (), "America/Chicago")
    file = folder / "preferences.csv"
    file.write_text("from,to,points\nann7,bob8,ann7\n")
    with pytest.raises(pp.ReadError, match="not a whole number") as error:
        read_preferences(file, schedule)
    assert "ann7" not in str(error.value)


def test_a_zone_with_half_a_year_in_it_is_no_zone(folder: Path) -> None:
    zone = "BEGIN:VTIMEZONE\n" + "\n".join(HOSPITAL) + "\nEND:VTIMEZONE\n"
    lines = "DTSTART;TZID=Hospital:20260803T070000\nDURATION:PT12H\n"
    text = HEAD + lines + TAIL.replace("END:VCALENDAR", zone + "END:VCALENDAR")
    assert hostile(folder, "a.ics", text) == ""
    found = hostile(folder, "a.ics", text.replace(":DAYLIGHT", ":DAYLIGHTS"))
    assert "'Hospital' is no time zone that is known" in found


def test_an_end_before_its_start_that_a_clock_change_mends(folder: Path) -> None:
    times = '"shiftStart": "2027-03-14 03:00", "shiftEnd": "2027-03-14 02:30"'
    shifts = f'{{"data": {{"scheduledShifts": [{{"userID": "a", {times}}}]}}}}'
    assert "is no time from a start to an end" in hostile(folder, "s.json", shifts)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"header = {'9' * 100_000}", "is not TOML"),
        (f'sheets = "{"[" * 100_000}"', "at most 1000 characters"),
        ("x = " + "[" * 100_000, "is not TOML"),
        ("x" + ".x" * 10_000 + " = 1", "more than 64 parts"),
        ('delimiter = "\\""', "must be one character"),
        ('delimiter = "\\n"', "must be one character"),
    ],
)
def test_hostile_mapping_files(folder: Path, line: str, said: str) -> None:
    (folder / "mapping.toml").write_text(f'[[file]]\nmatch = "*"\n{line}\n')
    assert said in words(outcome(folder, mapping=folder / "mapping.toml"))
