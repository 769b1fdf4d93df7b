"""What the user says about files that do not speak for themselves: a mapping file in TOML."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated

from peerpair.errors import ReadError
from peerpair.model.schedule import IssueKind
from peerpair.read.limits import LARGEST_TOML, parse_toml, read_bytes
from peerpair.shapes.basic import Choice, Integer, Pattern, Text
from peerpair.shapes.containers import Items, Mapped, Range
from peerpair.shapes.frozen import FrozenDict
from peerpair.shapes.noun import OUTSIDE, Key, Noun, Of
from peerpair.shapes.visit import Visit

DATE_ORDERS = ("m/d", "d/m")  # orders of month and day
SLASHES = ("both", "halves")
_NAME = Text(1, 1000)  # a pattern of very many characters takes long to understand
_COLUMN = Pattern("[A-Z]{1,3}", 'the letters of a column, as in people = ["B", "C"]')
_COLUMNS = Pattern("[A-Z]{1,3}:[A-Z]{1,3}", "the first and the last column of dates, such as F:R")
_DELIMITER = Pattern('[^"\r\n\0]', "one character, such as a semicolon")
TEXTS = Mapped(Text(0, 1000))  # such as our name of a column -> that of a file
_Texts = Annotated[Mapping[str, str], TEXTS]


class _Rows(Range):
    """The first and the last row of a table."""

    def odd(self, first: int, second: int) -> str:
        return f"must be {first} or more, got" if second < first else ""


@dataclass(frozen=True)
class FileMapping(Noun):
    """How to read the files whose names match; empty = found by content."""

    # Pattern of the file's path inside the folder, such as medhub*.csv.
    match: Annotated[str, _NAME, Key(needed=True)] = "*"
    format: Annotated[str, _NAME] = ""  # a kind of input format
    sheets: Annotated[str, _NAME] = "*"  # pattern of the sheets that are read
    header: Annotated[int, Integer(1)] = 0  # its line; 0 = the first line with two cells or more
    dates: Annotated[str, Choice(DATE_ORDERS)] = ""
    delimiter: Annotated[str, _DELIMITER] = ""
    columns: _Texts = field(default_factory=FrozenDict)  # our column -> the file's
    codes: _Texts = field(default_factory=FrozenDict)  # what a cell says -> the rotation it means
    blank: Annotated[str, Choice(("unknown", "off"))] = "unknown"  # a blank cell of a matrix
    full: Annotated[bool, Key("complete")] = (
        False  # it lists all duty of its people, even if it is calls alone
    )
    people: Annotated[tuple[str, ...], Items(_COLUMN, 1, 2)] = ()  # names, last and first apart
    periods: Annotated[str, _COLUMNS] = ""  # the columns with dates or blocks above them
    rows: Annotated[tuple[int, ...], _Rows(Integer(1), Integer(1))] = ()  # under its header
    # What cells name: people where services stand at the head.
    cells: Annotated[str, Choice(("rotations", "people"))] = ""
    slash: Annotated[str, Choice(SLASHES)] = ""  # A / B in a cell: both at once, or halves

    @property
    def kind(self) -> str:
        """The kind of input format: what says where dates stand is a matrix."""
        layout = self.people or self.periods or self.rows or self.cells
        return self.format or ("matrix" if layout else "")


@dataclass(frozen=True)
class Mappings(Noun):
    """All that the user says: what holds for every file, and for some by their names."""

    file: tuple[FileMapping, ...] = ()
    common: Annotated[FileMapping, OUTSIDE] = field(default_factory=FileMapping)
    used: Annotated[set[int], OUTSIDE] = field(default_factory=set)

    def of(self, label: str, sheet: str = "") -> FileMapping:
        """Return what holds for a file or a sheet: the first mapping that matches, over the common.

        A sheet that no mapping names is read by its content, as if there were none.
        """
        plain = label.replace(os.sep, "/")
        names = plain, plain.rpartition("/")[2]
        named = [f for f in self.file if any(fnmatch.fnmatchcase(n, f.match) for n in names)]
        self.used.update(map(id, named))
        for each in named:
            if not sheet or fnmatch.fnmatchcase(sheet, each.sheets):
                columns = {**self.common.columns, **each.columns}
                dates, slash = each.dates or self.common.dates, each.slash or self.common.slash
                return replace(each, dates=dates, slash=slash, columns=columns)
        return self.common

    def unused(self) -> list[str]:
        """Return the patterns that no file matched."""
        return [each.match for each in self.file if id(each) not in self.used]


def read_mappings(path: str | os.PathLike[str], common: FileMapping) -> Mappings:
    r"""Read a mapping file: each ``[[file]]`` table has ``match`` and other keys of `FileMapping`.

    Raises `ReadError` with what is wrong, and its place.

    >>> import tempfile, pathlib
    >>> file = pathlib.Path(tempfile.mkdtemp(), "mapping.toml")
    >>> _ = file.write_text('[[file]]\nmatch = "duty*.csv"\ncolumns = {resident = "Trainee"}\n')
    >>> read_mappings(file, FileMapping()).of("2026/duty1.csv", "").columns
    {'resident': 'Trainee'}
    """
    label, kind = os.fspath(path), IssueKind.VALUE
    data = read_bytes(path, label, LARGEST_TOML)
    try:
        document = parse_toml(data.decode())
    except (ValueError, RecursionError) as error:  # also for a number that no computer would take
        raise ReadError(label, f"is not TOML: {str(error)[:200]}", kind=kind) from None
    visit = Visit()
    said = Of(Mappings).take(document, "", visit)
    if visit.faults:
        faults = [replace(f, place=f"{label}: {f.place}", kind=kind) for f in visit.faults]
        raise ReadError.of(faults)
    return Mappings(said.file, common)
