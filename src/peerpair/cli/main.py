"""The entry point: whatever happens, a clear message and an exit code; never a traceback."""

from __future__ import annotations

import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from typing import Any

from peerpair.cli.codes import CHECK_FAILED, DONE, INTERRUPTED, WRONG_INPUT
from peerpair.cli.console import lost, say
from peerpair.errors import InternalError, PeerpairError, ReadError
from peerpair.start import WORDS, hand_over


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without the program's name; None = those of the process.

    Returns
    -------
    int
        The exit code; see `peerpair.cli.codes`.

    Examples
    --------
    >>> run(["--version"]) == 0  # doctest: +ELLIPSIS
    peerpair ...
    True
    """
    try:
        from peerpair.cli.app import build  # needs typer, which an embedder may lack
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "typer":
            return _unforeseen(error)
        say("The commands need one more package: pip install 'peerpair[cli]'")
        return WRONG_INPUT
    with warnings.catch_warnings():
        warnings.showwarning = _warn
        return _run(build, arguments)


def _warn(message: Warning | str, *_: Any, **__: Any) -> None:
    """Show the words of a warning; where it arose in the code helps nobody at a terminal."""
    say(str(message))


def _run(build: Callable[[], Any], arguments: Sequence[str] | None) -> int:
    try:
        application = build()
        hand_over()
        code = application(arguments, prog_name="peerpair", standalone_mode=False)
    except KeyboardInterrupt:
        code = INTERRUPTED
    except InternalError as error:
        say(f"This is a bug in peerpair; please report it. {error}")
        code = CHECK_FAILED
    except BrokenPipeError:
        code = DONE  # who reads us has read enough
    except ReadError as error:
        say(str(error))
        code = WRONG_INPUT
    except OSError as error:
        say(_place(error) + (error.strerror or "cannot be read or written"))
        code = WRONG_INPUT
    except PeerpairError as error:
        say(str(error))
        code = WRONG_INPUT
    except MemoryError:
        say("There is not enough memory for a problem of this size.")
        code = WRONG_INPUT
    except Exception as error:
        code = _unforeseen(error)
    if code == INTERRUPTED:
        say(WORDS)
    if lost() and not code:
        code = WRONG_INPUT
    return int(code or DONE)


def _place(error: OSError) -> str:
    """Return the file of an error; the folder, where it is a file that only we know."""
    name = str(error.filename or "")
    folder, _, file = name.replace("\\", "/").rpartition("/")
    if file.endswith(".part"):
        name = folder or "."
    return f"{name}: " if name else ""


def _unforeseen(error: Exception) -> int:
    """Tell a wrong command line from a bug, without asking which click typer brings along."""
    if hasattr(error, "format_message") and hasattr(error, "exit_code"):
        context = getattr(error, "ctx", None)
        path = context.command_path if context is not None else "peerpair"
        say(f"{error.format_message()}\nTry: {path} --help")
        return WRONG_INPUT
    if type(error).__name__ == "Abort" or _is_interrupt(error):
        return INTERRUPTED
    # Only where it happened: the text of an unforeseen error may hold names.
    frame = traceback.extract_tb(error.__traceback__)[-1]
    file = frame.filename.replace("\\", "/").rpartition("/")[2]
    say(
        "This is a bug in peerpair; please report it. "
        f"{type(error).__name__} at {file}:{frame.lineno}"
    )
    return CHECK_FAILED


def _is_interrupt(error: BaseException | None) -> bool:
    """Tell whether Ctrl-C is behind an error: libraries that are being loaded make others of it."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


if __name__ == "__main__":
    sys.exit(run())
