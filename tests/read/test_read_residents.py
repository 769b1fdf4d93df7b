"""Lists of residents as offices keep them."""

import random
from pathlib import Path

import pytest

import peerpair as pp

from .conftest import Folder, issues


def listed(folder: Folder, text: str, **options: object) -> dict[str, tuple[str, int | None]]:
    schedule = folder.read("residents.csv", text, **options)
    return {r.id: (r.name, r.pgy) for r in schedule.residents}


@pytest.mark.parametrize(
    "text",
    [
        "Last Name,First Name,PGY\nBrandt,Lea,PGY2\nDo,Minh,R1\n",
        "First,Last,Program,Year\nLea,Brandt,IM,2nd year\nMinh,Do,FM,Intern\n",
        "Nachname;Vorname;Fach;Weiterbildungsjahr\nBrandt;Lea;IM;2. Jahr\nDo;Minh;FM;1\n",
        "Nom,Prénom,Spécialité,Année\nBrandt,Lea,IM,2e année\nDo,Minh,FM,1\n",
        "Apellidos,Nombre,Especialidad,Año\nBrandt,Lea,IM,R2\nDo,Minh,FM,R1\n",
        "Name,Vorname,Jahr\nBrandt,Lea,2\nDo,Minh,1\n",
        "Surname,Given Name,Level,Pager\nBrandt,Lea,CA-1,77\nDo,Minh,PGY-1,78\n",
    ],
)
def test_last_and_first_names(folder: Folder, text: str) -> None:
    wanted = {"lea-brandt": ("Lea Brandt", 2), "minh-do": ("Minh Do", 1)}
    assert listed(folder, text) == wanted


@pytest.mark.parametrize("header", ["Name (Last, First)", "Display Name", "Resident Name"])
def test_names_are_kept_without_degrees_and_years(folder: Folder, header: str) -> None:
    text = f'"{header}",PGY\n"Brandt, Lea, MD",2\n"Do, Minh (PGY-1)",1\n"Ng, Do, M.D., PhD",3\n'
    people = listed(folder, text, residents=str(folder.path / "residents.csv"))
    assert [name for name, _ in people.values()] == ["Brandt, Lea", "Do, Minh", "Ng, Do"]


def test_ids_count_where_there_are_any(folder: Folder) -> None:
    assert listed(folder, "id,Last Name,First Name\nx,Brandt,Lea\n") == {"x": ("Lea Brandt", None)}


@pytest.mark.parametrize("header", ["Name,Email", "Full Name,Mail", "Trainee,E-Mail"])
def test_a_list_of_names_must_be_named(folder: Folder, header: str) -> None:
    text = f'{header}\n"Brandt, Lea",lea@x.org\n'
    shift = "resident,start,end\nLEA@x.org,2026-08-05 07:00,2026-08-05 19:00\n"
    folder.put("x.csv", shift)
    with pytest.raises(pp.ReadError, match="no residents were found"):
        listed(folder, text)
    schedule = folder.read(residents=folder.path / "residents.csv")
    assert [a.resident for a in schedule.assignments] == ["lea-brandt"]


def test_answers_to_a_form_are_no_list_of_residents(folder: Folder) -> None:
    folder.put("form.csv", "Timestamp,Last,First,PGY,When?,With whom?,Why?\n1,Do,Minh,1,x,y,z\n")
    assert [r.id for r in folder.read().residents] == ["a", "b", "c"]


def test_made_ids_do_not_depend_on_the_order_or_on_others(tmp_path: Path) -> None:
    rows = ["Doe,Kim,1,k.doe@x.org", "Doe,Kim,2,kimd@x.org", "Brandt,Lea,1,", "Do,Minh,,m@x.org"]
    seen = set()
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        more = ["Ng,Bram,3,"] * (seed % 2)
        text = "\n".join(["Last,First,PGY,Email", *more, *rows])
        (tmp_path / "r.csv").write_text(text)
        schedule = pp.read(tmp_path, timezone="UTC")
        seen.add(tuple(sorted(r.id for r in schedule.residents if r.id != "bram-ng")))
    assert seen == {("kim-doe-k-doe", "kim-doe-kimd", "lea-brandt", "minh-do")}


def test_who_stands_in_a_list_with_ids_is_not_made_again(folder: Folder) -> None:
    folder.put("zz.csv", "Last,First,PGY\nLopez,Ana,1\nBrandt,Lea,2\nBrandt,Lea,2\n,,3\n")
    schedule = folder.read()
    assert [r.id for r in schedule.residents] == ["a", "b", "c", "lea-brandt-2"]
    assert [i.split(": ")[0] for i in issues(schedule)] == ["zz.csv:2", "zz.csv:4", "zz.csv:5"]
