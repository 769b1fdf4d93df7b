"""Certificates checked in bulk against one group at a time, in plain words."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

import peerpair as pp
from peerpair import registry
from peerpair.constraints import (
    AtLeast,
    Exclude,
    MaxTriads,
    MinWeeksMet,
    NoRepeat,
    Pin,
    SameSite,
    Together,
)
from peerpair.generate import generate
from peerpair.model.certificate import Certificate, OddSet, Row
from peerpair.model.level import Level, LevelKind
from peerpair.model.result import Result, Status
from peerpair.objectives import AffinityPoints, SharedTime, SizePoints
from peerpair.verify import PlainFacts, certificate
from peerpair.verify.certificate import certificate_violations
from peerpair.verify.meetings import Meetings
from tests.hospitals import make_problem, seeds

Group = tuple[str, ...]
CHEAP = "certificate: a candidate group is worth more than its price"
STAYS = "certificate: staying out is worth more than a resident's price"


@dataclass
class Plain:
    """The meaning of a certificate (section 4 of the specification), one group at a time."""

    problem: pp.Problem
    levels: tuple[Level, ...]

    def __post_init__(self) -> None:
        self.facts = PlainFacts(self.problem)
        self.names = [resident.id for resident in self.problem.active]
        self.candidates = [group for size in (2, 3) for group in self.allowed(size)]

    def allowed(self, size: int) -> Iterator[Group]:
        floor = next((v.value for v in self.levels if v.kind is LevelKind.MAXMIN), None)
        for group in combinations(self.names, size):
            if self.problem.raw and frozenset(group) not in self.problem.given:
                continue
            judged = (r for r in self.problem.rules if isinstance(r, pp.GroupRule))
            if any(rule.forbids(group, self.facts) for rule in judged):
                continue
            if floor is None or self.facts.shared_points(group) >= floor:
                yield group

    def rows(self) -> dict[str, int]:
        """Return the right-hand side of each row."""
        n, limits = len(self.names), self.problem.size_limits
        caps = [r.limit() for r in self.problem.constraints if isinstance(r, MaxTriads)]
        most = [n if limit is None else limit for limit in (limits.pairs[1], limits.triads[1])]
        found = {"pairs_max": most[0], "pairs_min": -limits.pairs[0]}
        found |= {"triads_max": min([most[1], *caps]), "triads_min": -limits.triads[0]}
        found |= {"max_triads": min(caps)} if caps else {}
        for i, level in enumerate(self.levels):
            if level.kind is not LevelKind.MAXMIN and level.value is not None:
                found[f"level:{i}"] = level.value
                found |= {"unplaced": level.value} if level.kind is LevelKind.UNPLACED else {}
        return found

    def price(self, group: Group, found: Certificate) -> int:
        row = {entry.row: entry.price for entry in found.rows}
        total = sum(found.prices[name] for name in group)
        if len(group) == 2:
            total += row.get("pairs_max", 0) - row.get("pairs_min", 0)
        else:
            total += row.get("triads_max", 0) - row.get("triads_min", 0) + row.get("max_triads", 0)
        for i, level in enumerate(self.levels):
            if row.get(f"level:{i}"):
                total += row[f"level:{i}"] * self.count(group, level)
        for odd in found.sets:
            total += odd.price * (len(set(group) & set(odd.residents)) // odd.divisor)
        return total

    def count(self, group: Group, level: Level) -> int:
        """Return what a group counts at a level."""
        problem, people = self.problem, [self.facts.resident(name) for name in group]
        if level.threshold is not None:
            met = self.facts.weeks_met(group)
            owed = [r.id for r in people if r.credit >= level.credit]
            return sum(met[name] <= level.threshold for name in owed)
        if level.kind is LevelKind.REPEATS:
            past = [p.members for p in problem.history if p.met]
            return sum(any({*pair} <= {*old} for old in past) for pair in combinations(group, 2))
        if level.kind is LevelKind.SAT_OUT and problem.triad_is_burden and len(group) == 3:
            return sum(r.sat_out for r in people)
        return 0

    def alone(self, name: str, level: Level) -> int:
        """Return what somebody without a group counts at a level."""
        resident = self.facts.resident(name)
        if level.kind is LevelKind.WEEKS:
            return int(resident.credit >= level.credit)
        if level.kind is LevelKind.SAT_OUT:
            return resident.sat_out
        return int(level.kind is LevelKind.UNPLACED)

    def gain(self, group: Group, found: Certificate) -> int:
        return found.scale * int(self.facts.value(group)) - self.price(group, found)

    def state(self, found: Certificate) -> Result:
        """Return a result with the certificate and the bound that it adds up to."""
        rows = self.rows()
        total = sum(found.prices.values()) + sum(r.price * rows[r.row] for r in found.rows)
        total += sum(odd.price * (len(odd.residents) // odd.divisor) for odd in found.sets)
        stated = replace(found, bound=total // found.scale)
        return Result(Status.FEASIBLE, levels=self.levels, certificate=stated)

    def verdict(self, found: Certificate) -> list[str]:
        if any(self.gain(group, found) > 0 for group in self.candidates):
            return [CHEAP]
        policy = self.problem.unplaced
        cost = policy.points if isinstance(policy, pp.Penalty) else 0
        pinned = {name for rule in self.problem.constraints for name in rule.placed()}
        row = {entry.row: entry.price for entry in found.rows}
        for name in self.names:
            lone = row.get("unplaced", 0) + sum(
                row.get(f"level:{i}", 0) * self.alone(name, level)
                for i, level in enumerate(self.levels)
            )
            short = found.prices[name] + lone < -found.scale * cost
            if policy != "forbid" and name not in pinned and short:
                return [STAYS]
        return []

    def compare(self, found: Certificate) -> list[str]:
        """Return what the checker says, which must be what plain words say."""
        told = [
            *certificate_violations(
                self.problem, self.state(found), PlainFacts(self.problem), enumerate_all=True
            )
        ]
        assert told == self.verdict(found), (self.problem.to_document(), found)
        return told


def some_levels(problem: pp.Problem, rng: random.Random) -> tuple[Level, ...]:
    """Return the levels of a problem with made-up counts."""
    found = []
    if problem.unplaced == "allow":
        found.append(Level(LevelKind.UNPLACED, value=rng.randint(0, 3)))
    if problem.fairness == "weeks" and problem.horizon is not None:
        for mark in sorted({problem.horizon.weeks * k // 4 for k in range(4)}):
            found.append(Level(LevelKind.WEEKS, mark, rng.randint(0, 6)))
    if problem.fairness == "maxmin":
        value = rng.choice([None, 0, rng.randint(0, 300), rng.randint(0, 1000)])
        found.append(Level(LevelKind.MAXMIN, value=value))
    return tuple(found)


def some_certificate(plain: Plain, rng: random.Random) -> Certificate:
    """Return prices of about the right size."""
    values = [abs(plain.facts.value(group)) for group in plain.candidates] or [10]
    scale, size = rng.choice([1, 1, 3]), max(values) // 2 + 2
    rows = [Row(row, rng.randint(0, size // 3)) for row in plain.rows() if rng.random() < 0.6]
    sets = []
    for _ in range(rng.choice([0, 0, 1, 3])):
        members = rng.sample(plain.names, rng.randint(1, len(plain.names)))
        sets.append(OddSet(tuple(members), rng.choice([2, 2, 3, 4, 2**70]), rng.randint(0, size)))
    prices = {name: scale * rng.randint(-size // 4, size) for name in plain.names}
    return Certificate(scale, prices, tuple(rows), tuple(sets), 0)


def some_problem(seed: int, rng: random.Random) -> pp.Problem:
    problem = make_problem(seed)
    if rng.random() < 0.2 and problem.fairness != "maxmin":
        names = [resident.id for resident in problem.residents]
        groups = [g for size in (2, 3) for g in combinations(names, size) if rng.random() < 0.5]
        affinities = [pp.Affinity(group[::-1], rng.randint(-900, 900)) for group in groups]
        objectives = (
            AffinityPoints(rng.choice([1, 3])),
            *([SizePoints(2, 5, 9)] * rng.randint(0, 1)),
        )
        problem = replace(problem, affinities=affinities, objectives=objectives)
    return problem


@settings(max_examples=250)
@given(seeds)
def test_bulk_says_what_plain_words_say(seed: int) -> None:
    rng = random.Random(seed)
    problem = some_problem(seed, rng)
    plain = Plain(problem, some_levels(problem, rng))
    found = some_certificate(plain, rng)
    plain.compare(found)
    if not plain.candidates:
        return
    # Raised by what the best group gains, the prices of the sizes just hold; one less does not.
    best = max(plain.candidates, key=lambda group: plain.gain(group, found))
    needed = plain.gain(best, found)
    kept = {row.row: row.price for row in found.rows}
    for row in ("pairs_max", "triads_max"):
        kept[row] = kept.get(row, 0) + needed
    if min(kept.values()) < 0:
        return
    just = replace(found, rows=tuple(Row(row, price) for row, price in kept.items()))
    assert CHEAP not in plain.compare(just)
    assert plain.compare(replace(just, prices={**just.prices, best[0]: just.prices[best[0]] - 1}))
    for factor in (2**33, 2**64, 10**22):
        # The same prices in finer units mean the same, however large the numbers get.
        fine = replace(
            just,
            scale=just.scale * factor,
            prices={name: price * factor for name, price in just.prices.items()},
            rows=tuple(Row(row.row, row.price * factor) for row in just.rows),
            sets=tuple(replace(odd, price=odd.price * factor) for odd in just.sets),
        )
        assert CHEAP not in plain.compare(fine)
        lower = {**fine.prices, best[-1]: fine.prices[best[-1]] - 1}
        assert plain.compare(replace(fine, prices=lower)) == [CHEAP]


@settings(max_examples=40)
@given(seeds)
def test_tampered_proofs_are_judged_alike(seed: int) -> None:
    rng = random.Random(seed)
    problem = some_problem(seed, rng)
    result = pp.solve(problem)
    if result.certificate is None:
        return
    plain = Plain(problem, result.levels)
    proof = result.certificate
    assert plain.compare(proof) == []
    for name in plain.names:
        plain.compare(replace(proof, prices={**proof.prices, name: proof.prices[name] - 1}))
    for i, row in enumerate(proof.rows):
        for step in (-1, 1):
            if row.price + step >= 0:
                rows = (*proof.rows[:i], Row(row.row, row.price + step), *proof.rows[i + 1 :])
                plain.compare(replace(proof, rows=rows))
    for divisor in (2, 3):
        odd = OddSet(tuple(rng.sample(plain.names, min(3, len(plain.names)))), divisor, 1)
        lower = {**proof.prices, odd.residents[0]: proof.prices[odd.residents[0]] - 1}
        plain.compare(replace(proof, sets=(*proof.sets, odd), prices=lower))


@pytest.mark.parametrize("part", [1, 7, 64])
def test_parts_of_any_size_cover_everybody(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every single group is looked at, in whatever parts they come."""
    monkeypatch.setattr(certificate, "_PART", part)
    names = [f"r{i}" for i in range(6)]
    for size in (2, 3):
        for special in combinations(names, size):
            problem = pp.Problem(
                [pp.Resident(name) for name in names],
                affinities=[pp.Affinity(special, 10)],
                objectives=[AffinityPoints(), SizePoints()],
                per="group",
            )
            plain = Plain(problem, ())
            found = Certificate(1, dict.fromkeys(names, 3), (), (), 0)
            assert plain.compare(found) == [CHEAP]
            raw = Plain(replace(problem, objectives=[AffinityPoints()]), ())
            assert raw.compare(found) == [CHEAP]
            enough = replace(found, prices=dict.fromkeys(names, 5))
            assert plain.compare(enough) == raw.compare(enough) == []


def test_what_rules_forbid_needs_no_price() -> None:
    """With every group but one forbidden, only that one has to be paid for."""
    base = replace(generate(9, 0), fairness="total", objectives=[SizePoints(1, 100, 100)])
    names = [resident.id for resident in base.active]
    secret = [Exclude(*pair, private=True) for pair in combinations(names, 2)]
    first = set(names[:3])
    others = [rule for rule in secret if not {*rule.members} <= first]
    rules: list[list[pp.Constraint]] = [
        [*secret],
        [AtLeast("nobody", 1)],
        [MinWeeksMet(5)],
        [Together(names[0], names[1]), SameSite(), MinWeeksMet(5), NoRepeat()],
        [*secret[3:]],
        [Pin(*names[:3]), *others],
    ]
    told = []
    for constraints in rules:
        plain = Plain(replace(base, constraints=constraints), ())
        told.append(plain.compare(Certificate(1, dict.fromkeys(names, 0), (), (), 0)))
    assert told == [[], [], [], [], [CHEAP], [CHEAP]]


def test_every_row_counts_for_its_groups_alone() -> None:
    names = ["a", "b", "c", "d"]
    people = [pp.Resident(name) for name in names]
    sizes = pp.Sizes((1, 2), (0, 2))
    told = {}
    for prize in (SizePoints(pair=6), SizePoints(triad=6)):
        problem = pp.Problem(
            people, sizes=sizes, objectives=[prize], constraints=[MaxTriads(1)], per="group"
        )
        plain = Plain(problem, ())
        for row in plain.rows():
            for price in (5, 6):
                found = Certificate(1, dict.fromkeys(names, 0), (Row(row, price),), (), 0)
                told[prize.pair, row, price] = plain.compare(found)
    enough = {key for key, lines in told.items() if not lines}
    assert enough == {(6, "pairs_max", 6), (0, "triads_max", 6), (0, "max_triads", 6)}


def test_rules_of_an_embedder_are_asked_group_by_group(monkeypatch: pytest.MonkeyPatch) -> None:
    for family in ("constraints", "objectives"):
        known = dict(registry._CLASSES[family])
        monkeypatch.setitem(registry._CLASSES, family, known)  # forgotten after the test

    class Product(pp.Objective):
        """No sum over pairs; numpy's numbers, as an embedder may well hand out."""

        kind = "product"

        def score(self, group, facts):  # type: ignore[no-untyped-def]
            return np.int64(np.prod([int(name) + 1 for name in group]))

        def points(self, batch):  # type: ignore[no-untyped-def]
            return np.prod(batch.groups + 1, axis=1)

        def to_document(self):  # type: ignore[no-untyped-def]
            return {"kind": self.kind, "weight": self.weight}

    class NotLast(pp.GroupRule):
        """Names somebody, and refuses the pair 4, 5 but not every triad with it."""

        kind = "not_last"

        def residents(self):  # type: ignore[no-untyped-def]
            return ("0",)

        def allows(self, batch):  # type: ignore[no-untyped-def]
            return ~np.isin(batch.groups.sum(axis=1), (9, 12))

        def forbids(self, group, facts):  # type: ignore[no-untyped-def]
            return sum(map(int, group)) in (9, 12)

        def to_document(self):  # type: ignore[no-untyped-def]
            return {"kind": self.kind}

    people = [pp.Resident(str(i)) for i in range(6)]
    problem = pp.Problem(people, objectives=[Product(), SizePoints()], sizes="triads", per="group")
    free, bound = Plain(problem, ()), Plain(replace(problem, constraints=[NotLast()]), ())
    best, second = 4 * 5 * 6, 3 * 5 * 6  # of 3, 4, 5, which the rule forbids, and of 2, 4, 5
    for plain, needed in ((free, best), (bound, second)):
        for scale in (1, 10**30):
            for price, told in ((needed, []), (needed - 1, [CHEAP])):
                rows = (Row("triads_max", scale * price), Row("pairs_max", scale * 100))
                found = Certificate(scale, {str(i): 0 for i in range(6)}, rows, (), 0)
                assert plain.compare(found) == told


def test_shared_time_is_that_of_the_plain_facts() -> None:
    """Long dates take several words; sites and quorum as one group at a time."""
    for seed in range(40):
        problem = make_problem(seed, n=5, rules=0)
        for step in (60, 5, 1):
            if step == 1 and seed % 8:
                continue
            meeting = replace(problem.meeting, slot_minutes=step, hours=("00:00", "24:00"))
            varied = replace(problem, meeting=meeting)
            facts, names = PlainFacts(varied), [r.id for r in varied.active]
            meetings = Meetings(facts)
            for size in (2, 3):
                rows = [*combinations(range(len(names)), size)]
                groups = np.array(rows, dtype=np.int64).reshape(len(rows), size)
                minutes, weeks = meetings.measure(groups)
                points = meetings.points(minutes, size)
                for k, row in enumerate(rows):
                    group = tuple(names[i] for i in row)
                    assert points[k] == SharedTime().score(group, facts)
                    assert weeks[:, k].tolist() == [*facts.weeks_met(group).values()]


def test_numbers_of_any_length_never_raise() -> None:
    problem = replace(generate(6, 1), unplaced="allow", sizes="mixed")
    result = pp.solve(problem)
    assert result.certificate is not None
    names = [resident.id for resident in problem.active]
    with pytest.raises(pp.ProblemError, match="too large to be meant"):
        Row("level:0", 10**4299)  # the longest that a JSON document can bring
    long = 2**127 // 10
    for sign in (-1, 1):
        for scale in (1, long):
            prices = dict.fromkeys(names, sign * 9 * long)
            odd = OddSet(tuple(names), long, 9 * long)
            row = Row("level:0", 9 * long)
            found = Certificate(scale, prices, (row,), (odd,), sign * long)
            told = pp.verify(problem, replace(result, certificate=found), certificate=True)
            assert not told.ok
            assert all(len(line) < 10_000 for line in told.violations)
            numbers = replace(result, value=sign * long, bound=scale, stated_gap=0.0)
            assert not pp.verify(problem, numbers, certificate=True).ok
