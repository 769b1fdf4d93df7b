"""A folder that peerpair alone writes: what it wrote there, and nothing else, may be replaced."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from peerpair.documents.files import OURS, read_document, write_json, write_whole
from peerpair.errors import check_argument
from peerpair.shapes.basic import Pattern
from peerpair.shapes.containers import Mapped
from peerpair.shapes.noun import Noun


@dataclass(frozen=True)
class _FileList(Noun):
    """The files that peerpair wrote into a folder, each with its hash."""

    files: Annotated[Mapping[str, str], Mapped(Pattern("[0-9a-f]{64}", "a SHA-256"))]

    head: ClassVar[str] = "format"
    format: ClassVar[str] = "peerpair-files/1"


class OwnFolder:
    """A folder with a list of the files that peerpair wrote into it, in the file `OURS`.

    Parameters
    ----------
    folder : path
        The folder; it need not exist.

    Raises
    ------
    OSError
        If it holds files and no such list: they are somebody else's.
    ProblemError, ReadError
        If the list cannot be read.

    Examples
    --------
    >>> import tempfile
    >>> folder = OwnFolder(tempfile.mkdtemp())
    >>> folder.replace({"a.txt": b"1", "b.txt": b"2"})
    >>> folder.replace({"b.txt": b"3"})
    >>> sorted(path.name for path in folder.path.iterdir())
    ['.peerpair', 'b.txt']
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        check_argument("folder", folder, str, os.PathLike)
        self.path = Path(folder)
        self._list = self.path / OURS
        self._known: dict[str, str] = {}
        if self._list.is_file():
            self._known = dict(
                read_document(self._list, _FileList.from_document, "list of files").files
            )
        elif self.path.is_dir() and any(self.path.iterdir()):
            _refuse(self.path, "holds files that peerpair did not write; name a new folder")
        elif self.path.exists() and not self.path.is_dir():
            _refuse(self.path, "is a file, not a folder")

    def claim(self) -> None:
        """Make the folder, and the list of files in it."""
        self.path.mkdir(parents=True, exist_ok=True)
        self._note(self._known)

    def check(self, names: Iterable[str]) -> None:
        """Raise `OSError` if one of these cannot be written without touching what is not ours."""
        for name in names:
            path = self.path / name
            for place in (path, *(p for p in path.parents if p.is_relative_to(self.path))):
                if place != self.path and place.is_symlink():
                    _refuse(place, "is a link; peerpair writes nothing through it")
            if path.is_dir():
                _refuse(path, "is a folder, where a file is to be written")
            if path.exists() and name not in self._known:
                _refuse(path, "was not written by peerpair; move it to another folder")

    def replace(
        self, files: Mapping[str, bytes], *, last: str = "", kept: Iterable[str] = ()
    ) -> None:
        """Write files, and remove those of earlier times that have no successor.

        Parameters
        ----------
        files : mapping of str to bytes
            Paths inside the folder, with ``/``, to contents.
        last : str
            A file that is true of all the others: removed first, written when they are there.
        kept : iterable of str
            Files of earlier times, or folders of such, that stay.

        Raises
        ------
        OSError
            If something cannot be written; every file is whole, old or new.
        """
        self.check(files)
        stay = tuple(kept)
        staying = {n: d for n, d in self._known.items() if n.startswith(stay) and n not in files}
        now = {name: _digest(data) for name, data in files.items()}
        self.path.mkdir(parents=True, exist_ok=True)
        self._note({**self._known, **now})
        if last in files:
            with suppress(FileNotFoundError):
                (self.path / last).unlink()
        for name, data in files.items():
            if name != last:
                self._write(name, data)
        for name, digest in self._known.items():
            if name not in now and name not in staying:
                _remove_unchanged(self.path / name, digest)
        if last in files:
            self._write(last, files[last])
        self._known = {**staying, **now}
        self._note(self._known)

    def _write(self, name: str, data: bytes) -> None:
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        write_whole(path, data, durable=name.endswith(".json"))

    def _note(self, known: Mapping[str, str]) -> None:
        write_json(_FileList(dict(sorted(known.items()))).to_document(), self._list)


def _remove_unchanged(path: Path, digest: str) -> None:
    """Remove a file of an earlier result if it is still as it was written."""
    with suppress(FileNotFoundError):  # it may never have been written, or another run removed it
        if path.is_file() and not path.is_symlink() and _digest(path.read_bytes()) == digest:
            path.unlink()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse(path: Path, why: str) -> None:
    raise FileExistsError(errno.EEXIST, why, str(path))
