"""What the user says about files that do not speak for themselves: a mapping file in TOML."""

from __future__ import annotations

import fnmatch
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.toml import LARGEST, parse_toml
from peerpair.text import show

DATE_ORDERS = ("m/d", "d/m")  # orders of month and day
_BLANKS = ("unknown", "off")
SLASHES = ("both", "halves")
_CELLS = ("rotations", "people")
_LAYOUT = ("people", "periods", "rows", "cells")
_COLUMN = re.compile(r"[A-Z]{1,3}")
_COLUMNS = re.compile(r"[A-Z]{1,3}:[A-Z]{1,3}")
_LONGEST = 1000  # characters of a text; a pattern of very many takes long to understand
_NO_DELIMITERS = ('"', "\r", "\n", "\0")


@dataclass(frozen=True)
class FileMapping:
    """How to read the files whose names match."""

    match: str = "*"  # pattern of the file's path inside the folder, such as medhub*.csv
    format: str = ""  # a kind of input format; empty = found by content
    sheets: str = "*"  # pattern of the sheets that are read
    header: int = 0  # its line; 0 = the first line with two cells or more
    dates: str = ""  # "m/d" or "d/m"; empty = found in the whole table
    delimiter: str = ""  # empty = found by content
    columns: Mapping[str, str] = field(default_factory=dict)  # our column -> the file's
    # what a cell says -> the rotation it means
    codes: Mapping[str, str] = field(default_factory=dict)
    blank: str = "unknown"  # what a blank cell of a matrix means, or "off"
    complete: bool = False  # it lists all duty of its people, even if it is calls alone
    people: tuple[str, ...] = ()  # letters of the columns with names, last and first apart
    periods: str = ""  # the columns with dates or blocks above them, such as F:R
    rows: tuple[int, ...] = ()  # the first and the last row of the table under its header
    cells: str = ""  # what cells name: "rotations", or "people" where services stand at the head
    slash: str = ""  # what A / B in a cell means: "both" at once, or "halves" of the dates


@dataclass(frozen=True)
class Mappings:
    """All that the user says: what holds for every file, and for some by their names."""

    common: FileMapping = field(default_factory=FileMapping)
    files: tuple[FileMapping, ...] = ()
    used: set[int] = field(default_factory=set)

    def of(self, label: str, sheet: str = "") -> FileMapping:
        """Return what holds for a file or a sheet: the first mapping that matches, over the common.

        A sheet that no mapping names is read by its content, as if there were none.
        """
        plain = label.replace(os.sep, "/")
        names = plain, plain.rpartition("/")[2]
        named = [f for f in self.files if any(fnmatch.fnmatchcase(n, f.match) for n in names)]
        self.used.update(map(id, named))
        for each in named:
            if not sheet or fnmatch.fnmatchcase(sheet, each.sheets):
                columns = {**self.common.columns, **each.columns}
                dates, slash = each.dates or self.common.dates, each.slash or self.common.slash
                return replace(each, dates=dates, slash=slash, columns=columns)
        return self.common

    def unused(self) -> list[str]:
        """Return the patterns that no file matched."""
        return [each.match for each in self.files if id(each) not in self.used]


def read_mappings(path: str | os.PathLike[str], common: FileMapping) -> Mappings:
    r"""Read a mapping file.

    Each ``[[file]]`` table has ``match`` and any of ``format``, ``sheets``, ``header``, ``dates``,
    ``delimiter``, ``blank``, ``slash``, ``columns``, ``codes``, and ``people``, ``periods``,
    ``rows`` and ``cells``, which say what stands where in a table of dates and people; see
    `FileMapping`.

    Raises `ReadError` on the first thing wrong, with its place.

    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "mapping.toml")
    >>> _ = file.write_text('[[file]]\nmatch = "duty*.csv"\ncolumns = {resident = "Trainee"}\n')
    >>> read_mappings(file, FileMapping()).of("2026/duty1.csv", "").columns
    {'resident': 'Trainee'}
    """
    label = os.fspath(path)
    try:
        with open(path, "rb") as file:
            data = file.read(LARGEST + 1)  # a device may never end
        if len(data) > LARGEST:
            raise _wrong(label, f"is larger than {LARGEST >> 20} MiB")
        document = parse_toml(data.decode())
    except OSError as error:
        raise ReadError.of_system(error, label, kind=IssueKind.VALUE) from None
    except (ValueError, RecursionError) as error:  # also for a number that no computer would take
        raise _wrong(label, f"is not TOML: {str(error)[:200]}") from None
    for key in document:
        if key != "file":
            raise _wrong(label, f"unknown key {show(key)}", "tables are called [[file]]")
    tables = document.get("file", [])
    if not isinstance(tables, list):
        raise _wrong(f"{label}: file", "must be [[file]] tables")
    return Mappings(common, tuple(_one(label, i, table) for i, table in enumerate(tables)))


def _one(label: str, number: int, table: Any) -> FileMapping:
    place = f"{label}: file[{number}]"
    if not isinstance(table, dict) or "match" not in table:
        raise _wrong(place, "needs match, a pattern of file names", 'match = "*.csv"')
    known = FileMapping.__dataclass_fields__
    for key, value in table.items():
        if key not in known:
            raise _wrong(f"{place}.{key}", "unknown key", "one of " + ", ".join(known))
        kind = type(getattr(FileMapping(), key))
        if kind is tuple:
            continue
        if kind is dict:
            texts = isinstance(value, dict) and all(isinstance(v, str) for v in value.values())
            if not texts:
                raise _wrong(f"{place}.{key}", f"must map text to text, got {show(value)}")
        elif not isinstance(value, kind) or isinstance(value, bool) != (kind is bool):
            word = {int: "a whole number", bool: "true or false"}.get(kind, "text")
            raise _wrong(f"{place}.{key}", f"must be {word}, got {show(value)}")
        elif kind is str and len(value) > _LONGEST:
            raise _wrong(f"{place}.{key}", f"has more than {_LONGEST} characters")
    _choice(place, table, "dates", DATE_ORDERS)
    _choice(place, table, "blank", _BLANKS)
    _choice(place, table, "slash", SLASHES)
    _choice(place, table, "cells", _CELLS)
    table = _layout(place, table)
    if len(table.get("delimiter", ",")) != 1 or table.get("delimiter") in _NO_DELIMITERS:
        message = f"must be one character, such as a semicolon, got {show(table['delimiter'])}"
        raise _wrong(f"{place}.delimiter", message)
    if table.get("header", 1) < 1:
        raise _wrong(f"{place}.header", f"must be 1 or more, got {table['header']}")
    return FileMapping(**table)


def _layout(place: str, table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with its layout as we keep it: what says where dates stand is a matrix."""
    if not table.keys() & set(_LAYOUT):
        return table
    people, rows, periods = table.get("people", []), table.get("rows", []), table.get("periods", "")
    letters = isinstance(people, list) and all(
        isinstance(letter, str) and _COLUMN.fullmatch(letter) for letter in people
    )
    if not letters or not 1 <= len(people or "A") <= 2:
        message = f"must be one or two letters of columns, got {show(people)}"
        raise _wrong(f"{place}.people", message, 'people = ["B", "C"]')
    numbers = isinstance(rows, list) and all(type(row) is int and row > 0 for row in rows)
    if not numbers or (rows and (len(rows) != 2 or rows[0] > rows[1])):
        message = f"must be the first and the last row of a table, got {show(rows)}"
        raise _wrong(f"{place}.rows", message, "rows = [3, 88]")
    if periods and not _COLUMNS.fullmatch(periods):
        message = f"must be the first and the last column of dates, got {show(periods)}"
        raise _wrong(f"{place}.periods", message, 'periods = "F:R"')
    form = table.get("format") or "matrix"
    return table | {"people": tuple(people), "rows": tuple(rows), "format": form}


def _choice(place: str, table: Mapping[str, Any], key: str, choices: tuple[str, ...]) -> None:
    if key in table and table[key] not in choices:
        words = " or ".join(f'"{choice}"' for choice in choices)
        raise _wrong(f"{place}.{key}", f"must be {words}, got {show(table[key])}")


def _wrong(place: str, message: str, hint: str = "") -> ReadError:
    return ReadError(place, message, hint, IssueKind.VALUE)
