"""The levels settled so far: their numbers, and the rows that keep later answers to them."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from peerpair.compile.columns import Columns
from peerpair.model.level import Level, LevelKind
from peerpair.strategies.exact.linear import Linear, ModelRow


@dataclass
class Settled:
    """The levels before the total, as far as they are settled.

    Attributes
    ----------
    expected : int
        How many there will be.
    levels : list of Level
        With their numbers.
    rows : list of ModelRow
        That an answer counts no more, or no less, than reported; one for each but max-min.
    """

    expected: int
    levels: list[Level] = field(default_factory=list)
    rows: list[ModelRow] = field(default_factory=list)

    def note(self, level: Level, count: Linear, value: int, bound: int | None) -> ModelRow:
        """Note what a level comes to; return the row that keeps later answers to it."""
        self.levels.append(with_numbers(level, value, bound))
        sign = 1 if level.counts else -1
        name = f"level:{len(self.levels) - 1}"
        if level.kind is LevelKind.UNPLACED:
            name = LevelKind.UNPLACED.value
        row = ModelRow(name, count.times(sign), sign * value)
        self.rows.append(row)
        return row

    def note_floor(self, level: Level, value: int | None, bound: int | None) -> None:
        """Note what max-min comes to, which no row keeps."""
        self.levels.append(with_numbers(level, value, bound))

    def least(self, level: Level) -> int:
        """Return what a count is at least: who counts at an earlier level may count here, too."""
        if level.kind is not LevelKind.WEEKS:
            return 0
        below = [
            before.bound or 0
            for before in self.levels
            if (before.kind is LevelKind.WEEKS and before.credit >= level.credit)
            or (before.kind is LevelKind.UNPLACED and not level.credit)
        ]
        return max(below, default=0)

    def again(self, chosen: Columns) -> None:
        """Note what an answer makes of the levels: one left unproven may have become better."""
        rows = iter(self.rows)
        kept, levels = [], []
        for level in self.levels:
            if level.kind is LevelKind.MAXMIN:
                value = smallest_floor(chosen)
            else:
                row = next(rows)
                limit = int(row.function.of(chosen).sum())
                value = limit if level.counts else -limit
                kept.append(replace(row, limit=limit))
            levels.append(with_numbers(level, value, level.bound))
        self.rows, self.levels = kept, levels

    def rank(self, chosen: Columns | None) -> tuple[float, ...]:
        """Return numbers that are smaller, from the first that differs on, the better the end is.

        Of ends that are equally good the one that proves more is better.
        """
        values = [
            math.inf if level.value is None else level.value if level.counts else -level.value
            for level in self.levels
        ]
        values += [math.inf] * (self.expected - len(values))
        total = math.inf if chosen is None else -int(chosen.values.sum())
        return (*values, total, -sum(level.proven for level in self.levels))


def with_numbers(level: Level, value: int | None, bound: int | None) -> Level:
    """Return a level with its numbers."""
    return replace(level, value=value, bound=bound, proven=bound == value)


def smallest_floor(chosen: Columns) -> int | None:
    """Return the smallest floor of the groups formed; None where there are none."""
    formed = chosen.floor[chosen.sizes > 1]
    return int(formed.min()) if len(formed) else None
