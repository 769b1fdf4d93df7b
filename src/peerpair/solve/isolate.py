"""A whole solve in a process of its own: a service survives whatever happens to it."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Sequence
from queue import Empty
from typing import Any

from peerpair.engines.limits import Progress
from peerpair.engines.memory import limit_memory, memory_can_be_limited
from peerpair.engines.process import Child, Parent
from peerpair.engines.waiting import ASK_EVERY
from peerpair.errors import Fault, InternalError, PeerpairError, ProblemError, ProcessError
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.solve.limits import check_limits
from peerpair.strategies.base import Strategy

_PATIENCE = 60.0
"""Seconds beyond the time limit, or after a stop, until the process is ended without an answer."""


def run_isolated(
    problem: Problem,
    strategy: str | Strategy,
    *,
    isolate: bool,
    memory_mb: int | None,
    start: Sequence[Sequence[str]] | None,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
    **limits: Any,
) -> Result:
    """See `peerpair.solve.solve`."""
    check_limits(memory_mb=memory_mb, **limits)
    if memory_mb is not None:
        _check_memory(isolate=isolate)
    try:
        request = pickle.dumps((problem, strategy, {**limits, "start": start}))
    except Exception as error:  # whatever a caller's own class may raise
        raise _unsendable(error) from error
    try:
        child = Child("peerpair.solve.isolate")
    except OSError as error:
        raise ProcessError(f"no process can be started here: {error}") from error
    answer = None
    try:
        child.send(memory_mb)
        child.send(request)
        answer = _wait(child, limits["seconds"], on_progress, stop)
    finally:
        code = child.end()
    if answer is None:
        raise ProcessError(_death(code, memory_mb))
    if isinstance(answer, BaseException):
        raise answer
    assert isinstance(answer, Result)
    return answer


def _check_memory(*, isolate: bool) -> None:
    if isolate and memory_can_be_limited():
        return
    message = "this platform cannot limit the memory of a process" if isolate else "needs isolate"
    raise ProblemError([Fault("memory_mb", message)], "the limits are not valid")


def _unsendable(error: Exception) -> ProcessError:
    return ProcessError(
        "the problem cannot be sent to another process "
        f"({type(error).__name__}: {error}).  Maybe a rule or strategy of your own is defined in "
        "a function or in __main__: put it into a module, or solve without isolate"
    )


def _death(code: int, memory_mb: int | None) -> str:
    how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
    return f"the process of the solve ended {how}; {_scarcity(memory_mb)}"


def _scarcity(memory_mb: int | None) -> str:
    limit = "" if memory_mb is None else f" of {memory_mb} MiB"
    return (
        f"most likely the solve ran out of memory{limit}.  Maybe allow it more (memory_mb), "
        "or solve a smaller cohort"
    )


def _wait(
    child: Child,
    seconds: float,
    on_progress: Callable[[Progress], None] | None,
    stop: Callable[[], bool] | None,
) -> object:
    """Return the result or the error that the child sends; None when it has died."""
    until = time.monotonic() + seconds + _PATIENCE
    stopped = False
    while True:
        try:
            message = child.inbox.get(timeout=ASK_EVERY)
        except Empty:
            message = ()
        if isinstance(message, Progress):
            if on_progress is not None:
                on_progress(message)
        elif message != ():
            return message
        if not stopped and stop is not None and stop():
            stopped = True
            child.send("stop")
            until = min(until, time.monotonic() + _PATIENCE)
        if time.monotonic() > until:
            return ProcessError(
                "the process of the solve did not end in time, and was ended.  Maybe the cohort "
                "is too large for this computer"
            )


def serve() -> None:
    """What the process runs: one solve."""
    parent = Parent()
    memory_mb = parent.inbox.get()
    try:
        if memory_mb is not None:
            limit_memory(memory_mb)
        answer: object = _solve(parent, memory_mb)
    except PeerpairError as error:
        answer = error
    except Exception as error:
        if _is_scarce(error, memory_mb):
            answer = ProcessError(
                f"the solve ended with {type(error).__name__}; {_scarcity(memory_mb)}"
            )
        else:  # its text may hold names, and its class may not be known to the parent
            name = type(error).__name__
            answer = InternalError(f"a bug in peerpair: {name} in an isolated solve")
    parent.send(answer)
    parent.inbox.get()  # the parent has what it wants, and ends this process


def _is_scarce(error: Exception, memory_mb: int | None) -> bool:
    """Tell whether an error is most likely want of memory.

    Under a limit that is also a library that cannot be mapped and a thread that cannot start; a
    module or a file that is not there is not.
    """
    if memory_mb is None or isinstance(error, ModuleNotFoundError | FileNotFoundError):
        return isinstance(error, MemoryError)
    return isinstance(error, MemoryError | ImportError | OSError | RuntimeError)


def _solve(parent: Parent, memory_mb: int | None) -> Result | PeerpairError:
    request = parent.inbox.get()
    try:
        problem, strategy, limits = pickle.loads(request)  # noqa: S301 - from our own parent
    except Exception as error:
        if _is_scarce(error, memory_mb):
            raise
        return _unsendable(error)
    from peerpair.solve.run import run_solve

    return run_solve(
        problem,
        strategy,
        **limits,
        on_progress=parent.send,
        stop=lambda: not parent.inbox.empty(),
    )
