"""Damage to layouts that others made: nobody busy is free after it."""

import csv
import io
import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from .damage import DAMAGES, Form, csv_text, freed, states

CASES = Path(__file__).parents[2].parent / "shared" / "faults"
FOLDERS = [folder.parent for folder in sorted(CASES.glob("*/expect.json"))]
ASIDE = ("residents.csv", "people.csv", "rotations.csv", "blocks.csv", "aliases.csv")

pytestmark = pytest.mark.skipif(not FOLDERS, reason=f"no rosters of others in {CASES}")


def _files(folder: Path) -> dict[str, str | bytes]:
    kept = (path for path in folder.iterdir() if path.suffix in (".csv", ".xlsx", ".ics", ".txt"))
    return {path.name: path.read_bytes() for path in kept if path.name != "forms.txt"}


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


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_nobody_busy_is_free_after_damage(folder: Path) -> None:
    expected: dict[str, Any] = json.loads((folder / "expect.json").read_text())
    files = _files(folder)
    people = expected.get("residents", "residents.csv")
    listed = _rows(files[people])
    if "id" not in listed[0]:
        pytest.skip("its list of residents has no ids")
    files["base-of-all.csv"] = _base(listed, expected["horizon"])
    targets = [name for name in files if name.endswith(".csv") and name not in (*ASIDE, people)]
    targets.remove("base-of-all.csv")
    if not targets:
        pytest.skip("it has no table in text")
    options = {"timezone": expected["timezone"], "horizon": expected["horizon"]}
    options |= {"residents": people, **expected["read"]}
    sound = states(files, **options)
    if sound is None:
        pytest.skip("it is a question before any damage")
    rng = random.Random(folder.name)
    for number in range(40):
        name, hurt = rng.choice(targets), rng.choice(DAMAGES)
        rows = _rows(files[name])
        damaged = hurt(Form(name, rows, run=True), [[*row] for row in rows], rng)
        if damaged is None or damaged == rows:
            continue
        after = states(files | {name: csv_text(damaged)}, **options)
        assert after is None or not freed(sound, after), (number, hurt.__name__, damaged[:12])
