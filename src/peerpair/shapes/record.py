"""Shapes of JSON objects: known keys, and objects whose kind chooses their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from peerpair.shapes.basic import Choice, How, Shape
from peerpair.shapes.containers import nearest, or_null, repeats, safe
from peerpair.shapes.visit import FAILED, Visit, inside


@dataclass(frozen=True)
class Key:
    """One key of a record: its shape, and whether it must be there."""

    shape: Shape
    required: bool = False


def required(shape: Shape) -> Key:
    """Return a key that must be present."""
    return Key(shape, required=True)


@dataclass(frozen=True)
class Record(Shape):
    """An object with known keys; anything else is a fault."""

    keys: Mapping[str, Key | Shape]
    open: bool = False

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, Mapping):
            visit.wrong_type(place or "document", "an object", value)
            return FAILED
        before = len(visit.faults)
        repeats(value, place, visit)
        taken = {}
        for name, key in self.keys.items():
            needed = isinstance(key, Key) and key.required
            if name in value and (needed or value[name] is not None):
                shape = key.shape if isinstance(key, Key) else key
                taken[name] = shape.take(value[name], inside(place, name), visit)
            elif needed:
                visit.fault(inside(place, name), "is missing")
        for name in value:
            if name not in self.keys and not self.open:
                shown = "(confidential)" if visit.secret else safe(name)
                visit.fault(inside(place, shown), "unknown key", hint=nearest(name, self.keys))
        return taken if len(visit.faults) == before else FAILED

    def give(self, value: Any, how: How) -> Any:
        return value

    def schema(self) -> dict[str, Any]:
        properties: dict[str, Any] = {}
        for name, key in self.keys.items():
            needed = isinstance(key, Key) and key.required
            schema = (key.shape if isinstance(key, Key) else key).schema()
            properties[name] = schema if needed else or_null(schema)
        found: dict[str, Any] = {"type": "object", "properties": properties}
        needed_keys = [n for n, k in self.keys.items() if isinstance(k, Key) and k.required]
        if needed_keys:
            found["required"] = needed_keys
        if not self.open:
            found["additionalProperties"] = False
        return found


def record(kind: str, keys: Mapping[str, Key | Shape]) -> Record:
    """Return the record of a tagged object: its ``kind`` and its own keys."""
    return Record({"kind": required(Choice((kind,))), **keys})
