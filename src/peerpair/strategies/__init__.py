"""Strategies, one way of choosing groups a file; a file dropped in here is live.

The names below are the short import path for people and type checkers; a class that is not among
them is found by its name all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from peerpair.registry import part_named

if TYPE_CHECKING:
    from peerpair.strategies.exact.strategy import Exact
    from peerpair.strategies.greedy import Greedy
    from peerpair.strategies.matching import Matching
    from peerpair.strategies.random import Random

__all__ = ["Exact", "Greedy", "Matching", "Random"]

if not TYPE_CHECKING:  # type checkers are to refuse names that are not there

    def __getattr__(name: str) -> type:
        """Load the classes when one is first asked for: importing peerpair stays quick."""
        return part_named(name, __name__)
