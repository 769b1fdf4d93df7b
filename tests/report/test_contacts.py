"""Contacts between specialties: counted again by hand, and beside every possible draw of lots."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.resident import PastGroup, Preference, Resident
from peerpair.report.gather.contacts import Contacts, contacts
from peerpair.report.gather.specialties import MOST, picture
from peerpair.report.view import ContactsView
from tests.report.by_hand import consecutive, result_of

Sizes = list[int]


def cohort(specialties: list[str | None], **changes: object) -> Problem:
    people = tuple(Resident(f"r{i}", specialty=s) for i, s in enumerate(specialties))
    return Problem(people, objectives=(), **changes)  # type: ignore[arg-type]


def found(problem: Problem, groups: list[tuple[str, ...]]) -> Contacts:
    answer = contacts(problem, result_of(problem, groups))
    assert answer is not None
    return answer


def shown(answer: Contacts) -> ContactsView:
    view = picture(answer)
    assert view is not None
    return view


def dealt(order: list[str], triads: int) -> list[tuple[str, ...]]:
    """Return an order cut into some triads and then pairs; one over stays out."""
    cut = 3 * triads
    groups = [tuple(order[i : i + 3]) for i in range(0, cut, 3)]
    return groups + [tuple(order[i : i + 2]) for i in range(cut, len(order) - 1, 2)]


cohorts = st.lists(
    st.sampled_from(["IM", "FM", "EM", None, " ", "\u202eIM"]), min_size=3, max_size=12
)


@given(specialties=cohorts, seed=st.integers(0, 99))
def test_every_contact_is_counted_once(specialties: list[str | None], seed: int) -> None:
    problem = cohort(specialties)
    order = [resident.id for resident in problem.residents]
    random.Random(seed).shuffle(order)
    groups = dealt(order, 1)
    name = {"\u202eIM": "IM", " ": ""}
    of = {r.id: name.get(r.specialty or "", r.specialty or "") for r in problem.residents}
    pairs = [{of[a], of[b]} for group in groups for a, b in combinations(group, 2)]
    known = [pair for pair in pairs if "" not in pair]
    answer = found(problem, groups)
    assert (answer.known, answer.unknown) == (len(known), len(pairs) - len(known))
    assert answer.across == sum(len(pair) == 2 for pair in known)
    assert dict(zip(answer.specialties, answer.residents, strict=True)) == {
        s: n for s, n in Counter(of.values()).items() if s
    }
    for i, one in enumerate(answer.specialties):
        for j, other in enumerate(answer.specialties):
            assert answer.counts[i][j] == sum(pair == {one, other} for pair in known)
    assert answer.joined == len({frozenset(pair) for pair in known if len(pair) == 2})


@pytest.mark.parametrize("specialties", ["AABBC", "AAAAA", "ABCDE", "AAABB"])
def test_chance_is_the_mean_over_all_ways_of_dealing(specialties: str) -> None:
    problem = cohort(list(specialties))
    ids = [resident.id for resident in problem.residents]
    shares = []
    for order in permutations(ids):
        answer = found(problem, dealt(list(order), 1))
        shares.append(Fraction(answer.across, answer.known))
    assert answer.by_chance == pytest.approx(float(sum(shares) / len(shares)))


@given(specialties=st.lists(st.sampled_from("ABC"), min_size=3, max_size=14))
def test_the_coefficient_is_newmans(specialties: list[str]) -> None:
    problem = cohort(list(specialties))
    groups = dealt([resident.id for resident in problem.residents], 1)
    of = {r.id: r.specialty for r in problem.residents}
    ends = [p for group in groups for p in permutations(group, 2)]  # each contact both ways
    total = len(ends)
    share = Counter(of[a] for a, _ in ends)
    within = Fraction(sum(of[a] == of[b] for a, b in ends), total)
    by_chance = sum(Fraction(n, total) ** 2 for n in share.values())
    coefficient = found(problem, groups).assortativity
    if by_chance == 1:
        assert coefficient is None
    else:
        assert coefficient == pytest.approx(float((within - by_chance) / (1 - by_chance)))


def test_a_history_joins_residents_over_rounds() -> None:
    history = (
        PastGroup(("r0", "r2"), 1),
        PastGroup(("r2", "r4"), 2, met=False),
        PastGroup(("r4", "gone"), 4),
    )
    people = (*cohort(["A"] * 7).residents, Resident("gone", active=False))
    problem = Problem(people, objectives=(), history=history)
    network = found(problem, [("r0", "r1"), ("r2", "r3"), ("r4", "r5")]).network
    assert network is not None
    # r0 r1 r2 r3 | r4 r5 | r6
    assert (network.rounds, network.residents, network.together, network.parts) == (4, 7, 4, 3)
    assert found(cohort(["A", "B"]), [("r0", "r1")]).network is None


def test_without_groups_there_is_nothing() -> None:
    problem = cohort(["A", "B"])
    assert contacts(problem, result_of(problem, [])) is None
    assert picture(None) is None


@pytest.mark.parametrize(
    ("specialties", "words"),
    [
        ([None, None, " "], "No resident's specialty is known"),
        (["IM", "IM", None], "are of one: IM."),
        (["IM", "FM", None], "2 contacts left out"),
    ],
)
def test_few_specialties_are_told_in_words(specialties: list[str | None], words: str) -> None:
    view = shown(found(cohort(specialties), [("r0", "r1", "r2")]))
    assert words in " ".join(view.notes)
    assert len(view.rows) == len(view.nodes) == (2 if "FM" in specialties else 0)


@pytest.mark.parametrize("kinds", [2, MOST - 1, MOST, MOST + 1, 200])
def test_many_specialties_are_folded_without_losing_a_contact(kinds: int) -> None:
    problem = cohort([f"S{i % kinds}" for i in range(400)])
    order = [resident.id for resident in problem.residents]
    random.Random(kinds).shuffle(order)
    answer = found(problem, dealt(order, 30))
    view = shown(answer)
    assert len(view.rows) == len(view.nodes) == min(kinds, MOST)
    counts = [[n for n, _ in row.cells] for row in view.rows]
    assert counts == [list(column) for column in zip(*counts, strict=True)]
    own = sum(row[i] for i, row in enumerate(counts))
    assert (sum(map(sum, counts)) + own) // 2 == answer.known
    assert sum(row.residents for row in view.rows) == 400
    assert len(view.lines) == sum(n > 0 for i, row in enumerate(counts) for n in row[:i])
    assert {shade for row in view.rows for _, shade in row.cells} <= {0, 1, 2, 3, 4}
    assert all((n > 0) == (shade > 0) for row in view.rows for n, shade in row.cells)
    assert ("others" in view.rows[-1].name) == (kinds > MOST)


def test_the_network_stays_in_its_box() -> None:
    for kinds in range(2, MOST + 1):
        answer = found(
            cohort([f"S{i % kinds}" for i in range(48)]), dealt([f"r{i}" for i in range(48)], 0)
        )
        view = shown(answer)
        x, y, wide, high = map(int, view.box.split())
        for node in view.nodes:
            assert x <= node.x - node.radius <= node.x + node.radius <= x + wide
            assert y <= node.label_y <= y + high


def test_rules_and_wishes_play_no_part() -> None:
    problem = replace(generate(24, 2), constraints=())
    groups = consecutive(problem)
    ids = [resident.id for resident in problem.residents]
    ruled = replace(
        problem,
        constraints=(Exclude(ids[0], ids[5], private=True), Exclude(ids[1], ids[7])),
        preferences=(Preference(ids[0], ids[1], 900),),
    )
    assert found(problem, groups) == found(ruled, groups)
