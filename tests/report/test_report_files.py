"""The table, the terminal's text, and the folder they are written into."""

from __future__ import annotations

import csv
import io
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerpair.documents.files import read_result
from peerpair.errors import ProblemError
from peerpair.generate import generate
from peerpair.meetings.planner import propose_meetings
from peerpair.model.group import Group
from peerpair.model.problem import Problem
from peerpair.model.resident import PastGroup, Resident
from peerpair.model.result import Result, Status
from peerpair.read import read_groups
from peerpair.report import build_view, write_report
from peerpair.report.formats.groups_csv import GroupsCsv
from peerpair.report.formats.html import HtmlReport
from peerpair.report.formats.text import TextReport
from peerpair.report.words import next_text, rhythm, text_width
from peerpair.text import cell, clean
from tests.report.by_hand import consecutive, result_of

TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "'=1",
    '"=1',
    "\uff1d1",
    "\u200b=1",
    "\u00ad@x",
    "\u00a0-2",
]


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(st.one_of(st.text(), st.sampled_from(FORMULAS), st.text("=+-@'\" \t\r\n\u200b")))
def test_no_cell_starts_a_formula(text: str) -> None:
    shown = cell(text)
    assert not shown.startswith(TRIGGERS)
    assert not shown.lstrip(' "\u201c\u201d\u2018\u2019').startswith(TRIGGERS)
    assert shown.removeprefix("'") == clean(text) or shown == clean(text)


@pytest.mark.parametrize("name", FORMULAS)
def test_hostile_names_and_ids_are_text_in_the_table(name: str) -> None:
    people = (Resident(name, name), Resident(f"{name}2"), Resident("plain"))
    problem = Problem(people)
    rows = rows_of(GroupsCsv().write(build_view(problem, result_of(problem, [(name, f"{name}2")]))))
    assert not any(text.startswith(TRIGGERS) for row in rows for text in row)
    assert rows[1][1].startswith("'")


def test_numbers_are_numbers_and_the_table_can_be_read_back(tmp_path: Path) -> None:
    problem = generate(13, 1)
    groups = consecutive(problem)
    result = result_of(problem, groups)
    rows = rows_of(GroupsCsv().write(build_view(problem, result)))
    assert rows[0][:4] == ["group", "member_1", "member_2", "member_3"]
    assert [row[0] for row in rows[1:]] == [str(i + 1) for i in range(len(groups))]
    assert [row[7] for row in rows[1:]] == [str(group.weeks_met) for group in result.groups]
    assert {len(row) for row in rows} == {14}
    path = write_report(problem, result, tmp_path).files["groups_csv"]
    assert tuple(read_groups(path)) == tuple(groups)


def test_the_text_has_one_line_a_group_and_fits_a_terminal() -> None:
    problem = generate(12, 1)
    names = ["\u674e" * 60, "\x1b[31mred", "A" * 300, "e\u0301" * 80]
    people = tuple(
        replace(resident, name=names[i % len(names)])
        for i, resident in enumerate(problem.residents)
    )
    problem = replace(problem, residents=people)
    view = build_view(problem, result_of(problem, consecutive(problem)))
    text = TextReport().write(view).decode()
    assert "\x1b" not in text
    lines = text.split("\n\n")[1].splitlines()
    assert len(lines) == 1 + len(view.groups)
    assert max(map(text_width, lines)) <= 120


def test_only_the_longest_names_of_a_line_are_cut() -> None:
    names = ["Bo", "A" * 20, "B" * 40]
    people = tuple(Resident(str(i), name) for i, name in enumerate(names))
    problem = Problem(people)
    text = TextReport().write(build_view(problem, result_of(problem, [("0", "1", "2")]))).decode()
    assert f"Bo, {'A' * 20}, {'B' * 26}…" in text
    problem = replace(problem, residents=(*people[:2], Resident("2", "B" * 27)))
    text = TextReport().write(build_view(problem, result_of(problem, [("0", "1", "2")]))).decode()
    assert f"Bo, {'A' * 20}, {'B' * 27} " in text


def test_the_text_says_the_first_proposed_meeting() -> None:
    problem = generate(31, 16)
    groups = consecutive(problem)
    lines = TextReport().write(build_view(problem, result_of(problem, groups))).decode()
    rows = lines.split("\n\n")[1].splitlines()[1:]
    plans = propose_meetings(problem, groups)
    for row, plan in zip(rows, plans, strict=True):
        told = next_text(plan.weekly, plan.single) or "no time"
        again = rhythm(plan.weekly, plan.single)
        assert row.endswith(f"  {told}, {again}" if again else f"  {told}")
    kinds = {(row.endswith(", weekly"), row.endswith("mostly weekly"), row[-1]) for row in rows}
    assert len(kinds) >= 3, "not every kind of line occurs"


def test_a_folder_holds_the_page_the_table_and_the_result(tmp_path: Path) -> None:
    problem = generate(12, 1)
    result = result_of(problem, consecutive(problem))
    folder = tmp_path / "new" / "report"
    for _ in range(2):  # a second run replaces the first
        paths = write_report(problem, result, folder).files
    assert {kind: path.name for kind, path in paths.items()} == {
        "for_residents": "for-residents",
        "html": "report.html",
        "groups_csv": "groups.csv",
        "issues_csv": "issues.csv",
        "residents_csv": "residents.csv",
        "windows_csv": "windows.csv",
        "xlsx": "report.xlsx",
        "sending": "sending.csv",
        "result": "result.json",
    }
    names = [path.name for path in paths.values()]
    assert sorted(path.name for path in folder.iterdir()) == sorted([*names, ".peerpair"])
    every = [path for path in folder.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in every} == {0o600}
    assert read_result(paths["result"]).groups == result.groups


def test_a_result_of_another_problem_is_refused() -> None:
    problem = generate(4, 1)
    strangers = Result(Status.FEASIBLE, groups=(Group(("r001", "nobody"), 0),))
    with pytest.raises(ProblemError, match=r"groups\[0\].members\[1\]: .* nobody"):
        build_view(problem, strangers)


def test_who_met_before_is_marked_in_the_table_and_on_the_card() -> None:
    problem = generate(12, 1)
    groups = consecutive(problem)
    again, other = groups[1], groups[2]
    past = [PastGroup(again, 1), PastGroup(again, 3), PastGroup(other, 2, met=False)]
    problem = replace(problem, history=past)
    view = build_view(problem, result_of(problem, groups))
    marks = [group.again for group in view.groups]
    assert [len(mark) for mark in marks] == [0, 1, 0, 0, 0, 0]
    assert marks[1][0].endswith(" (rounds 1, 3)")
    rows = rows_of(GroupsCsv().write(view))
    assert rows[0][-1] == "met_before"
    assert [row[-1] for row in rows[1:]] == ["", marks[1][0], "", "", "", ""]
    page = HtmlReport().write(view).decode("utf-8")
    assert page.count("Met before") == 1
