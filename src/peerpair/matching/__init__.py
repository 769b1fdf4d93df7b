"""Pairs alone: maximum-weight matching of large graphs, proven by integer prices and odd sets."""

from peerpair.matching.graph import PairRow
from peerpair.matching.matched import Matched, match

__all__ = ["Matched", "PairRow", "match"]
