"""Limits given on the command line."""

from __future__ import annotations

import math

from peerpair.errors import Fault, ProblemError

__all__ = ["check_limits"]


def check_limits(*, seconds: float, gap: float, seed: int = 0) -> None:
    """Check the limits before anything is read, and name the option that is wrong.

    Raises
    ------
    ProblemError
        With one fault for each wrong option.

    Examples
    --------
    >>> check_limits(seconds=60, gap=0)
    """
    faults = []
    if not (seconds > 0 and math.isfinite(seconds)):
        faults.append(Fault("--seconds", f"must be more than 0 and finite, got: {seconds}"))
    if not (gap >= 0 and math.isfinite(gap)):
        faults.append(Fault("--gap", f"must be 0 or more and finite, got: {gap}"))
    if seed < 0:
        faults.append(Fault("--seed", f"must be 0 or more, got: {seed}"))
    if faults:
        raise ProblemError(faults, "the command line is not valid")
