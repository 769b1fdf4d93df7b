"""Objects whose keys are put together as they are needed; what has a class is a noun."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from peerpair.shapes.basic import How, Shape
from peerpair.shapes.containers import nearest, or_null, repeats, safe
from peerpair.shapes.visit import FAILED, Visit, inside


@dataclass(frozen=True)
class Record(Shape):
    """An object with known keys, some of them `needed`; anything else is a fault."""

    keys: Mapping[str, Shape]
    needed: Collection[str] = ()

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if not isinstance(value, Mapping):
            visit.wrong_type(place or "document", "an object", value)
            return FAILED
        before = len(visit.faults)
        repeats(value, place, visit)
        taken = {}
        for name, shape in self.keys.items():
            if name in value and (name in self.needed or value[name] is not None):
                taken[name] = shape.take(value[name], inside(place, name), visit)
            elif name in self.needed:
                visit.fault(inside(place, name), "is missing")
        for name in value:
            if name not in self.keys:
                hint = nearest(name, self.keys)
                visit.fault(inside(place, safe(name)), "unknown key", hint=hint)
        return taken if len(visit.faults) == before else FAILED

    def give(self, value: Any, how: How) -> Any:
        return {name: self.keys[name].give(part, how) for name, part in value.items()}

    def schema(self) -> dict[str, Any]:
        schemas = {name: shape.schema() for name, shape in self.keys.items()}
        properties = {
            name: schema if name in self.needed else or_null(schema)
            for name, schema in schemas.items()
        }
        required = {"required": list(self.needed)} if self.needed else {}
        return {
            "type": "object",
            "properties": properties,
            **required,
            "additionalProperties": False,
        }
