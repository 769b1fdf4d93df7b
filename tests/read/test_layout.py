"""Tables with dates one way and people, or services, the other: every layout reads the same."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peerpair as pp

from . import workbooks
from .conftest import Folder, issues, known, span, times
from .layouts import (
    DAYS,
    MONDAY,
    PEOPLE,
    RESIDENTS,
    ROTATIONS,
    TEMPLATES,
    WEEKDAYS,
    Grid,
    Plan,
    blocks,
    dotted,
    named,
    slashed,
    text_of,
)

Files = Mapping[str, str | Grid]
Facts = tuple[list[str], list[object]]
HORIZON = ("2026-08-03", "2026-12-28")
MARCH = ("2026-03-02", "2026-04-27")


def facts(files: Files, **options: Any) -> Facts:
    """Return who is busy when with what, and who is known when."""
    with tempfile.TemporaryDirectory() as path:
        texts = {"residents.csv": RESIDENTS, "templates.csv": TEMPLATES, **files}
        for name, text in texts.items():
            content = text if isinstance(text, str) else text_of(text)
            Path(path, name).write_text(content, encoding="utf-8")
        schedule = pp.read(path, **({"timezone": "UTC", "horizon": HORIZON} | options))
    return sorted(times(schedule)), [resident.coverage for resident in schedule.residents]


def plain(plan: Plan) -> Facts:
    """Return what a plan says, from a table that leaves nothing open."""
    return facts({"m.csv": plan.across([f"{first} - {last}" for first, last in plan.spans])})


YEAR = Plan(
    blocks((2, 2, 4)),
    {"a": ("Ward", "Nights", "Off"), "b": ("Clinic", "Off", "Ward"), "c": ("Off", "Ward", "MICU")},
)


def labelled(form: str) -> Callable[[Plan], Grid]:
    """Return what writes label and dates in one cell."""
    return lambda plan: plan.across(
        [form.format(n, r) for n, r in zip(plan.numbers, plan.ranges("-", slashed), strict=True)]
    )


def in_two_columns(plan: Plan) -> Grid:
    rows = [[PEOPLE[who][1], PEOPLE[who][0], *cells] for who, cells in plan.cells.items()]
    return [["Last Name", "First Name", *plan.ranges("-", slashed)], *rows]


def after_others(plan: Plan) -> Grid:
    rows = [["2", PEOPLE[who][1], PEOPLE[who][0], "", *c] for who, c in plan.cells.items()]
    return [["PGY", "Last", "First", "Notes", *plan.ranges("-", slashed)], *rows]


def with_notes(plan: Plan) -> Grid:
    title: Grid = [["Academic year"], ["", "call the office before you swap"]]
    weeks = [f"{(last - first).days // 7 + 1} wk" for first, last in plan.spans]
    counts = ["on the ward", *("1" for _ in plan.spans)]
    return [*title, *plan.across(plan.numbers, plan.ranges("-", slashed), weeks), counts]


def with_advisors(plan: Plan) -> Grid:
    header, *rows = plan.across(plan.ranges("-", slashed))
    return [
        ["Resident", "Advisor", *header[1:]],
        *([name, "Dr. Nobody Here", *cells] for name, *cells in rows),
    ]


def in_parts(plan: Plan) -> Grid:
    header, first, *others = plan.across(plan.ranges("-", slashed))
    return [["PGY-1"], header, first, [], ["PGY-2"], header, *others]


def words(
    months: Mapping[int, str], form: str, sign: str, before: str = ""
) -> Callable[[Plan], Grid]:
    """Return what writes dates with the names of months in some language."""

    def write(plan: Plan) -> Grid:
        ranges = plan.ranges(sign, lambda day: form.format(day.day, months[day.month]))
        return plan.across([before + text for text in ranges], head="Name")

    return write


_FRENCH = {8: "août", 9: "sept.", 10: "octobre", 11: "nov.", 12: "déc."}
_GERMAN = {8: "August", 9: "Sept.", 10: "Okt.", 11: "November", 12: "Dez."}
_SPANISH = {8: "agosto", 9: "septiembre", 10: "oct.", 11: "noviembre", 12: "dic."}

BLOCKS: Mapping[str, Callable[[Plan], Grid]] = {
    "ISO": lambda plan: plan.across(plan.ranges(" to ", str)),
    "number over dates": lambda plan: plan.across(plan.numbers, plan.ranges("-", slashed)),
    "label over dates": lambda plan: plan.across(
        [f"Block {n}" for n in plan.numbers], plan.ranges(" - ", slashed)
    ),
    "in brackets": labelled("Block {} ({})"),
    "after a line break": labelled("{}\n{}"),
    "after a colon": labelled("Block {}: {}"),
    "after a dash": labelled("Block {} \N{EN DASH} {}"),
    "first and last dates": lambda plan: plan.across(
        *([f"{slashed(pair[i])}/{pair[i].year}" for pair in plan.spans] for i in (0, 1))
    ),
    "last dates in a third row": lambda plan: plan.across(
        plan.numbers, *([f"{pair[i]:%m/%d/%Y}" for pair in plan.spans] for i in (0, 1))
    ),
    "months in words": lambda plan: plan.across(plan.ranges(" to ", named)),
    "short months": lambda plan: plan.across(plan.ranges(" - ", lambda d: f"{d.day} {d:%b}")),
    "last and first name": in_two_columns,
    "last and first name after others": after_others,
    "notes and counts": with_notes,
    "two columns of people": with_advisors,
    "tables below each other": in_parts,
    "German": lambda plan: plan.across(plan.ranges(" - ", dotted), head="Arzt"),
    "German with years": lambda plan: plan.across(
        plan.ranges(" bis ", lambda d: f"{dotted(d)}{d.year}"), head="Mitarbeiter"
    ),
    "German months": words(_GERMAN, "{}. {}", " bis "),
    "French months": words(_FRENCH, "{} {}", " au "),
    "Spanish months": words(_SPANISH, "{} de {}", " al "),
    "French from": words(_FRENCH, "{} {}", " au ", "du "),
    "German from": words(_GERMAN, "{}. {}", " bis ", "vom "),
    "Spanish from": words(_SPANISH, "{} de {}", " al ", "del "),
    "with arrows": lambda plan: plan.across(plan.ranges(" \N{RIGHTWARDS ARROW} ", slashed)),
    "Roman numbers": lambda plan: plan.across(
        [
            f"Block {number}: {text}"
            for number, text in zip(
                ("I", "II", "III", "IV", "V", "VI"), plan.ranges("~", slashed), strict=False
            )
        ]
    ),
    "year once": lambda plan: plan.across(
        [f"{named(a)} - {named(b)}, {b.year}" for a, b in plan.spans]
    ),
    "down": lambda plan: plan.down(plan.ranges(" - ", slashed)),
    "down, with labels": lambda plan: plan.down(
        plan.numbers, plan.ranges(" to ", named), heads=("Block", "Dates")
    ),
    "down, last and first names": lambda plan: [
        ["Last Name", *(PEOPLE[who][1] for who in plan.cells)],
        ["First Name", *(PEOPLE[who][0] for who in plan.cells)],
        *plan.down(plan.ranges("-", slashed))[1:],
    ],
    "down, first and last dates": lambda plan: plan.down(
        plan.numbers,
        *([str(pair[i]) for pair in plan.spans] for i in (0, 1)),
        heads=("Block", "Start", "End"),
    ),
}


@pytest.mark.parametrize("layout", BLOCKS.values(), ids=BLOCKS)
def test_blocks(layout: Callable[[Plan], Grid]) -> None:
    assert facts({"m.csv": layout(YEAR)}) == plain(YEAR)


LABELS: Mapping[str, Callable[[Plan], Grid]] = {
    "numbers": lambda plan: plan.across(plan.numbers),
    "Block 1": lambda plan: plan.across([f"Block {n}" for n in plan.numbers]),
    "down": lambda plan: plan.down(plan.numbers),
    "Block 1 down": lambda plan: plan.down([f"Block {n}" for n in plan.numbers]),
}


@pytest.mark.parametrize("layout", LABELS.values(), ids=LABELS)
def test_labels_of_a_block_table(layout: Callable[[Plan], Grid]) -> None:
    assert facts({"m.csv": layout(YEAR), "blocks.csv": YEAR.table}) == plain(YEAR)


@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize(("label", "written"), [("8-{}", "{}-Aug"), ("{}-8", "{}-Aug")])
def test_labels_that_a_spreadsheet_made_dates(down: bool, label: str, written: str) -> None:
    heads = [written.format(n) for n in YEAR.numbers]
    grid = YEAR.down(heads) if down else YEAR.across(heads)
    rows = (
        f"{label.format(n)},{a},{b}\n" for n, (a, b) in zip(YEAR.numbers, YEAR.spans, strict=True)
    )
    table = "block,start,end_inclusive\n" + "".join(rows)
    assert facts({"m.csv": grid, "blocks.csv": table}) == plain(YEAR)


plans = st.integers(2, 6).flatmap(
    lambda count: st.builds(
        Plan,
        st.tuples(*[st.integers(1, 4)] * count).map(blocks),
        st.fixed_dictionaries(
            {who: st.tuples(*[st.sampled_from(ROTATIONS)] * count) for who in PEOPLE}
        ),
    )
)


@settings(deadline=None, max_examples=60)
@given(plan=plans, layout=st.sampled_from(list(BLOCKS)))
def test_any_blocks(plan: Plan, layout: str) -> None:
    assert facts({"m.csv": BLOCKS[layout](plan)}, dates="d/m" if "German" in layout else "m/d") == (
        plain(plan)
    )


EACH = Plan(
    tuple((day, day) for day in DAYS),
    {
        who: [ROTATIONS[(step * at + shift) % 5] for at in range(len(DAYS))]
        for who, step, shift in (("a", 1, 0), ("b", 2, 1), ("c", 3, 2))
    },
)
HEADS = [slashed(day) for day in DAYS]
SHORT = [f"{day:%a}" for day in DAYS]
WEEKS = (EACH.part(0, 7), EACH.part(7, 14))


def weeks(*between: list[str]) -> Grid:
    """Return two weeks below each other."""
    return [
        row
        for plan in WEEKS
        for row in (*between, *plan.across([slashed(day) for day in plan.starts]))
    ]


def beside(*gap: str) -> Grid:
    """Return two weeks beside each other."""
    left, right = (plan.across([slashed(day) for day in plan.starts]) for plan in WEEKS)
    return [[*a, *gap, *b] for a, b in zip(left, right, strict=True)]


def weeks_down() -> Grid:
    return [
        row
        for plan in WEEKS
        for row in plan.down([slashed(day) for day in plan.starts], heads=("Date",))
    ]


def weeks_down_beside() -> Grid:
    left, right = (
        plan.down([slashed(day) for day in plan.starts], heads=("Date",)) for plan in WEEKS
    )
    return [[*a, "", *b] for a, b in zip(left, right, strict=True)]


def months_beside(first: str) -> Grid:
    """Return the end of July and the beginning of August, under titles over several columns."""
    title = [first, "July 2026", "", "August 2026", *([""] * 15)]
    title = title[1:] if not first else title
    header = ["Resident", "30", "31", "1", "2", *(str(day.day) for day in DAYS)]
    _, *rows = EACH.across(HEADS)
    return [title, header, *([name, *["Off"] * 4, *cells] for name, *cells in rows)]


NUMBERS = [str(day.day) for day in DAYS]
DATES: Mapping[str, Grid] = {
    "slashes": EACH.across(HEADS),
    "midnights": EACH.across([f"{day} 00:00:00" for day in DAYS]),
    "midnights of half the clock": EACH.across([f"{day:%m/%d/%Y} 12:00 AM" for day in DAYS]),
    "weekdays above": EACH.across(SHORT, HEADS),
    "weekdays below": [["Resident", *HEADS], ["", *SHORT], *EACH.across(HEADS)[1:]],
    "weekdays in the cells": EACH.across([f"{a} {b}" for a, b in zip(SHORT, HEADS, strict=True)]),
    "no header for people": EACH.across(HEADS, head=""),
    "month": [["August 2026"], *EACH.across(NUMBERS)],
    "month in a title": [["Call schedule, August 2026"], *EACH.across(SHORT, NUMBERS)],
    "months beside each other": months_beside(" "),
    "three rows": EACH.across(["Block 2", *([""] * 13)], SHORT, HEADS),
    "counts": [[*row, "12" if at else "Total"] for at, row in enumerate(EACH.across(HEADS))],
    "weeks below each other": weeks(),
    "weeks with titles": weeks(["Week"], ["seen by the chief"]),
    "weeks beside each other": beside(),
    "weeks with a column between": beside(""),
    "down": EACH.down(HEADS, heads=("Date",)),
    "down with weekdays": EACH.down(HEADS, SHORT, heads=("Date", "Day")),
    "down after weekdays": EACH.down(SHORT, HEADS, heads=("Day", "Date")),
    "down under a title": [["Wards"], *EACH.down([*map(str, DAYS)], heads=("",))],
    "down by the month": [["August 2026"], *EACH.down(NUMBERS, heads=("Day",))],
    "weeks down, below each other": weeks_down(),
    "weeks down, beside each other": weeks_down_beside(),
    "German": EACH.across([f"{w} {dotted(d)}" for w, d in zip(WEEKDAYS * 2, DAYS, strict=True)]),
    "German weekdays below": [
        ["Arzt", *map(dotted, DAYS)],
        ["", *WEEKDAYS * 2],
        *EACH.across(HEADS)[1:],
    ],
    "German month": [["Dienstplan August 2026"], *EACH.across(NUMBERS, head="Arzt")],
    "German days": [
        ["Dienstplan August 2026"],
        ["", *WEEKDAYS * 2],
        *EACH.across([f"{day}." for day in NUMBERS], head="Arzt"),
    ],
    "French": EACH.across([f"{day.day} août" for day in DAYS], head="Nom"),
    "Spanish": EACH.across([f"{day.day} de agosto" for day in DAYS], head="Nombre"),
}


@pytest.mark.parametrize("grid", DATES.values(), ids=DATES)
def test_dates(grid: Grid) -> None:
    dates = ("2026-08-03", "2026-08-17")
    wanted = facts({"m.csv": EACH.across([*map(str, DAYS)])}, horizon=dates)
    assert facts({"m.csv": grid}, horizon=dates) == wanted


@pytest.fixture
def ward(folder: Folder) -> Folder:
    folder.put("templates.csv", TEMPLATES)
    return folder


def put(folder: Folder, grid: Grid, **options: Any) -> pp.Schedule:
    return folder.read("m.csv", text_of(grid), **({"horizon": HORIZON} | options))


SERVICES: Mapping[str, Grid] = {
    "down": [
        ["", "2026-08-03", "2026-08-04"],
        ["Ward", "Ana Lopez", "Okafor, Ben"],
        ["Call 7p-7a", "c", "Ana Lopez"],
    ],
    "across": [
        ["Date", "Day", "Ward", "Call 7p-7a"],
        ["2026-08-03", "Mon", "Ana Lopez", "Chloé Dubois"],
        ["2026-08-04", "Tue", "Ben Okafor", "a"],
    ],
}


@pytest.mark.parametrize("grid", SERVICES.values(), ids=SERVICES)
def test_services_with_names_in_the_cells_show_nobody_free(ward: Folder, grid: Grid) -> None:
    schedule = put(ward, grid)
    assert sorted(times(schedule)) == [
        "a 08-03 07:00/08-03 18:00 ward",
        "a 08-04 19:00/08-05 07:00 call",
        "b 08-04 07:00/08-04 18:00 ward",
        "c 08-03 19:00/08-04 07:00 call",
    ]
    assert [known(schedule, who) for who in "abc"] == [[], [], []]


def test_services_with_several_names_in_each_cell(ward: Folder) -> None:
    grid = [["Date", "Ward", "Call 7p-7a"], ["2026-08-03", "Ana Lopez; Okafor, Ben", "c"],
            ["2026-08-04", "Ben Okafor / c", "Ana Lopez, Ben Okafor"]]  # fmt: skip
    assert sorted(t[:7] for t in times(put(ward, grid))) == [
        *("a 08-03", "a 08-04", "b 08-03", "b 08-04", "b 08-04", "c 08-03", "c 08-04")
    ]


@pytest.mark.parametrize("sign", ["; ", ", ", " / ", "\n", " & "])
def test_a_cell_of_many_people_is_read_to_its_end(folder: Folder, sign: str) -> None:
    names = [f"{first} Nr{letter}" for first in ("Ana", "Ben", "Cleo") for letter in "abcdefghijk"]
    people = "".join(f"r{at},{name},IM\n" for at, name in enumerate(names))
    folder.put("residents.csv", "id,name,specialty\n" + people)
    grid = [["Date", "Day 8a-5p"], *([f"8/{day}/2026", sign.join(names)] for day in (3, 13))]
    assert len({a.resident for a in put(folder, grid).assignments}) == len(names)


def test_hours_beside_services_leave_them_their_names(ward: Folder) -> None:
    down = [["", "ICU Day", "ICU Night"], ["Date", "7a-7p", "19-07"],
            ["Mon 8/3", "Ana Lopez", "c"], ["Fri 8/14", "c", "Ana Lopez"]]  # fmt: skip
    for grid in (down, [list(row) for row in zip(*down, strict=True)]):
        schedule = put(ward, grid)
        assert {*times(schedule)} == {
            f"{who} {hours} {kind}"
            for who, hours, kind in (
                ("a", "08-03 07:00/08-03 19:00", "ICU Day, 7a-7p"),
                ("c", "08-03 19:00/08-04 07:00", "ICU Night, 19-07"),
                ("a", "08-14 19:00/08-15 07:00", "ICU Night, 19-07"),
                ("c", "08-14 07:00/08-14 19:00", "ICU Day, 7a-7p"),
            )
        }


TITLED: Grid = [
    ["Week of August 3, 2026"],
    ["Name", *WEEKDAYS[:5]],
    ["a", "Ward", "Off", "Off", "Off", "Off"],
    ["b", "Off", "Off", "Off", "Off", "Ward"],
    [],
    ["Week of Aug 10"],
    ["Name", *WEEKDAYS[:5]],
    ["a", "Off", "Ward", "Off", "Off", "Off"],
    ["b", "Off", "Off", "Off", "Off", "Off"],
]


def test_weekdays_under_the_date_of_their_week(ward: Folder) -> None:
    schedule = put(ward, TITLED)
    assert [t[:7] for t in times(schedule)] == ["a 08-03", "b 08-07", "a 08-11"]
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-08"),
        span("2026-08-10", "2026-08-15"),
    ]


@pytest.mark.parametrize("every", [False, True])  # as merged cells are
@pytest.mark.parametrize("weeks", [("Week of 8/3", "Week of 8/10"), ("8/3 - 8/9", "8/10 - 8/16")])
def test_weekdays_under_the_weeks_beside_each_other(
    ward: Folder, weeks: tuple[str, str], *, every: bool
) -> None:
    dates = [week if every or not at else "" for week in weeks for at in range(7)]
    grid = [["", *dates], ["Name", *WEEKDAYS * 2], ["a", "Off", "Ward", *["Off"] * 11, "Ward"]]
    schedule = put(ward, grid, dates="m/d")
    assert [t[:7] for t in times(schedule)] == ["a 08-04", "a 08-16"]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-17")]


def test_weekdays_under_a_longer_range_are_not_of_its_first_week(ward: Folder) -> None:
    grid = [["", *["8/3 - 8/30"] * 7], ["Name", *WEEKDAYS], ["a", "Off", "Ward", *["Off"] * 5]]
    assert [t[:7] for t in times(put(ward, grid, dates="m/d"))][-1] == "a 08-30"


@pytest.mark.parametrize("title", ["August 4, 2026", "Week of 3 Smarch", "updated August 3, 2026"])
def test_weekdays_under_another_date_are_unknown(ward: Folder, title: str) -> None:
    schedule = put(ward, [[title], *TITLED[1:4]])
    assert schedule.assignments == ()
    assert known(schedule, "a") == []


def test_tables_beside_each_other_with_headers_of_their_own(ward: Folder) -> None:
    dates = ["8/3-8/16", "8/17-8/30"]
    grid = [
        ["Seniors", *dates, "", "Interns", *dates],
        ["a", "Off", "Ward", "", "b", "Ward", "Off"],
    ]
    schedule = put(ward, grid)
    assert known(schedule, "a") == known(schedule, "b") == [span("2026-08-03", "2026-08-31")]
    assert {t[:7] for t in times(schedule)} >= {"a 08-17", "b 08-03"}


MONTHS: list[list[str]] = [
    ["August", "September"],
    ["Aug 2026", "Sept. 2026"],
    ["AUG '26", "SEP '26"],
    ["août", "septembre"],
]


@pytest.mark.parametrize("heads", MONTHS)
def test_months(ward: Folder, heads: list[str]) -> None:
    grid = [["Resident", *heads], ["Ana Lopez", "Off", "Ward"], ["Ben Okafor", "Ward", "Off"]]
    for table in (grid, [list(row) for row in zip(*grid, strict=True)]):
        schedule = put(ward, table, horizon=("2026-07-01", "2026-12-01"))
        assert len(schedule.assignments) == 61
        assert min(t for t in times(schedule) if t[0] == "a").startswith("a 09-01 ")
        assert known(schedule, "b") == [span("2026-08-01", "2026-10-01")]


@pytest.mark.parametrize("corner", ["August 2026", "Aug"])
@pytest.mark.parametrize(
    "days",
    [["3", "4", "5"], ["8/3/2026", "8/4/2026", "8/25/2026"], ["Aug 3", "Aug 4", "Aug 5"]],
)
def test_a_month_in_the_corner_is_a_title(ward: Folder, corner: str, days: list[str]) -> None:
    rows = [["Ana Lopez", "Off", "Ward", "Off"], ["Ben Okafor", "Ward", "Off", "Off"]]
    for grid in ([[corner, *days], *rows], [[corner, "", "", ""], ["", *days], *rows]):
        schedule = put(ward, grid if corner[3:] else [[f"{corner} 2026"], *grid])
        assert [t[:7] for t in times(schedule)] == ["a 08-04", "b 08-03"]


@pytest.mark.parametrize("month", ["August", "August 2026"])
def test_months_over_days(ward: Folder, month: str) -> None:
    grid = [["", month, "", "Sep 2026"], ["Resident", "1-15", "16-31", "1-15"]]
    grid.append(["Ana Lopez", "Off", "Ward", "Off"])
    schedule = put(ward, grid, horizon=("2026-07-01", "2026-12-01"))
    assert (len(schedule.assignments), times(schedule)[0][:7]) == (16, "a 08-16")
    assert known(schedule, "a") == [span("2026-08-01", "2026-09-16")]


def test_months_over_blocks_do_not_say_how_long_these_last(ward: Folder) -> None:
    grid = [["", "August", "September"], ["Resident", "Block 2", "Block 3"], ["a", "Off", "Ward"]]
    with pytest.raises(pp.ReadError, match="block 'Block 2' is not in a table of blocks"):
        put(ward, grid, horizon=("2026-07-01", "2026-12-01"))


@pytest.mark.parametrize("heads", [("August", "September"), ("8/3-8/16", "8/17-8/30")])
def test_a_column_without_a_header_may_be_part_of_its_neighbours(
    ward: Folder, heads: tuple[str, str]
) -> None:
    halves = [["Resident", heads[0], "", heads[1]], ["a", "Off", "Nights", "Ward"]]
    assert known(put(ward, halves), "a") == []


@pytest.mark.parametrize("below", ["PM", "Night call", "", '"'])
def test_a_second_row_without_a_name_is_anybodys(ward: Folder, below: str) -> None:
    grid = [
        ["Resident", "8/3/2026", "8/14/2026"],
        ["a", "Clinic", "Off"],
        [below, "Nights", "Ward"],
    ]
    schedule = put(ward, [*grid, ["b", "Clinic", "Off"]])
    assert known(schedule, "a") == known(schedule, "b") == []


def test_a_first_row_whose_name_is_an_error_is_anybodys(ward: Folder) -> None:
    grid = [["Resident", "8/3/2026", "8/14/2026"], ["#REF!", "TBA", "Ward 3"]]
    schedule = put(ward, [*grid, ["a", "Clinic", "Off"], ["b", "Clinic", "Off"]])
    assert known(schedule, "a") == known(schedule, "b") == []


def test_notes_and_groups_beside_people(ward: Folder) -> None:
    grid = [["", "Resident", "8/3-8/9", "8/10-8/16", "Remarks"], ["", "", "ITE", "", ""],
            ["Team A", "a", "Off", "Off", "Nights 8/5 to 8/6"],
            ["", "b", "Off", "Ward", "joined 7/1/2024"]]  # fmt: skip
    schedule = put(ward, grid, dates="m/d")
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-05"),
        span("2026-08-08", "2026-08-17"),
    ]
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-17")]


@pytest.mark.parametrize("other", ["Off", "Post-call", "Vacation", "Didactics", "Call", "??"])
def test_a_matrix_of_calls_and_days_off_shows_nobody_by_day(ward: Folder, other: str) -> None:
    ward.put("calls.csv", "rotation,days,start,end,kind\nCall,daily,17:00,08:00,call\n"
             "Didactics,daily,08:00,12:00,\n")  # fmt: skip
    grid = [["Resident", "8/3/2026", "8/14/2026"], ["a", "Call", other], ["b", other, "Call"]]
    schedule = put(ward, grid)
    assert known(schedule, "a") == known(schedule, "b") == []
    both = put(ward, [*grid, ["c", "Ward", "Off"]])
    assert known(both, "a") != []


@pytest.mark.parametrize(
    "hours", ["8am-5pm, 6pm-8pm", "8:00-12:00, 13:00-17:00", "8-12, 13-17", "8:00 to 12:00, 13-17"]
)
def test_several_hours_in_a_cell_are_not_the_last_of_them_alone(ward: Folder, hours: str) -> None:
    grid = [["Resident", "8/3/2026", "8/14/2026"], ["a", hours, "Off"], ["b", "Ward", hours]]
    schedule = put(ward, grid)
    assert not any(when.startswith("a ") for when in times(schedule))
    assert all(first > date(2026, 8, 3) for first, _ in known(schedule, "a"))


@pytest.mark.parametrize(("hours", "full"), [("17-08", False), ("5p-8a", False), ("07-19", True)])
def test_cells_with_hours(ward: Folder, hours: str, full: bool) -> None:
    grid = [["Resident", "8/3/2026", "8/14/2026"], ["a", hours, "Off"], ["b", "Off", hours]]
    assert bool(known(put(ward, grid), "a")) is full
    lost = put(ward, [["Resident", "8/13/2026", "zz"], *grid[1:]])
    assert known(lost, "a") == []


def test_a_legend_below_is_nobodys_second_row(ward: Folder) -> None:
    grid = [["Resident", "8/3/2026", "8/14/2026"], ["a", "Ward", "Off"], ["NF", "Nights 7p-7a", ""]]
    assert known(put(ward, grid), "a") != []


def test_footnotes_of_rotations(ward: Folder) -> None:
    grid = [["Resident", "8/3/2026", "8/14/2026"], ["a", "Ward*", "Clinic \u2020"]]
    assert [t.split()[-1] for t in times(put(ward, grid))] == ["ward", "clinic"]


@pytest.mark.parametrize(
    ("heads", "halves"),
    [
        (("8/3", "", "8/14", ""), ("AM", "PM") * 2),
        (("3.8.", "", "14.8.", ""), ("Vormittag", "Nachmittag") * 2),
        (("3 août", "", "14 août", ""), ("matin", "après-midi") * 2),
    ],
)
def test_dates_over_halves(ward: Folder, heads: tuple[str, ...], halves: tuple[str, ...]) -> None:
    grid: Grid = [["", *heads], ["Name", *halves], ["Ana Lopez", "Clinic", "Off", "Off", "Ward"]]
    assert times(put(ward, grid)) == [
        "a 08-03 08:00/08-03 12:00 clinic",
        "a 08-14 12:00/08-14 18:00 ward",
    ]


def test_a_title_in_merged_cells_over_halves(ward: Folder) -> None:
    grid: workbooks.Grid = [
        [None, date(2026, 8, 3), None],
        ["Resident", "AM", "PM"],
        ["a", "Clinic", "Ward"],
    ]
    book = workbooks.workbook({"S": grid}, merged={"S": ["B1:C1"]})
    assert times(ward.read("x.xlsx", book)) == [
        "a 08-03 08:00/08-03 12:00 clinic",
        "a 08-03 12:00/08-03 18:00 ward",
    ]


@pytest.mark.parametrize(
    ("starts", "lengths"),
    [
        ((3, 10, 17), (7, 7, 7)),  # a weekday that repeats
        ((3, 17), (14, 14)),  # two weeks apart
        ((3, 10), (1, 1)),  # one week apart: two dates, or two weeks
        ((3, 5, 10), (1, 1, 1)),
        ((3, 7, 10), (1, 1, 1)),  # a weekend, or one column until Sunday
        ((3, 6, 13, 14), (1, 1, 1, 1)),
        ((3, 5, 10, 12, 17, 19), (2, 5, 2, 5, 2, 5)),  # halves of weeks
        ((3, 4, 5), (1, 1, 1)),
    ],
)
def test_a_column_lasts_until_the_next_where_the_table_shows_it(
    ward: Folder, starts: tuple[int, ...], lengths: tuple[int, ...]
) -> None:
    days = [date(2026, 8, day) for day in starts]
    grid: Grid = [["Resident", *map(str, days)], ["a", *("Ward" for _ in days)]]
    schedule = put(ward, grid)
    wanted = {
        day + timedelta(n) for day, length in zip(days, lengths, strict=True) for n in range(length)
    }
    assert {a.start.date() for a in schedule.assignments} == wanted
    covered = {
        first + timedelta(n)
        for first, after in known(schedule, "a")
        for n in range((after - first).days)
    }
    # A night of a date that is missing may reach into the next morning.
    missing = {day for day in map(min(days).__add__, map(timedelta, range(30))) if day < max(days)}
    assert covered == wanted - {day + timedelta(1) for day in missing - wanted}


def test_dates_that_miss_from_a_run_are_unknown(ward: Folder) -> None:
    days = [day for day in DAYS if day.day != 12]
    grid: Grid = [["Resident", *map(str, days)], ["a", *("Off" for _ in days)]]
    # Another list vouches for the whole month.
    ward.put("x.csv", "resident,start,end\na,2026-08-20 07:00,2026-08-20 18:00\n")
    schedule = put(ward, grid, published=("2026-08-03", "2026-08-31"))
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-12"),
        span("2026-08-14", "2026-08-31"),  # a night may reach into the 13th
    ]


@pytest.mark.parametrize(("starts", "last"), [((3, 14), 3), ((3, 4, 9), 4), ((3, 4, 5, 6), 31)])
def test_nobody_knows_how_long_the_last_of_uneven_columns_lasts(
    ward: Folder, starts: tuple[int, ...], last: int
) -> None:
    grid: Grid = [["Resident", *(f"8/{day}" for day in starts)], ["a", *("Off" for _ in starts)]]
    ward.put("x.csv", "resident,start,end\na,2026-08-20 07:00,2026-08-20 18:00\n")
    schedule = put(ward, grid, published=("2026-08-03", "2026-09-01"), dates="m/d")
    assert max(after for _, after in known(schedule, "a")) == date(2026, 8, last) + timedelta(1)


def test_numbers_under_a_month_are_blocks_only_if_they_are_all(ward: Folder) -> None:
    spans = blocks((4,) * 13, MONDAY - timedelta(28))
    ward.put("blocks.csv", Plan(spans, {}).table)
    few: Grid = [["August 2026"], ["Resident", "3", "4"], ["a", "Ward", "Off"]]
    with pytest.raises(pp.ReadError, match="'3' may be a block, or a day of 8/2026"):
        put(ward, few)
    dated: Grid = [few[0], ["", "Mon", "Tue"], *few[1:]]
    assert [a.start.day for a in put(ward, dated).assignments] == [3]
    every: Grid = [["Updated August 2026"], ["Resident", *map(str, range(1, 14))]]
    schedule = put(ward, [*every, ["a", *("Off" for _ in range(13))]])
    assert known(schedule, "a")[0][0] == MONDAY


def test_the_order_of_other_files_counts_and_clocks_do_not(ward: Folder) -> None:
    grid: Grid = [["Resident", "8/3", "8/4"], ["a", "7.30", "Off"]]
    with pytest.raises(pp.ReadError, match="can be month/day or day/month"):
        put(ward, grid)
    ward.put("other.csv", "resident,start,end\nb,13.8.2026 07:00,13.8.2026 18:00\n")
    schedule = put(ward, [["Resident", "8/3", "8/4"], ["a", "Ward", "Off"]], horizon=MARCH)
    assert [a.start.month for a in schedule.assignments] == [3]
    assert issues(schedule)[0] == (
        "other.csv:2 column 2: dates are day/month/year, as '13.8.2026 07:00' shows; read so"
    )


def test_rows_under_another_header_are_unknown(ward: Folder) -> None:
    grid: Grid = [["Resident", "2026-08-03", "2026-08-04"], ["a", "Off", "Off"]]
    grid += [["Resident", "first half", "second half"], ["b", "Off", "Off"]]
    schedule = put(ward, grid)
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-05")]
    assert known(schedule, "b") == []


def test_a_header_of_first_and_last_dates_that_is_torn_is_refused(ward: Folder) -> None:
    header: Grid = [
        ["Resident", "Block 1", "Block 2", "Block 3"],
        ["Start", "2026-08-03", "2026-08-31", "2026-09-28"],
        ["End", "2026-08-30", "2026-09-27", "2026-10-25"],
    ]
    people: Grid = [["a", "Off", "Ward", "Off"], ["b", "Ward", "Off", "Ward"]]
    assert known(put(ward, header + people), "a") == [span("2026-08-03", "2026-10-26")]
    with pytest.raises(pp.ReadError, match="a header of dates has no rows under it"):
        put(ward, [*header[:2], ["DRAFT", "", "", ""], header[2], *people])
    with pytest.raises(pp.ReadError, match="a header of dates has no rows under it"):
        put(ward, [header[0], ["", "", "2026-08-31", ""], header[2], *people])
    with pytest.raises(pp.ReadError, match="has one date where others have a first and a last"):
        put(ward, [header[0], ["Start", "", "2026-08-31", "2026-09-28"], header[2], *people])


def test_a_cell_under_a_header_that_is_no_date_is_unknown(ward: Folder) -> None:
    grid: Grid = [["Resident", "2026-08-03", "someday", "2026-08-05"], ["a", "Off", "Ward", "Off"]]
    schedule = put(ward, grid)
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-04")]
    assert any("under a header without dates" in text for text in issues(schedule))


def test_residents_in_a_column_that_is_no_part_of_the_table_are_unknown(ward: Folder) -> None:
    grid: Grid = [["Resident", "Partner", "2026-08-03", "2026-08-04"], ["a", "b", "Off", "Off"]]
    schedule = put(ward, [*grid, ["b", "", "Off", "Off"]])
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-05")]
    assert known(schedule, "b") == []


def test_a_table_that_is_left_out_makes_unknown_whom_it_names(ward: Folder) -> None:
    ward.put(
        "week.csv",
        "resident,start,end\na,2026-08-03 07:00,2026-08-03 18:00\n"
        "b,2026-08-03 07:00,2026-08-03 18:00\n",
    )
    schedule = ward.read("notes.csv", "what,who\ncharity run,Ana Lopez\n")
    assert known(schedule, "a") == []
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-04")]


def test_two_columns_of_residents_may_be_confidential_pairs(ward: Folder) -> None:
    schedule = ward.read("apart.csv", "one,other\nAna Lopez,Ben Okafor\n")
    assert "exclusions" in {file.kind for file in schedule.sources}
    assert "Ana" not in str(schedule.issues)


@pytest.mark.parametrize(
    "rows",
    [
        [["Ben Okafor on leave from Tuesday"]],
        [[], ["Swap: Ben Okafor covers on Aug 4", "", ""]],
        [["c", "Off", "Off", "Ben Okafor covers"]],
    ],
)
def test_a_note_between_rows_or_beside_them_makes_unknown_whom_it_names(
    ward: Folder, rows: Grid
) -> None:
    grid: Grid = [["Resident", "2026-08-03", "2026-08-04", "Comments"], ["b", "Off", "Off", ""]]
    schedule = put(ward, [*grid, *rows, ["a", "Off", "Off", ""]])
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-05")]
    assert known(schedule, "b") == []


@pytest.mark.parametrize("note", ["call 8/4", "call 8/4 and off 8/32"])
def test_a_note_with_dates_beside_a_row_makes_them_unknown(ward: Folder, note: str) -> None:
    grid: Grid = [["Resident", "2026-08-03", "2026-08-04", "Comments"], ["a", "Off", "Off", note]]
    assert known(put(ward, grid), "a") == [span("2026-08-03", "2026-08-04")]


def test_people_of_tables_down_are_those_of_the_header_above(ward: Folder) -> None:
    first: Grid = [["Date", "a", "b"], ["2026-08-03", "Off", "Ward"], ["2026-08-04", "Off", "Off"]]
    other: Grid = [["Senior", "c"], ["2026-08-03", "Ward"], ["2026-08-04", "Off"]]
    schedule = put(ward, [*first, *other])
    assert sorted(times(schedule)) == [
        "b 08-03 07:00/08-03 18:00 ward",
        "c 08-03 07:00/08-03 18:00 ward",
    ]
    assert [known(schedule, who) for who in "abc"] == [[span("2026-08-03", "2026-08-05")]] * 3


def test_a_row_of_somebody_is_no_header_though_codes_are_weekdays(ward: Folder) -> None:
    ward.put("templates.csv", TEMPLATES + "M,daily,07:00,18:00,ward\n")
    grid: Grid = [["Name", "2026-08-03", "2026-08-04"], ["a", "M", "M"], ["b", "Off", "Off"]]
    assert times(put(ward, grid)) == [
        "a 08-03 07:00/08-03 18:00 ward",
        "a 08-04 07:00/08-04 18:00 ward",
    ]


def test_names_under_the_days_of_a_month_show_nobody_free(ward: Folder) -> None:
    ward.put("x.csv", "resident,start,end\na,2026-08-14 07:00,2026-08-14 18:00\n")
    grid: Grid = [
        ["August 2026"],
        ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"],
        ["2", "3", "4", "5", "6", "7", "8"],
        ["", "Ana Lopez", "b", "c", "b", "c", "b"],
        ["9", "10", "11", "12", "13", "14", "15"],
        ["", "b", "c", "Ana Lopez", "b", "c", "b"],
    ]
    schedule = put(ward, grid, published=("2026-08-03", "2026-08-15"))
    days = {
        first + timedelta(n)
        for first, after in known(schedule, "a")
        for n in range((after - first).days)
    }
    assert not days & {date(2026, 8, 3), date(2026, 8, 12)}
    assert date(2026, 8, 6) in days


def test_what_is_said_about_a_header_is_said_once(ward: Folder) -> None:
    days = ("8/3/2026", "8/10/2026", "8/17/2026")
    grid: Grid = [["Block", "a", "b"], *([day, "Ward", "Ward"] for day in days)]
    said = [issue.message for issue in put(ward, grid).issues]
    assert len([text for text in said if "dates are month/day/year" in text]) == 1
    assert len([text for text in said if "the last column has no end" in text]) == 1


def test_a_row_of_errors_between_services_heads_no_table(ward: Folder) -> None:
    ward.put("base.csv", "resident,start,end\nc,2026-08-04 07:00,2026-08-04 18:00\n")
    grid: Grid = [["Date", "Call 7p-7a"], ["2026-08-03", "Ana Lopez"], ["#N/A", "???"]]
    schedule = put(ward, [*grid, ["2026-08-05", "Ana Lopez"], ["2026-08-06", "Okafor, Ben"]])
    assert known(schedule, "c") == []
    assert {a.kind for a in schedule.assignments if a.resident != "c"} == {"call"}


def test_dates_down_that_a_spreadsheet_exchanged_are_asked_about(ward: Folder) -> None:
    days = ["2026-03-08", "2026-04-08", "2026-05-08", "2026-08-13", "2026-08-14"]
    with pytest.raises(pp.ReadError, match="dates such as 2026-03-08 lie far from all others"):
        put(ward, [["Date", "Call 7p-7a"], *([day, "Ana Lopez"] for day in days)])


def test_dates_weekdays_and_halves_are_one_header(ward: Folder) -> None:
    header: Grid = [["Resident", "2026-08-03", "", "2026-08-04", ""], ["", "Mon", "", "Tue", ""]]
    halves = ["", "AM", "PM", "AM", "PM"]
    schedule = put(ward, [*header, halves, ["a", "Off", "Ward", "Ward", "Off"]])
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-05")]
    assert times(schedule) == ["a 08-03 12:00/08-03 18:00 ward", "a 08-04 07:00/08-04 12:00 ward"]
