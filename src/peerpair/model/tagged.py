"""Constraints and objectives as parts of a document: the registry says which kinds there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from peerpair.model.rules import Constraint, Rule
from peerpair.registry import family
from peerpair.shapes.basic import How, ResidentId, Shape
from peerpair.shapes.containers import nearest
from peerpair.shapes.visit import FAILED, Visit

__all__ = ["Tagged"]


@dataclass(frozen=True)
class Tagged(Shape):
    """A rule of one family: in documents an object whose ``kind`` chooses its keys."""

    family: str

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, Rule):
            return self._known(value, place, visit)
        known = family(self.family)
        if not isinstance(value, Mapping):
            visit.wrong_type(place, f"a {self.family.removesuffix('s')}", value)
            hint = f"{known[value].__name__}()" if isinstance(value, str) and value in known else ""
            visit.faults[-1] = replace(visit.faults[-1], hint=hint)
            return FAILED
        # Anything but a plain false may have been meant as private: then no value is shown.
        visit.secret = any(
            isinstance(key, str) and key.casefold() == "private" and flag is not False
            for key, flag in value.items()
        )
        kind = value.get("kind")
        taken: Any = FAILED
        if "kind" not in value:
            visit.fault(f"{place}.kind", "is missing")
        elif not isinstance(kind, str):
            visit.wrong_type(f"{place}.kind", "a string", kind)
        elif kind not in known:
            what = self.family.removesuffix("s")
            visit.fault(f"{place}.kind", f"unknown {what}", kind, nearest(kind, known))
        else:
            rule = cast(type[Rule], known[kind])
            taken = rule.shape().take(value, place, visit)
            if taken is not FAILED:
                taken = rule.from_document(taken)
        visit.secret = False
        return taken

    @staticmethod
    def _known(rule: Rule, place: str, visit: Visit) -> Any:
        names = rule.residents() if isinstance(rule, Constraint) else ()
        visit.secret = getattr(rule, "private", False) is not False
        for i, name in enumerate(names):
            ResidentId().take(name, f"{place}.residents[{i}]", visit)
        visit.secret = False
        return rule

    def give(self, value: Any, how: How) -> Any:
        return value.to_document()

    def schema(self) -> dict[str, Any]:
        rules = family(self.family).values()
        return {"oneOf": [cast(type[Rule], rule).shape().schema() for rule in rules]}
