"""How much a file may hold: exports come from strangers."""

from __future__ import annotations

from dataclasses import dataclass, fields

from peerpair.errors import ReadError
from peerpair.text import show


@dataclass(frozen=True)
class ReadLimits:
    """The largest inputs that are read; beyond them reading ends with an error or an issue.

    Parameters
    ----------
    file_bytes : int
        Bytes of one file.
    workbook_bytes : int
        Bytes of a workbook once it is unpacked.
    rows, columns, cells : int
        Rows and columns of one table, and cells of one workbook.
    events : int
        Events of one calendar file, or shifts of one JSON file.
    recurring : int
        Recurring events of one calendar file.
    occurrences : int
        Times one recurring event may happen in the dates that are read.
    nesting : int
        Parts inside parts of a calendar event, or of a JSON document.
    line : int
        Characters of one line of a calendar, once it is unfolded.
    entries : int
        Entries of the whole schedule.
    issues : int
        Issues that are kept with their places; more are counted.

    Examples
    --------
    >>> ReadLimits(rows=10).columns
    1500
    """

    file_bytes: int = 64 * 2**20
    workbook_bytes: int = 128 * 2**20
    rows: int = 1_000_000
    columns: int = 1500
    cells: int = 4_000_000
    events: int = 500_000
    recurring: int = 20_000
    occurrences: int = 2000
    nesting: int = 16
    line: int = 2**17
    entries: int = 1_000_000
    issues: int = 10_000

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not isinstance(value, int) or isinstance(value, bool) or value < 1:
                message = f"must be a whole number, 1 or more, got {show(value)}"
                raise ReadError(f"limits.{each.name}", message, kind="value")
