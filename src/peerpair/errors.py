"""The error tree: bad input, an unsuitable strategy, and our own bugs are three different things.

Infeasible and out of time are answers (`Status`), never exceptions.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class PeerpairError(Exception):
    """Root of every error that peerpair raises on purpose."""


class MissingLibraryError(PeerpairError, ModuleNotFoundError):
    """A library that only some parts need is not installed; the message says how to get it."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an input, with its place.

    Attributes
    ----------
    place : str
        Path inside the document (``constraints[3].residents[1]``) or ``file:line``.
    message : str
        What is wrong, with the offending value unless the value is confidential.
    hint : str
        A suggestion, or the empty string.
    kind : str
        What it is about, as `IssueKind` has it for files that are read; or the empty string.
    """

    place: str
    message: str
    hint: str = ""
    kind: str = ""

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}"
        return f"{text}. Maybe {self.hint}" if self.hint else text


class ProblemError(PeerpairError, ValueError):
    """A problem or result document that breaks the format; carries every fault at once.

    Attributes
    ----------
    faults : tuple of Fault
        All faults found, in document order.
    """

    def __init__(self, faults: Iterable[Fault], title: str = "the problem is not valid") -> None:
        self.faults = tuple(faults)
        self.title = title
        super().__init__(self.faults, title)

    def __str__(self) -> str:
        count = len(self.faults)
        head = f"{self.title} ({count} fault{'' if count == 1 else 's'})"
        return "\n".join([head, *(f"  {fault}" for fault in self.faults)])


class ArgumentError(ProblemError, TypeError):
    """An argument that a call cannot take; the place of its fault is the parameter's name."""

    def __init__(self, faults: Iterable[Fault], title: str = "the call is not valid") -> None:
        super().__init__(faults, title)


class ReadError(PeerpairError, ValueError):
    """Files that cannot be read at all.

    Attributes
    ----------
    fault : Fault
        The first thing that is wrong, with the place.
    faults : tuple of Fault
        All of them: one for each file.
    """

    def __init__(self, place: str, message: str, hint: str = "", kind: str = "") -> None:
        self.faults: tuple[Fault, ...] = (Fault(place, message, hint, kind),)
        super().__init__(place, message, hint, kind)

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> ReadError:
        """Return one error for the faults of several files, of which there is at least one."""
        first, *others = faults
        error = cls(first.place, first.message, first.hint, first.kind)
        error.faults = (first, *others)
        return error

    @classmethod
    def of_system(cls, error: OSError, place: str, hint: str = "", kind: str = "") -> ReadError:
        """Return what the system says of a file, as an error of ours."""
        ours = MissingFileError if isinstance(error, FileNotFoundError) else ReadError
        return ours(place, error.strerror or "cannot be read", hint, kind)

    @property
    def fault(self) -> Fault:
        """The first fault."""
        return self.faults[0]

    def __str__(self) -> str:
        return "\n".join(map(str, self.faults))


class MissingFileError(ReadError, FileNotFoundError):
    """A file that is not there."""

    def __init__(self, place: str, message: str, hint: str = "", kind: str = "") -> None:
        super().__init__(place, message, hint, kind)
        self.errno, self.strerror, self.filename = errno.ENOENT, message, place


class WriteError(PeerpairError, OSError):
    """A file that cannot be written; ``filename`` and ``strerror`` say which and why."""

    @classmethod
    def of(cls, error: OSError) -> WriteError:
        """Return what the system says, as an error of ours."""
        ours = next(
            (ours for ours in cls.__subclasses__() if isinstance(error, ours.__bases__[1])), cls
        )
        return ours(error.errno, error.strerror, error.filename)


class MissingFolderError(WriteError, FileNotFoundError):
    """A file cannot be written since its folder is not there."""


class NoFileError(WriteError, IsADirectoryError):
    """A folder stands where a file is to be written."""


class NotAllowedError(WriteError, PermissionError):
    """A file must not be written."""


class StrategyError(PeerpairError):
    """The chosen strategy cannot handle this problem; says why and which one can."""


class ProcessError(PeerpairError):
    """A solve in a process of its own (``isolate=True``) ended without an answer; says why."""


class InternalError(PeerpairError):
    """A bug in peerpair: an answer did not survive its own check."""


def reads_files(door: Callable[_P, _T]) -> Callable[_P, _T]:
    """Let no error of a function that reads files hold their content, by its context or its cause.

    What a decoder or a parser raises has the whole text (`UnicodeDecodeError.object`,
    `JSONDecodeError.doc`), and Python keeps it as the context of whatever is raised next.

    Examples
    --------
    >>> @reads_files
    ... def door():
    ...     try:
    ...         bytes([255]).decode()
    ...     except UnicodeDecodeError:
    ...         raise ReadError("a.csv", "is not UTF-8 text")
    >>> try:
    ...     door()
    ... except ReadError as error:
    ...     print(error.__context__, error.__cause__)
    None None
    """

    @wraps(door)
    def opened(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        outer = sys.exception()  # the caller's own
        try:
            return door(*args, **kwargs)
        except PeerpairError as error:
            error.__context__, error.__cause__ = outer, None
            raise

    return opened


_CALLED = {"Iterable": "list", "Callable": "function", "PathLike": "path", "Mapping": "dict"}


def check_argument(name: str, value: object, *classes: type) -> None:
    """Refuse an argument that is of none of some classes.

    Raises
    ------
    ArgumentError
        With the name of the parameter as its place.

    Examples
    --------
    >>> check_argument("problem", 5, str)
    Traceback (most recent call last):
    peerpair.errors.ArgumentError: the call is not valid (1 fault)
      problem: must be a str, got int
    """
    if not isinstance(value, classes):
        wanted = " or ".join(f"a {_CALLED.get(each.__name__, each.__name__)}" for each in classes)
        fault = Fault(name, f"must be {wanted}, got {type(value).__name__}")
        raise ArgumentError([fault])
