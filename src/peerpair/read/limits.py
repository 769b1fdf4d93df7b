"""How much a file may hold: exports come from strangers."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass
from typing import Annotated, Any

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.shapes.basic import Integer
from peerpair.shapes.noun import Noun

_Count = Annotated[int, Integer(1)]
LARGEST_TOML = 2**20
"""Bytes of the largest TOML file that is read."""
_DEEPEST = 64  # points of one line outside texts: a key of thousands of parts takes minutes
_TEXTS = re.compile(r'"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'')


@dataclass(frozen=True)
class ReadLimits(Noun):
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

    Raises
    ------
    ProblemError
        If one is not a whole number, 1 or more.

    Examples
    --------
    >>> ReadLimits(rows=10).columns
    1500
    """

    file_bytes: _Count = 64 * 2**20
    workbook_bytes: _Count = 128 * 2**20
    rows: _Count = 1_000_000
    columns: _Count = 1500
    cells: _Count = 4_000_000
    events: _Count = 500_000
    recurring: _Count = 20_000
    occurrences: _Count = 2000
    nesting: _Count = 16
    line: _Count = 2**17
    entries: _Count = 1_000_000
    issues: _Count = 10_000


def read_bytes(path: str | os.PathLike[str], label: str, most: int) -> bytes:
    """Return the content of a file; raise `ReadError` if there is none, or more than `most`."""
    try:
        with open(path, "rb") as file:  # the size of a pipe is not known before it is read
            data = file.read(most + 1)
    except OSError as error:
        raise ReadError.of_system(error, Place.of(label), kind=IssueKind.FILE) from None
    except ValueError:  # a null character in the path
        raise ReadError(repr(label), "is not a file name", kind=IssueKind.FILE) from None
    if len(data) > most:
        size = f"{most >> 20} MiB" if most >= 2**20 else f"{most:,} bytes"
        raise ReadError(Place.of(label), f"is larger than {size}", kind=IssueKind.LIMIT)
    return data


def parse_toml(text: str) -> dict[str, Any]:
    """Return what a TOML document says; raise `ValueError` or `RecursionError` if it is none."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _DEEPEST and _TEXTS.sub("", line).count(".") > _DEEPEST:
            raise ValueError(f"a key of more than {_DEEPEST} parts (at line {number})")
    return tomllib.loads(text)
