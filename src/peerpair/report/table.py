"""What tables are made of, and how they are written for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from typing import TypeAlias

from peerpair.report.view import PersonView
from peerpair.shapes.moments import write_moment
from peerpair.text import cell

Value: TypeAlias = str | int | datetime | None
"""What a cell may hold; times are local with their offset."""


def csv_bytes(head: Iterable[str], rows: Iterable[tuple[Value, ...]]) -> bytes:
    """Return a table as a file.

    It is UTF-8 with a byte-order mark, without which spreadsheets garble names.  No text starts a
    formula, numbers stay numbers, and times are ISO 8601 with their offset.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows(map(_plain, row) for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str | int:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return write_moment(value)
    return cell(value) if isinstance(value, str) else value


def names(people: Iterable[PersonView]) -> str:
    """Return the names of people in one cell, with the id where a name is not clear."""
    return ", ".join(person.shown for person in people)
