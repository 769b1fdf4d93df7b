"""Groups as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from peerpair.report.table import CsvReport, Table, Value
from peerpair.report.view import ReportView
from peerpair.report.words import meetings_text, next_text

__all__ = ["GROUPS", "GroupsCsv"]

_MEMBERS = 3
_WINDOWS = 3


def _rows(view: ReportView) -> Iterator[tuple[Value, ...]]:
    for group in view.groups:
        times = [_text(window.text, window.marks) for window in group.windows[:_WINDOWS]]
        yield (
            group.number,
            *_filled([person.id for person in group.people], _MEMBERS),
            *_filled([person.name for person in group.people], _MEMBERS),
            group.weeks_met,
            next_text(group.weekly, group.single, zone=view.timezone),
            meetings_text(group.weekly, group.single, zone=view.timezone),
            *_filled(times, _WINDOWS),
        )


def _filled(texts: Sequence[str], length: int) -> tuple[str | None, ...]:
    return (*texts, *[None] * (length - len(texts)))


def _text(time: str, marks: tuple[str, ...]) -> str:
    return f"{time} ({', '.join(marks)})" if marks else time


GROUPS = Table(
    (
        "group",
        *(f"member_{k + 1}" for k in range(_MEMBERS)),
        *(f"name_{k + 1}" for k in range(_MEMBERS)),
        "weeks_met",
        "next_meeting",
        "meetings",
        *(f"window_{k + 1}" for k in range(_WINDOWS)),
    ),
    _rows,
)


class GroupsCsv(CsvReport):
    """One group a row: ids, names, weeks met, when they meet, the first three possible times.

    ``weeks_met`` is that of the member who can come in the fewest weeks.

    `peerpair.read_groups` reads it back.

    Examples
    --------
    >>> GroupsCsv().stem + GroupsCsv().suffix
    'groups.csv'
    """

    kind: ClassVar[str] = "groups_csv"
    stem: ClassVar[str] = "groups"
    table: ClassVar[Table] = GROUPS
