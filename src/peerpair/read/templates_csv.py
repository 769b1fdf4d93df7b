"""Tables of rotation templates.

One row per weekly stretch: ``rotation,days,start,end,kind,site,soft,protectable``.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import ClassVar

from peerpair.model.shape import show
from peerpair.read.base import Format, check_columns
from peerpair.read.cells import read_clock, read_days, read_kind, tidy
from peerpair.read.draft import Draft
from peerpair.read.rows import read_yes
from peerpair.read.source import Source
from peerpair.read.table import Row, Table, head_names
from peerpair.read.template import Stretch, Template

__all__ = ["TemplatesCsv"]

_DAY = timedelta(days=1)


class TemplatesCsv(Format):
    """Hours by rotation.

    Without start and end a row means whole days (vacation, away); kind ``off`` without days and
    times means that the rotation has no entries.
    """

    kind: ClassVar[str] = "templates_csv"
    order: ClassVar[int] = 1
    title: ClassVar[str] = "rotation templates"

    @classmethod
    def sniff(cls, head: str, path: Path) -> bool:
        return {"rotation", "days"} <= head_names(head)

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        names = ("rotation", "days", "start", "end", "kind", "site", "soft", "protectable")
        table = Table(source, {name: (name,) for name in names})
        table.need("rotation", "days", "start", "end")
        check_columns(table, draft)
        for row in table:
            if not row["rotation"]:
                draft.issue(row.place, "the rotation is blank", "row left out")
                continue
            key = tidy(row["rotation"])
            older = draft.templates.get(key, Template(row["rotation"]))
            problem, stretches = _stretches(row, draft)
            if problem:
                name = show(row["rotation"])
                draft.issue(row.place, problem, f"dates of {name} will be unknown")
            draft.templates[key] = Template(
                older.name, older.stretches + stretches, older.readable and not problem
            )


def _stretches(row: Row, draft: Draft) -> tuple[str, tuple[Stretch, ...]]:
    """Return what is wrong with a row, if anything, and its stretches."""
    kind = read_kind(row["kind"])
    if row.too_long:
        return "has more cells than the header", ()
    if not row["start"] and not row["end"]:
        if not row["days"] and kind == "off":
            return "", ()
        if kind is None:
            return "has neither times nor a kind", ()
        start, end = timedelta(0), _DAY
    else:
        clocks = [read_clock(row[name]) for name in ("start", "end")]
        if clocks[0] is None or clocks[1] is None or clocks[0] == _DAY:
            name = "end" if clocks[1] is None and clocks[0] is not None else "start"
            return f"{name} {show(row[name])} is not a time such as 07:00", ()
        start, end = clocks[0], clocks[1]
    days = read_days(row["days"] or ("" if row["start"] else "daily"))
    if days is None:
        return f"days {show(row['days'])} are not days such as mon-fri", ()
    flags = {name: read_yes(row, name, draft) for name in ("soft", "protectable")}
    return "", (Stretch(days, start, end, kind, row["site"] or None, **flags),)
