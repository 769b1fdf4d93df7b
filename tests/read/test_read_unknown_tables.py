"""Tables beside a roster that covers every date: what is not understood must not look free."""

from datetime import date
from typing import Any

import pytest

import peerpair as pp
from peerpair.read import concerned

from .conftest import Folder, issues, known, span, times

HORIZON = ("2026-08-03", "2026-08-31")
EDGE = "resident,start,end\n" + "".join(
    f"{who},2026-08-{day:02} 05:00,2026-08-{day:02} 05:30\n"
    for who in "ab"
    for day in (3, 12, 20, 30)
)
TEMPLATES = """
    rotation,days,start,end,kind,soft
    Ward,daily,07:00,18:00,ward,
    NF,daily,19:00,07:00,night_float,
    Clinic,mon-fri,08:00,17:00,clinic,
    Off,,,,off,
    Cards,sat sun,08:00,20:00,home_call,yes
    Cards,mon-fri,07:00,18:00,cards,
"""


@pytest.fixture
def edge(folder: Folder) -> Folder:
    folder.put("edge.csv", EDGE)
    folder.put("templates.csv", TEMPLATES)
    return folder


def unknown_or_busy(schedule: pp.Schedule, day: int, who: str = "a") -> bool:
    when = date(2026, 8, day)
    inside = any(first <= when < after for first, after in known(schedule, who))
    busy = any(
        a.resident == who
        and a.start.date() <= when <= a.end.date()
        and a.start.hour != 5
        and not a.soft
        for a in schedule.assignments
    )
    return not inside or busy


SHIFT = "2026-08-05 19:00,2026-08-06 07:00"
DAY = "2026-08-05 07:00,2026-08-05 19:00"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("r.csv", f"resident,start,end,group\na,{SHIFT},A\n"),
        ("r.csv", f"resident,start,end\nAna Lopes,{SHIFT}\n"),
        ("r.csv", f"resident,start,end\nAna,{SHIFT}\n"),
        ("r.csv", f"resident,start,end\nLopez A,{SHIFT}\n"),
        ("r.csv", f"resident,start,end,kind\nb,{SHIFT},x\na,2026-08-05 19:00,2026-08"),
        ("m.csv", "resident,group,2026-08-05,2026-08-06\na,x,Ward,Ward\n"),
        ("m.csv", "resident,2026-08-04,,2026-08-06,\na,Off,Ward,Off,Ward\n"),
        ("m.csv", "resident,2026-08-05,2026-08-06\na,Off,Off\n,Ward,Ward\n"),
        ("m.csv", "resident,2026-08-05 AM,2026-08-05 PM\na,NF,Off\n"),
        ("m.csv", "resident,2026-08-08,2026-08-09\na,Clinic,Ward\n"),
        ("duty", f"resident,start,end\na,{SHIFT}\n"),
        ("duty.tab", "resident\tstart\tend\na\t2026-08-05 19:00\t2026-08-06 07:00\n"),
    ],
)
def test_nobody_looks_free(edge: Folder, name: str, text: str) -> None:
    schedule = edge.read(name, text, horizon=HORIZON)
    assert unknown_or_busy(schedule, 8 if "2026-08-08" in text else 5)


def test_a_list_of_addresses_is_no_list_of_residents(edge: Folder) -> None:
    edge.put("contacts.csv", "Name,Email,Phone\nAna Lopez,ana@x.org,555\n")
    schedule = edge.read("r.csv", f"resident,start,end\nAna Lopez,{SHIFT}\n", horizon=HORIZON)
    assert [r.id for r in schedule.residents] == ["a", "b", "c"]
    assert unknown_or_busy(schedule, 5)


def test_missing_cells_are_not_off(edge: Folder) -> None:
    mapping = edge.put("map.toml", '[[file]]\nmatch = "m.csv"\nblank = "off"\n')
    text = "resident,2026-08-05,2026-08-06\na,Off\nb,,\n"
    schedule = edge.read("m.csv", text, horizon=HORIZON, mapping=mapping)
    assert unknown_or_busy(schedule, 6)
    assert not unknown_or_busy(schedule, 6, "b")


def test_call_every_fourth_night_does_not_depend_on_the_horizon(folder: Folder) -> None:
    folder.put(
        "templates.csv", "rotation,days,start,end,kind,every\nICU,daily,06:00,06:00,call,4\n"
    )
    rows = "".join(f"a,2026-08-{day:02},ICU\n" for day in range(1, 32))
    found = [
        {
            a.start.day
            for a in folder.read("x.csv", "resident,date,rotation\n" + rows, horizon=h).assignments
        }
        for h in (HORIZON, ("2026-08-16", "2026-08-31"))
    ]
    assert found[1] <= found[0]
    assert {17, 21, 25, 29} <= found[1]


def test_soft_is_what_all_hours_of_a_template_are(edge: Folder) -> None:
    row = '"Ana Lopez",1,2,"Cards",3,4,8-4-26,0700,1800,"I","5","","",1,"",c,"C"\n'
    schedule = edge.read("x.txt", "Assignments for August 2026\n\n" + row)
    assert [a.soft for a in schedule.assignments if a.start.hour == 7] == [False]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (
            "a,2026-07-20 07:00,2026-07-20 19:00\na,2026-09-10 07:00,2026-09-10 19:00\n",
            "none in the",
        ),
        ("a,2026-05-40 07:00,2026-05-40 19:00\n", "is not a time"),
    ],
)
def test_published_dates_need_an_entry_in_them(folder: Folder, rows: str, words: str) -> None:
    schedule = folder.read("x.csv", "resident,start,end\n" + rows, published=HORIZON)
    assert not any(first <= date(2026, 8, 5) < after for first, after in known(schedule, "a"))
    assert any(words in text for text in issues(schedule))


def test_an_endless_series_is_unknown_after_it_was_written_out(folder: Folder) -> None:
    event = "BEGIN:VEVENT\nDTSTART:20260803T190000\nDURATION:PT12H\nRRULE:FREQ=DAILY\nEND:VEVENT"
    folder.put("a.ics", f"BEGIN:VCALENDAR\n{event}\nEND:VCALENDAR")
    later = "resident,start,end\n" + "".join(
        f"a,2026-1{m}-{d:02} 05:00,2026-1{m}-{d:02} 06:00\n" for m in (0, 1) for d in range(1, 29)
    )
    schedule = folder.read("later.csv", later, published=HORIZON)
    nights = {a.start.date() for a in schedule.assignments if a.start.hour == 19}
    assert {date(2026, 10, 5), date(2026, 11, 25)} <= nights


def test_aliases_that_differ_in_capitals_contradict_each_other(folder: Folder) -> None:
    folder.put("aliases.csv", "alias,resident\nNS,a\nns,b\n")
    schedule = folder.read("x.csv", f"resident,start,end\nNS,{SHIFT}\n")
    assert [a.resident for a in schedule.assignments] == ["a"]
    assert "'ns' has two meanings" in issues(schedule)[0]


def test_a_suffix_is_no_family_name(folder: Folder) -> None:
    folder.put("residents.csv", "id,name\nx,Minh Do\ny,Minh Tran\n")
    schedule = folder.read("x.csv", f"resident,start,end\nMinh,{SHIFT}\nMinh Do,{SHIFT}\n")
    assert [a.resident for a in schedule.assignments] == ["x"]
    assert known(schedule, "x") == known(schedule, "y") == []


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("Off Service ICU", {"icu"}),
        ("ICU - no day off", {"icu"}),
        ("Post Call Clinic", {"clinic"}),
        ("ICU Backup", {"icu"}),
        ("Sign off", set()),
        ("MICU nights", set()),
        ("Ward days and nights", set()),
        ("Psychiatry ED", {"psychiatry"}),
        ("Home call - Ward", {"ward"}),
        ("Off", None),
        ("Jeopardy", {"jeopardy"}),
    ],
)
def test_defaults_call_nobody_free(edge: Folder, name: str, known_as: set[str] | None) -> None:
    (edge.path / "templates.csv").unlink()
    text = f"resident,start,end_inclusive,rotation\na,2026-08-05,2026-08-11,{name}\n"
    schedule = edge.read("x.csv", text, default_templates=True, horizon=HORIZON)
    kinds = {a.kind for a in schedule.assignments if a.start.hour != 5}
    assert kinds == (known_as or set())
    if known_as == set():
        assert schedule.unmatched == (name,)


@pytest.mark.parametrize("end", ["end", "End Date", "To"])
def test_ends_of_rotations_are_last_dates_or_unknown(folder: Folder, end: str) -> None:
    folder.put("t.csv", "rotation,days,start,end,kind\nWard,daily,07:00,18:00,ward\n")
    folder.put("residents.csv", "id\nim01\n")
    text = f"resident,start,{end},rotation\nim01,2026-08-03,2026-08-09,Ward\n"
    schedule = folder.read("x.csv", text)
    assert times(schedule)[-1] == "im01 08-09 07:00/08-09 18:00 ward"
    assert known(schedule, "im01") == [span("2026-08-03", "2026-08-09")]
    assert "its ends may or may not be last dates" in issues(schedule)[0]
    told = folder.read("x.csv", text, columns={"end_inclusive": end})
    assert known(told, "im01") == [span("2026-08-03", "2026-08-10")]


def test_dates_as_start_and_end_are_asked_about(folder: Folder) -> None:
    text = "resident,start,end\na,2026-08-03,2026-08-09\n"
    with pytest.raises(pp.ReadError, match=r"x.csv:1: end is a date: does the last"):
        folder.read("x.csv", text)


@pytest.mark.parametrize(
    "options",
    [
        {"horizon": 5},
        {"horizon": ("2026-08-03",)},
        {"columns": {"resident": 5}},
        {"columns": {"resident": "x" * 1001}},
        {"published": (date(2026, 8, 3), "x")},
    ],
)
def test_wrong_arguments_are_named(folder: Folder, options: dict[str, Any]) -> None:
    with pytest.raises(pp.ArgumentError, match=r"(horizon|columns.resident|published\[1\]): must"):
        folder.read(**options)


def test_a_file_that_is_no_roster_is_never_quoted(folder: Folder) -> None:
    for columns in ("", ",yes", ",yes,reason: harassment", ",yes,because,of,what,happened"):
        schedule = folder.read("ex.csv", f"ann7,bob8{columns}\ncy9,ann7{columns}\n")
        assert "ann7" not in str(schedule.issues)
        assert "harassment" not in str(schedule.issues)


def test_a_file_with_too_many_texts_may_mean_anybody(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    duty = "{},2026-08-03 07:00,2026-08-03 18:00\n"
    folder.put("x.csv", "resident,start,end\n" + duty.format("a") + duty.format("b"))
    folder.put("parking.csv", "lot,tag\n" + "".join(f"{n},x{n}\n" for n in range(99)))
    assert known(folder.read(), "a") == [span("2026-08-03", "2026-08-04")]
    monkeypatch.setattr(concerned, "MOST_TEXTS", 100)
    schedule = folder.read()
    assert "parking.csv: is no roster that peerpair knows; everything" in issues(schedule)[-1]
    assert known(schedule, "a") == known(schedule, "b") == []


def test_short_rows_are_noted(folder: Folder) -> None:
    schedule = folder.read("x.csv", f"resident,start,end,kind,site\na,{DAY}\n")
    assert times(schedule) == ["a 08-05 07:00/08-05 19:00 -"]
    assert issues(schedule) == [
        "x.csv:2: the row has fewer cells than the header; the others are read as blank"
    ]
    assert known(schedule, "a") == [span("2026-08-05", "2026-08-06")]


@pytest.mark.parametrize("name", ["plan.pptx", "mail.msg", "old.doc", "roster.odt", "all.gz"])
def test_a_file_of_another_kind_is_left_out_and_stops_nothing(folder: Folder, name: str) -> None:
    folder.put("edge.csv", EDGE)
    folder.put(name, b"\xd0\xcf\x11\xe0\x00\x81\x8d\x8f\x90\x9d" * 50)
    schedule = folder.read()
    assert schedule.assignments
    assert any(name in text for text in issues(schedule))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rooms.csv", "Nr,Pager,Room\n1,5551,North\n2,5552,South\n"),
        ("lectures.csv", "Week,Topic,Speaker\nWeek 1,Sepsis,X\nWeek 2,Shock,Y\n"),
        ("menu.txt", "1,Soup\n2,Bread\n"),
        ("settings.json", '{\n "sizes": [\n  1,\n  3\n ]\n}\n'),
    ],
)
def test_numbers_down_a_list_are_no_blocks(folder: Folder, name: str, text: str) -> None:
    folder.put("shifts.csv", f"resident,start,end\na,{DAY}\n")
    folder.put(name, text)
    schedule = folder.read(horizon=HORIZON)
    assert known(schedule, "a") != []
    assert any("is no roster" in issue for issue in issues(schedule))
