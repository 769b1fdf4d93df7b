"""The rows of a problem: limits on pairs and triads, and rules over the whole cohort."""

from __future__ import annotations

from peerpair.compile.compiled import Compiled
from peerpair.strategies.exact.linear import Linear, Row

__all__ = ["cohort_rows", "size_rows"]


def size_rows(compiled: Compiled) -> list[Row]:
    """Return the limits on pairs and triads that can bind."""
    found = []
    for name, size, limits in (("pairs", 2, compiled.pairs), ("triads", 3, compiled.triads)):
        if limits[1] < compiled.n // size:
            found.append(Row(f"{name}_max", Linear.of_size(size), limits[1]))
        if limits[0] > 0:
            found.append(Row(f"{name}_min", Linear.of_size(size, -1), -limits[0]))
    return found


def cohort_rows(compiled: Compiled) -> list[Row]:
    """Return the rules over the whole cohort."""
    return [
        Row(row.name, Linear.of_rule(number), row.limit) for number, row in enumerate(compiled.rows)
    ]
