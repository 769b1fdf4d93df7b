"""Rotation templates: exact names, patterns, defaults, load, calls."""

import csv
import importlib.resources
from datetime import date

import pytest

import peerpair as pp
from peerpair.model.schedule import Topic

from . import workbooks
from .conftest import Folder, issues, known, span, times

TABLE = """
    rotation,match,days,start,end,kind,load
    *icu*,glob,daily,06:00,19:00,icu,heavy
    MICU nights,,daily,19:00,07:00,night_float,heavy
    ward [1-9]+,regex,daily,07:00,18:00,ward,
    *clinic*,glob,mon-fri,08:00,17:00,clinic,light
    Research,,mon-fri,09:00,16:00,research,Light
"""


def rotation(name: str, day: str = "2026-08-03") -> str:
    return f"resident,date,rotation\na,{day},{name}\n"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("MICU", "icu"),
        ("sicu west", "icu"),
        ("micu  NIGHTS", "night_float"),
        ("Ward 12", "ward"),
        ("Ward 12 east", None),
        ("ICU clinic", "icu"),
        ("Eye Clinic", "clinic"),
        ("Moon", None),
    ],
)
def test_a_name_of_its_own_then_patterns_in_order(
    folder: Folder, name: str, kind: str | None
) -> None:
    folder.put("templates.csv", TABLE)
    schedule = folder.read("x.csv", rotation(name))
    assert [a.kind for a in schedule.assignments] == ([kind] if kind else [])
    assert schedule.unmatched == (() if kind else (name,))
    assert schedule.light_kinds == ("clinic", "research")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("x,glub,daily,07:00,18:00,ward", "match 'glub' is not exact, glob or regex"),
        ("*a*b*c*d*e*f*g*,glob,daily,07:00,18:00,ward", "more than 6 stars"),
        ("(a,regex,daily,07:00,18:00,ward", "is not a regular expression"),
        ("(a+)+b,regex,daily,07:00,18:00,ward", "may take too long"),
        (r"(a)\1,regex,daily,07:00,18:00,ward", "may take too long"),
        (".*.*.*.*x,regex,daily,07:00,18:00,ward", "may take too long"),
        ("x,,daily,07:00,18:00,ward,,0", "every '0' is not a number of days"),
        ("x,,daily,07:00,18:00,ward,middling", "load 'middling' is not light or heavy"),
    ],
)
def test_rows_that_cannot_be_read_are_issues(folder: Folder, row: str, words: str) -> None:
    folder.put("templates.csv", f"rotation,match,days,start,end,kind,load,every\n{row}\n")
    schedule = folder.read("x.csv", rotation("y"))
    assert words in issues(schedule)[0]


def test_defaults_are_asked_for_reported_and_give_way(folder: Folder) -> None:
    text = (
        "resident,date,rotation\na,2026-08-03,MICU\nb,2026-08-03,SICU\n"
        "b,2026-08-04,Emergency Medicine\n"
    )
    schedule = folder.read("x.csv", text)
    assert schedule.unmatched == ("MICU", "SICU", "Emergency Medicine")
    folder.put("templates.csv", "rotation,days,start,end,kind\nMICU,daily,05:00,20:00,own\n")
    schedule = folder.read("x.csv", text, default_templates=True)
    assert times(schedule) == ["a 08-03 05:00/08-03 20:00 own", "b 08-03 06:00/08-03 19:00 icu"]
    assert schedule.unmatched == ("Emergency Medicine",)
    (read_so,) = [i for i in schedule.issues if i.topic is Topic.CHANGED]
    assert str(read_so) == (
        "x.csv:3: rotation 'SICU' has no template of yours; read with the usual hours of '*icu*'"
    )
    folder.put("templates.csv", "rotation,days,start,end,kind\nNF,daily,20:00,06:00,own\n")
    named = folder.read("x.csv", rotation("NF"), default_templates=True)
    assert times(named) == ["a 08-03 20:00/08-04 06:00 own"]  # not the usual hours as well
    folder.put("x.csv", text)
    own = "rotation,match,days,start,end,kind\n*cu,glob,daily,04:00,21:00,own\n"
    folder.put("templates.csv", own)
    assert {a.kind for a in folder.read(default_templates=True).assignments} == {"own"}


def test_the_defaults_are_sound(folder: Folder) -> None:
    folder.read("x.csv", rotation("MICU"), default_templates=True, strict=False)
    file = importlib.resources.files("peerpair.read.rotations") / "default_rotations.csv"
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert len(rows) > 45
    assert all(row["load"] in ("light", "heavy") for row in rows)
    # No default calls anybody free on a day of duty: only days off have no hours at all.
    free = [r for r in rows if r["kind"] == "off"]
    assert all(not row["days"] and not row["start"] for row in free)
    assert all(row["soft"] == "yes" for row in rows if row["kind"] in ("jeopardy", "home_call"))


def test_rotations_far_outside_the_horizon_are_not_spoken_of(folder: Folder) -> None:
    text = rotation("Moon", "2026-01-05") + "a,2026-08-03,Mars\n"
    schedule = folder.read("x.csv", text, horizon=("2026-08-03", "2026-08-31"))
    assert schedule.unmatched == ("Mars",)
    assert len(issues(schedule)) == 1


def test_one_date_with_two_rotations_is_both(folder: Folder) -> None:
    folder.put("templates.csv", TABLE)
    schedule = folder.read("x.csv", rotation("Eye clinic + MICU nights"))
    assert times(schedule) == [
        "a 08-03 08:00/08-03 17:00 clinic",
        "a 08-03 19:00/08-04 07:00 night_float",
    ]


def test_damaged_cells_of_a_workbook_make_their_person_unknown(folder: Folder) -> None:
    bad = workbooks.Bad("#N/A")
    rows: workbooks.Grid = [
        ["resident", "start", "end"],
        ["a", "2026-08-03 07:00", bad],
        ["b", "2026-08-03 07:00", "2026-08-03 19:00"],
    ]
    book = workbooks.workbook({"S": rows, "Old": [["x", "y"], ["1", "2"]]}, hidden=["Old"])
    schedule = folder.read("x.xlsx", book, published=("2026-08-03", "2026-08-10"))
    assert known(schedule, "a") == []
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-10")]
    assert issues(schedule) == [
        "x.xlsx [S] row 2: x.xlsx [S] C2 holds an error value (#N/A); "
        "everything becomes unknown for a",
        "x.xlsx [Old]: is a hidden sheet; left out",
    ]
    damaged: workbooks.Grid = [["resident", date(2026, 8, 3), date(2026, 8, 4)], ["a", bad, "Ward"]]
    folder.put("templates.csv", "rotation,days,start,end,kind\nWard,daily,07:00,18:00,ward\n")
    schedule = folder.read("x.xlsx", workbooks.workbook({"S": damaged}))
    assert known(schedule, "a") == []
    assert "x.xlsx [S] B2: the cell holds an error value" in issues(schedule)[0]


def test_a_hidden_sheet_makes_unknown_whom_it_names(folder: Folder) -> None:
    duty = ["2026-08-03 07:00", "2026-08-03 19:00"]
    grid: workbooks.Grid = [["resident", "start", "end"], ["a", *duty], ["b", *duty]]
    book = workbooks.workbook({"S": grid, "Old": [["Swaps"], ["Ana Lopez"]]}, hidden=["Old"])
    schedule = folder.read("x.xlsx", book)
    assert known(schedule, "a") == []
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-04")]
    assert "x.xlsx [Old]: is a hidden sheet; everything becomes unknown for a" in str(
        issues(schedule)
    )


def test_a_workbook_that_is_none(folder: Folder) -> None:

    with pytest.raises(pp.ReadError, match=r"^x.xlsx: is"):
        folder.read("x.xlsx", b"PK\x03\x04 and nothing else")
    with pytest.raises(pp.ReadError, match=r"^x.xlsx: is"):
        folder.read("x.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600))
