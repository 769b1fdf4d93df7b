"""A small programme in a folder of its own, round after round."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from peerpair.cli.main import run

FIRST = date(2040, 1, 2)
"""A Monday far ahead: no meeting is over, whenever the tests run."""
NAMES = ("Ana Lim", "Bo Yi", "Cy Adler", "Di Okoro", "Ed Ruiz", "Flo Bern", "Gus Hall", "Ida Wolf")


class Programme:
    """A folder with rosters and settings, where commands run."""

    def __init__(self, folder: Path, names: Sequence[str] = NAMES) -> None:
        self.folder = folder
        self.people = {f"r{number}": name for number, name in enumerate(names, 1)}
        self.settings = ""
        self.rosters = ""
        self.busy: list[tuple[str, date, date]] = []
        self.columns: dict[str, dict[str, str]] = {}
        self.weeks = 2
        self.block(1)

    def block(self, number: int) -> None:
        """Move on to the block of a number, and write the files."""
        self.start = FIRST + timedelta(weeks=self.weeks * (number - 1))
        self.end = self.start + timedelta(weeks=self.weeks)
        self.write()

    def write(self) -> None:
        """Write the files as things stand."""
        more = [*self.columns]
        people = [["id", "name", "specialty", "pgy", "email", *more]]
        for at, (who, name) in enumerate(self.people.items()):
            rest = [self.columns[column].get(who, "") for column in more]
            specialty = ("IM", "FM", "EM")[at % 3]
            people.append([who, name, specialty, str(1 + at % 3), f"{who}@example.org", *rest])
        self._table("residents.csv", people)
        shifts = [["resident", "start", "end", "kind"]]
        for at, who in enumerate(self.people):
            day = self.start + timedelta(days=at % 5)
            shifts.append([who, f"{day}T07:00", f"{day}T19:00", "ward"])
        for who, first, after in self.busy:
            if who in self.people:
                shifts.append([who, f"{first}T00:00", f"{after}T00:00", "leave"])
        self._table("shifts.csv", shifts)
        (self.folder / "peerpair.toml").write_text(
            f"{self.settings}\n[horizon]\nstart = {self.start}\nend = {self.end}\n"
            f'[rosters]\ntimezone = "America/Chicago"\npublished = [{self.start}, {self.end}]\n'
            f"{self.rosters}\n[output]\nseconds = 20\n",
            encoding="utf-8",
        )

    def _table(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        (self.folder / name).write_text(text.getvalue(), encoding="utf-8")

    def run(self, *command: str) -> int:
        """Run a command in the folder."""
        before = os.getcwd()
        os.chdir(self.folder)
        try:
            return run(command)
        finally:
            os.chdir(before)

    def rows(self, name: str = "history.csv") -> list[dict[str, str]]:
        """Return a table of the folder, with what stands in each column."""
        text = (self.folder / name).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def groups(self, number: int) -> set[frozenset[str]]:
        """Return the groups that the history has of a round."""
        return {
            members(row)
            for row in self.rows()
            if row["round"] == str(number) and row["group"] != "left out"
        }

    def formed(self) -> set[frozenset[str]]:
        """Return the groups of the report."""
        return {members(row) for row in self.rows("peerpair-out/groups.csv")}


def members(row: dict[str, str]) -> frozenset[str]:
    """Return the ids in a row."""
    return frozenset(filter(None, (row[f"member_{k}"] for k in (1, 2, 3))))
