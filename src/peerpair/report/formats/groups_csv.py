"""Groups as a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from peerpair.report.formats.base import CsvReport
from peerpair.report.table import Value
from peerpair.report.view import ReportView, TimeView
from peerpair.report.words import meetings_text, next_text

_MEMBERS = 3
_WINDOWS = 3


class GroupsCsv(CsvReport):
    """One group a row: ids, names, weeks met, when they meet, three possible times, repeats.

    ``weeks_met`` is that of the member who can come in the fewest weeks.

    `peerpair.read_groups` reads it back.

    Examples
    --------
    >>> GroupsCsv().stem + GroupsCsv().suffix
    'groups.csv'
    """

    kind: ClassVar[str] = "groups_csv"
    stem: ClassVar[str] = "groups"
    head: ClassVar[tuple[str, ...]] = (
        "group",
        *(f"member_{k + 1}" for k in range(_MEMBERS)),
        *(f"name_{k + 1}" for k in range(_MEMBERS)),
        "weeks_met",
        "next_meeting",
        "meetings",
        *(f"window_{k + 1}" for k in range(_WINDOWS)),
        "met_before",
    )

    def rows(self, view: ReportView) -> Iterator[tuple[Value, ...]]:
        """Yield a row for each group."""
        for group in view.groups:
            yield (
                group.number,
                *_filled([person.id for person in group.people], _MEMBERS),
                *_filled([person.name for person in group.people], _MEMBERS),
                group.weeks_met,
                next_text(group.weekly, group.single, zone=view.timezone),
                meetings_text(group.weekly, group.single, zone=view.timezone),
                *_filled([*map(_marked, group.windows[:_WINDOWS])], _WINDOWS),
                ", ".join(group.again),
            )


def _filled(texts: Sequence[str], length: int) -> tuple[str | None, ...]:
    return (*texts, *[None] * (length - len(texts)))


def _marked(time: TimeView) -> str:
    return f"{time.text} ({', '.join(time.marks)})" if time.marks else time.text
