"""Check the result of a plan: every round against its problem, and the plan as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from peerpair.model.asked import Members
from peerpair.model.level import Level, LevelKind
from peerpair.model.plan import Plan, PlanResult, pairs_of
from peerpair.model.result import Result, Status
from peerpair.verify.check import Verification, round_violations
from peerpair.verify.facts import PlainFacts


def verify_plan(plan: Plan, result: PlanResult) -> Verification:
    """Check the result of a plan without any solver.

    Parameters
    ----------
    plan : Plan
        The plan.
    result : PlanResult
        The result to check.

    Examples
    --------
    >>> import peerpair as pp
    >>> rounds = pp.Plan([pp.Problem([pp.Resident(name) for name in "abcd"])] * 3)
    >>> verify_plan(rounds, pp.plan(rounds)).ok
    True
    """
    check = _PlanCheck(plan, result)
    violations = tuple(check.run())
    return Verification(violations, check.value, result.bound)


class _PlanCheck:
    """One check of a plan's result."""

    def __init__(self, plan: Plan, result: PlanResult) -> None:
        self.plan, self.result = plan, result
        self.groups = [[group.members for group in own.groups] for own in result.rounds]
        self.value: int | None = None

    def run(self) -> Iterator[str]:
        """Yield what is wrong."""
        plan, result = self.plan, self.result
        if result.repeats != plan.repeats:
            yield f"repeats: is {result.repeats}, should be {plan.repeats}"
        if result.status in (Status.INFEASIBLE, Status.UNKNOWN):
            if (
                result.rounds
                or result.levels
                or result.value is not None
                or result.bound is not None
            ):
                yield f"status: {result.status} cannot come with rounds or numbers"
            return
        if len(result.rounds) != len(plan.rounds):
            yield f"rounds: are {len(result.rounds)}, should be {len(plan.rounds)}"
            return
        for number, own in enumerate(result.rounds):
            for violation in self.of_round(number, own):
                yield f"rounds[{number}].{violation}"
        if plan.repeats == "forbid":
            yield from self.forbidden()
        yield from self.numbers()

    def of_round(self, number: int, own: Result) -> Iterator[str]:
        """Yield what is wrong with one round."""
        problem = self.plan.judged(number, self.groups)
        if own.problem_sha256 != self.plan.rounds[number].sha256:
            yield "problem_sha256: the round belongs to another problem"
        own = replace(own, problem_sha256=problem.sha256)
        yield from round_violations(PlainFacts(problem), own)

    def forbidden(self) -> Iterator[str]:
        """Yield each pair that meets twice, or has met in the first problem's history."""
        met = dict.fromkeys(self.plan.rounds[0].met_rounds, 1)
        for number, groups in enumerate(self.groups):
            for pair in pairs_of(groups):
                if pair in met:
                    yield f"rounds[{number}]: {', '.join(sorted(pair))} have met before"
                met[pair] = 1

    def numbers(self) -> Iterator[str]:
        """Levels, value, bound and status."""
        result = self.result
        expected = [*self.levels()]
        if [level.goal for level in result.levels] != [level.goal for level in expected]:
            names = [[level.name for level in some] for some in (result.levels, expected)]
            yield f"levels: are {names[0]}, should be {names[1]}"
        for i, (level, own) in enumerate(zip(result.levels, expected, strict=False)):
            if level.value != own.value:
                yield f"levels[{i}].value: is {level.value}, should be {own.value}"
            if level.bound is not None and own.value is not None and level.bound > own.value:
                yield f"levels[{i}].bound: {level.bound} is above the value {own.value}"
            if level.proven != (level.bound == level.value):
                yield f"levels[{i}].proven: is {level.proven}"
        self.value = sum(own.value or 0 for own in result.rounds)
        self.value += self.plan.coverage_weight * coverage_of(self.plan, self.groups)
        if result.value != self.value:
            yield f"value: is {result.value}, should be {self.value}"
        if result.bound is not None and result.bound < self.value:
            yield f"bound: {result.bound} is below the value {self.value}"
        proven = result.bound == self.value and all(level.proven for level in result.levels)
        status = Status.OPTIMAL if proven else Status.FEASIBLE
        if result.status is not status:
            yield f"status: is {result.status}, should be {status}"

    def levels(self) -> Iterator[Level]:
        """Yield the levels with their values alone."""
        plan = self.plan
        alone = [{*own.unplaced_residents} for own in self.result.rounds]
        yield Level(LevelKind.UNPLACED, value=sum(map(len, alone)))
        if plan.repeats == "avoid":
            yield Level(LevelKind.REPEATS, value=repeats_of(plan, self.groups))
        if plan.timed:
            never = Counter(name for names in alone for name in names)
            for number, groups in enumerate(self.groups):
                facts = PlainFacts(plan.rounds[number])
                for members in groups:
                    met = facts.weeks_met(members)
                    never.update(name for name in members if not met[name])
            yield Level(LevelKind.NEVER_MET, value=never.total())
            yield Level(LevelKind.WORST_RESIDENT, value=max(never.values(), default=0))


def repeats_of(plan: Plan, rounds: Sequence[Sequence[Members]]) -> int:
    """Return how many meetings of two are not their first, history included."""
    first = plan.rounds[0]
    met = Counter({pair: len(numbers) for pair, numbers in first.met_rounds.items()})
    for groups in rounds:
        met.update(pairs_of(groups))
    return sum(times - 1 for times in met.values())


def coverage_of(plan: Plan, rounds: Sequence[Sequence[Members]]) -> int:
    """Return 1000 for a resident's first contact with another specialty, and half for each more."""
    specialty = [{r.id: r.specialty for r in problem.residents} for problem in plan.rounds]
    met: Counter[tuple[str, str]] = Counter()
    total = 0
    for of, groups in zip(specialty, rounds, strict=True):
        for members in groups:
            for one in members:
                for other in members:
                    theirs, own = of[other], of[one]
                    if one != other and theirs is not None and theirs != own:
                        met[one, theirs] += 1
                        total += 1000 // 2 ** (met[one, theirs] - 1)
    return total
