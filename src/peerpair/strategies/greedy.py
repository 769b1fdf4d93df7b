"""Greedy: the best group first, with restarts in random order when it runs into a dead end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Bools, Ints
from peerpair.model.result import Status
from peerpair.strategies.base import Answer, Strategy

_TRIES = 50
_AT_ONCE = 4096
"""Columns whose members are looked up together; then the limits are asked."""
_PATIENCE = 1_000_000
"""Columns looked at in all tries together."""


def pick_in_order(compiled: Compiled, order: Ints, limits: Limits) -> Ints | None:
    """Take groups in an order as long as they fit; None if the limits are not met in the end.

    A resident who is left over joins the first pair that may become a triad.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    order : int[m]
        Rows of ``compiled.columns``.
    limits : Limits
        When to take no more.

    Returns
    -------
    int[k, 3] or None
        Chosen groups, padded with -1, in order.
    """
    pick = _Pick(compiled)
    members = compiled.columns.members
    for part in _parts(order):
        if pick.waiting < 2 or limits.over():
            break
        part = part[pick.may_take(part)]
        for j, group in zip(part.tolist(), members[part].tolist(), strict=True):
            pick.take(j, group)
    if pick.waiting:
        pick.join(order, limits)
    chosen = pick.chosen()
    return pick.finished() if chosen is None and not compiled.whole else chosen


def _parts(order: Ints) -> Iterator[Ints]:
    """Yield an order, so many rows at a time that the limits are asked often enough."""
    for low in range(0, len(order), _AT_ONCE):
        yield order[low : low + _AT_ONCE]


class _Pick:
    """Groups taken so far, and the room that is left."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.waiting = compiled.n
        self.free = np.ones(compiled.n + 1, dtype=bool)  # the last stands for the padding
        self.row = np.full(compiled.n, -1)  # which each resident is in
        self.room = [0, 0, compiled.pairs[1], compiled.triads[1]]  # by size
        self.left = [row.limit for row in compiled.rows]
        self.shares = compiled.columns.rows[: len(compiled.rows)]
        # Where a group may add less than nothing, what is left may grow again: the end decides.
        self.firm = [bool(share.min(initial=0) >= 0) for share in self.shares]

    def may_take(self, rows: Ints) -> Bools:
        """Return bool[k]: which rows of free members there is room for; the others stay out."""
        members = self.compiled.columns.members[rows]
        fit: Bools = np.all(self.free[members], axis=1)
        fit &= np.where(members[:, 2] < 0, self.room[2], self.room[3]) > 0
        for share, rest, firm in zip(self.shares, self.left, self.firm, strict=True):
            if firm:
                fit &= share[rows] <= rest
        return fit

    def take(self, j: int, group: list[int]) -> bool:
        """Take a row if its members are free and there is room."""
        members = group[:2] if group[2] < 0 else group
        if not self.room[len(members)] or not all(self.free[member] for member in members):
            return False
        rows = zip(self.shares, self.left, self.firm, strict=True)
        if any(firm and share[j] > rest for share, rest, firm in rows):
            return False
        self._note(j, members, j, 1)
        return True

    def _note(self, j: int, members: list[int], row: int, sign: int) -> None:
        for member in members:
            self.row[member] = row
            self.free[member] = row < 0
        self.room[len(members)] -= sign
        self.waiting -= sign * len(members)
        for number, share in enumerate(self.shares):
            self.left[number] -= sign * int(share[j])

    def join(self, order: Ints, limits: Limits) -> None:
        """Turn pairs into triads with those who are left over and must be placed, where any may."""
        members = self.compiled.columns.members
        found: list[Ints] = [np.empty((0, 2), dtype=np.int64)]
        for rows in _parts(order):
            if limits.over():
                return
            found.append(self._joinable(rows))
        residents, rows = np.concatenate(found).T
        for at in np.argsort(residents, kind="stable").tolist():
            resident, j = int(residents[at]), int(rows[at])
            group = members[j].tolist()
            pair = [member for member in group if member != resident]
            old = int(self.row[pair[0]])
            if not self.free[resident] or old != self.row[pair[1]] or members[old, 2] >= 0:
                continue
            self._note(old, pair, -1, -1)
            if not self.take(j, group):
                self._note(old, pair, old, 1)

    def _joinable(self, rows: Ints) -> Ints:
        """Return int[k, 2]: residents left over, and the rows that add them to a pair taken."""
        members = self.compiled.columns.members[rows]
        over = self.free[members]
        once = (over.sum(axis=1) == 1) & (members[:, 2] >= 0)
        rows, members, over = rows[once], members[once], over[once]
        one, other = self.row[members[~over].reshape(-1, 2)].T
        resident = members[over]
        joinable = np.flatnonzero((one == other) & self.compiled.must_place[resident])
        return np.stack([resident[joinable], rows[joinable]], axis=1)

    def finished(self) -> Ints | None:
        """Return the rows taken and random groups of those left over; None if there are none.

        In a large cohort the columns are only those of good partners, so residents may be left
        over whom other groups could hold.
        """
        compiled = self.compiled
        rest = np.flatnonzero(self.free[:-1] & compiled.must_place)
        triads, single = divmod(len(rest), 3)
        pairs = {0: 0, 1: 2, 2: 1}[single]
        triads -= single == 1
        if compiled.rows or triads < 0 or pairs > self.room[2] or triads > self.room[3]:
            return None
        rng = np.random.default_rng(0)
        groups = np.full((triads + pairs, 3), -1, dtype=np.int64)
        taken = self._taken()
        for _ in range(_TRIES):
            mixed = rng.permutation(rest)
            groups[:triads] = np.sort(mixed[: 3 * triads].reshape(-1, 3), axis=1)
            groups[triads:, :2] = np.sort(mixed[3 * triads :].reshape(-1, 2), axis=1)
            columns = compiled.look_up(groups)
            if len(columns) == len(groups):
                whole = Columns.joined([compiled.columns.take(taken), columns])
                return whole.members.astype(np.int64) if compiled.keeps_limits(whole) else None
        return None

    def chosen(self) -> Ints | None:
        """Return the rows taken, or None if a limit or a resident who must be placed is missed."""
        compiled = self.compiled
        pairs, triads = compiled.pairs[1] - self.room[2], compiled.triads[1] - self.room[3]
        if pairs < compiled.pairs[0] or triads < compiled.triads[0]:
            return None
        if (self.free[:-1] & compiled.must_place).any() or min(self.left, default=0) < 0:
            return None
        return compiled.columns.members[self._taken()].astype(np.int64)

    def _taken(self) -> Ints:
        taken: Ints = np.unique(self.row[self.row >= 0])
        return taken


@dataclass(frozen=True)
class Greedy(Strategy):
    """The best group first; a baseline, and the first answer of the exact strategy."""

    kind: ClassVar[str] = "greedy"

    def describe(self) -> str:
        return "the best group first"

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        columns = compiled.columns
        rank = _best_first(compiled)
        chosen = pick_in_order(compiled, rank, limits)
        rng = np.random.default_rng(limits.seed)
        # Dead ends come from residents with few groups left: serve those first, then shuffle.
        members = columns.members
        degree = np.bincount(members[members >= 0], minlength=compiled.n)
        padded = np.append(degree, degree.max(initial=0))
        scarce = padded[members].min(axis=1) if len(rank) else rank
        place = np.empty(len(rank), dtype=np.int64)
        place[rank] = np.arange(len(rank))
        for attempt in range(min(_TRIES, _PATIENCE // max(1, len(rank)))):
            if chosen is not None or limits.over():
                break
            noise = rng.integers(0, 1 + attempt * len(rank) // 10, len(rank))
            chosen = pick_in_order(compiled, np.lexsort([place + noise, scarce]), limits)
        if chosen is None:
            return Answer(Status.UNKNOWN)
        return Answer(Status.FEASIBLE, chosen)


def _best_first(compiled: Compiled) -> Ints:
    """Return int[m]: the columns, the best first; of equal ones the first."""
    columns, sizes = compiled.columns, compiled.columns.sizes
    worth = -(6 * columns.values // sizes)  # of 34 bits
    if compiled.floors:
        return np.lexsort([worth, -columns.floor])
    costs = [6 * cost // sizes for cost in compiled.level_costs(columns)]
    if compiled.counts:
        return np.lexsort([worth, *reversed(costs)])
    few = np.zeros(len(columns), dtype=np.int64)
    for cost in costs:  # fewer weeks are worse before all value
        few = few * 8 + cost
    # One number for each column: sorting by several takes as many times as long.
    return np.argsort((few << 37) + worth, kind="stable")
