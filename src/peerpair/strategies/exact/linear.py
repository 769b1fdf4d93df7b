"""Linear functions of a group: costs, rows, and what prices make of them.

Whatever a level maximises or a row limits is the same kind of function of a group: a number for its
size, one for its low code, and multiples of its value and of its coefficients in rows.
Sums and multiples of such functions are such functions, so the part of a reduced cost that does not
depend on the members is always one of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from peerpair.compile.chunks import Chunk, low_digits
from peerpair.compile.columns import Columns
from peerpair.compile.compiled import CompiledLevel
from peerpair.model.arrays import Ints


@dataclass(frozen=True, eq=False)
class Linear:
    """A linear function of a group; a group of one is a resident who stays unplaced.

    Attributes
    ----------
    sizes : int[4]
        Added for a group of that size.
    table : int[256] or None
        Added for a low code.
    value : int
        Multiplies the value.
    rows : tuple of (int, int)
        Number of a row of coefficients (`Columns.rows`), and what multiplies these.
    """

    sizes: Ints
    table: Ints | None = None
    value: int = 0
    rows: tuple[tuple[int, int], ...] = ()

    @classmethod
    def of_size(cls, size: int, number: int = 1) -> Linear:
        """Return the function that is `number` for groups of a size."""
        sizes = np.zeros(4, dtype=np.int64)
        sizes[size] = number
        return cls(sizes)

    @classmethod
    def of_value(cls) -> Linear:
        """Return the value."""
        return cls(np.zeros(4, dtype=np.int64), value=1)

    @classmethod
    def of_low(cls, levels: int, position: int) -> Linear:
        """Return the number of low members at one of the thresholds."""
        table = low_digits(levels)[:, position].astype(np.int64)
        return cls(np.zeros(4, dtype=np.int64), table)

    @classmethod
    def of_low_size(cls, levels: int, position: int, size: int, number: int) -> Linear:
        """Return the function that is `number` for groups of a size of which all are low."""
        table = np.where(low_digits(levels)[:, position] == size, number, 0)
        return cls(np.zeros(4, dtype=np.int64), table)

    @classmethod
    def of_level(cls, level: CompiledLevel, levels: int) -> Linear:
        """Return what a level counts, where there are so many thresholds."""
        if level.position is not None:
            return cls.of_low(levels, level.position)
        return cls.of_size(1) if level.row is None else cls.of_row(level.row)

    @classmethod
    def of_row(cls, number: int) -> Linear:
        """Return the coefficient in a cohort rule, or in what a level counts."""
        return cls(np.zeros(4, dtype=np.int64), rows=((number, 1),))

    @classmethod
    def nothing(cls) -> Linear:
        """Return the function that is always 0."""
        return cls(np.zeros(4, dtype=np.int64))

    def times(self, factor: int) -> Linear:
        """Return a multiple."""
        return Linear(
            factor * self.sizes,
            None if self.table is None else factor * self.table,
            factor * self.value,
            tuple((number, factor * k) for number, k in self.rows),
        )

    def plus(self, other: Linear) -> Linear:
        """Return the sum of two functions."""
        table = self.table if other.table is None else other.table
        if self.table is not None and other.table is not None:
            table = self.table + other.table
        rows = dict(self.rows)
        for number, k in other.rows:
            rows[number] = rows.get(number, 0) + k
        sizes = self.sizes + other.sizes
        return Linear(sizes, table, self.value + other.value, tuple(rows.items()))

    def of(self, part: Chunk | Columns) -> Ints:
        """Return int64[m]: the function of each group."""
        if isinstance(part, Columns):
            values: Ints = self.sizes[part.sizes]
        else:
            values = np.full(len(part), self.sizes[part.size], dtype=np.int64)
        self.add(part, values)
        return values

    def add(self, part: Chunk | Columns, into: Ints) -> None:
        """Add all but the size's share, in place."""
        if self.value:
            into += part.values * np.int64(self.value)
        if self.table is not None and part.low is not None:
            into += self.table[part.low]
        for number, k in self.rows:
            if k:
                into += np.multiply(part.rows[number], k, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class ModelRow:
    """``sum of function over the chosen groups <= limit``; the name is the certificate's."""

    name: str
    function: Linear
    limit: int
