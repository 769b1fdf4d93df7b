"""Long tables that name people in more than one column."""

from datetime import date

import pytest

from .conftest import Folder, issues, known, times

SHIFT = "2026-08-05 07:00,2026-08-05 18:00"


@pytest.mark.parametrize(
    "header",
    [
        "Resident,Resident 2",
        "Resident 1,Resident 2",
        "Resident A,Resident B",
        "Name,Second Resident",
        "Resident,Physician",
        "Trainee,Co-Resident",
    ],
)
def test_both_are_on_duty(folder: Folder, header: str) -> None:
    text = f"{header},start,end\nAna Lopez,Ben Okafor,{SHIFT}\nChloé Dubois,,{SHIFT}\n"
    schedule = folder.read("x.csv", text)
    assert times(schedule) == [f"{who} 08-05 07:00/08-05 18:00 -" for who in "abc"]
    assert issues(schedule) == []


@pytest.mark.parametrize("missing", ["", "#REF!", "--"])
@pytest.mark.parametrize(("filled", "doubt"), [(5, True), (3, True), (2, False), (0, False)])
def test_a_second_name_that_is_missing_may_be_anybodys(
    folder: Folder, filled: int, doubt: bool, missing: str
) -> None:
    days = range(5, 11)
    rows = [
        f"a,{'b' if n <= filled else ''},{SHIFT}".replace("-05", f"-{day:02}")
        for n, day in enumerate(days)
    ]
    rows[0] = f"a,{missing if doubt else ''},{SHIFT}"
    text = "resident,resident 2,start,end\n" + "\n".join(rows[: 4 if filled == 3 else 6])
    schedule = folder.read("x.csv", text + "\n", published=("2026-08-03", "2026-08-31"))
    assert any("names nobody" in text for text in issues(schedule)) == doubt
    assert (date(2026, 8, 5) < known(schedule, "a")[0][1]) != doubt


@pytest.mark.parametrize("columns", ["date,rotation", "start,end_inclusive", "date,start,end"])
def test_both_in_every_kind_of_long_table(folder: Folder, columns: str) -> None:
    cells = {"date": "2026-08-05", "rotation": "7a-7p", "end_inclusive": "2026-08-05"}
    cells |= {"start": "07:00", "end": "19:00"} if "date" in columns else {"start": "2026-08-05"}
    row = ",".join(cells[name] for name in columns.split(","))
    text = f"resident,resident 2,{columns}\nAna Lopez,Ben Okafor,{row}\n"
    assert {a.resident for a in folder.read("x.csv", text).assignments} == {"a", "b"}


@pytest.mark.parametrize("header", ["Backup", "Swapped with", "x"])
def test_named_in_a_column_that_is_not_understood(folder: Folder, header: str) -> None:
    text = f"resident,{header},start,end\na,Ben Okafor,{SHIFT}\nc,,{SHIFT}\na,C. Dubois,{SHIFT}\n"
    schedule = folder.read("x.csv", text, published=("2026-08-03", "2026-08-31"))
    assert {a.resident for a in schedule.assignments} == {"a", "c"}
    assert known(schedule, "a")
    assert known(schedule, "b") == known(schedule, "c") == []
    assert any("column 2 names residents" in text for text in issues(schedule))


def test_a_column_about_the_same_person_is_no_doubt(folder: Folder) -> None:
    text = f"resident,mail,note,start,end\na,ana@x.org,Ward,{SHIFT}\nb,,x,{SHIFT}\n"
    schedule = folder.read("x.csv", text, published=("2026-08-03", "2026-08-31"))
    assert date(2026, 8, 10) < known(schedule, "a")[0][1]
    assert known(schedule, "a") == known(schedule, "b")


@pytest.mark.parametrize(
    ("header", "name"),
    [("Last Name,First Name", "LOPEZ,Ana"), ("First,Last", "Ana,Lopez"),
     ("Name,Vorname", "Lopez,Ana"), ("Name,First Name", '"Lopez, Ana",Ana'),
     ("Nom,Prénom", "Lopez,ANA"), ("id,Last,First", "a,Lopez,Ana")],
)  # fmt: skip
def test_last_and_first_name(folder: Folder, header: str, name: str) -> None:
    schedule = folder.read("x.csv", f"{header},start,end\n{name},{SHIFT}\n")
    assert [a.resident for a in schedule.assignments] == ["a"]
    text = f"{header},start,end_inclusive\n{name},2026-08-05,2026-08-06\n"
    assert [a.kind for a in folder.read("x.csv", text).assignments] == ["leave"]


ROWS = f"a,{SHIFT}\nb,{SHIFT}\n"


@pytest.mark.parametrize("again", ["resident,start,end", " Resident , START,End"])
def test_a_header_that_comes_again_is_passed_over(folder: Folder, again: str) -> None:
    text = f"resident,start,end\n{ROWS}{again}\nc,{SHIFT}\n"
    schedule = folder.read("x.csv", text)
    assert [a.resident for a in schedule.assignments] == ["a", "b", "c"]
    assert issues(schedule) == []


@pytest.mark.parametrize("again", ["Start,End,Resident", "Name,Date,Hours", "Resident,To"])
@pytest.mark.parametrize("named", ["b", "LOPEZ Ana -> b", "x,Okafor"])
def test_after_another_header_all_are_in_doubt(folder: Folder, again: str, named: str) -> None:
    text = f"resident,start,end\na,{SHIFT}\nc,{SHIFT}\n{again}\n{named},{SHIFT}\na,{SHIFT}\n"
    schedule = folder.read("x.csv", text, published=("2026-08-03", "2026-08-31"))
    assert [a.resident for a in schedule.assignments] == ["a", "c"]
    assert known(schedule, "a") == known(schedule, "b") == []
    assert known(schedule, "c")
    assert "x.csv:4: a second header has other columns" in issues(schedule)[0]
