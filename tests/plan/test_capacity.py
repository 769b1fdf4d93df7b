"""How many rounds remain: beside every choice of rounds, and what may be told of it."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair import Capacity, CapacityLimit, capacity, registry
from peerpair.constraints import (
    AnyOf,
    AtLeast,
    Exclude,
    LightWeek,
    MaxPgyGap,
    MaxTriads,
    MinSpecialties,
    MinWeeksMet,
    NoRepeat,
    NotAlone,
    Pin,
    SameSite,
    Separate,
    Together,
)
from peerpair.objectives import AffinityPoints
from peerpair.verify import PlainFacts
from tests.brute import allowed, choices
from tests.hospitals import make_problem

TIMED = {"min_weeks_met", "light_week"}


def untimed(problem: pp.Problem) -> pp.Problem:
    """Return the problem without rules that need a horizon, as the specification has it."""
    kept = []
    for rule in problem.constraints:
        inside = [part["kind"] for part in rule.to_document().get("rules", [])]
        if not TIMED & {rule.kind, *inside}:
            kept.append(rule)
    return replace(problem, constraints=kept)


def truth(problem: pp.Problem) -> tuple[int, int | None]:
    """Return the number of rounds and how many each leaves unplaced, by every choice."""
    plain = untimed(problem)
    facts = PlainFacts(plain)
    names = tuple(resident.id for resident in plain.active)
    every = [
        choice
        for choice in choices(names, plain.unplaced != "forbid")
        if allowed(plain, facts, choice)
    ]
    if not every:
        return 0, None
    fewest = min(len(alone) for _, alone in every)
    if fewest == len(names):
        return 0, None
    met = {
        frozenset(p) for past in plain.history if past.met for p in combinations(past.members, 2)
    }
    place = {frozenset(pair): 1 << i for i, pair in enumerate(combinations(sorted(names), 2))}
    rounds = []
    for groups, alone in every:
        pairs = [frozenset(p) for group in groups for p in combinations(group, 2)]
        if len(alone) == fewest and not met & {*pairs}:
            rounds.append(sum(place[pair] for pair in pairs))

    def best(left: list[int], found: int) -> int:
        for i, one in enumerate(left):
            if len(left) - i <= found:
                break
            rest = [two for two in left[i + 1 :] if not one & two]
            found = max(found, 1 + best(rest, max(0, found - 1)))
        return found

    return best(sorted(set(rounds), key=int.bit_count), 0), fewest


def met_before(problem: pp.Problem) -> set[frozenset[str]]:
    """Return the pairs that have met."""
    took_place = [past.members for past in problem.history if past.met]
    return {frozenset(pair) for members in took_place for pair in combinations(members, 2)}


def check(problem: pp.Problem, answer: Capacity) -> None:
    """Fail unless the rounds are those of an answer, and each keeps every rule."""
    plain = untimed(problem)
    facts = PlainFacts(plain)
    names = {resident.id for resident in plain.active}
    met = {
        frozenset(p) for past in plain.history if past.met for p in combinations(past.members, 2)
    }
    assert len(answer.rounds) == answer.lower <= answer.upper
    for groups in answer.rounds:
        inside = [name for group in groups for name in group]
        assert len({*inside}) == len(inside)
        alone = tuple(sorted(names - {*inside}))
        assert len(alone) == answer.fewest_unplaced
        assert plain.unplaced != "forbid" or not alone
        assert groups
        assert allowed(plain, facts, (groups, alone))
        for pair in (frozenset(p) for group in groups for p in combinations(group, 2)):
            assert pair not in met
            met.add(pair)


@settings(deadline=None, max_examples=150)
@given(st.integers(0, 2**32))
def test_the_truth_is_found_for_small_cohorts(seed: int) -> None:
    problem = make_problem(seed, n=random.Random(seed).choice([2, 3, 4, 5, 5, 6, 6]))
    if random.Random(f"raw {seed}").random() < 0.2:
        problem = replace(problem, objectives=[AffinityPoints()])
    answer = capacity(problem, seconds=60)
    check(problem, answer)
    rounds, fewest = truth(problem)
    assert answer.lower <= rounds <= answer.upper
    assert answer.proven
    assert answer.fewest_unplaced == fewest


def people(n: int, **facts: object) -> list[pp.Resident]:
    return [pp.Resident(f"r{i}", **facts) for i in range(n)]  # type: ignore[arg-type]


def ask(problem: pp.Problem) -> Capacity:
    answer = capacity(problem, seconds=60)
    check(problem, answer)
    return answer


@pytest.mark.parametrize(
    ("n", "sizes", "rounds"),
    [
        *((10, "pairs", 9), (60, "pairs", 59), (13, "pairs", 9), (11, "mixed", 7), (8, "mixed", 7)),
        *((6, "triads", 1), (9, "triads", 4), (12, "triads", 4), (15, "triads", 7)),
        *((18, "triads", 8), (30, "triads", 14), (60, "triads", 29)),
    ],
)
def test_everybody_with_everybody(n: int, sizes: str, rounds: int) -> None:
    answer = ask(pp.Problem(people(n), sizes=sizes))
    assert (answer.lower, answer.upper) == (rounds, rounds)


def test_who_has_met_does_not_meet_again_but_who_did_not_show_up_may() -> None:
    rounds = [("r0", "r1"), ("r2", "r3")], [("r0", "r2"), ("r1", "r3")]
    history = [pp.PastGroup(group, i) for i, groups in enumerate(rounds, 1) for group in groups]
    problem = pp.Problem(people(4), history=history)
    assert ask(problem).rounds == ((("r0", "r3"), ("r1", "r2")),)
    missed = [*history[:2], *(replace(past, met=False) for past in history[2:])]
    assert ask(replace(problem, history=missed)).lower == 2
    assert ask(replace(problem, history=[*history, pp.PastGroup(("r0", "r3"), 3)])).upper == 0


def test_a_reason_names_whom_it_is_about() -> None:
    history = [pp.PastGroup(("r0", f"r{i}"), i) for i in range(1, 5)]
    answer = ask(pp.Problem(people(10), history=history))
    assert (answer.lower, answer.upper) == (5, 5)
    assert answer.reason.kind is CapacityLimit.PARTNERS
    assert answer.reason.residents == ("r0",)
    assert answer.reason.have == 5


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        (Exclude("r0", "r1"), 4),
        (Together("r0", "r1"), 1),
        (Pin("r0", "r1"), 1),
        (MaxTriads(0), 5),
        (MinWeeksMet(2), 5),
        (LightWeek(("clinic",)), 5),
        (AnyOf([MinWeeksMet(2), MaxPgyGap(0)]), 5),
        (NoRepeat(), 5),
        (AtLeast("chief", 1), 3),
        (NotAlone("chief"), 0),
        (SameSite(), 0),
        (MaxPgyGap(0), 0),
        (MinSpecialties(2), 3),
        (Separate("chief", "intern", None), 3),
    ],
)
def test_rules_bind_and_those_of_a_horizon_do_not(rule: pp.Constraint, count: int) -> None:
    residents = [
        replace(
            person,
            specialty="IM" if i < 3 else "FM",
            tags=("chief",) if i < 3 else ("intern",) if i > 3 else (),
            pgy=1 + (i < 3),
            site="Main" if i < 3 else "VA",
        )
        for i, person in enumerate(people(6))
    ]
    horizon = pp.Horizon("2026-08-03", "2026-08-31")  # type: ignore[arg-type]  # takes text as well
    problem = pp.Problem(residents, horizon, "UTC", constraints=[rule])
    answer = ask(problem)
    assert answer.proven
    if not isinstance(rule, Separate | NotAlone):
        assert answer.lower == count
    assert answer.lower == truth(problem)[0]


def test_residents_of_two_sites_leave_out_as_few_as_both_must() -> None:
    residents = [
        replace(person, site="Main" if i < 7 else "VA") for i, person in enumerate(people(12))
    ]
    problem = pp.Problem(residents, constraints=[SameSite()], sizes="triads", unplaced="allow")
    answer = capacity(problem)
    check(problem, answer)
    assert answer.fewest_unplaced == 1  # 7 = 3 + 2 + 2 and 5 = 3 + 2 would be a pair too many
    problem = replace(problem, sizes=pp.Sizes((0, 0), (0, None)))
    answer = capacity(problem)
    check(problem, answer)
    assert answer.fewest_unplaced == 3


def test_inactive_residents_are_left_out() -> None:
    residents = [*people(6), pp.Resident("away", active=False)]
    history = [pp.PastGroup(("away", "r0"), 1)]
    assert ask(pp.Problem(residents, history=history)).lower == 5


def test_without_any_round_the_reason_says_so() -> None:
    alone = capacity(pp.Problem(people(1)))
    assert (alone.upper, alone.fewest_unplaced, alone.rounds) == (0, None, ())
    assert alone.reason.kind is CapacityLimit.NO_ROUND
    assert capacity(pp.Problem(people(1), unplaced="allow")).upper == 0


def test_as_many_stay_unplaced_as_must() -> None:
    answer = ask(pp.Problem(people(7), sizes=pp.Sizes((0, None)), unplaced="allow"))
    assert (answer.lower, answer.fewest_unplaced) == (7, 1)
    answer = ask(pp.Problem(people(5), sizes=pp.Sizes((0, 1)), unplaced=pp.Penalty(3)))
    assert (answer.lower, answer.fewest_unplaced) == (10, 3)


@pytest.mark.parametrize("sizes", ["pairs", "triads", "mixed"])
def test_private_exclusions_never_show_in_a_reason(sizes: str) -> None:
    """Whatever names or counts residents is the same without any private rule."""
    rng = random.Random(sizes)
    seen = set()
    for _ in range(15):
        n = rng.choice([5, 6, 7, 8, 9])
        names = [person.id for person in people(n)]
        history = [pp.PastGroup(tuple(rng.sample(names, 2)), 1) for _ in range(rng.randint(0, 4))]
        secret = [Exclude(*rng.sample(names, 2), private=True) for _ in range(rng.randint(1, 3))]
        plain = pp.Problem(people(n), history=history, sizes=sizes)
        public = capacity(plain, seconds=60)
        answer = ask(replace(plain, constraints=secret))
        assert answer.upper <= public.upper
        seen.add(answer.reason.kind)
        if answer.upper == public.upper:
            assert answer.reason == public.reason
        else:
            assert answer.reason == pp.CapacityReason(CapacityLimit.RULES)
    assert len(seen) > 1


def test_a_round_that_only_a_private_exclusion_forbids_names_nobody() -> None:
    answer = capacity(pp.Problem(people(2), constraints=[Exclude("r0", "r1", private=True)]))
    assert (answer.upper, answer.reason) == (0, pp.CapacityReason(CapacityLimit.RULES))
    answer = capacity(pp.Problem(people(1), constraints=()))
    assert answer.reason.kind is CapacityLimit.NO_ROUND


def test_a_count_over_the_cohort_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(registry._CLASSES["constraints"])
    monkeypatch.setitem(registry._CLASSES, "constraints", known)  # forgotten after the test

    class FewChiefs(pp.CohortRule):
        """At most so many groups have a chief."""

        kind = "few_chiefs"

        def limit(self):  # type: ignore[no-untyped-def]
            return 1

        def coefficients(self, batch):  # type: ignore[no-untyped-def]
            return (batch.member_sum(batch.cohort.tagged("chief")) > 0).astype(int)

        def coefficient(self, group, facts):  # type: ignore[no-untyped-def]
            return int(any("chief" in facts.resident(name).tags for name in group))

        def to_document(self):  # type: ignore[no-untyped-def]
            return {"kind": self.kind}

    residents = [replace(person, tags=("chief",) * (i < 2)) for i, person in enumerate(people(6))]
    problem = pp.Problem(residents, constraints=[FewChiefs()])
    answer = ask(problem)
    assert answer.lower == truth(problem)[0] == 1


def test_stopping_claims_nothing() -> None:
    answer = capacity(pp.Problem(people(30), sizes="triads"), stop=lambda: True)
    assert answer.lower <= 14 <= answer.upper
    assert not answer.proven
    check(pp.Problem(people(30), sizes="triads"), answer)


def test_equal_seeds_give_equal_rounds() -> None:
    history = [pp.PastGroup((f"r{i}", f"r{i + 5}"), 1) for i in range(5)]
    problem = pp.Problem(people(15), sizes="triads", history=history)
    assert capacity(problem, seed=3) == capacity(problem, seed=3)


def test_wrong_arguments_are_named() -> None:
    with pytest.raises(pp.ArgumentError):
        capacity("problem")  # type: ignore[arg-type]
    with pytest.raises(pp.ArgumentError):
        capacity(pp.Problem(people(2)), seconds=0)
    with pytest.raises(pp.ArgumentError):
        capacity(pp.Problem(people(2)), stop=5)  # type: ignore[arg-type]
