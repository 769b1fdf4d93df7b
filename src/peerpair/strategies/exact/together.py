"""Chunks whose groups are looked at together: a call for each block costs more than its groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from peerpair.compile.chunks import Block, Chunk
from peerpair.compile.columns import Columns
from peerpair.model.arrays import Bools, Ints

_TOGETHER = 32
"""Blocks whose groups are looked at together."""

_AT_ONCE = 1 << 18
"""Columns whose numbers are found between two questions."""

A = TypeVar("A", Ints, Bools)
S = TypeVar("S")
T = TypeVar("T")


def batches(sizes: Sequence[int], *, blocked: bool) -> list[range]:
    """Return numbers of chunks: blocks of triads together, each list alone.

    Parameters
    ----------
    sizes : sequence of int
        Of the groups of each chunk; triads come last.
    blocked : bool
        Triads stand in blocks.

    Examples
    --------
    >>> batches([2, *[3] * 40], blocked=True)
    [range(0, 1), range(1, 33), range(33, 41)]
    """
    lists = sum(size == 2 for size in sizes) if blocked else len(sizes)
    blocks = range(lists, len(sizes), _TOGETHER)
    alone = [range(number, number + 1) for number in range(lists)]
    return alone + [range(first, min(first + _TOGETHER, len(sizes))) for first in blocks]


def written(parts: Sequence[tuple[Chunk, Ints]], rows: int) -> Columns:
    """Return some groups of a list, or of several blocks; `rows` is the number of cohort rules."""
    blocks = [(chunk, at) for chunk, at in parts if isinstance(chunk, Block)]
    if blocks:
        return Columns.of_blocks(blocks)
    return Columns.joined([Columns.empty(rows), *(Columns.picked(*part) for part in parts)])


def in_parts(of: Callable[[Columns], A], columns: Columns, ask: Callable[[], None]) -> A:
    """Return a number for each of some columns, found part by part; ask before each part."""
    if len(columns) <= _AT_ONCE:
        ask()
        return of(columns)
    numbers = []
    for low in range(0, len(columns), _AT_ONCE):
        ask()
        numbers.append(of(columns.take(np.arange(low, min(len(columns), low + _AT_ONCE)))))
    return np.concatenate(numbers)


def spread(ask: Callable[[S], T], items: Sequence[S], threads: int) -> list[T]:
    """Ask about each item, in order, several at a time where there are threads."""
    if threads < 2 or len(items) < 2:
        return [ask(item) for item in items]
    with ThreadPoolExecutor(threads, "peerpair-chunk") as pool:
        return list(pool.map(ask, items))
