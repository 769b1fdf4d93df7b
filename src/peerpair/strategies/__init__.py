"""Strategies, one way of choosing groups a file; a file dropped in here is live.

The names below are the short import path for people and type checkers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerpair.registry import family

if TYPE_CHECKING:
    from peerpair.strategies.exact.strategy import Exact
    from peerpair.strategies.greedy import Greedy
    from peerpair.strategies.matching import Matching
    from peerpair.strategies.random import Random

__all__ = ["Exact", "Greedy", "Matching", "Random"]


def __getattr__(name: str) -> type:
    """Load the classes when one is first asked for: importing peerpair stays quick."""
    for cls in family("strategies").values() if name in __all__ else ():
        if cls.__name__ == name:
            return cls
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
