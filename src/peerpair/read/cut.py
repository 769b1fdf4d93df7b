"""Whether a file was cut off: what followed may be anybody's."""

from __future__ import annotations

import csv
from collections import Counter

from peerpair.errors import ReadError
from peerpair.read.source import Source
from peerpair.read.tables.grid import delimiter_of

_CALENDAR = "BEGIN:VCALENDAR"
_SAMPLE = 1000


def cut_at(source: Source) -> int:
    """Return the line in which a file ends too early, or 0.

    A table's last line, if nothing ends it, has as many cells as most.  Calendars are closed by
    their last line, which their reader looks for.
    """
    text = source.text.rstrip(" \t\0\x1a")
    if not text:
        return 0
    last = text.count("\n") + 1
    if text[:200].lstrip("\ufeff\r\n ").upper().startswith(_CALENDAR):
        return 0
    if text[-1] in "\r\n" or text[0] in "{[":
        return 0
    lines = text.splitlines()
    try:
        delimiter = delimiter_of(source)
        *others, final = [_cells(line, delimiter) for line in (*lines[-_SAMPLE:-1], lines[-1])]
    except (csv.Error, ReadError):
        return 0
    usual = [*others[-1:], *(count for count, _ in Counter(others).most_common(1))]
    return last if final < max(usual, default=0) else 0


def _cells(line: str, delimiter: str) -> int:
    return sum(map(len, csv.reader([line], delimiter=delimiter)))
