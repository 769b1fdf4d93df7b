"""Shapes of single values: what a document key, or a field of a noun, may hold.

One declaration takes a value in (checked, every fault at once, with its place), gives it out as
JSON, and writes the JSON Schema.  A shape takes what JSON has and what Python callers hold alike:
an ISO date or a `date`, 2, 2.0 or numpy's 2.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from peerpair.shapes.visit import FAILED, Visit

_LARGEST_BITS = 128


@dataclass(frozen=True)
class How:
    """How a document is written.

    Attributes
    ----------
    brief : bool
        Leave out every key that is equal to its default, and put members in order of id: equal
        problems then have equal documents.
    moment : callable or None
        How moments are written; None = as they stand.
    pulse : callable or None
        Called now and then while a long list is written.
    """

    brief: bool = False
    moment: Callable[[datetime], str] | None = None
    pulse: Callable[[], object] | None = None


class Shape:
    """One kind of value."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        """Return the value as Python holds it; where it has a fault, record it and say FAILED."""
        raise NotImplementedError

    def sure(self, value: Any) -> bool:
        """Tell, where that is quick to see, that a value is right as it is."""
        return False

    def fine(self, values: tuple[Any, ...], visit: Visit) -> bool:
        """Tell, where that is quick to see, that all of many values are right as they are."""
        return False

    def give(self, value: Any, how: How) -> Any:
        """Return the value as JSON has it."""
        return value

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of this shape."""
        raise NotImplementedError


@dataclass(frozen=True)
class Integer(Shape):
    """A whole number, from numpy or as a float too; booleans are no integers."""

    low: int | None = None
    high: int | None = None

    def take(self, value: object, place: str, visit: Visit) -> Any:
        number = value if type(value) is int else _whole(value)
        if number is None:
            visit.wrong_type(place, "an integer", value)
        elif number.bit_length() > _LARGEST_BITS:
            visit.fault(place, "is an integer too large to be meant")
        elif self.low is not None and number < self.low:
            visit.fault(place, f"must be at least {self.low}, got", number)
        elif self.high is not None and number > self.high:
            visit.fault(place, f"must be at most {self.high}, got", number)
        else:
            return number
        return FAILED

    def schema(self) -> dict[str, Any]:
        limits = {"minimum": self.low, "maximum": self.high}
        return {"type": "integer"} | {k: v for k, v in limits.items() if v is not None}


def _whole(value: Any) -> int | None:
    """Return what is a whole number, but no boolean, as an int."""
    if _is_flag(value):
        return None
    is_whole = getattr(value, "is_integer", None)  # floats, numpy's too
    if callable(is_whole) and not isinstance(value, int):
        return int(value) if is_whole() else None
    try:
        return operator.index(value)
    except TypeError:
        return None


def _is_flag(value: object) -> bool:
    """Tell whether a value is a boolean, Python's or numpy's, which may be taken for 0 or 1."""
    return type(value).__name__ in ("bool", "bool_")


@dataclass(frozen=True)
class Number(Shape):
    """A finite number, whole or not."""

    low: float | None = None

    def take(self, value: object, place: str, visit: Visit) -> Any:
        number = value if type(value) is float else _whole(value)
        if number is None and isinstance(value, float):
            number = float(value)  # numpy's
        if number is None:
            visit.wrong_type(place, "a number", value)
        elif not math.isfinite(number):
            visit.fault(place, "must be finite, got", value)
        elif self.low is not None and number < self.low:
            visit.fault(place, f"must be at least {self.low:g}, got", value)
        else:
            return number
        return FAILED

    def schema(self) -> dict[str, Any]:
        return {"type": "number"} | ({} if self.low is None else {"minimum": self.low})


@dataclass(frozen=True)
class Flag(Shape):
    """true or false."""

    def sure(self, value: Any) -> bool:
        return value is True or value is False

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if _is_flag(value):
            return bool(value)
        visit.wrong_type(place, "true or false", value)
        return FAILED

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Text(Shape):
    """A string of `low` to `high` characters."""

    low: int = 0
    high: int | None = None

    def sure(self, value: Any) -> bool:
        return type(value) is str and value.isascii() and self.low <= len(value) and not self.high

    def fine(self, values: tuple[Any, ...], visit: Visit) -> bool:
        return all(map(self.sure, values))

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, str):
            visit.wrong_type(place, "a string", value)
        elif len(value) < self.low:
            visit.fault(place, "must not be empty")
        elif self.high is not None and len(value) > self.high:
            visit.fault(place, f"must have at most {self.high} characters, has", len(value))
        elif not (value.isascii() or _is_unicode(value)):
            visit.fault(place, "is not valid Unicode text", value)
        else:
            return value if type(value) is str else str(value)
        return FAILED

    def schema(self) -> dict[str, Any]:
        limits = {"minLength": self.low or None, "maxLength": self.high}
        return {"type": "string"} | {k: v for k, v in limits.items() if v is not None}


def _is_unicode(text: str) -> bool:
    """Tell whether the text can be written as UTF-8 (a lone surrogate cannot)."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True)
class Choice(Shape):
    """One of a few strings."""

    values: tuple[str, ...]

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, str):
            visit.wrong_type(place, "a string", value)
        elif value not in self.values:
            visit.fault(place, f"must be one of {', '.join(self.values)}, got", value)
        else:
            return value
        return FAILED

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.values)}


@dataclass(frozen=True)
class Member(Shape):
    """A member of an enumeration of strings."""

    kinds: type[StrEnum]

    def take(self, value: object, place: str, visit: Visit) -> Any:
        name = Choice(tuple(self.kinds)).take(value, place, visit)
        return name if name is FAILED else self.kinds(name)

    def give(self, value: Any, how: How) -> Any:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return {"enum": [str(kind) for kind in self.kinds]}


@dataclass(frozen=True)
class Instance(Shape):
    """An object of a class, in fields that are no part of documents."""

    kind: type

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, self.kind):
            return value
        visit.wrong_type(place, f"of the class {self.kind.__name__}", value)
        return FAILED


@dataclass(frozen=True)
class Pattern(Shape):
    """A string of a given form; `wanted` says it in words."""

    pattern: str
    wanted: str

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, str):
            visit.wrong_type(place, "a string", value)
        elif not re.fullmatch(self.pattern, value, re.ASCII):
            visit.fault(place, f"must be {self.wanted}, got", value)
        else:
            return value
        return FAILED

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class ResidentId(Shape):
    """The id of a resident that the document lists."""

    def sure(self, value: Any) -> bool:
        return type(value) is str

    def fine(self, values: tuple[Any, ...], visit: Visit) -> bool:
        right = all(map(self.sure, values))
        return right and (visit.ids is None or visit.ids.issuperset(values))

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, str):
            visit.wrong_type(place, "a resident id (a string)", value)
        elif visit.ids is not None and value not in visit.ids:
            visit.fault(place, "unknown resident", value)
        else:
            return value if type(value) is str else str(value)
        return FAILED

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}
