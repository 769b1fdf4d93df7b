"""HiGHS in a process of its own, so that a stop and a time limit hold whatever it does.

HiGHS 9.15 under MathOpt heeds no interrupter and has overrun a limit of 60 s by 25 to 115 s on
programs of 100,000 columns and more.  A process can be ended at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from queue import Empty
from types import TracebackType
from typing import Any, Self

from peerpair.engines.process import Child
from peerpair.engines.program import MipAnswer, Program
from peerpair.engines.waiting import ASK_EVERY
from peerpair.model.arrays import Ints

_GRACE = 1.0
"""Seconds after its limit that HiGHS has to hand over what it found."""


class Worker:
    """A process for integer programs: started early or when needed, ended on leaving.

    Attributes
    ----------
    lost : int
        Programs without an answer because the process died, out of memory for instance.
    peak : int
        Peak resident memory of the process in bytes, known after `close`.
    """

    def __init__(self) -> None:
        self.lost = self.peak = 0
        self._child: Child | None = None
        self._ready = False
        self._barred = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """Number of the process, while there is one."""
        return None if self._child is None else self._child.pid

    def start(self) -> bool:
        """Start the process if there is none; it loads its solver while the caller goes on.

        Returns
        -------
        bool
            False where no process can be started.
        """
        if self._child is None and not self._barred:
            try:
                self._child, self._ready = Child("peerpair.engines.highs_child"), False
            except OSError:
                self._barred = True
        return self._child is not None

    def close(self) -> int:
        """End the process, if there is one, and return its exit code."""
        child, self._child = self._child, None
        if child is None:
            return 0
        code = child.end()
        self.peak = max(self.peak, child.peak)
        return code

    def solve(
        self,
        program: Program,
        *,
        seconds: float,
        seed: int = 0,
        nodes: int | None = None,
        hint: Ints | None = None,
        presolve: bool = True,
        stop: Callable[[], bool] | None = None,
    ) -> MipAnswer | None:
        """Solve a program; the process is ended on a stop and soon after the time limit.

        Parameters
        ----------
        program, seconds, seed, nodes, hint, presolve
            As in `peerpair.engines.mathopt.solve_program`.
        stop : callable, optional
            Asked several times a second.

        Returns
        -------
        MipAnswer or None
            None where no process can be started.
        """
        if not self.start():
            return None
        assert self._child is not None
        until = time.monotonic() + seconds + _GRACE
        options = {
            "seconds": seconds,
            "seed": seed,
            "nodes": nodes,
            "hint": hint,
            "presolve": presolve,
        }
        answered = False
        try:
            self._child.send((program, options))
            answer = self._wait(self._child, until, stop)
            answered = answer is not None
        finally:
            if not answered:  # also when `stop` raises or Ctrl-C does
                self.close()
        if isinstance(answer, Exception):
            raise answer
        if answer is None and self._barred:
            return None
        return answer if isinstance(answer, MipAnswer) else MipAnswer(None, None)

    def _wait(self, child: Child, until: float, stop: Callable[[], bool] | None) -> Any:
        """Return the child's answer; None when it was stopped, ran out of time or died."""
        while True:
            try:
                message = child.inbox.get(timeout=ASK_EVERY)
            except Empty:
                if time.monotonic() > until or (stop is not None and stop()):
                    return None
                continue
            if message is None and not self._ready:
                self._barred = True  # it did not come up: do without from now on
            elif message is None:
                self.lost += 1
            elif message == "ready":
                self._ready = True
                continue
            return message
