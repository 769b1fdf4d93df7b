"""Set partitioning, solved to proven optimality: column prices, then windows of reduced cost."""

from peerpair.strategies.exact.strategy import Exact

__all__ = ["Exact"]
