"""Files as text or cells: found, size-limited and decoded, with places that issues can point to."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from peerpair.documents.files import OURS
from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.book.cells import Sheet
from peerpair.read.book.parts import MAGIC, WorkbookError
from peerpair.read.book.workbook import read_workbook
from peerpair.read.limits import ReadLimits, read_bytes
from peerpair.read.mapping import FileMapping, Mappings
from peerpair.read.word_lists import word_lists

_ENDINGS = word_lists("peerpair.read", "endings.txt")
UNREAD, PROSE = _ENDINGS["unread"], _ENDINGS["prose"]
"""Endings of files that may hold a roster and cannot be read, and of texts that name people."""
HIDDEN = "is a hidden sheet"
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, eq=False)
class Source:
    """One text file, or one sheet of a workbook."""

    path: Path
    label: str  # how issues name it: the path inside the folder that was read
    text: str = ""  # the decoded content; empty for a sheet
    sheet: str = ""
    grid: tuple[tuple[str, ...], ...] | None = None  # the cells of a sheet, from A1 on
    # row, column -> what is wrong with a cell
    damaged: Mapping[tuple[int, int], str] = field(default_factory=dict)
    mapping: FileMapping = field(default_factory=FileMapping)  # what the user says about the file
    limits: ReadLimits = field(default_factory=ReadLimits)
    notes: tuple[str, ...] = ()  # what is odd about the file as a whole
    unit: str = ""  # what its places count where it is not lines

    def at(self, line: int = 0, column: int = 0) -> Place:
        """Return the place of a line or a cell of this file."""
        return Place.of(self.label, line, sheet=self.sheet, column=column, unit=self.unit)

    def bound(
        self, count: int, limit: str, line: int = 0, *, what: str = "", times: int = 1
    ) -> None:
        """Raise `ReadError` if there are more than `times` as many as a limit allows."""
        most = times * getattr(self.limits, limit)
        if count > most:
            message = f"has more than {most:,} {what or limit}"
            raise ReadError(self.at(line), message, kind=IssueKind.LIMIT)


def load(
    path: str | os.PathLike[str],
    label: str = "",
    mappings: Mappings | None = None,
    limits: ReadLimits | None = None,
) -> list[Source]:
    """Read a file: one source, or one for each sheet of a workbook.

    Text is UTF-8, with or without a byte order mark, or UTF-16 with one, or otherwise Windows
    text (cp1252), with a note.

    Raises `ReadError` if the file is missing, too large, or neither text nor a workbook.
    """
    label = label or os.fspath(path)
    mappings, limits = mappings or Mappings(), limits or ReadLimits()
    data = read_bytes(path, label, limits.file_bytes)
    source = Source(Path(path), label, limits=limits)
    if data.startswith(MAGIC):
        try:
            sheets = read_workbook(data, limits)
        except WorkbookError as error:
            raise ReadError(Place.of(label), error.message, error.hint, IssueKind.FILE) from None
        return [_of_sheet(source, sheet, mappings.of(label, sheet.name)) for sheet in sheets]
    text, notes = _decoded(data, label)
    return [replace(source, text=text, mapping=mappings.of(label), notes=notes)]


def _decoded(data: bytes, label: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of a file, and what is odd about its encoding."""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    with suppress(UnicodeDecodeError):
        return data.decode(encoding), ()
    # Western Windows is what old spreadsheet programs write.  It is tried strictly: a replacement
    # character could turn two people into one.
    try:
        return data.decode("cp1252"), ("is not UTF-8; read as Windows text (cp1252)",)
    except UnicodeDecodeError as error:
        hint = "save it again as CSV UTF-8"
        message = f"is not text (byte {error.start})"
        raise ReadError(Place.of(label), message, hint, IssueKind.FILE) from None


def _of_sheet(source: Source, sheet: Sheet, mapping: FileMapping) -> Source:
    merged = f"merged cells: their value was read for all {sheet.merged} cells"
    notes = (HIDDEN,) * sheet.hidden + (merged,) * (sheet.merged > 0)
    own = replace(source, sheet=sheet.name, mapping=mapping, notes=notes)
    return replace(own, grid=sheet.rows, damaged=sheet.damaged)


def _refuse(error: OSError) -> None:
    raise ReadError.of_system(error, str(error.filename), kind=IssueKind.FILE) from None


def unopened(path: Path, label: str) -> tuple[str, str] | None:
    """Return why a file of a folder is not opened, and a hint; it may concern anybody.

    A pipe or a device may never end, and a link may lead to anybody's files.

    Raises `ReadError` if nobody can tell: the system does not let us, or the path is too long.
    """
    if label.lower().endswith(UNREAD):
        return "is of a kind that is not read", "save it as .xlsx or CSV"
    hint = "put the file itself into the folder"
    try:
        if not path.is_file():
            return "is a pipe, a device, or a link to a folder or to nothing", hint
    except OSError as error:
        raise ReadError.of_system(error, Place.of(label), kind=IssueKind.FILE) from None
    folder = path.parents[label.count("/")]
    inside = path.resolve().is_relative_to(folder.resolve())
    return None if inside else ("is a link out of the folder", hint)


def _shown(name: str) -> str:
    """Return a file's name as text that can be written, whatever bytes it has on the disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def list_folder(folder: Path) -> list[tuple[Path, str]]:
    """Return path and label of the files below a folder that may be rosters, sorted by name.

    Files that may hold a roster and cannot be read are among them, as are links to folders: they
    must not go missing in silence.  Folders that peerpair wrote, which hold a file called `OURS`,
    are no rosters.

    Raises `ReadError` if one of the folders cannot be entered or read.
    """
    listed: list[tuple[str, Path]] = []
    for where, folders, names in os.walk(folder, onerror=_refuse):
        # A leading dot marks what a system keeps for itself, such as macOS's "._x.csv"; "~$x.xlsx"
        # is the lock of an open workbook.
        plain = [name for name in folders if not name.startswith(".")]
        folders[:] = [name for name in plain if not os.path.exists(Path(where, name, OURS))]
        kept = [name for name in folders if os.path.islink(Path(where, name))]  # not walked into
        plain = [name for name in names if not name.startswith((".", "~$"))]
        kept += (name for name in plain if not name.lower().endswith(_ENDINGS["beside"]))
        paths = (Path(where, name) for name in kept)
        listed += ((_shown(path.relative_to(folder).as_posix()), path) for path in paths)
    return [(path, label) for label, path in sorted(listed)]
