"""The rounds of a plan so far: what they come to, and the problem of one beside the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

import numpy as np

from peerpair.compile.candidates import Oracle
from peerpair.compile.cohort import DenseCohort
from peerpair.levels.base import LevelRule
from peerpair.levels.repeats import Repeats, pairs_among
from peerpair.levels.unplaced import Unplaced
from peerpair.levels.weeks import LowWeeks
from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Cohort, Facts, Members
from peerpair.model.level import LevelKind
from peerpair.model.plan import Plan, pairs_of
from peerpair.model.problem import Problem
from peerpair.model.rules import Constraint, GroupRule, PairRule
from peerpair.shapes.noun import OUTSIDE
from peerpair.verify.facts import PlainFacts
from peerpair.verify.plan import coverage_of, repeats_of

Groups = tuple[Members, ...]
Rounds = tuple[Groups, ...]


@dataclass(frozen=True)
class _Apart(PairRule):
    """Some pairs are not grouped: those who met in other rounds, whatever a round remembers."""

    pairs: Annotated[frozenset[frozenset[str]], OUTSIDE] = frozenset()

    def allows_pairs(self, cohort: Cohort) -> Bools:
        """Return bool[n, n]: which pairs are allowed."""
        return ~pairs_among(self.pairs, cohort)

    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        """Tell whether a pair is not allowed."""
        return frozenset((one, other)) in self.pairs


@dataclass(frozen=True)
class Worth:
    """What some rounds come to; less is better, from the first number that differs on.

    Attributes
    ----------
    levels : tuple of int
        The levels' values, in order.
    value : int
        The total.
    """

    levels: tuple[int, ...]
    value: int

    @property
    def rank(self) -> tuple[int, ...]:
        """Numbers that are smaller the better the rounds are."""
        return (*self.levels, -self.value)


class PlanState:
    """What is known of a plan's rounds, worked out once.

    Parameters
    ----------
    plan : Plan
        The plan.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._fixed: dict[int, tuple[Oracle, bool]] = {}
        self._numbers: dict[tuple[int, Members], tuple[int, tuple[str, ...]]] = {}

    @cached_property
    def kinds(self) -> tuple[LevelKind, ...]:
        """The levels, in order."""
        avoided = [LevelKind.REPEATS] if self.plan.repeats == "avoid" else []
        timed = [LevelKind.NEVER_MET, LevelKind.WORST_RESIDENT] if self.plan.timed else []
        return (LevelKind.UNPLACED, *avoided, *timed)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {r.id: i for i, r in enumerate(self.plan.rounds[0].residents)}

    def places(self, number: int) -> Ints:
        """Return int[m]: the active residents of a round, as numbers of the plan's residents."""
        return np.array([self._index[r.id] for r in self.plan.rounds[number].active])

    @cached_property
    def met(self) -> list[tuple[int, int]]:
        """The pairs who met in the first problem's history, as numbers of residents."""
        pairs = (tuple(sorted(pair)) for pair in self.plan.rounds[0].met_rounds)
        return [(self._index[one], self._index[other]) for one, other in pairs]

    def coverage(self, number: int, rounds: Sequence[Groups]) -> Ints | None:
        """Return int[m, m]: what a contact of two is worth beside the other rounds, if anything.

        Of two members of a triad who share a specialty both count as the next contact.
        """
        weight = self.plan.coverage_weight
        if not weight:
            return None
        met: Counter[tuple[str, str]] = Counter()
        for k, groups in enumerate(rounds):
            of = {r.id: r.specialty for r in self.plan.rounds[k].residents}
            for members in groups if k != number else ():
                for name in members:
                    theirs = (of[other] for other in members)
                    met.update((name, own) for own in theirs if own not in (None, of[name]) and own)
        people = self.plan.rounds[number].active
        table = np.zeros((len(people), len(people)), dtype=np.int64)
        for i, one in enumerate(people):
            for j, other in enumerate(people):
                if other.specialty not in (None, one.specialty):
                    table[i, j] = weight * (1000 // 2 ** met[one.id, other.specialty])
        return table + table.T

    def most_coverage(self) -> int:
        """Return what contacts can come to at most: as evenly spread as there are specialties."""
        problems = self.plan.rounds
        others = {r.specialty for p in problems for r in p.residents} - {None}
        contacts = 2 * len(problems)
        worth = sorted((1000 // 2**j for j in range(contacts) for _ in others), reverse=True)
        most: int = sum(worth[:contacts])
        return len(problems[0].residents) * most

    def alone(self, number: int) -> Problem:
        """Return the problem of a round as far as the other rounds leave it: no plan has less."""
        first, problem = self.plan.rounds[0], self.plan.rounds[number]
        rules = [
            rule
            for rule in problem.constraints
            if not any(part.needs_history for _, part in rule.parts())
        ]
        return replace(
            problem,
            residents=[replace(r, credit=0, sat_out=0) for r in problem.residents],
            constraints=[*rules, *self._apart({*first.met_rounds})],
            repeats="allow",
            fairness="total",
        )

    def _apart(self, met: set[frozenset[str]]) -> list[Constraint]:
        """Return the rule that those who met do not meet again, where that is forbidden."""
        return [_Apart(frozenset(met))] if self.plan.repeats == "forbid" else []

    def allowed(self, rounds: Rounds) -> bool:
        """Tell whether every round keeps the rules that rest on the rounds before it."""
        for number, groups in enumerate(rounds):
            facts = PlainFacts(self.plan.judged(number, rounds))
            rules = [rule for rule in facts.problem.rules if isinstance(rule, GroupRule)]
            if any(rule.forbids(group, facts) for rule in rules for group in groups):
                return False
        return True

    @cached_property
    def remembers(self) -> bool:
        """Whether what a group is worth, or allowed, rests on the rounds before."""
        stated = ((*p.constraints, *p.objectives) for p in self.plan.rounds)
        parts = (part for rules in stated for rule in rules for _, part in rule.parts())
        return any(part.needs_history for part in parts)

    def oracle(self, number: int, before: Sequence[Groups]) -> Oracle:
        """Return what groups of a round are worth."""
        if self.remembers:
            return Oracle(DenseCohort(self.plan.judged(number, before)))
        if number not in self._fixed:
            self._fixed[number] = Oracle(DenseCohort(self.plan.judged(number, ()))), True
        return self._fixed[number][0]

    def worth(self, rounds: Rounds) -> Worth:
        """Return what all rounds come to."""
        plan = self.plan
        value, alone, never = 0, 0, Counter[str]()
        for number, groups in enumerate(rounds):
            values, stranded = self.of_round(number, groups, rounds)
            inside = {name for members in groups for name in members}
            left = [r.id for r in plan.rounds[number].active if r.id not in inside]
            value += values
            alone += len(left)
            never.update([*left, *stranded])
        levels = [alone]
        if plan.repeats == "avoid":
            levels.append(repeats_of(plan, rounds))
        if plan.timed:
            levels += [never.total(), max(never.values(), default=0)]
        value += plan.coverage_weight * coverage_of(plan, rounds)
        return Worth(tuple(levels), value)

    def of_round(
        self, number: int, groups: Groups, rounds: Sequence[Groups]
    ) -> tuple[int, list[str]]:
        """Return the total of a round, and those in groups that can never meet."""
        oracle = self.oracle(number, rounds)
        known = {} if self.remembers else self._numbers
        missing = [members for members in groups if (number, members) not in known]
        for size in (2, 3):
            some = [members for members in missing if len(members) == size]
            if some:
                index = oracle.cohort.index
                at = np.array([sorted(index[name] for name in members) for members in some])
                batch = oracle.batch(at)
                low = self._low(oracle, at)
                for members, value, row in zip(
                    some, oracle.values(batch).tolist(), low, strict=True
                ):
                    known[number, members] = value, row
        numbers = [known[number, members] for members in groups]
        stranded = [name for _, names in numbers for name in names]
        return sum(value for value, _ in numbers), stranded

    def _low(self, oracle: Oracle, at: Ints) -> list[tuple[str, ...]]:
        """Return for each group the members who can never meet."""
        if oracle.kernel is None:
            return [()] * len(at)
        weeks = oracle.batch(at).weeks
        columns = [*weeks] * (at.shape[1] // len(weeks))
        ids = [resident.id for resident in oracle.cohort.residents]
        met = np.stack(columns, axis=1)
        return [
            tuple(ids[i] for i, own in zip(row, low, strict=True) if own == 0)
            for row, low in zip(at.tolist(), met.tolist(), strict=True)
        ]

    def never_met(self, rounds: Sequence[Groups], apart_from: int) -> Counter[str]:
        """Return in how many rounds each resident never meets, one round left out."""
        never: Counter[str] = Counter()
        for number, groups in enumerate(rounds):
            if number != apart_from:
                _, stranded = self.of_round(number, groups, rounds)
                inside = {name for members in groups for name in members}
                left = (r.id for r in self.plan.rounds[number].active if r.id not in inside)
                never.update([*left, *stranded])
        return never

    def beside(
        self, number: int, rounds: Sequence[Groups]
    ) -> tuple[Problem, tuple[LevelRule, ...]]:
        """Return the problem of one round where the others stay, and its levels.

        Parameters
        ----------
        number : int
            The round.
        rounds : sequence of groups
            All rounds so far; its own groups are not looked at.
        """
        plan, problem = self.plan, self.plan.judged(number, rounds)
        met = {*plan.rounds[0].met_rounds}
        for k, groups in enumerate(rounds):
            met.update(pairs_of(groups) if k != number else ())
        never = self.never_met(rounds, number) if plan.timed else Counter[str]()
        people = [replace(r, credit=never[r.id], sat_out=0) for r in problem.residents]
        rules = (*problem.constraints, *self._apart(met))
        stated = replace(problem, residents=people, constraints=rules)
        levels: list[LevelRule] = [Unplaced()] if problem.unplaced == "allow" else []
        levels += [Repeats(frozenset(met))] if plan.repeats == "avoid" else []
        worst = max((r.credit for r in stated.active), default=0)
        if plan.timed:
            levels += [LowWeeks(0), *([LowWeeks(0, worst)] if worst else [])]
        return stated, tuple(levels)
