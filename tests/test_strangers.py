"""A rule of each family, dropped in as one file, is whole: bulk, check, documents and pages."""

from __future__ import annotations

import importlib
import pickle
import random
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

import pytest

import peerpair as pp
from peerpair import constraints, objectives, registry
from peerpair.model.certificate import Certificate, Row
from peerpair.objectives import SizePoints
from peerpair.registry import family
from peerpair.shapes.noun import keys_of
from peerpair.solve import run
from peerpair.verify.certificate import certificate_violations
from peerpair.verify.facts import PlainFacts
from tests import test_contract as contract
from tests.brute import solve_by_force
from tests.hospitals import example_of, make_problem
from tests.test_docs import DOCS

HEAD = """
from dataclasses import dataclass
from typing import Annotated, ClassVar
import numpy as np
from peerpair.model.rules import *
from peerpair.shapes import Integer

@dataclass(frozen=True)
"""
RULES = {
    "neighbours_apart": """
class NeighboursApart(PairRule):
    kind: ClassVar[str] = "neighbours_apart"

    def allows_pairs(self, cohort):
        years = np.array([r.pgy or 0 for r in cohort.residents])
        return abs(years[:, None] - years[None, :]) != 1

    def forbids_pair(self, one, other, facts):
        return abs((facts.resident(one).pgy or 0) - (facts.resident(other).pgy or 0)) == 1

    @classmethod
    def example(cls, problem, rng):
        return cls()
""",
    "even_years": """
class EvenYears(GroupRule):
    least: Annotated[int, Integer(0)]
    kind: ClassVar[str] = "even_years"

    def allows(self, batch):
        years = np.array([r.pgy or 0 for r in batch.cohort.residents])
        total = batch.member_sum(years)
        return (total % 2 == 0) & (total >= self.least)

    def forbids(self, group, facts):
        total = sum(facts.resident(member).pgy or 0 for member in group)
        return total % 2 == 1 or total < self.least

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(0, 4))
""",
    "few_chiefs": """
class FewChiefs(CohortRule):
    most: Annotated[int, Integer(0)]
    kind: ClassVar[str] = "few_chiefs"

    def limit(self):
        return self.most

    def coefficients(self, batch):
        return (batch.member_sum(batch.cohort.tagged("chief")) > 0).astype(int)

    def coefficient(self, group, facts):
        return int(any("chief" in facts.resident(member).tags for member in group))

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(0, 2))
""",
    "max_pairs": """
class MaxPairs(CohortRule):
    count: Annotated[int, Integer(0)]
    kind: ClassVar[str] = "max_pairs"
    counts: ClassVar[int | None] = 2

    def limit(self):
        return self.count

    def coefficients(self, batch):
        return np.full(batch.shape, int(batch.size == 2))

    def coefficient(self, group, facts):
        return int(len(group) == 2)

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(0, 2))
""",
    "same_tags": """
class SameTags(PairObjective):
    weight: int = 1
    kind: ClassVar[str] = "same_tags"

    def pair_points(self, cohort):
        tags = (frozenset(r.tags) for r in cohort.residents)
        return cohort.table(tags, lambda one, other: 7 * len(one & other))

    def pair_score(self, one, other, facts):
        return 7 * len(set(facts.resident(one).tags) & set(facts.resident(other).tags))

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(-2, 5))
""",
    "first_two": """
class FirstTwo(ListedObjective):
    weight: int = 1
    kind: ClassVar[str] = "first_two"

    def unusual(self, problem):
        names = [r.id for r in problem.active]
        return [(names[0], names[1])] if len(names) > 1 else []

    def points(self, batch):
        first = (batch.groups == [*range(batch.size)]).all(axis=1)
        return np.where(first & (batch.size == 2), 50, 3)

    def score(self, group, facts):
        first = [r.id for r in facts.problem.active[:2]]
        return 50 if list(group) == first else 3

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(-2, 5))
""",
    "weeks_together": """
class WeeksTogether(TimeObjective):
    weight: int = 1
    kind: ClassVar[str] = "weeks_together"
    needs_horizon: ClassVar[bool] = True
    needs_weeks: ClassVar[bool] = True

    def points(self, batch):
        least = np.full(batch.shape, 10**6)
        for member in batch.weeks:
            least = np.minimum(least, member)
        return 40 * least + batch.shared_points

    def score(self, group, facts):
        return 40 * min(facts.weeks_met(group).values()) + facts.shared_points(group)

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(-2, 5))
""",
    "product": """
class Product(Objective):
    weight: int = 1
    kind: ClassVar[str] = "product"

    def points(self, batch):
        years = [r.pgy or 0 for r in batch.cohort.residents]
        return np.array([np.prod([years[i] for i in row]) for row in batch.groups])

    def score(self, group, facts):
        return int(np.prod([facts.resident(member).pgy or 0 for member in group]))

    @classmethod
    def example(cls, problem, rng):
        return cls(rng.randint(-2, 5))
""",
}
CONSTRAINTS = [kind for kind, text in RULES.items() if "Rule)" in text]
OBJECTIVES = [kind for kind in RULES if kind not in CONSTRAINTS]


@pytest.fixture(scope="module", autouse=True)
def dropped_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put each rule as a file into its folder, for this module alone."""
    with pytest.MonkeyPatch.context() as patch:
        for package in (constraints, objectives):
            name = package.__name__.rpartition(".")[2]
            family(name)
            folder = tmp_path_factory.mktemp(name)
            for kind in CONSTRAINTS if package is constraints else OBJECTIVES:
                (folder / f"{kind}.py").write_text(HEAD + RULES[kind].lstrip(), encoding="utf-8")
            patch.setattr(package, "__path__", [*package.__path__, str(folder)])
            patch.setitem(registry._CLASSES, name, dict(registry._CLASSES[name]))
        patch.setattr(registry, "_LOADED", set())
        importlib.invalidate_caches()
        patch.setattr(sys.modules[__name__], "odd_one_out", pp.group_rule(odd_one_out))
        yield
    for kind in RULES:
        for package in (constraints, objectives):
            sys.modules.pop(f"{package.__name__}.{kind}", None)


def test_the_strangers_are_of_every_family() -> None:
    kinds = {*family("constraints")} | {*family("objectives")}
    assert {*RULES} <= kinds


@pytest.mark.parametrize("kind", CONSTRAINTS)
def test_a_constraint_holds_in_bulk_and_plainly(kind: str) -> None:
    contract.test_constraint_forbids_the_same_in_bulk_and_plainly(kind)
    contract.test_constraint_binds_the_optimum(kind)


@pytest.mark.parametrize("kind", OBJECTIVES)
def test_an_objective_counts_the_same_in_bulk_and_plainly(kind: str) -> None:
    contract.test_objective_scores_the_same_in_bulk_and_plainly(kind)
    contract.test_objective_is_the_same_for_groups_it_does_not_list(kind)
    contract.test_pairs_bound_the_points_of_triads(kind)


@pytest.mark.parametrize("kind", RULES)
def test_a_result_is_the_best_and_its_certificate_holds(kind: str) -> None:
    proofs = 0
    for seed in range(25):
        plain = make_problem(seed, rules=1)
        if kind in CONSTRAINTS:
            rule = example_of(kind, plain, random.Random(seed))
            assert rule is not None
            problem = replace(plain, constraints=(*plain.constraints, rule))
        else:
            cls = cast(type[pp.Objective], family("objectives")[kind])
            others = [o for o in plain.objectives if o.kind not in RULES]
            own = cls.example(plain, random.Random(seed))
            problem = replace(plain, objectives=(*others, own))
        assert pp.Problem.from_document(problem.to_document()) == problem
        best, result = solve_by_force(problem), pp.solve(problem)
        assert (result.status, result.value) == (best.status, best.value)
        assert pp.verify(problem, result, certificate=True).violations == ()
        proofs += result.certificate is not None
    assert proofs


@pytest.mark.parametrize("kind", RULES)
def test_schemas_and_pages_list_it(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    page = importlib.import_module("from_code").problem_keys()
    room = "constraints" if kind in CONSTRAINTS else "objectives"
    cls = family(room)[kind]
    entries = pp.schemas()["peerpair-problem/1"]["properties"][room]["anyOf"][0]["items"]["oneOf"]
    assert kind in [entry["properties"]["kind"]["enum"][0] for entry in entries]
    for key in keys_of(cls):
        assert f"`{room}[{kind}].{key.name}`" in page


@pytest.mark.parametrize(("kind", "size"), [("max_pairs", 2), ("max_triads", 3)])
def test_a_rule_that_counts_one_size_is_a_row_of_certificates(kind: str, size: int) -> None:
    cls = family("constraints")[kind]
    people, other = [pp.Resident(name) for name in "abcde"], {2: "triads_max", 3: "pairs_max"}[size]
    problem = pp.Problem(
        people,
        constraints=[cls(2), cls(1)],  # type: ignore[call-arg, list-item]
        objectives=[SizePoints(pair=6, triad=6)],
        per="group",
        sizes="mixed",
    )
    result = pp.solve(problem)
    assert [len(group.members) for group in result.groups].count(size) == 1

    def told(rows: dict[str, int], bound: int) -> list[str]:
        prices = tuple(Row(row, price) for row, price in rows.items())
        stated = Certificate(1, dict.fromkeys("abcde", 0), prices, (), bound)
        found = replace(result, certificate=stated, bound=None, bound_rests_on=None)
        return [*certificate_violations(problem, found, PlainFacts(problem), enumerate_all=True)]

    own = {2: "pairs_max", 3: "triads_max"}[size]
    assert told({kind: 6, other: 6}, 6 * 1 + 6 * 5) == []
    assert told({own: 6, other: 6}, 6 * 1 + 6 * 5) == []
    assert "add up to 36" in told({kind: 6, other: 6}, 37)[0]
    assert "worth more than its price" in told({kind: 5, other: 6}, 5 * 1 + 6 * 5)[0]
    assert "worth more than its price" in told({kind: 6}, 6)[0]  # it pays for its size alone
    assert "is no row" in told({f"{kind}s": 6, other: 6}, 6 * 5)[0]


def odd_one_out(members: tuple[pp.Resident, ...]) -> bool:
    """no two members are of one year

    Not for people.
    """
    assert len({member.id for member in members}) == len(members)
    return len({member.pgy for member in members}) == len(members)


def made() -> pp.Constraint:
    """Return the rule that stands in the place of the function while these tests run."""
    return cast(type[pp.Constraint], odd_one_out)()


def test_a_plain_function_is_a_rule() -> None:
    rule = made()
    assert rule.describe() == "no two members are of one year"
    assert pickle.loads(pickle.dumps(rule)) == rule
    changed = 0
    for seed in range(40):
        plain = make_problem(seed, rules=0)
        problem = replace(plain, constraints=(rule,))
        assert pp.Problem.from_document(problem.to_document()) == problem
        best, result = solve_by_force(problem), pp.solve(problem)
        assert (result.status, result.value) == (best.status, best.value)
        changed += solve_by_force(plain).value != best.value
    assert changed


def test_a_plain_function_warns_where_it_makes_a_run_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    people = [pp.Resident(str(i), pgy=i) for i in range(6)]
    slow = pp.Problem(people, constraints=[made()], sizes="mixed")
    fast = pp.Problem(people, sizes="mixed")
    for most, told in ((35, []), (34, ["constraints[0] (odd_one_out) is slow"])):
        monkeypatch.setattr(run, "_ONE_BY_ONE", most)  # 15 pairs and 20 triads
        assert [line.partition(":")[0] for line in pp.solve(slow).warnings] == told
        assert pp.solve(fast).warnings == ()
        told_of = [(remark.kind, remark.rule, remark.count) for remark in pp.solve(slow).remarks]
        assert told_of == [(pp.RemarkKind.SLOW_RULE, 0, 35)] * len(told)


def test_a_rule_without_a_family_cannot_be_made() -> None:
    class Vague(pp.Constraint):
        """Neither of pairs, nor of groups, nor of the cohort."""

    with pytest.raises(TypeError, match="breaches"):
        Vague()  # type: ignore[abstract]


def test_a_rule_that_reads_weeks_unsaid_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    cls = family("objectives")["weeks_together"]
    monkeypatch.setattr(cls, "needs_weeks", False)
    problem = make_problem(3, n=7, rules=0)
    problem = replace(problem, fairness="total", objectives=(cls(),), sizes="mixed")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="needs_weeks"):
        pp.solve(problem)
