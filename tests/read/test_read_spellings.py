"""Whatever way a roster writes a name: its resident is found, or is one of those in doubt."""

import random
import re
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peerpair as pp
from peerpair.read.people.names import Names

from .conftest import Folder, issues, known, times

PEOPLE = [
    "Lea Brandt", "Jonas Ferrand", "Ingrid Møller-Sæther", "Tomás Quiroga Peña", "Wen Li Zhao",
    "Priya Venkataraman", "Oskar van den Heuvel", "Aoife O'Rourke", "Jürgen Kröger", "Minh Do",
    "Fatima El Idrissi", "Luca M. Bellini", "Nora Castellane", "Bram Ng", "Marguerite Lefèvre",
]  # fmt: skip
NAMES = Names([pp.Resident(f"p{n:02}", name=name) for n, name in enumerate(PEOPLE)])


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("BRANDT Lea", 0), ("brandt lea", 0), ("LeaBrandt", 0), ("BRANDT, LEA", 0),
        ("Dr. Lea Brandt", 0), ("Dr Col Lea Brandt", 0), ("Capt. Brandt, Lea", 0),
        ("Prof. Dr. med. Lea Brandt", 0), ("Mme Lea BRANDT", 0), ("Frau Lea Brandt", 0),
        ("Dra. Lea Brandt", 0), ("Lea Brandt M.D., Ph.D.", 0), ("Lea Brandt FRCP", 0),
        ("Lea Brandt, MBBS, MPH", 0), ("PGY1 Lea Brandt", 0), ("Lea Brandt (PGY-2)", 0),
        ("R3 Brandt Lea", 0), ("Lea Brandt*", 0), ("Lea Brandt †", 0), ("Lea Brandt²", 0),
        ("Léa Brandt", 0), ("Lea K. Brandt", 0), ("Brandt, Lea K.", 0), ("Brandt Lea K", 0),
        ("Moller Saether Ingrid", 2), ("Ingrid MollerSaether", 2), ("Moeller-Saether, Ingrid", 2),
        ("QUIROGA PEÑA Tomás", 3), ("Pena Quiroga, Tomas", 3), ("ZHAO Wen-Li", 4),
        ("Wenli Zhao", 4), ("Vandenheuvel, Oskar", 6), ("ORourke Aoife", 7),
        ("1. Lea Brandt", 0), ("Lea Brandt x5512", 0), ("Brandt, Lea 555-0123", 0),
        ("Lea Brandt pager 5512", 0), ("Lea Brandt #5512", 0), ("Lea Brandt (617) 555-0123", 0),
        ("Lea Brandt <lea@x.org>", 0), ("LT Lea Brandt USN", 0), ("Lea Brandt, RN", 0),
        ("Juergen Kroeger", 8), ("Kroger, Jurgen", 8), ("DO Minh", 9), ("Luca Bellini", 11),
    ],
)  # fmt: skip
def test_one_person_is_certain(text: str, number: int) -> None:
    assert NAMES.find(text) == f"p{number:02}"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Lea", 0), ("Lea B.", 0), ("L. Brandt", 0), ("L.Brandt", 0), ("LBrandt", 0),
        ("Brandt L", 0), ("Dr. Brandt", 0), ("Brandt/Lea", 0), ("Lea Brandt nights", 0),
        ("Lea Brandt-Okoye", 0), ("Lea Brandt 2", 0), ("Leah Brant", 0), ("LeaBrant", 0),
        ("Jonas Ferand", 1), ("Jon Ferrand", 1), ("Jnoas Ferarnd", 1), ("Ingrid Saether", 2),
        ("Møller", 2), ("T. Quiroga", 3), ("W. L. Zhao", 4), ("Priya Venkatraman", 5),
        ("Venkataramen", 5), ("Venk.", 5), ("Brandt AM", 0), ("Brandt's shift", 0),
        ("Ferrand 24h", 1), ("Drs. Quiroga", 3), ("van den Heuvel, O", 6),
        ("O. v. d. Heuvel", 6), ("Oskar Heuvel", 6), ("Rourke", 7),
        ("Fatima Idrissi", 10), ("Elidrissi F", 10), ("Luca P. Bellini", 11), ("Lefevr", 14),
    ],
)  # fmt: skip
def test_somebody_may_be_meant(text: str, number: int) -> None:
    match = NAMES.search(text)
    assert match.resident is None
    assert match.maybe == (f"p{number:02}",)


@pytest.mark.parametrize(
    "text", ["Karl Brandt", "Lea Hofmann", "Do", "X", "ICU", "Ward A", "Lisa", "de", "PGY-2", "-"]
)
def test_somebody_else(text: str) -> None:
    match = NAMES.search(text)
    assert (match.resident, match.maybe) == (None, ("p09",) if text == "Do" else ())


def test_two_who_fit_are_both_in_doubt() -> None:
    names = Names(
        [
            pp.Resident("a", name="Sam K. Orlov"),
            pp.Resident("b", name="Sam T. Orlov"),
            pp.Resident("c", name="Ida Sam"),
            pp.Resident("d", name="Sam Ida"),
        ]
    )
    assert names.search("Orlov Sam").maybe == ("a", "b")
    assert names.search("Orlov, Sam T").resident == "b"
    assert names.search("Sam Ida").resident == "d"
    assert names.search("IDASAM").maybe == ("c", "d")
    assert names.search("Sam").maybe == ("a", "b", "c", "d")


def test_names_with_nicknames_and_degrees_in_the_list() -> None:
    names = Names(
        [
            pp.Resident("a", name="Lea (Liv) Brandt"),
            pp.Resident("b", name='Do, Minh "MJ" (PGY-2)'),
            pp.Resident("c", name="Zhao, Wen, MD"),
        ]
    )
    texts = "Brandt, Lea", "Lea (Liv) Brandt", "Minh Do", "DO, Minh (MJ)", "Wen Zhao"
    assert [names.find(text) for text in texts] == ["a", "a", "b", "b", "c"]
    assert names.search("Liv Brandt").maybe == ("a",)


def test_numbers_tell_people_apart() -> None:
    names = Names([pp.Resident(f"r{n}", name=f"FM Resident {n}") for n in range(1, 40)])
    assert names.search("Resident 7 FM").resident == "r7"
    assert names.search("FM Resdent 7").maybe == ("r7",)
    for text in (
        "FM Resident 70",
        "FM Resident 7012",
        "FM Resident x107",
        "FM Resident",
        "FM",
        "Resident",
    ):
        assert names.search(text).maybe == ()


Damage = Callable[[str, random.Random], str]


def letters(name: str, rng: random.Random, times: int = 1) -> str:
    """Put letters of the longest word out of order, or other ones in their place."""
    for _ in range(times):
        word = max(re.findall(r"\w+", name), key=len)
        at = rng.randrange(1, len(word) - 1)
        wrong = rng.choice([word[:at] + word[at + 1 :], word[:at] + "q" + word[at:],
                            word[:at] + "q" + word[at + 1 :],
                            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]])  # fmt: skip
        name = name.replace(word, wrong)
    return name


def bare(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))


DAMAGES: dict[str, Damage] = {
    "family first": lambda n, rng: " ".join((*n.split()[1:], n.split()[0])),
    "comma": lambda n, rng: ", ".join((" ".join(n.split()[1:]), n.split()[0])),
    "capitals": lambda n, rng: n.upper(),
    "initial": lambda n, rng: f"{n[0]}. {' '.join(n.split()[1:])}",
    "family alone": lambda n, rng: n.split()[-1],
    "family's initial": lambda n, rng: f"{n.split()[0]} {n.split()[-1][0]}.",
    "title": lambda n, rng: f"{rng.choice(['Dr', 'Mrs', 'Capt.', 'Herr', 'Sra.'])} {n}",
    "degree": lambda n, rng: f"{n}, {rng.choice(['MD', 'MBBS', 'Ph.D.', 'FRCP'])}",
    "year": lambda n, rng: rng.choice([f"{n} PGY-{rng.randint(1, 7)}", f"R2 {n}"]),
    "sign": lambda n, rng: n + rng.choice(["*", " †", "¹", "#", " (chief)", "?"]),
    "blanks": lambda n, rng: n.replace(" ", rng.choice(["", "  ", "\u00a0", "_", "."])),
    "accents": lambda n, rng: bare(n),
    "hyphens": lambda n, rng: n.replace("-", " "),
    "letter": letters,
    "note": lambda n, rng: f"{n} {rng.choice(['nights', '- sick', '(for Smith)', '24h', '2'])}",
    "other": lambda n, rng: rng.choice([f"{n} & Smith", f"Smith/{n}", f"{n} or ?", f"ICU: {n}"]),
}


@given(
    number=st.integers(0, len(PEOPLE) - 1),
    kinds=st.lists(st.sampled_from(list(DAMAGES)), min_size=1, max_size=2, unique=True),
    seed=st.integers(0, 10_000),
)
def test_no_damaged_name_is_nobody(number: int, kinds: list[str], seed: int) -> None:
    rng = random.Random(seed)
    text = PEOPLE[number]
    hard = {"letter", "blanks", "initial", "family's initial", "family alone", "other", "note"}
    if len(hard & {*kinds}) > 1:
        kinds = kinds[:1]
    for kind in sorted(kinds, key=lambda kind: kind not in hard):
        text = DAMAGES[kind](text, rng)
    found = NAMES.whom(text)
    assert f"p{number:02}" in {*found.residents, *found.unsure}.union(*found.maybe.values()), text


@given(st.integers(0, len(PEOPLE) - 1), st.integers(0, 10_000))
def test_two_wrong_letters_of_a_long_name(number: int, seed: int) -> None:
    text = letters(PEOPLE[number], random.Random(seed), 2)
    if len(max(re.findall(r"\w+", PEOPLE[number]), key=len)) >= 8:
        assert f"p{number:02}" in NAMES.search(text).maybe, text


@pytest.mark.parametrize(
    ("text", "residents"),
    [
        ("Lea Brandt & Minh Do", [0, 9]), ("Lea Brandt;Minh Do", [0, 9]),
        ("Lea Brandt and Minh Do", [0, 9]), ("Brandt, Lea / Do, Minh", [0, 9]),
        ("Lea Brandt, Minh Do", [0, 9]), ("Brandt, Lea, Do, Minh", [0, 9]),
        ("Lea Brandt + Minh Do + Bram Ng", [0, 9, 13]), ("Lea Brandt\nMinh Do", [0, 9]),
        ("Lea Brandt w/ Minh Do", [0, 9]), ("Lea Brandt with Minh Do", [0, 9]),
        ("Lea Brandt (chief)", [0]), ('Lea "LB" Brandt', [0]), ("Lea \u201cL\u201d Brandt", [0]),
        ("(Lea Brandt)", [0]),
        ("Dr Lea Brandt/Dr Minh Do (PGY-2)", [0, 9]),
        ("ICU: Lea Brandt", [0]), ("Lea Brandt - nights", [0]), ("Lea Brandt & Ann Stranger", [0]),
        ("p00, p09", [0, 9]), ("Lea Brandt & Lea Brandt", [0]),
    ],
)  # fmt: skip
def test_all_who_stand_in_a_cell_are_on_duty(text: str, residents: list[int]) -> None:
    found = NAMES.whom(text, initials=True)
    assert found.residents == tuple(f"p{n:02}" for n in residents)
    assert not found.maybe
    assert not found.unsure


@pytest.mark.parametrize(
    ("text", "on_duty", "doubt"),
    [
        ("Lea Brandt -> Minh Do", [], [0, 9]), ("Lea Brandt → Minh Do", [], [0, 9]),
        ("Lea Brandt swap with Minh Do", [], [0, 9]), ("Lea Brandt or Minh Do", [], [0, 9]),
        ("Lea Brandt swapped with Ferrand", [], [0, 1]),
        ("Lea Brandt covering for Minh Do", [0], [9]), ("Lea Brandt for Minh Do", [0], [9]),
        ('Lea Brandt (for Minh "Kit" Do)', [0], [9]),
        ("Lea Brandt (for Minh Do)", [0], [9]), ("Lea Brandt (for Ferrand)", [0], [1]),
        ("Lea Brandt [Ng]", [0], [13]),
        ("Lea Brandt covered by Minh Do", [], [0, 9]), ("Lea Brandt & Ferrand", [0], [1]),
        ("Brandt & Ferrand", [], [0, 1]), ("Brandt/Ferrand", [], [0, 1]),
        ("Brandt, Ferrand", [], [0, 1]), ("Brandt-Ferrand", [], [0, 1]),
        ("Brandt Ferrand Ng", [], [0, 1, 13]), ("Lea & Jonas", [], [0, 1]),
        ("Brandt, L; Ferrand, J", [], [0, 1]), ("Brandt/Lea", [], [0]), ("LB", [], [0, 11]),
        ("J.F.", [], [1]), ("Karl Brandt", [], []), ("Smith, Lea", [], []), ("Nobody & X", [], []),
    ],
)  # fmt: skip
def test_who_may_stand_in_a_cell(text: str, on_duty: list[int], doubt: list[int]) -> None:
    found = NAMES.whom(text, initials=True)
    assert found.residents == tuple(f"p{n:02}" for n in on_duty)
    doubted = {*found.unsure}.union(*found.maybe.values())
    assert sorted(doubted) == [f"p{n:02}" for n in doubt]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("x.csv", "resident,start,end\n{},2026-08-05 07:00,2026-08-05 19:00\n", 2),
        ("x.csv", "resident,date,start,end\n{},2026-08-05,07:00,19:00\n", 2),
        ("x.csv", "resident,date,rotation\n{},2026-08-05,7a-7p\n", 2),
        ("x.csv", "service,2026-08-05,2026-08-06\n7a-7p,{},a\nICU 7p-7a,Chloé Dubois,c\n", 2),
    ],
)
def test_cells_of_files(folder: Folder, name: str, text: str, line: int) -> None:
    both = folder.read(name, text.format("LOPEZ Ana & Okafor Ben"))
    assert {"a 08-05", "b 08-05"} <= {t[:7] for t in times(both)}
    one = folder.read(name, text.format("LOPEZ Ana -> Okafor"))
    assert not {"a 08-05", "b 08-05"} & {t[:7] for t in times(one)}
    assert not any(date(2026, 8, 5) == first for w in "ab" for first, _ in known(one, w))
    assert any("'LOPEZ Ana -> Okafor'" in text and f":{line}" in text for text in issues(one))


def test_absences_of_two(folder: Folder) -> None:
    text = "resident,start,end_inclusive\nAna Lopez & Ben Okafor,2026-08-05,2026-08-06\n"
    assert len(folder.read("x.csv", text).assignments) == 2


def test_a_person_of_one_name_is_not_two(folder: Folder) -> None:
    text = "resident,2026-08-05,2026-08-06\nAna Lopez & Ben Okafor,Vacation,Vacation\n"
    schedule = folder.read("x.csv", text)
    assert known(schedule, "a") == known(schedule, "b") == []
    assert "'Ana Lopez & Ben Okafor' is more than one resident" in issues(schedule)[0]
