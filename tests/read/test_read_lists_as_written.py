"""Lists of shifts and of rotations with the columns, dates and hours that exports write."""

from datetime import date

import pytest

from peerpair import ReadError

from .conftest import Folder, issues, known, span, times

DAY = "a 08-03 07:00/08-03 19:00 ICU"
NIGHT = "a 08-04 19:00/08-05 07:00 ICU"


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Date,Name,Hours,Shift", ["2026-08-03,{},7a-7p,ICU", "2026-08-04,{},19-07,ICU"]),
        ("Date,Name,Time,Shift", ["8/3/26,{},0700-1900,ICU", "8/4/26,{},7 PM to 7 AM,ICU"]),
        ("Datum,Arzt,Uhrzeit,Dienst",
         ["03.08.2026,{},07:00 bis 19:00,ICU", "04.08.2026,{},19 Uhr - 7 Uhr,ICU"]),
        ("Name,Start Date,Start Time,End Date,End Time,Task",
         ["{},08/03/2026,0700,08/03/2026,1900,ICU", "{},08/04/2026,1900,08/05/2026,0700,ICU"]),
        ("Name,Start Date,Start Time,End Time,Task",
         ["{},08/03/2026,7:00 AM,7:00 PM,ICU", "{},08/04/2026,7:00 PM,7:00 AM,ICU"]),
        ("Employee,Shift Start,Shift End,Shift Name",
         ["{},8/3/2026 07:00 AM,8/3/2026 07:00 PM,ICU", "{},8/4/2026 7p,8/5/2026 7a,ICU"]),
        ("Schedule Date,Employee Name,Position,Shift Start Time,Shift End Time,Shift",
         ["8/3/2026,{},3,7:00 AM,7:00 PM,ICU", "8/4/2026,{},3,7:00 PM,7:00 AM,ICU"]),
        ("Work Date,Staff Name,Shift,Assignment",
         ["2026-08-03 00:00:00,{},7a-7p,ICU", "2026-08-04 00:00:00,{},7p-7a,ICU"]),
        ("Resident (Last First),Start Date/Time,End Date/Time,Task",
         ["{},2026-08-03T12:00:00.000Z,2026-08-03T19:00:00.000-05:00,ICU",
          "{},2026-08-04T19:00:00.0000000,2026-08-05T07:00:00-0500,ICU"]),
        ("Nom,Jour,D\u00e9but,Fin,Poste",
         ["{},3 ao\u00fbt 2026,7h00,19h,ICU", "{},4 ao\u00fbt 2026,19 h 00,7h,ICU"]),
        ("Day,Date,Name,Start,End,Shift",
         ["Mon,8/3,{},07:00,19:00,ICU", "Tue,8/4,{},19:00,07:00,ICU"]),
        ("Date,Name,Start,End,Shift",
         ["Mon 8/3,{},07:00,19:00,ICU", "Tue 8/4,{},19:00,07:00,ICU"]),
    ],
)  # fmt: skip
def test_shifts(folder: Folder, header: str, rows: list[str]) -> None:
    text = "\n".join((header, *(row.format("Ana Lopez") for row in rows), ""))
    options = {
        "horizon": ("2026-08-03", "2026-08-17"),
        "dates": "d/m" if {"Nom", "Arzt"} & {*header.split(",")} else "m/d",
    }
    schedule = folder.read("x.csv", text, **options)
    assert [t.replace("12:00/", "07:00/") for t in times(schedule)] == [DAY, NIGHT]


def test_last_year_is_told_by_its_weekdays(folder: Folder) -> None:
    text = "Date,Name,Start,End\nMon 8/4,a,07:00,19:00\nTue 8/5,a,07:00,19:00\n"
    schedule = folder.read("x.csv", text, horizon=("2026-08-03", "2026-08-17"), dates="m/d")
    assert known(schedule, "a") == []


@pytest.mark.parametrize(
    "header",
    [
        "Resident,Rotation Start,Rotation End,Rotation",
        "Trainee Name,From Date,To Date,Service",
        "Employee,Begin Date,End Date,Shift",
        "Name,Scheduled Start,Scheduled Last Day,Service Name,Rotation",
        "Name,First Day,Last Day,Role",
    ],
)
@pytest.mark.parametrize("midnight", ["", " 12:00:00 AM", " 00:00:00"])
def test_headers_say_of_what_they_are(folder: Folder, header: str, midnight: str) -> None:
    folder.put("hours.csv", "rotation,hours,kind\nWards,daily 7am-6pm,ward\n")
    name = "Med," if "Service Name" in header else ""
    ends = ("8/3/2026", "8/16/2026"), ("8/17/2026", "8/18/2026")
    rows = [f"Ana Lopez,{a}{midnight},{b}{midnight},{name}Wards" for a, b in ends]
    schedule = folder.read("x.csv", "\n".join((header, *rows, "")))
    assert "2026-08-16" in {f"{a.start:%Y-%m-%d}" for a in schedule.assignments} or not any(
        after > date(2026, 8, 16) > first for first, after in known(schedule, "a")
    )


@pytest.mark.parametrize("header", ["Begin,Xyzzy", "Xyzzy,Finish", "Xyzzy,Remarks"])
def test_hours_that_miss_an_end_are_not_those_of_a_rotation(folder: Folder, header: str) -> None:
    folder.put("hours.csv", "rotation,hours,kind\nWards,daily 7am-6pm,ward\n")
    row = "2026-08-03,Ana Lopez,17:00,23:00,Wards"
    with pytest.raises(ReadError, match="has times, and not both ends"):
        folder.read("x.csv", f"Date,Name,{header},Task\n{row}\n")


@pytest.mark.parametrize("hours", ["7-3", "12", "7a", "7a-7p, 8p-9p", "10-12"])
def test_hours_that_say_too_little_are_no_hours(folder: Folder, hours: str) -> None:
    text = f'Date,Name,Hours,Shift\n2026-08-04,a,7a-7p,ICU\n2026-08-05,a,"{hours}",ICU\n'
    schedule = folder.read("x.csv", text)
    assert len(schedule.assignments) == 1
    assert known(schedule, "a") == [span("2026-08-04", "2026-08-05")]


def test_an_end_before_the_start_is_unknown(folder: Folder) -> None:
    text = "Name,Start Date,Start Time,End Date,End Time\na,2026-08-04,0700,2026-08-04,1900\n"
    schedule = folder.read("x.csv", text + "a,2026-08-06,1900,2026-08-05,0700\n")
    assert len(schedule.assignments) == 1
    assert "end_date '2026-08-05' is no date after the start" in issues(schedule)[0]
    assert known(schedule, "a") == [span("2026-08-04", "2026-08-05")]


@pytest.mark.parametrize(
    ("hours", "kind", "full"),
    [
        ("08:00 - 12:00", "Continuity", False), ("12:00 - 17:00", "Academic half day", False),
        ("09:00 - 13:00", "Ward", False), ("08:00 - 16:00", "Intern retreat", False),
        ("08:00 - 16:00", "Didactics", False), ("08:00 - 16:00", "Ward", True),
        ("08:00 - 16:00", "Clinic", True), ("17:00 - 07:00", "Ward", False),
    ],
)  # fmt: skip
def test_half_days_and_teaching_show_nothing_of_the_other_days(
    folder: Folder, hours: str, kind: str, full: bool
) -> None:
    rows = "".join(f"2026-08-{day:02},a,{hours},{kind}\n" for day in (3, 5, 7))
    assert bool(known(folder.read("x.csv", f"Date,Name,Hours,Shift\n{rows}"), "a")) is full


@pytest.mark.parametrize(
    "dates", ["8/3/2026 - 8/9/2026", "8/3-8/9/26", "Aug 3 to Aug 9", "Aug 3 - 9, 2026", "8/3-8/9"]
)
def test_ranges_of_rotations(folder: Folder, dates: str) -> None:
    folder.put("templates.csv", "rotation,days,start,end\nWard,daily,07:00,18:00\n")
    text = f'Name,Dates,Rotation\na,"{dates}",Ward\n'
    horizon = ("2026-08-03", "2026-08-17")
    schedule = folder.read("x.csv", text, dates="m/d", horizon=horizon)
    assert len(schedule.assignments) == 7
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-10")]


@pytest.mark.parametrize(("cell", "hours"), [
    ("7a-7p", "07:00/08-05 19:00"), ("07-19", "07:00/08-05 19:00"),
    ("8:00-17:00", "08:00/08-05 17:00"), ("0700-1900", "07:00/08-05 19:00"),
    ("ICU 7:00-19:00", "07:00/08-05 19:00"), ("19-07", "19:00/08-06 07:00"),
])  # fmt: skip
def test_hours_in_cells(folder: Folder, cell: str, hours: str) -> None:
    schedule = folder.read("x.csv", f"Name,2026-08-05,2026-08-06\na,{cell},Vacation\n")
    assert f"a 08-05 {hours}" in times(schedule)[0]


def test_a_blank_name_beside_utc_offsets_is_doubt_on_local_dates(folder: Folder) -> None:
    rows = "a,2026-08-03T12:00Z,2026-08-03T23:00Z\na,2026-08-07T12:00Z,2026-08-07T23:00Z\n"
    text = f"resident,start,end\n{rows},2026-08-06T00:00Z,2026-08-06T12:00Z\n"
    known_ = known(folder.read("x.csv", text), "a")
    assert known_ == [span("2026-08-03", "2026-08-05")]


@pytest.mark.parametrize(("name", "dates"), [("", "8/3/2026 - 8/9/2026"), ("a", "8/3/2026 x")])
def test_a_range_that_is_lost_is_doubt_on_all_its_dates(
    folder: Folder, name: str, dates: str
) -> None:
    folder.put("t.csv", "rotation,days,start,end\nWard,daily,07:00,18:00\n")
    rows = f"a,8/1/2026 - 8/2/2026,Ward\n{name},{dates},Ward\na,8/10/2026 - 8/12/2026,Ward\n"
    options = {"dates": "m/d", "published": ("2026-08-01", "2026-08-20")}
    schedule = folder.read("x.csv", f"Name,Dates,Rotation\n{rows}", **options)
    assert all(after <= date(2026, 8, 3) or first > date(2026, 8, 9)
               for first, after in known(schedule, "a"))  # fmt: skip
