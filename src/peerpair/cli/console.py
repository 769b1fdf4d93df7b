"""What goes out: data to standard output, messages to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from peerpair.text import clean


def say(text: str) -> None:
    """Write a message to standard error, line by line, without control characters.

    Where it cannot be shown, the work goes on all the same.
    """
    if sys.stderr is None:
        return
    for line in text.split("\n"):
        blanks = line[: len(line) - len(line.lstrip(" "))]
        with showing():
            print(blanks + clean(line), file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def showing() -> Iterator[None]:
    """Go on where standard error takes nothing more: no message is worth the work."""
    try:
        yield
    except (OSError, UnicodeEncodeError):
        _send_nowhere(sys.stderr)


def say_all(messages: Iterable[str]) -> None:
    """Write several messages."""
    for message in messages:
        say(message)


def emit(data: bytes) -> None:
    """Write data to standard output, as it is.

    When the reader has left (``peerpair generate | head``) the rest is dropped in silence; what
    cannot be written for another reason is told.  The command goes on to its own exit code, which
    `lost` may then overrule.
    """
    if sys.stdout is None:  # closed by the caller (``>&-``): nobody listens
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _send_nowhere(sys.stdout)
    except OSError as error:
        _send_nowhere(sys.stdout)
        _LOST.append(error.strerror or "cannot be written")
        say(f"standard output: {_LOST[-1]}")


_LOST: list[str] = []


def lost() -> bool:
    """Tell, once, whether something could not be written to standard output."""
    any_lost = bool(_LOST)
    _LOST.clear()
    return any_lost


def _send_nowhere(stream: TextIO) -> None:
    """Point a stream to nothing: the interpreter flushes it once more at its end."""
    with suppress(OSError):  # a stream that is no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def emit_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output."""
    emit("".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace"))


def emit_json(document: object) -> None:
    """Write a JSON document to standard output.

    ASCII alone: whatever a file or its name may hold, JSON can say it and no terminal obeys it.
    """
    emit(f"{json.dumps(document, indent=1)}\n".encode("ascii"))
