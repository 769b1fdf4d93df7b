"""The rows of a problem: limits on pairs and triads, and rules over the whole cohort."""

from __future__ import annotations

import numpy as np

from peerpair.compile.compiled import Compiled
from peerpair.model.arrays import Ints
from peerpair.strategies.exact.linear import Linear, ModelRow


def size_rows(compiled: Compiled) -> list[ModelRow]:
    """Return the limits on pairs and triads that can bind."""
    rows = []
    for name, size, limits in (("pairs", 2, compiled.pairs), ("triads", 3, compiled.triads)):
        if limits[1] < compiled.n // size:
            rows.append(ModelRow(f"{name}_max", Linear.of_size(size), limits[1]))
        if limits[0] > 0:
            rows.append(ModelRow(f"{name}_min", Linear.of_size(size, -1), -limits[0]))
    return rows


def cohort_rows(compiled: Compiled) -> list[ModelRow]:
    """Return the rules over the whole cohort."""
    return [
        ModelRow(row.name, Linear.of_row(number), row.limit)
        for number, row in enumerate(compiled.rows)
    ]


def count_rows(compiled: Compiled, unplaced: tuple[int, int]) -> list[ModelRow]:
    """Return tighter limits on pairs and triads, from the counts that add up at all.

    A cohort of 62 in triads with at most two pairs has one pair for certain, which the fractional
    relaxation does not see.  A certificate knows the policy's limits alone, so these rows are for
    the search.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    unplaced : (int, int)
        How few and how many residents may stay unplaced.
    """
    found = splits(compiled, unplaced)
    rows = []
    for place, (name, size, limits) in enumerate(
        (("pairs", 2, compiled.pairs), ("triads", 3, compiled.triads))
    ):
        counts = [split[place] for split in found]
        if counts and max(counts) < min(limits[1], compiled.n // size):
            rows.append(ModelRow(f"most_{name}", Linear.of_size(size), max(counts)))
        if counts and min(counts) > limits[0]:
            rows.append(ModelRow(f"fewest_{name}", Linear.of_size(size, -1), -min(counts)))
    return rows


def splits(compiled: Compiled, unplaced: tuple[int, int]) -> list[tuple[int, int]]:
    """Return numbers of pairs and triads that add up: for each of triads fewest and most pairs."""
    return [
        (pairs, triads)
        for triads in range(compiled.triads[0], min(compiled.triads[1], compiled.n // 3) + 1)
        for pairs in _pairs_beside(compiled, triads, unplaced)
    ]


def next_sum(sums: Ints | None, bound: int) -> int:
    """Return the largest of some sums (ascending) up to a bound; the bound where none is."""
    at = -1 if sums is None else int(np.searchsorted(sums, bound, side="right")) - 1
    return bound if sums is None or at < 0 else int(sums[at])


def total_step(compiled: Compiled, unplaced: tuple[int, int]) -> int:
    """Return a number that divides every total.

    A value that counts for each resident is a multiple of the group's size; where all groups are of
    one size, so is the total.
    """
    if compiled.oracle.problem.per != "resident" or unplaced[1]:
        return 1
    found = splits(compiled, unplaced)
    sizes = {size for split in found for size, number in zip((2, 3), split, strict=True) if number}
    return sizes.pop() if len(sizes) == 1 else 1


def _pairs_beside(compiled: Compiled, triads: int, unplaced: tuple[int, int]) -> tuple[int, ...]:
    """Return the fewest and the most pairs there can be beside so many triads."""
    rest = compiled.n - 3 * triads
    most = min(compiled.pairs[1], (rest - unplaced[0]) // 2)
    fewest = max(compiled.pairs[0], -(-(rest - unplaced[1]) // 2))
    return (fewest, most) if 0 <= fewest <= most else ()
