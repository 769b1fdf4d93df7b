"""``peerpair init``: what it says on the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
import tzlocal

from peerpair.cli.main import run

Text = pytest.CaptureFixture[str]
WHO = "id,name\na,Ana Lim\nb,Bo Chen\n"
BLOCKS = """resident,start,end_inclusive,rotation
a,2026-08-03,2026-08-30,Moon Base
b,2026-08-03,2026-08-30,{other}
"""


def said(folder: Path, capsys: Text, **files: str) -> str:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    assert run(["init", str(folder), "--force"]) == 0
    found = capsys.readouterr()
    assert found.out == ""
    return found.err


@pytest.mark.parametrize(("other", "lines"), [("Lab", "lines 2 to 3"), ("Moon Base", "line 2")])
def test_rotations_without_hours_are_asked_for(
    tmp_path: Path, capsys: Text, other: str, lines: str
) -> None:
    text = said(tmp_path, capsys, who=WHO, blocks=BLOCKS.format(other=other))
    assert "What are the hours of Moon Base" in text
    assert f"rotations.csv, {lines}, column hours: such as mon-fri 8am-5pm" in text
    assert "Proposed dates: 3 Aug 2026 – 30 Aug 2026 (the files cover 2026-08-03" in text


def test_an_odd_file_is_said_with_its_hint_and_the_others_are_read(
    tmp_path: Path, capsys: Text
) -> None:
    days = ("2026-08-03", "2026-08-16", "2026-08-30")
    shifts = "resident,start,end\n" + "".join(f"a,{d} 07:00,{d} 19:00\n" for d in days)
    (tmp_path / "year.xlsx").write_bytes(b"\xd0\xcf\x11\xe0 old")
    text = said(tmp_path, capsys, who=WHO, shifts=shifts)
    assert "Found 2 residents and 3 entries" in text
    assert "year.xlsx stops the reading: " in text
    assert ". Maybe " in text
    assert "year.xlsx: mend it there, or take the file out of the folder" in text
    assert "Proposed dates: 3 Aug 2026" in text


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("America/Denver", "America/Denver (this computer is set to it; please check it)"),
        ("Etc/UTC", "UTC is hardly right: set your own zone"),
        (None, "UTC is hardly right: set your own zone"),
    ],
)
def test_a_zone_that_no_calendar_names_is_to_be_checked(
    tmp_path: Path, capsys: Text, monkeypatch: pytest.MonkeyPatch, zone: str | None, words: str
) -> None:
    monkeypatch.setattr(tzlocal, "get_localzone_name", lambda: zone)
    assert words in said(tmp_path, capsys, who=WHO)
