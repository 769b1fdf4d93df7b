"""The people whom raw files name, and the hours that are proposed for their rotations."""

from __future__ import annotations

from pathlib import Path

import pytest

from peerpair.config.proposal.hours import legend_in, rows_of
from peerpair.config.proposal.names import name_in
from peerpair.config.proposal.people import find_people
from peerpair.config.proposal.sheet import ProposedTable

FOUR = {"Ana Ito", "Ben Okafor", "Cleo Duarte", "Dev Lind"}
AMION = '"IM","{name}",1,2,"Call",3,4,8-4-26,1900,0700,"{kind}","5","","",1,"",o,"C"\n'


def people(folder: Path, **files: str) -> set[str]:
    for name, text in files.items():
        (folder / name.replace("_csv", ".csv").replace("_txt", ".txt")).write_text(text, "utf-8")
    return {person.name for person in find_people(folder).people}


@pytest.mark.parametrize(
    "text",
    [
        "Resident,8/3/2026,8/4/2026\nAna Ito,ICU,Off\nBen Okafor,ICU,Off\n"
        "Cleo Duarte,ICU,Off\nDev Lind,ICU,Off\nVAC,1,2\n",
        "Last,First,PGY,8/3/2026,8/4/2026\nIto,Ana,1,ICU,Off\nOkafor,Ben,1,ICU,Off\n"
        "Duarte,Cleo,2,ICU,Off\nLind,Dev,2,ICU,Off\nTotal,,,4,0\n",
        'Name,8/3/2026,8/4/2026\n"Ito, Ana (PGY-1)",ICU,Off\n"Okafor, Ben, MD",ICU,Off\n'
        '"Duarte, Cleo*",ICU,Off\n"Lind, Dev",ICU,Off\nTotal Wards,2,3\n',
        "Date,Ana Ito,Ben Okafor,Cleo Duarte,Dev Lind\n2026-08-03,ICU,ICU,Off,Off\n"
        "2026-08-04,ICU,ICU,Off,Off\n",
        "Date,ICU Days,ICU Nights\n2026-08-03,Ana Ito,Ben Okafor\n"
        "2026-08-04,Cleo Duarte,Dev Lind\n",
        "Resident,Start,End,Kind\nANA ITO,2026-08-03 07:00,2026-08-03 19:00,icu\n"
        "OKAFOR Ben,2026-08-03 07:00,2026-08-03 19:00,icu\n"
        "Cleo Duarte,2026-08-03 07:00,2026-08-03 19:00,icu\n"
        "Dev Lind,2026-08-03 07:00,2026-08-03 19:00,icu\n",
        "Assignments for August 2026\n"
        + "".join(AMION.format(name=name, kind="R1") for name in sorted(FOUR))
        + AMION.format(name="Old Attending", kind="A"),
    ],
)
def test_people_are_found_whatever_the_layout(tmp_path: Path, text: str) -> None:
    assert {name.title() for name in people(tmp_path, roster_csv=text)} == FOUR


def test_one_person_is_never_made_two(tmp_path: Path) -> None:
    blocks = "Resident,8/3/2026,8/4/2026\nKatherine Smith,ICU,Off\nBen Okafor,ICU,Off\n"
    calls = "".join(AMION.format(name=n, kind="R1") for n in ("OKAFOR Ben", "Smith, Kate"))
    calls += AMION.format(name="Okafar, Ben", kind="R1") + AMION.format(name="Ito, Ana", kind="R2")
    names = people(tmp_path, blocks_csv=blocks, calls_txt="Assignments for August 2026\n" + calls)
    assert names == {"Katherine Smith", "Ben Okafor", "Ana Ito"}
    unsure = {text: who for text, (_, who) in find_people(tmp_path).unsure.items()}
    assert unsure == {"Smith, Kate": ["Katherine Smith"], "Okafar, Ben": ["Ben Okafor"]}


def test_lists_of_pairs_are_not_looked_at(tmp_path: Path) -> None:
    pairs = "first,second\nCanary One,Canary Two\n"
    others = "Resident A,Resident B,date\nCanary One,Canary Two,2026-08-03\n"
    third = "Resident,Not with,Date\nCanary One,Canary Two,2026-08-03\n"
    assert people(tmp_path, pairs_csv=pairs, others_csv=others, third_csv=third) == set()


@pytest.mark.parametrize(
    "text", ["Total MICU", "PGY-3", "", "Note: swaps by e-mail", "8/3", "a" * 300]
)
def test_what_is_no_name(text: str) -> None:
    written = name_in(text)
    assert written is None or written.short


def test_usual_hours_are_proposed_unless_a_legend_says_more(tmp_path: Path) -> None:
    legend = "Wards A/B,6a-6p\nMICU,5a-8p\nGeri,8-5 M-F\n"
    (tmp_path / "legend.csv").write_text(legend, "utf-8")
    names = ("Wards A", "Wards B", "MICU", "Geri", "Jeopardy", "Wards C / NF", "GI/Moon")
    rows = {row["rotation"]: row for row in rows_of(names, legend_in(tmp_path, names))}
    assert rows["Wards A"]["hours"] == rows["Wards B"]["hours"] == "daily 06:00-19:00"
    assert rows["Wards B"]["comment"].endswith("please check: 6a-6p")
    assert rows["MICU"]["hours"] == "? daily 06:00-19:00"
    assert (rows["Geri"]["hours"], rows["Geri"]["comment"]) == ("?", "8-5 M-F")
    assert rows["Jeopardy"]["soft"] == "?"  # whether they may be met is for the programme to say
    assert rows["NF"]["kind"] == "night_float"
    assert "Wards C / NF" not in rows
    assert rows["GI/Moon"]["hours"] == "?"  # nothing is known of a part


def test_a_table_keeps_its_form_and_its_answers(tmp_path: Path) -> None:
    file = tmp_path / "rotations.csv"
    file.write_text('rotation;hours;mine\n"ICU";;a "b"\nWard;?;\nED;? maybe 8-5;\n', "utf-8")
    sheet = ProposedTable(file, ())
    for name in ("ICU", "Ward", "ED", "New"):
        sheet.put("rotation", {"rotation": name, "hours": "daily 07:00-19:00", "kind": "icu"})
    assert sheet.write()
    assert file.read_text("utf-8-sig") == (
        'rotation;hours;mine\nICU;;"a ""b"""\nWard;daily 07:00-19:00;\nED;? maybe 8-5;\n'
        "New;daily 07:00-19:00;\n"
    )
    assert not ProposedTable(file, ()).write()
