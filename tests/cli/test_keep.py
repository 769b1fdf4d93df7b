"""Inside a round that was sent a second run keeps what people were told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from peerpair.cli.main import run
from peerpair.documents.files import read_result

Text = pytest.CaptureFixture[str]
PEOPLE = 24


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Hold a round of four weeks, in which everybody works days from Monday to Friday."""
    people = [f"r{k},Name {k},{'IM' if k % 2 else 'FM'},{1 + k % 3}" for k in range(PEOPLE)]
    (tmp_path / "residents.csv").write_text("id,name,specialty,pgy\n" + "\n".join(people) + "\n")
    days = [f"2026-08-{day:02}" for day in range(3, 31)]
    rows = [
        f"r{k},{day}T{8 + k % 5:02}:00,{day}T{17 + k % 5:02}:00,ward"
        for k in range(PEOPLE)
        for day in days
    ]
    (tmp_path / "roster.csv").write_text("resident,start,end,kind\n" + "\n".join(rows) + "\n")
    (tmp_path / "peerpair.toml").write_text(
        'title = "Peers"\nhorizon = { start = 2026-08-03, end = 2026-08-31 }\n'
        '[rosters]\ntimezone = "UTC"\nresidents = "residents.csv"\n'
    )
    return tmp_path


def groups(folder: Path) -> set[tuple[str, ...]]:
    return {g.members for g in read_result(folder / "peerpair-out" / "result.json").groups}


def ill(folder: Path, who: str, days: range) -> None:
    """Give somebody leave on some days of August."""
    rows = [f"{who},2026-08-{day:02}T00:00,2026-08-{day + 1:02}T00:00,sick" for day in days]
    with (folder / "roster.csv").open("a") as file:
        file.write("\n".join(rows) + "\n")


def test_a_day_of_illness_takes_no_group_apart(folder: Path, capsys: Text) -> None:
    assert run(["pair", str(folder), "-q"]) == 0
    told = groups(folder)
    assert run(["sent", str(folder)]) == 0
    ill(folder, sorted(told)[0][0], range(5, 6))
    capsys.readouterr()
    assert run(["pair", str(folder)]) == 0
    said = capsys.readouterr().err
    assert groups(folder) == told
    assert f"Earlier groups that stay together: {PEOPLE // 2} (proven highest)" in said
    assert "not kept" not in said


def test_a_month_of_illness_ends_one_group_and_says_why(folder: Path, capsys: Text) -> None:
    run(["pair", str(folder), "-q"])
    told = groups(folder)
    run(["sent", str(folder), "-q"])
    who = sorted(told)[0]
    ill(folder, who[0], range(3, 31))
    capsys.readouterr()
    assert run(["pair", str(folder)]) == 0
    said = capsys.readouterr().err
    assert len(groups(folder) & told) >= PEOPLE // 2 - 2
    assert "Groups of round 1, which was sent, that are not kept:" in said
    assert re.search(r"\(r\d+\), .*\(r\d+\): .*can meet in only 0 of 4 weeks now", said)


def test_anew_and_the_next_month_start_afresh(folder: Path, capsys: Text) -> None:
    run(["pair", str(folder), "-q"])
    run(["sent", str(folder), "-q"])
    capsys.readouterr()
    assert run(["pair", str(folder), "--anew"]) == 0
    assert "Earlier groups" not in capsys.readouterr().err
    settings = folder / "peerpair.toml"
    text = settings.read_text().replace(
        "2026-08-03, end = 2026-08-31", "2026-08-31, end = 2026-09-28"
    )
    settings.write_text(text)
    assert run(["pair", str(folder)]) == 0
    said = capsys.readouterr().err
    assert "Earlier groups" not in said
    assert "Pairs who have met in an earlier round: 0 (proven fewest)" in said
