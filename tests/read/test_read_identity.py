"""Who is meant: ids, e-mail addresses, names in every order, aliases, and never a guess."""

import pytest

import peerpair as pp
from peerpair.read.people.names import Names
from peerpair.read.people.words import name_key

from .conftest import Folder, issues, known, times

PEOPLE = [
    pp.Resident("im01", name="Jane Smith"),
    pp.Resident("im02", name="José García-López"),
    pp.Resident("im03", name="van der Berg, Anna Maria"),
    pp.Resident("im04", name="Chris Lee Jr."),
    pp.Resident("R4-1", name="R4-1"),
    pp.Resident("R4-2", name="R4-2"),
    pp.Resident("im07", name="Kim Doe"),
    pp.Resident("im08", name="Kim Doe"),
    pp.Resident("00123", name="Do"),
]
EMAILS = {"im01": "J.Smith@x.org", "im07": "kim1@x.org"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("im01", "im01"),
        ("IM01", "im01"),
        ("j.smith@X.org", "im01"),
        ("jane  SMITH", "im01"),
        ("Smith, Jane", "im01"),
        ("Smith, Jane, MD", "im01"),
        ("Jane Smith, M.D.", "im01"),
        ("Dr. Jane Smith (PGY-2)", "im01"),
        ("JOSE GARCIA LOPEZ", "im02"),
        ("Garcia Lopez, Jose", "im02"),
        ("Anna Maria van der Berg", "im03"),
        ("Lee, Chris", "im04"),
        ("Lee Jr, Chris", "im04"),
        ("r4-1", "R4-1"),
        ("kim1@x.org", "im07"),
        ("do", "00123"),
        ("123", None),
        ("R2-1", None),
        ("Kim Doe", None),
        ("Smith", None),
        ("Smith, J", None),
        ("Jane A Smith", "im01"),
        ("John Smith", None),
        ("", None),
        ("Jane Smyth", None),
    ],
)
def test_names(text: str, wanted: str | None) -> None:
    assert Names(PEOPLE, EMAILS).find(text) == wanted


@pytest.mark.parametrize(
    ("text", "maybe"),
    [
        ("Kim Doe", ("im07", "im08")),
        ("Smith, J", ("im01",)),
        ("Smith", ("im01",)),
        ("John Smith", ()),
        ("Jane Smyth", ("im01",)),
        ("Jane Smiht", ("im01",)),
        ("Jane Smit", ("im01",)),
        ("Garcia Lopes, Jose", ("im02",)),
        ("Jane Smoot", ()),
        ("R2-1", ()),
        ("Somebody Else", ()),
    ],
)
def test_names_that_nearly_fit(text: str, maybe: tuple[str, ...]) -> None:
    found = Names(PEOPLE, EMAILS).search(text)
    assert (found.resident, found.maybe) == (None, maybe)


def test_another_number_is_another_person() -> None:
    names = Names([pp.Resident(f"r{n}", name=f"IM Resident {n}") for n in range(1, 30)])
    assert names.search("IM Resident 30").maybe == ()
    assert names.search("IM Residnt 3").maybe == ("r3",)


def test_an_alias_settles_it() -> None:
    names = Names(PEOPLE, EMAILS, {"Smith, J": "im01", "Doe, Kim": None})
    assert names.find("smith,  j") == "im01"
    assert names.search("Doe, Kim").nobody
    assert names.find("im08") == "im08"


@pytest.mark.parametrize("name", ["Straße, Łukasz", "O'Neil-Smith, Bo", "李 小龙", "  ", "Ng"])
def test_a_name_is_itself(name: str) -> None:
    names = Names([pp.Resident("x", name=name)])
    assert names.find(name) == ("x" if name.strip() else None)
    assert name_key(name) == name_key(name.upper()) or "ß" in name


def test_a_table_of_aliases(folder: Folder) -> None:
    shifts = (
        'resident,start,end\n"Lopez, A",2026-08-03 07:00,2026-08-03 19:00\n'
        "Okafor,2026-08-04 07:00,2026-08-04 19:00\nb,2026-08-05 07:00,2026-08-05 19:00\n"
    )
    schedule = folder.read("shifts.csv", shifts)
    assert len(schedule.assignments) == 1
    assert known(schedule, "a") == known(schedule, "b") == []
    assert all("settle it in a table alias,resident" in i for i in issues(schedule))
    folder.put(
        "aliases.csv",
        'alias,resident\n"Lopez, A",a\nOkafor,\nX,ghost\n,a\n"Lopez, A",b\nY,a,1\n',
    )
    schedule = folder.read()
    assert times(schedule) == ["a 08-03 07:00/08-03 19:00 -", "b 08-05 07:00/08-05 19:00 -"]
    assert [i.split(":")[1] for i in issues(schedule)] == ["4", "5", "6", "7"]
    assert known(schedule, "b")


def test_a_close_spelling_makes_unknown(folder: Folder) -> None:
    shifts = "resident,start,end\nAna Lopes,2026-08-03 07:00,2026-08-03 19:00\n"
    schedule = folder.read("shifts.csv", shifts + "a,2026-08-04 07:00,2026-08-04 19:00\n")
    assert issues(schedule) == [
        "shifts.csv:2: 'Ana Lopes' may be a; everything becomes unknown for a. "
        'Maybe settle it in a table alias,resident with a row "Ana Lopes",a'
    ]
    assert known(schedule, "a") == []
