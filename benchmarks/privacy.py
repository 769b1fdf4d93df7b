"""How often a confidential exclusion can be guessed, by what somebody holds.

``python -m benchmarks.privacy`` makes cohorts with version 1 of the generator, excludes one of the
pairs that would otherwise be formed, and lets three attackers name it from the published groups:
one with the certificate and the scores, one with the scores alone, and one with the rosters alone.
An exclusion that changes nothing leaves no trace, so this is the worst case.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import replace

import peerpair as pp
from benchmarks.table import Table
from peerpair.constraints import Exclude
from peerpair.objectives import SharedTime

Pair = tuple[str, ...]
COLUMNS = {"who has": -26, "cohorts": 7, "named": 6, "in three": 8, "in set": 6, "mean set": 8}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy", description=__doc__)
    add = parser.add_argument
    add("--n", type=int, default=20, help="residents of a cohort (20)")
    add("--cohorts", type=int, default=60, help="how many (60)")
    options = parser.parse_args(arguments)
    cases = [case for seed in range(options.cohorts) if (case := _case(options.n, seed))]
    table = Table(COLUMNS)
    for name, guess in GUESSES.items():
        found = [(excluded, guess(stated, result)) for excluded, stated, result in cases]
        sizes = [len(guesses) for _, guesses in found]
        named = sum(guesses[:1] == [excluded] for excluded, guesses in found)
        three = sum(excluded in guesses[:3] for excluded, guesses in found)
        inside = sum(excluded in guesses for excluded, guesses in found)
        mean = f"{sum(sizes) / len(sizes):.1f}"
        table.row([name, len(cases), named, three, inside, mean])
    return 0


def _case(n: int, seed: int) -> tuple[Pair, pp.Problem, pp.Result] | None:
    """Return an excluded pair, the problem without it, and the answer with it.

    None where another answer is as good: then nothing was lost, and nothing can be seen.
    """
    made = pp.generate(n, seed, sizes="pairs")
    stated = replace(made, constraints=(), fairness="total")
    free = pp.solve(stated)
    excluded = random.Random(seed).choice(free.groups).members
    result = pp.solve(_without(stated, excluded))
    return None if result.value == free.value else (excluded, stated, result)


def _without(stated: pp.Problem, pair: Pair) -> pp.Problem:
    return replace(stated, constraints=(Exclude(*pair, private=True),))


def _members(result: pp.Result) -> list[Pair]:
    return [group.members for group in result.groups]


def by_certificate(stated: pp.Problem, result: pp.Result) -> list[Pair]:
    """Return the pairs that are worth more than their prices, which no allowed pair is."""
    proof = result.certificate
    assert proof is not None
    rows = {row.row: row.price for row in proof.rows}
    flat = rows.get("pairs_max", 0) - rows.get("pairs_min", 0)
    ids = [resident.id for resident in stated.active]
    found: dict[Pair, int] = {}
    columns = pp.compile_problem(stated).columns
    for members, value in zip(columns.members.tolist(), columns.values.tolist(), strict=True):
        pair = tuple(ids[member] for member in members if member >= 0)
        price = flat + sum(proof.prices[name] for name in pair)
        price += sum(s.price * (len(set(s.residents) & set(pair)) // s.divisor) for s in proof.sets)
        if proof.scale * value > price:
            found[pair] = proof.scale * value - price
    return sorted(found, key=found.__getitem__, reverse=True)


def by_scores(stated: pp.Problem, result: pp.Result) -> list[Pair]:
    """Return the pairs whose exclusion alone explains that no better groups were formed."""
    better = [pair for pair in _members(pp.solve(stated)) if pair not in _members(result)]
    return [pair for pair in better if pp.solve(_without(stated, pair)).value == result.value]


def by_rosters(stated: pp.Problem, result: pp.Result) -> list[Pair]:
    """Return the pairs of the most shared time that were not formed, the most time first."""
    guessed = pp.solve(replace(stated, objectives=(SharedTime(),), preferences=()))
    points = {group.members: group.value for group in guessed.groups}
    published = _members(result)
    return sorted((p for p in points if p not in published), key=points.__getitem__, reverse=True)


GUESSES = {
    "certificate, scores": by_certificate,
    "groups, every score": by_scores,
    "groups, rosters": by_rosters,
}

if __name__ == "__main__":
    raise SystemExit(main())
