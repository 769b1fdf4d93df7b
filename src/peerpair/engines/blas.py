"""One BLAS thread while a solve runs.

Matrix products of one resident are small: threads of BLAS wait for each other longer than they
compute, and far longer where other programs want the same cores.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_lock = threading.Lock()
_solves = 0
_libraries: Any = None  # looking for them takes a millisecond or more: once
_limiter: Any = None


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Limit BLAS to one thread, for the whole process, until the last solve that asked is over.

    Solves may overlap in threads of the host; the number that was set before the first one comes
    back after the last one.
    """
    global _solves, _libraries, _limiter
    from threadpoolctl import ThreadpoolController

    with _lock:
        if _libraries is None:
            _libraries = ThreadpoolController()
        if not _solves:
            _limiter = _libraries.limit(limits=1, user_api="blas")
        _solves += 1
    try:
        yield
    finally:
        with _lock:
            _solves -= 1
            if not _solves:
                _limiter.restore_original_limits()
                _limiter = None
