"""Damage to layouts that others made: nobody busy is free after it."""

import csv
import io
import json
import random
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from peerpair.availability.availability import BUSY

from .damage import DAMAGES, Form, csv_text, cut_off, freed, garble_line, states

DATA = Path(__file__).parents[2].parent / "shared" / "data"
CASES = Path(__file__).parents[2].parent / "shared" / "faults"
FOLDERS = [folder.parent for folder in sorted(CASES.glob("*/expect.json"))]
ASIDE = ("residents.csv", "people.csv", "rotations.csv", "blocks.csv", "aliases.csv")

of_faults = pytest.mark.skipif(not FOLDERS, reason=f"no rosters of others in {CASES}")
of_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"no rosters of others in {DATA}")


def _files(folder: Path) -> dict[str, str | bytes]:
    kept = (path for path in folder.iterdir() if path.suffix in (".csv", ".ics", ".txt"))
    files: dict[str, str | bytes] = {
        path.name: path.read_bytes() for path in kept if path.name != "forms.txt"
    }
    for path in folder.glob("*.xlsx"):  # as tables in text, which can be damaged here
        book = CalamineWorkbook.from_path(path)
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python()
            files[f"{path.stem} {name}.csv"] = csv_text([[*map(_shown, row)] for row in rows])
    return files


def _shown(cell: object) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _base(rows: list[list[str]], horizon: list[str]) -> str:
    """Return a roster that knows everybody of a list on all dates."""
    low, high = map(date.fromisoformat, horizon)
    days = [low + timedelta(ahead) for ahead in range((high - low).days)]
    names = [f'"{row[0]}"' for row in rows[1:]]
    lines = [f"{name},{day} 09:00,{day} 12:30,ward" for name in names for day in days]
    return "\n".join(["resident,start,end,kind", *lines]) + "\n"


def _rows(data: str | bytes) -> list[list[str]]:
    text = data if isinstance(data, str) else data.decode("utf-8-sig")
    delimiter = ";" if text.split("\n", 1)[0].count(";") > 1 else ","
    return list(csv.reader(io.StringIO(text), delimiter=delimiter))


@of_faults
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nobody_busy_is_free_after_damage_to_a_layout(folder: Path) -> None:
    expected: dict[str, Any] = json.loads((folder / "expect.json").read_text())
    files = _files(folder)
    people = expected.get("residents", "residents.csv")
    listed = _rows(files[people])
    if "id" not in listed[0]:
        pytest.skip("its list of residents has no ids")
    files["base-of-all.csv"] = _base(listed, expected["horizon"])
    aside = (*ASIDE, people, "base-of-all.csv")
    targets = [n for n in files if n.endswith((".csv", ".ics", ".txt")) and n not in aside]
    if not targets:
        pytest.skip("it has no roster in text")
    options = {"timezone": expected["timezone"], "horizon": expected["horizon"]}
    options |= {"residents": people, **expected["read"]}
    sound = states(files, **options)
    if sound is None:
        pytest.skip("it is a question before any damage")
    rng = random.Random(folder.name)
    for number in range(40):
        name, hurt = rng.choice(targets), rng.choice(DAMAGES)
        if name.endswith(".csv"):
            rows = _rows(files[name])
            damaged = hurt(Form(name, rows, run=True), [[*row] for row in rows], rng)
            if damaged is None or damaged == rows:
                continue
            text = csv_text(damaged)
        else:
            content = files[name]
            text = content if isinstance(content, str) else content.decode()
            text = rng.choice([cut_off, garble_line])(text, rng)
        after = states(files | {name: text}, **options)
        assert after is None or not freed(sound, after), (number, hurt.__name__, text[:500])


def _with_everybody(files: dict[str, str | bytes], names: list[str], horizon: list[str]) -> None:
    """Add the list of residents, and a roster that knows everybody."""
    rows = [["id", "name"], *([f"x{number}", name] for number, name in enumerate(names))]
    files["residents.csv"] = csv_text(rows)
    base = _base([["name"], *([name] for name in names)], horizon)
    files["base-of-all.csv"] = base


def _damaged_table(name: str, text: str, names: list[str], rng: random.Random) -> str | None:
    rows = list(csv.reader(io.StringIO(text)))
    dated = tuple(at for at, header in enumerate(rows[0]) if header.startswith(("start", "end")))
    form = Form(name, rows, dated=dated, names=frozenset(names))
    hurt = rng.choice([*DAMAGES, None])
    if hurt is None:
        return cut_off(text, rng)
    damaged = hurt(form, [[*row] for row in rows], rng)
    return None if damaged is None or damaged == rows else csv_text(damaged)


@of_data
@pytest.mark.parametrize(
    ("place", "horizon"),
    [
        ("fm-program/rotations.csv", ["2025-10-23", "2025-11-20"]),
        ("fm-program/absences.csv", ["2025-10-23", "2025-11-20"]),
        ("inrc2/shifts.csv", ["2026-08-03", "2026-08-31"]),
    ],
)
def test_nobody_busy_is_free_after_damage_to_a_table(place: str, horizon: list[str]) -> None:
    path = DATA / place
    text = path.read_text()
    names = sorted({row[0] for row in csv.reader(io.StringIO(text))} - {"resident", "person"})
    files: dict[str, str | bytes] = {path.name: text}
    _with_everybody(files, names, horizon)
    templates = Path(__file__).with_name("fm_rotations.csv").read_text()
    options: dict[str, Any] = {"residents": "residents.csv", "timezone": "UTC", "horizon": horizon}
    if place == "fm-program/rotations.csv":
        files["templates.csv"] = templates
    sound = states(files, **options)
    assert sound is not None
    assert any(BUSY in slots for slots in sound.values())
    rng = random.Random(place)
    tried = 0
    for number in range(60):
        damaged = _damaged_table(path.name, text, names, rng)
        if damaged is not None:
            tried += 1
            after = states(files | {path.name: damaged}, **options)
            assert after is None or not freed(sound, after), number
    assert tried > 20


@of_data
@pytest.mark.parametrize("path", sorted(DATA.glob("amion/*-6*.txt")), ids=lambda path: path.name)
def test_nobody_busy_is_free_after_damage_to_a_report(path: Path) -> None:
    text = path.read_text()
    names = sorted(set(re.findall(r'"([A-Z][a-z]+(?:, [A-Z][a-z]+)?)",\d+,', text)))
    horizon = ["2015-06-29", "2015-07-13"]
    files: dict[str, str | bytes] = {path.name: text}
    _with_everybody(files, names, horizon)
    files["templates.csv"] = (
        "rotation,match,days,start,end,kind\n*icu*,glob,daily,06:00,19:00,icu\n"
        "GI,,daily,07:00,18:00,consult\nConsult,,daily,07:00,18:00,consult\n"
    )
    options: dict[str, Any] = {"residents": "residents.csv", "timezone": "UTC", "horizon": horizon}
    sound = states(files, **options)
    assert sound is not None
    rng = random.Random(path.name)
    for number in range(40):
        damaged = rng.choice([cut_off, garble_line])(text, rng)
        after = states(files | {path.name: damaged}, **options)
        assert after is None or not freed(sound, after), (number, damaged)
