"""A file that one run holds while it writes, and that says nothing once the run has ended."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

if sys.platform != "win32":
    import fcntl

PATIENCE = 10.0
"""Seconds that a run waits for another one to finish writing."""

_PAUSE = 0.05


@contextmanager
def held(path: Path, what: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Make a new file, readable by its owner alone, and hold it; it goes at the end.

    The system lets go of it when a run ends, however it ends: a file that nobody holds is what a
    killed run has left, and is replaced.

    Parameters
    ----------
    path : Path
        The file, of a name that is nobody else's.
    what : path
        What it stands for, for the message.

    Raises
    ------
    OSError
        If the file cannot be made, or another run goes on holding it.
    """
    until = time.monotonic() + PATIENCE
    while (file := _taken(path, what)) is None:
        if time.monotonic() > until:
            raise BlockingIOError(errno.EAGAIN, _busy(path), os.fspath(what))
        time.sleep(_PAUSE)
    try:
        yield file
    finally:
        if sys.platform == "win32":  # what is open there can neither be removed nor taken
            file.close()
            with suppress(OSError):
                path.unlink()
        else:
            with suppress(OSError):  # left there, it says nothing
                if _is_at(file, path):
                    path.unlink()
            file.close()


def _busy(path: Path) -> str:
    since = ""
    with suppress(OSError):
        since = f" since {datetime.fromtimestamp(path.stat().st_mtime):%Y-%m-%d %H:%M:%S}"
    return f"another run is writing here{since}; wait until it has ended, or end it"


def _taken(path: Path, what: str | os.PathLike[str]) -> BinaryIO | None:
    """Return the file, made and held; None while another run may hold it."""
    try:
        try:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "r+b")
        except FileExistsError:
            return _taken(path, what) if _sweep(path) else None
    except OSError as error:  # say the name that was asked for, not that of the file beside it
        raise type(error)(error.errno, error.strerror, os.fspath(what)) from None
    if _lock(file) and _is_at(file, path):
        return file
    file.close()  # between making and holding it, another run took it for a left one
    return None


if sys.platform == "win32":

    def _sweep(path: Path) -> bool:
        """Remove what an ended run has left: what a run holds cannot be removed."""
        try:
            path.unlink(missing_ok=True)
        except PermissionError:
            return False
        return True

    def _lock(file: BinaryIO) -> bool:
        return True

    def _is_at(file: BinaryIO, path: Path) -> bool:
        return True

else:

    def _sweep(path: Path) -> bool:
        """Remove what an ended run has left; only who holds a file may remove it."""
        try:
            file = os.fdopen(os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK), "r+b")
        except FileNotFoundError:
            return True
        with file:
            if not _lock(file):
                return False
            if _is_at(file, path):
                path.unlink()
        return True

    def _lock(file: BinaryIO) -> bool:
        """Tell whether the file is ours; where a file system knows no locks, it is."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EINTR)
        return True

    def _is_at(file: BinaryIO, path: Path) -> bool:
        """Tell whether a path still leads to an open file."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), os.lstat(path))
        except FileNotFoundError:
            return False
