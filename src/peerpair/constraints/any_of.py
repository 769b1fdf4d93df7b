"""Rules joined by "or": a group keeps at least one of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self, cast

import numpy as np

from peerpair.constraints.max_pgy_gap import MaxPgyGap
from peerpair.constraints.min_specialties import MinSpecialties
from peerpair.constraints.min_weeks_met import MinWeeksMet
from peerpair.constraints.no_repeat import NoRepeat
from peerpair.constraints.not_alone import NotAlone
from peerpair.constraints.same_site import SameSite
from peerpair.constraints.separate import Separate
from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members, ProblemView
from peerpair.model.rules import Constraint, GroupRule
from peerpair.model.tagged import Rules, Tagged
from peerpair.registry import family
from peerpair.shapes.visit import FAILED, Visit

_USUAL: tuple[type[GroupRule], ...] = (
    *(MaxPgyGap, MinSpecialties, MinWeeksMet, NoRepeat, NotAlone, SameSite, Separate),
)


class _Alternative(Tagged):
    """A rule that may stand inside; of any other one nothing but the kind is shown."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        kind, private = getattr(value, "kind", None), getattr(value, "private", False)
        if isinstance(value, Mapping):
            kind, private = value.get("kind"), value.get("private", False)
        known = self.kinds()
        if isinstance(kind, str) and kind in family(self.family) and kind not in known:
            advice = "list it beside the any_of, where it always holds"
            if kind == AnyOf.kind:
                advice = "list its rules in this one"
            visit.fault(f"{place}.kind", f"{kind} cannot stand inside any_of", hint=advice)
        elif private is not False:
            visit.fault(place, "a private rule cannot stand inside any_of")
        else:
            return super().take(value, place, visit)
        return FAILED

    def kinds(self) -> Mapping[str, type[Constraint]]:
        known = cast(Mapping[str, type[Constraint]], super().kinds())
        return {kind: rule for kind, rule in known.items() if rule.in_any_of}


@dataclass(frozen=True)
class AnyOf(GroupRule):
    """Every group keeps at least one of several rules.

    A triad keeps a rule about pairs with all its pairs: two pairs of it cannot rest on two rules.

    Parameters
    ----------
    rules : sequence of GroupRule
        Two or more that judge a group alone.  `Exclude`, `Together`, `Pin`, `AtLeast`, another
        `AnyOf` and private rules cannot stand here.

    Examples
    --------
    >>> AnyOf([MinSpecialties(2), MaxPgyGap(1)]).describe()  # doctest: +NORMALIZE_WHITESPACE
    'every group keeps one of these: every group has at least 2 specialties;
    or members are at most 1 year of training apart'
    """

    rules: Annotated[Sequence[GroupRule], Rules(_Alternative("constraints"), 2)]

    kind: ClassVar[str] = "any_of"
    in_any_of: ClassVar[bool] = False

    def describe(self) -> str:
        return self.describe_with(str)

    def describe_with(self, called: Callable[[str], str]) -> str:
        rules = "; or ".join(rule.describe_with(called) for rule in self.rules)
        return f"every group keeps one of these: {rules}"

    def parts(self) -> Sequence[tuple[str, GroupRule]]:
        return [(f".rules[{number}]", rule) for number, rule in enumerate(self.rules)]

    def idle(self, problem: ProblemView) -> str:
        return next(filter(None, (rule.idle(problem) for rule in self.rules)), "")

    def allows(self, batch: Batch) -> Bools:
        allowed = np.zeros(batch.shape, dtype=bool)
        for rule in self.rules:
            allowed |= rule.allows(batch).reshape(batch.shape).astype(bool, copy=False)
        return allowed

    def forbids(self, group: Members, facts: Facts) -> bool:
        return all(rule.forbids(group, facts) for rule in self.rules)

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        fitting = [rule for rule in _USUAL if problem.horizon or not rule.needs_horizon]
        some = rng.sample(fitting, rng.choice([2, 2, 3]))
        return cls([rule.example(problem, rng) for rule in some])
