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
from dataclasses import dataclass
from itertools import count

import numpy as np

from peerpair.compile.chunks import Chunk
from peerpair.compile.columns import Columns
from peerpair.model.arrays import Bools
from peerpair.strategies.exact.cuts import separate
from peerpair.strategies.exact.field import Field
from peerpair.strategies.exact.keeps import Window
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.relaxation import Relaxation
from peerpair.strategies.exact.stage import Stage

__all__ = ["Branch", "branch"]

_LEAF = 6_000
"""Columns of a window that an integer program searches whole."""

_ROUNDS = 4
"""Rounds of cuts at a node."""


@dataclass(frozen=True)
class Branch:
    """Groups that keep two residents together, or apart."""

    one: int
    other: int
    together: bool

    def of(self, columns: Columns) -> Bools:
        """Return bool[m]: which columns agree."""
        members = columns.members
        has_one = (members == self.one).any(axis=1)
        has_other = (members == self.other).any(axis=1)
        found: Bools = has_one == has_other if self.together else ~(has_one & has_other)
        return found

    def of_chunk(self, chunk: Chunk) -> Bools:
        """Return bool[m]: which groups of a chunk agree."""
        return self.of(Columns.picked(chunk, np.arange(len(chunk))))


@dataclass(frozen=True, eq=False)
class _Node:
    """Decisions, and what is known of the solutions that keep them."""

    branches: tuple[Branch, ...]
    field: Field
    bound: int  # exact, in whole units of cost


def branch(stage: Stage, relaxed: Relaxation, field: Field) -> None:
    """Search a field by branching until the gap is closed or time is up.

    Parameters
    ----------
    stage : Stage
        The level, with an answer; bounds and answers are noted there.
    relaxed : Relaxation
        The root's; its columns, cuts and basis serve all nodes.
    field : Field
        The candidates that a better answer may use.
    """
    assert relaxed.prices is not None
    assert stage.value is not None
    number = count()
    queue = [(-relaxed.prices.bound, next(number), _Node((), field, relaxed.prices.bound))]
    while queue:
        stage.lower(max(-queue[0][0], stage.value))
        if stage.done():
            return
        _, _, node = heapq.heappop(queue)
        children = _children(stage, relaxed, node)
        if children is None:
            return  # not done with: the bound stays this node's
        for child in children:
            heapq.heappush(queue, (-child.bound, next(number), child))
    stage.lower(stage.value)


def _children(stage: Stage, relaxed: Relaxation, node: _Node) -> list[_Node] | None:
    """Solve a node; return its branches, none where it is done with, None where it is not."""
    field, prices, whole = node.field, None, None
    for _ in range(_ROUNDS + 1):
        prices = _price(stage, relaxed, node.branches, field)
        if prices is None:
            return None
        assert stage.value is not None
        whole = relaxed.integral
        if whole is not None:
            stage.offer(whole)  # worth what the relaxation is: nothing in the node is better
        if prices.bound <= stage.value:
            return []
        # Whatever is better than the answer uses no column outside the gap.
        field = field.narrowed(Window(prices, stage.gap_width(prices)))
        cuts = separate(relaxed.columns.members, relaxed.levels, stage.field.n)
        if not cuts:
            break
        relaxed.add_cuts(cuts)
    assert prices is not None
    columns = field.within(prices, 2**60, _LEAF)
    if columns is not None or whole is not None:
        if columns is None:
            columns = field.within(prices, 2**60, 2**40)
        assert columns is not None
        closed, _ = stage.solve(columns, prices)
        return [] if closed else None
    one, other = _choose(relaxed)
    return [
        _Node(
            (*node.branches, Branch(one, other, together)),
            field.narrowed(Branch(one, other, together)),
            min(node.bound, prices.bound),
        )
        for together in (True, False)
    ]


def _price(
    stage: Stage, relaxed: Relaxation, branches: tuple[Branch, ...], field: Field
) -> Prices | None:
    """Solve a node's relaxation; return its prices, or None where it came to no end."""
    keep = np.ones(len(relaxed.columns), dtype=bool)
    for decision in branches:
        keep &= decision.of(relaxed.columns)
    relaxed.at(field, ~keep)
    return relaxed.prices if relaxed.solve() else None


def _choose(relaxed: Relaxation) -> tuple[int, int]:
    """Return the two residents who are together most nearly half of the time."""
    at = np.flatnonzero(relaxed.levels > 1e-6)
    members, levels = relaxed.columns.members[at], relaxed.levels[at]
    together: dict[tuple[int, int], float] = {}
    for row, level in zip(members.tolist(), levels.tolist(), strict=True):
        group = [member for member in row if member >= 0]
        for i, one in enumerate(group):
            for other in group[i + 1 :]:
                together[one, other] = together.get((one, other), 0.0) + level
    return min(together, key=lambda pair: (abs(together[pair] - 0.5), pair))
