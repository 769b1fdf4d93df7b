"""Rough slacks let in whatever a window holds, and lifted prices cover every group."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from peerpair.compile.chunks import Block
from peerpair.compile.columns import Columns
from peerpair.compile.compile import compile_problem
from peerpair.compile.compiled import Compiled
from peerpair.generate import generate
from peerpair.strategies.exact import field as fields
from peerpair.strategies.exact.field import EVERYTHING, Field
from peerpair.strategies.exact.linear import Linear, ModelRow
from peerpair.strategies.exact.picking import AWAY
from peerpair.strategies.exact.prices import Cut, Prices

N = 24
SCALE = 2**12


@pytest.fixture(scope="module", params=["triads", "mixed"])
def compiled(request: pytest.FixtureRequest) -> Compiled:
    problem = replace(generate(N, 3), sizes=request.param, fairness="weeks")
    found = compile_problem(problem)
    assert (2 in found.reachable) == (request.param == "mixed")
    return found


def drawn(compiled: Compiled, seed: int) -> Prices:
    """Return prices of every kind: costs, rows, sets, residents kept out, large and small."""
    rng = random.Random(seed)
    cost = rng.choice([Linear.of_value(), Linear.of_low(4, 2).times(-1), Linear.nothing()])
    largest = compiled.largest if cost.value else 3
    rows = [ModelRow("low", Linear.of_low(4, rng.randrange(4)), 6)]
    rows.append(ModelRow("pairs", Linear.of_size(2), 1))
    sets = {tuple(sorted(rng.sample(range(N), rng.choice([3, 5, 9, 23])))) for _ in range(6)}
    cuts = [Cut(members, rng.choice([2, 2, 3])) for members in sorted(sets)]
    residents = [rng.randint(-largest, largest) * SCALE // rng.choice([1, 3, 7]) for _ in range(N)]
    for away in rng.sample(range(N), rng.choice([0, 0, N - 9])):
        residents[away] += rng.choice([AWAY, 2**40])
    prices = [rng.choice([0, rng.randint(0, largest * SCALE)]) for _ in (*rows, *cuts)]
    return Prices(
        cost,
        tuple(rows),
        tuple(cuts),
        SCALE,
        np.array(residents, dtype=np.int64),
        tuple(prices[:2]),
        tuple(prices[2:]),
    )


@pytest.mark.parametrize("seed", range(60))
def test_nothing_that_is_in_a_window_is_sifted_out(compiled: Compiled, seed: int) -> None:
    prices, rng = drawn(compiled, seed), random.Random(seed)
    assert prices.rough is not None
    for chunk in compiled.chunks([3]):
        assert isinstance(chunk, Block)
        slack = prices.slack(Columns.picked(chunk, np.arange(len(chunk))))
        for width in (-1, 0, rng.choice(slack.tolist()), EVERYTHING):
            at, least = prices.rough.sift(chunk, int(width))
            assert set(np.flatnonzero(slack <= width)) <= {*at.tolist()}
            assert (least <= slack[at]).all()
        at, _ = prices.rough.sift(chunk, None)
        assert set(np.flatnonzero(slack < 2**38)) <= {*at.tolist()}


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("most", [1, 3, 256])
def test_lifted_prices_cover_every_group(
    compiled: Compiled, monkeypatch: pytest.MonkeyPatch, seed: int, most: int
) -> None:
    monkeypatch.setattr(fields, "_LISTED", 0)
    monkeypatch.setattr(fields, "MOST", most)
    prices = drawn(compiled, seed)
    field = Field(compiled)
    assert field.listed is None
    priced = field.violated(prices, 2)
    valid = prices.raised(priced.lifts)
    parts = [Columns.picked(c, np.arange(len(c))) for c in compiled.chunks()]
    slack = np.concatenate([valid.slack(part) for part in parts])
    allowed = np.concatenate(
        [np.ones(len(c), dtype=bool) if c.allowed is None else c.allowed for c in compiled.chunks()]
    )
    assert slack[allowed].min() >= 0
    assert len(priced.columns) or not (prices.slack(Columns.joined(parts))[allowed] < 0).any()
    if most == 256:  # nothing is left out, so that no lift is more than it must be
        members = np.concatenate([part.members for part in parts])[allowed]
        short = np.zeros(N, dtype=np.int64)
        np.maximum.at(short, members[:, 0], -prices.slack(Columns.joined(parts))[allowed])
        assert priced.lifts.tolist() == short.tolist()


@pytest.mark.parametrize("seed", range(40))
def test_sets_add_the_same_however_they_are_looked_up(seed: int) -> None:
    rng = random.Random(seed)
    n = rng.choice([12, 60])
    sizes = range(3, n + 1, 2)
    cuts = [
        Cut(tuple(sorted(rng.sample(range(n), rng.choice(sizes)))), rng.choice([2, 2, 3]))
        for _ in range(rng.choice([3, 150]))  # more than one word of large sets
    ]
    groups = [sorted(rng.sample(range(n), rng.choice([1, 2, 3]))) for _ in range(200)]
    members = np.array([(*group, -1, -1)[:3] for group in groups], dtype=np.int32)
    nothing = np.zeros(n, dtype=np.int64)
    worth = tuple(rng.choice([0, rng.randint(1, 10**12)]) for _ in cuts)
    prices = Prices(Linear.nothing(), (), tuple(cuts), 1, nothing, (), worth)
    plain = np.zeros(len(members), dtype=np.int64)
    for cut, z in zip(cuts, worth, strict=True):
        plain += z * cut.coefficients(members, n)
    prices.prepare()
    assert prices.of_sets(members).tolist() == plain.tolist()


@pytest.mark.parametrize("waiting", [0, 10**6])
def test_the_smallest_are_those_of_all_groups(
    compiled: Compiled, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    monkeypatch.setattr(fields, "_LISTED", 0)
    monkeypatch.setattr(fields, "_WAITING", waiting)
    monkeypatch.setattr(fields, "_FEW", 10**6)
    for seed in range(20):
        prices = drawn(compiled, seed)
        parts = [
            Columns.picked(chunk, Field(compiled)._alive(i, chunk))
            for i, chunk in enumerate(compiled.chunks())
        ]
        every = np.sort(prices.slack(Columns.joined(parts)))
        every = every[every < 2**38]  # beyond, residents are kept out
        count = min(500, len(every))
        found = np.sort(prices.slack(Field(compiled).smallest(prices, count)))
        assert found.tolist() == every[:count].tolist()
        width = int(every[len(every) // 2]) if len(every) else 0
        inside = Field(compiled).within(prices, width, EVERYTHING)
        assert inside is not None
        assert np.sort(prices.slack(inside)).tolist() == every[every <= width].tolist()
