"""Shapes of values that hold others: lists, ranges, mappings, and one of two shapes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from peerpair.shapes.basic import Choice, How, Shape, Text
from peerpair.shapes.frozen import FrozenDict
from peerpair.shapes.visit import FAILED, Visit, inside
from peerpair.text import show

_PART = 1_000
"""Entries of a list that are written without a word: a few milliseconds."""


@dataclass(frozen=True)
class Nullable(Shape):
    """A shape, or null with a meaning of its own."""

    shape: Shape

    def take(self, value: object, place: str, visit: Visit) -> Any:
        return None if value is None else self.shape.take(value, place, visit)

    def give(self, value: Any, how: How) -> Any:
        return None if value is None else self.shape.give(value, how)

    def schema(self) -> dict[str, Any]:
        return or_null(self.shape.schema())


def or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a value that may be null."""
    return {"anyOf": [schema, {"type": "null"}]}


@dataclass(frozen=True)
class Items(Shape):
    """A list of one shape, with limits on its length and on repeats; a tuple in Python."""

    shape: Shape
    low: int = 0
    high: int | None = None
    distinct: bool = False

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not is_list(value):
            visit.wrong_type(place, "a list", value)
            return FAILED
        parts = value if isinstance(value, tuple) else tuple(value)
        fine = self.shape.fine(parts, visit)
        if len(parts) < self.low or (self.high is not None and len(parts) > self.high):
            span = f"{self.low}" if self.low == self.high else f"{self.low} to {self.high}"
            wanted = f"at least {self.low}" if self.high is None else span
            visit.fault(place, f"must have {wanted} entries, has {len(parts)}")
        taken = parts
        if not fine:
            taken = tuple(self.shape.take(p, f"{place}[{i}]", visit) for i, p in enumerate(parts))
        if self.distinct:
            _repeats(taken, place, visit)
        return taken  # wrong parts as FAILED: the others are still looked at together

    def give(self, value: Any, how: How) -> Any:
        given: list[Any] = []
        for begin in range(0, len(value), _PART):
            if how.pulse is not None:
                how.pulse()
            given += [self.shape.give(part, how) for part in value[begin : begin + _PART]]
        return given

    def schema(self) -> dict[str, Any]:
        limits = {"minItems": self.low or None, "maxItems": self.high}
        limits["uniqueItems"] = self.distinct or None
        kept = {key: limit for key, limit in limits.items() if limit is not None}
        return {"type": "array", "items": self.shape.schema()} | kept


def is_list(value: object) -> TypeGuard[Iterable[object]]:
    """Tell whether a value may stand for a list."""
    return isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)


def _repeats(parts: tuple[Any, ...], place: str, visit: Visit) -> None:
    seen: set[object] = set()
    for number, part in enumerate(parts):
        if isinstance(part, str):
            if part in seen:
                visit.fault(f"{place}[{number}]", "is a duplicate", part)
            seen.add(part)


@dataclass(frozen=True)
class Unordered(Items):
    """Residents whose order means nothing."""

    def give(self, value: Any, how: How) -> Any:
        return sorted(value) if how.brief else list(value)


@dataclass(frozen=True)
class Range(Shape):
    """A list of exactly two values: a start and an end."""

    first: Shape
    second: Shape

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, list | tuple) or len(value) != 2:
            visit.fault(place, "must be a list of two values, got", value)
            return FAILED
        pair = (
            self.first.take(value[0], f"{place}[0]", visit),
            self.second.take(value[1], f"{place}[1]", visit),
        )
        if FAILED in pair:
            return FAILED
        fault = self.odd(*pair)
        if fault:
            visit.fault(place, fault, value[1])
            return FAILED
        return pair

    def odd(self, first: Any, second: Any) -> str:
        """Return what is wrong with the two together, or the empty string."""
        return ""

    def give(self, value: Any, how: How) -> Any:
        return [self.first.give(value[0], how), self.second.give(value[1], how)]

    def schema(self) -> dict[str, Any]:
        parts = [self.first.schema(), self.second.schema()]
        return {"type": "array", "prefixItems": parts, "minItems": 2, "maxItems": 2}


@dataclass(frozen=True)
class Mapped(Shape):
    """An object with free keys and values of one shape; a frozen mapping in Python."""

    shape: Shape

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, Mapping):
            visit.wrong_type(place, "an object", value)
            return FAILED
        repeats(value, place, visit)
        for name in value:
            if not isinstance(name, str):
                visit.fault(place, "must have strings as its keys, got", name)
        taken = {
            name: self.shape.take(part, f"{place}.{safe(name)}", visit)
            for name, part in value.items()
        }
        return FAILED if FAILED in taken.values() else FrozenDict(taken)

    def give(self, value: Any, how: How) -> Any:
        return {name: self.shape.give(part, how) for name, part in value.items()}

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.shape.schema()}


@dataclass(frozen=True)
class OneOf(Shape):
    """A string out of a few, or something else: ``"mixed"`` or ``{"2": [0, null]}``."""

    names: Choice
    other: Shape

    def take(self, value: object, place: str, visit: Visit) -> Any:
        plain = value is None or isinstance(value, str | int | float | list | tuple)
        return (self.names if plain else self.other).take(value, place, visit)

    def give(self, value: Any, how: How) -> Any:
        return (self.names if isinstance(value, str) else self.other).give(value, how)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.names.schema(), self.other.schema()]}


@dataclass(frozen=True)
class FileNames(Shape):
    """The name of a file, or a list of them; a tuple in Python."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, list | tuple):
            return Items(Text(1)).take(value, place, visit)
        name = Text(1).take(value, place, visit)
        return name if name is FAILED else (name,)

    def give(self, value: Any, how: How) -> Any:
        return list(value)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [Text(1).schema(), Items(Text(1)).schema()]}


def safe(name: object) -> str:
    """Return a key as it may stand in a place."""
    return name if isinstance(name, str) and re.fullmatch(r"\w{1,40}", name) else show(name)


def nearest(name: object, names: Iterable[str]) -> str:
    """Return advice that names the most alike known name, or the empty string."""
    if not isinstance(name, str) and str(name) in names:
        return f'"{name}", a string?'
    alike = difflib.get_close_matches(str(name), list(names), n=1)
    return f"{alike[0]}?" if alike else ""


def repeats(value: Mapping[str, Any], place: str, visit: Visit, known: Container[str] = ()) -> None:
    """Record keys that a JSON text had more than once; its reader remembers them."""
    for name in getattr(value, "repeated", ()):
        shown = safe(name) if name in known or not visit.secret else "(confidential)"
        visit.fault(inside(place, shown), "is a duplicate key")
