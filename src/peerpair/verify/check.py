"""Check a result against its problem: partition, rules, every number, bounds, certificate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from peerpair.errors import check_argument
from peerpair.levels.base import Count
from peerpair.levels.kept import OlderGroups
from peerpair.levels.order import levels_of
from peerpair.model.asked import Members
from peerpair.model.group import Group, Window
from peerpair.model.level import Level
from peerpair.model.metrics import measure
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import BY_HAND, Result, Status
from peerpair.model.rules import Constraint
from peerpair.model.settings import Penalty
from peerpair.registry import family
from peerpair.shapes.basic import Flag
from peerpair.shapes.frozen import freeze
from peerpair.shapes.noun import take_argument
from peerpair.text import show
from peerpair.verify.calendar import listed
from peerpair.verify.certificate import certificate_violations
from peerpair.verify.facts import PlainFacts

_PER_WEEK = 3


@dataclass(frozen=True)
class Verification:
    """What a check found.

    Attributes
    ----------
    violations : tuple of str
        Everything that is wrong; a private rule is named by its place alone.
    value, bound : int or None
        Recomputed total, and the bound of the result.
    bound_rests_on : {"prices", "search"} or None
        What the bound rests on.
    """

    violations: tuple[str, ...]
    value: int | None = None
    bound: int | None = None
    bound_rests_on: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.violations


def verify(
    problem: Problem, result: Result, *, certificate: bool = False, kept: OlderGroups | None = None
) -> Verification:
    """Check a result without any solver, from the problem alone.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        The result to check.
    certificate : bool
        Also enumerate every candidate group and compare it with the certificate's prices, if the
        result has its certificate.
    kept : OlderGroups, optional
        What a repair had to keep (`peerpair.Repair.kept`); its result has two levels more.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("a"), pp.Resident("b")])
    >>> verify(problem, pp.solve(problem)).ok
    True
    """
    check_argument("problem", problem, Problem)
    check_argument("result", result, Result)
    certificate = take_argument("certificate", certificate, Flag())
    if kept is not None:
        check_argument("kept", kept, OlderGroups)
    return checked(PlainFacts(problem), result, certificate=certificate, kept=kept)


def checked(
    facts: PlainFacts,
    result: Result,
    *,
    certificate: bool = False,
    kept: OlderGroups | None = None,
    pulse: Callable[[], object] | None = None,
) -> Verification:
    """Check a result against the problem of some facts, see `verify`.

    With `kept` it has to be a repair of these groups; `pulse` is called meanwhile.
    """
    check = _ResultCheck(facts, result, pulse, kept)
    violations = [*check.run()]
    if certificate and not violations:
        violations += certificate_violations(facts.problem, result, facts, enumerate_all=True)
    return Verification(tuple(violations), check.value, result.bound, result.bound_rests_on)


def round_violations(facts: PlainFacts, result: Result) -> Iterator[str]:
    """Yield what is wrong with one round of a plan, which has no levels and no bound of its own."""
    if result.levels or result.bound is not None or result.status is not Status.FEASIBLE:
        yield "status: a round of a plan is FEASIBLE, without levels or a bound"
        return
    check = _ResultCheck(facts, result)
    check.level_rules = ()
    yield from check.run()


def broken_rules(problem: Problem, result: Result) -> tuple[Remark, ...]:
    """Return the rules that a choice of groups breaks, whatever its numbers say."""
    return tuple(_ResultCheck(PlainFacts(problem), result).rules())


class _ResultCheck:
    """One check of a result against its problem."""

    def __init__(
        self,
        facts: PlainFacts,
        result: Result,
        pulse: Callable[[], object] | None = None,
        kept: OlderGroups | None = None,
    ) -> None:
        self.facts, self.problem, self.result = facts, facts.problem, result
        self.pulse = pulse or (lambda: None)
        self.level_rules = levels_of(self.problem, kept)
        self.kept_rules = () if kept is None else kept.rules
        self.order = {resident.id: i for i, resident in enumerate(self.problem.active)}
        self.groups = [group.members for group in result.groups]
        self.value: int | None = None

    def run(self) -> Iterator[str]:
        """Yield what is wrong; numbers are only looked at for a true partition."""
        own = self.problem.sha256
        older = self.problem.given_sha256 or own  # empty where no document was given
        if self.result.problem_sha256 not in (own, older):
            yield "problem_sha256: the result belongs to another problem"
        wrong = [*self.partition()]
        yield from wrong
        if wrong:
            return
        if self.result.status in (Status.INFEASIBLE, Status.UNKNOWN):
            result = self.result
            parts = (result.groups, result.unplaced_residents, result.levels, result.metrics)
            numbers = (result.value, result.bound, result.bound_rests_on, result.certificate)
            gap = result.stated_gap not in (None, ...)
            if gap or any(parts) or any(entry is not None for entry in numbers):
                yield f"status: {result.status} cannot come with groups, numbers or prices"
            return
        yield from map(str, self.rules())
        yield from self.numbers()
        yield from self.levels()
        yield from self.total()
        yield from self.origin()

    def partition(self) -> Iterator[str]:
        """Residents known, active, and each in exactly one group or unplaced; document order."""
        if self.result.status in (Status.INFEASIBLE, Status.UNKNOWN) and not self.groups:
            return
        listed = [member for group in self.groups for member in group] + [
            *self.result.unplaced_residents
        ]
        for name in sorted({name for name in listed if name not in self.order}):
            yield f"groups: {name!r} is not an active resident"
        times = Counter(listed)
        for name in self.order:
            if times[name] != 1:
                yield f"groups: {name!r} is listed {times[name]} times, not once"
        if any(name not in self.order for name in listed):
            return
        for group in self.groups:
            if len(group) not in (2, 3):
                yield f"groups: {', '.join(group)} is neither a pair nor a triad"
        ranks = [[self.order[m] for m in group] for group in self.groups]
        alone = [self.order[name] for name in self.result.unplaced_residents]
        if any(row != sorted(row) for row in [*ranks, alone]) or ranks != sorted(ranks):
            yield "groups: not in document order"

    def rules(self) -> Iterator[Remark]:
        """Policy for unplaced residents, sizes, and every hard constraint."""
        self.facts.look_up(self.groups)
        problem, result = self.problem, self.result
        if result.unplaced_residents and problem.unplaced == "forbid":
            yield Remark(RemarkKind.UNPLACED, result.unplaced_residents)
        limits = problem.size_limits
        for size, name, (low, high) in ((2, "pairs", limits.pairs), (3, "triads", limits.triads)):
            count = sum(len(group) == size for group in self.groups)
            if count < low or (high is not None and count > high):
                yield Remark(RemarkKind.WRONG_COUNT, count=count, value=(low, high), text=name)
        for i, rule in enumerate(problem.rules):
            self.pulse()
            for members in self.broken(rule):
                place, text = problem.place_of(i), rule.describe()
                yield Remark.of_rule(RemarkKind.BROKEN_RULE, place, rule, text, members)
        for rule in self.kept_rules:
            for _ in self.broken(rule):
                yield Remark(RemarkKind.OTHER, text=f"repair: {rule.describe()}")
        if problem.raw:
            for group in self.groups:
                if self.facts.given(group) is None:
                    yield Remark(RemarkKind.NO_AFFINITY, group)

    def broken(self, rule: Constraint) -> Iterator[Members]:
        """Yield whom a rule is broken for: residents left out, groups, or nobody (all groups)."""
        alone = set(rule.placed()) & set(self.result.unplaced_residents)
        if alone:
            yield tuple(sorted(alone))
        yield from rule.breaches(self.groups, self.facts)

    def numbers(self) -> Iterator[str]:
        """Points, value, weeks and windows of every group."""
        for i, group in enumerate(self.result.groups):
            self.pulse()
            place = f"groups[{i}]"
            points = {
                rule.kind: rule.score(group.members, self.facts) for rule in self.problem.objectives
            }
            yield from _differs(f"{place}.points", dict(group.points), points)
            yield from _differs(f"{place}.value", group.value, self.facts.value(group.members))
            if self.problem.horizon is None:
                blank = (group.weeks_met, group.starts_per_week, group.windows)
                yield from _differs(f"{place}.weeks_met", blank, (None, (), ()))
                continue
            weeks = min(self.facts.weeks_met(group.members).values())
            yield from _differs(f"{place}.weeks_met", group.weeks_met, weeks)
            windows = self.facts.windows(group.members)
            per_week = [(windows & week).bit_count() for week in self.facts.calendar.weeks]
            yield from _differs(f"{place}.starts_per_week", list(group.starts_per_week), per_week)
            yield from self.windows(group, f"{place}.windows")

    def windows(self, group: Group, place: str) -> Iterator[str]:
        """Each proposed window is one; at most three a week, on distinct dates where possible."""
        calendar = self.facts.calendar
        known = self.facts.windows(group.members)
        week_of = calendar.horizon.week_of
        dates = [week_of(day) for day, slots in calendar.dates.items() if slots & known]
        proposed: dict[int, list[int]] = {week: [] for week in range(len(calendar.weeks))}
        for i, window in enumerate(group.windows):
            slot, rest = divmod(int(window.start.timestamp()) - calendar.begin, calendar.step)
            if rest or slot < 0 or not known >> slot & 1:
                yield f"{place}[{i}]: the group has no window at {window.start.isoformat()}"
                continue
            proposed[week_of(calendar.open_slots[slot])].append(slot)
            yield from _differs(f"{place}[{i}]", window, self.window(group.members, slot))
        for week, slots in proposed.items():
            days = {calendar.open_slots[slot] for slot in slots}
            if len(slots) > _PER_WEEK or len(days) < min(len(slots), dates.count(week)):
                yield f"{place}: week {week} has too many windows or too few dates"
            others = listed(known & calendar.weeks[week])
            if len(slots) < _PER_WEEK and any(self.apart(slot, slots) for slot in others):
                yield f"{place}: week {week} has another window, which is left out"
        starts = [window.start.timestamp() for window in group.windows]
        if any(first >= second for first, second in pairwise(starts)):
            yield f"{place}: not in order of time, or one is a duplicate"

    def apart(self, slot: int, others: Iterable[int]) -> bool:
        """Tell whether a meeting at a slot overlaps none of others."""
        return all(abs(slot - other) >= self.facts.calendar.touched for other in others)

    def window(self, group: Members, slot: int) -> Window:
        """Return the window at a slot."""
        calendar, clock = self.facts.calendar, self.problem.clock
        start = calendar.begin + slot * calendar.step
        touched = (1 << calendar.touched) - 1 << slot
        attended = self.facts.attended(group)
        present = [member for member in group if attended[member] >> slot & 1]
        return Window(
            start=clock.zoned(start),
            end=clock.zoned(start + self.problem.meeting.minutes * 60),
            missing=tuple(member for member in group if member not in present),
            soft=tuple(member for member in present if self.facts.soft(member) & touched),
        )

    def levels(self) -> Iterator[str]:
        """Names, values and bounds of the levels before the total."""
        expected = [*self.level_values()]
        stated = self.result.levels
        if [level.goal for level in stated] != [level.goal for level in expected]:
            names = ([level.name for level in levels] for levels in (stated, expected))
            yield from _differs("levels", *names)
        for i, (level, own) in enumerate(zip(stated, expected, strict=False)):
            yield from _differs(f"levels[{i}].value", level.value, own.value)
            yield from _level_bound(level, f"levels[{i}]")

    def level_values(self) -> Iterator[Level]:
        """Yield each level before the total with its value alone."""
        facts = self.facts
        alone = [facts.resident(name) for name in self.result.unplaced_residents]
        for rule in self.level_rules:
            if isinstance(rule, Count):
                value = sum(rule.count(group, facts) for group in self.groups)
                yield replace(rule.level, value=value + sum(map(rule.count_alone, alone)))
            else:
                points = [facts.shared_points(group) for group in self.groups]
                yield replace(rule.level, value=min(points, default=None))

    def total(self) -> Iterator[str]:
        """The total, its bound, the status, the metrics and the certificate's own sum."""
        problem, result = self.problem, self.result
        penalty = problem.unplaced.points if isinstance(problem.unplaced, Penalty) else 0
        self.value = sum(self.facts.value(g) for g in self.groups) - penalty * len(
            result.unplaced_residents
        )
        yield from _differs("value", result.value, self.value)
        if result.bound is not None and result.bound < self.value:
            yield f"bound: {result.bound} is below the value {self.value}"
        proven = result.bound == self.value and all(level.proven for level in result.levels)
        status = Status.OPTIMAL if proven else Status.FEASIBLE
        yield from _differs("status", result.status, status)
        if (result.bound is None) != (result.bound_rests_on is None):
            yield "bound_rests_on: must be given exactly with a bound"
        if result.certificate is not None and result.bound is None:
            yield "bound: missing beside a certificate"
        # The gap of a wrong value says nothing, and may be too large for a float.
        if result.stated_gap is not ... and result.value == self.value:
            yield from _differs("gap", result.stated_gap, result.gap)
        expected = freeze(measure(problem, result.groups, len(result.unplaced_residents)))
        yield from _differs("metrics", result.metrics, expected)
        yield from certificate_violations(problem, result, self.facts, enumerate_all=False)

    def origin(self) -> Iterator[str]:
        """What computed the result is known here: the meanings of a later version may differ."""
        from importlib import metadata  # brings zipfile and more: not at import time

        strategy, version = self.result.strategy, self.result.versions.get("peerpair")
        if strategy not in (*family("strategies"), BY_HAND):
            yield f"strategy: {show(strategy)} is unknown"
        if version is None or _release(version) > _release(metadata.version("peerpair")):
            yield f"versions.peerpair: {show(version)} is unknown"


def _release(version: str) -> tuple[int, ...]:
    """Return the numbers of a version before any letter."""
    numbers = re.split(r"[^0-9.]", version)[0]
    return tuple(int(number) for number in numbers.split(".") if number)


def _differs(place: str, stated: object, expected: object) -> Iterator[str]:
    if stated != expected:
        yield f"{place}: is {stated}, should be {expected}"


def _level_bound(level: Level, place: str) -> Iterator[str]:
    value, bound, closed = level.value, level.bound, level.bound == level.value
    beyond = False
    if value is not None and bound is not None:
        beyond = bound > value if level.counts else bound < value
    # Where no group is formed there is no smallest one, which may be proven or not.
    if beyond or (level.proven != closed and (value is not None or not closed)):
        yield f"{place}: value {level.value}, bound {level.bound}, proven {level.proven}"
