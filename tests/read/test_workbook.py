"""Workbooks as text cells, and every way we know in which one can be hostile or broken."""

import contextlib
import datetime as dt
import io
import random
import struct
import tracemalloc
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.read.book.cells import Sheet
from peerpair.read.book.parts import WorkbookError
from peerpair.read.book.workbook import read_workbook
from peerpair.read.limits import ReadLimits
from tests.read import workbooks as make
from tests.read.workbooks import Bad, Formula, Styled, around, package, workbook

STRINGS, LINKS = "xl/sharedStrings.xml", "xl/_rels/workbook.xml.rels"


def read(data: bytes | dict[str, str | bytes], **limits: int) -> tuple[Sheet, ...]:
    usual = {"workbook_bytes": 2**22, "cells": 20_000, "rows": 2_000, "columns": 300}
    data = data if isinstance(data, bytes) else package(data)
    return read_workbook(data, ReadLimits(**(usual | limits)))


def only(data: bytes | dict[str, str | bytes], **limits: int) -> Sheet:
    (sheet,) = read(data, **limits)
    return sheet


def refuse(data: bytes | dict[str, str | bytes], words: str, **limits: int) -> WorkbookError:
    with pytest.raises(WorkbookError, match=words) as caught:
        read(data, **limits)
    return caught.value


# Values


@pytest.mark.parametrize("prefix", ["", "x:"])
@pytest.mark.parametrize("shared", [False, True])
@pytest.mark.parametrize("references", [False, True])
def test_values_become_text(prefix: str, shared: bool, references: bool) -> None:
    moment = dt.datetime(2026, 8, 3, 7)
    rows: make.Grid = [
        ['Zoë <b> & "c"', " outer blanks ", "two\nlines", None, "=1+1", "a:f"],
        [123, 123.0, 2.5, -4, 1e-7, 0.1],
        [True, False, moment, moment.date(), dt.time(7), dt.timedelta(hours=31)],
        [dt.datetime(2026, 8, 3), dt.time(0), dt.time(23, 59, 59), dt.timedelta(hours=24), 0, 1e16],
    ]
    data = workbook({"S": rows}, prefix=prefix, shared=shared, references=references)
    assert only(data).rows == (
        ('Zoë <b> & "c"', " outer blanks ", "two\nlines", "", "=1+1", "a:f"),
        ("123", "123", "2.5", "-4", "1e-07", "0.1"),
        ("TRUE", "FALSE", "2026-08-03 07:00", "2026-08-03", "07:00", "31:00"),
        ("2026-08-03", "00:00", "23:59:59", "24:00", "0", "1e+16"),
    )


@pytest.mark.parametrize(
    ("serial", "style", "text"),
    [
        ("46237.2916666", make.MOMENT, "2026-08-03 07:00"),
        ("46237.291666668", make.MOMENT, "2026-08-03 07:00"),
        ("46237.99999999", make.MOMENT, "2026-08-04"),
        ("46237.2917824", make.MOMENT, "2026-08-03 07:00:10"),
        ("0.2916666666", make.CLOCK, "07:00"),
        ("0.99999999", make.CLOCK, "00:00"),
        ("1.2916666666", make.HOURS, "31:00"),
        # A shift's end written as start plus hours, shown by spreadsheet programs as 07:00, 00:00.
        ("1.2916666666", make.CLOCK, "07:00"),
        ("1", make.CLOCK, "00:00"),
        # Before the first day a spreadsheet program shows no time at all.
        ("-0.25", make.CLOCK, "-0.25"),
        ("-0.25", make.HOURS, "-0.25"),
        ("2958466", make.DATE, "2958466"),
        ("1e300", make.DATE, "1e+300"),
        ("1e305", make.DATE, "1e305"),
        ("nan", make.DATE, "nan"),
    ],
)
def test_serials_are_rounded_to_the_second(serial: str, style: int, text: str) -> None:
    for kind in ("", ' t="n"', " t='n'"):
        cells = f'<row r="1"><c r="A1" s="{style}"{kind}><v>{serial}</v></c></row>'
        assert only(around(cells)).rows == ((text,),)


def test_every_minute_of_a_day_survives_as_a_serial() -> None:
    day = dt.datetime(2026, 8, 3)
    moments = [day + dt.timedelta(minutes=i) for i in range(24 * 60)]
    rows: make.Grid = [[moment, moment.time()] for moment in moments]
    for i, (whole, clock) in enumerate(only(workbook({"S": rows})).rows):
        assert whole == (f"{moments[i]:%Y-%m-%d %H:%M}" if i else "2026-08-03")
        assert clock == f"{moments[i]:%H:%M}"


def test_days_may_count_from_1904() -> None:
    rows: make.Grid = [[dt.date(2026, 8, 3), dt.datetime(2026, 8, 3, 19, 30), dt.time(7)]]
    for epoch in (False, True):
        sheet = only(workbook({"S": rows}, epoch_1904=epoch))
        assert sheet.rows == (("2026-08-03", "2026-08-03 19:30", "07:00"),)
    later = workbook({"S": [[Styled(1.25, make.CLOCK)]]}, epoch_1904=True)
    assert only(later).rows == (("06:00",),)


def test_texts_in_their_other_forms() -> None:
    strings = (
        "<sst><si/><si><t></t></si><si><r><t>ab</t></r><r><t>c</t></r><rPh><t>no</t></rPh></si>"
        "<si><t><![CDATA[a<b]]></t></si></sst>"
    )
    cells = "".join(f'<c r="{"ABCD"[i]}1" t="s"><v>{i}</v></c>' for i in range(4))
    iso = '<c r="E1" t="d"><v>2026-08-03T07:00:00</v></c><c r="F1" t="str"><v>x<!-- - -->y</v></c>'
    sheet = only(around(f'<row r="1">{cells}{iso}</row>', strings=strings))
    assert sheet.rows == (("", "", "abc", "a<b", "2026-08-03 07:00", "xy"),)


@pytest.mark.parametrize(
    ("stored", "text"),
    [
        ("2026-08-03", "2026-08-03"),
        ("2026-08-03T00:00:00.000", "2026-08-03"),
        ("2026-08-03T19:30:00.000", "2026-08-03 19:30"),
        ("1899-12-30T07:00:00", "07:00"),
        ("1899-12-31T07:00:00", "07:00"),
        ("07:00:00", "07:00"),
        ("2026-08-03T07:00:00Z", "2026-08-03T07:00:00Z"),
        ("next week", "next week"),
    ],
)
def test_moments_may_be_told_in_words(stored: str, text: str) -> None:
    assert only(around(f'<row><c t="d"><v>{stored}</v></c></row>')).rows == ((text,),)


@pytest.mark.parametrize("number", [27, 31, 36, 50, 57, 58])
def test_dates_of_east_asia_need_no_code(number: int) -> None:
    styles = f'<styleSheet><cellXfs><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    parts = around('<row><c s="0"><v>46237</v></c></row>')
    assert only({**parts, "xl/styles.xml": styles}).rows == (("2026-08-03",),)


@pytest.mark.parametrize(
    ("own", "rule", "text"),
    [
        ("d/m", "0", "2026-08-03"),
        ("0", "d/m", "46237"),
        ("m/d/yyyy [h]:mm", "[h]:mm", "2026-08-03"),
        ("[h]:mm", "m/d/yyyy [h]:mm", "1109688:00"),
    ],
)
def test_formats_of_rules_and_of_named_styles_are_not_those_of_cells(
    own: str, rule: str, text: str
) -> None:
    styles = (
        f'<styleSheet><numFmts><numFmt numFmtId="164" formatCode="{own}"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="164"/></cellXfs>'
        f'<dxfs><dxf><numFmt numFmtId="164" formatCode="{rule}"/></dxf></dxfs></styleSheet>'
    )
    parts = around('<row><c s="0"><v>46237</v></c></row>')
    assert only({**parts, "xl/styles.xml": styles}).rows == ((text,),)


def test_half_a_letter_is_no_letter() -> None:
    told = "a_x0042__x000D_ _xD83D__xDE00_ _x005F_x0041_"
    cells = f'<row><c t="inlineStr"><is><t>{told}</t></is></c></row>'
    assert only(around(cells)).rows == (("aB\r _xD83D__xDE00_ _x0041_",),)


@settings(max_examples=60)
@given(
    st.lists(
        st.lists(
            st.text(
                st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
            ),
            max_size=5,
        ),
        max_size=6,
    ),
    st.booleans(),
    st.sampled_from(["", "x:"]),
)
def test_grids_of_text_round_trip(grid: list[list[str]], shared: bool, prefix: str) -> None:
    # Spreadsheet programs write _x0041_ for characters that XML lacks; "_x" is theirs.
    grid = [[text.replace("_x", "") for text in row] for row in grid]
    rows = only(workbook({"S": grid}, shared=shared, prefix=prefix)).rows
    width = max(map(len, grid), default=0)
    full = [tuple(row) + ("",) * (width - len(row)) for row in grid]
    while full and full[-1] == ("",) * width and not grid[len(full) - 1]:
        full.pop()
    assert list(rows) == (full if width else [])


# Places


def test_rows_start_at_a1_and_cells_without_reference_count_on() -> None:
    cells = (
        '<row r="2"><c r="C2"><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row><row/>'
        '<row r="6"><c/><c><v>4</v></c></row>'
    )
    blank = ("",) * 4
    assert only(around(cells)).rows == (
        blank,
        ("", "", "1", "2"),
        ("3", "", "", ""),
        blank,
        blank,
        ("", "4", "", ""),
    )


def test_sheets_keep_their_order_and_say_if_they_are_hidden() -> None:
    sheets: dict[str, make.Grid] = {"Übersicht & <A>": [["x"]], "b": [], "A": [["y"]]}
    found = read(workbook(sheets, hidden=["b"]))
    assert [(s.name, s.hidden, s.rows) for s in found] == [
        ("Übersicht & <A>", False, (("x",),)),
        ("b", True, ()),
        ("A", False, (("y",),)),
    ]


def test_empty_cells_with_a_style_are_not_part_of_the_sheet() -> None:
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    )
    assert only(around(cells)).rows == (("1",),)


def test_other_layouts_of_the_package() -> None:
    parts = make.parts({"S": make.Writer().sheet([["x"]])})
    links = str(parts["xl/_rels/workbook.xml.rels"])
    odd = links.replace("worksheets/", "/xl/worksheets/")
    assert only({**parts, "xl/_rels/workbook.xml.rels": odd}).rows == (("x",),)
    odd = links.replace("worksheets/", "xl\\worksheets\\")
    assert only({**parts, "xl/_rels/workbook.xml.rels": odd}).rows == (("x",),)
    moved = {name.replace("xl/", "XL\\"): content for name, content in parts.items()}
    assert only(moved).rows == (("x",),)
    chart = links.replace("/worksheet", "/chartsheet")
    assert read({**parts, "xl/_rels/workbook.xml.rels": chart}) == ()
    del parts["_rels/.rels"], parts["xl/styles.xml"]
    assert only(parts).rows == (("x",),)


# Merged and damaged cells


def test_merged_ranges_are_filled_inside_the_used_area() -> None:
    rows: make.Grid = [["Week", "1", None, None], ["Ann", "W", "N", None], [None, "x", None, "z"]]
    merged = ["B1:D1", "A2:A1048576", "C3", "XFA9:XFD9"]
    sheet = only(workbook({"S": rows}, merged={"S": merged}))
    assert sheet.rows == (("Week", "1", "1", "1"), ("Ann", "W", "N", ""), ("Ann", "x", "", "z"))
    assert sheet.merged == 3
    assert only(workbook({"S": rows}, merged={"S": ["$D$1:B1"]})).rows[0] == ("Week", *"111")
    again = workbook({"S": [["a", None, "c"]]}, merged={"S": ["A1:C1", "A1:C1"]})
    assert only(again).rows == (("a", "a", "a"),)


def test_a_merged_bomb_is_clipped_and_many_are_refused() -> None:
    data = workbook({"S": [["a"], ["b"]]}, merged={"S": ["A1:XFD1048576"]})
    assert only(data).rows == (("a",), ("a",))
    many = workbook({"S": [["a"] * 10] * 10}, merged={"S": ["A1:XFD1048576"] * 90})
    refuse(many, "too many merged cells", cells=1000)
    refuse(many, "merged ranges|cells", cells=80)
    refuse(workbook({"S": [["a"]]}, merged={"S": ["A1:B"]}), "proper number")


def test_errors_and_formulas_without_a_result_are_told() -> None:
    rows: make.Grid = [
        ["x", Bad("#N/A"), Bad("#SPILL!"), Bad("<secret>")],
        [Formula("1+1"), Formula("1+1", 2.0), Formula('""', ""), Formula('"t"', "t")],
    ]
    for prefix in ("", "x:"):
        sheet = only(workbook({"S": rows}, prefix=prefix))
        assert sheet.rows == (("x", "", "", ""), ("", "2", "", "t"))
        assert sheet.damaged == {
            (1, 2): "an error value (#N/A)",
            (1, 3): "an error value (#SPILL!)",
            (1, 4): "an error value",
            (2, 1): "a formula without a stored result",
        }


def test_damaged_cells_count_as_used_and_stay_in_their_place() -> None:
    cells = (
        '<row><c t="e"><v>#REF!</v></c><c><v>1</v></c><c t=\'e\' r="E1"/></row>'
        '<row r="3"><c r="F3" t="e"><v>#REF!</v></c><c><f>1</f><v/></c></row>'
    )
    sheet = only(around(cells))
    assert sheet.rows[0] == ("", "1", "", "", "", "", "")
    assert len(sheet.rows) == 3
    assert sorted(sheet.damaged) == [(1, 1), (3, 6), (3, 7)]


def test_a_damaged_value_is_damaged_in_all_its_merged_cells() -> None:
    rows: make.Grid = [[Bad("#N/A"), "x"], [Bad("#REF!"), None]]
    sheet = only(workbook({"S": rows}, merged={"S": ["A1:A2", "B1:B2"]}))
    assert sheet.rows == (("", "x"), ("", "x"))
    assert sheet.damaged == dict.fromkeys([(1, 1), (2, 1)], "an error value (#N/A)")
    hides: make.Grid = [["Ann"], [Bad("#REF!")]]
    assert only(workbook({"S": hides}, merged={"S": ["A1:A2"]})).damaged == {}


def test_the_list_of_damaged_cells_is_bounded() -> None:
    rows: make.Grid = [[Bad("#N/A")] * 120] * 100
    sheet = only(workbook({"S": rows}))
    assert len(sheet.damaged) == 10_000
    assert set(sheet.rows[-1]) == {""}


# Too large


@pytest.mark.parametrize(
    "row",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A1048576"><v>1</v></c></row>',
        '<row r="1"><c s="1" r = \'A1048576\'><v>1</v></c></row>',
        '<row r="1048576"><c><v>1</v></c></row>',
        '<row r="1" ><c r="a9999999"><v>1</v></c></row>',
        '<x:row r="1"><y:c r="XFD1048576"><v>1</v></y:c></x:row>',
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFC1"/><c><v>1</v></c></row>',
        '<!-- <c a=" --><row r="1"><c r="XFD1048576"><v>1</v></c></row><!-- "> -->',
        '<row r="1"><c a=">" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1" r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c t="e" s=" r=\'XFC1\'"><v>1</v></c><c r="XFD1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><is><c r="XFD1048576"><v>1</v></c></is></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c foo><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A99999999999"><v>1</v></c></row>',
    ],
)
def test_one_far_cell_is_refused(row: str) -> None:
    refuse(around(row), "more than|damaged|proper number")


def test_limits_are_exact() -> None:
    grid: make.Grid = [["x"] * 6] * 7
    data = workbook({"A": grid, "B": [["x"] * 8]})
    exact = {"cells": 50, "rows": 7, "columns": 8}
    assert len(read(data, **exact)) == 2
    for name, words in {
        "cells": "has more than 49 cells",
        "rows": "has more than 6 rows",
        "columns": "has more than 7 columns",
    }.items():
        error = refuse(data, words, **(exact | {name: exact[name] - 1}))
        assert error.hint.startswith("delete")


def test_one_cell_written_many_times_is_refused() -> None:
    again = '<row r="1">' + '<c r="A1"><v>1</v></c>' * 101 + "</row>"
    refuse(around(again), "has more than 100 cells", cells=100)


def test_unpacked_size_is_bounded() -> None:
    row = '<row r="1">' + '<c r="A1"/>' * 1000 + "</row>"
    bomb = package(around(row * 400))
    assert len(bomb) < 60_000
    refuse(bomb, "unpacks to more than 4 MiB")
    beside = package({**around(""), "xl/media/image1.png": bytes(2**22)})
    refuse(beside, "unpacks to more than 4 MiB")


def test_shared_strings_are_bounded() -> None:
    strings = "<sst>" + "<si><t>x</t></si>" * 30_000 + "</sst>"
    refuse(around("", strings=strings), "has more than 20,000 texts")
    unlisted = {**around(""), "xl/sharedStrings.xml": strings}
    refuse(unlisted, "has more than 20,000 texts")
    many = package(around("", strings="<sst>" + "<si/>" * 500_001 + "</sst>"))
    with pytest.raises(WorkbookError, match="has more than 500,000 texts"):
        read_workbook(many, ReadLimits())


def test_a_long_shared_string_in_many_cells_is_refused() -> None:
    cells = '<row r="1">' + '<c t="s"><v>0</v></c>' * 250 + "</row>"
    long = "<sst><si><t>" + "a" * 20_000 + "</t></si></sst>"
    refuse(around(cells, strings=long), "repeats long texts")
    # The same with the numbers of the strings in disorder: refused, or another string is read.
    for strings in (
        long.replace("<si>", "<si><si/><si/><si/>", 1),
        "<sst><si><t></t><x:si>" + long[9:],
        "<sst><x:si></y:si>" + long[5:],
        "<!-- <si> -->" + long,
    ):
        with contextlib.suppress(WorkbookError):
            assert sum(map(len, only(around(cells, strings=strings)).rows[0])) < 2**22
    two = long.replace("<si>", "<si><t>b</t></si><si>")
    assert set(only(around(cells, strings=two)).rows[0]) == {"b"}
    for odd in ("<v>2</v>", "<v>-1</v>", "<x:v>0</y:v>", "<v>x</v>"):
        refuse(around(cells.replace("<v>0</v>", odd), strings=two), "damaged")
    result = cells.replace("<v>0</v>", '<f t="array">x()</f> <v>0</v>')
    assert set(only(around(result, strings=two)).rows[0]) == {"b"}
    assert set(only(around(cells.replace("<v>0</v>", "<v/>"), strings=two)).rows[0]) == {""}


def test_the_sum_over_all_sheets_is_bounded() -> None:
    text = make.Writer(shared=True)
    sheet = text.sheet([["a" * 20_000] * 120])
    strings = make.shared_strings(text.strings)
    assert len(only(make.parts({"S": sheet}, strings=strings)).rows[0]) == 120
    refuse(make.parts({"S": sheet, "T": sheet}, strings=strings), "repeats long texts")


@pytest.mark.parametrize(
    ("name", "xml", "words"),
    [
        (make.SHEET, "<sheetData><c><v>a" + "a" * 2**20 + "</v></c></sheetData>", "too much text"),
        (STRINGS, "<sst><si><t>" + "a" * (2**20 + 1) + "</t></si></sst>", "too much text"),
        (STRINGS, "<sst><si><t>a</t></sst>", "damaged"),
        (STRINGS, "<sst><si a='></sst>", "damaged"),
        (STRINGS, "<sst>" + "<a>" * 100 + "</a>" * 100 + "</sst>", "damaged"),
        (
            make.SHEET,
            "<s><sheetData/>" + '<mergeCell ref="A1"/>' * 100_001 + "</s>",
            "100,000 merged ranges",
        ),
        ("xl/styles.xml", "<styleSheet>" + " " * 2**20 + "</styleSheet>", "damaged"),
    ],
    ids=range(7),
)
def test_other_ways_to_be_too_large(name: str, xml: str, words: str) -> None:
    refuse({**around("", strings="<sst/>"), name: xml}, words)


def test_parts_are_bounded_and_unique() -> None:
    refuse({**around(""), **{f"{i}": b"" for i in range(2000)}}, "has more than 2,000 parts")
    parts = around("")
    twice = '<sheet name="T" sheetId="2" r:id="rId1"/></sheets>'
    book = str(parts["xl/workbook.xml"])
    refuse({**parts, "xl/workbook.xml": book.replace("</sheets>", twice)}, "or uses it twice")
    lost = book.replace("rId1", "rId9")
    refuse({**parts, "xl/workbook.xml": lost}, "a sheet that it does not have")
    data = io.BytesIO(package(parts))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr(make.SHEET.upper(), parts[make.SHEET])
    refuse(data.getvalue(), "one of its parts twice")


# Lies, disguises, damage


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("change", [-1, -100, 1, 100])
def test_a_directory_that_lies_about_a_size_is_refused(method: int, change: int) -> None:
    parts = around('<row r="1"><c r="A1"><v>1</v></c></row>' + " " * 500)
    size = len(parts[make.SHEET])
    data = make.lying(package(parts, method), make.SHEET, size + change)
    refuse(data, "is damaged")


def test_a_part_unpacks_to_no_more_than_the_directory_says() -> None:
    """The first bytes alone are as stated, checksum and all; the rest of the bomb follows."""
    parts = around('<row r="1"><c r="A1"><v>1</v></c></row>')
    sheet = str(parts[make.SHEET]).encode()
    bomb = bytearray(package({**parts, make.SHEET: sheet + b" " * 10**6}))
    bomb = bytearray(make.lying(bytes(bomb), make.SHEET, len(sheet)))
    honest = zipfile.ZipFile(io.BytesIO(package({make.SHEET: sheet}))).infolist()[0].CRC
    lying = zipfile.ZipFile(io.BytesIO(bytes(bomb))).getinfo(make.SHEET).CRC
    data = bytes(bomb).replace(struct.pack("<I", lying), struct.pack("<I", honest))
    assert only(data).rows == (("1",),)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_bomb_is_not_unpacked_to_see_that_it_is_one(method: int) -> None:
    parts = {**around(""), make.SHEET: bytes(2**25)}
    bomb = make.lying(package(parts, method), make.SHEET, 100)
    tracemalloc.start()
    refuse(bomb, "is damaged")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**22


def test_other_kinds_of_file_get_their_own_words() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    for data, words in {
        b"": "is damaged",
        ole: r"old Excel file \(\.xls\)",
        ole + "EncryptedPackage".encode("utf-16-le"): "password",
        package({"a": "b"}): "zip file, but no workbook",
        package({"xl/workbook.bin": ""}): "no workbook such as .xlsx",
        package({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}): "no workbook",
        b"PK\x03\x04 and so on": "is damaged",
    }.items():
        refuse(data, words)
    assert refuse(ole, "old").hint == "save it as .xlsx"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/sharedStrings.xml", make.SHEET])
@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        lambda xml: xml.replace(b"UTF-8", b"ISO-8859-1"),
    ],
)
def test_parts_in_other_encodings_are_read(name: str, change: Callable[[bytes], bytes]) -> None:
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'
    parts = around(cells, strings=make.shared_strings(["x"]))
    assert only({**parts, name: change(str(parts[name]).encode())}).rows == (("x",),)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/sharedStrings.xml", make.SHEET])
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda xml: xml.replace(b"UTF-8", b"UTF-7"), "is damaged"),
        (lambda xml: xml.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>'), "document type"),
        (lambda xml: xml.replace(b"?>", b'?><!DOCTYPE a SYSTEM "file:///x">'), "document type"),
        (lambda xml: xml + b"<!ENTITY b 'c'>", "is damaged"),
    ],
)
def test_parts_with_entities_are_refused(
    name: str, change: Callable[[bytes], bytes], words: str
) -> None:
    parts = around("", strings=make.shared_strings(["x"]))
    refuse({**parts, name: change(str(parts[name]).encode())}, words)


def test_locked_members_are_refused() -> None:
    whole = package(around(""))
    for each in ("xl/workbook.xml", make.SHEET):
        at = whole.rfind(each.encode()) - 46 + 8  # the flags of its entry in the directory
        refuse(whole[:at] + b"\x01" + whole[at + 1 :], "is damaged")


def test_broken_cells_are_refused_in_our_own_words() -> None:
    for cells in (
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="what"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="str"><v>&nosuch;</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
        '<row r="1"><c r="A1" t="str"><v>a < b</v></c></row>',
        '<row r="0"/>',
        '<row r="1"><c r="A0"><v>1</v></c></row>',
        '<row r="1"><c r="1A"><v>1</v></c></row>',
    ):
        error = refuse(around(cells), "damaged|proper number")
        assert error.hint
    refuse({**around(""), make.SHEET: "<worksheet/>"}, "no cells in the sheet 'S'")
    refuse({**around(""), make.SHEET: "<worksheet><sheetData>"}, "damaged")
    parts = around("")
    del parts[make.SHEET]
    refuse(parts, "lacks one of its parts")


# Fuzz


def sample() -> dict[str, str | bytes]:
    """Return the members of a workbook with a bit of everything."""
    writer = make.Writer(shared=True)
    rows: make.Grid = [
        ["resident", "day", None, "end"],
        ["Zoë", dt.date(2026, 8, 3), Bad("#N/A"), dt.time(19)],
        [1.5, Formula("A1", "x"), Formula("B1"), dt.timedelta(hours=31)],
    ]
    sheet = writer.sheet(rows, ["B1:C1", "A2:A3"])
    inline = make.Writer("x:", references=False).sheet([["a", True, 2]])
    sheets = {"S": sheet, "T": inline}
    return make.parts(sheets, ["T"], make.shared_strings(writer.strings), True)


def mutant(data: bytes, rnd: random.Random) -> bytes:
    """Return the bytes with one to three small changes."""
    made = bytearray(data)
    for _ in range(rnd.randint(1, 3)):
        at, length = rnd.randrange(len(made) + 1), rnd.choice((1, 1, 1, 2, 4, 20))
        other = rnd.randrange(len(made) + 1)
        piece = rnd.choice(
            (rnd.randbytes(length), made[other : other + length], b"9" * length, b"")
        )
        made[at : at + rnd.choice((0, length))] = piece
        made = made or bytearray(data)
    return bytes(made)


def test_mutants_are_read_or_refused() -> None:
    rnd = random.Random(20260803)
    parts = sample()
    whole = package(parts)
    names = [name for name in parts if name != "[Content_Types].xml"]
    outcomes = set()
    for i in range(2000):
        if i % 2:
            data = mutant(whole, rnd)
        else:  # past the checksums
            name = rnd.choice(names)
            data = package({**parts, name: mutant(str(parts[name]).encode(), rnd)})
        try:
            read(data)
            outcomes.add("read")
        except WorkbookError as error:
            outcomes.add(error.message)
    assert "read" in outcomes
    assert len(outcomes) > 5


def test_every_truncation_is_refused() -> None:
    whole = package(sample())
    for length in range(len(whole)):
        with pytest.raises(WorkbookError):
            read(whole[:length])
