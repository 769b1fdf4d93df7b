"""What goes out: data to standard output, messages to standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from peerpair.text import clean


def say(text: str) -> None:
    """Write a message to standard error, line by line, without control characters.

    Where nobody reads any more, the work goes on all the same.
    """
    if sys.stderr is None:
        return
    for line in text.split("\n"):
        blanks = line[: len(line) - len(line.lstrip(" "))]
        try:
            print(blanks + clean(line), file=sys.stderr, flush=True)  # noqa: T201
        except BrokenPipeError:
            _send_nowhere(sys.stderr)


def say_all(messages: Iterable[str]) -> None:
    """Write several messages."""
    for message in messages:
        say(message)


def emit(data: bytes) -> None:
    """Write data to standard output, as it is.

    When the reader has left (``peerpair generate | head``) the rest is dropped in silence, and
    the command goes on to its own exit code.
    """
    if sys.stdout is None:  # closed by the caller (``>&-``): nobody listens
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        _send_nowhere(sys.stdout)


def _send_nowhere(stream: TextIO) -> None:
    """Point a stream to nothing: the interpreter flushes it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def emit_lines(lines: Iterable[str]) -> None:
    """Write lines to standard output."""
    emit("".join(f"{line}\n" for line in lines).encode())


def emit_json(document: object) -> None:
    """Write a JSON document to standard output."""
    text = json.dumps(document, indent=1, ensure_ascii=False)
    emit(f"{text}\n".encode())
