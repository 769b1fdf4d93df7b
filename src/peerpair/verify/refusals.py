"""Which of many groups the hard constraints forbid, asked from their plain words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Members
from peerpair.model.rules import GroupRule, PairRule
from peerpair.verify.facts import PlainFacts
from peerpair.verify.values import MeasuredGroups

_UNASKED, _FINE, _REFUSED = range(3)


class Refusals:
    """Finds an allowed group among many.

    A rule about pairs is asked once for each pair that occurs, any other rule that judges a group
    alone once a group, those first that name one of its members.  Least weeks are compared in bulk.

    Parameters
    ----------
    facts : PlainFacts
        Of the problem.
    """

    def __init__(self, facts: PlainFacts) -> None:
        self.facts = facts
        self.names = [resident.id for resident in facts.problem.active]
        rules = [rule for rule in facts.problem.rules if isinstance(rule, GroupRule)]
        weeks = [least for rule in rules if (least := rule.least_weeks()) is not None]
        self.least_weeks = max(weeks, default=0)
        self.pair_rules = _Asked(rule for rule in rules if isinstance(rule, PairRule))
        self.rules = _Asked(
            rule for rule in rules if not isinstance(rule, PairRule) and rule.least_weeks() is None
        )
        self.pairs = np.full(len(self.names) ** 2, _UNASKED, dtype=np.int8)

    def any_allowed(self, block: MeasuredGroups) -> bool:
        """Tell whether some group of a block keeps every rule."""
        groups = block.groups[block.weeks.min(axis=0) >= self.least_weeks]
        groups = groups[self._pairs_allowed(groups)]
        return any(not self.rules.refuse(self._ids(row), self.facts) for row in groups.tolist())

    def _pairs_allowed(self, groups: Ints) -> Bools:
        """Return bool[m]: no rule about pairs refuses a pair of the group."""
        allowed = np.ones(len(groups), dtype=bool)
        if not self.pair_rules.all:
            return allowed
        for one, other in combinations(groups.T, 2):
            places = one * len(self.names) + other
            for place in np.unique(places[self.pairs[places] == _UNASKED]).tolist():
                pair = self._ids(divmod(place, len(self.names)))
                refused = self.pair_rules.refuse(pair, self.facts)
                self.pairs[place] = _REFUSED if refused else _FINE
            allowed &= self.pairs[places] == _FINE
        return allowed

    def _ids(self, row: Iterable[int]) -> Members:
        return tuple(self.names[i] for i in row)


class _Asked:
    """Rules in the order in which they are asked: those first that name a member."""

    def __init__(self, rules: Iterable[GroupRule]) -> None:
        self.all = sorted(rules, key=lambda rule: len(rule.residents()))
        self.naming: dict[str, list[GroupRule]] = defaultdict(list)
        for rule in self.all:
            for name in rule.residents():
                self.naming[name].append(rule)

    def refuse(self, group: Members, facts: PlainFacts) -> bool:
        """Tell whether some rule forbids the group."""
        near = (rule for name in group for rule in self.naming.get(name, ()))
        return any(rule.forbids(group, facts) for rules in (near, self.all) for rule in rules)
