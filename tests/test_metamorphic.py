"""Relations between problems: what must not change, and in which direction a change may go."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

import peerpair as pp
from peerpair.availability.availability import availability
from peerpair.verify import PlainFacts
from tests.hospitals import make_problem, seeds

SOME = settings(max_examples=80)


def outcome(problem: pp.Problem) -> tuple[object, ...]:
    result = pp.solve(problem)
    return result.status, tuple(v.value for v in result.levels), result.value, result.bound


@SOME
@given(seeds)
def test_relabelling_and_reordering_residents_changes_nothing(seed: int) -> None:
    problem = make_problem(seed)
    rng = random.Random(seed)
    document = problem.to_document()
    for key in ("residents", "busy", "preferences", "history", "constraints", "affinities"):
        rng.shuffle(document[key])
    names = [resident.id for resident in problem.residents]
    new = dict(zip(names, rng.sample([f"né {i}" for i in range(9)], len(names)), strict=True))
    renamed = pp.Problem.from_document(_rename(document, new))
    assert outcome(renamed) == outcome(problem)


def _rename(value: object, names: dict[str, str], field: str = "") -> object:
    people = ("id", "resident", "residents", "members", "from", "to")
    if isinstance(value, dict):
        return {key: _rename(item, names, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_rename(item, names, field) for item in value]
    return names.get(value, value) if isinstance(value, str) and field in people else value


@SOME
@given(seeds)
def test_more_duty_never_adds_shared_time(seed: int) -> None:
    problem = make_problem(seed)
    problem = replace(problem, meeting=replace(problem.meeting, mode="remote"))
    rng = random.Random(seed)
    assert problem.horizon is not None
    start = problem.clock.local(problem.clock.midnight(problem.horizon.start))
    start += timedelta(minutes=rng.randint(-2000, 20000))
    extra = pp.Assignment(
        rng.choice(problem.residents).id, start, start + timedelta(hours=rng.randint(1, 30)), "ward"
    )
    more = replace(problem, busy=(*problem.busy, extra))
    assert (availability(more).usable <= availability(problem).usable).all()
    names = tuple(resident.id for resident in problem.active)[:3]
    if len(names) > 1:
        before, after = PlainFacts(problem).windows(names), PlainFacts(more).windows(names)
        assert after & ~before == 0


@SOME
@given(seeds)
def test_dropping_a_rule_never_hurts(seed: int) -> None:
    problem = make_problem(seed, rules=2)
    if not problem.constraints:
        return
    tight, loose = pp.solve(problem), pp.solve(replace(problem, constraints=()))
    if tight.status is pp.Status.INFEASIBLE:
        return
    assert loose.status is pp.Status.OPTIMAL

    def rank(result: pp.Result) -> tuple[int, ...]:
        signs = [1 if level.name == "maxmin" else -1 for level in result.levels]
        values = [sign * (v.value or 0) for sign, v in zip(signs, result.levels, strict=True)]
        return (*values, result.value or 0)

    assert rank(loose) >= rank(tight)


@SOME
@given(seeds)
def test_an_entry_twice_or_in_two_halves_is_the_same(seed: int) -> None:
    problem = make_problem(seed, rules=0)
    if not problem.busy or problem.meeting.mode == "in_person":
        return  # minutes at a site are added up entry by entry
    first = problem.busy[0]
    middle = first.start + (first.end - first.start) / 2
    middle = middle.replace(second=0, microsecond=0)
    halves = (replace(first, end=middle), replace(first, start=middle))
    for busy in ((*problem.busy, first), (*halves, *problem.busy[1:])):
        again = availability(replace(problem, busy=busy))
        assert (again.usable == availability(problem).usable).all()


@SOME
@given(seeds)
def test_scaling_all_weights_scales_the_total(seed: int) -> None:
    problem = make_problem(seed)
    if isinstance(problem.unplaced, pp.Penalty):
        return
    document = problem.to_document()
    for entry in document["objectives"]:
        entry["weight"] *= 7
    scaled = pp.Problem.from_document(document)
    one, seven = outcome(problem), outcome(scaled)
    assert seven[:2] == one[:2]
    assert seven[2] == (None if one[2] is None else 7 * one[2])  # type: ignore[operator]


@SOME
@given(seeds)
def test_a_start_changes_nothing_but_the_way(seed: int) -> None:
    problem = make_problem(seed)
    plain = pp.solve(problem)
    if plain.status is pp.Status.INFEASIBLE:
        return
    start = [group.members for group in plain.groups]
    again = pp.solve(problem, start=start)
    assert (again.status, again.levels, again.value) == (plain.status, plain.levels, plain.value)
    assert not any("start" in warning for warning in again.warnings)
