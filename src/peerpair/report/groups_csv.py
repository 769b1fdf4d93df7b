"""Groups as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from typing import ClassVar

from peerpair.report.base import Report
from peerpair.report.clean import cell
from peerpair.report.view import GroupView, ReportView

__all__ = ["GroupsCsv"]

_MEMBERS = 3
_WINDOWS = 3
_HEAD = (
    "group",
    *(f"member_{k + 1}" for k in range(_MEMBERS)),
    *(f"name_{k + 1}" for k in range(_MEMBERS)),
    "weeks_met",
    *(f"window_{k + 1}" for k in range(_WINDOWS)),
)


class GroupsCsv(Report):
    """One group a row: ids, names, weeks met, the first three proposed times.

    UTF-8 with a byte-order mark, without which spreadsheets garble names; no cell starts a
    formula.

    Examples
    --------
    >>> GroupsCsv().stem + GroupsCsv().suffix
    'groups.csv'
    """

    kind: ClassVar[str] = "groups_csv"
    suffix: ClassVar[str] = ".csv"
    stem: ClassVar[str] = "groups"

    def write(self, view: ReportView) -> bytes:
        """Return the whole file."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(_HEAD)
        writer.writerows(_row(group) for group in view.groups)
        return text.getvalue().encode("utf-8-sig")


def _row(group: GroupView) -> list[str | int | None]:
    ids = [cell(person.id) for person in group.people]
    names = [cell(person.name) for person in group.people]
    times = [cell(_text(window.text, window.marks)) for window in group.windows[:_WINDOWS]]
    return [
        group.number,
        *_filled(ids, _MEMBERS),
        *_filled(names, _MEMBERS),
        group.weeks_met,
        *_filled(times, _WINDOWS),
    ]


def _filled(texts: list[str], length: int) -> list[str]:
    return texts + [""] * (length - len(texts))


def _text(time: str, marks: tuple[str, ...]) -> str:
    return f"{time} ({', '.join(marks)})" if marks else time
