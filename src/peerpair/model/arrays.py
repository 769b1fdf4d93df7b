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
else:
    Bools = Ints = States = Floats = Singles = Words = np.ndarray

__all__ = ["Bools", "Floats", "Ints", "Singles", "States", "Words"]
