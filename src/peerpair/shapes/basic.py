"""Shapes: what a JSON value may look like, said once, used twice.

One declaration checks a value (every fault at once, with its place) and writes the JSON Schema.
Shapes know nothing of peerpair's nouns; the documents' shapes stand beside the nouns.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from peerpair.errors import Fault
from peerpair.text import show, type_name

__all__ = [
    "Calendar",
    "Choice",
    "Flag",
    "Integer",
    "Items",
    "Nullable",
    "Number",
    "Pattern",
    "Range",
    "ResidentId",
    "Shape",
    "Text",
    "Visit",
]


@dataclass
class Visit:
    """What a check run carries: the faults so far, the known ids, and whether values are secret."""

    ids: frozenset[str] | None = None
    faults: list[Fault] = field(default_factory=list)
    secret: bool = False

    def fault(self, place: str, message: str, value: object = ..., hint: str = "") -> None:
        """Record a fault; the value is left out where a private exclusion is being read."""
        if value is not ...:
            message = f"{message} (confidential)" if self.secret else f"{message}: {show(value)}"
        self.faults.append(Fault(place, message, "" if self.secret else hint))

    def wrong_type(self, place: str, wanted: str, value: object) -> None:
        """Record a value of the wrong type."""
        plain = value is None or isinstance(value, dict | list | tuple)
        shown: object = ... if plain else value
        self.fault(place, f"must be {wanted}, got {type_name(value)}", shown)


_LARGEST_BITS = 128


class Shape:
    """One kind of JSON value."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        """Append a fault to `visit` for everything wrong with `value`."""
        raise NotImplementedError

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema (draft 2020-12) of this shape."""
        raise NotImplementedError


@dataclass(frozen=True)
class Integer(Shape):
    """A whole number; booleans and floats are not integers."""

    low: int | None = None
    high: int | None = None

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            visit.wrong_type(place, "an integer", value)
        elif value.bit_length() > _LARGEST_BITS:
            visit.fault(place, "is an integer too large to be meant")
        elif self.low is not None and value < self.low:
            visit.fault(place, f"must be at least {self.low}, got", value)
        elif self.high is not None and value > self.high:
            visit.fault(place, f"must be at most {self.high}, got", value)

    def schema(self) -> dict[str, Any]:
        limits = {"minimum": self.low, "maximum": self.high}
        return {"type": "integer"} | {k: v for k, v in limits.items() if v is not None}


@dataclass(frozen=True)
class Number(Shape):
    """A finite number, whole or not."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, int | float) or isinstance(value, bool):
            visit.wrong_type(place, "a number", value)
        elif not math.isfinite(value):
            visit.fault(place, "must be finite, got", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "number"}


@dataclass(frozen=True)
class Flag(Shape):
    """true or false."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, bool):
            visit.wrong_type(place, "true or false", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True)
class Text(Shape):
    """A string; `low` is its least length."""

    low: int = 0

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, str):
            visit.wrong_type(place, "a string", value)
        elif len(value) < self.low:
            visit.fault(place, "must not be empty")
        elif not _is_unicode(value):
            visit.fault(place, "is not valid Unicode text", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": self.low} if self.low else {"type": "string"}


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

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, str):
            visit.wrong_type(place, "a string", value)
        elif value not in self.values:
            visit.fault(place, f"must be one of {', '.join(self.values)}, got", value)

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.values)}


@dataclass(frozen=True)
class Pattern(Shape):
    """A string of a given form; `wanted` says it in words."""

    pattern: str
    wanted: str

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, str):
            visit.wrong_type(place, "a string", value)
        elif not re.fullmatch(self.pattern, value, re.ASCII):
            visit.fault(place, f"must be {self.wanted}, got", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^(?:{self.pattern})$"}


@dataclass(frozen=True)
class Calendar(Shape):
    """A date, ``YYYY-MM-DD``."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, str):
            visit.wrong_type(place, "a date such as 2026-08-03", value)
        elif not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII) or not _is_date(value):
            visit.fault(place, "must be a date such as 2026-08-03, got", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class ResidentId(Shape):
    """The id of a resident that the document lists."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, str):
            visit.wrong_type(place, "a resident id (a string)", value)
        elif visit.ids is not None and value not in visit.ids:
            visit.fault(place, "unknown resident", value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class Nullable(Shape):
    """A shape or null; null means missing."""

    shape: Shape

    def check(self, value: object, place: str, visit: Visit) -> None:
        if value is not None:
            self.shape.check(value, place, visit)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.shape.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class Items(Shape):
    """A list of one shape, with limits on its length and on repeats."""

    shape: Shape
    low: int = 0
    high: int | None = None
    distinct: bool = False

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, list):
            visit.wrong_type(place, "a list", value)
            return
        if len(value) < self.low or (self.high is not None and len(value) > self.high):
            span = f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"
            wanted = f"at least {self.low}" if self.high is None else span
            visit.fault(place, f"must have {wanted} entries, has {len(value)}")
        seen: set[object] = set()
        for number, item in enumerate(value):
            self.shape.check(item, f"{place}[{number}]", visit)
            if self.distinct and isinstance(item, str):
                if item in seen:
                    visit.fault(f"{place}[{number}]", "is listed twice", item)
                seen.add(item)

    def schema(self) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "array", "items": self.shape.schema()}
        if self.low:
            found["minItems"] = self.low
        if self.high is not None:
            found["maxItems"] = self.high
        if self.distinct:
            found["uniqueItems"] = True
        return found


@dataclass(frozen=True)
class Range(Shape):
    """A list of exactly two values: a start and an end."""

    first: Shape
    second: Shape

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, list) or len(value) != 2:
            visit.fault(place, "must be a list of two values, got", value)
            return
        self.first.check(value[0], f"{place}[0]", visit)
        self.second.check(value[1], f"{place}[1]", visit)

    def schema(self) -> dict[str, Any]:
        items = [self.first.schema(), self.second.schema()]
        return {"type": "array", "prefixItems": items, "minItems": 2, "maxItems": 2}
