"""What a solver's C code prints goes nowhere while it runs in the caller's process.

HiGHS 1.12 prints a line whatever its options say (https://github.com/ERGO-Code/HiGHS/issues/2783),
in the middle of whatever the caller writes to the standard output.
"""

from __future__ import annotations

import ctypes
import os
import platform
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

_lock = threading.Lock()
_calls = 0
_shown: int | None = None


@contextmanager
def c_output_nowhere() -> Iterator[None]:
    """Send what C code prints nowhere, until the last call that asked is over.

    Only the C library's own stream is exchanged: file descriptors and Python's output, also of
    other threads, stay as they are.  C libraries other than GNU's do not let it be exchanged.
    """
    global _calls, _shown
    stream, nowhere = _streams()
    with _lock:
        if stream is not None and not _calls:
            _shown, stream.value = stream.value, nowhere
        _calls += 1
    try:
        yield
    finally:
        with _lock:
            _calls -= 1
            if stream is not None and not _calls:
                stream.value = _shown


@cache
def _streams() -> tuple[Any, int | None]:
    """Return the place of the C library's ``stdout``, and a stream that leads nowhere."""
    if platform.libc_ver()[0] != "glibc":
        return None, None
    library = ctypes.CDLL(None)
    library.fopen.restype = ctypes.c_void_p
    nowhere = library.fopen(os.fsencode(os.devnull), b"w")
    return (ctypes.c_void_p.in_dll(library, "stdout"), nowhere) if nowhere else (None, None)
