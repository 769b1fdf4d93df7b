"""Files as text: found, size-limited and decoded, with a name that issues can point to."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from peerpair.errors import ReadError

__all__ = ["LARGEST", "Source", "list_folder", "load"]

LARGEST = 64 * 2**20
"""Bytes of the largest file that is read."""
_SUFFIXES = (".csv", ".ics")
SPREADSHEETS = (".xlsx", ".xlsm", ".xls", ".ods")
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Source:
    """One file as text.

    Attributes
    ----------
    path : Path
        Where the file is.
    label : str
        How issues name it: the path inside the folder that was read.
    text : str
        The decoded content.
    columns : mapping of str to str
        Our column name -> the file's, as the user gave it.
    guessed : bool
        The file is not UTF-8 and was read as Windows text (cp1252).
    """

    path: Path
    label: str
    text: str
    columns: Mapping[str, str] = field(default_factory=dict)
    guessed: bool = False

    def at(self, line: int) -> str:
        """Return ``file:line``."""
        return f"{self.label}:{line}"


def load(
    path: str | os.PathLike[str], label: str = "", columns: Mapping[str, str] | None = None
) -> Source:
    """Read a file as text.

    UTF-8, with or without a byte order mark; UTF-16 with one; otherwise Windows text (cp1252).

    Raises
    ------
    ReadError
        If the file is missing, too large, or no text in any of these encodings.
    """
    label = label or os.fspath(path)
    try:
        with open(path, "rb") as file:  # the size of a pipe is not known before it is read
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise ReadError(label, error.strerror or "cannot be read") from None
    except ValueError:  # a null character in the path
        raise ReadError(repr(label), "is not a file name") from None
    if len(data) > LARGEST:
        raise ReadError(label, f"is larger than {LARGEST >> 20} MiB")
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8")
    guessed = False
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        # Western Windows is what old spreadsheet programs write.  It is tried strictly: a
        # replacement character could turn two people into one.
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError as error:
            hint = "save it again as CSV UTF-8"
            raise ReadError(label, f"is not text (byte {error.start})", hint) from None
        guessed = True
    return Source(Path(path), label, text, dict(columns or {}), guessed)


def list_folder(folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield path and label of the files below a folder that may be rosters, sorted by name.

    Spreadsheets are among them: they cannot be read yet, and must not go missing in silence.
    """
    found = []
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            # A leading dot marks files that a system keeps for itself, such as macOS's "._x.csv".
            if name.lower().endswith(_SUFFIXES + SPREADSHEETS) and not name.startswith("."):
                path = Path(where, name)
                found.append((path.relative_to(folder).as_posix(), path))
    for label, path in sorted(found):
        yield path, label
