"""Ctrl-C while the program is loaded: one line and 130, no traceback."""

from __future__ import annotations

import os
import signal
import sys
from itertools import pairwise
from types import FrameType

INTERRUPTED = 130
"""Exit code after Ctrl-C."""

WORDS = "Interrupted; nothing was written."


def is_program() -> bool:
    """Tell whether this process is peerpair's own, and no host that imports it.

    Examples
    --------
    >>> is_program()
    False
    """
    name = os.path.basename(sys.argv[0]) if sys.argv else ""
    if name == "-m":  # while the module is looked for
        return ("-m", "peerpair") in pairwise(sys.orig_argv)
    return name.partition(".")[0] in ("peerpair", "peerpair-script")


def guard() -> None:
    """Let Ctrl-C end the process at once: an import can hide a KeyboardInterrupt, or print it."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _leave)


def hand_over() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again: there is somebody to catch it."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _leave(number: int, frame: FrameType | None) -> None:
    try:
        os.write(2, f"{WORDS}\n".encode())
    finally:
        os._exit(INTERRUPTED)
