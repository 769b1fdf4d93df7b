"""A folder that peerpair alone writes: what it wrote there, and nothing else, may be replaced."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, ClassVar

from peerpair.documents.files import OURS, beside, read_document, write_json, write_new
from peerpair.documents.held import held
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
    >>> with folder.claimed():
    ...     folder.replace({"a.txt": b"1", "b.txt": b"2"})
    ...     folder.replace({"b.txt": b"3"})
    >>> sorted(path.name for path in folder.path.iterdir())
    ['.peerpair', 'b.txt']
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        check_argument("folder", folder, str, os.PathLike)
        self.path = Path(folder)
        self._list = self.path / OURS
        self._parts = self.path / f"{OURS}.parts"
        self._known = self._read()

    def _read(self) -> dict[str, str]:
        """Return the files that are ours, each with its hash."""
        if self._list.is_file():
            listed = read_document(self._list, _FileList.from_document, "list of files")
            return dict(listed.files)
        if self.path.exists() and not self.path.is_dir():
            _refuse(self.path, "is a file, not a folder")
        # A run that was killed before it had a list may have left some that begin with our name.
        if self.path.is_dir() and any(not n.startswith(OURS) for n in os.listdir(self.path)):
            _refuse(self.path, "holds files that peerpair did not write; name a new folder")
        return {}

    @contextmanager
    def claimed(self) -> Iterator[None]:
        """Make the folder with its list of files, and write there alone."""
        self.path.mkdir(parents=True, exist_ok=True)
        with held(beside(self._list, "lock"), self.path):
            self._known = self._read()
            self._note(self._known)
            try:
                yield
            finally:
                self._sweep()

    def _sweep(self) -> None:
        """Remove files that were put together and never had their place."""
        if self._parts.exists():
            shutil.rmtree(self._parts)

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

        The folder must be `claimed`.  A folder in it never holds files of two times: those that
        change go before the new ones come.

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
        # Nothing is touched before everything is there: a disk that is full changes nothing.
        self._sweep()
        self._parts.mkdir()
        parts = {name: self._parts / str(number) for number, name in enumerate(files)}
        for name, data in files.items():
            try:
                write_new(parts[name], data, durable=name.endswith(".json"))
            except OSError as error:
                raise type(error)(error.errno, error.strerror, str(self.path / name)) from None
        self._note({**self._known, **now})
        if last in files:
            (self.path / last).unlink(missing_ok=True)
        for name, digest in self._known.items():
            if name not in now and name not in staying:
                _remove_unchanged(self.path / name, digest)
        for name, digest in now.items():
            if "/" in name:
                _remove_changed(self.path / name, digest)
        for name in sorted(files, key=lambda name: name == last):
            self._place(name, parts[name])
        self._known = {**staying, **now}
        self._note(self._known)

    def _place(self, name: str, part: Path) -> None:
        path = self.path / name
        path.parent.mkdir(exist_ok=True)
        os.replace(part, path)

    def _note(self, known: Mapping[str, str]) -> None:
        write_json(_FileList(dict(sorted(known.items()))).to_document(), self._list)


def _remove_unchanged(path: Path, digest: str) -> None:
    """Remove a file of an earlier result if it is still as it was written."""
    with suppress(FileNotFoundError):  # it may never have been written, or another run removed it
        if path.is_file() and not path.is_symlink() and _digest(path.read_bytes()) == digest:
            path.unlink()


def _remove_changed(path: Path, digest: str) -> None:
    """Remove a file that will be another one."""
    if path.is_file() and _digest(path.read_bytes()) != digest:
        path.unlink()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _refuse(path: Path, why: str) -> None:
    raise FileExistsError(errno.EEXIST, why, str(path))
