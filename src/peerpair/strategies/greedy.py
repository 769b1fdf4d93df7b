"""Greedy: the best group first, with restarts in random order when it runs into a dead end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from peerpair.compile.chunks import low_digits
from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Ints
from peerpair.model.result import Status
from peerpair.strategies.base import Answer, Strategy

_TRIES = 50
_AT_ONCE = 4096
"""Columns whose members are looked up together."""
_PATIENCE = 1_000_000
"""Columns looked at in all tries together."""


def pick_in_order(compiled: Compiled, order: Ints) -> Ints | None:
    """Take groups in an order as long as they fit; None if the limits are not met in the end.

    A resident who is left over joins the first pair that may become a triad.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    order : int[m]
        Rows of ``compiled.columns``.

    Returns
    -------
    int[k, 3] or None
        Chosen groups, padded with -1, in order.
    """
    pick = _Pick(compiled)
    members = compiled.columns.members
    for low in range(0, len(order), _AT_ONCE):
        if pick.waiting < 2:
            break
        part = order[low : low + _AT_ONCE]
        part = part[pick.free[members[part]].all(axis=1)]
        for j, group in zip(part.tolist(), members[part].tolist(), strict=True):
            pick.take(j, group)
    for resident in np.flatnonzero(compiled.must_place).tolist():
        if pick.partner[resident] is None:
            pick.join(resident, order)
    chosen = pick.chosen()
    return pick.finished() if chosen is None and not compiled.whole else chosen


class _Pick:
    """Groups taken so far, and the room that is left."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.waiting = compiled.n
        self.free = np.ones(compiled.n + 1, dtype=bool)  # the last stands for the padding
        self.partner: list[int | None] = [None] * compiled.n  # the row each resident is in
        self.room = {2: compiled.pairs[1], 3: compiled.triads[1]}
        self.left = [row.limit for row in compiled.rows]
        self.shares = compiled.columns.rows

    def take(self, j: int, group: list[int]) -> bool:
        """Take a row if its members are free and there is room."""
        members = group[:2] if group[2] < 0 else group
        if not self.room[len(members)] or any(self.partner[m] is not None for m in members):
            return False
        if any(share[j] > rest for share, rest in zip(self.shares, self.left, strict=True)):
            return False
        self._note(j, members, j, 1)
        return True

    def _note(self, j: int, members: list[int], row: int | None, sign: int) -> None:
        for member in members:
            self.partner[member] = row
            self.free[member] = row is None
        self.room[len(members)] -= sign
        self.waiting -= sign * len(members)
        for number, share in enumerate(self.shares):
            self.left[number] -= sign * int(share[j])

    def join(self, resident: int, order: Ints) -> None:
        """Turn a pair into a triad with `resident`, if any may."""
        members = self.compiled.columns.members
        rows = order[(members[order] == resident).any(axis=1) & (members[order, 2] >= 0)]
        for j in rows.tolist():
            group = members[j].tolist()
            pair = [member for member in group if member != resident]
            old = self.partner[pair[0]]
            if old is None or old != self.partner[pair[1]] or members[old, 2] >= 0:
                continue
            self._note(old, pair, None, -1)
            if self.take(j, group):
                return
            self._note(old, pair, old, 1)

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
        taken = sorted({row for row in self.partner if row is not None})
        for _ in range(_TRIES):
            mixed = rng.permutation(rest)
            groups[:triads] = np.sort(mixed[: 3 * triads].reshape(-1, 3), axis=1)
            groups[triads:, :2] = np.sort(mixed[3 * triads :].reshape(-1, 2), axis=1)
            columns = compiled.look_up(groups)
            if len(columns) == len(groups):
                whole = Columns.joined([compiled.columns.take(np.array(taken, dtype=int)), columns])
                return whole.members.astype(np.int64) if compiled.keeps_limits(whole) else None
        return None

    def chosen(self) -> Ints | None:
        """Return the rows taken, or None if a limit or a resident who must be placed is missed."""
        compiled = self.compiled
        pairs, triads = compiled.pairs[1] - self.room[2], compiled.triads[1] - self.room[3]
        if pairs < compiled.pairs[0] or triads < compiled.triads[0]:
            return None
        if any(
            row is None and must
            for row, must in zip(self.partner, compiled.must_place, strict=True)
        ):
            return None
        rows = sorted({row for row in self.partner if row is not None})
        return compiled.columns.members[rows].astype(np.int64)


@dataclass(frozen=True)
class Greedy(Strategy):
    """The best group first; a baseline, and the first answer of the exact strategy."""

    kind: ClassVar[str] = "greedy"

    def describe(self) -> str:
        return "the best group first"

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        columns, sizes = compiled.columns, compiled.columns.sizes
        keys: list[Ints] = [-(6 * columns.values // sizes)]
        digits = low_digits(len(compiled.thresholds))
        for position in range(len(compiled.thresholds)):  # fewer weeks are worse before all value
            keys.append(6 * digits[columns.low, position] // sizes)
        if compiled.floors:
            keys.append(-columns.floor)
        rank = np.lexsort([*keys[:1], *reversed(keys[1:])])
        chosen = pick_in_order(compiled, rank)
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
            chosen = pick_in_order(compiled, np.lexsort([place + noise, scarce]))
        if chosen is None:
            return Answer(Status.UNKNOWN)
        return Answer(Status.FEASIBLE, chosen)
