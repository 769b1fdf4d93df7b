"""Names for the arrays that peerpair computes with, and what is done to any.

The names are for type checkers alone: at run time they are plain arrays, because importing
``numpy.typing`` would cost as much as the rest of numpy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bools = NDArray[np.bool_]
    Ints = NDArray[np.integer[Any]]  # int64 unless said otherwise
    States = NDArray[np.int8]
    Floats = NDArray[np.float64]
    Singles = NDArray[np.float32]
    Words = NDArray[np.uint64]
    Bits = NDArray[np.uint8]  # eight to a number, as `numpy.packbits` has them
else:
    Bools = Ints = States = Floats = Singles = Words = Bits = np.ndarray


def narrow(numbers: Ints) -> Ints:
    """Return whole numbers in 32 bits where they fit: tables over all pairs are large.

    Examples
    --------
    >>> narrow(np.array([1, 2])).dtype, narrow(np.array([1, 2**31])).dtype
    (dtype('int32'), dtype('int64'))
    """
    fits = numbers.min(initial=0) >= -(2**31) and numbers.max(initial=0) < 2**31
    return numbers.astype(np.int32) if fits else numbers


def in_parts(arrays: Iterable[Ints], count: int) -> Iterator[Ints]:
    """Yield the rows of arrays, `count` at a time; no array where there are no rows.

    Examples
    --------
    >>> [part.tolist() for part in in_parts([np.arange(3), np.arange(2)], 4)]
    [[0, 1, 2, 0], [1]]
    """
    waiting: list[Ints] = []
    total = 0
    for array in arrays:
        if not len(array):
            continue
        waiting.append(array)
        total += len(array)
        if total >= count:
            rows = np.concatenate(waiting)
            whole = total - total % count
            yield from np.split(rows[:whole], whole // count)
            waiting, total = [rows[whole:]], total - whole
    if total:
        yield np.concatenate(waiting)
