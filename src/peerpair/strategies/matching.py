"""Maximum-weight matching: pairs alone, exact where no triad is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Ints
from peerpair.model.result import Status
from peerpair.strategies.base import Answer, Strategy

_WIDEST = 2**62
"""The compiled matching computes in 128-bit integers; larger weights go to the exact Python one."""


@dataclass(frozen=True)
class Matching(Strategy):
    """Edmonds' blossom algorithm on the pairs, every level in one exact integer weight.

    In an odd cohort that must be placed whole, the resident left over joins a pair: good, not
    proven.

    References
    ----------
    Galil, "Efficient algorithms for finding maximum matching in graphs", ACM Computing Surveys
    18(1), 1986, https://doi.org/10.1145/6462.6502.
    """

    kind: ClassVar[str] = "matching"

    def describe(self) -> str:
        return "maximum-weight matching of pairs"

    def refuses(self, compiled: Compiled) -> str:
        if compiled.pairs[0] > 0 or compiled.pairs[1] < compiled.n // 2:
            return "matching cannot limit the number of pairs; the strategy exact can"
        if compiled.triads[0] > 0:
            return "matching forms pairs, and the size policy asks for triads; exact forms both"
        if compiled.rows:
            return "matching cannot keep a rule over the whole cohort; the strategy exact can"
        if compiled.floors:
            return "matching cannot maximise the least shared time; the strategy exact can"
        return ""

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        pairs = compiled.pairs_alone
        weights, whole = _weights(compiled, pairs)
        edges = [
            (a, b, weight)
            for (a, b), weight in zip(pairs.members[:, :2].tolist(), weights, strict=True)
        ]
        chosen: list[tuple[int, ...]] = [*_match(compiled.n, edges, whole)]
        inside = {member for pair in chosen for member in pair}
        for resident in np.flatnonzero(compiled.must_place).tolist():
            if resident not in inside and not _join(compiled, resident, chosen):
                triads = 3 in compiled.reachable
                return Answer(Status.UNKNOWN if triads else Status.INFEASIBLE)
        groups = np.full((len(chosen), 3), -1, dtype=np.int64)
        for row, group in enumerate(sorted(chosen)):
            groups[row, : len(group)] = group
        if 3 in compiled.reachable and any(len(chunk) for chunk in compiled.chunks([3])):
            return Answer(Status.FEASIBLE, groups)  # a triad might have been better
        return Answer(Status.OPTIMAL, groups)


def _weights(compiled: Compiled, pairs: Columns) -> tuple[list[int], bool]:
    """Return one integer per pair that ranks matchings level by level, and whether size is first.

    Exact Python integers: each level is worth more than all levels below it together.
    """
    n = compiled.n
    whole = compiled.fewest_unplaced or bool(compiled.must_place.any())
    # What a pair adds to the total, an unplaced resident's penalty being saved twice.
    weights = [int(v) + 2 * compiled.penalty for v in pairs.values]
    unit = 1 + n * max([abs(weight) for weight in weights], default=0)
    for gains in reversed(_gains(compiled, pairs)):
        weights = [gain * unit + weight for gain, weight in zip(gains, weights, strict=True)]
        unit *= 1 + n * max(map(abs, gains), default=0)
    if compiled.must_place.any() and not compiled.must_place.all():
        must = compiled.must_place[pairs.members[:, :2]].sum(axis=1).tolist()
        weights = [gain * unit + weight for gain, weight in zip(must, weights, strict=True)]
        whole = compiled.fewest_unplaced
    return weights, whole


def _gains(compiled: Compiled, pairs: Columns) -> list[list[int]]:
    """Return for each level what a pair saves against its two members without a group."""
    alone = [
        np.ones(compiled.n, dtype=np.int64) if level.row is None else compiled.alone[level.row]
        for level in compiled.levels
        if level.row is not None or level.position is not None
    ]
    costs = compiled.level_costs(pairs)
    one, other = pairs.members[:, 0], pairs.members[:, 1]
    return [(own[one] + own[other] - cost).tolist() for own, cost in zip(alone, costs, strict=True)]


def _match(n: int, edges: list[tuple[int, int, int]], whole: bool) -> list[tuple[int, int]]:
    """Return the pairs of a maximum-weight matching, of maximum cardinality if `whole`."""
    if max((abs(weight) for _, _, weight in edges), default=0) < _WIDEST:
        import rustworkx

        graph = rustworkx.PyGraph()
        graph.add_nodes_from(range(n))
        graph.add_edges_from(edges)
        matching = rustworkx.max_weight_matching(graph, max_cardinality=whole, weight_fn=int)
    else:
        import networkx

        graph = networkx.Graph()
        graph.add_nodes_from(range(n))
        graph.add_weighted_edges_from(edges)
        matching = networkx.max_weight_matching(graph, maxcardinality=whole)
    return sorted((min(pair), max(pair)) for pair in matching)


def _join(compiled: Compiled, resident: int, chosen: list[tuple[int, ...]]) -> bool:
    """Let `resident` join the pair that makes the best triad; tell whether one may."""
    pairs = [group for group in chosen if len(group) == 2]
    if not pairs or len(chosen) - len(pairs) >= compiled.triads[1]:
        return False
    joined = np.sort(np.array([(*pair, resident) for pair in pairs], dtype=np.int64), axis=1)
    triads = compiled.look_up(joined)
    order = np.lexsort([-triads.values, *reversed(compiled.level_costs(triads))])
    if not len(order):
        return False
    best = tuple(triads.members[order[0]].tolist())
    chosen.remove(tuple(member for member in best if member != resident))
    chosen.append(best)
    return True
