"""Limits of a run as callers give them: one check, whatever door they come through."""

from __future__ import annotations

import math

from peerpair.errors import Fault, ProblemError
from peerpair.shapes.basic import Integer
from peerpair.shapes.visit import FAILED, Visit
from peerpair.text import show


def check_limits(
    *,
    seconds: object = 1.0,
    gap: object = 0.0,
    seed: object = 0,
    threads: object = None,
    memory_mb: object = None,
    prefix: str = "",
) -> None:
    """Check limits before any work is done, and name what is wrong.

    Parameters
    ----------
    seconds, gap, seed, threads, memory_mb
        See `peerpair.solve.solve`; what is left out is right.
    prefix : str
        Before each name in a message, such as ``--`` for options.

    Raises
    ------
    ProblemError
        With one fault for each wrong limit.

    Examples
    --------
    >>> check_limits(seconds=60, gap=0)
    >>> check_limits(seed=-1, prefix="--")
    Traceback (most recent call last):
    peerpair.errors.ProblemError: the limits are not valid (1 fault)
      --seed: must be a whole number, 0 or more, got: -1
    """
    faults = []

    def fault(name: str, message: str, value: object) -> None:
        faults.append(Fault(prefix + name, f"{message}, got: {show(value)}"))

    if not (_is_finite(seconds) and seconds > 0):  # type: ignore[operator]
        fault("seconds", "must be more than 0 and finite", seconds)
    if not (_is_finite(gap) and gap >= 0):  # type: ignore[operator]
        fault("gap", "must be 0 or more and finite", gap)
    if not (_is_whole(seed) and seed >= 0):  # type: ignore[operator]
        fault("seed", "must be a whole number, 0 or more", seed)
    for name, value in (("threads", threads), ("memory_mb", memory_mb)):
        if value is not None and not (_is_whole(value) and value > 0):  # type: ignore[operator]
            fault(name, "must be a whole number, 1 or more", value)
    if faults:
        raise ProblemError(faults, "the limits are not valid")


def _is_whole(value: object) -> bool:
    """Tell whether a value is a whole number, Python's or numpy's, and no boolean."""
    return Integer().take(value, "", Visit()) is not FAILED and not isinstance(value, float)


def _is_finite(value: object) -> bool:
    return _is_whole(value) or (isinstance(value, float) and math.isfinite(value))
