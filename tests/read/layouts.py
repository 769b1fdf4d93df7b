"""Rosters with known answers, written in the layouts that chiefs use."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

Grid = list[list[str]]
PEOPLE = {"a": ("Ana", "Lopez"), "b": ("Ben", "Okafor"), "c": ("Chloé", "Dubois")}
RESIDENTS = "id,name\n" + "".join(f"{who},{' '.join(name)}\n" for who, name in PEOPLE.items())
TEMPLATES = """rotation,days,start,end,kind
Ward,daily,07:00,18:00,ward
MICU,daily,06:00,19:00,icu
Clinic,daily,08:00,17:00,clinic
Nights,daily,19:00,07:00,night_float
Off,,,,off
"""
ROTATIONS = ("Ward", "MICU", "Clinic", "Nights", "Off")
MONDAY = date(2026, 8, 3)
DAYS = tuple(MONDAY + timedelta(ahead) for ahead in range(14))
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


@dataclass(frozen=True)
class Plan:
    """Who is where: stretches of dates, and a rotation of each resident for each of them."""

    spans: tuple[tuple[date, date], ...]
    cells: Mapping[str, Sequence[str]]

    @property
    def names(self) -> list[str]:
        return [" ".join(PEOPLE[who]) for who in self.cells]

    @property
    def numbers(self) -> list[str]:
        return [str(number) for number in range(1, len(self.spans) + 1)]

    @property
    def starts(self) -> list[date]:
        return [first for first, _ in self.spans]

    @property
    def table(self) -> str:
        """The table of blocks that lies beside labels."""
        rows = (f"{n},{a},{b}\n" for n, (a, b) in zip(self.numbers, self.spans, strict=True))
        return "block,start,end_inclusive\n" + "".join(rows)

    def ranges(self, sign: str, form: Callable[[date], str]) -> list[str]:
        """Return first and last dates with a sign between."""
        return [f"{form(first)}{sign}{form(last)}" for first, last in self.spans]

    def part(self, first: int, after: int) -> Plan:
        """Return some of its stretches."""
        cells = {who: row[first:after] for who, row in self.cells.items()}
        return Plan(self.spans[first:after], cells)

    def across(self, *header: Sequence[str], head: str = "Resident") -> Grid:
        """Return residents down, under rows that stand for the stretches."""
        top = [[head if row is header[-1] else "", *row] for row in header]
        return [*top, *([name, *row] for name, row in self._rows)]

    def down(self, *columns: Sequence[str], heads: Sequence[str] = ("Block",)) -> Grid:
        """Return residents across, beside columns that stand for the stretches."""
        rows = zip(*columns, *self.cells.values(), strict=True)
        return [[*heads, *self.names], *map(list, rows)]

    @property
    def _rows(self) -> zip[tuple[str, Sequence[str]]]:
        return zip(self.names, self.cells.values(), strict=True)


def blocks(weeks: Sequence[int], start: date = MONDAY) -> tuple[tuple[date, date], ...]:
    """Return blocks of so many weeks each, one after the other."""
    spans = []
    for length in weeks:
        spans.append((start, start + timedelta(7 * length - 1)))
        start += timedelta(7 * length)
    return tuple(spans)


def slashed(day: date) -> str:
    return f"{day.month}/{day.day}"


def dotted(day: date) -> str:
    return f"{day.day}.{day.month}."


def named(day: date) -> str:
    return f"{day:%B} {day.day}"


def text_of(grid: Grid) -> str:
    """Return a grid as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(grid)
    return text.getvalue()
