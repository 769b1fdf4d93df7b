"""What a check carries with it: the faults so far, the known residents, what is confidential."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, TypeVar

from peerpair.errors import Fault
from peerpair.text import show, type_name

_T = TypeVar("_T")


class _Failed(Enum):
    """Stands for a value that has a fault."""

    FAILED = "failed"


FAILED: Final = _Failed.FAILED
"""What a shape returns for a value that has a fault; the fault itself is in the `Visit`."""


@dataclass(slots=True)
class Visit:
    """One check of a document, or of the parts that a noun is made of.

    Attributes
    ----------
    ids : frozenset of str or None
        The residents that there are; None = every id will do.
    faults : list of Fault
        What is wrong so far.
    secret : bool
        Whether what is being read may be a confidential rule: then no value is shown.
    """

    ids: frozenset[str] | None = None
    faults: list[Fault] = field(default_factory=list)
    secret: bool = False

    def fault(self, place: str, message: str, value: object = ..., hint: str = "") -> None:
        """Record a fault; the value is left out where a private exclusion may be being read.

        Words of `message` and `hint` are the caller's own: they never hold a value.
        """
        if value is not ...:
            message = f"{message} (confidential)" if self.secret else f"{message}: {show(value)}"
        self.faults.append(Fault(place, message, hint))

    def wrong_type(self, place: str, wanted: str, value: object) -> None:
        """Record a value of the wrong type."""
        plain = value is None or isinstance(value, dict | list | tuple | type)
        shown: object = ... if plain else value
        hint = "None, where nothing is known" if _is_missing(value) else ""
        self.fault(place, f"must be {wanted}, got {type_name(value)}", shown, hint)


def _is_missing(value: object) -> bool:
    """Tell whether a value is what numpy and pandas have for none."""
    not_a_number = isinstance(value, float) and value != value
    return not_a_number or type(value).__name__ in ("NAType", "NaTType")


def whole(parts: Iterable[_T] | _Failed) -> Iterator[tuple[int, _T]]:
    """Yield position and value of the parts that have no fault."""
    for number, part in enumerate(() if isinstance(parts, _Failed) else parts):
        if part is not FAILED:
            yield number, part


def any_failed(parts: Iterable[object] | _Failed) -> bool:
    """Tell whether parts, or some of them, have faults of their own."""
    return isinstance(parts, _Failed) or FAILED in parts


def inside(place: str, key: str) -> str:
    """Return the place of a key."""
    return f"{place}.{key}" if place else key
