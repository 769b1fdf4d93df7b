"""Which dates are known of whom: each rule of the table in docs/rosters.md."""

from __future__ import annotations

from datetime import datetime

import pytest

import peerpair as pp
from peerpair.read.coverage.known import is_beside, is_day_duty

from .conftest import Folder, issues, known, span

AUGUST = span("2026-08-03", "2026-08-31")
PUBLISHED = ("2026-08-03", "2026-08-31")
HEAD = "resident,start,end,kind\n"
DAY = "a,2026-08-03 07:00,2026-08-03 18:00,ward\n"
TEMPLATES = (
    "rotation,days,start,end,kind\nWard,daily,07:00,18:00,ward\nNF,daily,19:00,07:00,night_float\n"
    "Clinic,daily,13:00,17:00,clinic\nOff,,,,off\n"
)


@pytest.mark.parametrize(
    ("hours", "kind", "full"),
    [
        ("03 07:00/03 18:00", "", True),
        ("03 07:00/03 12:00", "", True),
        ("03 00:00/04 00:00", "", True),
        ("03 08:00/03 17:00", "clinic", True),  # where somebody works all day
        ("03 13:00/03 17:00", "clinic", False),
        ("03 19:00/04 07:00", "", False),  # a night
        ("03 07:00/04 07:00", "call", False),
        ("03 07:00/03 18:00", "home call", False),
        ("03 06:00/04 06:00", "", False),  # a day and a night
        ("03 07:00/03 09:30", "", False),
        ("08 07:00/08 18:00", "", False),  # a Saturday
        ("03 00:00/04 00:00", "vacation", False),
    ],
)
def test_what_shows_that_a_list_is_of_whole_days(hours: str, kind: str, full: bool) -> None:
    start, end = (datetime.strptime(f"2026-08-{at}", "%Y-%m-%d %H:%M") for at in hours.split("/"))
    assert is_day_duty(start, end, kind or None) == full


def test_kinds_beside_a_rotation() -> None:
    assert all(map(is_beside, ("call", "On-Call", "jeopardy", "Clinic", "vacation", "sick")))
    assert not any(map(is_beside, ("ward", "MICU", "night_float", "", None)))


def test_a_list_is_known_from_its_first_date_to_its_last(folder: Folder) -> None:
    schedule = folder.read("x.csv", HEAD + DAY + DAY.replace("-03", "-07"))
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-08")]


def test_published_says_which_dates_a_full_list_covers(folder: Folder) -> None:
    assert known(folder.read("x.csv", HEAD + DAY, published=PUBLISHED), "a") == [AUGUST]


PARTIAL = {
    "nights": "a,2026-08-03 19:00,2026-08-04 07:00,\n",
    "calls": "a,2026-08-03 07:00,2026-08-04 07:00,call\n",
    "afternoons of clinic": "a,2026-08-03 13:00,2026-08-03 17:00,clinic\n",
    "leave": "a,2026-08-03 00:00,2026-08-08 00:00,vacation\n",
}


@pytest.mark.parametrize("rows", PARTIAL.values(), ids=PARTIAL)
def test_a_list_without_duty_by_day_claims_nothing(folder: Folder, rows: str) -> None:
    schedule = folder.read("x.csv", HEAD + rows, published=PUBLISHED)
    assert known(schedule, "a") == []
    assert "x.csv: lists nothing but calls, nights, clinics or leave" in issues(schedule)[0]
    assert issues(schedule)[-1].startswith(
        "the files: known from calls, nights, clinics or leave only: a;"
    )


@pytest.mark.parametrize("rows", PARTIAL.values(), ids=PARTIAL)
def test_a_file_that_is_said_to_be_complete_is(folder: Folder, rows: str) -> None:
    mapping = folder.put("map.toml", '[[file]]\nmatch = "x.csv"\ncomplete = true\n')
    schedule = folder.read("x.csv", HEAD + rows, published=PUBLISHED, mapping=mapping)
    assert known(schedule, "a") == [AUGUST]


def test_calls_beside_a_full_list_add_entries_and_no_claim(folder: Folder) -> None:
    folder.put("calls.csv", HEAD + "a,2026-08-20 07:00,2026-08-21 07:00,call\n")
    schedule = folder.read("x.csv", HEAD + DAY)
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-04")]
    assert len(schedule.assignments) == 2
    assert "known from" not in str(schedule.issues)


def test_one_duty_by_day_speaks_for_its_whole_list(folder: Folder) -> None:
    rows = DAY + PARTIAL["nights"].replace("a,", "b,")
    schedule = folder.read("x.csv", HEAD + rows, published=PUBLISHED)
    assert known(schedule, "b") == [AUGUST]


def test_a_duty_by_day_far_from_the_horizon_speaks_for_nothing(folder: Folder) -> None:
    rows = DAY.replace("2026-08", "2026-02") + PARTIAL["nights"]
    schedule = folder.read("x.csv", HEAD + rows, published=PUBLISHED, horizon=PUBLISHED)
    assert known(schedule, "a") == []


def test_published_never_makes_a_matrix_claim_more_than_its_cells(folder: Folder) -> None:
    folder.put("templates.csv", TEMPLATES)
    schedule = folder.read(
        "m.csv", "resident,2026-08-03,2026-08-04\na,Ward,Off\nb,NF,NF\n", published=PUBLISHED
    )
    both = [span("2026-08-03", "2026-08-05")]
    assert known(schedule, "a") == known(schedule, "b") == both


@pytest.mark.parametrize("cells", ["Clinic,Clinic", "Vacation,Clinic"])
def test_a_matrix_of_clinics_and_leave_claims_nothing(folder: Folder, cells: str) -> None:
    folder.put("templates.csv", TEMPLATES)
    text = f"resident,2026-08-03,2026-08-04\na,{cells}\n"
    assert known(folder.read("m.csv", text, published=PUBLISHED), "a") == []
    mapping = folder.put("map.toml", '[[file]]\nmatch = "m.csv"\ncomplete = true\n')
    assert known(folder.read(mapping=mapping), "a") == [span("2026-08-03", "2026-08-05")]


def test_doubt_beats_every_claim(folder: Folder) -> None:
    """Whatever file claims a date, what another could not read of it makes it unknown."""
    folder.put("x.csv", HEAD + DAY + DAY.replace("-03", "-20"))
    other = "resident,start,end\na,2026-08-10 07:00,later\na,2026-08-12 07:00,2026-08-12 18:00\n"
    schedule = folder.read("other.csv", other, published=PUBLISHED)
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-10")]


@pytest.mark.parametrize("torn", ["b,2026-08-04 07:00", "b,2026-08-04 07:00,2026-08-0"])
def test_a_file_that_ends_in_a_torn_row_is_a_doubt_about_everybody(
    folder: Folder, torn: str
) -> None:
    folder.put("x.csv", HEAD + DAY)
    text = HEAD + DAY.replace("a,", "b,") + torn
    assert known(folder.read("y.csv", text), "a") == []
    assert known(folder.read("y.csv", text + "\n"), "a") == [span("2026-08-03", "2026-08-04")]


def test_a_file_that_ends_within_a_rotations_name_is_a_doubt_about_everybody(
    folder: Folder,
) -> None:
    folder.put("templates.csv", TEMPLATES)
    text = "resident,2026-08-03,2026-08-04\na,Ward,Off\nb,Off,Clin"
    assert known(folder.read("m.csv", text), "a") == []
    assert known(folder.read("m.csv", text + "\n"), "a") == [span("2026-08-03", "2026-08-05")]


def test_dates_that_lie_astray_and_fit_the_other_way_round_are_asked_about(folder: Folder) -> None:
    """A spreadsheet exchanged day and month where it could."""
    days = [f"2026-{month:02}-{day:02}" for month, day in ((3, 8), (4, 8), (5, 8), (8, 13))]
    rows = "".join(f"a,{day} 07:00,{day} 18:00,ward\n" for day in (*days, "2026-08-14"))
    with pytest.raises(pp.ReadError, match="dates such as 2026-03-08 lie far from all others"):
        folder.read("x.csv", HEAD + rows)
    folder.read("x.csv", HEAD + "\n".join(rows.splitlines()[2:]) + "\n")
    # Hardly nearer the other way round: nothing was exchanged.
    near = (f"2026-08-{day:02}" for day in (3, 9, 10, 11, 25))
    folder.read("x.csv", HEAD + "".join(f"a,{day} 07:00,{day} 18:00,ward\n" for day in near))


def test_a_long_gap_in_a_list_is_unknown(folder: Folder) -> None:
    schedule = folder.read("x.csv", HEAD + DAY + DAY.replace("-03", "-27"))
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-04"),
        span("2026-08-27", "2026-08-28"),
    ]
