"""While a solve runs: progress on the terminal, and Ctrl-C that keeps the answer found so far."""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Self

from peerpair.cli.console import say
from peerpair.cli.progress import show_for

if TYPE_CHECKING:
    from peerpair.engines.limits import Progress

_PATIENCE = 2.5
"""Seconds after the first Ctrl-C that a run without any answer may still take."""


class Watch:
    """Context of a solve; hand `stop` and `on_progress` to it.

    The first Ctrl-C asks the solve to stop and to return what it has; where it has nothing yet and
    cannot stop at once, it is ended all the same.  The second one ends the program, the third one
    whatever it is doing.

    Parameters
    ----------
    seconds : float
        The time limit of the run.
    quiet : bool
        Show no progress.

    Attributes
    ----------
    interrupted : bool
        Whether Ctrl-C was pressed.
    """

    def __init__(self, seconds: float, *, quiet: bool = False) -> None:
        self.interrupted = False
        self._answered = False
        self._timer: threading.Timer | None = None
        self._show = show_for(seconds, quiet=quiet)
        self._main = threading.current_thread() is threading.main_thread()

    def __enter__(self) -> Self:
        if self._main:  # signals can be caught nowhere else
            self._before = signal.signal(signal.SIGINT, self._interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._main:
            signal.signal(signal.SIGINT, self._before)
        self._show.close()

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if self.interrupted:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            raise KeyboardInterrupt
        self.interrupted = True
        self._timer = threading.Timer(_PATIENCE, self._insist)
        self._timer.daemon = True
        self._timer.start()
        with contextlib.suppress(RuntimeError):  # in the middle of another message
            self._show.close()
            say("Stopping with the best answer so far; press Ctrl-C again to stop at once.")

    def _insist(self) -> None:
        """End a run that has no answer and does not stop: in the main thread, like Ctrl-C."""
        if not self._answered:
            _thread.interrupt_main()

    def stop(self) -> bool:
        """Tell whether the solve should stop."""
        return self.interrupted

    def on_progress(self, progress: Progress) -> None:
        """Show where the run stands."""
        self._answered = self._answered or progress.value is not None
        if not self.interrupted:
            self._show.tell(progress)
