"""Mapping files, formats by name, orders of day and month, delimiters."""

import pytest

import peerpair as pp

from .conftest import Folder, issues, times

MAP = """
    [[file]]
    match = "duty*.csv"
    format = "assignments_csv"
    header = 3
    dates = "d/m"
    columns = {resident = "Trainee", start = "From", end = "To", kind = "Service"}

    [[file]]
    match = "*.xlsx"
    sheets = "Call*"
"""


def test_a_mapping_file_says_how_to_read_a_file(folder: Folder) -> None:
    mapping = folder.put("map.toml", MAP)
    text = "Exported by X\nFor,August\nTrainee,From,To,Service\na,3/8/2026 07:00,3/8/2026 7pm,icu\n"
    schedule = folder.read("duty 1.csv", text, mapping=mapping)
    assert times(schedule) == ["a 08-03 07:00/08-03 19:00 icu"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1", "map.toml: x: unknown key"),
        ("[file]\nmatch='a'", "file: must be a list"),
        ("[[file]]\nformat='a'", r"file\[0\].match: is missing"),
        ("[[file]]\nmatch='a'\ncolour='b'", r"file\[0\].colour: unknown key"),
        ("[[file]]\nmatch='a'\nheader='b'", r"file\[0\].header: must be an integer"),
        ("[[file]]\nmatch='a'\nheader=0", "must be at least 1, got: 0"),
        ("[[file]]\nmatch='a'\ndates='y'", "dates: must be one of m/d, d/m"),
        ("[[file]]\nmatch='a'\nblank='busy'", "must be one of unknown, off"),
        ("[[file]]\nmatch='a'\nslash='both or none'", "must be one of both, halves"),
        ("[[file]]\nmatch='a'\ncomplete=1", "must be true or false"),
        ("[[file]]\nmatch='a'\ndelimiter=',,'", "must be one character"),
        ("[[file]]\nmatch='a'\ncolumns={a=1}", "columns.a: must be a string, got integer: 1"),
        ("[[file", "is not TOML"),
        ("a=" + "[" * 5000, "is not TOML"),
    ],
)
def test_a_mapping_file_that_is_wrong(folder: Folder, text: str, words: str) -> None:
    mapping = folder.put("map.toml", text)
    with pytest.raises(pp.ReadError, match=words):
        folder.read(mapping=mapping)


def test_an_unknown_format_is_an_error(folder: Folder) -> None:
    mapping = folder.put("map.toml", '[[file]]\nmatch = "x.csv"\nformat = "medhub"\n')
    with pytest.raises(pp.ReadError, match=r"x.csv: unknown format 'medhub'. Maybe one of absenc"):
        folder.read("x.csv", "a,b\n1,2\n", mapping=mapping)


@pytest.mark.parametrize(
    ("rows", "day", "words"),
    [
        (["8/3/2026 07:00,8/3/2026 19:00", "8/13/2026 7:00,8/13/2026 19:00"], 3, "month/day/year"),
        (["3/8/2026 07:00,3/8/2026 19:00", "13.8.2026 7:00,13.8.2026 19:00"], 3, "day/month/year"),
        (["2026/8/3 07:00,2026/08/03 19:00"], 3, ""),
        (["Aug 3 2026 7 am,3-Aug-2026 1900"], 3, ""),
        (['"Mon August 3, 2026 07:00",Mon Aug 3rd 2026 7:00 PM'], 3, ""),
        (["8/3/26 07:00,8/3/26 1900", "8/13/26 07:00,8/13/26 1900"], 3, "month/day/year"),
    ],
)
def test_the_order_of_day_and_month_follows_from_the_column(
    folder: Folder, rows: list[str], day: int, words: str
) -> None:
    text = "resident,start,end\n" + "".join(f"a,{row}\n" for row in rows)
    schedule = folder.read("x.csv", text)
    assert schedule.assignments[0].start.strftime("%m-%d %H:%M") == f"08-{day:02} 07:00"
    assert len(issues(schedule)) == bool(words)
    assert not words or words in issues(schedule)[0]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["8/3/2026 07:00,8/3/2026 19:00"], "can be month/day or day/month, and so can every date"),
        (["8/13/2026 7:00,8/13/2026 19:00", "13/8/2026 7:00,13/8/2026 19:00"], "is day/month"),
    ],
)
def test_an_open_order_is_asked_for(folder: Folder, rows: list[str], words: str) -> None:
    text = "resident,start,end\n" + "".join(f"a,{row}\n" for row in rows)
    with pytest.raises(pp.ReadError, match=words) as caught:
        folder.read("x.csv", text)
    assert str(caught.value).startswith("x.csv:2: ")
    assert 'dates="m/d" or dates="d/m"' in str(caught.value)
    if len(rows) == 1:
        assert times(folder.read(dates="d/m")) == ["a 03-08 07:00/03-08 19:00 -"]
        assert times(folder.read(dates="m/d")) == ["a 08-03 07:00/08-03 19:00 -"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters(folder: Folder, delimiter: str) -> None:
    rows = [["resident", "start", "end", "site"]]
    rows += [["a", f"2026-08-0{d} 07:00", f"2026-08-0{d} 19:00", "Main"] for d in range(1, 4)]
    text = "\n".join(delimiter.join(row) for row in rows)
    assert len(folder.read("x.csv", text).assignments) == 3


def test_names_with_commas_do_not_make_a_comma_the_delimiter(folder: Folder) -> None:
    text = "resident;start;end\nLopez, Ana;2026-08-03 07:00;2026-08-03 19:00\n" * 1
    assert times(folder.read("x.csv", text)) == ["a 08-03 07:00/08-03 19:00 -"]


def test_two_delimiters_that_fit_equally_are_asked_for(folder: Folder) -> None:
    schedule = folder.read("x.csv", "resident,start;end\na,2026-08-03;2026-08-04\n")
    assert "part its lines equally well" in issues(schedule)[0]


def test_each_sheet_may_have_a_mapping_of_its_own(folder: Folder) -> None:
    from . import workbooks

    mapping = folder.put(
        "map.toml",
        """
        [[file]]
        match = "duty.xlsx"
        sheets = "Calls"
        columns = {resident = "Who", start = "A", end = "B"}

        [[file]]
        match = "duty.xlsx"
        sheets = "Days*"
        columns = {resident = "W", start = "C", end = "D"}

        [[file]]
        match = "nothing*.csv"
        """,
    )
    row = ["a", "2026-08-03 07:00", "2026-08-03 19:00"]
    later = ["b", "2026-08-04 07:00", "2026-08-04 19:00"]
    book = workbooks.workbook(
        {"Calls": [["Who", "A", "B"], row], "Days 1": [["W", "C", "D"], later], "Old": [["x", "y"]]}
    )
    schedule = folder.read("duty.xlsx", book, mapping=mapping)
    assert [a.resident for a in schedule.assignments] == ["a", "b"]
    assert [text.partition(": ")[2].partition(".")[0] for text in issues(schedule)] == [
        "no file matches 'nothing*",
        "is no roster that peerpair knows; left out",
    ]


def test_a_mapping_for_one_sheet_hides_no_other(folder: Folder) -> None:
    from . import workbooks

    text = '[[file]]\nmatch = "*.xlsx"\nsheets = "Calls"\ncolumns = {resident = "Who"}\n'
    mapping = folder.put("map.toml", text)
    call = ["a", "2026-08-03 19:00", "2026-08-04 07:00"]
    day = ["b", "2026-08-03 07:00", "2026-08-03 19:00"]
    book = workbooks.workbook(
        {"Calls": [["Who", "start", "end"], call], "Days": [["resident", "start", "end"], day]}
    )
    schedule = folder.read("duty.xlsx", book, mapping=mapping)
    assert [a.resident for a in schedule.assignments] == ["a", "b"]


def test_headers_go_by_many_names(folder: Folder) -> None:
    (folder.path / "residents.csv").unlink()
    people = folder.put(
        "people.csv", "Name,Program,PGY Level,E-mail\nAna Lopez,IM,PGY-2,a@x.org\nBo Li,EM,1,\n"
    )
    schedule = folder.read(
        "ed.csv",
        "ED shifts\n\nDate,Name,In,Out,Shift,Notes\n8/3/2026,Ana Lopez,7a,5p,Pod A,\n"
        "8/13/2026,a@x.org,10p,7a,Pod B,x\n,,,,,\ncall Karen 555-1234,,,,,\n",
        residents=people,
    )
    first = schedule.residents[0]
    assert (first.id, first.specialty, first.pgy) == ("ana-lopez", "IM", 2)
    assert times(schedule) == [
        "ana-lopez 08-03 07:00/08-03 17:00 Pod A",
        "ana-lopez 08-13 22:00/08-14 07:00 Pod B",
    ]


def test_all_files_that_are_wrong_are_named_at_once(folder: Folder) -> None:
    folder.put("x.csv", "resident,start,end\na,1/2/2026 7:00,1/2/2026 8:00\n")
    folder.put("y.csv", "resident,rotation\na,Ward\n")
    folder.put("z.xlsx", b"PK\x03\x04 no")
    with pytest.raises(pp.ReadError) as caught:
        folder.read()
    assert [fault.place for fault in caught.value.faults] == ["z.xlsx", "x.csv:2", "y.csv:1"]
    assert str(caught.value).count("\n") == 2
    with pytest.raises(pp.ReadError) as caught:
        folder.read(strict=True)
    assert len(caught.value.faults) == 1


def test_a_mapping_file_is_bounded(folder: Folder) -> None:
    texts = "a." * 16_000 + "a = 1", "[" + "a." * 16_000 + "a]", "x = 'a.b'\n" + "'b'." * 99
    for text in texts:
        with pytest.raises(pp.ReadError, match="a key of more than 64 parts"):
            folder.read(mapping=folder.put("map.toml", text))
    match = '[[file]]\nmatch = "' + "." * 900 + '\\"' + '"\n'
    assert "no file matches" in issues(folder.read(mapping=folder.put("map.toml", match)))[0]
    large = folder.put("map.toml", "#" * (2**20 + 1))
    with pytest.raises(pp.ReadError, match="is larger than 1 MiB"):
        folder.read(mapping=large)


LAYOUT = """\
Plan,,,,
Senior,Junior,note,2026-08-03,2026-08-04
Ana Lopez,Ben Okafor,x,Wards,Nights
Chloé Dubois,Ana Lopez,y,Nights,Wards
,,,,
Ben Okafor,Ben Okafor,z,Wards,Wards
"""
HOURS = "rotation,hours,kind\nWards,daily 7am-6pm,ward\nNights,daily 7pm-7am,night_float\n"


def test_a_layout_can_be_corrected(folder: Folder) -> None:
    folder.put("hours.csv", HOURS)
    said = '[[file]]\nmatch = "plan.csv"\npeople = ["B"]\nperiods = "D:E"\nrows = [3, 4]\n'
    schedule = folder.read("plan.csv", LAYOUT, mapping=folder.put("map.toml", said))
    (plan,) = (source for source in schedule.sources if source.tables)
    assert plan.tables == (
        "rows 3 to 4: people in column B; columns D to E: 2 periods from 2026-08-03 to "
        "2026-08-04; cells rotations",
    )
    assert sorted(times(schedule)) == [
        "a 08-03 19:00/08-04 07:00 night_float",
        "a 08-04 07:00/08-04 18:00 ward",
        "b 08-03 07:00/08-03 18:00 ward",
        "b 08-04 19:00/08-05 07:00 night_float",
    ]
    known = {resident.id for resident in schedule.residents if resident.coverage}
    assert "b" not in known  # a row outside what was said to be the table names them


def test_services_at_the_head_can_be_said(folder: Folder) -> None:
    folder.put("hours.csv", HOURS)
    text = "x,2026-08-03,2026-08-04\nWards,Ana Lopez,?\nNights,zz,?\n"
    said = '[[file]]\nmatch = "plan.csv"\ncells = "people"\n'
    schedule = folder.read("plan.csv", text, mapping=folder.put("map.toml", said))
    assert times(schedule) == ["a 08-03 07:00/08-03 18:00 ward"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("people = 'B'", "people: must be a list"),
        ("people = ['b']", r"people\[0\]: must be the letters of a column"),
        ("people = ['A', 'B', 'C']", "people: must have 1 to 2 entries, has 3"),
        ("periods = 'F'", r"periods: must be the first and the last column of dates"),
        ("rows = [3]", "rows: must be a list of two values"),
        ("rows = [4, 3]", "rows: must be 4 or more, got: 3"),
        ("rows = [true, 3]", r"rows\[0\]: must be an integer"),
        ("cells = 'names'", "cells: must be one of rotations, people"),
        ("rows = [1, 2]", r"has no header above these rows"),
        ("rows = [90, 92]", r"has no header above these rows"),
        ("periods = 'A:C'", r"has no dates, or no people, in these columns"),
    ],
)
def test_a_layout_that_cannot_be(folder: Folder, text: str, words: str) -> None:
    folder.put("hours.csv", HOURS)
    mapping = folder.put("map.toml", f'[[file]]\nmatch = "plan.csv"\n{text}\n')
    with pytest.raises(pp.ReadError, match=words):
        folder.read("plan.csv", LAYOUT, mapping=mapping)
