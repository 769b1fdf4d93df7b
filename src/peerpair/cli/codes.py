"""Exit codes of the commands."""

from __future__ import annotations

from peerpair.model.result import Status
from peerpair.start import INTERRUPTED as INTERRUPTED

DONE = 0
CHECK_FAILED = 1
WRONG_INPUT = 2
INFEASIBLE = 3
NOTHING_FOUND = 4


def of_status(status: Status, *, interrupted: bool = False) -> int:
    """Return the exit code of an answer.

    Examples
    --------
    >>> of_status(Status.FEASIBLE, interrupted=True), of_status(Status.UNKNOWN, interrupted=True)
    (0, 130)
    """
    if status is Status.INFEASIBLE:
        return INFEASIBLE
    if status is Status.UNKNOWN:
        return INTERRUPTED if interrupted else NOTHING_FOUND
    return DONE
