"""Constraints and objectives as parts of a document: the registry says which kinds there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from peerpair.model.rules import Rule, may_be_private
from peerpair.registry import Registered, family
from peerpair.shapes.basic import How, Shape
from peerpair.shapes.containers import Items, is_list, nearest
from peerpair.shapes.noun import Of
from peerpair.shapes.visit import FAILED, Visit
from peerpair.text import type_name


@dataclass(frozen=True)
class Tagged(Shape):
    """A rule of one family: in documents an object whose ``kind`` chooses its keys."""

    family: str

    def take(self, value: object, place: str, visit: Visit) -> Any:
        known, outside = self.kinds(), visit.secret
        visit.secret |= may_be_private(value)
        taken: Any = FAILED
        if isinstance(value, Rule) and value.family == self.family:
            taken = value
            for inside, part in value.parts():
                Of(type(part)).take(part, f"{place}{inside}", visit)
        elif isinstance(value, Mapping):
            taken = self._entry(value, known, place, visit)
        else:
            rule: Any = known.get(value) if isinstance(value, str) else value
            ours = isinstance(rule, type) and getattr(rule, "family", "") == self.family
            hint = f"{rule.__name__}()" if ours else ""
            what = "a constraint" if self.family == "constraints" else "an objective"
            visit.fault(place, f"must be {what}, got {type_name(value)}", hint=hint)
        visit.secret = outside
        return taken

    def kinds(self) -> Mapping[str, type[Registered]]:
        """Return the classes it may be of, by kind."""
        return family(self.family)

    def _entry(
        self,
        value: Mapping[str, Any],
        known: Mapping[str, type[Registered]],
        place: str,
        visit: Visit,
    ) -> Any:
        kind = value.get("kind")
        if "kind" not in value:
            visit.fault(f"{place}.kind", "is missing")
        elif not isinstance(kind, str):
            visit.wrong_type(f"{place}.kind", "a string", kind)
        elif kind not in known:
            what = self.family.removesuffix("s")
            visit.fault(f"{place}.kind", f"unknown {what}", kind, nearest(kind, known))
        else:
            return Of(cast(type[Rule], known[kind])).take(value, place, visit)
        return FAILED

    def give(self, value: Any, how: How) -> Any:
        return value.written(how)

    def schema(self) -> dict[str, Any]:
        rules = self.kinds().values()
        return {"oneOf": [Of(cast(type[Rule], rule)).schema() for rule in rules]}


@dataclass(frozen=True)
class Rules(Items):
    """A list of rules; what stands for the list may be a private exclusion."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        outside = visit.secret
        visit.secret |= not is_list(value)
        taken = super().take(value, place, visit)
        visit.secret = outside
        return taken
