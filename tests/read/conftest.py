"""A folder of files, and what reading it gives."""

from __future__ import annotations

import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp


class Folder:
    """A folder with residents a, b and c, whom files name in one way or another."""

    PEOPLE = (
        'id,name,email\na,Ana Lopez,ana@x.org\nb,"Okafor, Ben",\nc,Chloé Dubois,c.dubois@x.org\n'
    )

    def __init__(self, path: Path) -> None:
        self.path = path
        self.put("residents.csv", self.PEOPLE)

    def put(self, name: str, content: str | bytes) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, bytes) else textwrap.dedent(content).lstrip("\n")
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def read(self, name: str = "", content: str | bytes = "", **options: Any) -> pp.Schedule:
        if name:
            self.put(name, content)
        return pp.read(self.path, **({"timezone": "America/Chicago"} | options))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def times(schedule: pp.Schedule) -> list[str]:
    """Return whose, when and what, in the order of the files."""
    return [
        f"{a.resident} {a.start:%m-%d %H:%M}/{a.end:%m-%d %H:%M} {a.kind or '-'}"
        + ("?" if a.soft else "")
        for a in schedule.assignments
    ]


def known(schedule: pp.Schedule, resident: str) -> list[tuple[date, date]]:
    """Return the coverage of a resident."""
    return list(next(r.coverage or () for r in schedule.residents if r.id == resident))


def span(first: str, after: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(after)


def issues(schedule: pp.Schedule) -> list[str]:
    """Return what was noted, without those who are in no roster."""
    return [str(i) for i in schedule.issues if "is in no roster" not in i.message]
