"""Each rule of the CSV readers, one small table each."""

import textwrap
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from peerpair.read import draft, read
from peerpair.read.limits import ReadLimits

MONDAY = date(2026, 8, 3)
PEOPLE = "id,name,specialty\na,Resident A,IM\nb,Resident B,Peds\n"
TEMPLATES = """
    rotation,days,start,end,kind,site,soft,protectable
    Wards,mon-sat,07:00,18:00,ward,Main,,
    Nights,sun-thu,19:00,07:00,night_float,,no,
    Clinic,mon wed fri,08:00,17:00,clinic,VA,,yes
    Clinic,sat,08:00,24:00,jeopardy,,yes,
    Vacation,daily,,,Vacation,,,
    Research,,,,off,,,
"""


class Roster:
    """A folder of small tables, and what reading it gives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.put("residents.csv", PEOPLE)

    def put(self, name: str, text: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else textwrap.dedent(text).lstrip("\n").encode()
        path.write_bytes(data)

    def read(self, text: str | bytes = "", **options: Any) -> pp.Schedule:
        if text:
            self.put("roster.csv", text)
        return read(self.folder, **({"timezone": "America/Chicago"} | options))


@pytest.fixture
def roster(tmp_path: Path) -> Roster:
    return Roster(tmp_path)


def coverage(schedule: pp.Schedule, resident: str) -> list[str]:
    found = next(r.coverage for r in schedule.residents if r.id == resident)
    assert found is not None
    return [f"{first}/{after}" for first, after in found]


def times(schedule: pp.Schedule) -> list[str]:
    return [f"{a.resident} {a.start:%d %H:%M}-{a.end:%d %H:%M}" for a in schedule.assignments]


def issues(schedule: pp.Schedule) -> list[str]:
    return [str(i) for i in schedule.issues if "is in no roster" not in i.message]


def test_residents_have_every_column(roster: Roster) -> None:
    roster.put(
        "residents.csv",
        """
        id;Name;Specialty;PGY;site;tags;active;email
        00123;NA;IM;PGY-2;Main;chief|night;yes;x@y.org
        NA;None;;;;;no;
        """,
    )
    schedule = roster.read()
    first, second = schedule.residents
    assert first == pp.Resident("00123", "NA", "IM", 2, "Main", ("chief", "night"), True, ())
    assert second == pp.Resident("NA", "None", active=False, coverage=())
    assert [str(i) for i in schedule.issues] == [
        "residents.csv:2: 00123 is in no roster; all their time is unknown"
    ]


def test_residents_that_cannot_be_read_are_issues(roster: Roster) -> None:
    roster.put("residents.csv", "id,pgy,active\na,two,maybe\na,1,\n,1,\nc,1,yes,no\nb,3,y\n")
    schedule = roster.read()
    assert [(r.id, r.pgy, r.active) for r in schedule.residents] == [
        ("a", None, True),
        ("b", 3, True),
    ]
    assert [i.place for i in schedule.issues[:5]] == [
        "residents.csv:2",
        "residents.csv:2",
        "residents.csv:3",
        "residents.csv:4",
        "residents.csv:5",
    ]


def test_times_with_date(roster: Roster) -> None:
    schedule = roster.read(
        """
        person,start,end,kind,soft,site,protectable
        a,2026-08-03T07:00,2026-08-03 19:00,ward,no,VA,yes
        Resident A,2026-08-04 7:00:30,2026-08-04 24:00,,,,
        b,2026-08-03T19:00Z,2026-08-04T07:00-05:00,Home Call,TRUE,,0
        """
    )
    assert issues(schedule) == []
    first, second, third = schedule.assignments
    assert first == pp.Assignment(
        "a", datetime(2026, 8, 3, 7), datetime(2026, 8, 3, 19), "ward", False, "VA", True
    )
    assert (second.start.second, second.end) == (30, datetime(2026, 8, 5))
    assert third.start == datetime(2026, 8, 3, 19, tzinfo=UTC)
    assert third.end.tzinfo == timezone(timedelta(hours=-5))
    assert (third.kind, third.soft) == ("Home Call", True)


def test_kinds_that_are_no_duty_are_known_in_any_case(roster: Roster) -> None:
    schedule = roster.read(
        "resident,start,end,kind\na,2026-08-03 00:00,2026-08-04 00:00,VACATION\n"
        "a,2026-08-04 00:00,2026-08-05 00:00,MICU\n"
    )
    assert [a.kind for a in schedule.assignments] == ["vacation", "MICU"]


@pytest.mark.parametrize(
    ("start", "end", "lost"),
    [
        ("2026-08-05 19:00", "07:00", ["2026-08-03/2026-08-05", "2026-08-07/2026-08-11"]),
        (
            "2026-08-05 19:00",
            "2026-08-05 07:00",
            ["2026-08-03/2026-08-04", "2026-08-07/2026-08-11"],
        ),
        (
            "2026-08-05 07:00",
            "2026-08-05 07:00",
            ["2026-08-03/2026-08-04", "2026-08-07/2026-08-11"],
        ),
        (
            "2026-08-05 25:00",
            "2026-08-06 07:00",
            ["2026-08-03/2026-08-05", "2026-08-08/2026-08-11"],
        ),
        ("2026-08-09 07:00", "2026-08-05 19:00", []),
        ("2026-08-05 07:00", "later", ["2026-08-03/2026-08-05"]),
        ("2026-08-05 02:00Z", "later", ["2026-08-03/2026-08-04"]),
        ("2026-08-05 07:00", "", ["2026-08-03/2026-08-05"]),
        ("", "2026-08-05 07:00", ["2026-08-07/2026-08-11"]),
        ("Aug 32 2026 7:00", "Aug 32 2026 19:00", []),
        ("2026-08-05", "2026-08-06", ["2026-08-03/2026-08-05", "2026-08-08/2026-08-11"]),
        ("0026-08-05 07:00", "9999-08-05 19:00", []),
    ],
)
def test_unreadable_times_are_unknown_never_free(
    roster: Roster, start: str, end: str, lost: list[str]
) -> None:
    schedule = roster.read(
        f"resident,start,end\nb,2026-08-03 07:00,2026-08-03 18:00\na,{start},{end}\n"
        "b,2026-08-10 07:00,2026-08-10 18:00\na,2026-08-10 07:00,2026-08-10 18:00\n"
    )
    assert coverage(schedule, "a") == lost
    assert coverage(schedule, "b") == ["2026-08-03/2026-08-11"]
    (issue,) = schedule.issues
    assert issue.place == "roster.csv:3"
    assert "unknown for a" in issue.action


def test_clock_columns_cross_midnight(roster: Roster) -> None:
    schedule = roster.read(
        """
        date\tresident\tstart\tend
        2026-08-03\ta\t19:00\t07:00
        2026-08-04\ta\t07:00\t07:00
        2026-08-06\tb\t08:00\t24:00
        """
    )
    assert times(schedule) == ["a 03 19:00-04 07:00", "a 04 07:00-05 07:00", "b 06 08:00-07 00:00"]
    assert coverage(schedule, "a") == coverage(schedule, "b") == ["2026-08-03/2026-08-07"]


def test_clock_columns_that_cannot_be_read(roster: Roster) -> None:
    schedule = roster.read(
        "date,resident,start,end\n2026-08-03,a,07:00,soon\n2026-08-09,a,24:00,07:00\n"
        "3 Aug,b,07:00,19:00\n2026-08-05,a,07:00,19:00\n2026-08-12,a,07:00,19:00\n"
    )
    assert coverage(schedule, "a") == ["2026-08-05/2026-08-09", "2026-08-11/2026-08-13"]
    assert coverage(schedule, "b") == []
    assert [i.place for i in schedule.issues] == ["roster.csv:2", "roster.csv:3", "roster.csv:4"]


def test_templates_make_duties(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES)
    schedule = roster.read(
        """
        resident,start,end_inclusive,rotation
        a,2026-08-03,2026-08-04,  wards
        a,2026-08-07,2026-08-08,Clinic
        b,2026-08-08,2026-08-09,NIGHTS
        b,2026-08-10,2026-08-11,vacation
        b,2026-08-12,2026-08-14,Research
        """
    )
    assert issues(schedule) == []
    assert times(schedule) == [
        "a 03 07:00-03 18:00",
        "a 04 07:00-04 18:00",
        "a 07 08:00-07 17:00",
        "a 08 08:00-09 00:00",
        "b 09 19:00-10 07:00",
        "b 10 00:00-11 00:00",
        "b 11 00:00-12 00:00",
    ]
    kinds = [(a.kind, a.site, a.soft, a.protectable) for a in schedule.assignments]
    assert kinds[0] == ("ward", "Main", False, False)
    assert kinds[2] == ("clinic", "VA", False, True)
    assert kinds[3] == ("jeopardy", None, True, False)
    assert kinds[5] == ("vacation", None, False, False)
    assert coverage(schedule, "b") == ["2026-08-03/2026-08-15"]


def test_templates_by_single_date_and_own_site(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES)
    schedule = roster.read("resident,date,rotation,site\na,2026-08-03,Wards,VA\n")
    assert [(a.start.day, a.site) for a in schedule.assignments] == [(3, "VA")]


def test_split_rotations(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES + "    A + B,daily,01:00,02:00,x,,,\n")
    schedule = roster.read(
        "resident,start,end_inclusive,rotation\na,2026-08-03,2026-08-05,Wards + Vacation\n"
        "b,2026-08-03,2026-08-03,a  + b\n"
    )
    assert issues(schedule) == []
    days = [f"a {d:02} {hours}" for d in (3, 4, 5) for hours in (f"07:00-{d:02} 18:00",)]
    away = [f"a {d:02} 00:00-{d + 1:02} 00:00" for d in (3, 4, 5)]
    assert times(schedule) == [*days, *away, "b 03 01:00-03 02:00"]


def test_rotation_without_template_is_unknown(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES)
    schedule = roster.read(
        """
        resident,start,end_inclusive,rotation
        a,2026-08-03,2026-08-04,Wards
        a,2026-08-05,2026-08-06,Wards + Moonbase
        b,2026-08-03,2026-08-05,moonbase
        b,2026-08-08,2026-08-09,
        a,2026-08-07,2026-08-14,Research
        """
    )
    # The date after counts too: an unknown rotation may end with a night.
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-05", "2026-08-08/2026-08-15"]
    assert coverage(schedule, "b") == ["2026-08-07/2026-08-08", "2026-08-11/2026-08-15"]
    named = [i for i in schedule.issues if "Moonbase" in i.message or "moonbase" in i.message]
    assert [i.place for i in named] == ["roster.csv:3", "roster.csv:4"]


def test_rotation_without_template_is_named_once_with_the_count(roster: Roster) -> None:
    schedule = roster.read(
        "resident,date,rotation\na,2026-08-03,X\nb,2026-08-04,X\nb,2026-08-05,X\n"
    )
    assert issues(schedule) == [
        "roster.csv:2: rotation 'X' has no template (2 times, this is the first); "
        "the dates become unknown for these residents"
    ]
    assert coverage(schedule, "a") == ["2026-08-05/2026-08-06"]


@pytest.mark.parametrize(
    "row",
    [
        "Wards,someday,07:00,18:00,ward",
        "Wards,mon,7 oclock,18:00,ward",
        "Wards,mon,07:00,,ward",
        "Wards,,07:00,18:00,ward",
        "Wards,mon,,,",
        "Wards,mon,24:00,07:00,ward",
        "Wards,mon,07:00,18:00,ward,,,,more",
    ],
)
def test_unreadable_template_row_makes_its_rotation_unknown(roster: Roster, row: str) -> None:
    roster.put("templates.csv", TEMPLATES + f"    {row}\n")
    schedule = roster.read("resident,date,rotation\na,2026-08-03,Wards\na,2026-08-10,Research\n")
    assert schedule.assignments == ()
    assert coverage(schedule, "a") == ["2026-08-05/2026-08-11"]
    assert schedule.issues[0].place == "templates.csv:8"


def test_absences_win_over_rotations(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES)
    roster.put(
        "away.csv",
        "resident,start_date,end_inclusive,kind\na,2026-08-04,2026-08-05,\nb,2026-08-03,"
        "2026-08-03,PTO\n",
    )
    schedule = roster.read(
        "resident,start,end_inclusive,rotation\na,2026-08-03,2026-08-06,Nights\n"
        "a,2026-08-07,2026-08-07,Wards\n"
    )
    assert times(schedule) == [
        "a 04 00:00-06 00:00",
        "b 03 00:00-04 00:00",
        "a 03 19:00-04 07:00",
        "a 06 19:00-07 07:00",
        "a 07 07:00-07 18:00",
    ]
    assert [a.kind for a in schedule.assignments[:2]] == ["leave", "leave"]
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-08"]
    assert coverage(schedule, "b") == []  # an absence says nothing about other days
    assert issues(schedule) == [
        "away.csv:3: kind 'PTO' is no kind of absence; read as leave",
        "roster.csv:2: duties of rotations fall on days of absence "
        "(2 times, this is the first); dropped",
    ]


def test_absences_do_not_touch_shifts_with_times(roster: Roster) -> None:
    roster.put("away.csv", "resident,start,end_inclusive\na,2026-08-03,2026-08-03\n")
    schedule = roster.read("resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n")
    assert len(schedule.assignments) == 2


def test_unreadable_absence_is_unknown(roster: Roster) -> None:
    roster.put(
        "away.csv",
        "resident,start,end_inclusive\na,2026-08-05,soon\nb,2026-08-06,2026-08-05\n",
    )
    schedule = roster.read(
        "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n"
        "b,2026-08-09 07:00,2026-08-09 19:00\n"
    )
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-05"]
    assert coverage(schedule, "b") == []  # either date may be wrong


def test_duplicates_are_dropped_with_an_issue(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES)
    roster.put("blocks.csv", "resident,date,rotation\na,2026-08-03,Wards\na,2026-08-03,WARDS\n")
    schedule = roster.read(
        "resident,start,end,kind,site\n" + "a,2026-08-03 07:00,2026-08-03 18:00,ward,Main\n" * 2
    )
    assert len(schedule.assignments) == 1
    assert issues(schedule) == [
        "blocks.csv:3: this row stands already at blocks.csv:2; dropped",
        "roster.csv:2: this entry stands already at blocks.csv:2; dropped",
        "roster.csv:3: this entry stands already at blocks.csv:2; dropped",
    ]


def test_unknown_residents_and_columns_are_issues(roster: Roster) -> None:
    schedule = roster.read(
        """
        resident,start,end,pager,Shift note
        ghost,2026-08-03 07:00,2026-08-03 18:00,1,
        ghost,2026-08-04 07:00,2026-08-04 18:00,1,
        ,2026-08-04 07:00,2026-08-04 18:00,1,
        a,2026-08-04 07:00,2026-08-04 18:00,1,
        """
    )
    assert issues(schedule) == [
        "roster.csv:1: column 'pager' is not used; left out",
        "roster.csv:1: column 'Shift note' is not used; left out",
        "roster.csv:2: 'ghost' is not a known resident (2 rows, this is the first); left out",
        "roster.csv:4: names nobody; the dates become unknown for everybody. "
        "Maybe leave out what nobody is on, or say who is",
    ]


def test_two_people_with_one_name_are_not_merged(roster: Roster) -> None:
    roster.put("residents.csv", "id,name\na,Resident X\nb,resident  x\n")
    schedule = roster.read("resident,start,end\nResident X,2026-08-03 07:00,2026-08-03 18:00\n")
    assert schedule.assignments == ()
    assert issues(schedule) == [
        "roster.csv:2: 'Resident X' may be a or b; everything becomes unknown for "
        "a and b. "
        'Maybe settle it in a table alias,resident with a row "Resident X",a'
    ]
    assert coverage(schedule, "a") == coverage(schedule, "b") == []


def test_too_many_cells_make_everything_unknown(roster: Roster) -> None:
    schedule = roster.read(
        "resident,start,end\na,2026-08-03 07:00,2026-08-03 18:00\n"
        "a,Main,2026-08-04 07:00,2026-08-04 18:00\n"
    )
    assert coverage(schedule, "a") == []
    assert issues(schedule) == [
        "roster.csv:3: has more cells than the header; everything becomes unknown for a"
    ]


def test_published_dates_are_the_coverage(roster: Roster) -> None:
    text = "resident,start,end\na,2026-08-05 07:00,2026-08-05 18:00\n"
    schedule = roster.read(text, published=(MONDAY, "2026-08-31"))
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-31"]
    assert coverage(schedule, "b") == []
    assert [i.message for i in schedule.issues] == ["b is in no roster"]
    for wrong in [("2026-08-31", "2026-08-03"), ("soon", "later"), ("2026-08-03",)]:
        with pytest.raises(pp.ProblemError, match="published"):
            roster.read(text, published=wrong)


def test_coverage_of_several_sources_is_their_union(roster: Roster) -> None:
    roster.put("late.csv", "resident,start,end\na,2026-08-05 07:00,2026-08-05 18:00\n")
    schedule = roster.read(
        "resident,start,end\na,2026-08-03 19:00,2026-08-04 07:00\n"
        "b,2026-08-04 07:00,2026-08-04 18:00\n"
    )
    # The morning after a night does not show that its date was published; b shows it here.
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-06"]
    assert coverage(schedule, "b") == ["2026-08-03/2026-08-05"]


def test_columns_can_be_mapped(roster: Roster) -> None:
    roster.put("residents.csv", "Arzt;Fach\na;IM\n")
    schedule = roster.read(
        "Arzt;Von;Bis;Dienst\na;2026-08-03 07:00;2026-08-03 18:00;ward\n",
        columns={
            "resident": "arzt",
            "specialty": "Fach",
            "start": "Von",
            "end": "bis",
            "kind": "Dienst",
        },
    )
    assert schedule.residents[0].specialty == "IM"
    assert [a.kind for a in schedule.assignments] == ["ward"]
    assert schedule.issues == ()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("\ufeffid,name\nä,Zoë\n".encode(), "ä"),
        ("id,name\nä,Zoë\n".encode("utf-16"), "ä"),
        ("id,name\r\nä,Zoë\r\n".encode("cp1252"), "ä"),
        (b"id,name\ra,Zoe\r", "a"),
    ],
)
def test_encodings_and_line_ends(roster: Roster, data: bytes, name: str) -> None:
    roster.put("residents.csv", data)
    schedule = roster.read()
    assert schedule.residents[0].id == name
    assert any("cp1252" in i.message for i in schedule.issues) == (b"\xe4" in data[:12])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"", "no residents"),
        ("id,name\n", "no residents"),
        ('id,name\n"a,b\nc,d\n', "quotation mark is not closed"),
        ("id,name,ID\na,b,c\n", "columns 1 and 3 have the same name"),
        (b"id,name\n\x81\x8d\n", "is not text"),
        (b"i\0d\0,\0n\0a\0m\0e\0\n", "null characters"),
    ],
)
def test_unreadable_residents_are_errors(roster: Roster, text: str | bytes, words: str) -> None:
    roster.put("residents.csv", text)
    with pytest.raises(pp.ReadError, match=words):
        roster.read(residents="residents.csv" if "null" in words else None)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("resident,start,kind\na,b,c\n", "no column 'end_inclusive'"),
        ("resident,rotation\na,b\n", "no column 'start'"),
        ("rotation,days,start\na,mon,07:00\n", "no column 'end'"),
    ],
)
def test_missing_columns_are_errors(roster: Roster, text: str, words: str) -> None:
    with pytest.raises(pp.ReadError, match=words) as error:
        roster.read(text)
    assert error.value.fault.place == "roster.csv:1"


def test_other_errors(roster: Roster, tmp_path: Path) -> None:
    with pytest.raises(pp.ProblemError, match="unknown time zone: 'Mars/Olympus'"):
        roster.read(timezone="Mars/Olympus")
    with pytest.raises(pp.ReadError, match="No such file"):
        read(tmp_path / "missing.csv", timezone="UTC")
    roster.put("x/notes.csv", "subject,text\nC,D\n")
    assert any(i.place == "x/notes.csv" for i in roster.read().issues)
    with pytest.raises(pp.ReadError, match=r"is no roster that peerpair knows"):
        read([tmp_path / "residents.csv", tmp_path / "x" / "notes.csv"], timezone="UTC")


def test_strict_raises_on_the_first_issue(roster: Roster) -> None:
    text = "resident,start,end,pager\n"
    with pytest.raises(pp.ReadError, match="column 'pager' is not used"):
        roster.read(text, strict=True)


def test_named_files_and_lists(roster: Roster, tmp_path: Path) -> None:
    roster.put("other/people.csv", "person,name\nz,Resident Z\n")
    roster.put("exclusions.csv", "first,second\na,b\n")
    roster.put("preferences.csv", "from,to,points\na,b,1\n")
    roster.put("GROUPS.csv", "member_1,member_2\na,b\n")
    roster.put("old.csv", "group,resident\n1,a\n")
    both = roster.read()
    assert [r.id for r in both.residents] == ["z", "a", "b"]
    assert issues(both) == []
    named = roster.read(residents="residents.csv")
    assert [r.id for r in named.residents] == ["a", "b"]
    assert issues(named) == ["other/people.csv: another residents file was named; left out"]
    single = read([tmp_path / "residents.csv", str(tmp_path / "other")], timezone="UTC")
    assert [r.id for r in single.residents] == ["a", "b", "z"]


def test_limits(roster: Roster) -> None:
    for limits, words in (
        ({"rows": 1}, "has more than 1 rows"),
        ({"file_bytes": 10}, "is larger than 10 bytes"),
        ({"columns": 2}, "has more than 2 columns"),
    ):
        with pytest.raises(pp.ReadError, match=words):
            roster.read(limits=ReadLimits(**limits))
    with pytest.raises(pp.ProblemError, match=r"ReadLimits.rows: must be at least 1, got: 0"):
        ReadLimits(rows=0)
    roster.read("resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n")
    with pytest.raises(pp.ReadError, match="there are more than 1 entries"):
        roster.read(
            "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n"
            "a,2026-08-04 07:00,2026-08-04 19:00\n",
            limits=ReadLimits(entries=1),
        )


def test_a_file_of_strangers_ends_the_reading(
    roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(draft, "MOST_STRANGERS", 2)
    rows = "".join(f"somebody{n},2026-08-03 07:00,2026-08-03 19:00\n" for n in "xyz")
    with pytest.raises(pp.ReadError, match=r"roster\.csv:4: there are more than 2 names"):
        roster.read("resident,start,end\n" + rows)


def test_more_issues_than_are_kept_are_counted(roster: Roster) -> None:
    rows = "".join(f"a,2026-08-0{day} 07:00,late\n" for day in range(1, 8))
    schedule = roster.read("resident,start,end\n" + rows, limits=ReadLimits(issues=3))
    assert len(schedule.issues) == 4
    assert str(schedule.issues[-1]) == (
        "the files: there are 5 more issues than the 3 kept; counted only"
    )


def test_a_schedule_becomes_a_problem(roster: Roster) -> None:
    roster.put("templates.csv", TEMPLATES)
    schedule = roster.read("resident,date,rotation\na,2026-08-03,Wards\nb,2026-08-03,Nights\n")
    problem = pp.Problem.from_schedule(schedule, "2026-08-03", "2026-08-10")
    assert [a.kind for a in problem.busy] == ["ward", "night_float"]
    assert problem.active[0].coverage == ((MONDAY, date(2026, 8, 4)),)


def test_another_months_roster_does_not_make_anybody_free(roster: Roster) -> None:
    text = "resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n"
    schedule = roster.read(text, published=("2026-09-07", "2026-10-05"))
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-04"]
    assert "none in the published dates" in issues(schedule)[0]


def test_a_roster_that_falls_quiet_for_everybody_is_noted(roster: Roster) -> None:
    roster.put("residents.csv", PEOPLE + "c,Resident C,EM\n")
    rows = [
        f"{name},2026-08-{day} 07:00,2026-08-{day} 19:00" for name in "abc" for day in ("03", "12")
    ]
    text = "\n".join(["resident,start,end", *rows, ""])
    schedule = roster.read(text, published=("2026-08-03", "2026-08-31"))
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-31"]
    assert any("has no entry after 2026-08-12" in line for line in issues(schedule))


def test_a_spreadsheet_is_not_passed_over_in_silence(roster: Roster) -> None:
    roster.put("im.xls", b"PK")
    schedule = roster.read("resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n")
    assert issues(schedule)[0].startswith("im.xls: is of a kind that is not read")
    assert coverage(schedule, "a") == []


DIARY = "Date,Shift\n2026-08-04,Nights\n2026-08-05,Nights\n"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Resident A.csv", DIARY),
        ("Resident A/august.csv", DIARY),
        ("Resident_A.pdf", "%PDF"),
        ("notes.md", "The night of 8/4 goes to Resident A."),
        ("page.html", "<tr><td>8/4</td><td>Resident A</td></tr>"),
    ],
)
def test_whoever_a_file_names_that_is_not_read_is_unknown(
    roster: Roster, name: str, text: str
) -> None:
    roster.put(name, text)
    rows = [f"{who},2026-08-03 07:00,2026-08-03 19:00" for who in "ab"]
    schedule = roster.read("\n".join(["resident,start,end", *rows, ""]))
    assert coverage(schedule, "a") == []
    assert coverage(schedule, "b") == ["2026-08-03/2026-08-04"]
    assert any("list it in ignore" in line for line in issues(schedule))


def test_a_tag_in_a_file_that_is_not_read_names_those_who_have_it(roster: Roster) -> None:
    roster.put("residents.csv", "id,tags\na,cohort-A\nb,cohort-B\n")
    roster.put("notes.md", "Retreat of Cohort A on 8/3, in the evening.")
    rows = [f"{who},2026-08-03 07:00,2026-08-03 19:00" for who in "ab"]
    schedule = roster.read("\n".join(["resident,start,end", *rows, ""]))
    assert coverage(schedule, "a") == []
    assert coverage(schedule, "b") == ["2026-08-03/2026-08-04"]


def test_data_of_programs_may_name_everybody_and_nothing_follows(roster: Roster) -> None:
    roster.put("problem.json", '{"format": "peerpair-problem/1", "residents": [{"id": "a"}]}')
    schedule = roster.read("resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n")
    assert coverage(schedule, "a") == ["2026-08-03/2026-08-04"]


def test_a_negative_year_of_training_is_no_year(roster: Roster) -> None:
    roster.put("residents.csv", "id,pgy\na,-3\nb,PGY-2\n")
    schedule = roster.read("resident,start,end\na,2026-08-03 07:00,2026-08-03 19:00\n")
    assert [resident.pgy for resident in schedule.residents] == [None, 2]
    assert "pgy '-3' is not a year" in issues(schedule)[0]
