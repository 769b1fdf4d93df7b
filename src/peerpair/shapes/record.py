"""Shapes of JSON objects: known keys, free keys, and objects whose kind chooses their keys."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from peerpair.shapes.basic import Choice, Shape, Visit
from peerpair.text import show

__all__ = ["Key", "Mapped", "OneOf", "Record", "Tagged", "record", "required"]


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

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, dict):
            visit.wrong_type(place or "document", "an object", value)
            return
        dot = f"{place}." if place else ""
        for name in getattr(value, "repeated", ()):
            visit.fault(f"{dot}{_safe(name)}", "this key stands twice")
        for name, key in self.keys.items():
            if name in value:
                shape = key.shape if isinstance(key, Key) else key
                shape.check(value[name], f"{dot}{name}", visit)
            elif isinstance(key, Key) and key.required:
                visit.fault(f"{dot}{name}", "is missing")
        if not self.open:
            for name in value:
                if name not in self.keys:
                    shown = "(confidential)" if visit.secret else _safe(name)
                    hint = _nearest(name, self.keys)
                    visit.fault(f"{dot}{shown}", "unknown key", hint=hint)

    def schema(self) -> dict[str, Any]:
        keys = {n: (k.shape if isinstance(k, Key) else k).schema() for n, k in self.keys.items()}
        found: dict[str, Any] = {"type": "object", "properties": keys}
        needed = [n for n, k in self.keys.items() if isinstance(k, Key) and k.required]
        if needed:
            found["required"] = needed
        if not self.open:
            found["additionalProperties"] = False
        return found


def _safe(name: object) -> str:
    return name if isinstance(name, str) and re.fullmatch(r"\w{1,40}", name) else show(name)


def _nearest(name: object, names: Iterable[str]) -> str:
    """Return advice that names the most alike known key, or the empty string."""
    found = difflib.get_close_matches(str(name), list(names), n=1)
    return f"{found[0]}?" if found else ""


@dataclass(frozen=True)
class Mapped(Shape):
    """An object with free keys and values of one shape."""

    shape: Shape

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, dict):
            visit.wrong_type(place, "an object", value)
            return
        for name in getattr(value, "repeated", ()):
            visit.fault(f"{place}.{_safe(name)}", "this key stands twice")
        for name, item in value.items():
            self.shape.check(item, f"{place}.{_safe(name)}", visit)

    def schema(self) -> dict[str, Any]:
        return {"type": "object", "additionalProperties": self.shape.schema()}


@dataclass(frozen=True)
class Tagged(Shape):
    """An object whose ``kind`` chooses the record; the records come from a registry."""

    what: str
    records: Mapping[str, Record]

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, dict):
            visit.wrong_type(place, "an object", value)
            return
        # Anything but a plain false may have been meant as private: then no value is shown.
        visit.secret = any(
            isinstance(key, str) and key.casefold() == "private" and flag is not False
            for key, flag in value.items()
        )
        kind = value.get("kind")
        if "kind" not in value:
            visit.fault(f"{place}.kind", "is missing")
        elif not isinstance(kind, str):
            visit.wrong_type(f"{place}.kind", "a string", kind)
        elif kind not in self.records:
            visit.fault(f"{place}.kind", f"unknown {self.what}", kind, _nearest(kind, self.records))
        else:
            self.records[kind].check(value, place, visit)
        visit.secret = False

    def schema(self) -> dict[str, Any]:
        return {"oneOf": [record.schema() for record in self.records.values()]}


@dataclass(frozen=True)
class OneOf(Shape):
    """A string out of a few, or an object: ``"mixed"`` or ``{"2": [0, null]}``."""

    names: Choice
    record: Shape

    def check(self, value: object, place: str, visit: Visit) -> None:
        shape = self.record if isinstance(value, dict) else self.names
        shape.check(value, place, visit)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [self.names.schema(), self.record.schema()]}


def record(kind: str, keys: Mapping[str, Key | Shape]) -> Record:
    """Return the record of a tagged object: its ``kind`` and its own keys."""
    return Record({"kind": required(Choice((kind,))), **keys})
