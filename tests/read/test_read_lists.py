"""Exclusions, preferences, and groups made by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peerpair as pp
from peerpair.constraints import Exclude
from peerpair.read import read_exclusions, read_groups, read_preferences
from peerpair.read.people.names import Match, Names
from peerpair.text import cell, clean, unguarded

SECRETS = ("ann7", "bob8", "cy9", "ghost")
SCHEDULE = pp.Schedule(tuple(pp.Resident(name) for name in SECRETS[:3]), (), "America/Chicago")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def test_exclusions_are_private_unless_the_file_says_no(file: Path) -> None:
    text = "first,second,private,why\nbob8,ann7,,x\nann7,cy9,no,\ncy9,bob8,no,\nbob8,cy9,TRUE,\n"
    file.write_text(text)
    assert read_exclusions(file, SCHEDULE) == (
        Exclude("ann7", "bob8", private=True),
        Exclude("ann7", "cy9", private=False),
        Exclude("bob8", "cy9", private=True),
    )
    file.write_text("who;whom\nbob8;ann7\n")
    mapped = read_exclusions(file, SCHEDULE, columns={"first": "who", "second": "whom"})
    assert mapped == (Exclude("ann7", "bob8", private=True),)


@pytest.mark.parametrize(
    "text",
    [
        "ann7,bob8\ncy9,ann7\n",
        "ann7,ann7\n",
        "first,ann7\nbob8,ann7\n",
        "first,second\nann7,ghost\n",
        "first,second\nghost,ann7\n",
        "first,second\nann7,\n",
        "first,second\nann7,ann7\n",
        "first,second\nann7,bob8,cy9\n",
        "first,second,private\nann7,bob8,cy9\n",
        'first,second\nann7,"bob8\n',
        "first,second\nann7,bob8\0\n",
    ],
)
def test_errors_in_exclusions_name_places_and_never_people(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(pp.ReadError) as error:
        read_exclusions(file, SCHEDULE)
    said = f"{error.value!s} {error.value!r} {error.value.fault!r}"
    assert not any(name in said for name in SECRETS)
    assert error.value.fault.place.startswith(str(file))
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


def test_preferences(file: Path) -> None:
    file.write_text("from,to,points\nann7,bob8,-1000\nbob8,ann7,+5\n")
    assert read_preferences(file, SCHEDULE) == (
        pp.Preference("ann7", "bob8", -1000),
        pp.Preference("bob8", "ann7", 5),
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("ann7,ghost,1", "column 'to' is not in the schedule"),
        ("ann7,bob8,1.5", "not a whole number"),
        ("ann7,bob8,1001", "not a whole number from -1000 to 1000"),
        ("ann7,ann7,1", "the same"),
        ("ann7,bob8,1\nann7,bob8,2", "is a duplicate of an earlier preference"),
    ],
)
def test_errors_in_preferences(file: Path, rows: str, words: str) -> None:
    file.write_text(f"from,to,points\n{rows}\n")
    with pytest.raises(pp.ReadError, match=words) as error:
        read_preferences(file, SCHEDULE)
    assert not any(name in str(error.value) for name in SECRETS)


def test_groups(file: Path) -> None:
    file.write_text("group,member_1,member_2,member_3,weeks_met\n1,ann7,bob8,,4\n2, cy9 ,d,NA,3\n")
    assert read_groups(file) == (("ann7", "bob8"), ("cy9", "d", "NA"))
    file.write_text("resident;group;note\nann7;x;\ncy9;y;\nbob8;x;\nd;y;\ne;x;\n")
    assert read_groups(file) == (("ann7", "bob8", "e"), ("cy9", "d"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("member_1,member_2\na,\n", "two or three members, not 1"),
        ("member_1,member_2,member_3,member_4\na,b,c,d\n", "two or three members, not 4"),
        ("member_1,member_2\na,b,c\n", "more cells"),
        ("member_1,member_2\na,a\n", "'a' is a duplicate"),
        ("group,resident\n,a\n", "group is blank"),
        ("a,b\nc,d\n", "no column 'group'"),
        ("", "is empty"),
    ],
)
def test_errors_in_groups(file: Path, text: str, words: str) -> None:
    file.write_text(text)
    with pytest.raises(pp.ReadError, match=words):
        read_groups(file)


@pytest.mark.parametrize("ids_are_names", [False, True])
@pytest.mark.parametrize("written", ["Kate O'Neil", "kate o\u2019neil", "O'Neil, Kate"])
def test_names_are_compared_alike_whether_or_not_they_are_the_ids(
    file: Path, ids_are_names: bool, written: str
) -> None:
    names = ["Kate O\u2019Neil", "Zo\u00eb M\u00fcller"]
    people = [
        pp.Resident(name) if ids_are_names else pp.Resident(f"r{i}", name=name)
        for i, name in enumerate(names)
    ]
    schedule = pp.Schedule(people, (), "America/Chicago")
    file.write_text(f'first,second\n"{written}",Zoe Muller\n', encoding="utf-8")
    (rule,) = read_exclusions(file, schedule)
    assert set(rule.residents()) == {person.id for person in people}


def test_an_id_that_is_a_code_is_never_taken_for_a_name() -> None:
    people = [pp.Resident("IM R1"), pp.Resident("IM R2"), pp.Resident("ward-a"), pp.Resident("Lim")]
    names = Names(people)
    for text in ("IM R3", "IM", "ward a", "Ana Lim", "IM (PGY-1)"):
        assert names.search(text) == Match(), text
    assert names.find("im r1") == "IM R1"


HOSTILE = ["-r1", "=b", "@alim", "+1", "'=b", "''=b", '"=b', "\uff1db", "'Aisha", "O'Neil", "r1"]


def test_groups_written_by_peerpair_come_back_as_they_were(file: Path) -> None:
    for one in HOSTILE:
        file.write_text(f'member_1,member_2\n"{cell(one).replace(chr(34), chr(34) * 2)}",x\n')
        assert read_groups(file) == ((one, "x"),), one
        file.write_text(f'group,resident\n1,"{cell(one).replace(chr(34), chr(34) * 2)}"\n1,x\n')
        assert read_groups(file) == ((one, "x"),), one


@given(st.text(st.sampled_from("=+-@\uff1d\uff0b\uff0d\uff20'\"\u2018\u2019\u201c\u201d ab\u200d")))
def test_a_guard_is_taken_off_exactly_where_it_was_put_on(text: str) -> None:
    assert unguarded(cell(text)) == clean(text)
