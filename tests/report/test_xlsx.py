"""The workbook, as two other readers see it."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from peerpair.errors import PeerpairError
from peerpair.generate import generate
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.schedule import Issue, Topic
from peerpair.report import build_view
from peerpair.report.formats.xlsx import XlsxReport
from peerpair.report.view import ReportView
from peerpair.text import cell
from tests.report.by_hand import consecutive, result_of
from tests.report.hostile import HOSTILE, named

SHEETS = ["Groups", "Residents", "Windows", "Issues"]


def view_of(problem: Problem, result: Result, text: str = "odd") -> ReportView:
    issue = Issue(Place.of(text, 3), text, text, Topic.NOTE, text, text)
    return build_view(problem, result, [issue])


def some_view() -> ReportView:
    problem = generate(23, 3)
    return view_of(problem, result_of(problem, consecutive(problem)[1:]))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_text_to_both_readers(name: str) -> None:
    data = XlsxReport().write(view_of(*named(name), name))
    book = opened(data)
    assert book.sheetnames == SHEETS
    kinds = {c.data_type for sheet in book for row in sheet.iter_rows() for c in row if c.value}
    assert kinds == {"s", "n", "d"}
    assert not any(c.hyperlink for sheet in book for row in sheet.iter_rows() for c in row)
    shown = {c.value for c in book["Issues"][2]}
    assert cell(name) in shown
    other = CalamineWorkbook.from_object(io.BytesIO(data))
    assert other.sheet_names == SHEETS
    found = other.get_sheet_by_name("Issues").to_python()[1]
    assert found[1:3] == [cell(name)] * 2
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [n for n in package.namelist() if n.startswith("xl/worksheets/")]
        assert not any(b"<f>" in package.read(n) or b"<f " in package.read(n) for n in sheets)
        assert not any("_rels" in name for name in sheets), "a sheet points outside"


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_comes_back(text: str) -> None:
    problem = generate(2, 1)
    data = XlsxReport().write(view_of(problem, result_of(problem, consecutive(problem)), text))
    found = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("Issues").to_python()
    assert found[1][1] == cell(text)
    assert (opened(data)["Issues"].cell(2, 2).value or "") == cell(text)


def test_the_sheets_hold_what_the_tables_hold() -> None:
    view = some_view()
    book = opened(XlsxReport().write(view))
    residents = [*book["Residents"].iter_rows(values_only=True)]
    assert residents[0] == (
        "ID",
        "Name",
        "Specialty",
        "PGY",
        "Group",
        "Partners",
        "Weeks met",
        "Weeks",
        "Next meeting",
        "Schedule",
        "Note",
    )
    assert [row[0] for row in residents[1:]] == [r.person.id for r in view.residents]
    assert {type(row[3]) for row in residents[1:]} == {int}
    windows = [*book["Windows"].iter_rows(values_only=True)]
    assert windows[0][2:4] == ("Start (America/Chicago)", "End (America/Chicago)")
    times = [time for group in view.groups for time in group.times]
    assert [row[2] for row in windows[1:]] == [time.start.replace(tzinfo=None) for time in times]
    assert {type(row[3]) for row in windows[1:]} == {datetime}
    assert [row[0] for row in book["Groups"].iter_rows(min_row=2, values_only=True)] == [
        group.number for group in view.groups
    ]


def test_each_sheet_can_be_used_at_once() -> None:
    book = opened(XlsxReport().write(some_view()))
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert all(c.font.bold and c.data_type == "s" for c in sheet[1])
        widths = {
            column: found.width
            for found in sheet.column_dimensions.values()
            for column in range(found.min, found.max + 1)
        }
        assert len(widths) == sheet.max_column
        for column in sheet.columns:
            width = widths[column[0].column]
            longest = max(len(str(c.value or "")) for c in column if c.data_type == "s")
            assert 6 <= width <= 61.5
            assert width >= min(60, longest)


def test_equal_views_give_equal_bytes_without_a_clock() -> None:
    one, other = (XlsxReport().write(some_view()) for _ in range(2))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"1980-01-01T00:00:00Z" in package.read("docProps/core.xml")


@pytest.mark.parametrize("letter", ["a", "\U0001f600", "\u674e"])
def test_a_text_that_no_cell_can_hold_is_cut(letter: str) -> None:
    problem = generate(2, 1)
    long = letter * 40_000
    data = XlsxReport().write(view_of(problem, result_of(problem, consecutive(problem)), long))
    found = CalamineWorkbook.from_object(io.BytesIO(data)).get_sheet_by_name("Issues").to_python()
    text = found[1][1]
    assert isinstance(text, str)
    assert 32_760 < len(text.encode("utf-16-le")) // 2 <= 32_767
    assert text == letter * (len(text) - 1) + "…"


def test_a_result_without_groups_is_a_workbook_too() -> None:
    problem = generate(4, 1)
    book = opened(XlsxReport().write(build_view(problem, result_of(problem, []))))
    assert [sheet.max_row for sheet in book] == [1, 5, 1, 1]


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(PeerpairError, match=r"needs XlsxWriter: pip install 'peerpair\[cli\]'"):
        XlsxReport().write(some_view())
