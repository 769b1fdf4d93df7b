"""Branch and price: two residents are kept together or apart, and the relaxation is solved again.

In a partition two residents are together or not; in a fractional solution some pair is half.  Each
branch keeps the columns that agree, so it is priced as its parent was, and its price window shrinks
until an integer program searches it whole.

References
----------
Ryan and Foster, "An integer programming approach to scheduling", in Wren (ed.), Computer Scheduling
of Public Transport, 1981; Barnhart et al. 1998, https://doi.org/10.1287/opre.46.3.316.
"""

from __future__ import annotations

import heapq
from itertools import count

import numpy as np

from peerpair.model.arrays import Bools
from peerpair.strategies.exact.cuts import separate
from peerpair.strategies.exact.field import EVERYTHING, Field
from peerpair.strategies.exact.keeps import PriceWindow
from peerpair.strategies.exact.nodes import Branch, InPlay, Node
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.primal import improve, round_off
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.stage import LevelModel

_LEAF, _NODES = 2_000, 20
"""Columns of a window that an integer program searches whole, and its own nodes at most."""

_WHOLE = 1e-6
"""How far from 0 and 1 a column counts as fractional."""

_ROUNDS = 4
"""Rounds of cuts at a node."""

_CUTS = 300
"""Cuts of the tree beyond which those are dropped that bind nothing."""

_LITTLE = 40
"""A branch falls by little if the gap shrinks by less than one part in so many."""

_TRIED, _MOST = 4, 40
"""Pairs of residents that are tried at a node, and at most while all fall by little."""

_OFTEN = 32
"""Nodes after which answers are looked for again, from where the search stands."""

_PATIENCE = 4
"""Neighbourhoods in a row that may bring nothing, of an answer found in the tree."""


def branch(stage: LevelModel, relaxed: Relaxation, field: Field) -> None:
    """Search a field by branching until the gap is closed or time is up.

    Parameters
    ----------
    stage : LevelModel
        The level, with an answer; bounds and answers are noted there.
    relaxed : Relaxation
        The root's; its columns, cuts and basis serve all nodes.
    field : Field
        The candidates that a better answer may use.
    """
    assert relaxed.prices is not None
    assert stage.value is not None
    _Tree(stage, relaxed, relaxed.prices, field).search()


class _Tree:
    """The nodes that are left, and the means that all of them share."""

    def __init__(self, stage: LevelModel, relaxed: Relaxation, root: Prices, field: Field) -> None:
        self.stage, self.relaxed, self.root, self.field = stage, relaxed, root, field
        self.known = stage.value or 0  # what the field speaks of
        self.cuts = len(relaxed.cuts)  # of the root

    def search(self) -> None:
        """Take the node of the largest bound, as long as there is one."""
        stage = self.stage
        assert stage.value is not None
        number = count()
        first = InPlay.of(self.field).at_rest((), self.root.bound, _LEAF)
        queue = [(-first.bound, next(number), first)]
        for seen in count():
            if not queue:
                stage.lower(stage.value)
                return
            stage.lower(max(-queue[0][0], stage.value))
            if stage.done():
                return
            _, _, node = heapq.heappop(queue)
            children = self._children(node, search=seen % _OFTEN == _OFTEN - 1)
            if children is None:
                return  # not done with: the bound stays this node's
            for child in children:
                heapq.heappush(queue, (-child.bound, next(number), child))

    def _children(self, node: Node, *, search: bool) -> list[Node] | None:
        """Solve a node; return its branches, none where it is done with, None where it is not."""
        stage, relaxed = self.stage, self.relaxed
        assert stage.value is not None
        inside = node.woken()
        if stage.value > self.known:
            inside = inside.narrowed(PriceWindow(self.root, stage.gap_width(self.root)))
        if len(relaxed.cuts) > self.cuts + _CUTS:
            relaxed.drop_cuts(self.cuts)
        keep = self._agreeing(node.branches)
        relaxed.at(inside.field, ~keep)
        solved = self._solve(inside)
        if solved is None or isinstance(solved, list):
            return solved
        inside, prices = solved
        columns, few = inside.field.within(prices, EVERYTHING, node.few), node.few
        if columns is not None:
            closed, _ = stage.solve(columns, prices, nodes=_NODES)
            if closed:
                return []
            if stage.limits.over():
                return None
            few = len(columns) // 2
        if search:
            before = stage.value
            round_off(stage, relaxed, inside.field)
            if stage.value > before:
                improve(stage, self.root, _PATIENCE)
        one, other = self._choose(keep, prices)
        bound = min(node.bound, prices.bound)
        return [
            inside.narrowed(decision).at_rest((*node.branches, decision), bound, few)
            for decision in (Branch(one, other, True), Branch(one, other, False))
        ]

    def _solve(self, inside: InPlay) -> tuple[InPlay, Prices] | list[Node] | None:
        """Solve a node's relaxation, with cuts as long as they bring something.

        Returns
        -------
        tuple or list or None
            What is left of the node and its prices; no nodes where it is done with; None where the
            relaxation came to no end.
        """
        stage, relaxed = self.stage, self.relaxed
        for turn in range(_ROUNDS + 1):
            if not relaxed.solve() or relaxed.prices is None:
                return None
            prices, whole = relaxed.prices, relaxed.integral
            if whole is not None:
                stage.offer(whole)  # worth what the relaxation is: nothing in the node is better
            assert stage.value is not None
            if prices.bound <= stage.value:
                return []
            # Whatever is better than the answer uses no column outside the gap.
            inside = inside.narrowed(PriceWindow(prices, stage.gap_width(prices)))
            if whole is not None:  # the bound is a little above it, by rounding alone
                columns = inside.field.within(prices, EVERYTHING, EVERYTHING)
                closed = columns is not None and stage.solve(columns, prices)[0]
                return [] if closed else None
            if turn == _ROUNDS:
                break
            cuts = separate(
                relaxed.columns.members, relaxed.levels, stage.field.n, stage.limits.over
            )
            if not cuts:
                break
            relaxed.field = inside.field
            relaxed.add_cuts(cuts)
        return inside, prices

    def _agreeing(self, branches: tuple[Branch, ...]) -> Bools:
        """Return bool[m]: which columns of the linear program a better answer may use."""
        columns = self.relaxed.columns
        keep = PriceWindow(self.root, self.stage.gap_width(self.root)).of(columns)
        for decision in branches:
            keep &= decision.of(columns)
        return keep

    def _choose(self, keep: Bools, prices: Prices) -> tuple[int, int]:
        """Return two residents who are together some of the time, so that both branches fall.

        Those nearest to half of the time are tried on the linear program as it is: the bound shall
        come down whether they are kept together or apart.
        """
        relaxed, stage = self.relaxed, self.stage
        columns, top = relaxed.columns, prices.total / prices.scale
        gap = top - (stage.value or 0)
        free = np.ones(len(columns), dtype=bool)
        free[: len(keep)] = keep  # those that have come since agree

        def fall(pair: tuple[int, int], together: bool) -> float:
            worth = relaxed.worth(~(free & Branch(*pair, together).of(columns)))
            return 0.0 if worth is None else min(gap, max(0.0, top - worth))

        together = _together(relaxed)
        pairs = sorted(together, key=lambda pair: (abs(together[pair] - 0.5), pair))
        best, highest = pairs[0], (-1.0, -1.0)
        for tried, pair in enumerate(pairs[:_MOST]):
            if tried >= _TRIED and _LITTLE * highest[0] > gap:
                break
            first = fall(pair, True)
            second = fall(pair, False) if _LITTLE * first > gap else 0.0
            score = (min(first, second), max(first, second))
            if score > highest:
                best, highest = pair, score
        return best


def _together(relaxed: Relaxation) -> dict[tuple[int, int], float]:
    """Return how much of the time two residents are together, for all who are."""
    at = np.flatnonzero(relaxed.levels > _WHOLE)
    members, levels = relaxed.columns.members[at], relaxed.levels[at]
    together: dict[tuple[int, int], float] = {}
    for row, level in zip(members.tolist(), levels.tolist(), strict=True):
        group = [member for member in row if member >= 0]
        for i, one in enumerate(group):
            for other in group[i + 1 :]:
                together[one, other] = together.get((one, other), 0.0) + level
    return together
