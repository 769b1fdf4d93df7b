"""Matrices: blocks, days and half days, as CSV and as sheets of workbooks."""

from collections import Counter
from datetime import date

import pytest

import peerpair as pp

from . import workbooks
from .conftest import Folder, issues, known, span, times

TEMPLATES = """
    rotation,days,start,end,kind
    Ward,daily,07:00,18:00,ward
    Clinic,mon-fri,08:00,17:00,clinic
    NF,daily,19:00,07:00,night_float
    Vac,daily,,,vacation
    Off,,,,off
"""


BLOCKS = """
    block,start,end_inclusive
    1A,2026-08-03,2026-08-04
    1B,2026-08-05,2026-08-06
"""


@pytest.fixture
def hospital(folder: Folder) -> Folder:
    folder.put("templates.csv", TEMPLATES)
    return folder


def test_one_row_of_dates(hospital: Folder) -> None:
    """Columns last until the next, because their weekday is always the same."""
    schedule = hospital.read(
        "block.csv",
        """
        Resident,PGY,2026-08-03,2026-08-10,2026-08-17
        Ana Lopez,1,Ward,Vac,Off
        "Okafor, Ben",2,NF,,Clinic
        """,
    )
    assert times(schedule) == [
        *(f"a 08-{day:02} 07:00/08-{day:02} 18:00 ward" for day in range(3, 10)),
        *(f"a 08-{day} 00:00/08-{day + 1} 00:00 vacation" for day in range(10, 17)),
        *(f"b 08-{day:02} 19:00/08-{day + 1:02} 07:00 night_float" for day in range(3, 10)),
        *(f"b 08-{day} 08:00/08-{day} 17:00 clinic" for day in range(17, 22)),
    ]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-24")]
    assert known(schedule, "b") == [
        span("2026-08-03", "2026-08-10"),
        span("2026-08-18", "2026-08-24"),
    ]
    assert issues(schedule) == [
        "block.csv:1 column 5: the last column has no end; read as 2026-08-17 to 2026-08-23; "
        "as long as the others",
        "block.csv:1 column 2: column 'PGY' is not used; left out",
        "block.csv:3 column 4: the cell is blank; the dates become unknown for these residents. "
        'Maybe say blank = "off" in a mapping file if it means no duty',
    ]


def test_two_rows_of_dates_and_a_title_above(hospital: Folder) -> None:
    schedule = hospital.read(
        "block.csv",
        """
        Block schedule,,,
        Name,8/3/2026,,8/8/2026
        ,8/7/2026,,8/9/2026
        Ana Lopez,Clinic,,NF
        """,
        dates="m/d",
    )
    assert times(schedule)[0] == "a 08-03 08:00/08-03 17:00 clinic"
    assert times(schedule)[-1] == "a 08-09 19:00/08-10 07:00 night_float"
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-10")]


def test_labels_of_blocks(hospital: Folder) -> None:
    hospital.put("blocks.csv", BLOCKS)
    table = "resident,PGY,1A,1B\na,1,Ward,Vac\n"
    schedule = hospital.read("year.csv", table)
    assert times(schedule)[-1] == "a 08-06 00:00/08-07 00:00 vacation"
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-07")]
    (hospital.path / "blocks.csv").unlink()
    with pytest.raises(pp.ReadError, match=r"year.csv:1 column 3: block '1A' is not in a table"):
        hospital.read()


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [
        ("8/3/2026 - 8/16/2026,8/17/2026 - 8/30/2026", 3, 16),
        ("2026-08-03 to 2026-08-16,2026-08-17 to 2026-08-30", 3, 16),
        ("8/3-8/16,8/17-8/30", 3, 16),
        ("Aug 3 2026 – Aug 16 2026,Aug 17 2026 – Aug 30 2026", 3, 16),
        ("Mon 8/3/2026,Mon 8/17/2026", 3, 16),
        ("3-Aug-2026,17-Aug-2026", 3, 16),
    ],
)
def test_headers_of_dates(hospital: Folder, header: str, first: int, last: int) -> None:
    schedule = hospital.read(
        "m.csv",
        f"resident,{header}\na,Ward,Off\n",
        horizon=("2026-08-03", "2026-08-31"),
    )
    days = [a.start.day for a in schedule.assignments]
    assert (days[0], days[-1]) == (first, last)
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-31")]


def test_halves_of_days(hospital: Folder) -> None:
    rows = "PGY,Name,8/3/2026,,8/4/2026,,8/5/2026,\n,,AM,PM,AM,PM,AM,PM\n"
    schedule = hospital.read(
        "half.csv", rows + "1,Ana Lopez,Clinic,Off,NF,NF,Vac,Clinic\n", dates="m/d"
    )
    assert times(schedule) == [
        "a 08-03 08:00/08-03 12:00 clinic",
        "a 08-04 19:00/08-05 07:00 night_float",
        "a 08-05 00:00/08-05 12:00 vacation",
        "a 08-05 12:00/08-05 17:00 clinic",
    ]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-06")]


SPLIT = """
    resident,2026-08-03 to 2026-08-06,2026-08-07 to 2026-08-10
    a,Ward/Vac,Ward + Moon
    b,SONC/HPB,Off
"""


def test_rotations_of_one_cell_are_at_once(hospital: Folder) -> None:
    schedule = hospital.read("m.csv", SPLIT)
    kinds = {(a.start.day, a.kind) for a in schedule.assignments}
    assert kinds == {
        *((day, "ward") for day in range(3, 11)),
        *((day, "vacation") for day in range(3, 7)),
    }
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-07")]
    assert known(schedule, "b") == [span("2026-08-08", "2026-08-11")]
    assert schedule.unmatched == ("Moon", "SONC/HPB")
    (issue,) = [i for i in schedule.issues if "read at once" in i.message]
    assert (issue.place.line, issue.value) == (2, "Ward/Vac")


def test_halves_where_the_mapping_file_says_so_and_both_are_known(hospital: Folder) -> None:
    mapping = hospital.put("map.toml", '[[file]]\nmatch = "m.csv"\nslash = "halves"\n')
    schedule = hospital.read("m.csv", SPLIT, mapping=mapping)
    kinds = [(a.start.day, a.kind) for a in schedule.assignments if a.start.day < 7]
    assert kinds == [(3, "ward"), (4, "ward"), (5, "vacation"), (6, "vacation")]
    assert known(schedule, "b") == [span("2026-08-08", "2026-08-11")]


@pytest.mark.parametrize("sign", ["+", "&", ","])
def test_signs_for_both_at_once(hospital: Folder, sign: str) -> None:
    text = f'resident,2026-08-03,2026-08-04\na,"Ward {sign} NF",Off\n'
    schedule = hospital.read("m.csv", text)
    assert sorted(a.kind or "" for a in schedule.assignments) == ["night_float", "ward"]


def test_hours_in_a_rotations_name(hospital: Folder) -> None:
    text = "resident,2026-08-03,2026-08-04\na,IM On Call 8am-5pm,Ward\n"
    schedule = hospital.read("m.csv", text)
    assert "a 08-03 08:00/08-03 17:00 call" in times(schedule)
    assert "the hours of 'IM On Call 8am-5pm' are in its name" in str(schedule.issues)


def test_a_pattern_is_no_name_of_two_rotations(folder: Folder) -> None:
    folder.put(
        "templates.csv",
        "rotation,match,days,start,end,kind\n*nf*,glob,daily,19:00,07:00,night\n"
        "ob/gyn*,glob,daily,06:00,18:00,ob\nWard,,daily,07:00,18:00,ward\n",
    )
    schedule = folder.read(
        "m.csv",
        """
        resident,2026-08-03 to 2026-08-04,2026-08-05 to 2026-08-06
        a,NF + Ward,OB/GYN west
        """,
    )
    kinds = {(a.start.day, a.kind) for a in schedule.assignments}
    both = {(day, kind) for day in (3, 4) for kind in ("night", "ward")}
    assert kinds == both | {(5, "ob"), (6, "ob")}


def test_blank_cells_that_mean_off_and_codes(hospital: Folder) -> None:
    mapping = hospital.put(
        "map.toml",
        """
        [[file]]
        match = "m.csv"
        blank = "off"
        codes = {W = "Ward", V = "Vac"}
        """,
    )
    table = "resident,2026-08-03,2026-08-04,2026-08-05\na,w,,V\n"
    schedule = hospital.read("m.csv", table, mapping=mapping)
    assert times(schedule) == [
        "a 08-03 07:00/08-03 18:00 ward",
        "a 08-05 00:00/08-06 00:00 vacation",
    ]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-06")]
    assert issues(schedule) == []


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("2026-08-05,2026-08-03", "the dates go back"),
        ("8/3/2026,8/4/2026", "can be month/day or day/month"),
        ("8/3-8/9,8/10-8/16", "has no year"),
        ("2026-02-30,2026-03-05", "is not a date"),
        ("2026-08-03,2030-08-03", "is over 731 days after"),
    ],
)
def test_headers_that_cannot_be_read_are_errors(hospital: Folder, header: str, words: str) -> None:
    with pytest.raises(pp.ReadError, match=words):
        hospital.read("m.csv", f"resident,{header}\na,Ward,Ward\n")


def test_call_every_fourth_night_counts_from_the_rotations_first_day(folder: Folder) -> None:
    folder.put(
        "templates.csv",
        "rotation,days,start,end,kind,every,first\nICU,daily,06:00,18:00,icu,,\n"
        "ICU,daily,06:00,06:00,call,4,2\n",
    )
    days = ",".join(f"2026-08-{day:02}" for day in range(3, 11))
    schedule = folder.read("m.csv", f"resident,{days}\na{',ICU' * 8}\n")
    calls = [a.start.day for a in schedule.assignments if a.kind == "call"]
    assert calls == [4, 8]


def test_the_sheets_of_a_workbook(folder: Folder) -> None:
    book = workbooks.workbook(
        {
            "People": [["id", "name"], ["a", "Ana Lopez"], ["b", "Ben Okafor"]],
            "Templates": [
                ["rotation", "days", "start", "end", "kind"],
                ["Ward", "daily", "07:00", "18:00", "ward"],
            ],
            "Blocks": [
                ["Resident", "2026-08-03 - 2026-08-04", "2026-08-05 - 2026-08-06"],
                ["Lopez, Ana", "Ward", "Moon"],
            ],
            "Calls": [
                ["resident", "start", "end"],
                ["b", "2026-08-03 07:00", "2026-08-03 19:00"],
            ],
            "Notes": [["remember", "the", "milk"]],
        }
    )
    (folder.path / "residents.csv").unlink()
    schedule = folder.read("year.xlsx", book)
    assert times(schedule) == [
        "a 08-03 07:00/08-03 18:00 ward",
        "a 08-04 07:00/08-04 18:00 ward",
        "b 08-03 07:00/08-03 19:00 -",
    ]
    assert issues(schedule) == [
        "year.xlsx [Blocks] C2: rotation 'Moon' has no template; the dates become unknown for "
        "these residents",
        "year.xlsx [Notes]: is no roster that peerpair knows; left out. "
        "Maybe a mapping file can say what its columns mean",
    ]
    place = schedule.issues[0].place
    assert (place.file, place.sheet, place.line, place.column) == ("year.xlsx", "Blocks", 2, 3)


@pytest.mark.parametrize(
    ("header", "ends", "last"),
    [
        ("end_inclusive", ("2026-08-04", "2026-08-06"), 6),
        ("Last Day", ("2026-08-04", "2026-08-06"), 6),
        ("End", ("2026-08-04", "2026-08-06"), 6),
        ("End", ("2026-08-05", "2026-08-07"), 6),
        ("End", ("2026-08-03", "2026-08-07"), None),
    ],
)
def test_whether_the_end_of_a_block_counts(
    hospital: Folder, header: str, ends: tuple[str, str], last: int | None
) -> None:
    rows = f"1A,2026-08-03,{ends[0]}\n1B,2026-08-05,{ends[1]}\n"
    hospital.put("blocks.csv", f"Block,Start,{header}\n{rows}")
    table = "resident,1A,1B\na,Off,Ward\n"
    if last is None:
        with pytest.raises(pp.ReadError, match="may or may not be the last date of a block"):
            hospital.read("year.csv", table)
    else:
        assert hospital.read("year.csv", table).assignments[-1].start.day == last


def test_columns_of_days_without_weekends_stay_days(hospital: Folder) -> None:
    days = [f"2026-08-{day:02}" for day in (3, 4, 5, 6, 7, 10, 11, 12, 13, 14)]
    schedule = hospital.read("m.csv", f"resident,{','.join(days)}\na{',NF' * 10}\n")
    assert [a.start.day for a in schedule.assignments] == [3, 4, 5, 6, 7, 10, 11, 12, 13, 14]
    hospital.put("m.csv", f"resident,{','.join(days)}\na{',Off' * 10}\n")
    assert known(hospital.read(), "a") == [
        span("2026-08-03", "2026-08-08"),
        span("2026-08-10", "2026-08-15"),
    ]


def test_a_title_in_merged_cells(hospital: Folder) -> None:
    grid: workbooks.Grid = [
        ["Block schedule", None, None],
        ["Resident", date(2026, 8, 3), date(2026, 8, 4)],
        ["a", "Ward", "Off"],
    ]
    book = workbooks.workbook({"S": grid}, merged={"S": ["A1:C1"]})
    assert [a.start.day for a in hospital.read("x.xlsx", book).assignments] == [3]


def test_words_for_absence_need_no_template(folder: Folder) -> None:
    schedule = folder.read("m.csv", "resident,2026-08-03,2026-08-04\na,VAC,Sick leave\n")
    assert [a.kind for a in schedule.assignments] == ["vacation", "sick"]


SLASHES = """Resident,8/3/26-8/16/26,8/17/26-8/30/26
a,Heme/Onc,GI / Heme/Onc
b,GI,GI
"""
SLASH_HOURS = "rotation,hours,kind\nHeme/Onc,daily 7am-6pm,ward\nGI,daily 8am-5pm,consult\n"


def test_a_slash_is_both_at_once_unless_it_is_said_to_be_halves(folder: Folder) -> None:
    folder.put("hours.csv", SLASH_HOURS)
    folder.put("blocks.csv", SLASHES)
    for slash, days in ((None, 14), ("both", 14), ("halves", 7)):
        schedule = folder.read(slash=slash)
        kinds = Counter(e.kind for e in schedule.assignments if e.resident == "a")
        assert kinds == {"ward": 14 + days, "consult": days}, slash
        (issue,) = (i for i in schedule.issues if i.kind is pp.IssueKind.JOINED)
        assert issue.residents == ("a",)
        assert issue.dates is not None
        assert issue.dates[0].isoformat() == "2026-08-17"
    with pytest.raises(pp.ProblemError, match="slash: must be one of both, halves"):
        folder.read(slash="half")


def test_a_name_with_a_slash_that_stands_alone_stays_whole(folder: Folder) -> None:
    folder.put("blocks.csv", SLASHES)
    assert set(folder.read().unmatched) == {"Heme/Onc", "GI"}
