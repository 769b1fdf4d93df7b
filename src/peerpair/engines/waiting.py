"""Running a solver so that the caller stays awake: signals are seen and `stop` is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

ASK_EVERY = 0.1
"""Seconds between two questions whether to stop."""

_T = TypeVar("_T")


def run_watched(
    work: Callable[[], _T],
    interrupt: Callable[[], object],
    stop: Callable[[], bool] | None = None,
) -> _T:
    """Run a solver in a thread of its own, which is gone on return, and wait for it.

    While the main thread is inside a solver no handler of a signal runs; while it waits here, it
    does.  Whatever ends the wait early (`stop` says yes or raises, Ctrl-C raises) interrupts the
    solver first.

    Parameters
    ----------
    work : callable
        The solver's call; what it raises is raised here.
    interrupt : callable
        Asks the solver to end.  Called again and again: a request before its start is lost.
    stop : callable, optional
        Asked several times a second, from the caller's thread.
    """
    done = threading.Event()
    returned: list[_T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            returned.append(work())
        except BaseException as error:  # to be raised where the caller can see it
            raised.append(error)
        finally:
            done.set()

    thread = threading.Thread(target=run, name="peerpair-solver", daemon=True)
    thread.start()
    try:
        while not done.wait(ASK_EVERY):
            if stop is not None and stop():
                break
    finally:
        while not done.is_set():
            interrupt()
            done.wait(0.02)
        thread.join()
    if raised:
        raise raised[0]
    return returned[0]
