"""Amion's reports, in each layout."""

from datetime import date
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.model.schedule import Topic

from .conftest import Folder, issues, known, span, times

PREAMBLE = """\
Assignments for August 2026     (as of Jul 20 09:00 2026 central time)

Field  1    : Division (in quotes)
Field  2 - 4: Staff name, unique ID, backup ID
Field  8 - 9: Date and time of assignment (GMTO=-6 1)

"""
TEMPLATES = """
    rotation,days,start,end,kind,soft
    MICU,daily,06:00,19:00,icu,
    Jeopardy,daily,07:00,07:00,jeopardy,yes
"""


def wide(
    name: str, what: str, day: str, start: str, end: str, kind: str, division: str = ""
) -> str:
    rest = f'"Intern (Cat)","555","","",1,"",{kind},"{what}"'
    first = f'"{division}",' if division else ""
    return f'{first}"{name}",1428,151,"{what}",34,20,{day},{start},{end},{rest}'


def report(*rows: str, preamble: str = PREAMBLE) -> str:
    return preamble + "\n".join(rows) + "\n"


def test_each_type_of_assignment(folder: Folder) -> None:
    folder.put("templates.csv", TEMPLATES)
    schedule = folder.read(
        "aug.txt",
        report(
            wide("Lopez, Ana", "MICU", "8-3-26", "0700", "0700", "r", "IM Residents"),
            wide("Lopez, Ana", "MICU", "8-4-26", "0700", "0700", "r", "IM Residents"),
            wide("Lopez, Ana", "Clinic A", "8-4-26", "1300", "1700", "c", "IM Residents"),
            wide("Ben Okafor", "Overnight", "8-3-26", "1900", "0700", "o", "IM Residents"),
            wide("Ben Okafor", "Jeopardy", "8-5-26", "0700", "0700", "-", "IM Residents"),
            wide("Ben Okafor", "VACA", "8-6-26", "0700", "0700", "v", "IM Residents"),
            wide("Ben Okafor", "Day Off, am", "8-7-26", "0700", "0700", "v", "IM Residents"),
            wide("Ben Okafor", "Noon report", "8-8-26", "1200", "1300", "m", "IM Residents"),
        ),
    )
    assert times(schedule) == [
        "a 08-04 13:00/08-04 17:00 clinic",
        "b 08-03 19:00/08-04 07:00 call",
        "b 08-06 00:00/08-07 00:00 vacation",
        "b 08-08 12:00/08-08 13:00 conference",
        "a 08-03 06:00/08-03 19:00 icu",
        "a 08-04 06:00/08-04 19:00 icu",
        "b 08-05 07:00/08-06 07:00 jeopardy?",
    ]
    assert issues(schedule) == []
    # Who rotates has a row for each date; who does not is known between the first and the last.
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-05")]
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-09")]


CALLS = "the files: known from calls, nights, clinics or leave only: "


@pytest.mark.parametrize("division", ["", "IM Residents"])
@pytest.mark.parametrize("tabs", [False, True])
@pytest.mark.parametrize("preamble", [PREAMBLE, "", "Some words\n\n" + PREAMBLE, "\n\n\n"])
@pytest.mark.parametrize("all_shifts", [False, True])
def test_layouts(
    folder: Folder, division: str, tabs: bool, preamble: str, all_shifts: bool
) -> None:
    first = f'"{division}",' if division else ""
    rows = [f'{first}"Lopez, Ana",37,33,"Ward SAR",75,189,8-3-26,1800,0600']
    if all_shifts:
        rows.append(wide("Okafor, Ben", "Ward SAR", "8-3-26", "1800", "0600", "o", division))
    text = "\n".join([*(map(tabbed, rows) if tabs else rows), ""])
    schedule = folder.read("calls.txt", preamble + text)
    assert (
        times(schedule)
        == [
            "a 08-03 18:00/08-04 06:00 call",
            "b 08-03 18:00/08-04 06:00 call",
        ][: 1 + all_shifts]
    )
    who = "a, b" if all_shifts else "a"
    assert issues(schedule)[-1] == f"{CALLS}{who}; all their time is unknown"
    assert known(schedule, "a") == known(schedule, "b") == []


def tabbed(row: str) -> str:
    import csv

    return "\t".join(next(csv.reader([row])))


def test_hours_in_names_and_calls_without_hours(folder: Folder) -> None:
    schedule = folder.read(
        "x.txt",
        report(
            wide("Ana Lopez", "Long 8:30a-12a", "8-3-26", "0700", "0700", "-"),
            wide("Ana Lopez", "24 Call", "8-5-26", "0700", "0700", "o"),
            wide("Ana Lopez", "Lecture, pm", "8-7-26", "0800", "0800", "m"),
            wide("Ana Lopez", "Ward", "8-10-26", "0700", "0700", "r"),
        ),
    )
    assert times(schedule) == [
        "a 08-03 08:30/08-04 00:00 Long 8:30a-12a",
        "a 08-05 07:00/08-06 07:00 call",
        "a 08-07 13:00/08-07 17:00 conference",
    ]
    assert [i.topic for i in schedule.issues[:4]] == [
        Topic.CHANGED,
        Topic.CHANGED,
        Topic.CHANGED,
        Topic.UNKNOWN,
    ]
    assert schedule.unmatched == ("Ward",)
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-04"),
        span("2026-08-05", "2026-08-06"),
        span("2026-08-07", "2026-08-08"),
    ]


def test_a_timed_duty_is_busy_whatever_a_template_calls_free(folder: Folder) -> None:
    row = wide("Ana Lopez", "ACE 12a-11a Post Call", "8-3-26", "0000", "1100", "o")
    schedule = folder.read("x.txt", report(row), default_templates=True)
    assert times(schedule) == ["a 08-03 00:00/08-03 11:00 call"]


@pytest.mark.parametrize(
    "row",
    [
        '"Ana Lopez",1,2,"Ward",3,4,2-30-26,0700,1700',
        '"Ana Lopez",1,2,"Ward",3,4,8-3-26,0700,2500',
        '"Ana Lopez",1,2,"Ward",3,4,8-3-26,0700',
        '"IM","Ana Lopez",1,2,"Ward",3,4,8-3-26,7,1700',
    ],
)
def test_rows_that_cannot_be_read_make_their_person_unknown(folder: Folder, row: str) -> None:
    good = '"Okafor, Ben",1,2,"Ward",3,4,8-3-26,0700,1700'
    schedule = folder.read("x.txt", report(good, row))
    assert len(schedule.assignments) == 1
    assert known(schedule, "a") == []
    assert [a.resident for a in schedule.assignments] == ["b"]
    assert any("x.txt:8" in text for text in issues(schedule))


def test_another_time_zone_is_noted(folder: Folder) -> None:
    row = wide("Ana Lopez", "Ward", "8-3-26", "0700", "1700", "r")
    schedule = folder.read("x.txt", report(row), timezone="America/New_York")
    assert "the report is for UTC-6" in issues(schedule)[0]


def test_a_report_without_rows_is_an_error(folder: Folder) -> None:
    with pytest.raises(pp.ReadError, match="has no row as in Amion's reports"):
        folder.read("x.txt", PREAMBLE)


def test_lists_of_people_and_roles(tmp_path: Path) -> None:
    (tmp_path / "people.txt").write_text('Account 1: IM\n\n"Lopez, Ana","173","37","80"\n')
    (tmp_path / "roles.txt").write_text("75\tWard SAR\n82\tAmb SAR\n")
    row = wide("Lopez, Ana", "Clinic", "8-3-26", "0800", "1700", "c")
    (tmp_path / "aug.txt").write_text(report(row))
    schedule = pp.read(tmp_path, timezone="America/Chicago")
    assert [(r.id, r.name) for r in schedule.residents] == [("173", "Lopez, Ana")]
    assert times(schedule) == ["173 08-03 08:00/08-03 17:00 clinic"]
    assert "roles.txt: a list of roles, which says nothing about time" in schedule.sources
    assert issues(schedule) == []


def test_a_day_off_has_no_duty_of_a_rotation(folder: Folder) -> None:
    folder.put("templates.csv", TEMPLATES)
    rows = [wide("Ana Lopez", "MICU", f"8-{day}-26", "0700", "0700", "r") for day in (3, 4, 5, 6)]
    rows += [
        wide("Ana Lopez", "Day Off", "8-4-26", "0700", "0700", "v"),
        wide("Ana Lopez", "Vacation", "8-5-26", "0700", "0700", "v"),
        wide("Ana Lopez", "Day Off, am", "8-6-26", "0700", "0700", "v"),
    ]
    schedule = folder.read("x.txt", report(*rows))
    assert times(schedule) == [
        "a 08-05 00:00/08-06 00:00 vacation",
        "a 08-03 06:00/08-03 19:00 icu",
        "a 08-06 06:00/08-06 19:00 icu",
    ]


@pytest.mark.parametrize(
    ("name", "kind", "busy"),
    [
        ("Off-Service EM", "r", False),  # no template: unknown
        ("Post-Call Admitter", "o", True),
        ("Day Off Coverage", "o", True),
        ("Off Site clinic", "c", False),
        ("Res off", "v", None),
        ("Day Off", "-", None),
    ],
)
def test_a_word_for_a_day_off_is_not_a_day_off(
    folder: Folder, name: str, kind: str, busy: bool | None
) -> None:
    folder.put("templates.csv", TEMPLATES)
    rows = [
        wide("Ana Lopez", name, "8-4-26", "0700", "0700", kind),
        wide("Ana Lopez", "MICU", "8-4-26", "0700", "0700", "r"),
    ]
    schedule = folder.read("x.txt", report(*rows))
    kinds = [a.kind for a in schedule.assignments]
    if busy is None:
        assert kinds == []
        assert known(schedule, "a") == [span("2026-08-04", "2026-08-05")]
    else:
        assert "icu" in kinds
        assert len(kinds) == 1 + busy
        assert bool(known(schedule, "a")) == busy


def test_a_stray_quotation_mark_makes_its_person_unknown(folder: Folder) -> None:
    good = wide("Okafor, Ben", "Ward", "8-3-26", "0700", "1900", "c")
    bad = good.replace("Okafor, Ben", "Ana Lopez").replace('"Ward"', '"Ward "A" SAR"')
    for rows in ((good, bad), (bad, good)):
        schedule = folder.read("x.txt", report(*rows))
        assert known(schedule, "a") == []
        assert any("the row is not as in the reports" in text for text in issues(schedule))


def test_two_stretches_in_a_name_are_unknown(folder: Folder) -> None:
    row = wide("Ana Lopez", "Clinic 8a-12p, 1p-5p", "8-3-26", "0700", "0700", "c")
    assert known(folder.read("x.txt", report(row)), "a") == []


def test_a_report_that_ends_within_its_only_row_is_a_doubt_about_everybody(folder: Folder) -> None:
    folder.put("base.csv", "resident,start,end\nb,2026-08-03 07:00,2026-08-03 18:00\n")
    row = wide("Ana Lopez", "Call", "8-3-26", "0700", "1900", "o")
    fields = PREAMBLE + "Field 10 -15: Staff type, Pager, Tel, Email, Messagable, Shift note\n"
    assert known(folder.read("x.txt", fields + row + "\n"), "b") != []
    assert known(folder.read("x.txt", fields + row[: row.index(',"Intern')]), "b") == []
    with pytest.raises(pp.ReadError, match="has no row as in Amion's reports"):
        folder.read("x.txt", fields + row[: row.index(",o,") + 1])


def test_a_broken_row_of_nobody_is_a_doubt_about_everybody_on_its_date(folder: Folder) -> None:
    duties = "".join(f"b,2026-08-0{day} 07:00,2026-08-0{day} 18:00\n" for day in (3, 4, 5, 6, 7))
    folder.put("base.csv", "resident,start,end\n" + duties)
    good = wide("Okafor, Ben", "Call", "8-3-26", "1900", "0700", "o")
    bad = wide("Lopez, Ana", "Call", "8-4-26", "1900", "0700", "o", "IM")
    bad = bad.replace('"Lopez', "zzLopez")
    schedule = folder.read("x.txt", report(good, bad))
    assert known(schedule, "b") == [
        span("2026-08-03", "2026-08-04"),
        span("2026-08-06", "2026-08-08"),
    ]
    assert known(folder.read("x.txt", report(good, "2 rows, printed")), "b") == [
        span("2026-08-03", "2026-08-08")
    ]


@pytest.mark.parametrize("end", ["#", "\t", "~ "])
def test_a_row_behind_an_explanation_is_a_broken_row(folder: Folder, end: str) -> None:
    rows = [wide("Lopez, Ana", "ICU", f"8-{day}-26", "0700", "1900", "o") for day in range(3, 9)]
    others = "".join(f"a,2026-08-{day:02} 05:00,2026-08-{day:02} 12:00\n" for day in range(3, 10))
    folder.put("x.csv", f"resident,start,end\n{others}")
    text = report(*rows).replace("-6 1)\n\n", f"-6 1){end}")
    schedule = folder.read("aug.txt", text, published=("2026-08-03", "2026-08-10"))
    assert not any(first <= date(2026, 8, 3) < after for first, after in known(schedule, "a"))


def test_two_rows_in_one_line_are_a_doubt_about_both(folder: Folder) -> None:
    rows = [wide(name, "ICU", "8-3-26", "0700", "1900", "o", "IM") for name in ("Lopez, Ana", "c")]
    schedule = folder.read("aug.txt", report(wide("b", "ICU", "8-4-26", "0700", "1900", "o"),
                                             "~".join(rows)))  # fmt: skip
    said = [issue for issue in schedule.issues if issue.topic == Topic.UNKNOWN and issue.residents]
    assert {who for issue in said for who in issue.residents} >= {"a", "c"}
