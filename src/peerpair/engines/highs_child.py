"""What a `Worker`'s process runs: one program after the other, each answered by HiGHS."""

from __future__ import annotations

from peerpair.engines.mathopt import solve_program
from peerpair.engines.process import Parent


def serve() -> None:
    """Answer the parent until it goes or ends this process."""
    parent = Parent()
    import ortools.math_opt.python.mathopt  # noqa: F401 - before the first program arrives

    parent.send("ready")
    while True:
        program, options = parent.inbox.get()
        try:
            parent.send(solve_program(program, **options))
        except Exception as error:  # raised again where the caller can see it
            parent.send(error)
