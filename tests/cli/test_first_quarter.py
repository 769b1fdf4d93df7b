"""A chief's first quarter of an hour: raw exports, init, a few answers, groups."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from peerpair.cli.commands import init
from peerpair.cli.main import run
from peerpair.config import Question, QuestionKind, questions, read_config

Text = pytest.CaptureFixture[str]
TODAY = date(2026, 11, 30)
BLOCKS = """Department of Medicine - Block Schedule AY 2026-2027,,,,,
Resident,PGY,4+1,Block 6,Block 7,Block 8
Resident,PGY,4+1,11/16-12/13,12/14-1/10,1/11-2/7
PGY-3,PGY-3,PGY-3,PGY-3,PGY-3,PGY-3
"Novak, Lena (Chief)",3,A,MICU,Amb,Wards A
"Patel, Rohan",3,B,Wards A,Renal / Amb,NF
"Reyes, J.",3,C,Amb,Amb,Amb
PGY-1,PGY-1,PGY-1,PGY-1,PGY-1,PGY-1
"García, Inés*",1,A,Amb,Wards A,MICU
"Patel, Anjali",1,B,Amb,Amb,Renal
"Whitlow, Max",1,C,Amb,,Amb
Total MICU,,,1,0,1
"""
NEURO = """Neurology prelim interns 2026-27,,,,
Last,First,Block 6,Block 7,Block 8
,,11/16-12/13,12/14-1/10,1/11-2/7
Eze,Amara,Amb,Amb,Stroke
Hofmann,Benedikt,Stroke,Stroke,Amb
Marlow,Sunni,Amb,Renal,Amb
Total,,3,3,3
"""
AMION = "Assignments for December 2026\n" + "".join(
    f'"IM Residents","{name}",1,2,"Long Call",3,4,12-{day}-26,0700,2000,"R1",'
    f'"","","","","",o,"Calls"\n'
    for name, day in (("Garc\u00eda, In\u00e9s", 15), ("Novak, Lena", 16), ("Marlow, Suni", 17))
)
CLINIC = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
SUMMARY:Patel A: Clinic
DTSTART;TZID=America/New_York:20261215T130000
DTEND;TZID=America/New_York:20261215T170000
END:VEVENT
END:VCALENDAR
"""
FORM = "Timestamp,Email Address,Your name (as it appears in Amion),When do you like to meet?\n"
FORM += "11/10/2026 8:13,ines@example.org,In\u00e9s Garc\u00eda,evenings\n"
PAIRS = "Resident A,Resident B,why\nRohan Patel,Amara Eze,secret\nHofmann,Novak,secret too\n"
RAW = {
    "IM block schedule.csv": BLOCKS,
    "neuro prelims.csv": NEURO,
    "amion_dec.txt": AMION,
    "clinic.ics": CLINIC,
    "form responses.csv": FORM,
    "please not together.csv": PAIRS,
}
ANSWERS: list[tuple[str, str | tuple[str, str], str]] = [
    ("peerpair.toml", "exclusions", '"please not together.csv"'),
    ("peerpair.toml", "ignore", '["form responses.csv"]'),
    ("peerpair.toml", "slash", '"halves"'),
    ("please not together.csv", ("Hofmann", "Resident A"), "Benedikt Hofmann"),
    ("please not together.csv", ("Benedikt Hofmann", "Resident B"), "Lena Novak"),
    ("aliases.csv", ("Patel A", "resident"), "Anjali Patel"),
    ("aliases.csv", ("Marlow, Suni", "resident"), "Sunni Marlow"),
    ("rotations.csv", ("Renal", "hours"), "mon-fri 7am-6pm"),
    ("rotations.csv", ("Stroke", "hours"), "mon-sat 7am-6pm"),
    ("residents.csv", ("max-whitlow", "active"), "no"),
    ("residents.csv", ("j-reyes", "name"), "Juana Reyes"),
]
"""All that is asked: file, row and column (or key of the settings), answer."""


class _Today:
    """The only thing that init asks of dates."""

    today = staticmethod(lambda: TODAY)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(init, "date", _Today)
    for name, text in RAW.items():
        data = text.encode("cp1252" if name.endswith(".txt") else "utf-8")
        (tmp_path / name).write_bytes(data)
    return tmp_path


def table(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text("utf-8-sig"))))


def answer(folder: Path, answers: Iterable[tuple[str, str | tuple[str, str], str]]) -> None:
    for name, where, value in answers:
        file = folder / name
        if isinstance(where, str):
            lines = file.read_text("utf-8").split("\n")
            (at,) = (i for i, line in enumerate(lines) if line.startswith(f"# {where} = "))
            lines[at] = f"{where} = {value}"
            file.write_text("\n".join(lines), "utf-8")
            continue
        rows = table(file)
        (row,) = (row for row in rows if row[0] == where[0])
        row[rows[0].index(where[1])] = value
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        file.write_text(text.getvalue(), "utf-8")


def asked(folder: Path) -> list[Question]:
    config = read_config(folder / "peerpair.toml")
    return questions(config, config.read())


def test_people_are_found_with_what_the_files_say_of_them(folder: Path) -> None:
    assert run(["init", str(folder)]) == 0
    rows = {row[1]: row for row in table(folder / "residents.csv")}
    assert len(rows) == 10
    key = ["lena-novak", "Lena Novak", "IM", "3", "cohort-A;chief", "", "yes"]
    assert rows["Lena Novak"][:-1] == key
    assert rows["Inés García"][5] == "ines@example.org"
    assert rows["Amara Eze"][2:4] == ["Neuro", "?"]
    horizon = read_config(folder / "peerpair.toml").horizon
    assert (horizon.start, horizon.end) == (date(2026, 12, 14), date(2027, 1, 11))


def test_before_any_answer_nobody_is_paired_and_nothing_written(folder: Path, capsys: Text) -> None:
    run(["init", str(folder)])
    before = sorted(path.name for path in folder.iterdir())
    assert run(["pair", str(folder)]) == 2
    assert sorted(path.name for path in folder.iterdir()) == before
    said = "".join(capsys.readouterr())
    assert "secret" not in said
    assert "Hofmann" not in said  # the line that names nobody for certain is told by its number
    assert all("Hofmann" not in row[0] for row in table(folder / "aliases.csv"))


def test_the_questions_name_the_cells_and_the_worst_comes_first(folder: Path) -> None:
    run(["init", str(folder)])
    found = {question.kind: question for question in asked(folder)}
    assert len(asked(folder)) <= 10
    assert [*found][:2] == [QuestionKind.EXCLUSIONS, QuestionKind.EXCLUSION_LINE]
    assert found[QuestionKind.EXCLUSION_LINE].lines == (3,)
    assert found[QuestionKind.HOURS].values == ("Renal", "Stroke")
    assert found[QuestionKind.NOT_READ].about == "form responses.csv"
    spellings = found[QuestionKind.SPELLINGS]
    rows = table(folder / spellings.file)
    assert [rows[line - 1][:2] for line in spellings.lines] == [
        ["Marlow, Suni", "? Sunni Marlow"],
        ["Patel A", "? Anjali Patel"],
    ]


def test_after_the_answers_nobody_who_works_is_in_doubt(folder: Path) -> None:
    run(["init", str(folder)])
    answer(folder, ANSWERS)
    schedule = read_config(folder / "peerpair.toml").read()
    known = {r.name for r in schedule.residents if r.coverage}
    assert known == {r.name for r in schedule.residents if r.active}
    kinds = [question.kind for question in asked(folder)]
    assert kinds == [QuestionKind.USUAL_HOURS]
    assert run(["pair", str(folder), "--quiet"]) == 0


def test_tables_are_kept_in_step_and_answers_never_touched(folder: Path) -> None:
    run(["init", str(folder)])
    answer(folder, ANSWERS)
    with (folder / "rotations.csv").open("a", encoding="utf-8") as file:
        file.write("Moon Base,mon-fri 8am-5pm,,,,mine\n")
    names = ("peerpair.toml", "residents.csv", "aliases.csv", "rotations.csv")
    before = {name: (folder / name).read_bytes() for name in names}
    assert run(["init", str(folder)]) == 0
    assert {name: (folder / name).read_bytes() for name in names} == before
    late = NEURO.replace("Total", "Okoro,Chidi,Amb,Amb,Rehab\nTotal")
    (folder / "neuro prelims.csv").write_text(late, "utf-8")
    assert run(["init", str(folder)]) == 0
    for name in ("residents.csv", "rotations.csv"):
        old = table_of(before[name])
        assert table(folder / name)[: len(old)] == old
        assert len(table(folder / name)) == len(old) + 1
    assert table(folder / "rotations.csv")[-1][:2] == ["Rehab", "?"]


def table_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


def test_a_list_that_somebody_made_is_left_alone(folder: Path) -> None:
    mine = "id,name\nr1,Lena Novak\nr2,Rohan Patel\n"
    (folder / "residents.csv").write_text(mine, "utf-8")
    assert run(["init", str(folder)]) == 0
    assert (folder / "residents.csv").read_text("utf-8") == mine
    assert not (folder / "proposed-residents.csv").exists()


def test_a_table_of_something_else_keeps_its_name(folder: Path) -> None:
    roster = "resident,date,rotation\nLena Novak,2026-12-14,Renal\n"
    (folder / "rotations.csv").write_text(roster, "utf-8")
    assert run(["init", str(folder)]) == 0
    assert (folder / "rotations.csv").read_text("utf-8") == roster
    assert table(folder / "proposed-rotations.csv")[0][:2] == ["rotation", "hours"]


def test_a_question_about_cells_says_what_is_wrong_there(folder: Path, capsys: Text) -> None:
    moment = CLINIC.replace("T170000", "T130000").replace("Patel A", "Anjali Patel")
    (folder / "clinic.ics").write_text(moment, "utf-8")
    run(["init", str(folder)])
    said = capsys.readouterr().err
    assert "clinic.ics:3: the event has no length" in said
