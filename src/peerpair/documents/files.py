"""JSON documents on disk: read strictly, written whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TypeVar

from peerpair.documents.held import held
from peerpair.errors import (
    MissingFileError,
    ProblemError,
    ReadError,
    WriteError,
    check_argument,
    reads_files,
)
from peerpair.model.plan import Plan, PlanResult
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.shapes.basic import Flag
from peerpair.shapes.noun import Of, take_argument
from peerpair.text import show

OURS = ".peerpair"
"""Lists what peerpair wrote into a folder; what is in such a folder is never read as rosters.

The names of all files that are there only while something is written begin with it.
"""

_T = TypeVar("_T")

LARGEST = 512 * 2**20
"""Bytes of the largest document that is read."""


class _Object(dict[str, Any]):
    """A JSON object that remembers keys which stood more than once."""

    repeated: tuple[str, ...] = ()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    entries = _Object(pairs)
    if len(entries) < len(pairs):
        seen: set[str] = set()
        again: dict[str, None] = {}
        for name, _ in pairs:
            again.update({name: None} if name in seen else {})
            seen.add(name)
        entries.repeated = tuple(again)
    return entries


@reads_files
def read_json(path: str | os.PathLike[str]) -> object:
    """Read a JSON file, strictly: UTF-8, finite numbers; keys that stand twice are remembered.

    Raises
    ------
    ReadError
        If the file cannot be read or is not JSON.
    """
    check_argument("path", path, str, os.PathLike)
    name = os.fspath(path)
    try:
        if os.path.getsize(path) > LARGEST:
            raise ReadError(name, f"is larger than {LARGEST >> 20} MiB")
        text = Path(path).read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ReadError.of_system(error, name) from None
    except UnicodeDecodeError as error:
        raise ReadError(name, f"is not UTF-8 text (byte {error.start})") from None
    except ValueError:  # a null character in it
        raise ReadError(show(name), "is not the name of a file") from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"{name}:{error.lineno}:{error.colno}"
        raise ReadError(place, f"is not JSON: {error.msg}") from None
    except RecursionError:
        raise ReadError(name, "is not a document of ours: it is nested too deeply") from None
    except ValueError as error:
        raise ReadError(name, f"is not a document of ours: {error}") from None


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON number")


@reads_files
def read_document(path: str | os.PathLike[str], build: Callable[[object], _T], what: str) -> _T:
    """Read a JSON document and build what it states.

    Parameters
    ----------
    path : path
        The file.
    build : callable
        From the document to what it states; raises `ProblemError`.
    what : str
        What it should be, for the message.

    Raises
    ------
    ReadError
        If the file cannot be read or is not JSON.
    ProblemError
        If the document has faults; all are reported.
    """
    document = read_json(path)
    try:
        return build(document)
    except ProblemError as error:
        raise ProblemError(error.faults, f"{os.fspath(path)} is not a valid {what}") from None


def read_problem(path: str | os.PathLike[str]) -> Problem:
    """Read a ``peerpair-problem/1`` file; raises as `read_document` does."""
    return read_document(path, Problem.from_document, "problem")


def read_result(path: str | os.PathLike[str]) -> Result:
    """Read a ``peerpair-result/1`` file; raises as `read_document` does."""
    return read_document(path, Result.from_document, "result")


def read_plan(path: str | os.PathLike[str]) -> Plan:
    """Read a ``peerpair-plan/1`` file; raises as `read_document` does."""
    return read_document(path, Plan.from_document, "plan")


def read_plan_result(path: str | os.PathLike[str]) -> PlanResult:
    """Read a ``peerpair-plan-result/1`` file; raises as `read_document` does."""
    return read_document(path, PlanResult.from_document, "result of a plan")


def write_problem(problem: Problem, path: str | os.PathLike[str]) -> None:
    """Write a problem as JSON, whole or not at all, readable by its owner alone."""
    check_argument("problem", problem, Problem)
    write_json(problem.to_document(), path)


def write_result(
    result: Result, path: str | os.PathLike[str], *, certificate: bool = False
) -> None:
    """Write a result as JSON, whole or not at all, readable by its owner alone.

    Parameters
    ----------
    result : Result
        The result; the file at `path` does not have its certificate.
    path : path
        The file, such as ``result.json``.
    certificate : bool
        Also write the result with its certificate into a file of its own beside it
        (``result.certificate.json``), which is as confidential as the problem.
    """
    check_argument("result", result, Result)
    # First: a result whose certificate was asked for is never there without it.
    if take_argument("certificate", certificate, Flag()):
        write_json(result.to_document(certificate=True), certificate_path(path))
    write_json(result.to_document(), path)


def certificate_path(path: str | os.PathLike[str]) -> Path:
    """Return where the certificate of the result lies whose file, or state, is at a path.

    Examples
    --------
    >>> certificate_path("round/result.json").as_posix()
    'round/result.certificate.json'
    """
    return Path(path).with_suffix(".certificate.json")


def with_certificate(result: Result, path: str | os.PathLike[str]) -> Result:
    """Return the result of a file with its certificate, if that lies beside the file."""
    try:
        beside = read_result(certificate_path(path))
    except MissingFileError:
        return result
    return beside if replace(beside, certificate=None) == result else result


def write_json(document: object, path: str | os.PathLike[str]) -> None:
    """Write a JSON document, whole or not at all, readable by its owner alone."""
    write_whole(path, json_bytes(document))


def json_bytes(document: object) -> bytes:
    """Return a JSON document as it stands in a file.

    A name of a file that is no text is escaped as JSON escapes it.
    """
    text = json.dumps(document, indent=1, ensure_ascii=False)
    return f"{text}\n".encode("utf-8", "backslashreplace")


def write_whole(path: str | os.PathLike[str], data: bytes, *, durable: bool = True) -> None:
    """Write `data` beside `path`, then rename it into place, with mode 0600.

    A run that is killed may leave the file beside it, which the next one replaces.

    A `durable` file is flushed to the disk first, which takes a few milliseconds: it is whole even
    if the power fails.

    Raises
    ------
    WriteError
        If the file cannot be written, or another run is writing it; nothing is left behind.
    """
    check_argument("path", path, str, os.PathLike)
    try:
        _write_whole(path, data, durable=durable)
    except OSError as error:
        raise WriteError.of(error) from None
    except ValueError:  # a null character in it
        raise WriteError(errno.EINVAL, "is not the name of a file", show(path)) from None


def _write_whole(path: str | os.PathLike[str], data: bytes, *, durable: bool) -> None:
    target = Path(path)
    if not os.fspath(path):
        raise FileNotFoundError(errno.ENOENT, "no file name was given", "(empty)")
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, "is a folder, not a file", os.fspath(path))
    if target.exists() and not target.is_file():
        # A device or a pipe cannot be replaced by a file; a folder gives a clear error.
        target.write_bytes(data)
        return
    part = beside(target, "part")
    with held(part, target) as file:
        _fill(file, data, durable=durable)
        os.replace(part, target)


def beside(path: Path, kind: str) -> Path:
    """Return the place beside a file where it is put together, or held: always the same."""
    name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:16]
    return path.with_name(f"{OURS}-{name}.{kind}")


@contextmanager
def changing(path: str | os.PathLike[str]) -> Iterator[None]:
    """Keep other runs from a file, from reading it to writing it again."""
    own = Path(os.path.realpath(path))
    alone = held(beside(own, "lock"), path) if own.parent.is_dir() else nullcontext()
    with alone:
        yield


def write_new(path: Path, data: bytes, *, durable: bool) -> None:
    """Write a file that is not there yet, readable by its owner alone."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        _fill(file, data, durable=durable)


def _fill(file: BinaryIO, data: bytes, *, durable: bool) -> None:
    file.write(data)
    file.flush()
    if durable:
        os.fsync(file.fileno())
    if sys.platform == "win32":  # what is open there cannot be renamed
        file.close()


def schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schemas (draft 2020-12) of all documents, by format name.

    Examples
    --------
    >>> sorted(schemas())  # doctest: +NORMALIZE_WHITESPACE
    ['peerpair-plan-result/1', 'peerpair-plan/1', 'peerpair-problem/1', 'peerpair-result/1']
    """
    draft = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {
        noun.format: draft | {"title": noun.format} | Of(noun).schema()
        for noun in (Problem, Result, Plan, PlanResult)
    }
