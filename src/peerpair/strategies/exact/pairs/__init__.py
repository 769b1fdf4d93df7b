"""Pairs alone: maximum-weight matching of large graphs, proven by integer prices and odd sets."""

from peerpair.strategies.exact.pairs.graph import PairRow
from peerpair.strategies.exact.pairs.matched import Matched, match

__all__ = ["Matched", "PairRow", "match"]
