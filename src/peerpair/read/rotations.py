"""Rotations by name and dates, turned into entries by the rotation templates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from peerpair.model.schedule import Assignment
from peerpair.model.settings import NOT_DUTY
from peerpair.model.shape import show
from peerpair.read.cells import tidy
from peerpair.read.draft import Draft, extent
from peerpair.read.rows import read_dates
from peerpair.read.table import Row
from peerpair.read.template import Template

__all__ = ["Rotations", "split"]

_DAY = timedelta(days=1)


def split(first: date, last: date, parts: int) -> Iterator[tuple[date, date]]:
    """Cut dates into consecutive parts of equal length; earlier parts take the days left over.

    Examples
    --------
    >>> [(a.day, b.day) for a, b in split(date(2026, 8, 1), date(2026, 8, 5), 2)]
    [(1, 3), (4, 5)]
    """
    days = (last - first).days + 1
    for number in range(parts):
        length = days // parts + (number < days % parts)
        if length:
            yield first, first + (length - 1) * _DAY
            first += length * _DAY


class Rotations:
    """Reads the rows of one file that name a rotation."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._rows: dict[tuple[str, ...], str] = {}

    def read(self, row: Row, resident: str) -> None:
        """Read one row: its dates, its rotation, and the duties that follow."""
        dates = read_dates(row, resident, self._draft)
        if dates is None:
            return
        first, last = dates
        self._draft.appear(resident, first, last)
        key = (resident, str(first), str(last), tidy(row["rotation"]), row["site"])
        older = self._rows.setdefault(key, row.place)
        if older != row.place:
            self._draft.issue(row.place, f"this row stands already at {older}", "dropped")
            return
        entries: list[Assignment] = []
        for name, begin, close in self._parts(row["rotation"], first, last):
            template = self._draft.templates.get(tidy(name))
            if template is None or not template.readable:
                self._lose(row, resident, name, template, begin, close)
            else:
                entries += template.entries(resident, begin, close, row["site"] or None)
        kept = [entry for entry in entries if not self._on_leave(entry)]
        for _ in range(len(entries) - len(kept)):
            # Somebody on leave is not on the ward, and must not get the rest after a night there.
            message = "duties of rotations fall on days of absence"
            self._draft.count(row.place, message, "dropped", unit="time")
        self._draft.add(kept, row.place)

    def _parts(self, name: str, first: date, last: date) -> Iterator[tuple[str, date, date]]:
        """Yield the rotations of a name such as ``Night Float + Cardiology``, with their dates."""
        names = [part.strip() for part in name.split("+")]
        if tidy(name) in self._draft.templates or len(names) == 1 or not all(names):
            yield name, first, last
            return
        for part, (begin, close) in zip(names, split(first, last, len(names)), strict=False):
            yield part, begin, close

    def _lose(
        self,
        row: Row,
        resident: str,
        name: str,
        template: Template | None,
        first: date,
        last: date,
    ) -> None:
        dates = extent(first, last)
        if not name:
            self._draft.lose(row.place, "the rotation is blank", resident, dates)
            return
        missing = "has no template" if template is None else "has a template that is not readable"
        message = f"rotation {show(name)} {missing}"
        self._draft.lose_counted(row.place, message, resident, dates)

    def _on_leave(self, entry: Assignment) -> bool:
        day = entry.start.date()
        leaves = self._draft.leave.get(entry.resident, ())
        return entry.kind not in NOT_DUTY and any(a <= day <= b for a, b in leaves)
