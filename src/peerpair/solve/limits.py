"""Limits of a run as callers give them: one check, whatever door they come through."""

from __future__ import annotations

from typing import Any

from peerpair.errors import ArgumentError
from peerpair.shapes.basic import Integer, Number, Shape
from peerpair.shapes.containers import Nullable
from peerpair.shapes.visit import FAILED, Visit


class _Positive(Number):
    """A finite number above 0."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        number = super().take(value, place, visit)
        if number is FAILED or number > 0:
            return number
        visit.fault(place, "must be more than 0, got", number)
        return FAILED


_SHAPES: dict[str, Shape] = {
    "seconds": _Positive(),
    "gap": Number(0.0),
    "seed": Integer(0),
    "threads": Nullable(Integer(1)),
    "memory_mb": Nullable(Integer(1)),
}


def check_limits(*, prefix: str = "", **limits: object) -> dict[str, Any]:
    """Check limits before any work is done, and return them as Python's own numbers.

    Parameters
    ----------
    prefix : str
        Before each name in a message, such as ``--`` for options.
    **limits
        Some of `seconds`, `gap`, `seed`, `threads` and `memory_mb`; see `peerpair.solve.solve`.

    Raises
    ------
    ArgumentError
        With one fault for each wrong limit.

    Examples
    --------
    >>> check_limits(seconds=60, gap=0)
    {'seconds': 60, 'gap': 0}
    >>> check_limits(seed=-1, prefix="--")
    Traceback (most recent call last):
    peerpair.errors.ArgumentError: the limits are not valid (1 fault)
      --seed: must be at least 0, got: -1
    """
    visit = Visit()
    checked = {
        name: _SHAPES[name].take(value, prefix + name, visit) for name, value in limits.items()
    }
    if visit.faults:
        raise ArgumentError(visit.faults, "the limits are not valid")
    return checked
