"""Names for the arrays that peerpair computes with.

For type checkers alone: at run time they are plain arrays, because importing ``numpy.typing`` would
cost as much as the rest of numpy.
"""

from __future__ import annotations

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
